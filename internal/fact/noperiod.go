package fact

import (
	"github.com/callfacts/callfacts/internal/period"
	"github.com/callfacts/callfacts/internal/token"
)

// noPeriod reports whether p only says over what time a movement is measured, "16% growth
// over the last 12 months", until when a balance runs, since when there was no such number, or
// what draws near as it is told.
func (c *call) noPeriod(r *reading, p *period.Mention) bool {
	if c.nears(p) || c.namesDebt(r, p) || c.measuresAgainst(r, p) || c.isSince(p) && (p.Year == 0 || p.EndOf || c.unmatchedBefore(r.s, p.First-1)) {
		return true // "our highest revenue since 2006, as units grew 50%", "doubled since last year"
	}
	if p.Kind != period.Trailing {
		return c.dueThen(r, p)
	}
	if r.choice.measure == MeasureShare && p.First >= r.q.Last && p.First < int(r.choice.mention.last) {
		return false // "12% of trailing 12-month revenue"
	}
	if r.choice.measure != MeasureValue || c.e.taxonomy.Concepts[r.choice.concept].Instant && p.First > r.q.Last+3 {
		return true
	}
	return p.First < r.q.First && p.First > r.s.first+3 || p.First > r.q.Last+7
}

// nears reports whether the period p only draws near as something is told: "as we approach
// the fourth quarter, we have refined our guidance".
func (c *call) nears(p *period.Mention) bool {
	return c.lower(p.First-1) == "approach" || c.article(p.First-1) && c.lower(p.First-2) == "approach"
}

// trails reports whether p stands right behind an earlier number with another
// concept than r's, and the sentence opens with a period of its own: "For 2019 we
// had growth of 13% on top of 12% in 2018, and a margin of 21%".
func (c *call) trails(r *reading, p *period.Mention) bool {
	first := &c.periods[r.s.periods[0]]
	return r.prev != nil && p != first && first.First-r.s.first <= 4 && p.First >= r.prev.q.Last && c.closesNumber(r.s, p.First) &&
		r.choice.mention.last > 0 && int(r.choice.mention.first) >= p.Last
}

// namesDebt reports whether p tells one debt from another, and is no period of anything else:
// "our bonds due to mature in 2025", "the retirement of the 2023 senior notes".
func (c *call) namesDebt(r *reading, p *period.Mention) bool {
	id := c.e.taxonomy.Concepts[r.choice.concept].ID
	if p.Kind != period.Year || p.Year == 0 || id == "debt_maturities" {
		return false
	}
	for j := p.First - 1; j >= r.s.first && p.First-j <= 3 && id != "debt"; j-- {
		switch c.lower(j) {
		case "matures", "mature", "maturing", "due", "expires", "expire", "expiring":
			return true
		}
	}
	for j := p.Last; j < r.s.last && j-p.Last <= 2; j++ {
		switch c.lower(j) {
		case "notes", "bonds", "debentures":
			return true
		}
	}
	return false
}

// measuresAgainst reports whether p is one that the number of r is held against: "within 3% of
// 2019 levels", "even compared to a strong second quarter of 2018, revenue was up 4%".
func (c *call) measuresAgainst(r *reading, p *period.Mention) bool {
	if w := c.lower(p.Last); (w == "levels" || w == "level") && !r.isBase(c) {
		return true
	}
	if r.choice.measure != MeasureGrowth && r.choice.measure != MeasureChange || p.Kind != period.Quarter || p.Year == 0 || p.Year > c.anchor.Year-2 || p.Part != c.anchor.Quarter || p.First > r.q.First {
		return false
	}
	for j := p.First - 1; j >= r.s.first && p.First-j <= 9; j-- {
		switch c.lower(j) {
		case "compared", "compare", "comparing", "versus", "against", "looking", "relative":
			return true
		}
		if c.marks.at[j].quantity != 0 {
			return false
		}
	}
	return false
}

// isSince reports whether p is a year, or a part of one, since which something is told: "since
// 2018, we bought back $900 million", which is of no one period.
func (c *call) isSince(p *period.Mention) bool {
	if p.Kind != period.Year && p.Kind != period.Quarter {
		return false
	}
	for j := p.First - 1; j >= 0 && p.First-j <= 9; j-- {
		switch {
		case c.lower(j) == "since":
			return j == p.First-1 || p.Year != 0 && p.Year < c.anchor.Year // "since we expect growth in 2022" gives a reason
		case c.tokens[j].Kind == token.Punct || c.marks.at[j].quantity != 0:
			return false
		}
	}
	return false
}

// unmatchedBefore reports whether the words before token i say that there was no such number
// for so long: "our best quarterly revenue".
func (c *call) unmatchedBefore(s *said, i int) bool {
	for j := i - 1; j >= s.first && i-j <= 9 && c.tokens[j].Word != token.Comma; j-- {
		switch c.lower(j) {
		case "highest", "lowest", "best", "largest", "strongest", "fastest", "first", "biggest", "greatest", "most":
			return true
		}
	}
	return false
}

// dueThen reports whether p only says until when a balance runs: "a $1.6 billion credit
// facility, which matures in 2025".
func (c *call) dueThen(r *reading, p *period.Mention) bool {
	if k := &c.e.taxonomy.Concepts[r.choice.concept]; !k.Instant || k.ID == "debt_maturities" || r.choice.measure != MeasureValue {
		return false
	}
	for j := p.First - 1; j >= r.q.Last && p.First-j <= 4; j-- {
		switch c.lower(j) {
		case "matures", "mature", "maturing", "maturity", "due", "expires", "expire", "expiring", "expiration":
			return true
		}
	}
	return false
}

// toldThen reports whether p is when an outlook was given: "the guidance that we raised last
// quarter to $455 million".
func toldThen(k claim, p *period.Mention) bool {
	return k.status == StatusGuidance && p.Kind == period.Quarter && p.Pointer == period.Last && p.Part == 0
}
