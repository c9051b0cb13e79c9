package main

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
)

func showCommand(s streams) *cobra.Command {
	var t target
	var plain bool
	c := &cobra.Command{
		Use:   "show CALL",
		Short: "Print a transcript with its facts marked",
		Long: `Print the current transcript of a call, or a transcript by its name as "callfacts
transcripts" lists it, with the numbers that are facts marked and what each was
understood as.`,
		Example: `  callfacts show northwind-systems/2023-q1
  callfacts show northwind-systems/2023-q1 --no-notes`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return t.with(func(services *services) error {
				return show(c.Context(), services, s, args[0], !plain)
			})
		},
	}
	t.flags(c)
	c.Flags().BoolVar(&plain, "no-notes", false, "mark the numbers only")
	return c
}

// show prints a transcript with its facts.
func show(ctx context.Context, services *services, s streams, name string, notes bool) error {
	name, err := transcriptName(ctx, services, name)
	if err != nil {
		return err
	}
	got, err := services.parser.GetTranscript(ctx, &parserv1.GetTranscriptRequest{Name: name, View: parserv1.TranscriptView_TRANSCRIPT_VIEW_FULL})
	if err != nil {
		return err
	}
	call := got.GetTranscript()
	var facts []*metricsv1.Fact
	err = pages(func(token string) (string, error) {
		page, err := services.metrics.ListFacts(ctx, &metricsv1.ListFactsRequest{Parent: call.GetName(), PageSize: pageSize, PageToken: token})
		facts = append(facts, page.GetFacts()...)
		return page.GetNextPageToken(), err
	})
	if err != nil {
		return err
	}
	out := bufio.NewWriter(s.out)
	p := page{out: out, on: terminalOf(s.out), call: call, notes: notes}
	p.mark(facts)
	p.write()
	return out.Flush()
}

// marked is a number of the text and what it was understood as.
type marked struct {
	start, end int
	status     metricsv1.FactStatus
	notes      []string
}

// page prints a transcript.
type page struct {
	out   io.Writer
	on    terminal
	call  *parserv1.Transcript
	notes bool
	marks []marked // in order of the text
}

// mark puts the facts of the same words together.
func (p *page) mark(facts []*metricsv1.Fact) {
	for _, f := range facts {
		at := f.GetEvidence().GetValue()
		i := slices.IndexFunc(p.marks, func(m marked) bool { return m.start == int(at.GetStart()) && m.end == int(at.GetEnd()) })
		if i < 0 {
			i = len(p.marks)
			p.marks = append(p.marks, marked{start: int(at.GetStart()), end: int(at.GetEnd()), status: f.GetStatus()})
		}
		p.marks[i].notes = append(p.marks[i].notes, note(f))
	}
	slices.SortStableFunc(p.marks, func(a, b marked) int { return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end)) })
}

// note is a fact in a few words: `revenue growth y/y 2023Q1 guidance, Americas`.
func note(f *metricsv1.Fact) string {
	words := []string{f.GetConcept(), measured(f), f.GetPeriod().GetLabel()}
	if f.GetStatus() != metricsv1.FactStatus_FACT_STATUS_ACTUAL {
		words = append(words, word(f.GetStatus().String(), "FACT_STATUS_"))
	}
	words = append(words, strings.ReplaceAll(word(f.GetBasis().String(), "BASIS_"), " ", "-"))
	text := strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), " ")
	if of := parts(f); of != "" {
		text += ", " + of
	}
	return text
}

func (p *page) write() {
	e := p.call.GetEvent()
	fmt.Fprintln(p.out, p.on.paint(bold, p.call.GetName()))
	head := []string{p.call.GetCompany().GetName(), e.GetFiscalPeriod(), "", e.GetDate(), e.GetLocalTime(), e.GetTimeZone()}
	if e.GetFiscalYear() > 0 {
		head[2] = fmt.Sprint(e.GetFiscalYear())
	}
	fmt.Fprintln(p.out, oneLine(strings.Join(head, " ")))
	speakers := map[string]*parserv1.Speaker{}
	for _, s := range p.call.GetSpeakers() {
		speakers[s.GetId()] = s
	}
	section := parserv1.Section_SECTION_UNSPECIFIED
	for i, turn := range p.call.GetTurns() {
		if turn.GetSection() != section {
			section = turn.GetSection()
			fmt.Fprintf(p.out, "\n%s\n", p.on.paint(bold, strings.ToUpper(word(section.String(), "SECTION_"))))
		}
		fmt.Fprintf(p.out, "\n%s\n", p.on.paint(bold, who(speakers[turn.GetSpeaker()])))
		p.turn(i)
	}
}

