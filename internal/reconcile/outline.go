package reconcile

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/callfacts/callfacts/internal/concept"
	"github.com/callfacts/callfacts/internal/fact"
	"github.com/callfacts/callfacts/internal/period"
	"github.com/callfacts/callfacts/internal/phrase"
	"github.com/callfacts/callfacts/internal/sentence"
	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/token"
	"github.com/callfacts/callfacts/internal/transcript"
)

// Outline is what the reconciliation needs of a transcript besides its facts: who
// spoke where and for how long, what was asked, and what was said of guidance
// without a number. It is small, and kept with the facts.
type Outline struct {
	Period    string            `json:"period,omitempty"` // the label of the period that the call reports on
	Speakers  []OutlineSpeaker  `json:"speakers,omitempty"`
	Turns     []OutlineTurn     `json:"turns,omitempty"`
	Exchanges []OutlineExchange `json:"exchanges,omitempty"`
	Asked     []Asked           `json:"asked,omitempty"`
	Cues      []Cue             `json:"cues,omitempty"`
}

// OutlineSpeaker is a person on the call.
type OutlineSpeaker struct {
	ID   string          `json:"id"`
	Name string          `json:"name,omitempty"` // empty if unidentified
	Role transcript.Role `json:"role,omitempty"`
	Firm string          `json:"firm,omitempty"`
}

// OutlineTurn is a turn: how much was said, and how many numbers.
type OutlineTurn struct {
	Speaker    int                `json:"speaker"`
	Section    transcript.Section `json:"section,omitempty"`
	Start      int32              `json:"start"`
	End        int32              `json:"end"`
	Characters int                `json:"characters,omitempty"`
	Words      int                `json:"words,omitempty"`
	Numbers    int                `json:"numbers,omitempty"` // numerals that are numbers of the business
}

// OutlineExchange is one analyst's questions with the answers.
type OutlineExchange struct {
	Questioner int `json:"questioner"`
	First      int `json:"first"`
	Last       int `json:"last"`
}

// Asked is a concept that a question names.
type Asked struct {
	Concept string      `json:"concept"`
	Turn    int         `json:"turn"`
	Span    source.Span `json:"span"`
}

// CueKind is what is said of guidance without a number.
type CueKind uint8

// The kinds of cues.
const (
	CueReaffirms CueKind = iota + 1 // "we are reaffirming our guidance"
	CueWithdraws                    // "we are withdrawing our guidance"
)

// Cue is a sentence that says something of guidance without a number. Call, At and
// Index are set by the one who gathers cues of several calls.
type Cue struct {
	Kind     CueKind     `json:"kind"`
	Span     source.Span `json:"span"` // the sentence
	Quote    string      `json:"quote"`
	Turn     int         `json:"turn"`
	Periods  []string    `json:"periods,omitempty"` // that it speaks of; any if empty
	Year     bool        `json:"year,omitempty"`    // it speaks of the year, whichever
	Concepts []string    `json:"concepts,omitempty"`

	Call       string  `json:"-"`
	CallPeriod string  `json:"-"`
	At         Instant `json:"-"`
	Index      int     `json:"-"`
}

// Reaches reports whether a cue speaks of the guidance for a concept and period.
func (c *Cue) Reaches(concept, label string) bool {
	if len(c.Concepts) > 0 && !slices.Contains(c.Concepts, concept) {
		return false
	}
	if c.Year && readSpan(label).kind == "FY" {
		return true
	}
	return len(c.Periods) == 0 && !c.Year || slices.Contains(c.Periods, label)
}

// Outliner makes outlines by one taxonomy. It is read only, by any number of
// goroutines.
type Outliner struct {
	vocabulary *token.Vocabulary
	periods    *period.Reader
	concepts   *phrase.Lexicon[named]
	guidance   []token.ID // the words that name guidance
}

// named is what a phrase names: a concept, or nothing where id is "".
type named struct {
	id       string
	capitals bool // only in capitals
}

// NewOutliner makes an outliner over a taxonomy.
func NewOutliner(taxonomy *concept.Taxonomy) (*Outliner, error) {
	o := &Outliner{vocabulary: token.NewVocabulary()}
	o.periods = period.NewReader(o.vocabulary)
	o.concepts = phrase.New[named](o.vocabulary)
	for _, w := range guidanceWords {
		o.guidance = append(o.guidance, o.vocabulary.Add(w))
	}
	add := func(pattern, id string) error {
		plain := strings.TrimPrefix(pattern, "^")
		return o.concepts.Add(plain, func(named, bool) named { return named{id, plain != pattern} })
	}
	for _, c := range taxonomy.Concepts {
		for _, p := range c.Phrases {
			if err := add(p, c.ID); err != nil {
				return nil, err
			}
		}
	}
	for _, p := range taxonomy.None {
		if err := add(p, ""); err != nil {
			return nil, err
		}
	}
	return o, nil
}

// StandardOutliner is the outliner over the standard taxonomy.
var StandardOutliner = sync.OnceValue(func() *Outliner {
	o, err := NewOutliner(concept.Standard())
	if err != nil {
		panic(err) // the embedded data is checked by a test
	}
	return o
})

