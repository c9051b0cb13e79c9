package transcript

import (
	"strings"

	"github.com/callfacts/callfacts/internal/source"
)

// office is a title that the text gives to a person: "Robin Doe, Chief
// Financial Officer".
type office struct {
	name, title string
	at, end     int
	parts       parts // of the name
}

// officesIn reads the introductions in the given stretches.
func (p *page) officesIn(spans []source.Span) []office {
	var out []office
	for _, sp := range spans {
		a, b := int(sp.Start), int(sp.End)
		for i := a; i < b; {
			c := p.text[i]
			if c < 'A' || c > 'Z' || i > a && isWordByte(p.text[i-1]) {
				i++
				continue
			}
			end := nameEnd(p.text, i, b)
			if end == i {
				i = wordStop(p.text, i, b)
				continue
			}
			o, ok := p.officeBehind(i, end, b)
			if !ok {
				o, ok = p.officeBefore(i, end, a)
			}
			if ok {
				o.parts = partsOf(o.name)
				out = append(out, o)
			}
			i = end
		}
	}
	return out
}

func isWordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= 0x80 || c == '\'' || c == '-'
}

func wordStop(s string, i, b int) int {
	for i < b && isWordByte(s[i]) {
		i++
	}
	return max(i, 1)
}

// officeBehind reads ", Chief Financial Officer" or " – Chief Financial Officer"
// behind a name.
func (p *page) officeBehind(from, end, b int) (office, bool) {
	at := end + officeMark(p.text[end:b])
	if at == end {
		return office{}, false
	}
	name := oneBlank(p.text[from:end])
	if !strings.Contains(name, " ") {
		return office{}, false
	}
	for _, skip := range []string{"our ", "the company's ", "the company’s ", "the ", "who is our ", "company's "} {
		if strings.HasPrefix(p.low[at:b], skip) {
			at += len(skip)
		}
	}
	t := titleAt(p.text[at:min(b, at+160)])
	if t == "" || !titleLike(t) {
		return office{}, false
	}
	return office{name: name, title: t, at: from, end: end}, true
}

// officeMark is how long the mark is that stands between a name and an office: a
// comma or a dash, with a blank or the end of a line behind it.
func officeMark(s string) int {
	for _, mark := range []string{",", " –", " —"} {
		if rest, ok := strings.CutPrefix(s, mark); ok && rest != "" && (rest[0] == ' ' || rest[0] == '\n') {
			return len(mark) + 1
		}
	}
	return 0
}

// titleAt reads the title that s begins with: capitalised words and small words
// between, over commas as long as what follows is no other person.
func titleAt(s string) string {
	end := strings.IndexAny(s, ";.?!:")
	for end >= 0 && end+1 < len(s) && s[end] == '.' && s[end+1] != ' ' && s[end+1] != '\n' {
		k := strings.IndexAny(s[end+1:], ";.?!:")
		if k < 0 {
			end = -1
			break
		}
		end += 1 + k
	}
	if end >= 0 {
		s = s[:end]
	}
	s = oneBlank(s)
	parts := strings.Split(s, ", ")
	title := ""
	for i, part := range parts {
		head, rest, both := cutAnd(part)
		if i > 0 {
			trimmed := strings.TrimPrefix(part, "and ")
			follows := i+1 < len(parts) && titleLike(parts[i+1])
			if isPersonName(firstWords(trimmed, 2)) && !titleLike(trimmed) && (follows || strings.HasPrefix(part, "and ")) {
				break
			}
			if part == "" || part[0] >= 'a' && part[0] <= 'z' {
				break
			}
		}
		if !titleLike(head) && i > 0 && !department(head) {
			break
		}
		t := capitalRun(head)
		if t == "" {
			break
		}
		if title != "" {
			title += ", "
		}
		title += t
		if len(t) < len(head) || both && (isPersonName(firstWords(rest, 2)) && !titleLike(rest)) {
			break
		}
		if both {
			if t := capitalRun(rest); t != "" && (titleLike(t) || department(t)) {
				title += " and " + t
			}
		}
	}
	return repair(title)
}

