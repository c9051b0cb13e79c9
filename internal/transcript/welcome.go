package transcript

import "strings"

// welcomeLeads stand before the company's name in an operator's or a host's
// welcome, the surest first.
var welcomeLeads = []string{
	"standing by for ", "welcome to the ", "welcome to ", "welcome everyone to the ", "welcome everyone to ", "welcome you to the ", "welcome you to ", "welcome all to the ", "welcome you all to the ", "welcome you all to ", "joining us for ", "joining us on ", "joining the ", "joining ", "attending today's ", "attending today’s ", "attending the ", "to today's ", "to today’s ",
	"conference call for ", "earnings call for ", "earnings call of ", "conference call of ", "on behalf of ", "at this time, i would like to welcome everyone to ",
}

// nameStops are words that end the company's name in a welcome.
var nameStops = wordSet(`first second third fourth 1st 2nd 3rd 4th q1 q2 q3 q4 1q 2q 3q 4q fiscal earnings quarter quarterly conference financial results full year-end year investor call webcast interim half annual video business
 fy fiscal-year analyst analysts update operating teleconference presentation q&a today today's today’s our and for this three six nine twelve half-year first-quarter second-quarter third-quarter fourth-quarter management full-year month months preliminary release announces reports we i my on in with please operator participants session meeting release results.`)

// welcome reads the company's name from the first sentences.
func (m *metadata) welcome(a, b int) {
	if m.company.Name != "" {
		return
	}
	p := m.p
	for _, lead := range welcomeLeads {
		for from := a; ; {
			k := strings.Index(p.low[from:b], lead)
			if k < 0 {
				break
			}
			from += k + len(lead)
			if s, e := p.companyAt(from, b); e > s && p.eventNear(e, b) && !notCompany.has(firstWords(p.text[s:e], 1)) {
				m.name(p.text[s:e], s, "body")
				return
			}
		}
	}
}

// notCompany are first words that are no company's in a welcome.
var notCompany = wordSet("joining thank thanks you good everyone everybody participants at all welcome please investors analysts ladies with my i this that")

// eventNear reports whether the event is named within the next words: a welcome
// to a hotel is one to nobody's call.
func (p *page) eventNear(e, b int) bool {
	near := p.low[e:min(b, e+110)]
	for _, w := range []string{"quarter", "earnings", "conference", "results", "call", "fiscal", "half", "annual", "webcast"} {
		if strings.Contains(near, w) {
			return true
		}
	}
	return false
}

// companyAt reads the company's name at byte i of a welcome: past the words of
// the period and the event, the run of capitalised words up to the next of them.
func (p *page) companyAt(i, b int) (start, end int) {
	stop := min(b, i+160)
	started := false
	for i < stop {
		i += blanks(p.low[i:stop])
		w := word(p.text[i:stop])
		if w == "" {
			break
		}
		j := i + len(w)
		bare, possessive := cutPossessive(strings.TrimRight(w, ",.;:"))
		low := lowerASCII(bare)
		stops := p.stopsName(w, low, j, stop)
		switch {
		case !started && strings.HasSuffix(w, ".") && !initials(w):
			return 0, 0
		case !started && (stops || low == "the" || low == "of" || low == "" || low == "year" || low == "everyone" || low == "ended"):
		case stops:
			return start, end
		case w[0] >= 'a' && w[0] <= 'z' && !(len(w) > 1 && w[1] >= 'A' && w[1] <= 'Z') && !strings.Contains(w, ".com"):
			if !started || low != "of" && low != "and" && low != "de" {
				return start, end
			}
		default:
			if !started {
				start, started = i, true
			}
			if low != "and" && low != "&" {
				end = i + len(bare)
			}
			if initials(w) {
				end = i + len(strings.TrimRight(w, ",;:"))
			} else if done, e := p.nameDone(w, bare, possessive, start, i, j, stop); done {
				return start, e
			}
		}
		i = j
	}
	return 0, 0
}

// word is the run of bytes up to the next blank.
func word(s string) string {
	n := 0
	for n < len(s) && s[n] != ' ' && s[n] != '\n' && s[n] != '\r' && s[n] != '\t' {
		n++
	}
	return s[:n]
}

// softStops end a name only where the event follows: "Financial Results", but
// "Northwind Financial first quarter".
var softStops = wordSet("financial management business investor investors analyst analysts operating first second third fourth presentation update year half")

// eventWords follow a soft stop that is none of the name.
var eventWords = wordSet("results conference call calls report release update discussion presentation webcast teleconference earnings quarter quarter's fiscal half and day nine six three year full meeting session and quarters financial")

// stopsName reports whether the word ends a name or belongs to none.
func (p *page) stopsName(w, low string, j, b int) bool {
	if isDigits(low) && len(low) == 4 || strings.HasPrefix(low, "fy") && len(low) <= 4 {
		return true
	}
	if strings.Contains(low, "-quarter") || strings.Contains(low, "-year") || strings.Contains(low, "-month") {
		return true
	}
	if !nameStops.has(low) {
		return false
	}
	if !softStops.has(low) || w[0] >= 'a' && w[0] <= 'z' {
		return true
	}
	next := lowerASCII(strings.TrimRight(word(strings.TrimLeft(p.text[j:b], " \n\r")), ",.;:"))
	return eventWords.has(next)
}

// initials knows "H.B." and "F.N.B.".
func initials(w string) bool {
	if len(w) < 4 || len(w) > 8 {
		return false
	}
	for i := 0; i+1 < len(w); i += 2 {
		if w[i] < 'A' || w[i] > 'Z' || w[i+1] != '.' {
			return false
		}
	}
	return true
}

// nameDone reports whether the name ends with this word, and where.
func (p *page) nameDone(w, bare string, possessive bool, start, i, j, b int) (bool, int) {
	end := i + len(bare)
	if possessive {
		next := word(strings.TrimLeft(p.text[j:b], " \n\r"))
		if legalForms.has(strings.TrimRight(next, ",.;:")) {
			return false, end
		}
		if p.alwaysPossessive(p.text[start:end]) {
			end = i + len(strings.TrimRight(w, ",.;:"))
		}
		return true, end
	}
	if strings.HasSuffix(w, ".") {
		return legalForms.has(bare) || !abbreviationEnd(w), end
	}
	return strings.HasSuffix(w, ",") && !legalNext(p.text[j:b]), end
}

// alwaysPossessive reports whether the text never has the name without its "'s":
// then that is part of it.
func (p *page) alwaysPossessive(name string) bool {
	own, bare := 0, 0
	text := p.text[:min(len(p.text), 40000)]
	for from := 0; ; {
		k := strings.Index(text[from:], name)
		if k < 0 {
			break
		}
		from += k + len(name)
		switch rest := text[from:]; {
		case strings.HasPrefix(rest, "'s"), strings.HasPrefix(rest, "’s"):
			own++
		case rest == "" || !isWordByte(rest[0]):
			bare++
		}
	}
	return own >= 2 && bare == 0 && !strings.Contains(name, " ")
}

func legalNext(s string) bool {
	f := strings.Fields(s)
	return len(f) > 0 && legalForms.has(strings.Trim(lowerASCII(f[0]), ".,'s’"))
}

// cutPossessive cuts "'s" or a bare apostrophe from a word.
func cutPossessive(w string) (string, bool) {
	for _, s := range []string{"'s", "’s", "'S", "’", "'"} {
		if rest, ok := strings.CutSuffix(w, s); ok {
			return rest, true
		}
	}
	return w, false
}
