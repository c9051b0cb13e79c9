package store

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"time"
)

const (
	// maxTogether and maxTogetherBytes are how many documents share a transaction.
	maxTogether      = 32
	maxTogetherBytes = 32 << 20
)

// errCutOff is what is left of a transaction that did not come to its end.
var errCutOff = errors.New("the transaction was cut off")

// entry is a submission on its way.
type entry struct {
	sub    *Submission
	result Ingested
	err    error
	// turn says true to the caller that keeps the next ones, this among them, and
	// false to one whose submission was kept.
	turn chan bool
	// leads says that turn was or will be told true, so that no other caller takes
	// this entry along: it stays in the queue until its caller takes it out. It is
	// the queue's, under its lock.
	leads bool

	// What the transaction finds out.
	document int64
	accepted time.Time
}

// queue lets submissions that come at the same time share a transaction. No
// goroutine waits for work: a caller keeps its own and those that have come
// while others did.
type queue struct {
	mu      sync.Mutex
	waiting []*entry
	leaders int
}

// do has a submission kept. A caller that gives up leaves the queue, but not a
// transaction that has begun.
func (q *queue) do(ctx context.Context, sub *Submission, keep func(context.Context, []*entry)) (Ingested, error) {
	e := &entry{sub: sub, turn: make(chan bool, 1)}
	q.mu.Lock()
	q.waiting = append(q.waiting, e)
	if q.leaders < maxLeaders() {
		q.leaders++
		e.lead()
	}
	q.mu.Unlock()
	select {
	case leads := <-e.turn:
		return q.finish(ctx, e, leads, keep)
	case <-ctx.Done():
	}
	if q.leave(e) {
		return Ingested{}, ctx.Err()
	}
	return q.finish(ctx, e, <-e.turn, keep)
}

// lead tells an entry's caller to keep the next ones.
func (e *entry) lead() {
	e.leads = true
	e.turn <- true
}

// maxLeaders is how many transactions run side by side: placing waits for its turn
// in the database, copying does not.
func maxLeaders() int { return runtime.GOMAXPROCS(0) }

// leave takes an entry out that nobody has taken up and that is not to lead.
func (q *queue) leave(e *entry) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	for i, w := range q.waiting {
		if w == e && !e.leads {
			q.waiting = append(q.waiting[:i], q.waiting[i+1:]...)
			return true
		}
	}
	return false
}

func (q *queue) finish(ctx context.Context, e *entry, leads bool, keep func(context.Context, []*entry)) (Ingested, error) {
	if leads {
		together := q.take(e)
		defer q.pass() // whatever happens, somebody leads
		defer func() {
			for _, other := range together {
				if other != e {
					other.turn <- false
				}
			}
		}()
		for _, other := range together {
			other.err = errCutOff
		}
		// The others' submissions do not end with this caller's patience.
		keep(context.WithoutCancel(ctx), together)
	}
	return e.result, e.err
}

// take takes an entry and others of other bytes out of the queue, oldest first.
func (q *queue) take(own *entry) []*entry {
	q.mu.Lock()
	defer q.mu.Unlock()
	together, seen, size := []*entry{own}, map[[32]byte]bool{own.sub.SHA256: true}, len(own.sub.Content)
	rest := q.waiting[:0]
	for _, w := range q.waiting {
		fits := len(together) < maxTogether && size+len(w.sub.Content) <= maxTogetherBytes
		switch {
		case w == own:
		case fits && !seen[w.sub.SHA256] && !w.leads:
			together, seen[w.sub.SHA256], size = append(together, w), true, size+len(w.sub.Content)
		default:
			rest = append(rest, w)
		}
	}
	clear(q.waiting[len(rest):])
	q.waiting = rest
	return together
}

// pass hands the lead to the one that has waited longest and does not lead yet.
func (q *queue) pass() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, w := range q.waiting {
		if !w.leads {
			w.lead()
			return
		}
	}
	q.leaders--
}
