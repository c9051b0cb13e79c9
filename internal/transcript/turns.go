package transcript

import (
	"sort"
	"strings"

	"github.com/callfacts/callfacts/internal/source"
)

// turns joins the labels' speeches into turns. turnOf is the turn of each label,
// -1 where nothing was said. A label that is repeated within one person's speech
// begins no new turn.
func (c *cast) turns() (turns []Turn, turnOf []int) {
	turns = make([]Turn, 0, len(c.s.labels))
	turnOf = make([]int, len(c.s.labels))
	for n := range turnOf {
		turnOf[n] = -1
	}
	broken := true // something other than furniture stood between
	for _, pc := range c.s.pieces {
		switch pc.kind {
		case SegmentSpeech:
			if turnOf[pc.label] >= 0 {
				t := &turns[turnOf[pc.label]]
				t.Span = t.Span.Hull(source.At(pc.from, pc.to))
				broken = false
				continue
			}
			if n := len(turns); n > 0 && !broken && turns[n-1].Speaker == c.of[pc.label] && c.people[c.of[pc.label]].Status == StatusResolved {
				turns[n-1].Span = turns[n-1].Span.Hull(source.At(pc.from, pc.to))
				turnOf[pc.label] = n - 1
				continue
			}
			turnOf[pc.label] = len(turns)
			turns = append(turns, Turn{Speaker: c.of[pc.label], Span: source.At(pc.from, pc.to)})
			broken = false
		case SegmentSectionMark:
			broken = true
		}
	}
	return turns, turnOf
}

// low is the turn's text in lower case, furniture inside included.
func (c *cast) low(t Turn) string { return c.p.low[t.Span.Start:t.Span.End] }

// call is the third pass: who is what, which part is what, who asked whom.
type call struct {
	*cast
	turns []Turn
	// next is, for each turn that announces a questioner, whom; by turn.
	next map[int]introduction
	qa   int // the first turn of the questions and answers
	// byName are the announcements by name, made when first asked for.
	byName map[string]introduction
}

// roles types every speaker and finds where the questions begin.
func (k *call) roles() {
	k.next = make(map[int]introduction)
	for i, t := range k.turns {
		who := k.people[t.Speaker]
		if who.operator || who.side == sideUnknown && t.Span.Len() < 700 {
			if in, ok := k.p.nextQuestioner(int(t.Span.Start), int(t.Span.End)); ok && k.callsForQuestion(k.low(t)) {
				k.next[i] = in
			}
		}
	}
	k.qa = k.firstQuestion()
	k.sides()
	if k.qa < 0 {
		k.qa = k.firstAnalyst()
	}
	if k.qa < 0 {
		k.qa = k.firstReadOut()
	}
	host := k.host()
	for n, who := range k.people {
		switch {
		case who.operator:
			who.Role = RoleOperator
		case who.side == sideAnalyst:
			who.Role = RoleAnalyst
		case who.side == sideCompany:
			who.Role = RoleExecutive
			if n == host || investorRelations(k.titleOf(who)) {
				who.Role = RoleInvestorRelations
			}
		case who.Status == StatusUnidentified:
			who.Role = RoleOther
		default:
			who.Role = RoleOther
		}
	}
}

// callsForQuestion reports whether an operator's turn hands over to somebody who
// asks, rather than to the management.
func (k *call) callsForQuestion(low string) bool {
	if handsOver(low) && !strings.Contains(low, "question comes") && !strings.Contains(low, "question is") && !strings.Contains(low, "question will") && !strings.Contains(low, "question from") && !strings.Contains(low, "line of") {
		return false
	}
	return strings.Contains(low, "question") || strings.Contains(low, "line of") || strings.Contains(low, "next") || strings.Contains(low, "line is") || strings.Contains(low, "go ahead") || len(low) < 160 && !strings.Contains(low, "closing") && !strings.Contains(low, "turn the")
}

// handsOver reports whether an operator gives the call to its host.
func handsOver(low string) bool {
	return handovers.in(low)
}

var handovers = newFinder("turn the call", "turn the conference", "turn it over", "turn over to", "hand the call", "hand the conference", "introduce your host", "pass the call", "conference over to", "call over to", "turn the program", "turn the floor", "like to introduce", "hand over to", "pass the conference", "turn the meeting", "your host")

