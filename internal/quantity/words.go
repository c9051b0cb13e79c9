package quantity

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/callfacts/callfacts/internal/phrase"
	"github.com/callfacts/callfacts/internal/token"
)

// role is what a word can be in a number expression; a word may be several.
type role uint64

const (
	roleCardinal role = 1 << iota
	roleScale
	roleLetter
	rolePlural
	roleDozen
	roleOrdinal
	rolePart
	roleSuffix
	roleHalf
	rolePlus
	roleMultiple
	roleTwice
	roleFlat
	roleUp
	roleDown
	roleNear
	roleSlight
	roleModifier
	roleDigits
	roleDigit
	roleTeens
	rolePercent
	roleBasis
	rolePoint
	roleBps
	rolePpt
	roleRatio
	rolePenny
	roleNegative
	rolePositive
	roleLoss
	roleLossPath
	roleLossVerb
	roleTo
	roleOr
	roleAnd
	roleBetween
	roleFrom
	roleRange
	roleChange
	roleDefinite
	roleLength
	roleFiller
	roleNeighborhood
	rolePer
	roleShare
	roleShareWord
	roleMonth
	roleMeridiem
	roleYearWord
	rolePeriodNoun
	roleTimeNoun
	roleLasting
	roleHalfName
	roleReference
	roleNamed
	roleRank
	roleFormLetter
	roleDial
	roleGeneration
	roleLead
	roleStop
	roleArticle
	roleMoney // begins a currency, set from the phrases of money and prefix
)

// roleNames are the word-by-word kinds of words.txt, in the order of the bits.
var roleNames = strings.Fields(`cardinal scale letter plural dozen ordinal part suffix half plus multiple twice
	flat up down near slight modifier digits digit teens percent basis point bps ppt ratio penny
	negative positive loss losspath lossverb to or and between from range change definite length filler neighborhood
	per share shareword month meridiem yearword periodnoun timenoun lasting half-name
	reference named rank formletter dial generation lead stop article`)

// valued are the roles whose value is kept; a word has at most one of each pair
// that could clash, which NewReader checks.
const (
	numberRoles = roleCardinal | roleScale | roleDozen | roleOrdinal | roleMultiple | roleTwice | roleMonth
	secondRoles = roleLetter | rolePart | roleModifier | roleFlat | roleDigits
)

// meaning is what the reader knows of one word of the vocabulary.
type meaning struct {
	roles  role
	number int16 // of numberRoles
	second int16 // of secondRoles
	idiom  bool  // it begins an idiom
	bound  bool  // it begins a bound
}

func (m meaning) is(r role) bool { return m.roles&r != 0 }

// money is a currency or a hundredth of one.
type money struct {
	code string // ISO 4217, or a letter of shared
	exp  int8   // -2 for cents, 6 for MUSD
}

// noun is a word that a number counts.
type noun struct {
	unit     string
	singular bool // in the singular, though its unit is not
	exp      int8 // the power of ten of the unit that it counts: 3 for MBoe
}

// listed is the unit of a count that measures nothing.
const listed = "-"

// edge is a bound and where the words of it stand.
type edge struct {
	bound Bound
	none  bool // looks like a bound and is none
	hedge bool // says nothing of a band or a range
}

// lexicon is the data of words.txt over one vocabulary.
type lexicon struct {
	words  []meaning
	idioms []string
	known  token.Class // of the words that begin a numeral, or say something of those behind them
	needed token.Class // of the words without one of which no numeral is in words
	bound  *phrase.Lexicon[edge]
	behind *phrase.Lexicon[edge]
	unit   *phrase.Lexicon[noun]
	money  *phrase.Lexicon[money]
	prefix *phrase.Lexicon[string]
	idiom  *phrase.Lexicon[bool]
}

//go:embed words.txt
var data string

func newLexicon(v *token.Vocabulary) (*lexicon, error) {
	l := &lexicon{
		known: v.NewClass(), needed: v.NewClass(),
		bound: phrase.New[edge](v), behind: phrase.New[edge](v), unit: phrase.New[noun](v),
		money: phrase.New[money](v), prefix: phrase.New[string](v), idiom: phrase.New[bool](v),
	}
	kind, value := "", ""
	for n, line := range strings.Split(data, "\n") {
		rest := strings.TrimSpace(line)
		if rest == "" || rest[0] == '#' {
			continue
		}
		if line[0] != ' ' {
			head, after, ok := strings.Cut(rest, ":")
			if !ok {
				return nil, fmt.Errorf("quantity: words.txt line %d: no colon", n+1)
			}
			rest = after
			kind, value, _ = strings.Cut(head, " ")
		}
		for _, p := range strings.Split(rest, ",") {
			if p = strings.TrimSpace(p); p == "" {
				continue
			}
			if err := l.add(v, kind, value, p); err != nil {
				return nil, fmt.Errorf("quantity: words.txt line %d: %w", n+1, err)
			}
		}
	}
	l.classify(v)
	return l, nil
}

var bounds = map[string]edge{
	"at-least": {bound: BoundAtLeast}, "at-most": {bound: BoundAtMost}, "approx": {bound: BoundApprox}, "none": {none: true},
	"hedge": {bound: BoundApprox, hedge: true}, "inside": {bound: BoundAtMost, hedge: true},
}

