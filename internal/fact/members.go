package fact

import (
	"slices"
	"strings"

	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/token"
)

// learnt is the parts of the company that the call itself names: what stands
// before "revenue", "margin", "segment" and the like.
type learnt struct {
	named []member
	seen  map[string]*candidate // by folded name
	first map[string]bool       // folded first words of what was accepted
	index map[string]int32      // folded name: the member's index
}

// candidate is a name that may be a part of the company.
type candidate struct {
	name  string // as first written
	axis  Axis
	count int
	caps  bool // every word begins with a capital, not only at the start of a sentence
}

func (l *learnt) reset() {
	l.named = nil
	l.seen, l.first, l.index = map[string]*candidate{}, map[string]bool{}, nil
}

// part is a piece of a noun phrase that names a part of the company.
type part struct {
	member
	span source.Span
	raw  bool // not of a lexicon: what stands there
}

// content reports whether token i is a word that no lexicon knows: a noun, most
// likely.
func (c *call) content(i int) bool {
	if i < 0 || i >= len(c.tokens) {
		return false
	}
	t := &c.tokens[i]
	if t.Kind != token.Word && t.Kind != token.Mixed {
		return false
	}
	m := &c.marks
	if m.cueAt[i] != 0 || m.unitAt[i] || m.conceptAt[i] != 0 || m.quantityAt[i] != 0 || m.periodAt[i] != 0 {
		return false
	}
	return t.End-t.Start > 2 || t.Is(token.Caps) || t.Kind == token.Mixed
}

// span is the place of the tokens first..last.
func (c *call) span(first, last int) source.Span {
	return source.Span{Start: c.tokens[first].Start, End: c.tokens[last-1].End}
}

// word is the text of token i.
func (c *call) word(i int) string { return c.t.Text[c.tokens[i].Start:c.tokens[i].End] }

// adverb reports whether token i ends like an adverb or a participle, which may
// stand between a subject and its number.
func (c *call) adverb(i int) bool {
	w := c.word(i)
	return !c.tokens[i].Is(token.Upper) && (strings.HasSuffix(w, "ly") || strings.HasSuffix(w, "ing") || strings.HasSuffix(w, "ed"))
}

// premodifiers are the parts that stand before token i within its noun phrase,
// down to token floor, the nearest first. whole tells that the phrase says that
// it means all of the company; start is where the phrase begins.
func (c *call) premodifiers(i, floor int) (parts []part, whole bool, start int) {
	start = i
	end := i // of the run of content words, exclusive
	flush := func(from int) {
		if from < end {
			if p, ok := c.rawPart(from, end, floor); ok {
				parts = append(parts, p)
			}
		}
	}
	j := i - 1
	for ; j >= floor && i-j <= 9; j-- {
		if p, ok := c.marks.periodOf(j); ok {
			flush(j + 1)
			j = c.periods[p].First
			end = j
			continue
		}
		if _, ok := c.marks.isQuantity(j); ok {
			break
		}
		if m, ok := c.marks.memberOf(j); ok && c.partOfName(m, j+1, end, floor) {
			j = int(m.first)
			start = j
			continue
		}
		if m, ok := c.marks.memberOf(j); ok {
			flush(j + 1)
			name := c.memberAt(m)
			parts = append(parts, part{name, c.span(int(m.first), int(m.last)), false})
			j = int(m.first)
			end = j
			start = j
			continue
		}
		t := c.tokens[j]
		if t.Word == token.Comma && len(parts) > 0 && j > floor && c.marks.memberAt[j-1] != 0 {
			end = j
			continue
		}
		if t.Kind == token.Hyphen || t.Kind == token.Punct && (c.word(j) == "'" || c.word(j) == "’" || c.word(j) == "/" || c.word(j) == "&") {
			if c.word(j) == "'" || c.word(j) == "’" {
				flush(j + 1)
				end = j
			}
			continue
		}
		if t.Kind == token.Word && t.Is(token.Glued) && t.End-t.Start <= 4 && (c.word(j) == "'s" || c.word(j) == "’s") {
			flush(j + 1)
			end = j
			continue
		}
		if _, ok := c.marks.concept(j); ok {
			break
		}
		if from := c.andOther(j, floor); from >= 0 {
			flush(j + 1)
			span := c.span(from, j+1)
			parts = append(parts, part{member{AxisProduct, span.Of(c.t.Text)}, span, true})
			end, start, j = from, from, from
			continue
		}
		switch q := c.marks.cue(j); q {
		case cueTotal:
			whole = true
			flush(j + 1)
			end, start = j, j
			continue
		case cueUnitNoun:
			if c.tokens[j].Is(token.Upper) && j > floor && (c.tokens[j-1].Is(token.Upper) || j+1 < end) {
				start = j
				continue
			}
			flush(j + 1)
			end, start = j, j
			continue
		case cueAdjective, cueGAAP, cueNonGAAP, cueSequential, cueYearOverYear, cueOrganic, cueConstantCurrency, cueAnnualized, cueAdd, cueTarget:
			flush(j + 1)
			end, start = j, j
			continue
		case cueFunction:
			if c.word(j) == "and" && len(parts) > 0 && j > floor {
				if _, ok := c.marks.memberOf(j - 1); ok {
					end = j
					continue
				}
			}
		case cueNone:
			if c.content(j) {
				start = j
				continue
			}
		}
		break
	}
	flush(j + 1)
	return c.admit(joinKinds(c.t.Text, parts)), whole, start
}

