package transcript

import "strings"

// inlineLayout has one paragraph a turn that begins with the name and the title
// and runs on into the speech: "Jane Doe CFO Thank you. ...".
var inlineLayout = &layout{
	name:  "name-title-text",
	lower: true,
	score: func(p *page, s *signs) (int, string) {
		if s.long >= 4 && s.paragraphs*3 >= s.long*2 && s.names+s.dashed < s.paragraphs {
			if heads := p.inlineHeads(); len(heads) >= 2 {
				return 75, "paragraphs that begin with a name and a title, which come back"
			}
		}
		return 0, ""
	},
	label: func(p *page, i int) (label, int) {
		t := p.at(i)
		if len(t) < 12 {
			return label{}, 0
		}
		h, ok := p.inlineHead(t)
		l := p.lines[i]
		if !ok {
			if p.before(i) < 0 || !p.speechBefore(i) {
				return label{}, 0
			}
			// A turn is one paragraph: whoever this is, it is not the one before.
			return label{from: l.from, to: l.from, speech: l.from, kind: labelUnidentified}, 1
		}
		lab := label{from: l.from, to: l.from + len(h), speech: l.from + len(h)}
		if first := lowerASCII(firstWords(h, 1)); first == "operator" || first == "moderator" {
			lab.kind = labelOperator
			return lab, 1
		}
		if name, ok := isOperator(h); ok || strings.HasSuffix(h, "Operator") || strings.HasSuffix(h, "Moderator") {
			if !ok {
				name = strings.TrimSpace(strings.TrimSuffix(strings.TrimSuffix(h, "Operator"), "Conference"))
			}
			if strings.Contains(name, "oderator") || strings.Contains(name, "perator") {
				name = ""
			}
			lab.kind, lab.name = labelOperator, name
			return lab, 1
		}
		words := strings.Fields(h)
		n := p.personWords(words)
		lab.name = tidyName(strings.Join(words[:n], " "))
		lab.describeInline(strings.Join(words[n:], " "))
		return lab, 1
	},
}

// speechBefore reports whether a paragraph with a head stands before line i.
func (p *page) speechBefore(i int) bool {
	for b, n := p.before(i), 0; b >= 0 && n < 3; b, n = p.before(b), n+1 {
		if _, ok := p.inlineHead(p.at(b)); ok {
			return true
		}
	}
	return false
}

// personWords counts the words of the name, without those of a firm that runs
// into it: "Jane Doe Harbor Point Analyst".
func (p *page) personWords(words []string) int {
	n := nameWords(words)
	for k := 2; k < n; k++ {
		if rest := strings.Join(words[k:], " "); p.firmSaid(rest) {
			return k
		}
	}
	return n
}

// describeInline reads "Analyst at Northwind Capital" and "Senior Analyst,
// Corporate Finance and Investor Relations".
func (l *label) describeInline(detail string) {
	low := lowerASCII(detail)
	k := strings.Index(low, "analyst")
	if k < 0 {
		k = strings.Index(low, "interviewer")
	}
	if k >= 0 {
		rest := detail[k:]
		rest = strings.TrimLeft(rest[strings.IndexAny(rest+" ", " ,"):], " ,")
		rest = strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(rest, "at "), "with "), "from ")
		if !strings.Contains(low, "investor relations") {
			if strings.TrimSpace(rest) == "" {
				rest = detail[:k] // "Harbor Point Analyst"
			}
			l.side, l.firm, l.title = sideAnalyst, repair(rest), ""
			return
		}
	}
	l.describe(detail)
}

// speechWords begin what people say; none of them is part of a title.
var speechWords = wordSet(`thank thanks good great yeah yes yep hi hey hello okay ok so well our the we i i'm i'll i've it it's that's this sure and but in on as to for all
 welcome ladies now right absolutely let just no our perfect got again if you maybe my first congrats congratulations your there they what when how with at before joining excellent wonderful
 awesome everyone everybody please once that one appreciate understood true look um uh can could is are do does listen actually not these those over here fantastic could morning afternoon evening also
 you're we're we've i'd they're let's he's she's what's there's here's gentlemen folks operator, next`)

// inlineHead finds the head that the paragraph t begins with.
func (p *page) inlineHead(t string) (string, bool) {
	if h := p.inlineHeads()[firstWords(t[:min(len(t), 60)], 2)]; h != "" && strings.HasPrefix(t, h) && (len(t) == len(h) || t[len(h)] == ' ') {
		return h, true
	}
	if h, ok := ownHead(t); ok {
		return h, true
	}
	return "", false
}

