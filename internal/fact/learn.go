package fact

import (
	"cmp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/token"
)

// learnt is the parts of the company that the call itself names: what stands
// before "revenue", "margin", "segment" and the like.
type learnt struct {
	named   []member
	seen    map[string]*candidate // by folded name
	first   map[string]bool       // folded first words of what was accepted
	grown   map[string]bool       // words that something was said to grow in: "growth in switching"
	full    map[string]spelt      // by initials
	index   map[string]int32      // folded name: the member's index
	names   shapes                // of index
	owns    map[string]int        // words in capitals within a sentence: how often with 's behind, or never again after once without
	endings map[string]string     // names of several words by the last of them; nil until one is asked for
	begins  []bool                // by word of the vocabulary: it may be in first
	shapes  shapes                // of first
	longest int                   // accepted name, in bytes
	key     []byte                // scratch
	told    map[string]int        // names in capitals: how often they were said
	kinds   map[string]Axis       // of told: by the noun behind them
}

// candidate is a name that may be a part of the company.
type candidate struct {
	name   string // as first written
	axis   Axis
	count  int
	turned bool // the speech turns to it
	called int  // how often it was called a segment in so many words
	caps   bool // every word begins with a capital, not only at the start of a sentence
}

func (l *learnt) reset() {
	l.named = nil
	l.begins = l.begins[:0]
	clear(l.shapes[:])
	clear(l.names[:])
	if l.seen == nil {
		l.seen, l.first, l.grown = map[string]*candidate{}, map[string]bool{}, map[string]bool{}
		l.told, l.kinds, l.owns = map[string]int{}, map[string]Axis{}, map[string]int{}
	}
	clear(l.owns)
	clear(l.seen)
	clear(l.first)
	clear(l.grown)
	clear(l.told)
	clear(l.kinds)
	l.index, l.full, l.endings, l.longest = nil, nil, nil, 0
}

// candidate is what is known of a name; it is noted if nothing is.
func (l *learnt) candidate(name string) *candidate {
	key := fold(name)
	k := l.seen[key]
	if k == nil {
		k = &candidate{name: name, caps: capitalised(name)}
		l.seen[key] = k
	}
	return k
}

// count is how often a name was met where parts are named.
func (l *learnt) count(name string) int {
	if k := l.seen[fold(name)]; k != nil {
		return k.count
	}
	return 0
}

// fullest is the one learnt name of several words that ends in word, or word.
func (l *learnt) fullest(word string) string {
	if l.endings == nil {
		l.endings = l.byLastWord()
	}
	return cmp.Or(l.endings[fold(word)], word)
}

// noteOwner counts how often a word in capitals has 's behind it; one without it
// counts for ever.
func (l *learnt) noteOwner(word string, owns bool) {
	switch n := l.owns[word]; {
	case n < 0:
	case !owns:
		l.owns[word] = -1
	default:
		l.owns[word] = n + 1
	}
}

// written reports whether the call writes a word in capitals within a sentence.
func (l *learnt) written(word string) bool { return l.owns[word] != 0 }

// alwaysOwns reports whether the 's behind a word is part of the name: the call never
// says it without.
func (l *learnt) alwaysOwns(word string) bool { return l.owns[word] >= 4 }

// byLastWord are the names of several words that were met twice, by the last of
// them; empty where either of two may be meant.
func (l *learnt) byLastWord() map[string]string {
	names := map[string]string{}
	for key, k := range l.seen {
		at := strings.LastIndexByte(key, ' ')
		if k.count < 2 || at < 0 {
			continue
		}
		if _, ok := names[key[at+1:]]; ok {
			names[key[at+1:]] = ""
			continue
		}
		names[key[at+1:]] = k.name
	}
	return names
}

// fold is the key of a name.
func fold(name string) string {
	if !evenlySpaced(name) {
		return foldSpace(name)
	}
	return strings.ToLower(name)
}

// evenlySpaced reports whether one blank, and no other white space, stands between the
// words of a name.
func evenlySpaced(name string) bool {
	for i := range len(name) {
		switch b := name[i]; {
		case b == '\n', b == '\t', b == ' ' && i+1 < len(name) && name[i+1] == ' ', b == 0xc2 && i+1 < len(name) && name[i+1] == 0xa0:
			return false
		}
	}
	return true
}

