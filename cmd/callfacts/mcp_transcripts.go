package main

import (
	"context"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
)

// Tools about what is kept: companies, calls, transcripts, and what became of
// them.

type companyInput struct {
	Company string `json:"company" jsonschema:"the company, such as northwind-systems"`
}

func (t tools) getCompany(ctx context.Context, in companyInput) (any, error) {
	got, err := t.parser.GetCompany(ctx, &parserv1.GetCompanyRequest{Name: resource("companies/", in.Company)})
	return answer(got.GetCompany(), err)
}

func (t tools) getTaxonomy(ctx context.Context, in companyInput) (any, error) {
	got, err := t.metrics.GetTaxonomy(ctx, &metricsv1.GetTaxonomyRequest{Name: resource("companies/", in.Company) + "/taxonomy"})
	return answer(got.GetTaxonomy(), err)
}

type oneCallInput struct {
	Company string `json:"company" jsonschema:"the company, such as northwind-systems"`
	Call    string `json:"call" jsonschema:"the call, such as 2023-q1"`
}

func (t tools) getCall(ctx context.Context, in oneCallInput) (any, error) {
	got, err := t.parser.GetCall(ctx, &parserv1.GetCallRequest{Name: callOf(in).name()})
	return answer(got.GetCall(), err)
}

type listTranscriptsInput struct {
	callOf
	Filter string `json:"filter,omitempty" jsonschema:"an AIP-160 filter, such as vendor = \"Acme\""`
	paging
}

func (t tools) listTranscripts(ctx context.Context, in listTranscriptsInput) (any, error) {
	return answer(t.parser.ListTranscripts(ctx, &parserv1.ListTranscriptsRequest{
		Parent: in.name(), Filter: in.Filter, PageSize: in.size(), PageToken: in.PageToken,
	}))
}

type transcriptInput struct {
	Name string `json:"name" jsonschema:"the call, such as northwind-systems/2023-q1, or a transcript by its name"`
}

func (t tools) getTranscript(ctx context.Context, in transcriptInput) (any, error) {
	name, err := transcriptName(ctx, t.services, in.Name)
	if err != nil {
		return nil, err
	}
	got, err := t.parser.GetTranscript(ctx, &parserv1.GetTranscriptRequest{Name: name})
	return answer(got.GetTranscript(), err)
}

// getDocument leaves the bytes out: an assistant reads the turns.
func (t tools) getDocument(ctx context.Context, in transcriptInput) (any, error) {
	name, err := transcriptName(ctx, t.services, in.Name)
	if err != nil {
		return nil, err
	}
	got, err := t.parser.GetDocument(ctx, &parserv1.GetDocumentRequest{Name: name + "/document"})
	if err == nil {
		got.Document.Content = nil
	}
	return answer(got.GetDocument(), err)
}

func (t tools) getExtraction(ctx context.Context, in transcriptInput) (any, error) {
	name, err := transcriptName(ctx, t.services, in.Name)
	if err != nil {
		return nil, err
	}
	got, err := t.metrics.GetExtraction(ctx, &metricsv1.GetExtractionRequest{Name: name + "/extraction"})
	return answer(got.GetExtraction(), err)
}

type compareTranscriptsInput struct {
	Base          string `json:"base" jsonschema:"what is compared with: a call, such as northwind-systems/2023-q1, or a transcript by its name"`
	Other         string `json:"other" jsonschema:"what is compared; the same name for two revisions or engine versions of it"`
	BaseRevision  int32  `json:"base_revision,omitempty" jsonschema:"revision of the base; the last that was extracted if not given"`
	OtherRevision int32  `json:"other_revision,omitempty" jsonschema:"revision of the other; the last that was extracted if not given"`
	BaseEngine    string `json:"base_engine_version,omitempty" jsonschema:"version of the extractor for the base; the last if not given"`
	OtherEngine   string `json:"other_engine_version,omitempty" jsonschema:"version of the extractor for the other; the last if not given"`
}

func (t tools) compareTranscripts(ctx context.Context, in compareTranscriptsInput) (any, error) {
	base, err := transcriptName(ctx, t.services, in.Base)
	if err != nil {
		return nil, err
	}
	other, err := transcriptName(ctx, t.services, in.Other)
	if err != nil {
		return nil, err
	}
	return answer(t.metrics.CompareTranscripts(ctx, &metricsv1.CompareTranscriptsRequest{
		Base:  &metricsv1.ExtractionSelector{Transcript: base, Revision: in.BaseRevision, EngineVersion: in.BaseEngine},
		Other: &metricsv1.ExtractionSelector{Transcript: other, Revision: in.OtherRevision, EngineVersion: in.OtherEngine},
	}))
}

type listReviewsInput struct {
	callOf
	Filter string `json:"filter,omitempty" jsonschema:"an AIP-160 filter, such as verdict = REJECTED"`
	paging
}

func (t tools) listReviews(ctx context.Context, in listReviewsInput) (any, error) {
	return answer(t.metrics.ListFactReviews(ctx, &metricsv1.ListFactReviewsRequest{
		Parent: in.name() + "/transcripts/-/facts/-", Filter: in.Filter, PageSize: in.size(), PageToken: in.PageToken,
	}))
}
