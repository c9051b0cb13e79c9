package eval

import (
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	const call = `Operator: Good day, and welcome to the Northwind Systems second quarter 2023 earnings call.
Marcus Oyelaran: Thank you, operator. Revenue grew.
Unidentified Analyst: And next year?
Operator: Our first question comes from Mei An with Alder & Finch.
Mei An: How was July?
Marcus Oyelaran: Fine.
`
	p := Parse([]File{{"a.txt", []byte(call)}, {"b.txt", nil}, {"c.txt", []byte(call)}, {"d.txt", []byte("Copper rose on Tuesday.")}})
	if len(p.Rows) != 1 || p.Rows[0].Layout != "name-colon" {
		t.Fatalf("rows %+v", p.Rows)
	}
	r := p.Rows[0]
	if r.Files != 2 || r.Turns != 12 || r.Exchanges < 2 || r.Unparsed != 0 || r.Bytes != 2*len(call) || r.Resolved != r.Speech-2*len("And next year?") {
		t.Errorf("row %+v", r)
	}
	if p.Total.Files != 2 || p.Total.Turns != r.Turns {
		t.Errorf("total %+v", p.Total)
	}
	if len(p.Refused) != 2 || p.Refused[0].Reason != "EMPTY" || p.Refused[1].Reason != "NOT_A_TRANSCRIPT" {
		t.Errorf("refused %+v", p.Refused)
	}
	s := p.String()
	for _, want := range []string{"name-colon", "all ", "refused b.txt: EMPTY: ", "refused d.txt: NOT_A_TRANSCRIPT: "} {
		if !strings.Contains(s, want) {
			t.Errorf("no %q in\n%s", want, s)
		}
	}
	if empty := Parse(nil); len(empty.Rows) != 0 || empty.Total.ResolvedPercent() != 0 {
		t.Errorf("nothing: %+v", empty)
	}
}
