package fact

import (
	"strings"

	"github.com/callfacts/callfacts/internal/concept"
	"github.com/callfacts/callfacts/internal/quantity"
)

// unitClass is the sort of a quantity's unit.
type unitClass uint8

const (
	unitBare unitClass = iota
	unitMoney
	unitPerShare
	unitPercent
	unitPoints
	unitDays
	unitRatio
	unitCount
	unitFlat
	unitMultiple
)

// unitSet is a set of classes.
type unitSet uint16

const anyUnit = ^unitSet(0)

func in(classes ...unitClass) unitSet {
	var s unitSet
	for _, u := range classes {
		s |= 1 << u
	}
	return s
}

func (s unitSet) has(u unitClass) bool { return s&(1<<u) != 0 }

func classOf(q *quantity.Quantity) unitClass {
	switch q.Form {
	case quantity.FormFlat:
		return unitFlat
	case quantity.FormMultiple:
		return unitMultiple
	}
	switch u := q.Unit; {
	case u == "":
		return unitBare
	case u == "percent":
		return unitPercent
	case u == "percentage_points":
		return unitPoints
	case u == "days":
		return unitDays
	case u == "ratio":
		return unitRatio
	case strings.HasSuffix(u, "/share"):
		return unitPerShare
	case len(u) == 3 && u[0] >= 'A' && u[0] <= 'Z' && u[2] >= 'A' && u[2] <= 'Z':
		return unitMoney
	}
	return unitCount
}

// magnitude is the greater end as a float, for plausibility alone.
func magnitude(q *quantity.Quantity) float64 {
	d := q.High
	if !q.HasHigh {
		d = q.Low
	}
	v := float64(d.Abs().Coef)
	for e := d.Exp; e > 0; e-- {
		v *= 10
	}
	for e := d.Exp; e < 0; e++ {
		v /= 10
	}
	return v
}

// fit is how a quantity can be read for a concept: the measure, and the concept
// itself or its sibling in that unit.
type fit struct {
	concept int32
	measure Measure
	unit    string // where it differs from the quantity's own
}

// fits reads q for the concept with index i; close tells that nothing stands
// between them but "was" or "of".
func (e *Extractor) fits(i int32, q *quantity.Quantity, d direction, close bool) (fit, bool) {
	c := &e.taxonomy.Concepts[i]
	u := classOf(q)
	moved := d.moves() && !d.dest && !d.origin
	value := MeasureValue
	if moved {
		value = MeasureChange
	}
	switch u {
	case unitFlat, unitMultiple:
		return e.fitsFlat(i, c, u)
	case unitMoney:
		return e.fitsMoney(i, c, q, value, close)
	case unitPerShare:
		if c.Unit == concept.UnitPerShare {
			return fit{i, value, ""}, true
		}
		return e.sibling(c.PerShare, value)
	case unitPercent:
		return e.fitsPercent(i, c, q, moved, d.by || d.behind, close)
	case unitPoints:
		if !moved && close && magnitude(q) < 10 && (c.Unit == concept.UnitPercent && !c.Growth || c.Expense) {
			// "the charge-off ratio was 54 basis points"; of a margin, they say no more
			// than that something is worth so much: "that was some 50 basis points".
			return fit{i, MeasureValue, "percent"}, !c.Adjustable || c.Expense
		}
		if (c.Unit == concept.UnitPercent && !c.Growth) || c.Expense && c.Percent == "" {
			return fit{i, MeasureChange, ""}, true
		}
		if c.Expense && !moved {
			f, ok := e.sibling(c.Percent, MeasureValue)
			f.unit = "percent"
			return f, ok // "nonperforming assets fell to 17 basis points of total assets"
		}
		if moved && c.Percent == "" && magnitude(q) >= 0.5 && (c.Unit == concept.UnitCount || c.Unit == concept.UnitMoneyPerUnit || c.Growth && strings.HasSuffix(c.ID, "_change") && !d.behind && magnitude(q) >= 1) {
			return fit{i, MeasureGrowth, "percent"}, true // "revenue per user grew 5 percentage points", "price was up 4 points"
		}
		return e.sibling(c.Percent, MeasureChange)
	case unitDays:
		if c.Unit == concept.UnitDays {
			return fit{i, value, ""}, true
		}
	case unitRatio:
		if c.Unit == concept.UnitRatio {
			return fit{i, value, ""}, true
		}
	case unitCount:
		if c.Unit == concept.UnitCount && (c.Noun == q.Unit || c.Noun == "stores" && (q.Unit == "units" || q.Unit == "locations" || q.Unit == "hospitals") || c.Noun == "units" && q.Unit == "homes" || c.Noun == "barrels" && (q.Unit == "cubic feet" || q.Unit == "ounces" || q.Unit == "pounds" || q.Unit == "tons") || c.Noun == "megawatt hours" && (q.Unit == "gigawatt hours" || q.Unit == "terawatt hours")) {
			return fit{i, value, ""}, true
		}
		if c.Unit == concept.UnitCount && c.Noun == "weeks" && (q.Unit == "months") {
			return fit{i, value, ""}, true
		}
		if q.Unit == "shares" {
			return e.sibling(c.Count, value)
		}
	case unitBare:
		return e.fitsBare(i, c, q, value, close, d.dest || d.origin)
	}
	return fit{}, false
}

