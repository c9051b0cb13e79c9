package quantity_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/callfacts/callfacts/internal/decimal"
	"github.com/callfacts/callfacts/internal/quantity"
	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/token"
)

// check reports what breaks the contract of Read in a text.
func (r reader) check(t testing.TB, text string) {
	t.Helper()
	tokens := r.v.Scan(nil, text, source.At(0, len(text)))
	all := r.r.Read(nil, text, tokens, "USD")
	last, next := int32(0), 0
	for _, q := range all {
		if q.Span.Start < last || q.Span.End <= q.Span.Start || int(q.Span.End) > len(text) {
			t.Fatalf("%q: span %v behind %d", text, q.Span, last)
		}
		last = q.Span.End
		if q.First < 0 || q.Last > len(tokens) || q.First >= q.Last || tokens[q.First].Start != q.Span.Start || tokens[q.Last-1].End != q.Span.End {
			t.Fatalf("%q: tokens %d to %d are not span %v", text, q.First, q.Last, q.Span)
		}
		for ; next < q.First; next++ {
			if k := tokens[next].Kind; k == token.Number || k == token.Mixed {
				t.Fatalf("%q: %q is in no numeral", text, tokens[next].Span().Of(text))
			}
		}
		next = q.Last
		for _, s := range []source.Span{q.Span, q.SignSpan, q.BoundSpan, q.UnitSpan} {
			if s.Start > s.End || int(s.End) > len(text) || !boundary(text, s.Start) || !boundary(text, s.End) {
				t.Fatalf("%q: bad span %v", text, s)
			}
		}
		if q.Reject == "" {
			r.checkQuantity(t, text, q)
		}
	}
}

func (r reader) checkQuantity(t testing.TB, text string, q quantity.Quantity) {
	t.Helper()
	said := q.Span.Of(text)
	if !q.HasLow && !q.HasHigh || q.HasLow && q.HasHigh && q.Low.Cmp(q.High) > 0 {
		t.Fatalf("%q: %q is %v to %v", text, said, q.Low, q.High)
	}
	if q.Bound == quantity.BoundUnspecified || q.Precision.Sign() < 0 {
		t.Fatalf("%q: %q has bound %d, precision %v", text, said, q.Bound, q.Precision)
	}
	if again, ok := r.r.Reread(text, q.Spans(), "USD"); !ok || !q.Same(&again) {
		t.Fatalf("%q: %q is %v..%v %q, re-read %v..%v %q (%v)", text, said, q.Low, q.High, q.Unit, again.Low, again.High, again.Unit, ok)
	}
}

func boundary(text string, i int32) bool {
	return int(i) == len(text) || utf8.RuneStart(text[i])
}

// TestContract checks the contract on every sentence of the corpus and on all
// of them as one text, with line ends in odd places.
func TestContract(t *testing.T) {
	data, err := os.ReadFile(corpusFile)
	if err != nil {
		t.Fatal(err)
	}
	r := newReader(t)
	var all strings.Builder
	for _, b := range blocks(string(data)) {
		if b.sentence == "" {
			continue
		}
		r.check(t, b.sentence)
		all.WriteString(b.sentence + " ")
	}
	r.check(t, all.String())
	r.check(t, strings.ReplaceAll(all.String(), " ", "\n"))
	r.check(t, strings.ReplaceAll(all.String(), " ", "\u00a0"))
	r.check(t, strings.ToUpper(all.String()))
	r.check(t, strings.ReplaceAll(all.String(), ".", ","))
}

// TestReadBehind reads every sentence of the corpus behind the numerals of another turn
// as it does alone: "More than 300 stores" may open it.
func TestReadBehind(t *testing.T) {
	data, err := os.ReadFile(corpusFile)
	if err != nil {
		t.Fatal(err)
	}
	r := newReader(t)
	before := r.read("Sales were $5 million.")
	all := blocks(string(data))
	for _, text := range []string{"More than 300 stores were open.", "Below 5% of sales.", "Million by million."} {
		all = append(all, block{sentence: text})
	}
	for _, b := range all {
		tokens := r.v.Scan(nil, b.sentence, source.At(0, len(b.sentence)))
		alone := r.r.Read(nil, b.sentence, tokens, "USD")
		behind := r.r.Read(slices.Clone(before), b.sentence, tokens, "USD")[len(before):]
		if !slices.Equal(alone, behind) {
			t.Errorf("%s: alone %s, behind others %s", b.sentence, describe(b.sentence, alone), describe(b.sentence, behind))
		}
	}
}

