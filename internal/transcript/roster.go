package transcript

import (
	"maps"
	"slices"
	"strings"
	"unicode"
)

// rosterHeads are the headings of participant lists, by letter key.
var rosterHeads = map[string]side{
	"executives": sideCompany, "corporateparticipants": sideCompany, "companyparticipants": sideCompany, "companyrepresentatives": sideCompany, "management": sideCompany, "presenters": sideCompany,
	"executiveparticipants": sideCompany, "managementparticipants": sideCompany, "companyexecutives": sideCompany, "managementteam": sideCompany, "speakers": sideCompany, "companyspeakers": sideCompany,
	"analysts": sideAnalyst, "conferencecallparticipants": sideAnalyst, "conferencecallparticipiants": sideAnalyst, "otherparticipants": sideAnalyst, "conferenceparticipants": sideAnalyst, "analystparticipants": sideAnalyst,
	"qaparticipants": sideAnalyst, "questioners": sideAnalyst,
	"callparticipants": sideUnknown, "participants": sideUnknown, "callparticipant": sideUnknown, "participantlist": sideUnknown, "attendees": sideUnknown,
}

// sectionMarks are headings between the parts of a transcript, by letter key.
// The value is the section that begins.
var sectionMarks = map[string]Section{
	"presentation": SectionPreparedRemarks, "preparedremarks": SectionPreparedRemarks, "managementdiscussionsection": SectionPreparedRemarks, "transcript": SectionPreparedRemarks, "prepared": SectionPreparedRemarks,
	"fullconferencecalltranscript": SectionPreparedRemarks, "presentationsection": SectionPreparedRemarks, "corporatepresentation": SectionPreparedRemarks,
	"questionandanswersession": SectionQuestionsAndAnswers, "questionsandanswers": SectionQuestionsAndAnswers, "questionandanswer": SectionQuestionsAndAnswers, "questionandanswersection": SectionQuestionsAndAnswers, "qa": SectionQuestionsAndAnswers,
	"qasession": SectionQuestionsAndAnswers, "questionsanswers": SectionQuestionsAndAnswers, "questionanswersession": SectionQuestionsAndAnswers, "questionanswer": SectionQuestionsAndAnswers, "questionsandanswerssession": SectionQuestionsAndAnswers,
	"endofqa": SectionClosing, "contents": SectionUnspecified, "tableofcontents": SectionUnspecified,
}

// headings tell what begins as none of these does.
var headings = newHeads(slices.Concat(slices.Collect(maps.Keys(rosterHeads)), slices.Collect(maps.Keys(sectionMarks)))...)

// longestHeading is how many bytes a heading has at most.
const longestHeading = 64

// appendHeadingKey appends the letter key of a line that may be a heading to b, and
// nothing for others.
func appendHeadingKey(b []byte, s string) []byte {
	if len(s) > longestHeading || len(s) < 2 || !headings.mayBegin(s) || sentenceEnd(s) {
		return b
	}
	return appendLetterKey(b, s)
}

// sectionMark reports the section that the heading on line i begins.
func (p *page) sectionMark(i int) (Section, bool) {
	if p.lines[i].kind != 0 {
		return 0, false
	}
	var room [longestHeading]byte
	sec, ok := sectionMarks[string(appendHeadingKey(room[:0], p.at(i)))]
	if !ok || strings.Contains(p.at(i), "....") {
		return 0, false
	}
	return sec, true
}

// rosterHead reports whether line i heads a participant list. "MANAGEMENT: MR.
// JOHN DOE – ..." heads it and holds its first entry; rest is where that begins.
func (p *page) rosterHead(i int) (s side, rest int, ok bool) {
	t := p.at(i)
	if len(t) > 200 || t == "" {
		return 0, 0, false
	}
	if p.lines[i].kind == 0 {
		var room [longestHeading]byte
		if s, ok = rosterHeads[string(appendHeadingKey(room[:0], t))]; ok {
			return s, 0, true
		}
	}
	if k := strings.IndexByte(t[:min(len(t), 30)], ':'); k > 0 && k+1 < len(t) && capitals(t[:k]) {
		if s, ok = rosterHeads[letterKey(t[:k])]; ok {
			return s, p.lines[i].from + k + 1, true
		}
		if t[:k] == "MODERATOR" && honorific(t[k+1:]) { // the house that holds the call, not its operator
			return sideAnalyst, p.lines[i].from + k + 1, true
		}
	}
	return 0, 0, false
}