// add gives the phrases of a pattern their meaning.
func (l *lexicon) add(v *token.Vocabulary, kind, value, pattern string) error {
	switch kind {
	case "bound":
		l.mark(v, pattern, func(m *meaning) { m.bound = true })
		return l.bound.Add(pattern, func(edge, bool) edge { return bounds[value] })
	case "behind":
		return l.behind.Add(pattern, func(edge, bool) edge { return bounds[value] })
	case "unit":
		return l.addUnit(pattern, value, 0, false)
	case "unit-3", "unit-6", "unit-9":
		return l.addUnit(pattern, value, int8(kind[len(kind)-1]-'0'), false)
	case "list":
		return l.addUnit(pattern, listed, 0, true)
	case "noun":
		return l.addNoun(pattern, false)
	case "measure":
		return l.addNoun(pattern, true)
	case "idiom":
		l.idioms = append(l.idioms, l.mark(v, pattern, func(m *meaning) { m.idiom = true })...)
		return l.idiom.Add(pattern, func(bool, bool) bool { return true })
	case "prefix":
		l.mark(v, pattern, beginsMoney)
		return l.prefix.Add(pattern, func(string, bool) string { return value })
	case "money", "cents", "mega":
		m := money{code: value, exp: map[string]int8{"cents": -2, "mega": 6}[kind]}
		if len(pattern) >= 2 && len(pattern) <= 4 && (pattern == strings.ToUpper(pattern) || pattern == "Rs") {
			v.AddCurrencyCode(pattern)
		}
		l.mark(v, pattern, beginsMoney)
		return l.money.Add(pattern, func(money, bool) money { return m })
	}
	return l.addWord(v, kind, value, pattern)
}

// addUnit gives the phrases of a pattern a unit. A singular noun ("store") may
// need a number of one before it; a measure ("ton") does not.
func (l *lexicon) addUnit(pattern, unit string, exp int8, measure bool) error {
	phrases, err := phrase.Expand(pattern)
	if err != nil {
		return err
	}
	for _, p := range phrases {
		singular := !measure && strings.Contains(pattern, "(s)") && !strings.HasSuffix(p, "s")
		if err := l.unit.Add(p, func(noun, bool) noun { return noun{unit, singular, exp} }); err != nil {
			return err
		}
	}
	return nil
}

// addNoun makes a noun the unit of what it counts: "city/cities", "mile(s)".
func (l *lexicon) addNoun(pattern string, measure bool) error {
	one, many, irregular := strings.Cut(pattern, "/")
	if !irregular {
		one, many = strings.ReplaceAll(pattern, "(s)", ""), strings.ReplaceAll(pattern, "(s)", "s")
	}
	plurals, err := phrase.Expand(many)
	if err != nil {
		return err
	}
	singulars, err := phrase.Expand(one)
	if err != nil {
		return err
	}
	for i, p := range singulars {
		if irregular { // "product launch/launches": the second is a last word
			plurals[i] = p[:strings.LastIndexByte(p, ' ')+1] + many
		}
		unit := plurals[i]
		for _, n := range [...]string{p, unit} {
			if err := l.unit.Add(n, func(noun, bool) noun { return noun{unit, !measure && n != unit, 0} }); err != nil {
				return err
			}
		}
	}
	return nil
}

func (l *lexicon) addWord(v *token.Vocabulary, kind, value, pattern string) error {
	r := role(0)
	for i, name := range roleNames {
		if name == kind {
			r = 1 << i
		}
	}
	n, err := strconv.Atoi(value)
	if r == 0 || err != nil {
		return fmt.Errorf("unknown kind %q or value %q", kind, value)
	}
	for _, word := range []string{strings.Replace(pattern, "(s)", "", 1), strings.Replace(pattern, "(s)", "s", 1)} {
		m := l.meaning(v, word)
		m.roles |= r
		switch {
		case r&numberRoles != 0:
			m.number = int16(n)
		case r&secondRoles != 0:
			m.second = int16(n)
		}
	}
	return nil
}

func beginsMoney(m *meaning) { m.roles |= roleMoney }

// mark notes what the first words of a pattern can begin, and gives its phrases.
func (l *lexicon) mark(v *token.Vocabulary, pattern string, begins func(*meaning)) []string {
	phrases, err := phrase.Expand(pattern)
	if err != nil {
		return nil
	}
	for _, p := range phrases {
		begins(l.meaning(v, strings.Fields(p)[0]))
	}
	return phrases
}

// classify puts words into the classes that tokens tell.
func (l *lexicon) classify(v *token.Vocabulary) {
	for id, m := range l.words {
		if m.idiom || m.bound || m.is(openingRoles|notedRoles) {
			v.Mark(token.ID(id), l.known)
		}
	}
	for _, word := range l.needs(v) {
		v.Mark(v.Add(word), l.needed)
	}
}

// needs are the words without one of which no numeral is in words: those that can
// be the number in it, and one of each idiom without such, the shortest first,
// since "the few" needs no other than "few".
func (l *lexicon) needs(v *token.Vocabulary) []string {
	all := []string{"figure", "figures"}
	for id, m := range l.words {
		if m.is(neededRoles) {
			all = append(all, v.Text(token.ID(id)))
		}
	}
	slices.SortStableFunc(l.idioms, func(a, b string) int { return len(a) - len(b) })
	for _, idiom := range l.idioms {
		words := strings.Fields(idiom)
		if !slices.ContainsFunc(words, func(w string) bool { return slices.Contains(all, w) }) {
			all = append(all, slices.MaxFunc(words, func(a, b string) int { return len(a) - len(b) }))
		}
	}
	return all
}

// meaning is the entry of a word, made if need be.
func (l *lexicon) meaning(v *token.Vocabulary, word string) *meaning {
	id := v.Add(word)
	for int(id) >= len(l.words) {
		l.words = append(l.words, meaning{})
	}
	return &l.words[id]
}
