package metrics_test

import (
	"slices"
	"testing"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	"github.com/callfacts/callfacts/internal/fact"
)

// TestCompare: two transcripts of a call, and two taxonomies' readings of one.
func TestCompare(t *testing.T) {
	in := start(t)
	raw := in.parser.add(1, "2012-q1", speech(t, "Revenue for the first quarter was $1.25 billion. Gross margin was 62.5%. Operating income was $200 million."))
	corrected := in.parser.add(2, "2012-q1", speech(t, "Well, revenue for the first quarter was $1.26 billion. Gross margin was 62.5%. Capital expenditures were $30 million."))
	in.enqueueAndWork(t, raw, corrected)

	same := in.compare(t, &metricsv1.ExtractionSelector{Transcript: raw}, &metricsv1.ExtractionSelector{Transcript: raw})
	if len(same.GetDifferences()) != 0 || same.GetSameCount() != 3 {
		t.Errorf("with itself: %v", same)
	}
	got := in.compare(t, &metricsv1.ExtractionSelector{Transcript: raw}, &metricsv1.ExtractionSelector{Transcript: corrected})
	if got.GetSameCount() != 1 || len(got.GetDifferences()) != 3 {
		t.Fatalf("%v", got)
	}
	changed, added, removed := got.GetDifferences()[0], got.GetDifferences()[1], got.GetDifferences()[2]
	if changed.GetBase().GetValue().GetLow() != "1250000000" || changed.GetOther().GetValue().GetLow() != "1260000000" || !slices.Equal(changed.GetFields(), []string{"value"}) {
		t.Errorf("changed: %v", changed)
	}
	if added.GetBase() != nil || added.GetOther().GetConcept() != "capex" && added.GetOther().GetConcept() != "capital_expenditures" {
		t.Errorf("added: %v", added)
	}
	if removed.GetOther() != nil || removed.GetBase().GetConcept() != "operating_income" {
		t.Errorf("removed: %v", removed)
	}

	const own = "product_income: Product income; money; flow; -\n  operating income\n"
	set, err := in.UpdateTaxonomy(t.Context(), &metricsv1.UpdateTaxonomyRequest{Taxonomy: &metricsv1.Taxonomy{Name: "companies/northwind-systems/taxonomy", Text: own}})
	if err != nil {
		t.Fatal(err)
	}
	in.reextract(t, raw, 1, 0)
	version := fact.Version + "+" + set.GetTaxonomy().GetRevision()
	eventually(t, "extracted again", func() bool { return in.outcome(t, raw).GetEngineVersion() == version })
	got = in.compare(t, &metricsv1.ExtractionSelector{Transcript: raw, EngineVersion: fact.Version}, &metricsv1.ExtractionSelector{Transcript: raw, Revision: 1})
	if got.GetBase().GetEngineVersion() != fact.Version || got.GetOther().GetEngineVersion() != version || got.GetSameCount() != 2 || len(got.GetDifferences()) != 1 {
		t.Fatalf("%v", got)
	}
	if d := got.GetDifferences()[0]; !slices.Equal(d.GetFields(), []string{"concept"}) || d.GetOther().GetConcept() != "product_income" {
		t.Errorf("%v", d)
	}

	_, err = in.CompareTranscripts(t.Context(), &metricsv1.CompareTranscriptsRequest{
		Base: &metricsv1.ExtractionSelector{Transcript: raw}, Other: &metricsv1.ExtractionSelector{Transcript: raw, Revision: 9},
	})
	reason(t, "no such revision", err, "EXTRACTION_NOT_FOUND")
	_, err = in.CompareTranscripts(t.Context(), &metricsv1.CompareTranscriptsRequest{Base: &metricsv1.ExtractionSelector{Transcript: raw}})
	reason(t, "nothing to compare with", err, "INVALID_FIELD")
}

func (in *installation) compare(t *testing.T, base, other *metricsv1.ExtractionSelector) *metricsv1.CompareTranscriptsResponse {
	t.Helper()
	got, err := in.CompareTranscripts(t.Context(), &metricsv1.CompareTranscriptsRequest{Base: base, Other: other})
	if err != nil {
		t.Fatal(err)
	}
	return got
}
