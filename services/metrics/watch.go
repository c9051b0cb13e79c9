package metrics

import (
	"fmt"
	"time"

	"buf.build/go/protovalidate"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/types/known/timestamppb"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	"github.com/callfacts/callfacts/internal/rpcerr"
	"github.com/callfacts/callfacts/services/metrics/store"
)

const (
	// watchEvery is how often the feed is looked at.
	watchEvery = 250 * time.Millisecond
	// watchPage is how many changes are read at once.
	watchPage = 100
)

// WatchFacts streams what comes into force and what ceases to be.
func (s *Server) WatchFacts(request *metricsv1.WatchFactsRequest, stream grpc.ServerStreamingServer[metricsv1.WatchFactsResponse]) error {
	if err := protovalidate.Validate(request); err != nil {
		return err
	}
	at, err := parseCursor(request.GetCursor())
	if err != nil {
		return err
	}
	ctx := stream.Context()
	var only store.Selection
	if err := s.selectParent(ctx, request.GetParent(), &only); err != nil {
		return err
	}
	ticker := time.NewTicker(watchEvery)
	defer ticker.Stop()
	sent := at // the last cursor that the client has
	for {
		changes, err := s.store.Changes(ctx, at, watchPage)
		if err != nil {
			return err
		}
		for i := range changes {
			at = changes[i].Cursor
			if !only.Admits(&changes[i]) {
				continue
			}
			if err := s.sendChange(stream, &changes[i]); err != nil {
				return err
			}
			sent = at
		}
		if len(changes) == watchPage {
			continue
		}
		// The client need not read again what was not for it.
		if at != sent {
			if err := stream.Send(&metricsv1.WatchFactsResponse{Cursor: formatCursor(at)}); err != nil {
				return err
			}
			sent = at
		}
		if request.GetCatchUp() {
			return nil
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return ctx.Err()
		case <-s.closing.Done():
			return rpcerr.New(codes.Unavailable, rpcerr.ReasonUnavailable, "the server stops; go on from the cursor")
		}
	}
}

func (s *Server) sendChange(stream grpc.ServerStreamingServer[metricsv1.WatchFactsResponse], c *store.Change) error {
	facts, err := s.store.FactsOf(stream.Context(), c.Extraction)
	if err != nil {
		return err
	}
	m := &metricsv1.FactsChange{
		Kind:       metricsv1.FactsChange_Kind(c.Kind),
		Transcript: name{company: c.Company, call: c.Call, transcript: c.Transcript}.parent(),
		Facts:      make([]*metricsv1.Fact, len(facts)),
		ChangeTime: timestamppb.New(c.Time),
	}
	for i := range facts {
		m.Facts[i] = factMessage(&facts[i])
	}
	return stream.Send(&metricsv1.WatchFactsResponse{Change: m, Cursor: formatCursor(c.Cursor)})
}

// A cursor on the wire is `transaction-id` in hexadecimal digits.
const cursorFormat = "%x-%x"

func formatCursor(c store.Cursor) string { return fmt.Sprintf(cursorFormat, c.Transaction, c.ID) }

func parseCursor(text string) (store.Cursor, error) {
	var c store.Cursor
	if text == "" {
		return c, nil
	}
	if _, err := fmt.Sscanf(text, cursorFormat, &c.Transaction, &c.ID); err != nil || c.ID < 0 || formatCursor(c) != text {
		return c, rpcerr.InvalidField("BAD_CURSOR", "cursor", "%q is no cursor of this feed", text)
	}
	return c, nil
}
