package transcript

import "strings"

// streetPagesLayout is StreetEvents' PDF as text: a cover, an OVERVIEW, lists of
// "Jane Doe Northwind Systems, Inc. - CFO", labels that repeat that line (with a
// hyphen behind the name in later years), and furniture on every page.
var streetPagesLayout = &layout{
	name: "streetevents-pages",
	score: func(p *page, s *signs) (int, string) {
		switch {
		case s.vendor == "streetevents" && s.corporate:
			return 94, "StreetEvents furniture and a CORPORATE PARTICIPANTS list"
		case s.corporate && s.spacedDashed >= 4 && s.spacedDashed*2 > s.dashed && s.doubleDashed*2 < s.dashed:
			return 80, "a CORPORATE PARTICIPANTS list and labels of name, firm and title"
		}
		return 0, ""
	},
	prepare: (*page).overview,
	label: func(p *page, i int) (label, int) {
		if lab, ok := p.operatorLine(i); ok {
			return lab, 1
		}
		if lab, ok := p.anonymousLine(i); ok {
			return lab, 1
		}
		if lab, ok := p.caretLine(i); ok {
			return lab, 1
		}
		if lab, n := p.listedLine(i); n > 0 {
			return lab, n
		}
		if t := p.at(i); len(t) < 240 && strings.Contains(t, " - ") {
			name, detail, _ := strings.Cut(t, " - ")
			if e, ok := p.entry(name); ok || isPersonName(name) && strings.Contains(detail, " - ") {
				lab := p.wholeLine(i)
				lab.name, lab.side = tidyName(name), e.side
				lab.describe(detail)
				return lab, 1
			}
		}
		if lab, ok := p.nameLine(i); ok {
			return lab, 1
		}
		return label{}, 0
	},
}

// caretLine reads the maker's own mark-up where it was left in: "Jane Doe;CFO^
// Thank you."
func (p *page) caretLine(i int) (label, bool) {
	t := p.at(i)
	c := strings.IndexByte(t[:min(len(t), 200)], '^')
	if c < 0 {
		return label{}, false
	}
	name, detail, _ := strings.Cut(t[:c], ";")
	if !isPersonName(name) && !p.knows(name) {
		return label{}, false
	}
	l := p.lines[i]
	lab := label{from: l.from, to: l.from + c + 1, speech: l.from + c + 1, name: tidyName(name)}
	if c+1 == len(t) {
		lab.speech = l.next
	}
	lab.describe(detail)
	return lab, true
}

// listedLine reads a label that repeats its line of the list, broken or not.
func (p *page) listedLine(i int) (label, int) {
	t := p.at(i)
	if len(p.listed) == 0 || len(t) > 240 || len(t) < 8 || sentenceEnd(t) {
		return label{}, 0
	}
	var room [512]byte
	key := appendLetterKey(room[:0], t)
	for n := 1; n <= 2; n++ {
		if k, ok := p.listed[string(key)]; ok && p.entries[k].detail != "" && string(key) != letterKey(p.entries[k].name) {
			e := p.entries[k]
			kind := labelNamed
			if e.name == "" { // the firm that was read may hold the name
				kind, e.title, e.firm = labelUnidentified, "", ""
			}
			return label{kind: kind, from: p.lines[i].from, to: p.lines[i+n-1].to, speech: p.lines[i+n-1].next, name: e.name, title: e.title, firm: e.firm, side: e.side}, n
		}
		if n == 2 || i+1 >= len(p.lines) || p.lines[i+1].blank() || len(t) < 80 {
			break
		}
		key = appendLetterKey(key, p.at(i+1))
	}
	return label{}, 0
}

// overview marks the vendor's own abstract: nobody says it.
func (p *page) overview() {
	on := false
	for i := range p.lines {
		low := p.lowAt(i)
		if p.lines[i].kind == SegmentRoster || low == "operator" {
			return
		}
		if strings.HasPrefix(low, "overview:") || low == "overview" {
			on = true
		}
		if on && p.lines[i].kind == 0 && low != "" {
			p.lines[i].kind = SegmentBoilerplate
		}
	}
}
