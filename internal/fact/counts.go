package fact

import (
	"slices"
	"strings"

	"github.com/callfacts/callfacts/internal/concept"
	"github.com/callfacts/callfacts/internal/token"
)

// changeOfCount makes a count of new or lost things a change: "553 net new
// stores".
func (c *call) changeOfCount(r *reading) {
	if r.choice.concept == c.e.known.subscribers && r.class == unitBare && c.lower(int(r.choice.mention.last)-1) == "subscriptions" {
		r.choice.unit = "subscriptions" // as it is said
	}
	if c.brings(r) {
		r.choice.measure = MeasureValue
		if r.class == unitBare && r.prev.choice.unit == "" && r.prev.class == unitCount {
			r.choice.unit = r.prev.q.Unit
		}
		return
	}
	if r.choice.measure == MeasureValue && c.e.taxonomy.Concepts[r.choice.concept].Unit == concept.UnitCount && r.choice.mention.last > 0 &&
		(c.added(r) || c.newIn(r.choice.mention) || r.choice.concept == c.e.known.locations && c.tradesPlaces(r)) {
		r.choice.measure = MeasureChange
	}
	k := &c.e.taxonomy.Concepts[r.choice.concept]
	first := int(r.choice.mention.first)
	if r.choice.measure == MeasureValue && k.Unit == concept.UnitMoney && k.Instant && r.choice.mention.last > 0 && c.lower(first-1) == "new" && c.lower(first-2) == "net" {
		r.choice.measure = MeasureChange // "$12 million in net new ARR"
	}
}

// brings reports whether r is the count that new things led to: "we opened 3 net new
// restaurants, bringing our total to 218".
func (c *call) brings(r *reading) bool {
	if r.prev == nil || r.prev.choice.concept != r.choice.concept || c.marks.cue(c.start(r.q)-1) != cueTo && c.lower(c.start(r.q)-1) != "with" && c.lower(c.start(r.q)-1) != "at" || c.e.taxonomy.Concepts[r.choice.concept].Unit != concept.UnitCount {
		return false
	}
	if i := c.start(r.q) - 2; i > r.prev.q.Last {
		switch c.lower(i) {
		case "ended", "ending", "finished", "finishing", "closed", "closing":
			return true // "we added 18 stores and ended with 430"
		}
	}
	for j := c.start(r.q) - 1; j > r.prev.q.Last && r.q.First-j <= 12; j-- {
		switch c.lower(j) {
		case "bringing", "brings", "brought", "bring":
			return true
		}
	}
	return false
}

// newIn reports whether the words of a mention say that the things are new.
func (c *call) newIn(m mention) bool {
	for j := m.first; j < m.last; j++ {
		switch c.lower(int(j)) {
		case "new", "additions", "openings", "wins", "adds", "closures":
			return true
		}
	}
	return false
}

// countedNoun reads "7,406 employees", "170 customers": the noun is the concept.
func (c *call) countedNoun(r *reading) (choice, bool) {
	if hired, ok := c.hired(r); ok {
		return hired, true
	}
	if r.q.Unit == "weeks" || r.q.Unit == "months" {
		return c.durationNamed(r)
	}
	i := c.e.byNoun(r.q.Unit)
	if m, ok := c.unitConcept(r); ok {
		i = m.value
	}
	if r.q.Unit == "shares" {
		i = c.sharesConcept(r)
	}
	if r.q.Unit == "barrels" {
		i = c.inBarrels(r, i)
	}
	if r.q.Unit == "units" && c.e.known.locations >= 0 && c.speaksOf(r.s, c.e.known.locations) {
		i = c.e.known.locations // what has stores calls them units
	}
	if i < 0 {
		return choice{}, false
	}
	if i == c.e.known.headcount && c.anybody(r) {
		return choice{}, false
	}
	m := MeasureValue
	if r.d.moves() && !r.d.dest && !r.d.origin || c.added(r) {
		m = MeasureChange
	}
	switch {
	case i == c.e.known.locations && c.tradesPlaces(r):
		m = MeasureChange
	case i == c.e.known.sharesRepurchased && c.buysOwnShares(r):
		m = MeasureValue // "acquired 2.1 million shares"
	}
	if m == MeasureValue && magnitude(r.q) < 10 {
		return choice{}, false // "two people", "both customers": nobody's total
	}
	at, unit := mention{i, int32(r.q.First), int32(r.q.Last)}, ""
	if i == c.e.known.locations && r.q.Unit == "units" || i == c.e.known.customers && r.q.Unit == "subscribers" {
		unit = c.e.taxonomy.Concepts[i].Noun
	}
	return choice{fit: fit{i, m, unit}, link: linkNoun, mention: at, score: 100}, true
}

