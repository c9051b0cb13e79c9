package metrics_test

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/jobs"
)

const everything = "companies/-/calls/-/transcripts/-"

// caughtUp reads the feed from a cursor to its end.
func (in *installation) caughtUp(t *testing.T, parent, cursor string) (changes []string, next string) {
	t.Helper()
	stream, err := in.WatchFacts(t.Context(), &metricsv1.WatchFactsRequest{Parent: parent, Cursor: cursor, CatchUp: true})
	if err != nil {
		t.Fatal(err)
	}
	next = cursor
	for {
		got, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return changes, next
		}
		if err != nil {
			t.Fatal(err)
		}
		next = got.GetCursor()
		if c := got.GetChange(); c != nil {
			if len(c.GetFacts()) != 3 || !strings.HasPrefix(c.GetFacts()[0].GetName(), c.GetTranscript()) || c.GetChangeTime() == nil {
				t.Errorf("%v", c)
			}
			changes = append(changes, strings.TrimPrefix(c.GetKind().String(), "KIND_")+" "+c.GetTranscript()[len(c.GetTranscript())-1:])
		}
	}
}

// TestWatchFacts: what comes and goes is told once, in order, from any cursor on.
func TestWatchFacts(t *testing.T) {
	in, first, second := extracted(t)
	all, cursor := in.caughtUp(t, everything, "")
	slices.Sort(all)
	if !slices.Equal(all, []string{"ADDED 1", "ADDED 2"}) {
		t.Errorf("%q", all)
	}
	if one, _ := in.caughtUp(t, second, ""); !slices.Equal(one, []string{"ADDED 2"}) {
		t.Errorf("of one transcript: %q", one)
	}

	live, err := in.WatchFacts(t.Context(), &metricsv1.WatchFactsRequest{Parent: everything, Cursor: cursor})
	if err != nil {
		t.Fatal(err)
	}
	told := func() string {
		for {
			got, err := live.Recv()
			if err != nil {
				t.Fatal(err)
			}
			if c := got.GetChange(); c != nil {
				return c.GetKind().String() + " " + c.GetTranscript()
			}
		}
	}
	in.parser.change(1, func(m *parserv1.Transcript) { m.Name = strings.Replace(m.Name, "2012-q1", "2012-q3", 1) })
	in.enqueue(t, jobs.Refresh(ref(1).ID)...)
	if got, want := told(), "KIND_RENAMED "+strings.Replace(first, "2012-q1", "2012-q3", 1); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	in.parser.remove(2)
	in.enqueue(t, jobs.Refresh(ref(2).ID)...)
	if got, want := told(), "KIND_REMOVED "+second; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if rest, _ := in.caughtUp(t, everything, cursor); !slices.Equal(rest, []string{"RENAMED 1", "REMOVED 2"}) {
		t.Errorf("from the cursor on: %q", rest)
	}

	if err := in.service.Close(t.Context()); err != nil {
		t.Error(err)
	}
	_, err = live.Recv()
	for err == nil {
		_, err = live.Recv()
	}
	reason(t, "a server that stops", err, "UNAVAILABLE")

	for _, cursor := range []string{"x", "1", "1-", "-1-2", "1-2-3", "1-2 "} {
		stream, err := in.WatchFacts(t.Context(), &metricsv1.WatchFactsRequest{Parent: everything, Cursor: cursor})
		if err == nil {
			_, err = stream.Recv()
		}
		reason(t, cursor, err, "BAD_CURSOR")
	}
	stream, err := in.WatchFacts(t.Context(), &metricsv1.WatchFactsRequest{Parent: "companies/-"})
	if err == nil {
		_, err = stream.Recv()
	}
	reason(t, "parent", err, "INVALID_FIELD")
}
