package metrics

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/callfacts/callfacts/internal/fact"
	"github.com/callfacts/callfacts/internal/transcript"
)

// TestEngineFails: a panic, and more numerals than are read, is a failure of the one
// transcript, with its reason;
// a caller who does not wait is no failure.
func TestEngineFails(t *testing.T) {
	panics := func(*transcript.Transcript) *fact.Extraction { panic("on purpose") }
	_, err := extract(t.Context(), panics, &transcript.Transcript{})
	var failed *engineError
	if !errors.As(err, &failed) || !strings.Contains(failed.reason, "on purpose") || !strings.Contains(failed.stack, "engine_test.go") {
		t.Errorf("%v", err)
	}
	tooMany := func(*transcript.Transcript) *fact.Extraction { return &fact.Extraction{TooMany: true} }
	if _, err := extract(t.Context(), tooMany, &transcript.Transcript{}); !errors.As(err, &failed) || !strings.HasPrefix(failed.reason, "TOO_MANY_NUMERALS: ") {
		t.Errorf("%v", err)
	}
	release := make(chan struct{})
	defer close(release)
	hangs := func(*transcript.Transcript) *fact.Extraction { <-release; return nil }
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := extract(ctx, hangs, &transcript.Transcript{}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}
