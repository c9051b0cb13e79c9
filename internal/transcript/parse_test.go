package transcript

import (
	"errors"
	"strings"
	"testing"
)

// mustParse parses a call and checks what holds of every one.
func mustParse(t *testing.T, text string) *Transcript {
	t.Helper()
	tr, err := Parse(Document{Text: text})
	if err != nil {
		t.Fatalf("refused: %v", err)
	}
	checkInvariants(t, tr)
	return tr
}

// speaker is the speaker of turn n, as "Name, Firm" or the status.
func who(tr *Transcript, n int) string {
	if n >= len(tr.Turns) {
		return "no such turn"
	}
	s := tr.Speakers[tr.Turns[n].Speaker]
	if s.Status != StatusResolved {
		return statusNames[s.Status] + " " + roleNames[s.Role]
	}
	return s.Name
}

// listed is a call in the manner of lists and lines, with the given Q&A.
func listed(analysts, qa string) string {
	return `Northwind Systems (NYSE:NWSY) Q2 2023 Earnings Call July 25, 2023 5:00 PM ET
Executives
Dana Whitfield - Vice President, Investor Relations
Marcus T. Oyelaran - Chief Executive Officer
Ruth Oyelaran - General Counsel
Analysts
` + analysts + `
Operator
Greetings, and welcome to the Northwind Systems second quarter 2023 earnings conference call. I would now like to introduce your host, Dana Whitfield.
Dana Whitfield
Thank you for joining us. This call includes forward-looking statements, and actual results may differ materially from them for many reasons. I will turn the call over to Marcus.
Marcus T. Oyelaran
Revenue was $412 million in the second quarter, and we are pleased with that. We would now like to take your questions.
Question-and-Answer Session
Operator
Our first question comes from the line of Tobias Lindqvist with Harbor Point. Please go ahead.
` + qa + `
Operator
This concludes today's call. You may now disconnect.
`
}

func TestLooksLikeALabelAndIsNot(t *testing.T) {
	tests := []struct {
		name, speech string
		turns        int
	}{
		{"a clock behind a name", "We met at noon, as agreed with the people of the plant.\nBRIGGS: 4:57\nThat was the time on the wall.", 6},
		{"a note", "Two things were behind it.\nNote: these are not in our guidance.\nThe rest is.", 6},
		{"a heading with a colon", "There are two parts.\nOperating Margin: it rose.\nThe rest fell.", 6},
		{"a name alone on a line within a sentence", "I should like to thank our colleague\nMarcus T. Oyelaran\nfor his help with the second site.", 6},
		{"a name alone behind a comma in a list", "I want to thank\nDana Whitfield,\nRuth Oyelaran\nand everybody in Porto.", 6},
		{"a firm alone on a line", "We were glad to win an order from\nHarbor Point\nin the quarter.", 6},
		{"a title alone on a line", "She will be our next\nChief Financial Officer\nfrom the first of May.", 6},
		{"a thank-you of two capitals", "That's all from me.\nThank You\nEverybody.", 6},
		{"a number in brackets", "See our slide deck for it [12]\nand the notes.", 6},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tr := mustParse(t, listed("Tobias Lindqvist - Harbor Point", "Tobias Lindqvist - Harbor Point\nThanks. What was behind the growth?\nMarcus T. Oyelaran\n"+tt.speech))
			if len(tr.Turns) != 7 {
				t.Errorf("%d turns, want 7:\n%s", len(tr.Turns), dump(tr))
			}
			if got := tr.Turns[5].Span.Of(tr.Text); got != tt.speech {
				t.Errorf("the answer is %q, want %q", got, tt.speech)
			}
		})
	}
}

