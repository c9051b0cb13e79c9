package store

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
)

// Callers that come from all sides, with several leading at a time, have each
// submission kept by one of them, and never by two.
func TestTogether(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(8))
	const callers, each = 16, 500
	var q queue
	var kept [callers * each]atomic.Int32
	keep := func(_ context.Context, all []*entry) {
		for _, e := range all {
			kept[binary.BigEndian.Uint32(e.sub.Content)].Add(1)
			runtime.Gosched()
			e.err = nil
		}
	}
	var wg sync.WaitGroup
	for caller := range callers {
		wg.Go(func() {
			for i := range each {
				content := binary.BigEndian.AppendUint32(nil, uint32(caller*each+i))
				sub := &Submission{Content: content, SHA256: sha256.Sum256(content)}
				if _, err := q.do(t.Context(), sub, keep); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	for i := range kept {
		if n := kept[i].Load(); n != 1 {
			t.Fatalf("submission %d was kept %d times", i, n)
		}
	}
	if len(q.waiting) != 0 || q.leaders != 0 {
		t.Errorf("the queue ends with %d that wait and %d that lead", len(q.waiting), q.leaders)
	}
}
