package wire_test

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/concept"
	"github.com/callfacts/callfacts/internal/decimal"
	"github.com/callfacts/callfacts/internal/fact"
	"github.com/callfacts/callfacts/internal/quantity"
	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/transcript"
	"github.com/callfacts/callfacts/internal/wire"
)

func samples(t testing.TB) map[string]string {
	t.Helper()
	files, err := filepath.Glob("../transcript/testdata/*.txt")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d samples: %v", len(files), err)
	}
	out := map[string]string{}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		out[filepath.Base(f)] = string(b)
	}
	return out
}

func parse(t testing.TB, text string) *transcript.Transcript {
	t.Helper()
	parsed, err := transcript.Parse(transcript.Document{Text: text})
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

// throughBytes sends a message over a wire of its own.
func throughBytes[M proto.Message](t testing.TB, m M) M {
	t.Helper()
	b, err := proto.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	out := m.ProtoReflect().New().Interface().(M)
	if err := proto.Unmarshal(b, out); err != nil {
		t.Fatal(err)
	}
	return out
}

// bare makes empty lists nil, as a message has them.
func bare(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		bare(v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				bare(v.Field(i))
			}
		}
	case reflect.Slice:
		if v.Len() == 0 {
			v.SetZero()
		}
		for i := range v.Len() {
			bare(v.Index(i))
		}
	}
}

// equal compares what two structs hold for others; what a transcript keeps to itself is
// made of that.
func equal(a, b any) bool {
	bare(reflect.ValueOf(a))
	bare(reflect.ValueOf(b))
	x, y := reflect.Indirect(reflect.ValueOf(a)), reflect.Indirect(reflect.ValueOf(b))
	if x.Kind() != reflect.Struct || x.Type() != y.Type() {
		return reflect.DeepEqual(a, b)
	}
	for i := range x.NumField() {
		if x.Type().Field(i).IsExported() && !reflect.DeepEqual(x.Field(i).Interface(), y.Field(i).Interface()) {
			return false
		}
	}
	return true
}

// TestTranscript: what the parser makes of every layout is the same after the wire.
func TestTranscript(t *testing.T) {
	for name, text := range samples(t) {
		t.Run(name, func(t *testing.T) {
			want := parse(t, text)
			got, err := wire.ToTranscript(throughBytes(t, wire.Transcript(want)))
			if err != nil {
				t.Fatal(err)
			}
			if !equal(got, want) {
				t.Errorf("after the wire:\n%+v\nbefore:\n%+v", got, want)
			}
		})
	}
}

// FuzzTranscript: whatever the parser takes is the same after the wire.
func FuzzTranscript(f *testing.F) {
	for _, text := range samples(f) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if text != strings.ToValidUTF8(text, "") {
			return
		}
		want, err := transcript.Parse(transcript.Document{Text: text})
		if err != nil {
			return
		}
		got, err := wire.ToTranscript(throughBytes(t, wire.Transcript(want)))
		if err != nil {
			t.Fatal(err)
		}
		if !equal(got, want) {
			t.Error("other after the wire")
		}
	})
}

// FuzzMessage: a message from anybody is either refused, naming the field, or
// the same after a way through the engine's types; nothing panics.
func FuzzMessage(f *testing.F) {
	for _, text := range samples(f) {
		b, err := proto.Marshal(wire.Transcript(parse(f, text)))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		m := &parserv1.Transcript{}
		if proto.Unmarshal(b, m) != nil {
			return
		}
		first, err := wire.ToTranscript(m)
		if err != nil {
			var fault *wire.Error
			if !errors.As(err, &fault) || fault.Path == "" {
				t.Errorf("no field is named: %v", err)
			}
			return
		}
		second, err := wire.ToTranscript(throughBytes(t, wire.Transcript(first)))
		if err != nil {
			t.Fatal(err)
		}
		if !equal(first, second) {
			t.Error("other after the wire")
		}
	})
}

