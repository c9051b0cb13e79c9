package reconcile

import (
	"slices"
	"strings"

	"github.com/callfacts/callfacts/internal/fact"
)

// partSeparator stands between the parts of a key; no name has it.
const partSeparator = "\x1f"

// kindWords end the name of a part and add nothing to it.
var kindWords = []string{"division", "segment", "business", "unit", "group", "region", "product", "service", "market", "customer"}

// parts is the key of a set of parts: their names folded and in order. The axis
// is not in it, for calls do not agree on it.
func (b *Book) parts(dimensions []fact.Dimension) string {
	if len(dimensions) == 0 {
		return ""
	}
	names := make([]string, len(dimensions))
	for i, d := range dimensions {
		names[i] = foldPart(d.Member)
		if full, ok := b.names[names[i]]; ok {
			names[i] = full
		}
	}
	slices.Sort(names)
	return strings.Join(slices.Compact(names), partSeparator)
}

// foldPart is a part's name without case, plural and the words that add nothing.
func foldPart(name string) string {
	words := strings.Fields(strings.ToLower(name))
	for i, w := range words {
		words[i] = singular(w)
	}
	if len(words) > 1 && words[0] == "the" {
		words = words[1:]
	}
	for len(words) > 1 && slices.Contains(kindWords, words[len(words)-1]) && words[len(words)-2] != "and" {
		words = words[:len(words)-1]
	}
	return strings.Join(words, " ")
}

func singular(word string) string {
	if len(word) > 3 && strings.HasSuffix(word, "s") && !strings.HasSuffix(word, "ss") && !strings.HasSuffix(word, "us") {
		return word[:len(word)-1]
	}
	return word
}

// abbreviations are the parts that are named by their initials, with the name in
// full that one other statement uses: HSD is the Harbor Systems Division.
func abbreviations(statements []Statement) map[string]string {
	var members []string
	for i := range statements {
		for _, d := range statements[i].Fact.Dimensions {
			members = append(members, d.Member)
		}
	}
	slices.Sort(members)
	members = slices.Compact(members)
	meant := make(map[string]string) // by initials; "" where two names have them
	for _, long := range members {
		folded := foldPart(long)
		if was, ok := meant[initials(long)]; ok && was != folded {
			folded = ""
		}
		meant[initials(long)] = folded
	}
	full := make(map[string]string)
	for _, short := range members {
		if long := meant[short]; len(short) >= 2 && len(short) <= 5 && strings.ToUpper(short) == short && long != "" {
			full[foldPart(short)] = long
		}
	}
	return full
}

// initials are those of a name of two words or more.
func initials(name string) string {
	words := strings.Fields(name)
	if len(words) < 2 {
		return ""
	}
	out := make([]byte, 0, len(words))
	for _, w := range words {
		if !strings.EqualFold(w, "and") {
			out = append(out, strings.ToUpper(w[:1])[0])
		}
	}
	return string(out)
}

// isPart reports whether a key names one part: one name, or names that one axis
// joins ("software and services").
func isPart(dimensions []fact.Dimension) bool {
	for _, d := range dimensions {
		if d.Axis != dimensions[0].Axis {
			return false
		}
	}
	return len(dimensions) > 0
}

// SameParts reports whether two series of a company are about the same part.
func (s *Series) SameParts(o *Series) bool { return s.parts == o.parts }
