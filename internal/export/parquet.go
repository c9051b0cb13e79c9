package export

import (
	"fmt"
	"io"
	"math/big"
	"time"

	"github.com/parquet-go/parquet-go"
	"google.golang.org/protobuf/types/known/timestamppb"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/decimal"
)

// rowGroup is how many rows are in memory before they are written.
const rowGroup = 20_000

// decimalScale is how many digits the decimals of a Parquet file have behind
// the point, of 38 in all: room for any figure that somebody says.
const decimalScale = 12

// number is a DECIMAL(38, 12): its unscaled value in two's complement, the
// highest byte first.
type number [16]byte

// factRow is a row of the table of facts.
type factRow struct {
	Name            string         `parquet:"name"`
	Company         string         `parquet:"company,dict"`
	Call            string         `parquet:"call,dict"`
	Transcript      string         `parquet:"transcript,dict"`
	Fact            string         `parquet:"fact"`
	Concept         string         `parquet:"concept,dict"`
	Measure         *string        `parquet:"measure,dict"`
	Status          *string        `parquet:"status,dict"`
	Comparison      *string        `parquet:"comparison,dict"`
	Basis           *string        `parquet:"basis,dict"`
	BasisSource     *string        `parquet:"basis_source,dict"`
	Low             *number        `parquet:"low,decimal(12:38)"`
	High            *number        `parquet:"high,decimal(12:38)"`
	Unit            *string        `parquet:"unit,dict"`
	Bound           *string        `parquet:"bound,dict"`
	Precision       *number        `parquet:"precision,decimal(12:38)"`
	Period          *string        `parquet:"period,dict"`
	PeriodStart     *int32         `parquet:"period_start,date"`
	PeriodEnd       *int32         `parquet:"period_end,date"`
	CalendarQuarter *string        `parquet:"calendar_quarter,dict"`
	Dimensions      []dimensionRow `parquet:"dimensions,list"`
	Qualifiers      []string       `parquet:"qualifiers,list"`
	Speaker         *string        `parquet:"speaker,dict"`
	SpeakerRole     *string        `parquet:"speaker_role,dict"`
	SpeakerName     *string        `parquet:"speaker_name,dict"`
	Turn            int32          `parquet:"turn"`
	Quote           *string        `parquet:"quote"`
	QuoteStart      *int32         `parquet:"quote_start"`
	QuoteEnd        *int32         `parquet:"quote_end"`
	ValueStart      *int32         `parquet:"value_start"`
	ValueEnd        *int32         `parquet:"value_end"`
	ConceptStart    *int32         `parquet:"concept_start"`
	ConceptEnd      *int32         `parquet:"concept_end"`
	PeriodSaidStart *int32         `parquet:"period_said_start"`
	PeriodSaidEnd   *int32         `parquet:"period_said_end"`
	Rule            *string        `parquet:"rule,dict"`
	Verdict         *string        `parquet:"verdict,dict"`
	EffectiveTime   *int64         `parquet:"effective_time,timestamp(microsecond)"`
	RecordTime      *int64         `parquet:"record_time,timestamp(microsecond)"`
}

type dimensionRow struct {
	Axis   string `parquet:"axis,dict"`
	Member string `parquet:"member,dict"`
}

// transcriptRow is a row of the table of transcripts.
type transcriptRow struct {
	Name             string       `parquet:"name"`
	Company          string       `parquet:"company,dict"`
	Call             string       `parquet:"call,dict"`
	Transcript       string       `parquet:"transcript"`
	CompanyName      *string      `parquet:"company_name,dict"`
	Ticker           *string      `parquet:"ticker,dict"`
	Exchange         *string      `parquet:"exchange,dict"`
	Event            *string      `parquet:"event,dict"`
	FiscalYear       *int32       `parquet:"fiscal_year"`
	FiscalPeriod     *string      `parquet:"fiscal_period,dict"`
	Date             *int32       `parquet:"date,date"`
	StartTime        *int64       `parquet:"start_time,timestamp(microsecond)"`
	Layout           *string      `parquet:"layout,dict"`
	Speakers         []speakerRow `parquet:"speakers,list"`
	Vendor           *string      `parquet:"vendor,dict"`
	SourceURI        *string      `parquet:"source_uri"`
	DocumentSHA256   *string      `parquet:"document_sha256"`
	TextSHA256       *string      `parquet:"text_sha256"`
	Converter        *string      `parquet:"converter,dict"`
	ConverterVersion *string      `parquet:"converter_version,dict"`
	ParserVersion    *string      `parquet:"parser_version,dict"`
	Revision         int32        `parquet:"revision"`
	Current          bool         `parquet:"current"`
	AcceptTime       *int64       `parquet:"accept_time,timestamp(microsecond)"`
	EffectiveTime    *int64       `parquet:"effective_time,timestamp(microsecond)"`
}

