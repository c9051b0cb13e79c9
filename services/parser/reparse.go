package parser

import (
	"context"
	"errors"
	"strconv"

	"google.golang.org/protobuf/proto"

	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/postgres"
	"github.com/callfacts/callfacts/internal/rpcerr"
	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/transcript"
	"github.com/callfacts/callfacts/internal/wire"
	"github.com/callfacts/callfacts/services/parser/identity"
	"github.com/callfacts/callfacts/services/parser/store"
)

// ReparseTranscripts parses kept documents again.
func (s *Server) ReparseTranscripts(ctx context.Context, request *parserv1.ReparseTranscriptsRequest) (*parserv1.ReparseTranscriptsResponse, error) {
	where, err := parseFilter(store.ReparseFields, request.GetFilter())
	if err != nil {
		return nil, err
	}
	after, size, err := parsePage[store.TranscriptCursor](request)
	if err != nil {
		return nil, err
	}
	parent := placeOf(request.GetParent())
	list := store.TranscriptList{Company: parent.Company, Call: parent.Call, Filter: where, After: after, Size: size, NotBy: transcript.Version}
	if request.GetForce() {
		list.NotBy = ""
	}
	page, next, err := s.store.ListTranscripts(ctx, list)
	if err != nil {
		return nil, found(err, reasonCallNotFound, request.GetParent())
	}
	response := &parserv1.ReparseTranscriptsResponse{}
	for _, t := range page {
		result, err := s.reparse(ctx, t)
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case errors.Is(err, store.ErrDeleted), errors.Is(err, store.ErrChanged):
			continue // Somebody was faster.
		case err != nil && postgres.Unavailable(err):
			return nil, stored(err)
		case err != nil:
			result.Error = rpcerr.ToStatus(err).Proto()
		}
		response.Transcripts = append(response.Transcripts, result)
	}
	response.NextPageToken, err = nextPage(request, next)
	return response, err
}

// reparse parses one document again. The result is set beside an error, too.
func (s *Server) reparse(ctx context.Context, listed *store.Transcript) (*parserv1.ReparsedTranscript, error) {
	result := &parserv1.ReparsedTranscript{Name: transcriptName(listed.Place), Revision: listed.Revision}
	kept, err := s.store.GetTranscript(ctx, listed.Place, store.Full)
	if err != nil {
		return result, err
	}
	result.Revision = kept.Revision
	text, hints, err := s.store.GetText(ctx, listed.Place)
	if err != nil {
		return result, err
	}
	parsed, err := parse(text, hints)
	if err != nil {
		return result, refused(err)
	}
	conflicts := keepPlace(kept.Parsed, parsed)
	was, is := wire.Transcript(kept.Parsed), wire.Transcript(parsed)
	result.Conflicts = is.GetConflicts()[len(is.GetConflicts())-conflicts:]
	was.Warnings = was.Warnings[kept.ConverterWarnings:]
	if proto.Equal(was, is) {
		return result, s.store.Confirm(ctx, listed.Place, kept.Revision, transcript.Version)
	}
	if err := s.store.Revise(ctx, listed.Place, kept.Revision, parsed); err != nil {
		return result, err
	}
	result.Revision, result.Changed = kept.Revision+1, true
	return result, nil
}

// keepPlace gives a new reading the company and the fiscal period by which the
// earlier one was placed, where it would say otherwise, and reports how many
// conflicts that makes. What the earlier reading left open is filled.
func keepPlace(was, is *transcript.Transcript) (conflicts int) {
	keep := func(field, used, other string) bool {
		if used == "" || other == used {
			return false
		}
		conflicts++
		is.Conflicts = append(is.Conflicts, transcript.Conflict{
			Field: field, Used: used, Other: other, Where: evidenceOf(is, field),
			Reason: "an earlier version of the parser read it so and placed the transcript by it",
		})
		return true
	}
	if identity.Slug(was.Company.Name) != identity.Slug(is.Company.Name) && keep("company.name", was.Company.Name, is.Company.Name) {
		is.Company.Name = was.Company.Name
	}
	if keep("company.ticker", was.Company.Ticker, is.Company.Ticker) {
		is.Company.Ticker = was.Company.Ticker
	}
	if keep("company.exchange", was.Company.Exchange, is.Company.Exchange) {
		is.Company.Exchange = was.Company.Exchange
	}
	if was.Event.FiscalYear != 0 && keep("event.fiscalYear", strconv.Itoa(was.Event.FiscalYear), strconv.Itoa(is.Event.FiscalYear)) {
		is.Event.FiscalYear = was.Event.FiscalYear
	}
	if keep("event.fiscalPeriod", was.Event.FiscalPeriod, is.Event.FiscalPeriod) {
		is.Event.FiscalPeriod, is.Event.FiscalQuarter = was.Event.FiscalPeriod, was.Event.FiscalQuarter
	}
	return conflicts
}

func evidenceOf(t *transcript.Transcript, field string) source.Span {
	for _, e := range t.Evidence {
		if e.Field == field {
			return e.Span
		}
	}
	return source.Span{}
}
