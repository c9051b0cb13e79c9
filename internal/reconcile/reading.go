package reconcile

import (
	"slices"

	"github.com/callfacts/callfacts/internal/transcript"
)

// Reading is what the statements of one thing come to.
type Reading struct {
	// Best is the statement that wins: the most precise of those that agree.
	Best int
	// Agreeing are all statements whose numbers overlap that of Best, Best
	// included, in order.
	Agreeing []int
	// Disagreeing are the others, in order.
	Disagreeing []int
}

// maxWeighed is how many statements of one thing are weighed against each other;
// those behind are held against the one that wins.
const maxWeighed = 64

// read weighs statements of one thing. Of what the prepared remarks say, or where
// they say nothing of what the answers say, the number wins that most of all
// statements agree on; where as many agree on another, the one that was said first.
func (b *Book) read(statements []int) *Reading {
	if len(statements) == 0 {
		return nil
	}
	at := make([]Interval, len(statements))
	for i, k := range statements {
		at[i] = b.may[k]
	}
	weighed := at[:min(len(at), maxWeighed)]
	center, most := 0, -1
	remarked := slices.ContainsFunc(statements[:len(weighed)], b.prepared)
	for i := range weighed {
		if remarked && !b.prepared(statements[i]) {
			continue
		}
		agree := 0
		for j := range weighed {
			if at[i].Overlaps(at[j]) {
				agree++
			}
		}
		if agree > most {
			center, most = i, agree
		}
	}
	best := center
	for i := range statements {
		if at[i].Overlaps(at[center]) && at[i].Narrower(at[best]) {
			best = i
		}
	}
	r := &Reading{Best: statements[best]}
	for i, k := range statements {
		if at[i].Overlaps(at[best]) {
			r.Agreeing = append(r.Agreeing, k)
		} else {
			r.Disagreeing = append(r.Disagreeing, k)
		}
	}
	return r
}

func (b *Book) prepared(statement int) bool {
	return b.Statements[statement].Section == transcript.SectionPreparedRemarks
}

// interval is what the winning statement's number may be.
func (b *Book) interval(statement int) Interval {
	return b.may[statement]
}
