package versions

import (
	"fmt"
	"strings"

	"github.com/callfacts/callfacts/internal/reconcile"
)

// differ is what two numbers come to that stand at the same place and are not the
// same.
func (w *comparison) differ(a, b *number) {
	w.add(a.behind, Finding{
		Verdict: reconcile.Inconsistent, One: a.place(), Other: b.place(), Unit: a.Unit,
		Stated: reconcile.IntervalOf(&a.Quantity), Computed: reconcile.IntervalOf(&b.Quantity),
		Arithmetic: fmt.Sprintf("%s: %s has %s, %s has %s: inconsistent", w.a.who(a.turn), w.a.Name, reconcile.Spoken(&a.Quantity), w.b.Name, reconcile.Spoken(&b.Quantity)),
	})
}

// agree is what a turn comes to of whose numbers the other transcript has some.
func (w *comparison) agree(turn, n int) {
	at := w.a.turns[turn]
	what := "1 number is"
	if n > 1 {
		what = fmt.Sprintf("%d numbers are", n)
	}
	one := &Passage{Turn: turn, Span: w.a.Turns[turn].Span}
	f := Finding{Verdict: reconcile.Consistent, One: one, Arithmetic: fmt.Sprintf("%s: %s the same in %s and %s: consistent", w.a.who(turn), what, w.a.Name, w.b.Name)}
	for i := at.first; i < at.last && f.Other == nil; i++ {
		if to := w.to[i]; to != none {
			other := int(w.b.words[to].turn)
			f.Other = &Passage{Turn: other, Span: w.b.Turns[other].Span}
		}
	}
	w.add(at.first, f)
}

// alone is a number of one side where the other has none.
func (w *comparison) alone(has, not *speech, n *number, at int) {
	f := Finding{
		Verdict: reconcile.NotCheckable, Reason: reconcile.ReasonMissing, Unit: n.Unit, Stated: reconcile.IntervalOf(&n.Quantity),
		Arithmetic: fmt.Sprintf("%s: %s has %s where %s has no number", has.who(n.turn), has.Name, reconcile.Spoken(&n.Quantity), not.Name),
	}
	w.put(&f, has, n.place())
	w.add(at, f)
}

// missing is a passage of one side that the other does not have.
func (w *comparison) missing(has, not *speech, at stretch, numbers []number, place int) {
	what := "a passage"
	if n := has.wholeTurns(at); n > 0 {
		what = counted(n, "turn")
	}
	content := counted(at.len(), "word")
	if len(numbers) > 0 {
		content += ", " + counted(len(numbers), "number")
	}
	is := "is"
	if has.wholeTurns(at) > 1 {
		is = "are"
	}
	f := Finding{
		Verdict: reconcile.NotCheckable, Reason: reconcile.ReasonMissing,
		Arithmetic: fmt.Sprintf("%s of %s, by %s (%s), %s not in %s", what, has.Name, has.whoSpeak(at), content, is, not.Name),
	}
	w.put(&f, has, has.passage(at))
	w.add(place, f)
}

// reworded is a place where the two have numbers in words of their own.
func (w *comparison) reworded(s slot) {
	f := Finding{
		Verdict: reconcile.NotCheckable, Reason: reconcile.ReasonAnotherThing,
		Arithmetic: fmt.Sprintf("%s with %s of %s are told in other words by %s, with %s", counted(len(s.numsA), "number"), counted(s.a.len(), "word"), w.a.Name, w.b.Name, counted(len(s.numsB), "number")),
	}
	if s.a.len() > 0 {
		f.One = w.a.passage(s.a)
	}
	if s.b.len() > 0 {
		f.Other = w.b.passage(s.b)
	}
	w.add(s.a.first, f)
}

// strangers is what two transcripts come to that cannot be of one call.
func (w *comparison) strangers(shorter int) Finding {
	f := Finding{
		Verdict: reconcile.NotCheckable, Reason: reconcile.ReasonAnotherThing,
		Arithmetic: fmt.Sprintf("%s and %s have %d of %s in common: too few to be held against each other", w.a.Name, w.b.Name, w.to.count(), counted(shorter, "word")),
	}
	if len(w.a.words) > 0 {
		f.One = w.a.passage(stretch{0, len(w.a.words)})
	}
	if len(w.b.words) > 0 {
		f.Other = w.b.passage(stretch{0, len(w.b.words)})
	}
	return f
}

// put sets the place of the side that has something.
func (w *comparison) put(f *Finding, has *speech, at *Passage) {
	if has == w.a {
		f.One = at
	} else {
		f.Other = at
	}
}

// who names the speaker of a turn.
func (s *speech) who(turn int) string {
	speaker := &s.Speakers[s.Turns[turn].Speaker]
	switch {
	case speaker.Name != "":
		return speaker.Name
	case speaker.Label != "":
		return strings.TrimSpace(speaker.Label)
	default:
		return "somebody unidentified"
	}
}

// mostNamed is how many speakers of a passage are named.
const mostNamed = 3

// whoSpeak names the speakers of some words.
func (s *speech) whoSpeak(at stretch) string {
	var names []string
	met := make(map[int]bool)
	for i := at.first; i < at.last; i++ {
		turn := int(s.words[i].turn)
		if speaker := s.Turns[turn].Speaker; !met[speaker] {
			met[speaker] = true
			names = append(names, s.who(turn))
		}
	}
	if len(names) > mostNamed {
		names = append(names[:mostNamed-1], fmt.Sprintf("%d others", len(names)-mostNamed+1))
	}
	if len(names) == 1 {
		return names[0]
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

func counted(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}
