package quantity

import (
	"strings"

	"github.com/callfacts/callfacts/internal/decimal"
	"github.com/callfacts/callfacts/internal/token"
)

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
	if (!p.m(i-1).is(roleYearWord|roleTo|rolePeriodNoun|roleMonth) || w[2:] == "00" && strings.EqualFold(p.word(i-1), "over")) && p.kind(end) == token.Word {
		if c, to := p.money.Match(p.t, end); to > 0 && c.exp <= 0 {
			return 0, ""
		}
		counted := end
		for isAdded(p.word(counted)) {
			counted++ // "2000 net new customers"
		}
		if n, to := p.unit.Match(p.t, counted); to > 0 && n.unit != listed && (w[2:] == "00" || w < "1980" || w > "2040") {
			return 0, ""
		}
	}
	return end, RejectYear
}

// isAdded reports whether a word says of things that they came to others.
func isAdded(word string) bool {
	switch word {
	case "new", "net", "additional", "incremental":
		return true
	}
	return false
}

// quoteBefore reports whether an apostrophe stands before the number at i.
func (p *parser) quoteBefore(i int) bool {
	if !p.glued(i) || p.kind(i-1) != token.Punct {
		return false
	}
	w := p.word(i - 1)
	return w == "'" || w == "’" || w == "‘"
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
	case p.sideOf(i):
		return i + 1, RejectIdiom
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

// sideOf reports whether "half" at i is a side of a range: "the upper half of our guidance".
func (p *parser) sideOf(i int) bool {
	switch strings.ToLower(p.word(i - 1)) {
	case "upper", "top", "bottom", "lower", "high", "higher":
		return strings.EqualFold(p.word(i+1), "of")
	}
	return false
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
