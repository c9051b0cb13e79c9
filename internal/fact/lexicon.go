package fact

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/callfacts/callfacts/internal/concept"
	"github.com/callfacts/callfacts/internal/phrase"
	"github.com/callfacts/callfacts/internal/token"
)

//go:embed cues.txt
var cueData string

//go:embed dimensions.txt
var dimensionData string

// cue is what a word tells about the numbers around it; the names are those of
// cues.txt.
type cue uint8

const (
	cueNone     cue = iota
	cueUpEither     // "increase": verb or noun
	cueDownEither
	cueUpVerb
	cueUpNoun
	cueUpAdverb
	cueDownVerb
	cueDownNoun
	cueDownAdverb
	cueBetter
	cueWorse
	cueTo
	cueBy
	cueOf
	cueIn
	cueSequential
	cueYearOverYear
	cueVersus
	cueGAAP
	cueNonGAAP
	cueExpect
	cueAsExpected
	cueTarget
	cueHypothetical
	cueAsk
	cueNot
	cueEffect
	cueCause
	cueConstantCurrency
	cueOrganic
	cueExcluding
	cueAnnualized
	cueAnaphor
	cueEach
	cueTotal
	cueUnitNoun
	cueAdd
	cueAdjective
	cueFunction
)

var cueNames = map[string]cue{
	"up-either": cueUpEither, "down-either": cueDownEither, "up-verb": cueUpVerb, "up-noun": cueUpNoun, "up-adverb": cueUpAdverb,
	"down-verb": cueDownVerb, "down-noun": cueDownNoun, "down-adverb": cueDownAdverb,
	"better": cueBetter, "worse": cueWorse, "to": cueTo, "by": cueBy, "of": cueOf, "in": cueIn,
	"sequential": cueSequential, "year-over-year": cueYearOverYear, "versus": cueVersus,
	"gaap": cueGAAP, "non-gaap": cueNonGAAP, "expect": cueExpect, "as-expected": cueAsExpected,
	"target": cueTarget, "hypothetical": cueHypothetical, "ask": cueAsk, "not": cueNot,
	"effect": cueEffect, "cause": cueCause, "constant-currency": cueConstantCurrency, "organic": cueOrganic,
	"excluding": cueExcluding, "annualized": cueAnnualized, "anaphor": cueAnaphor, "each": cueEach,
	"total": cueTotal, "unit-noun": cueUnitNoun, "add": cueAdd, "adjective": cueAdjective, "function": cueFunction,
}

// up, down and the like classify the cues of direction.
func (c cue) verb() bool   { return c == cueUpVerb || c == cueDownVerb || c.either() }
func (c cue) noun() bool   { return c == cueUpNoun || c == cueDownNoun || c.either() }
func (c cue) either() bool { return c == cueUpEither || c == cueDownEither }
func (c cue) adverb() bool { return c == cueUpAdverb || c == cueDownAdverb }
func (c cue) directs() bool {
	return c >= cueUpEither && c <= cueWorse
}

// member is a part of a company: an axis and the name that facts give it.
type member struct {
	axis Axis
	name string
}

// capitalsOnly is added to the value of a phrase that counts only in capitals.
const capitalsOnly = 1 << 20

// alone is what a word is where no longer phrase begins.
type alone struct {
	cue   cue
	names bool // a concept or a member
	cased bool // its cue is another in capitals, or may be part of a name
}

// lexicon is all vocabulary of the extractor, built once.
type lexicon struct {
	concepts *phrase.Lexicon[int32] // index+1 into the taxonomy; -1: a phrase that is none
	cues     *phrase.Lexicon[cue]
	members  *phrase.Lexicon[int32] // index+1 into named
	named    []member
	begins   token.Class       // of the words that a phrase of any of these begins with
	pairs    phrase.Pairs      // with which they go on
	alone    []alone           // by word of the vocabulary
	words    []words           // likewise
	nameEnds map[token.ID]bool // nouns that a name may end in, though they are cues: "Front End"
}

var axisNames = map[string]Axis{
	"segment": AxisSegment, "product": AxisProduct, "geography": AxisGeography, "customer-type": AxisCustomerType,
	"customer": AxisCustomer, "channel": AxisChannel, "other": AxisOther,
}

