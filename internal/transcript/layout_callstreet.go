package transcript

import "strings"

// callStreetLayout is FactSet CallStreet as text: dotted rules between turns,
// the name, then title and firm on the next line with a Q or an A at its end;
// the operator before a colon.
var callStreetLayout = &layout{
	name: "callstreet",
	score: func(p *page, s *signs) (int, string) {
		switch {
		case s.others && s.dotRules >= 3:
			return 97, "dotted rules and an OTHER PARTICIPANTS list"
		case s.dotRules >= 3 && s.marked >= 3:
			return 96, "dotted rules and labels marked Q and A"
		case s.vendor == "callstreet":
			return 95, "FactSet CallStreet furniture"
		}
		return 0, ""
	},
	label: func(p *page, i int) (label, int) {
		if lab, ok := p.operatorLine(i); ok {
			return lab, 1
		}
		if lab, n := p.nameAndDetail(i, true); n > 0 {
			return lab, n
		}
		if lab, n := p.colonLine(i, false); n > 0 {
			return lab, n
		}
		return label{}, 0
	},
}

// nameAndDetail reads a name on line i with its title and firm on the lines
// behind it. Marked details may end in " Q" or " A".
func (p *page) nameAndDetail(i int, marked bool) (label, int) {
	t := p.at(i)
	if len(t) > 60 {
		return label{}, 0
	}
	name, mark := cutMark(t, marked)
	key := letterKey(name)
	ruled := p.ruledAbove(i)
	kind, anon := anonymous(name)
	if !anon && !p.known[key] && !(ruled && isPersonName(name)) {
		return label{}, 0
	}
	lab := p.wholeLine(i)
	lab.name, lab.kind = tidyName(name), kind
	if anon {
		lab.name, lab.side = "", sideOfUnidentified(name)
	}
	n, detail := p.detailLines(i, key, &mark)
	if n == 0 && !ruled && p.proseAround(i) {
		return label{}, 0
	}
	if n > 0 {
		lab.to, lab.speech = p.lines[i+n].to, p.lines[i+n].next
	}
	e, listed := p.entry(name)
	if listed {
		lab.side = e.side
	}
	if detail != "" && !listed {
		lab.side = sideOfMark(mark, lab.side)
		lab.describe(detail)
	}
	lab.side = sideOfMark(mark, lab.side)
	return lab, n + 1
}

// ruledAbove reports whether a ruling stands above line i, a page break or not.
func (p *page) ruledAbove(i int) bool {
	for i = p.before(i); i >= 0; i = p.before(i) {
		if t := p.at(i); isRule(t) {
			return true
		} else if p.lines[i].kind != SegmentFurniture && !(isDigits(t) && len(t) <= 3) {
			return false
		}
	}
	return false
}

// detailLines counts the lines behind a name that are its title and firm: as
// the roster has them, or short and with a title or a firm in them.
func (p *page) detailLines(i int, key string, mark *byte) (int, string) {
	listed := ""
	if n, ok := p.listed[key]; ok {
		listed = letterKey(p.entries[n].detail)
	}
	joined, n := "", 0
	for n < 3 && i+n+1 < len(p.lines) {
		l := p.lines[i+n+1]
		if l.blank() || l.kind != 0 {
			break
		}
		t, m := cutMark(p.at(i+n+1), true)
		next := strings.TrimSpace(joined + " " + t)
		k := letterKey(next)
		fits := listed != "" && k != "" && (strings.HasPrefix(listed, k) || strings.HasPrefix(k, listed) && len(k) < len(listed)+60 && n == 0)
		if !fits && !(m != 0 && len(t) < 140 && n < 2 && (listed == "" || n == 0)) && !(listed == "" && n == 0 && len(t) < 110 && !sentenceEnd(t) && (titleLike(t) || firmLike(t))) {
			break
		}
		joined = next
		n++
		if m != 0 {
			*mark = m
			break
		}
	}
	return n, joined
}

// cutMark cuts the " Q" or " A" from the end of a label's line.
func cutMark(t string, marked bool) (string, byte) {
	if marked && len(t) > 3 && t[len(t)-2] == ' ' && (t[len(t)-1] == 'Q' || t[len(t)-1] == 'A') {
		return strings.TrimSpace(t[:len(t)-2]), t[len(t)-1]
	}
	return t, 0
}

func sideOfMark(mark byte, s side) side {
	switch {
	case s != sideUnknown:
		return s
	case mark == 'Q':
		return sideAnalyst
	case mark == 'A':
		return sideCompany
	}
	return s
}
