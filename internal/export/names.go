package export

import (
	"strings"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
)

// path is the parts of a resource's name by their collection:
// `companies/northwind-systems` gives northwind-systems for companies.
func path(name string) map[string]string {
	parts := strings.Split(name, "/")
	ids := make(map[string]string, len(parts)/2)
	for i := 0; i+1 < len(parts); i += 2 {
		ids[parts[i]] = parts[i+1]
	}
	return ids
}

// word is a value of an enumeration in lower case without its prefix,
// `non_gaap`; nothing for what is not specified.
func word(name, prefix string) string {
	if name = strings.TrimPrefix(name, prefix); name == "UNSPECIFIED" {
		return ""
	}
	return strings.ToLower(name)
}

func axisName(a metricsv1.Axis) string           { return word(a.String(), "AXIS_") }
func qualifierName(q metricsv1.Qualifier) string { return word(q.String(), "QUALIFIER_") }

// qualifierNames are the qualifiers of a fact.
func qualifierNames(f *metricsv1.Fact) []string {
	names := make([]string, len(f.GetQualifiers()))
	for i, q := range f.GetQualifiers() {
		names[i] = qualifierName(q)
	}
	return names
}
