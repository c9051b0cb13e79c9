package transcript

import (
	"math/bits"
	"sort"
	"strconv"
	"strings"

	"github.com/callfacts/callfacts/internal/source"
)

// person is a speaker while the evidence is being gathered.
type person struct {
	Speaker
	key      string
	side     side
	operator bool
	listed   bool  // stands in a participant list
	known    parts // of the name, once it was compared
}

// parts are those of the person's name.
func (who *person) parts() parts {
	if who.known.name != who.Name {
		who.known = partsOf(who.Name)
	}
	return who.known
}

// cast resolves labels to persons.
type cast struct {
	p       *page
	s       *structure
	company string
	people  []*person
	byKey   map[string]int
	of      []int          // person of each label, -1 before it is known
	speech  []source.Span  // hull of each label's speech
	op      int            // the operator, -1 if there is none
	offices []office       // offices told in the opening speeches
	standIn map[int]string // who asks in the place of the one announced at a byte
}

func newCast(p *page, s *structure, company string) *cast {
	c := &cast{p: p, s: s, company: company, byKey: make(map[string]int), op: -1, standIn: make(map[int]string)}
	c.of = make([]int, len(s.labels))
	c.speech = make([]source.Span, len(s.labels))
	for i := range c.of {
		c.of[i] = -1
	}
	for _, pc := range s.pieces {
		if pc.kind == SegmentSpeech && pc.label >= 0 {
			c.speech[pc.label] = c.speech[pc.label].Hull(source.At(pc.from, pc.to))
		}
	}
	return c
}

// resolve finds the person of every label.
func (c *cast) resolve() {
	for _, e := range c.p.entries {
		c.fromRoster(e)
	}
	c.offices = c.p.officesIn(c.opening())
	for n := range c.s.labels {
		c.fromLabel(n)
	}
	c.unnamed()
	c.numbered()
}

// opening is the text in which people are introduced: the first speeches.
func (c *cast) opening() []source.Span {
	var out []source.Span
	total := 0
	for _, sp := range c.speech {
		if sp.Len() == 0 {
			continue
		}
		end := min(sp.End, sp.Start+6000)
		out = append(out, source.Span{Start: sp.Start, End: end})
		if total += int(end - sp.Start); total > 14000 || len(out) >= 5 {
			break
		}
	}
	return out
}

func (c *cast) add(p *person) int {
	c.people = append(c.people, p)
	n := len(c.people) - 1
	if p.key != "" {
		if _, taken := c.byKey[p.key]; !taken {
			c.byKey[p.key] = n
		}
	}
	return n
}

func (c *cast) fromRoster(e rosterEntry) {
	key := letterKey(e.name)
	if key == "" {
		return
	}
	if n, ok := c.byKey[key]; ok {
		who := c.people[n]
		if who.Title == "" && who.Firm == "" {
			who.Title, who.Firm = e.title, e.firm
		}
		return
	}
	who := &person{key: key, side: e.side, listed: true}
	who.Name, who.Title, who.Firm, who.Status = e.name, e.title, e.firm, StatusResolved
	who.Evidence = []SpeakerEvidence{{"roster", source.At(e.from, e.to)}}
	c.add(who)
}

// fromLabel resolves what the label alone tells.
func (c *cast) fromLabel(n int) {
	l := &c.s.labels[n]
	switch l.kind {
	case labelOperator:
		c.of[n] = c.operator(l)
		c.operatorName(n)
	case labelNamed:
		if letterKey(l.name) == "" {
			c.of[n] = c.nobody(l)
			return
		}
		c.whole(n)
		c.of[n] = c.named(l)
	}
}

// whole completes a label that is a first name alone by the operator's words
// right before it.
func (c *cast) whole(n int) {
	l := &c.s.labels[n]
	if n == 0 || strings.Contains(l.name, " ") || isRunTogether(l.name) || c.s.labels[n-1].kind != labelOperator || c.speech[n-1].Len() == 0 {
		return
	}
	if in, ok := c.p.nextQuestioner(int(c.speech[n-1].Start), int(c.speech[n-1].End)); ok && strings.Contains(in.name, " ") && sameName(in.name, l.name) {
		l.name = in.name
		if l.firm == "" {
			l.firm = in.firm
		}
	}
}

func (c *cast) evidence(l *label) SpeakerEvidence {
	return SpeakerEvidence{"label", source.At(l.from, l.to)}
}

func (c *cast) labelText(l *label) string {
	return oneBlank(c.p.text[l.from:l.to])
}

