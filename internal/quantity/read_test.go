package quantity

import (
	"testing"

	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/token"
)

func read(t testing.TB, text string) []Quantity {
	v := token.NewVocabulary()
	r, err := NewReader(v)
	if err != nil {
		t.Fatal(err)
	}
	return r.Read(nil, text, v.Scan(nil, text, source.At(0, len(text))), "USD")
}

func TestTry(t *testing.T) {
	for _, s := range []string{
		"Total revenue was $1,032,000,000, a decline of 8% sequentially",
		"$950 million, plus or minus $20 million and 64% plus or minus 0.5 point",
		"$0.27 to $0.29, between 12% and 14%, $5 to $6 million, 1.2 to 1.4 billion, USD34.6 million, 15-20 USD",
		"a loss of $0.01 per share, RMB 3.4 billion, $1.2bn, half a million, at 2.15pm, 27 cents, a penny",
		"mid-single digit, low 20s, double-digit, doubled, flat, $(0.05), one point two billion, nearly 4 points, 100 basis points",
		"grew from 5% to 6% in the third quarter of 2012 and Q1, T4000, 10-K, one of our 150 enterprise customers",
		"flat to slightly up, flat to up $30 million, the 15 -- $515 million, minus 3% to minus 5%, down 2% to up 3%",
		"On April 24, 2012 at 4:30 p.m. Eastern, 6- to 9-month, high single digit, low double-digits, 75%, 80%",
		"mid to high single digits, mid-30%, one-third, two-thirds of the increase, 1/3, about half, 9,218 employees, sub-70",
		"Rs. 500 crores, Rs.500 crores, 12,34,567.89 rupees, two and a half billion, $1.2-billion, MUSD 20",
		"51% of revenue; EMEA, 30%; and APAC, 19%. 12 points, 40BPS, 13mm customers, $25B, 60-basis-point, 3 or 5 years",
	} {
		t.Log(s)
		for _, q := range read(t, s) {
			lo, hi := "-", "-"
			if q.HasLow {
				lo = q.Low.String()
			}
			if q.HasHigh {
				hi = q.High.String()
			}
			t.Logf("   %q %s..%s %q b%d f%d %s prec %s  bound %q unit %q sign %q", q.Span.Of(s), lo, hi, q.Unit, q.Bound, q.Form, q.Reject, q.Precision, q.BoundSpan.Of(s), q.UnitSpan.Of(s), q.SignSpan.Of(s))
		}
	}
}
