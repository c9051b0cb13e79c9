package parser

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"strconv"
	"time"

	"buf.build/go/protovalidate"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"

	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/rpcerr"
	"github.com/callfacts/callfacts/services/parser/store"
)

const (
	reasonBadCursor = "BAD_CURSOR"

	// watchPage is how many changes are read at once.
	watchPage = 500
	// watchPoll is how often the feed is asked where nothing happens: how late a
	// client learns of a change.
	watchPoll = 500 * time.Millisecond
	// watchIdle is how often a client hears that nothing happens.
	watchIdle = 15 * time.Second
)

var changeKinds = map[string]parserv1.ChangeKind{
	"created": parserv1.ChangeKind_CHANGE_KIND_CREATED,
	"revised": parserv1.ChangeKind_CHANGE_KIND_REVISED,
	"changed": parserv1.ChangeKind_CHANGE_KIND_CHANGED,
	"deleted": parserv1.ChangeKind_CHANGE_KIND_DELETED,
}

// WatchTranscripts streams the feed of changes from a cursor on.
func (s *Server) WatchTranscripts(request *parserv1.WatchTranscriptsRequest, stream grpc.ServerStreamingServer[parserv1.WatchTranscriptsResponse]) error {
	// The interceptor of streams does not.
	if err := protovalidate.Validate(request); err != nil {
		return err
	}
	cursor, err := parseCursor(request.GetCursor())
	if err != nil {
		return err
	}
	idle := time.Now()
	for {
		changes, err := s.store.Changes(stream.Context(), cursor, watchPage)
		if err != nil {
			return stored(err)
		}
		for _, c := range changes {
			cursor, idle = c.Cursor, time.Now()
			if err := stream.Send(changeMessage(c)); err != nil {
				return err
			}
		}
		if len(changes) == watchPage {
			continue
		}
		if time.Since(idle) >= watchIdle {
			idle = time.Now()
			if err := stream.Send(&parserv1.WatchTranscriptsResponse{Cursor: formatCursor(cursor)}); err != nil {
				return err
			}
		}
		if err := s.pause(stream.Context(), watchPoll); err != nil {
			return err
		}
	}
}

// pause waits, unless the client goes away or the server stops.
func (s *Server) pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-s.closing.Done():
		return rpcerr.New(codes.Unavailable, rpcerr.ReasonUnavailable, "the server stops; go on from the cursor")
	}
}

func changeMessage(c store.Change) *parserv1.WatchTranscriptsResponse {
	return &parserv1.WatchTranscriptsResponse{
		Kind: changeKinds[c.Kind], Transcript: transcriptName(c.Place), Revision: c.Revision,
		ChangeTime: timestamp(c.Time), Cursor: formatCursor(c.Cursor),
	}
}

func formatCursor(c store.ChangeCursor) string {
	place, err := json.Marshal(c)
	if err != nil {
		return "" // Two numbers are always JSON.
	}
	return base64.RawURLEncoding.EncodeToString(place)
}

func parseCursor(text string) (store.ChangeCursor, error) {
	c := store.ChangeCursor{Transaction: "0"}
	if text == "" {
		return c, nil
	}
	place, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err == nil {
		err = json.Unmarshal(place, &c)
	}
	if err == nil {
		_, err = strconv.ParseUint(c.Transaction, 10, 64)
	}
	if err != nil || c.ID < 0 {
		return c, rpcerr.InvalidField(reasonBadCursor, "cursor", "cursor: it is not one of this feed's").Because(err)
	}
	return c, nil
}
