package transcript

import "strings"

// welcomeLeads stand before the company's name in an operator's or a host's
// welcome, the surest first.
var welcomeLeads = []string{"standing by for ", "welcome to the ", "welcome to ", "welcome everyone to the ", "welcome everyone to ", "welcome you to the ", "welcome you to ", "welcome all to the ", "welcome you all to the ", "welcome you all to ", "joining us for ", "joining us on ", "joining the ", "joining ", "attending today's ", "attending today’s ", "attending the ", "to today's ", "to today’s ",
	"conference call for ", "earnings call for ", "earnings call of ", "conference call of ", "on behalf of ", "at this time, i would like to welcome everyone to "}

// nameStops are words that end the company's name in a welcome.
var nameStops = wordSet(`first second third fourth 1st 2nd 3rd 4th q1 q2 q3 q4 1q 2q 3q 4q fiscal earnings quarter quarterly conference financial results full year-end year investor call webcast interim half annual video business
 fy fiscal-year analyst analysts update operating teleconference presentation q&a today today's today’s our and for this three six nine twelve half-year first-quarter second-quarter third-quarter fourth-quarter management full-year month months preliminary we i my on in with please operator participants session meeting release results.`)

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
			if s, e := p.companyAt(from, b); e > s && p.eventNear(e, b) && !notCompany[lowerASCII(firstWords(p.text[s:e], 1))] {
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
		j := i
		for j < stop && p.text[j] != ' ' && p.text[j] != '\n' && p.text[j] != '\r' {
			j++
		}
		w := p.text[i:j]
		bare := strings.TrimRight(w, ",.;:")
		bare, possessive := cutPossessive(bare)
		low := lowerASCII(bare)
		year := isDigits(low) && len(low) == 4 || strings.HasPrefix(low, "fy") && len(low) <= 4
		stopWord := nameStops[low] || year || nameStops[strings.SplitN(low, "-", 2)[0]] && strings.Contains(low, "-quarter")
		switch {
		case !started && (stopWord || low == "the" || low == "of" || low == "" || low == "year" || low == "everyone" || low == "ended"):
		case !started && (w[0] >= 'a' && w[0] <= 'z' && !(len(w) > 1 && w[1] >= 'A' && w[1] <= 'Z') && !strings.Contains(w, ".com")):
			return 0, 0
		case started && (stopWord && !(low == "financial" || low == "business" || low == "management" || low == "first" || low == "investor") || stopWord && !p.nameGoesOn(j, stop)):
			return start, end
		case started && w[0] >= 'a' && w[0] <= 'z' && low != "of" && low != "and" && low != "de" && low != "&":
			return start, end
		default:
			if !started {
				start, started = i, true
			}
			if low != "of" && low != "and" {
				end = i + len(bare)
			}
			if possessive {
				return start, end
			}
			if strings.HasSuffix(w, ".") && legalForms[low] || strings.HasSuffix(w, ".") && !abbreviationEnd(w) || strings.HasSuffix(w, ",") && !legalNext(p.text[j:stop]) {
				if abbreviationEnd(w) || abbreviationEnd(bare+".") {
					end = i + len(bare)
				}
				return start, end
			}
		}
		i = j
	}
	return 0, 0
}

// nameGoesOn reports whether a legal form follows soon: "Northwind Financial
// Group", "First Northwind Bank".
func (p *page) nameGoesOn(i, b int) bool {
	f := strings.Fields(p.text[i:min(b, i+40)])
	if len(f) == 0 {
		return false
	}
	w := strings.TrimRight(lowerASCII(f[0]), ",.'s’")
	return legalForms[w] || firmWords[w] || w == "services" || w == "bancorp" || w == "bancshares" || w == "machines"
}

func legalNext(s string) bool {
	f := strings.Fields(s)
	return len(f) > 0 && legalForms[strings.Trim(lowerASCII(f[0]), ".,'s’")]
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
