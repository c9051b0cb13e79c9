package transcript

import (
	"math/bits"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/callfacts/callfacts/internal/source"
)

// refuseText refuses what cannot be a transcript whatever its layout.
func refuseText(text string) error {
	if from, to := trim(text, 0, len(text)); from == to {
		return &RefusalError{"EMPTY", "the document has no text"}
	}
	if other, name := otherLanguage(text); other {
		return &RefusalError{"WRONG_LANGUAGE", "the text reads as " + name + "; only English transcripts are parsed"}
	}
	return nil
}

// englishWords and others are the most frequent small words of a language: a
// text of some length has one language's and not the other's.
var (
	englishWords = wordSet("the and of to in we our that is for on with you this as are have it will be")
	otherWords   = []struct {
		name  string
		words *set
	}{
		{"German", wordSet("der die das und ist nicht wir von mit den dem ein eine auf für im zu auch sich haben")},
		{"French", wordSet("le la les des et est nous dans que une pour sur avec vous du au par qui sont plus")},
		{"Spanish", wordSet("el los las de que y en un una por con para del se es nuestro más como este al")},
		{"Portuguese", wordSet("o os as de que e em um uma por com para do da se é nosso mais como dos")},
		{"Italian", wordSet("il lo gli di che e in un una per con del della si è nostro più come questo al")},
		{"Dutch", wordSet("de het een en van is niet wij we met op voor dat die zijn te ook aan er hebben")},
	}
)