// TestTranscriptRefuses: what points nowhere is refused with its path.
func TestTranscriptRefuses(t *testing.T) {
	text := samples(t)["seeking_alpha_lists.txt"]
	good := wire.Transcript(parse(t, text+"\n\u00e9"))
	last := len(good.GetSegments()) - 1
	for path, spoil := range map[string]func(m *parserv1.Transcript){
		"text_sha256":               func(m *parserv1.Transcript) { m.TextSha256 = strings.Repeat("0", 64) },
		"segments":                  func(m *parserv1.Transcript) { m.Segments = m.Segments[:last] },
		"segments[1].span":          func(m *parserv1.Transcript) { m.Segments[1] = m.Segments[0] },
		"segments[0].kind":          func(m *parserv1.Transcript) { m.Segments[0].Kind = 0 },
		"segments[1].kind":          func(m *parserv1.Transcript) { m.Segments[1].Kind = 77 },
		"turns[0].span":             func(m *parserv1.Transcript) { m.Turns[0].Span = nil },
		"turns[1].span":             func(m *parserv1.Transcript) { m.Turns[1].Span = m.Turns[0].Span },
		"turns[2].span":             func(m *parserv1.Transcript) { m.Turns[2].Span.End = 1 << 30 },
		"turns[0].speaker":          func(m *parserv1.Transcript) { m.Turns[0].Speaker = "s99" },
		"turns[0].section":          func(m *parserv1.Transcript) { m.Turns[0].Section = 9 },
		"turns[1].safe_harbor[0]":   func(m *parserv1.Transcript) { m.Turns[1].SafeHarbor = []*parserv1.Span{m.Turns[0].Span} },
		"speakers[1].id":            func(m *parserv1.Transcript) { m.Speakers[1].Id = m.Speakers[0].Id },
		"speakers[0].role":          func(m *parserv1.Transcript) { m.Speakers[0].Role = -1 },
		"speakers[0].status":        func(m *parserv1.Transcript) { m.Speakers[0].Status = 12 },
		"speakers[0].candidates[0]": func(m *parserv1.Transcript) { m.Speakers[0].Candidates = []string{"x"} },
		"exchanges[0]":              func(m *parserv1.Transcript) { m.Exchanges[0].LastTurn = 10000 },
		"exchanges[0].questioner":   func(m *parserv1.Transcript) { m.Exchanges[0].Questioner = "" },
		"exchanges[0].answerers[0]": func(m *parserv1.Transcript) { m.Exchanges[0].Answerers = []string{"x"} },
		"event.fiscal_quarter":      func(m *parserv1.Transcript) { m.Event.FiscalQuarter = 5 },
		"field_evidence[0].span":    func(m *parserv1.Transcript) { m.FieldEvidence[0].Span = &parserv1.Span{Start: 3, End: 3} },
		"warnings[0].span": func(m *parserv1.Transcript) {
			m.Warnings = []*parserv1.Warning{{Span: &parserv1.Span{Start: -1, End: 3}}}
		},
		"conflicts[0].span": func(m *parserv1.Transcript) {
			m.Conflicts = []*parserv1.Conflict{{Span: &parserv1.Span{Start: int32(len(m.Text)) - 1, End: int32(len(m.Text))}}}
		},
		"speakers[0].evidence[0].span": func(m *parserv1.Transcript) {
			m.Speakers[0].Evidence = []*parserv1.SpeakerEvidence{{Span: &parserv1.Span{Start: 5, End: 2}}}
		},
	} {
		m := proto.CloneOf(good)
		spoil(m)
		_, err := wire.ToTranscript(m)
		var fault *wire.Error
		if !errors.As(err, &fault) || fault.Path != path {
			t.Errorf("%s: %v", path, err)
		}
	}
	if _, err := wire.ToTranscript(nil); err != nil {
		t.Errorf("an empty transcript is one without anything: %v", err)
	}
}