// inBarrels is the measure told in barrels that stands before r, and fallback where none
// does: "refinery throughput averaged 310,000 barrels per day".
func (c *call) inBarrels(r *reading, fallback int32) int32 {
	for m := range c.measures(r.s) {
		if int(m.last) <= r.q.First && c.e.taxonomy.Concepts[m.value].Noun == "barrels" {
			fallback = m.value
		}
	}
	return fallback
}

// soldNoun reads goods that are counted by their own name where the verb says that
// they were sold: "we delivered 31,000 vehicles", "we closed on 4,120 homes".
func (c *call) soldNoun(r *reading) (choice, bool) {
	i := c.e.known.unitsSold
	if i < 0 || magnitude(r.q) < 100 || r.d.moves() {
		return choice{}, false
	}
	switch r.q.Unit {
	case "homes", "vehicles", "trucks", "cars", "trailers", "boats", "motorcycles", "tractors", "aircraft", "engines", "phones", "smartphones", "devices", "turbines", "machines", "airplanes":
	default:
		return choice{}, false
	}
	j := c.verbBefore(r)
	switch c.lower(j) {
	case "sold", "delivered", "shipped", "closed":
		return choice{fit: fit{i, MeasureValue, ""}, link: linkNoun, mention: mention{i, int32(j), int32(j + 1)}, score: 90}, true
	}
	return choice{}, false
}

// verbBefore is the word before the number and what leads up to it: "closed" of "closed
// on a total of approximately 4,120 homes".
func (c *call) verbBefore(r *reading) int {
	j := c.start(r.q) - 1
	for ; j > r.s.first; j-- {
		switch w := c.lower(j); {
		case w == "on", w == "of", w == "over", w == "about", strings.HasSuffix(w, "ly"):
		case c.marks.cue(j) == cueAdjective, c.marks.cue(j) == cueTotal:
		default:
			return j
		}
	}
	return j
}

// speaksOf reports whether the sentence names a concept.
func (c *call) speaksOf(s *said, concept int32) bool {
	for m := range c.measures(s) {
		if m.value == concept {
			return true
		}
	}
	return false
}

// anybody reports whether the people counted may be anybody, and not those who
// work for the company: "six million people live with this disease".
func (c *call) anybody(r *reading) bool {
	noun := r.q.Last
	for noun < r.s.last-1 && !c.marks.at[noun].unit {
		noun++
	}
	switch c.lower(noun) {
	case "people", "individuals", "persons":
	default:
		return false
	}
	for j := max(r.s.first, r.q.First-8); j < min(r.s.last, noun+8); j++ {
		switch c.lower(j) {
		case "employ", "employs", "employed", "employees", "hire", "hired", "hiring", "team", "teams", "workforce", "staff", "headcount", "our", "recruited", "work", "working", "onboarded", "plants", "factory", "organization":
			return false
		}
	}
	return true
}

// unitConcept is the concept that the counted noun itself names: "8 service
// centers".
func (c *call) unitConcept(r *reading) (mention, bool) {
	for j := r.q.Last; j < r.s.last && j-r.q.Last <= 5; j++ {
		if !c.marks.at[j].unit {
			continue
		}
		m, ok := c.marks.concept(j)
		return m, ok && c.e.taxonomy.Concepts[m.value].Unit == concept.UnitCount
	}
	return mention{}, false
}

// hired reads the people that were taken on, or are employed, by what they do: "adding over
// 1,700 drivers".
func (c *call) hired(r *reading) (choice, bool) {
	switch r.q.Unit {
	case "drivers", "engineers", "salespeople", "sellers", "technicians", "nurses", "teachers", "pilots", "bankers", "advisors", "hires":
	default:
		return choice{}, false
	}
	i, measure := c.e.known.headcount, MeasureChange
	if strings.HasPrefix(c.lower(c.verbBefore(r)), "employ") {
		measure = MeasureValue
	}
	return choice{fit: fit{i, measure, "employees"}, link: linkNoun, mention: mention{i, int32(r.q.First), int32(r.q.Last)}, score: 90}, i >= 0 && (measure == MeasureValue || c.added(r)) && magnitude(r.q) >= 10
}

