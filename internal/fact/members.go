package fact

import (
	"slices"
	"strings"
	"unicode"

	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/token"
)

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
	if m.at[i].phrase != 0 || m.at[i].unit || m.at[i].concept != 0 || m.at[i].quantity != 0 || m.at[i].period != 0 {
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
	if c.tokens[i].Is(token.Upper) {
		return false
	}
	w := c.word(i)
	return strings.HasSuffix(w, "ly") || strings.HasSuffix(w, "ing") || strings.HasSuffix(w, "ed")
}

// premodifiers are the parts that stand before token i within its noun phrase,
// down to token floor, the nearest first. whole tells that the phrase says that
// it means all of the company.
func (c *call) premodifiers(i, floor int) (parts []part, whole bool) {
	return c.modifiers(nil, i, floor)
}

// modifiers is premodifiers that appends to room.
func (c *call) modifiers(room []part, i, floor int) (parts []part, whole bool) {
	b := before{call: c, floor: floor, end: i, parts: room}
	j := i - 1
	for j >= floor && i-j <= 9 {
		first, more := b.take(j)
		if j = first; !more {
			break
		}
		j--
	}
	b.flush(j + 1)
	return c.shareNoun(c.joinNames(c.admit(joinKinds(c.t.Text, b.parts)))), b.whole
}

// before is what premodifiers has gathered on its way to the left.
type before struct {
	*call
	floor int
	end   int // of the run of content words under way, exclusive
	parts []part
	whole bool // "total" stands among them

	joined bool // the run under way is joined to the part behind it
}

// flush ends the run of content words that begins at token from.
func (b *before) flush(from int) {
	if from >= b.end {
		return
	}
	if p, ok := b.rawPart(from, b.end, b.floor); ok {
		if short, rest, ok := b.splitInitials(p, from); ok {
			b.parts, b.joined = append(b.parts, rest, short), false
			return
		}
		if b.joined {
			p.axis = b.parts[len(b.parts)-1].axis
		}
		b.parts = append(b.parts, p)
	}
	b.joined = false
}

// splitInitials takes the initials of a name that the call spells out off the words
// in lower case behind them: "HSD crane" is a product of that division.
func (b *before) splitInitials(p part, from int) (short, rest part, ok bool) {
	for b.tokens[from].Start < p.span.Start {
		from++
	}
	if !b.tokens[from].Is(token.Caps) || from+1 >= b.end || b.tokens[from+1].Is(token.Upper) || b.tokens[from+1].Kind != token.Word {
		return part{}, part{}, false
	}
	name := b.learnt.full[fold(b.word(from))].name
	if name == "" {
		return part{}, part{}, false
	}
	k := b.learnt.seen[name]
	span := source.Span{Start: b.tokens[from+1].Start, End: p.span.End}
	short = part{member{k.axis, k.name}, b.span(from, from+1), true}
	return short, part{member{AxisProduct, span.Of(b.t.Text)}, span, true}, true
}

// breakAt ends the run behind token j and lets the next begin before it.
func (b *before) breakAt(j int) {
	b.flush(j + 1)
	b.end = j
}

// take reads token j, or all that it is the end of. It gives the first token of
// what it read, and whether the name may go on before it.
func (b *before) take(j int) (int, bool) {
	if p, ok := b.marks.periodOf(j); ok {
		b.flush(j + 1)
		b.end = b.periods[p].First
		return b.end, true
	}
	if _, ok := b.marks.isQuantity(j); ok {
		return j, false
	}
	if m, ok := b.marks.memberOf(j); ok {
		if !b.partOfName(m, j+1, b.end, b.floor) && !b.endsLongerName(m) {
			b.flush(j + 1)
			b.parts = append(b.parts, part{b.memberAt(m), b.span(int(m.first), int(m.last)), false})
			b.end = int(m.first)
		}
		return int(m.first), true
	}
	switch {
	case b.tokens[j].Kind == token.Word:
		return b.takeWord(j)
	case b.tokens[j].Kind == token.Mixed && b.content(j):
		return j, true
	}
	return j, b.takeMark(j)
}

// takeMark reads the punctuation that may stand inside a name.
func (b *before) takeMark(j int) bool {
	t, text := b.tokens[j], b.word(j)
	switch {
	case t.Word == token.Comma && len(b.parts) > 0 && j > b.floor && b.marks.at[j-1].member != 0 && !b.marks.at[j-1].aside:
		b.end = j // "Europe, Asia and Americas revenue"
	case t.Kind == token.Hyphen:
	case t.Kind == token.Punct && (text == "/" || text == "&"):
	case t.Kind == token.Punct && (text == "'" || text == "’"):
		b.flush(j + 1)
		b.end = j
	default:
		return false
	}
	return true
}

