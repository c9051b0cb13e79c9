package fact

import (
	"sync"

	"github.com/callfacts/callfacts/internal/concept"
	"github.com/callfacts/callfacts/internal/period"
	"github.com/callfacts/callfacts/internal/quantity"
	"github.com/callfacts/callfacts/internal/sentence"
	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/token"
	"github.com/callfacts/callfacts/internal/transcript"
)

// Extractor extracts facts by one taxonomy. Make one with New; it is then only
// read, by any number of goroutines.
type Extractor struct {
	taxonomy   *concept.Taxonomy
	vocabulary *token.Vocabulary
	quantities *quantity.Reader
	periods    *period.Reader
	lexicon    *lexicon
	known      known
	nouns      map[string]int32 // the concepts that count what the nouns name
	pool       sync.Pool        // of *call
}

// known holds the indexes of the concepts that rules name.
type known struct {
	revenue, eps, headcount, customers, subscribers, users, leverage, inventoryTurns, sharesRepurchased, sharesOutstanding, shareRepurchases, capitalExpenditures, shareholderReturns, locations, addressableMarket, acquisitionPrice, sameStoreSales, traffic, occupancy, unitsSold, operatingCashFlow, repurchaseAuthorization, repurchasePrice, creditFacility int32
}

// New makes an extractor over a taxonomy.
func New(taxonomy *concept.Taxonomy) (*Extractor, error) {
	e := &Extractor{taxonomy: taxonomy, vocabulary: token.NewVocabulary()}
	var err error
	if e.quantities, err = quantity.NewReader(e.vocabulary); err != nil {
		return nil, err
	}
	e.periods = period.NewReader(e.vocabulary)
	if e.lexicon, err = newLexicon(e.vocabulary, taxonomy); err != nil {
		return nil, err
	}
	for id, at := range map[string]*int32{
		"revenue": &e.known.revenue, "eps": &e.known.eps, "headcount": &e.known.headcount, "customers": &e.known.customers, "subscribers": &e.known.subscribers, "users": &e.known.users,
		"leverage_ratio": &e.known.leverage, "inventory_turns": &e.known.inventoryTurns,
		"shares_repurchased": &e.known.sharesRepurchased, "shares_outstanding": &e.known.sharesOutstanding,
		"share_repurchases": &e.known.shareRepurchases, "capital_expenditures": &e.known.capitalExpenditures,
		"locations": &e.known.locations, "shareholder_returns": &e.known.shareholderReturns,
		"addressable_market": &e.known.addressableMarket, "acquisition_price": &e.known.acquisitionPrice,
		"same_store_sales": &e.known.sameStoreSales, "traffic": &e.known.traffic,
		"occupancy": &e.known.occupancy, "units_sold": &e.known.unitsSold, "operating_cash_flow": &e.known.operatingCashFlow,
		"repurchase_authorization": &e.known.repurchaseAuthorization, "repurchase_price": &e.known.repurchasePrice, "credit_facility": &e.known.creditFacility,
	} {
		*at = int32(taxonomy.Find(id))
	}
	e.nouns = nounsOf(taxonomy.Concepts)
	e.pool.New = func() any { return &call{told: statements{}} }
	return e, nil
}

// Standard is the extractor over the standard taxonomy.
var Standard = sync.OnceValue(func() *Extractor {
	e, err := New(concept.Standard())
	if err != nil {
		panic(err) // the embedded data is checked by a test
	}
	return e
})

// Extract turns the speech of a transcript into facts and the numeral ledger.
func (e *Extractor) Extract(t *transcript.Transcript) *Extraction {
	c := e.pool.Get().(*call)
	defer e.pool.Put(c)
	c.reset(e, t)
	if !c.mark() {
		return &Extraction{TooMany: true}
	}
	c.unmarkTransactions()
	c.countAdditions()
	c.learn()
	c.findSegments()
	c.outline()
	c.calendar = period.CalendarOf(c.anchor, c.t.Event.Date, c.endMonth())
	c.blankets()
	for i := range c.sentences {
		c.bind(i)
	}
	c.repeats()
	return c.finish()
}

