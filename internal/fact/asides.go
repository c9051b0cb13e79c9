package fact

import (
	"strings"

	"github.com/callfacts/callfacts/internal/token"
)

// asides marks what a sentence sets aside: "excluding restructuring charges",
// and appositions such as ", a non-GAAP measure,".
func (c *call) asides(s *said) {
	c.thresholds(s)
	if s.words&(wordAside|wordApposed) == 0 && !s.has(cueExcluding) {
		return
	}
	for j := s.first; j < s.last; j++ {
		comma := c.tokens[j].Word == token.Comma
		if !comma && c.class(j)&wordAside == 0 && c.marks.cue(j) != cueExcluding {
			continue
		}
		switch w := c.lower(j); {
		case w == "included" && c.lower(j+1) == "in":
			c.includedIn(s, j)
		case w == "as" && j > s.first && c.asPercentOf(s, j):
		case w == "as" && j > s.first && c.asAdjustedFor(s, j):
		case c.marks.cue(j) == cueExcluding && w != "ex" || w == "including" && j > s.first && c.text(j-1) == ",":
			end := c.asideEnd(s, j)
			for ; j < end; j++ {
				c.marks.at[j].aside = true
			}
		case w == "which" && c.shareAside(s, j) || comma && c.accountsFor(j+1) && c.shareAside(s, j):
		case w == "including" && j > s.first && c.marks.at[j-1].concept != 0:
			j = c.includingAside(s, j)
		case comma && j+1 < s.last && c.lower(j+1) == "which":
			if !c.shareAside(s, j) {
				c.relative(s, j)
			}
		case j > s.first && w == "which" && c.marks.at[j-1].concept != 0 && j+1 < s.last:
			c.unmarkedRelative(s, j)
		case comma && j+1 < s.last && (c.lower(j+1) == "a" || c.lower(j+1) == "an"):
			for k := j + 2; k < s.last && k-j <= 7; k++ {
				if _, ok := c.marks.isQuantity(k); ok || c.marks.cue(k).directs() {
					break
				}
				if c.tokens[k].Kind == token.Punct && c.text(k) == "," {
					for ; j < k; j++ {
						c.marks.at[j].aside = true
					}
					break
				}
			}
		}
	}
}

// thresholds sets aside what only says which customers are counted: "customers with over
// $100,000 in ARR grew 29%".
func (c *call) thresholds(s *said) {
	for qi := s.quantities[0]; qi < s.quantities[1]; qi++ {
		q := &c.quantities[qi]
		if q.Reject != "" || classOf(q) != unitMoney || !c.threshold(s, q) {
			continue
		}
		first := q.First
		for first > s.first && q.First-first < 6 && c.marks.at[first-1].concept == 0 && !c.marks.at[first-1].unit {
			first--
		}
		if m, ok := c.marks.concept(first - 1); ok && c.lower(int(m.first)-1) == "with" {
			first = int(m.first) - 1 // "customers with ARR over $50,000"
		}
		end := q.Last
		for k := q.Last; k < s.last && k-q.Last <= 3; k++ {
			if m, ok := c.marks.concept(k); ok && (c.lower(int(m.first)-1) == "in" || c.lower(int(m.first)-1) == "of") {
				end = int(m.last)
			}
		}
		for ; first < end; first++ {
			c.marks.at[first].aside = true
		}
	}
}

// includedIn sets aside the measure that the subject is a part of: "gains included in net
// income were $5 million".
func (c *call) includedIn(s *said, j int) {
	for k := j + 2; k < s.last && k-j <= 6; k++ {
		m, ok := c.marks.concept(k)
		if !ok {
			if q := c.marks.cue(k); q != cueAdjective && q != cueNonGAAP && q != cueGAAP && q != cueTotal {
				return
			}
			continue
		}
		if isBe(c.lower(int(m.last))) {
			for ; j < int(m.last); j++ {
				c.marks.at[j].aside = true
			}
		}
		return
	}
}

// asPercentOf sets "as a percentage of revenue" aside at token j, behind the
// measure that is told so.
func (c *call) asPercentOf(s *said, j int) bool {
	k := j + 1
	if k < s.last && c.lower(k) == "a" {
		k++
	}
	if k+2 >= s.last || !strings.HasPrefix(c.lower(k), "percent") || c.marks.cue(k+1) != cueOf {
		return false
	}
	for k += 2; k < s.last && k-j <= 8; k++ {
		m, ok := c.marks.concept(k)
		if !ok {
			continue
		}
		if int(m.first) < j {
			return false // the measure's own name: "EBITDA as a percentage of revenue"
		}
		c.marks.base(m)
		for ; j < int(m.last); j++ {
			c.marks.at[j].aside = true
		}
		return true
	}
	return false
}

// asAdjustedFor sets aside at token j what a measure is adjusted for, up to its verb: "net
// income as adjusted for the restructuring charges was $39 million". What is adjusted for
// a period is that period's.
func (c *call) asAdjustedFor(s *said, j int) bool {
	if c.lower(j+1) != "adjusted" || c.lower(j+2) != "for" || c.marks.at[j-1].concept == 0 && c.tokens[j-1].Word != token.Comma {
		return false
	}
	for k := j + 3; k < s.last && k-j <= 6; k++ {
		if c.marks.at[k].period != 0 {
			return false
		}
	}
	end := c.asideEnd(s, j)
	for k := j + 2; k < end; k++ {
		c.marks.at[k].aside = true
	}
	return end > j
}