// takeWord reads a word that is nobody's name.
func (b *before) takeWord(j int) (int, bool) {
	t := b.tokens[j]
	if t.Is(token.Glued) && t.End-t.Start <= 4 && (b.word(j) == "'s" || b.word(j) == "’s") {
		if j > b.floor && (worn(b.word(j-1)) || b.learnt.alwaysOwns(b.word(j-1))) {
			b.flush(j + 1)
			b.end = j + 1
			return j, true // "men's" is the name of a part
		}
		b.flush(j + 1)
		b.end = j
		return j, true
	}
	if m, ok := b.marks.concept(j); ok {
		return b.takeConcept(m)
	}
	if from := b.andOther(j, b.floor); from >= 0 {
		b.flush(j + 1)
		span := b.span(from, j+1)
		b.parts = append(b.parts, part{member{AxisProduct, span.Of(b.t.Text)}, span, true})
		b.end = from
		return from, true
	}
	if b.beginsCompound(j) || b.endsCompound(j) {
		return j, true
	}
	switch b.marks.cue(j) {
	case cueTotal:
		b.whole = true
		b.breakAt(j)
		return j, true
	case cueUnitNoun:
		if t.Is(token.Upper) && j > b.floor && (b.tokens[j-1].Is(token.Upper) || j+1 < b.end) {
			return j, true // one more capital in a name: "AI Products Group"
		}
		b.breakAt(j)
		return j, true
	case cueAdjective, cueGAAP, cueNonGAAP, cueSequential, cueYearOverYear, cueOrganic, cueConstantCurrency, cueAnnualized, cueAdd, cueTarget:
		b.breakAt(j)
		return j, true
	case cueFunction:
		if j+1 < b.end && b.pointsInName(j) {
			return j, true
		}
		if (b.word(j) == "and" || b.word(j) == "plus") && len(b.parts) > 0 && j > b.floor {
			if _, ok := b.marks.memberOf(j - 1); ok || b.tokens[j-1].Is(token.Caps) {
				b.end, b.joined = j, true // "the BRICS and Mexico"
				return j, true
			}
		}
	case cueNone:
		return j, b.content(j) && (t.Is(token.Upper) || !isModal(b.lower(j-1)))
	}
	return j, false
}

// takeConcept reads the name of another measure, which ends the phrase; but that of an
// expense right before revenue is the name of what is sold: "sales and marketing revenue".
func (b *before) takeConcept(m mention) (int, bool) {
	whole, ok := b.marks.concept(int(m.last))
	if !ok || whole.value != b.e.known.revenue || int(m.last) != b.end || !b.e.taxonomy.Concepts[m.value].Expense {
		return int(m.last) - 1, false
	}
	span := b.span(int(m.first), int(m.last))
	b.parts, b.end = append(b.parts, part{member{AxisProduct, span.Of(b.t.Text)}, span, false}), int(m.first)
	return b.end, true
}

// pointsInName reports whether the word at token j is a direction in capitals before
// another capital, and so part of a name: "North Ridge".
func (c *call) pointsInName(j int) bool {
	if !c.tokens[j].Is(token.Upper) || !c.tokens[j+1].Is(token.Upper) || !c.content(j+1) {
		return false
	}
	w := c.lower(j)
	return w == "north" || w == "south"
}

// beginsCompound reports whether a hyphen joins the preposition at token j to a noun:
// "on-premises", "off-premise", "at-home".
func (c *call) beginsCompound(j int) bool {
	if c.tokens[j+1].Kind != token.Hyphen || !c.tokens[j+1].Is(token.Glued) {
		return false // as most
	}
	switch c.lower(j) {
	case "on", "off", "at", "in":
		return c.tokens[j+2].Is(token.Glued) && c.content(j+2)
	}
	return false
}

// endsCompound reports whether a hyphen joins the word at token j to a noun before it:
// "sugar-free", "front-end".
func (c *call) endsCompound(j int) bool {
	if !c.tokens[j].Is(token.Glued) || c.tokens[j-1].Kind != token.Hyphen || !c.tokens[j-1].Is(token.Glued) {
		return false // as most
	}
	switch c.lower(j) {
	case "free", "end", "in", "on":
		return c.content(j - 2)
	}
	return false
}

// possessive reports whether token i is the 's of the word before it.
func (c *call) possessive(i int) bool {
	return c.tokens[i].Is(token.Glued) && (c.word(i) == "'s" || c.word(i) == "’s")
}

