package export

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
)

// column is a column of a CSV table.
type column[R Row] struct {
	name string
	// text says that the cell is what somebody wrote or said: where it begins like
	// a formula, an apostrophe keeps spreadsheets from working it out.
	text bool
	cell func(R) string
}

// csvWriter writes a head and a line for each row, as RFC 4180 has it.
type csvWriter[R Row] struct {
	out     *csv.Writer
	columns []column[R]
	cells   []string
	headed  bool
}

func newCSV[R Row](w io.Writer, columns []column[R]) *csvWriter[R] {
	return &csvWriter[R]{out: csv.NewWriter(w), columns: columns, cells: make([]string, len(columns))}
}

func (c *csvWriter[R]) head() error {
	if c.headed {
		return nil
	}
	c.headed = true
	for i, column := range c.columns {
		c.cells[i] = column.name
	}
	return c.out.Write(c.cells)
}

func (c *csvWriter[R]) Write(rows ...R) error {
	if err := c.head(); err != nil {
		return err
	}
	for _, row := range rows {
		for i, column := range c.columns {
			c.cells[i] = column.cell(row)
			if column.text {
				c.cells[i] = harmless(c.cells[i])
			}
		}
		if err := c.out.Write(c.cells); err != nil {
			return err
		}
	}
	c.out.Flush()
	return c.out.Error()
}

func (c *csvWriter[R]) Close() error {
	if err := c.head(); err != nil {
		return err
	}
	c.out.Flush()
	return c.out.Error()
}

// harmless is a text that no spreadsheet takes for a formula.
func harmless(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(text)[0]) {
		return "'" + text
	}
	return text
}

var factColumns = []column[*metricsv1.Fact]{
	{"name", false, (*metricsv1.Fact).GetName},
	{"company", false, func(f *metricsv1.Fact) string { return path(f.GetName())["companies"] }},
	{"call", false, func(f *metricsv1.Fact) string { return path(f.GetName())["calls"] }},
	{"transcript", false, func(f *metricsv1.Fact) string { return path(f.GetName())["transcripts"] }},
	{"fact", false, func(f *metricsv1.Fact) string { return path(f.GetName())["facts"] }},
	{"concept", true, (*metricsv1.Fact).GetConcept},
	{"measure", false, func(f *metricsv1.Fact) string { return word(f.GetMeasure().String(), "MEASURE_") }},
	{"status", false, func(f *metricsv1.Fact) string { return word(f.GetStatus().String(), "FACT_STATUS_") }},
	{"comparison", false, func(f *metricsv1.Fact) string { return word(f.GetComparison().String(), "COMPARISON_") }},
	{"basis", false, func(f *metricsv1.Fact) string { return word(f.GetBasis().String(), "BASIS_") }},
	{"basis_source", false, func(f *metricsv1.Fact) string { return word(f.GetBasisSource().String(), "BASIS_SOURCE_") }},
	{"low", false, func(f *metricsv1.Fact) string { return f.GetValue().GetLow() }},
	{"high", false, func(f *metricsv1.Fact) string { return f.GetValue().GetHigh() }},
	{"unit", true, func(f *metricsv1.Fact) string { return f.GetValue().GetUnit() }},
	{"bound", false, func(f *metricsv1.Fact) string { return word(f.GetValue().GetBound().String(), "BOUND_") }},
	{"precision", false, func(f *metricsv1.Fact) string { return f.GetValue().GetPrecision() }},
	{"period", true, func(f *metricsv1.Fact) string { return f.GetPeriod().GetLabel() }},
	{"period_start", false, func(f *metricsv1.Fact) string { return f.GetPeriod().GetStartDate() }},
	{"period_end", false, func(f *metricsv1.Fact) string { return f.GetPeriod().GetEndDate() }},
	{"calendar_quarter", false, func(f *metricsv1.Fact) string { return f.GetPeriod().GetCalendarQuarter() }},
	{"dimensions", true, dimensionCell},
	{"qualifiers", false, func(f *metricsv1.Fact) string { return strings.Join(qualifierNames(f), "; ") }},
	{"speaker", false, (*metricsv1.Fact).GetSpeaker},
	{"speaker_role", false, func(f *metricsv1.Fact) string { return word(f.GetSpeakerRole().String(), "SPEAKER_ROLE_") }},
	{"speaker_name", true, (*metricsv1.Fact).GetSpeakerName},
	{"turn", false, func(f *metricsv1.Fact) string { return strconv.Itoa(int(f.GetTurn())) }},
	{"quote", true, func(f *metricsv1.Fact) string { return f.GetEvidence().GetQuote() }},
	{"quote_start", false, func(f *metricsv1.Fact) string { return start(f.GetEvidence().GetQuoteSpan()) }},
	{"quote_end", false, func(f *metricsv1.Fact) string { return end(f.GetEvidence().GetQuoteSpan()) }},
	{"value_start", false, func(f *metricsv1.Fact) string { return start(f.GetEvidence().GetValue()) }},
	{"value_end", false, func(f *metricsv1.Fact) string { return end(f.GetEvidence().GetValue()) }},
	{"concept_start", false, func(f *metricsv1.Fact) string { return start(f.GetEvidence().GetConcept()) }},
	{"concept_end", false, func(f *metricsv1.Fact) string { return end(f.GetEvidence().GetConcept()) }},
	{"period_said_start", false, func(f *metricsv1.Fact) string { return start(f.GetEvidence().GetPeriod()) }},
	{"period_said_end", false, func(f *metricsv1.Fact) string { return end(f.GetEvidence().GetPeriod()) }},
	{"rule", false, (*metricsv1.Fact).GetRule},
	{"verdict", false, func(f *metricsv1.Fact) string { return word(f.GetVerdict().String(), "REVIEW_VERDICT_") }},
	{"effective_time", false, func(f *metricsv1.Fact) string { return instant(f.GetEffectiveTime()) }},
	{"record_time", false, func(f *metricsv1.Fact) string { return instant(f.GetRecordTime()) }},
}

