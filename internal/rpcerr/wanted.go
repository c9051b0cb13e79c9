package rpcerr

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"buf.build/go/protovalidate"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// wanted says what is wrong with a field that breaks a rule of the schema. A
// pattern says it to a machine, and `not in [0]` to nobody: those are told by what
// is wanted, with an example.
func wanted(v *protovalidate.Violation) string {
	path := v.Proto.GetField().GetElements()
	switch rule := v.Proto.GetRuleId(); {
	case len(path) == 0:
	case rule == "string.pattern":
		return given(v.FieldValue.String()) + "; wanted is " + patternExample(path[len(path)-1].GetFieldName(), v.RuleValue.String())
	case rule == "repeated.min_items":
		return "it is missing; wanted is at least " + v.RuleValue.String() + " " + formats[path[len(path)-1].GetFieldName()]
	case v.FieldDescriptor == nil: // of an element of a list
	case rule == "enum.not_in":
		return "it is missing; wanted is one of " + strings.Join(EnumNames(v.FieldDescriptor.Enum()), ", ")
	case rule == "enum.defined_only":
		return "wanted is one of " + strings.Join(EnumNames(v.FieldDescriptor.Enum()), ", ")
	}
	return v.Proto.GetMessage()
}

// given quotes what a field has.
func given(value string) string {
	const most = 60
	switch {
	case value == "":
		return "it is missing"
	case len(value) > most:
		return fmt.Sprintf("%d bytes that begin with %q do not fit", len(value), strings.ToValidUTF8(value[:most], ""))
	case !utf8.ValidString(value):
		return "it is not UTF-8"
	}
	return fmt.Sprintf("%q does not fit", value)
}

// EnumNames are the names of an enumeration that a client may give.
func EnumNames(e protoreflect.EnumDescriptor) (names []string) {
	for i := range e.Values().Len() {
		if value := e.Values().Get(i); value.Number() != 0 {
			names = append(names, string(value.Name()))
		}
	}
	return names
}

// examples are those of the parts of resource names, by the collection before.
var examples = map[string]string{
	"companies": "northwind-systems", "calls": "2023-q1", "transcripts": "0123456789abcdef", "facts": "abcdefghij234567",
}

// formats are what the other fields with a pattern want, by name.
var formats = map[string]string{
	"cik":           "a Central Index Key of up to 10 digits, such as 1234567",
	"lei":           "a Legal Entity Identifier, 20 letters and digits",
	"isin":          "an ISIN: two letters, 9 letters or digits, and a digit",
	"figi":          "a FIGI: two letters, G, 8 letters or digits, and a digit",
	"fiscal_period": "one of Q1, Q2, Q3, Q4, H1, H2, FY",
	"event_date":    "a day such as 2023-04-25",
	"concept":       "the id of a concept, such as revenue",
	"first_period":  "a fiscal period such as 2023Q1, 2023H1, 2023YTD3 or 2023FY",
	"last_period":   "a fiscal period such as 2023Q1, 2023H1, 2023YTD3 or 2023FY",
	"schema_name":   "a file name that ends in .xsd, such as report.xsd",
	"concepts":      "the id of a concept, such as revenue",
	"companies":     "name such as companies/northwind-systems",
	"names":         "name of a fact, as ListFacts has it",
}

// patternExample is what a pattern wants. That of a resource name is the name with
// a pattern for each part that is not a collection.
func patternExample(field, pattern string) string {
	if !strings.HasPrefix(pattern, "^companies/") {
		if format := formats[field]; format != "" {
			return format
		}
		return "what matches " + pattern
	}
	parts := strings.Split(strings.Trim(pattern, "^$"), "/")
	for i := 1; i < len(parts); i++ {
		switch example := examples[parts[i-1]]; {
		case example == "":
		case strings.HasSuffix(parts[i], "|-)"):
			parts[i] = "-"
		default:
			parts[i] = example
		}
	}
	return "a name such as " + strings.Join(parts, "/")
}
