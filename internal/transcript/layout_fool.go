package transcript

// foolLayout is the Motley Fool's page as text: "Jane Doe -- Chief Financial
// Officer" on a line of its own, with two hyphens or an em dash, the firm
// before the word Analyst, and the list of participants at the end or nowhere.
var foolLayout = &layout{
	name: "motley-fool",
	score: func(p *page, s *signs) (int, string) {
		if s.doubleDashed >= 3 && s.colon <= s.doubleDashed {
			return 86, "labels of a name, two hyphens or an em dash, and a title"
		}
		return 0, ""
	},
	prepare: func(p *page) {
		p.learnIntroduced()
		p.learnRecurring()
	},
	label: func(p *page, i int) (label, int) {
		if lab, ok := p.operatorLine(i); ok {
			return lab, 1
		}
		if lab, ok := p.anonymousLine(i); ok {
			return lab, 1
		}
		if t := p.at(i); containsDash(t, "--", "—") {
			if lab, ok := p.dashedLine(i); ok {
				return lab, 1
			}
			return label{}, 0
		}
		if lab, ok := p.nameLine(i); ok {
			return lab, 1
		}
		return label{}, 0
	},
}