func TestLabelsBeforeAColonThatAreNone(t *testing.T) {
	tr := mustParse(t, `Northwind Systems Q2 2023 Earnings Call
July 25, 2023
Operator: Good day, and welcome to the Northwind Systems second quarter 2023 earnings call. I will turn the call over to Dana Whitfield.
Dana Whitfield: Thank you. Please note the time.
BRIGGS: 4:57
Note: all numbers are rounded.
Source: the company.
Marcus Oyelaran: Good morning, everyone. We did well.
http: //northwind.example has the slides.
Dana Whitfield: We will now take questions.
Operator: Our first question comes from Mei An with Alder & Finch.
Mei An: Thanks. How was July?
Marcus Oyelaran: Fine. Thank you, and good-bye.
`)
	if len(tr.Turns) != 7 {
		t.Errorf("%d turns, want 7:\n%s", len(tr.Turns), dump(tr))
	}
}

func TestSpeakers(t *testing.T) {
	tests := []struct {
		name, analysts, label, want, firm string
		role                              Role
	}{
		{"surname of two letters", "Mei An - Alder & Finch", "Mei An - Alder & Finch", "Mei An", "Alder & Finch", RoleAnalyst},
		{"surname of two letters, run together", "Jia Li - Alder & Finch", "JiaLi", "Jia Li", "Alder & Finch", RoleAnalyst},
		{"surname that is a word", "Ann Page - Alder & Finch", "Ann Page", "Ann Page", "Alder & Finch", RoleAnalyst},
		{"upper case", "Tobias Lindqvist - Harbor Point", "TOBIAS LINDQVIST", "Tobias Lindqvist", "Harbor Point", RoleAnalyst},
		{"misspelt by a letter", "Tobias Lindqvist - Harbor Point", "Tobias Lindquist - Harbor Point", "Tobias Lindqvist", "Harbor Point", RoleAnalyst},
		{"short first name", "Robert Halloran - Harbor Point", "Bob Halloran - Harbor Point", "Robert Halloran", "Harbor Point", RoleAnalyst},
		{"middle initial left out", "Robert J. Halloran - Harbor Point", "Robert Halloran - Harbor Point", "Robert J. Halloran", "Harbor Point", RoleAnalyst},
		{"accents left out", "Jérôme Lefèvre - Crédit Rivoire", "Jerome Lefevre - Crédit Rivoire", "Jérôme Lefèvre", "Crédit Rivoire", RoleAnalyst},
		{"mojibake", "JÃ©rÃ´me LefÃ¨vre - CrÃ©dit Rivoire", "JÃ©rÃ´me LefÃ¨vre - CrÃ©dit Rivoire", "Jérôme Lefèvre", "Crédit Rivoire", RoleAnalyst},
		{"Nordic and Polish letters", "Łukasz Øvergård - Harbor Point", "Łukasz Øvergård", "Łukasz Øvergård", "Harbor Point", RoleAnalyst},
		{"a particle", "Pieter van der Meulen - Harbor Point", "Pieter van der Meulen", "Pieter van der Meulen", "Harbor Point", RoleAnalyst},
		{"a doubtful spelling", "Tobias Lindqvist - Harbor Point", "Tobias Lindqvist [ph] - Harbor Point", "Tobias Lindqvist", "Harbor Point", RoleAnalyst},
		{"not in the list, called by the operator", "Mei An - Alder & Finch", "TobiasLindqvist", "Tobias Lindqvist", "Harbor Point", RoleAnalyst},
		{"without a firm", "Tobias Lindqvist", "Tobias Lindqvist", "Tobias Lindqvist", "Harbor Point", RoleAnalyst},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tr := mustParse(t, listed(tt.analysts, tt.label+"\nThanks. Where does the growth come from?\nMarcus T. Oyelaran\nFrom everywhere."))
			if len(tr.Turns) != 7 {
				t.Fatalf("%d turns, want 7:\n%s", len(tr.Turns), dump(tr))
			}
			s := tr.Speakers[tr.Turns[4].Speaker]
			if s.Name != tt.want || s.Firm != tt.firm || s.Role != tt.role || s.Status != StatusResolved {
				t.Errorf("got %q of %q, %s, %s", s.Name, s.Firm, roleNames[s.Role], statusNames[s.Status])
			}
			if len(tr.Exchanges) != 1 || tr.Exchanges[0].FirstTurn != 4 || tr.Exchanges[0].LastTurn != 5 {
				t.Errorf("exchanges %+v, want 4-5", tr.Exchanges)
			}
		})
	}
}

