package gateway_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
)

func (e *echo) UpdateTaxonomy(_ context.Context, r *metricsv1.UpdateTaxonomyRequest) (*metricsv1.UpdateTaxonomyResponse, error) {
	e.got(r)
	return &metricsv1.UpdateTaxonomyResponse{Taxonomy: r.GetTaxonomy()}, nil
}

// TestFieldAsBody: the body of a method may be one field of its request, which
// then goes by the name in the path.
func TestFieldAsBody(t *testing.T) {
	h, e := serve(t)
	const path = "/v1/companies/northwind-systems/taxonomy"
	a := ask(t, http.MethodPatch, h.URL+path, "application/json", []byte(`{"text": "a: A; money; flow; -"}`))
	want := `{"name":"companies/northwind-systems/taxonomy","text":"a: A; money; flow; -"}`
	if a.status != http.StatusOK || strings.TrimSpace(string(a.body)) != want {
		t.Errorf("%d %s, want %s", a.status, a.body, want)
	}
	if got := e.last.(*metricsv1.UpdateTaxonomyRequest).GetTaxonomy(); got.GetName() != path[len("/v1/"):] || got.GetText() == "" {
		t.Errorf("%v", got)
	}
	a = ask(t, http.MethodPatch, h.URL+path, "application/json", []byte(`{"colour": "red"}`))
	if a.status != http.StatusBadRequest || !strings.Contains(string(a.body), "colour") {
		t.Errorf("%d %s", a.status, a.body)
	}
}
