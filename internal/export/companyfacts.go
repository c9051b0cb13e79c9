package export

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
)

// CompanyFacts writes the facts of a company as JSON in the shape of the SEC's
// companyfacts: taxonomy, concept, unit, then the values, a page of concepts at
// a time. It has what that shape can say: levels that the company reported of
// the whole of itself, as points in dated periods. Each has more fields than the
// SEC's: `name`, `quote`, `basis` and `precision`.
type CompanyFacts struct {
	out      *bufio.Writer
	calendar Calendar
	taxonomy string
	begun    bool

	// Left is how many facts the shape has no place for, Undated how many of
	// them for want of dates.
	Left, Undated int
}

// ConceptGroup is concepts that stand under one name of a taxonomy.
type ConceptGroup struct {
	Taxonomy, Tag string // us-gaap, Revenues
	Label         string
	Concepts      []*metricsv1.Concept
}

// ownTaxonomy is where a value stands that has no name in another one.
const ownTaxonomy = "callfacts"

// holds: what is said to be non-GAAP is no value of the standard's concept; it
// stands under our own name of it.
func (g ConceptGroup) holds(f *metricsv1.Fact) bool {
	standard := g.Concepts[0].GetXbrl() != "" && f.GetBasis() != metricsv1.Basis_BASIS_NON_GAAP
	return standard == (g.Taxonomy != ownTaxonomy)
}

// ConceptGroups sorts concepts by the names that they get: one of our own, and
// of those that a standard has, the standard's.
func ConceptGroups(concepts []*metricsv1.Concept) []ConceptGroup {
	groups := map[string]*ConceptGroup{}
	add := func(taxonomy, tag string, c *metricsv1.Concept) {
		group := groups[taxonomy+":"+tag]
		if group == nil {
			group = &ConceptGroup{Taxonomy: taxonomy, Tag: tag, Label: c.GetLabel()}
			groups[taxonomy+":"+tag] = group
		}
		group.Concepts = append(group.Concepts, c)
	}
	for _, c := range concepts {
		add(ownTaxonomy, c.GetId(), c)
		if taxonomy, tag, ok := strings.Cut(c.GetXbrl(), ":"); ok {
			add(taxonomy, tag, c)
		}
	}
	sorted := make([]ConceptGroup, 0, len(groups))
	for _, g := range groups {
		sorted = append(sorted, *g)
	}
	slices.SortFunc(sorted, func(a, b ConceptGroup) int {
		return cmp.Or(cmp.Compare(a.Taxonomy, b.Taxonomy), cmp.Compare(a.Tag, b.Tag))
	})
	return sorted
}

// NewCompanyFacts begins the facts of a company.
func NewCompanyFacts(w io.Writer, company *parserv1.Company, calendar Calendar) (*CompanyFacts, error) {
	c := &CompanyFacts{out: bufio.NewWriter(w), calendar: calendar}
	name, err := marshal(company.GetDisplayName())
	if err != nil {
		return nil, err
	}
	cik := "null"
	if digits := strings.TrimLeft(company.GetCik(), "0"); digits != "" {
		cik = digits
	}
	_, err = fmt.Fprintf(c.out, `{"cik":%s,"entityName":%s,"facts":{`, cik, name)
	return c, err
}

// companyFact is a value of a concept.
type companyFact struct {
	Start     string      `json:"start,omitempty"`
	End       string      `json:"end"`
	Val       json.Number `json:"val"`
	Accn      string      `json:"accn"`
	FY        int         `json:"fy,omitempty"`
	FP        string      `json:"fp,omitempty"`
	Form      string      `json:"form"`
	Filed     string      `json:"filed,omitempty"`
	Name      string      `json:"name"`
	Basis     string      `json:"basis,omitempty"`
	Precision json.Number `json:"precision,omitempty"`
	Quote     string      `json:"quote,omitempty"`
}

// Write writes the facts of a group, those of them that are its own; the groups
// come in the order of ConceptGroups, each once.
func (c *CompanyFacts) Write(group ConceptGroup, facts []*metricsv1.Fact) error {
	byID := map[string]*metricsv1.Concept{}
	for _, concept := range group.Concepts {
		byID[concept.GetId()] = concept
	}
	units := map[string][]companyFact{}
	for _, f := range facts {
		concept := byID[f.GetConcept()]
		if !group.holds(f) {
			continue
		}
		if !reported(f, concept) {
			c.Left++
			continue
		}
		unit, value, ok, err := c.value(f, concept.GetInstant())
		if err != nil {
			return fmt.Errorf("%s: %w", f.GetName(), err)
		}
		if !ok {
			c.Left++
			c.Undated++
			continue
		}
		units[unit] = append(units[unit], value)
	}
	if len(units) == 0 {
		return nil
	}
	for _, values := range units {
		slices.SortStableFunc(values, func(a, b companyFact) int { return cmp.Or(cmp.Compare(a.End, b.End), cmp.Compare(a.Filed, b.Filed)) })
	}
	return c.concept(group, units)
}

