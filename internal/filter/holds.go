package filter

import (
	"cmp"
	"math/big"
	"strings"
	"time"
)

// Holds tells whether an item of a computed list meets the condition. What an item
// does not have is equal to nothing, as in SQL.
func (c Condition) Holds(item any) bool { return c.root == nil || c.root.holds(item) }

// Equals is the one value that a condition admits of a field, where it can be told
// at once: of `concept = revenue AND ...`, revenue.
func (c Condition) Equals(field string) (value any, ok bool) {
	nodes := []node{c.root}
	if j, all := c.root.(join); all && !j.or {
		nodes = j.nodes
	}
	for _, n := range nodes {
		if t, is := n.(test); is && t.name == field && t.operator == "=" {
			return t.value, true
		}
	}
	return nil, false
}

func (j join) holds(item any) bool {
	for _, n := range j.nodes {
		if n.holds(item) == j.or {
			return j.or
		}
	}
	return !j.or
}

func (n not) holds(item any) bool { return !n.of.holds(item) }

func (t test) holds(item any) bool {
	value := t.field.Of(item)
	values, several := value.([]any)
	if !several && value != nil {
		values = []any{value}
	}
	operator, negated := t.operator, false
	if operator == "!=" || strings.HasPrefix(operator, "NOT ") {
		operator, negated = positive(operator), true
	}
	for _, v := range values {
		if t.meets(v, operator) {
			return !negated
		}
	}
	return negated
}

// meets compares one value that is there.
func (t test) meets(value any, operator string) bool {
	switch operator {
	case isSet:
		return true
	case "LIKE", "ILIKE":
		return t.value.(pattern).matches(value.(string))
	case "=":
		if t.field.Kind == Bool || t.field.Kind == Enum {
			return value == t.value
		}
		return t.compare(value) == 0
	case "<":
		return t.compare(value) < 0
	case "<=":
		return t.compare(value) <= 0
	case ">":
		return t.compare(value) > 0
	default:
		return t.compare(value) >= 0
	}
}

// compare orders a value of the item and that of the filter.
func (t test) compare(value any) int {
	switch t.field.Kind {
	case Int:
		return cmp.Compare(value.(int64), t.value.(int64))
	case Decimal:
		left, _ := new(big.Rat).SetString(value.(string))
		right, _ := new(big.Rat).SetString(t.value.(string))
		return left.Cmp(right)
	case Time:
		return value.(time.Time).Compare(t.value.(time.Time))
	default:
		return strings.Compare(value.(string), t.value.(string))
	}
}

// matches tells whether a text is like the pattern.
func (p pattern) matches(text string) bool {
	literal := p.literal
	if p.fold {
		text, literal = strings.ToLower(text), strings.ToLower(literal)
	}
	switch {
	case p.before && p.after:
		return strings.Contains(text, literal)
	case p.before:
		return strings.HasSuffix(text, literal)
	case p.after:
		return strings.HasPrefix(text, literal)
	default:
		return text == literal
	}
}