// admit drops, once all names are learnt, the words that are none: in lower
// case, and not met again where parts are named.
func (c *call) admit(parts []part) []part {
	if c.learnt.index == nil {
		return parts
	}
	return slices.DeleteFunc(parts, func(p part) bool {
		if !p.raw || p.name[0] < 'a' || p.name[0] > 'z' {
			return false
		}
		return c.learnt.count(p.name) < 2 && !(strings.HasSuffix(p.name, "ing") && c.opensPhrase(p.span))
	})
}

// andOther is where a name such as "services and other" begins whose last word
// stands at j; -1 if there is none.
func (c *call) andOther(j, floor int) int {
	if j-2 < floor || !strings.EqualFold(c.word(j), "other") || !strings.EqualFold(c.word(j-1), "and") {
		return -1
	}
	if m, ok := c.marks.memberOf(j - 2); ok {
		return int(m.first)
	}
	if c.content(j-2) && c.tokens[j-2].Is(token.Upper) {
		return j - 2
	}
	return -1
}

// opensPhrase reports whether what stands at sp begins a noun phrase for sure:
// behind an article, "and", or nothing.
func (c *call) opensPhrase(sp source.Span) bool {
	before := strings.TrimRight(c.t.Text[max(0, int(sp.Start)-12):sp.Start], " \n")
	for _, w := range [...]string{" and", " our", " the", "The", "Our", " total", "Total", ".", "\n", "And"} {
		if strings.HasSuffix(before, w) {
			return true
		}
	}
	return before == ""
}

// joinKinds drops "product" behind a name ("router product revenue"), and joins
// a kind of product to the name that it follows ("software subscriptions"). The
// parts come the nearest to the concept first.
func joinKinds(text string, parts []part) []part {
	for i := 0; i+1 < len(parts); i++ {
		kind, name := &parts[i], &parts[i+1]
		if kind.raw || kind.span.Start-name.span.End > 1 || name.axis == AxisGeography {
			continue
		}
		switch kind.name {
		case "product":
			return append(parts[:i:i], parts[i+1:]...)
		case "subscription", "services", "license", "maintenance":
			span := name.span.Hull(kind.span)
			joined := part{member{AxisProduct, span.Of(text)}, span, true}
			return append(append(parts[:i:i], joined), parts[i+2:]...)
		}
	}
	return parts
}

