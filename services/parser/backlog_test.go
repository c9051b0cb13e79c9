package parser_test

import (
	"fmt"
	"testing"
	"time"

	"google.golang.org/grpc/codes"

	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/rpcerr"
	"github.com/callfacts/callfacts/services/parser"
)

// TestBacklog: while as many jobs as may be are not done, documents are refused,
// alone or in a stream, with when to come again; then they are taken.
func TestBacklog(t *testing.T) {
	const limit = 3
	s := startWith(t, parser.Config{MaxBacklog: limit})
	request := func(i int) *parserv1.IngestDocumentRequest {
		c := northwind
		c.revenue = fmt.Sprintf("$%d million", 412+i)
		return &parserv1.IngestDocumentRequest{Content: c.text(), Filename: "call.txt"}
	}
	for i := range limit {
		if _, err := s.IngestDocument(t.Context(), request(i)); err != nil {
			t.Errorf("document %d: %v", i, err)
		}
	}
	full := func(what string, e *rpcerr.Error) {
		t.Helper()
		if e == nil || e.Code != codes.ResourceExhausted || e.Reason != "BACKLOG_FULL" || e.RetryAfter <= 0 {
			t.Errorf("%s: %+v", what, e)
		}
	}
	_, err := s.IngestDocument(t.Context(), request(limit))
	full("one more", rpcerr.Parse(err))
	stream, err := s.IngestDocuments(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := stream.Send(&parserv1.IngestDocumentsRequest{Document: request(limit)}); err != nil {
			t.Fatal(err)
		}
		answer, err := stream.Recv()
		if err != nil {
			t.Fatal(err)
		}
		full("in a stream", rpcerr.ParseProto(answer.GetError()))
	}
	if _, err := s.ParseDocument(t.Context(), &parserv1.ParseDocumentRequest{Content: request(0).GetContent()}); err != nil {
		t.Errorf("what leaves no job: %v", err)
	}

	if _, err := s.pool.Exec(t.Context(), "UPDATE jobs.river_job SET state = 'completed', finalized_at = now() WHERE id NOT IN (SELECT id FROM jobs.river_job LIMIT $1)", limit-1); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		_, err := s.IngestDocument(t.Context(), request(limit))
		if err == nil {
			break
		}
		full("before it is seen", rpcerr.Parse(err))
		if time.Now().After(deadline) {
			t.Fatal("there is room, and no document is taken")
		}
	}
}