// durationNamed reads weeks or months as the measure told in them that the
// sentence names, or that was spoken of last: "eight to nine weeks on average as
// our lead times".
func (c *call) durationNamed(r *reading) (choice, bool) {
	inWeeks := func(i int32) bool { return c.e.taxonomy.Concepts[i].Noun == "weeks" }
	measure := MeasureValue
	if r.d.moves() && !r.d.dest && !r.d.origin {
		measure = MeasureChange
	}
	for m := range c.measures(r.s) {
		if inWeeks(m.value) {
			return choice{fit: fit{m.value, measure, ""}, link: linkSubject, mention: m, score: 80}, true
		}
	}
	if t := &c.talk.topics[0]; !t.span.IsZero() && inWeeks(t.concept) && r.n-t.sentence <= 3 {
		return choice{fit: fit{t.concept, measure, ""}, link: linkInherited, mention: mention{value: t.concept}, score: 50}, true
	}
	return choice{}, false
}

// closedOf reads how many of what was counted before went or came: "we opened 17 new
// stores and closed 4".
func (c *call) closedOf(r *reading) (choice, bool) {
	p := r.prev
	if p == nil || p.choice.measure != MeasureChange || r.q.Last < r.s.last && c.content(r.q.Last) {
		return choice{}, false
	}
	k := &c.e.taxonomy.Concepts[p.choice.concept]
	if k.Unit != concept.UnitCount || k.Noun == "" || k.Noun == "shares" {
		return choice{}, false
	}
	switch c.lower(c.start(r.q) - 1) {
	case "closed", "opened", "added", "lost", "closing", "opening":
		unit := k.Noun
		if p.class == unitCount {
			unit = p.q.Unit
		}
		return choice{fit: fit{p.choice.concept, MeasureChange, unit}, link: linkNoun, mention: p.choice.mention, score: 70}, true
	}
	return choice{}, false
}

// addedOf reads how many of the things that came or went were of which part: "we added 120
// stores, including 80 in Europe and 40 in Asia".
func (c *call) addedOf(r *reading) (choice, bool) {
	p := r.prev
	if p == nil || p.choice.measure != MeasureChange || p.class != unitCount && p.choice.link != linkNoun && p.choice.link != linkBehind || c.e.taxonomy.Concepts[p.choice.concept].Unit != concept.UnitCount || c.marks.cue(r.q.Last) != cueIn {
		return choice{}, false
	}
	included := p.class == unitBare && p.choice.link == linkNoun // behind another part of them
	for j := p.q.Last; j < r.q.First; j++ {
		switch {
		case c.lower(j) == "including":
			included = true
		case c.marks.cue(j).verb(), c.text(j) == ";":
			return choice{}, false
		}
	}
	unit := p.choice.unit
	if p.class == unitCount && unit == "" {
		unit = p.q.Unit
	}
	return choice{fit: fit{p.choice.concept, MeasureChange, unit}, link: linkNoun, mention: p.choice.mention, score: 80}, included && magnitude(r.q) < magnitude(p.q)*20
}

// ordinal reports whether r is the place in a row: "our 30,000th store".
func (c *call) ordinal(r *reading) bool {
	rest := c.t.Text[r.q.Span.End:]
	if len(rest) < 2 {
		return false
	}
	switch rest[:2] {
	case "th", "st", "nd", "rd":
		return true
	}
	return false
}