type speakerRow struct {
	ID     string  `parquet:"id"`
	Name   *string `parquet:"name"`
	Role   *string `parquet:"role,dict"`
	Title  *string `parquet:"title"`
	Firm   *string `parquet:"firm,dict"`
	Status *string `parquet:"status,dict"`
}

// parquetWriter writes rows of type P, a group of them at a time.
type parquetWriter[R Row, P any] struct {
	out  *parquet.GenericWriter[P]
	row  func(R) (P, error)
	rows []P
}

func newParquet[R Row, P any](w io.Writer, row func(R) (P, error)) *parquetWriter[R, P] {
	return &parquetWriter[R, P]{
		row: row,
		out: parquet.NewGenericWriter[P](w, parquet.Compression(&parquet.Zstd), parquet.MaxRowsPerRowGroup(rowGroup), parquet.CreatedBy("callfacts", "1", "")),
	}
}

func (p *parquetWriter[R, P]) Write(rows ...R) error {
	p.rows = p.rows[:0]
	for _, row := range rows {
		r, err := p.row(row)
		if err != nil {
			return err
		}
		p.rows = append(p.rows, r)
	}
	_, err := p.out.Write(p.rows)
	return err
}

func (p *parquetWriter[R, P]) Close() error { return p.out.Close() }

func newFactRow(f *metricsv1.Fact) (factRow, error) {
	in, q, e, p := path(f.GetName()), f.GetValue(), f.GetEvidence(), f.GetPeriod()
	row := factRow{
		Name: f.GetName(), Company: in["companies"], Call: in["calls"], Transcript: in["transcripts"], Fact: in["facts"],
		Concept:     f.GetConcept(),
		Measure:     optional(word(f.GetMeasure().String(), "MEASURE_")),
		Status:      optional(word(f.GetStatus().String(), "FACT_STATUS_")),
		Comparison:  optional(word(f.GetComparison().String(), "COMPARISON_")),
		Basis:       optional(word(f.GetBasis().String(), "BASIS_")),
		BasisSource: optional(word(f.GetBasisSource().String(), "BASIS_SOURCE_")),
		Unit:        optional(q.GetUnit()), Bound: optional(word(q.GetBound().String(), "BOUND_")),
		Period: optional(p.GetLabel()), CalendarQuarter: optional(p.GetCalendarQuarter()),
		Qualifiers: qualifierNames(f),
		Speaker:    optional(f.GetSpeaker()), SpeakerRole: optional(word(f.GetSpeakerRole().String(), "SPEAKER_ROLE_")),
		SpeakerName: optional(f.GetSpeakerName()), Turn: f.GetTurn(),
		Quote: optional(e.GetQuote()), Rule: optional(f.GetRule()), Verdict: optional(word(f.GetVerdict().String(), "REVIEW_VERDICT_")),
		EffectiveTime: micros(f.GetEffectiveTime()), RecordTime: micros(f.GetRecordTime()),
	}
	row.QuoteStart, row.QuoteEnd = ends(e.GetQuoteSpan())
	row.ValueStart, row.ValueEnd = ends(e.GetValue())
	row.ConceptStart, row.ConceptEnd = ends(e.GetConcept())
	row.PeriodSaidStart, row.PeriodSaidEnd = ends(e.GetPeriod())
	for _, d := range f.GetDimensions() {
		row.Dimensions = append(row.Dimensions, dimensionRow{axisName(d.GetAxis()), d.GetMember()})
	}
	for _, n := range []struct {
		text string
		into **number
	}{{q.GetLow(), &row.Low}, {q.GetHigh(), &row.High}, {q.GetPrecision(), &row.Precision}} {
		var err error
		if *n.into, err = newNumber(n.text); err != nil {
			return row, fmt.Errorf("%s: %w", f.GetName(), err)
		}
	}
	for _, d := range []struct {
		text string
		into **int32
	}{{p.GetStartDate(), &row.PeriodStart}, {p.GetEndDate(), &row.PeriodEnd}} {
		var err error
		if *d.into, err = days(d.text); err != nil {
			return row, fmt.Errorf("%s: %w", f.GetName(), err)
		}
	}
	return row, nil
}

