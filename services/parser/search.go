package parser

import (
	"context"
	"errors"

	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/rpcerr"
	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/wire"
	"github.com/callfacts/callfacts/services/parser/store"
)

const reasonBadQuery = "BAD_QUERY"

// SearchTurns searches what was said.
func (s *Server) SearchTurns(ctx context.Context, request *parserv1.SearchTurnsRequest) (*parserv1.SearchTurnsResponse, error) {
	query, err := store.ParseQuery(request.GetQuery())
	if err != nil {
		return nil, rpcerr.InvalidField(reasonBadQuery, "query", "query: %v", err)
	}
	where, err := parseFilter(store.TurnFields, request.GetFilter())
	if err != nil {
		return nil, err
	}
	after, size, err := parsePage[store.TurnCursor](request)
	if err != nil {
		return nil, err
	}
	parent := placeOf(request.GetParent())
	page, next, err := s.store.SearchTurns(ctx, store.Search{
		Company: parent.Company, Call: parent.Call, Query: query, Filter: where,
		IncludeSuperseded: request.GetIncludeSuperseded(), After: after, Size: size,
	})
	if errors.Is(err, store.ErrCommon) {
		return nil, rpcerr.InvalidField(reasonBadQuery, "query", "query: %v", err)
	}
	if err != nil {
		return nil, found(err, reasonCallNotFound, request.GetParent())
	}
	response := &parserv1.SearchTurnsResponse{}
	for _, m := range page {
		response.Matches = append(response.Matches, matchMessage(m))
	}
	response.NextPageToken, err = nextPage(request, next)
	return response, err
}

func matchMessage(m *store.TurnMatch) *parserv1.TurnMatch {
	message := &parserv1.TurnMatch{
		Transcript: transcriptName(m.Place), Turn: m.Turn, Speaker: wire.Speaker(&m.Speaker),
		Section: parserv1.Section(m.Section), Event: wire.Event(m.Event),
		Span: spanMessage(m.Span), Snippet: spanMessage(m.Snippet), SnippetText: m.Text, Rank: m.Rank,
	}
	for _, h := range m.Highlights {
		message.Highlights = append(message.Highlights, spanMessage(h))
	}
	return message
}

func spanMessage(s source.Span) *parserv1.Span { return &parserv1.Span{Start: s.Start, End: s.End} }
