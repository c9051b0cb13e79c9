package quantity

import (
	"strings"

	"github.com/callfacts/callfacts/internal/token"
)

// figures reports whether "7-figure" stands at i.
func (p *parser) figures(i int) bool {
	return p.kind(i+1) == token.Hyphen && (strings.EqualFold(p.word(i+2), "figure") || strings.EqualFold(p.word(i+2), "figures"))
}

// goesOn is the reason of the numeral before, where the number at i goes on
// with its list: "slides 8, 9 and 10", "Q2 and 3".
func (p *parser) goesOn(i int) string {
	n := len(p.dst)
	if n == 0 || p.floor == 0 || i <= p.floor || i > p.floor+2 || p.glued(i+1) && p.kind(i+1) != token.Punct || p.kind(i) != token.Number && !p.m(i).is(roleCardinal) {
		return ""
	}
	for k := p.floor; k < i; k++ {
		if !p.sign(k, ',') && !p.m(k).is(roleAnd|roleOr) && p.kind(k) != token.Hyphen {
			return ""
		}
	}
	if m := p.m(i + 1); m.is(rolePercent|roleScale|roleLetter|roleBps|roleBasis|rolePoint) || len(p.word(i)) > 5 || p.kind(i+1) == token.Hyphen {
		return ""
	}
	switch r := p.dst[n-1].Reject; r {
	case RejectReference, RejectRank:
		return r
	case RejectPeriod:
		if p.kind(p.floor-1) == token.Mixed {
			return r
		}
	case RejectProduct:
		if _, end := p.unitAt(i + 1); end == 0 {
			return r
		}
	}
	return ""
}

// mixed tells "Q1" and "FY12" from "T4000".
func (p *parser) mixed(i int) (int, string) {
	w := p.word(i)
	letters := 0
	for letters < len(w) && !isDigit(w[letters]) {
		letters++
	}
	switch strings.ToUpper(w[:letters]) {
	case "Q", "FY", "H", "CY", "FQ", "YTD":
		return i + 1, RejectPeriod
	}
	return i + 1, RejectProduct
}

// phone reads chains of three numbers and more, and what is dialled.
func (p *parser) phone(i int) (int, string) {
	end, n := i+1, 1
	for p.kind(end) == token.Hyphen && p.kind(end+1) == token.Number && p.glued(end+1) || p.sign(end, ')') && p.kind(end+1) == token.Number && len(p.word(end+1)) == 3 {
		end, n = end+2, n+1
	}
	if n >= 3 {
		if n == 3 && len(p.word(i)) == 4 && len(p.word(i+2)) <= 2 {
			return end, RejectDate
		}
		return end, RejectPhone
	}
	if n == 2 && p.word(i) == "1" && p.kind(end) == token.Hyphen && len(p.word(i+2)) == 3 && p.word(i + 2)[0] == '8' {
		return end, RejectPhone
	}
	if n == 2 && len(p.word(i)) == 3 && len(p.word(i+2)) == 4 && p.m(i).roles == 0 && p.kind(i+1) == token.Hyphen {
		return end, RejectPhone
	}
	if len(p.word(i)) < 4 || strings.ContainsAny(p.word(i), ",.") || p.kind(i-1) == token.Symbol || p.m(i+1).is(rolePercent|roleScale) {
		return 0, ""
	}
	if !p.yearLike(i) && (p.m(i-1).is(roleDial) || p.m(i-2).is(roleDial)) || len(p.word(i)) >= 7 {
		return i + 1, RejectPhone
	}
	return 0, ""
}

// form reads "10-K", "10K", "8-K", "401(k)".
func (p *parser) form(i int) (int, string) {
	w := p.word(i)
	switch w {
	case "10", "8", "20", "6", "11":
		j := i + 1
		hyphen := p.kind(j) == token.Hyphen && p.glued(j)
		if hyphen {
			j++
		}
		if p.m(j).is(roleFormLetter) && p.glued(j) && p.kind(j) == token.Word && (hyphen || p.kind(i-1) != token.Symbol && w != "6" && p.t[j].Is(token.Upper) && len(p.word(j)) == 1 && p.word(j) != "B") {
			end := j + 1
			return end, RejectForm
		}
	case "401", "403", "1031", "10b5":
		if p.sign(i+1, '(') && p.glued(i+1) && p.sign(i+3, ')') {
			return i + 4, RejectForm
		}
		if p.glued(i+1) && p.m(i+1).is(roleFormLetter) {
			return i + 2, RejectForm
		}
	}
	if p.kind(i-1) == token.Hyphen && p.glued(i) && p.kind(i-2) == token.Word && len(p.word(i-2)) == 1 && p.t[i-2].Is(token.Upper) && p.glued(i-1) {
		return i + 1, RejectForm
	}
	return 0, ""
}