// who is a speaker as a line above the speech.
func who(s *parserv1.Speaker) string {
	name := cmp.Or(s.GetName(), word(s.GetRole().String(), "SPEAKER_ROLE_"), "unidentified")
	for _, more := range []string{s.GetTitle(), s.GetFirm()} {
		if more != "" {
			name += ", " + more
		}
	}
	return oneLine(name)
}

// turn prints what is said in a turn, a paragraph a line of the text.
func (p *page) turn(i int) {
	for _, s := range p.call.GetSegments() {
		if s.GetKind() != parserv1.SegmentKind_SEGMENT_KIND_SPEECH || s.Turn == nil || int(s.GetTurn()) != i {
			continue
		}
		from := int(s.GetSpan().GetStart())
		for line := range strings.Lines(p.call.GetText()[from:s.GetSpan().GetEnd()]) {
			p.paragraph(from, from+len(line))
			from += len(line)
		}
	}
}

// paragraph prints a stretch of the text, wrapped at the terminal's width.
func (p *page) paragraph(from, to int) {
	w := wrapper{out: p.out, columns: p.on.columns}
	at := from
	for _, m := range p.marks {
		if m.start < at || m.end > to {
			continue
		}
		w.add(p.call.GetText()[at:m.start], nil)
		number := p.call.GetText()[m.start:m.end]
		if !p.on.color {
			number = "[" + number + "]"
		}
		w.add(number, func(s string) string { return p.on.paint(statusStyles[m.status], s) })
		if p.notes {
			w.add(" {"+strings.Join(m.notes, "; ")+"}", func(s string) string { return p.on.paint(dim, s) })
		}
		at = m.end
	}
	w.add(p.call.GetText()[at:to], nil)
	w.flush()
}

// statusStyles: what is reported is green, what is expected is yellow.
var statusStyles = map[metricsv1.FactStatus]style{
	metricsv1.FactStatus_FACT_STATUS_ACTUAL:       "\x1b[1;32m",
	metricsv1.FactStatus_FACT_STATUS_GUIDANCE:     "\x1b[1;33m",
	metricsv1.FactStatus_FACT_STATUS_TARGET:       "\x1b[1;35m",
	metricsv1.FactStatus_FACT_STATUS_HYPOTHETICAL: "\x1b[1;36m",
	metricsv1.FactStatus_FACT_STATUS_UNSPECIFIED:  bold,
}

// wrapper breaks text between words. Pieces of one word may be painted apart.
type wrapper struct {
	out     io.Writer
	columns int // 0 for no limit
	used    int
	word    strings.Builder // painted
	width   int             // of word
}

// add appends text; paint, if set, is applied to each word.
func (w *wrapper) add(text string, paint func(string) string) {
	for len(text) > 0 {
		end := strings.IndexAny(text, " \t\r\n")
		if end == 0 {
			w.space()
			text = text[1:]
			continue
		}
		if end < 0 {
			end = len(text)
		}
		piece := oneLine(text[:end])
		text = text[end:]
		w.width += displayWidth(piece)
		if paint != nil {
			piece = paint(piece)
		}
		w.word.WriteString(piece)
	}
}

// space ends the word and writes it, on a new line where it does not fit.
func (w *wrapper) space() {
	if w.width == 0 {
		return
	}
	switch {
	case w.used == 0:
	case w.columns > 0 && w.used+1+w.width > w.columns:
		fmt.Fprintln(w.out)
		w.used = 0
	default:
		fmt.Fprint(w.out, " ")
		w.used++
	}
	fmt.Fprint(w.out, w.word.String())
	w.used += w.width
	w.word.Reset()
	w.width = 0
}

// flush ends the paragraph.
func (w *wrapper) flush() {
	w.space()
	if w.used > 0 {
		fmt.Fprintln(w.out)
	}
	w.used = 0
}
