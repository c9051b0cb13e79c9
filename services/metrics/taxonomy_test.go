package metrics_test

import (
	"slices"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	"github.com/callfacts/callfacts/internal/fact"
	"github.com/callfacts/callfacts/internal/jobs"
)

const ownConcepts = `active_widgets: Active widgets; count widgets; instant; -
  widget(s) under management
gross_margin: Gross margin; percent; flow; -
  product spread
`

// TestTaxonomy: a company's own concepts are read once its transcripts are
// extracted again, other companies' are not touched, and the way back is one.
func TestTaxonomy(t *testing.T) {
	in := start(t)
	name := in.parser.add(1, "2012-q1", speech(t, said+" Widgets under management were 12,500 at the end of the quarter."))
	in.enqueueAndWork(t, name)
	const taxonomy = "companies/northwind-systems/taxonomy"
	empty, err := in.GetTaxonomy(t.Context(), &metricsv1.GetTaxonomyRequest{Name: taxonomy})
	if err != nil || empty.GetTaxonomy().GetRevision() != "" || empty.GetTaxonomy().GetEtag() != "0" || empty.GetTaxonomy().GetName() != taxonomy {
		t.Errorf("%v, %v", empty, err)
	}
	set, err := in.UpdateTaxonomy(t.Context(), &metricsv1.UpdateTaxonomyRequest{Taxonomy: &metricsv1.Taxonomy{Name: taxonomy, Text: ownConcepts, Etag: "0"}})
	if err != nil || len(set.GetTaxonomy().GetRevision()) != 8 || len(set.GetTaxonomy().GetConcepts()) != 2 || set.GetTaxonomy().GetUpdateTime() == nil {
		t.Fatalf("%v, %v", set, err)
	}
	version := fact.Version + "+" + set.GetTaxonomy().GetRevision()
	if !slices.Contains(in.concepts(t, "companies/northwind-systems"), "active_widgets") || slices.Contains(in.concepts(t, ""), "active_widgets") {
		t.Error("the concept is not listed for its company alone")
	}

	widgets := &metricsv1.ListFactsRequest{Filter: "concept = active_widgets AND low = 12500 AND unit = widgets"}
	if n := len(in.facts(t, widgets)); n != 0 {
		t.Errorf("%d widgets before", n)
	}
	in.reextract(t, "companies/northwind-systems/calls/-/transcripts/-", 1, 0)
	eventually(t, "extracted by the new taxonomy", func() bool { return len(in.facts(t, widgets)) == 1 })
	if got := in.outcome(t, name); got.GetEngineVersion() != version {
		t.Errorf("%v", got)
	}
	in.reextract(t, name, 0, 1)

	// A document that comes later is extracted by it at once.
	later := in.parser.add(2, "2012-q2", speech(t, said))
	in.enqueue(t, jobs.Extract(ref(2))...)
	if got := in.outcome(t, later); got.GetEngineVersion() != version {
		t.Errorf("%v", got)
	}

	_, err = in.UpdateTaxonomy(t.Context(), &metricsv1.UpdateTaxonomyRequest{Taxonomy: &metricsv1.Taxonomy{Name: taxonomy, Text: "", Etag: "0"}})
	if e := reason(t, "an old etag", err, "ETAG_MISMATCH"); e.Code != codes.Aborted {
		t.Errorf("%v", e)
	}
	if _, err = in.UpdateTaxonomy(t.Context(), &metricsv1.UpdateTaxonomyRequest{Taxonomy: &metricsv1.Taxonomy{Name: taxonomy}}); err != nil {
		t.Fatal(err)
	}
	in.reextract(t, "companies/-/calls/-/transcripts/-", 2, 0)
	eventually(t, "back", func() bool {
		return len(in.facts(t, widgets)) == 0
	})
	if got := in.outcome(t, name); got.GetEngineVersion() != fact.Version {
		t.Errorf("%v", got)
	}
	if n := in.count(t, "metrics.extractions WHERE transcript_id = '"+ref(1).ID+"'"); n != 2 {
		t.Errorf("%d extractions: the first was there", n)
	}
}

