package transcript

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// labelKind says how much a speaker's label tells.
type labelKind uint8

const (
	labelNamed        labelKind = iota
	labelOperator               // the conference operator, named or not
	labelUnidentified           // "Unidentified Analyst"
	labelRole                   // "- CEO": a role and no name
	labelNumbered               // "Speaker 3": the same voice throughout, no name
)

// side is the part of the call that a roster or a label puts a person on.
type side uint8

const (
	sideUnknown side = iota
	sideCompany
	sideAnalyst
)

// label is one speaker's label as a layout has read it.
type label struct {
	from, to          int // bytes of the label
	speech            int // where speech may begin: on the same line or the next
	kind              labelKind
	name, title, firm string // repaired; empty where the label does not say
	side              side
}

// roster is one line of a participant list.
type rosterEntry struct {
	name, title, firm string
	detail            string // what stands beside the name, as written
	side              side
	from, to          int
}

// operatorWords are the labels of a conference operator.
var operatorWords = map[string]bool{
	"operator": true, "moderator": true, "conference operator": true, "coordinator": true, "call operator": true, "facilitator": true,
	"conference call operator": true, "conference call moderator": true, "telephone operator": true, "operator conference call operator": true, "operator conference operator": true,
	"conference moderator": true, "conference coordinator": true, "call moderator": true, "event operator": true, "teleconference operator": true, "operator operator": true, //nolint:dupword // it is how some vendors label

	"conference specialist": true, "automated voice": true, "operator conference call moderator": true,
}

// isOperator reports whether s is the operator's label, and the operator's own
// name where it carries one: "Candice (Operator)", "Nadia Conference Operator".
func isOperator(s string) (name string, ok bool) {
	if len(s) > 60 || len(s) < 8 || !mayBeOperator(s) {
		return "", false
	}
	low := strings.Trim(lowerASCII(s), " :-–—.")
	if operatorWords[low] {
		return "", true
	}
	if !strings.Contains(low, "operator") && !strings.Contains(low, "moderator") {
		return "", false
	}
	for _, tail := range []string{"(operator)", "- operator", "-- operator", "— operator", "– operator", ", operator", ", conference operator", "--operator", "conference operator", "conference call operator", " operator", "(moderator)"} {
		if before, found := strings.CutSuffix(low, tail); found {
			n := strings.Trim(s[:len(before)], " -–—,")
			words := strings.Fields(n)
			if len(words) >= 1 && len(words) <= 3 && nameWord(words[0]) && !notFirst.has(words[0]) {
				if operatorWords[lowerASCII(n)] {
					n = ""
				}
				return n, true
			}
		}
	}
	if rest, found := strings.CutPrefix(low, "operator"); found {
		rest = strings.TrimLeft(rest, " -–—")
		return "", rest == "" || operatorWords[rest]
	}
	return "", false
}

// mayBeOperator is a cheap test that nearly all other lines fail.
func mayBeOperator(s string) bool {
	return strings.Contains(s, "tor") || strings.Contains(s, "TOR") || strings.Contains(s, "pecialist") || strings.Contains(s, "oice")
}

// unidentified are the beginnings of labels that name nobody.
var unidentified = []string{
	"unidentified", "unknown", "unverified", "male speaker", "female speaker", "unnamed", "undisclosed", "multiple speakers",
	"audience member", "company representative", "company speaker", "questioner", "inaudible", "various speakers", "participant", "webcast question", "corporate speaker",
}

// anonymous classifies labels without a name.
func anonymous(s string) (labelKind, bool) {
	if len(s) > 60 || !anonymousHeads.mayBegin(s) {
		return 0, false
	}
	s = strings.Trim(s, " :-–—.[]()<>*")
	for _, u := range unidentified {
		if hasPrefixFold(s, u) && len(s) < len(u)+32 && !strings.Contains(s, ". ") {
			return labelUnidentified, true
		}
	}
	if len(s) < 14 && isNumbered(lowerASCII(s)) {
		return labelNumbered, true
	}
	return 0, false
}

// hasPrefixFold reports whether s begins with the lower-case ASCII prefix,
// whatever the case of s.
func hasPrefixFold(s, prefix string) bool {
	if len(s) < len(prefix) {
		return false
	}
	for i := 0; i < len(prefix); i++ {
		if lowered[s[i]] != prefix[i] {
			return false
		}
	}
	return true
}

