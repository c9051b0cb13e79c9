package transcript

import (
	"strings"
	"unicode/utf8"
)

// The forms are the shapes of a label that several layouts share.

func containsDash(s string, ds ...string) bool {
	for _, d := range ds {
		if strings.Contains(s, d) {
			return true
		}
	}
	return false
}

// bracketNumber is the n of a line that ends in "[n]", 0 if it does not.
func bracketNumber(s string) int {
	if len(s) < 4 || s[len(s)-1] != ']' {
		return 0
	}
	k := strings.LastIndexByte(s, '[')
	if k < 1 || len(s)-k > 7 || !isDigits(s[k+1:len(s)-1]) {
		return 0
	}
	return atoi(s[k+1:])
}

// isRoleOnly knows labels that are a role behind a dash: "- VP of IR".
func isRoleOnly(s string) bool {
	rest, ok := strings.CutPrefix(s, "- ")
	if !ok || len(rest) < 2 || len(rest) > 120 || sentenceEnd(rest) && !strings.HasSuffix(rest, "Jr.") {
		return false
	}
	return titleLike(rest) || strings.EqualFold(rest, "analyst")
}

// wholeLine makes a label of the whole line i.
func (p *page) wholeLine(i int) label {
	l := p.lines[i]
	return label{from: l.from, to: l.to, speech: l.next}
}

// operatorLine reads a line that is the operator's label.
func (p *page) operatorLine(i int) (label, bool) {
	name, ok := isOperator(p.at(i))
	if !ok {
		return label{}, false
	}
	lab := p.wholeLine(i)
	lab.kind, lab.name = labelOperator, name
	return lab, true
}

// anonymousLine reads a line that is a label without a name.
func (p *page) anonymousLine(i int) (label, bool) {
	t := p.at(i)
	if !anonymousHeads.mayBegin(t) {
		return label{}, false
	}
	head, _, _ := cutDash(t)
	kind, ok := anonymous(head)
	if !ok || sentenceEnd(t) {
		return label{}, false
	}
	lab := p.wholeLine(i)
	lab.kind = kind
	lab.side = sideOfUnidentified(t)
	if _, detail, ok := cutDash(t); ok {
		lab.describe(detail)
		if lab.side == sideUnknown {
			lab.side = sideOfUnidentified(t)
		}
	}
	return lab, true
}

// dashedLine reads "Jane Doe -- Northwind -- Chief Financial Officer".
func (p *page) dashedLine(i int) (label, bool) {
	t := p.at(i)
	if len(t) > 260 || len(t) < 6 {
		return label{}, false
	}
	before, after, ok := cutDash(t)
	before = repair(before)
	if !ok || !isPersonName(before) && !p.knows(before) || sentenceEnd(after) && !abbreviationEnd(after) && !titleLike(after) && !firmLike(after) {
		return label{}, false
	}
	if titleLike(before) || len(after) > 160 {
		return label{}, false
	}
	lab := p.wholeLine(i)
	lab.name = tidyName(before)
	lab.describe(after)
	return lab, true
}

// abbreviationEnd reports whether the full stop at the end is an abbreviation's.
func abbreviationEnd(s string) bool {
	for _, a := range []string{"Inc.", "Co.", "Corp.", "Ltd.", "L.P.", "LLC.", "U.S.", "N.A.", "Jr.", "Sr.", "Cie.", "S.A.", "N.V."} {
		if strings.HasSuffix(s, a) {
			return true
		}
	}
	return false
}

// nameLine reads a line that is only a name which is known from a roster or an
// introduction, whole or run together.
func (p *page) nameLine(i int) (label, bool) {
	t := p.at(i)
	if len(t) > 60 || len(t) < 3 || t[len(t)-1] == ',' || t[len(t)-1] == ';' {
		return label{}, false
	}
	name := repair(strings.TrimRight(t, " :"))
	if !p.knows(name) || sentenceEnd(name) && !suffixEnd(name) {
		return label{}, false
	}
	if !isPersonName(name) && !isRunTogether(name) && strings.Contains(name, " ") && !strings.ContainsAny(name, ".") {
		return label{}, false
	}
	if p.proseAround(i) {
		return label{}, false
	}
	lab := p.wholeLine(i)
	lab.name = tidyName(name)
	return lab, true
}

func suffixEnd(s string) bool {
	low := lowerASCII(s)
	return strings.HasSuffix(low, "jr.") || strings.HasSuffix(low, "sr.") || strings.HasSuffix(low, "m.d.") || strings.HasSuffix(low, "ph.d.")
}

