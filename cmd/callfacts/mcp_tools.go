package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/appendjson"
)

// tools are what an assistant can call.
type tools struct{ *services }

// answer is a message as the API's JSON.
func answer[M proto.Message](m M, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	text, err := appendjson.Message(nil, m)
	return json.RawMessage(text), err
}

// paging is how much of a list is wanted. An assistant reads every row: a page
// is small unless it asks for more.
type paging struct {
	Limit     int32  `json:"limit,omitempty" jsonschema:"at most so many, 1 to 200; 20 if not given"`
	PageToken string `json:"page_token,omitempty" jsonschema:"nextPageToken of the page before, for the same request"`
}

func (p paging) size() int32 {
	if p.Limit <= 0 {
		return 20
	}
	return min(p.Limit, 200)
}

// timing is the two axes of time.
type timing struct {
	AsOf         string `json:"as_of,omitempty" jsonschema:"only what was said by then: 2012-10-01, or RFC 3339"`
	RecordedAsOf string `json:"recorded_as_of,omitempty" jsonschema:"as it was recorded then: 2012-10-01, or RFC 3339"`
}

func (t timing) moments() (asOf, recordedAsOf *timestamppb.Timestamp, err error) {
	if asOf, err = moment(t.AsOf, true); err != nil {
		return nil, nil, fmt.Errorf("as_of: %w", err)
	}
	if recordedAsOf, err = moment(t.RecordedAsOf, true); err != nil {
		return nil, nil, fmt.Errorf("recorded_as_of: %w", err)
	}
	return asOf, recordedAsOf, nil
}

// callOf names a call in a request.
type callOf struct {
	Company string `json:"company,omitempty" jsonschema:"the company, such as northwind-systems; any if not given"`
	Call    string `json:"call,omitempty" jsonschema:"the call, such as 2023-q1; any if not given"`
}

// name is the call's resource name; any company or call where none is named.
func (c callOf) name() string {
	company := strings.TrimPrefix(c.Company, "companies/")
	if call := strings.TrimPrefix(c.Call, "companies/"); strings.Contains(call, "/") {
		return callName(call)
	}
	if c.Call == "" {
		return callName(company)
	}
	if company == "" {
		company = "-"
	}
	return "companies/" + company + "/calls/" + c.Call
}

type listCompaniesInput struct {
	Filter string `json:"filter,omitempty" jsonschema:"an AIP-160 filter, such as ticker = \"NWSY\""`
	paging
}

func (t tools) listCompanies(ctx context.Context, in listCompaniesInput) (any, error) {
	return answer(t.parser.ListCompanies(ctx, &parserv1.ListCompaniesRequest{Filter: in.Filter, PageSize: in.size(), PageToken: in.PageToken}))
}

type listCallsInput struct {
	Company string `json:"company,omitempty" jsonschema:"the company, such as northwind-systems; all if not given"`
	Filter  string `json:"filter,omitempty" jsonschema:"an AIP-160 filter, such as fiscal_year >= 2012"`
	paging
}

func (t tools) listCalls(ctx context.Context, in listCallsInput) (any, error) {
	company, _, _ := strings.Cut(callOf{Company: in.Company}.name(), "/calls/")
	return answer(t.parser.ListCalls(ctx, &parserv1.ListCallsRequest{Parent: company, Filter: in.Filter, PageSize: in.size(), PageToken: in.PageToken}))
}

type listConceptsInput struct {
	Company  string `json:"company,omitempty" jsonschema:"the company whose own concepts are wanted too"`
	Matching string `json:"matching,omitempty" jsonschema:"only concepts with this in their id, label or aliases, such as margin"`
}

// listConcepts leaves the aliases out: an assistant needs the ids.
func (t tools) listConcepts(ctx context.Context, in listConceptsInput) (any, error) {
	request := &metricsv1.ListConceptsRequest{PageSize: pageSize}
	if in.Company != "" {
		request.Company = resource("companies/", in.Company)
	}
	out := &metricsv1.ListConceptsResponse{}
	err := pages(func(token string) (string, error) {
		request.PageToken = token
		page, err := t.metrics.ListConcepts(ctx, request)
		for _, c := range page.GetConcepts() {
			text := strings.ToLower(c.GetId() + " " + c.GetLabel() + " " + strings.Join(c.GetAliases(), " "))
			if strings.Contains(text, strings.ToLower(in.Matching)) {
				c.Aliases = nil
				out.Concepts = append(out.Concepts, c)
			}
		}
		return page.GetNextPageToken(), err
	})
	return answer(out, err)
}