// anonymousHeads tell what begins as no such label does.
var anonymousHeads = newHeads(append(unidentified, voices...)...)

// voices begin the labels of diarisation.
var voices = []string{"speaker", "spk", "voice"}

// isNumbered knows the labels of diarisation: "speaker 3", "spk03", "speaker_a".
func isNumbered(low string) bool {
	for _, pre := range voices {
		rest, ok := strings.CutPrefix(low, pre)
		if !ok {
			continue
		}
		rest = strings.Trim(rest, " _#-")
		if len(rest) >= 1 && len(rest) <= 3 {
			digits := 0
			for _, c := range []byte(rest) {
				if c >= '0' && c <= '9' {
					digits++
				}
			}
			return digits == len(rest) || len(rest) == 1 && rest[0] >= 'a' && rest[0] <= 'z'
		}
	}
	return false
}

// sideOfUnidentified reads the side from an anonymous label's own words.
func sideOfUnidentified(s string) side {
	low := lowerASCII(s)
	switch {
	case strings.Contains(low, "analyst"), strings.Contains(low, "audience"), strings.Contains(low, "question"), strings.Contains(low, "shareholder"), strings.Contains(low, "investor"):
		return sideAnalyst
	case strings.Contains(low, "company"), strings.Contains(low, "executive"), strings.Contains(low, "corporate"), strings.Contains(low, "management"):
		return sideCompany
	}
	return sideUnknown
}

// titleWords mark a phrase as somebody's office.
var titleWords = wordSet(`ceo cfo coo cto cio cmo cro cao cso cpo chro evp svp vp avp md president vice-president officer chief chairman chairwoman chairperson chair director head
 treasurer controller counsel founder co-founder co-ceo co-president secretary manager managing executive principal partner president-investor ir relations leader lead economist
 scientist founder, gm managing-director strategist deputy contact supervisor superintendent vice governor board`)

// titleLike reports whether s reads like a title.
func titleLike(s string) bool {
	from := 0
	for i := 0; i <= len(s); i++ {
		if i < len(s) && !endsTitleWord(s, i) {
			continue
		}
		if titleWords.has(strings.TrimSuffix(s[from:i], ".")) {
			return true
		}
		from = i + 1
	}
	return false
}

// endsTitleWord reports whether a word of a title ends at byte i: at a blank, a
// mark, a hyphen or a dash.
func endsTitleWord(s string, i int) bool {
	switch s[i] {
	case ' ', ',', ';', '&', '/', '-', '(', ')':
		return true
	case 0xE2:
		return strings.HasPrefix(s[i:], "–") || strings.HasPrefix(s[i:], "—")
	}
	return false
}

// firmWords mark a phrase as the name of a firm.
var firmWords = wordSet(`inc inc. llc llp lp ltd ltd. corp corp. corporation plc co. company securities capital research bank banking partners group markets management
 advisors advisers associates asset investment investments equities equity financial brokerage holdings ag sa s.a. n.v. nv se gmbh & division`)

// firmLike reports whether s reads like a firm that sends analysts.
func firmLike(s string) bool {
	for w := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ' ' || r == ',' }) {
		if firmWords.has(w) {
			return true
		}
	}
	return false
}

// dashAt measures the field separator at byte i: a hyphen between blanks, two
// hyphens, or a dash. It is 0 where there is none; a hyphen inside a word is none.
func dashAt(s string, i int) int {
	switch c := s[i]; {
	case c == '-' && i+1 < len(s) && s[i+1] == '-':
		return 2
	case c == '-' && i > 0 && s[i-1] == ' ' && i+1 < len(s) && s[i+1] == ' ':
		return 1
	case c == 0xE2 && i+2 < len(s) && s[i+1] == 0x80 && s[i+2] == 0x94: // em dash
		return 3
	case c == 0xE2 && i+2 < len(s) && s[i+1] == 0x80 && (s[i+2] == 0x93 || s[i+2] == 0x91 || s[i+2] == 0x95): // the others, with a blank
		if i > 0 && s[i-1] == ' ' || i+3 < len(s) && s[i+3] == ' ' {
			return 3
		}
	}
	return 0
}

