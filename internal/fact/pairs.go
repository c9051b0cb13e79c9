package fact

import "github.com/callfacts/callfacts/internal/token"

// pair is a name of two parts that "and" joins, as a call writes it.
type pair struct {
	name  string
	count int
	alone int // how often its first part stands without the second
}

// learnPairs learns the names of two parts with "and" between them that are never
// said apart: "revenue from Marine and Leisure Vehicles". Places are not.
func (c *call) learnPairs() {
	at := map[string]int{} // by the first part: the index of its pair
	var pairs []pair
	for i := range c.sentences {
		s, behind := &c.sentences[i], 0
		for n := s.capitals[0]; n < s.capitals[1]; n++ {
			j := int(c.capitals[n])
			if j < behind {
				continue
			}
			end := c.capitalsFrom(s, n)
			if end == j {
				continue
			}
			first := c.span(j, end).Of(c.t.Text)
			k, known := at[first]
			last := c.pairedWith(s, end)
			switch {
			case last > end && !known:
				at[first] = len(pairs)
				pairs = append(pairs, pair{name: c.span(j, last).Of(c.t.Text), count: 1})
			case last > end && pairs[k].name == c.span(j, last).Of(c.t.Text):
				pairs[k].count++
			case known && (last > end || j > s.first):
				pairs[k].alone++
			}
			behind = max(end, last)
		}
	}
	for i := range pairs {
		p := &pairs[i]
		if p.count < 2 || p.alone > 0 || len(p.name) > 60 {
			continue
		}
		k := c.learnt.candidate(p.name)
		k.axis, k.count = AxisSegment, max(k.count, p.count)
	}
}

// capitalsFrom is where the run of words in capitals ends that begins with the nth of the call.
func (c *call) capitalsFrom(s *said, n int) int {
	first := int(c.capitals[n])
	end := first
	for end-first < 4 && n < s.capitals[1] && int(c.capitals[n]) == end && !c.isPlace(end) {
		end, n = end+1, n+1
	}
	return end
}

// capitalsAt is where the run of words in capitals ends that begins at token i.
func (c *call) capitalsAt(s *said, i int) int {
	end := i
	for end < s.last && end-i < 4 && c.capital(end) && !c.isPlace(end) {
		end++
	}
	return end
}

// pairedWith is where the words in capitals end that "and" joins to what ends before
// token i; i if there are none.
func (c *call) pairedWith(s *said, i int) int {
	if i+1 >= s.last || c.text(i) != "and" && c.text(i) != "&" {
		return i
	}
	end := c.capitalsAt(s, i+1)
	if end == i+1 || end < s.last && c.tokens[end].Word == token.Comma && c.text(i-1) == "," {
		return i
	}
	return end
}

// isPlace reports whether token i is part of the name of a place.
func (c *call) isPlace(i int) bool {
	m, ok := c.marks.memberOf(i)
	return ok && c.memberAt(m).axis == AxisGeography
}

// learnLines learns the names of two parts, not all of it in capitals, that stand
// before a measure or "business" again and again: "Falcon content and services
// revenue". What is also told of either part alone is no name.
func (c *call) learnLines() {
	said := map[string]int{}
	for i := range c.sentences {
		s := &c.sentences[i]
		for m := range c.measures(s) {
			if !c.e.parts(m.value) {
				continue
			}
			if first, and := c.lineBefore(s, int(m.first)); first >= 0 && !c.apart(first, and, int(m.first)) {
				name := c.span(first, int(m.first)).Of(c.t.Text)
				said[fold(name)]++
				if n := said[fold(name)]; (n == 2 || n == 1 && c.ofKinds(s, first, and, int(m.first))) && c.learnt.count(name) < 2 {
					c.learnt.seen[fold(name)] = &candidate{name: name, axis: AxisProduct, count: 2, caps: true}
				}
			}
		}
		if s.words&wordSegment != 0 {
			c.learnDivisions(s)
		}
	}
}

