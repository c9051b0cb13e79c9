package token_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/token"
)

func scan(text string) []string {
	v := token.NewVocabulary()
	v.AddCurrencyCode("USD")
	var words []string
	for _, t := range v.Scan(nil, text, source.At(0, len(text))) {
		words = append(words, t.Span().Of(text))
	}
	return words
}

// TestNumbers scans what is one number, what is several, and what is a name.
func TestNumbers(t *testing.T) {
	for text, want := range map[string]string{
		"1,032,000,000":    "1,032,000,000",
		"1,032.50, 12":     "1,032.50 , 12",
		"12,34,567.89":     "12,34,567.89",
		"1,00,00,000":      "1,00,00,000",
		"12,34":            "12 , 34",
		"12,34,56":         "12 , 34 , 56",
		"24,2012":          "24 , 2012",
		"5,6,700":          "5 , 6,700",
		".5 and 5.":        ".5 and 5 .",
		"USD34.6":          "USD 34.6",
		"T4000":            "T4000",
		"15-20":            "15 - 20",
		"$1.2bn":           "$ 1.2 bn",
		"10,":              "10 ,",
		"2.15pm":           "2.15 pm",
		"1,234,56,789 end": "1,234,56,789 end",
	} {
		if got := strings.Join(scan(text), " "); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// TestGroupsAreLinear scans a long chain of groups that is no number.
func TestGroupsAreLinear(t *testing.T) {
	text := strings.Repeat("12,", 200_000)
	if got := scan(text); len(got) != 400_000 || slices.Contains(got[:100], "12,12") {
		t.Errorf("%d tokens", len(got))
	}
}
