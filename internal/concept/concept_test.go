package concept_test

import (
	"strings"
	"testing"

	"github.com/callfacts/callfacts/internal/concept"
	"github.com/callfacts/callfacts/internal/phrase"
	"github.com/callfacts/callfacts/internal/token"
)

func TestEveryPhraseNamesOneConcept(t *testing.T) {
	taxonomy := concept.Standard()
	lexicon := phrase.New[string](token.NewVocabulary())
	add := func(id, pattern string) {
		err := lexicon.Add(strings.TrimPrefix(pattern, "^"), func(old string, had bool) string {
			if had && old != id {
				t.Errorf("%q names both %s and %s", pattern, old, id)
			}
			return id
		})
		if err != nil {
			t.Error(err)
		}
	}
	for _, c := range taxonomy.Concepts {
		for _, p := range c.Phrases {
			add(c.ID, p)
		}
	}
	for _, p := range taxonomy.None {
		add("none", p)
	}
}
