package fact_test

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/callfacts/callfacts/internal/fact"
	"github.com/callfacts/callfacts/internal/transcript"
)

var update = flag.Bool("update", false, "write what is extracted into testdata/cases.txt; then read the difference")

const (
	casesFile  = "testdata/cases.txt"
	wantedFile = "testdata/wanted.txt"
)

// TestCases extracts each block of testdata/cases.txt, whose head tells its form,
// and compares every fact.
func TestCases(t *testing.T) {
	blocks := readBlocks(t, casesFile)
	var out strings.Builder
	cases := 0
	for _, b := range blocks {
		out.WriteString(b.comment)
		if b.said == "" {
			continue
		}
		cases++
		got := b.extract(t)
		if got != b.want && !*update {
			t.Errorf("%s got:\n%s want:\n%s", b.said, got, b.want)
		}
		out.WriteString(b.said + got)
	}
	if *update {
		if err := os.WriteFile(casesFile, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if cases < 300 {
		t.Errorf("read %d cases only", cases)
	}
}

// TestCutAnywhere reads each case as far as each of its words: a transcript may end at any,
// and no rule may look beyond.
func TestCutAnywhere(t *testing.T) {
	for _, b := range readBlocks(t, casesFile) {
		text := b.call()
		for i := strings.LastIndex(text, "everyone."); b.said != "" && i < len(text); i++ {
			if text[i] != ' ' && text[i] != '.' && text[i] != ',' {
				continue
			}
			if err := readCut(text[:i]); err != nil {
				t.Errorf("%q: %v", text[max(0, i-80):i], err)
			}
		}
	}
}

// TestBeginAnywhere reads what each case says from each of its words on: a speech may begin
// with any, and no rule may look before it.
func TestBeginAnywhere(t *testing.T) {
	for _, b := range readBlocks(t, casesFile) {
		for i := strings.IndexByte(b.said, ' '); i >= 0 && i+1 < len(b.said); {
			tr := alone(b.said[i+1:])
			if err := recovered(func() error { fact.Standard().Extract(tr); return nil }); err != nil {
				t.Errorf("%q: %v", tr.Text, err)
			}
			next := strings.IndexByte(b.said[i+1:], ' ')
			if next < 0 {
				break
			}
			i += 1 + next
		}
	}
}

// recovered tells a panic as an error.
func recovered(read func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
		}
	}()
	return read()
}

// readCut reads a call, a panic as an error.
func readCut(text string) error {
	return recovered(func() error {
		parsed, err := transcript.Parse(transcript.Document{Text: text})
		if err == nil {
			fact.Standard().Extract(parsed)
		}
		return err
	})
}

// TestWanted reports how the blocks of testdata/wanted.txt are read today: the
// work that is left. One that is read right belongs into testdata/cases.txt.
func TestWanted(t *testing.T) {
	right := 0
	for _, b := range readBlocks(t, wantedFile) {
		if b.said == "" {
			continue
		}
		got := b.extract(t)
		if got == b.want {
			right++
			t.Logf("right by now, move it to %s:\n%s", casesFile, b.said)
			continue
		}
		t.Logf("%s got:\n%s want:\n%s", b.said, got, b.want)
	}
	t.Logf("%d are right by now", right)
}

// block is what is said with the facts that it holds, or a comment or empty
// line.
type block struct{ comment, said, want string }

func readBlocks(t testing.TB, file string) []block {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var all []block
	open := false
	for _, line := range strings.SplitAfter(string(data), "\n") {
		switch {
		case line == "":
		case strings.TrimSpace(line) == "" || line[0] == '#':
			all, open = append(all, block{comment: line}), false
		case line[0] == '\t':
			all[len(all)-1].want += line
		case open:
			all[len(all)-1].said += line
		default:
			all, open = append(all, block{said: line}), true
		}
	}
	return all
}

var periodLine = regexp.MustCompile(`^@ Q([1-4]) (\d{4})$`)