func TestTwoOfOneSurname(t *testing.T) {
	tr := mustParse(t, listed("Tobias Lindqvist - Harbor Point", "Tobias Lindqvist - Harbor Point\nHow is the case before the court?\nRuth Oyelaran\nIt is pending.\nMarcus T. Oyelaran\nAnd it is small."))
	if a, b := who(tr, 5), who(tr, 6); a != "Ruth Oyelaran" || b != "Marcus T. Oyelaran" {
		t.Errorf("got %q and %q", a, b)
	}
	// The surname alone may be either: no name is better than the wrong one.
	colon := mustParse(t, `Operator: Welcome to the Northwind Systems second quarter 2023 earnings call.
Marcus Oyelaran: Thank you for joining us today, everybody.
Ruth Oyelaran: And thank you from me.
Operator: Our first question comes from Mei An with Alder & Finch.
Mei An: Thanks. Who runs Porto?
Marcus Oyelaran: Ruth does. Thank you.
`)
	if got := who(colon, 5); got != "Marcus Oyelaran" {
		t.Errorf("got %q", got)
	}
}

func TestUnidentified(t *testing.T) {
	tr := mustParse(t, listed("Tobias Lindqvist - Harbor Point", "Unidentified Analyst\nThanks. Where does the growth come from?\nUnidentified Company Representative\n(Inaudible).\nMarcus T. Oyelaran\nFrom everywhere."))
	if a, b := who(tr, 4), who(tr, 5); a != "unidentified analyst" || b != "unidentified executive" {
		t.Errorf("got %q and %q", a, b)
	}
	if got := tr.Turns[5].Span.Of(tr.Text); got != "(Inaudible)." {
		t.Errorf("turn 5 is %q", got)
	}
	if len(tr.Exchanges) != 1 || tr.Exchanges[0].LastTurn != 6 {
		t.Errorf("exchanges %+v", tr.Exchanges)
	}
}

func TestStandIn(t *testing.T) {
	tr := mustParse(t, strings.NewReplacer("Dana Whitfield\n", "- VP of IR\n", "Marcus T. Oyelaran\n", "- CEO\n", "Tobias Lindqvist\n", "- Analyst\n").Replace(`Operator
Welcome to the Northwind Systems second quarter 2023 earnings call. Here is Dana Whitfield, Vice President of Investor Relations.
Dana Whitfield
Thank you. With us is Marcus Oyelaran, Chief Executive Officer. I will turn the call over to Marcus.
Marcus T. Oyelaran
Good morning. It was a fine quarter, and we thank our people in Porto for it. We will take questions.
Operator
Our first question comes from the line of Brian Halloran with Harbor Point. Please go ahead.
Tobias Lindqvist
Hi, this is Stephen Abara on for Brian. How was July?
Marcus T. Oyelaran
Fine.
Tobias Lindqvist
Thanks.
Operator
This concludes today's call.
`))
	for _, n := range []int{4, 6} {
		s := tr.Speakers[tr.Turns[n].Speaker]
		if s.Name != "Stephen Abara" || s.Firm != "Harbor Point" || s.Evidence[0].Kind != "self" {
			t.Errorf("turn %d: %q of %q by %v", n, s.Name, s.Firm, s.Evidence)
		}
	}
	if got := who(tr, 5); got != "Marcus Oyelaran" {
		t.Errorf("the chief is %q", got)
	}
}