// investorRelations reports whether a title is that of the host.
func investorRelations(title string) bool {
	low := lowerASCII(title)
	if strings.Contains(low, "investor relation") || strings.Contains(low, "investor contact") || strings.Contains(low, "shareholder relation") || strings.Contains(low, "relations with investors") {
		return true
	}
	for _, w := range strings.FieldsFunc(title, func(r rune) bool { return r == ' ' || r == ',' || r == '&' || r == '-' || r == '/' }) {
		if w == "IR" {
			return true
		}
	}
	return false
}

// chiefly reports whether a title is one that no host has.
func chiefly(title string) bool {
	return officeCodes(title)&(1<<0|1<<1|1<<2|1<<7|1<<11|1<<20) != 0
}

// longestOpening bounds what the formalities of an opening take: who speaks longer,
// speaks on business.
const longestOpening = 6000

// host is the company's person who opens the call with the formalities, -1 if
// the opening is a chief's.
func (k *call) host() int {
	for i, t := range k.turns {
		who := k.people[t.Speaker]
		if who.operator {
			continue
		}
		if i > 3 || i >= k.qa && k.qa >= 0 || who.side == sideAnalyst || who.Status != StatusResolved || chiefly(k.titleOf(who)) {
			return -1
		}
		low := k.low(t)
		if t.Span.Len() > longestOpening && strings.HasPrefix(low, "thank you, ") {
			return -1 // "Thank you, Dana": whose opening is not in the text
		}
		if strings.Contains(low, "forward-looking") || strings.Contains(low, "forward looking") || strings.Contains(low, "safe harbor") || strings.Contains(low, "non-gaap") ||
			strings.Contains(low, "joining") && (strings.Contains(low, "turn") || strings.Contains(low, "hand") || strings.Contains(low, "over to")) {
			return t.Speaker
		}
		return -1
	}
	return -1
}

// sides decides, for the speakers that no list and no title places, on which
// side of the call they are.
func (k *call) sides() {
	own := companyKey(k.company)
	for _, who := range k.people {
		if who.side == sideAnalyst && k.company != "" && companyKey(who.Firm) == own {
			who.side = sideCompany
		}
	}
	for i, t := range k.turns {
		who := k.people[t.Speaker]
		if who.operator || who.side != sideUnknown || len(k.turns) == 1 && who.Label == "" {
			continue // a text without labels is everybody's
		}
		who.side = k.sideAt(i)
	}
}

// sideAt reads the side of turn i's speaker from where he first speaks.
func (k *call) sideAt(i int) side {
	who := k.people[k.turns[i].Speaker]
	if i > 0 {
		if in, ok := k.next[i-1]; ok {
			if who.Name == "" || sameName(in.name, who.Name) || letterKey(in.name) == who.key || misspelt(who, letterKey(in.name)) || !k.announcedElsewhere(i) {
				if who.Firm == "" && (sameName(in.name, who.Name) || letterKey(in.name) == who.key) {
					who.Firm = in.firm
				}
				return sideAnalyst
			}
		}
	}
	if key := companyKey(who.Firm); key != "" && who.Title == "" && who.Status == StatusResolved && key != companyKey(k.company) && !k.offered(who) {
		return sideAnalyst // a label that gives another house
	}
	if k.qa >= 0 && i < k.qa || k.qa < 0 && i < 4 {
		return sideCompany
	}
	if in, ok := k.called(who); ok {
		if who.Firm == "" {
			who.Firm = in.firm
		}
		return sideAnalyst
	}
	if who, instead := k.p.selfIntroduced(int(k.turns[i].Span.Start), int(k.turns[i].Span.End)); who != "" && instead != "" {
		return sideAnalyst
	}
	if i > 0 && k.people[k.turns[i-1].Speaker].side == sideCompany && k.addressed(i-1, who.Name) {
		return sideCompany
	}
	if i > 0 && k.people[k.turns[i-1].Speaker].operator {
		if k.turns[i].Span.Len() > 60 && !closes(k.low(k.turns[i-1])) {
			return sideAnalyst
		}
		return sideCompany
	}
	if i > 0 && k.people[k.turns[i-1].Speaker].side == sideAnalyst {
		return sideCompany
	}
	if k.offered(who) {
		return sideCompany
	}
	if low := k.low(k.turns[i]); strings.Contains(low, "?") && i > 0 && k.people[k.turns[i-1].Speaker].side == sideCompany && (strings.Contains(low, "question") || strings.Contains(low, "thank")) {
		return sideAnalyst
	}
	return sideUnknown
}

