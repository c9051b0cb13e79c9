package transcript

import (
	"math/bits"
	"strings"

	"github.com/callfacts/callfacts/internal/source"
)

// piece is a stretch of lines of one kind. label is the index of the label it
// is, or whose speech it is; -1 otherwise.
type piece struct {
	kind     SegmentKind
	from, to int
	label    int
}

// structure is what the first pass finds: labels, and pieces in the order of
// the text. Who the labels mean is the second pass's matter.
type structure struct {
	labels []label
	pieces []piece
	marks  []mark
}

// mark is a heading that begins a section.
type mark struct {
	at      int
	section Section
}

// build runs the layout over the page.
func (p *page) build(lay *layout) *structure {
	if lay.prepare != nil {
		lay.prepare(p)
	}
	if last := p.lastLabel(lay); last >= 0 {
		p.tail(last)
	}
	s := &p.structure
	cur, begin := -1, p.beginning(lay)
	for i := 0; i < len(p.lines); i++ {
		l := p.lines[i]
		if l.blank() {
			continue
		}
		if l.kind != 0 {
			s.add(l.kind, l.from, l.to, -1)
			continue
		}
		if t := p.at(i); isRule(t) || strings.HasSuffix(t, "..........") {
			s.add(SegmentFurniture, l.from, l.to, -1) // a ruling, or a heading with its leader
			continue
		}
		if sec, ok := p.sectionMark(i); ok {
			cur = s.mark(l, sec, cur)
			continue
		}
		if lab, n := p.labelAt(lay, i); n > 0 && i >= begin {
			cur = s.label(lab)
			if lab.speech < p.lines[i+n-1].next && lab.speech < p.lines[i+n-1].to {
				from, to := trim(p.text, lab.speech, p.lines[i+n-1].to)
				s.add(SegmentSpeech, from, to, cur)
			}
			i += n - 1
			continue
		}
		if cur >= 0 {
			s.add(SegmentSpeech, l.from, l.to, cur)
		} else {
			s.add(SegmentHeader, l.from, l.to, -1)
		}
	}
	s.unglue(p)
	s.openingSpeech(p)
	return s
}

// labelAt reads the label at line i. Lines that go on in lower case, which are
// most lines of a page with broken lines, are none, but for the layouts that say
// so.
func (p *page) labelAt(lay *layout, i int) (label, int) {
	if !lay.lower && p.goesOn(i) {
		return label{}, 0
	}
	return lay.label(p, i)
}

// goesOn reports whether line i begins with a small letter, and not with a
// small part of a name.
func (p *page) goesOn(i int) bool {
	t := p.at(i)
	if t[0] < 'a' || t[0] > 'z' {
		return false
	}
	t = t[:min(len(t), 12)]
	return !particles.has(t[:wordLen(t)])
}

// beginning is the line at which the transcript proper begins: behind a heading
// that says so and has a label within the next lines. What looks like a label
// before it is a summary's or a glossary's. It is 0 without such a heading.
func (p *page) beginning(lay *layout) int {
	if i := p.welcomeLine(lay); i > 0 {
		return i
	}
	for i := 0; i < len(p.lines)/2; i++ {
		if p.lines[i].kind != 0 {
			continue
		}
		if sec, ok := p.sectionMark(i); !ok || sec != SectionPreparedRemarks {
			continue
		}
		for j, seen := p.after(i), 0; j < len(p.lines) && seen < 4; j, seen = p.after(j), seen+1 {
			if p.lines[j].kind != 0 {
				continue
			}
			if _, n := p.labelAt(lay, j); n > 0 {
				return i
			}
		}
	}
	return 0
}

// welcomeLine is the line of the operator's label where the first thing that the
// operator says is a welcome: what stood before, a covering letter say, was said
// by nobody. It is 0 where there is none in the first third of the text.
func (p *page) welcomeLine(lay *layout) int {
	for i := 0; i < len(p.lines)/3; i++ {
		if p.lines[i].blank() || p.lines[i].kind != 0 {
			continue
		}
		lab, n := p.labelAt(lay, i)
		if n == 0 || lab.kind != labelOperator {
			continue
		}
		low := p.low[lab.speech:min(len(p.low), lab.speech+300)]
		for _, w := range []string{"welcome to", "thank you for standing by", "ladies and gentlemen", "greetings"} {
			if strings.Contains(low, w) && !strings.Contains(low, "next question") {
				return i
			}
		}
		return 0
	}
	return 0
}