// proseAround reports whether line i is a name within a sentence or a list: the
// line before breaks off, or the line behind goes on in lower case.
func (p *page) proseAround(i int) bool {
	if b := p.before(i); b >= 0 && p.lines[b].kind == 0 {
		t := p.at(b)
		if strings.HasSuffix(t, ",") && len(t) < 60 {
			return true
		}
		for _, end := range []string{";", " and", " to", " by", " with", " from", " the", " of", " is", "include:", " are:", "welcome"} {
			if strings.HasSuffix(t, end) {
				return true
			}
		}
	}
	a := p.after(i)
	if a >= len(p.lines) {
		return false
	}
	return p.lines[a].kind == 0 && !beginsSpeech(p.at(a))
}

// colonLabel reads "Jane Doe: text", "Jane Doe (Northwind): text", "Jane Doe,
// CFO Northwind: text" and "Jane Doe -- CFO: text" at the head of t; the second
// result is where the speech begins in t.
func colonLabel(t string) (label, int, bool) {
	h, ok := colonHead(t)
	if !ok {
		return label{}, 0, false
	}
	lab := label{kind: h.kind, name: h.name, side: h.side}
	if h.kind == labelNamed {
		lab.name = tidyName(h.name)
		lab.describe(h.detail)
	}
	return lab, h.rest, true
}

// head is what stands before a colon.
type head struct {
	kind         labelKind
	name, detail string
	side         side
	rest         int // where the speech begins
}

// colonHead finds the head of t that colonLabel makes a label of.
func colonHead(t string) (h head, ok bool) {
	k := strings.IndexByte(t[:min(len(t), 160)], ':')
	if k < 2 || k > 150 {
		return h, false
	}
	if k+1 < len(t) && t[k+1] >= '0' && t[k+1] <= '9' || k+2 < len(t) && t[k+1] == '/' {
		return h, false
	}
	name := repair(t[:k])
	h.rest = k + 1
	for h.rest < len(t) && t[h.rest] == ' ' {
		h.rest++
	}
	if h.rest+3 < len(t) && isClock(t[h.rest:]) {
		return h, false
	}
	if h.name, ok = isOperator(name); ok {
		h.kind = labelOperator
		return h, true
	}
	if h.kind, ok = anonymous(name); ok {
		h.side = sideOfUnidentified(name)
		return h, true
	}
	h.name, h.detail = cutDetail(name)
	if !isPersonName(h.name) || titleLike(h.name) || h.detail != name && utf8.RuneCountInString(h.detail) > 110 {
		return h, false
	}
	return h, true
}

// cutDetail splits what stands before a colon into the name and what is said of
// the person: in brackets, behind a dash or behind a comma.
func cutDetail(head string) (name, detail string) {
	if o := strings.IndexByte(head, '('); o > 0 && strings.HasSuffix(head, ")") {
		name, detail = strings.TrimSpace(head[:o]), head[o+1:len(head)-1]
		if lowerASCII(name) == "analyst" || titleLike(name) && len(name) < 40 { // "Analyst (Jane Doe):"
			return detail, name
		}
		return name, detail
	}
	if b, a, ok := cutDash(head); ok {
		return b, a
	}
	if b, a, ok := strings.Cut(head, ", "); ok && !suffixes.has(strings.Trim(a, " ")) {
		return b, a
	}
	return head, ""
}

// isClock knows "4:57" and "4:57 p.m." behind a name: a time, not a speech.
func isClock(s string) bool {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n > 0 && n <= 2 && n < len(s) && s[n] == ':' && n+2 < len(s) && s[n+1] >= '0' && s[n+1] <= '5'
}

// commaLabel reads "Jane Doe, Northwind" on a line of its own.
func commaLabel(t string) (label, bool) {
	name, detail, ok := cutComma(t)
	if !ok {
		return label{}, false
	}
	lab := label{name: tidyName(name)}
	lab.describe(detail)
	return lab, true
}

// cutComma splits a line that commaLabel makes a label of.
func cutComma(t string) (name, detail string, ok bool) {
	if len(t) > 120 || strings.IndexByte(t, ',') < 0 || sentenceEnd(t) && !abbreviationEnd(t) {
		return "", "", false
	}
	name, detail, ok = strings.Cut(t, ", ")
	return name, detail, ok && isPersonName(name) && !titleLike(name) && !firmLike(name) && (titleLike(detail) || firmLike(detail))
}
