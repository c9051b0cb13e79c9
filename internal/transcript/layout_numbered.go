package transcript

// numberedLayout has diarised voices, "Speaker 3: text" or "spk03: text", and
// the word "speaker" on a line before the name.
var numberedLayout = &layout{
	name:  "diarised",
	lower: true,
	score: func(p *page, s *signs) (int, string) {
		switch {
		case s.diarised >= 2 && s.diarised > s.colon:
			return 85, "numbered voices before a colon"
		case s.speakerLines >= 2:
			return 85, "the word speaker on a line before each name"
		}
		return 0, ""
	},
	label: func(p *page, i int) (label, int) {
		if p.at(i) == "speaker" && i+1 < len(p.lines) && len(p.at(i+1)) < 80 {
			lab := label{from: p.lines[i].from, to: p.lines[i+1].to, speech: p.lines[i+1].next}
			name := repair(p.at(i + 1))
			if who, ok := isOperator(name); ok {
				lab.kind, lab.name = labelOperator, who
			} else if kind, ok := anonymous(name); ok {
				lab.kind, lab.side = kind, sideOfUnidentified(name)
			} else {
				lab.name = tidyName(name)
			}
			return lab, 2
		}
		return p.colonLine(i, false)
	},
}
