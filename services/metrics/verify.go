package metrics

import (
	"context"
	"fmt"
	"strings"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/decimal"
	"github.com/callfacts/callfacts/internal/fact"
	"github.com/callfacts/callfacts/internal/quantity"
	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/wire"
	"github.com/callfacts/callfacts/services/metrics/store"
)

// VerifyEvidence reads the evidence of facts again.
func (s *Server) VerifyEvidence(ctx context.Context, request *metricsv1.VerifyEvidenceRequest) (*metricsv1.VerifyEvidenceResponse, error) {
	// The facts of now; zero is the present.
	found, err := s.facts(ctx, instant(nil), request.GetNames()...)
	if err != nil {
		return nil, err
	}
	texts := make(map[string]string)
	response := &metricsv1.VerifyEvidenceResponse{}
	for i := range found {
		f := &found[i]
		text, ok := texts[f.Transcript]
		if !ok {
			got, err := s.parser.GetTranscript(ctx, &parserv1.GetTranscriptRequest{
				Name: "companies/-/calls/-/transcripts/" + f.Transcript, View: parserv1.TranscriptView_TRANSCRIPT_VIEW_FULL,
			})
			if err != nil {
				return nil, notFound(err, "FACT_NOT_FOUND", request.GetNames()[i])
			}
			text = got.GetTranscript().GetText()
			texts[f.Transcript] = text
		}
		response.Verifications = append(response.Verifications, verify(f, text))
	}
	return response, nil
}

// verify reads a fact's evidence from a text.
func verify(f *store.Fact, text string) *metricsv1.Verification {
	m := &metricsv1.Verification{Name: factMessage(f).GetName(), Stated: wire.Quantity(&f.Value)}
	e := &f.Evidence
	spans := []source.Span{e.Value, e.Sign, e.Bound, e.Unit, e.Quote}
	for _, d := range f.Dimensions {
		spans = append(spans, d.Span)
	}
	for _, at := range spans {
		if int(at.End) > len(text) || at.Start > at.End {
			m.Reason = fmt.Sprintf("[%d, %d) lies outside of the text", at.Start, at.End)
			return m
		}
	}
	if e.Quote.Of(text) != f.Quote {
		m.Reason = "the text has something else where the quote stood"
		return m
	}
	for _, d := range f.Dimensions {
		if !fact.Standard().Names(text, d) {
			m.Reason = fmt.Sprintf("%q does not name %s", d.Span.Of(text), d.Member)
			return m
		}
	}
	// The sign is looked at below: a word such as "declined" gives it to growth
	// and change only, and one such as "grew" leaves it as it is.
	read, ok := fact.Standard().Reread(text, quantity.Spans{Value: e.Value, Bound: e.Bound, Unit: e.Unit}, currency(f.Value.Unit))
	if !ok {
		m.Reason = fmt.Sprintf("%q is read as no quantity", e.Value.Of(text))
		return m
	}
	if negative(&f.Value) && !negative(&read) && !e.Sign.IsZero() {
		read = read.Negated()
	}
	m.Reread = wire.Quantity(&read)
	m.Reason = disagreement(&f.Fact, &read)
	m.Verified = m.Reason == ""
	return m
}

// disagreement says in what the quantity of a fact is not what was read again.
func disagreement(f *fact.Fact, read *quantity.Quantity) string {
	stated := &f.Value
	switch {
	case stated.HasLow != read.HasLow || stated.HasLow && stated.Low.Cmp(read.Low) != 0:
		return fmt.Sprintf("the lower end is %s, and %s is read", end(stated.Low, stated.HasLow), end(read.Low, read.HasLow))
	case stated.HasHigh != read.HasHigh || stated.HasHigh && stated.High.Cmp(read.High) != 0:
		return fmt.Sprintf("the upper end is %s, and %s is read", end(stated.High, stated.HasHigh), end(read.High, read.HasHigh))
	case !fact.Standard().UnitFollows(f, read.Unit):
		return fmt.Sprintf("the unit is %q, and %q is read", stated.Unit, read.Unit)
	case stated.Bound != read.Bound:
		return "the bound is another one"
	default:
		return ""
	}
}

func end(d decimal.Decimal, has bool) string {
	if !has {
		return "open"
	}
	return d.String()
}

// currency is that of a unit, which is what a bare "$" stood for.
func currency(unit string) string {
	code, _, _ := strings.Cut(unit, "/")
	if len(code) == 3 && code == strings.ToUpper(code) {
		return code
	}
	return "USD"
}

func negative(q *quantity.Quantity) bool {
	return q.HasLow && q.Low.Sign() < 0 || q.HasHigh && q.High.Sign() < 0
}
