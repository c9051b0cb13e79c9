// Package filter reads filters of the grammar of AIP-160 and writes them as
// conditions of SQL with parameters, or for lists that are computed, tells whether
// they hold for an item. What a client writes never becomes part of
// a statement: fields are looked up in a table of the store's, operators in one
// of this package, values are parameters.
//
//	ticker = "NWSY" AND accept_time >= "2012-04-24"
//	status = GUIDANCE OR (concept = revenue AND NOT basis = NON_GAAP)
//	vendor = "street*"            a star at either end stands for anything
//	display_name:"north"          contains, in any case
//	ticker:*                      is set
//	fiscal_period = (Q1 OR Q2)    one of
//
// Two restrictions side by side are joined by AND; OR binds closer than AND.
package filter

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"go.einride.tech/aip/filtering"
	expr "google.golang.org/genproto/googleapis/api/expr/v1alpha1"
)

// MaxBytes is the longest filter that is read, whatever the schema lets pass.
const MaxBytes = 2000

// Kind is the type of a field's values.
type Kind uint8

const (
	// String fields compare byte for byte, know `:` and stars.
	String Kind = iota
	// Int fields hold 64-bit integers.
	Int
	// Decimal fields are exact; their values reach SQL as text, cast to numeric.
	Decimal
	// Bool fields know = and != with true and false.
	Bool
	// Time fields take RFC 3339 times, and days, which begin at midnight UTC.
	Time
	// Enum fields know = and != with the names in Values.
	Enum
)

// A Field is what a filter may name.
type Field struct {
	Kind Kind
	// SQL is the expression that is compared: a column with its table's alias.
	SQL string
	// Of, for lists that are computed, is the value of an item: a string, which an
	// Int and a Decimal have too, a bool, a time.Time, or as in Values; nil for
	// none, and a []any where an item has several. Then != means that none is equal.
	Of func(item any) any
	// Within, where set, holds the comparison in place of its one %s: for values
	// that a row has several of, `EXISTS (SELECT ... WHERE ... AND %s)`. Then !=
	// means that none is equal.
	Within string
	// Array, where set, is the column of type text[] whose elements Within
	// compares: equality asks the array whether it contains the value, which an
	// index can answer.
	Array string
	// Values are an Enum's names, in upper case and without Prefix, with what
	// stands for each in the column.
	Values map[string]any
	// Prefix of an Enum's names, such as FACT_STATUS_; filters may leave it out.
	Prefix string
}

// Fields are what the filters of one list may name.
type Fields map[string]Field

// Condition is a filter that was read and is sound: rendering cannot fail. The
// zero Condition admits everything.
type Condition struct{ root node }

// An Error says what is wrong with a filter, in words for its author.
type Error struct {
	// Position is the byte of the filter where the fault is.
	Position int
	Message  string
}

func (e *Error) Error() string { return fmt.Sprintf("at byte %d: %s", e.Position, e.Message) }

// Parse reads a filter. The error is an *Error.
func (f Fields) Parse(filter string) (Condition, error) {
	if strings.TrimSpace(filter) == "" {
		return Condition{}, nil
	}
	if len(filter) > MaxBytes {
		return Condition{}, &Error{MaxBytes, fmt.Sprintf("a filter has at most %d bytes", MaxBytes)}
	}
	if !utf8.ValidString(filter) || strings.ContainsRune(filter, 0) {
		return Condition{}, &Error{0, "a filter is UTF-8 text without NUL"}
	}
	parsed, skipped, err := parse(filter)
	if err != nil {
		return Condition{}, err
	}
	r := reader{fields: f, positions: parsed.GetSourceInfo().GetPositions(), skipped: skipped}
	root, err := r.condition(parsed.GetExpr())
	return Condition{root}, err
}

// Syntax says whether a filter, which is not empty, is of the grammar, whatever its
// fields are: it can then stand in a longer one. The error is an *Error.
func Syntax(filter string) error {
	_, _, err := parse(filter)
	return err
}

