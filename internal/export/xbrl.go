package export

import (
	"bufio"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/decimal"
)

// The namespaces of an xBRL-JSON report, by prefix. Those that the Open
// Information Model reserves are as it says.
var xbrlNamespaces = map[string]string{
	"xbrl":    "https://xbrl.org/2021",
	"xbrli":   "http://www.xbrl.org/2003/instance",
	"iso4217": "http://www.xbrl.org/2003/iso4217",
	"cf":      "https://callfacts.dev/xbrl",
	"company": "https://callfacts.dev/companies",
	"cik":     "http://www.sec.gov/CIK",
	"lei":     "http://standard.iso.org/iso/17442",
}

// XBRLOptions are what an xBRL-JSON report needs besides the facts.
type XBRLOptions struct {
	// Taxonomy is where the report's schema is, relative to the report.
	Taxonomy string
	// Concepts are the concepts by id; of one that is not there, values flow.
	Concepts map[string]*metricsv1.Concept
	// Company returns a company by its resource name.
	Company func(name string) (*parserv1.Company, error)
	// Calendar dates the periods whose dates the facts do not give.
	Calendar Calendar
}

// XBRL writes facts as an xBRL-JSON report (OIM 1.0), with canonical values. A
// range is two facts, whose dimension cf:End is lower and upper. What changes
// the meaning of a number (measure, status, basis, part of the company, ...) is
// a typed dimension, so that nothing but the plain level, reported for the whole
// company, has none. The words that say a fact are properties beside its value.
type XBRL struct {
	out     *bufio.Writer
	options XBRLOptions
	used    map[string]bool // prefixes
	seen    map[string]bool // concepts
	facts   int

	// Undated is how many facts were left out because it is not known when
	// their period is: in XBRL that would say that they hold for ever.
	Undated int
}

// NewXBRL begins a report.
func NewXBRL(w io.Writer, options XBRLOptions) *XBRL {
	return &XBRL{out: bufio.NewWriter(w), options: options, used: map[string]bool{"xbrl": true, "cf": true}, seen: map[string]bool{}}
}

// xbrlFact is a fact of the report.
type xbrlFact struct {
	Value      string            `json:"value"`
	Decimals   *int              `json:"decimals,omitempty"`
	Dimensions map[string]string `json:"dimensions"`
	Name       string            `json:"cf:name"`
	Quote      string            `json:"cf:quote,omitempty"`
	Period     string            `json:"cf:period,omitempty"`
	Speaker    string            `json:"cf:speaker,omitempty"`
	XBRL       string            `json:"cf:standardConcept,omitempty"`
	Effective  string            `json:"cf:effectiveTime,omitempty"`
}

// Write writes facts, but for those without dates.
func (x *XBRL) Write(facts ...*metricsv1.Fact) error {
	for _, f := range facts {
		concept := x.options.Concepts[f.GetConcept()]
		period, ok := xbrlPeriod(x.options.Calendar, f.GetPeriod(), concept.GetInstant())
		if !ok {
			x.Undated++
			continue
		}
		if err := x.fact(f, concept, period); err != nil {
			return fmt.Errorf("%s: %w", f.GetName(), err)
		}
	}
	return nil
}

// fact writes a fact, or the two ends of one.
func (x *XBRL) fact(f *metricsv1.Fact, concept *metricsv1.Concept, period string) error {
	in := path(f.GetName())
	entity, err := x.entity("companies/" + in["companies"])
	if err != nil {
		return err
	}
	x.seen[f.GetConcept()] = true
	dimensions := xbrlDimensions(f)
	dimensions["concept"], dimensions["entity"], dimensions["period"] = "cf:"+f.GetConcept(), entity, period
	unit, percent := xbrlUnit(f.GetValue().GetUnit())
	if unit != "" {
		dimensions["unit"] = unit
		for _, prefix := range []string{"iso4217", "xbrli"} {
			x.used[prefix] = x.used[prefix] || strings.Contains(unit, prefix+":")
		}
	}
	id := "f-" + in["transcripts"] + "-" + in["facts"]
	low, high := f.GetValue().GetLow(), f.GetValue().GetHigh()
	out := xbrlFact{
		Dimensions: dimensions, Name: f.GetName(), Quote: f.GetEvidence().GetQuote(), Period: f.GetPeriod().GetLabel(),
		Speaker: f.GetSpeakerName(), XBRL: concept.GetXbrl(), Effective: instant(f.GetEffectiveTime()),
	}
	if out.Decimals, err = xbrlDecimals(f.GetValue().GetPrecision(), percent); err != nil {
		return err
	}
	if low == high {
		return x.add(id, low, percent, out)
	}
	for _, end := range []struct{ name, value string }{{"lower", low}, {"upper", high}} {
		if end.value == "" {
			continue
		}
		out.Dimensions = maps.Clone(dimensions)
		out.Dimensions["cf:End"] = end.name
		if err := x.add(id+"-"+end.name, end.value, percent, out); err != nil {
			return err
		}
	}
	return nil
}