// lastLabel is the line of the layout's last label, -1 if there is none. It
// looks for it from the end, so that it is cheap.
func (p *page) lastLabel(lay *layout) int {
	for i := len(p.lines) - 1; i >= 0; i-- {
		if p.lines[i].kind != 0 || p.lines[i].blank() {
			continue
		}
		if _, n := p.labelAt(lay, i); n > 0 {
			return i + n - 1
		}
	}
	return -1
}

func (s *structure) add(kind SegmentKind, from, to, label int) {
	if n := len(s.pieces); n > 0 {
		if last := &s.pieces[n-1]; last.kind == kind && last.label == label && kind != SegmentLabel {
			last.to = to
			return
		}
	}
	s.pieces = append(s.pieces, piece{kind, from, to, label})
}

// mark notes a section's heading. Speech ends there, but for the end of the Q&A.
func (s *structure) mark(l line, sec Section, cur int) int {
	if sec == SectionUnspecified {
		if cur < 0 {
			s.add(SegmentHeader, l.from, l.to, -1)
			return cur
		}
		s.add(SegmentSpeech, l.from, l.to, cur)
		return cur
	}
	s.add(SegmentSectionMark, l.from, l.to, -1)
	s.marks = append(s.marks, mark{l.from, sec})
	return cur
}

func (s *structure) label(lab label) int {
	s.labels = append(s.labels, lab)
	if lab.from < lab.to {
		s.add(SegmentLabel, lab.from, lab.to, len(s.labels)-1)
	}
	return len(s.labels) - 1
}

// unglue cuts from the end of a speech what belongs to the label behind it:
// "... thank you.Jane Doe -- Chief Executive Officer" before "Jane Doe".
func (s *structure) unglue(p *page) {
	for k := 1; k < len(s.pieces); k++ {
		lab := &s.pieces[k]
		sp := &s.pieces[k-1]
		if lab.kind != SegmentLabel || sp.kind != SegmentSpeech {
			continue
		}
		l := &s.labels[lab.label]
		text := p.text[sp.from:sp.to]
		cut := -1
		if l.kind == labelOperator {
			if strings.HasSuffix(text, ".Operator") || strings.HasSuffix(text, "?Operator") || strings.HasSuffix(text, "!Operator") || strings.HasSuffix(text, "]Operator") {
				cut = len(text) - len("Operator")
			}
		} else if l.name != "" {
			cut = gluedLabel(text, l.name)
		}
		if cut < 0 {
			continue
		}
		if _, detail, ok := cutDash(text[cut:]); ok && l.title == "" && l.firm == "" {
			l.describe(detail)
		}
		l.from = sp.from + cut
		lab.from = l.from
		_, sp.to = trim(p.text, sp.from, l.from)
		if sp.to == sp.from {
			s.pieces = append(s.pieces[:k-1], s.pieces[k:]...)
			k--
		}
	}
}

// gluedLabel finds "Jane Doe -- Title" at the end of a speech.
func gluedLabel(text, name string) int {
	lo := max(0, len(text)-240)
	if !strings.Contains(text[lo:], "--") {
		return -1
	}
	k := strings.LastIndex(text[lo:], name+" -- ")
	if k < 0 {
		return -1
	}
	k += lo
	if k > 0 && strings.IndexByte(".?!]\") ", text[k-1]) < 0 && !strings.HasSuffix(text[:k], "”") {
		return -1
	}
	tail := text[k+len(name)+4:]
	for from := 0; ; {
		n := strings.Index(tail[from:], ". ")
		if n < 0 {
			break
		}
		from += n + 1
		if w := tail[:from]; !abbreviationEnd(w) && !initials(w[strings.LastIndexByte(w, ' ')+1:]) {
			return -1
		}
	}
	if strings.ContainsAny(tail, "?!") {
		return -1
	}
	return k
}