// cutDash splits s at its first field separator. A hyphen at the end separates
// nothing: "Jane Doe -".
func cutDash(s string) (before, after string, ok bool) {
	first := min(uint(strings.IndexByte(s, '-')), uint(strings.IndexByte(s, 0xE2))) // what is nowhere, is last
	if first >= uint(len(s)) {
		return s, "", false
	}
	for i := int(first); i < len(s); i++ {
		if s[i] != '-' && s[i] != 0xE2 {
			continue
		}
		if n := dashAt(s, i); n > 0 {
			return strings.TrimSpace(s[:i]), strings.TrimSpace(s[i+n:]), true
		}
	}
	if t := strings.TrimRight(s, " "); strings.HasSuffix(t, " -") {
		return strings.TrimRight(t, " -"), "", true
	}
	return s, "", false
}

// cutLastDash splits s at its last field separator.
func cutLastDash(s string) (before, after string, ok bool) {
	for i := len(s) - 1; i >= 0; i-- {
		if s[i] != '-' && s[i] != 0xE2 {
			continue
		}
		if n := dashAt(s, i); n > 0 {
			before = s[:i]
			return strings.TrimSpace(strings.TrimRight(before, "-")), strings.TrimSpace(s[i+n:]), true
		}
	}
	return s, "", false
}

// describe sorts what stands beside a name into title and firm and reads the
// side from it: "Harbor Point -- Analyst", "Chief Financial Officer", "Harbor Point".
func (l *label) describe(detail string) {
	l.title, l.firm, l.side = readDetail(detail, l.side)
}

// readDetail sorts a detail into title and firm. s is the side of the list that
// it stands in.
func readDetail(detail string, s side) (title, firm string, _ side) {
	detail = repair(detail)
	if detail == "" {
		return "", "", s
	}
	before, after, two := cutDash(detail)
	if b, a, ok := cutLastDash(detail); ok && isAnalyst(a) {
		before, after = b, a
	}
	switch {
	case isAnalyst(detail):
		return "", "", sideAnalyst
	case two && isAnalyst(after) && s == sideAnalyst && !containsDash(detail, "--", "—"):
		return after, repair(before), sideAnalyst
	case two && isAnalyst(after):
		_, inner, nested := cutLastDash(before)
		if nested && titleLike(before) { // "Firm -- Senior Analyst -- Analyst"
			before = strings.TrimSuffix(before, inner)
		}
		return "", repair(before), sideAnalyst
	case two && s != sideUnknown || two && (titleLike(after) || isAnalyst(after)):
		if titleLike(before) && !titleLike(after) {
			return repair(before), repair(after), s
		}
		return repair(after), repair(before), s
	}
	if first, rest, ok := strings.Cut(detail, ","); ok && isAnalyst(first) {
		return first, repair(rest), sideAnalyst
	}
	if s == sideAnalyst {
		return "", detail, s
	}
	if s != sideUnknown {
		return detail, "", s
	}
	low := lowerASCII(detail)
	if titleLike(detail) {
		if !strings.Contains(low, "analyst") {
			s = sideCompany
		}
		return detail, "", s
	}
	if firm, ok := strings.CutSuffix(low, " analyst"); ok {
		switch firm { // "Senior Analyst" is an office, "Harbor Point Analyst" a house's
		case "senior", "equity", "research", "lead", "principal", "industry", "senior research", "senior equity", "equity research":
			return detail, "", sideAnalyst
		}
		return "", detail[:len(firm)], sideAnalyst
	}
	if firmLike(detail) {
		s = sideAnalyst
	}
	return "", detail, s
}

// isAnalyst reports whether a title, in any case, is that and no more.
func isAnalyst(title string) bool { return strings.EqualFold(title, "analyst") }

// sentenceEnd reports whether s ends as a sentence does.
func sentenceEnd(s string) bool {
	if s == "" || isAlnum(lowered[s[len(s)-1]]) {
		return false
	}
	s = strings.TrimRight(s, "\"”’') ]")
	if s == "" {
		return false
	}
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".?!…", r)
}

// beginsSpeech reports whether a line can begin what somebody says: a capital,
// a digit, a bracket or a quotation mark.
func beginsSpeech(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return !unicode.IsLower(r) || strings.HasPrefix(s, "iP") || strings.HasPrefix(s, "eC")
}