// add writes one fact of the report.
func (x *XBRL) add(id, value string, percent bool, f xbrlFact) (err error) {
	if f.Value, err = canonical(value, percent); err != nil {
		return err
	}
	separator := ",\n"
	if x.facts == 0 {
		separator = "{\"facts\":{\n"
	}
	x.facts++
	body, err := marshal(f)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(x.out, "%s%q:%s", separator, id, body)
	return err
}

// Close ends the report: what it says of itself stands at its end, where it is
// known which prefixes the facts use.
func (x *XBRL) Close() error {
	namespaces := map[string]string{}
	for prefix, used := range x.used {
		if used {
			namespaces[prefix] = xbrlNamespaces[prefix]
		}
	}
	head, err := marshal(map[string]any{
		"documentType": "https://xbrl.org/2021/xbrl-json",
		"namespaces":   namespaces,
		"taxonomy":     []string{x.options.Taxonomy},
		"features":     map[string]any{"xbrl:canonicalValues": true, "xbrl:allowedDuplicates": "all"},
	})
	if err != nil {
		return err
	}
	begin := "\n"
	if x.facts == 0 {
		begin = `{"facts":{`
	}
	if _, err := fmt.Fprintf(x.out, "%s},\n\"documentInfo\":%s}\n", begin, head); err != nil {
		return err
	}
	return x.out.Flush()
}

// entity is a company by the identifier that most know it by.
func (x *XBRL) entity(name string) (string, error) {
	company, err := x.options.Company(name)
	if err != nil {
		return "", err
	}
	prefix, id := "company", strings.TrimPrefix(name, "companies/")
	switch {
	case company.GetCik() != "":
		prefix, id = "cik", strings.Repeat("0", max(0, 10-len(company.GetCik())))+company.GetCik()
	case company.GetLei() != "":
		prefix, id = "lei", company.GetLei()
	}
	x.used[prefix] = true
	return prefix + ":" + id, nil
}

// xbrlAxes are the typed dimensions that a fact can have.
var xbrlAxes = []string{
	"Segment", "Product", "Geography", "CustomerType", "Customer", "Channel", "Other",
	"Measure", "Status", "Comparison", "Basis", "Bound", "Qualifiers", "SaidBy", "End",
}

// xbrlDimensions are the dimensions of a fact of ours: nothing for the level
// that the company reports for the whole of itself.
func xbrlDimensions(f *metricsv1.Fact) map[string]string {
	dimensions := map[string]string{}
	for _, d := range f.GetDimensions() {
		axis := "cf:" + camel(axisName(d.GetAxis()))
		if before, ok := dimensions[axis]; ok {
			dimensions[axis] = before + "; " + d.GetMember()
		} else {
			dimensions[axis] = d.GetMember()
		}
	}
	for axis, value := range map[string]string{
		"cf:Measure":    plain(word(f.GetMeasure().String(), "MEASURE_"), "value"),
		"cf:Status":     plain(word(f.GetStatus().String(), "FACT_STATUS_"), "actual"),
		"cf:Comparison": word(f.GetComparison().String(), "COMPARISON_"),
		"cf:Basis":      word(f.GetBasis().String(), "BASIS_"),
		"cf:Bound":      plain(word(f.GetValue().GetBound().String(), "BOUND_"), "exact"),
		"cf:Qualifiers": strings.Join(qualifierNames(f), " "),
		"cf:SaidBy":     analyst(f.GetSpeakerRole()),
	} {
		if value != "" {
			dimensions[axis] = value
		}
	}
	return dimensions
}

// plain is a value, or nothing where it is the usual one.
func plain(value, usual string) string {
	if value == usual {
		return ""
	}
	return value
}

// analyst: what an analyst says is asked, not reported.
func analyst(role parserv1.SpeakerRole) string {
	if role == parserv1.SpeakerRole_SPEAKER_ROLE_ANALYST {
		return "analyst"
	}
	return ""
}

// camel writes customer_type as CustomerType; an axis without a name is Other.
func camel(name string) string {
	var b strings.Builder
	for part := range strings.SplitSeq(name, "_") {
		if part != "" {
			b.WriteString(strings.ToUpper(part[:1]) + part[1:])
		}
	}
	if b.Len() == 0 {
		return "Other"
	}
	return b.String()
}

// xbrlPeriod is a period as OIM writes it: instants at midnight, the end of a
// period being the midnight after its last day.
func xbrlPeriod(c Calendar, p *metricsv1.Period, atInstant bool) (string, bool) {
	first, last, ok := c.Dates(p)
	if !ok {
		return "", false
	}
	const midnight = "2006-01-02T15:04:05"
	if end := last.AddDate(0, 0, 1).Format(midnight); atInstant {
		return end, true
	}
	return first.Format(midnight) + "/" + last.AddDate(0, 0, 1).Format(midnight), true
}

