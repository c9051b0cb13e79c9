package transcript

import "sort"

// structuredLayout is text that the converter wrote from turns of a structured
// source: it says itself which lines are labels.
var structuredLayout = &layout{
	name:  "structured",
	lower: true,
	score: func(p *page, s *signs) (int, string) {
		if len(p.in.Labels) > 0 {
			return 100, "speaker fields of the source"
		}
		return 0, ""
	},
	label: func(p *page, i int) (label, int) {
		l := p.lines[i]
		ls := p.in.Labels
		k := sort.Search(len(ls), func(k int) bool { return int(ls[k].Start) >= l.from })
		if k == len(ls) || int(ls[k].Start) >= l.to {
			return label{}, 0
		}
		n := 1
		for i+n < len(p.lines) && p.lines[i+n].from < int(ls[k].End) {
			n++
		}
		lab := label{from: l.from, to: p.lines[i+n-1].to, speech: p.lines[i+n-1].next}
		p.readLabel(&lab, p.text[lab.from:lab.to])
		return lab, n
	},
}

// readLabel reads a label of any form.
func (p *page) readLabel(lab *label, s string) {
	s = repair(s)
	if name, ok := isOperator(s); ok {
		lab.kind, lab.name = labelOperator, name
		return
	}
	head, detail, dashed := cutDash(s)
	if kind, ok := anonymous(head); ok {
		lab.kind, lab.side = kind, sideOfUnidentified(s)
		return
	}
	if !dashed {
		if l, ok := commaLabel(s); ok {
			lab.name, lab.title, lab.firm, lab.side = l.name, l.title, l.firm, l.side
			return
		}
		lab.name = tidyName(s)
		return
	}
	lab.name = tidyName(head)
	lab.describe(detail)
}