// partOfName reports whether the member m stands in capitals directly before a
// run of capitals that goes on to token end: "Software Solutions Division".
func (c *call) partOfName(m mention, next, end, floor int) bool {
	if int(m.value) >= len(c.e.lexicon.named) || c.e.lexicon.named[m.value].axis == AxisGeography || int(m.first) <= floor && next >= end {
		return false
	}
	return next < end && next == int(m.last) && c.tokens[m.first].Is(token.Upper) && c.tokens[next].Is(token.Upper) && c.marks.memberAt[next] == 0
}

// memberAt is the member of a mention: of the lexicon, or learnt.
func (c *call) memberAt(m mention) member {
	if n := int32(len(c.e.lexicon.named)); m.value >= n {
		return c.learnt.named[m.value-n]
	}
	return c.e.lexicon.named[m.value]
}

// rawPart makes a part of the content words from..to: lower-case words before
// capitals are dropped, and a run of adverbs is none.
func (c *call) rawPart(from, to, floor int) (part, bool) {
	for from < to && (c.tokens[from].Kind != token.Word && c.tokens[from].Kind != token.Mixed) {
		from++
	}
	for to > from && (c.tokens[to-1].Kind != token.Word && c.tokens[to-1].Kind != token.Mixed) {
		to--
	}
	capital := -1
	for k := from; k < to; k++ {
		if c.tokens[k].Is(token.Upper) && k > floor {
			capital = k
			break
		}
	}
	if capital > from {
		from = capital
	}
	for from < to && c.adverb(from) && strings.HasSuffix(c.word(from), "ly") {
		from++
	}
	if from >= to || to-from > 5 || c.ownName(from, to) {
		return part{}, false
	}
	span := c.span(from, to)
	if to-from == 1 && c.marks.cue(from) == cueUnitNoun {
		return part{}, false
	}
	return part{member{AxisProduct, span.Of(c.t.Text)}, span, true}, true
}

// count is how often a name was met where parts are named.
func (l *learnt) count(name string) int {
	if k := l.seen[fold(name)]; k != nil {
		return k.count
	}
	return 0
}

// ownName reports whether the tokens from..to are words of the company's name,
// its ticker or initials, or the name of somebody on the call: no part of it.
func (c *call) ownName(from, to int) bool {
	own, person := true, true
	for k := from; k < to; k++ {
		w := c.word(k)
		kind := c.people[w]
		own = own && (kind&ofCompany != 0 || to-from == 1 && len(w) > 1 && strings.HasPrefix(c.initials, w))
		person = person && kind&ofSpeaker != 0
	}
	return own || person
}

const (
	ofCompany = 1 << iota
	ofSpeaker
)

// whoIsOnTheCall notes the words of the company's and the speakers' names.
func (c *call) whoIsOnTheCall() {
	c.people = map[string]uint8{}
	var b strings.Builder
	for _, w := range strings.Fields(c.t.Company.Name) {
		w = strings.Trim(w, ",.'’")
		if w == "" {
			continue
		}
		b.WriteByte(w[0])
		c.people[w] |= ofCompany
		c.people[strings.ToUpper(w)] |= ofCompany
	}
	c.initials = b.String()
	c.people[c.t.Company.Ticker] |= ofCompany
	for i := range c.t.Speakers {
		for _, w := range strings.Fields(c.t.Speakers[i].Name) {
			c.people[strings.Trim(w, ",.'’")] |= ofSpeaker
		}
	}
}

// fold is the key of a name.
func fold(name string) string {
	if strings.ContainsAny(name, "\n\t\u00a0") || strings.Contains(name, "  ") {
		name = strings.Join(strings.Fields(name), " ")
	}
	return strings.ToLower(name)
}

