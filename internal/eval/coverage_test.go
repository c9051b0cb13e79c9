package eval

import (
	"strings"
	"testing"

	"github.com/callfacts/callfacts/internal/quantity"
)

// TestCoverage: a file of which no facts are made is told as refused, and not as
// one without numbers.
func TestCoverage(t *testing.T) {
	call := func(words string) []byte {
		return []byte("Operator: Good day, and welcome to the Northwind Systems second quarter 2023 earnings call.\nMarcus Oyelaran: Thank you, operator. " + words + "\n")
	}
	c := Coverage([]File{{"a.txt", call("Revenue was $5 million.")}, {"b.txt", call(strings.Repeat("12, ", quantity.Most+1))}})
	if c.Files != 1 || c.Facts != 1 || c.InFacts != 1 {
		t.Errorf("%+v", c)
	}
	if len(c.Refused) != 1 || c.Refused[0].File != "b.txt" || c.Refused[0].Reason != "TOO_MANY_NUMERALS" {
		t.Errorf("refused %+v", c.Refused)
	}
}
