// Package concept holds the taxonomy of what is measured on earnings calls, as
// data: each concept with its label, unit kind, phrases and XBRL mapping.
package concept

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// UnitKind is what the unit of a concept's values is.
type UnitKind uint8

const (
	UnitUnspecified  UnitKind = iota
	UnitMoney                 // an amount of a currency
	UnitPerShare              // an amount per share
	UnitPercent               // a rate or margin
	UnitRatio                 // a quotient
	UnitDays                  // a length of time
	UnitMoneyPerUnit          // an amount per thing sold or served
	UnitCount                 // a number of things, Concept.Noun
)

var unitKinds = map[string]UnitKind{
	"money": UnitMoney, "per_share": UnitPerShare, "percent": UnitPercent, "ratio": UnitRatio,
	"days": UnitDays, "money_per_unit": UnitMoneyPerUnit, "count": UnitCount,
}

// Concept is one thing that is measured.
type Concept struct {
	ID      string
	Label   string
	Unit    UnitKind
	Noun    string // of a count: "customers"
	Instant bool   // stands at an instant; otherwise flows over a period
	XBRL    string // "us-gaap:Revenues", or "" where there is none

	LowerBetter bool // a fall is an improvement
	Expense     bool // may be told as a percentage of revenue
	Adjustable  bool // a blanket basis clause reaches it
	Growth      bool // is itself a rate of growth: a bare percentage is GROWTH
	Generic     bool // stands for the concept spoken of last whose id ends in "_" and its own
	Whole       bool // only the company as a whole has it
	BySegment   bool // told by segment, in the passages about one
	ByPart      bool // companies tell it by segment, product, region: what stands before it names a part

	// Low and High bound the percentages that companies tell of it; both 0 where nothing is
	// known of them.
	Low, High float64

	// What the same breath tells in another unit: "net income was $3.6 billion,
	// or $0.84 per share", "gross profit was 35% of revenue". Ids, or "".
	PerShare, Percent, Count, Money string

	PerUnit string // the ID of what one thing costs or brings: "$6.50 per barrel"; or ""

	Phrases []string // patterns, see package phrase
}

// Taxonomy is a set of concepts in the order of their ids, and the phrases
// that look like one and are none.
type Taxonomy struct {
	Concepts []Concept
	None     []string

	index map[string]int // of Concepts, by id
}

//go:embed taxonomy.txt
var data string

// Standard is the taxonomy that comes with the engine. Callers must not
// change it.
var Standard = sync.OnceValue(func() *Taxonomy {
	t, err := Parse(data)
	if err != nil {
		panic(err) // the embedded file is checked by a test
	}
	return t
})

// Find returns the index of a concept by id, or -1.
func (t *Taxonomy) Find(id string) int {
	if i, ok := t.index[id]; ok {
		return i
	}
	return -1
}

// order sorts the concepts, and indexes them.
func (t *Taxonomy) order() {
	slices.SortFunc(t.Concepts, func(a, b Concept) int { return strings.Compare(a.ID, b.ID) })
	t.index = make(map[string]int, len(t.Concepts))
	for i := range t.Concepts {
		t.index[t.Concepts[i].ID] = i
	}
}

// Parse reads a taxonomy in the language that the head of taxonomy.txt tells.
func Parse(text string) (*Taxonomy, error) {
	t := &Taxonomy{}
	var phrases *[]string
	for n, line := range strings.Split(text, "\n") {
		switch trimmed := strings.TrimSpace(line); {
		case trimmed == "" || trimmed[0] == '#':
		case line[0] == ' ' && phrases != nil:
			*phrases = append(*phrases, split(trimmed)...)
		case trimmed == "none:":
			phrases = &t.None
		default:
			c, err := parseConcept(trimmed)
			if err != nil {
				return nil, fmt.Errorf("taxonomy line %d: %w", n+1, err)
			}
			t.Concepts = append(t.Concepts, c)
			phrases = &t.Concepts[len(t.Concepts)-1].Phrases
		}
	}
	t.order()
	for i := 1; i < len(t.Concepts); i++ {
		if t.Concepts[i].ID == t.Concepts[i-1].ID {
			return nil, fmt.Errorf("taxonomy: %s stands twice", t.Concepts[i].ID)
		}
	}
	return t, nil
}

// split cuts at the commas, of which a pattern has none.
func split(line string) []string {
	parts := strings.Split(line, ",")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return slices.DeleteFunc(parts, func(p string) bool { return p == "" })
}

func parseConcept(line string) (Concept, error) {
	id, rest, ok := strings.Cut(line, ":")
	fields := strings.Split(rest, ";")
	if !ok || len(fields) < 4 {
		return Concept{}, fmt.Errorf("want id: Label; unit; flow or instant; XBRL: %q", line)
	}
	for i := range fields {
		fields[i] = strings.TrimSpace(fields[i])
	}
	unit, noun, _ := strings.Cut(fields[1], " ")
	c := Concept{ID: id, Label: fields[0], Unit: unitKinds[unit], Noun: noun, Instant: fields[2] == "instant"}
	if c.Unit == UnitUnspecified {
		return c, fmt.Errorf("unknown unit %q", unit)
	}
	if !c.Instant && fields[2] != "flow" {
		return c, fmt.Errorf("want flow or instant, got %q", fields[2])
	}
	if fields[3] != "-" {
		c.XBRL = fields[3]
	}
	if len(fields) < 5 {
		return c, nil
	}
	for _, flag := range strings.Fields(fields[4]) {
		switch flag {
		case "lower":
			c.LowerBetter = true
		case "expense":
			c.Expense = true
		case "adjustable":
			c.Adjustable = true
		case "growth":
			c.Growth = true
		case "bysegment":
			c.BySegment = true
		case "part":
			c.ByPart = true
		case "generic":
			c.Generic = true
		case "whole":
			c.Whole = true
		default:
			if !c.sibling(flag) && !c.usual(flag) {
				return c, fmt.Errorf("unknown flag %q", flag)
			}
		}
	}
	return c, nil
}

// sibling reads "percent=gross_margin".
func (c *Concept) sibling(flag string) bool {
	kind, id, _ := strings.Cut(flag, "=")
	switch kind {
	case "per_share":
		c.PerShare = id
	case "percent":
		c.Percent = id
	case "count":
		c.Count = id
	case "money":
		c.Money = id
	case "per_unit":
		c.PerUnit = id
	default:
		return false
	}
	return id != ""
}

// usual reads "usual=2..12".
func (c *Concept) usual(flag string) bool {
	bounds, ok := strings.CutPrefix(flag, "usual=")
	low, high, both := strings.Cut(bounds, "..")
	if !ok || !both {
		return false
	}
	var err, errHigh error
	c.Low, err = strconv.ParseFloat(low, 64)
	c.High, errHigh = strconv.ParseFloat(high, 64)
	return err == nil && errHigh == nil && c.Low < c.High
}
