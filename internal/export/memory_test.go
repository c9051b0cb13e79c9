package export_test

import (
	"io"
	"runtime"
	"testing"

	"github.com/callfacts/callfacts/internal/export"
)

// TestConstantMemory: what a writer holds does not grow with what was written:
// after several times as many rows it is about what it was.
func TestConstantMemory(t *testing.T) {
	_, facts := sample(t)
	facts = facts[:20]
	for format, size := range map[string]struct{ rows, times int }{
		export.CSV: {1000, 10}, export.JSONLines: {1000, 10},
		// A Parquet file is looked at behind its first group of rows and its third.
		export.Parquet: {20_000, 3},
	} {
		t.Run(format, func(t *testing.T) {
			w, err := export.NewFacts(format, io.Discard)
			if err != nil {
				t.Fatal(err)
			}
			held := func(until int) uint64 {
				for range until / len(facts) {
					if err := w.Write(facts...); err != nil {
						t.Fatal(err)
					}
				}
				return heap()
			}
			empty := heap()
			few := held(size.rows) - empty
			many := held((size.times-1)*size.rows) - empty
			t.Logf("after %d rows %d kB, after %d times as many %d kB", size.rows, int64(few)/1000, size.times, int64(many)/1000)
			if int64(many) > int64(few)+int64(few)/2+1<<20 {
				t.Errorf("a writer held %d bytes after %d rows, and %d after %d times as many", int64(few), size.rows, int64(many), size.times)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// heap is how many bytes are in use.
func heap() uint64 {
	var stats runtime.MemStats
	runtime.GC()
	runtime.GC() // what pools let go goes with the second
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}
