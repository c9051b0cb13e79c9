package fact

import "strings"

// farthestMeasure is behind how many words a number still is of the one measure of its
// sentence.
const farthestMeasure = 12

// onlyMeasure reads an amount or a rate that no other rule explains as that of the one
// measure of its sentence, where nothing but words stands between them: "the non-GAAP
// margin in the near future should be in the range of 63% to 64%".
func (c *call) onlyMeasure(r *reading) (choice, bool) {
	if c.content(r.q.Last) {
		return choice{}, false
	}
	m, ok := c.oneMeasure(r.s)
	if !ok || int(m.last) > r.q.First || r.q.First-int(m.last) > farthestMeasure || c.marks.at[m.first].aside || c.marks.isBase(m) || c.lower(int(m.last)) == "per" {
		return choice{}, false
	}
	for j := int(m.last); j < r.q.First; j++ {
		switch w := c.lower(j); {
		case w == ";" || w == "," || c.marks.at[j].quantity != 0 || c.marks.cue(j) == cueEffect:
			return choice{}, false
		case w == "included" || w == "includes" || w == "including" || w == "include" || strings.HasPrefix(w, "reflect"):
			return choice{}, false // "net income included a loss of $3 million"
		}
	}
	f, ok := c.e.fits(m.value, r.q, r.d, true)
	if !ok || f.measure == MeasureChange && isBe(c.lower(c.start(r.q)-1)) && r.d.at < r.q.First {
		return choice{}, false // "revenue from speeds of 400 or higher was $133 million"
	}
	return choice{fit: f, link: linkSubject, mention: m, score: 40}, true
}

// oneMeasure is the measure that a sentence names, if it names one and that is no general
// word such as "margin".
func (c *call) oneMeasure(s *said) (one mention, ok bool) {
	for m := range c.measures(s) {
		if ok {
			return mention{}, false
		}
		one, ok = m, true
	}
	return one, ok && !c.e.taxonomy.Concepts[one.value].Generic
}
