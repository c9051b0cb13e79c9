package transcript

import (
	"math/bits"
	"strings"
	"unicode/utf8"
)

// introduction is a person whom somebody announces.
type introduction struct {
	name, firm string
	at, end    int // bytes of the name
}

// questionLeads stand before the name of the one who asks next.
var questionLeads = newFinder(
	"from the line of", "from line of", "from the line", "from the site of", "question comes from", "question is from", "question will come from", "question will be from", "question today comes from",
	"question today is from", "question is coming from", "question from", "questions from", "question here from", "questions come from", "question comes", "question is going to come from", "question now comes from", "comes from", "come from", "coming from", "is from", "be from", "we'll go to", "we’ll go to",
	"we will go to", "go next to", "we go to", "go to", "hear from", "move to", "move on to", "take a question from", "next we have", "next, we have", "we have", "line of", "the line", "next question,", "first question,", "next up is", "up next is", "next is", "next caller is", "first caller is", "first is", "question is", "question,", "question:",
)

// handoverLeads stand before the name of the one who speaks next.
var handoverLeads = newFinder(
	"turn the call over to", "turn the conference over to", "turn the program over to", "turn the floor over to", "turn the presentation over to", "turn it over to", "turn the call to", "turn things over to", "turn this over to", "turn the call back over to", "turn the conference back over to", "hand the call over to",
	"hand the conference over to", "hand over to", "hand it over to", "hand the call to", "hand over the call to", "hand the floor to", "hand the word over to", "pass the call over to", "pass it over to", "pass the conference over to", "pass the call to", "pass it to", "introduce your host", "introduce your speaker", "introduce your host for today's",
	"introduce to you", "introduce", "turn over to", "conference over to", "call over to", "over to", "your speaker today", "your host", "host today", "for today's conference", "for today's call", "for today's program", "i'd like to turn", "turn to", "call back to", "back over to",
)

// nextQuestioner finds the person whom the speech [a, b) announces as the next
// to ask. The last announcement counts: an operator may call one who is gone.
func (p *page) nextQuestioner(a, b int) (introduction, bool) {
	return p.announced(a, b, questionLeads)
}

// announced finds the last announcement in [a, b) behind one of the leads.
func (p *page) announced(a, b int, leads *finder) (introduction, bool) {
	if b-a > 1500 {
		a = b - 1500
		for a < b && !utf8.RuneStart(p.text[a]) {
			a++
		}
	}
	var best introduction
	found := false
	for said := leads.said(p.low[a:b], len(leads.phrases)); said != 0; said &= said - 1 {
		lead := leads.phrases[bits.TrailingZeros64(said)]
		for from := a; ; {
			k := strings.Index(p.low[from:b], lead)
			if k < 0 {
				break
			}
			at := from + k + len(lead)
			from = at
			if found && at < best.at-40 {
				continue // the last one counts
			}
			if in, ok := p.nameAt(at, b); ok && (!found || in.at > best.at || in.at == best.at && in.end > best.end) {
				best, found = in, true
			}
		}
	}
	if found {
		best.firm = p.firmBehind(best.end, b)
	}
	return best, found
}

// skipWords may stand between the lead and the name.
var skipWords = []string{"the line of ", "line of ", "the line from ", "our ", "your ", "the ", "host ", "host, ", "speaker ", "speaker, ", "today's ", "today’s ", "speaker today, ", "presenter ", "mr. ", "mr ", "ms. ", "ms ", "mrs. ", "dr. ", "dr ", "sir ", "today is ", "today, ", "today ", "analyst ", "is ", "for today, "}

// personAt reads a person's name at byte at, and the firm behind "with", "of",
// "from" or "at".
func (p *page) personAt(at, b int) (introduction, bool) {
	in, ok := p.nameAt(at, b)
	if ok {
		in.firm = p.firmBehind(in.end, b)
	}
	return in, ok
}

// nameAt reads a person's name at byte at, behind the words that may stand
// before it.
func (p *page) nameAt(at, b int) (introduction, bool) {
	for at < b && (p.text[at] == ' ' || p.text[at] == ',' || p.text[at] == ':' || p.text[at] == '\n' || p.text[at] == '\r') {
		at++
	}
	for again := at < b && (p.text[at] < 'A' || p.text[at] > 'Z' || strings.IndexByte("MDSH", p.text[at]) >= 0); again; {
		again = false
		for _, w := range skipWords {
			if strings.HasPrefix(p.low[at:b], w) {
				at += len(w)
				for at < b && p.text[at] == ' ' {
					at++
				}
				again = true
			}
		}
	}
	end := nameEnd(p.text, at, b)
	if end == at {
		return introduction{}, false
	}
	in := introduction{name: p.text[at:end], at: at, end: end}
	if strings.ContainsAny(in.name, "\n\r") {
		in.name = oneBlank(in.name)
	}
	return in, true
}