// operator gives the one conference operator.
func (c *cast) operator(l *label) int {
	if c.op < 0 {
		who := &person{operator: true}
		who.Role, who.Name, who.Label, who.Status = RoleOperator, "Operator", c.labelText(l), StatusResolved
		who.Evidence = []SpeakerEvidence{c.evidence(l)}
		c.op = c.add(who)
	}
	who := c.people[c.op]
	if l.name != "" && who.Name == "Operator" {
		who.Name = l.name
	}
	return c.op
}

// operatorName takes the name by which the operator opens the call: "my name is
// Robin, and I will be your operator".
func (c *cast) operatorName(n int) {
	who, sp := c.people[c.op], c.speech[n]
	if who.Name != "Operator" || sp.Len() == 0 {
		return
	}
	a, b := int(sp.Start), min(int(sp.End), int(sp.Start)+400)
	k := strings.Index(c.p.low[a:b], "my name is ")
	if k < 0 {
		return
	}
	at := a + k + len("my name is ")
	if end := nameEnd(c.p.text, at, b); end > at {
		who.Name = c.p.text[at:end]
		who.Evidence = append(who.Evidence, SpeakerEvidence{"self", source.At(at, end)})
	}
}

// named finds or makes the person of a label that has a name.
func (c *cast) named(l *label) int {
	n, exact := c.find(l.name)
	if n < 0 {
		if several := c.meant(l.name); len(several) > 1 {
			return c.ambiguous(l, several)
		}
		name := l.name
		if isRunTogether(name) && !strings.Contains(name, " ") {
			name = splitCamel(name)
		}
		who := &person{key: letterKey(l.name), side: l.side}
		who.Name, who.Status, who.Label = name, StatusResolved, c.labelText(l)
		who.Evidence = []SpeakerEvidence{c.evidence(l)}
		n = c.add(who)
	}
	who := c.people[n]
	if who.Label == "" {
		who.Label = c.labelText(l)
		who.Evidence = append(who.Evidence, c.evidence(l))
	}
	if !exact && l.name != who.Name {
		c.alias(who, l.name)
	}
	if who.side == sideUnknown {
		who.side = l.side
	}
	if who.Title == "" {
		who.Title = l.title
	}
	if who.Firm == "" {
		who.Firm = l.firm
	}
	return n
}

// meant are the persons whom a single word may mean.
func (c *cast) meant(name string) []int {
	word := letterKey(dropHonorific(name))
	if strings.Contains(strings.TrimSpace(dropHonorific(name)), " ") || word == "" || len(c.people) > maxAlike {
		return nil
	}
	var out []int
	for i, who := range c.people {
		if who.operator {
			continue
		}
		if k := who.parts(); k.last != "" && (word == k.first || word == k.last) {
			out = append(out, i)
		}
	}
	return out
}

// ambiguous makes a speaker who may be one of several.
func (c *cast) ambiguous(l *label, who []int) int {
	key := "?" + letterKey(l.name)
	if n, ok := c.byKey[key]; ok {
		return n
	}
	q := &person{key: key, side: c.people[who[0]].side}
	q.Status, q.Label = StatusAmbiguous, c.labelText(l)
	q.Evidence = []SpeakerEvidence{c.evidence(l)}
	for _, w := range who {
		q.Candidates = append(q.Candidates, strconv.Itoa(w))
		if c.people[w].side != q.side {
			q.side = sideUnknown
		}
	}
	return c.add(q)
}

func (c *cast) alias(who *person, name string) {
	for _, a := range who.Aliases {
		if a == name {
			return
		}
	}
	who.Aliases = append(who.Aliases, name)
}

// find looks a name up: letter by letter, then with another form of the first
// name or the middle ones left out, then with a slip of the pen. Where several
// persons fit, none is taken.
func (c *cast) find(name string) (n int, exact bool) {
	var room [64]byte
	folded := appendLetterKey(room[:0], dropHonorific(name))
	if n, ok := c.byKey[string(folded)]; ok {
		return n, true
	}
	if only := c.meant(name); len(only) == 1 {
		return only[0], false
	}
	key := string(folded)
	if strings.Contains(name, " ") {
		other := partsOf(name)
		if m := c.unique(func(who *person) bool { return who.parts().same(other) }); m >= 0 {
			who := c.people[m]
			if len(strings.Fields(name)) > len(strings.Fields(who.Name)) {
				c.alias(who, who.Name)
				who.Name = name
			}
			c.byKey[key] = m
			return m, true
		}
	}
	if m := c.unique(func(who *person) bool { return misspelt(who, key) }); m >= 0 {
		return m, false
	}
	return -1, false
}

