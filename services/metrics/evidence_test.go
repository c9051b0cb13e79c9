package metrics_test

import (
	"strings"
	"testing"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/fact"
)

// TestExplainFact: a rule, what it looked at, and the number as it was written.
func TestExplainFact(t *testing.T) {
	in, first, _ := extracted(t)
	revenue := in.facts(t, &metricsv1.ListFactsRequest{Parent: first, Filter: "concept = revenue AND measure = VALUE"})[0]
	got, err := in.ExplainFact(t.Context(), &metricsv1.ExplainFactRequest{Name: revenue.GetName()})
	if err != nil {
		t.Fatal(err)
	}
	m := got.GetExplanation()
	if m.GetWritten() != "$1.25 billion" || m.GetForm() != metricsv1.QuantityForm_QUANTITY_FORM_NUMBER || m.GetEngineVersion() != fact.Version ||
		m.GetFact().GetName() != revenue.GetName() || len(m.GetSteps()) == 0 || m.GetSteps()[0].GetRule() != revenue.GetRule() || m.GetSteps()[0].GetSpan() == nil {
		t.Errorf("%v", m)
	}
	_, err = in.ExplainFact(t.Context(), &metricsv1.ExplainFactRequest{Name: first + "/facts/0000000000000000"})
	reason(t, "unknown", err, "FACT_NOT_FOUND")
}

// TestVerifyEvidence: the quantities of every fact come out again; where the text
// is another one they do not, and the reason says so.
func TestVerifyEvidence(t *testing.T) {
	in := start(t)
	name := in.parser.add(1, "2012-q1", speech(t, said+` Net income declined 8% sequentially to approximately $95 million, and diluted earnings per share were $0.28.
Operating margin fell 1.2 points. For the second quarter we expect revenue of $1.2 billion to $1.3 billion, a tax rate of at least 25%, and gross margin of 62%, plus or minus 0.5%.
We had 12,500 employees at the end of the quarter, and a net loss of $0.05 per share in the discontinued business.
Operating margin was flat. Leverage was in the mid-3s, compared to 3.8 times a year ago.`))
	in.enqueueAndWork(t, name)
	facts := in.facts(t, &metricsv1.ListFactsRequest{Parent: name})
	if len(facts) < 8 {
		t.Fatalf("only %d facts", len(facts))
	}
	var names []string
	for _, f := range facts {
		names = append(names, f.GetName())
	}
	got, err := in.VerifyEvidence(t.Context(), &metricsv1.VerifyEvidenceRequest{Names: names})
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range got.GetVerifications() {
		if !v.GetVerified() || v.GetReason() != "" || v.GetName() != names[i] || v.GetReread() == nil {
			t.Errorf("%s: %v", facts[i].GetEvidence().GetQuote(), v)
		}
	}

	in.parser.change(1, func(m *parserv1.Transcript) { m.Text = strings.Replace(m.Text, "$1.25", "$1.26", 1) })
	got, err = in.VerifyEvidence(t.Context(), &metricsv1.VerifyEvidenceRequest{Names: names})
	if err != nil {
		t.Fatal(err)
	}
	if v := got.GetVerifications()[0]; v.GetVerified() || !strings.Contains(v.GetReason(), "quote") {
		t.Errorf("%v", v)
	}
	in.parser.remove(1)
	_, err = in.VerifyEvidence(t.Context(), &metricsv1.VerifyEvidenceRequest{Names: names})
	reason(t, "deleted", err, "FACT_NOT_FOUND")
}