type listFactsInput struct {
	callOf
	Concept     string `json:"concept,omitempty" jsonschema:"id of the concept, such as revenue; see list_concepts"`
	Period      string `json:"period,omitempty" jsonschema:"the fiscal period that the fact is for, such as 2023Q1 or 2023FY"`
	Measure     string `json:"measure,omitempty" jsonschema:"value, growth, change or share"`
	Status      string `json:"status,omitempty" jsonschema:"actual, guidance, target or hypothetical"`
	Basis       string `json:"basis,omitempty" jsonschema:"gaap or non_gaap"`
	SpeakerRole string `json:"speaker_role,omitempty" jsonschema:"executive, analyst, investor_relations, operator or other"`
	Filter      string `json:"filter,omitempty" jsonschema:"an AIP-160 filter besides, such as member = \"Americas\" or low > 1000000"`
	timing
	paging
}

func (t tools) listFacts(ctx context.Context, in listFactsInput) (any, error) {
	query := factsQuery{
		concept: in.Concept, period: in.Period, status: in.Status, basis: in.Basis, measure: in.Measure, role: in.SpeakerRole, filter: in.Filter,
	}
	request, err := query.request()
	if err != nil {
		return nil, err
	}
	if request.AsOf, request.RecordedAsOf, err = in.moments(); err != nil {
		return nil, err
	}
	request.Parent, request.PageSize, request.PageToken = in.name()+"/transcripts/-", in.size(), in.PageToken
	return answer(t.metrics.ListFacts(ctx, request))
}

type factInput struct {
	Name string `json:"name" jsonschema:"the fact's name, companies/…/facts/…, or TRANSCRIPT/FACT"`
}

func (t tools) getFact(ctx context.Context, in factInput) (any, error) {
	got, err := t.metrics.GetFact(ctx, &metricsv1.GetFactRequest{Name: factName(in.Name)})
	return answer(got.GetFact(), err)
}

type namesInput struct {
	Names []string `json:"names" jsonschema:"names of facts, 1 to 1000"`
}

// facts are the names as the API has them.
func (in namesInput) facts() []string {
	names := make([]string, len(in.Names))
	for i, name := range in.Names {
		names[i] = factName(name)
	}
	return names
}

func (t tools) batchGetFacts(ctx context.Context, in namesInput) (any, error) {
	return answer(t.metrics.BatchGetFacts(ctx, &metricsv1.BatchGetFactsRequest{Names: in.facts()}))
}

func (t tools) explainFact(ctx context.Context, in factInput) (any, error) {
	got, err := t.metrics.ExplainFact(ctx, &metricsv1.ExplainFactRequest{Name: factName(in.Name)})
	return answer(got.GetExplanation(), err)
}

func (t tools) verifyEvidence(ctx context.Context, in namesInput) (any, error) {
	return answer(t.metrics.VerifyEvidence(ctx, &metricsv1.VerifyEvidenceRequest{Names: in.facts()}))
}

type searchTurnsInput struct {
	Query string `json:"query" jsonschema:"words that all occur; \"in quotes\" in sequence; or between alternatives; -word for what must not occur; margin* for a beginning"`
	callOf
	Period  string `json:"period,omitempty" jsonschema:"the call's fiscal year or period, such as 2023 or 2023Q1"`
	Role    string `json:"role,omitempty" jsonschema:"executive, analyst, investor_relations, operator or other"`
	Section string `json:"section,omitempty" jsonschema:"prepared_remarks, questions_and_answers or closing"`
	Speaker string `json:"speaker,omitempty" jsonschema:"the speaker's name"`
	paging
}

func (t tools) searchTurns(ctx context.Context, in searchTurnsInput) (any, error) {
	query := searchQuery{words: in.Query, period: in.Period, role: in.Role, section: in.Section, speaker: in.Speaker}
	request, err := query.request()
	if err != nil {
		return nil, err
	}
	request.Parent, request.PageSize, request.PageToken = in.name(), in.size(), in.PageToken
	return answer(t.parser.SearchTurns(ctx, request))
}

