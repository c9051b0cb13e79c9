package reconcile

import (
	"math/big"
	"strings"

	"github.com/callfacts/callfacts/internal/quantity"
)

// scales are the words for large numbers, largest first.
var scales = []struct {
	power int64
	word  string
}{{1_000_000_000_000, "trillion"}, {1_000_000_000, "billion"}, {1_000_000, "million"}}

// Amount writes a number with its unit as a person reads it: `824 million USD`,
// `62.6%`, `-1.2 points`. It is rounded to places behind the point of what stands
// before the scale word, which is left away where nothing is.
func Amount(r *big.Rat, unit string, places int) string {
	if r == nil {
		return "an open end"
	}
	number, scale := r, ""
	for _, s := range scales {
		if new(big.Rat).Abs(r).Cmp(big.NewRat(s.power, 1)) >= 0 {
			number, scale = new(big.Rat).Quo(r, big.NewRat(s.power, 1)), " "+s.word
			break
		}
	}
	text := number.FloatString(places)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	if text == "-0" {
		text = "0"
	}
	text += scale
	switch unit {
	case quantity.Percent:
		return text + "%"
	case quantity.PercentagePoints:
		return text + " points"
	case "":
		return text
	default:
		return text + " " + strings.ReplaceAll(unit, "_", " ")
	}
}

// Spoken writes a quantity as it was said: `62.6%`, `12% to 14%`, `at least
// 11%`, `about 60 million USD`.
func Spoken(q *quantity.Quantity) string {
	const places = 6
	var text string
	switch {
	case !q.HasLow && !q.HasHigh:
		return "no number"
	case !q.HasLow:
		return "at most " + Amount(rat(q.High), q.Unit, places)
	case !q.HasHigh:
		return "at least " + Amount(rat(q.Low), q.Unit, places)
	case q.Low.Cmp(q.High) == 0:
		text = Amount(rat(q.Low), q.Unit, places)
	default:
		text = Amount(rat(q.Low), q.Unit, places) + " to " + Amount(rat(q.High), q.Unit, places)
	}
	switch q.Bound {
	case quantity.BoundApprox:
		return "about " + text
	case quantity.BoundAtLeast:
		return "at least " + text
	case quantity.BoundAtMost:
		return "at most " + text
	default:
		return text
	}
}

// Text writes an interval: `-6.5% to -6.2%`.
func (i Interval) Text(unit string) string {
	const places = 3
	switch {
	case i.Low == nil && i.High == nil:
		return "anything"
	case i.Low == nil:
		return "at most " + Amount(i.High, unit, places)
	case i.High == nil:
		return "at least " + Amount(i.Low, unit, places)
	}
	low, high := Amount(i.Low, unit, places), Amount(i.High, unit, places)
	if low == high {
		return low
	}
	return low + " to " + high
}