func newLexicon(v *token.Vocabulary, taxonomy *concept.Taxonomy) (*lexicon, error) {
	l := &lexicon{concepts: phrase.New[int32](v), cues: phrase.New[cue](v), members: phrase.New[int32](v)}
	l.begins = l.concepts.Begin() | l.cues.Begin() | l.members.Begin()
	for i, c := range taxonomy.Concepts {
		for _, p := range c.Phrases {
			// "^OR": only in capitals.
			value := int32(i + 1)
			if strings.HasPrefix(p, "^") {
				p, value = p[1:], value+capitalsOnly
			}
			if err := l.concepts.Add(p, func(int32, bool) int32 { return value }); err != nil {
				return nil, err
			}
		}
	}
	for _, p := range taxonomy.None {
		if err := l.concepts.Add(p, func(int32, bool) int32 { return -1 }); err != nil {
			return nil, err
		}
	}
	if err := l.addCues(cueData); err != nil {
		return nil, err
	}
	l.nameEnds = map[token.ID]bool{}
	for _, noun := range [...]string{"end", "place", "way", "side", "mark", "balance", "zone", "territory", "level", "point", "back", "home", "north", "south", "average"} {
		if id := v.Lookup(noun); id != 0 {
			l.nameEnds[id] = true
		}
	}
	if err := l.addMembers(dimensionData); err != nil {
		return nil, err
	}
	l.classify(v)
	l.survey(v)
	return l, nil
}

// survey tells for most words what the lexicons know of them.
func (l *lexicon) survey(v *token.Vocabulary) {
	l.concepts.AddTo(&l.pairs)
	l.cues.AddTo(&l.pairs)
	l.members.AddTo(&l.pairs)
	l.alone = make([]alone, v.Size())
	for w := range l.alone {
		id := token.ID(w)
		_, concept := l.concepts.Alone(id)
		_, member := l.members.Alone(id)
		cue, _ := l.cues.Alone(id)
		l.alone[w] = alone{cue, concept || member, cue.verb() || cue == cueExcluding || l.nameEnds[id]}
	}
}

// sections calls f for each phrase line of a data file, under its heading.
func sections(data string, f func(heading, line string) error) error {
	heading := ""
	for n, line := range strings.Split(data, "\n") {
		trimmed := strings.TrimSpace(line)
		switch {
		case trimmed == "" || trimmed[0] == '#':
		case line[0] != ' ':
			heading = strings.TrimSuffix(trimmed, ":")
		default:
			if err := f(heading, trimmed); err != nil {
				return fmt.Errorf("line %d: %w", n+1, err)
			}
		}
	}
	return nil
}

func (l *lexicon) addCues(data string) error {
	err := sections(data, func(heading, line string) error {
		c, ok := cueNames[heading]
		if !ok {
			return fmt.Errorf("unknown kind %q", heading)
		}
		for _, p := range strings.Split(line, ",") {
			// The first kind that lists a phrase has it: the general lists of
			// adjectives and function words come last.
			err := l.cues.Add(strings.TrimSpace(p), func(old cue, had bool) cue {
				if had {
					return old
				}
				return c
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("cues: %w", err)
	}
	return nil
}

func (l *lexicon) addMembers(data string) error {
	err := sections(data, func(heading, line string) error {
		axis, ok := axisNames[heading]
		if !ok {
			return fmt.Errorf("unknown axis %q", heading)
		}
		name, phrases, ok := strings.Cut(line, " = ")
		if !ok {
			return fmt.Errorf("want name = phrases: %q", line)
		}
		l.named = append(l.named, member{axis, name})
		for _, p := range append(strings.Split(phrases, ","), name) {
			index := int32(len(l.named))
			p, capitals := strings.CutPrefix(strings.TrimSpace(p), "^")
			if capitals {
				index += capitalsOnly
			}
			err := l.members.Add(p, func(old int32, had bool) int32 {
				if had {
					return old
				}
				return index
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("dimensions: %w", err)
	}
	return nil
}
