package metrics

import (
	"context"
	"slices"
	"strings"

	"google.golang.org/grpc/codes"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	"github.com/callfacts/callfacts/internal/concept"
	"github.com/callfacts/callfacts/internal/pagetoken"
	"github.com/callfacts/callfacts/internal/rpcerr"
	"github.com/callfacts/callfacts/internal/wire"
)

// knownConcept fails where a concept is none of the companies', nor a standard one.
func (s *Server) knownConcept(ctx context.Context, id string, companies []string) error {
	for _, name := range companies {
		company, err := s.today(ctx, name)
		if err != nil {
			return err
		}
		engine, err := s.extract.engines.of(ctx, company)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(engine.taxonomy.Concepts, func(c concept.Concept) bool { return c.ID == id }) {
			return nil
		}
	}
	return rpcerr.New(codes.NotFound, "CONCEPT_NOT_FOUND", "there is no concept %q; /v1/concepts lists those that there are", id).With("concept", id)
}

// ListConcepts lists the taxonomy, that of a company if one is given.
func (s *Server) ListConcepts(ctx context.Context, request *metricsv1.ListConceptsRequest) (*metricsv1.ListConceptsResponse, error) {
	mask, err := parseMask(request.GetReadMask(), &metricsv1.Concept{})
	if err != nil {
		return nil, err
	}
	var after struct{ ID string }
	if _, err := decodeToken(request, request.GetPageToken(), &after); err != nil {
		return nil, err
	}
	concepts := concept.Standard().Concepts
	if request.GetCompany() != "" {
		company, err := s.currentCompany(ctx, request.GetCompany())
		if err != nil {
			return nil, err
		}
		engine, err := s.extract.engines.of(ctx, company)
		if err != nil {
			return nil, err
		}
		concepts = engine.taxonomy.Concepts
	}
	first, found := slices.BinarySearchFunc(concepts, after.ID, func(c concept.Concept, id string) int { return strings.Compare(c.ID, id) })
	if found {
		first++
	}
	concepts = concepts[first:]
	response := &metricsv1.ListConceptsResponse{}
	if size := pagetoken.Size(request.GetPageSize()); len(concepts) > size {
		concepts = concepts[:size]
		after.ID = concepts[size-1].ID
		if response.NextPageToken, err = pagetoken.Encode(request, after); err != nil {
			return nil, err
		}
	}
	for i := range concepts {
		message := wire.Concept(&concepts[i])
		mask.Apply(message)
		response.Concepts = append(response.Concepts, message)
	}
	return response, nil
}
