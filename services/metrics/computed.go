package metrics

import (
	"slices"
	"strings"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	"github.com/callfacts/callfacts/internal/fact"
	"github.com/callfacts/callfacts/internal/filter"
	"github.com/callfacts/callfacts/internal/guidance"
)

// findingFields are what a filter of findings may name.
var findingFields = filter.Fields{
	"check":   enumField(metricsv1.FindingCheck_name, "FINDING_CHECK_", func(f *found) int32 { return int32(f.check) }),
	"verdict": enumField(metricsv1.FindingVerdict_name, "FINDING_VERDICT_", func(f *found) int32 { return int32(f.verdict) }),
	"reason":  enumField(metricsv1.NotCheckableReason_name, "NOT_CHECKABLE_REASON_", func(f *found) int32 { return int32(f.reason) }),
	"call":    textField(func(f *found) string { return f.call }),
	"concept": textField(func(f *found) string { return f.concept }),
	"period":  textField(func(f *found) string { return f.period }),
	"member":  membersField(func(f *found) []fact.Dimension { return f.dimensions }),
	"axis":    axesField(func(f *found) []fact.Dimension { return f.dimensions }),
}

// guidanceFields are what a filter of guidance may name.
var guidanceFields = filter.Fields{
	"concept":    textField(func(g *guidance.Series) string { return g.Concept }),
	"measure":    enumField(metricsv1.Measure_name, "MEASURE_", func(g *guidance.Series) int32 { return int32(g.Measure) }),
	"comparison": enumField(metricsv1.Comparison_name, "COMPARISON_", func(g *guidance.Series) int32 { return int32(g.Comparison) }),
	"basis":      enumField(metricsv1.Basis_name, "BASIS_", func(g *guidance.Series) int32 { return int32(g.Basis) }),
	"unit":       textField(func(g *guidance.Series) string { return g.Unit }),
	"period":     textField(func(g *guidance.Series) string { return g.Period.Label }),
	"member":     membersField(func(g *guidance.Series) []fact.Dimension { return g.Dimensions }),
	"axis":       axesField(func(g *guidance.Series) []fact.Dimension { return g.Dimensions }),
	"qualifier": enumsField(metricsv1.Qualifier_name, "QUALIFIER_", func(g *guidance.Series) (all []any) {
		for _, q := range g.Qualifiers {
			all = append(all, int32(q))
		}
		return all
	}),
	"action": enumsField(metricsv1.GuidanceAction_name, "GUIDANCE_ACTION_", func(g *guidance.Series) (all []any) {
		for i := range g.Entries {
			all = append(all, int32(g.Entries[i].Action))
		}
		return all
	}),
	"result": enumField(metricsv1.GuidanceResult_name, "GUIDANCE_RESULT_", func(g *guidance.Series) int32 { return int32(g.Outcome.Result) }),
	"reason": enumField(metricsv1.NotComparableReason_name, "NOT_COMPARABLE_REASON_", func(g *guidance.Series) int32 { return int32(g.Outcome.Reason) }),
}

// textField is a text that may be empty, which is none.
func textField[T any](of func(T) string) filter.Field {
	return filter.Field{Kind: filter.String, Of: func(item any) any {
		if text := of(item.(T)); text != "" {
			return text
		}
		return nil
	}}
}

// enumField is an enumeration of the API.
func enumField[T any](names map[int32]string, prefix string, of func(T) int32) filter.Field {
	return filter.Field{Kind: filter.Enum, Prefix: prefix, Values: valuesOf(names, prefix), Of: func(item any) any { return of(item.(T)) }}
}

// enumsField is an enumeration that an item has several of.
func enumsField[T any](names map[int32]string, prefix string, of func(T) []any) filter.Field {
	return filter.Field{Kind: filter.Enum, Prefix: prefix, Values: valuesOf(names, prefix), Of: func(item any) any { return of(item.(T)) }}
}

func valuesOf(names map[int32]string, prefix string) map[string]any {
	values := make(map[string]any, len(names))
	for value, name := range names {
		values[strings.TrimPrefix(name, prefix)] = value
	}
	return values
}

func membersField[T any](of func(T) []fact.Dimension) filter.Field {
	return filter.Field{Kind: filter.String, Of: func(item any) any {
		var all []any
		for _, d := range of(item.(T)) {
			all = append(all, d.Member)
		}
		return all
	}}
}

func axesField[T any](of func(T) []fact.Dimension) filter.Field {
	return enumsField(metricsv1.Axis_name, "AXIS_", func(item T) (all []any) {
		for _, d := range of(item) {
			all = append(all, int32(d.Axis))
		}
		return all
	})
}

// keep leaves the items for which a condition holds.
func keep[T any](all []T, condition filter.Condition) []T {
	return slices.DeleteFunc(all, func(item T) bool { return !condition.Holds(item) })
}
