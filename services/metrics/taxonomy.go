package metrics

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/types/known/fieldmaskpb"
	"google.golang.org/protobuf/types/known/timestamppb"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/concept"
	"github.com/callfacts/callfacts/internal/rpcerr"
	"github.com/callfacts/callfacts/internal/wire"
	"github.com/callfacts/callfacts/services/metrics/store"
)

// GetTaxonomy returns a company's own part of the taxonomy.
func (s *Server) GetTaxonomy(ctx context.Context, request *metricsv1.GetTaxonomyRequest) (*metricsv1.GetTaxonomyResponse, error) {
	company, err := s.currentCompany(ctx, strings.TrimSuffix(request.GetName(), "/taxonomy"))
	if err != nil {
		return nil, err
	}
	own, err := s.store.Taxonomy(ctx, company)
	if err != nil {
		return nil, err
	}
	return &metricsv1.GetTaxonomyResponse{Taxonomy: taxonomyMessage(own)}, nil
}

// UpdateTaxonomy sets a company's own part of the taxonomy.
func (s *Server) UpdateTaxonomy(ctx context.Context, request *metricsv1.UpdateTaxonomyRequest) (*metricsv1.UpdateTaxonomyResponse, error) {
	m := request.GetTaxonomy()
	company, err := s.currentCompany(ctx, strings.TrimSuffix(m.GetName(), "/taxonomy"))
	if err != nil {
		return nil, err
	}
	if _, err := newEngine(store.Taxonomy{Source: m.GetText()}); err != nil {
		return nil, rpcerr.InvalidField("BAD_TAXONOMY", "taxonomy.text", "%v", err)
	}
	version := int64(-1)
	if m.GetEtag() != "" {
		if version, err = strconv.ParseInt(m.GetEtag(), 10, 64); err != nil || version < 0 {
			return nil, rpcerr.InvalidField("ETAG_MISMATCH", "taxonomy.etag", "the etag is not one of ours")
		}
	}
	text := m.GetText()
	if strings.TrimSpace(text) == "" {
		text = ""
	}
	own, err := s.store.SetTaxonomy(ctx, company, text, version)
	if errors.Is(err, store.ErrConflict) {
		return nil, rpcerr.New(codes.Aborted, "ETAG_MISMATCH", "the taxonomy has changed since etag %s", m.GetEtag())
	}
	if err != nil {
		return nil, err
	}
	return &metricsv1.UpdateTaxonomyResponse{Taxonomy: taxonomyMessage(own)}, nil
}

// taxonomyMessage is the message of a taxonomy. One that a newer engine does not
// understand any more is shown without its concepts.
func taxonomyMessage(own store.Taxonomy) *metricsv1.Taxonomy {
	m := &metricsv1.Taxonomy{
		Name: "companies/" + own.Company + "/taxonomy", Text: own.Source, Revision: own.Revision,
		Etag: strconv.FormatInt(own.Version, 10),
	}
	if !own.Time.IsZero() {
		m.UpdateTime = timestamppb.New(own.Time)
	}
	if parsed, err := concept.Parse(own.Source); err == nil {
		for i := range parsed.Concepts {
			m.Concepts = append(m.Concepts, wire.Concept(&parsed.Concepts[i]))
		}
	}
	return m
}

// currentCompany is the last part of a company's name of today.
func (s *Server) currentCompany(ctx context.Context, name string) (string, error) {
	response, err := s.parser.GetCompany(ctx, &parserv1.GetCompanyRequest{
		Name: name, ReadMask: &fieldmaskpb.FieldMask{Paths: []string{"name"}},
	})
	if err != nil {
		return "", notFound(err, "COMPANY_NOT_FOUND", name)
	}
	return parseCompany(response.GetCompany().GetName())
}
