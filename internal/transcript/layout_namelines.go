package transcript

import "strings"

// nameLinesLayout is the fallback for pages with labels on lines of their own
// in no vendor's way: a name that comes back, a name with a firm or title
// behind a comma or a dash or on the next line, or a name before a colon.
var nameLinesLayout = &layout{
	name: "generic",
	score: func(p *page, s *signs) (int, string) {
		n := s.names + s.nameComma + s.dashed + s.operator + s.colon
		switch {
		case n >= 6:
			return 50, "names on lines of their own"
		case n >= 2:
			return 30, "few names on lines of their own"
		}
		return 5, "no layout recognised"
	},
	prepare: func(p *page) {
		p.learnIntroduced()
		p.learnRecurring()
		p.learnPairs()
	},
	label: func(p *page, i int) (label, int) {
		if lab, ok := p.operatorLine(i); ok {
			return lab, 1
		}
		if lab, ok := p.anonymousLine(i); ok {
			return lab, 1
		}
		if lab, n := p.colonLine(i, true); n > 0 {
			return lab, n
		}
		if lab, ok := commaLabel(p.at(i)); ok && !p.proseAround(i) {
			whole := p.wholeLine(i)
			lab.from, lab.to, lab.speech = whole.from, whole.to, whole.speech
			return lab, 1
		}
		if lab, ok := p.introducedLine(i); ok {
			return lab, 1
		}
		if name := repair(p.at(i)); isPersonName(name) && p.knows(name) && !p.proseAround(i) {
			if lab, n := p.nameAndDetail(i, false); n > 0 {
				return lab, n
			}
		}
		if lab, ok := p.dashedLine(i); ok && !p.proseAround(i) {
			return lab, 1
		}
		return label{}, 0
	},
}

// introducedLine reads "Jane Doe, Northwnd" between blank lines, where Jane Doe
// alone is a label of other lines or such lines are many: the firm need not be
// known.
func (p *page) introducedLine(i int) (label, bool) {
	name, detail, ok := p.commaLine(i)
	if !ok || p.occurrences()[name] == 0 && p.commaLines() < 4 || p.proseAround(i) {
		return label{}, false
	}
	lab := p.wholeLine(i)
	lab.name = tidyName(name)
	lab.describe(detail)
	return lab, true
}

// commaLine splits a line of a name, a comma and something short behind it that
// stands behind a blank line.
func (p *page) commaLine(i int) (name, detail string, ok bool) {
	name, detail, ok = strings.Cut(p.at(i), ", ")
	if !ok || len(detail) > 50 || !isPersonName(name) || !beginsSpeech(detail) || strings.ContainsAny(detail, ".?!;:") || i > 0 && !p.lines[i-1].blank() && p.lines[i-1].kind == 0 {
		return "", "", false
	}
	return name, detail, i+1 < len(p.lines) && p.lines[i+1].blank()
}

// commaLines counts such lines, once for the page.
func (p *page) commaLines() int {
	if p.commas == 0 {
		p.commas = 1
		for i := range p.lines {
			if _, _, ok := p.commaLine(i); ok && p.lines[i].kind == 0 {
				p.commas++
			}
		}
	}
	return p.commas - 1
}
