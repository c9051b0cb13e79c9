package tests

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/rpcerr"
)

const northwind = "companies/northwind-systems"

// northwindCalls ingests the four sample calls of the company, the last first: the
// order must not matter.
func northwindCalls(t *testing.T) *installation {
	t.Helper()
	in := start(t, true)
	all := samples(t)
	for _, quarter := range []string{"q4", "q1", "q3", "q2"} {
		in.extracted(t, in.ingest(t, all["northwind-2023-"+quarter+".txt"], nil).GetName())
	}
	return in
}

func on(t *testing.T, day string) *timestamppb.Timestamp {
	t.Helper()
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		t.Fatal(err)
	}
	return timestamppb.New(at)
}

// revenue is the series of the whole company's revenue.
func (in *installation) revenue(t *testing.T, request *metricsv1.QuerySeriesRequest) map[string]*metricsv1.SeriesPoint {
	t.Helper()
	request.Companies, request.Concept = []string{northwind}, "revenue"
	got, err := in.metrics.QuerySeries(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	points := make(map[string]*metricsv1.SeriesPoint)
	for _, s := range got.GetSeries() {
		if s.GetUnit() == "USD" && len(s.GetQualifiers()) == 0 {
			for _, p := range s.GetPoints() {
				points[p.GetPeriod().GetLabel()] = p
			}
		}
	}
	return points
}

// TestRevenueAgainstGuidance: what the README's analyst asks for, as known on a
// day and as known later.
func TestRevenueAgainstGuidance(t *testing.T) {
	in := northwindCalls(t)
	then := in.revenue(t, &metricsv1.QuerySeriesRequest{AsOf: on(t, "2023-10-31")})
	now := in.revenue(t, &metricsv1.QuerySeriesRequest{})
	for period, want := range map[string][4]string{ // actual then and now, guidance then and now
		"2023Q1": {"424000000", "424000000", "412000000 424000000", "412000000 424000000"},
		"2023Q2": {"438000000", "438000000", "426000000 438000000", "426000000 438000000"},
		"2023Q3": {"452000000", "452000000", "440000000 450000000", "440000000 450000000"},
		"2023Q4": {"", "478000000", "462000000 478000000", "462000000 478000000"},
		"2023FY": {"", "1792000000", "1776000000 1792000000", "1776000000 1792000000"},
		"2022FY": {"", "1673000000", "", ""},
		"2024Q1": {"", "", "", "447000000 463000000"},
	} {
		got := [4]string{}
		for i, points := range []map[string]*metricsv1.SeriesPoint{then, now} {
			p := points[period]
			got[i] = p.GetFirst().GetFact().GetValue().GetLow()
			if g := p.GetGuidance(); g != nil {
				got[2+i] = g.GetLow() + " " + g.GetHigh()
				if g.GetFact().GetEvidence().GetQuote() == "" {
					t.Errorf("%s: guidance without a quote", period)
				}
			}
		}
		if got != want {
			t.Errorf("%s: %q, want %q", period, got, want)
		}
	}
	growth := now["2023Q3"].GetGrowth()
	i := slices.IndexFunc(growth, func(m *metricsv1.Movement) bool {
		return m.GetComparison() == metricsv1.Comparison_COMPARISON_SEQUENTIAL
	})
	if i < 0 || growth[i].GetStated().GetFact().GetValue().GetLow() != "3" || growth[i].GetComputed().GetLow() != "2.9646" || len(growth[i].GetComputed().GetFacts()) != 2 {
		t.Errorf("%v", growth)
	}

	only := in.revenue(t, &metricsv1.QuerySeriesRequest{FirstPeriod: "2023Q2", LastPeriod: "2023Q3"})
	if len(only) != 2 || only["2023Q2"] == nil {
		t.Errorf("%v", only)
	}
}

// TestGuidanceLedger: actions and outcomes, as known on a day; pages; errors.
func TestGuidanceLedger(t *testing.T) {
	in := northwindCalls(t)
	year := func(asOf *timestamppb.Timestamp) *metricsv1.Guidance {
		got, err := in.metrics.ListGuidance(t.Context(), &metricsv1.ListGuidanceRequest{Parent: northwind, Filter: `concept = revenue AND period = "2023FY"`, AsOf: asOf})
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range got.GetGuidance() {
			if g.GetMeasure() == metricsv1.Measure_MEASURE_VALUE && len(g.GetDimensions()) == 0 {
				return g
			}
		}
		t.Fatalf("%v", got)
		return nil
	}
	then, now := year(on(t, "2023-07-31")), year(nil)
	if e := then.GetEntries(); len(e) != 2 || e[0].GetAction() != metricsv1.GuidanceAction_GUIDANCE_ACTION_INITIATED ||
		e[1].GetAction() != metricsv1.GuidanceAction_GUIDANCE_ACTION_RAISED || e[1].GetMidpointChange() != "15000000" || e[1].GetMid() != "1775000000" {
		t.Errorf("%v", e)
	}
	if o := then.GetOutcome(); o.GetReason() != metricsv1.NotComparableReason_NOT_COMPARABLE_REASON_NO_ACTUAL {
		t.Errorf("%v", o)
	}
	if o := now.GetOutcome(); len(now.GetEntries()) != 3 || o.GetResult() != metricsv1.GuidanceResult_GUIDANCE_RESULT_WITHIN || o.GetActual().GetValue().GetLow() != "1792000000" {
		t.Errorf("%v", now)
	}

	var all []string
	request := &metricsv1.ListGuidanceRequest{Parent: northwind, PageSize: 7}
	for {
		page, err := in.metrics.ListGuidance(t.Context(), request)
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range page.GetGuidance() {
			all = append(all, g.String())
		}
		if request.PageToken = page.GetNextPageToken(); request.PageToken == "" {
			break
		}
	}
	slices.Sort(all)
	if n := len(slices.Compact(slices.Clone(all))); n != len(all) || n < 20 {
		t.Errorf("%d of %d are different", n, len(all))
	}
	above, err := in.metrics.ListGuidance(t.Context(), &metricsv1.ListGuidanceRequest{Parent: northwind, Filter: "result = ABOVE concept = revenue"})
	if err != nil || len(above.GetGuidance()) != 1 || above.GetGuidance()[0].GetOutcome().GetBy() != "2000000" {
		t.Errorf("%v, %v", above, err)
	}
	_, err = in.metrics.ListGuidance(t.Context(), &metricsv1.ListGuidanceRequest{Parent: "companies/contoso"})
	if rpcerr.Parse(err).Reason != "COMPANY_NOT_FOUND" {
		t.Errorf("%v", err)
	}
	_, err = in.metrics.ListGuidance(t.Context(), &metricsv1.ListGuidanceRequest{Parent: northwind, PageToken: "x"})
	if rpcerr.Parse(err).Reason != "BAD_PAGE_TOKEN" {
		t.Errorf("%v", err)
	}
}

// TestFindings: what adds up, and the answer that does not fit.
func TestFindings(t *testing.T) {
	in := northwindCalls(t)
	list := func(request *metricsv1.ListFindingsRequest) []*metricsv1.Finding {
		got, err := in.metrics.ListFindings(t.Context(), request)
		if err != nil {
			t.Fatal(err)
		}
		return got.GetFindings()
	}
	found := list(&metricsv1.ListFindingsRequest{
		Parent: northwind + "/calls/2023-q3", Filter: "verdict = INCONSISTENT AND concept = revenue AND check = FINDING_CHECK_ANSWER",
	})
	if len(found) != 1 || !strings.Contains(found[0].GetArithmetic(), "= 21%; the prepared remarks said 12%") || len(found[0].GetFacts()) != 2 ||
		!strings.Contains(found[0].GetFacts()[0].GetEvidence().GetQuote(), "21%") {
		t.Errorf("%v", found)
	}
	parts := list(&metricsv1.ListFindingsRequest{
		Parent: northwind + "/calls/-", Filter: "concept = revenue AND check = PARTS AND verdict = CONSISTENT",
	})
	if len(parts) != 5 || parts[0].GetStated().GetUnit() != "USD" || parts[0].GetComputed().GetLow() != "423000000" {
		t.Errorf("%d: %v", len(parts), parts)
	}
	if got := list(&metricsv1.ListFindingsRequest{Parent: northwind + "/calls/2023-q3", AsOf: on(t, "2023-07-31")}); len(got) != 0 {
		t.Errorf("%v", got)
	}
	for reason, request := range map[string]*metricsv1.ListFindingsRequest{
		"CALL_NOT_FOUND": {Parent: northwind + "/calls/1999-q1"},
		"BAD_FILTER":     {Parent: northwind + "/calls/-", Filter: "verdict = MAYBE"},
		"INVALID_FIELD":  {Parent: northwind + "/calls/-", Filter: strings.Repeat("x", 2001)},
	} {
		if _, err := in.metrics.ListFindings(t.Context(), request); rpcerr.Parse(err).Reason != reason {
			t.Errorf("%v, want %s", err, reason)
		}
	}
}

// TestCorrectedLater: a corrected transcript changes neither what was known before
// it was published, nor what was recorded before it was accepted.
func TestCorrectedLater(t *testing.T) {
	in := start(t, true)
	document := samples(t)["northwind-2023-q2.txt"]
	first := in.ingest(t, document, nil)
	in.extracted(t, first.GetName())
	var recorded time.Time
	if err := in.pool.QueryRow(t.Context(), "SELECT clock_timestamp()").Scan(&recorded); err != nil {
		t.Fatal(err)
	}
	corrected := bytes.ReplaceAll(document, []byte("$438 million"), []byte("$439 million"))
	in.extracted(t, in.ingest(t, corrected, &parserv1.DocumentHints{PublishedTime: on(t, "2023-08-15")}).GetName())
	for what, test := range map[string]struct {
		request *metricsv1.QuerySeriesRequest
		want    string
	}{
		"now":                        {&metricsv1.QuerySeriesRequest{}, "439000000"},
		"known before it":            {&metricsv1.QuerySeriesRequest{AsOf: on(t, "2023-08-01")}, "438000000"},
		"known behind it":            {&metricsv1.QuerySeriesRequest{AsOf: on(t, "2023-09-01")}, "439000000"},
		"recorded before it":         {&metricsv1.QuerySeriesRequest{RecordedAsOf: timestamppb.New(recorded)}, "438000000"},
		"recorded before, of a time": {&metricsv1.QuerySeriesRequest{RecordedAsOf: timestamppb.New(recorded), AsOf: on(t, "2023-09-01")}, "438000000"},
	} {
		if got := in.revenue(t, test.request)["2023Q2"].GetFirst().GetFact().GetValue().GetLow(); got != test.want {
			t.Errorf("%s: %s, want %s", what, got, test.want)
		}
	}
}

// TestCoverage: told, asked in vain, neither, not processed, no transcript.
func TestCoverage(t *testing.T) {
	in := start(t, true)
	all := samples(t)
	in.extracted(t, in.ingest(t, all["northwind-2023-q1.txt"], nil).GetName())
	asked := bytes.Replace(all["northwind-2023-q4.txt"], []byte("And is there still a benefit from freight?"), []byte("And is there still a benefit from inventory turns?"), 1)
	in.extracted(t, in.ingest(t, asked, nil).GetName())
	got, err := in.metrics.GetCoverage(t.Context(), &metricsv1.GetCoverageRequest{Name: northwind + "/coverage", Concepts: []string{"revenue", "inventory_turns", "occupancy"}})
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"2023Q1", "STATED", "NOT_STATED", "NOT_STATED"},
		{"2023Q2", "NO_TRANSCRIPT", "NO_TRANSCRIPT", "NO_TRANSCRIPT"},
		{"2023Q3", "NO_TRANSCRIPT", "NO_TRANSCRIPT", "NO_TRANSCRIPT"},
		{"2023Q4", "STATED", "ASKED_NOT_GIVEN", "NOT_STATED"},
	}
	calls := got.GetCoverage().GetCalls()
	if len(calls) != len(want) {
		t.Fatalf("%v", calls)
	}
	for i, c := range calls {
		row := []string{c.GetPeriod()}
		for _, k := range c.GetConcepts() {
			row = append(row, strings.TrimPrefix(k.GetState().String(), "COVERAGE_STATE_"))
		}
		if !slices.Equal(row, want[i]) {
			t.Errorf("%q, want %q", row, want[i])
		}
	}
	if spans := calls[3].GetConcepts()[1].GetAsked(); len(spans) == 0 || string(asked[spans[0].GetSpan().GetStart():spans[0].GetSpan().GetEnd()]) != "inventory turns" {
		t.Errorf("%v", spans)
	}

	idle := start(t, false)
	waiting := idle.ingest(t, all["northwind-2023-q1.txt"], nil)
	got, err = idle.metrics.GetCoverage(t.Context(), &metricsv1.GetCoverageRequest{Name: northwind + "/coverage"})
	if err != nil || len(got.GetCoverage().GetCalls()) != 1 || got.GetCoverage().GetCalls()[0].GetTranscript() != waiting.GetName() ||
		got.GetCoverage().GetCalls()[0].GetConcepts()[0].GetState() != metricsv1.CoverageState_COVERAGE_STATE_NOT_PROCESSED {
		t.Errorf("%v, %v", got, err)
	}
	_, err = idle.metrics.GetCallStatistics(t.Context(), &metricsv1.GetCallStatisticsRequest{Name: northwind + "/calls/2023-q1/statistics"})
	if rpcerr.Parse(err).Reason != "NOT_PROCESSED" {
		t.Errorf("%v", err)
	}
}

