package transcript

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// furnitureStarts begin lines that page makers put at the head or the foot of
// every page. They are furniture wherever they stand on a line of their own.
var furnitureStarts = []string{
	"copyright ©", "©20", "© 20", "©19", "copyright (c)", "client id:", "thomson reuters streetevents |", "thomson reuters | contact", "refinitiv streetevents |",
	"lseg streetevents |", "1-877-factset", "total pages:", "spglobal.com/marketintelligence", "viavid has made", "without the prior written consent of", "affiliated companies.",
	"means, is prohibited without the prior written consent", "registered trademarks of thomson", "registered trademarks of refinitiv", "reporting of the substance of the conference call.", "1-888-562-0262", "sensitivity: internal",
	"www.callstreet.com", "corrected transcript", "formatted report", "raw transcript",
}

// furniture marks page headers and footers: page numbers, the phrases above and
// the repeated lines that stand beside them ("Northwind Systems (NWSY)",
// "January 31, 2025"). A label is repeated too, but away from the page breaks.
func (p *page) furniture() {
	numbers := 0
	for i := range p.lines {
		if s := p.at(i); len(s) <= 3 && isDigits(s) {
			numbers++
		}
	}
	candidates := p.furnitureCandidates(numbers)
	if len(candidates) == 0 {
		return
	}
	a := p.alike()
	seeds := 0
	for _, i := range candidates {
		if p.furnitureSeed(i, a.total[a.of[i]], numbers) {
			p.lines[i].kind = SegmentFurniture
			seeds++
		}
	}
	if seeds == 0 {
		return
	}
	for range 6 {
		if !p.growFurniture(a) {
			return
		}
	}
}

// furnitureCandidates are the lines that would be furniture by themselves if they
// were repeated. Most texts have none.
func (p *page) furnitureCandidates(numbers int) []int {
	var out []int
	for i := range p.lines {
		s := p.lowAt(i)
		if s == "" || len(s) > longestAlike {
			continue
		}
		if (mayBeFurniture(s) || hasReserved(s)) && p.furnitureSeed(i, 2, numbers) {
			out = append(out, i)
		}
	}
	return out
}

// hasReserved reports whether s has the word. It looks for the letter that is seldom in
// others.
func hasReserved(s string) bool {
	for at := 0; ; at++ {
		k := strings.IndexByte(s[at:], 'v')
		if k < 0 {
			return false
		}
		if at += k; strings.HasPrefix(s[at:], "ved") && strings.HasSuffix(s[:at], "reser") {
			return true
		}
	}
}

// mayBeFurniture is a cheap test that most lines fail, which begin neither with a number
// nor as furniture does; behind a "©" there may be any white space.
func mayBeFurniture(s string) bool {
	return s[0] >= '0' && s[0] <= '9' || furnitureHeads.at(s, 0) && (s[0] >= utf8.RuneSelf || furnitureTails.at(s, 1))
}

// How furniture begins: its first two letters, and the third behind the second.
var (
	furnitureHeads = newHeads(append(furnitureStarts, "page ")...)
	furnitureTails = newHeads(tails(1, append(furnitureStarts, "page "))...)
	allRights      = newFinder("all rights reserved")
)

// longestAlike is how many bytes a line has at most that others are compared with.
const longestAlike = 260

// alike tells which lines are the same but for the numbers in them.
type alike struct {
	of       []int32          // by line: which lines it is like, 0 for a blank or a long one, 1 for one like no other
	total    []int            // how many lines are alike
	repeated []int            // the lines that are like two others, or more
	beside   []int            // how many lines of a kind stand beside furniture
	known    map[string]int32 // by what the lines have in common
}

func (p *page) alike() *alike {
	a := &p.like
	if a.known == nil {
		a.known = make(map[string]int32)
	}
	a.of, a.total, a.repeated = a.of[:0], append(a.total[:0], 0, 1), a.repeated[:0]
	var shapes [lineShapes]uint8
	for i := range p.lines {
		n := int32(0)
		if s := p.lowAt(i); s != "" && len(s) <= longestAlike {
			n = 1 + lineShape(s)
			shapes[n-1] = min(shapes[n-1]+1, 2)
		}
		a.of = append(a.of, n)
	}
	for i, n := range a.of {
		switch {
		case n == 0:
		case shapes[n-1] == 1:
			a.of[i] = 1
		default:
			n = a.kind(p.lowAt(i))
			a.of[i] = n
			a.total[n]++
		}
	}
	for i, n := range a.of {
		if a.total[n] >= 3 {
			a.repeated = append(a.repeated, i)
		}
	}
	return a
}

// lineShapes is how many shapes a line can have.
const lineShapes = 1 << 14