// call is a small call in which what the block says is said: its plain lines by
// the finance chief in the prepared remarks, "Q:" by an analyst, "A:" in answer.
func (b block) call() string {
	quarter, year := 1, 2020
	var remarks, talk strings.Builder
	for line := range strings.Lines(b.said) {
		line = strings.TrimSuffix(line, "\n")
		if m := periodLine.FindStringSubmatch(line); m != nil {
			quarter = int(m[1][0] - '0')
			_, _ = fmt.Sscan(m[2], &year)
			continue
		}
		if q, ok := strings.CutPrefix(line, "Q: "); ok {
			talk.WriteString("Tobias Lindqvist\n" + q + "\n")
		} else if a, ok := strings.CutPrefix(line, "A: "); ok {
			talk.WriteString("Ines Castellanos\n" + a + "\n")
		} else {
			remarks.WriteString(line + "\n")
		}
	}
	month, held := [...]string{"April", "July", "October", "January"}[quarter-1], year
	if quarter == 4 {
		held++
	}
	text := fmt.Sprintf("Northwind Systems (NYSE:NWSY) Q%d %d Earnings Call %s 23, %d 5:00 PM ET\n", quarter, year, month, held) + `
Executives
Ines Castellanos - Chief Financial Officer

Analysts
Tobias Lindqvist - Harbor Point Securities LLC, Research Division
Mei An - Alder & Finch Capital, Inc., Research Division

Operator
Good day, and welcome to the Northwind Systems earnings conference call. I would now like to turn the call over to Ines Castellanos. Please go ahead.
Ines Castellanos
Thank you, and good afternoon, everyone.
` + remarks.String()
	if talk.Len() > 0 {
		text += `Question-and-Answer Session
Operator
Our question comes from the line of Tobias Lindqvist with Harbor Point Securities. Please go ahead.
` + talk.String()
	}
	return text
}

// extract lists the facts of the block, one a line.
func (b block) extract(t testing.TB) string {
	t.Helper()
	parsed, err := transcript.Parse(transcript.Document{Text: b.call()})
	if err != nil {
		t.Fatalf("%s: %v", b.said, err)
	}
	return describe(parsed.Text, fact.Standard().Extract(parsed).Facts)
}

var (
	measureNames    = [...]string{"", "VALUE", "GROWTH", "CHANGE", "SHARE"}
	statusNames     = [...]string{"", "actual", "guidance", "target", "hypothetical"}
	comparisonNames = [...]string{"", "sequential", "year-over-year", "other"}
	basisNames      = [...]string{"", "GAAP", "non-GAAP"}
	boundNames      = [...]string{"", "", "about", "at least", "at most"}
	axisNames       = [...]string{"", "segment", "product", "geography", "customer type", "customer", "channel", "other"}
)

// describe writes facts as the corpus does.
func describe(text string, facts []fact.Fact) string {
	var b strings.Builder
	for i := range facts {
		f := &facts[i]
		v := &f.Value
		interval := v.Low.String() + ".." + v.High.String()
		switch {
		case !v.HasLow:
			interval = ".." + v.High.String()
		case !v.HasHigh:
			interval = v.Low.String() + ".."
		case v.Low.Cmp(v.High) == 0:
			interval = v.Low.String()
		}
		period := f.Period.Label
		if period == "" {
			period = "?"
		}
		fmt.Fprintf(&b, "\t%s | %s %s %s %s | %s %s", f.Evidence.Value.Of(text), f.Concept, measureNames[f.Measure], interval, v.Unit, period, statusNames[f.Status])
		for _, s := range []string{comparisonNames[f.Comparison], basisNames[f.Basis], boundNames[v.Bound]} {
			if s != "" {
				b.WriteString(", " + s)
			}
		}
		for _, d := range f.Dimensions {
			fmt.Fprintf(&b, " | %s: %s", axisNames[d.Axis], d.Member)
		}
		b.WriteByte('\n')
	}
	return b.String()
}
