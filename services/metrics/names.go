package metrics

import (
	"fmt"
	"strings"
)

// name is a resource name below a transcript, taken apart. A part is "-" where
// the caller does not know it.
type name struct {
	company, call, transcript string
	fact                      string // of a fact
}

// wildcard stands for a part that the caller does not know.
const wildcard = "-"

// parseTranscript takes `companies/*/calls/*/transcripts/*` apart.
func parseTranscript(s string) (name, error) {
	parts := strings.Split(s, "/")
	if len(parts) != 6 || parts[0] != "companies" || parts[2] != "calls" || parts[4] != "transcripts" {
		return name{}, fmt.Errorf("%q is no name of a transcript", s)
	}
	return name{company: parts[1], call: parts[3], transcript: parts[5]}, nil
}

// parseFact takes `companies/*/calls/*/transcripts/*/facts/*` apart.
func parseFact(s string) (name, error) {
	parent, id, ok := strings.Cut(s, "/facts/")
	if !ok {
		return name{}, fmt.Errorf("%q is no name of a fact", s)
	}
	n, err := parseTranscript(parent)
	n.fact = id
	return n, err
}

// parseCall takes `companies/*/calls/*` apart.
func parseCall(s string) (name, error) {
	parts := strings.Split(s, "/")
	if len(parts) != 4 || parts[0] != "companies" || parts[2] != "calls" {
		return name{}, fmt.Errorf("%q is no name of a call", s)
	}
	return name{company: parts[1], call: parts[3]}, nil
}

// parseCompany is the last part of `companies/*`.
func parseCompany(s string) (string, error) {
	company, ok := strings.CutPrefix(s, "companies/")
	if !ok || strings.Contains(company, "/") {
		return "", fmt.Errorf("%q is no name of a company", s)
	}
	return company, nil
}

func (n name) parent() string {
	return "companies/" + n.company + "/calls/" + n.call + "/transcripts/" + n.transcript
}