// rosters finds the participant lists, marks their lines and reads the entries.
func (p *page) rosters() {
	out := p.headlessRoster()
	for i := 0; i < len(p.lines); i++ {
		if p.lines[i].kind != 0 {
			continue
		}
		s, rest, ok := p.rosterHead(i)
		if !ok || len(out) >= maxRoster || !p.rosterFollows(i, rest) {
			continue
		}
		var es []rosterEntry
		es, i = p.rosterBlock(i, rest, s)
		out = append(out, es...)
		i--
	}
	p.entries = out
	p.known = make(map[string]bool)
	p.listed = make(map[string]int)
	for n, e := range out {
		p.listed[letterKey(e.name+e.detail)] = n
		if e.name != "" {
			key := letterKey(e.name)
			p.known[key] = true
			p.listed[key] = n
		}
	}
}

// near is the part of the text in which names and firms of a list are looked up:
// more than any call has, and little enough to be searched for each line.
func (p *page) near() string { return p.text[:min(len(p.text), 200_000)] }

// maxRoster is how many entries a list can have.
const maxRoster = 300

// headlessRoster reads a list that opens the text without a heading: two or more
// lines of a name and an office or a firm, of whom one speaks later.
func (p *page) headlessRoster() []rosterEntry {
	var es []rosterEntry
	var lines []int
	back := false
	for i := p.after(-1); i < len(p.lines) && len(lines) < 40; i = p.after(i) {
		t := p.at(i)
		name, detail, ok := cutDash(t)
		if !ok || len(t) > 200 || !isPersonName(name) || detail == "" || sentenceEnd(t) && !abbreviationEnd(t) && len(t) > 90 {
			break
		}
		es = append(es, rosterEntry{name: tidyName(name), detail: repair(detail), from: p.lines[i].from, to: p.lines[i].to})
		lines = append(lines, i)
		back = back || p.occurrences()[name] > 0
	}
	if len(es) < 2 || !back {
		return nil
	}
	for k, i := range lines {
		p.lines[i].kind = SegmentRoster
		es[k].finish()
	}
	return es
}

// entry is the roster's entry for a name.
func (p *page) entry(name string) (rosterEntry, bool) {
	var room [64]byte
	n, ok := p.listed[string(appendLetterKey(room[:0], name))]
	if !ok {
		return rosterEntry{}, false
	}
	return p.entries[n], true
}

// knows reports whether a name is one that a label may be.
func (p *page) knows(name string) bool {
	var room [64]byte
	return p.known[string(appendLetterKey(room[:0], name))]
}

// rosterFollows checks that names stand behind the heading, and not a menu.
func (p *page) rosterFollows(i, rest int) bool {
	if rest > 0 {
		return true
	}
	seen := 0
	for j := p.after(i); j < len(p.lines) && seen < 4; j = p.after(j) {
		if k := p.lines[j].kind; k == SegmentFurniture || isRule(p.at(j)) {
			continue
		}
		seen++
		if _, _, head := p.rosterHead(j); head {
			return true
		}
		s := strings.TrimLeft(p.at(j), "*• \t")
		before, after, dashed := cutDash(s)
		comma, _, _ := strings.Cut(s, ",")
		if len(s) < 200 && (isPersonName(repair(s)) || dashed && (isPersonName(before) || isPersonName(after)) || isPersonName(comma) || p.rosterPlain(s)) {
			return true
		}
		if _, mark := p.sectionMark(j); mark || len(s) > 160 {
			return false
		}
	}
	return false
}

// rosterPlain knows "Jane Doe Northwind Systems, Inc. - CFO": a name that runs
// into the firm.
func (p *page) rosterPlain(s string) bool {
	f := strings.Fields(s)
	return (len(f) > 4 && strings.Contains(s, " - ") || len(f) > 3 && firmLike(s)) && len(s) < 200 && isPersonName(f[0]+" "+f[1]) && (!sentenceEnd(s) || abbreviationEnd(s))
}

// isRule reports whether s is a ruling: "=====", "-----", ".....".
func isRule(s string) bool {
	if len(s) < 5 {
		return false
	}
	c := s[0]
	if c != '=' && c != '-' && c != '.' && c != '_' && c != '*' {
		return false
	}
	n := strings.Count(s, s[:1])
	return n >= 5 && n+strings.Count(s, " ")+strings.Count(s, "s") == len(s)
}