// foldSpace is the text in lower case with one space between its words.
func foldSpace(text string) string {
	folded, behind := make([]byte, 0, len(text)), false // whether white space stands behind folded
	for i, r := range text {
		switch {
		case r == ' ' || r == '\n' || (r < ' ' || r >= utf8.RuneSelf) && unicode.IsSpace(r):
			behind = len(folded) > 0
			continue
		case behind:
			folded, behind = append(folded, ' '), false
		}
		if r < utf8.RuneSelf {
			folded = append(folded, asciiLower(text[i]))
		} else {
			folded = utf8.AppendRune(folded, unicode.ToLower(r))
		}
	}
	return string(folded)
}

func asciiLower(b byte) byte {
	if b >= 'A' && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}

// learn collects the names that stand before concepts and unit nouns, keeps the
// likely ones, and marks them wherever they stand.
func (c *call) learn() {
	c.whoIsOnTheCall()
	c.unmarkPeople()
	c.numbersInNames()
	capitals := c.capitals
	c.capitals = capitals[:0] // those that are of no name fall out
	for i := range c.sentences {
		s := &c.sentences[i]
		c.learnCapitals(s, capitals[s.capitals[0]:s.capitals[1]])
		c.learnFrom(s)
	}
	c.learnJoined()
	c.learnHeads()
	c.learnNames()
	c.learnPairs()
	c.learnLines()
	c.learnSegmented()
	c.learnFramed()
	c.learnTurned()
	c.learnTold()
	c.learnt.accept(c.e.vocabulary)
	if len(c.learnt.first) > 0 {
		c.markLearnt()
	}
}

// learnCapitals notes which of the capitals of a sentence are words of names, and how it
// writes them.
func (c *call) learnCapitals(s *said, capitals []int32) {
	s.capitals[0] = len(c.capitals)
	for _, at := range capitals {
		j := int(at)
		if c.capital(j) {
			c.capitals = append(c.capitals, at)
		}
		if j > s.first && c.content(j) {
			c.learnt.noteOwner(c.word(j), c.possessive(j+1))
		}
	}
	s.capitals[1] = len(c.capitals)
}

// learnFrom counts the names that stand before the concepts and unit nouns of a sentence.
func (c *call) learnFrom(s *said) {
	if s.has(cueUnitNoun, cueUpNoun, cueDownNoun, cueUpEither, cueDownEither) {
		c.learnBeforeNouns(s)
		return
	}
	for m := range c.measures(s) { // without a look at every word
		c.learnBeforeMeasure(s, m)
	}
}

// learnBeforeMeasure counts the names that stand before a concept of a sentence.
func (c *call) learnBeforeMeasure(s *said, m mention) {
	if c.e.parts(m.value) {
		c.learnBefore(int(m.first), s.first, AxisProduct)
	}
}

// learnBeforeNouns counts the names that stand before the concepts and unit nouns of a
// sentence, and notes the one that it says something grew in.
func (c *call) learnBeforeNouns(s *said) {
	for j := s.first; j < s.last; j++ {
		at := &c.marks.at[j]
		if at.concept == 0 && at.cue == cueNone {
			continue // as most are
		}
		if m, ok := c.marks.concept(j); ok {
			c.learnBeforeMeasure(s, m)
			j = int(m.last) - 1
			continue
		}
		switch q := at.cue; {
		case q.noun():
			if j+2 < s.last && c.text(j+1) == "in" && c.content(j+2) && (j+3 >= s.last || c.tokens[j+3].Kind == token.Punct) {
				c.learnt.grown[fold(c.word(j+2))] = true
			}
		case q == cueUnitNoun:
			end := j
			if c.tokens[j].Is(token.Upper) && j > s.first && c.tokens[j-1].Is(token.Upper) {
				end++ // "Platforms Division": part of the name
			}
			c.learnBefore(end, s.first, axisOfNoun(c.word(j)))
		}
	}
}

// mostHeads is how many heads are looked up in the call: each look reads all of it.
const mostHeads = 40

// learnHeads learns the names in several words by which a passage is headed: "Moving to
// marine and leisure. Revenue was $26 million." A head is a name where the call says
// it once more.
func (c *call) learnHeads() {
	for i, heads := 0, 0; i+1 < len(c.sentences) && heads < mostHeads; i++ {
		first, last := c.headOf(&c.sentences[i], &c.sentences[i+1])
		if last-first < 2 {
			continue
		}
		heads++
		span := c.span(first, last)
		if c.saidTwice(span) {
			c.calledSegment(span.Of(c.t.Text), 2)
		}
	}
}

