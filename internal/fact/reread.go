package fact

import "github.com/callfacts/callfacts/internal/quantity"

// Reread reads a quantity again from its spans alone; see quantity.Reader.Reread.
// currency is what a bare "$" stands for.
func (e *Extractor) Reread(text string, spans quantity.Spans, currency string) (quantity.Quantity, bool) {
	return e.quantities.Reread(text, spans, currency)
}