// reference reads the number of a slide, a rule, a rank.
func (p *parser) reference(i int) (int, string) {
	if p.sign(i-1, '#') || p.sign(i-1, '.') && strings.EqualFold(p.word(i-2), "no") {
		return i + 1, RejectRank
	}
	m := p.m(i - 1)
	next := p.m(i + 1)
	if m.is(roleReference) && p.glued(i+1) && next.is(roleLetter) && p.kind(i+1) == token.Word {
		next = meaning{}
	}
	bare := !next.is(rolePercent|roleScale|roleLetter|roleBps|rolePoint|roleRatio) && !(next.is(roleBasis) && p.m(i+2).is(rolePoint)) && p.kind(i+1) != token.Symbol
	switch {
	case !bare || p.kind(i-1) != token.Word || i-1 < p.floor:
	case m.is(rolePeriodNoun) && m.is(roleTimeNoun) && !strings.HasSuffix(p.word(i-1), "s") && p.kind(i+1) != token.Hyphen && !next.is(roleTimeNoun):
		return i + 1, RejectPeriod // "year four"
	case m.is(roleReference) && p.kind(i) == token.Number && p.glued(i+1) && p.kind(i+1) == token.Word:
		return i + 2, RejectReference // "phase 3b"
	case m.is(roleReference):
		return i + 1, RejectReference
	case m.is(roleNamed) && p.t[i-1].Is(token.Upper):
		return i + 1, RejectProduct
	case m.is(roleRank) && (p.t[i-1].Is(token.Upper) || strings.EqualFold(p.word(i-1), "top") || strings.EqualFold(p.word(i-1), "number")):
		return i + 1, RejectRank
	case p.named(i):
		return i + 1, RejectProduct
	}
	return 0, ""
}

// named reports whether the number at i ends a name, such as "Tower 42": a
// capitalised word stands before it within the sentence, and nothing counted
// behind it.
func (p *parser) named(i int) bool {
	name := p.t[i-1]
	if !name.Is(token.Upper) || p.glued(i) || name.Word != 0 && p.m(i-1).roles != 0 || strings.ContainsAny(p.word(i), ".,") && p.kind(i) == token.Number {
		return false
	}
	if !name.Is(token.Caps) && (i < 2 || p.kind(i-2) != token.Word && p.kind(i-2) != token.Hyphen) {
		return false // the first word of a sentence
	}
	if p.kind(i+1) == token.Hyphen || p.kind(i) == token.Word {
		return false
	}
	if (name.Is(token.Caps) || name.Word == 0) && p.kind(i) == token.Number && len(p.word(i)) == 4 {
		return true // a count of thousands is written with a comma: "LX 5500 boards"
	}
	_, end := p.unitAt(i + 1)
	return end == 0
}

// product reads numbers that are parts of names: "400G", "100-gig", "COVID-19",
// "2.1.3".
func (p *parser) product(i int) (int, string) {
	j := i + 1
	if p.kind(j) == token.Hyphen && p.glued(j) {
		j++
	}
	m := p.m(j)
	switch {
	case j > i+1 && strings.EqualFold(p.word(j), "for") && p.kind(j+1) == token.Hyphen && p.kind(j+2) == token.Number:
		return j + 3, RejectIdiom // "2-for-1"
	case j > i+1 && p.glued(j) && p.t[j].Is(token.Upper) && m.is(roleCardinal):
		return j + 1, RejectProduct
	case m.is(roleGeneration) && p.kind(j) == token.Word && (p.glued(j) || len(p.word(j)) > 1) && !m.is(roleLetter):
		return j + 1, RejectProduct
	case p.sign(i+1, '.') && p.glued(i+1) && p.kind(i+2) == token.Number && p.glued(i+2):
		end := i + 3
		for p.sign(end, '.') && p.glued(end) && p.kind(end+1) == token.Number && p.glued(end+1) {
			end += 2
		}
		return end, RejectProduct
	case p.kind(i-1) == token.Hyphen && p.glued(i) && p.glued(i-1) && p.kind(i-2) == token.Word && p.t[i-2].Is(token.Upper) && i-2 >= p.floor && !p.m(i-2).is(roleModifier|roleMonth|numberRoles) && !p.m(i+1).is(rolePercent) && p.cue.reach != i:
		return i + 1, RejectProduct
	case p.glued(j) && p.kind(j) == token.Word && j == i+1 && !m.is(roleSuffix|roleLetter|roleScale|roleBps|rolePpt|roleRatio|rolePlus|rolePercent|rolePoint) && p.unknownSuffix(j):
		return j + 1, RejectProduct
	}
	return 0, ""
}

// unknownSuffix reports whether the letters glued behind a number are no unit.
func (p *parser) unknownSuffix(j int) bool {
	w := p.word(j)
	if w == "s" || strings.EqualFold(w, "ish") || w[0] == '\'' || strings.HasPrefix(w, "’") {
		return false
	}
	if _, end := p.money.Match(p.t, j); end > 0 {
		return false
	}
	if _, end := p.unit.Match(p.t, j); end > 0 {
		return false
	}
	return true
}
