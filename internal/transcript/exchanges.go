package transcript

import "strings"

// exchanges finds who asked whom, and then the sections: what comes before the
// first call for questions, the questions, and the sign-off after the last answer.
func (k *call) exchanges() []Exchange {
	var out []Exchange
	if k.qa < 0 {
		k.sections(out)
		return nil
	}
	cur := -1 // index of the open exchange
	for i := k.qa; i < len(k.turns); i++ {
		who := k.people[k.turns[i].Speaker]
		switch {
		case who.operator:
			if cur >= 0 && !k.sameGoesOn(i, out[cur]) {
				cur = -1
			}
		case who.side == sideAnalyst:
			if cur >= 0 && k.sameQuestioner(out[cur], i) {
				out[cur].LastTurn = i
				continue
			}
			out = append(out, Exchange{Questioner: k.turns[i].Speaker, FirstTurn: i, LastTurn: i})
			cur = len(out) - 1
		default:
			if q, ok := k.readOut(i); ok {
				out = append(out, Exchange{Questioner: q, FirstTurn: i, LastTurn: i})
				cur = len(out) - 1
				continue
			}
			if cur >= 0 && k.callsNext(i, out[cur]) {
				cur = -1 // a host who calls the next is the operator here
			} else if cur >= 0 {
				out[cur].LastTurn = i
				out[cur].addAnswerer(k.turns[i].Speaker)
			}
		}
	}
	k.trimClosing(out)
	k.sections(out)
	return out
}

func (e *Exchange) addAnswerer(who int) {
	for _, a := range e.Answerers {
		if a == who {
			return
		}
	}
	e.Answerers = append(e.Answerers, who)
}

// sameQuestioner reports whether the analyst's turn i belongs to the open
// exchange: the same person, or an interruption by a colleague of the same house.
func (k *call) sameQuestioner(e Exchange, i int) bool {
	a, b := e.Questioner, k.turns[i].Speaker
	if a == b {
		return true
	}
	who, open := k.people[b], k.people[a]
	if who.Status == StatusUnidentified && (i == 0 || !k.people[k.turns[i-1].Speaker].operator) {
		return true
	}
	if _, called := k.next[i-1]; called {
		return false
	}
	// Somebody else cuts in and the first goes on: still one exchange.
	for j := i + 1; j < len(k.turns) && j <= i+3; j++ {
		if k.people[k.turns[j].Speaker].operator {
			break
		}
		if k.turns[j].Speaker == a {
			return true
		}
	}
	return who.Firm != "" && letterKey(who.Firm) == letterKey(open.Firm)
}

// sameGoesOn reports whether the operator's turn i only interrupts the exchange:
// the same analyst speaks again, and nobody was called.
func (k *call) sameGoesOn(i int, e Exchange) bool {
	if i+1 >= len(k.turns) || closes(k.low(k.turns[i])) {
		return false
	}
	next := k.turns[i+1].Speaker
	if in, ok := k.next[i]; ok {
		// Called again at once: the same person, so the same exchange.
		return next == e.Questioner && k.people[next].Name != "" && sameName(in.name, k.people[next].Name) && !strings.Contains(k.low(k.turns[i]), "next question")
	}
	if strings.Contains(k.low(k.turns[i]), "next question") || strings.Contains(k.low(k.turns[i]), "next caller") {
		return false
	}
	if next == e.Questioner {
		return true
	}
	if !k.people[next].operator && k.people[next].side == sideCompany && k.turns[i].Span.Len() < 60 {
		for j := i + 1; j < len(k.turns) && !k.people[k.turns[j].Speaker].operator; j++ {
			if k.turns[j].Speaker == e.Questioner {
				return true
			}
		}
	}
	return false
}

// callsNext reports whether a host calls the next questioner, who speaks then:
// the exchange is over before that.
func (k *call) callsNext(i int, e Exchange) bool {
	if k.people[k.turns[i].Speaker].Role != RoleInvestorRelations || i+1 >= len(k.turns) {
		return false
	}
	next := k.turns[i+1].Speaker
	if next == e.Questioner || k.people[next].side != sideAnalyst || k.people[next].Name == "" {
		return false
	}
	low := k.low(k.turns[i])
	if !strings.Contains(low, "question") && !strings.Contains(low, "next") && !strings.Contains(low, "go to") && !strings.Contains(low, "go ahead") {
		return false
	}
	first, last := nameParts(k.people[next].Name)
	return first != "" && (strings.Contains(letterKey(low), last) || strings.Contains(low, first))
}

