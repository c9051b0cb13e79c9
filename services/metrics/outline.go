package metrics

import (
	"context"

	"github.com/callfacts/callfacts/internal/fact"
	"github.com/callfacts/callfacts/internal/reconcile"
	"github.com/callfacts/callfacts/internal/transcript"
)

// outlined extracts the facts of a transcript, and makes its outline.
func (e engine) outlined(ctx context.Context, t *transcript.Transcript) (*fact.Extraction, *reconcile.Outline, error) {
	var outline *reconcile.Outline
	extraction, err := extract(ctx, func(t *transcript.Transcript) *fact.Extraction {
		x := e.Extract(t)
		if !x.TooMany {
			outline = e.outliner.Outline(t, x.Numerals)
		}
		return x
	}, t)
	if err != nil {
		// The engine may still be at work, and the outline not ours to look at.
		return nil, nil, err
	}
	return extraction, outline, nil
}
