package transcript

// blockLayout is speech without any label: one block, as a recogniser of speech
// leaves it. It is one unidentified speaker's.
var blockLayout = &layout{
	name: "block",
	score: func(p *page, s *signs) (int, string) {
		if s.lines <= 40 && len(p.text) > 400 && s.names+s.dashed+s.colon+s.operator == 0 {
			return 20, "no labels"
		}
		return 1, "no labels"
	},
	label: func(p *page, i int) (label, int) { return label{}, 0 },
}
