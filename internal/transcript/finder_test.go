package transcript

import (
	"strings"
	"testing"
)

// TestFinder holds the finders against plain searches, at every place of texts
// that have their phrases whole, cut and run together.
func TestFinder(t *testing.T) {
	for name, f := range map[string]*finder{"question": questionLeads, "handover": handoverLeads, "calls": callLeads, "harbor": safeHarborWords, "operator": operatorPhrases, "spoken": spokenWords, "signs": callPhraseList, "short": newFinder("ab", "ba", "abc")} {
		if len(f.phrases) > 64 {
			t.Errorf("%s has %d phrases: a bit for each is not to be had", name, len(f.phrases))
		}
		text := strings.Join(f.phrases, "") + " " + strings.Join(f.phrases, " é") + " " + strings.Join(f.phrases, "")[1:]
		for from := range text {
			want := -1
			said := uint64(0)
			for n, w := range f.phrases {
				if k := strings.Index(text[from:], w); k >= 0 {
					said |= 1 << n
					if want < 0 || from+k < want {
						want = from + k
					}
				}
			}
			at, end, ok := f.find(text, from)
			if ok != (want >= 0) || ok && (at != want || !strings.Contains("\n"+strings.Join(f.phrases, "\n")+"\n", "\n"+text[at:end]+"\n")) {
				t.Fatalf("%s: found %d to %d, %v from %d, want %d", name, at, end, ok, from, want)
			}
			if got := f.said(text[from:], len(f.phrases)); got != said {
				t.Fatalf("%s: said %b from %d, want %b", name, got, from, said)
			}
		}
	}
}