// rosterBlock reads one list from its heading on line i and returns the first
// line behind it.
func (p *page) rosterBlock(i, rest int, s side) ([]rosterEntry, int) {
	p.lines[i].kind = SegmentRoster
	var es []rosterEntry
	if rest > 0 {
		es = p.rosterLine(es, p.text[rest:p.lines[i].to], rest, p.lines[i].to, s)
	}
	j := i + 1
	names, bullets := make(map[string]bool), false
	titled := rest > 0 && honorific(p.text[rest:p.lines[i].to])
	for ; j < len(p.lines); j++ {
		l := p.lines[j]
		if l.blank() || l.kind == SegmentFurniture || l.kind == SegmentAdvertisement {
			continue
		}
		t := p.at(j)
		if isRule(t) {
			if p.lines[j].kind == 0 {
				p.lines[j].kind = SegmentRoster
			}
			continue
		}
		if len(es) >= maxRoster || p.rosterEnds(j, names) {
			break
		}
		n := len(es)
		bullet := strings.HasPrefix(t, "*") || strings.HasPrefix(t, "•")
		bullets = bullets || bullet
		if n > 0 && (bullets && !bullet || titled && !honorific(t)) { // every name here has a bullet, or a "Mr."
			es[n-1].detail = strings.TrimSpace(es[n-1].detail + " " + repair(t))
			es[n-1].to = l.to
			p.lines[j].kind = SegmentRoster
			continue
		}
		es = p.rosterLine(es, strings.TrimLeft(t, "*•·-– \t"), l.from, l.to, s)
		if len(es) > n {
			names[letterKey(es[n].name)] = true
		}
		p.lines[j].kind = SegmentRoster
	}
	for k := range es {
		es[k].finish()
	}
	return es, j
}

// honorific reports whether s begins with "Mr." or the like.
func honorific(s string) bool {
	f := strings.Fields(s)
	return len(f) > 0 && honorifics.has(f[0])
}

// rosterEnds reports whether line j is no longer part of the list.
func (p *page) rosterEnds(j int, names map[string]bool) bool {
	t := p.at(j)
	if _, mark := p.sectionMark(j); mark {
		return true
	}
	if s, _, head := p.rosterHead(j); head && !(s == sideCompany && len(names) == 0) {
		return true
	}
	low := p.lowAt(j)
	before, _, dash := cutDash(t)
	entry := dash && len(t) < 500 && isPersonName(repair(before)) && !titleLike(before)
	if dash && strings.Contains(t, "--") && strings.ContainsAny(t, "$%") {
		return true // a summary's line: "Revenue-- $412 million"
	}
	if len(t) > 160 && !entry || strings.HasPrefix(low, "operator") || strings.HasPrefix(low, "moderator") || low == "speaker" || hasAnyPrefix(low, tailStarts) {
		return true
	}
	if k := strings.Index(t, ": "); k > 0 && names[letterKey(t[:k])] || strings.HasSuffix(t, ":") && len(names) > 0 {
		return true
	}
	key := letterKey(t)
	if dash {
		key = letterKey(before)
	}
	next := p.at(p.after(j))
	if names[key] && (len(next) > 80 || sentenceEnd(next)) {
		return true
	}
	if len(names) > 0 && (isPersonName(t) || isRunTogether(t)) && len(next) > 160 {
		return true
	}
	return len(t) > 90 && sentenceEnd(t) && !dash
}

