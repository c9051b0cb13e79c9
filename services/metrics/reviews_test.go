package metrics_test

import (
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
)

// TestReviews: what persons say is kept beside the fact, across re-extraction.
func TestReviews(t *testing.T) {
	in, first, _ := extracted(t)
	before := in.facts(t, &metricsv1.ListFactsRequest{Parent: first})
	accept := &metricsv1.ReviewFactRequest{Name: before[0].GetName(), Verdict: metricsv1.ReviewVerdict_REVIEW_VERDICT_ACCEPTED, Author: "ann@northwind.example"}
	in.review(t, accept)
	correct := &metricsv1.ReviewFactRequest{
		Name: before[1].GetName(), Verdict: metricsv1.ReviewVerdict_REVIEW_VERDICT_CORRECTED, Author: "bob", Reason: "it is the second quarter",
		Correction: &metricsv1.Fact{Period: &metricsv1.Period{Label: "2012Q2"}, Value: &metricsv1.Quantity{Low: "4.0", High: "4.0", Unit: "percent"}},
	}
	got := in.review(t, correct)
	if !strings.HasPrefix(got.GetName(), before[1].GetName()+"/reviews/") || !proto.Equal(got.GetCorrection(), correct.Correction) ||
		!proto.Equal(got.GetReviewed(), before[1]) || got.GetCreateTime() == nil || got.GetReason() != correct.Reason {
		t.Errorf("%v", got)
	}
	in.review(t, &metricsv1.ReviewFactRequest{Name: before[0].GetName(), Verdict: metricsv1.ReviewVerdict_REVIEW_VERDICT_REJECTED, Author: "bob", Reason: "no"})

	after := in.facts(t, &metricsv1.ListFactsRequest{Parent: first})
	for i, want := range []metricsv1.ReviewVerdict{3: 0, 0: metricsv1.ReviewVerdict_REVIEW_VERDICT_REJECTED, 1: metricsv1.ReviewVerdict_REVIEW_VERDICT_CORRECTED}[:len(after)] {
		if after[i].GetVerdict() != want {
			t.Errorf("fact %d: %v, want %v", i, after[i].GetVerdict(), want)
		}
		after[i].Verdict = 0
		if !proto.Equal(after[i], before[i]) {
			t.Errorf("a review has changed the fact: %v", after[i])
		}
	}
	if n := len(in.facts(t, &metricsv1.ListFactsRequest{Filter: "verdict = REJECTED"})); n != 1 {
		t.Errorf("%d rejected facts", n)
	}
	if n := len(in.facts(t, &metricsv1.ListFactsRequest{Filter: "verdict != REJECTED"})); n != 5 {
		t.Errorf("%d other facts", n)
	}

	// Another taxonomy, the same readings.
	if _, err := in.UpdateTaxonomy(t.Context(), &metricsv1.UpdateTaxonomyRequest{Taxonomy: &metricsv1.Taxonomy{
		Name: "companies/northwind-systems/taxonomy", Text: "gadgets: Gadgets; count gadgets; instant; -\n  gadgets afloat\n",
	}}); err != nil {
		t.Fatal(err)
	}
	in.reextract(t, first, 1, 0)
	eventually(t, "extracted again", func() bool { return strings.Contains(in.outcome(t, first).GetEngineVersion(), "+") })
	if again := in.facts(t, &metricsv1.ListFactsRequest{Parent: first}); again[1].GetVerdict() != metricsv1.ReviewVerdict_REVIEW_VERDICT_CORRECTED {
		t.Errorf("%v", again[1])
	}
	in.listReviews(t, first)
}

