package wire

import (
	"slices"
	"strings"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	"github.com/callfacts/callfacts/internal/concept"
	"github.com/callfacts/callfacts/internal/phrase"
)

var unitKinds = map[concept.UnitKind]metricsv1.UnitKind{
	concept.UnitMoney:        metricsv1.UnitKind_UNIT_KIND_MONEY,
	concept.UnitPerShare:     metricsv1.UnitKind_UNIT_KIND_MONEY_PER_SHARE,
	concept.UnitPercent:      metricsv1.UnitKind_UNIT_KIND_PERCENT,
	concept.UnitRatio:        metricsv1.UnitKind_UNIT_KIND_RATIO,
	concept.UnitDays:         metricsv1.UnitKind_UNIT_KIND_TIME,
	concept.UnitMoneyPerUnit: metricsv1.UnitKind_UNIT_KIND_MONEY_PER_UNIT,
	concept.UnitCount:        metricsv1.UnitKind_UNIT_KIND_COUNT,
}

// Concept is the message of a concept. Its aliases are the phrases that its
// patterns stand for, in words as the text has them but for case and hyphens.
func Concept(c *concept.Concept) *metricsv1.Concept {
	return &metricsv1.Concept{
		Name:     "concepts/" + c.ID,
		Id:       c.ID,
		Label:    c.Label,
		Aliases:  aliases(c.Phrases),
		UnitKind: unitKinds[c.Unit],
		Instant:  c.Instant,
		Xbrl:     c.XBRL,
	}
}

// aliases expands patterns; those of a taxonomy that was read are valid.
func aliases(patterns []string) []string {
	var out []string
	for _, pattern := range patterns {
		expanded, err := phrase.Expand(pattern)
		if err != nil {
			expanded = []string{pattern}
		}
		for _, p := range expanded {
			if p = strings.Join(strings.Fields(p), " "); p != "" && !slices.Contains(out, p) {
				out = append(out, p)
			}
		}
	}
	return out
}

// ToConcept is the concept of a message. What a message does not say (the noun
// of a count, whether a fall is an improvement, ...) is left at its zero. The
// error is an *Error.
func ToConcept(m *metricsv1.Concept) (*concept.Concept, error) {
	c := &concept.Concept{ID: m.GetId(), Label: m.GetLabel(), Instant: m.GetInstant(), XBRL: m.GetXbrl(), Phrases: m.GetAliases()}
	if m.GetId() == "" || m.GetName() != "" && m.GetName() != "concepts/"+m.GetId() {
		return nil, wrong("is not the last part of name", "id")
	}
	for kind, message := range unitKinds {
		if message == m.GetUnitKind() {
			c.Unit = kind
		}
	}
	if c.Unit == concept.UnitUnspecified {
		return nil, wrong("is no kind of unit", "unit_kind")
	}
	for i, alias := range m.GetAliases() {
		if strings.ContainsAny(alias, "{|}(),") {
			return nil, wrong("is a pattern, not a phrase", "aliases[%d]", i)
		}
	}
	return c, nil
}
