package reconcile_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/callfacts/callfacts/internal/concept"
	"github.com/callfacts/callfacts/internal/fact"
	"github.com/callfacts/callfacts/internal/reconcile"
	"github.com/callfacts/callfacts/internal/transcript"
)

// outlineOf is the outline of a sample, with words put in at the outlook.
func outlineOf(t testing.TB, said string) (*transcript.Transcript, *reconcile.Outline) {
	t.Helper()
	text, err := os.ReadFile("../../samples/northwind-2023-q2.txt")
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(text), "For the third quarter of 2023, we expect", said+" For the third quarter of 2023, we expect", 1)
	call, err := transcript.Parse(transcript.Document{Text: changed})
	if err != nil {
		t.Fatal(err)
	}
	outliner, err := reconcile.NewOutliner(concept.Standard())
	if err != nil {
		t.Fatal(err)
	}
	return call, outliner.Outline(call, fact.Standard().Extract(call).Numerals)
}

// TestOutline: who spoke, how much, and what was asked.
func TestOutline(t *testing.T) {
	call, o := outlineOf(t, "")
	if o.Period != "2023Q2" || len(o.Turns) != len(call.Turns) || len(o.Speakers) != len(call.Speakers) || len(o.Exchanges) != 4 {
		t.Errorf("%+v", o)
	}
	spoken := 0
	for _, turn := range o.Turns {
		spoken += turn.Words
	}
	if spoken < 1000 || o.Turns[3].Numbers < 30 {
		t.Errorf("%d words, %d numbers", spoken, o.Turns[3].Numbers)
	}
	for _, want := range []string{"backlog", "gross_margin", "net_retention"} {
		i := slices.IndexFunc(o.Asked, func(a reconcile.Asked) bool { return a.Concept == want })
		if i < 0 || call.Speakers[call.Turns[o.Asked[i].Turn].Speaker].Role != transcript.RoleAnalyst {
			t.Errorf("%s: %+v", want, o.Asked)
		}
	}
	if len(o.Cues) != 0 {
		t.Errorf("%+v", o.Cues)
	}
}

// TestCues: what is said of guidance without a number, and how far it reaches.
func TestCues(t *testing.T) {
	for said, want := range map[string]struct {
		kind                reconcile.CueKind
		reaches, reachesNot [2]string
	}{
		"We are reaffirming our guidance for the full year.":      {reconcile.CueReaffirms, [2]string{"revenue", "2023FY"}, [2]string{"revenue", "2023Q3"}},
		"We reiterate our gross margin outlook for fiscal 2023.":  {reconcile.CueReaffirms, [2]string{"gross_margin", "2023FY"}, [2]string{"revenue", "2023FY"}},
		"Given the uncertainty, we are withdrawing our guidance.": {reconcile.CueWithdraws, [2]string{"revenue", "2023Q3"}, [2]string{}},
		"Our outlook for capital expenditures is unchanged.":      {reconcile.CueReaffirms, [2]string{"capital_expenditures", "2023FY"}, [2]string{"eps", "2023FY"}},
		"Our range for the third quarter is wider, and we withdraw our guidance for the full year.": {
			reconcile.CueWithdraws, [2]string{"revenue", "2023FY"}, [2]string{"revenue", "2023Q3"},
		},
		"For the full year, we are reaffirming our guidance.":          {reconcile.CueReaffirms, [2]string{"revenue", "2023FY"}, [2]string{"revenue", "2023Q3"}},
		"We undertake no obligation to reaffirm or withdraw guidance.": {},
	} {
		_, o := outlineOf(t, said)
		if want.kind == 0 {
			if len(o.Cues) != 0 {
				t.Errorf("%s: %+v", said, o.Cues)
			}
			continue
		}
		if len(o.Cues) != 1 || o.Cues[0].Kind != want.kind || o.Cues[0].Quote != said {
			t.Errorf("%s: %+v", said, o.Cues)
			continue
		}
		if c := o.Cues[0]; !c.Reaches(want.reaches[0], want.reaches[1]) || want.reachesNot[0] != "" && c.Reaches(want.reachesNot[0], want.reachesNot[1]) {
			t.Errorf("%s: %+v", said, c)
		}
	}
}