// sibling is the concept that the same breath tells in another unit.
func (e *Extractor) sibling(id string, m Measure) (fit, bool) {
	if id == "" {
		return fit{}, false
	}
	i := e.taxonomy.Find(id)
	return fit{int32(i), m, ""}, i >= 0
}

func (e *Extractor) fitsFlat(i int32, c *concept.Concept, u unitClass) (fit, bool) {
	if c.Unit == concept.UnitPercent && !c.Growth {
		if u == unitMultiple {
			return fit{}, false
		}
		return fit{i, MeasureChange, "percentage_points"}, true
	}
	return fit{i, MeasureGrowth, "percent"}, true
}

func (e *Extractor) fitsMoney(i int32, c *concept.Concept, q *quantity.Quantity, value Measure, close bool) (fit, bool) {
	switch c.Unit {
	case concept.UnitMoney:
		// "Net income was $27 million, or $0.57", "earnings guidance of $3 to $3.20".
		if m := magnitude(q); c.PerShare != "" && m < 1000 && (q.Low.Exp <= -2 || c.Money != "") {
			f, ok := e.sibling(c.PerShare, value)
			f.unit = q.Unit + "/share"
			return f, ok
		}
		if c.Money != "" {
			return e.sibling(c.Money, value)
		}
		if c.PerUnit != "" && magnitude(q) < 1000 {
			return e.sibling(c.PerUnit, value) // "lease operating expense was $6.50 per barrel"
		}
		return fit{i, value, ""}, magnitude(q) >= 1000 || q.Low.Exp > -2 // cents are no company's total
	case concept.UnitPerShare:
		if magnitude(q) < 2000 {
			return fit{i, value, q.Unit + "/share"}, true
		}
		return e.sibling(c.Money, value)
	case concept.UnitPercent:
		if close && c.Money != "" && magnitude(q) >= 1e5 {
			return e.sibling(c.Money, value) // "operating margin was $81 million"
		}
	case concept.UnitCount:
		if i == e.known.sharesOutstanding && close && value == MeasureValue && magnitude(q) >= 1e6 {
			return fit{i, value, "shares"}, true // what wrote it down put a sign before it
		}
	case concept.UnitDays:
		return e.sibling(c.Money, value) // "inventory days were 87, a decline of $6 million"
	case concept.UnitMoneyPerUnit:
		if magnitude(q) < 1e7 {
			return fit{i, value, ""}, true
		}
	}
	return fit{}, false
}

func (e *Extractor) fitsPercent(i int32, c *concept.Concept, q *quantity.Quantity, moved, by, close bool) (fit, bool) {
	switch {
	case q.Form == quantity.FormFraction && !moved:
		return fit{}, false // "half of it"
	case c.Growth:
		return fit{i, MeasureGrowth, ""}, true
	case c.Unit == concept.UnitPercent:
		if moved && by {
			return fit{i, MeasureGrowth, ""}, true
		}
		return fit{i, MeasureValue, ""}, true
	case moved:
		return fit{i, MeasureGrowth, ""}, true
	case c.Unit == concept.UnitRatio && q.Form == quantity.FormBand:
		return fit{i, MeasureValue, "ratio"}, true // "leverage in the mid-3s"
	case c.Percent != "" && close && !(q.Form == quantity.FormRange && q.HasLow && q.Low.Sign() < 0):
		return e.sibling(c.Percent, MeasureValue) // "a tax provision of 20%"; but "EBIT of minus 4.5% to minus 1.5%"
	case q.Low.Sign() < 0 && q.HasLow:
		return fit{i, MeasureGrowth, ""}, true
	}
	return fit{}, false
}

// fitsBare reads a number without a unit: only what stands close to its concept,
// and is of a likely size; far tells that it is where a movement led, or began.
func (e *Extractor) fitsBare(i int32, c *concept.Concept, q *quantity.Quantity, value Measure, close, far bool) (fit, bool) {
	m := magnitude(q)
	switch c.Unit {
	case concept.UnitRatio:
		if close && m < 100 {
			return fit{i, value, "ratio"}, true
		}
	case concept.UnitPercent:
		if close && m > 0 && m < 200 && (q.Low.Exp < 0 || m > 15) {
			if c.Growth {
				return fit{i, MeasureGrowth, "percent"}, true
			}
			return fit{i, value, "percent"}, true
		}
	case concept.UnitPerShare:
		if close && m < 100 && q.Low.Exp <= -2 {
			return fit{i, value, "USD/share"}, true
		}
	case concept.UnitMoney:
		if close && m >= 1e6 {
			return fit{i, value, "USD"}, true
		}
	case concept.UnitCount:
		if close && m >= 100 || value == MeasureChange && m >= 5 || far && m >= 1000 {
			return fit{i, value, c.Noun}, true
		}
	case concept.UnitDays:
		if close && m < 400 && m > 1 {
			return fit{i, value, "days"}, true
		}
	}
	return fit{}, false
}