// TestLineEnds reads an expression across a line end as without it, with the
// tokens of the caller's list.
func TestLineEnds(t *testing.T) {
	r := newReader(t)
	text := "We grew low \ndouble-digits to $5\nmillion."
	tokens := r.v.Scan(nil, text, source.At(0, len(text)))
	all := r.r.Read(nil, text, tokens, "USD")
	if len(all) != 2 || all[0].Span.Of(text) != "low \ndouble-digits" || all[1].Span.Of(text) != "$5\nmillion" {
		t.Fatalf("got %s", describe(text, all))
	}
	if got := tokens[all[1].Last-1].Span().Of(text); got != "million" {
		t.Errorf("last token is %q", got)
	}
	two := "Sales were 5\n\nmillion of them"
	if all := r.read(two); all[0].Span.Of(two) != "5" {
		t.Errorf("a paragraph does not go on: %s", describe(two, all))
	}
}

// TestCurrency takes a bare $, dollars and cents for the call's own currency.
func TestCurrency(t *testing.T) {
	r := newReader(t)
	for text, want := range map[string]string{
		"$5": "CAD", "5 dollars": "CAD", "27 cents": "CAD", "a penny": "CAD", "$0.20 per share": "CAD/share",
		"US$5": "USD", "USD 5": "USD", "5 US dollars": "USD", "€5": "EUR", "5 euros a share": "EUR/share", "$5 million US": "USD",
	} {
		r.unitIs(t, text, "CAD", want)
	}
	for _, shared := range []struct{ text, own, want string }{
		{"$5", "EUR", "USD"},
		{"27 cents", "EUR", "EUR"},
		{"27 cents", "INR", "USD"},
		{"5 million kroner", "DKK", "DKK"},
		{"5 million kroner", "USD", "NOK"},
		{"5 million pesos", "PHP", "PHP"},
		{"Rs. 5", "USD", "INR"},
		{"¥5", "CNY", "CNY"},
		{"¥5", "USD", "JPY"},
		{"5 million pounds", "EGP", "EGP"},
		{"5 million pounds", "USD", "GBP"},
		{"$5 million CAD", "USD", "CAD"},
	} {
		r.unitIs(t, shared.text, shared.own, shared.want)
	}
}

func (r reader) unitIs(t *testing.T, text, currency, want string) {
	t.Helper()
	all := r.r.Read(nil, text, r.v.Scan(nil, text, source.At(0, len(text))), currency)
	if len(all) != 1 || all[0].Unit != want {
		t.Errorf("%q in %s: got %s, want %s", text, currency, describe(text, all), want)
	}
}