// maxAlike is the largest cast in which spellings are compared: no call has more
// people, and the comparison is of each label with each of them.
const maxAlike = 400

// unique is the one person that fits, -1 if none or several do.
func (c *cast) unique(fits func(*person) bool) int {
	if len(c.people) > maxAlike {
		return -1
	}
	found := -1
	for i, who := range c.people {
		if who.operator || who.Name == "" || !fits(who) {
			continue
		}
		if found >= 0 {
			return -1
		}
		found = i
	}
	return found
}

// sameName reports whether two names differ only in a short form of the first
// name, in middle names or in initials.
func sameName(a, b string) bool { return partsOf(a).same(partsOf(b)) }

func (a parts) same(b parts) bool {
	fa, la, fb, lb := a.first, a.last, b.first, b.last
	if la == "" && fa != "" && lb != "" {
		return fa == fb || fa == lb
	}
	if la == "" || lb == "" {
		return lb == "" && fb != "" && (fb == fa || fb == la)
	}
	if la == lb && sameFirst(fa, fb) {
		return true
	}
	// "J. Michael Doe" and "Mike Doe"
	if la == lb {
		for _, w := range strings.Fields(a.name)[1:] {
			if sameFirst(letterKey(w), fb) && len(letterKey(w)) > 2 {
				return true
			}
		}
		for _, w := range strings.Fields(b.name)[1:] {
			if sameFirst(letterKey(w), fa) && len(letterKey(w)) > 2 {
				return true
			}
		}
	}
	return false
}

// misspelt reports whether key is the person's name with a slip of the pen.
func misspelt(who *person, key string) bool {
	n := min(len(key), len(who.key))
	limit := 1
	switch {
	case n >= 14:
		limit = 2
	case n >= 8:
	default:
		return false
	}
	if key == "" || who.key == "" || key[0] != who.key[0] {
		return false
	}
	return editDistance(key, who.key, limit) <= limit
}

// unnamed resolves the labels that name nobody: roles through the text, and the
// rest as unidentified speakers.
func (c *cast) unnamed() {
	if !c.any(labelRole, labelUnidentified) {
		return
	}
	asker := introduction{}
	asked := false
	fresh := make(map[string]int)
	prev := -1
	for n := range c.s.labels {
		l := &c.s.labels[n]
		sp := c.speech[n]
		switch l.kind {
		case labelOperator:
			if sp.Len() > 0 {
				if in, ok := c.p.nextQuestioner(int(sp.Start), int(sp.End)); ok {
					asker, asked = in, true
					clear(fresh)
				}
			}
		case labelRole:
			if l.side == sideAnalyst {
				c.of[n] = c.roleAnalyst(n, asker, asked, prev)
			} else {
				c.of[n] = c.roleOfficer(n)
			}
		case labelUnidentified:
			key := lowerASCII(c.labelText(l))
			m, ok := fresh[key]
			if !ok {
				if m = c.selfNamed(n); m < 0 {
					m = c.nobody(l)
				}
				fresh[key] = m
			}
			c.of[n] = m
		}
		prev = n
	}
}

// any reports whether a label is of one of the kinds.
func (c *cast) any(kinds ...labelKind) bool {
	for _, l := range c.s.labels {
		for _, k := range kinds {
			if l.kind == k {
				return true
			}
		}
	}
	return false
}

// selfNamed resolves an unidentified speaker who tells the full name: "this is
// Jane Doe on for John". It is -1 where that is not told.
func (c *cast) selfNamed(n int) int {
	sp := c.speech[n]
	if sp.Len() == 0 || c.s.labels[n].from == c.s.labels[n].to {
		return -1
	}
	who, _ := c.p.selfIntroduced(int(sp.Start), int(sp.End))
	if !isPersonName(who) {
		return -1
	}
	if m, _ := c.find(who); m >= 0 {
		return m
	}
	l := &c.s.labels[n]
	q := &person{key: letterKey(who), side: l.side}
	q.Name, q.Status, q.Label, q.Firm = tidyName(who), StatusResolved, c.labelText(l), l.firm
	at := strings.Index(c.p.text[sp.Start:sp.End], who)
	q.Evidence = []SpeakerEvidence{{"self", source.At(int(sp.Start)+max(at, 0), int(sp.Start)+max(at, 0)+len(who))}, c.evidence(l)}
	return c.add(q)
}