// addressed reports whether turn i ends by giving the word to a person by the
// first name: "Dana, anything to add?"
func (k *call) addressed(i int, name string) bool {
	first, last := nameParts(name)
	if last == "" {
		return false
	}
	sp := k.turns[i].Span
	end := k.p.low[max(int(sp.Start), int(sp.End)-120):sp.End]
	for _, w := range strings.FieldsFunc(end, func(r rune) bool { return r == ' ' || r == ',' || r == '.' || r == '?' }) {
		if len(w) > 2 && sameFirst(w, first) {
			return true
		}
	}
	return false
}

// called finds the announcement of a person, the first one.
func (k *call) called(who *person) (introduction, bool) {
	if k.byName == nil {
		k.byName = make(map[string]introduction)
		for i := range k.turns {
			in, ok := k.next[i]
			if !ok {
				continue
			}
			_, last := nameParts(in.name)
			for _, key := range []string{letterKey(in.name), "last " + last} {
				if _, taken := k.byName[key]; !taken {
					k.byName[key] = in
				}
			}
		}
	}
	if who.Name == "" {
		return introduction{}, false
	}
	if in, ok := k.byName[letterKey(who.Name)]; ok {
		return in, true
	}
	_, last := nameParts(who.Name)
	in, ok := k.byName["last "+last]
	return in, ok && last != "" && sameName(in.name, who.Name)
}

// offered reports whether the opening speeches give the person an office.
func (k *call) offered(who *person) bool { return k.told(who) != "" }

// announcedElsewhere reports whether turn i's speaker is placed by an office.
func (k *call) announcedElsewhere(i int) bool {
	return k.offered(k.people[k.turns[i].Speaker])
}

// firstQuestion is the turn that first calls for questions, -1 if none does.
func (k *call) firstQuestion() int {
	heading := -1
	for _, m := range k.s.marks {
		if m.section != SectionQuestionsAndAnswers {
			continue
		}
		i := sort.Search(len(k.turns), func(i int) bool { return int(k.turns[i].Span.Start) > m.at })
		if i > 0 && i < len(k.turns) {
			heading = i
			break
		}
	}
	for i, t := range k.turns {
		if heading >= 0 && i >= heading {
			break
		}
		if i > 0 && k.people[t.Speaker].operator && k.opensQuestions(i, k.low(t)) {
			return i
		}
	}
	return heading
}

// opensQuestions reports whether the operator's turn i begins the questions: it
// announces a questioner, or says that they begin now.
func (k *call) opensQuestions(i int, low string) bool {
	if in, ok := k.next[i]; ok && strings.Contains(low, "question") {
		if i+1 < len(k.turns) {
			nextWho := k.people[k.turns[i+1].Speaker]
			if nextWho.side == sideCompany && !sameName(nextWho.Name, in.name) && k.onlyOpening(i) {
				return false
			}
		}
		return !k.onlyOpening(i) || in.firm != "" && !strings.Contains(low, "listen")
	}
	if k.onlyOpening(i) {
		return false
	}
	return questionsBegin.in(low)
}

var questionsBegin = newFinder("question-and-answer session", "question and answer session", "q&a session", "first question", "ask a question", "to ask question", "operator instructions", "any questions", "open the floor", "for questions")

// onlyOpening reports whether nobody but a host has spoken at any length before
// turn i.
func (k *call) onlyOpening(i int) bool {
	first := -1
	for _, t := range k.turns[:i] {
		switch {
		case k.people[t.Speaker].operator:
		case t.Span.Len() > 400 || first >= 0 && first != t.Speaker && t.Span.Len() > 100:
			return false
		default:
			first = t.Speaker
		}
	}
	return true
}

func (k *call) firstAnalyst() int {
	for i, t := range k.turns {
		if k.people[t.Speaker].side == sideAnalyst {
			if i > 0 && k.people[k.turns[i-1].Speaker].operator && i > 1 {
				return i - 1
			}
			return i
		}
	}
	return -1
}

// firstReadOut is the turn in which a host reads out the first question.
func (k *call) firstReadOut() int {
	for i := range k.turns {
		if i > 0 && k.people[k.turns[i].Speaker].side == sideCompany {
			if _, ok := k.author(i); ok {
				return i
			}
		}
	}
	return -1
}

// closes reports whether an operator's turn ends the questions.
func closes(low string) bool {
	return closings.in(low)
}

var closings = newFinder("closing remarks", "closing comments", "concluding remarks", "final remarks", "final comments", "concludes", "conclude", "no further questions", "no more questions", "no additional questions", "end of our question", "end of the question", "reached the end", "you may now disconnect", "you may disconnect", "back over to", "for closing", "any closing", "all the time we have", "back to management", "disconnect your line", "end of today")