func (in *installation) listReviews(t *testing.T, first string) {
	t.Helper()
	for filter, want := range map[string]int{"": 3, "author = bob": 2, "verdict = ACCEPTED": 1, `create_time < "2012-01-01"`: 0} {
		got, err := in.ListFactReviews(t.Context(), &metricsv1.ListFactReviewsRequest{Parent: first + "/facts/-", Filter: filter})
		if err != nil || len(got.GetReviews()) != want {
			t.Errorf("%s: %v, %v", filter, got, err)
		}
	}
	var verdicts []metricsv1.ReviewVerdict
	request := &metricsv1.ListFactReviewsRequest{Parent: "companies/-/calls/-/transcripts/-/facts/-", PageSize: 2}
	for {
		page, err := in.ListFactReviews(t.Context(), request)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range page.GetReviews() {
			verdicts = append(verdicts, r.GetVerdict())
		}
		if request.PageToken = page.GetNextPageToken(); request.PageToken == "" {
			break
		}
	}
	if len(verdicts) != 3 || verdicts[0] != metricsv1.ReviewVerdict_REVIEW_VERDICT_REJECTED || verdicts[2] != metricsv1.ReviewVerdict_REVIEW_VERDICT_ACCEPTED {
		t.Errorf("not the newest first: %v", verdicts)
	}
}

func (in *installation) review(t *testing.T, request *metricsv1.ReviewFactRequest) *metricsv1.FactReview {
	t.Helper()
	got, err := in.ReviewFact(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	return got.GetReview()
}

// TestReviewErrors: reviews that say nothing, and corrections that cannot be.
func TestReviewErrors(t *testing.T) {
	in, first, _ := extracted(t)
	name := in.facts(t, &metricsv1.ListFactsRequest{Parent: first})[0].GetName()
	corrected := metricsv1.ReviewVerdict_REVIEW_VERDICT_CORRECTED
	for what, test := range map[string]struct {
		request *metricsv1.ReviewFactRequest
		reason  string
	}{
		"no verdict":      {&metricsv1.ReviewFactRequest{Author: "a"}, "INVALID_FIELD"},
		"no author":       {&metricsv1.ReviewFactRequest{Verdict: 1}, "INVALID_FIELD"},
		"no reason":       {&metricsv1.ReviewFactRequest{Verdict: 2, Author: "a"}, "INVALID_FIELD"},
		"no correction":   {&metricsv1.ReviewFactRequest{Verdict: corrected, Author: "a", Reason: "r"}, "BAD_CORRECTION"},
		"needless":        {&metricsv1.ReviewFactRequest{Verdict: 1, Author: "a", Correction: &metricsv1.Fact{Concept: "revenue"}}, "BAD_CORRECTION"},
		"unknown concept": {&metricsv1.ReviewFactRequest{Verdict: corrected, Author: "a", Reason: "r", Correction: &metricsv1.Fact{Concept: "colour"}}, "BAD_CORRECTION"},
		"evidence":        {&metricsv1.ReviewFactRequest{Verdict: corrected, Author: "a", Reason: "r", Correction: &metricsv1.Fact{Evidence: &metricsv1.Evidence{Quote: "x"}}}, "BAD_CORRECTION"},
		"no number":       {&metricsv1.ReviewFactRequest{Verdict: corrected, Author: "a", Reason: "r", Correction: &metricsv1.Fact{Value: &metricsv1.Quantity{Low: "1e9"}}}, "BAD_CORRECTION"},
		"no ends":         {&metricsv1.ReviewFactRequest{Verdict: corrected, Author: "a", Reason: "r", Correction: &metricsv1.Fact{Value: &metricsv1.Quantity{Unit: "USD"}}}, "BAD_CORRECTION"},
		"wrong order":     {&metricsv1.ReviewFactRequest{Verdict: corrected, Author: "a", Reason: "r", Correction: &metricsv1.Fact{Value: &metricsv1.Quantity{Low: "2", High: "1"}}}, "BAD_CORRECTION"},
		"unknown measure": {&metricsv1.ReviewFactRequest{Verdict: corrected, Author: "a", Reason: "r", Correction: &metricsv1.Fact{Measure: 99}}, "BAD_CORRECTION"},
		"unknown fact":    {&metricsv1.ReviewFactRequest{Name: first + "/facts/0000000000000000", Verdict: 1, Author: "a"}, "FACT_NOT_FOUND"},
	} {
		if test.request.Name == "" {
			test.request.Name = name
		}
		_, err := in.ReviewFact(t.Context(), test.request)
		reason(t, what, err, test.reason)
	}
}
