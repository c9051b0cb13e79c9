package fact

// ofForeign reports whether the sentence gives a level something of its own that it is
// told of, so that it goes on with no measure of the sentences before: a noun that no
// lexicon knows ("our first $10 billion quarter"), what the number itself does ("90
// percent reported a profit"), or a number before it that is of no measure ("LIBOR was
// 1.84%, 1.68% in March").
func (c *call) ofForeign(r *reading) bool {
	if p := r.prev; p != nil && p.class == r.class && p.choice.link == linkInherited {
		return false // the sentence goes on already
	}
	if c.actsItself(r) || c.foreignNoun(r.s, c.start(r.q)) {
		return true
	}
	for qi := r.qi - 1; qi >= r.s.quantities[0]; qi-- {
		if q := &c.quantities[qi]; q.Reject == "" && classOf(q) == r.class {
			return (r.prev == nil || r.prev.qi < qi) && c.foreignNoun(r.s, c.start(q))
		}
	}
	return false
}

// foreignNoun reports whether a noun that no lexicon knows, or a phrase that is no measure,
// stands before token i in its clause.
func (c *call) foreignNoun(s *said, i int) bool {
	for j := i - 1; j >= s.first && i-j <= 14 && !c.stops(j); j-- {
		switch {
		case c.marks.at[j].concept != 0 && !c.marks.at[j].aside:
			return true
		case c.content(j) && c.marks.at[j].member == 0 && !c.adverb(j) && !c.verbal(s, j) && c.lower(j) != "conversion" && c.lower(j) != "usage":
			return true
		}
	}
	return false
}

// actsItself reports whether the number opens its clause and the clause goes on with what
// it does: "90 percent reported a profit".
func (c *call) actsItself(r *reading) bool {
	i := r.q.Last
	if i+1 >= r.s.last || c.stops(i) || c.marks.at[i].period != 0 || c.marks.cue(i) == cueIn {
		return false
	}
	switch c.lower(i) {
	case "-", "ish", "range", "or", "to", "level", "mark", "target", "as":
		return false
	}
	for j := c.start(r.q) - 1; j >= r.s.first && !c.stops(j); j-- {
		if q := c.marks.cue(j); q != cueAdjective && q != cueTotal && c.lower(j) != "and" && c.lower(j) != "so" {
			return false
		}
	}
	return true
}
