package fact

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/callfacts/callfacts/internal/quantity"
)

// Reread reads a quantity again from its spans alone; see quantity.Reader.Reread.
// currency is what a bare "$" stands for.
func (e *Extractor) Reread(text string, spans quantity.Spans, currency string) (quantity.Quantity, bool) {
	return e.quantities.Reread(text, spans, currency)
}

// UnitFollows reports whether the unit of f is the one that its number is read in, or what its
// concept makes of that: earnings per share of "$0.28" are USD/share, a bare number of
// employees is employees, a charge-off rate told in points is percent, a flat margin is so
// in points, leverage "in the mid-3s" is a ratio.
func (e *Extractor) UnitFollows(f *Fact, read string) bool {
	stated := f.Value.Unit
	switch read {
	case stated, "":
		return true
	case "percent":
		return stated == "percentage_points" && f.Measure == MeasureChange || stated == "ratio" && f.Value.Form == quantity.FormBand
	case "percentage_points":
		return stated == "percent"
	}
	i := e.taxonomy.Find(f.Concept)
	return stated == read+"/share" || i >= 0 && stated == e.taxonomy.Concepts[i].Noun
}

// Names reports whether the words of a dimension's span say its member: by its
// name, by a word of the lexicon for it ("Chinese"), or by its initials ("ZPA").
func (e *Extractor) Names(text string, d Dimension) bool {
	said, member := letters(d.Span.Of(text)), letters(d.Member)
	if strings.Contains(said, member) || strings.Contains(member, said) && said != "" {
		return true
	}
	if said != "" && (said == letters(initials(strings.ToLower(d.Member))) || abbreviates(said, strings.ToLower(d.Member))) {
		return true
	}
	tokens := e.vocabulary.Scan(nil, text, d.Span)
	for i := range tokens {
		at, end := e.lexicon.members.Match(tokens, i)
		if end > 0 && strings.EqualFold(e.lexicon.named[at&^capitalsOnly-1].name, d.Member) {
			return true
		}
	}
	return false
}

// letters is a name without case, spaces and marks: "U.S." is "us".
func letters(name string) string {
	return strings.Map(func(r rune) rune {
		if isMark(r) {
			return -1
		}
		return r
	}, strings.ToLower(name))
}

func isMark(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(".,-–/&'’", r) }

// spells reports whether the letters of a name are these.
func spells(name, letters string) bool {
	for _, r := range name {
		if isMark(r) {
			continue
		}
		want, width := utf8.DecodeRuneInString(letters)
		if width == 0 || unicode.ToLower(r) != want {
			return false
		}
		letters = letters[width:]
	}
	return letters == ""
}