// countedFar reads a bare number whose noun stands further off: "100 joint cloud
// and campus customers", "34 comparable luxury resorts".
func (c *call) countedFar(r *reading) (choice, bool) {
	if r.d.moves() {
		return choice{}, false
	}
	if bought, ok := c.ownShares(r); ok {
		return bought, true
	}
	for j := r.q.Last; j < r.s.last && j-r.q.Last <= 6; j++ {
		if c.tokens[j].Kind == token.Hyphen || c.marks.at[j].unit && c.marks.at[j].concept == 0 {
			continue
		}
		if c.lower(j) == "in" && j+3 < r.s.last && c.tokens[j+1].Kind == token.Hyphen {
			j += 2 // "three in-store branches"
			continue
		}
		if q, ok := c.marks.isQuantity(j); ok && j > r.q.Last && (c.quantities[q].Unit == "days" || c.tokens[j-1].Is(token.Upper)) {
			j = c.quantities[q].Last - 1 // "90-day members", "Fortune 500 accounts"
			continue
		}
		if m, ok := c.marks.concept(j); ok {
			k := &c.e.taxonomy.Concepts[m.value]
			if k.Unit != concept.UnitCount || k.Noun == "" || k.Noun == "weeks" || k.Noun == "shares" && m.value != c.e.known.sharesOutstanding || !strings.HasSuffix(c.text(int(m.last)-1), "s") {
				return choice{}, false
			}
			measure := MeasureValue
			if c.added(r) {
				measure = MeasureChange
			}
			unit := k.Noun
			if m.value == c.e.known.locations && m.last-m.first == 1 {
				unit = c.lower(int(m.first)) // "three in-store branches"
			}
			return choice{fit: fit{m.value, measure, unit}, link: linkNoun, mention: m, score: 70}, j > r.q.Last && (measure != MeasureValue || magnitude(r.q) >= 10)
		}
		if _, ok := c.marks.memberOf(j); ok {
			continue
		}
		switch c.marks.cue(j) {
		case cueAdjective, cueUnitNoun, cueAdd:
			continue
		case cueFunction:
			if c.lower(j) == "and" && j > r.q.Last {
				continue
			}
		case cueNone:
			if c.content(j) && c.marks.at[j].concept == 0 && c.marks.at[j].quantity == 0 {
				continue
			}
		}
		return choice{}, false
	}
	return choice{}, false
}

// ownShares reads shares of the company by its name that were bought: "to buy 80,000
// Northwind shares".
func (c *call) ownShares(r *reading) (choice, bool) {
	i := c.e.known.sharesRepurchased
	j := r.q.Last
	for j < r.s.last && j-r.q.Last <= 3 && (c.nameOf(c.word(j))&ofCompany != 0 || c.tokens[j].Is(token.Glued)) {
		j++
	}
	if i < 0 || c.lower(j) != "shares" {
		return choice{}, false
	}
	for k := c.start(r.q) - 1; k >= r.s.first && r.q.First-k <= 3; k-- {
		switch c.lower(k) {
		case "buy", "bought", "repurchase", "repurchased", "acquire", "acquired", "purchase", "purchased", "retire", "retired":
			return choice{fit: fit{i, MeasureValue, "shares"}, link: linkNoun, mention: mention{i, int32(j), int32(j + 1)}, score: 80}, true
		}
	}
	return choice{}, false
}

// countedParts reads a list of how many of what was counted are of which kind:
// "of our top ten customers, four were cloud and one was an enterprise".
func (c *call) countedParts(r *reading) (choice, bool) {
	if !c.kindBehind(r) {
		return choice{}, false
	}
	for j := r.q.First - 1; j >= r.s.first; j-- {
		m, ok := c.marks.concept(j)
		if !ok {
			continue
		}
		k := &c.e.taxonomy.Concepts[m.value]
		if k.Unit != concept.UnitCount || k.Noun == "" || k.Noun == "shares" {
			return choice{}, false
		}
		return choice{fit: fit{m.value, MeasureValue, k.Noun}, link: linkNoun, mention: m, score: 60}, true
	}
	return choice{}, false
}

// kindBehind reports whether the number is said to be of a part: "four were
// cloud".
func (c *call) kindBehind(r *reading) bool {
	j := r.q.Last
	if j+1 >= r.s.last || !isBe(c.text(j)) {
		return false
	}
	if j++; c.article(j) {
		j++
	}
	return j < r.s.last && c.marks.at[j].member != 0
}

func isBe(word string) bool {
	switch word {
	case "is", "are", "was", "were":
		return true
	}
	return false
}

// byNoun is the concept that counts a noun, or -1.
func (e *Extractor) byNoun(noun string) int32 {
	switch noun {
	case "employees":
		return e.known.headcount
	case "customers":
		return e.known.customers
	case "subscriptions":
		return e.known.subscribers
	}
	if i, ok := e.nouns[noun]; ok {
		return i
	}
	return -1
}

