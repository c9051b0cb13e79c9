package wire

import (
	"errors"
	"fmt"
	"strings"
	"time"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/decimal"
	"github.com/callfacts/callfacts/internal/fact"
	"github.com/callfacts/callfacts/internal/quantity"
	"github.com/callfacts/callfacts/internal/transcript"
)

// Said is what a fact takes from its transcript: who says it, in which words.
type Said struct {
	SpeakerID   string
	SpeakerName string // empty if unidentified
	Quote       string // the bytes of Evidence.Quote
}

// SaidIn looks up what a fact takes from its transcript.
func SaidIn(t *transcript.Transcript, f *fact.Fact) Said {
	speaker := &t.Speakers[f.Speaker]
	return Said{SpeakerID: speaker.ID, SpeakerName: speaker.Name, Quote: f.Evidence.Quote.Of(t.Text)}
}

// Facts are the messages of the facts of a transcript, in their order.
func Facts(t *transcript.Transcript, facts []fact.Fact) []*metricsv1.Fact {
	out := make([]*metricsv1.Fact, len(facts))
	for i := range facts {
		out[i] = Fact(&facts[i], SaidIn(t, &facts[i]))
	}
	return out
}

// Fact is the message of a fact, named `facts/{id}`. What only a service knows
// (the whole name, the times) is left to it. Of the rules, the first stands in
// the message; the alternatives that were discarded do not.
func Fact(f *fact.Fact, said Said) *metricsv1.Fact {
	m := &metricsv1.Fact{
		Name:        "facts/" + f.ID,
		Concept:     f.Concept,
		Measure:     metricsv1.Measure(f.Measure),
		Status:      metricsv1.FactStatus(f.Status),
		Comparison:  metricsv1.Comparison(f.Comparison),
		Basis:       metricsv1.Basis(f.Basis),
		BasisSource: metricsv1.BasisSource(f.BasisSource),
		Value:       Quantity(&f.Value),
		Period:      Period(f.Period),
		Speaker:     said.SpeakerID,
		SpeakerRole: parserv1.SpeakerRole(f.Role),
		SpeakerName: said.SpeakerName,
		Turn:        int32(f.Turn),
		Evidence: &metricsv1.Evidence{
			Value: span(f.Evidence.Value), Sign: span(f.Evidence.Sign), Bound: span(f.Evidence.Bound), Unit: span(f.Evidence.Unit),
			Concept: span(f.Evidence.Concept), Period: span(f.Evidence.Period),
			Comparison: span(f.Evidence.Comparison), Basis: span(f.Evidence.Basis),
			Quote: said.Quote, QuoteSpan: span(f.Evidence.Quote),
		},
	}
	if len(f.Rules) > 0 {
		m.Rule = f.Rules[0].Rule
	}
	for _, d := range f.Dimensions {
		m.Dimensions = append(m.Dimensions, &metricsv1.Dimension{Axis: metricsv1.Axis(d.Axis), Member: d.Member})
		m.Evidence.Dimensions = append(m.Evidence.Dimensions, &parserv1.Span{Start: d.Span.Start, End: d.Span.End})
	}
	for _, q := range f.Qualifiers {
		m.Qualifiers = append(m.Qualifiers, metricsv1.Qualifier(q))
	}
	return m
}

// Quantity is the message of a number expression.
func Quantity(q *quantity.Quantity) *metricsv1.Quantity {
	m := &metricsv1.Quantity{Unit: q.Unit, Bound: metricsv1.Bound(q.Bound)}
	if q.HasLow {
		m.Low = q.Low.String()
	}
	if q.HasHigh {
		m.High = q.High.String()
	}
	if q.Precision.Sign() != 0 {
		m.Precision = q.Precision.String()
	}
	return m
}

// Period is the message of a period, nil where the text does not tell it.
func Period(p fact.Period) *metricsv1.Period {
	if p == (fact.Period{}) {
		return nil
	}
	return &metricsv1.Period{Label: p.Label, StartDate: p.Start, EndDate: p.End, CalendarQuarter: calendarQuarter(p)}
}

