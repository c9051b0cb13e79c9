package quantity_test

import (
	"strings"
	"testing"

	"github.com/callfacts/callfacts/internal/quantity"
	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/token"
)

// remarks is plain speech of an invented call, with about as many numbers as
// prepared remarks have.
const remarks = `Thank you, Robin, and good afternoon everyone. Revenue in the third quarter was $1.24 billion, up 8% year-over-year and 3% sequentially.
We saw broad-based demand, and all three regions grew; the Americas were approximately 51% of total revenue, EMEA was 30% and APAC was 19%.
Our teams executed well through a supply environment that is still uneven, and I want to thank them for their hard work and for the patience of our customers.
Non-GAAP gross margin was 62.6%, down 70 basis points from last quarter, which mostly reflects freight and the mix of products that we shipped.
Turning to the outlook, for the fourth quarter we expect revenue of $1.26 billion, plus or minus $20 million, and earnings per share between $0.27 and $0.29.
As we said before, we think about the long term, we keep investing in the platform, and we believe that this is the right thing to do for the company and its owners.
`

func BenchmarkRead(b *testing.B) {
	text := strings.Repeat(remarks, 50)
	v := token.NewVocabulary()
	r, err := quantity.NewReader(v)
	if err != nil {
		b.Fatal(err)
	}
	tokens := v.Scan(nil, text, source.At(0, len(text)))
	var dst []quantity.Quantity
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		dst = r.Read(dst[:0], text, tokens, "USD")
	}
}