type getTurnsInput struct {
	Name  string `json:"name" jsonschema:"the call, such as northwind-systems/2023-q1, or a transcript by its name"`
	First int    `json:"first,omitempty" jsonschema:"index of the first turn wanted; 0 if not given"`
}

// turnsAnswer is what was said, a stretch of turns at a time.
type turnsAnswer struct {
	Transcript string       `json:"transcript"`
	TextSHA256 string       `json:"textSha256"`
	TurnCount  int          `json:"turnCount"`
	Turns      []turnAnswer `json:"turns"`
	// NextTurn is the turn to go on with; none if that was all.
	NextTurn int `json:"nextTurn,omitempty"`
}

type turnAnswer struct {
	Turn    int    `json:"turn"`
	Speaker string `json:"speaker,omitempty"`
	Role    string `json:"role,omitempty"`
	Title   string `json:"title,omitempty"`
	Firm    string `json:"firm,omitempty"`
	Section string `json:"section,omitempty"`
	// Span is the bytes of the transcript's text that Text is.
	Span span   `json:"span"`
	Text string `json:"text"`
}

type span struct {
	Start int32 `json:"start"`
	End   int32 `json:"end"`
}

// turnBytes is how much speech an answer has before it ends with a turn.
const turnBytes = 24 << 10

func (t tools) getTurns(ctx context.Context, in getTurnsInput) (any, error) {
	name, err := transcriptName(ctx, t.services, in.Name)
	if err != nil {
		return nil, err
	}
	got, err := t.parser.GetTranscript(ctx, &parserv1.GetTranscriptRequest{Name: name, View: parserv1.TranscriptView_TRANSCRIPT_VIEW_FULL})
	if err != nil {
		return nil, err
	}
	m := got.GetTranscript()
	out := turnsAnswer{Transcript: m.GetName(), TextSHA256: m.GetTextSha256(), TurnCount: len(m.GetTurns()), Turns: []turnAnswer{}}
	if in.First < 0 || in.First > len(m.GetTurns()) {
		return nil, fmt.Errorf("first: there are %d turns", len(m.GetTurns()))
	}
	speakers := map[string]*parserv1.Speaker{}
	for _, s := range m.GetSpeakers() {
		speakers[s.GetId()] = s
	}
	size := 0
	for i := in.First; i < len(m.GetTurns()); i++ {
		turn := m.GetTurns()[i]
		at := span{turn.GetSpan().GetStart(), turn.GetSpan().GetEnd()}
		if size += int(at.End - at.Start); size > turnBytes && len(out.Turns) > 0 {
			out.NextTurn = i
			break
		}
		s := speakers[turn.GetSpeaker()]
		out.Turns = append(out.Turns, turnAnswer{
			Turn: i, Speaker: s.GetName(), Role: word(s.GetRole().String(), "SPEAKER_ROLE_"), Title: s.GetTitle(), Firm: s.GetFirm(),
			Section: word(turn.GetSection().String(), "SECTION_"), Span: at, Text: m.GetText()[at.Start:at.End],
		})
	}
	return out, nil
}

type querySeriesInput struct {
	Companies   []string `json:"companies" jsonschema:"the companies, such as northwind-systems, 1 to 50"`
	Concept     string   `json:"concept" jsonschema:"id of the concept, such as revenue"`
	Basis       string   `json:"basis,omitempty" jsonschema:"gaap or non_gaap; any if not given"`
	Member      string   `json:"member,omitempty" jsonschema:"the part of the company, such as Americas; the whole if not given"`
	AllParts    bool     `json:"all_parts,omitempty" jsonschema:"every part, and the whole"`
	FirstPeriod string   `json:"first_period,omitempty" jsonschema:"only periods from this on, such as 2022Q1"`
	LastPeriod  string   `json:"last_period,omitempty" jsonschema:"only periods up to this"`
	timing
	paging
}