// nameEnd is the end of the name that begins at byte at: capitalised words and
// particles, one to five.
func nameEnd(s string, at, b int) int {
	end, words := at, 0
	for i := at; i < b && words < 5; {
		j := i
		for j < b && !endsNameWord[s[j]] {
			j++
		}
		w := s[i:j]
		stop := j < b && s[j] != ' ' && s[j] != '\n' && s[j] != '\r'
		if strings.HasSuffix(w, ".") && !suffixes.has(w) {
			if n := strings.TrimRight(w, "."); len(n) > 1 {
				w, stop = n, true
			}
		}
		w, _ = strings.CutSuffix(w, "'s")
		w, _ = strings.CutSuffix(w, "’s")
		if words > 0 && particles.has(w) && !stop {
			i = skipBlank(s, j, b)
			words++
			continue
		}
		if w == "" || words == 0 && notFirst.has(w) || notInName.has(w) || titleWords.has(w) || !nameWord(w) {
			break
		}
		words++
		end = i + len(w)
		if stop || len(w) != j-i {
			break
		}
		i = skipBlank(s, j, b)
	}
	return end
}

// endsNameWord are the bytes behind a word of a name.
var endsNameWord = [256]bool{' ': true, '\n': true, '\r': true, ',': true, ';': true, '?': true, '!': true, ':': true, '(': true}

func skipBlank(s string, i, b int) int {
	for i < b && (s[i] == ' ' || s[i] == '\n' || s[i] == '\r') {
		i++
	}
	return i
}

// firmBehind reads the firm that stands behind a name: "with Northwind Capital.".
func (p *page) firmBehind(at, b int) string {
	rest := p.low[at:b]
	trimmed := strings.TrimLeft(rest, " ,.\n\r")
	at += len(rest) - len(trimmed)
	for _, c := range []string{"with the company ", "with ", "from ", "of ", "at ", "representing ", "on behalf of ", "- "} {
		if strings.HasPrefix(trimmed, c) {
			at += len(c)
			return firmAt(p.text, at, b)
		}
	}
	if at > 1 && at < b && p.text[at-2] == ',' || strings.HasPrefix(rest, ", ") {
		if f := firmAt(p.text, at, b); firmLike(f) {
			return f
		}
	}
	return ""
}

// firmAt reads the firm's name that begins at byte at: to the end of the
// sentence or to the words that follow a firm.
func firmAt(s string, at, b int) string {
	b = min(b, at+90)
	for b > at && b < len(s) && !utf8.RuneStart(s[b]) {
		b--
	}
	t := oneBlank(s[at:b])
	t = strings.TrimPrefix(t, "the ")
	low := lowerASCII(t)
	end := firmSentence(t)
	for _, stop := range []string{"? ", "! ", "; ", " please", " your line", " you may", ", you may", ", your", ", please", " go ahead", " with your", " with a ", " for ", " is ", " who ", " on the line", " on line", " and ", ": ", " [", " (", " --", ", go", ", whose", " whose", ", analyst", " - your", "- your"} {
		if k := strings.Index(low, stop); k >= 0 && k < end {
			if stop == " and " && k+5 < len(t) && t[k+5] >= 'A' && t[k+5] <= 'Z' && len(t[:k]) < 24 {
				continue // "Alder and Company"
			}
			end = k
		}
	}
	f := strings.Trim(t[:end], " ,.;?!")
	if f == "" || f[0] >= 'a' && f[0] <= 'z' || len(f) > 70 || len(t) == end && b-at >= 90 && !sentenceEnd(t) {
		return ""
	}
	return f
}

// firmSentence is where the sentence ends that t begins in; the stops of
// abbreviations and initials inside a firm's name end none.
func firmSentence(t string) int {
	for from := 0; ; {
		k := strings.Index(t[from:], ". ")
		if k < 0 {
			return len(t)
		}
		from += k + 1
		w := t[strings.LastIndexByte(t[:from-1], ' ')+1 : from]
		next := lowerASCII(firstWords(t[from:], 1))
		if !abbreviationEnd(w) && !initials(w) || notFirst.has(next) || strings.HasPrefix(next, "you") {
			return from - 1
		}
	}
}

