package fact

import (
	"sync"

	"github.com/callfacts/callfacts/internal/concept"
	"github.com/callfacts/callfacts/internal/quantity"
	"github.com/callfacts/callfacts/internal/token"
	"github.com/callfacts/callfacts/internal/transcript"
)

// Extractor extracts facts by one taxonomy. Make one with New; it is then only
// read, by any number of goroutines.
type Extractor struct {
	taxonomy   *concept.Taxonomy
	vocabulary *token.Vocabulary
	quantities *quantity.Reader
}

// New makes an extractor over a taxonomy.
func New(taxonomy *concept.Taxonomy) (*Extractor, error) {
	e := &Extractor{taxonomy: taxonomy, vocabulary: token.NewVocabulary()}
	var err error
	if e.quantities, err = quantity.NewReader(e.vocabulary); err != nil {
		return nil, err
	}
	return e, nil
}

// Standard is the extractor over the standard taxonomy.
var Standard = sync.OnceValue(func() *Extractor {
	e, err := New(concept.Standard())
	if err != nil {
		panic(err) // the embedded taxonomy is checked by a test
	}
	return e
})

// Extract turns the speech of a transcript into facts and the numeral ledger.
func (e *Extractor) Extract(t *transcript.Transcript) *Extraction {
	return &Extraction{}
}

// Quantities reads the number expressions of a sentence.
func (e *Extractor) Quantities(text string) []quantity.Quantity {
	return nil
}