// learnDivisions learns the names of two parts that one division has: "our towing and
// salvage division".
func (c *call) learnDivisions(s *said) {
	for j := s.first; j < s.last; j++ {
		if w := c.lower(j); w != "division" && w != "segment" {
			continue
		}
		first, and := c.lineBefore(s, j)
		if first < 0 || c.apart(first, and, j) && !c.saidTwice(c.span(first, j+1)) {
			continue
		}
		if m, ok := c.marks.memberOf(first); ok && int(m.last) == and {
			continue // "our industrial and networks segment" are two
		}
		first = c.listBefore(s, first)
		name := c.span(first, j).Of(c.t.Text)
		if k := c.learnt.candidate(name); k.count < 2 {
			k.axis, k.count = AxisSegment, 2
		}
		if c.measuresBehind(s, j+1) {
			c.calledSegment(name, 2) // it heads what is told of it
		}
	}
}

// listBefore is where the list begins that goes on at token i, in a name of more than two
// parts behind "our" or at the sentence's beginning: "our imaging, embedded and custom segment".
func (c *call) listBefore(s *said, i int) int {
	first := i
	for first > s.first+1 && i-first < 5 && (c.tokens[first-1].Word == token.Comma || first < i) {
		j := first - 1
		if c.tokens[j].Word != token.Comma && (!c.content(j) && c.marks.at[j].member == 0 || c.adverb(j) && !isActivity(c.lower(j))) {
			break
		}
		first = j
	}
	if first < i && (first == s.first || c.lower(first-1) == "our" || c.article(first-1)) {
		return first
	}
	return i
}

// lineBefore is where the words begin that name a line of business before token i,
// and its "and"; -1 if there are none.
func (c *call) lineBefore(s *said, i int) (first, and int) {
	and = -1
	for first = i; first > s.first && i-first < 7; first-- {
		j := first - 1
		if c.lower(j) == "and" && and < 0 {
			and = j
			continue
		}
		if c.tokens[j].Kind == token.Hyphen && first < i {
			continue // "semi-custom"
		}
		listed := and == first && (c.tokens[j-1].Word == token.Comma || c.article(j-1) && isActivity(c.lower(j))) // "imaging, embedded and custom", "our towing and salvage"
		if j == i-1 && c.marks.cue(i) == cueUnitNoun && c.marks.at[j].concept != 0 {
			continue // "our completion and production division"
		}
		if c.marks.at[j].member == 0 && (!c.content(j) || c.adverb(j) && !listed) || c.isPlace(j) {
			break
		}
	}
	if and < 0 || first >= and || and+1 >= i {
		return -1, -1
	}
	return first, and
}

// ofKinds reports whether a name of two parts is written as one: its parts end in
// kinds of product, or it begins with a capital and goes on without.
func (c *call) ofKinds(s *said, first, and, last int) bool {
	if c.tokens[first].Is(token.Upper) && !c.tokens[last-1].Is(token.Upper) && (first > s.first || c.learnt.written(c.word(first))) && !c.tokens[and+1].Is(token.Upper) {
		return true
	}
	return isKind(c.lower(and-1)) && isKind(c.lower(last-1))
}

func isKind(noun string) bool {
	switch noun {
	case "products", "services", "solutions", "licenses", "licensing", "content", "software", "subscriptions", "systems", "parts":
		return true
	}
	return false
}

// apart reports whether either part of a name is one of its own elsewhere.
func (c *call) apart(first, and, last int) bool {
	if c.learnt.count(c.span(first, and).Of(c.t.Text)) >= 2 && c.learnt.count(c.span(and+1, last).Of(c.t.Text)) >= 2 {
		return true
	}
	a, one := c.marks.memberOf(first)
	b, other := c.marks.memberOf(and + 1)
	return one && other && int(a.last) == and && int(b.last) == last // "routing and switching"
}
