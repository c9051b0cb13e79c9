package guidance

import "strings"

// claims are the words with which companies say what they do to their guidance,
// the plainest first.
var claims = []struct {
	action Action
	words  []string
}{
	{Withdrawn, []string{"withdraw", "suspending our guidance", "suspending guidance"}},
	{Reaffirmed, []string{
		"reaffirm", "reiterat", "continue to expect", "still expect", "is unchanged", "remains unchanged", "remain unchanged", "are unchanged",
		"maintaining our", "no change to our",
	}},
	{Raised, []string{"raising our", "raise our", "are raising", "increasing our guidance", "increasing our outlook", "increase our guidance", "increase our outlook"}},
	{Lowered, []string{"lowering our", "lower our guidance", "lower our outlook", "are lowering", "reducing our guidance", "reducing our outlook", "cutting our"}},
	{Narrowed, []string{"narrowing our", "narrow our", "tightening our", "tighten our", "are narrowing"}},
	{Widened, []string{"widening our", "widen our"}},
}

// claimed is the action that a sentence claims in words, and the words.
func claimed(sentence string) (Action, string) {
	lower := strings.ToLower(sentence)
	for _, c := range claims {
		for _, w := range c.words {
			if at := strings.Index(lower, w); at >= 0 && len(lower) == len(sentence) {
				return c.action, wordsAt(sentence, at, at+len(w))
			}
		}
	}
	return ActionUnspecified, ""
}

// wordsAt is a stretch of a sentence, to the end of the word that it ends in.
func wordsAt(sentence string, from, to int) string {
	for to < len(sentence) && (sentence[to]|0x20 >= 'a' && sentence[to]|0x20 <= 'z') {
		to++
	}
	return sentence[from:to]
}
