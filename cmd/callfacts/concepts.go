package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
)

func conceptsCommand(s streams) *cobra.Command {
	var t target
	var company string
	p := printer{s: s}
	c := &cobra.Command{
		Use:   "concepts [WORD...]",
		Short: "List what is measured, and what it is called",
		Long: `List the concepts that facts are of. With words, those whose id, name or one of the
phrases that name them on a call has them all. A company may have concepts of its own.`,
		Example: `  callfacts concepts
  callfacts concepts cash flow
  callfacts concepts margin --company northwind-systems --json`,
		RunE: func(c *cobra.Command, words []string) error {
			return t.with(func(services *services) error {
				all, err := conceptsOf(c.Context(), services, resource("companies/", company))
				if err != nil {
					return err
				}
				return p.concepts(all, wordsOf(strings.Join(words, " ")))
			})
		},
	}
	t.flags(c)
	jsonFlag(c, &p.json)
	c.Flags().StringVar(&company, "company", "-", "with those of this company, such as northwind-systems")
	return c
}

// concepts prints the concepts that one phrase of has all words.
func (p printer) concepts(all []*metricsv1.Concept, words []string) error {
	out := table{head: []string{"CONCEPT", "NAME", "XBRL", "ALSO CALLED"}, enough: 40}
	for _, c := range all {
		if !slices.ContainsFunc(namesOf(c), func(name string) bool { return hasAll(name, words) }) {
			continue
		}
		if !p.json {
			out.add(c.GetId(), c.GetLabel(), c.GetXbrl(), strings.Join(c.GetAliases(), ", "))
			continue
		}
		if err := p.message(c); err != nil {
			return err
		}
	}
	if p.json {
		return nil
	}
	if len(out.rows) == 0 {
		fmt.Fprintln(p.s.err, "no concepts")
		return nil
	}
	return out.write(p.s.out, terminalOf(p.s.out))
}

// namesOf is what a concept is called.
func namesOf(c *metricsv1.Concept) []string {
	return append([]string{c.GetId(), c.GetLabel()}, c.GetAliases()...)
}

func hasAll(name string, words []string) bool {
	name = strings.ToLower(name)
	return !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(name, word) })
}

// conceptsOf are the concepts of a company; the standard ones for companies/-.
func conceptsOf(ctx context.Context, services *services, company string) (all []*metricsv1.Concept, err error) {
	request := &metricsv1.ListConceptsRequest{}
	if company != "companies/-" {
		request.Company = company
	}
	err = pages(func(token string) (string, error) {
		request.PageToken, request.PageSize = token, pageSize
		page, err := services.metrics.ListConcepts(ctx, request)
		all = append(all, page.GetConcepts()...)
		return page.GetNextPageToken(), err
	})
	return all, err
}

// knownConcept fails where a concept, of which nothing was found, is none of the
// companies', nor a standard one; the error names those that may be meant. No
// concept is any.
func knownConcept(ctx context.Context, services *services, concept string, companies ...string) error {
	if concept == "" {
		return nil
	}
	var all []*metricsv1.Concept
	for _, company := range companies {
		own, err := conceptsOf(ctx, services, company)
		if err != nil {
			return err
		}
		all = append(all, own...)
	}
	if slices.ContainsFunc(all, func(c *metricsv1.Concept) bool { return c.GetId() == concept }) {
		return nil
	}
	if near := nearConcepts(concept, all); len(near) > 0 {
		return fmt.Errorf("there is no concept %q; perhaps %s", concept, strings.Join(near, ", "))
	}
	return fmt.Errorf("there is no concept %q; `callfacts concepts` lists those that there are", concept)
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