// TestSegmentTurns: speech outside of its turn, and turns that are not there.
func TestSegmentTurns(t *testing.T) {
	good := wire.Transcript(parse(t, samples(t)["seeking_alpha_lists.txt"]))
	speech := 0
	for good.GetSegments()[speech].GetKind() != parserv1.SegmentKind_SEGMENT_KIND_SPEECH {
		speech++
	}
	for name, turn := range map[string]*int32{"none": nil, "another": proto.Int32(5), "beyond": proto.Int32(5000), "negative": proto.Int32(-2)} {
		m := proto.CloneOf(good)
		m.Segments[speech].Turn = turn
		if _, err := wire.ToTranscript(m); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

func sampleFacts(t testing.TB, call *transcript.Transcript) []fact.Fact {
	t.Helper()
	turn := 0
	for i, x := range call.Turns {
		if x.Span.Len() > 60 {
			turn = i
		}
	}
	at := call.Turns[turn].Span.Start
	place := func(from, to int32) source.Span { return source.Span{Start: at + from, End: at + to} }
	return []fact.Fact{{
		ID: "0123456789abcdef", Concept: "revenue", Measure: fact.MeasureShare, Status: fact.StatusGuidance,
		Comparison: fact.ComparisonOther, Basis: fact.BasisNonGAAP, BasisSource: fact.BasisSourceBlanket,
		Value: quantity.Quantity{
			Low: decimal.Must("4200000000"), HasLow: true, High: decimal.Must("4.250"), Unit: "USD", Bound: quantity.BoundAtLeast,
			Precision: decimal.Must("50000000"), Span: place(0, 5), SignSpan: place(6, 8), BoundSpan: place(9, 10), UnitSpan: place(11, 12),
		},
		Period:     fact.Period{Label: "2012Q1", Start: "2012-01-01", End: "2012-03-31"},
		Dimensions: []fact.Dimension{{Axis: fact.AxisGeography, Member: "Americas", Span: place(21, 22)}, {Axis: fact.AxisOther, Member: "x", Span: place(3, 4)}},
		Qualifiers: []fact.Qualifier{fact.QualifierOrganic, fact.QualifierAnnualized},
		Speaker:    call.Turns[turn].Speaker, Role: call.Speakers[call.Turns[turn].Speaker].Role, Turn: turn,
		Evidence: fact.Evidence{
			Value: place(0, 5), Sign: place(6, 8), Bound: place(9, 10), Unit: place(11, 12), Concept: place(13, 14),
			Period: place(15, 16), Comparison: place(17, 18), Basis: place(19, 20), Quote: place(0, 40),
		},
		Rules: []fact.Step{{Rule: "list-shares-head"}},
	}, {
		ID: "fedcba9876543210", Concept: "gross_margin",
		Value:   quantity.Quantity{High: decimal.Must("-0.05"), HasHigh: true, Unit: "percent", Span: place(2, 3)},
		Speaker: call.Turns[turn].Speaker, Turn: turn, Evidence: fact.Evidence{Value: place(2, 3), Quote: place(0, 9)},
	}}
}

// TestFacts: facts are the same after the wire, but for what Fact says is lost.
func TestFacts(t *testing.T) {
	call := parse(t, samples(t)["seeking_alpha_lists.txt"])
	want := sampleFacts(t, call)
	want[0].Value.High = decimal.Decimal{}
	messages := wire.Facts(call, want)
	for i := range messages {
		messages[i] = throughBytes(t, messages[i])
	}
	got, err := wire.ToFacts(call, messages)
	if err != nil {
		t.Fatal(err)
	}
	if !equal(&got, &want) {
		t.Errorf("after the wire:\n%+v\nbefore:\n%+v", got, want)
	}
	first := messages[0]
	quote := want[0].Evidence.Quote.Of(call.Text)
	if first.GetEvidence().GetQuote() != quote || first.GetPeriod().GetCalendarQuarter() != "2012Q1" || first.GetName() != "facts/0123456789abcdef" {
		t.Errorf("%v", first)
	}
	if first.GetValue().GetHigh() != "" || first.GetValue().GetLow() != "4200000000" {
		t.Errorf("%v", first.GetValue())
	}
}

func TestCalendarQuarter(t *testing.T) {
	for _, c := range []struct{ label, start, end, want string }{
		{"2012Q1", "2011-10-01", "2011-12-31", "2011Q4"},
		{"2012Q1", "2011-11-27", "2012-02-25", "2012Q1"},
		{"2012Q3", "2012-02-01", "2012-04-30", "2012Q1"},
		{"2012Q1", "", "2011-10-31", "2011Q3"},
		{"2012Q1", "", "", ""},
		{"2012FY", "2012-01-01", "2012-12-31", ""},
		{"LT", "", "", ""},
	} {
		got := wire.Period(fact.Period{Label: c.label, Start: c.start, End: c.end}).GetCalendarQuarter()
		if got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
	if wire.Period(fact.Period{}) != nil {
		t.Error("no period is none")
	}
}

func TestFactsRefuse(t *testing.T) {
	call := parse(t, samples(t)["seeking_alpha_lists.txt"])
	good := wire.Facts(call, sampleFacts(t, call))
	for path, spoil := range map[string]func(m *metricsv1.Fact){
		"speaker":                func(m *metricsv1.Fact) { m.Speaker = "nobody" },
		"turn":                   func(m *metricsv1.Fact) { m.Turn = -1 },
		"measure":                func(m *metricsv1.Fact) { m.Measure = 9 },
		"status":                 func(m *metricsv1.Fact) { m.Status = 9 },
		"comparison":             func(m *metricsv1.Fact) { m.Comparison = 9 },
		"basis":                  func(m *metricsv1.Fact) { m.Basis = 9 },
		"basis_source":           func(m *metricsv1.Fact) { m.BasisSource = 9 },
		"speaker_role":           func(m *metricsv1.Fact) { m.SpeakerRole = 9 },
		"value.bound":            func(m *metricsv1.Fact) { m.Value.Bound = 9 },
		"value.low":              func(m *metricsv1.Fact) { m.Value.Low = "1e9" },
		"value.high":             func(m *metricsv1.Fact) { m.Value.High = "1" },
		"dimensions[0].axis":     func(m *metricsv1.Fact) { m.Dimensions[0].Axis = 40 },
		"evidence.dimensions":    func(m *metricsv1.Fact) { m.Evidence.Dimensions = m.Evidence.Dimensions[1:] },
		"evidence.dimensions[1]": func(m *metricsv1.Fact) { m.Evidence.Dimensions[1] = &parserv1.Span{} },
		"qualifiers[1]":          func(m *metricsv1.Fact) { m.Qualifiers[1] = 40 },
		"evidence.value":         func(m *metricsv1.Fact) { m.Evidence.Value = nil },
		"evidence.sign":          func(m *metricsv1.Fact) { m.Evidence.Sign.End = 1 << 30 },
		"evidence.quote":         func(m *metricsv1.Fact) { m.Evidence.Quote = "invented" },
		"evidence.quote_span":    func(m *metricsv1.Fact) { m.Evidence.QuoteSpan = nil },
	} {
		m := proto.CloneOf(good[0])
		spoil(m)
		_, err := wire.ToFacts(call, []*metricsv1.Fact{good[1], m})
		var fault *wire.Error
		if !errors.As(err, &fault) || fault.Path != "facts[1]."+path && !strings.HasPrefix(path, "evidence.quote") {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestNumerals(t *testing.T) {
	call := parse(t, samples(t)["seeking_alpha_lists.txt"])
	want := []fact.Numeral{
		{Span: call.Turns[1].Span, Turn: 1, Fate: fact.FateRejected, Reason: "date"},
		{Span: call.Turns[2].Span, Turn: 2, Fate: fact.FateUnresolved},
	}
	messages := wire.Numerals(want)
	got, err := wire.ToNumerals(call, messages)
	if err != nil || !equal(&got, &want) {
		t.Errorf("%+v, %v", got, err)
	}
	for path, bad := range map[string]*metricsv1.Numeral{
		"numerals[0].span": {},
		"numerals[0].turn": {Span: messages[0].GetSpan(), Turn: 4000},
		"numerals[0].fate": {Span: messages[0].GetSpan(), Fate: 40},
	} {
		_, err := wire.ToNumerals(call, []*metricsv1.Numeral{bad})
		var fault *wire.Error
		if !errors.As(err, &fault) || fault.Path != path {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// TestConcepts: every concept of the taxonomy says its kind of unit and its
// phrases in words.
func TestConcepts(t *testing.T) {
	for i := range concept.Standard().Concepts {
		c := &concept.Standard().Concepts[i]
		m := throughBytes(t, wire.Concept(c))
		if m.GetUnitKind() == metricsv1.UnitKind_UNIT_KIND_UNSPECIFIED || m.GetLabel() == "" {
			t.Errorf("%v", m)
		}
		if len(c.Phrases) > 0 && len(m.GetAliases()) == 0 || strings.ContainsAny(strings.Join(m.GetAliases(), ""), "{|}()") {
			t.Errorf("%s: aliases %q", c.ID, m.GetAliases())
		}
		back, err := wire.ToConcept(m)
		if err != nil {
			t.Errorf("%s: %v", c.ID, err)
			continue
		}
		if again := wire.Concept(back); !proto.Equal(again, m) {
			t.Errorf("after the wire: %v, before: %v", again, m)
		}
	}
	for path, m := range map[string]*metricsv1.Concept{
		"id":         {},
		"unit_kind":  {Id: "x"},
		"aliases[0]": {Id: "x", UnitKind: metricsv1.UnitKind_UNIT_KIND_COUNT, Aliases: []string{"{a|b}"}},
	} {
		_, err := wire.ToConcept(m)
		var fault *wire.Error
		if !errors.As(err, &fault) || fault.Path != path {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// TestEnumerations: the engine's values carry the numbers of the messages.
func TestEnumerations(t *testing.T) {
	for name, pair := range map[string][2]string{
		"event":      {parserv1.EventKind(transcript.EventOther).String(), "EVENT_KIND_OTHER"},
		"segment":    {parserv1.SegmentKind(transcript.SegmentUnparsed).String(), "SEGMENT_KIND_UNPARSED"},
		"speech":     {parserv1.SegmentKind(transcript.SegmentSpeech).String(), "SEGMENT_KIND_SPEECH"},
		"operator":   {parserv1.SpeakerRole(transcript.RoleOperator).String(), "SPEAKER_ROLE_OPERATOR"},
		"analyst":    {parserv1.SpeakerRole(transcript.RoleAnalyst).String(), "SPEAKER_ROLE_ANALYST"},
		"status":     {parserv1.SpeakerStatus(transcript.StatusUnidentified).String(), "SPEAKER_STATUS_UNIDENTIFIED"},
		"section":    {parserv1.Section(transcript.SectionClosing).String(), "SECTION_CLOSING"},
		"measure":    {metricsv1.Measure(fact.MeasureShare).String(), "MEASURE_SHARE"},
		"growth":     {metricsv1.Measure(fact.MeasureGrowth).String(), "MEASURE_GROWTH"},
		"fact":       {metricsv1.FactStatus(fact.StatusHypothetical).String(), "FACT_STATUS_HYPOTHETICAL"},
		"guidance":   {metricsv1.FactStatus(fact.StatusGuidance).String(), "FACT_STATUS_GUIDANCE"},
		"comparison": {metricsv1.Comparison(fact.ComparisonYearOverYear).String(), "COMPARISON_YEAR_OVER_YEAR"},
		"basis":      {metricsv1.Basis(fact.BasisNonGAAP).String(), "BASIS_NON_GAAP"},
		"source":     {metricsv1.BasisSource(fact.BasisSourceRepeat).String(), "BASIS_SOURCE_REPEAT"},
		"bound":      {metricsv1.Bound(quantity.BoundAtMost).String(), "BOUND_AT_MOST"},
		"least":      {metricsv1.Bound(quantity.BoundAtLeast).String(), "BOUND_AT_LEAST"},
		"axis":       {metricsv1.Axis(fact.AxisOther).String(), "AXIS_OTHER"},
		"customer":   {metricsv1.Axis(fact.AxisCustomer).String(), "AXIS_CUSTOMER"},
		"qualifier":  {metricsv1.Qualifier(fact.QualifierAnnualized).String(), "QUALIFIER_ANNUALIZED"},
		"fate":       {metricsv1.NumeralFate(fact.FateUnresolved).String(), "NUMERAL_FATE_UNRESOLVED"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: %s, want %s", name, pair[0], pair[1])
		}
	}
}

// TestJSON: the shape that the DESIGN promises its readers.
func TestJSON(t *testing.T) {
	call := parse(t, samples(t)["seeking_alpha_lists.txt"])
	b, err := protojson.Marshal(wire.Transcript(call))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"textSha256"`, `"fiscalQuarter"`, `"SPEAKER_ROLE_OPERATOR"`, `"SECTION_QUESTIONS_AND_ANSWERS"`, `"firstTurn"`} {
		if !strings.Contains(string(b), want) {
			t.Errorf("%s is not in it", want)
		}
	}
}
