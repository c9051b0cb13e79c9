package transcript

import (
	"slices"
	"strings"
)

// layout is one vendor's way to set a transcript. A layout knows its labels
// and how sure it is of a page; everything behind the labels is shared.
type layout struct {
	name string
	// score says how well the page fits, 0 to 100, and by which signs.
	score func(p *page, s *signs) (int, string)
	// prepare, if set, cuts lines or marks what only this layout knows, before
	// the labels are read.
	prepare func(p *page)
	// lower says that labels may begin with a small letter.
	lower bool
	// label reads the label at line i: how many lines it takes, 0 if there is none.
	label func(p *page, i int) (label, int)
}

// layouts in the order in which a tie is decided: the more special first. By the
// signs of their makers the first ones score more than any of the others can.
var (
	makers  = []*layout{structuredLayout, streetEventsLayout, callStreetLayout, capitalIQLayout, streetPagesLayout}
	layouts = slices.Concat(makers, []*layout{numberedLayout, roleOnlyLayout, foolLayout, seekingAlphaLayout, colonLayout, inlineLayout, nameLinesLayout, blockLayout})
)

// chooseLayout takes the layout with the highest score. Where a maker has left its
// signs, those of labels need not be counted.
func chooseLayout(p *page) (*layout, Layout) {
	s := &signs{vendor: vendorOf(p)}
	s.surveyMaker(p)
	if best, out := highest(makers, p, s); out.Score > 0 {
		return best, out
	}
	s.surveyLabels(p)
	return highest(layouts, p, s)
}

func highest(some []*layout, p *page, s *signs) (*layout, Layout) {
	var best *layout
	var out Layout
	for _, l := range some {
		if n, why := l.score(p, s); best == nil || n > out.Score {
			best, out = l, Layout{Name: l.name, Score: n, Reason: why}
		}
	}
	return best, out
}

// signs are the features of a page that the layouts' scores are made of,
// counted once, and no more of them than are needed.
type signs struct {
	lines, long  int // lines with content, lines of more than 150 bytes
	rules        int // "----" lines
	dotRules     int // "....." lines
	marked       int // "Analyst, Harbor Point Securities Q"
	numbered     int // lines that end in "[12]"
	operator     int // lines that are the operator's label
	operatorText int // "Operator: text"
	roleOnly     int // "- CEO"
	dashed       int // "Jane Doe - CFO", "Jane Doe -- CFO"
	doubleDashed int // of these, with "--" or an em dash
	spacedDashed int // of these, with three fields "Jane Doe - Firm - Title"
	colon        int // "Jane Doe: text"
	diarised     int // "Speaker 1: text"
	names        int // lines that are a person's name
	runTogether  int // lines that are a run-together name
	nameComma    int // "Jane Doe, Firm"
	speakerLines int // lines that are the word "speaker"
	paragraphs   int // long lines that begin with a capitalised pair of words
	executives   bool
	company2020  bool // "Company Participants"
	corporate    bool // "CORPORATE PARTICIPANTS"
	others       bool // "OTHER PARTICIPANTS"
	vendor       string
}

// longestSign is how many bytes a line has at most that is a label or a heading alone.
const longestSign = 150

// surveyed reports whether line i can be a label or a heading.
func (p *page) surveyed(i int) bool {
	l := p.lines[i]
	return !l.blank() && l.kind != SegmentFurniture && (!p.goesOn(i) || strings.HasPrefix(p.at(i), "sp"))
}

// surveyMaker counts the signs that makers leave: rulings, marks and headings.
func (s *signs) surveyMaker(p *page) {
	for i := range p.lines {
		if !p.surveyed(i) {
			continue
		}
		switch t := p.at(i); {
		case isRule(t):
			s.rule(t[0])
		case len(t) <= longestSign:
			if bracketNumber(t) > 0 {
				s.numbered++
			}
			if _, mark := cutMark(t, true); mark != 0 {
				s.marked++
			}
			if !isRoleOnly(t) {
				s.heading(t)
			}
		}
	}
}

func (s *signs) rule(c byte) {
	switch c {
	case '-':
		s.rules++
	case '.':
		s.dotRules++
	}
}

// surveyLabels counts the signs of labels.
func (s *signs) surveyLabels(p *page) {
	for i := range p.lines {
		t := p.at(i)
		if t == "" || p.lines[i].kind == SegmentFurniture {
			continue
		}
		s.lines++
		if isRule(t) {
			continue
		}
		if len(t) > longestSign {
			s.long++
		}
		switch {
		case !p.surveyed(i):
		case len(t) > longestSign:
			s.surveyLong(t)
		default:
			s.surveyShort(t)
		}
	}
}

func (s *signs) surveyLong(t string) {
	if h, ok := colonHead(t); ok {
		s.countColon(h.kind)
	} else if len(t) > 12 && isPersonName(firstWords(t[:min(len(t), 80)], 2)) {
		s.paragraphs++
	}
}

func (s *signs) countColon(kind labelKind) {
	switch kind {
	case labelOperator:
		s.operatorText++
		s.colon++
	case labelNumbered:
		s.diarised++
	default:
		s.colon++
	}
}

func (s *signs) surveyShort(t string) {
	if _, ok := isOperator(t); ok {
		s.operator++
		return
	}
	if isRoleOnly(t) {
		s.roleOnly++
		return
	}
	if before, after, ok := cutDash(t); ok && isPersonName(before) {
		s.dashed++
		if t[len(before)+1] == '-' || len(t) > len(before)+3 && (t[len(before):len(before)+2] == "--" || containsDash(t, " — ", "—", " -- ")) {
			s.doubleDashed++
		}
		if _, _, three := cutDash(after); three {
			s.spacedDashed++
		}
		return
	}
	if h, ok := colonHead(t); ok {
		s.countColon(h.kind)
		return
	}
	switch {
	case t == "speaker":
		s.speakerLines++
	case isPersonName(t):
		s.names++
	case isRunTogether(t):
		s.runTogether++
	}
	if _, _, ok := cutComma(t); ok {
		s.nameComma++
	}
}

func (s *signs) heading(line string) {
	var room [longestHeading]byte
	switch string(appendHeadingKey(room[:0], line)) {
	case "executives", "analysts":
		s.executives = true
	case "companyparticipants":
		s.company2020 = true
	case "corporateparticipants":
		s.corporate = true
	case "otherparticipants":
		s.others = true
	}
}