// parse reads a filter by the grammar; its positions begin behind what is skipped.
func parse(filter string) (parsed *expr.ParsedExpr, skipped int, err error) {
	var parser filtering.Parser
	parser.Init(filter)
	parsed, err = parser.Parse()
	skipped = len(filter) - len(strings.TrimLeft(filter, " \t\r\n"))
	if err != nil {
		e := syntaxError(err)
		e.Position += skipped
		return nil, 0, e
	}
	return parsed, skipped, nil
}

// syntaxError is the innermost message of the parser's chain: the outer ones
// name grammar rules.
func syntaxError(err error) *Error {
	found := &Error{Message: "the filter is not of the grammar of AIP-160"}
	for ; err != nil; err = errors.Unwrap(err) {
		if at, ok := err.(interface {
			Message() string
			Position() filtering.Position
		}); ok {
			found.Position, found.Message = int(at.Position().Offset), at.Message()
		}
	}
	if strings.Contains(found.Message, "EOF") || found.Message == "parse token" {
		found.Message = "the filter ends too early"
	}
	found.Message += "; texts, dates and times stand in quotes"
	return found
}

// reader turns the parser's tree into nodes.
type reader struct {
	fields    Fields
	positions map[int64]int32
	skipped   int
}

func (r *reader) fault(e *expr.Expr, format string, args ...any) error {
	return &Error{int(r.positions[e.GetId()]) + r.skipped, fmt.Sprintf(format, args...)}
}

func (r *reader) condition(e *expr.Expr) (node, error) {
	call := e.GetCallExpr()
	if call == nil {
		return nil, r.fault(e, "a condition is a field, an operator and a value, such as %s", r.example())
	}
	args := call.GetArgs()
	switch name := call.GetFunction(); name {
	case filtering.FunctionAnd, filtering.FunctionFuzzyAnd:
		return r.both(args, false)
	case filtering.FunctionOr:
		return r.both(args, true)
	case filtering.FunctionNot:
		inner, err := r.condition(args[0])
		return not{inner}, err
	case "=", "!=", "<", "<=", ">", ">=", ":":
		return r.restriction(name, args[0], args[1])
	default:
		return nil, r.fault(e, "there is no function %s", strconv.Quote(name))
	}
}

func (r *reader) both(args []*expr.Expr, or bool) (node, error) {
	j := join{or: or}
	for _, arg := range args {
		n, err := r.condition(arg)
		if err != nil {
			return nil, err
		}
		// The parser nests a AND b AND c to the left.
		if inner, ok := n.(join); ok && inner.or == or {
			j.nodes = append(j.nodes, inner.nodes...)
		} else {
			j.nodes = append(j.nodes, n)
		}
	}
	return j, nil
}

// restriction reads `field operator value`, where value may be (a OR b).
func (r *reader) restriction(operator string, left, right *expr.Expr) (node, error) {
	name, ok := dotted(left)
	if !ok {
		return nil, r.fault(left, "the left side is no field; there are %s", r.names())
	}
	field, ok := r.fields[name]
	if !ok {
		return nil, r.fault(left, "there is no field %s; there are %s", strconv.Quote(name), r.names())
	}
	if call := right.GetCallExpr(); call != nil && (call.GetFunction() == filtering.FunctionOr || call.GetFunction() == filtering.FunctionAnd) {
		j := join{or: call.GetFunction() == filtering.FunctionOr}
		for _, arg := range call.GetArgs() {
			n, err := r.restriction(operator, left, arg)
			if err != nil {
				return nil, err
			}
			j.nodes = append(j.nodes, n)
		}
		return j, nil
	}
	return r.comparison(name, field, operator, right)
}

func (r *reader) comparison(name string, field Field, operator string, right *expr.Expr) (node, error) {
	text, quoted, ok := literal(right)
	if !ok {
		return nil, r.fault(right, "the right side of %s is no value", name)
	}
	if operator == ":" && text == "*" && !quoted {
		return test{name, field, isSet, nil}, nil
	}
	if operator == ":" && field.Kind != String {
		operator = "=" // A scalar that has a value is equal to it.
	}
	if (field.Kind == Bool || field.Kind == Enum) && operator != "=" && operator != "!=" {
		return nil, r.fault(right, "%s knows = and != only", name)
	}
	value, problem := field.value(text)
	if problem != "" {
		return nil, r.fault(right, "%s %s, not %s", name, problem, strconv.Quote(text))
	}
	if field.Kind == String {
		if pattern, ok := like(operator, text); ok {
			return pattern.of(name, field, operator), nil
		}
	}
	return test{name, field, operator, value}, nil
}

