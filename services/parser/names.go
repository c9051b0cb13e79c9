package parser

import (
	"strings"

	"github.com/callfacts/callfacts/services/parser/store"
)

// Resource names reach the handlers in the form that the schema's patterns
// demand, so that taking them apart cannot fail.

// placeOf reads `companies/{company}/calls/{call}/transcripts/{transcript}`, or
// the beginning of it.
func placeOf(name string) store.Place {
	parts := strings.Split(name, "/")
	at := func(i int) string {
		if i < len(parts) {
			return parts[i]
		}
		return ""
	}
	return store.Place{Company: at(1), Call: at(3), Transcript: at(5)}
}

func companyName(company string) string { return "companies/" + company }

func callName(company, call string) string { return companyName(company) + "/calls/" + call }

func transcriptName(p store.Place) string {
	return callName(p.Company, p.Call) + "/transcripts/" + p.Transcript
}
