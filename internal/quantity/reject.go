package quantity

import (
	"strings"

	"github.com/callfacts/callfacts/internal/decimal"
	"github.com/callfacts/callfacts/internal/token"
)

var decimalTen = decimal.New(10, 0)

// The reasons why a numeral is no quantity.
const (
	RejectDate      = "date"       // April 24, 2012; 12/31
	RejectYear      = "year"       // 2012, the 1990s
	RejectTime      = "time"       // 4:30 p.m.
	RejectOrdinal   = "ordinal"    // first question, 2nd
	RejectPeriod    = "period"     // Q1, first quarter, second half, the last 12 months
	RejectProduct   = "product"    // T4000, 5G, 100-gig
	RejectForm      = "form"       // 10-K
	RejectPhone     = "phone"      // telephone numbers, passcodes
	RejectIdiom     = "idiom"      // one of, a couple, 24/7
	RejectListCount = "list-count" // two questions, three things
	RejectClock     = "clock"      // 30 minutes of questions
	RejectReference = "reference"  // slide 5, Topic 606
	RejectRank      = "rank"       // top 10, number one
	RejectStumble   = "stumble"    // the 15 -- $515 million
)

// rejection tells why the numeral at token i is no quantity, and where it ends;
// the reason is "" where it may be one.
func (p *parser) rejection(i int) (end int, reason string) {
	if reason := p.goesOn(i); reason != "" {
		return i + 1, reason
	}
	switch p.kind(i) {
	case token.Mixed:
		return p.mixed(i)
	case token.Number:
		if p.figures(i) {
			return i + 3, RejectIdiom
		}
		return p.rejectNumber(i)
	case token.Word:
		if p.figures(i) {
			return i + 3, RejectIdiom
		}
		return p.rejectWord(i)
	}
	return 0, ""
}

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

