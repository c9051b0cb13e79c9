package fact

import (
	"strings"

	"github.com/callfacts/callfacts/internal/token"
)

// opensNoName reports whether the word at token i, with which a sentence opens, is an adverb
// or a verb: "Historically", "Looking ahead", "Let me".
func (c *call) opensNoName(i int) bool {
	w := c.lower(i)
	return strings.HasSuffix(w, "ly") || w == "let" || strings.HasSuffix(w, "ing") && !c.learnt.written(c.word(i)) && !c.content(i+1) && !c.isVerb(i+1)
}

// opensNoun is where the noun phrase ends that the one word first..end modifies, which is in
// capitals only since a sentence begins with it: "Optical cables were"; end where it is a name.
func (c *call) opensNoun(first, end int) int {
	if end > first+1 || c.tokens[first].Is(token.Caps) || c.learnt.written(c.word(first)) {
		return end
	}
	behind := end
	for behind-end < 4 && (c.content(behind) && !c.adverb(behind) || c.tokens[behind].Kind == token.Hyphen || c.endsCompound(behind)) {
		behind++
	}
	return behind
}