// headOf is the name that the sentence s consists of, behind words that turn to it,
// where the sentence behind it opens with a measure that is told by part.
func (c *call) headOf(s, behind *said) (first, last int) {
	if s.turn != behind.turn || s.measured() || s.last-s.first > 10 || c.numbered(s) || !c.numbered(behind) || s.periods[0] != s.periods[1] || !c.opensByPart(behind) {
		return 0, 0
	}
	first, last = s.first, s.last
	for last > first && c.tokens[last-1].Kind == token.Punct {
		last--
	}
	for first < last && (c.marks.cue(first) == cueFunction || c.marks.cue(first) == cueIn || c.marks.cue(first) == cueTo || c.marks.cue(first) == cueAdjective && c.marks.at[first].member == 0 || c.class(first)&wordTurn != 0 || c.tokens[first].Kind == token.Punct || c.marks.at[first].member == 0 && c.adverb(first)) {
		first++
	}
	for j := first; j < last; j++ {
		switch w := c.lower(j); {
		case w == "and" || w == "&":
		case w == "other" && j == last-1 && j > first+1:
		case c.marks.at[j].member != 0 || c.content(j) && (!c.adverb(j) || j > first && isActivity(c.lower(j))):
		default:
			return 0, 0
		}
	}
	return first, last
}

// opensByPart reports whether a sentence opens with a measure told by part.
func (c *call) opensByPart(s *said) bool {
	for m := range c.measures(s) {
		return int(m.first)-s.first <= 2 && c.e.taxonomy.Concepts[m.value].ByPart
	}
	return false
}

// saidTwice reports whether the words of a span stand in the call twice, in any case
// and with any white space between them.
func (c *call) saidTwice(span source.Span) bool {
	words, times := strings.Fields(span.Of(c.low)), 0
	for rest := c.low; times < 2; {
		at := strings.Index(rest, words[0])
		if at < 0 {
			return false
		}
		rest = rest[at+len(words[0]):]
		if behind, ok := cutWords(rest, words[1:]); ok {
			rest = behind
			times++
		}
	}
	return true
}

// cutWords cuts words off that a text begins with, each behind white space.
func cutWords(text string, words []string) (behind string, ok bool) {
	for _, w := range words {
		next := strings.TrimLeftFunc(text, unicode.IsSpace)
		if len(next) == len(text) || !strings.HasPrefix(next, w) {
			return text, false
		}
		text = next[len(w):]
	}
	return text, true
}

// learnNames learns the names of two or three words in capitals that the call
// says again and again: businesses, brands, programmes.
func (c *call) learnNames() {
	seen, kinds := c.learnt.told, c.learnt.kinds
	var names []string
	for i := range c.sentences {
		s := &c.sentences[i]
		for k := s.capitals[0]; k < s.capitals[1]; k++ {
			first := int(c.capitals[k])
			if first == s.first || c.text(first-1) == "[" {
				continue // "[Technical Issues]" is a remark of the transcriber
			}
			end := first + 1
			for ; k+1 < s.capitals[1] && end-first < 4 && int(c.capitals[k+1]) == end; k++ {
				end++
			}
			if c.coordinated(s, first, end) {
				for end++; end < s.last && end-first < 6 && c.capital(end); end++ {
				}
			}
			if n := end - first; n >= 2 && (n <= 3 || c.text(first+1) == "and" || c.text(first+2) == "and") && !c.ownName(first, end) {
				name := c.span(first, end).Of(c.t.Text)
				if inEveryCall(name) {
					continue
				}
				if seen[name]++; seen[name] == 2 {
					names = append(names, name)
				}
				if end < s.last && c.marks.cue(end) == cueUnitNoun && kinds[name] != AxisSegment {
					kinds[name] = axisOfNoun(c.word(end))
				}
			}
		}
	}
	for _, name := range names {
		key := fold(name)
		if k := c.learnt.seen[key]; k == nil || !k.caps || k.count < 2 {
			axis := AxisOther
			if kinds[name] == AxisSegment {
				axis = AxisSegment // "our Parts and Accessories segment"
			}
			c.learnt.seen[key] = &candidate{name: name, axis: axis, count: seen[name], caps: true}
		}
	}
}

// inEveryCall reports whether a name stands in the calls of all companies, and so is that of
// no part of one.
func inEveryCall(name string) bool {
	switch name {
	case "Investor Relations", "Investor Day", "Great Recession", "Technical Issues", "Technical Difficulty":
		return true
	}
	return false
}

// coordinated reports whether the capitals first..end, which "and" follows, and
// those behind it may be one name before a measure: "Software and Services
// revenue". Places are not.
func (c *call) coordinated(s *said, first, end int) bool {
	if end-first > 2 || end+1 >= s.last || c.text(end) != "and" || !c.capital(end+1) {
		return false
	}
	last := end + 2
	for last < s.last && last-end < 4 && c.capital(last) {
		last++
	}
	if last >= s.last || c.marks.at[last].concept == 0 && c.marks.cue(last) != cueUnitNoun {
		return false
	}
	for k := first; k < last; k++ {
		if m, ok := c.marks.memberOf(k); ok && (c.memberAt(m).axis == AxisGeography || c.memberAt(m).axis == AxisCustomerType) {
			return false
		}
	}
	return true
}

