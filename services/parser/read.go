package parser

import (
	"context"

	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/services/parser/store"
)

// GetDocument returns a document with its bytes.
func (s *Server) GetDocument(ctx context.Context, request *parserv1.GetDocumentRequest) (*parserv1.GetDocumentResponse, error) {
	document, err := s.store.GetDocument(ctx, placeOf(request.GetName()))
	if err != nil {
		return nil, found(err, reasonDocumentNotFound, request.GetName())
	}
	return &parserv1.GetDocumentResponse{Document: documentMessage(document)}, nil
}

// GetTranscript returns a transcript by any name that it ever had.
func (s *Server) GetTranscript(ctx context.Context, request *parserv1.GetTranscriptRequest) (*parserv1.GetTranscriptResponse, error) {
	mask, err := parseMask(request.GetReadMask(), &parserv1.Transcript{})
	if err != nil {
		return nil, err
	}
	view := store.Basic
	if request.GetView() == parserv1.TranscriptView_TRANSCRIPT_VIEW_FULL {
		view = store.Full
	}
	t, err := s.store.GetTranscript(ctx, placeOf(request.GetName()), view)
	if err != nil {
		return nil, found(err, reasonTranscriptNotFound, request.GetName())
	}
	m := transcriptMessage(t)
	mask.Apply(m)
	return &parserv1.GetTranscriptResponse{Transcript: m}, nil
}

// ListTranscripts lists transcripts, the newest accepted first.
func (s *Server) ListTranscripts(ctx context.Context, request *parserv1.ListTranscriptsRequest) (*parserv1.ListTranscriptsResponse, error) {
	mask, err := parseMask(request.GetReadMask(), &parserv1.Transcript{})
	if err != nil {
		return nil, err
	}
	where, err := parseFilter(store.TranscriptFields, request.GetFilter())
	if err != nil {
		return nil, err
	}
	after, size, err := parsePage[store.TranscriptCursor](request)
	if err != nil {
		return nil, err
	}
	parent := placeOf(request.GetParent())
	page, next, err := s.store.ListTranscripts(ctx, store.TranscriptList{
		Company: parent.Company, Call: parent.Call, Filter: where, After: after, Size: size, Speakers: mask.Wants("speakers"),
	})
	if err != nil {
		return nil, found(err, reasonCallNotFound, request.GetParent())
	}
	response := &parserv1.ListTranscriptsResponse{}
	for _, t := range page {
		m := transcriptMessage(t)
		mask.Apply(m)
		response.Transcripts = append(response.Transcripts, m)
	}
	response.NextPageToken, err = nextPage(request, next)
	return response, err
}

// GetCompany returns a company by any name that it ever had.
func (s *Server) GetCompany(ctx context.Context, request *parserv1.GetCompanyRequest) (*parserv1.GetCompanyResponse, error) {
	mask, err := parseMask(request.GetReadMask(), &parserv1.Company{})
	if err != nil {
		return nil, err
	}
	company, err := s.store.GetCompany(ctx, placeOf(request.GetName()).Company)
	if err != nil {
		return nil, found(err, reasonCompanyNotFound, request.GetName())
	}
	m := companyMessage(company)
	mask.Apply(m)
	return &parserv1.GetCompanyResponse{Company: m}, nil
}

// ListCompanies lists companies by name.
func (s *Server) ListCompanies(ctx context.Context, request *parserv1.ListCompaniesRequest) (*parserv1.ListCompaniesResponse, error) {
	mask, err := parseMask(request.GetReadMask(), &parserv1.Company{})
	if err != nil {
		return nil, err
	}
	where, err := parseFilter(store.CompanyFields, request.GetFilter())
	if err != nil {
		return nil, err
	}
	after, size, err := parsePage[store.CompanyCursor](request)
	if err != nil {
		return nil, err
	}
	page, next, err := s.store.ListCompanies(ctx, where, after, size)
	if err != nil {
		return nil, stored(err)
	}
	response := &parserv1.ListCompaniesResponse{}
	for _, c := range page {
		m := companyMessage(c)
		mask.Apply(m)
		response.Companies = append(response.Companies, m)
	}
	response.NextPageToken, err = nextPage(request, next)
	return response, err
}

// GetCall returns a call by any name that it ever had.
func (s *Server) GetCall(ctx context.Context, request *parserv1.GetCallRequest) (*parserv1.GetCallResponse, error) {
	mask, err := parseMask(request.GetReadMask(), &parserv1.Call{})
	if err != nil {
		return nil, err
	}
	place := placeOf(request.GetName())
	call, err := s.store.GetCall(ctx, place.Company, place.Call)
	if err != nil {
		return nil, found(err, reasonCallNotFound, request.GetName())
	}
	m := callMessage(call)
	mask.Apply(m)
	return &parserv1.GetCallResponse{Call: m}, nil
}

// ListCalls lists calls by company and name.
func (s *Server) ListCalls(ctx context.Context, request *parserv1.ListCallsRequest) (*parserv1.ListCallsResponse, error) {
	mask, err := parseMask(request.GetReadMask(), &parserv1.Call{})
	if err != nil {
		return nil, err
	}
	where, err := parseFilter(store.CallFields, request.GetFilter())
	if err != nil {
		return nil, err
	}
	after, size, err := parsePage[store.CallCursor](request)
	if err != nil {
		return nil, err
	}
	page, next, err := s.store.ListCalls(ctx, store.CallList{
		Company: placeOf(request.GetParent()).Company, Filter: where, After: after, Size: size,
	})
	if err != nil {
		return nil, found(err, reasonCompanyNotFound, request.GetParent())
	}
	response := &parserv1.ListCallsResponse{}
	for _, c := range page {
		m := callMessage(c)
		mask.Apply(m)
		response.Calls = append(response.Calls, m)
	}
	response.NextPageToken, err = nextPage(request, next)
	return response, err
}
