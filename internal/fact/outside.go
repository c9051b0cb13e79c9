package fact

import "github.com/callfacts/callfacts/internal/token"

// byOthers reports whether a sentence says what somebody outside of the company
// forecasts: "According to Harbor Research, spending will grow 20%", "Alder predicts
// spending of $4 trillion", "economists expect growth of 3%". That is no outlook of the
// company's.
func (c *call) byOthers(s *said) bool {
	if s.words&wordOthers == 0 {
		return false
	}
	for j := s.first; j < s.last; j++ {
		if c.class(j)&wordOthers == 0 {
			continue
		}
		switch c.lower(j) {
		case "according":
			if c.lower(j+1) == "to" && c.isOutsider(j+2) {
				return true
			}
		case "predicts", "predicted", "predicting":
			if c.isOutsider(j - 1) {
				return true
			}
		case "forecasts", "estimates", "projects":
			if j > s.first && c.isOutsider(j-1) && c.opensWhatIsSaid(j+1) {
				return true
			}
		case "analysts", "economists", "forecasters":
			for k := j + 1; k < s.last && k-j <= 3; k++ {
				switch c.lower(k) {
				case "expect", "predict", "forecast", "project", "estimate", "say":
					return true
				}
			}
		}
	}
	return false
}

// isOutsider reports whether the word at token i is a name that is neither the
// company's, nor a speaker's, nor that of a part of the company.
func (c *call) isOutsider(i int) bool {
	return c.content(i) && c.tokens[i].Kind == token.Word && c.tokens[i].Is(token.Upper) && c.marks.at[i].member == 0 && c.nameOf(c.word(i)) == 0
}

// opensWhatIsSaid reports whether a clause, or what is forecast, begins at token i:
// "forecasts that", "estimates the market".
func (c *call) opensWhatIsSaid(i int) bool {
	switch c.lower(i) {
	case "that", "the", "a", "an", "global", "worldwide", "industry", "market", "total", "this":
		return true
	}
	return false
}
