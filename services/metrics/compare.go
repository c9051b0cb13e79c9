package metrics

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"google.golang.org/protobuf/types/known/timestamppb"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	"github.com/callfacts/callfacts/internal/decimal"
	"github.com/callfacts/callfacts/internal/fact"
	"github.com/callfacts/callfacts/internal/quantity"
	"github.com/callfacts/callfacts/internal/rpcerr"
	"github.com/callfacts/callfacts/services/metrics/store"
)

// CompareTranscripts compares the facts of two extractions.
func (s *Server) CompareTranscripts(ctx context.Context, request *metricsv1.CompareTranscriptsRequest) (*metricsv1.CompareTranscriptsResponse, error) {
	response := &metricsv1.CompareTranscriptsResponse{}
	base, err := s.side(ctx, request.GetBase(), &response.Base)
	if err != nil {
		return nil, err
	}
	other, err := s.side(ctx, request.GetOther(), &response.Other)
	if err != nil {
		return nil, err
	}
	one, err := parseTranscript(request.GetBase().GetTranscript())
	if err != nil {
		return nil, err
	}
	two, err := parseTranscript(request.GetOther().GetTranscript())
	if err != nil {
		return nil, err
	}
	pairs := pair(base, other, one.transcript == two.transcript)
	for _, p := range pairs {
		d := &metricsv1.FactDifference{}
		if p.base >= 0 {
			d.Base = factMessage(&base[p.base])
		}
		if p.other >= 0 {
			d.Other = factMessage(&other[p.other])
		}
		if p.base >= 0 && p.other >= 0 {
			if d.Fields = differences(&base[p.base].Fact, &other[p.other].Fact); len(d.Fields) == 0 {
				response.SameCount++
				continue
			}
		}
		response.Differences = append(response.Differences, d)
	}
	return response, nil
}

// side is one side of a comparison: its extraction, and its facts.
func (s *Server) side(ctx context.Context, selector *metricsv1.ExtractionSelector, m **metricsv1.Extraction) ([]store.Fact, error) {
	n, err := parseTranscript(selector.GetTranscript())
	if err != nil {
		return nil, err
	}
	e, err := s.store.Find(ctx, store.Key{Transcript: n.transcript, Revision: selector.GetRevision(), Engine: selector.GetEngineVersion()})
	if errors.Is(err, store.ErrNotFound) {
		return nil, rpcerr.NotFound("EXTRACTION_NOT_FOUND", selector.GetTranscript()+"/extraction")
	}
	if err != nil {
		return nil, err
	}
	*m = &metricsv1.Extraction{
		Name: selector.GetTranscript() + "/extraction", State: metricsv1.Extraction_STATE_SUCCEEDED, TranscriptRevision: e.Revision,
		EngineVersion: e.Engine, FactCount: e.FactCount, NumeralCount: e.NumeralCount, UnresolvedCount: e.UnresolvedCount,
		FinishTime: timestamppb.New(e.FinishTime),
	}
	return s.store.FactsOf(ctx, e.ID)
}

// matched is a fact of the base and its counterpart, by index; -1 where there is
// none.
type matched struct{ base, other int }

// pair finds the counterparts, from the surest to the least sure: the same
// reading of the same words; in one document, another reading of the same words;
// in two, what says the same, then what says something else of the same thing. The
// order is that of the other's text, then of the base's.
func pair(base, other []store.Fact, oneDocument bool) []matched {
	p := pairing{base: make([]int, len(base)), other: make([]int, len(other))}
	for i := range p.base {
		p.base[i] = -1
	}
	for i := range p.other {
		p.other[i] = -1
	}
	by := func(key func(*store.Fact) string) { p.match(base, other, key) }
	if oneDocument {
		by(func(f *store.Fact) string { return f.ID })
		by(func(f *store.Fact) string { return key(f.Concept, place(f)) })
		by(place)
	} else {
		by(func(f *store.Fact) string { return key(reading(f), number(f)) })
		by(func(f *store.Fact) string { return key(f.Concept, number(f)) })
		by(reading)
		by(thing)
	}
	return p.inOrder()
}

// pairing holds the counterpart of each fact of either side, -1 for none.
type pairing struct{ base, other []int }

// match pairs facts that have no counterpart yet and the same key, in their order.
func (p *pairing) match(base, other []store.Fact, key func(*store.Fact) string) {
	free := make(map[string][]int)
	for i := range base {
		if p.base[i] < 0 {
			k := key(&base[i])
			free[k] = append(free[k], i)
		}
	}
	for j := range other {
		if p.other[j] >= 0 {
			continue
		}
		k := key(&other[j])
		if left := free[k]; len(left) > 0 {
			p.base[left[0]], p.other[j] = j, left[0]
			free[k] = left[1:]
		}
	}
}

func (p *pairing) inOrder() []matched {
	var all []matched
	for j, i := range p.other {
		all = append(all, matched{i, j})
	}
	for i, j := range p.base {
		if j < 0 {
			all = append(all, matched{i, -1})
		}
	}
	return all
}

// The keys by which facts are counterparts.

func key(parts ...any) string { return fmt.Sprintf("%#v", parts) }

// place is where a fact was said.
func place(f *store.Fact) string { return key(f.Evidence.Value) }

// thing is what a fact is about.
func thing(f *store.Fact) string { return key(f.Concept, f.Measure, f.Period.Label, parts(f)) }

// reading is all that a fact says but its number.
func reading(f *store.Fact) string {
	return key(thing(f), f.Status, f.Comparison, f.Basis, f.Qualifiers)
}

// number is the number of a fact: 1.5 is 1.50.
func number(f *store.Fact) string {
	return key(plain(f.Value.Low, f.Value.HasLow), plain(f.Value.High, f.Value.HasHigh), f.Value.Unit)
}

func plain(d decimal.Decimal, has bool) string {
	s := end(d, has)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

func parts(f *store.Fact) string {
	members := make([]string, len(f.Dimensions))
	for i, d := range f.Dimensions {
		members[i] = key(d.Axis, d.Member)
	}
	return key(members)
}

// differences are the fields in which two facts differ.
func differences(a, b *fact.Fact) []string {
	var fields []string
	note := func(field string, same bool) {
		if !same {
			fields = append(fields, field)
		}
	}
	note("concept", a.Concept == b.Concept)
	note("measure", a.Measure == b.Measure)
	note("status", a.Status == b.Status)
	note("comparison", a.Comparison == b.Comparison)
	note("basis", a.Basis == b.Basis)
	note("value", sameQuantity(&a.Value, &b.Value))
	note("period", a.Period.Label == b.Period.Label)
	note("dimensions", slices.EqualFunc(a.Dimensions, b.Dimensions, func(x, y fact.Dimension) bool { return x.Axis == y.Axis && x.Member == y.Member }))
	note("qualifiers", slices.Equal(a.Qualifiers, b.Qualifiers))
	return fields
}

func sameQuantity(a, b *quantity.Quantity) bool {
	return a.HasLow == b.HasLow && a.HasHigh == b.HasHigh && (!a.HasLow || a.Low.Cmp(b.Low) == 0) && (!a.HasHigh || a.High.Cmp(b.High) == 0) &&
		a.Unit == b.Unit && a.Bound == b.Bound
}
