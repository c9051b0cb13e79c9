package main

import (
	"strings"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
)

// value is a quantity as a person reads it, exact all the same: `$4.2B`,
// `$0.27 to $0.29 a share`, `at least 150 days`, `-1.2 points`.
func value(q *metricsv1.Quantity) string {
	var text string
	switch low, high := q.GetLow(), q.GetHigh(); {
	case low == high:
		text = amount(low, q.GetUnit())
	case low == "":
		text = "up to " + amount(high, q.GetUnit())
	case high == "":
		text = "at least " + amount(low, q.GetUnit())
	default:
		_, per, _ := strings.Cut(q.GetUnit(), "/")
		text = strings.TrimSuffix(amount(low, q.GetUnit()), "/"+per) + " to " + amount(high, q.GetUnit())
	}
	switch q.GetBound() {
	case metricsv1.Bound_BOUND_APPROX:
		return "about " + text
	case metricsv1.Bound_BOUND_AT_LEAST:
		if q.GetHigh() != "" {
			return "at least " + text
		}
	case metricsv1.Bound_BOUND_AT_MOST:
		if q.GetLow() != "" {
			return "at most " + text
		}
	}
	return text
}

// amount is a number with its unit.
func amount(number, unit string) string {
	sign := ""
	if strings.HasPrefix(number, "-") {
		sign, number = "-", number[1:]
	}
	currency, per, _ := strings.Cut(unit, "/")
	switch {
	case unit == "percent":
		return sign + number + "%"
	case unit == "percentage_points":
		return sign + number + " points"
	case unit == "ratio":
		return sign + number + "x"
	case len(currency) == 3 && strings.ToUpper(currency) == currency:
		if per != "" {
			per = "/" + per
		}
		if currency == "USD" {
			return sign + "$" + scaled(number) + per
		}
		return sign + currency + " " + scaled(number) + per
	case unit == "":
		return sign + scaled(number)
	default:
		return sign + scaled(number) + " " + strings.ReplaceAll(unit, "_", " ")
	}
}

// scaled shortens a number by a thousand, million, billion or trillion where no
// more than three digits are left behind the point, and groups it otherwise.
func scaled(number string) string {
	whole, part, _ := strings.Cut(number, ".")
	for _, scale := range []struct {
		digits int
		name   string
	}{{12, "T"}, {9, "B"}, {6, "M"}} {
		if len(whole) <= scale.digits || part != "" {
			continue
		}
		rest := strings.TrimRight(whole[len(whole)-scale.digits:], "0")
		if len(rest) > 3 {
			continue
		}
		text := groupedDigits(whole[:len(whole)-scale.digits])
		if rest != "" {
			text += "." + rest
		}
		return text + scale.name
	}
	if part != "" {
		return groupedDigits(whole) + "." + part
	}
	return groupedDigits(whole)
}

// groupedDigits puts a comma before every three digits.
func groupedDigits(digits string) string {
	var b strings.Builder
	for i, r := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// word is the name of an enumeration's value without its prefix, in lower case:
// `year over year`. Unspecified is nothing.
func word(name, prefix string) string {
	name = strings.TrimPrefix(name, prefix)
	if name == "UNSPECIFIED" {
		return ""
	}
	return strings.ToLower(strings.ReplaceAll(name, "_", " "))
}

// measured is the aspect of the concept, with the base of a comparison; nothing
// for the level itself.
func measured(f *metricsv1.Fact) string {
	measure := word(f.GetMeasure().String(), "MEASURE_")
	if f.GetMeasure() == metricsv1.Measure_MEASURE_VALUE {
		measure = ""
	}
	base := map[metricsv1.Comparison]string{
		metricsv1.Comparison_COMPARISON_SEQUENTIAL:     "q/q",
		metricsv1.Comparison_COMPARISON_YEAR_OVER_YEAR: "y/y",
	}[f.GetComparison()]
	return strings.TrimSpace(measure + " " + base)
}

// parts are the dimensions and qualifiers of a fact.
func parts(f *metricsv1.Fact) string {
	var out []string
	for _, d := range f.GetDimensions() {
		out = append(out, oneLine(d.GetMember()))
	}
	for _, q := range f.GetQualifiers() {
		out = append(out, word(q.String(), "QUALIFIER_"))
	}
	return strings.Join(out, ", ")
}
