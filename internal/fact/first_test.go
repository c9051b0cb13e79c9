package fact_test

import (
	"testing"
	"unicode/utf8"

	"github.com/callfacts/callfacts/internal/fact"
	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/transcript"
)

// firstWords are speeches that begin, and end, with what rules look around from.
var firstWords = []string{
	"up 5%", "down 50 basis points", "reported 5% growth", "50 basis points", "5%", "5% of revenue", "the 7% is good", "or 9%", "and $5 million",
	"by 5%", "$5 million or 5%", "of 5%", "a 5%", "totaling $5 million", "in organic", "which was 5%", "4 were", "growth in", "5% from a cloud perspective",
	"estimated 5%", "operational growth of 5%", "5% above", "flat", "added 50 basis points", "returned $5 million", "Sof\ftware gross margin of 82%", "top 10 customers 5%", "respectively", "said that 30%",
}

// alone is a transcript whose text is one speech, with nothing before or behind it.
func alone(words string) *transcript.Transcript {
	all := source.At(0, len(words))
	return &transcript.Transcript{
		Text: words, Event: transcript.Event{FiscalYear: 2020, FiscalQuarter: 1, FiscalPeriod: "Q1"}, Speakers: []transcript.Speaker{{Name: "Dana Ruiz"}},
		Segments: []transcript.Segment{{Kind: transcript.SegmentSpeech, Span: all}}, Turns: []transcript.Turn{{Span: all}},
	}
}

// TestFirstAndLastWords: what stands at the very beginning or end of the speech has
// nothing before or behind it to look at.
func TestFirstAndLastWords(t *testing.T) {
	for _, words := range firstWords {
		tr := alone(words)
		check(t, tr, fact.Standard().Extract(tr))
	}
}

func FuzzSpeech(f *testing.F) {
	for _, words := range firstWords {
		f.Add(words)
	}
	for _, b := range readBlocks(f, casesFile) {
		if b.said != "" {
			f.Add(b.said)
		}
	}
	f.Fuzz(func(t *testing.T, words string) {
		if words == "" || len(words) > 1<<12 || !utf8.ValidString(words) {
			t.Skip()
		}
		tr := alone(words)
		check(t, tr, fact.Standard().Extract(tr))
	})
}