// Outline makes the outline of a transcript with its ledger.
func (o *Outliner) Outline(t *transcript.Transcript, numerals []fact.Numeral) *Outline {
	out := &Outline{Period: callPeriod(&t.Event)}
	for i := range t.Speakers {
		s := &t.Speakers[i]
		out.Speakers = append(out.Speakers, OutlineSpeaker{s.ID, s.Name, s.Role, s.Firm})
	}
	for _, turn := range t.Turns {
		out.Turns = append(out.Turns, OutlineTurn{Speaker: turn.Speaker, Section: turn.Section, Start: turn.Span.Start, End: turn.Span.End})
	}
	for _, s := range t.Segments {
		if s.Kind == transcript.SegmentSpeech && s.Turn >= 0 {
			said := s.Span.Of(t.Text)
			out.Turns[s.Turn].Characters += utf8.RuneCountInString(said)
			out.Turns[s.Turn].Words += len(strings.Fields(said))
		}
	}
	for _, n := range numerals {
		if n.Fate != fact.FateRejected {
			out.Turns[n.Turn].Numbers++
		}
	}
	for _, e := range t.Exchanges {
		out.Exchanges = append(out.Exchanges, OutlineExchange{e.Questioner, e.FirstTurn, e.LastTurn})
	}
	anchor := period.Anchor{Year: t.Event.FiscalYear, Quarter: t.Event.FiscalQuarter}
	if anchor.Quarter == 0 {
		anchor.Quarter = readSpan(out.Period).end()
	}
	var tokens []token.Token
	var sentences []sentence.Sentence
	for i, turn := range t.Turns {
		tokens = o.vocabulary.Scan(tokens[:0], t.Text, turn.Span)
		tokens = sentence.Lines(t.Text, tokens)
		sentences = sentence.Split(sentences[:0], t.Text, tokens)
		if t.Speakers[turn.Speaker].Role == transcript.RoleAnalyst {
			o.asked(out, i, tokens, sentences)
			continue
		}
		for _, s := range sentences {
			o.cue(out, t.Text, i, tokens[s.First:s.Last], anchor)
		}
	}
	return out
}

// callPeriod is the label of the period that a call reports on.
func callPeriod(e *transcript.Event) string {
	if e.FiscalYear == 0 || e.FiscalPeriod == "" {
		return ""
	}
	return strconv.Itoa(e.FiscalYear) + e.FiscalPeriod
}

// asked notes the concepts that the questions of a turn name.
func (o *Outliner) asked(out *Outline, turn int, tokens []token.Token, sentences []sentence.Sentence) {
	for _, s := range sentences {
		if s.Asks {
			o.mentions(tokens[s.First:s.Last], func(id string, at source.Span) {
				out.Asked = append(out.Asked, Asked{id, turn, at})
			})
		}
	}
}

// mentions calls f for each concept that is named, in order.
func (o *Outliner) mentions(tokens []token.Token, f func(id string, at source.Span)) {
	for i := 0; i < len(tokens); {
		v, end := o.concepts.Match(tokens, i)
		if end == 0 {
			i++
			continue
		}
		if v.id != "" && (!v.capitals || tokens[i].Is(token.Caps)) {
			f(v.id, source.Span{Start: tokens[i].Start, End: tokens[end-1].End})
		}
		i = end
	}
}

// guidanceWords name guidance, and the others what is done to it.
var (
	guidanceWords = []string{"guidance", "outlook", "outlooks", "forecast", "forecasts"}
	reaffirmWords = []string{"reaffirm", "reiterat", "maintaining our", "maintain our", "remains unchanged", "remain unchanged", "is unchanged", "are unchanged", "no change to our", "no changes to our"}
	withdrawWords = []string{"withdraw", "suspending our", "suspend our", "not providing", "not be providing", "are not issuing", "will not provide", "not going to provide"}
	yearWords     = []string{"full year", "full-year", "annual", "for the year"}
	notWords      = []string{"not withdraw", "previously withdr", "safe harbor", "obligation"}
)

// cue notes a sentence that reaffirms or withdraws guidance.
func (o *Outliner) cue(out *Outline, text string, turn int, tokens []token.Token, anchor period.Anchor) {
	if !slices.ContainsFunc(tokens, func(t token.Token) bool { return t.Word != 0 && slices.Contains(o.guidance, t.Word) }) {
		return
	}
	at := source.Span{Start: tokens[0].Start, End: tokens[len(tokens)-1].End}
	quote := at.Of(text)
	lower := strings.ToLower(quote)
	place := -1
	has := func(words []string) bool {
		return slices.ContainsFunc(words, func(w string) bool { place = strings.Index(lower, w); return place >= 0 })
	}
	if len(lower) != len(quote) || has(notWords) {
		return
	}
	c := Cue{Span: at, Quote: quote, Turn: turn}
	switch {
	case has(withdrawWords):
		c.Kind = CueWithdraws
	case has(reaffirmWords):
		c.Kind = CueReaffirms
	default:
		return
	}
	o.scope(&c, text, tokens, anchor, at.Start+int32(place))
	out.Cues = append(out.Cues, c)
}

// scope notes what a cue speaks of: the concepts and periods that are named behind
// its verb, or where none are, before it.
func (o *Outliner) scope(c *Cue, text string, tokens []token.Token, anchor period.Anchor, verb int32) {
	behind := 0
	for behind < len(tokens) && tokens[behind].Start < verb {
		behind++
	}
	o.mentions(tokens, func(id string, _ source.Span) {
		if !slices.Contains(c.Concepts, id) {
			c.Concepts = append(c.Concepts, id)
		}
	})
	for _, part := range [][]token.Token{tokens[behind:], tokens[:behind]} {
		for _, m := range o.periods.Read(nil, text, part, anchor) {
			if label := anchor.Resolve(m, true); label != "" && !m.Vague && !slices.Contains(c.Periods, label) {
				c.Periods = append(c.Periods, label)
			}
		}
		if len(part) > 0 {
			lower := strings.ToLower(text[part[0].Start:part[len(part)-1].End])
			c.Year = slices.ContainsFunc(yearWords, func(w string) bool { return strings.Contains(lower, w) })
		}
		if len(c.Periods) > 0 || c.Year {
			return
		}
	}
}
