package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/callfacts/callfacts/internal/decimal"
	"github.com/callfacts/callfacts/internal/fact"
	"github.com/callfacts/callfacts/internal/source"
)

// factSelect is the columns that scanFact takes, of the facts f with their
// extractions e, transcripts t and recorded intervals r. Decimals are read as text: their binary
// form does not tell 0.00 from 0. The verdict is that of the time $1.
const factSelect = `
	SELECT f.fact_id, f.ordinal, f.transcript_id, coalesce(t.company, '-'), coalesce(t.call, '-'), e.effective_time, r.recorded_from,
		f.concept, f.measure, f.status, f.comparison, f.basis, f.basis_source,
		f.low::text, f.high::text, f.unit, f.bound, f.form, f.precision::text,
		f.period, f.period_start, f.period_end,
		f.axes, f.members, f.member_spans, f.qualifiers,
		f.speaker, f.speaker_name, f.speaker_role, f.turn,
		f.value_start, f.value_end, f.sign_start, f.sign_end, f.bound_start, f.bound_end, f.unit_start, f.unit_end,
		f.concept_start, f.concept_end, f.period_span_start, f.period_span_end,
		f.comparison_start, f.comparison_end, f.basis_start, f.basis_end, f.quote_start, f.quote_end,
		f.quote, coalesce(f.rules #>> '{0,rule}', ''), coalesce(` + verdict + `, 0), statement_timestamp()`

// verdict is what the last review of a fact said at the time $1.
const verdict = `(
		SELECT v.verdict FROM metrics.reviews v
		WHERE v.transcript_id = f.transcript_id AND v.fact_id = f.fact_id AND v.review_time <= coalesce($1, statement_timestamp())
		ORDER BY v.id DESC LIMIT 1)`

// inForceAt are the facts whose extraction was in force at the time $1, now if
// null.
const inForceAt = `
	FROM metrics.facts f
	JOIN metrics.recordings r ON r.extraction_id = f.extraction_id
		AND r.recorded_from <= coalesce($1, statement_timestamp()) AND r.recorded_to > coalesce($1, statement_timestamp())
	JOIN metrics.extractions e ON e.id = f.extraction_id
	JOIN metrics.transcripts t ON t.id = e.transcript_id`

// everRecorded are the facts of all extractions, with the time when each came
// into force first, or was finished where it never did.
const everRecorded = `
	FROM metrics.facts f
	JOIN metrics.extractions e ON e.id = f.extraction_id
	JOIN metrics.transcripts t ON t.id = e.transcript_id
	CROSS JOIN LATERAL (
		SELECT coalesce((SELECT min(recorded_from) FROM metrics.recordings WHERE extraction_id = e.id), e.finish_time) AS recorded_from) r`

// scanFact reads a row of factSelect. Of the rules it reads the name of the first;
// see Trace for all.
func scanFact(row pgx.CollectableRow) (Fact, error) {
	var f Fact
	var low, high *string
	var precision string
	var start, end pgtype.Date
	var axes, qualifiers []int16
	var members []string
	var memberSpans []int32
	var rule string
	e := &f.Evidence
	at := []*source.Span{&e.Value, &e.Sign, &e.Bound, &e.Unit, &e.Concept, &e.Period, &e.Comparison, &e.Basis, &e.Quote}
	dst := []any{
		&f.ID, &f.Ordinal, &f.Transcript, &f.Company, &f.Call, &f.EffectiveTime, &f.RecordTime,
		&f.Concept, &f.Measure, &f.Status, &f.Comparison, &f.Basis, &f.BasisSource,
		&low, &high, &f.Value.Unit, &f.Value.Bound, &f.Value.Form, &precision,
		&f.Period.Label, &start, &end,
		&axes, &members, &memberSpans, &qualifiers,
		&f.SpeakerID, &f.SpeakerName, &f.Role, &f.Turn,
	}
	var spans [9][2]pgtype.Int4
	for i := range spans {
		dst = append(dst, &spans[i][0], &spans[i][1])
	}
	if err := row.Scan(append(dst, &f.Quote, &rule, &f.Verdict, &f.ReadTime)...); err != nil {
		return f, err
	}
	for i, s := range spans {
		*at[i] = source.Span{Start: s[0].Int32, End: s[1].Int32}
	}
	f.Value.Span, f.Value.SignSpan, f.Value.BoundSpan, f.Value.UnitSpan = e.Value, e.Sign, e.Bound, e.Unit
	f.Period.Start, f.Period.End = day(start), day(end)
	for i := range members {
		f.Dimensions = append(f.Dimensions, fact.Dimension{
			Axis: fact.Axis(axes[i]), Member: members[i], Span: source.Span{Start: memberSpans[2*i], End: memberSpans[2*i+1]},
		})
	}
	for _, q := range qualifiers {
		f.Qualifiers = append(f.Qualifiers, fact.Qualifier(q))
	}
	if rule != "" {
		f.Rules = []fact.Step{{Rule: rule}}
	}
	if err := f.scanValue(low, high, precision); err != nil {
		return f, fmt.Errorf("fact %s of transcript %s: %w", f.ID, f.Transcript, err)
	}
	return f, nil
}

func (f *Fact) scanValue(low, high *string, precision string) (err error) {
	v := &f.Value
	if v.HasLow = low != nil; v.HasLow {
		if v.Low, err = parseDecimal(*low); err != nil {
			return err
		}
	}
	if v.HasHigh = high != nil; v.HasHigh {
		if v.High, err = parseDecimal(*high); err != nil {
			return err
		}
	}
	v.Precision, err = parseDecimal(precision)
	return err
}

// Trace returns how a fact that was in force at the time, now if zero, was read:
// all rules, the readings that were discarded, and the version of the engine.
func (s *Store) Trace(ctx context.Context, name FactName, recordedAsOf time.Time) (f fact.Fact, engine string, err error) {
	var rules []step
	var discarded []alternative
	err = s.pool.QueryRow(ctx, `
		SELECT f.rules, f.discarded, e.engine_version`+inForceAt+`
		WHERE f.transcript_id = $2 AND f.fact_id = $3`, timestamp(recordedAsOf), name.Transcript, name.Fact).Scan(&rules, &discarded, &engine)
	if errors.Is(err, pgx.ErrNoRows) {
		return f, "", ErrNotFound
	}
	for _, r := range rules {
		f.Rules = append(f.Rules, fact.Step{Rule: r.Rule, Span: source.Span{Start: r.Span[0], End: r.Span[1]}, Note: r.Note})
	}
	for _, d := range discarded {
		f.Discarded = append(f.Discarded, fact.Alternative{Field: d.Field, Value: d.Value, Span: source.Span{Start: d.Span[0], End: d.Span[1]}, Reason: d.Reason})
	}
	return f, engine, err
}

// parseDecimal also reads numbers whose zeros at the end do not fit into a
// coefficient.
func parseDecimal(s string) (decimal.Decimal, error) {
	d, err := decimal.Parse(s)
	if !errors.Is(err, decimal.ErrRange) || strings.Contains(s, ".") {
		return d, err
	}
	digits := strings.TrimRight(s, "0")
	if d, err = decimal.Parse(digits); err != nil {
		return d, err
	}
	return d.Scale(int8(min(len(s)-len(digits), 127)))
}

func day(d pgtype.Date) string {
	if !d.Valid {
		return ""
	}
	return d.Time.Format(time.DateOnly)
}
