package fact

import "github.com/callfacts/callfacts/internal/token"

// placesHeld reads places that are called neither stores nor locations, where the
// sentence says that the company has them, or that they came or went: "our portfolio
// includes 184 cold storage facilities", "we divested 24 properties". Anybody else may
// have facilities too.
func (c *call) placesHeld(r *reading) (choice, bool) {
	i := c.e.known.locations
	if i < 0 || r.class != unitCount && r.class != unitBare || r.d.moves() {
		return choice{}, false
	}
	noun := c.placeBehind(r)
	if noun < 0 {
		return choice{}, false
	}
	measure := MeasureChange
	if !c.tradesPlaces(r) {
		if measure = MeasureValue; magnitude(r.q) < 10 || !c.placesOwned(r) {
			return choice{}, false
		}
	}
	return choice{fit: fit{i, measure, c.lower(noun)}, link: linkNoun, mention: mention{i, int32(noun), int32(noun + 1)}, score: 80}, true
}

// placeBehind is the noun of places that r counts: "31 outpatient care facilities"; -1 for
// none.
func (c *call) placeBehind(r *reading) int {
	for j := r.q.Last; j < r.s.last && j-r.q.Last <= 4; j++ {
		switch c.lower(j) {
		case "facilities", "properties", "clinics", "schools", "centers", "venues", "buildings", "practices", "gyms", "studios", "theaters", "casinos", "campuses", "pharmacies":
			if j+1 < r.s.last && (c.content(j+1) && !c.adverb(j+1) && c.marks.at[j+1].period == 0 && c.marks.cue(j+1) == cueNone && c.tokens[j+1].Kind == token.Word && !c.tokens[j+1].Is(token.Upper)) {
				return -1 // "12 facilities managers"
			}
			return j
		}
		if c.marks.at[j].concept != 0 || !c.content(j) && c.marks.cue(j) != cueAdjective && c.marks.cue(j) != cueAdd && c.tokens[j].Kind != token.Hyphen {
			return -1
		}
	}
	return -1
}

// tradesPlaces reports whether the places came or went: "acquired 12 clinics", "the sale
// of 8 properties", "we invested $91 million in 17 new properties".
func (c *call) tradesPlaces(r *reading) bool {
	if c.ordinal(r) {
		return false
	}
	j := c.verbBefore(r)
	switch c.lower(j) {
	case "acquired", "bought", "purchased", "opened", "added", "sold", "divested", "closed", "consolidated":
		return c.byCompany(r.s, j)
	case "purchase", "acquisition", "sale", "disposition", "divestiture", "opening", "closing", "closure":
		return c.lower(j+1) == "of"
	case "in":
		for k := j - 1; k >= r.s.first && j-k <= 6; k-- {
			if c.lower(k) == "invested" {
				return c.byCompany(r.s, k)
			}
		}
	}
	return false
}

// placesOwned reports whether the company has the places: "we operate 156 clinics", "a
// portfolio of 640 facilities".
func (c *call) placesOwned(r *reading) bool {
	j := c.verbBefore(r)
	if c.lower(j+1) == "own" {
		return c.byCompany(r.s, j+1)
	}
	switch c.lower(j) {
	case "owned", "owns", "operate", "operated", "operates", "operating":
		return c.byCompany(r.s, j)
	case "portfolio", "network", "footprint":
		return c.lower(j+1) == "of"
	case "includes", "include", "included", "comprises", "comprised", "spans", "totaled", "with", "consists", "consisted":
		for k := j - 1; k >= r.s.first && j-k <= 3; k-- {
			switch c.lower(k) {
			case "portfolio", "network", "footprint":
				return true
			}
		}
	case "have", "had":
		return c.byCompany(r.s, j) && c.lower(c.placeBehind(r)+1) == "in" && c.lower(c.placeBehind(r)+2) == "our"
	}
	return false
}

// byCompany reports whether the company is the subject of the verb at token j.
func (c *call) byCompany(s *said, j int) bool {
	for j--; j > s.first && (c.adverb(j) || c.lower(j) == "have" || c.lower(j) == "also" || c.lower(j) == "now" || c.lower(j) == "currently"); j-- {
	}
	switch c.lower(max(j, s.first)) {
	case "we", "you", "company", "'ve":
		return true
	case "and": // "we opened 3 stores and closed 12"
		for j--; j >= s.first; j-- {
			if c.lower(j) == "we" {
				return true
			}
		}
		return false
	}
	return j >= s.first && c.nameOf(c.word(j))&ofCompany != 0
}