// concept writes a concept, in the object of its taxonomy.
func (c *CompanyFacts) concept(group ConceptGroup, units map[string][]companyFact) error {
	separator := ",\n"
	if group.Taxonomy != c.taxonomy {
		separator = fmt.Sprintf("\n%q:{\n", group.Taxonomy)
		if c.begun {
			separator = "}," + separator
		}
		c.begun, c.taxonomy = true, group.Taxonomy
	}
	body, err := marshal(map[string]any{"label": group.Label, "description": description(group), "units": units})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.out, "%s%q:%s", separator, group.Tag, body)
	return err
}

func description(group ConceptGroup) string {
	ids := map[string]bool{}
	for _, concept := range group.Concepts {
		ids[concept.GetId()] = true
	}
	return "As said on earnings calls: " + strings.Join(slices.Sorted(maps.Keys(ids)), ", ")
}

// Close ends the output.
func (c *CompanyFacts) Close() error {
	end := "}}\n"
	if c.begun {
		end = "}" + end
	}
	if _, err := c.out.WriteString(end); err != nil {
		return err
	}
	return c.out.Flush()
}

// reported: an actual level, as a point, of the whole company, not a question,
// and money where the concept is money.
func reported(f *metricsv1.Fact, concept *metricsv1.Concept) bool {
	if _, percent := companyUnit(f.GetValue().GetUnit()); percent && concept.GetUnitKind() != metricsv1.UnitKind_UNIT_KIND_PERCENT {
		return false
	}
	return f.GetMeasure() == metricsv1.Measure_MEASURE_VALUE && f.GetStatus() == metricsv1.FactStatus_FACT_STATUS_ACTUAL &&
		len(f.GetDimensions()) == 0 && len(f.GetQualifiers()) == 0 && f.GetValue().GetLow() != "" && f.GetValue().GetLow() == f.GetValue().GetHigh() &&
		analyst(f.GetSpeakerRole()) == ""
}

// value is a fact with the name of its unit; not ok where it has no dates.
func (c *CompanyFacts) value(f *metricsv1.Fact, atInstant bool) (unit string, value companyFact, ok bool, err error) {
	first, last, ok := c.calendar.Dates(f.GetPeriod())
	if !ok {
		return "", value, false, nil
	}
	unit, percent := companyUnit(f.GetValue().GetUnit())
	number, err := canonical(f.GetValue().GetLow(), percent)
	if err != nil {
		return "", value, false, err
	}
	in := path(f.GetName())
	value = companyFact{
		Start: day(first), End: day(last), Val: json.Number(number), Accn: in["transcripts"], Form: "CALL",
		Name: f.GetName(), Basis: word(f.GetBasis().String(), "BASIS_"), Quote: f.GetEvidence().GetQuote(),
	}
	if atInstant {
		value.Start = ""
	}
	if precision := f.GetValue().GetPrecision(); precision != "" {
		if precision, err = canonical(precision, percent); err != nil {
			return "", value, false, err
		}
		value.Precision = json.Number(precision)
	}
	if f.GetEffectiveTime() != nil {
		value.Filed = day(f.GetEffectiveTime().AsTime())
	}
	// The call's period, as the SEC's fy and fp are the filing's.
	if year, part, found := strings.Cut(in["calls"], "-"); found && len(part) == 2 && strings.ContainsAny(part[:1], "qhf") {
		if value.FY, err = strconv.Atoi(year); err == nil {
			value.FP = strings.ToUpper(part)
		}
	}
	return unit, value, true, nil
}

// companyUnit is a unit as the SEC's files name it, and whether the number is in
// percent, which they have as a part of one.
func companyUnit(unit string) (string, bool) {
	switch unit {
	case "percent", "percentage_points":
		return "pure", true
	case "ratio", "":
		return "pure", false
	}
	return strings.TrimSuffix(unit, "/share") + strings.Repeat("/shares", strings.Count(unit, "/share")), false
}