func TestQuestionsReadOut(t *testing.T) {
	tr := mustParse(t, `Northwind Systems Q2 2023 Earnings Call
Dana Whitfield -- Vice President, Investor Relations
Good morning, and welcome to the Northwind Systems second quarter 2023 earnings call. There are forward-looking statements in what we say. I will turn the call over to Marcus.
Marcus Oyelaran -- Chief Executive Officer
It was a fine quarter, and we thank our people in Porto for it. I will hand it back to Dana for the questions that came in.
Dana Whitfield -- Vice President, Investor Relations
The first question comes from Tobias Lindqvist at Harbor Point. Where does the growth come from?
Marcus Oyelaran -- Chief Executive Officer
From everywhere.
Dana Whitfield -- Vice President, Investor Relations
The next question is from Mei An of Alder & Finch. When will Porto be full?
Marcus Oyelaran -- Chief Executive Officer
Next year.
Dana Whitfield -- Vice President, Investor Relations
Thank you all for joining us today. This concludes the call.
`)
	if len(tr.Exchanges) != 2 {
		t.Fatalf("%d exchanges:\n%s", len(tr.Exchanges), dump(tr))
	}
	for i, want := range []string{"Tobias Lindqvist", "Mei An"} {
		if got := tr.Speakers[tr.Exchanges[i].Questioner]; got.Name != want || got.Role != RoleAnalyst {
			t.Errorf("exchange %d is %q's", i, got.Name)
		}
	}
	if last := tr.Turns[len(tr.Turns)-1]; last.Section != SectionClosing {
		t.Errorf("the sign-off is in section %d", last.Section)
	}
}

func TestOperatorBetween(t *testing.T) {
	tr := mustParse(t, listed("Tobias Lindqvist - Harbor Point\nMei An - Alder & Finch", `Tobias Lindqvist - Harbor Point
Thanks. Where does the growth come from?
Operator
Pardon me, your line is open.
Tobias Lindqvist - Harbor Point
Where does the growth come from?
Marcus T. Oyelaran
From everywhere.
Operator
The next question is from Mei An with Alder & Finch.
Mei An - Alder & Finch
And when will Porto be full?
Marcus T. Oyelaran
Next year.`))
	if len(tr.Exchanges) != 2 || tr.Exchanges[0].FirstTurn != 4 || tr.Exchanges[0].LastTurn != 7 {
		t.Errorf("exchanges %+v:\n%s", tr.Exchanges, dump(tr))
	}
}

func TestConflicts(t *testing.T) {
	text := strings.Replace(samples(t)["seeking_alpha_lists"], "Q2 2023 Earnings", "Q1 2023 Earnings", 1)
	tr := mustParse(t, text)
	if len(tr.Conflicts) != 1 || tr.Conflicts[0].Field != "event.fiscalPeriod" || tr.Conflicts[0].Used != "Q1" || tr.Conflicts[0].Other != "Q2" {
		t.Errorf("conflicts %+v", tr.Conflicts)
	}
	tr, err := Parse(Document{Text: samples(t)["seeking_alpha_lists"], Hints: Hints{Company: "Northwind Systems, Inc.", Ticker: "NWSX", FiscalYear: 2022, FiscalPeriod: "Q2", Date: "2023-07-25"}})
	if err != nil {
		t.Fatal(err)
	}
	fields := ""
	for _, c := range tr.Conflicts {
		fields += c.Field + " "
	}
	if fields != "company.ticker event.fiscalYear " || tr.Company.Ticker != "NWSY" || tr.Event.FiscalYear != 2023 {
		t.Errorf("conflicts %q, ticker %s, year %d", fields, tr.Company.Ticker, tr.Event.FiscalYear)
	}
}

func TestHintsFillWhatIsOpen(t *testing.T) {
	tr, err := Parse(Document{Text: samples(t)["role_only"], Hints: Hints{Ticker: "NWSY", Exchange: "NYSE", Date: "2023-07-25"}})
	if err != nil {
		t.Fatal(err)
	}
	if tr.Company.Ticker != "NWSY" || tr.Company.Exchange != "NYSE" || tr.Event.Date != "2023-07-25" || len(tr.Conflicts) != 0 {
		t.Errorf("%+v %+v %+v", tr.Company, tr.Event, tr.Conflicts)
	}
}