// worn reports whether what is of these people is a kind of product: "men's".
func worn(people string) bool {
	switch strings.ToLower(people) {
	case "men", "women", "children":
		return true
	}
	return false
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
		return c.learnt.count(p.name) < 2 && !c.opensPhrase(p.span) && !worn(strings.TrimRight(p.name, "'’s")) &&
			!strings.HasPrefix(c.t.Text[p.span.End:], " product ") // "HSD crane product revenue"
	})
}

// andOther is where a name such as "services and other" begins whose last word
// stands at j; -1 if there is none.
func (c *call) andOther(j, floor int) int {
	if j-2 < floor || c.lower(j) != "other" || c.lower(j-1) != "and" {
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
	for _, w := range [...]string{" and", " our", " the", "The", "Our", " total", "Total", ".", "\n", "And", ","} {
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
		if oneName(text, kind, name) {
			span := name.span.Hull(kind.span)
			joined := part{member{AxisProduct, span.Of(text)}, span, kind.raw || name.axis == AxisProduct}
			return joinKinds(text, append(append(parts[:i:i], joined), parts[i+2:]...))
		}
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

// joinNames joins a product to what stands right before it where the call says both
// together again: "companion animal diagnostics", "digital advertising".
func (c *call) joinNames(parts []part) []part {
	if c.learnt.index == nil {
		return parts
	}
	for i := 0; i+1 < len(parts); i++ {
		kind, name := &parts[i], &parts[i+1]
		if kind.span.Start-name.span.End != 1 || kind.axis != AxisProduct || name.axis != AxisProduct && name.axis != AxisChannel {
			continue
		}
		span := name.span.Hull(kind.span)
		if named, again := c.firstNamed(span); again {
			return c.joinNames(append(append(parts[:i:i], part{member{AxisProduct, named}, span, false}), parts[i+2:]...))
		}
	}
	return parts
}

// shareNoun gives a part whose noun stands behind "and" and another name alone that noun,
// where the call says both together: "digital and print advertising".
func (c *call) shareNoun(parts []part) []part {
	if c.learnt.index == nil {
		return parts
	}
	for i := 0; i+1 < len(parts); i++ {
		kind, name := parts[i], &parts[i+1]
		last := strings.LastIndexByte(kind.name, ' ')
		if last < 0 || kind.axis != AxisProduct || kind.span.Of(c.t.Text) != kind.span.Of(c.low) || name.axis == AxisGeography || name.span.End > kind.span.Start || c.low[name.span.End:kind.span.Start] != " and " {
			continue
		}
		full := name.span.Of(c.low) + strings.ToLower(kind.name[last:])
		if at := strings.Index(c.low, full); at >= 0 {
			name.member = member{kind.axis, c.t.Text[at : at+len(full)]}
		}
	}
	return parts
}

// firstNamed is what stands at a span as the call writes it first, and whether it says it
// again.
func (c *call) firstNamed(span source.Span) (string, bool) {
	said := span.Of(c.low)
	first := strings.Index(c.low, said)
	if behind := first + len(said); behind > int(span.Start) && !strings.Contains(c.low[behind:], said) {
		return "", false
	}
	return c.t.Text[first : first+len(said)], true
}

// inFull gives parts that are called by the first word of a segment's name that name
// in full.
func (c *call) inFull(parts []part) []part {
	cloned := false
	for i, p := range parts {
		if p.name == "auto" && strings.Contains(c.low, "automotive") && !strings.Contains(c.low, "auto loan") {
			if !cloned {
				parts, cloned = slices.Clone(parts), true
			}
			parts[i].member = member{AxisCustomerType, "automotive"}
			continue
		}
		if p.axis == AxisGeography || strings.IndexByte(p.name, ' ') >= 0 || !c.standsAlone(p.span) {
			continue
		}
		if full := c.segments[segmentKey(p.name)]; full != "" && full != p.name && p.name != "other" {
			if !cloned {
				parts, cloned = slices.Clone(parts), true // headings share them
			}
			parts[i].member = member{AxisSegment, full}
		}
	}
	return parts
}

// standsAlone reports whether no word in capitals goes on behind the name at sp.
func (c *call) standsAlone(sp source.Span) bool {
	rest := strings.TrimLeft(c.t.Text[sp.End:], " ")
	return rest != "" && (rest[0] < 'A' || rest[0] > 'Z')
}

// oneName reports whether two parts, one right behind the other, are one name: two
// products in capitals ("Harbor Pro"), or a kind of customer and what is made for it
// ("commercial aerospace").
func oneName(text string, kind, name *part) bool {
	if kind.span.Start-name.span.End != 1 || kind.axis != AxisProduct || kind.name == "product" {
		return false
	}
	if name.axis == AxisCustomerType {
		switch name.name {
		case "commercial", "industrial", "residential":
			return true
		}
		return false
	}
	a, b := text[name.span.Start], text[kind.span.Start]
	return name.axis == AxisProduct && a >= 'A' && a <= 'Z' && b >= 'A' && b <= 'Z' && name.name == name.span.Of(text) && kind.name == kind.span.Of(text)
}

// partOfName reports whether the member m stands in capitals directly before a
// run of capitals that goes on to token end: "Software Solutions Division".
func (c *call) partOfName(m mention, next, end, floor int) bool {
	if int(m.value) >= len(c.e.lexicon.named) || c.e.lexicon.named[m.value].axis == AxisGeography || int(m.first) <= floor && next >= end {
		return false
	}
	return next < end && next == int(m.last) && c.tokens[m.first].Is(token.Upper) && c.tokens[next].Is(token.Upper) && c.marks.at[next].member == 0
}

// endsLongerName reports whether a learnt name in capitals is the end of a longer
// one: "Branch QLX".
func (b *before) endsLongerName(m mention) bool {
	i := int(m.first) - 1
	return int(m.value) >= len(b.e.lexicon.named) && int(m.last) == b.end && i >= b.floor && b.tokens[m.first].Is(token.Caps) &&
		b.content(i) && b.tokens[i].Is(token.Upper) && b.marks.at[i].member == 0 && b.nameOf(b.word(i)) == 0
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
		if c.tokens[k].Is(token.Upper) && (k > floor || k+1 < to && c.tokens[k+1].Is(token.Caps)) {
			capital = k
			break
		}
	}
	if capital > from {
		from = capital
	}
	if from-2 >= floor && from < to && c.tokens[from-1].Kind == token.Hyphen && c.tokens[from].Is(token.Glued) && c.prefixes(from-2) {
		from -= 2 // "off-premise", "Contoso-Hill"
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

// prefixes reports whether the word at token i is part of the name that a hyphen
// joins to it.
func (c *call) prefixes(i int) bool {
	switch c.lower(i) {
	case "off", "on", "in", "out", "non", "e", "multi", "omni", "micro", "self", "pre", "bio":
		return true
	}
	return c.content(i) && c.tokens[i].Is(token.Upper) && c.tokens[i+2].Is(token.Upper)
}

// ownName reports whether the tokens from..to are words of the company's name,
// its ticker or initials, or the name of somebody on the call: no part of it.
func (c *call) ownName(from, to int) bool {
	own, person := true, true
	for k := from; k < to; k++ {
		w := c.word(k)
		kind := c.nameOf(w)
		own = own && (kind&ofCompany != 0 || k == from && to-from > 1 && w == "The" || to-from == 1 && len(w) > 1 && strings.HasPrefix(c.initials, w))
		person = person && kind&ofSpeaker != 0
	}
	return own || person
}

const (
	ofCompany = 1 << iota
	ofSpeaker
)

// unmarkPeople takes places away that are the names of people on the call, as
// Jordan or Georgia, or of a currency.
func (c *call) unmarkPeople() {
	for _, m := range c.marks.members {
		if m.last == m.first+1 && c.nameOf(c.word(int(m.first))) == ofSpeaker {
			c.marks.at[m.first].member = 0
		}
		if next := c.lower(int(m.last)); next == "dollar" || next == "dollars" {
			c.marks.unmarkMember(m) // "on a U.S. dollar basis"
		}
	}
}

// whoIsOnTheCall notes the words of the company's and the speakers' names.
func (c *call) whoIsOnTheCall() {
	if c.people == nil {
		c.people = map[string]uint8{}
	}
	clear(c.people)
	clear(c.shapes[:])
	var b strings.Builder
	for _, w := range strings.FieldsFunc(c.t.Company.Name, func(r rune) bool { return unicode.IsSpace(r) || r == '/' }) {
		w = strings.Trim(w, ",.'’")
		if w == "" {
			continue
		}
		b.WriteByte(w[0])
		c.noteName(w, ofCompany)
		c.noteName(strings.ToUpper(w), ofCompany)
	}
	c.initials = b.String()
	c.noteName(c.t.Company.Ticker, ofCompany)
	for _, remark := range [...]string{"Indecipherable", "Inaudible", "Unintelligible", "Phonetic"} {
		c.noteName(remark, ofSpeaker) // what the transcriber writes names nothing
	}
	for i := range c.t.Speakers {
		for _, w := range strings.Fields(c.t.Speakers[i].Name) {
			c.noteName(strings.Trim(w, ",.'’"), ofSpeaker)
		}
	}
}

// noteName notes that a word is part of a name; nameOf tells of whose.
func (c *call) noteName(word string, of uint8) {
	c.people[word] |= of
	c.shapes.add(word)
}

func (c *call) nameOf(word string) uint8 {
	if !may(&c.shapes, word) {
		return 0
	}
	return c.people[word]
}