// nounsOf are the first concepts that count what the nouns name, but for the nouns that
// several do.
func nounsOf(concepts []concept.Concept) map[string]int32 {
	nouns := map[string]int32{}
	for i, k := range slices.Backward(concepts) {
		if k.Noun != "shares" && k.Noun != "weeks" {
			nouns[k.Noun] = int32(i)
		}
	}
	return nouns
}

// sharesConcept tells shares that were bought from those that stand.
func (c *call) sharesConcept(r *reading) int32 {
	for m := range c.measures(r.s) {
		switch m.value {
		case c.e.known.shareRepurchases, c.e.known.sharesRepurchased, c.e.known.repurchasePrice:
			return c.e.known.sharesRepurchased
		case c.e.known.sharesOutstanding:
			return c.e.known.sharesOutstanding
		}
	}
	if c.buysOwnShares(r) {
		return c.e.known.sharesRepurchased
	}
	return -1
}

// buysOwnShares reports whether the clause says that the company bought its own
// shares: "purchased 108,600 shares of our stock".
func (c *call) buysOwnShares(r *reading) bool {
	verb := c.verbBefore(r)
	if w := c.lower(verb); (w == "purchase" || w == "repurchase") && c.atAverage(r.q.Last) && !c.sharesOfNamed(r) {
		return true // "in the purchase of 1.5 million shares at an average price of"
	}
	if c.lower(verb) == "additional" {
		for verb--; verb > r.s.first && c.article(verb); verb-- {
		}
	}
	if buysBack(c.lower(verb)) && c.byCompany(r.s, verb) && !c.sharesOfNamed(r) {
		return true // "we retired 2.1 million shares"
	}
	bought, stock := false, false
	for j := r.s.first; j < r.s.last; j++ {
		switch w := c.lower(j); {
		case buysBack(w):
			bought = bought || j < r.q.Last
		case w == "stock", w == "shares":
			stock = stock || c.lower(j-1) == "our" || c.lower(j-1) == "its" || c.lower(max(j-1, r.s.first)) == "common"
		}
	}
	return bought && stock
}

// sharesOfNamed reports whether the shares are of somebody who is named, or in something:
// "1.2 million shares of Fabrikam".
func (c *call) sharesOfNamed(r *reading) bool {
	for j := r.q.Last; j < r.s.last && j-r.q.Last <= 3; j++ {
		if c.lower(j) != "shares" {
			continue
		}
		switch next := c.lower(j + 1); next {
		case "of":
			return j+2 < r.s.last && c.tokens[j+2].Is(token.Upper) && c.lower(j+2) != "class" && c.nameOf(c.word(j+2))&ofCompany == 0
		case "in":
			return j+2 < r.s.last && c.lower(j+2) != "the"
		}
	}
	return false
}

// added reports whether the things counted are new ones: "added", "opened",
// "net new".
func (c *call) added(r *reading) bool {
	if c.ordinal(r) {
		return false
	}
	for j := c.start(r.q) - 1; j >= r.s.first && r.q.First-j <= 8; j-- {
		switch c.marks.cue(j) {
		case cueAdd:
			return true
		case cueFunction, cueAdjective, cueOf, cueIn, cueTotal:
			continue
		}
		break
	}
	if !c.going(r).IsZero() {
		return true
	}
	for j := r.q.Last; j < r.s.last && j-r.q.Last <= 2; j++ {
		if c.marks.cue(j) != cueAdd {
			continue
		}
		switch c.lower(j) {
		case "new", "net", "additional", "incremental":
			return true
		}
	}
	return false
}

// countAdditions tells what general nouns count: "turns" those of leverage where that was
// named, and "net additions" with no noun before it those of customers where customers
// were counted last: "customer relationships grew 4%, including 12,000 net
// additions".
func (c *call) countAdditions() {
	last := int32(-1) // of what is counted by heads
	for i := range c.marks.concepts {
		switch m := &c.marks.concepts[i]; {
		case i > 0 && m.value == c.e.known.inventoryTurns && m.last-m.first == 1:
			if p := &c.marks.concepts[i-1]; p.value == c.e.known.leverage && m.first-p.last <= 12 {
				m.value = p.value // "we reduced our leverage ratio by two turns"
			}
		case m.value == c.e.known.subscribers && c.lower(int(m.first)) == "net" && last == c.e.known.customers:
			m.value = last
		case m.value == c.e.known.customers || m.value == c.e.known.subscribers:
			last = m.value
		}
	}
}
