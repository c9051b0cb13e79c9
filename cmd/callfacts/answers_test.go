package main

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"
)

// TestAnswers: the README's questions of a researcher and an analyst, over the
// command line and REST, on the sample calls.
func TestAnswers(t *testing.T) {
	in := install(t)
	must(t, "ingest", "--server", in.grpc, sampleDir)
	for _, c := range []struct {
		args string
		says []string
		not  string
	}{
		{
			"series revenue northwind-systems --from 2023Q1 --to 2023FY --as-of 2023-10-31",
			[]string{"$452M", "$440M to $450M", "2023Q4  ", "$462M to $478M", "we expect revenue of $470 million, plus or minus $8 million"},
			"Revenue in the fourth quarter was",
		},
		{"series gross_margin northwind-systems --basis non-gaap", []string{"gross_margin, non-gaap", "62.6%", "2023Q4"}, "59.9%"},
		{
			"guidance northwind-systems --concept revenue --period 2023FY",
			[]string{"initiated", "$1.74B to $1.78B", "raised", "$1.776B to $1.792B  $1.792B  within"},
			"",
		},
		{"guidance northwind-systems --concept revenue --result above", []string{"above by $2M"}, "within"},
		{"findings northwind-systems 2023-q3 --verdict inconsistent", []string{"2023-q3  answer", "INCONSISTENT", "= 21%; the prepared remarks said 12%"}, "2023-q2"},
		{"findings northwind-systems 2023-q1", []string{"parts", "consistent", "= 424 million USD"}, "INCONSISTENT"},
		{"coverage northwind-systems --concept revenue,occupancy", []string{"PERIOD  CALL     revenue", "2023Q1  2023-q1", "-"}, "no transcript"},
		{"statistics northwind-systems 2023-q1", []string{"Ines Castellanos    executive", "Harbor Point Securities", "7 questions, 7 answers"}, ""},
	} {
		args := append(strings.Fields(c.args), "--server", in.grpc)
		out := must(t, args...)
		for _, want := range c.says {
			if !strings.Contains(out, want) {
				t.Errorf("%s: no %q in\n%s", c.args, want, out)
			}
		}
		if c.not != "" && strings.Contains(out, c.not) {
			t.Errorf("%s: %q in\n%s", c.args, c.not, out)
		}
		for _, line := range strings.Split(strings.TrimSpace(must(t, append(args, "--json")...)), "\n") {
			if !json.Valid([]byte(line)) {
				t.Errorf("%s --json: %s", c.args, line)
			}
		}
	}
	for args, says := range map[string]string{
		"series revenue contoso":                         "COMPANY_NOT_FOUND",
		"series revenue northwind-systems --basis ifrs":  "neither gaap nor non-gaap",
		"guidance northwind-systems --result better":     "result is one of ABOVE",
		"findings northwind-systems --verdict perhaps":   "verdict is one of CONSISTENT",
		"findings northwind-systems 1999-q1":             "CALL_NOT_FOUND",
		"series revenue northwind-systems --as-of never": "--as-of",
	} {
		if _, errs, code := command(t, "", append(strings.Fields(args), "--server", in.grpc)...); code != 2 || !strings.Contains(errs, says) {
			t.Errorf("%s: %d %s", args, code, errs)
		}
	}
	in.testAnswersREST(t)
	in.testVendors(t)
}

