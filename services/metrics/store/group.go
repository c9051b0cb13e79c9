package store

import (
	"context"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"go.opentelemetry.io/otel/trace"
)

const (
	// groupResults is how many results are saved together at most.
	groupResults = 64
	// saveTimeout ends a transaction that saves.
	saveTimeout = 20 * time.Second
)

// Group saves what concurrent callers have in one transaction: whatever has come
// while the one before was under way. One transcript has too few rows for a COPY
// of its own to pay. The zero Group is not usable; make one with NewGroup.
type Group struct {
	store *Store

	mu      sync.Mutex
	waiting []*saving
	working bool
}

// NewGroup makes a group.
func NewGroup(s *Store) *Group { return &Group{store: s} }

// saving is what one caller wants to be saved.
type saving struct {
	from    trace.Span
	results []Result
	finish  func(tx pgx.Tx, stale []string) error
	done    chan error
}

// Save is as Store.Save, and returns when it is done. Where a transaction fails,
// each of those who shared it gets one of its own, so that nobody fails for what
// another brought. Neither ends with ctx, whose span tells alone whose it is: a
// shared transaction is in the trace of the first, and linked to the others'.
func (g *Group) Save(ctx context.Context, results []Result, finish func(tx pgx.Tx, stale []string) error) error {
	s := &saving{trace.SpanFromContext(ctx), results, finish, make(chan error, 1)}
	g.mu.Lock()
	g.waiting = append(g.waiting, s)
	if !g.working {
		g.working = true
		go g.work()
	}
	g.mu.Unlock()
	return <-s.done
}

func (g *Group) work() {
	for batch := g.next(); len(batch) > 0; batch = g.next() {
		err := g.save(batch)
		for _, s := range batch {
			if err != nil && len(batch) > 1 {
				s.done <- g.save([]*saving{s})
			} else {
				s.done <- err
			}
		}
	}
}

// next takes the first of those who wait, and who may share its transaction:
// nobody who brings a transcript that it has already.
func (g *Group) next() (batch []*saving) {
	g.mu.Lock()
	defer g.mu.Unlock()
	taken := make(map[string]bool)
	var left []*saving
	for _, s := range g.waiting {
		if len(batch) > 0 && (len(taken)+len(s.results) > groupResults || s.shares(taken)) {
			left = append(left, s)
			continue
		}
		batch = append(batch, s)
		for i := range s.results {
			taken[s.results[i].Transcript] = true
		}
	}
	g.waiting = left
	g.working = len(batch) > 0
	return batch
}

func (s *saving) shares(taken map[string]bool) bool {
	for i := range s.results {
		if taken[s.results[i].Transcript] {
			return true
		}
	}
	return false
}

// save saves a batch in one transaction, which every caller finishes for itself.
func (g *Group) save(batch []*saving) error {
	ctx, cancel := context.WithTimeout(context.Background(), saveTimeout)
	defer cancel()
	ctx, span := begin(ctx, batch)
	defer span.End()
	var all []Result
	for _, s := range batch {
		all = append(all, s.results...)
	}
	return g.store.Save(ctx, all, func(tx pgx.Tx, stale []string) error {
		old := make(map[string]bool, len(stale))
		for _, id := range stale {
			old[id] = true
		}
		for _, s := range batch {
			var own []string
			for i := range s.results {
				if old[s.results[i].Transcript] {
					own = append(own, s.results[i].Transcript)
				}
			}
			if err := s.finish(tx, own); err != nil {
				return err
			}
		}
		return nil
	})
}

// begin makes the span of a transaction.
func begin(ctx context.Context, batch []*saving) (context.Context, trace.Span) {
	links := make([]trace.Link, 0, len(batch))
	for _, s := range batch[1:] {
		links = append(links, trace.Link{SpanContext: s.from.SpanContext()})
	}
	tracer := batch[0].from.TracerProvider().Tracer("github.com/callfacts/callfacts/services/metrics/store")
	return tracer.Start(trace.ContextWithSpan(ctx, batch[0].from), "save facts", trace.WithLinks(links...))
}
