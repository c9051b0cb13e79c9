package metrics

import (
	"context"
	"strings"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	"github.com/callfacts/callfacts/internal/fact"
	"github.com/callfacts/callfacts/internal/pagetoken"
	"github.com/callfacts/callfacts/internal/reconcile"
	"github.com/callfacts/callfacts/internal/rpcerr"
	"github.com/callfacts/callfacts/services/metrics/store"
)

// maxFacts is how many facts an answer may take.
const maxFacts = 200_000

// book is what a company said, at a time and as it was recorded at a time.
type book struct {
	*reconcile.Book
	company string
	facts   map[*fact.Fact]*store.Fact // what is kept of each fact of the book
	told    []store.Told               // its transcripts, oldest first
	cues    []reconcile.Cue
}

// moment is the time of a request on both axes.
type moment struct{ asOf, recordedAsOf time.Time }

// open gathers the facts of a company, `companies/{company}`, of one concept if
// it is not empty. What a review rejected is left out.
func (s *Server) open(ctx context.Context, name, concept string, at moment) (*book, error) {
	company, err := s.today(ctx, name)
	if err != nil {
		return nil, err
	}
	selection := store.Selection{Company: company, AsOf: at.asOf, RecordedAsOf: at.recordedAsOf}
	b := &book{company: company, facts: make(map[*fact.Fact]*store.Fact)}
	if b.told, err = s.store.Outlines(ctx, selection); err != nil {
		return nil, err
	}
	if concept != "" {
		if selection.Filter, err = parseFilter(store.FactFields, "concept = \""+concept+"\""); err != nil {
			return nil, err
		}
	}
	kept, err := s.store.List(ctx, selection, nil, maxFacts+1)
	if err != nil {
		return nil, err
	}
	if len(kept) > maxFacts {
		return nil, rpcerr.New(codes.ResourceExhausted, "TOO_MANY_FACTS", "%s has more than %d facts", name, maxFacts)
	}
	outlines := make(map[string]*store.Told, len(b.told))
	for i := range b.told {
		outlines[b.told[i].Transcript] = &b.told[i]
	}
	statements := make([]reconcile.Statement, 0, len(kept))
	for i := range kept {
		f := &kept[i]
		if f.Verdict == store.Rejected {
			continue
		}
		statements = append(statements, statement(f, outlines[f.Transcript]))
		b.facts[&f.Fact] = f
	}
	engine, err := s.extract.engines.of(ctx, company)
	if err != nil {
		return nil, err
	}
	b.Book = reconcile.NewBook(engine.taxonomy, statements)
	b.gatherCues()
	return b, nil
}

// statement is a fact with the circumstances in which it was said.
func statement(f *store.Fact, told *store.Told) reconcile.Statement {
	s := reconcile.Statement{
		Fact: &f.Fact, Call: f.Call, Transcript: f.Transcript, At: microseconds(f.EffectiveTime), Quote: f.Quote,
		CallPeriod: periodOf(f.Call, told),
	}
	if told != nil && f.Turn < len(told.Outline.Turns) {
		s.Section = told.Outline.Turns[f.Turn].Section
	}
	return s
}

func microseconds(t time.Time) reconcile.Instant { return reconcile.Instant(t.UnixMicro()) }

// periodOf is the period that a call reports on: by the call's name, which a
// correction changes, else by its text.
func periodOf(call string, told *store.Told) string {
	year, part, ok := strings.Cut(call, "-")
	if label := year + strings.ToUpper(part); ok && len(year) == 4 && reconcile.Ended(label, label) {
		return label
	}
	if told == nil {
		return ""
	}
	return told.Outline.Period
}

func (b *book) gatherCues() {
	for i := range b.told {
		t := &b.told[i]
		for _, c := range t.Outline.Cues {
			c.Call, c.CallPeriod, c.At, c.Index = t.Call, periodOf(t.Call, t), microseconds(t.EffectiveTime), len(b.cues)
			b.cues = append(b.cues, c)
		}
	}
}

// toldOf is the transcript of a call, nil if there is none.
func (b *book) toldOf(call string) *store.Told {
	for i := range b.told {
		if b.told[i].Call == call {
			return &b.told[i]
		}
	}
	return nil
}

// message is the message of a statement.
func (b *book) message(statement int) *metricsv1.Fact {
	return factMessage(b.facts[b.Statements[statement].Fact])
}

func (b *book) messages(statements []int) []*metricsv1.Fact {
	if len(statements) == 0 {
		return nil
	}
	out := make([]*metricsv1.Fact, len(statements))
	for i, k := range statements {
		out[i] = b.message(k)
	}
	return out
}

// today is the last part of a company's name of today. A name that the store does
// not know is one that the parser resolves.
func (s *Server) today(ctx context.Context, name string) (string, error) {
	company, err := parseCompany(name)
	if err != nil {
		return "", err
	}
	there, err := s.store.Knows(ctx, company, "", "")
	if err != nil || there {
		return company, err
	}
	return s.currentCompany(ctx, name)
}

// listPlace is where the next page of a computed list begins, and what it is a page
// of.
type listPlace struct {
	Offset   int
	Recorded time.Time
}

// begin reads a page token, and fixes what all pages show.
func (s *Server) begin(ctx context.Context, request proto.Message, token string, recordedAsOf time.Time) (listPlace, error) {
	var at listPlace
	next, err := decodeToken(request, token, &at)
	if err != nil || next {
		return at, err
	}
	if at.Recorded = recordedAsOf; at.Recorded.IsZero() {
		at.Recorded, err = s.store.Now(ctx)
	}
	return at, err
}

// cut is the page of a list that begins at a place, and the token of the next.
func cut[T any](request proto.Message, all []T, at listPlace, size int32) (page []T, next string, err error) {
	all = all[min(max(at.Offset, 0), len(all)):]
	n := pagetoken.Size(size)
	if len(all) <= n {
		return all, "", nil
	}
	at.Offset += n
	next, err = pagetoken.Encode(request, at)
	return all[:n], next, err
}

// dimensions, qualifiers and period as messages.
func dimensionMessages(all []fact.Dimension) (out []*metricsv1.Dimension) {
	for _, d := range all {
		out = append(out, &metricsv1.Dimension{Axis: metricsv1.Axis(d.Axis), Member: d.Member})
	}
	return out
}

func qualifierMessages(all []fact.Qualifier) (out []metricsv1.Qualifier) {
	for _, q := range all {
		out = append(out, metricsv1.Qualifier(q))
	}
	return out
}