func TestRefusals(t *testing.T) {
	tests := []struct{ name, text, reason string }{
		{"empty", "", "EMPTY"},
		{"blank", " \n\t\u00a0\ufeff\n", "EMPTY"},
		{"an article", strings.Repeat("The price of copper rose on Tuesday after a strike at a mine. Traders said that stocks were low. The metal has gained a tenth since the spring.\n", 20), "NOT_A_TRANSCRIPT"},
		{"a press release", "Northwind Systems Reports Second Quarter Results\n" + strings.Repeat("Northwind Systems, Inc. today reported revenue of $412 million for the quarter ended June 30, 2023. The Company expects revenue to grow.\n", 20) + "Contacts\nDana Whitfield\nNorthwind Systems Investor Relations\nInvestors@northwind.example\nMarcus Abara\nNorthwind Systems Press\n", "NOT_A_TRANSCRIPT"},
		{"German", strings.Repeat("Guten Tag und willkommen zu der Telefonkonferenz. Wir haben im zweiten Quartal einen Umsatz von 412 Millionen Euro erzielt, und das ist mehr als im Vorjahr. Die Marge ist nicht gefallen.\n", 10), "WRONG_LANGUAGE"},
		{"Japanese", strings.Repeat("本日は第二四半期の決算説明会にご参加いただき、誠にありがとうございます。", 20), "WRONG_LANGUAGE"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Parse(Document{Text: tt.text})
			var refusal *RefusalError
			if !errors.As(err, &refusal) || refusal.Reason != tt.reason || refusal.Message == "" {
				t.Errorf("got %v, want %s", err, tt.reason)
			}
		})
	}
}

func TestTurnLimit(t *testing.T) {
	call := func(turns int) string {
		var b strings.Builder
		b.WriteString("Operator: Good day, and welcome to the Northwind Systems earnings call. Thank you.\n")
		for i := 1; i < turns; i++ {
			b.WriteString([]string{"Mei An: And then?\n", "Marcus Oyelaran: Then we go on.\n"}[i%2])
		}
		return b.String()
	}
	tr, err := Parse(Document{Text: call(maxTurns)})
	if err != nil || len(tr.Turns) != maxTurns {
		t.Errorf("%d turns are not read: %v", maxTurns, err)
	}
	var refusal *RefusalError
	if _, err := Parse(Document{Text: call(maxTurns + 1)}); !errors.As(err, &refusal) || refusal.Reason != "TOO_MANY_TURNS" {
		t.Errorf("one turn more: %v", err)
	}
}

func TestLineLimit(t *testing.T) {
	before, after := "Operator: Good day, and welcome to the Northwind Systems earnings call.\n", "Mei An: Thank you.\n"
	for _, end := range []string{"\n", "\r\n", "\u2028"} {
		empty := strings.Repeat(end, maxLines-2)
		if _, err := Parse(Document{Text: before + empty + after}); err != nil {
			t.Errorf("%d lines that end in %q are not read: %v", maxLines, end, err)
		}
		var refusal *RefusalError
		if _, err := Parse(Document{Text: before + empty + end + after}); !errors.As(err, &refusal) || refusal.Reason != "TOO_MANY_LINES" {
			t.Errorf("one line more that ends in %q: %v", end, err)
		}
	}
}

func TestHalfTranscripts(t *testing.T) {
	text := samples(t)["seeking_alpha_lists"]
	cut := strings.Index(text, "team in Porto")
	first := mustParse(t, text[:cut])
	if len(first.Turns) != 3 || first.Warnings[0].Code != "TRUNCATED" {
		t.Errorf("first half: %d turns, warnings %+v", len(first.Turns), first.Warnings)
	}
	second := mustParse(t, text[cut:])
	if got := who(second, 0); got != "unidentified executive" {
		t.Errorf("the second half begins with %q:\n%s", got, dump(second))
	}
}

func TestOneBlock(t *testing.T) {
	tr := mustParse(t, samples(t)["block"])
	if len(tr.Turns) != 1 || who(tr, 0) != "unidentified other" && who(tr, 0) != "unidentified executive" || len(tr.Exchanges) != 0 {
		t.Errorf("%s", dump(tr))
	}
	codes := ""
	for _, w := range tr.Warnings {
		codes += w.Code + " "
	}
	if !strings.Contains(codes, "NO_SPEAKERS") {
		t.Errorf("warnings %q", codes)
	}
}