// calendarQuarter is the calendar quarter that holds the middle of a fiscal
// quarter whose days are known, such as "2012Q1". Longer periods have none.
func calendarQuarter(p fact.Period) string {
	if len(p.Label) != len("2012Q1") || p.Label[4] != 'Q' {
		return ""
	}
	end, err := time.Parse(time.DateOnly, p.End)
	if err != nil {
		return ""
	}
	middle := end.AddDate(0, 0, -45) // of the quarter that a level closes
	if start, err := time.Parse(time.DateOnly, p.Start); err == nil {
		middle = start.Add(end.Sub(start) / 2)
	}
	return fmt.Sprintf("%dQ%d", middle.Year(), (int(middle.Month())+2)/3)
}

// Numerals are the messages of a ledger, in its order.
func Numerals(ledger []fact.Numeral) []*metricsv1.Numeral {
	out := make([]*metricsv1.Numeral, len(ledger))
	for i, n := range ledger {
		out[i] = &metricsv1.Numeral{Span: span(n.Span), Turn: int32(n.Turn), Fate: metricsv1.NumeralFate(n.Fate), Reason: n.Reason}
	}
	return out
}

// ToFacts are the facts of messages, of the transcript t. The error is an *Error
// whose path begins with `facts[i]`.
func ToFacts(t *transcript.Transcript, messages []*metricsv1.Fact) ([]fact.Fact, error) {
	out := make([]fact.Fact, len(messages))
	for i, m := range messages {
		f, err := ToFact(t, m)
		if err != nil {
			var at *Error
			if errors.As(err, &at) {
				err = &Error{Path: fmt.Sprintf("facts[%d].%s", i, at.Path), Message: at.Message}
			}
			return nil, err
		}
		out[i] = *f
	}
	return out, nil
}

// ToFact is the fact of a message, of the transcript t. The error is an *Error.
func ToFact(t *transcript.Transcript, m *metricsv1.Fact) (*fact.Fact, error) {
	p := &places{text: t.Text}
	f := &fact.Fact{
		ID:          m.GetName()[strings.LastIndexByte(m.GetName(), '/')+1:],
		Concept:     m.GetConcept(),
		Measure:     fact.Measure(m.GetMeasure()),
		Status:      fact.Status(m.GetStatus()),
		Comparison:  fact.Comparison(m.GetComparison()),
		Basis:       fact.Basis(m.GetBasis()),
		BasisSource: fact.BasisSource(m.GetBasisSource()),
		Value:       toQuantity(p, m.GetValue()),
		Period:      fact.Period{Label: m.GetPeriod().GetLabel(), Start: m.GetPeriod().GetStartDate(), End: m.GetPeriod().GetEndDate()},
		Role:        transcript.Role(m.GetSpeakerRole()),
		Turn:        int(m.GetTurn()),
		Evidence:    toEvidence(p, m.GetEvidence()),
	}
	f.Value.Span, f.Value.SignSpan, f.Value.BoundSpan, f.Value.UnitSpan = f.Evidence.Value, f.Evidence.Sign, f.Evidence.Bound, f.Evidence.Unit
	checkEnums(p, m)
	if f.Turn < 0 || f.Turn >= len(t.Turns) {
		p.fault(fmt.Sprintf("there is no turn %d", f.Turn), "turn")
	}
	f.Speaker = -1
	for i := range t.Speakers {
		if t.Speakers[i].ID == m.GetSpeaker() {
			f.Speaker = i
		}
	}
	if f.Speaker < 0 {
		p.fault(fmt.Sprintf("%q is no speaker's id", m.GetSpeaker()), "speaker")
	}
	if m.GetRule() != "" {
		f.Rules = []fact.Step{{Rule: m.GetRule()}}
	}
	f.Dimensions = toDimensions(p, m)
	for i, q := range m.GetQualifiers() {
		if !defined(q, metricsv1.Qualifier_name) {
			p.fault("is no qualifier", "qualifiers[%d]", i)
		}
		f.Qualifiers = append(f.Qualifiers, fact.Qualifier(q))
	}
	if err := p.result(); err != nil {
		return nil, err
	}
	return f, nil
}

