package transcript

import (
	"strings"
	"testing"
)

// long repeats the middle of a sample's call until the text has n bytes.
func long(t testing.TB, name string, n int) string {
	text := samples(t)[name]
	at := strings.Index(text, "Our next question")
	end := strings.Index(text, "Our last question")
	if at < 0 || end < at {
		t.Fatalf("%s has no middle", name)
	}
	at = strings.LastIndex(text[:at], "Operator")
	end = strings.LastIndex(text[:end], "Operator")
	var b strings.Builder
	b.WriteString(text[:at])
	for b.Len() < n {
		b.WriteString(text[at:end])
		b.WriteString(strings.Repeat("The mix was as we had expected it to be, and the second site in Porto did its part. ", 8))
		b.WriteByte('\n')
	}
	b.WriteString(text[end:])
	return b.String()
}

func BenchmarkParse(b *testing.B) {
	for _, name := range []string{"seeking_alpha_lists", "streetevents_text", "callstreet", "motley_fool", "company_house_style", "role_only"} {
		text := samples(b)[name]
		at := strings.Index(text, "Operator")
		if at < 0 {
			b.Fatal(name)
		}
		text = longAny(text, 64<<10)
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Parse(Document{Text: text}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// longAny lengthens the paragraphs of a sample to the size of a real call.
func longAny(text string, n int) string {
	pad := strings.Repeat("The mix was as we had expected it to be, and the second site in Porto did its part with 12% more than $40 million. ", n/18/115)
	for _, s := range []string{"hand it over to Ines.", "the usual mix.", "by the end of the year.", "Linearity was normal.", "taking the question.", "at full capacity?"} {
		text = strings.Replace(text, s, pad+pad+pad+s, 1)
	}
	return text
}

// BenchmarkParseLadder shows that time grows with the text and not with its
// square, also where all of it is one line.
func BenchmarkParseLadder(b *testing.B) {
	for _, name := range []string{"seeking_alpha_lists", "one_line"} {
		for n := 1 << 16; n <= 1<<20; n <<= 2 {
			text := long(b, "seeking_alpha_lists", n)
			if name == "one_line" {
				text = strings.ReplaceAll(long(b, "company_house_style", n), "\n", " ")
			}
			b.Run(name+"/"+itoa(n>>10)+"K", func(b *testing.B) {
				b.SetBytes(int64(len(text)))
				for b.Loop() {
					if _, err := Parse(Document{Text: text}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func itoa(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + string(rune('0'+n%10))
}
