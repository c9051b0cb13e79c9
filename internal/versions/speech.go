package versions

import (
	"strings"

	"github.com/callfacts/callfacts/internal/quantity"
	"github.com/callfacts/callfacts/internal/sentence"
	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/token"
	"github.com/callfacts/callfacts/internal/transcript"
)

// speech is what is said in a transcript, as it is compared.
type speech struct {
	Version
	words   []word
	numbers []number
	turns   []stretch // the words of each turn
}

// word is a word that is no part of a number.
type word struct {
	key        int32 // the same for the same word in both transcripts
	start, end int32
	turn       int32
}

// number is a quantity, and where it stands among the words.
type number struct {
	quantity.Quantity
	turn     int
	sentence source.Span
	behind   int // how many words stand before it
}

// read takes the speech of a transcript apart, turn by turn.
func (c *Comparer) read(v Version, ids map[string]int32) *speech {
	s := &speech{Version: v, turns: make([]stretch, len(v.Turns))}
	var tokens []token.Token
	for i := 0; i < len(v.Segments); {
		turn := v.Segments[i].Turn
		if v.Segments[i].Kind != transcript.SegmentSpeech {
			i++
			continue
		}
		tokens = tokens[:0]
		// Furniture does not interrupt a turn.
		for ; i < len(v.Segments) && (v.Segments[i].Kind != transcript.SegmentSpeech || v.Segments[i].Turn == turn); i++ {
			if v.Segments[i].Kind == transcript.SegmentSpeech {
				tokens = c.vocabulary.Scan(tokens, v.Text, v.Segments[i].Span)
			}
		}
		c.readTurn(s, turn, sentence.Lines(v.Text, tokens), ids)
	}
	return s
}

func (c *Comparer) readTurn(s *speech, turn int, tokens []token.Token, ids map[string]int32) {
	found := c.quantities.Read(nil, s.Text, tokens, "USD")
	sentences := sentence.Split(nil, s.Text, tokens)
	s.turns[turn].first = len(s.words)
	next, at := 0, 0
	for i := range tokens {
		for at < len(sentences)-1 && i >= sentences[at].Last {
			at++
		}
		if next < len(found) && i == found[next].First {
			if q := &found[next]; q.Reject == "" {
				within := sentences[at]
				s.numbers = append(s.numbers, number{
					Quantity: *q, turn: turn, behind: len(s.words),
					sentence: source.Span{Start: tokens[within.First].Start, End: tokens[within.Last-1].End},
				})
			}
		}
		if next < len(found) && i >= found[next].First {
			if i == found[next].Last-1 {
				next++
			}
			continue
		}
		if key := letters(s.Text[tokens[i].Start:tokens[i].End]); key != "" {
			id, known := ids[key]
			if !known {
				id = int32(len(ids))
				ids[key] = id
			}
			s.words = append(s.words, word{id, tokens[i].Start, tokens[i].End, int32(turn)})
		}
	}
	s.turns[turn].last = len(s.words)
}

// letters is a word without case, signs and all that is not ASCII: "We’re" is
// "were", however its apostrophe was written, or garbled.
func letters(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		default:
			return -1
		}
	}, text)
}

func (s *speech) keys() []int32 {
	keys := make([]int32, len(s.words))
	for i := range s.words {
		keys[i] = s.words[i].key
	}
	return keys
}