// call is the work on one transcript: its speech as tokens, what stands at
// each, and what was said so far. Its slices are used again for the next call.
type call struct {
	e        *Extractor
	t        *transcript.Transcript
	low      string // its text in lower case, of the same length
	anchor   period.Anchor
	calendar period.Calendar
	currency string

	tokens     []token.Token
	sentences  []said
	marks      marks
	quantities []quantity.Quantity
	periods    []period.Mention
	split      []sentence.Sentence // scratch
	readings   []reading           // scratch of a sentence
	parts      []part              // scratch

	learnt    learnt
	segments  map[string]string // by key: the full names of the segments that the call goes through
	bySegment bool              // it goes through them one by one
	passages  []passage         // by sentence, where it does
	capitals  []int32           // the tokens in capitals, in order; once the call was learnt from, those that are words of names

	people   map[string]uint8 // words of the names of the company and the speakers
	shapes   shapes           // of people
	initials string           // of the company
	blanket  blanket
	talk     talk
	facts    []Fact
	order    []int32 // scratch: of the facts
	told     statements
	bound    []bool // by quantity: it is part of a fact
}

// said is a sentence with the turn it stands in.
type said struct {
	first, last int // tokens
	turn        int
	opens, asks bool
	effects     bool   // a number of it told the effect of something
	quantities  [2]int // of call.quantities, half-open
	periods     [2]int // of call.periods, half-open
	concepts    [2]int // of marks.concepts, half-open
	capitals    [2]int // of call.capitals, half-open
	held               // what it holds
}

func (c *call) reset(e *Extractor, t *transcript.Transcript) {
	c.e, c.t, c.low = e, t, t.Lower()
	c.anchor = anchorOf(t)
	c.tokens, c.sentences = c.tokens[:0], c.sentences[:0]
	c.quantities, c.periods, c.capitals = c.quantities[:0], c.periods[:0], c.capitals[:0]
	c.marks.reset()
	c.addMargin()
	c.learnt.reset()
	c.blanket = blanket{}
	c.talk = talk{}
	c.facts = c.facts[:0]
	c.bound = c.bound[:0]
	c.currency = "USD"
}

// anchorOf is the period that a call reports on.
func anchorOf(t *transcript.Transcript) period.Anchor {
	a := period.Anchor{Year: t.Event.FiscalYear, Quarter: t.Event.FiscalQuarter}
	switch t.Event.FiscalPeriod {
	case "FY", "H2":
		a.Quarter = 4
	case "H1":
		a.Quarter = 2
	}
	if d := t.Event.Date; len(d) == 10 {
		month := int(d[5]-'0')*10 + int(d[6]-'0')
		// A call is held one to three months after its quarter's end, which for
		// most companies is that of a calendar quarter.
		if a.EndMonth = (month - 1) / 3 * 3; a.EndMonth == 0 {
			a.EndMonth = 12
		}
	}
	return a
}

// mark scans the speech turn by turn, cuts it into sentences and finds what
// the lexicons know. It reports whether there are no more numerals than are read.
func (c *call) mark() bool {
	segments := c.t.Segments
	for i := 0; i < len(segments); {
		s := segments[i]
		if s.Kind != transcript.SegmentSpeech {
			i++
			continue
		}
		base := len(c.tokens)
		for ; i < len(segments) && (segments[i].Kind != transcript.SegmentSpeech && segments[i].Kind != transcript.SegmentLabel || segments[i].Kind == transcript.SegmentSpeech && segments[i].Turn == s.Turn); i++ {
			if segments[i].Kind == transcript.SegmentSpeech {
				c.tokens = c.e.vocabulary.Scan(c.tokens, c.t.Text, segments[i].Span)
			}
		}
		if c.markTurn(s.Turn, base); len(c.quantities) > quantity.Most {
			return false
		}
	}
	c.bound = append(c.bound, make([]bool, len(c.quantities))...)
	return true
}

