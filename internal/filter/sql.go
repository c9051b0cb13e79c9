package filter

import (
	"fmt"
	"strconv"
	"strings"
)

// Args are the parameters of a statement in the making.
type Args []any

// Add appends a parameter and returns its place, such as $3.
func (a *Args) Add(value any) string {
	*a = append(*a, value)
	return "$" + strconv.Itoa(len(*a))
}

// SQL is the condition as an expression of SQL whose parameters are added to
// args: in parentheses, never NULL where it matters, TRUE for the zero Condition.
func (c Condition) SQL(args *Args) string {
	if c.root == nil {
		return "TRUE"
	}
	var b strings.Builder
	c.root.write(&b, args)
	return b.String()
}

// IsZero reports whether the condition admits everything.
func (c Condition) IsZero() bool { return c.root == nil }

// node is a part of a condition.
type node interface {
	write(b *strings.Builder, args *Args)
	holds(item any) bool
}

type join struct {
	or    bool
	nodes []node
}

func (j join) write(b *strings.Builder, args *Args) {
	word := " AND "
	if j.or {
		word = " OR "
	}
	b.WriteByte('(')
	for i, n := range j.nodes {
		if i > 0 {
			b.WriteString(word)
		}
		n.write(b, args)
	}
	b.WriteByte(')')
}

type not struct{ of node }

// write: what is neither true nor false, since a column is NULL, is not true.
func (n not) write(b *strings.Builder, args *Args) {
	b.WriteByte('(')
	n.of.write(b, args)
	b.WriteString(" IS NOT TRUE)")
}

// isSet is the operator of `field:*`.
const isSet = "IS NOT NULL"

// test compares one field.
type test struct {
	name     string
	field    Field
	operator string
	value    any
}

// write: != holds for rows that have no value; the comparisons that indexes
// serve stay as they are.
func (t test) write(b *strings.Builder, args *Args) {
	operator, negated := t.operator, false
	switch {
	case t.field.Within != "" && (operator == "!=" || strings.HasPrefix(operator, "NOT ")):
		operator, negated = positive(operator), true
	case operator == "!=":
		operator = "IS DISTINCT FROM"
	case strings.HasPrefix(operator, "NOT "):
		operator, negated = positive(operator), true
	}
	comparison := t.field.SQL + " " + operator
	if t.value != nil {
		value := t.value
		if p, is := value.(pattern); is {
			value = p.sql()
		}
		comparison += " " + args.Add(value)
		if t.field.Kind == Decimal {
			comparison += "::numeric"
		}
	}
	switch {
	case t.field.Array != "" && operator == "=":
		comparison = fmt.Sprintf("%s @> ARRAY[$%d]", t.field.Array, len(*args))
	case t.field.Within != "":
		comparison = fmt.Sprintf(t.field.Within, comparison)
	}
	if negated {
		comparison = "(" + comparison + ") IS NOT TRUE"
	}
	b.WriteString("(" + comparison + ")")
}

func positive(operator string) string {
	if operator == "!=" {
		return "="
	}
	return strings.TrimPrefix(operator, "NOT ")
}

// pattern is what a text is to be like: a literal, anything before or behind it,
// and whether case is the same.
type pattern struct {
	literal             string
	before, after, fold bool
}

// like is the pattern that a comparison of strings stands for, where it is one:
// `:` is contains, a star at either end of an equality stands for anything.
func like(operator, text string) (pattern, bool) {
	if operator == ":" {
		return pattern{text, true, true, true}, true
	}
	literal, before := strings.CutPrefix(text, "*")
	literal, after := strings.CutSuffix(literal, "*")
	if operator != "=" && operator != "!=" || !before && !after {
		return pattern{}, false
	}
	return pattern{literal, before, after, false}, true
}

func (p pattern) of(name string, field Field, operator string) test {
	word := "LIKE"
	if p.fold {
		word = "ILIKE"
	}
	if operator == "!=" {
		word = "NOT " + word
	}
	return test{name, field, word, p}
}

// sql is the pattern as LIKE has it.
func (p pattern) sql() string {
	text := escape(p.literal)
	if p.before {
		text = "%" + text
	}
	if p.after {
		text += "%"
	}
	return text
}

// escape takes the meaning from what LIKE would read as a pattern.
func escape(text string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text)
}