// nobody makes an unidentified speaker.
func (c *cast) nobody(l *label) int {
	who := &person{side: l.side}
	who.Status, who.Label, who.Firm = StatusUnidentified, c.labelText(l), l.firm
	if l.from < l.to {
		who.Evidence = []SpeakerEvidence{c.evidence(l)}
	}
	return c.add(who)
}

// roleAnalyst names the analyst behind a label "- Analyst": the one whom the
// operator announced, or who says that he asks in that one's place.
func (c *cast) roleAnalyst(n int, in introduction, ok bool, prev int) int {
	l := &c.s.labels[n]
	if !ok {
		return c.nobody(l)
	}
	name := in.name
	sp := c.speech[n]
	kind, at := "operator", source.At(in.at, in.end)
	if prev >= 0 && c.s.labels[prev].kind == labelOperator && sp.Len() > 0 {
		if who, instead := c.p.selfIntroduced(int(sp.Start), int(sp.End)); who != "" && instead != "" && !sameName(who, name) {
			c.standIn[in.at] = who
		}
	}
	if s, ok := c.standIn[in.at]; ok {
		name, kind = s, "self"
	}
	key := letterKey(name) + "#" + letterKey(in.firm)
	if m, ok := c.byKey[key]; ok {
		return m
	}
	if m, _ := c.find(name); m >= 0 && c.people[m].side == sideAnalyst {
		return m
	}
	who := &person{key: key, side: sideAnalyst}
	who.Name, who.Firm, who.Status, who.Label = tidyName(name), in.firm, StatusResolved, c.labelText(l)
	who.Evidence = []SpeakerEvidence{{kind, at}, c.evidence(l)}
	return c.add(who)
}

// roleOfficer names the officer behind a label "- CFO & EVP" where the opening
// speeches give that office to one person.
func (c *cast) roleOfficer(n int) int {
	l := &c.s.labels[n]
	key := "role#" + letterKey(l.title)
	if m, ok := c.byKey[key]; ok {
		return m
	}
	want := officeCodes(l.title)
	best, score, tied := -1, 0, false
	for i, o := range c.offices {
		got := want & officeCodes(o.title)
		n := 0
		for ; got != 0; got &= got - 1 {
			n++
		}
		if best >= 0 && c.offices[best].parts.same(o.parts) && n <= score {
			continue
		}
		if n > score {
			best, score, tied = i, n, false
		} else if n == score && n > 0 {
			tied = true
		}
	}
	if best < 0 || tied {
		who := &person{key: key, side: sideCompany}
		who.Title, who.Status, who.Label = l.title, StatusUnidentified, c.labelText(l)
		who.Evidence = []SpeakerEvidence{c.evidence(l)}
		return c.add(who)
	}
	o := c.offices[best]
	who := &person{key: key, side: sideCompany}
	who.Name, who.Title, who.Status, who.Label = tidyName(o.name), o.title, StatusResolved, c.labelText(l)
	who.Evidence = []SpeakerEvidence{{"introduction", source.At(o.at, o.end)}, c.evidence(l)}
	return c.add(who)
}

// numbered resolves diarised voices: one is the operator by what is said, others
// are named where an announcement comes right before their first words.
func (c *cast) numbered() {
	voices := make(map[string][]int)
	var order []string
	for n := range c.s.labels {
		if c.s.labels[n].kind != labelNumbered {
			continue
		}
		key := strings.Trim(lowerASCII(c.labelText(&c.s.labels[n])), " :")
		if voices[key] == nil {
			order = append(order, key)
		}
		voices[key] = append(voices[key], n)
	}
	op := ""
	for _, key := range order {
		if op == "" && c.soundsLikeOperator(voices[key]) {
			op = key
			l := c.s.labels[voices[key][0]]
			l.name = ""
			m := c.operator(&l)
			for _, n := range voices[key] {
				c.of[n] = m
			}
		}
	}
	for _, key := range order {
		if key != op {
			c.voice(key, voices[key])
		}
	}
}

// soundsLikeOperator reports whether a voice speaks an operator's phrases.
func (c *cast) soundsLikeOperator(labels []int) bool {
	n := 0
	for _, l := range labels {
		sp := c.speech[l]
		low := c.p.low[sp.Start:min(int(sp.End), int(sp.Start)+900)]
		n += bits.OnesCount64(operatorPhrases.said(low, 2))
	}
	return n >= 2
}