// rejected reports whether the numeral at i is none that a range could end with.
func (p *parser) rejected(i int) bool {
	_, reason := p.rejection(i)
	return reason != ""
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

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// rejectNumber looks at a number in digits.
func (p *parser) rejectNumber(i int) (int, string) {
	for _, try := range [...]func(*parser, int) (int, string){
		(*parser).phone, (*parser).date, (*parser).clock, (*parser).ordinal, (*parser).form, (*parser).year, (*parser).reference, (*parser).product,
	} {
		if end, reason := try(p, i); reason != "" {
			return end, reason
		}
	}
	return 0, ""
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

// date reads a number beside a month, "12/31/2012".
func (p *parser) date(i int) (int, string) {
	before := i - 1
	if p.sign(before, '.') {
		before--
	}
	if p.m(before).is(roleMonth) && p.t[before].Is(token.Upper) && len(p.word(i)) <= 2 && !p.m(i+1).is(rolePercent) {
		end := i + 1
		if p.m(end).is(roleSuffix) && p.glued(end) {
			end++
		}
		if p.sign(end, ',') && p.yearLike(end+1) {
			return end + 2, RejectDate
		}
		return end, RejectDate
	}
	if p.m(before).is(roleMonth) && p.yearLike(i) {
		return i + 1, RejectDate
	}
	if p.kind(i+1) == token.Hyphen && p.m(i+2).is(roleMonth) && p.t[i+2].Is(token.Upper) {
		if p.kind(i+3) == token.Hyphen && p.kind(i+4) == token.Number {
			return i + 5, RejectDate // 13-Jul-2021
		}
		return i + 3, RejectDate
	}
	next := i + 1
	if p.m(next).is(roleSuffix) && p.glued(next) {
		next++
	}
	if strings.EqualFold(p.word(next), "of") {
		next++
	}
	if p.m(next).is(roleMonth) && p.t[next].Is(token.Upper) && len(p.word(i)) <= 2 {
		if p.yearLike(next + 1) {
			return next + 2, RejectDate
		}
		if next == i+1 || next > i+2 {
			return next + 1, RejectDate
		}
		return i + 1, RejectDate
	}
	if p.sign(i+1, '/') && p.glued(i+1) && p.kind(i+2) == token.Number && p.sign(i+3, '/') && p.glued(i+3) && p.kind(i+4) == token.Number {
		return i + 5, RejectDate
	}
	if p.shortDate(i) {
		return i + 3, RejectDate
	}
	if p.word(i) == "24" && p.sign(i+1, '/') && p.word(i+2) == "7" || p.word(i) == "9" && p.sign(i+1, '/') && p.word(i+2) == "11" {
		return i + 3, RejectIdiom
	}
	return 0, ""
}

// shortDate tells "1/1" and "9/30" from a fraction.
func (p *parser) shortDate(i int) bool {
	if !p.sign(i+1, '/') || p.kind(i+2) != token.Number || !p.glued(i+1) || !p.glued(i+2) {
		return false
	}
	month, err1 := decimal.Parse(p.word(i))
	day, err2 := decimal.Parse(p.word(i + 2))
	if err1 != nil || err2 != nil || month.Exp != 0 || day.Exp != 0 || month.Coef < 1 || month.Coef > 12 || day.Coef < 1 || day.Coef > 31 {
		return false
	}
	return month.Coef >= day.Coef || day.Coef > 10
}

// clock reads "4:30 p.m.", "10 a.m.", "2.15pm".
func (p *parser) clock(i int) (int, string) {
	end := i + 1
	if p.sign(end, ':') && p.glued(end) && p.kind(end+1) == token.Number && p.glued(end+1) && len(p.word(end+1)) == 2 {
		end += 2
		if p.sign(end, ':') && p.kind(end+1) == token.Number && p.glued(end+1) {
			end += 2
		}
		return end, RejectTime
	}
	if p.m(end).is(roleMeridiem) && len(p.word(i)) <= 5 {
		return end, RejectTime
	}
	return 0, ""
}

// ordinal reads "2nd", "1Q"; a milestone ("our 30,000th store") is a count.
func (p *parser) ordinal(i int) (int, string) {
	j := i + 1
	if !p.glued(j) {
		if w := p.word(i); len(w) == 1 && p.m(j).is(roleHalf) {
			return 0, ""
		}
		return 0, ""
	}
	if p.m(j).is(roleSuffix) {
		if p.milestone(i, j) {
			return 0, ""
		}
		if p.periodAhead(j + 1) {
			return j + 1, RejectPeriod
		}
		return j + 1, RejectOrdinal
	}
	if w := strings.ToUpper(p.word(j)); len(p.word(i)) == 1 && (w == "Q" || w == "H" || w == "HY" || w == "FY") {
		return j + 1, RejectPeriod
	}
	if p.kind(j) == token.Mixed {
		if w := p.word(j)[0]; w == 'Q' || w == 'H' || w == 'q' || w == 'F' {
			return j + 1, RejectPeriod
		}
		return j + 1, RejectProduct
	}
	return 0, ""
}

// milestone tells "our 30,000th store" from an ordinal.
func (p *parser) milestone(i, suffix int) bool {
	if len(p.word(i)) < 3 || suffix+1 >= len(p.t) {
		return false
	}
	n, end := p.unit.Match(p.t, suffix+1)
	return end > 0 && n.unit != listed
}

// periodAhead reports whether a quarter or half follows: "fiscal quarter".
func (p *parser) periodAhead(i int) bool {
	if p.kind(i) == token.Hyphen {
		i++
	}
	switch strings.ToLower(p.word(i)) {
	case "fiscal", "calendar":
		i++
	}
	return p.m(i).is(rolePeriodNoun) && !strings.EqualFold(p.word(i), "fiscal")
}

// ordinalsAhead reports whether "second and third quarter" goes on at i.
func (p *parser) ordinalsAhead(i int) bool {
	for k := i; k < i+8; k++ {
		switch m := p.m(k); {
		case m.is(roleOrdinal):
			if p.periodAhead(k + 1) {
				return true
			}
		case p.sign(k, ','), m.is(roleAnd | roleOr | roleTo), p.kind(k) == token.Hyphen:
		default:
			return false
		}
	}
	return false
}

// form reads "10-K", "10K", "8-K", "401(k)".
func (p *parser) form(i int) (int, string) {
	w := p.word(i)
	if p.m(i-1).is(roleForm) && p.kind(i+1) != token.Hyphen && !p.glued(i+1) {
		return i + 1, RejectForm
	}
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

// yearLike reports whether the token at i is a number that looks like a year.
func (p *parser) yearLike(i int) bool {
	w := p.word(i)
	return p.kind(i) == token.Number && len(w) == 4 && w >= "1900" && w <= "2099" && isDigit(w[1]) && isDigit(w[2]) && isDigit(w[3])
}

// year reads "2012", "'12", "1990s", "fiscal 12".
func (p *parser) year(i int) (int, string) {
	w := p.word(i)
	switch {
	case len(w) == 2 && p.quoteBefore(i):
		return i + 1, RejectYear
	case len(w) == 2 && (strings.EqualFold(p.word(i-1), "fiscal") || strings.EqualFold(p.word(i-1), "fy")):
		return i + 1, RejectPeriod
	case !p.yearLike(i) || p.kind(i-1) == token.Symbol || p.sign(i+1, '%') || p.sign(i-1, '-') && p.kind(i-2) == token.Symbol:
		return 0, ""
	}
	end := i + 1
	if p.glued(end) && strings.EqualFold(p.word(end), "s") {
		return end + 1, RejectYear
	}
	m := p.m(end)
	if m.is(rolePercent|roleScale|roleLetter|roleBps) && p.kind(end) != token.Newline || m.is(roleBasis) && p.m(end+1).is(rolePoint) {
		return 0, ""
	}
	if c, _, to := p.moneyBefore(i - 1); c != "" && to == i {
		return 0, ""
	}
	if !p.m(i-1).is(roleYearWord|roleTo|rolePeriodNoun|roleMonth) && p.kind(end) == token.Word {
		if c, to := p.money.Match(p.t, end); to > 0 && c.exp <= 0 {
			return 0, ""
		}
		if n, to := p.unit.Match(p.t, end); to > 0 && n.unit != listed && (w[2:] == "00" || w < "1980" || w > "2040") {
			return 0, ""
		}
	}
	return end, RejectYear
}

// quoteBefore reports whether an apostrophe stands before the number at i.
func (p *parser) quoteBefore(i int) bool {
	if !p.glued(i) || p.kind(i-1) != token.Punct {
		return false
	}
	w := p.word(i - 1)
	return w == "'" || w == "’" || w == "‘"
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
	case m.is(roleGeneration) && p.kind(j) == token.Word && (p.glued(j) || len(p.word(j)) > 1) && !(m.is(roleLetter)):
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

// rejectWord looks at a number in words.
func (p *parser) rejectWord(i int) (int, string) {
	m := p.m(i)
	switch {
	case m.is(roleOrdinal):
		if _, den, _ := p.ratioWords(i); den > 0 {
			return 0, ""
		}
		if p.m(i + 1).is(roleHalf) {
			return i + 2, RejectPeriod
		}
		if p.kind(i+1) == token.Hyphen && p.m(i+2).is(roleHalf) {
			return i + 3, RejectPeriod
		}
		if p.periodAhead(i+1) || p.ordinalsAhead(i+1) || (p.kind(i+1) == token.Number || p.m(i+1).is(roleCardinal)) && p.periodAhead(i+2) {
			return i + 1, RejectPeriod
		}
		return i + 1, RejectOrdinal
	case m.is(roleHalf):
		return p.halfPeriod(i)
	case p.m(i + 1).is(roleHalf): // "a half"
		return p.halfPeriod(i + 1)
	case m.is(roleCardinal):
		if end, reason := p.yearWords(i); reason != "" {
			return end, reason
		}
		if p.t[i].Is(token.Upper) && p.kind(i-1) == token.Word && i > p.floor && p.kind(i+1) == token.Word && p.t[i+1].Is(token.Upper) && p.m(i+1).roles == 0 {
			return i + 1, RejectProduct // "Seven Hills" within a sentence
		}
		return p.reference(i)
	}
	return 0, ""
}

// halfPeriod tells the half of a year from the half of a whole.
func (p *parser) halfPeriod(i int) (int, string) {
	j := i + 1
	if p.kind(j) == token.Hyphen {
		j++
	}
	switch {
	case p.m(i-1).is(roleHalfName) && !p.m(i-1).is(roleLead), strings.EqualFold(p.word(j), "year"), strings.EqualFold(p.word(j), "yearly"):
		return i + 1, RejectPeriod
	case p.kind(i-1) == token.Hyphen && p.m(i-2).is(roleHalfName):
		return i + 1, RejectPeriod
	case p.andHalf(i):
		return i + 1, RejectPeriod // "a year and a half"
	case strings.EqualFold(p.word(i+1), "of"):
		k := i + 2
		if strings.EqualFold(p.word(k), "the") || strings.EqualFold(p.word(k), "this") || strings.EqualFold(p.word(k), "next") || strings.EqualFold(p.word(k), "last") {
			k++
		}
		if p.m(k).is(rolePeriodNoun) || p.yearLike(k) {
			return i + 1, RejectPeriod
		}
	}
	return 0, ""
}

// andHalf reports whether "half" at i ends "a year and a half".
func (p *parser) andHalf(i int) bool {
	if strings.EqualFold(p.word(i-1), "a") {
		i--
	}
	return p.m(i-1).is(roleAnd) && p.m(i-2).is(roleTimeNoun)
}

// yearWords reads "twenty twelve", "nineteen ninety nine".
func (p *parser) yearWords(i int) (int, string) {
	m, n := p.m(i), p.m(i+1)
	if m.number != 19 && m.number != 20 || !n.is(roleCardinal) || n.number < 10 {
		return 0, ""
	}
	end := i + 2
	if k := p.m(end); n.number >= 20 && k.is(roleCardinal) && k.number > 0 && k.number < 10 {
		end++
	}
	return end, RejectYear
}

// idiomatic tells an idiom from a number that only begins like one.
func (p *parser) idiomatic(end int) bool {
	return !p.m(end).is(roleScale|rolePercent) && !(p.m(end).is(rolePoint) && strings.EqualFold(p.word(end-1), "one"))
}

// listed reports whether "one" goes on with a list of counts: "four were cloud,
// one was enterprise".
func (p *parser) listed(a *atom) bool {
	n := len(p.dst)
	if n == 0 || p.floor < a.first-8 || p.dst[n-1].Reject != "" || p.dst[n-1].Unit != "" {
		return false
	}
	switch strings.ToLower(p.word(a.end)) {
	case "was", "is":
		return strings.EqualFold(p.word(p.floor), "were") || strings.EqualFold(p.word(p.floor), "are")
	}
	return false
}

// enumerates reports whether a numbers what is being told: "One, the volume;
// two, the price".
func (p *parser) enumerates(a *atom) bool {
	if !p.sign(a.end, ',') && !p.sign(a.end, ':') && p.kind(a.end) != token.Dash || a.low.Cmp(decimalTen) > 0 {
		return false
	}
	i := a.first - 1
	if strings.EqualFold(p.word(i), "then") {
		i--
	}
	return i < 0 || p.kind(i) == token.Punct || p.kind(i) == token.Newline || p.m(i).is(roleAnd)
}

// reconsider rejects an atom for what stands around the whole of it.
func (p *parser) reconsider(a *atom) (end int, reason string) {
	before := p.m(a.first - 1)
	switch {
	case a.unit == listed:
		if a.low.Exp >= 0 && a.low.Cmp(decimal.New(100, 0)) < 0 {
			return a.end, RejectListCount
		}
		a.unit, a.unitFrom, a.unitTo = "", 0, 0
	case a.unit == "" && a.words && a.form == FormNumber && a.scale == 0:
		if p.enumerates(a) {
			return a.end, RejectListCount
		}
		if before.is(roleOr) && p.m(a.first-2).is(roleTimeNoun) {
			return a.end, RejectIdiom // "a month or two"
		}
		if strings.EqualFold(p.word(a.first), "one") && a.end == a.first+1 && p.cue.reach != a.first && !p.listed(a) {
			return a.end, RejectIdiom
		}
		if before.is(roleLead) || strings.EqualFold(p.word(a.end), "of") && a.low.Cmp(decimalTen) < 0 {
			return a.end, RejectListCount
		}
	case a.unitTo > 0 && p.m(a.unitTo-1).is(roleTimeNoun) && a.form != FormBand:
		if before.is(roleLasting) {
			return a.end, RejectPeriod
		}
		if p.clockLength(a) {
			return a.end, RejectClock
		}
	}
	return 0, ""
}

// clockLength tells how long a call takes from what a business measures: "30
// minutes of questions", "24 hours a day".
func (p *parser) clockLength(a *atom) bool {
	switch a.unit {
	case "minutes", "hours", "seconds":
	default:
		return false
	}
	for i := a.unitTo; i < a.unitTo+6; i++ {
		switch strings.ToLower(p.word(i)) {
		case "remarks", "questions", "question", "q&a", "call", "replay", "session", "presentation":
			return true
		}
	}
	return a.unit == "hours" && a.low.Cmp(decimal.New(24, 0)) == 0 && p.m(a.unitTo).is(roleFiller)
}