func newTranscriptRow(t *parserv1.Transcript) (transcriptRow, error) {
	in, e := path(t.GetName()), t.GetEvent()
	date, err := days(e.GetDate())
	if err != nil {
		return transcriptRow{}, fmt.Errorf("%s: %w", t.GetName(), err)
	}
	row := transcriptRow{
		Name: t.GetName(), Company: in["companies"], Call: in["calls"], Transcript: in["transcripts"],
		CompanyName: optional(t.GetCompany().GetName()), Ticker: optional(t.GetCompany().GetTicker()), Exchange: optional(t.GetCompany().GetExchange()),
		Event: optional(word(e.GetKind().String(), "EVENT_KIND_")), FiscalPeriod: optional(e.GetFiscalPeriod()),
		Date: date, StartTime: micros(e.GetStartTime()), Layout: optional(t.GetLayout().GetName()),
		Vendor: optional(t.GetVendor()), SourceURI: optional(t.GetSourceUri()),
		DocumentSHA256: optional(t.GetDocumentSha256()), TextSHA256: optional(t.GetTextSha256()),
		Converter: optional(t.GetConverter()), ConverterVersion: optional(t.GetConverterVersion()), ParserVersion: optional(t.GetParserVersion()),
		Revision: t.GetRevision(), Current: t.GetCurrent(), AcceptTime: micros(t.GetAcceptTime()), EffectiveTime: micros(t.GetEffectiveTime()),
	}
	if year := e.GetFiscalYear(); year != 0 {
		row.FiscalYear = &year
	}
	for _, s := range t.GetSpeakers() {
		row.Speakers = append(row.Speakers, speakerRow{
			ID: s.GetId(), Name: optional(s.GetName()), Role: optional(word(s.GetRole().String(), "SPEAKER_ROLE_")),
			Title: optional(s.GetTitle()), Firm: optional(s.GetFirm()), Status: optional(word(s.GetStatus().String(), "SPEAKER_STATUS_")),
		})
	}
	return row, nil
}

// optional is a text, or null where there is none.
func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func ends(s *parserv1.Span) (start, end *int32) {
	if s == nil {
		return nil, nil
	}
	from, to := s.GetStart(), s.GetEnd()
	return &from, &to
}

// micros is a time in microseconds since 1970.
func micros(t *timestamppb.Timestamp) *int64 {
	if t == nil {
		return nil
	}
	n := t.AsTime().UnixMicro()
	return &n
}

// days is a date in days since 1970-01-01.
func days(date string) (*int32, error) {
	if date == "" {
		return nil, nil
	}
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return nil, err
	}
	n := int32(t.Unix() / (24 * 60 * 60))
	return &n, nil
}

// newNumber is a decimal as a Parquet file holds it, exactly; null for none. A
// number with more digits behind the point is an error: nothing is rounded.
func newNumber(text string) (*number, error) {
	if text == "" {
		return nil, nil
	}
	d, err := decimal.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("%q: %w", text, err)
	}
	unscaled, shift := big.NewInt(d.Coef), int(d.Exp)+decimalScale
	power := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(shift, -shift))), nil)
	if shift >= 0 {
		unscaled.Mul(unscaled, power)
	} else if _, rest := unscaled.QuoRem(unscaled, power, new(big.Int)); rest.Sign() != 0 {
		return nil, fmt.Errorf("%s has more than %d digits behind the point", text, decimalScale)
	}
	if len(new(big.Int).Abs(unscaled).Text(10)) > 38 {
		return nil, fmt.Errorf("%s has more than %d digits before the point", text, 38-decimalScale)
	}
	if unscaled.Sign() < 0 {
		unscaled.Add(unscaled, new(big.Int).Lsh(big.NewInt(1), 128))
	}
	var n number
	unscaled.FillBytes(n[:])
	return &n, nil
}