// capital reports whether token i is a word of a name.
func (c *call) capital(i int) bool {
	t := &c.tokens[i]
	if t.Kind != token.Word || !t.Is(token.Upper) || t.End-t.Start < 3 && !t.Is(token.Caps) || c.marks.at[i].concept != 0 || c.marks.at[i].period != 0 || c.marks.at[i].quantity != 0 {
		return false
	}
	switch c.marks.cue(i) {
	case cueNone, cueUnitNoun, cueTotal, cueEffect, cueAdjective:
		return c.nameOf(c.word(i))&ofSpeaker == 0 && c.lower(i) != "our"
	}
	return c.pointsInName(i)
}

// learnJoined learns names of two parts with a stroke between them:
// "China/Asia Pacific".
func (c *call) learnJoined() {
	for i := 0; i+1 < len(c.marks.members); i++ {
		a, b := c.marks.members[i], c.marks.members[i+1]
		if b.first == a.last+1 && (c.text(int(a.last)) == "/" && c.tokens[a.last].Is(token.Glued) || c.text(int(a.last)) == "&") {
			name := c.span(int(a.first), int(b.last)).Of(c.t.Text)
			if full := c.memberAt(b).name; strings.HasSuffix(name, "n") && !strings.HasSuffix(full, "n") {
				name = c.span(int(a.first), int(b.first)).Of(c.t.Text) + " " + full // "Caribbean & Latin American"
			}
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
	parts, _ := c.modifiers(c.parts[:0], i, floor)
	c.parts = parts[:0]
	if axis == AxisSegment {
		parts = c.joinSegment(parts)
	}
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
			if p.axis == axis && c.saidTwice(p.span) {
				k.count++
			}
			if capitalised(p.name) && c.tokens[i].Is(token.Lower) {
				k.called++
			}
		}
		if c.tokens[floor].Start == p.span.Start && !strings.Contains(key, " ") || !capitalised(p.name) {
			k.caps = k.caps && capitalised(p.name) && k.count > 1
		}
	}
}

// joinSegment joins a kind of product or customer, the last word of a segment's name, to the
// words right before it: "our smart cloud segment"; and two regions to one: "our Asia Pacific
// Middle East segment".
func (c *call) joinSegment(parts []part) []part {
	if len(parts) != 2 || parts[0].raw || parts[0].span.Start-parts[1].span.End != 1 || (parts[0].axis == AxisGeography) == parts[1].raw {
		return parts
	}
	span := parts[1].span.Hull(parts[0].span)
	return []part{{member{AxisSegment, span.Of(c.t.Text)}, span, true}}
}

func capitalised(name string) bool {
	for w := range strings.FieldsSeq(name) {
		if w[0] >= 'a' && w[0] <= 'z' && w != "and" && w != "of" && w != "the" {
			return false
		}
	}
	return true
}

// accept keeps the names that were met twice, or are written as names.
func (l *learnt) accept(v *token.Vocabulary) {
	l.index = map[string]int32{}
	l.begins = append(l.begins, make([]bool, v.Size())...)
	l.begins[0] = true // of a word that the vocabulary does not know its letters tell
	for key, k := range l.seen {
		if k.count < 2 && !k.caps && !l.grown[key] || key == "covid" { // which is a time, or a cause
			continue
		}
		word := firstWord(key)
		l.first[word] = true
		l.begins[v.Lookup(word)] = true
		l.longest = max(l.longest, len(key))
		l.shapes.add(word)
		l.names.add(key)
		l.index[key] = -1
	}
	l.full = l.initials()
	for key := range l.index {
		if len(key) < 2 || len(key) > 5 || strings.ToUpper(key) != l.seen[key].name {
			continue
		}
		full := l.full[key].name
		if full == "" && len(key) >= 3 {
			full = l.abbreviated(key)
		}
		if full != "" {
			l.seen[key].name = l.seen[full].name
			l.seen[key].axis = l.seen[full].axis
		}
	}
}

// abbreviated is the one name of a segment whose letters the key abbreviates in order, the
// last of them its last word: "AMG" is the Aeromechanical Group.
func (l *learnt) abbreviated(key string) string {
	found := ""
	for full, k := range l.seen {
		if k.axis != AxisSegment || k.count < 2 || !abbreviates(key, full) {
			continue
		}
		if found != "" {
			return ""
		}
		found = full
	}
	return found
}

