package metrics

import (
	"context"
	"slices"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/versions"
	"github.com/callfacts/callfacts/internal/wire"
	"github.com/callfacts/callfacts/services/metrics/store"
)

const (
	// maxVersions is how many earlier transcripts of a call its current one is held
	// against.
	maxVersions = 8
	// comparing is how many calls are compared at once.
	comparing = 4
	// maxPassage is how much of a passage a finding shows.
	maxPassage = 400
)

// versions are the findings over the transcripts of a call, of all calls for "".
func (s *Server) versions(ctx context.Context, b *book, call string, at moment) ([]*found, error) {
	told, err := s.store.ByCall(ctx, store.Selection{Company: b.company, Call: call, AsOf: at.asOf, RecordedAsOf: at.recordedAsOf})
	if err != nil {
		return nil, err
	}
	var calls [][]store.Told
	for len(told) > 0 {
		n := 1
		for n < len(told) && told[n].Call == told[0].Call {
			n++
		}
		if n > 1 {
			calls = append(calls, told[:min(n, 1+maxVersions)])
		}
		told = told[n:]
	}
	byCall := make([][]*found, len(calls))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(comparing)
	for i := range calls {
		group.Go(func() (err error) {
			byCall[i], err = s.versionsOf(ctx, b, calls[i], at)
			return err
		})
	}
	err = group.Wait()
	return slices.Concat(byCall...), err
}

// version is one transcript of a call, with its facts by the place of their number.
type version struct {
	versions.Version
	name  string
	facts map[source.Span]*store.Fact
}

// versionsOf holds the first of the transcripts of a call against each other one.
func (s *Server) versionsOf(ctx context.Context, b *book, told []store.Told, at moment) (all []*found, err error) {
	var current *version
	for i := range told {
		v, err := s.version(ctx, &told[i], at)
		switch {
		case gone(err):
			continue
		case err != nil:
			return nil, err
		case current == nil:
			current = v
			continue
		}
		if v.Name == current.Name {
			v.Name += " before"
		}
		findings := versions.Standard().Compare(current.Version, v.Version)
		for k := range findings {
			all = append(all, between(b, told[0].Call, &findings[k], current, v))
		}
	}
	return all, nil
}

// version gets a transcript from the parser, and its facts.
func (s *Server) version(ctx context.Context, told *store.Told, at moment) (*version, error) {
	response, err := s.parser.GetTranscript(ctx, &parserv1.GetTranscriptRequest{
		Name: "companies/-/calls/-/transcripts/" + told.Transcript, View: parserv1.TranscriptView_TRANSCRIPT_VIEW_FULL,
	})
	if err != nil {
		return nil, err
	}
	v := &version{name: transcriptName(told), facts: make(map[source.Span]*store.Fact)}
	if v.Transcript, err = wire.ToTranscript(response.GetTranscript()); err != nil {
		return nil, err
	}
	if v.Name = response.GetTranscript().GetVendor(); v.Name == "" {
		v.Name = "transcript " + told.Transcript[:8]
	}
	kept, err := s.store.List(ctx, store.Selection{Transcript: told.Transcript, RecordedAsOf: at.recordedAsOf}, nil, maxFacts)
	for i := range kept {
		if f := &kept[i]; v.facts[f.Evidence.Value] == nil {
			v.facts[f.Evidence.Value] = f
		}
	}
	return v, err
}

// between is a finding over two transcripts as one that a list may hold.
func between(b *book, call string, f *versions.Finding, current, other *version) *found {
	var facts []*store.Fact
	for _, side := range []struct {
		*version
		at *versions.Passage
	}{{current, f.One}, {other, f.Other}} {
		if side.at == nil {
			continue
		}
		if kept := side.facts[side.at.Value]; kept != nil {
			facts = append(facts, kept)
		}
	}
	out := &found{
		check: metricsv1.FindingCheck_FINDING_CHECK_TRANSCRIPTS, verdict: metricsv1.FindingVerdict(f.Verdict),
		reason: metricsv1.NotCheckableReason(f.Reason), call: call,
	}
	if len(facts) > 0 {
		out.concept, out.period, out.dimensions = facts[0].Concept, facts[0].Period.Label, facts[0].Dimensions
	}
	out.message = func() *metricsv1.Finding {
		m := &metricsv1.Finding{
			Check: out.check, Verdict: out.verdict, Reason: out.reason, Call: "companies/" + b.company + "/calls/" + call,
			Concept: out.concept, Period: out.period, Arithmetic: f.Arithmetic,
			Stated: intervalMessage(f.Stated, f.Unit), Computed: intervalMessage(f.Computed, f.Unit),
		}
		for _, kept := range facts {
			m.Facts = append(m.Facts, factMessage(kept))
		}
		for _, p := range []*metricsv1.Passage{current.passage(f.One), other.passage(f.Other)} {
			if p != nil {
				m.Passages = append(m.Passages, p)
			}
		}
		return m
	}
	return out
}

// passage is the message of a place, nil for none.
func (v *version) passage(at *versions.Passage) *metricsv1.Passage {
	if at == nil {
		return nil
	}
	m := &metricsv1.Passage{
		Transcript: v.name, Turn: int32(at.Turn), Span: &parserv1.Span{Start: at.Span.Start, End: at.Span.End},
		Text: beginning(at.Span.Of(v.Text), maxPassage),
	}
	if !at.Value.IsZero() {
		m.Value = &parserv1.Span{Start: at.Value.Start, End: at.Value.End}
	}
	return m
}

// beginning is so many bytes of a text at most, in whole characters.
func beginning(text string, most int) string {
	if len(text) <= most {
		return text
	}
	for !utf8.RuneStart(text[most]) {
		most--
	}
	return text[:most]
}
