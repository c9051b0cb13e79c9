package reconcile_test

import (
	"testing"

	"github.com/callfacts/callfacts/internal/concept"
	"github.com/callfacts/callfacts/internal/fact"
	"github.com/callfacts/callfacts/internal/reconcile"
)

// BenchmarkOutline is what an outline costs beside the extraction of the same call.
func BenchmarkOutline(b *testing.B) {
	call, _ := outlineOf(b, "")
	outliner, err := reconcile.NewOutliner(concept.Standard())
	if err != nil {
		b.Fatal(err)
	}
	extraction := fact.Standard().Extract(call)
	b.Run("outline", func(b *testing.B) {
		b.SetBytes(int64(len(call.Text)))
		for b.Loop() {
			outliner.Outline(call, extraction.Numerals)
		}
	})
	b.Run("extract", func(b *testing.B) {
		b.SetBytes(int64(len(call.Text)))
		for b.Loop() {
			fact.Standard().Extract(call)
		}
	})
}