// testVendors: two vendors' transcripts of one call are held against each other;
// what was known before the second came is not changed by it.
func (in *installation) testVendors(t *testing.T) {
	t.Helper()
	arguments := []string{"findings", "bluestem-kitchens", "2024-q3", "--check", "transcripts", "--all", "--server", in.grpc}
	if out := must(t, arguments...); out != "" {
		t.Errorf("with one transcript: %s", out)
	}
	must(t, "ingest", "--server", in.grpc, "--vendor", "Daybreak", "../../examples/vendors/bluestem-2024-q3.txt")
	out := must(t, arguments...)
	for _, want := range []string{
		"INCONSISTENT   Helen Brightwater: Daybreak has 17.5%, transcript 85f4b170 has 17.9%: inconsistent",
		"INCONSISTENT   Helen Brightwater: Daybreak has 180 million USD, transcript 85f4b170 has 118 million USD: inconsistent",
		"not checkable  Helen Brightwater: transcript 85f4b170 has 3.5 million USD where Daybreak has no number",
		"not checkable  2 turns of transcript 85f4b170, by Carla Nunez and Helen Brightwater (21 words, 3 numbers), are not in Daybreak",
		"consistent     Helen Brightwater: 41 numbers are the same in Daybreak and transcript 85f4b170: consistent",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%s\nis not in\n%s", want, out)
		}
	}
	if strings.Count(out, "INCONSISTENT") != 2 {
		t.Errorf("%s", out)
	}
	var findings struct {
		Findings []struct {
			Concept, Period string
			Facts           []jsonFact
			Passages        []struct{ Transcript, Text string }
		}
	}
	in.get(t, "/v1/companies/bluestem-kitchens/calls/-/findings?filter="+url.QueryEscape("check = TRANSCRIPTS AND verdict = INCONSISTENT AND concept = restaurant_margin"), &findings)
	if len(findings.Findings) != 1 || len(findings.Findings[0].Facts) != 2 || findings.Findings[0].Facts[1].Value.Low != "17.9" ||
		len(findings.Findings[0].Passages) != 2 || findings.Findings[0].Passages[0].Text != "Restaurant-level margin was 17.5%, compared to 17.2% last year." {
		t.Errorf("%+v", findings)
	}
	early := url.Values{"filter": {"check = TRANSCRIPTS"}, "recordedAsOf": {time.Now().Add(-time.Hour).UTC().Format(time.RFC3339)}}
	findings.Findings = nil
	in.get(t, "/v1/companies/bluestem-kitchens/calls/-/findings?"+early.Encode(), &findings)
	if len(findings.Findings) != 0 {
		t.Errorf("an hour ago: %+v", findings)
	}
}

func (in *installation) testAnswersREST(t *testing.T) {
	t.Helper()
	var series struct {
		Series []struct {
			Unit   string
			Points []struct {
				Period   struct{ Label string }
				First    struct{ Fact jsonFact }
				Guidance struct{ Low, Mid, High string }
			}
		}
	}
	in.get(t, "/v1/series:query?concept=revenue&companies=companies/northwind-systems&firstPeriod=2023Q3&lastPeriod=2023Q3", &series)
	p := series.Series[0].Points[0]
	if p.Period.Label != "2023Q3" || p.First.Fact.Value.Low != "452000000" || p.Guidance.Mid != "445000000" || p.First.Fact.Evidence.Quote == "" {
		t.Errorf("%+v", series)
	}
	if status, body := in.get(t, "/v1/series:query?concept=nosuch&companies=companies/northwind-systems", nil); status != 404 || !strings.Contains(string(body), `"CONCEPT_NOT_FOUND","message":"there is no concept \"nosuch\"`) {
		t.Errorf("%d %s", status, body)
	}
	series.Series = nil
	in.get(t, "/v1/series:query?concept=occupancy&companies=companies/northwind-systems", &series)
	if len(series.Series) != 0 {
		t.Errorf("%+v", series)
	}
	var page struct{ NextPageToken string }
	in.get(t, allFacts+"?pageSize=1&readMask=value", &page)
	if status, body := in.get(t, allFacts+"?readMask=period&pageToken="+page.NextPageToken, nil); status != 400 || !strings.Contains(string(body), "all that is asked for but page_size must be as in the request that gave it") {
		t.Errorf("%d %s", status, body)
	}
	var guidance struct {
		Guidance []struct{ Outcome struct{ Result, By string } }
	}
	in.get(t, "/v1/companies/northwind-systems/guidance?filter="+url.QueryEscape("concept = revenue AND result = ABOVE"), &guidance)
	if len(guidance.Guidance) != 1 || guidance.Guidance[0].Outcome.By != "2000000" {
		t.Errorf("%+v", guidance)
	}
	var findings struct {
		Findings []struct{ Verdict, Arithmetic string }
	}
	in.get(t, "/v1/companies/northwind-systems/calls/2023-q3/findings?filter="+url.QueryEscape("verdict = INCONSISTENT"), &findings)
	if len(findings.Findings) == 0 || findings.Findings[0].Arithmetic == "" {
		t.Errorf("%+v", findings)
	}
	var coverage struct{ Calls []struct{ Period string } }
	in.get(t, "/v1/companies/northwind-systems/coverage", &coverage)
	if len(coverage.Calls) != 4 {
		t.Errorf("%+v", coverage)
	}
	var statistics struct{ QuestionCount int }
	in.get(t, "/v1/companies/northwind-systems/calls/2023-q1/statistics", &statistics)
	if statistics.QuestionCount != 7 {
		t.Errorf("%+v", statistics)
	}
}