func (t tools) querySeries(ctx context.Context, in querySeriesInput) (any, error) {
	asOf, recordedAsOf, err := in.moments()
	request := &metricsv1.QuerySeriesRequest{
		Concept: in.Concept, Member: in.Member, AllParts: in.AllParts, FirstPeriod: in.FirstPeriod, LastPeriod: in.LastPeriod,
		AsOf: asOf, RecordedAsOf: recordedAsOf, PageSize: in.size(), PageToken: in.PageToken,
	}
	for _, c := range in.Companies {
		request.Companies = append(request.Companies, resource("companies/", c))
	}
	err = errors.Join(err, enumValue("basis", in.Basis, "BASIS_", metricsv1.Basis_value, &request.Basis))
	if err != nil {
		return nil, err
	}
	return answer(t.metrics.QuerySeries(ctx, request))
}

type listGuidanceInput struct {
	Company string `json:"company" jsonschema:"the company, such as northwind-systems"`
	Concept string `json:"concept,omitempty" jsonschema:"id of the concept, such as revenue; any if not given"`
	Period  string `json:"period,omitempty" jsonschema:"the period that is guided, such as 2023Q1; any if not given"`
	timing
	paging
}

func (t tools) listGuidance(ctx context.Context, in listGuidanceInput) (any, error) {
	asOf, recordedAsOf, err := in.moments()
	if err != nil {
		return nil, err
	}
	var wanted conditions
	wanted.text("concept", in.Concept)
	wanted.text("period", in.Period)
	return answer(t.metrics.ListGuidance(ctx, &metricsv1.ListGuidanceRequest{
		Parent: resource("companies/", in.Company), Filter: wanted.all(),
		AsOf: asOf, RecordedAsOf: recordedAsOf, PageSize: in.size(), PageToken: in.PageToken,
	}))
}

type listFindingsInput struct {
	Company string `json:"company" jsonschema:"the company, such as northwind-systems"`
	Call    string `json:"call,omitempty" jsonschema:"the call, such as 2023-q1; any if not given"`
	Verdict string `json:"verdict,omitempty" jsonschema:"consistent, inconsistent or not_checkable; any if not given"`
	Concept string `json:"concept,omitempty" jsonschema:"id of the concept, such as revenue; any if not given"`
	timing
	paging
}

func (t tools) listFindings(ctx context.Context, in listFindingsInput) (any, error) {
	asOf, recordedAsOf, err := in.moments()
	var verdict metricsv1.FindingVerdict
	err = errors.Join(err, enumValue("verdict", in.Verdict, "FINDING_VERDICT_", metricsv1.FindingVerdict_value, &verdict))
	if err != nil {
		return nil, err
	}
	var wanted conditions
	wanted.enum("verdict", in.Verdict)
	wanted.text("concept", in.Concept)
	return answer(t.metrics.ListFindings(ctx, &metricsv1.ListFindingsRequest{
		Parent: callOf{Company: in.Company, Call: in.Call}.name(), Filter: wanted.all(),
		AsOf: asOf, RecordedAsOf: recordedAsOf, PageSize: in.size(), PageToken: in.PageToken,
	}))
}

type getCoverageInput struct {
	Company  string   `json:"company" jsonschema:"the company, such as northwind-systems"`
	Concepts []string `json:"concepts,omitempty" jsonschema:"ids of concepts; the ten that are asked for most if not given"`
	timing
}

func (t tools) getCoverage(ctx context.Context, in getCoverageInput) (any, error) {
	asOf, recordedAsOf, err := in.moments()
	if err != nil {
		return nil, err
	}
	got, err := t.metrics.GetCoverage(ctx, &metricsv1.GetCoverageRequest{
		Name: resource("companies/", in.Company) + "/coverage", Concepts: in.Concepts, AsOf: asOf, RecordedAsOf: recordedAsOf,
	})
	return answer(got.GetCoverage(), err)
}

type getCallStatisticsInput struct {
	Company string `json:"company" jsonschema:"the company, such as northwind-systems"`
	Call    string `json:"call" jsonschema:"the call, such as 2023-q1"`
}

func (t tools) getCallStatistics(ctx context.Context, in getCallStatisticsInput) (any, error) {
	got, err := t.metrics.GetCallStatistics(ctx, &metricsv1.GetCallStatisticsRequest{Name: callOf(in).name() + "/statistics"})
	return answer(got.GetStatistics(), err)
}