// operatorPhrases are what only operators say.
var operatorPhrases = newFinder(
	"listen-only", "listen only", "operator instructions", "next question comes from", "next question is from", "star one", "star then one", "star followed by", "lines have been placed", "your line is open", "you may disconnect", "you may now disconnect",
	"conference is being recorded", "event is being recorded", "call is being recorded", "ladies and gentlemen, thank you for standing by", "first question comes from", "your first question", "your next question", "turn the conference over", "like to hand the conference over", "turn the call over to", "will be your conference operator", "question-and-answer session will follow", "open the lines for the question", "concludes today's conference", "concludes our question",
)

// voice names one diarised voice if exactly one person is announced for it.
func (c *cast) voice(key string, labels []int) {
	var told introduction
	kind, several := "", false
	for i, n := range labels {
		in, how := c.announcedBefore(n)
		switch {
		case how == "":
		case kind == "":
			told, kind = in, how
		case !sameName(told.name, in.name):
			several = true
		}
		if i == 0 && kind != "" {
			break // later on, somebody else may answer the greeting first
		}
	}
	l := &c.s.labels[labels[0]]
	who := &person{key: key}
	who.Status, who.Label = StatusUnidentified, c.labelText(l)
	who.Evidence = []SpeakerEvidence{c.evidence(l)}
	m := -1
	if kind != "" && !several {
		if m, _ = c.find(told.name); m < 0 {
			who.Name, who.Firm, who.Status, who.key = tidyName(told.name), told.firm, StatusResolved, letterKey(told.name)
			who.Evidence = append(who.Evidence, SpeakerEvidence{kind, source.At(told.at, told.end)})
		}
	}
	if m < 0 {
		m = c.add(who)
	}
	for _, n := range labels {
		c.of[n] = m
	}
}

// announcedBefore finds whom the speech before label n announces: the operator
// the one who asks, anybody the one whom the call is handed to. A first name
// stands for the one officer who has it.
func (c *cast) announcedBefore(n int) (introduction, string) {
	if n == 0 || c.speech[n-1].Len() == 0 || c.speech[n].Len() == 0 {
		return introduction{}, ""
	}
	a, b := int(c.speech[n-1].Start), int(c.speech[n-1].End)
	if c.of[n-1] >= 0 && c.of[n-1] == c.op {
		if in, ok := c.p.nextQuestioner(a, b); ok && strings.Contains(in.name, " ") {
			return in, "operator"
		}
	}
	in, ok := c.p.announced(max(a, c.p.runeStart(b-260)), b, handoverLeads)
	if !ok {
		return introduction{}, ""
	}
	if strings.Contains(in.name, " ") {
		in.firm = ""
		return in, "handover"
	}
	full, ok := c.officer(in.name)
	if !ok {
		return introduction{}, ""
	}
	in.name, in.firm = full, ""
	return in, "handover"
}

// officer is the full name of the one person with an office whom a first or last
// name means.
func (c *cast) officer(name string) (string, bool) {
	meant, full := partsOf(name), parts{}
	for _, o := range c.offices {
		if !o.parts.same(meant) || full.same(o.parts) {
			continue
		}
		if full.name != "" {
			return "", false
		}
		full = o.parts
	}
	return full.name, full.name != ""
}

// finish numbers the speakers in the order of first appearance and drops no one
// whom a list names.
func (c *cast) finish(turns []Turn) []Speaker {
	order := make([]int, 0, len(c.people))
	seen := make([]bool, len(c.people))
	take := func(n int) {
		if !seen[n] {
			seen[n] = true
			order = append(order, n)
		}
	}
	for n, who := range c.people {
		if who.listed {
			take(n)
		}
	}
	for _, t := range turns {
		take(t.Speaker)
	}
	for n, who := range c.people {
		if who.Name != "" && !who.operator && who.Status == StatusResolved {
			take(n)
		}
	}
	at := make([]int, len(c.people))
	out := make([]Speaker, len(order))
	for i, n := range order {
		at[n] = i
		out[i] = c.people[n].Speaker
		out[i].ID = "s" + strconv.Itoa(i+1)
		if c.people[n].operator && out[i].Name == "" {
			out[i].Name = "Operator"
		}
	}
	for i := range out {
		for k, cand := range out[i].Candidates {
			n, _ := strconv.Atoi(cand)
			out[i].Candidates[k] = out[at[n]].ID
		}
		sort.Strings(out[i].Candidates)
	}
	for i := range turns {
		turns[i].Speaker = at[turns[i].Speaker]
	}
	c.of = at
	return out
}