// abbreviates reports whether the letters of short stand in a name of several words in
// that order: the first begins it, the last its last word.
func abbreviates(short, name string) bool {
	at := strings.LastIndexByte(name, ' ')
	if at < 0 || len(short) < 2 || at+1 == len(name) || short[0] != name[0] || short[len(short)-1] != name[at+1] {
		return false
	}
	name = name[:at]
	for i := range len(short) - 1 {
		at := strings.IndexByte(name, short[i])
		if at < 0 {
			return false
		}
		name = name[at+1:]
	}
	return true
}

func firstWord(key string) string {
	if at := strings.IndexAny(key, " ,/&'’"); at > 0 {
		return key[:at]
	}
	return key
}

// spelt is the folded name that initials stand for, and how often it is met.
type spelt struct {
	name  string
	count int
}

// initials are the names of several words by their initials: of two that have the
// same, the one that is met more; empty where either may be meant.
func (l *learnt) initials() map[string]spelt {
	full := map[string]spelt{}
	for key, k := range l.seen {
		short := initials(key)
		if short == "" {
			continue
		}
		if k.axis == AxisSegment && strings.Contains(key, ", ") {
			short = initials(strings.Replace(key, " and ", " ", 1)) // a list's "and" has none
		}
		ends := [...]string{"", "d", "g"} // the initial of "division" or "group" too
		for _, end := range ends {
			if end != "" && k.axis != AxisSegment {
				break
			}
			switch had := full[short+end]; {
			case k.count > had.count:
				full[short+end] = spelt{key, k.count}
			case k.count == had.count && had.name != "":
				full[short+end] = spelt{"", k.count}
			}
		}
	}
	return full
}

func initials(key string) string {
	var b [8]byte
	n, begins := 0, true
	for i := range len(key) {
		switch c := key[i]; {
		case c == ' ' || c == '/' || c == '-':
			begins = true
		case begins:
			if n == len(b) {
				return "" // no abbreviation
			}
			b[n], begins = c, false
			n++
		}
	}
	if n < 2 {
		return ""
	}
	return string(b[:n])
}

// markLearnt marks the accepted names wherever no lexicon has a member.
func (c *call) markLearnt() {
	begins := c.learnt.begins
	for i := range c.sentences {
		s := &c.sentences[i]
		for j := s.first; j < s.last; j++ {
			t := &c.tokens[j]
			if !begins[t.Word] || t.Kind != token.Word && t.Kind != token.Mixed || t.Word == 0 && !c.learnt.begun(t.Span().Of(c.low)) || c.marks.at[j].quantity != 0 || c.marks.at[j].period != 0 {
				continue
			}
			had, known := c.marks.memberOf(j)
			if j > s.first && !t.Is(token.Upper) && isModal(c.lower(j-1)) {
				continue // "will support growth"
			}
			if end, index := c.longestLearnt(j, s.last); end > j && (!known || j == int(had.first) && end > int(had.last)) {
				c.marks.member(index, j, end)
				s.members = true
				j = end - 1
			}
		}
	}
}

// isModal reports whether a verb stands behind a word.
func isModal(word string) bool {
	switch word {
	case "will", "would", "can", "could", "should", "may", "might", "must":
		return true
	}
	return false
}

// begun reports whether an accepted name begins with a word in lower case.
func (l *learnt) begun(word string) bool { return may(&l.shapes, word) && l.first[word] }

// longestLearnt is the longest accepted name that begins at token i.
func (c *call) longestLearnt(i, last int) (end int, index int32) {
	found := ""
	key := c.learnt.key[:0]
	for k := i; k < min(i+9, last) && len(key) <= c.learnt.longest; k++ {
		if k > i && c.tokens[k].Start > c.tokens[k-1].End {
			if gap := c.t.Text[c.tokens[k-1].End:c.tokens[k].Start]; len(gap) > 1 && strings.TrimSpace(gap) != "" {
				break // furniture
			}
			key = append(key, ' ')
		}
		key = append(key, c.lower(k)...)
		if may(&c.learnt.names, key) {
			if at, ok := c.learnt.index[string(key)]; ok {
				end, index = k+1, at
				if at < 0 {
					found = string(key)
				}
			}
		}
		if len(key) >= 2 && !c.learnt.names.longer(key) {
			break
		}
	}
	c.learnt.key = key
	if end > i && index < 0 {
		known := c.learnt.seen[found]
		index = int32(len(c.e.lexicon.named) + len(c.learnt.named))
		c.learnt.named = append(c.learnt.named, member{known.axis, known.name})
		c.learnt.index[found] = index
	}
	return end, index
}
