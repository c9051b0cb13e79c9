package identity_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/callfacts/callfacts/services/parser/identity"
)

func TestSlug(t *testing.T) {
	for name, want := range map[string]string{
		"Northwind Systems":               "northwind-systems",
		"Northwind Systems, Inc.":         "northwind-systems",
		"The Northwind Systems Company":   "northwind-systems",
		"NORTHWIND SYSTEMS CORP":          "northwind-systems",
		"Northwind Systems Co., Ltd.":     "northwind-systems",
		"Northwind Group plc":             "northwind-group",
		"Öresund Værft A/S":               "oresund-vaerft-a-s",
		"Société Générale d'Énergie S.A.": "societe-generale-denergie",
		"Straßen & Brücken AG":            "strassen-and-brucken",
		"Łódź Sp. z o.o.":                 "lodz-sp-z-oo",
		"T.N.W. Holdings":                 "tnw-holdings",
		"3N":                              "3n",
		"Inc.":                            "inc",
		"Northwind\u00a0Systems":          "northwind-systems",
		"北風系統":                            "",
		"":                                "",
		"---":                             "",
		strings.Repeat("a", 70):           strings.Repeat("a", 63),
		strings.Repeat("northwind ", 10):  "northwind-northwind-northwind-northwind-northwind-northwind",
		strings.Repeat("x", 62) + " " + "northwind": strings.Repeat("x", 62),
	} {
		if got := identity.Slug(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

func TestMention(t *testing.T) {
	for _, test := range []struct {
		mention identity.Mention
		want    string
	}{
		{identity.Mention{}, "[]"},
		{identity.Mention{Name: "Northwind Systems, Inc.", Ticker: "nwsy", Exchange: "NasdaqGS"}, "[{listing NASDAQ:NWSY} {name northwind-systems}]"},
		{identity.Mention{Ticker: "NWS-B", Exchange: "New York Stock Exchange"}, "[{listing NYSE:NWS.B}]"},
		{identity.Mention{Ticker: "NWSY"}, "[{symbol NWSY}]"},
		{identity.Mention{Company: "nw", CIK: "0000123", Exchange: "NYSE"}, "[{hint nw} {cik 123}]"},
		{identity.Mention{Ticker: "X", Exchange: "NYSE American"}, "[{listing NYSEAMERICAN:X}]"},
	} {
		if got := fmt.Sprint(test.mention.Claims()); got != test.want {
			t.Errorf("%+v: %s, want %s", test.mention, got, test.want)
		}
	}
}

// member makes a member of its key and claims such as `name=northwind`.
func member(text string) identity.Member {
	words := strings.Fields(text)
	m := identity.Member{Key: words[0]}
	for _, word := range words[1:] {
		kind, value, _ := strings.Cut(word, "=")
		m.Claims = append(m.Claims, identity.Claim{Kind: identity.Kind(kind), Value: value})
	}
	return m
}

// grouped shows groups by their keys and names.
func grouped(members []identity.Member) string {
	var shown []string
	for _, group := range identity.Partition(members) {
		var keys []string
		var in []identity.Member
		for _, i := range group {
			keys, in = append(keys, members[i].Key), append(in, members[i])
		}
		slices.Sort(keys)
		shown = append(shown, strings.Join(keys, "")+":"+identity.CompanyName(in))
	}
	slices.Sort(shown)
	return strings.Join(shown, " ")
}

func TestPartition(t *testing.T) {
	for name, test := range map[string]struct {
		members []string
		want    string
	}{
		"a name alone":                   {[]string{"a name=nw", "b name=nw"}, "ab:nw"},
		"a ticker, two spellings":        {[]string{"a listing=NYSE:N name=nw-systems", "b listing=NYSE:N name=northwind"}, "ab:northwind"},
		"a bridge":                       {[]string{"a name=northwind", "b listing=NYSE:N name=northwind", "c listing=NYSE:N name=nw-systems"}, "abc:northwind"},
		"two tickers, one name":          {[]string{"a listing=NYSE:N name=nw", "b listing=NYSE:N.B name=nw"}, "ab:nw"},
		"two identifiers, one name":      {[]string{"a cik=1 name=nw", "b cik=2 name=nw"}, "a:nw b:nw"},
		"and one without":                {[]string{"a cik=2 name=nw", "b cik=1 name=nw", "c name=nw"}, "a:nw bc:nw"},
		"identifier over ticker":         {[]string{"a cik=1 listing=NYSE:N", "b cik=1 listing=NYSE:M", "c cik=2 listing=NYSE:M"}, "ab:unknown-a c:unknown-c"},
		"hints hold apart":               {[]string{"a hint=x name=nw", "b hint=y name=nw", "c name=nw"}, "ac:x b:y"},
		"a person's word over all":       {[]string{"a cik=1 merged=m", "b cik=2 merged=m"}, "ab:unknown-a"},
		"and what comes after it":        {[]string{"a cik=1 merged=m", "b cik=2 merged=m", "c cik=2", "d cik=1"}, "abcd:unknown-a"},
		"a bare ticker":                  {[]string{"a symbol=N", "b listing=NYSE:N name=nw"}, "ab:nw"},
		"bare tickers":                   {[]string{"a symbol=N name=x", "b symbol=N name=y"}, "ab:x"},
		"a bare ticker of two exchanges": {[]string{"a symbol=N name=x", "b listing=NYSE:N name=y", "c listing=LSE:N name=z"}, "a:x b:y c:z"},
		"a bare ticker and its name":     {[]string{"a symbol=N name=y", "b listing=NYSE:N name=y", "c listing=LSE:N name=z"}, "ab:y c:z"},
		"an alias":                       {[]string{"a name=x alias=y", "b name=y"}, "ab:x"},
		"nothing":                        {[]string{"abcdefgh1", "b"}, "abcdefgh1:unknown-abcdefgh b:unknown-b"},
	} {
		var members []identity.Member
		for _, text := range test.members {
			members = append(members, member(text))
		}
		for range 10 {
			rand.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
			if got := grouped(members); got != test.want {
				t.Errorf("%s: %s, want %s", name, got, test.want)
			}
		}
	}
}

// TestPartitionIsOfTheSet: random families in random orders, each with one
// answer; nothing that an identifier holds apart is ever joined.
func TestPartitionIsOfTheSet(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	kinds := []string{"hint", "cik", "lei", "isin", "listing", "alias", "name", "name", "symbol"}
	for range 2000 {
		var members []identity.Member
		for i := range 2 + random.IntN(6) {
			text := string(rune('a' + i))
			for range random.IntN(4) {
				kind := kinds[random.IntN(len(kinds))]
				value := string(rune('p' + random.IntN(3)))
				if kind == "listing" {
					value = "E" + string(rune('1'+random.IntN(2))) + ":" + value
				}
				if !strings.Contains(text, kind) {
					text += " " + kind + "=" + value
				}
			}
			members = append(members, member(text))
		}
		want := grouped(members)
		for range 5 {
			random.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
			if got := grouped(members); got != want {
				t.Fatalf("%v:\n%s\n%s", members, got, want)
			}
		}
		for _, group := range identity.Partition(members) {
			ciks := map[string]bool{}
			for _, i := range group {
				for _, c := range members[i].Claims {
					if c.Kind == identity.CIK {
						ciks[c.Value] = true
					}
				}
			}
			if len(ciks) > 1 {
				t.Fatalf("%v: two registrants in one company", members)
			}
		}
	}
}

func TestMatch(t *testing.T) {
	group := []identity.Member{member("a name=nw"), member("b listing=NYSE:N name=nw"), member("c listing=NYSE:N name=other"), member("d symbol=N")}
	for i, want := range []string{"{name nw} true", "{listing NYSE:N} true", "{listing NYSE:N} true", "{symbol N} true"} {
		claim, ok := identity.Match(group, i)
		if got := fmt.Sprint(claim, ok); got != want {
			t.Errorf("%s: %s, want %s", group[i].Key, got, want)
		}
	}
	if claim, ok := identity.Match(group[:1], 0); ok {
		t.Errorf("alone it matches by %v", claim)
	}
}

func TestCalls(t *testing.T) {
	q2 := identity.Event{Regular: true, Year: 2023, Period: "Q2", Date: "2023-07-25"}
	with := func(change func(*identity.Event)) identity.Event { e := q2; change(&e); return e }
	for name, test := range map[string]struct {
		other identity.Event
		same  bool
		names string
	}{
		"itself":             {q2, true, "[2023-q2 2023-07-25]"},
		"no date":            {with(func(e *identity.Event) { e.Date = "" }), true, "[2023-q2]"},
		"no period":          {with(func(e *identity.Event) { e.Year, e.Period = 0, "" }), true, "[2023-07-25]"},
		"the day after":      {with(func(e *identity.Event) { e.Date = "2023-07-26" }), true, "[2023-q2 2023-07-26]"},
		"weeks later":        {with(func(e *identity.Event) { e.Date = "2023-08-20" }), false, "[2023-q2 2023-08-20]"},
		"full year, one day": {with(func(e *identity.Event) { e.Period = "FY" }), true, "[2023-fy 2023-07-25]"},
		"another quarter":    {with(func(e *identity.Event) { e.Period, e.Date = "Q3", "2023-10-25" }), false, "[2023-q3 2023-10-25]"},
		"a conference":       {with(func(e *identity.Event) { e.Regular = false }), false, "[2023-07-25]"},
		"neither":            {identity.Event{Regular: true}, false, "[doc-01234567]"},
	} {
		if got := q2.SameCall(test.other); got != test.same || test.other.SameCall(q2) != got {
			t.Errorf("%s: same %v", name, got)
		}
		if got := fmt.Sprint(test.other.Names("0123456789abcdef")); got != test.names {
			t.Errorf("%s: %s, want %s", name, got, test.names)
		}
	}
	if (identity.Event{Regular: true}).SameCall(identity.Event{Regular: true}) {
		t.Error("two documents that tell nothing are one call")
	}
}

func TestEffectiveTime(t *testing.T) {
	at := func(text string) time.Time {
		if text == "" {
			return time.Time{}
		}
		when, err := time.Parse(time.RFC3339Nano, text)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	accepted := at("2026-01-01T00:00:00Z")
	for _, test := range []struct{ published, start, date, want string }{
		{"2012-04-25T08:00:00Z", "2012-04-24T21:00:00Z", "2012-04-24", "2012-04-25T08:00:00Z"},
		{"", "2012-04-24T17:00:00-04:00", "2012-04-24", "2012-04-24T21:00:00Z"},
		{"", "", "2012-04-24", "2012-04-24T23:59:59.999999Z"},
		{"", "", "", "2026-01-01T00:00:00Z"},
	} {
		if got := identity.EffectiveTime(at(test.published), at(test.start), test.date, accepted); got.Format(time.RFC3339Nano) != test.want {
			t.Errorf("%+v: %s", test, got)
		}
	}
}
