package eval

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/callfacts/callfacts/internal/fact"
	"github.com/callfacts/callfacts/internal/quantity"
	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/transcript"
)

// Kind is a form of numeral with how often it was met and where.
type Kind struct {
	Name     string // "$N million", "N customers"; of the rejected, the reason
	Count    int
	Examples []string // the words around it, of different files where it can be
}

// CoverageReport tells what became of the numerals of files: each is part of a
// fact, or rejected, or unresolved.
type CoverageReport struct {
	Files      int
	Facts      int
	Numerals   int
	InFacts    int
	Rejected   []Kind // by reason, the most frequent first
	Unresolved []Kind // by form, the most frequent first
	Refused    []Refusal
}

// maxExamples is how many examples of a kind are kept.
const maxExamples = 20

// Coverage extracts the facts of every file and reports on its numerals.
func Coverage(files []File) CoverageReport {
	var out CoverageReport
	rejected, unresolved := kinds{}, kinds{}
	for _, f := range files {
		t, err := read(f)
		if err != nil {
			out.Refused = append(out.Refused, refusal(f.Name, err))
			continue
		}
		extraction := fact.Standard().Extract(t)
		if extraction.TooMany {
			out.Refused = append(out.Refused, Refusal{f.Name, "TOO_MANY_NUMERALS", fmt.Sprintf("the speech has more than %d numerals", quantity.Most)})
			continue
		}
		out.Files++
		out.Facts += len(extraction.Facts)
		out.Numerals += len(extraction.Numerals)
		for _, n := range extraction.Numerals {
			switch n.Fate {
			case fact.FateRejected:
				rejected.add(n.Reason, around(t, n.Span))
			case fact.FateUnresolved:
				unresolved.add(form(t.Text, n.Span), around(t, n.Span))
			default:
				out.InFacts++
			}
		}
	}
	out.Rejected, out.Unresolved = rejected.sorted(), unresolved.sorted()
	return out
}

type kinds map[string]*Kind

func (k kinds) add(name, example string) {
	kind := k[name]
	if kind == nil {
		kind = &Kind{Name: name}
		k[name] = kind
	}
	kind.Count++
	if len(kind.Examples) < maxExamples {
		kind.Examples = append(kind.Examples, example)
	}
}

func (k kinds) sorted() []Kind {
	out := make([]Kind, 0, len(k))
	for _, kind := range k {
		out = append(out, *kind)
	}
	slices.SortFunc(out, func(a, b Kind) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Name, b.Name))
	})
	return out
}

// form is the form of a numeral: digits as N, and the word behind it where that
// is a plain number.
func form(text string, at source.Span) string {
	var b strings.Builder
	digits := false
	for _, r := range strings.ToLower(at.Of(text)) {
		switch is := unicode.IsDigit(r) || digits && (r == ',' || r == '.'); {
		case is && !digits:
			b.WriteByte('N')
			digits = true
		case is:
		default:
			b.WriteRune(r)
			digits = false
		}
	}
	shape := strings.Join(strings.Fields(b.String()), " ")
	if strings.ContainsAny(shape, "$€£¥%") {
		return shape
	}
	rest := strings.TrimLeft(text[at.End:min(len(text), int(at.End)+60)], " -")
	word, _, _ := strings.Cut(rest, " ")
	if word = strings.ToLower(strings.TrimRight(strings.Fields(word + " .")[0], ".,;:?!")); word != "" {
		shape += " " + word
	}
	return shape
}

// around is the words about a place within its turn, on one line, the place
// itself between brackets.
func around(t *transcript.Transcript, at source.Span) string {
	const reach = 70
	from, to := max(0, int(at.Start)-reach), min(len(t.Text), int(at.End)+reach)
	for from > 0 && !utf8.RuneStart(t.Text[from]) {
		from--
	}
	for to < len(t.Text) && !utf8.RuneStart(t.Text[to]) {
		to++
	}
	marked := t.Text[from:at.Start] + "[" + at.Of(t.Text) + "]" + t.Text[at.End:to]
	return strings.Join(strings.Fields(marked), " ")
}

// Table is the report as text, with so many examples of each kind.
func (c CoverageReport) Table(examples int) string {
	var b strings.Builder
	rejected, unresolved := total(c.Rejected), total(c.Unresolved)
	fmt.Fprintf(&b, "%d files, %d facts, %d numerals: %d in facts (%.1f%%), %d rejected (%.1f%%), %d unresolved (%.1f%%)\n",
		c.Files, c.Facts, c.Numerals, c.InFacts, percent(c.InFacts, c.Numerals),
		rejected, percent(rejected, c.Numerals), unresolved, percent(unresolved, c.Numerals))
	section(&b, "unresolved", c.Unresolved, examples)
	section(&b, "rejected", c.Rejected, examples)
	for _, r := range c.Refused {
		fmt.Fprintf(&b, "refused %s: %s: %s\n", r.File, r.Reason, r.Message)
	}
	return b.String()
}

func total(list []Kind) (n int) {
	for _, k := range list {
		n += k.Count
	}
	return n
}

func section(b *strings.Builder, title string, list []Kind, examples int) {
	fmt.Fprintf(b, "\n%s\n", title)
	for _, k := range list {
		fmt.Fprintf(b, "%7d  %s\n", k.Count, k.Name)
		for _, e := range k.Examples[:min(examples, len(k.Examples))] {
			fmt.Fprintf(b, "         %s\n", e)
		}
	}
}
