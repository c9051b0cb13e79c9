package transcript

import (
	"cmp"
	"strings"
)

// details completes the speakers' titles and firms once all is known: offices
// told in speech, the company as the firm of its own people, boards left out.
func (k *call) details() {
	for _, who := range k.people {
		if who.operator {
			who.Title, who.Firm = "", ""
			continue
		}
		switch who.side {
		case sideCompany:
			k.officer(who)
		case sideAnalyst:
			if lowerASCII(who.Firm) == "analyst" { // "Mei An -- Analyst -- Analyst"
				who.Firm = ""
			}
			if who.Firm == "" {
				k.analystFirm(who)
			}
		}
		who.Title, who.Firm = repair(who.Title), repair(who.Firm)
	}
}

func (k *call) officer(who *person) {
	who.Title = cutCompany(who.Title, k.company)
	if letterKey(who.Firm) == "" {
		who.Firm = k.company
	}
	if told := k.told(who); told != "" {
		if who.Title == "" {
			who.Title = told
		} else if strings.Contains(told, "Investor Relations") && strings.HasSuffix(who.Title, " IR") {
			who.Title = strings.TrimSuffix(who.Title, "IR") + "Investor Relations"
		} else if spelled := spellOut(who.Title, told); spelled != "" {
			who.Title = spelled
		}
	}
	who.Title = withoutBoards(cutCompany(who.Title, k.company))
}

// titleOf is the title of a person's label, or else the one that the text gives.
func (k *call) titleOf(who *person) string { return cmp.Or(who.Title, k.told(who)) }

// told is the office that the text gives to a person, the first one, "" if there is none.
func (k *call) told(who *person) string {
	name := who.parts()
	for _, o := range k.offices {
		if o.parts.same(name) {
			return o.title
		}
	}
	return ""
}

// analystFirm takes the firm from the operator's announcement.
func (k *call) analystFirm(who *person) {
	if in, ok := k.called(who); ok {
		who.Firm = in.firm
	}
}

// spellOut gives the told form of a title that is an abbreviation alone: "CEO"
// is "Chief Executive Officer" where the text says so.
func spellOut(title, told string) string {
	if strings.Contains(title, " ") || len(title) > 5 || strings.ToUpper(title) != title {
		return ""
	}
	initials := ""
	first := told
	for _, part := range []string{",", " and ", " & "} {
		first, _, _ = strings.Cut(first, part)
	}
	for _, w := range strings.Fields(first) {
		initials += w[:1]
	}
	if strings.EqualFold(initials, title) {
		return first
	}
	return ""
}

// withoutBoards drops seats on boards and committees from a title.
func withoutBoards(t string) string {
	parts := strings.Split(t, ", ")
	keep := parts[:0]
	for i, part := range parts {
		low := lowerASCII(part)
		if strings.HasPrefix(low, "member of") || strings.HasPrefix(low, "and member of") || i > 0 && (low == "director" || low == "executive director" || low == "& director" || low == "non-executive director" || strings.HasPrefix(low, "director of the board")) {
			continue
		}
		keep = append(keep, part)
	}
	t = strings.Join(keep, ", ")
	for _, m := range []string{" and member of ", " & member of "} {
		if k := strings.Index(lowerASCII(t), m); k > 0 {
			t = t[:k]
		}
	}
	for _, end := range []string{" & Director", " and Director", ", Director", " & Executive Director"} {
		t = strings.TrimSuffix(t, end)
	}
	return t
}

// cutCompany drops the company's own name from a title: "CFO, Northwind
// Systems, Inc.", "CFO of Northwind Systems", "CFO- NORTHWIND SYSTEMS LIMITED",
// "Northwind Systems, Chair" and "Northwind's Chair".
func cutCompany(t, company string) string {
	key := companyKey(company)
	if key == "" {
		return t
	}
	for k := strings.Index(t, ", "); k >= 0; {
		if tail := companyKey(t[k+2:]); tail != "" && (tail == key || strings.HasPrefix(tail, key) || strings.HasPrefix(key, tail) && len(tail) >= 5) {
			return t[:k]
		}
		next := strings.Index(t[k+2:], ", ")
		if next < 0 {
			break
		}
		k += 2 + next
	}
	if head, rest, ok := strings.Cut(t, ", "); ok && companyKey(head) == key {
		return rest
	}
	if rest, ok := strings.CutPrefix(t, company+" "); ok { // "Northwind CEO"
		return rest
	}
	for _, mark := range []string{"'s ", "’s ", "' ", "’ "} {
		if head, rest, ok := strings.Cut(t, mark); ok && companyKey(head) == key {
			return rest
		}
	}
	if w := strings.Fields(company); len(w) > 0 { // "CFO Northwind Systems"
		if k := strings.LastIndex(lowerASCII(t), " "+lowerASCII(w[0])); k > 0 && companyKey(t[k:]) == key {
			t = strings.TrimRight(t[:k], " -–—,")
			return strings.TrimSuffix(strings.TrimSuffix(t, " of"), " at")
		}
	}
	return t
}

// legalForms end a company's name and do not tell it from another.
var legalForms = wordSet("inc corp corporation company co ltd plc the llc limited holdings holding group nv sa ag se lp llp incorporated ab asa oyj spa as")

// companyKey folds a company's name without its legal form.
func companyKey(s string) string {
	var room [64]byte
	key := room[:0]
	for w := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ' ' || r == ',' || r == '.' || r == '(' || r == ')' }) {
		if !legalForms.has(w) {
			key = appendLetterKey(key, w)
		}
	}
	return string(key)
}
