package export_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/concept"
	"github.com/callfacts/callfacts/internal/export"
	"github.com/callfacts/callfacts/internal/wire"
)

// concepts are those of the standard taxonomy.
func concepts() map[string]*metricsv1.Concept {
	byID := map[string]*metricsv1.Concept{}
	taxonomy := concept.Standard()
	for i := range taxonomy.Concepts {
		c := wire.Concept(&taxonomy.Concepts[i])
		byID[c.GetId()] = c
	}
	return byID
}

type xbrlReport struct {
	DocumentInfo struct {
		DocumentType string            `json:"documentType"`
		Namespaces   map[string]string `json:"namespaces"`
		Taxonomy     []string          `json:"taxonomy"`
		Features     map[string]any    `json:"features"`
	} `json:"documentInfo"`
	Facts map[string]struct {
		Value      *string           `json:"value"`
		Decimals   *int              `json:"decimals"`
		Dimensions map[string]string `json:"dimensions"`
		Name       string            `json:"cf:name"`
		Quote      string            `json:"cf:quote"`
	} `json:"facts"`
}

// xbrl writes a report and its schema.
func xbrl(t testing.TB, company *parserv1.Company, calendar export.Calendar, facts ...*metricsv1.Fact) (raw []byte, report xbrlReport, schema []byte, undated int) {
	t.Helper()
	var out, taxonomy bytes.Buffer
	x := export.NewXBRL(&out, export.XBRLOptions{
		Taxonomy: "report.xsd", Concepts: concepts(), Calendar: calendar,
		Company: func(name string) (*parserv1.Company, error) {
			if name != company.GetName() {
				return nil, errors.New("another company")
			}
			return company, nil
		},
	})
	if err := errors.Join(x.Write(facts...), x.Close(), x.WriteTaxonomy(&taxonomy)); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(out.Bytes(), &report); err != nil {
		t.Fatalf("%v: %s", err, out.Bytes())
	}
	return out.Bytes(), report, taxonomy.Bytes(), x.Undated
}

