package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
)

// knownConcept fails where a concept, of which nothing was found, is none of the
// companies', nor a standard one; the error names those that may be meant. No
// concept is any.
func knownConcept(ctx context.Context, services *services, concept string, companies ...string) error {
	if concept == "" {
		return nil
	}
	var all []*metricsv1.Concept
	for _, company := range companies {
		request := &metricsv1.ListConceptsRequest{}
		if company != "companies/-" {
			request.Company = company
		}
		err := pages(func(token string) (string, error) {
			request.PageToken, request.PageSize = token, pageSize
			page, err := services.metrics.ListConcepts(ctx, request)
			all = append(all, page.GetConcepts()...)
			return page.GetNextPageToken(), err
		})
		if err != nil {
			return err
		}
	}
	if slices.ContainsFunc(all, func(c *metricsv1.Concept) bool { return c.GetId() == concept }) {
		return nil
	}
	if near := nearConcepts(concept, all); len(near) > 0 {
		return fmt.Errorf("there is no concept %q; perhaps %s", concept, strings.Join(near, ", "))
	}
	return fmt.Errorf("there is no concept %q; see /v1/concepts", concept)
}

// nearConcepts are the ids of concepts that share words with what was asked for,
// in the id or in a phrase that names them, the nearest first.
func nearConcepts(asked string, all []*metricsv1.Concept) []string {
	const most = 4
	score := map[string]int{}
	for _, c := range all {
		for _, phrase := range append([]string{c.GetId()}, c.GetAliases()...) {
			score[c.GetId()] = max(score[c.GetId()], likeness(wordsOf(asked), wordsOf(phrase)))
		}
	}
	best := 0
	for _, n := range score {
		best = max(best, n)
	}
	var near []string
	for id, n := range score {
		if n > 0 && n >= best-2 {
			near = append(near, id)
		}
	}
	slices.SortFunc(near, func(a, b string) int { return cmp.Or(score[b]-score[a], strings.Compare(a, b)) })
	return near[:min(len(near), most)]
}

// wordsOf splits `Gross_margin` or `gross margin`.
func wordsOf(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return r == '_' || r == ' ' || r == '-' })
}

// likeness counts the words that two phrases share, whole or but for the end, less
// those that they do not; at most 0 where there is none.
func likeness(a, b []string) int {
	n := 0
	for _, x := range a {
		if slices.ContainsFunc(b, func(y string) bool { return x == y || sharedHead(x, y) >= 4 }) {
			n++
		}
	}
	if n == 0 {
		return 0
	}
	return max(1, 10*n-len(a)-len(b))
}

// sharedHead is how many bytes two words begin with alike.
func sharedHead(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}