// TestHugeInputs: texts that would take ages if any step compared everything
// with everything. They need not be transcripts.
func TestHugeInputs(t *testing.T) {
	const n = 3 << 20
	fill := func(s string) string { return strings.Repeat(s, n/len(s)) }
	var names strings.Builder
	for i := 0; names.Len() < n; i++ {
		names.WriteString("Ann" + letters(i) + " Bee" + letters(i*7) + ": I say so, thank you.\n")
	}
	var list strings.Builder
	list.WriteString("Executives\n")
	for i := 0; list.Len() < n; i++ {
		list.WriteString("Ann Bee" + letters(i) + " Northwind Systems, Inc. - Vice President\n")
	}
	list.WriteString("Operator\nGood morning, and welcome to the conference call. Thank you.\n")
	tests := map[string]string{
		"one line":           fill("We had a good quarter, thank you, and over to you for the next question. "),
		"labels in one line": "Operator: good morning. " + fill("Mei An: Thank you. Marcus Oyelaran: Thank you. "),
		"distinct names":     names.String(),
		"an endless list":    list.String(),
		"blank lines":        "Operator\n" + fill("\n") + "Good morning, and thank you for joining us. " + fill("\n"),
		"headings":           "Operator\nGood morning. Thank you for joining.\n" + fill("Q&A\nPresentation\n"),
		"numbers":            fill("1\n2\n3\n") + "Operator: Good morning, thank you.\n",
		"dashes":             fill("- - -- — ") + "thank you, good morning, over to you",
		"operators":          fill("Operator\nThe next question comes from the line of Mei An.\n"),
		"colons":             fill("A: B: C: "),
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			if tr, err := Parse(Document{Text: text}); err == nil {
				checkInvariants(t, tr)
			}
		})
	}
}

// letters writes a number in letters.
func letters(n int) string {
	s := ""
	for ; n > 0; n /= 26 {
		s += string(rune('a' + n%26))
	}
	return s
}

func TestHostCallsTheNext(t *testing.T) {
	tr := mustParse(t, `Northwind Systems Q2 2023 Earnings Call
Dana Whitfield -- Vice President, Investor Relations
Good morning, and welcome to the Northwind Systems second quarter 2023 earnings call. There are forward-looking statements in what we say. I will turn the call over to Marcus.
Marcus Oyelaran -- Chief Executive Officer
It was a fine quarter, and we thank our people in Porto for it. We will take questions.
Dana Whitfield -- Vice President, Investor Relations
Our first question comes from Tobias Lindqvist of Harbor Point. Tobias, please go ahead.
Tobias Lindqvist -- Harbor Point -- Analyst
Where does the growth come from?
Marcus Oyelaran -- Chief Executive Officer
From everywhere.
Dana Whitfield -- Vice President, Investor Relations
Thanks, Tobias. The next question comes from Mei An of Alder & Finch.
Mei An -- Alder & Finch -- Analyst
When will Porto be full?
Marcus Oyelaran -- Chief Executive Officer
Next year.
`)
	if len(tr.Exchanges) != 2 || tr.Exchanges[0].FirstTurn != 3 || tr.Exchanges[0].LastTurn != 4 || tr.Exchanges[1].FirstTurn != 6 {
		t.Errorf("exchanges %+v:\n%s", tr.Exchanges, dump(tr))
	}
}

func TestMarkUpLeftIn(t *testing.T) {
	text := strings.ReplaceAll(samples(t)["streetevents_pages"], "Marcus T. Oyelaran - Northwind Systems, Inc. - Chief Executive Officer & Director\n", "Marcus Oyelaran;Chief Executive Officer & Chairman of the Board^ ")
	tr := mustParse(t, text)
	if len(tr.Turns) != 18 || who(tr, 2) != "Marcus T. Oyelaran" || !strings.HasPrefix(tr.Turns[2].Span.Of(text), "Thank you, Dana.") {
		t.Errorf("%s", dump(tr))
	}
}

