package store

import "github.com/callfacts/callfacts/internal/filter"

// FactFields are what a filter of facts may name.
var FactFields = filter.Fields{
	"concept": {Kind: filter.String, SQL: "f.concept"},
	"measure": {Kind: filter.Enum, SQL: "f.measure", Prefix: "MEASURE_", Values: numbered("VALUE", "GROWTH", "CHANGE", "SHARE")},
	"status":  {Kind: filter.Enum, SQL: "f.status", Prefix: "FACT_STATUS_", Values: numbered("ACTUAL", "GUIDANCE", "TARGET", "HYPOTHETICAL")},
	"comparison": {
		Kind: filter.Enum, SQL: "f.comparison", Prefix: "COMPARISON_",
		Values: orUnspecified(numbered("SEQUENTIAL", "YEAR_OVER_YEAR", "OTHER")),
	},
	"basis":  {Kind: filter.Enum, SQL: "f.basis", Prefix: "BASIS_", Values: orUnspecified(numbered("GAAP", "NON_GAAP"))},
	"period": {Kind: filter.String, SQL: "f.period"},
	"unit":   {Kind: filter.String, SQL: "f.unit"},
	"low":    {Kind: filter.Decimal, SQL: "f.low"},
	"high":   {Kind: filter.Decimal, SQL: "f.high"},
	"speaker_role": {
		Kind: filter.Enum, SQL: "f.speaker_role", Prefix: "SPEAKER_ROLE_",
		Values: orUnspecified(numbered("OPERATOR", "INVESTOR_RELATIONS", "EXECUTIVE", "ANALYST", "OTHER")),
	},
	"verdict": {
		Kind: filter.Enum, SQL: "coalesce(" + verdict + ", 0)", Prefix: "REVIEW_VERDICT_",
		Values: orUnspecified(numbered("ACCEPTED", "REJECTED", "CORRECTED")),
	},
	"speaker_name": {Kind: filter.String, SQL: "f.speaker_name"},
	"member": {
		Kind: filter.String, SQL: "m.member", Within: "EXISTS (SELECT FROM unnest(f.members) AS m (member) WHERE %s)", Array: "f.members",
	},
	"axis": {
		Kind: filter.Enum, SQL: "a.axis", Within: "EXISTS (SELECT FROM unnest(f.axes) AS a (axis) WHERE %s)", Prefix: "AXIS_",
		Values: numbered("SEGMENT", "PRODUCT", "GEOGRAPHY", "CUSTOMER_TYPE", "CUSTOMER", "CHANNEL", "OTHER"),
	},
	"qualifier": {
		Kind: filter.Enum, SQL: "q.qualifier", Within: "EXISTS (SELECT FROM unnest(f.qualifiers) AS q (qualifier) WHERE %s)", Prefix: "QUALIFIER_",
		Values: numbered("CONSTANT_CURRENCY", "ORGANIC", "EXCLUDING_ITEMS", "ANNUALIZED"),
	},
}

// numbered gives names the numbers that stand for them in a column, from 1 on.
func numbered(names ...string) map[string]any {
	values := make(map[string]any, len(names)+1)
	for i, name := range names {
		values[name] = int16(i + 1)
	}
	return values
}

// orUnspecified adds the name of what the text does not tell.
func orUnspecified(values map[string]any) map[string]any {
	values["UNSPECIFIED"] = int16(0)
	return values
}

// ReviewFields are what a filter of reviews may name.
var ReviewFields = filter.Fields{
	"verdict":     {Kind: filter.Enum, SQL: "v.verdict", Prefix: "REVIEW_VERDICT_", Values: numbered("ACCEPTED", "REJECTED", "CORRECTED")},
	"author":      {Kind: filter.String, SQL: "v.author"},
	"create_time": {Kind: filter.Time, SQL: "v.review_time"},
}