// TestOthersGetWrong names what other readers of quantities are known to miss.
func TestOthersGetWrong(t *testing.T) {
	r := newReader(t)
	for text, want := range map[string]string{
		"It cost USD34.6 million.":           "34600000 USD",
		"It costs 15-20 usd.":                "15..20 USD",
		"It cost $12 MM.":                    "12000000 USD",
		"Sales were MUSD 20.":                "20000000 USD",
		"It is half a million.":              "500000 ",
		"We meet at 2.15pm.":                 "",
		"Sales were $1.2bn.":                 "1200000000 USD",
		"We had a loss of $0.01 per share.":  "-0.01 USD/share",
		"Sales were RMB 3.4 billion.":        "3400000000 CNY",
		"Last quarter was good.":             "",
		"It is a quarter of our revenue.":    "25 percent",
		"EPS was 27 cents.":                  "0.27 USD",
		"It was $5 to $6 million.":           "5000000..6000000 USD",
		"Margin rose 100 basis points.":      "1 percentage_points",
		"It is one point two billion euros.": "1200000000 EUR",
		"We filed the 10-K.":                 "",
		"The order book is 500 crores.":      "5000000000 ",
	} {
		var got []string
		for _, q := range r.read(text) {
			switch {
			case q.Reject != "":
			case q.Low.Cmp(q.High) == 0:
				got = append(got, q.Low.String()+" "+q.Unit)
			default:
				got = append(got, q.Low.String()+".."+q.High.String()+" "+q.Unit)
			}
		}
		if strings.Join(got, "; ") != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// TestPrecision is half of the place of the last digit that was said.
func TestPrecision(t *testing.T) {
	r := newReader(t)
	for text, want := range map[string]string{
		"$4.2 billion": "50000000", "$2,518,000,000": "500000", "$94,000": "0.5", "$21.75": "0.005", "27 cents": "0.005",
		"62.6%": "0.05", "8%": "0.5", "100 basis points": "0.005", "1,700 employees": "0", "2.4 million shares": "50000",
		"$730 million, plus or minus $15 million": "500000", "$5.5 to $6 million": "500000", "mid-single digit": "0", "half": "0",
		"two and a half billion": "50000000",
	} {
		all := r.read(text)
		if len(all) != 1 || all[0].Precision.Cmp(decimal.Must(want)) != 0 {
			t.Errorf("%q: got %v, want %s", text, all[0].Precision, want)
		}
	}
}

// TestNegated turns an interval around zero with its open end.
func TestNegated(t *testing.T) {
	r := newReader(t)
	q := r.read("between 3% and 5%")[0].Negated()
	if q.Low.String() != "-5" || q.High.String() != "-3" {
		t.Errorf("got %v to %v", q.Low, q.High)
	}
	if q = r.read("more than 3%")[0].Negated(); q.HasLow || !q.HasHigh || q.High.String() != "-3" {
		t.Errorf("got %v %v to %v %v", q.HasLow, q.Low, q.HasHigh, q.High)
	}
}

// TestRereadRefuses does not read spans that say no quantity, or more than one.
func TestRereadRefuses(t *testing.T) {
	r := newReader(t)
	text := "Revenue was $5 million, and 8% of it in cash, more than before per share."
	find := func(s string) source.Span {
		i := strings.Index(text, s)
		return source.At(i, i+len(s))
	}
	for name, s := range map[string]quantity.Spans{
		"words":      {Value: find("Revenue was")},
		"two":        {Value: find("$5 million, and 8%")},
		"more":       {Value: find("8% of it")},
		"cut":        {Value: find("million")},
		"empty":      {},
		"no unit":    {Value: find("$5 million"), Unit: find("cash")},
		"no bound":   {Value: find("$5 million"), Bound: find("cash")},
		"half bound": {Value: find("$5 million"), Bound: find("more")},
	} {
		if q, ok := r.r.Reread(text, s, "USD"); ok && name != "cut" {
			t.Errorf("%s: read %v..%v %s", name, q.Low, q.High, q.Unit)
		}
	}
	ok := quantity.Spans{Value: find("$5 million"), Bound: find("more than"), Unit: find("per share")}
	if q, read := r.r.Reread(text, ok, "USD"); !read || q.Unit != "USD/share" || q.Bound != quantity.BoundAtLeast || q.HasHigh {
		t.Errorf("got %v %v", read, q)
	}
}

// TestAdversarial reads long texts of one thing, which would take hours if any
// of it cost more than linear time.
func TestAdversarial(t *testing.T) {
	if testing.Short() {
		t.Skip("long texts")
	}
	r := newReader(t)
	for _, unit := range []string{
		"1 ", "1, ", "1,", "1-", "1 - ", "1/2 ", "1.", "1 to ", "5% to ", "$", "$(", "-", "- ", "(", "$5 million, ", "one ", "one-", "hundred ",
		"million ", "twenty one ", "one hundred and ", "half a ", "a half ", "and a half ", "flat to ", "flat to up ", "low to ", "low to mid single ",
		"between ", "between 5 and ", "first, ", "first and ", "more than ", "over the ", "plus or minus ", "5 plus or minus ", "May 5 ", "May ", "per share ",
		"loss per share ", "of ", "Q1 and ", "slide 5, 6, ", "10-K", "a ", "one of ", "\n", "5\n", "12,", "12,34,",
	} {
		text := strings.Repeat(unit, 100_000)
		tokens := r.v.Scan(nil, text, source.At(0, len(text)))
		all := r.r.Read(nil, text, tokens, "USD")
		for i := 1; i < len(all); i++ {
			if all[i].Span.Start < all[i-1].Span.End {
				t.Fatalf("%q: numerals overlap at %d", unit, i)
			}
		}
	}
}

func FuzzRead(f *testing.F) {
	data, err := os.ReadFile(corpusFile)
	if err != nil {
		f.Fatal(err)
	}
	for _, b := range blocks(string(data)) {
		if b.sentence != "" {
			f.Add(b.sentence)
		}
	}
	r := newReader(f)
	f.Fuzz(func(t *testing.T, text string) {
		if utf8.ValidString(text) {
			r.check(t, text)
		}
	})
}