func TestCoveringLetter(t *testing.T) {
	tr := mustParse(t, "To the Exchange\nScrip Code: 500001\nSub: Transcript of the call\nDear Sirs,\nThe transcript is attached.\nRegistered Office:\nHarbour Road 1, Porto\n"+samples(t)["hanging_labels"])
	if len(tr.Turns) != 18 || tr.Turns[0].Span.Start < 200 {
		t.Errorf("%s", dump(tr))
	}
}

func TestCompanyBesideTheName(t *testing.T) {
	tr := mustParse(t, listed("Tobias Lindqvist - Harbor Point", "Tobias Lindqvist - Harbor Point\nWho runs Porto?\nIvo Serra - Northwind Systems\nI do."))
	s := tr.Speakers[tr.Turns[5].Speaker]
	if s.Name != "Ivo Serra" || s.Role != RoleExecutive {
		t.Errorf("%q is %s", s.Name, roleNames[s.Role])
	}
}

func TestFirms(t *testing.T) {
	for said, want := range map[string]string{
		"Mei An with D.A. Finch. Please go ahead.":               "D.A. Finch",
		"Mei An from Alder and Company, your line is open.":      "Alder and Company",
		"Mei An of Alder & Finch Capital, Inc. You may proceed.": "Alder & Finch Capital, Inc",
		"Mei An with Alder. The floor is yours.":                 "Alder",
		"Mei An. Please go ahead.":                               "",
	} {
		text := "The next question comes from the line of " + said
		p := newPage(Document{Text: text})
		in, ok := p.nextQuestioner(0, len(text))
		if !ok || in.name != "Mei An" || strings.TrimSuffix(in.firm, ".") != want {
			t.Errorf("%q: %q of %q, want %q", said, in.name, in.firm, want)
		}
	}
}

// TestOperatorByFirstName: an operator who goes by the first name alone is known by
// what operators say; others' first names are no labels.
func TestOperatorByFirstName(t *testing.T) {
	tr := mustParse(t, `Northwind Systems (NWSY) Q2 2023 Earnings Call
July 25, 2023

Dana Whitfield:Good afternoon, and welcome to the Northwind Systems second quarter 2023 earnings call. Today's remarks include forward-looking statements. I will turn the call over to Marcus.

Marcus Oyelaran:Thank you, Dana. Revenue was $412 million, up 9% year-over-year.

With that, Petra, let's open up the call for questions.

Petra:Thank you. We will now open the lines for the question and answer session. Your first question comes from the line of Tobias Lindqvist with Harbor Point. Please go ahead.

Tobias Lindqvist:Thanks. What drove the 9%?

Marcus Oyelaran:It was broad-based.

Porto: that is where most of it came from.

Petra:Your next question comes from the line of Mei An with Alder & Finch. Please go ahead.

Mei An:And how is demand?

Marcus Oyelaran:It is good.

Petra:This concludes today's conference call. You may now disconnect.
`)
	if len(tr.Exchanges) != 2 || tr.Speakers[tr.Turns[2].Speaker].Role != RoleOperator || tr.Speakers[tr.Turns[2].Speaker].Name != "Petra" {
		t.Errorf("%d exchanges, %+v", len(tr.Exchanges), tr.Speakers)
	}
	for i, want := range map[int]string{3: "Tobias Lindqvist", 6: "Mei An"} {
		if len(tr.Turns) != 9 {
			t.Fatalf("%d turns", len(tr.Turns))
		}
		if who := tr.Speakers[tr.Turns[i].Speaker]; who.Name != want || who.Role != RoleAnalyst || who.Firm == "" {
			t.Errorf("%d: %+v", i, who)
		}
	}
}