var transcriptColumns = []column[*parserv1.Transcript]{
	{"name", false, (*parserv1.Transcript).GetName},
	{"company", false, func(t *parserv1.Transcript) string { return path(t.GetName())["companies"] }},
	{"call", false, func(t *parserv1.Transcript) string { return path(t.GetName())["calls"] }},
	{"transcript", false, func(t *parserv1.Transcript) string { return path(t.GetName())["transcripts"] }},
	{"company_name", true, func(t *parserv1.Transcript) string { return t.GetCompany().GetName() }},
	{"ticker", true, func(t *parserv1.Transcript) string { return t.GetCompany().GetTicker() }},
	{"exchange", true, func(t *parserv1.Transcript) string { return t.GetCompany().GetExchange() }},
	{"event", false, func(t *parserv1.Transcript) string { return word(t.GetEvent().GetKind().String(), "EVENT_KIND_") }},
	{"fiscal_year", false, func(t *parserv1.Transcript) string { return known(t.GetEvent().GetFiscalYear()) }},
	{"fiscal_period", false, func(t *parserv1.Transcript) string { return t.GetEvent().GetFiscalPeriod() }},
	{"date", false, func(t *parserv1.Transcript) string { return t.GetEvent().GetDate() }},
	{"start_time", false, func(t *parserv1.Transcript) string { return instant(t.GetEvent().GetStartTime()) }},
	{"layout", false, func(t *parserv1.Transcript) string { return t.GetLayout().GetName() }},
	{"speakers", true, speakerCell},
	{"vendor", true, (*parserv1.Transcript).GetVendor},
	{"source_uri", true, (*parserv1.Transcript).GetSourceUri},
	{"document_sha256", false, (*parserv1.Transcript).GetDocumentSha256},
	{"text_sha256", false, (*parserv1.Transcript).GetTextSha256},
	{"converter", false, (*parserv1.Transcript).GetConverter},
	{"converter_version", false, (*parserv1.Transcript).GetConverterVersion},
	{"parser_version", false, (*parserv1.Transcript).GetParserVersion},
	{"revision", false, func(t *parserv1.Transcript) string { return strconv.Itoa(int(t.GetRevision())) }},
	{"current", false, func(t *parserv1.Transcript) string { return strconv.FormatBool(t.GetCurrent()) }},
	{"accept_time", false, func(t *parserv1.Transcript) string { return instant(t.GetAcceptTime()) }},
	{"effective_time", false, func(t *parserv1.Transcript) string { return instant(t.GetEffectiveTime()) }},
}

// dimensionCell is `segment=Automation; geography=Americas`.
func dimensionCell(f *metricsv1.Fact) string {
	parts := make([]string, len(f.GetDimensions()))
	for i, d := range f.GetDimensions() {
		parts[i] = axisName(d.GetAxis()) + "=" + d.GetMember()
	}
	return strings.Join(parts, "; ")
}

// speakerCell is the names of those who are known, in order of appearance.
func speakerCell(t *parserv1.Transcript) string {
	var names []string
	for _, s := range t.GetSpeakers() {
		if s.GetName() != "" {
			names = append(names, s.GetName())
		}
	}
	return strings.Join(names, "; ")
}

func start(s *parserv1.Span) string {
	if s == nil {
		return ""
	}
	return strconv.Itoa(int(s.GetStart()))
}

func end(s *parserv1.Span) string {
	if s == nil {
		return ""
	}
	return strconv.Itoa(int(s.GetEnd()))
}

// known is a number of which 0 says that it is not known.
func known(n int32) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(int(n))
}

// instant is a time in RFC 3339, in UTC.
func instant(t *timestamppb.Timestamp) string {
	if t == nil {
		return ""
	}
	return t.AsTime().Format(time.RFC3339Nano)
}
