package concept

import (
	"fmt"
	"slices"
	"strings"

	"github.com/callfacts/callfacts/internal/phrase"
)

// Merge adds a company's own concepts and phrases to a taxonomy, and leaves both
// as they are. A concept of own that t has too gets the phrases of both; its unit
// must be the same, and what else its line says is t's. A phrase of own means
// what own says, whatever it meant in t; among the phrases under "none" it means
// nothing any more.
func (t *Taxonomy) Merge(own *Taxonomy) (*Taxonomy, error) {
	means := make(map[string]string) // the id that each of own's phrases stands for, "" for none
	for _, c := range own.Concepts {
		if err := claim(means, c.ID, c.Phrases); err != nil {
			return nil, err
		}
	}
	if err := claim(means, "", own.None); err != nil {
		return nil, err
	}
	merged := &Taxonomy{None: append(without(t.None, "", means), own.None...)}
	for _, c := range t.Concepts {
		c.Phrases = without(c.Phrases, c.ID, means)
		merged.Concepts = append(merged.Concepts, c)
	}
	for _, c := range own.Concepts {
		i := t.Find(c.ID)
		switch {
		case i < 0:
			merged.Concepts = append(merged.Concepts, c)
		case t.Concepts[i].Unit != c.Unit || t.Concepts[i].Noun != c.Noun:
			return nil, fmt.Errorf("taxonomy: %s has another unit in the standard taxonomy", c.ID)
		default:
			merged.Concepts[i].Phrases = append(merged.Concepts[i].Phrases, c.Phrases...)
		}
	}
	merged.order()
	return merged, merged.checkSiblings()
}

// claim notes that phrases stand for a concept, or that they expand to nothing.
func claim(means map[string]string, id string, patterns []string) error {
	for _, pattern := range patterns {
		phrases, err := phrase.Expand(pattern)
		if err != nil {
			return fmt.Errorf("taxonomy: %w", err)
		}
		for _, p := range phrases {
			key := normal(p)
			if key == "" {
				return fmt.Errorf("taxonomy: empty phrase in %q", pattern)
			}
			if other, ok := means[key]; ok && other != id {
				return fmt.Errorf("taxonomy: %q names both %s and %s", p, orNone(other), orNone(id))
			}
			means[key] = id
		}
	}
	return nil
}

func orNone(id string) string {
	if id == "" {
		return "none"
	}
	return id
}

// without is the patterns without the phrases that mean something else now. A
// pattern that keeps all of its phrases stays as it is.
func without(patterns []string, id string, means map[string]string) []string {
	kept := make([]string, 0, len(patterns))
	for _, pattern := range patterns {
		phrases, err := phrase.Expand(pattern)
		if err != nil {
			kept = append(kept, pattern)
			continue
		}
		left := slices.DeleteFunc(slices.Clone(phrases), func(p string) bool {
			to, ok := means[normal(p)]
			return ok && to != id
		})
		if len(left) == len(phrases) {
			left = []string{pattern}
		}
		kept = append(kept, left...)
	}
	return kept
}

// normal is a phrase as the lexicon looks at it.
func normal(p string) string {
	return strings.ToLower(strings.TrimPrefix(strings.Join(strings.Fields(p), " "), "^"))
}

// checkSiblings: what a concept becomes in another unit must be there.
func (t *Taxonomy) checkSiblings() error {
	for _, c := range t.Concepts {
		for _, id := range []string{c.PerShare, c.Percent, c.Count, c.Money, c.PerUnit} {
			if id != "" && t.Find(id) < 0 {
				return fmt.Errorf("taxonomy: %s names %s, which is not there", c.ID, id)
			}
		}
	}
	return nil
}