// value is the parameter that text stands for, or what is expected instead.
func (f Field) value(text string) (value any, problem string) {
	switch f.Kind {
	case Int:
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return nil, "is an integer"
		}
		return n, ""
	case Decimal:
		if !isDecimal(text) {
			return nil, "is a decimal number"
		}
		return text, ""
	case Bool:
		switch strings.ToLower(text) {
		case "true":
			return true, ""
		case "false":
			return false, ""
		}
		return nil, "is true or false"
	case Time:
		return instant(text)
	case Enum:
		stored, ok := f.Values[strings.TrimPrefix(strings.ToUpper(text), f.Prefix)]
		if !ok {
			return nil, "is one of " + list(f.Values)
		}
		return stored, ""
	case String:
	}
	return text, ""
}

func instant(text string) (any, string) {
	for _, layout := range []string{time.RFC3339Nano, time.DateOnly} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, ""
		}
	}
	return nil, `is a time such as "2012-04-24T17:00:00Z", or a day`
}

// maxDigits keeps a decimal within what numeric holds.
const maxDigits = 100

func isDecimal(text string) bool {
	digits := strings.TrimPrefix(text, "-")
	whole, fraction, dotted := strings.Cut(digits, ".")
	all := whole + fraction
	return len(all) > 0 && len(all) <= maxDigits && strings.Trim(all, "0123456789") == "" && (whole != "" || dotted)
}

// literal is the text of a value: in quotes, bare, a number, true or false, or
// the argument of timestamp().
func literal(e *expr.Expr) (text string, quoted, ok bool) {
	switch kind := e.GetExprKind().(type) {
	case *expr.Expr_ConstExpr:
		switch c := kind.ConstExpr.GetConstantKind().(type) {
		case *expr.Constant_StringValue:
			// The parser makes the bare star of `field:*` a text as well; nobody
			// has a field that contains just a star in quotes.
			return c.StringValue, c.StringValue != "*", true
		case *expr.Constant_Int64Value:
			return strconv.FormatInt(c.Int64Value, 10), false, true
		case *expr.Constant_DoubleValue:
			return strconv.FormatFloat(c.DoubleValue, 'f', -1, 64), false, true
		case *expr.Constant_BoolValue:
			return strconv.FormatBool(c.BoolValue), false, true
		}
	case *expr.Expr_IdentExpr, *expr.Expr_SelectExpr:
		text, ok = dotted(e)
		return text, false, ok
	case *expr.Expr_CallExpr:
		if call := kind.CallExpr; call.GetFunction() == filtering.FunctionTimestamp && len(call.GetArgs()) == 1 {
			return literal(call.GetArgs()[0])
		}
	}
	return "", false, false
}

// dotted is a name such as event.date.
func dotted(e *expr.Expr) (string, bool) {
	switch kind := e.GetExprKind().(type) {
	case *expr.Expr_IdentExpr:
		return kind.IdentExpr.GetName(), true
	case *expr.Expr_SelectExpr:
		of, ok := dotted(kind.SelectExpr.GetOperand())
		return of + "." + kind.SelectExpr.GetField(), ok
	}
	return "", false
}

func (r *reader) names() string { return list(r.fields) }

// example is a condition that this list understands.
func (r *reader) example() string {
	for _, name := range sorted(r.fields) {
		switch r.fields[name].Kind {
		case String:
			return name + ` = "..."`
		case Int:
			return name + " = 1"
		}
	}
	return `field = "..."`
}

func list[V any](m map[string]V) string { return strings.Join(sorted(m), ", ") }

func sorted[V any](m map[string]V) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