// toDimensions reads dimensions with their evidence, one span for each.
func toDimensions(p *places, m *metricsv1.Fact) (out []fact.Dimension) {
	said := m.GetEvidence().GetDimensions()
	if len(said) != len(m.GetDimensions()) {
		p.fault(fmt.Sprintf("holds %d spans for %d dimensions", len(said), len(m.GetDimensions())), "evidence.dimensions")
		return nil
	}
	for i, d := range m.GetDimensions() {
		if !defined(d.GetAxis(), metricsv1.Axis_name) {
			p.fault("is no axis", "dimensions[%d].axis", i)
		}
		at := p.required(said[i], "evidence.dimensions[%d]", i)
		out = append(out, fact.Dimension{Axis: fact.Axis(d.GetAxis()), Member: d.GetMember(), Span: at})
	}
	return out
}

func checkEnums(p *places, m *metricsv1.Fact) {
	switch {
	case !defined(m.GetMeasure(), metricsv1.Measure_name):
		p.fault("is no measure", "measure")
	case !defined(m.GetStatus(), metricsv1.FactStatus_name):
		p.fault("is no status", "status")
	case !defined(m.GetComparison(), metricsv1.Comparison_name):
		p.fault("is no comparison", "comparison")
	case !defined(m.GetBasis(), metricsv1.Basis_name):
		p.fault("is no basis", "basis")
	case !defined(m.GetBasisSource(), metricsv1.BasisSource_name):
		p.fault("is no source of a basis", "basis_source")
	case !defined(m.GetSpeakerRole(), parserv1.SpeakerRole_name):
		p.fault("is no role", "speaker_role")
	case !defined(m.GetValue().GetBound(), metricsv1.Bound_name):
		p.fault("is no bound", "value.bound")
	}
}

func toQuantity(p *places, m *metricsv1.Quantity) quantity.Quantity {
	read := func(s, path string) (decimal.Decimal, bool) {
		if s == "" {
			return decimal.Decimal{}, false
		}
		d, err := decimal.Parse(s)
		if err != nil {
			p.fault(fmt.Sprintf("%q is no decimal of at most 18 digits", s), "value.%s", path)
		}
		return d, true
	}
	q := quantity.Quantity{Unit: m.GetUnit(), Bound: quantity.Bound(m.GetBound())}
	q.Low, q.HasLow = read(m.GetLow(), "low")
	q.High, q.HasHigh = read(m.GetHigh(), "high")
	q.Precision, _ = read(m.GetPrecision(), "precision")
	if q.HasLow && q.HasHigh && q.Low.Cmp(q.High) > 0 {
		p.fault("is below low", "value.high")
	}
	return q
}

func toEvidence(p *places, m *metricsv1.Evidence) fact.Evidence {
	e := fact.Evidence{
		Value:      p.required(m.GetValue(), "evidence.value"),
		Sign:       p.optional(m.GetSign(), "evidence.sign"),
		Bound:      p.optional(m.GetBound(), "evidence.bound"),
		Unit:       p.optional(m.GetUnit(), "evidence.unit"),
		Concept:    p.optional(m.GetConcept(), "evidence.concept"),
		Period:     p.optional(m.GetPeriod(), "evidence.period"),
		Comparison: p.optional(m.GetComparison(), "evidence.comparison"),
		Basis:      p.optional(m.GetBasis(), "evidence.basis"),
		Quote:      p.required(m.GetQuoteSpan(), "evidence.quote_span"),
	}
	if e.Quote.Of(p.text) != m.GetQuote() {
		p.fault("is not what quote_span covers", "evidence.quote")
	}
	return e
}

// ToNumerals are the ledger's rows of messages, of the transcript t. The facts
// that a row is part of are not in a message. The error is an *Error whose path
// begins with `numerals[i]`.
func ToNumerals(t *transcript.Transcript, messages []*metricsv1.Numeral) ([]fact.Numeral, error) {
	p := &places{text: t.Text}
	out := make([]fact.Numeral, len(messages))
	for i, m := range messages {
		out[i] = fact.Numeral{
			Span: p.required(m.GetSpan(), "numerals[%d].span", i),
			Turn: int(m.GetTurn()), Fate: fact.Fate(m.GetFate()), Reason: m.GetReason(),
		}
		if out[i].Turn < 0 || out[i].Turn >= len(t.Turns) {
			p.fault(fmt.Sprintf("there is no turn %d", out[i].Turn), "numerals[%d].turn", i)
		}
		if !defined(m.GetFate(), metricsv1.NumeralFate_name) {
			p.fault("is no fate", "numerals[%d].fate", i)
		}
	}
	if err := p.result(); err != nil {
		return nil, err
	}
	return out, nil
}
