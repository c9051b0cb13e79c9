package quantity_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/callfacts/callfacts/internal/quantity"
	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/token"
)

var update = flag.Bool("update", false, "write what is read into testdata/corpus.txt; then read the difference")

const corpusFile = "testdata/corpus.txt"

// reader is one reader with the vocabulary that it reads by.
type reader struct {
	v *token.Vocabulary
	r *quantity.Reader
}

func newReader(t testing.TB) reader {
	t.Helper()
	v := token.NewVocabulary()
	r, err := quantity.NewReader(v)
	if err != nil {
		t.Fatal(err)
	}
	return reader{v, r}
}

func (r reader) read(text string) []quantity.Quantity {
	return r.r.Read(nil, text, r.v.Scan(nil, text, source.At(0, len(text))), "USD")
}

// TestCorpus reads the sentences of testdata/corpus.txt, whose head tells its
// form, and compares every numeral.
func TestCorpus(t *testing.T) {
	data, err := os.ReadFile(corpusFile)
	if err != nil {
		t.Fatal(err)
	}
	r := newReader(t)
	var out strings.Builder
	sentences := 0
	for _, block := range blocks(string(data)) {
		out.WriteString(block.comment)
		if block.sentence == "" {
			continue
		}
		sentences++
		got := describe(block.sentence, r.read(block.sentence))
		if got != block.want && !*update {
			t.Errorf("%s\n got:\n%s want:\n%s", block.sentence, got, block.want)
		}
		out.WriteString(block.sentence + "\n" + got)
	}
	if *update {
		if err := os.WriteFile(corpusFile, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if sentences < 250 {
		t.Errorf("read %d sentences only", sentences)
	}
}

// block is a sentence of the corpus with what it should be read as, or a
// comment or empty line.
type block struct{ comment, sentence, want string }

func blocks(data string) []block {
	var all []block
	for _, line := range strings.SplitAfter(data, "\n") {
		switch {
		case line == "":
		case strings.TrimSpace(line) == "" || line[0] == '#':
			all = append(all, block{comment: line})
		case line[0] == '\t':
			all[len(all)-1].want += line
		default:
			all = append(all, block{sentence: strings.TrimSuffix(line, "\n")})
		}
	}
	return all
}

var boundNames = map[quantity.Bound]string{
	quantity.BoundApprox: "about", quantity.BoundAtLeast: "at least", quantity.BoundAtMost: "at most",
}

var formNames = map[quantity.Form]string{
	quantity.FormRange: "range", quantity.FormPlusMinus: "plus-minus", quantity.FormBand: "band",
	quantity.FormFlat: "flat", quantity.FormMultiple: "multiple", quantity.FormFraction: "fraction",
}

// describe writes quantities as the corpus does.
func describe(text string, all []quantity.Quantity) string {
	var b strings.Builder
	for _, q := range all {
		fmt.Fprintf(&b, "\t%s", q.Span.Of(text))
		if q.Reject != "" {
			fmt.Fprintf(&b, " : %s\n", q.Reject)
			continue
		}
		switch {
		case !q.HasLow:
			fmt.Fprintf(&b, " = ..%s", q.High)
		case !q.HasHigh:
			fmt.Fprintf(&b, " = %s..", q.Low)
		case q.Low.Cmp(q.High) == 0:
			fmt.Fprintf(&b, " = %s", q.Low)
		default:
			fmt.Fprintf(&b, " = %s..%s", q.Low, q.High)
		}
		for _, s := range []string{q.Unit, boundNames[q.Bound], formNames[q.Form]} {
			if s != "" {
				fmt.Fprintf(&b, ", %s", s)
			}
		}
		for _, part := range []struct {
			name string
			span source.Span
		}{{"sign", q.SignSpan}, {"bound", q.BoundSpan}, {"unit", q.UnitSpan}} {
			if !part.span.IsZero() {
				fmt.Fprintf(&b, "; %s %q", part.name, part.span.Of(text))
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}
