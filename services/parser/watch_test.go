package parser_test

import (
	"fmt"
	"strings"
	"testing"

	"google.golang.org/grpc"

	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
)

type feed = grpc.ServerStreamingClient[parserv1.WatchTranscriptsResponse]

func (s *service) watch(t *testing.T, cursor string) feed {
	t.Helper()
	stream, err := s.WatchTranscripts(t.Context(), &parserv1.WatchTranscriptsRequest{Cursor: cursor})
	if err != nil {
		t.Fatal(err)
	}
	return stream
}

// next reads n changes and shows kind and call of each.
func next(t *testing.T, stream feed, n int) (shown []string, cursors []string) {
	t.Helper()
	for range n {
		m, err := stream.Recv()
		if err != nil {
			t.Fatal(err)
		}
		place, _, _ := strings.Cut(strings.TrimPrefix(m.GetTranscript(), "companies/"), "/transcripts/")
		shown = append(shown, strings.ToLower(strings.TrimPrefix(m.GetKind().String(), "CHANGE_KIND_"))+" "+place+" "+fmt.Sprint(m.GetRevision()))
		cursors = append(cursors, m.GetCursor())
	}
	return shown, cursors
}

// TestWatch: every change in its order, from any cursor on.
func TestWatch(t *testing.T) {
	s := start(t)
	stream := s.watch(t, "")
	corrected := northwind
	corrected.revenue = "$413 million"
	older := s.ingest(t, northwind.text(), nil).GetTranscript().GetName()
	newer := s.ingest(t, corrected.text(), nil).GetTranscript().GetName()
	if _, err := s.DeleteTranscript(t.Context(), &parserv1.DeleteTranscriptRequest{Name: newer}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.MoveTranscript(t.Context(), &parserv1.MoveTranscriptRequest{Name: older, DestinationCall: "companies/northwind-systems/calls/2023-q1"}); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"created northwind-systems/calls/2023-q2 1",
		"created northwind-systems/calls/2023-q2 1",
		"changed northwind-systems/calls/2023-q2 1", // the older one is no more current
		"deleted northwind-systems/calls/2023-q2 1",
		"changed northwind-systems/calls/2023-q2 1", // the older one is current again
		"changed northwind-systems/calls/2023-q2 1", // and moves
	}
	got, cursors := next(t, stream, len(want))
	for i := range want {
		// Names are those of now: the older one may have moved before it was read.
		if strings.ReplaceAll(got[i], "2023-q1", "2023-q2") != want[i] {
			t.Errorf("%d: %s, want %s", i, got[i], want[i])
		}
	}
	for i, cursor := range cursors[:len(cursors)-1] {
		if rest, _ := next(t, s.watch(t, cursor), 1); strings.Split(rest[0], " ")[0] != strings.Split(want[i+1], " ")[0] {
			t.Errorf("after %d: %s", i, rest[0])
		}
	}
	for cursor, want := range map[string]string{
		"x":                      "InvalidArgument BAD_CURSOR cursor",
		strings.Repeat("x", 129): "InvalidArgument INVALID_FIELD cursor",
	} {
		_, err := s.watch(t, cursor).Recv()
		fails(t, cursor, err, want)
	}
}

// TestWatchOutOfOrder: a transaction that began first and commits last is neither
// overtaken nor lost.
func TestWatchOutOfOrder(t *testing.T) {
	s := start(t)
	s.ingest(t, northwind.text(), nil)
	slow, err := s.pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer slow.Rollback(t.Context())
	if _, err := slow.Exec(t.Context(), `INSERT INTO parser.changes (kind, document_id) SELECT 'revised', id FROM parser.documents`); err != nil {
		t.Fatal(err)
	}
	other := northwind
	other.revenue = "$1 million"
	s.ingest(t, other.text(), nil)

	// The first answer proves that the feed was read while the slow transaction
	// was under way and the later one was committed.
	stream := s.watch(t, "")
	first, _ := next(t, stream, 1)
	if err := slow.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	rest, _ := next(t, stream, 3)
	var kinds []string
	for _, shown := range append(first, rest...) {
		kinds = append(kinds, strings.Fields(shown)[0])
	}
	if got := strings.Join(kinds, " "); got != "created revised created changed" {
		t.Error(got)
	}
}

// TestWatchStops: a server that stops ends the feed in a way that clients try
// again.
func TestWatchStops(t *testing.T) {
	s := start(t)
	s.ingest(t, northwind.text(), nil)
	stream := s.watch(t, "")
	next(t, stream, 1)
	s.stop()
	_, err := stream.Recv()
	fails(t, "stop", err, "Unavailable UNAVAILABLE")
}