// openingSpeech turns prose that stands before the first label into the speech
// of somebody whom nobody names: half a transcript begins so.
func (s *structure) openingSpeech(p *page) {
	first := len(s.pieces)
	for k, pc := range s.pieces {
		if pc.kind == SegmentLabel {
			first = k
			break
		}
	}
	for k := first - 1; k >= 0; k-- {
		pc := s.pieces[k]
		if pc.kind == SegmentSectionMark && k > 0 {
			return
		}
		if pc.kind != SegmentHeader {
			if pc.kind == SegmentRoster {
				return
			}
			continue
		}
		from := p.spokenFrom(pc.from, pc.to)
		if from < 0 {
			return
		}
		s.labels = append(s.labels, label{from: from, to: from, speech: from, kind: labelUnidentified})
		var np []piece
		np = append(np, s.pieces[:k]...)
		if from > pc.from {
			_, to := trim(p.text, pc.from, from)
			np = append(np, piece{SegmentHeader, pc.from, to, -1})
		}
		np = append(np, piece{SegmentSpeech, from, pc.to, len(s.labels) - 1})
		s.pieces = append(np, s.pieces[k+1:]...)
		return
	}
}

// spokenFrom finds where the trailing spoken prose of [a, b) begins, -1 if its
// last line is none.
func (p *page) spokenFrom(a, b int) int {
	from := -1
	for i := len(p.lines) - 1; i >= 0; i-- {
		l := p.lines[i]
		if l.from >= b || l.blank() {
			continue
		}
		if l.from < a || !spoken(p.low[l.from:l.to]) {
			break
		}
		from = l.from
	}
	return from
}

// spoken reports whether a line is prose that somebody says on a call.
func spoken(low string) bool {
	if len(low) < 60 {
		return false
	}
	if strings.Contains(low[:min(len(low), 80)], "-- ") {
		return false
	}
	n := bits.OnesCount64(spokenWords.said(low, 2))
	return n >= 2 || n >= 1 && len(low) < 400 && sentenceEnd(low)
}

var spokenWords = newFinder(" i ", " i'", " i’", " we ", "we ", " our ", " us ", " you ", "thank you", "good morning", "good afternoon", " my ", "welcome")

// segments makes the partition of the text: the white space between two pieces
// goes to the one that is not speech.
func (s *structure) segments(text string, turnOf []int) []Segment {
	out := make([]Segment, 0, len(s.pieces)+1)
	for _, pc := range s.pieces {
		turn := -1
		if pc.label >= 0 {
			turn = turnOf[pc.label]
		}
		if n := len(out); n > 0 {
			prev := &out[n-1]
			gap := source.At(int(prev.Span.End), pc.from)
			switch {
			case gap.Len() == 0:
			case prev.Kind != SegmentSpeech:
				prev.Span.End = int32(pc.from)
			case pc.kind != SegmentSpeech:
				pc.from = int(gap.Start)
			default:
				out = append(out, Segment{SegmentFurniture, gap, -1})
			}
		} else if pc.from > 0 {
			if pc.kind == SegmentSpeech {
				out = append(out, Segment{SegmentFurniture, source.At(0, pc.from), -1})
			} else {
				pc.from = 0
			}
		}
		if n := len(out); n > 0 && out[n-1].Kind == pc.kind && out[n-1].Turn == turn && int(out[n-1].Span.End) == pc.from {
			out[n-1].Span.End = int32(pc.to)
			continue
		}
		out = append(out, Segment{pc.kind, source.At(pc.from, pc.to), turn})
	}
	return closeSegments(out, len(text))
}

// closeSegments gives the white space at the end of the text to a segment.
func closeSegments(out []Segment, n int) []Segment {
	if len(out) == 0 {
		if n > 0 {
			return []Segment{{SegmentUnparsed, source.At(0, n), -1}}
		}
		return nil
	}
	last := &out[len(out)-1]
	if int(last.Span.End) == n {
		return out
	}
	if last.Kind != SegmentSpeech {
		last.Span.End = int32(n)
		return out
	}
	return append(out, Segment{SegmentFurniture, source.At(int(last.Span.End), n), -1})
}
