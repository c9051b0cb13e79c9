package transcript

// capitalIQLayout is S&P Capital IQ as text: an estimates table, EXECUTIVES and
// ANALYSTS lists, then the name on one line and title or firm on the next.
var capitalIQLayout = &layout{
	name: "capital-iq",
	score: func(p *page, s *signs) (int, string) {
		if s.vendor == "capital-iq" && s.executives {
			return 96, "S&P Capital IQ furniture and EXECUTIVES and ANALYSTS lists"
		}
		return 0, ""
	},
	prepare: (*page).learnPairs,
	label: func(p *page, i int) (label, int) {
		if lab, ok := p.operatorLine(i); ok {
			return lab, 1
		}
		if lab, n := p.nameAndDetail(i, false); n > 0 {
			return lab, n
		}
		if lab, ok := p.anonymousLine(i); ok {
			return lab, 1
		}
		return label{}, 0
	},
}
