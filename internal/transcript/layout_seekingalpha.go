package transcript

// seekingAlphaLayout is Seeking Alpha's page as text: "Executives" and
// "Analysts" (2012) or "Company Participants" (2020) lists, then each label on
// a line of its own: "Jane Doe", "Jane Doe - Northwind Capital, Research
// Division", or run together, "JaneDoe".
var seekingAlphaLayout = &layout{
	name: "seeking-alpha",
	score: func(p *page, s *signs) (int, string) {
		switch {
		case s.company2020 && s.operator+s.names+s.runTogether > 4:
			return 90, "a Company Participants list and labels on lines of their own"
		case s.executives && s.operator+s.names > 4 && s.vendor != "capital-iq":
			return 88, "Executives and Analysts lists and labels on lines of their own"
		}
		return 0, ""
	},
	prepare: (*page).learnIntroduced,
	label: func(p *page, i int) (label, int) {
		if lab, ok := p.operatorLine(i); ok {
			return lab, 1
		}
		if lab, ok := p.nameLine(i); ok {
			return lab, 1
		}
		if lab, ok := p.anonymousLine(i); ok {
			return lab, 1
		}
		if lab, ok := p.dashedLine(i); ok && !p.proseAround(i) {
			return lab, 1
		}
		return label{}, 0
	},
}