// otherScript reports whether most letters of a text are of another script than Latin.
func otherScript(text string) bool {
	if isASCII(text) {
		return false
	}
	letters, foreign := 0, 0
	for _, r := range text {
		if unicode.IsLetter(r) {
			letters++
			if r > 0x2FF && r < 0xFB00 {
				foreign++
			}
		}
	}
	return letters > 100 && foreign*2 > letters
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// otherLanguage judges the language by small words, and by script. Short texts
// are not judged.
func otherLanguage(text string) (bool, string) {
	sample := text
	if len(sample) > 16000 {
		sample = sample[len(sample)/4 : len(sample)/4+3000]
	}
	if otherScript(sample) {
		return true, "a language of another script"
	}
	total, english, left := 0, 0, len(sample)
	for w := range strings.FieldsSeq(sample) {
		total++
		left -= len(w) + 1
		if englishWords.has(trimSet(w, ".,;:!?")) {
			if english++; english*8 > total+left/2+1 {
				return false, "" // enough, however many words follow
			}
		}
	}
	if english*8 > total || total < 80 {
		return false, ""
	}
	counts := make([]int, len(otherWords))
	for w := range strings.FieldsSeq(sample) {
		for i := range otherWords {
			if otherWords[i].words.has(trimSet(w, ".,;:!?")) {
				counts[i]++
			}
		}
	}
	for i, n := range counts {
		if n > 3*english && n*10 > total {
			return true, otherWords[i].name
		}
	}
	return false, ""
}

// ensureSpeech makes sure that there is speech: where no label was found, prose
// that reads like a call becomes one unidentified speaker's, anything else is
// refused.
func (s *structure) ensureSpeech(p *page) error {
	for _, pc := range s.pieces {
		if pc.kind == SegmentSpeech {
			if s.callSigns(p) {
				return nil
			}
			return notTranscript("it has labels but nothing that is said on a call")
		}
	}
	if callPhrases(p.low, 3) < 3 {
		return notTranscript("nothing in it reads like a call: no speakers' labels, no greeting, no questions")
	}
	s.labels = append(s.labels, label{kind: labelUnidentified})
	lab := len(s.labels) - 1
	first := -1
	for k, pc := range s.pieces {
		if pc.kind == SegmentHeader && (pc.to-pc.from > 200 || first >= 0) {
			s.pieces[k].kind, s.pieces[k].label = SegmentSpeech, lab
			if first < 0 {
				first = pc.from
			}
		}
	}
	if first < 0 {
		return notTranscript("nothing in it is speech")
	}
	if from := p.spokenFrom(first, len(p.text)); from > first {
		s.splitHeader(p, from, lab)
		first = from
	}
	s.labels[lab].from, s.labels[lab].to, s.labels[lab].speech = first, first, first
	return nil
}

// splitHeader gives the lines before the first spoken one back to the header.
func (s *structure) splitHeader(p *page, from, lab int) {
	for k, pc := range s.pieces {
		if pc.label != lab || pc.from > from || pc.to < from {
			continue
		}
		_, to := trim(p.text, pc.from, from)
		rest := append([]piece{{SegmentHeader, pc.from, to, -1}, {SegmentSpeech, from, pc.to, lab}}, s.pieces[k+1:]...)
		s.pieces = append(s.pieces[:k], rest...)
		return
	}
}

func notTranscript(why string) error {
	return &RefusalError{"NOT_A_TRANSCRIPT", "the document is not a transcript of a call: " + why}
}

// callSigns reports whether the labelled text is speech of a call: a press
// release with a contact list or a dialogue of another kind is not.
func (s *structure) callSigns(p *page) bool {
	speech, labels := 0, len(s.labels)
	for _, pc := range s.pieces {
		if pc.kind == SegmentSpeech {
			speech += pc.to - pc.from
		}
	}
	n := callPhrases(p.low[:min(len(p.low), 12000)], 2)
	if n < 2 && len(p.low) > 12000 {
		n = callPhrases(p.low, 2)
	}
	return n >= 2 || n >= 1 && labels >= 4 || len(p.in.Labels) > 0 && n >= 1
}

// callPhraseList are phrases of spoken calls and hardly of anything written.
var callPhraseList = newFinder("thank you", "good morning", "good afternoon", "good evening", "thank you for joining", "thanks for joining", "joining us", "thank you, operator", "thanks, operator", "conference call", "earnings call", "operator instructions", "next question", "first question", "our question", "my question", "thanks for taking", "go ahead", "turn the call", "turn it over", "hand the call", "hand it over", "listen-only", "over to", "let me", "forward-looking statements", "i'd like to", "i would like to", "q&a")

// callPhrases counts how many of the phrases occur; it stops at enough.
func callPhrases(low string, enough int) int {
	return bits.OnesCount64(callPhraseList.said(low, enough))
}

// warn notes doubts about the whole document.
func (t *Transcript) warn(s *structure) {
	labelled := false
	for _, l := range s.labels {
		labelled = labelled || l.from < l.to
	}
	if !labelled && len(t.Turns) > 0 {
		t.Warnings = append(t.Warnings, Warning{"NO_SPEAKERS", "the text has no speakers' labels: all of it is one unidentified speaker's", t.Turns[0].Span})
	}
	named, last := 0, Turn{}
	for _, turn := range t.Turns {
		if t.Speakers[turn.Speaker].Status == StatusResolved {
			named++
		}
		last = turn
	}
	if n := len(t.Turns); n > 0 && !sentenceEnd(last.Span.Of(t.Text)) && last.Span.Len() > 40 && int(last.Span.End) > len(t.Text)-200 {
		_, size := utf8.DecodeLastRuneInString(last.Span.Of(t.Text))
		t.Warnings = append(t.Warnings, Warning{"TRUNCATED", "the text breaks off in the middle of a sentence", source.Span{Start: last.Span.End - int32(size), End: last.Span.End}})
	}
	if len(t.Turns) > 1 && named == 0 {
		t.Warnings = append(t.Warnings, Warning{"NO_NAMES", "no speaker is named", t.Turns[0].Span})
	}
	if text := strings.TrimSpace(t.Text); strings.IndexByte(text, '\n') < 0 && strings.IndexByte(text, '\r') < 0 && len(t.Text) > 2000 {
		_, size := utf8.DecodeRuneInString(t.Text)
		t.Warnings = append(t.Warnings, Warning{"ONE_LINE", "the text is one line", source.At(0, size)})
	}
}
