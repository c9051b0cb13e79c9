package store

import (
	"context"
	"encoding/json"
	"fmt"
	"math/big"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/callfacts/callfacts/internal/decimal"
	"github.com/callfacts/callfacts/internal/fact"
	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/transcript"
)

// copyRows copies the facts and numerals of all results, one COPY each: a
// transcript alone has too few rows for it to pay.
func copyRows(ctx context.Context, tx pgx.Tx, results []stored) error {
	if len(results) == 0 {
		return nil
	}
	facts := &rowSource{results: results, count: func(e *fact.Extraction) int { return len(e.Facts) }, row: factRow}
	if _, err := tx.CopyFrom(ctx, pgx.Identifier{"metrics", "facts"}, factColumns, facts); err != nil {
		return fmt.Errorf("copy facts: %w", err)
	}
	numerals := &rowSource{results: results, count: func(e *fact.Extraction) int { return len(e.Numerals) }, row: numeralRow}
	if _, err := tx.CopyFrom(ctx, pgx.Identifier{"metrics", "numerals"}, numeralColumns, numerals); err != nil {
		return fmt.Errorf("copy numerals: %w", err)
	}
	return nil
}

// rowSource goes through the rows of several results.
type rowSource struct {
	results []stored
	count   func(*fact.Extraction) int
	row     func(dst []any, r *stored, i int) ([]any, error)

	result, next int
	values       []any
	err          error
}

// Next makes the next row.
func (s *rowSource) Next() bool {
	for s.result < len(s.results) && s.next >= s.count(s.results[s.result].Extraction) {
		s.result, s.next = s.result+1, 0
	}
	if s.result >= len(s.results) || s.err != nil {
		return false
	}
	s.values, s.err = s.row(s.values[:0], &s.results[s.result], s.next)
	s.next++
	return s.err == nil
}

// Values is the row that Next made.
func (s *rowSource) Values() ([]any, error) { return s.values, s.err }

// Err is what stopped Next.
func (s *rowSource) Err() error { return s.err }

var factColumns = []string{
	"extraction_id", "ordinal", "transcript_id", "fact_id",
	"concept", "measure", "status", "comparison", "basis", "basis_source",
	"low", "high", "unit", "bound", "form", "precision",
	"period", "period_start", "period_end",
	"axes", "members", "member_spans", "qualifiers",
	"speaker", "speaker_name", "speaker_role", "turn",
	"value_start", "value_end", "sign_start", "sign_end", "bound_start", "bound_end", "unit_start", "unit_end",
	"concept_start", "concept_end", "period_span_start", "period_span_end",
	"comparison_start", "comparison_end", "basis_start", "basis_end",
	"quote_start", "quote_end", "quote", "rules", "discarded",
}

func factRow(dst []any, r *stored, i int) ([]any, error) {
	f := &r.Extraction.Facts[i]
	speaker := transcript.Speaker{}
	if f.Speaker >= 0 && f.Speaker < len(r.Source.Speakers) {
		speaker = r.Source.Speakers[f.Speaker]
	}
	start, err := date(f.Period.Start)
	if err != nil {
		return nil, err
	}
	end, err := date(f.Period.End)
	if err != nil {
		return nil, err
	}
	rules, err := json.Marshal(steps(f.Rules))
	if err != nil {
		return nil, err
	}
	discarded, err := json.Marshal(alternatives(f.Discarded))
	if err != nil {
		return nil, err
	}
	axes, members, memberSpans := make([]int16, len(f.Dimensions)), make([]string, len(f.Dimensions)), make([]int32, 0, 2*len(f.Dimensions))
	for k, d := range f.Dimensions {
		axes[k], members[k], memberSpans = int16(d.Axis), d.Member, append(memberSpans, d.Span.Start, d.Span.End)
	}
	qualifiers := make([]int16, len(f.Qualifiers))
	for k, q := range f.Qualifiers {
		qualifiers[k] = int16(q)
	}
	v, e := &f.Value, &f.Evidence
	dst = append(dst, r.id, int32(i), r.Transcript, f.ID,
		f.Concept, int16(f.Measure), int16(f.Status), int16(f.Comparison), int16(f.Basis), int16(f.BasisSource),
		numeric(v.Low, v.HasLow), numeric(v.High, v.HasHigh), v.Unit, int16(v.Bound), int16(v.Form), numeric(v.Precision, true),
		f.Period.Label, start, end, axes, members, memberSpans, qualifiers,
		speaker.ID, speaker.Name, int16(f.Role), int32(f.Turn))
	for _, s := range []source.Span{e.Value, e.Sign, e.Bound, e.Unit, e.Concept, e.Period, e.Comparison, e.Basis, e.Quote} {
		dst = append(dst, pgtype.Int4{Int32: s.Start, Valid: !s.IsZero()}, pgtype.Int4{Int32: s.End, Valid: !s.IsZero()})
	}
	return append(dst, e.Quote.Of(r.Source.Text), rules, discarded), nil
}

var numeralColumns = []string{"extraction_id", "ordinal", "start", "end", "turn", "fate", "reason", "facts"}

func numeralRow(dst []any, r *stored, i int) ([]any, error) {
	n := &r.Extraction.Numerals[i]
	facts := make([]int32, len(n.Facts))
	for k, f := range n.Facts {
		facts[k] = int32(f)
	}
	return append(dst, r.id, int32(i), n.Span.Start, n.Span.End, int32(n.Turn), int16(n.Fate), n.Reason, facts), nil
}

// step and alternative are how the trace of a reading stands in its column.
type (
	step struct {
		Rule string `json:"rule"`
		Span span   `json:"span"`
		Note string `json:"note,omitempty"`
	}
	alternative struct {
		Field  string `json:"field"`
		Value  string `json:"value"`
		Span   span   `json:"span"`
		Reason string `json:"reason,omitempty"`
	}
	span [2]int32
)

func steps(rules []fact.Step) []step {
	out := make([]step, len(rules))
	for i, r := range rules {
		out[i] = step{r.Rule, span{r.Span.Start, r.Span.End}, r.Note}
	}
	return out
}

func alternatives(discarded []fact.Alternative) []alternative {
	out := make([]alternative, len(discarded))
	for i, a := range discarded {
		out[i] = alternative{a.Field, a.Value, span{a.Span.Start, a.Span.End}, a.Reason}
	}
	return out
}

// numeric keeps the digits as they are: 0.20 stays 0.20.
func numeric(d decimal.Decimal, valid bool) pgtype.Numeric {
	if !valid {
		return pgtype.Numeric{}
	}
	return pgtype.Numeric{Int: big.NewInt(d.Coef), Exp: int32(d.Exp), Valid: true}
}

// date is null for no date.
func date(s string) (pgtype.Date, error) {
	if s == "" {
		return pgtype.Date{}, nil
	}
	day, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return pgtype.Date{}, fmt.Errorf("the day %q of a period: %w", s, err)
	}
	return pgtype.Date{Time: day, Valid: true}, nil
}