// cutAnd splits at the first " and " whose right side may be a person.
func cutAnd(s string) (head, rest string, ok bool) {
	k := strings.Index(s, " and ")
	if k < 0 {
		return s, "", false
	}
	return s[:k], s[k+5:], true
}

// department reports whether s can go on a title: "Investor Relations",
// "Harbor Systems Division".
func department(s string) bool {
	if s == "" || s[0] < 'A' || s[0] > 'Z' {
		return false
	}
	return len(strings.Fields(s)) <= 6
}

// capitalRun is the run of capitalised words at the head of s, with the small
// words of titles inside.
func capitalRun(s string) string {
	words := strings.Fields(s)
	last := 0
	for i, w := range words {
		low := lowerASCII(w)
		switch {
		case w[0] >= 'A' && w[0] <= 'Z' || w == "&" || titleWords.has(strings.Trim(low, ".,-")) || strings.Contains(low, "president") || low == "investor" || low == "relations" || low == "operating" || low == "financial" || low == "senior" || low == "interim" || low == "global":
			last = i + 1
		case i > 0 && (low == "of" || low == "&" || low == "the" || low == "and"):
		default:
			return strings.Join(words[:last], " ")
		}
	}
	return strings.Join(words[:last], " ")
}

// officeBefore reads "our CFO, Jane Doe" and "CEO Jane Doe".
func (p *page) officeBefore(from, end, a int) (office, bool) {
	lo := max(a, from-80)
	before := strings.TrimRight(p.text[lo:from], " \n\r,")
	k := len(before)
	for n := 0; n < 7 && k > 0; n++ {
		s := strings.LastIndexAny(before[:k], " \n.;:")
		w := before[s+1 : k]
		low := lowerASCII(strings.Trim(w, ","))
		if s >= 0 && (before[s] == '.' || before[s] == ';' || before[s] == ':') {
			if titleWords.has(low) {
				k = s + 1
			}
			break
		}
		if low == "" || !(titleWords.has(low) || n > 0 && (w[0] >= 'A' && w[0] <= 'Z' || low == "of" || low == "and" || low == "&" || low == "executive" || low == "financial" || low == "operating" || low == "senior" || low == "investor" || low == "relations")) {
			if n == 0 && (low == "relations" || low == "finance" || low == "development") {
				k = max(s, 0)
				continue
			}
			break
		}
		k = max(s, 0)
	}
	t := repair(strings.TrimPrefix(strings.TrimSpace(before[k:]), "and "))
	if t == "" || !titleLike(t) || len(t) > 70 {
		return office{}, false
	}
	return office{name: oneBlank(p.text[from:end]), title: t, at: from, end: end}, true
}

// officeCodes is the set of offices in a title, as bits: abbreviations and
// spelled-out titles alike.
func officeCodes(title string) uint32 {
	low := " " + strings.Map(func(r rune) rune {
		if r == ',' || r == '&' || r == '/' || r == '-' || r == '.' {
			return ' '
		}
		return r
	}, lowerASCII(title)) + " "
	var codes uint32
	for i, group := range officeForms {
		for _, f := range group {
			if strings.Contains(low, " "+f+" ") {
				codes |= 1 << i
				break
			}
		}
	}
	if codes&(1<<0|1<<1|1<<2|1<<3) != 0 { // a chief is told by that, not by what else he is
		codes &^= 1<<8 | 1<<9 | 1<<10
	}
	return codes
}

var officeForms = [][]string{
	{"ceo", "chief executive officer", "chief executive", "co ceo"},
	{"cfo", "chief financial officer", "finance director", "group finance director"},
	{"coo", "chief operating officer"},
	{"cto", "chief technology officer"},
	{"ir", "investor relations"},
	{"cmo", "chief marketing officer"},
	{"cio", "chief information officer", "chief investment officer"},
	{"chairman", "chair", "chairwoman"},
	{"evp", "executive vice president"},
	{"svp", "senior vice president"},
	{"vp", "vice president"},
	{"president"},
	{"gm", "general manager"},
	{"general counsel"},
	{"treasurer"},
	{"controller"},
	{"cao", "chief accounting officer", "chief administrative officer"},
	{"cro", "chief revenue officer", "chief risk officer"},
	{"cpo", "chief product officer"},
	{"director"},
	{"founder", "co founder"},
}