// xbrlUnit is a unit as OIM writes it, nothing for a pure number, and whether
// the number is in percent: XBRL has it as a part of one.
func xbrlUnit(unit string) (string, bool) {
	if unit == "percent" || unit == "percentage_points" {
		return "", true
	}
	if unit == "ratio" || unit == "" {
		return "", false
	}
	over, under, divided := strings.Cut(unit, "/")
	if !divided {
		return xbrlMeasure(over), false
	}
	return xbrlMeasure(over) + "/" + xbrlMeasure(under), false
}

func xbrlMeasure(unit string) string {
	switch {
	case unit == "share" || unit == "shares":
		return "xbrli:shares"
	case len(unit) == 3 && strings.ToUpper(unit) == unit:
		return "iso4217:" + unit
	}
	return "cf:" + strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '-' {
			return r
		}
		return '_'
	}, unit)
}

// canonical is the canonical form of a decimal in XML Schema 1.1: no sign but a
// minus, no point without digits behind it, no zeros that say nothing.
func canonical(text string, percent bool) (string, error) {
	d, err := decimal.Parse(text)
	if err == nil && percent {
		d, err = d.Scale(-2)
	}
	if err != nil {
		return "", fmt.Errorf("%q: %w", text, err)
	}
	if d.Sign() == 0 {
		return "0", nil
	}
	if text = d.String(); strings.Contains(text, ".") {
		text = strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
	}
	return text, nil
}

// xbrlDecimals is how many digits behind the point are right, of a number known
// to within precision: fewer than none for thousands; nil for an exact one.
func xbrlDecimals(precision string, percent bool) (*int, error) {
	if precision == "" {
		return nil, nil
	}
	half, err := decimal.Parse(precision)
	if err != nil {
		return nil, fmt.Errorf("%q: %w", precision, err)
	}
	place, err := half.Add(half)
	if err != nil || place.Sign() <= 0 {
		return nil, err
	}
	// The smallest power of ten that is not below the place.
	power, n := decimal.New(1, -decimalScale), -decimalScale
	for power.Cmp(place) < 0 {
		if power, err = power.Scale(1); err != nil {
			return nil, err
		}
		n++
	}
	decimals := -n
	if percent {
		decimals += 2
	}
	return &decimals, nil
}

// WriteTaxonomy writes the schema of the report: the concepts that its facts
// have, and the dimensions. It is called after Close.
func (x *XBRL) WriteTaxonomy(w io.Writer) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, `<?xml version="1.0" encoding="UTF-8"?>
<xs:schema targetNamespace="%s" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xbrli="http://www.xbrl.org/2003/instance" xmlns:xbrldt="http://xbrl.org/2005/xbrldt" elementFormDefault="qualified">
  <xs:import namespace="http://www.xbrl.org/2003/instance" schemaLocation="http://www.xbrl.org/2003/xbrl-instance-2003-12-31.xsd"/>
  <xs:import namespace="http://xbrl.org/2005/xbrldt" schemaLocation="http://www.xbrl.org/2005/xbrldt-2005.xsd"/>
  <xs:element name="Text" id="cf_Text" type="xs:string"/>
`, xbrlNamespaces["cf"])
	for _, axis := range xbrlAxes {
		fmt.Fprintf(out, `  <xs:element name="%s" id="cf_%[1]s" type="xbrli:stringItemType" substitutionGroup="xbrldt:dimensionItem" abstract="true" nillable="true" xbrli:periodType="duration" xbrldt:typedDomainRef="#cf_Text"/>
`, axis)
	}
	for _, id := range slices.Sorted(maps.Keys(x.seen)) {
		concept := x.options.Concepts[id]
		kind := "duration"
		if concept.GetInstant() {
			kind = "instant"
		}
		fmt.Fprintf(out, `  <xs:element name="%s" id="cf_%[1]s" type="xbrli:decimalItemType" substitutionGroup="xbrli:item" nillable="true" xbrli:periodType="%s">
    <xs:annotation><xs:documentation>`, id, kind)
		if err := xml.EscapeText(out, []byte(concept.GetLabel())); err != nil {
			return err
		}
		fmt.Fprint(out, "</xs:documentation></xs:annotation>\n  </xs:element>\n")
	}
	fmt.Fprint(out, "</xs:schema>\n")
	return out.Flush()
}

// marshal writes JSON without HTML's escapes.
func marshal(v any) ([]byte, error) {
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return nil, err
	}
	return []byte(strings.TrimSuffix(b.String(), "\n")), nil
}

// day is a date as JSON has it.
func day(t time.Time) string { return t.Format(time.DateOnly) }
