package transcript

import "strings"

// yearOfSpeech finds the year of a call whose quarter is known and whose header
// and opening name no year: each period that the speech names with one speaks for
// a year, the same quarter as a base of comparison for the year after its own.
// The year that is spoken for most is taken, where no other comes near it.
func (m *metadata) yearOfSpeech(a int) {
	reported := fiscal{period: m.event.FiscalPeriod}.quarter()
	if reported == 0 {
		return
	}
	type seen struct{ weight, at, to int }
	years := map[int]seen{}
	for _, f := range periodsIn(m.p.low, a, min(len(m.p.low), a+60000)) {
		year, weight := m.p.speaksFor(f, reported)
		if weight == 0 {
			continue
		}
		k := years[year]
		if k.weight += weight; k.weight == weight {
			k.at, k.to = f.from, f.to
		}
		years[year] = k
	}
	best, second := 0, 0
	for y, k := range years {
		switch w := years[best].weight; {
		case k.weight > w || k.weight == w && y < best:
			best, second = y, w
		case k.weight > second:
			second = k.weight
		}
	}
	if k := years[best]; k.weight >= 2 && 2*k.weight > 3*second {
		m.event.FiscalYear = best
		m.note("event.fiscalYear", k.at, k.to, "body")
	}
}

// speaksFor is the year of the reported quarter that a period named in the speech
// speaks for, and how strongly; 0 for not at all.
func (p *page) speaksFor(f fiscal, reported int) (year, weight int) {
	if f.year == 0 {
		return 0, 0
	}
	base := p.isBase(f.from)
	switch q := f.quarter(); {
	case q == reported && base:
		return f.year + 1, 2
	case q == reported && p.ownPeriod(0, f.from, 26):
		return f.year, 2
	case q == reported:
		return f.year, 1 // a call rather says "the quarter" of its own, and the year of another
	case q != 0 && q == reported%4+1: // the quarter to come
		if q == 1 {
			return f.year - 1, 1
		}
		return f.year, 1
	case q != 0 && reported == q%4+1: // the quarter before
		if q == 4 {
			return f.year + 1, 1
		}
		return f.year, 1
	case f.period != "FY" || base:
	case p.ahead(f) && reported == 4:
		return f.year - 1, 2
	case p.ahead(f):
		return f.year, 2
	case reported < 4 || p.told(f):
		return f.year, 1
	}
	return 0, 0
}

// told reports whether results of a period are told behind it: "for the full year
// 2019, we delivered".
func (p *page) told(f fiscal) bool {
	behind := p.low[f.to:min(len(p.low), f.to+50)]
	for _, w := range [...]string{"deliver", " was", " were", "totaled", "increased", "grew", "reported", "generated"} {
		if strings.Contains(behind, w) {
			return true
		}
	}
	return false
}

// isBase reports whether the sentence holds others against the period at byte i.
func (p *page) isBase(i int) bool {
	before := p.low[max(0, i-140):i]
	if stop := strings.LastIndexAny(before, ".?!;\n"); stop >= 0 && stop+1 < len(before) && before[stop+1] <= ' ' {
		before = before[stop+1:]
	}
	for _, w := range [...]string{"compare", "versus", " vs", " than ", "against", "relative to", " over ", " since ", " from "} {
		if strings.Contains(before, w) {
			return true
		}
	}
	return false
}

// ahead reports whether a period is one that is looked ahead to.
func (p *page) ahead(f fiscal) bool {
	around := p.low[max(0, f.from-40):f.from] + p.low[f.to:min(len(p.low), f.to+16)]
	for _, w := range [...]string{"guidance", "outlook", "expect", "forecast", "anticipate", "project", "begin ", "look", " will"} {
		if strings.Contains(around, w) {
			return true
		}
	}
	return false
}