// lineShape is a number of a line's first and last byte, its blanks and its letters e.
// All lines that are alike have one, and seldom two others: most need not be compared.
func lineShape(s string) int32 {
	h := uint32(zeroed(s[0]))<<24 | uint32(zeroed(s[len(s)-1]))<<16 | uint32(strings.Count(s, " "))<<8 | uint32(strings.Count(s, "e"))
	return int32(h * 0x9E3779B1 >> 18) // the product spreads them evenly
}

func zeroed(c byte) byte {
	if c-'0' <= 9 {
		return '0'
	}
	return c
}

// kind is the number of the lines that s is like.
func (a *alike) kind(s string) int32 {
	if hasDigit(s) {
		var room [longestAlike]byte
		key := appendZeroed(room[:0], s)
		if n := a.known[string(key)]; n > 0 {
			return n
		}
		return a.add(string(key))
	}
	if n := a.known[s]; n > 0 {
		return n
	}
	return a.add(s)
}

// add numbers what the lines of a new kind have in common.
func (a *alike) add(key string) int32 {
	n := int32(len(a.total))
	a.known[key] = n
	a.total = append(a.total, 0)
	return n
}

// furnitureSeed reports whether line i is furniture by itself.
func (p *page) furnitureSeed(i, repeated, numbers int) bool {
	s := p.lowAt(i)
	if strings.IndexByte(s, '\t') >= 0 || strings.Contains(s, "  ") {
		s = oneBlank(s)
	}
	if rest, ok := strings.CutPrefix(s, "page "); ok && len(rest) <= 10 && rest != "" && rest[0] >= '0' && rest[0] <= '9' {
		return true
	}
	if isDigits(s) && len(s) <= 3 {
		return numbers >= 3 && p.numberedPages(i)
	}
	for _, f := range furnitureStarts {
		if begins(s, f) {
			return repeated >= 2 || strings.HasPrefix(s, "copyright") || strings.HasPrefix(s, "©")
		}
	}
	return repeated >= 2 && allRights.in(s)
}

// numberedPages reports whether the bare number on line i is one of a rising
// series: pages, not a count in a table or a vote.
func (p *page) numberedPages(i int) bool {
	n := atoi(p.at(i))
	for j, seen := i+1, 0; j < len(p.lines) && seen < 200; j++ {
		s := p.at(j)
		if s == "" {
			continue
		}
		seen++
		if len(s) <= 3 && isDigits(s) {
			return atoi(s) == n+1 && seen > 8 || p.pageBefore(i, n)
		}
	}
	return p.pageBefore(i, n)
}

func (p *page) pageBefore(i, n int) bool {
	for j, seen := i-1, 0; j >= 0 && seen < 200; j-- {
		s := p.at(j)
		if s == "" {
			continue
		}
		seen++
		if len(s) <= 3 && isDigits(s) {
			return atoi(s) == n-1 && seen > 8
		}
	}
	return false
}

// growFurniture takes in repeated lines whose occurrences nearly all stand
// beside furniture. It reports whether anything was added.
func (p *page) growFurniture(a *alike) bool {
	a.beside = slices.Grow(a.beside[:0], len(a.total))[:len(a.total)]
	clear(a.beside)
	for _, i := range a.repeated {
		if p.lines[i].kind == 0 && p.besideFurniture(i) {
			a.beside[a.of[i]]++
		}
	}
	grown := false
	for _, i := range a.repeated {
		n := a.of[i]
		if p.lines[i].kind == 0 && a.beside[n]*5 >= a.total[n]*4 && a.beside[n] >= 3 && !isLetterLabel(p.at(i)) && !isRule(p.at(i)) {
			p.lines[i].kind = SegmentFurniture
			grown = true
		}
	}
	return grown
}

func isLetterLabel(s string) bool {
	_, ok := isOperator(s)
	return ok
}

func (p *page) besideFurniture(i int) bool {
	a, b := p.after(i), p.before(i)
	return a < len(p.lines) && p.lines[a].kind == SegmentFurniture || b >= 0 && p.lines[b].kind == SegmentFurniture
}

// appendZeroed appends s with a zero for each number, so that lines that differ
// in their numbers are alike.
func appendZeroed(b []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < '0' || c > '9' {
			b = append(b, c)
		} else if len(b) == 0 || b[len(b)-1] != '0' {
			b = append(b, '0')
		}
	}
	return b
}

func hasDigit(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i]-'0' <= 9 {
			return true
		}
	}
	return false
}

func isDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// atoi reads a short run of digits; other bytes end it.
func atoi(s string) int {
	n := 0
	for i := 0; i < len(s) && i < 6 && s[i] >= '0' && s[i] <= '9'; i++ {
		n = n*10 + int(s[i]-'0')
	}
	return n
}