// margin is how many empty tokens stand before and behind each turn, so that a rule may look
// at the neighbours of any word, and at theirs: beyond the turn it finds nothing.
const margin = 12

// addMargin ends a turn.
func (c *call) addMargin() {
	end := int32(0)
	if n := len(c.tokens); n > 0 {
		end = c.tokens[n-1].End
	}
	for range margin {
		c.tokens = append(c.tokens, token.Token{Start: end, End: end})
	}
	c.marks.grow(len(c.tokens))
}

// markTurn marks the tokens of one turn, which stand from base on.
func (c *call) markTurn(turn, base int) {
	text := c.t.Text
	tokens := sentence.Lines(text, c.tokens[base:])
	c.tokens = c.tokens[:base+len(tokens)]
	c.addMargin()

	q := len(c.quantities)
	c.quantities = c.e.quantities.Read(c.quantities, text, tokens, c.currency)
	for i := q; i < len(c.quantities); i++ {
		c.quantities[i].First += base
		c.quantities[i].Last += base
		for k := c.quantities[i].Last; c.tokens[k].Start < c.quantities[i].UnitSpan.End; k++ {
			c.marks.at[k].unit = c.tokens[k].Start >= c.quantities[i].UnitSpan.Start
		}
		c.marks.quantity(int32(i), c.quantities[i].First, c.quantities[i].Last, c.quantities[i].Reject == "")
	}
	p := len(c.periods)
	for _, m := range c.e.periods.Read(c.periods[p:], text, tokens, c.anchor) {
		m.First += base
		m.Last += base
		c.countsMonths(&m)
		if c.marks.at[m.First].quantity == 0 && c.marks.at[m.Last-1].quantity == 0 {
			c.marks.period(int32(len(c.periods)), m.First, m.Last)
			c.periods = append(c.periods, m)
		}
	}
	mentions := len(c.marks.concepts)
	c.marks.phrases(c.e.lexicon, tokens, base)
	c.qualify(mentions)
	c.unmarkNames(q)

	c.split = sentence.Split(c.split[:0], text, tokens)
	for i := c.cut(turn, base); i < len(c.sentences); i++ {
		one := &c.sentences[i]
		for q < len(c.quantities) && c.quantities[q].First < one.first {
			q++
		}
		one.quantities[0] = q
		for q < len(c.quantities) && c.quantities[q].First < one.last {
			q++
		}
		one.quantities[1] = q
		for p < len(c.periods) && c.periods[p].First < one.first {
			p++
		}
		one.periods[0] = p
		for p < len(c.periods) && c.periods[p].First < one.last {
			p++
		}
		one.periods[1] = p
		for mentions < len(c.marks.concepts) && int(c.marks.concepts[mentions].last) <= one.first {
			mentions++
		}
		one.concepts[0] = mentions
		for mentions < len(c.marks.concepts) && int(c.marks.concepts[mentions].first) < one.last {
			mentions++
		}
		one.concepts[1] = mentions
		c.holds(one)
	}
}

// longestSentence is how many tokens a sentence has at most; a longer one is read
// in pieces, so that time grows with the text and not with its square.
const longestSentence = 400

// cut adds the sentences of the turn whose tokens stand at base, the longest of
// them cut where no phrase stands, and gives the index of the first.
func (c *call) cut(turn, base int) int {
	from := len(c.sentences)
	for _, s := range c.split {
		one := said{first: s.First + base, last: s.Last + base, turn: turn, opens: s.Opens, asks: s.Asks}
		for one.last-one.first > longestSentence {
			end := one.first + longestSentence
			for end < one.last && c.marks.covers(end) {
				end++
			}
			piece := one
			piece.last = end
			c.sentences = append(c.sentences, piece)
			one.first, one.opens = end, false
		}
		if one.first < one.last {
			c.sentences = append(c.sentences, one)
		}
	}
	return from
}

