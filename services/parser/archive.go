package parser

import (
	"context"
	"fmt"
	"path"
	"runtime/debug"
	"strings"

	"golang.org/x/sync/errgroup"
	"google.golang.org/grpc/codes"

	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/convert"
	"github.com/callfacts/callfacts/internal/rpcerr"
)

// entriesAtOnce is how many documents of an archive are unpacked at once: each
// may be as large as a document may be.
const entriesAtOnce = 4

// maxFilename is how many bytes of a file's name are kept.
const maxFilename = 255

// ingestArchive ingests each document of an archive. One that is refused fails
// alone; where the database is away, the request does, and can be repeated.
func (s *Server) ingestArchive(ctx context.Context, request *parserv1.IngestDocumentRequest, entries []convert.Entry) (*parserv1.IngestDocumentResponse, error) {
	response := &parserv1.IngestDocumentResponse{Entries: make([]*parserv1.IngestedEntry, len(entries))}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(entriesAtOnce)
	for i, e := range entries {
		group.Go(func() error {
			one := &parserv1.IngestedEntry{Name: e.Name}
			response.Entries[i] = one
			document, err := s.ingestEntry(ctx, request, e)
			if err == nil {
				one.Result = &parserv1.IngestedEntry_Document{Document: document}
				return nil
			}
			if code := rpcerr.Classify(err).Code; code != codes.InvalidArgument {
				return err
			}
			one.Result = &parserv1.IngestedEntry_Error{Error: rpcerr.ToStatus(err).Proto()}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return response, nil
}

func (s *Server) ingestEntry(ctx context.Context, request *parserv1.IngestDocumentRequest, e convert.Entry) (response *parserv1.IngestDocumentResponse, err error) {
	defer func() {
		if value := recover(); value != nil {
			err = fmt.Errorf("panic: %v\n%s", value, debug.Stack())
		}
	}()
	content, err := e.Content()
	if err != nil {
		return nil, refused(err)
	}
	name := path.Base(e.Name)
	return s.ingest(ctx, &parserv1.IngestDocumentRequest{
		Content: content, Filename: strings.ToValidUTF8(name[:min(len(name), maxFilename)], ""), Hints: request.GetHints(),
	})
}
