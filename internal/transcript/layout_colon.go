package transcript

import "strings"

// colonLayout sets the label before a colon in the line of the speech: "Jane
// Doe: text", "Jane Doe (Northwind): text", "Jane Doe, CFO: text", also hanging
// in a margin of its own, or alone on its line.
var colonLayout = &layout{
	name: "name-colon",
	score: func(p *page, s *signs) (int, string) {
		n := s.colon
		switch {
		case n >= 6 && n > s.doubleDashed:
			return 70, "names before a colon"
		case n >= 2 && s.operatorText > 0:
			return 55, "names and the operator before a colon"
		case n >= 1 && p.blobColons() >= 4:
			return 72, "names before a colon within one block of text"
		case n >= 2:
			return 25, "a few names before a colon"
		}
		return 0, ""
	},
	prepare: (*page).splitBlob,
	label: func(p *page, i int) (label, int) {
		if lab, n := p.colonLine(i, true); n > 0 {
			return lab, n
		}
		// Prepared remarks under a name and a title, answers behind "Name:".
		if t := p.at(i); len(t) < 60 && isPersonName(t) && titleLike(p.at(p.after(i))) && len(p.at(p.after(i))) < 80 && !sentenceEnd(p.at(p.after(i))) {
			lab := p.wholeLine(i)
			d := p.after(i)
			lab.name, lab.to, lab.speech = tidyName(t), p.lines[d].to, p.lines[d].next
			lab.describe(p.at(d))
			return lab, d - i + 1
		}
		return label{}, 0
	},
}

// colonLine reads a label before a colon at the head of line i.
func (p *page) colonLine(i int, named bool) (label, int) {
	t := p.at(i)
	lab, rest, ok := colonLabel(t)
	if !ok {
		lab, rest, ok = firstNameOperator(t)
	}
	if !ok {
		return label{}, 0
	}
	if lab.kind == labelNamed && (!named || !p.colonName(i, lab.name, t[rest:])) {
		return label{}, 0
	}
	l := p.lines[i]
	lab.from = l.from
	lab.to = l.from + rest
	lab.speech = l.from + rest
	for lab.to > lab.from && p.text[lab.to-1] == ' ' {
		lab.to--
	}
	if rest >= len(t) {
		lab.speech = l.next
	}
	return lab, 1
}

// firstNameOperator reads the label of an operator who goes by the first name alone,
// "Dana: Your next question comes from", as what is said behind it tells.
func firstNameOperator(t string) (label, int, bool) {
	name, speech, ok := strings.Cut(t[:min(len(t), 400)], ":")
	if !ok || strings.Contains(name, " ") || len(name) > 20 || !nameWord(name) || notFirst.has(lowerASCII(name)) {
		return label{}, 0, false
	}
	if !operatorPhrases.in(lowerASCII(speech)) {
		return label{}, 0, false
	}
	return label{kind: labelOperator, name: name}, len(t) - len(strings.TrimLeft(t[len(name)+1:], " ")), true
}

// colonName guards against what looks like a label and is not: a heading
// ("Note: ..."), a name in running text, a field of the header.
func (p *page) colonName(i int, name, rest string) bool {
	key := letterKey(name)
	if p.known[key] {
		return true
	}
	if b := p.before(i); b >= 0 && p.lines[b].kind == 0 && strings.HasSuffix(p.at(b), ",") {
		return false
	}
	return rest == "" || beginsSpeech(rest)
}

// blobColons counts labels inside of long lines.
func (p *page) blobColons() int {
	n := 0
	for i := range p.lines {
		if p.lines[i].to-p.lines[i].from > 400 {
			n += len(p.inlineLabels(i))
		}
	}
	return n
}

// inlineLabels finds "Name: " behind the end of a sentence inside line i.
func (p *page) inlineLabels(i int) []int {
	var at []int
	l := p.lines[i]
	for k := l.from; k < l.to; {
		c := strings.Index(p.text[k:l.to], ": ")
		if c < 0 {
			break
		}
		k += c
		if from, ok := p.labelBefore(l.from, k); ok && from > l.from {
			at = append(at, from)
		}
		k += 2
	}
	return at
}

// labelBefore finds the label that ends at byte k, if one does: it begins the
// line or stands behind the end of a sentence, with or without a blank.
func (p *page) labelBefore(lo, k int) (int, bool) {
	lo = max(lo, k-60)
	words, glued := 0, -1
	for from := k; from > lo; from-- {
		c := p.text[from-1]
		if c != ' ' && !strings.ContainsRune(".?!])\"”", rune(c)) {
			if from-1 == lo && words >= 1 && isPersonName(p.text[lo:k]) {
				return lo, true
			}
			continue
		}
		words++
		head := p.text[from:k]
		if words > 7 {
			break
		}
		_, op := isOperator(head)
		if _, anon := anonymous(head); op || anon || isPersonName(head) {
			if p.sentenceBefore(lo, from) && from != glued {
				return from, true
			}
			if p.gluedBefore(from, head) {
				glued = from // perhaps without the first name: look on
			}
		}
	}
	return max(glued, 0), glued >= 0
}

// sentenceBefore reports whether a sentence ends right before byte k.
func (p *page) sentenceBefore(lo, k int) bool {
	for k > lo && p.text[k-1] == ' ' {
		k--
	}
	return k > lo && strings.IndexByte(".?!]\")", p.text[k-1]) >= 0 || k > lo && strings.HasSuffix(p.text[lo:k], "”")
}

// splitBlob cuts long lines at the labels inside, where names come back or the
// operator speaks, and learns the names that were introduced.
func (p *page) splitBlob() {
	p.learnIntroduced()
	if p.blobColons() < 2 {
		return
	}
	names := make(map[string]int)
	for i := range p.lines {
		for _, at := range p.inlineLabels(i) {
			end := at + strings.IndexByte(p.text[at:], ':')
			names[letterKey(p.text[at:end])]++
		}
	}
	var out []line
	for i := range p.lines {
		from := p.lines[i]
		for _, at := range p.inlineLabels(i) {
			end := at + strings.IndexByte(p.text[at:], ':')
			_, op := isOperator(p.text[at:end])
			if key := letterKey(p.text[at:end]); !op && names[key] < 2 && !p.known[key] && !p.gluedBefore(at, p.text[at:end]) {
				continue
			}
			cut := makeLine(p.text, from.start, at, at)
			cut.kind = from.kind
			out = append(out, cut)
			from.start = at
			from.from, from.to = trim(p.text, at, from.to)
		}
		out = append(out, from)
	}
	p.lines = out
}

// gluedBefore reports whether the vendor's own label of the same person stands
// right before byte at: "Jane Doe -- CFO Jane Doe: text".
func (p *page) gluedBefore(at int, name string) bool {
	lo := max(0, at-200)
	k := strings.LastIndex(p.text[lo:at], name+" -- ")
	return k >= 0 && !strings.ContainsAny(p.text[lo+k:at], "?!")
}