// learn collects the names that stand before concepts and unit nouns, keeps the
// likely ones, and marks them wherever they stand.
func (c *call) learn() {
	c.whoIsOnTheCall()
	c.names = map[string]bool{}
	for i := range c.sentences {
		s := &c.sentences[i]
		for j := s.first; j < s.last; j++ {
			if j > s.first && c.tokens[j].Is(token.Upper) && c.content(j) {
				c.names[c.word(j)] = true
			}
			if m, ok := c.marks.concept(j); ok {
				if c.e.parts(m.value) {
					c.learnBefore(int(m.first), s.first, AxisProduct)
				}
				j = int(m.last) - 1
				continue
			}
			if c.marks.cue(j) == cueUnitNoun {
				end := j
				if c.tokens[j].Is(token.Upper) && j > s.first && c.tokens[j-1].Is(token.Upper) {
					end++ // "Platforms Division": part of the name
				}
				c.learnBefore(end, s.first, axisOfNoun(c.word(j)))
			}
		}
	}
	c.learnJoined()
	c.learnNames()
	c.learnt.accept()
	if len(c.learnt.first) > 0 {
		c.markLearnt()
	}
}

// learnNames learns the names of two or three words in capitals that the call
// says again and again: businesses, brands, programmes.
func (c *call) learnNames() {
	seen := map[string]int{}
	for i := range c.sentences {
		s := &c.sentences[i]
		for j := s.first + 1; j < s.last; j++ {
			end := j
			for end < s.last && end-j < 4 && c.capital(end) {
				end++
			}
			if n := end - j; n >= 2 && n <= 3 && !c.ownName(j, end) {
				seen[c.span(j, end).Of(c.t.Text)]++
			}
			j = max(j, end-1)
		}
	}
	for name, count := range seen {
		key := fold(name)
		if k := c.learnt.seen[key]; count >= 2 && (k == nil || !k.caps || k.count < 2) {
			c.learnt.seen[key] = &candidate{name: name, axis: AxisOther, count: count, caps: true}
		}
	}
}

// capital reports whether token i is a word of a name.
func (c *call) capital(i int) bool {
	t := &c.tokens[i]
	if t.Kind != token.Word || !t.Is(token.Upper) || t.End-t.Start < 3 || c.marks.conceptAt[i] != 0 || c.marks.periodAt[i] != 0 || c.marks.quantityAt[i] != 0 {
		return false
	}
	if c.people[c.word(i)]&ofSpeaker != 0 {
		return false
	}
	switch q := c.marks.cue(i); q {
	case cueNone, cueUnitNoun, cueTotal, cueEffect:
		return true
	case cueAdjective:
		return t.Is(token.Upper)
	}
	return false
}

// learnJoined learns names of two parts with a stroke between them:
// "China/Asia Pacific".
func (c *call) learnJoined() {
	for i := 0; i+1 < len(c.marks.members); i++ {
		a, b := c.marks.members[i], c.marks.members[i+1]
		if b.first == a.last+1 && (c.text(int(a.last)) == "/" && c.tokens[a.last].Is(token.Glued) || c.text(int(a.last)) == "&") {
			name := c.span(int(a.first), int(b.last)).Of(c.t.Text)
			c.learnt.seen[fold(name)] = &candidate{name: name, axis: c.memberAt(a).axis, count: 2, caps: true}
		}
	}
}

// parts reports whether what stands before a concept is likely a part of the
// company: it is for what companies report by part.
func (e *Extractor) parts(concept int32) bool { return e.taxonomy.Concepts[concept].ByPart }

func axisOfNoun(noun string) Axis {
	switch strings.ToLower(strings.TrimSuffix(noun, "s")) {
	case "segment", "division", "group":
		return AxisSegment
	case "region", "geography", "geographie", "theater":
		return AxisGeography
	case "vertical", "sector":
		return AxisCustomerType
	case "channel":
		return AxisChannel
	}
	return AxisProduct
}