// rosterLine adds what one line of a list says: an entry, or a further detail
// of the entry before.
func (p *page) rosterLine(es []rosterEntry, t string, from, to int, s side) []rosterEntry {
	t = repair(t)
	if t == "" {
		return es
	}
	if _, anon := anonymous(t); anon || columns(t) {
		return es
	}
	before, after, dashed := cutDash(p.textBetween(from, to, t))
	before, after = strings.TrimLeft(repair(before), "*•· "), repair(after)
	waiting := len(es) > 0 && es[len(es)-1].detail == ""
	if !waiting && !continues(es) && strings.Contains(t, " - ") && p.rosterPlain(t) && len(strings.Fields(before)) >= 4 {
		// The firm may have run into the name: "Jane Doe Northwind - CFO".
		if n := p.nameBoundary(t, s); n > 0 && n < len(before) {
			return append(es, rosterEntry{name: strings.TrimSpace(t[:n]), detail: strings.TrimSpace(t[n:]), side: s, from: from, to: to})
		}
	}
	switch {
	case dashed && (isPersonName(before) || isRunTogether(before) || isUpperName(before)) && !titleLike(before) && !(firmLike(before) && len(es) > 0 && es[len(es)-1].detail == ""):
		return append(es, rosterEntry{name: tidyName(before), detail: after, side: s, from: from, to: to})
	case dashed && isPersonName(after) && titleLike(before):
		return append(es, rosterEntry{name: tidyName(after), detail: before, side: s, from: from, to: to})
	}
	if name, rest, ok := strings.Cut(t, ", "); ok && !strings.Contains(t, " - ") && isPersonName(name) && !titleLike(name) && !firmLike(name) && !waiting {
		return append(es, rosterEntry{name: tidyName(name), detail: rest, side: s, from: from, to: to})
	}
	if p.rosterPlain(t) && !waiting && !continues(es) {
		// Where the name ends is not always to be told: better none than a wrong one.
		name, rest := p.plainEntry(t, s)
		return append(es, rosterEntry{name: name, detail: rest, side: s, from: from, to: to})
	}
	if (isPersonName(t) || isUpperName(t)) && !titleLike(t) && !(waiting && (firmLike(t) || !p.repeats(t))) && !continues(es) {
		return append(es, rosterEntry{name: tidyName(t), side: s, from: from, to: to})
	}
	if len(es) > 0 && !(dashed && es[len(es)-1].detail != "" && containsDash(t, "--", " — ")) {
		last := &es[len(es)-1]
		last.detail = strings.TrimSpace(last.detail + " " + t)
		last.to = to
	}
	return es
}

// columns reports whether a line holds two persons side by side. Which of the
// titles below is whose is not told by the text.
func columns(t string) bool {
	n := 0
	for w := range strings.FieldsSeq(t) {
		if honorifics.has(w) {
			n++
		}
	}
	return n >= 2
}

// continues reports whether the last entry's detail breaks off in the middle.
func continues(es []rosterEntry) bool {
	if len(es) == 0 {
		return false
	}
	d := es[len(es)-1].detail
	for _, end := range []string{"&", ",", " and", " of", "-", " the", "/"} {
		if strings.HasSuffix(d, end) {
			return true
		}
	}
	return false
}

// repeats reports whether the text has the line a second time: names come back
// as labels, firms and titles of a list seldom do alone.
func (p *page) repeats(s string) bool { return p.occurrences()[s] >= 2 }

// textBetween gives the line as it stands in the text, with its double blanks,
// or t where the line was cut.
func (p *page) textBetween(from, to int, t string) string {
	if from >= 0 && to <= len(p.text) && from < to {
		return p.text[from:to]
	}
	return t
}

// plainEntry splits "Jane Doe Northwind Systems, Inc. - CFO"; the name is empty
// where it cannot be told from the firm.
func (p *page) plainEntry(t string, s side) (name, detail string) {
	n := p.nameBoundary(t, s)
	if n == 0 {
		n = p.confirmedName(t)
	}
	return strings.TrimSpace(t[:n]), strings.TrimSpace(t[n:])
}

// nameBoundary finds where the name ends in "Jane Q. Doe Northwind Systems": a
// label of the body that says "Jane Q. Doe - Northwind", else by "Jane Doe" in
// the text, else the place where a firm begins that somebody is called "with".
func (p *page) nameBoundary(t string, s side) int {
	words := strings.Fields(t)
	var said []string // what begins with the first two words in the text
	for n := min(len(words), 6); n >= 2; n-- {
		name := strings.Join(words[:n], " ")
		if !isPersonName(name) {
			continue
		}
		if said == nil {
			said = p.said(words[0] + " " + words[1])
		}
		label := name + " - " + firstWords(strings.Join(words[n:], " "), 2)
		if slices.ContainsFunc(said, func(s string) bool { return strings.HasPrefix(s, label) }) {
			return len(name)
		}
	}
	for n := 3; n < min(len(words), 6); n++ {
		// Others say the first and the last name.
		if name := strings.Join(words[:n], " "); isPersonName(name) && len(words[n-1]) > 2 && !suffixes.has(words[n]) && strings.Contains(p.near(), words[0]+" "+words[n-1]) {
			return len(name)
		}
	}
	for n := 2; n < min(len(words), 7); n++ {
		name, rest := strings.Join(words[:n], " "), strings.Join(words[n:], " ")
		if !isPersonName(name) {
			return 0
		}
		if initials(words[n-1]) || len(words[n-1]) <= 2 && strings.HasSuffix(words[n-1], ".") {
			continue
		}
		firm, _, _ := strings.Cut(rest, " - ")
		firm, _, _ = strings.Cut(firm, ",")
		if p.firmSaid(rest) || s == sideCompany && strings.Count(p.text, "\n"+name) >= 1 && p.sharedFirm(firm) {
			return len(name)
		}
	}
	return 0
}

