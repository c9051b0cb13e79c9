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
const remarks = `Thank you, Robin, and a good afternoon to all of you. Third quarter revenue reached $1.24 billion, up 7% on the year and 2% on the quarter before.
Demand was broad, and each of our three regions grew; Europe was roughly 46% of revenue, Latin America was 37% and Japan was 17%.
Our people did well while supplies were still uneven, and they have my thanks for all the hours they put in, as do our customers for their patience.
Non-GAAP gross margin was 61.3%, down 80 basis points sequentially, which mostly reflects freight and the mix of products that we shipped.
Now to the outlook. In the fourth quarter, revenue should be $1.26 billion, plus or minus $15 million, and earnings per share between $0.27 and $0.29.
As ever, we plan for many years and not for one quarter, we keep investing in the platform, and we are sure that the company and its owners are better off for it.
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