// relative sets aside a clause with "which" whose sentence goes on behind it:
// "routing revenue, which was hit by shortages, decreased 16%".
func (c *call) relative(s *said, j int) {
	lists := j+2 < s.last && strings.HasPrefix(c.lower(j+2), "include")
	for k := j + 2; k+1 < s.last && k-j <= 25; k++ {
		if _, ok := c.marks.isQuantity(k); ok {
			return
		}
		if c.tokens[k].Word == token.Comma {
			lists = false
		}
		if lists && (c.lower(k) == "was" || c.lower(k) == "were") {
			for ; j < k; j++ { // ", which includes our stores in Mexico were $5 million"
				c.marks.at[j].aside = true
			}
			return
		}
		if c.tokens[k].Word != token.Comma {
			continue
		}
		if q := c.marks.cue(k + 1); q.verb() || q.adverb() || q == cueBetter || q == cueWorse || c.lower(k+1) == "was" || c.lower(k+1) == "were" {
			for ; j <= k; j++ {
				c.marks.at[j].aside = true
			}
			return
		}
	}
}

// shareAside sets aside what tells at token j which share of a whole the subject is, where
// its verb follows: "consumer, which represents 13% of revenue, declined 20%".
func (c *call) shareAside(s *said, j int) bool {
	k := j
	for k < s.last && k-j <= 8 && c.marks.at[k].quantity == 0 && (k == j || c.tokens[k].Kind == token.Word) {
		k++
	}
	qi, ok := c.marks.isQuantity(k)
	if !ok || k-j < 2 || classOf(&c.quantities[qi]) != unitPercent || c.marks.cue(c.quantities[qi].Last) != cueOf {
		return false
	}
	tells := false
	for i := j; i < k; i++ {
		tells = tells || c.accountsFor(i) || c.lower(i) == "which" && isBe(c.lower(i+1))
	}
	for k = c.quantities[qi].Last + 1; k < s.last && c.marks.at[k].concept == 0; k++ {
		if q := c.marks.cue(k); q != cueAdjective && q != cueTotal && c.lower(k) != "our" {
			return false
		}
	}
	whole, ok := c.marks.concept(k)
	if !ok || !tells || whole.value != c.e.known.revenue {
		return false
	}
	for k = int(whole.last); k < s.last && (c.marks.at[k].period != 0 || c.marks.cue(k) == cueIn || c.tokens[k].Word == token.Comma || c.lower(k) == "the" || c.lower(k) == "during"); k++ {
	}
	if q := c.marks.cue(k); k >= s.last || !q.verb() && !isBe(c.lower(k)) && c.lower(k) != "saw" && c.lower(k) != "had" {
		return false
	}
	for ; j < k; j++ {
		c.marks.at[j].aside = true
	}
	return true
}

// includingAside sets aside what a measure includes that no comma sets off, up to its verb:
// "operating expenses including stock compensation were $43 million". It gives the last
// token that it read.
func (c *call) includingAside(s *said, j int) int {
	end := c.asideEnd(s, j)
	if end == j || c.tokens[end].Kind == token.Punct {
		return j
	}
	for k := j; k < end; k++ {
		if c.marks.at[k].quantity != 0 {
			return j
		}
	}
	for ; j < end; j++ {
		c.marks.at[j].aside = true
	}
	return j - 1
}

// unmarkedRelative sets aside a clause with "which" and "be" that no comma sets
// off: "revenue which was hit by shortages decreased 16%".
func (c *call) unmarkedRelative(s *said, j int) {
	switch c.text(j + 1) {
	case "was", "were", "is", "are":
	default:
		return
	}
	for k := j + 2; k < s.last && k-j <= 25; k++ {
		if _, ok := c.marks.isQuantity(k); ok || c.tokens[k].Kind == token.Punct {
			return
		}
		if c.marks.cue(k).verb() && k > j+2 && !c.auxiliaryBefore(k) && c.isPast(k) {
			for ; j < k; j++ {
				c.marks.at[j].aside = true
			}
			return
		}
	}
}

// newSubject reports whether the words at token j begin a clause with a measure of
// its own: "excluding services, our sales in Canada were".
func (c *call) newSubject(s *said, j int) bool {
	if j+1 >= s.last || c.lower(j) != "our" {
		return false
	}
	for k := j + 1; k < s.last && k-j <= 3; k++ {
		if m, ok := c.marks.concept(k); ok {
			q := c.marks.cue(int(m.last))
			return q == cueFunction || q.verb() || q == cueIn
		}
	}
	return false
}

// asideEnd is where what is set aside from token j on ends: at the comma, or at
// the verb that goes on with the sentence.
func (c *call) asideEnd(s *said, j int) int {
	// In the middle of a sentence what is set aside may be a list: it ends at the
	// verb, if one comes before any number.
	if j > s.first+2 {
		for k := j + 1; k < s.last && k-j <= 40; k++ {
			if _, ok := c.marks.isQuantity(k); ok || c.tokens[k].Kind == token.Punct && c.text(k) == ";" {
				break
			}
			if c.tokens[k].Word == token.Comma && c.newSubject(s, k+1) {
				return k
			}
			switch c.text(k) {
			case "was", "were", "is", "are", "increased", "increase", "decreased", "grew", "declined", "rose", "totaled":
				return k
			}
		}
	}
	for k := j + 1; k < s.last && k-j <= 30; k++ {
		if c.tokens[k].Kind == token.Punct {
			switch c.text(k) {
			case ",":
				if c.instances(k + 1) {
					continue // "excluding acquisitions, notably Fabrikam,"
				}
				return k
			case ";", ":", ".":
				return k
			}
		}
		switch w := c.text(k); w {
		case "was", "were", "is", "are", "grew", "declined", "increased", "decreased", "rose", "totaled":
			return k
		}
	}
	return j
}

// instances reports whether the word at token i names some of what stands before it.
func (c *call) instances(i int) bool {
	switch c.lower(i) {
	case "notably", "particularly", "primarily", "mainly", "especially", "including":
		return true
	}
	return false
}