// learnBefore counts the names that stand before token i.
func (c *call) learnBefore(i, floor int, axis Axis) {
	parts, _, _ := c.premodifiers(i, floor)
	for _, p := range parts {
		if !p.raw {
			continue
		}
		key := fold(p.name)
		if len(key) < 2 || len(key) > 60 {
			continue
		}
		k := c.learnt.seen[key]
		if k == nil {
			k = &candidate{name: p.name, axis: axis, caps: true}
			c.learnt.seen[key] = k
		}
		k.count++
		if axis == AxisSegment {
			k.axis = axis
		}
		if c.tokens[floor].Start == p.span.Start && !strings.Contains(key, " ") || !capitalised(p.name) {
			k.caps = k.caps && capitalised(p.name) && k.count > 1
		}
	}
}

func capitalised(name string) bool {
	for _, w := range strings.Fields(name) {
		if w[0] >= 'a' && w[0] <= 'z' && w != "and" && w != "of" && w != "the" {
			return false
		}
	}
	return true
}

// accept keeps the names that were met twice, or are written as names.
func (l *learnt) accept() {
	l.index = map[string]int32{}
	for key, k := range l.seen {
		if k.count < 2 && !k.caps {
			continue
		}
		l.first[firstWord(key)] = true
		l.index[key] = -1
	}
	for key := range l.index {
		if full := l.spelledOut(key); full != "" {
			l.seen[key].name = l.seen[full].name
			l.seen[key].axis = l.seen[full].axis
		}
	}
}

func firstWord(key string) string {
	if at := strings.IndexAny(key, " /&"); at > 0 {
		return key[:at]
	}
	return key
}

// spelledOut is the key of the name whose initials are key, or "".
func (l *learnt) spelledOut(key string) string {
	if len(key) < 2 || len(key) > 5 || strings.ToUpper(key) != l.seen[key].name {
		return ""
	}
	best := ""
	for other := range l.seen {
		if initials(other) == key && (best == "" || other < best) {
			best = other
		}
	}
	return best
}

func initials(key string) string {
	words := strings.FieldsFunc(key, func(r rune) bool { return r == ' ' || r == '/' || r == '-' })
	if len(words) < 2 {
		return ""
	}
	b := make([]byte, 0, len(words))
	for _, w := range words {
		b = append(b, w[0])
	}
	return string(b)
}

// markLearnt marks the accepted names wherever no lexicon has a member.
func (c *call) markLearnt() {
	var buffer [64]byte
	lower := func(i int) []byte {
		w := c.word(i)
		if len(w) > len(buffer) {
			return nil
		}
		for k := 0; k < len(w); k++ {
			b := w[k]
			if b >= 'A' && b <= 'Z' {
				b += 'a' - 'A'
			}
			buffer[k] = b
		}
		return buffer[:len(w)]
	}
	for i := range c.sentences {
		s := &c.sentences[i]
		for j := s.first; j < s.last; j++ {
			if c.marks.quantityAt[j] != 0 || c.marks.periodAt[j] != 0 {
				continue
			}
			had, known := c.marks.memberOf(j)
			if k := c.tokens[j].Kind; k != token.Word && k != token.Mixed {
				continue
			}
			if !c.learnt.first[string(lower(j))] {
				continue
			}
			if end, index := c.longestLearnt(j, s.last); end > j && (!known || j == int(had.first) && end > int(had.last)) {
				c.marks.member(index, j, end)
				j = end - 1
			}
		}
	}
}

// longestLearnt is the longest accepted name that begins at token i.
func (c *call) longestLearnt(i, last int) (end int, index int32) {
	for e := min(i+5, last); e > i; e-- {
		key := fold(c.t.Text[c.tokens[i].Start:c.tokens[e-1].End])
		at, ok := c.learnt.index[key]
		if !ok {
			continue
		}
		if at < 0 {
			k := c.learnt.seen[key]
			at = int32(len(c.e.lexicon.named) + len(c.learnt.named))
			c.learnt.named = append(c.learnt.named, member{k.axis, k.name})
			c.learnt.index[key] = at
		}
		return e, at
	}
	return 0, 0
}