// TestCallStatistics: who spoke, and who asked.
func TestCallStatistics(t *testing.T) {
	in := northwindCalls(t)
	got, err := in.metrics.GetCallStatistics(t.Context(), &metricsv1.GetCallStatisticsRequest{Name: northwind + "/calls/2023-q1/statistics"})
	if err != nil {
		t.Fatal(err)
	}
	m := got.GetStatistics()
	if m.GetSpeakers()[0].GetSpeakerName() != "Ines Castellanos" || m.GetSpeakers()[0].GetTotal().GetWordCount() < 500 || len(m.GetSections()) < 2 {
		t.Errorf("%v", m.GetSpeakers()[0])
	}
	var names []string
	for _, q := range m.GetQuestioners() {
		names = append(names, q.GetSpeakerName())
	}
	if want := []string{"Tobias Lindqvist", "Mei An", "Jean-Luc Étienne", "Priya Raman"}; !slices.Equal(names, want) {
		t.Errorf("%q", names)
	}
	if q := m.GetQuestioners()[0]; q.GetQuestionCount() != 2 || q.GetFollowUpCount() != 1 || !strings.HasPrefix(q.GetFirm(), "Harbor Point") {
		t.Errorf("%v", q)
	}
	if m.GetQuestionCount() != 7 || m.GetAnswerCount() != 7 {
		t.Errorf("%d questions, %d answers", m.GetQuestionCount(), m.GetAnswerCount())
	}
	_, err = in.metrics.GetCallStatistics(t.Context(), &metricsv1.GetCallStatisticsRequest{Name: northwind + "/calls/1999-q1/statistics"})
	if rpcerr.Parse(err).Reason != "CALL_NOT_FOUND" {
		t.Errorf("%v", err)
	}
}
