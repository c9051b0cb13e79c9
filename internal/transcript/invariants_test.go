package transcript

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/callfacts/callfacts/internal/source"
)

// checkInvariants asserts what holds of every transcript, whatever the text.
func checkInvariants(t testing.TB, tr *Transcript) {
	t.Helper()
	boundary := func(s source.Span, what string) {
		if s.Start < 0 || s.End < s.Start || int(s.End) > len(tr.Text) {
			t.Fatalf("%s: span %v is outside of the text", what, s)
		}
		for _, at := range []int32{s.Start, s.End} {
			if int(at) < len(tr.Text) && !utf8.RuneStart(tr.Text[at]) && utf8.ValidString(tr.Text) {
				t.Fatalf("%s: span %v cuts a character", what, s)
			}
		}
	}
	var all strings.Builder
	at := int32(0)
	for _, s := range tr.Segments {
		boundary(s.Span, "segment")
		if s.Span.Start != at || s.Span.Len() == 0 {
			t.Fatalf("segment %v does not follow on %d", s, at)
		}
		if s.Kind == SegmentUnspecified || s.Turn >= len(tr.Turns) {
			t.Fatalf("segment %v has no kind or no such turn", s)
		}
		if s.Kind == SegmentSpeech && (s.Turn < 0 || !tr.Turns[s.Turn].Span.Contains(s.Span)) {
			t.Fatalf("speech %v is in no turn", s)
		}
		at = s.Span.End
		all.WriteString(s.Span.Of(tr.Text))
	}
	if all.String() != tr.Text {
		t.Fatal("the segments do not make up the text")
	}
	last := int32(0)
	for i, u := range tr.Turns {
		boundary(u.Span, "turn")
		if u.Span.Start < last || u.Span.Len() == 0 || u.Speaker < 0 || u.Speaker >= len(tr.Speakers) || u.Section == SectionUnspecified {
			t.Fatalf("turn %d %v: out of order, empty, or without speaker or section", i, u)
		}
		last = u.Span.End
		if i > 0 && u.Section < tr.Turns[i-1].Section {
			t.Fatalf("turn %d: section %d behind %d", i, u.Section, tr.Turns[i-1].Section)
		}
		for _, h := range u.SafeHarbor {
			boundary(h, "safe harbour")
			if !u.Span.Contains(h) {
				t.Fatalf("turn %d: safe harbour %v outside", i, h)
			}
		}
	}
	for i, s := range tr.Speakers {
		if s.Status == StatusUnspecified || s.Role == RoleUnspecified {
			t.Fatalf("speaker %d: no status or role: %+v", i, s)
		}
		if (s.Name == "") != (s.Status != StatusResolved) {
			t.Fatalf("speaker %d: name %q with status %d", i, s.Name, s.Status)
		}
		for _, e := range s.Evidence {
			boundary(e.Span, "evidence of a speaker")
		}
	}
	next := 0
	for i, x := range tr.Exchanges {
		if x.FirstTurn < next || x.LastTurn < x.FirstTurn || x.LastTurn >= len(tr.Turns) || x.Questioner >= len(tr.Speakers) {
			t.Fatalf("exchange %d %+v: overlaps or points nowhere", i, x)
		}
		for n := x.FirstTurn; n <= x.LastTurn; n++ {
			if tr.Turns[n].Section != SectionQuestionsAndAnswers {
				t.Fatalf("exchange %d: turn %d is not in the questions", i, n)
			}
		}
		next = x.LastTurn + 1
	}
	for _, e := range tr.Evidence {
		boundary(e.Span, "evidence of "+e.Field)
	}
	for _, w := range tr.Warnings {
		boundary(w.Span, "warning "+w.Code)
	}
}

// TestDeterministic reads every sample again and again, in any order: what a text left
// behind changes nothing of the next.
func TestDeterministic(t *testing.T) {
	first := map[string]*Transcript{}
	for range 5 {
		for name, text := range samples(t) {
			tr, err := Parse(Document{Text: text})
			if err != nil {
				t.Fatal(err)
			}
			if first[name] == nil {
				first[name] = tr
			} else if !reflect.DeepEqual(first[name], tr) {
				t.Errorf("%s: two readings differ", name)
			}
		}
	}
}

// TestBreaks: however a sample is cut or its lines are ended, the invariants
// hold, and the line ends do not change who speaks.
func TestBreaks(t *testing.T) {
	for name, text := range samples(t) {
		whole, err := Parse(Document{Text: text})
		if err != nil {
			t.Fatal(err)
		}
		crlf, err := Parse(Document{Text: strings.ReplaceAll(text, "\n", "\r\n")})
		if err != nil {
			t.Errorf("%s with CRLF: %v", name, err)
			continue
		}
		checkInvariants(t, crlf)
		if len(crlf.Turns) != len(whole.Turns) || !reflect.DeepEqual(crlf.Exchanges, whole.Exchanges) {
			t.Errorf("%s with CRLF: %d turns, %d with LF", name, len(crlf.Turns), len(whole.Turns))
		}
		for part := 1; part < 8; part++ {
			cut := len(text) * part / 8
			for !utf8.RuneStart(text[cut]) {
				cut++
			}
			for _, half := range []string{text[:cut], text[cut:]} {
				if tr, err := Parse(Document{Text: half}); err == nil {
					checkInvariants(t, tr)
				}
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range samples(f) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) || len(text) > 1<<16 {
			t.Skip()
		}
		tr, err := Parse(Document{Text: text})
		if err != nil {
			if refusal := (*RefusalError)(nil); !errors.As(err, &refusal) {
				t.Fatalf("not a refusal: %v", err)
			}
			return
		}
		checkInvariants(t, tr)
	})
}
