package fact_test

import (
	"testing"

	"github.com/callfacts/callfacts/internal/fact"
	"github.com/callfacts/callfacts/internal/transcript"
)

// TestHeadOfSegment reads what the head of a segment tells as that segment's, and what
// the finance chief tells as the company's.
func TestHeadOfSegment(t *testing.T) {
	tr, err := transcript.Parse(transcript.Document{Text: `Northwind Table (NYSE:NWTB) Q1 2020 Earnings Call April 23, 2020 5:00 PM ET
Executives
Mara Quist - President, Copper Kettle Business Unit
Ines Castellanos - Chief Financial Officer

Operator
Good day, and welcome to the Northwind Table earnings conference call. I would now like to turn the call over to Ines Castellanos. Please go ahead.
Ines Castellanos
Thank you, and good afternoon, everyone. Revenue was $200 million. Of that, our Copper Kettle revenue was $120 million. Mara will tell more.
Mara Quist
Thank you, Ines. It was an exceptional quarter for our guests. Average weekly sales were $41,000. Same-restaurant sales grew 4%.
Ines Castellanos
Thank you, Mara. Same-restaurant sales grew 3% in all.
`})
	if err != nil {
		t.Fatal(err)
	}
	heads := map[string]bool{"$120 million": true, "$41,000": true, "4%": true}
	for _, f := range fact.Standard().Extract(tr).Facts {
		said := f.Evidence.Value.Of(tr.Text)
		ofKettle := len(f.Dimensions) == 1 && f.Dimensions[0].Member == "Copper Kettle"
		if ofKettle != heads[said] {
			t.Errorf("%s of %s: parts %+v", said, f.Concept, f.Dimensions)
		}
		if ofKettle && f.Dimensions[0].Span.Of(tr.Text) != "Copper Kettle" {
			t.Errorf("%s: the part is shown at %q", said, f.Dimensions[0].Span.Of(tr.Text))
		}
		delete(heads, said)
	}
	if len(heads) > 0 {
		t.Errorf("not read: %v", heads)
	}
}