// said is the text from each place on where it says the words.
func (p *page) said(words string) []string {
	var all []string
	for rest := p.near(); ; rest = rest[1:] {
		k := strings.Index(rest, words)
		if k < 0 {
			return all
		}
		rest = rest[k:]
		all = append(all, rest)
	}
}

// confirmedName takes the first two words for the name where the text has them
// elsewhere in front of something else.
func (p *page) confirmedName(t string) int {
	f := strings.Fields(t)
	name, third := f[0]+" "+f[1], f[2]
	for from := 0; ; {
		k := strings.Index(p.near()[from:], name)
		if k < 0 {
			return 0
		}
		from += k + len(name)
		if !strings.HasPrefix(strings.TrimLeft(p.text[from:min(len(p.text), from+40)], " "), third) {
			return len(name)
		}
	}
}

// sharedFirm reports whether a firm stands on several lines and is spoken of: the
// company's own.
func (p *page) sharedFirm(firm string) bool {
	if len(firm) < 4 || strings.Count(p.near(), " "+firm) < 3 {
		return false
	}
	low := lowerASCII(firstWords(firm, 2))
	for _, w := range []string{"the ", "to ", "of ", "at "} {
		if strings.Contains(p.low[:len(p.near())], w+low) {
			return true
		}
	}
	return strings.Contains(p.low[:len(p.near())], low+"'s") || strings.Contains(p.low[:len(p.near())], low+"’s")
}

// firmSaid reports whether somebody is called "with" or "from" a firm that begins
// as rest does.
func (p *page) firmSaid(rest string) bool {
	w := lowerASCII(strings.Trim(firstWords(rest, 1), ",."))
	if len(w) <= 3 {
		w = lowerASCII(strings.Trim(firstWords(rest, 2), ",."))
	}
	if len(w) <= 2 {
		return false
	}
	low := p.low[:len(p.near())]
	for at := 0; ; at++ {
		k := strings.Index(low[at:], w)
		if k < 0 {
			return false
		}
		at += k
		before, behind := low[:at], low[at+len(w):]
		if strings.HasSuffix(before, " with ") || strings.HasSuffix(before, " from ") || strings.HasSuffix(before, " of ") && strings.HasPrefix(behind, ".") {
			return true
		}
	}
}

// firstWords are the first n words of s, one blank between them.
func firstWords(s string, n int) string {
	end := 0
	for range n {
		end += len(s[end:]) - len(strings.TrimLeftFunc(s[end:], unicode.IsSpace))
		end += wordLen(s[end:])
	}
	return oneBlank(s[:end])
}

// isUpperName knows names set in capitals behind an honorific: "MR. JOHN DOE".
func isUpperName(s string) bool {
	t := dropHonorific(s)
	return t != s && isPersonName(t) || isPersonName(t) && capitals(t)
}

// capitals reports whether s has no small letter.
func capitals(s string) bool {
	for i := 0; i < len(s); i++ {
		if 'a' <= s[i] && s[i] <= 'z' {
			return false
		}
	}
	return strings.ToUpper(s) == s
}

// tidyName drops the honorific and sets a name in capitals as names are set.
func tidyName(s string) string {
	s = strings.TrimSpace(strings.Trim(dropHonorific(repair(s)), "*•·"))
	if o := strings.Index(s, " ("); o > 0 && strings.HasSuffix(s, ")") && titleLike(s[o:]) {
		s = s[:o]
	}
	if len(s) > 3 && s[1] == ' ' && s[0] >= 'a' && s[0] <= 'z' { // a stray letter
		s = s[2:]
	}
	if !capitals(s) || letterKey(s) == "" {
		return s
	}
	words := strings.Fields(s)
	for i, w := range words {
		if len(w) > 2 && !suffixes.has(w) && !strings.Contains(w, ".") {
			words[i] = w[:1] + strings.ToLower(w[1:])
		}
	}
	return strings.Join(words, " ")
}

// finish sorts the entry's detail into title and firm.
func (e *rosterEntry) finish() {
	e.title, e.firm, e.side = readDetail(e.detail, e.side)
	if e.side == sideCompany && e.firm == "" {
		// "Chief Financial Officer, Northwind Systems, Inc.": the firm is cut off
		// later, when the company's name is known.
		e.title = repair(e.title)
	}
}
