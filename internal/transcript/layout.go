package transcript

import "strings"

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

// layouts in the order in which a tie is decided: the more special first.
var layouts = []*layout{
	structuredLayout, streetEventsLayout, callStreetLayout, capitalIQLayout, streetPagesLayout,
	numberedLayout, roleOnlyLayout, foolLayout, seekingAlphaLayout, colonLayout, inlineLayout, nameLinesLayout, blockLayout,
}

// chooseLayout takes the layout with the highest score.
func chooseLayout(p *page, s *signs) (*layout, Layout) {
	var best *layout
	var out Layout
	for _, l := range layouts {
		if n, why := l.score(p, s); best == nil || n > out.Score {
			best, out = l, Layout{Name: l.name, Score: n, Reason: why}
		}
	}
	return best, out
}

// signs are the features of a page that the layouts' scores are made of,
// counted once.
type signs struct {
	lines, long  int // lines with content, lines of more than 150 bytes
	doubleRules  int // "====" lines
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
	callPart     bool // "Call Participants"
	vendor       string
}

// survey counts the signs.
func survey(p *page) *signs {
	s := &signs{}
	for i := range p.lines {
		if p.lines[i].blank() || p.lines[i].kind == SegmentFurniture {
			continue
		}
		s.lines++
		t := p.at(i)
		if p.goesOn(i) && !strings.HasPrefix(t, "sp") {
			if len(t) > 150 {
				s.long++
			}
			continue
		}
		if len(t) > 150 && !isRule(t) {
			s.long++
			s.surveyLong(t)
			continue
		}
		s.surveyShort(t)
	}
	s.vendor = vendorOf(p)
	return s
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
	if isRule(t) {
		switch t[0] {
		case '=':
			s.doubleRules++
		case '-':
			s.rules++
		case '.':
			s.dotRules++
		}
		return
	}
	if bracketNumber(t) > 0 {
		s.numbered++
	}
	if _, mark := cutMark(t, true); mark != 0 {
		s.marked++
	}
	if _, ok := isOperator(t); ok {
		s.operator++
		return
	}
	if isRoleOnly(t) {
		s.roleOnly++
		return
	}
	s.heading(t)
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
	case "callparticipants":
		s.callPart = true
	}
}