// TestOfficesBehindDashes: who the opening gives an office, behind a dash, is the
// company's, wherever he first speaks; a chief who opens the call is no host.
func TestOfficesBehindDashes(t *testing.T) {
	tr := mustParse(t, `Northwind Systems Limited
Transcript of Q2 FY25 Earnings Conference Call
October 25, 2024

Moderator: Ladies and gentlemen, good day, and welcome to the Northwind Systems Q2 FY25 earnings conference call. I now hand the conference over to Dana Whitfield.
Dana Whitfield: Good afternoon. With us today are Mr. Marcus Oyelaran – Managing Director of Northwind Systems Limited; Ms. Ines Castellanos –
Group CFO; and Dr. Petra Sandoval – President of the Hardware Division. I hand it over to Marcus.
Marcus Oyelaran: Thank you, Dana. Revenue was $412 million, up 9% year-over-year.
Moderator: We will now begin the question-and-answer session. The first question is from the line of Tobias Lindqvist from Harbor Point. Please go ahead.
Tobias Lindqvist: How are the new sites doing? And where does the growth come from?
Marcus Oyelaran: It is broad-based. Volumes are up.
Petra Sandoval: I can take the first question, thank you. Shall I? The sites are full.
Moderator: The next question is from the line of Mei An from Alder & Finch. Please go ahead.
Mei An: And how is demand?
Ines Castellanos: It is good.
Moderator: Thank you. That concludes the conference. You may now disconnect.
`)
	want := map[string]struct {
		role  Role
		title string
	}{
		"Marcus Oyelaran":  {RoleExecutive, "Managing Director"},
		"Ines Castellanos": {RoleExecutive, "Group CFO"},
		"Petra Sandoval":   {RoleExecutive, "President of the Hardware Division"},
		"Tobias Lindqvist": {RoleAnalyst, ""},
		"Mei An":           {RoleAnalyst, ""},
	}
	seen := 0
	for _, s := range tr.Speakers {
		if w, ok := want[s.Name]; ok {
			seen++
			if s.Role != w.role || s.Title != w.title {
				t.Errorf("%s: %v, %q", s.Name, s.Role, s.Title)
			}
		}
	}
	if seen != len(want) {
		t.Errorf("%+v", tr.Speakers)
	}
}

// TestCompanyInTitles: a title is the office, without the company.
func TestCompanyInTitles(t *testing.T) {
	for title, want := range map[string]string{
		"CEO of Northwind Systems":                                  "CEO",
		"Northwind Systems' Chief Executive Officer":                "Chief Executive Officer",
		"CHAIRMAN AND MANAGING DIRECTOR- NORTHWIND SYSTEMS LIMITED": "CHAIRMAN AND MANAGING DIRECTOR",
		"DIRECTOR FINANCE NORTHWIND SYSTEMS LIMITED":                "DIRECTOR FINANCE",
		"Chief Executive Officer of Northwind Systems Cable":        "Chief Executive Officer of Northwind Systems Cable",
		"Head of Systems": "Head of Systems",
	} {
		if got := cutCompany(title, "Northwind Systems, Inc."); got != want {
			t.Errorf("%q: %q, want %q", title, got, want)
		}
	}
}

// TestChiefOpens: a chief who opens the call himself is an executive.
func TestChiefOpens(t *testing.T) {
	tr := mustParse(t, `Northwind Systems (NWSY) Q2 2023 Earnings Call
July 25, 2023

Marcus Oyelaran: Good afternoon. I'm Marcus Oyelaran, CEO of Northwind Systems, and I'm joined by our CFO, Ines Castellanos. Today's remarks include forward-looking statements. Revenue was $412 million, up 9% year-over-year. I will turn the call over to Ines.

Ines Castellanos: Thank you, Marcus. Gross margin was 61.5%.

Operator: Our first question comes from Mei An with Alder & Finch.

Mei An -- Analyst -- Analyst: And how is demand?

Marcus Oyelaran: It is good.

Operator: This concludes today's conference call. You may now disconnect.
`)
	if who := tr.Speakers[tr.Turns[0].Speaker]; who.Role != RoleExecutive || who.Title != "CEO" && who.Title != "Chief Executive Officer" {
		t.Errorf("%+v", who)
	}
	if who := tr.Speakers[tr.Turns[3].Speaker]; who.Role != RoleAnalyst || who.Firm != "Alder & Finch" {
		t.Errorf("%+v", who)
	}
}