// ownHead reads the head from the paragraph alone: name words, then title words
// up to the first word that begins a speech. Without a title there is no head.
func ownHead(t string) (string, bool) {
	words := strings.Fields(t[:min(len(t), 240)])
	n := nameWords(words)
	if n == 0 || n == 1 && strings.EqualFold(words[0], "operator") {
		return operatorHead(t, words)
	}
	k, titled := n, false
	for ; k < len(words) && k < 22; k++ {
		w := strings.Trim(words[k], ",.;")
		low := lowerASCII(w)
		if speechWords.has(low) && w != low && !(low == "the" || low == "first" || low == "next") || sentenceEnd(words[k]) && !abbreviationEnd(words[k]) && !initials(words[k]) {
			break
		}
		titled = titled || titleWords.has(low) || low == "analyst" || low == "interviewer" || low == "operator" || low == "moderator"
	}
	if !titled || k >= 22 || k == len(words) {
		return "", false
	}
	return t[:wordEnd(t, k)], true
}

// operatorHead reads "Operator Conference Operator" and "Moderator Q&A Moderator".
func operatorHead(t string, words []string) (string, bool) {
	last := 0
	for k := 0; k < min(len(words), 5); k++ {
		if w := lowerASCII(words[k]); w == "operator" || w == "moderator" {
			last = k + 1
		} else if k == 0 {
			return "", false
		}
	}
	return t[:wordEnd(t, last)], last > 0
}

// nameWords counts the words of the name at the head of a paragraph: two, or
// three to four where an initial or a particle stands between.
func nameWords(words []string) int {
	n := 0
	for n < len(words) && n < 5 {
		w := words[n]
		low := lowerASCII(w)
		if titleWords.has(strings.Trim(low, ",.")) || low == "interviewer" || low == "conference" || low == "operator" || low == "analyst" || speechWords.has(low) || notInName.has(low) {
			break
		}
		if !nameWord(w) && !(n > 0 && particles.has(low)) || n == 0 && notFirst.has(low) || strings.HasSuffix(w, ",") {
			break
		}
		n++
		if low == "senior" || low == "group" || low == "general" || low == "global" || low == "corporate" || low == "deputy" || low == "lead" || low == "interim" {
			n--
			break
		}
	}
	if n == 0 && len(words) > 0 && strings.EqualFold(words[0], "operator") {
		return 1
	}
	return n
}

// wordEnd is the byte behind the k-th word of t.
func wordEnd(t string, k int) int {
	i := 0
	for ; k > 0; k-- {
		for i < len(t) && t[i] == ' ' {
			i++
		}
		for i < len(t) && t[i] != ' ' {
			i++
		}
	}
	return i
}

// inlineHeads collects the heads that paragraphs begin with, by their first two
// words, once for the page. A head counts when a title marks it or when it comes
// back.
func (p *page) inlineHeads() map[string]string {
	if p.heads != nil {
		return p.heads
	}
	found := make(map[string]map[string]int)
	for i := range p.lines {
		t := p.at(i)
		if len(t) < 60 || p.lines[i].kind != 0 {
			continue
		}
		if h, ok := ownHead(t); ok {
			k := firstWords(h, 2)
			if found[k] == nil {
				found[k] = make(map[string]int)
			}
			found[k][h]++
		}
	}
	p.commonHeads(found)
	p.heads = make(map[string]string)
	for k, hs := range found {
		best := ""
		for h, n := range hs {
			if best == "" || n > hs[best] || n == hs[best] && (len(h) < len(best) || len(h) == len(best) && h < best) {
				best = h
			}
		}
		p.heads[k] = best
	}
	return p.heads
}

// commonHeads finds the heads that no word of speech ends: what all paragraphs
// with the same first two words begin with.
func (p *page) commonHeads(found map[string]map[string]int) {
	common := make(map[string]string)
	times := make(map[string]int)
	for i := range p.lines {
		t := p.at(i)
		if len(t) < 30 || p.lines[i].kind != 0 {
			continue
		}
		k := firstWords(t[:min(len(t), 60)], 2)
		if !isPersonName(k) {
			continue
		}
		if times[k]++; times[k] == 1 {
			common[k] = t[:min(len(t), 160)]
			continue
		}
		a := common[k]
		n := 0
		for n < len(a) && n < len(t) && a[n] == t[n] {
			n++
		}
		for n > 0 && n < len(a) && a[n-1] != ' ' {
			n--
		}
		common[k] = strings.TrimRight(a[:n], " ")
	}
	for k, h := range common {
		if times[k] >= 2 && len(h) >= len(k) && !sentenceEnd(h) && len(found[k]) != 1 {
			h = untilSpeech(h)
			if found[k] == nil {
				found[k] = make(map[string]int)
			}
			found[k][h] += times[k]
		}
	}
}

// untilSpeech cuts a head before the first word that begins a speech.
func untilSpeech(h string) string {
	words := strings.Fields(h)
	for n, w := range words {
		low := lowerASCII(strings.Trim(w, ",."))
		if n >= 2 && speechWords.has(low) && w != low && low != "the" {
			return strings.TrimRight(h[:wordEnd(h, n)], " ")
		}
	}
	return h
}