var (
	ncName        = regexp.MustCompile(`^[\p{L}_][\p{L}\p{N}_.-]*$`)
	qName         = regexp.MustCompile(`^[A-Za-z_][\w.-]*:[\p{L}_][\p{L}\p{N}_.-]*$`)
	sqName        = regexp.MustCompile(`^[A-Za-z_][\w.-]*:\S+$`)
	canonicalForm = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?$`)
	xbrlUnit      = regexp.MustCompile(`^[\w.-]+:[\w.-]+(\*[\w.-]+:[\w.-]+)*(/[\w.-]+:[\w.-]+)?$`)
	midnight      = regexp.MustCompile(`^\d{4}-\d\d-\d\dT00:00:00(/\d{4}-\d\d-\d\dT00:00:00)?$`)
)

// reserved are the prefixes that the Open Information Model binds.
var reserved = map[string]string{
	"iso4217": "http://www.xbrl.org/2003/iso4217", "utr": "http://www.xbrl.org/2009/utr", "xbrl": "https://xbrl.org/2021",
	"xbrli": "http://www.xbrl.org/2003/instance", "xs": "http://www.w3.org/2001/XMLSchema",
}

// TestXBRL: the rules of xBRL-JSON 1.0 and of the Open Information Model 1.0,
// each as a check.
func TestXBRL(t *testing.T) {
	_, facts := sample(t)
	facts = append(facts, odd())
	company := &parserv1.Company{Name: "companies/northwind-systems", DisplayName: "Northwind Systems", Cik: "1234567"}
	raw, report, schema, undated := xbrl(t, company, export.Calendar{YearEnd: time.December}, facts...)

	if err := uniqueKeys(json.NewDecoder(bytes.NewReader(raw))); err != nil {
		t.Errorf("a JSON object has a key twice: %v", err)
	}
	if report.DocumentInfo.DocumentType != "https://xbrl.org/2021/xbrl-json" || len(report.DocumentInfo.Taxonomy) != 1 || report.DocumentInfo.Features["xbrl:canonicalValues"] != true {
		t.Errorf("%+v", report.DocumentInfo)
	}
	used := map[string]bool{"xbrl": true}
	use := func(name string) { used[name[:strings.IndexByte(name, ':')]] = true }
	kinds := periodTypes(t, schema)
	for id, f := range report.Facts {
		if !ncName.MatchString(id) {
			t.Errorf("the id %q", id)
		}
		if f.Value == nil || !canonicalForm.MatchString(*f.Value) || *f.Value == "-0" {
			t.Errorf("%s: the value %v is not canonical", id, f.Value)
		}
		for key, value := range f.Dimensions {
			switch key {
			case "concept":
				use(value)
				period := f.Dimensions["period"]
				if kind := kinds[strings.TrimPrefix(value, "cf:")]; !qName.MatchString(value) || (kind == "instant") == strings.Contains(period, "/") {
					t.Errorf("%s: %s, %q in the schema, has the period %s", id, value, kind, period)
				}
			case "entity":
				use(value)
				if !sqName.MatchString(value) || value != "cik:0001234567" {
					t.Errorf("%s: the entity %q", id, value)
				}
			case "period":
				from, to, duration := strings.Cut(value, "/")
				if !midnight.MatchString(value) || duration && from >= to {
					t.Errorf("%s: the period %q", id, value)
				}
			case "unit":
				for measure := range strings.FieldsFuncSeq(value, func(r rune) bool { return r == '*' || r == '/' }) {
					use(measure)
				}
				if !xbrlUnit.MatchString(value) || strings.Contains(value, "xbrl:pure") || strings.Contains(value, "xbrli:pure") {
					t.Errorf("%s: the unit %q", id, value)
				}
			default: // a taxonomy-defined dimension
				use(key)
				if !qName.MatchString(key) || value == "" || kinds[strings.TrimPrefix(key, "cf:")] == "" {
					t.Errorf("%s: the dimension %q %q", id, key, value)
				}
			}
		}
		if f.Dimensions["concept"] == "" || f.Dimensions["entity"] == "" || f.Dimensions["period"] == "" || f.Quote == "" {
			t.Errorf("%s: %+v", id, f)
		}
	}
	for prefix, uri := range report.DocumentInfo.Namespaces {
		if bound, ok := reserved[prefix]; ok && bound != uri || uri == "" {
			t.Errorf("%s is bound to %q", prefix, uri)
		}
		if !used[prefix] {
			t.Errorf("nothing has the prefix %s", prefix)
		}
		delete(used, prefix)
	}
	if len(used) > 0 {
		t.Errorf("not declared: %v", used)
	}
	if undated+len(report.Facts) < len(facts) || len(report.Facts) < len(facts)/2 {
		t.Errorf("%d facts, %d without dates, of %d", len(report.Facts), undated, len(facts))
	}
}

// uniqueKeys is an error where an object has a key twice.
func uniqueKeys(d *json.Decoder) error {
	token, err := d.Token()
	if err != nil {
		return err
	}
	open, ok := token.(json.Delim)
	if !ok {
		return nil
	}
	keys := map[any]bool{}
	for d.More() {
		if open == '{' {
			key, err := d.Token()
			if err != nil {
				return err
			}
			if keys[key] {
				return errors.New(key.(string))
			}
			keys[key] = true
		}
		if err := uniqueKeys(d); err != nil {
			return err
		}
	}
	_, err = d.Token()
	return err
}

// periodTypes reads the elements of a schema with their period types.
func periodTypes(t *testing.T, schema []byte) map[string]string {
	t.Helper()
	types := map[string]string{}
	d := xml.NewDecoder(bytes.NewReader(schema))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return types
		}
		if err != nil {
			t.Fatal(err)
		}
		element, ok := token.(xml.StartElement)
		if !ok || element.Name.Local != "element" {
			continue
		}
		attributes := map[string]string{}
		for _, a := range element.Attr {
			attributes[a.Name.Local] = a.Value
		}
		if types[attributes["name"]] != "" || !ncName.MatchString(attributes["name"]) {
			t.Errorf("the element %q", attributes["name"])
		}
		types[attributes["name"]] = attributes["periodType"]
	}
}

// TestXBRLFacts: what becomes of single facts.
func TestXBRLFacts(t *testing.T) {
	company := &parserv1.Company{Name: "companies/northwind-systems"}
	point := func(id, low, unit, precision, period string) *metricsv1.Fact {
		return &metricsv1.Fact{
			Name: northwind + "/facts/aaaaaaaaaaaaaaaa", Concept: id, Measure: metricsv1.Measure_MEASURE_VALUE, Status: metricsv1.FactStatus_FACT_STATUS_ACTUAL,
			Value: &metricsv1.Quantity{Low: low, High: low, Unit: unit, Precision: precision, Bound: metricsv1.Bound_BOUND_EXACT}, Period: &metricsv1.Period{Label: period},
		}
	}
	for _, c := range []struct {
		fact         *metricsv1.Fact
		yearEnd      time.Month
		value        string
		decimals     int
		unit, period string
	}{
		{point("revenue", "4200000000", "USD", "50000000", "2023Q1"), 12, "4200000000", -8, "iso4217:USD", "2023-01-01T00:00:00/2023-04-01T00:00:00"},
		{point("revenue", "1032000000", "EUR", "500000", "2023FY"), 6, "1032000000", -6, "iso4217:EUR", "2022-07-01T00:00:00/2023-07-01T00:00:00"},
		{point("revenue", "5", "USD", "2.5", "2023YTD3"), 9, "5", -1, "iso4217:USD", "2022-10-01T00:00:00/2023-07-01T00:00:00"},
		{point("gross_margin", "64.50", "percent", "0.005", "2023H2"), 12, "0.645", 4, "", "2023-07-01T00:00:00/2024-01-01T00:00:00"},
		{point("eps", "-0.10", "USD/share", "0.005", "2023Q4"), 2, "-0.1", 2, "iso4217:USD/xbrli:shares", "2022-12-01T00:00:00/2023-03-01T00:00:00"},
		{point("inventory", "0", "USD", "", "2023Q1"), 12, "0", 99, "iso4217:USD", "2023-04-01T00:00:00"},
	} {
		_, report, _, undated := xbrl(t, company, export.Calendar{YearEnd: c.yearEnd}, c.fact)
		f, ok := report.Facts["f-0123456789abcdef-aaaaaaaaaaaaaaaa"]
		if !ok || undated != 0 {
			t.Errorf("%+v", report)
			continue
		}
		decimals := 99
		if f.Decimals != nil {
			decimals = *f.Decimals
		}
		if *f.Value != c.value || decimals != c.decimals || f.Dimensions["unit"] != c.unit || f.Dimensions["period"] != c.period || f.Dimensions["entity"] != "company:northwind-systems" {
			t.Errorf("%s: %s with %d decimals: %v", c.fact, *f.Value, decimals, f.Dimensions)
		}
	}

	_, report, _, _ := xbrl(t, company, export.Calendar{}, odd())
	low, high := report.Facts["f-0123456789abcdef-oddoddoddoddoddo-lower"], report.Facts["f-0123456789abcdef-oddoddoddoddoddo-upper"]
	if len(report.Facts) != 2 || *low.Value != "-0.05" || *high.Value != "0.125" || low.Dimensions["cf:End"] != "lower" || high.Dimensions["cf:Status"] != "guidance" || high.Dimensions["cf:Product"] != odd().GetDimensions()[0].GetMember() {
		t.Errorf("%+v", report.Facts)
	}
	if _, none, _, undated := xbrl(t, company, export.Calendar{}, point("revenue", "1", "USD", "", "2023Q1"), point("revenue", "1", "USD", "", "LT")); undated != 2 || len(none.Facts) != 0 {
		t.Errorf("%d left out: %+v", undated, none.Facts)
	}
}

func TestCalendar(t *testing.T) {
	for text, want := range map[string]time.Month{"": 0, "12": 12, "6": 6, "06-30": 6, "12-31": 12, "02-28": 2} {
		if c, err := export.ParseCalendar(text); err != nil || c.YearEnd != want {
			t.Errorf("%q: %v %v", text, c, err)
		}
	}
	for _, text := range []string{"0", "13", "06-29", "june", "-1"} {
		if c, err := export.ParseCalendar(text); err == nil {
			t.Errorf("%q: %v", text, c)
		}
	}
}

// TestCompanyFacts: what reads the SEC's companyfacts reads ours.
func TestCompanyFacts(t *testing.T) {
	_, facts := sample(t)
	company := &parserv1.Company{DisplayName: "Northwind <Systems> & Co", Cik: "0001234567"}
	var list []*metricsv1.Concept
	for _, c := range concepts() {
		list = append(list, c)
	}
	write := func(calendar export.Calendar) (raw []byte, left, undated int) {
		var out bytes.Buffer
		w, err := export.NewCompanyFacts(&out, company, calendar)
		if err != nil {
			t.Fatal(err)
		}
		for _, group := range export.ConceptGroups(list) {
			var of []*metricsv1.Fact
			for _, f := range facts {
				for _, c := range group.Concepts {
					if c.GetId() == f.GetConcept() {
						of = append(of, f)
					}
				}
			}
			if err := w.Write(group, of); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return out.Bytes(), w.Left, w.Undated
	}
	raw, left, _ := write(export.Calendar{YearEnd: time.December})
	var read struct {
		CIK        int    `json:"cik"`
		EntityName string `json:"entityName"`
		Facts      map[string]map[string]struct {
			Label, Description string
			Units              map[string][]struct {
				Start, End, Accn, FP, Form, Filed, Quote string
				FY                                       int
				Val                                      json.Number
			}
		} `json:"facts"`
	}
	if err := errors.Join(json.Unmarshal(raw, &read), uniqueKeys(json.NewDecoder(bytes.NewReader(raw)))); err != nil {
		t.Fatalf("%v: %s", err, raw)
	}
	n := 0
	for taxonomy, byTag := range read.Facts {
		for tag, c := range byTag {
			for unit, values := range c.Units {
				for _, v := range values {
					n++
					if v.End == "" || v.FY != 2023 || v.FP != "Q1" || v.Form != "CALL" || v.Accn != "0123456789abcdef" || v.Filed != "2023-04-25" || v.Quote == "" || c.Label == "" {
						t.Errorf("%s %s %s: %+v", taxonomy, tag, unit, v)
					}
				}
			}
		}
	}
	if read.CIK != 1234567 || read.EntityName != company.GetDisplayName() || n+left != len(facts) || n < 10 {
		t.Errorf("%d, %q: %d facts, %d left out, of %d", read.CIK, read.EntityName, n, left, len(facts))
	}
	for _, byTag := range []string{"EarningsPerShareDiluted", "OperatingExpenses"} {
		for unit, values := range read.Facts["us-gaap"][byTag].Units {
			for _, v := range values {
				if strings.Contains(v.Quote, "Non-GAAP earnings") || unit == "pure" {
					t.Errorf("%s: %+v", byTag, v)
				}
			}
		}
	}
	if len(read.Facts["callfacts"]["eps"].Units["USD/shares"]) == 0 {
		t.Errorf("%+v", read.Facts["callfacts"])
	}
	revenue := read.Facts["us-gaap"]["Revenues"].Units["USD"]
	if len(revenue) == 0 || revenue[len(revenue)-1].Val != "424000000" || revenue[len(revenue)-1].Start != "2023-01-01" {
		t.Errorf("%+v", revenue)
	}
	for _, f := range facts {
		if f.GetPeriod() != nil {
			f.Period = &metricsv1.Period{Label: f.GetPeriod().GetLabel()}
		}
	}
	if raw, left, undated := write(export.Calendar{}); left != len(facts) || undated < n || !json.Valid(raw) {
		t.Errorf("%d left out, %d without dates: %s", left, undated, raw)
	}
}
