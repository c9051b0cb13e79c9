package metrics

import (
	"context"
	"slices"
	"strings"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	"github.com/callfacts/callfacts/internal/fact"
	"github.com/callfacts/callfacts/internal/guidance"
	"github.com/callfacts/callfacts/internal/quantity"
	"github.com/callfacts/callfacts/internal/reconcile"
	"github.com/callfacts/callfacts/internal/wire"
)

// places is how many digits of a computed number are shown behind the point.
const places = 4

// QuerySeries returns one concept over periods.
func (s *Server) QuerySeries(ctx context.Context, request *metricsv1.QuerySeriesRequest) (*metricsv1.QuerySeriesResponse, error) {
	at, err := s.begin(ctx, request, request.GetPageToken(), instant(request.GetRecordedAsOf()))
	if err != nil {
		return nil, err
	}
	var all []*metricsv1.Series
	for _, company := range request.GetCompanies() {
		b, err := s.open(ctx, company, request.GetConcept(), moment{instant(request.GetAsOf()), at.Recorded})
		if err != nil {
			return nil, err
		}
		series := b.Series()
		ledger := make(map[*reconcile.Point]*guidance.Series) // of the levels
		kept := guidance.Ledger(b.Book, series, b.cues)
		for i := range kept {
			if kept[i].Measure == fact.MeasureValue {
				ledger[kept[i].Point()] = &kept[i]
			}
		}
		for i := range series {
			if !wanted(request, &series[i]) {
				continue
			}
			if m := b.series(&series[i], ledger, request); len(m.Points) > 0 {
				all = append(all, m)
			}
		}
	}
	if len(all) == 0 {
		if err := s.knownConcept(ctx, request.GetConcept(), request.GetCompanies()); err != nil {
			return nil, err
		}
	}
	response := &metricsv1.QuerySeriesResponse{}
	response.Series, response.NextPageToken, err = cut(request, all, at, request.GetPageSize())
	return response, err
}

// wanted reports whether a request asks for a series.
func wanted(request *metricsv1.QuerySeriesRequest, s *reconcile.Series) bool {
	if b := request.GetBasis(); b != metricsv1.Basis_BASIS_UNSPECIFIED && metricsv1.Basis(s.Basis) != b {
		return false
	}
	if request.GetMember() != "" {
		return slices.ContainsFunc(s.Dimensions, func(d fact.Dimension) bool { return strings.EqualFold(d.Member, request.GetMember()) })
	}
	return request.GetAllParts() || len(s.Dimensions) == 0
}

// series is the message of a series, with the periods that the request asks for.
func (b *book) series(s *reconcile.Series, ledger map[*reconcile.Point]*guidance.Series, request *metricsv1.QuerySeriesRequest) *metricsv1.Series {
	m := &metricsv1.Series{
		Company: "companies/" + b.company, Concept: s.Concept, Basis: metricsv1.Basis(s.Basis), Unit: s.Unit,
		Dimensions: dimensionMessages(s.Dimensions), Qualifiers: qualifierMessages(s.Qualifiers),
	}
	first, last := request.GetFirstPeriod(), request.GetLastPeriod()
	for i := range s.Points {
		p := &s.Points[i]
		label := p.Period.Label
		if first != "" && !reconcile.Ended(first, label) || last != "" && !reconcile.Ended(label, last) {
			continue
		}
		m.Points = append(m.Points, b.point(s, p, ledger))
	}
	return m
}

func (b *book) point(s *reconcile.Series, p *reconcile.Point, ledger map[*reconcile.Point]*guidance.Series) *metricsv1.SeriesPoint {
	m := &metricsv1.SeriesPoint{
		Period: wire.Period(p.Period), First: b.reading(p.First), Last: b.reading(p.Last), Restated: p.Restated,
		Comparatives: b.messages(p.Comparatives), Share: b.reading(p.Share), Targets: b.messages(p.Targets), Asserted: b.messages(p.Asserted),
	}
	for _, g := range p.Growth {
		m.Growth = append(m.Growth, b.movement(g, quantity.Percent))
	}
	unit := s.Unit
	if unit == quantity.Percent {
		unit = quantity.PercentagePoints
	}
	for _, c := range p.Change {
		m.Change = append(m.Change, b.movement(c, unit))
	}
	statements := slices.Concat(p.Guidance, p.GuidanceGrowth, p.Recalled)
	slices.Sort(statements)
	m.GuidanceStatements = b.messages(statements)
	if g := ledger[p]; g != nil && g.Outcome.Guidance >= 0 && g.Outcome.Reason != guidance.WithdrawnBefore {
		m.Guidance = b.guidanceRange(g.Outcome.Guidance)
	}
	return m
}

// reading is the message of what statements come to, nil for none.
func (b *book) reading(r *reconcile.Reading) *metricsv1.Reading {
	if r == nil {
		return nil
	}
	others := slices.DeleteFunc(slices.Clone(r.Agreeing), func(i int) bool { return i == r.Best })
	return &metricsv1.Reading{Fact: b.message(r.Best), Agreeing: b.messages(others), Disagreeing: b.messages(r.Disagreeing)}
}

func (b *book) movement(v reconcile.Movement, unit string) *metricsv1.Movement {
	m := &metricsv1.Movement{Comparison: metricsv1.Comparison(v.Comparison), Stated: b.reading(v.Stated)}
	if c := v.Computed; c != nil {
		m.Computed = &metricsv1.ComputedMovement{BasePeriod: c.Base, Unit: unit, Facts: []string{b.message(c.From).GetName(), b.message(c.To).GetName()}}
		m.Computed.Low, m.Computed.High = c.Value.Decimals(places)
	}
	return m
}

func (b *book) guidanceRange(statement int) *metricsv1.GuidanceRange {
	m := &metricsv1.GuidanceRange{Fact: b.message(statement)}
	m.Low, m.Mid, m.High = ends(&b.Statements[statement].Fact.Value)
	return m
}

// ends are a quantity's ends as they were said, and its middle.
func ends(q *quantity.Quantity) (low, mid, high string) {
	if q.HasLow {
		low = q.Low.String()
	}
	if q.HasHigh {
		high = q.High.String()
	}
	return low, exactly(reconcile.Ends(q).Mid()), high
}