// adStarts begin promotion inside the page, adEnds finish it.
var (
	adStarts = []string{
		"10 stocks we like better than", "more from the motley fool", "where to invest $", "need a quote from", "image source:", "should you invest $", "don’t miss this second chance", "don't miss this second chance",
		"a stock tip, it can pay", "find out why ", "advertisement", "see more >>", "continue reading",
	}
	adHeads = newHeads(adStarts...)
	adEnds  = []string{"*stock advisor returns as of", "*stock advisor returns", "see the 10 stocks", "learn more", "*returns as of"}
)

// advertisements marks promotion: a block from a known beginning to a known
// end within 12 lines, or the one line.
func (p *page) advertisements() {
	for i := 0; i < len(p.lines); i++ {
		low := p.lowAt(i)
		if low == "" || len(low) > 400 || p.lines[i].kind != 0 || !adHeads.at(low, 0) || !hasAnyPrefix(low, adStarts) {
			continue
		}
		end := i
		for j, seen := p.after(i), 0; j < len(p.lines) && seen < 12; j, seen = p.after(j), seen+1 {
			if hasAnyPrefix(p.lowAt(j), adEnds) {
				end = j
			}
		}
		for ; i <= end; i++ {
			p.lines[i].kind = SegmentAdvertisement
		}
		i--
	}
}

func hasAnyPrefix(s string, prefixes []string) bool {
	for _, f := range prefixes {
		if begins(s, f) {
			return true
		}
	}
	return false
}

// tailStarts begin what stands behind the last speech of a document.
var tailStarts = []string{
	"definitions", "disclaimer", "this article is a transcript", "this article represents", "duration:", "article by ", "more ", "all earnings call transcripts", "stocks mentioned", "the motley fool ",
	"the information contained in event transcripts", "thomson reuters reserves the right", "refinitiv reserves the right", "these materials have been prepared", "the information herein is based on", "preliminary transcript:",
	"in the conference calls upon which", "this document may contain forward", "this transcript is provided", "copyright policy:", "read the original article", "about ", "terms of use", "proprietary and confidential", "the content and",
	"contact information", "[end of transcript]", "*returns as of", "these forward-looking", "(e&oe)", "- end of transcript", "note: this transcript", "important notice", "forward-looking statements", "legal notice", "this presentation includes forward-looking", "certain statements in this",
}

// tail marks the boilerplate behind the last speech. last is the line of the
// last label.
func (p *page) tail(last int) {
	n := len(p.lines)
	for i := p.after(last); i < n; i = p.after(i) {
		if p.lines[i].kind == 0 && (i > last+1 || menuLine(p.lowAt(i))) && len(p.lowAt(i)) > 4 && hasAnyPrefix(p.lowAt(i), tailStarts) && p.tailBegins(i) {
			p.markTail(i)
			return
		}
	}
	p.trailingCrumbs(last)
}

// menuLine knows the links of a page behind its transcript.
func menuLine(low string) bool {
	return strings.HasPrefix(low, "more ") && strings.HasSuffix(low, " analysis") || low == "all earnings call transcripts"
}

// maxTail is how long the boilerplate behind a transcript may be. What comes
// after that is something else, such as a second document, and is reported.
const maxTail = 15000

func (p *page) markTail(i int) {
	begin := p.lines[i].from
	for j := i; j < len(p.lines); j++ {
		switch l := &p.lines[j]; {
		case l.kind != 0:
		case l.from-begin > maxTail:
			l.kind = SegmentUnparsed
		default:
			l.kind = SegmentBoilerplate
		}
	}
}

// tailBegins tells a tail from a sentence that begins with the same word: it
// stands alone, or much follows it.
func (p *page) tailBegins(i int) bool {
	low := p.lowAt(i)
	if strings.HasPrefix(low, "more ") || strings.HasPrefix(low, "about ") {
		return len(low) < 60 && !sentenceEnd(low)
	}
	if strings.HasPrefix(low, "forward-looking statements") || strings.HasPrefix(low, "disclaimer") || strings.HasPrefix(low, "definitions") || strings.HasPrefix(low, "terms of use") {
		return len(low) < 40
	}
	if strings.HasPrefix(low, "certain statements in this") || strings.HasPrefix(low, "these forward-looking") {
		return len(p.lines)-i > 20
	}
	return true
}

// trailingCrumbs marks a run of four or more short lines without a sentence at
// the very end: votes, counters, menus.
func (p *page) trailingCrumbs(last int) {
	from, count := len(p.lines), 0
	for i := p.before(len(p.lines)); i > last+1; i = p.before(i) {
		s := p.at(i)
		if len(s) > 40 || sentenceEnd(s) && len(s) > 12 {
			break
		}
		if p.lines[i].kind == 0 {
			count++
		}
		from = i
	}
	if count < 4 {
		return
	}
	for j := from; j < len(p.lines); j++ {
		if p.lines[j].kind == 0 {
			p.lines[j].kind = SegmentBoilerplate
		}
	}
}