// selfIntroduced finds "this is Stephen for Brian" at the head of a speech: the
// one who speaks, and the one who was announced.
func (p *page) selfIntroduced(a, b int) (who, forWhom string) {
	b = min(b, a+220)
	for b > a && b < len(p.text) && !utf8.RuneStart(p.text[b]) {
		b--
	}
	for _, lead := range []string{"this is ", "it's ", "it’s ", "my name is ", "i'm ", "i’m ", "i am "} {
		k := strings.Index(p.low[a:b], lead)
		if k < 0 {
			continue
		}
		at := a + k + len(lead)
		if strings.HasPrefix(p.low[at:b], "actually ") {
			at += len("actually ")
		}
		end := nameEnd(p.text, at, b)
		if end == at {
			continue
		}
		who = p.text[at:end]
		rest := strings.TrimLeft(p.low[end:b], " ,")
		for _, f := range []string{"on for ", "in for ", "for ", "calling in for ", "filling in for ", "stepping in for ", "sitting in for ", "dialing in for ", "asking for ", "speaking for ", "asking on behalf of ", "calling on behalf of ", "on behalf of ", "here for ", "on the line for ", "calling for ", "standing in for "} {
			if strings.HasPrefix(rest, f) {
				from := b - len(p.low[end:b]) + (len(p.low[end:b]) - len(rest)) + len(f)
				if e := nameEnd(p.text, from, b); e > from {
					return who, p.text[from:e]
				}
			}
		}
		return who, ""
	}
	return "", ""
}

// learnIntroduced adds to the known names those whom the operator calls: they
// may come as labels that no list has.
func (p *page) learnIntroduced() {
	if p.known == nil {
		p.known = make(map[string]bool)
	}
	for _, l := range p.lines {
		if n := l.to - l.from; n < 12 || n > 900 {
			continue // operators are brief
		}
		low := p.low[:l.to]
		for at, end, ok := callLeads.find(low, l.from); ok; at, end, ok = callLeads.find(low, at+1) {
			if in, ok := p.nameAt(end, min(len(p.text), end+100)); ok && strings.Contains(in.name, " ") {
				p.known[letterKey(in.name)] = true
			}
		}
	}
}

// callLeads stand before the name of somebody who is called.
var callLeads = newFinder("line of", "comes from", "come from", "coming from", "be from", "is from", "over to", "introduce")

// longestName is how many bytes a line with a name has at most, with all the
// blanks and marks that repair takes away.
const longestName = 300

// mayBeName is a cheap test that most lines fail: names begin with no small
// letter and no digit.
func mayBeName(t string) bool {
	return t != "" && len(t) <= longestName && (t[0] < 'a' || t[0] > 'z') && (t[0] < '0' || t[0] > '9')
}

// learnRecurring adds to the known names the lines that are a person's name and
// come back, each time before something that can be a speech.
func (p *page) learnRecurring() {
	if p.known == nil {
		p.known = make(map[string]bool)
	}
	for i := range p.lines {
		if p.lines[i].kind != 0 || !mayBeName(p.at(i)) {
			continue
		}
		t := repair(p.at(i))
		if len(t) > 60 {
			continue
		}
		if before, _, ok := cutDash(t); ok && isPersonName(before) {
			p.known[letterKey(before)] = true
			continue
		}
		if name, _, ok := cutComma(t); ok {
			p.known[letterKey(tidyName(name))] = true
			continue
		}
		if isPersonName(t) && p.repeats(p.at(i)) && !firmLike(t) && !p.proseAround(i) {
			p.known[letterKey(t)] = true
		}
	}
}

// learnPairs adds to the known names the lines that are a person's name and
// stand before a line with a title, and come back with it.
func (p *page) learnPairs() {
	if p.known == nil {
		p.known = make(map[string]bool)
	}
	for i := 0; i+1 < len(p.lines); i++ {
		next := p.at(i + 1)
		if p.lines[i].kind != 0 || !mayBeName(p.at(i)) || next == "" || len(next) >= 110 || sentenceEnd(next) {
			continue
		}
		t := repair(p.at(i))
		if isPersonName(t) && !firmLike(t) && !titleLike(t) && (titleLike(next) || firmLike(next)) && len(p.at(p.after(i+1))) > 20 {
			p.known[letterKey(t)] = true
		}
	}
}

// vendorOf names the maker of the page by its furniture.
func vendorOf(p *page) string {
	said := vendorMarks.said(p.low[:min(len(p.low), 3000)], len(vendors))
	if said == 0 {
		return ""
	}
	return vendors[bits.TrailingZeros64(said)]
}

// vendorMarks are the names in the vendors' furniture, the surest first, and
// vendors whose each is.
var (
	vendorMarks = newFinder("callstreet", "s&p global market intelligence", "capital iq", "spglobal.com", "thomson reuters", "streetevents", "refinitiv", "lseg", "motley fool")
	vendors     = [...]string{"callstreet", "capital-iq", "capital-iq", "capital-iq", "streetevents", "streetevents", "streetevents", "streetevents", "fool"}
)