// readOut finds the author of a written question that the host reads out.
func (k *call) readOut(i int) (int, bool) {
	t := k.turns[i]
	who := k.people[t.Speaker]
	if who.Role != RoleInvestorRelations || i+1 >= len(k.turns) {
		return 0, false
	}
	in, ok := k.author(i)
	if !ok {
		return 0, false
	}
	if n := k.turns[i+1].Speaker; k.people[n].side == sideAnalyst {
		return 0, false
	}
	if m, _ := k.find(in.name); m >= 0 {
		return m, k.people[m].side == sideAnalyst
	}
	q := &person{key: letterKey(in.name), side: sideAnalyst}
	q.Name, q.Firm, q.Status, q.Role = tidyName(in.name), in.firm, StatusResolved, RoleAnalyst
	q.Evidence = []SpeakerEvidence{{"host", k.p.spanOf(k.p.text[in.at:in.end], in.at, in.end)}}
	return k.add(q), true
}

// author is the person whose written question turn i reads out.
func (k *call) author(i int) (introduction, bool) {
	t := k.turns[i]
	low := k.low(t)
	if !strings.Contains(low, "question") || !strings.Contains(low, "?") {
		return introduction{}, false
	}
	a, b := int(t.Span.Start), int(t.Span.End)
	best, found := introduction{}, false
	for _, lead := range []string{"question comes from", "question is from", "question from", "questions from", "question is going to come from", "question will come from", "question is coming from", "question that comes from", "question submitted by", "question came from"} {
		at := a
		for {
			n := strings.Index(k.p.low[at:b], lead)
			if n < 0 {
				break
			}
			at += n + len(lead)
			if in, ok := k.p.personAt(at, b); ok && strings.Contains(in.name, " ") && (!found || in.at < best.at) {
				best, found = in, true
			}
		}
	}
	return best, found
}

// trimClosing cuts the host's sign-off from the last exchange.
func (k *call) trimClosing(out []Exchange) {
	if len(out) == 0 {
		return
	}
	e := &out[len(out)-1]
	for e.LastTurn > e.FirstTurn+1 && k.signsOff(e.LastTurn) {
		e.LastTurn--
	}
	e.Answerers = e.Answerers[:0]
	for i := e.FirstTurn; i <= e.LastTurn; i++ {
		if w := k.people[k.turns[i].Speaker]; !w.operator && w.side != sideAnalyst {
			e.addAnswerer(k.turns[i].Speaker)
		}
	}
}

// signsOff reports whether turn i takes leave of everybody.
func (k *call) signsOff(i int) bool {
	who := k.people[k.turns[i].Speaker]
	if who.operator || who.side == sideAnalyst {
		return false
	}
	prev := k.turns[i-1]
	if k.people[prev.Speaker].side == sideAnalyst && strings.Contains(k.low(prev), "?") {
		return false
	}
	low := k.low(k.turns[i])
	if len(low) > 2500 || len(low) > 900 && who.Role != RoleInvestorRelations {
		return false // an answer that ends in thanks is an answer
	}
	return leaveTaking.in(low)
}

var leaveTaking = newFinder("for joining", "concludes", "conclude", "all the time we have", "for your participation", "for participating", "your interest in", "for your interest", "for being with us", "end of our call", "end the call", "for attending", "for your time today", "goodbye", "good bye", "see you next quarter", "speak with you next quarter", "talk to you next quarter", "thank everyone", "thank everybody", "thank you everyone", "thank you, everyone", "thank you all", "thanks everyone", "thanks, everyone", "thanks everybody", "thanks, everybody", "for listening", "for tuning", "speaking with you again", "speaking to you again", "you may now disconnect", "closing remarks", "last question", "our next call")

// sections sets each turn's section.
func (k *call) sections(out []Exchange) {
	closing := len(k.turns)
	if n := len(out); n > 0 {
		closing = out[n-1].LastTurn + 1
	} else if k.qa >= 0 {
		for i := k.qa + 1; i < len(k.turns); i++ {
			if closes(k.low(k.turns[i])) && k.people[k.turns[i].Speaker].operator {
				closing = i
				break
			}
		}
	}
	for i := range k.turns {
		switch {
		case k.qa < 0 || i < k.qa:
			k.turns[i].Section = SectionPreparedRemarks
		case i >= closing:
			k.turns[i].Section = SectionClosing
		default:
			k.turns[i].Section = SectionQuestionsAndAnswers
		}
	}
	if k.qa < 0 { // no questions at all: the operator's last word closes
		if n := len(k.turns); n > 1 && k.people[k.turns[n-1].Speaker].operator && closes(k.low(k.turns[n-1])) {
			k.turns[n-1].Section = SectionClosing
		}
	}
}