// countsMonths takes back the number that begins a year or a year to date: "for the nine
// months", "the 12 months ended June 30".
func (c *call) countsMonths(m *period.Mention) {
	qi, ok := c.marks.isQuantity(m.First)
	if !ok || m.Kind != period.YearToDate && m.Kind != period.Trailing && (m.Kind != period.Year || m.Pointer != period.This) {
		return
	}
	q := &c.quantities[qi]
	q.Reject = quantity.RejectPeriod
	c.marks.unmarkQuantity(q)
	for k := q.Last; c.marks.at[k].unit; k++ {
		c.marks.at[k].unit = false
	}
}

// unmarkNames takes back the quantities from index n on that are part of the name
// of a measure: "the Rule of 40".
func (c *call) unmarkNames(n int) {
	for i := n; i < len(c.quantities); i++ {
		q := &c.quantities[i]
		if m, ok := c.marks.concept(q.First); ok && q.Reject == "" && int(m.first) < q.First && q.Last <= int(m.last) {
			q.Reject = quantity.RejectIdiom
			c.marks.unmarkQuantity(q)
		}
	}
}

// namesThing reports whether the letters at token i, which stand for a measure, begin a
// name in capitals.
func (c *call) namesThing(i int) bool {
	return c.tokens[i].Is(token.Caps) && c.tokens[i+1].Kind == token.Word && c.tokens[i+1].Is(token.Upper) && !c.tokens[i+1].Is(token.Caps) && c.content(i+1)
}

// qualify takes back the mentions from index n on that are one general word with
// a noun before it that no lexicon knows: "litigation expense" is none of the
// company's expenses.
func (c *call) qualify(n int) {
	for i := n; i < len(c.marks.concepts); i++ {
		m := &c.marks.concepts[i]
		if m.value >= 0 && c.otherThing(m) {
			m.value = -1
			continue
		}
		if m.value >= 0 && m.last-m.first == 1 && c.namesThing(int(m.first)) {
			m.value = -1 // "R&D Services"
			continue
		}
		if m.value >= 0 && m.last-m.first == 1 && c.lower(int(m.first)) == "cash" && (c.compound(int(m.last)) || c.lower(int(m.first)-2) == "non") {
			m.value = -1 // "a cash collection rate", "a cash increase of 11%", "non-cash"
			continue
		}
		if m.value < 0 || m.last-m.first != 1 || !c.content(int(m.first)-1) || c.tokens[m.first-1].Is(token.Upper) && c.word(int(m.first)-2) != "." || c.adverb(int(m.first)-1) {
			continue
		}
		switch c.word(int(m.first)) {
		case "expense", "expenses", "costs", "cost":
			m.value = -1
		}
	}
}

// unmarkTransactions takes back "transactions" where they are not those of a store's
// customers: in calls that tell no comparable sales, or behind another noun.
func (c *call) unmarkTransactions() {
	comparable := 0
	for i := range c.marks.concepts {
		if c.marks.concepts[i].value == c.e.known.sameStoreSales {
			comparable++
		}
	}
	stores := comparable >= 2
	for i := range c.marks.concepts {
		m := &c.marks.concepts[i]
		if m.value == c.e.known.traffic && m.last-m.first == 1 && c.lower(int(m.first)) == "transactions" && (!stores || c.content(int(m.first)-1)) {
			m.value = -1
		}
	}
}

// compound reports whether the noun at token i, on one line with the word before
// it, makes another thing of that.
func (c *call) compound(i int) bool {
	if c.tokens[i].Kind != token.Word {
		return false
	}
	return c.marks.cue(i).noun() || c.content(i) && !c.adverb(i) && !c.tokens[i].Is(token.Upper) && c.marks.at[i].member == 0
}

// Quantities reads the number expressions of a sentence.
func (e *Extractor) Quantities(text string) []quantity.Quantity {
	tokens := e.vocabulary.Scan(nil, text, source.At(0, len(text)))
	return e.quantities.Read(nil, text, tokens, "USD")
}
