package metrics

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/callfacts/callfacts/services/metrics/store"
)

// pollEvery is how soon a waiting call learns of what another process stored.
const pollEvery = 100 * time.Millisecond

// awaited lets calls wait for extractions: one query in pollEvery for all of
// them, and none while nobody waits. What this process stores wakes them at once.
type awaited struct {
	store *store.Store
	log   *slog.Logger

	mu      sync.Mutex
	waits   map[store.Key]*wait // by transcript and revision
	polling bool
}

type wait struct {
	done  chan struct{}
	calls int
}

// wait returns when the extraction has an outcome or ctx ends.
func (a *awaited) wait(ctx context.Context, key store.Key) {
	key.Engine = ""
	a.mu.Lock()
	w := a.waits[key]
	if w == nil {
		w = &wait{done: make(chan struct{})}
		a.waits[key] = w
	}
	w.calls++
	if !a.polling {
		a.polling = true
		go a.poll()
	}
	a.mu.Unlock()
	select {
	case <-w.done:
	case <-ctx.Done():
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if w.calls--; w.calls == 0 && a.waits[key] == w {
		delete(a.waits, key)
	}
}

// wake ends the waits for an extraction.
func (a *awaited) wake(key store.Key) {
	key.Engine = ""
	a.mu.Lock()
	defer a.mu.Unlock()
	if w := a.waits[key]; w != nil {
		close(w.done)
		delete(a.waits, key)
	}
}

// waiting are the keys that somebody waits for. Where there are none, polling
// ends.
func (a *awaited) waiting() []store.Key {
	a.mu.Lock()
	defer a.mu.Unlock()
	keys := make([]store.Key, 0, len(a.waits))
	for key := range a.waits {
		keys = append(keys, key)
	}
	a.polling = len(keys) > 0
	return keys
}

func (a *awaited) poll() {
	for keys := a.waiting(); len(keys) > 0; keys = a.waiting() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		finished, err := a.store.Finished(ctx, keys)
		cancel()
		if err != nil {
			a.log.Warn("cannot look for awaited extractions", "error", err)
		}
		for key := range finished {
			a.wake(key)
		}
		time.Sleep(pollEvery)
	}
}
