package metrics

import (
	"context"
	"errors"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/fieldmaskpb"
	"google.golang.org/protobuf/types/known/timestamppb"

	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/filter"
	"github.com/callfacts/callfacts/internal/pagetoken"
	"github.com/callfacts/callfacts/internal/readmask"
	"github.com/callfacts/callfacts/internal/rpcerr"
	"github.com/callfacts/callfacts/services/metrics/store"
)

// parseMask reads a read mask.
func parseMask(mask *fieldmaskpb.FieldMask, m proto.Message) (readmask.Mask, error) {
	parsed, err := readmask.Parse(mask, m)
	if err != nil {
		return parsed, rpcerr.InvalidField("BAD_READ_MASK", "read_mask", "%v", err)
	}
	return parsed, nil
}

// parseFilter reads a filter.
func parseFilter(fields filter.Fields, text string) (filter.Condition, error) {
	condition, err := fields.Parse(text)
	var wrong *filter.Error
	if errors.As(err, &wrong) {
		return condition, rpcerr.InvalidField("BAD_FILTER", "filter", "the filter, %v", wrong)
	}
	return condition, err
}

// decodeToken reads a page token of the request into cursor, and reports whether
// there is one.
func decodeToken(request proto.Message, token string, cursor any) (bool, error) {
	there, err := pagetoken.Decode(request, token, cursor)
	if err != nil {
		return false, rpcerr.InvalidField("BAD_PAGE_TOKEN", "page_token", "%v", err)
	}
	return there, nil
}

// instant is the time that a request names, zero for none.
func instant(t *timestamppb.Timestamp) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.AsTime()
}

// selectParent narrows a selection to the transcripts that a parent names. A
// name that the store does not know is one that the parser resolves: an older
// one, one whose job is still to be worked, or none at all.
func (s *Server) selectParent(ctx context.Context, parent string, selection *store.Selection) error {
	n, err := parseTranscript(parent)
	if err != nil {
		return err
	}
	selection.Company, selection.Call, selection.Transcript = known(n.company), known(n.call), known(n.transcript)
	if selection.Company == "" && selection.Call == "" && selection.Transcript == "" {
		return nil
	}
	there, err := s.store.Knows(ctx, selection.Company, selection.Call, selection.Transcript)
	if err != nil || there {
		return err
	}
	return s.resolveParent(ctx, n, selection)
}

func (s *Server) resolveParent(ctx context.Context, n name, selection *store.Selection) (err error) {
	switch {
	case selection.Transcript != "":
		// An id needs no company; its facts carry the name that metrics knows.
		selection.Company, selection.Call = "", ""
		_, err := s.currentTranscript(ctx, n.parent())
		return err
	case selection.Company != "" && selection.Call != "":
		response, err := s.parser.GetCall(ctx, &parserv1.GetCallRequest{
			Name: "companies/" + n.company + "/calls/" + n.call, ReadMask: &fieldmaskpb.FieldMask{Paths: []string{"name"}},
		})
		if err != nil {
			return notFound(err, "CALL_NOT_FOUND", "companies/"+n.company+"/calls/"+n.call)
		}
		to, err := parseCall(response.GetCall().GetName())
		selection.Company, selection.Call = to.company, to.call
		return err
	case selection.Company != "":
		selection.Company, err = s.currentCompany(ctx, "companies/"+n.company)
		return err
	default:
		// A call of any company: there is none.
		return nil
	}
}

// notFound is the parser's error, NOT_FOUND by our reason.
func notFound(err error, reason, name string) error {
	if gone(err) {
		return rpcerr.NotFound(reason, name).Because(err)
	}
	return err
}

// known is "" for a part that the caller does not know.
func known(part string) string {
	if part == wildcard {
		return ""
	}
	return part
}
