package parser

import (
	"errors"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/fieldmaskpb"

	"github.com/callfacts/callfacts/internal/convert"
	"github.com/callfacts/callfacts/internal/filter"
	"github.com/callfacts/callfacts/internal/pagetoken"
	"github.com/callfacts/callfacts/internal/postgres"
	"github.com/callfacts/callfacts/internal/readmask"
	"github.com/callfacts/callfacts/internal/rpcerr"
	"github.com/callfacts/callfacts/internal/transcript"
	"github.com/callfacts/callfacts/services/parser/store"
)

// The reasons of this service's errors.
const (
	reasonDocumentNotFound   = "DOCUMENT_NOT_FOUND"
	reasonTranscriptNotFound = "TRANSCRIPT_NOT_FOUND"
	reasonTranscriptDeleted  = "TRANSCRIPT_DELETED"
	reasonCompanyNotFound    = "COMPANY_NOT_FOUND"
	reasonCallNotFound       = "CALL_NOT_FOUND"
	reasonBadFilter          = "BAD_FILTER"
	reasonBadPageToken       = "BAD_PAGE_TOKEN"
	reasonBadReadMask        = "BAD_READ_MASK"
	reasonBacklogFull        = "BACKLOG_FULL"
)

// backlogPause is when a document that came to a full backlog should come again.
const backlogPause = 2 * time.Second

// refused is the error for a document that is no transcript.
func refused(err error) error {
	var conversion *convert.Error
	var refusal *transcript.RefusalError
	switch {
	case errors.As(err, &conversion):
		return rpcerr.InvalidField(conversion.Reason, "content", "%s", conversion.Message)
	case errors.As(err, &refusal):
		return rpcerr.InvalidField(refusal.Reason, "content", "%s", refusal.Message)
	default:
		return err
	}
}

// found is the error of the store for a resource that was asked for by name.
func found(err error, reason, name string) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, store.ErrNotFound):
		return rpcerr.NotFound(reason, name)
	case errors.Is(err, store.ErrDeleted):
		return rpcerr.New(codes.NotFound, reasonTranscriptDeleted, "%s was deleted", name).With("name", name)
	default:
		return stored(err)
	}
}

// stored is any other error of the store.
func stored(err error) error {
	if err != nil && postgres.Unavailable(err) {
		return rpcerr.New(codes.Unavailable, rpcerr.ReasonUnavailable, "the database does not answer; try again").Because(err)
	}
	return err
}

func parseFilter(fields filter.Fields, text string) (filter.Condition, error) {
	condition, err := fields.Parse(text)
	if err != nil {
		return condition, rpcerr.InvalidField(reasonBadFilter, "filter", "filter: %v", err)
	}
	return condition, nil
}

// parsePage is the place where a page begins, nil for the first, and its size.
func parsePage[C any](request interface {
	proto.Message
	GetPageSize() int32
	GetPageToken() string
},
) (*C, int, error) {
	after := new(C)
	there, err := pagetoken.Decode(request, request.GetPageToken(), after)
	if err != nil {
		return nil, 0, rpcerr.InvalidField(reasonBadPageToken, "page_token", "page_token: %v", err)
	}
	if !there {
		after = nil
	}
	return after, pagetoken.Size(request.GetPageSize()), nil
}

// nextPage is the token of the page that begins after next; empty for nil.
func nextPage[C any](request proto.Message, next *C) (string, error) {
	if next == nil {
		return "", nil
	}
	return pagetoken.Encode(request, next)
}

func parseMask(mask *fieldmaskpb.FieldMask, of proto.Message) (readmask.Mask, error) {
	m, err := readmask.Parse(mask, of)
	if err != nil {
		return m, rpcerr.InvalidField(reasonBadReadMask, "read_mask", "read_mask: %v", err)
	}
	return m, nil
}