func (in *installation) reextract(t *testing.T, parent string, queued, present int32) {
	t.Helper()
	got, err := in.ReextractTranscripts(t.Context(), &metricsv1.ReextractTranscriptsRequest{Parent: parent})
	if err != nil || got.GetQueuedCount() != queued || got.GetPresentCount() != present {
		t.Errorf("%v, %v; want %d queued, %d present", got, err, queued, present)
	}
}

func (in *installation) concepts(t *testing.T, company string) (ids []string) {
	t.Helper()
	got, err := in.ListConcepts(t.Context(), &metricsv1.ListConceptsRequest{Company: company, PageSize: 1000})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range got.GetConcepts() {
		ids = append(ids, c.GetId())
	}
	return ids
}

// TestTaxonomyRefused: a taxonomy that a newer engine does not understand any more
// fails its company's documents with the reason, until it is set anew.
func TestTaxonomyRefused(t *testing.T) {
	in := start(t)
	name := in.parser.add(1, "2012-q1", speech(t, said))
	if _, err := in.pool.Exec(t.Context(), "INSERT INTO metrics.taxonomies VALUES ('northwind-systems', 'a language of old', '0badcafe', 1, now())"); err != nil {
		t.Fatal(err)
	}
	in.enqueue(t, jobs.Extract(ref(1))...)
	in.work(t)
	if got := in.outcome(t, name); got.GetState() != metricsv1.Extraction_STATE_FAILED || !strings.Contains(got.GetError(), "taxonomy line 1") {
		t.Errorf("%v", got)
	}
	if !slices.Contains(in.concepts(t, "companies/northwind-systems"), "revenue") {
		t.Error("the standard concepts are not listed")
	}
	if _, err := in.UpdateTaxonomy(t.Context(), &metricsv1.UpdateTaxonomyRequest{Taxonomy: &metricsv1.Taxonomy{
		Name: "companies/northwind-systems/taxonomy", Text: ownConcepts,
	}}); err != nil {
		t.Fatal(err)
	}
	in.reextract(t, name, 1, 0)
	eventually(t, "extracted", func() bool { return in.outcome(t, name).GetState() == metricsv1.Extraction_STATE_SUCCEEDED })
}

// TestTaxonomyErrors: what is refused, and why.
func TestTaxonomyErrors(t *testing.T) {
	in := start(t)
	in.parser.add(1, "2012-q1", speech(t, said))
	for what, test := range map[string]struct {
		taxonomy *metricsv1.Taxonomy
		reason   string
	}{
		"language": {&metricsv1.Taxonomy{Name: "companies/northwind-systems/taxonomy", Text: "nonsense"}, "BAD_TAXONOMY"},
		"unit":     {&metricsv1.Taxonomy{Name: "companies/northwind-systems/taxonomy", Text: "revenue: R; percent; flow; -\n  r"}, "BAD_TAXONOMY"},
		"pattern":  {&metricsv1.Taxonomy{Name: "companies/northwind-systems/taxonomy", Text: "a: A; money; flow; -\n  {x"}, "BAD_TAXONOMY"},
		"company":  {&metricsv1.Taxonomy{Name: "companies/contoso/taxonomy"}, "COMPANY_NOT_FOUND"},
		"name":     {&metricsv1.Taxonomy{Name: "taxonomy"}, "INVALID_FIELD"},
		"none":     {nil, "INVALID_FIELD"},
	} {
		_, err := in.UpdateTaxonomy(t.Context(), &metricsv1.UpdateTaxonomyRequest{Taxonomy: test.taxonomy})
		reason(t, what, err, test.reason)
	}
	for parent, want := range map[string]string{
		"companies/contoso/calls/-/transcripts/-":                 "COMPANY_NOT_FOUND",
		"companies/northwind-systems/calls/1999-q1/transcripts/-": "CALL_NOT_FOUND",
		"companies/-/calls/-/transcripts/00000000000000ff":        "TRANSCRIPT_NOT_FOUND",
		"companies/-/calls/-/transcripts/not-an-id":               "INVALID_FIELD",
	} {
		_, err := in.ReextractTranscripts(t.Context(), &metricsv1.ReextractTranscriptsRequest{Parent: parent})
		reason(t, parent, err, want)
	}
}
