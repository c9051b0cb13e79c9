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
		s := &c.sentences[i]
		for j := s.first; j < s.last; j++ {
			end := c.capitals(s, j)
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
			j = max(end, last) - 1
		}
	}
	for i := range pairs {
		p := &pairs[i]
		key := fold(p.name)
		if p.count < 2 || p.alone > 0 || len(key) > 60 {
			continue
		}
		if k := c.learnt.seen[key]; k == nil || k.count < 2 || k.axis != AxisSegment {
			c.learnt.seen[key] = &candidate{name: p.name, axis: AxisSegment, count: p.count, caps: true}
		}
	}
}

// capitals is where the run of words in capitals ends that begins at token i.
func (c *call) capitals(s *said, i int) int {
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
	end := c.capitals(s, i+1)
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
