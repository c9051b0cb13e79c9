package transcript

import "strings"

// streetEventsLayout is the StreetEvents text file: lists under "====" rules,
// and each label between two "----" rules with its number, "Jane Doe,
// Northwind Systems, Inc. - CFO    [12]".
var streetEventsLayout = &layout{
	name: "streetevents-text",
	score: func(p *page, s *signs) (int, string) {
		if s.numbered >= 3 && s.rules >= s.numbered {
			return 98, "numbered labels between rules"
		}
		return 0, ""
	},
	label: func(p *page, i int) (label, int) {
		t := p.at(i)
		n := 1
		// A long label may be broken onto a second line.
		if bracketNumber(t) == 0 && isRule(p.at(i-1)) && bracketNumber(p.at(i+1)) > 0 && isRule(p.at(i+2)) {
			n = 2
		} else if bracketNumber(t) == 0 || !isRule(p.at(i-1)) && !isRule(p.at(i+1)) {
			return label{}, 0
		}
		lab := label{from: p.lines[i].from, to: p.lines[i+n-1].to, speech: p.lines[i+n-1].next}
		head := oneBlank(p.text[lab.from:lab.to])
		head = strings.TrimSpace(head[:strings.LastIndexByte(head, '[')])
		p.numberedLabel(&lab, head)
		return lab, n
	},
}

// numberedLabel reads "Jane Doe, Northwind Systems, Inc. - CFO".
func (p *page) numberedLabel(lab *label, head string) {
	if name, ok := isOperator(head); ok {
		lab.kind, lab.name = labelOperator, name
		return
	}
	name, detail, _ := strings.Cut(head, ", ")
	if kind, ok := anonymous(name); ok {
		lab.kind, lab.side = kind, sideOfUnidentified(head)
		return
	}
	lab.name = tidyName(name)
	if e, ok := p.entry(lab.name); ok {
		lab.side = e.side
	}
	lab.describe(detail)
}
