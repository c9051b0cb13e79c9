package metrics

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river/rivertype"
	"google.golang.org/protobuf/types/known/fieldmaskpb"

	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/fact"
	"github.com/callfacts/callfacts/internal/jobs"
	"github.com/callfacts/callfacts/services/metrics/store"
)

const (
	// reconcilePage is how many transcripts are looked at together.
	reconcilePage = 1000
	// settled is how old a transcript is before its missing job counts as lost.
	settled = 10 * time.Second
)

// reconcileUntil looks for lost work at once, and then every so often, until ctx
// ends. A job is made in the transaction that stores its transcript, so there is
// none unless somebody removed it, or a database was restored from a backup.
func (s *Service) reconcileUntil(ctx context.Context) {
	pause := time.Duration(0)
	for {
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return
		}
		start := time.Now()
		if err := s.reconcile(ctx); err != nil && ctx.Err() == nil {
			s.log.Warn("cannot look for lost work", "error", err)
		}
		// A large installation takes its time; looking costs at most a twentieth.
		pause = max(s.config.ReconcileEvery, 20*time.Since(start))
	}
}

// reconcile records the failures of jobs that were given up while nobody looked,
// and enqueues every transcript that has neither extraction, nor failure, nor
// job. One process at a time does it.
func (s *Service) reconcile(ctx context.Context) error {
	return s.alone(ctx, "reconcile metrics", func() error {
		given, err := jobs.GivenUp(ctx, s.config.Pool)
		if err != nil {
			return err
		}
		for _, job := range given {
			if err := s.giveUp(ctx, job, "each attempt failed, or ended with its process; the log says why"); err != nil {
				return err
			}
		}
		token := ""
		for {
			page, err := s.config.Parser.ListTranscripts(ctx, &parserv1.ListTranscriptsRequest{
				Parent: "companies/-/calls/-", PageSize: reconcilePage, PageToken: token,
				ReadMask: &fieldmaskpb.FieldMask{Paths: []string{"name", "revision", "accept_time"}},
			})
			if err != nil {
				return fmt.Errorf("list transcripts: %w", err)
			}
			if err := s.enqueueLost(ctx, page.GetTranscripts()); err != nil {
				return err
			}
			if token = page.GetNextPageToken(); token == "" {
				return nil
			}
		}
	})
}

func (s *Service) enqueueLost(ctx context.Context, page []*parserv1.Transcript) error {
	keys := make([]store.Key, 0, len(page))
	for _, t := range page {
		name, err := parseTranscript(t.GetName())
		if err != nil {
			return fmt.Errorf("the parser's answer: %w", err)
		}
		if time.Since(t.GetAcceptTime().AsTime()) > settled {
			keys = append(keys, store.Key{Transcript: name.transcript, Revision: t.GetRevision()})
		}
	}
	finished, err := s.store.Finished(ctx, keys)
	if err != nil {
		return err
	}
	var ids []string
	for _, k := range keys {
		if !finished[k] {
			ids = append(ids, k.Transcript)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	pending, err := jobs.Pending(ctx, s.config.Pool, ids)
	if err != nil {
		return err
	}
	var lost []jobs.TranscriptRef
	for _, k := range keys {
		if !finished[k] && !pending[k.Transcript] {
			lost = append(lost, jobs.TranscriptRef{ID: k.Transcript, Revision: k.Revision})
		}
	}
	if len(lost) == 0 {
		return nil
	}
	s.log.Warn("transcripts had neither extraction nor job", "transcripts", len(lost))
	return s.enqueue(ctx, jobs.Extract(lost...)...)
}

// giveUp records that a job's transcripts could not be extracted. News about
// transcripts is never given up: its job is tried again.
func (s *Service) giveUp(ctx context.Context, job *rivertype.JobRow, reason string) error {
	switch job.Kind {
	case jobs.RefreshArgs{}.Kind():
		if job.State != rivertype.JobStateDiscarded {
			return nil
		}
		_, err := s.client.JobRetry(ctx, job.ID)
		return err
	case jobs.ExtractArgs{}.Kind():
		var args jobs.ExtractArgs
		if err := json.Unmarshal(job.EncodedArgs, &args); err != nil {
			return fmt.Errorf("arguments of job %d: %w", job.ID, err)
		}
		return s.fail(ctx, args.Transcripts, fmt.Sprintf("given up after %d attempts: %s", job.Attempt, reason))
	default:
		return nil
	}
}

func (s *Service) fail(ctx context.Context, refs []jobs.TranscriptRef, reason string) error {
	keys := make([]store.Key, len(refs))
	for i, ref := range refs {
		keys[i] = store.Key{Transcript: ref.ID, Revision: ref.Revision}
	}
	finished, err := s.store.Finished(ctx, keys)
	if err != nil {
		return err
	}
	var failed []store.Key
	for _, k := range keys {
		if !finished[k] {
			k.Engine = fact.Version
			failed = append(failed, k)
		}
	}
	if len(failed) == 0 {
		return nil
	}
	if err := s.store.Fail(ctx, reason, failed...); err != nil {
		return err
	}
	for _, k := range failed {
		s.log.Error("extraction given up", "transcript", k.Transcript, "reason", reason)
		s.extract.awaited.wake(k)
	}
	return nil
}

// alone calls f unless another process does so already.
func (s *Service) alone(ctx context.Context, name string, f func() error) error {
	wait, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	err := s.locked(wait, name, f)
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		return nil
	}
	return err
}
