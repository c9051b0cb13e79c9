package metrics

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"google.golang.org/grpc/codes"

	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/fact"
	"github.com/callfacts/callfacts/internal/jobs"
	"github.com/callfacts/callfacts/internal/quantity"
	"github.com/callfacts/callfacts/internal/rpcerr"
	"github.com/callfacts/callfacts/internal/transcript"
	"github.com/callfacts/callfacts/internal/wire"
	"github.com/callfacts/callfacts/services/metrics/store"
)

// engineTimeout ends the wait for the engine, which needs milliseconds. It knows
// no clock and cannot be stopped: what does not end goes on, and is reported.
const engineTimeout = 10 * time.Second

// errTooMany says that nothing was made of a transcript: it has too many numerals.
var errTooMany = &engineError{reason: fmt.Sprintf("TOO_MANY_NUMERALS: the speech has more than %d numerals", quantity.Most)}

// extractor fetches transcripts from the parser and extracts their facts.
type extractor struct {
	store   *store.Store
	parser  parserv1.ParserServiceClient
	log     *slog.Logger
	awaited *awaited
	engines *engines
}

// engineError says why the engine made nothing of a transcript.
type engineError struct {
	reason string
	stack  string
}

func (e *engineError) Error() string { return e.reason }

// extract calls the engine, and bears its panics and endless loops.
func extract(ctx context.Context, engine func(*transcript.Transcript) *fact.Extraction, t *transcript.Transcript) (*fact.Extraction, error) {
	type outcome struct {
		extraction *fact.Extraction
		err        error
	}
	done := make(chan outcome, 1)
	go func() {
		var o outcome
		defer func() {
			if value := recover(); value != nil {
				o.err = &engineError{fmt.Sprintf("the extractor panicked: %v", value), string(debug.Stack())}
			}
			done <- o
		}()
		if o.extraction = engine(t); o.extraction != nil && o.extraction.TooMany {
			o.err = errTooMany
		}
	}()
	timeout := time.NewTimer(engineTimeout)
	defer timeout.Stop()
	select {
	case o := <-done:
		return o.extraction, o.err
	case <-timeout.C:
		return nil, &engineError{reason: fmt.Sprintf("the extractor took longer than %s", engineTimeout)}
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// run extracts what has not been extracted yet. The error says that trying again
// may help; what will never do is in the results.
func (x *extractor) run(ctx context.Context, refs []jobs.TranscriptRef) ([]store.Result, error) {
	ids := make([]string, len(refs))
	for i, ref := range refs {
		ids[i] = ref.ID
	}
	versions, err := x.store.Versions(ctx, ids)
	if err != nil {
		return nil, err
	}
	results := make([]store.Result, 0, len(ids))
	for _, id := range ids {
		r, err := x.one(ctx, id, versions[id])
		if err != nil {
			return nil, fmt.Errorf("transcript %s: %w", id, err)
		}
		results = append(results, r)
	}
	return results, nil
}

// one extracts the facts of a transcript as the parser has it now: where that is
// a later revision than the job names, the later one's job will find its work
// done.
func (x *extractor) one(ctx context.Context, id string, version int64) (store.Result, error) {
	said, m, err := x.fetch(ctx, id, version, parserv1.TranscriptView_TRANSCRIPT_VIEW_FULL)
	r := store.Result{Key: store.Key{Transcript: id}, Said: said}
	if err != nil || said.Deleted {
		return r, err
	}
	engine, err := x.engines.of(ctx, said.Company)
	if err != nil {
		return r, err
	}
	r.Revision, r.Engine = m.GetRevision(), engine.version
	r.EffectiveTime = m.GetEffectiveTime().AsTime()
	if r.Error = engine.refused; r.Error != "" {
		return r, nil
	}
	done, err := x.store.Done(ctx, r.Key)
	if err != nil || done {
		return r, err
	}
	r.Source, err = wire.ToTranscript(m)
	var invalid *wire.Error
	if errors.As(err, &invalid) {
		r.Error = fmt.Sprintf("the parser's transcript is not valid: %v", invalid)
		return r, nil
	}
	if err != nil {
		return r, err
	}
	r.Extraction, r.Outline, err = engine.outlined(ctx, r.Source)
	var failed *engineError
	if errors.As(err, &failed) {
		x.log.Error("extraction failed", "transcript", id, "reason", failed.reason, "stack", failed.stack)
		r.Error = failed.reason
		return r, nil
	}
	return r, err
}

// ask asks the parser about transcripts.
func (x *extractor) ask(ctx context.Context, ids []string) ([]store.Transcript, error) {
	versions, err := x.store.Versions(ctx, ids)
	if err != nil {
		return nil, err
	}
	all := make([]store.Transcript, len(ids))
	for i, id := range ids {
		if all[i], _, err = x.fetch(ctx, id, versions[id], parserv1.TranscriptView_TRANSCRIPT_VIEW_BASIC); err != nil {
			return nil, fmt.Errorf("transcript %s: %w", id, err)
		}
	}
	return all, nil
}

// fetch gets a transcript by the id that always resolves. One that the parser
// does not have, or no longer, is deleted.
func (x *extractor) fetch(ctx context.Context, id string, version int64, view parserv1.TranscriptView) (store.Transcript, *parserv1.Transcript, error) {
	said := store.Transcript{ID: id, Version: version}
	response, err := x.parser.GetTranscript(ctx, &parserv1.GetTranscriptRequest{Name: "companies/-/calls/-/transcripts/" + id, View: view})
	if gone(err) {
		said.Deleted = true
		return said, nil, nil
	}
	if err != nil {
		return said, nil, err
	}
	m := response.GetTranscript()
	name, err := parseTranscript(m.GetName())
	if err != nil {
		return said, nil, fmt.Errorf("the parser's answer: %w", err)
	}
	said.Company, said.Call, said.AcceptTime = name.company, name.call, m.GetAcceptTime().AsTime()
	return said, m, nil
}

// gone reports whether the parser says that it does not have a transcript, or
// has it no longer.
func gone(err error) bool {
	if err == nil {
		return false
	}
	e := rpcerr.Parse(err)
	return e.Code == codes.NotFound || e.Reason == "TRANSCRIPT_DELETED"
}

// away reports whether the parser could not be asked: that is no attempt.
func away(err error) bool {
	switch rpcerr.Classify(err).Code {
	case codes.Unavailable, codes.DeadlineExceeded, codes.Canceled:
		return true
	default:
		return false
	}
}
