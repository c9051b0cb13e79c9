package metrics

import (
	"context"

	"google.golang.org/protobuf/types/known/fieldmaskpb"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/jobs"
	"github.com/callfacts/callfacts/services/metrics/store"
)

// ReextractTranscripts queues what has no extraction by the present version.
func (s *Server) ReextractTranscripts(ctx context.Context, request *metricsv1.ReextractTranscriptsRequest) (*metricsv1.ReextractTranscriptsResponse, error) {
	n, err := parseTranscript(request.GetParent())
	if err != nil {
		return nil, err
	}
	response := &metricsv1.ReextractTranscriptsResponse{}
	if n.transcript != wildcard {
		m, err := s.currentTranscript(ctx, request.GetParent())
		if err != nil {
			return nil, err
		}
		return response, s.reextract(ctx, []*parserv1.Transcript{m}, response)
	}
	// An old name, and one that is none.
	selection := store.Selection{Company: known(n.company), Call: known(n.call)}
	if selection.Company != "" {
		if err := s.resolveParent(ctx, n, &selection); err != nil {
			return nil, err
		}
		n.company = selection.Company
		if selection.Call != "" {
			n.call = selection.Call
		}
	}
	token := ""
	for {
		page, err := s.parser.ListTranscripts(ctx, &parserv1.ListTranscriptsRequest{
			Parent: "companies/" + n.company + "/calls/" + n.call, PageSize: reconcilePage, PageToken: token,
			ReadMask: &fieldmaskpb.FieldMask{Paths: []string{"name", "revision"}},
		})
		if err != nil {
			return nil, err
		}
		if err := s.reextract(ctx, page.GetTranscripts(), response); err != nil {
			return nil, err
		}
		if token = page.GetNextPageToken(); token == "" {
			return response, nil
		}
	}
}

// reextract queues those of the transcripts whose extraction in force is not the
// one that would be made now, and counts them.
func (s *Server) reextract(ctx context.Context, page []*parserv1.Transcript, response *metricsv1.ReextractTranscriptsResponse) error {
	names, ids := make([]name, len(page)), make([]string, len(page))
	for i, m := range page {
		n, err := parseTranscript(m.GetName())
		if err != nil {
			return err
		}
		names[i], ids[i] = n, n.transcript
	}
	inForce, err := s.store.InForce(ctx, ids)
	if err != nil {
		return err
	}
	versions := make(map[string]string) // by company
	var outdated []jobs.TranscriptRef
	for i, m := range page {
		version, ok := versions[names[i].company]
		if !ok {
			engine, err := s.extract.engines.of(ctx, names[i].company)
			if err != nil {
				return err
			}
			version = engine.version
			versions[names[i].company] = version
		}
		if inForce[ids[i]] == (store.Key{Transcript: ids[i], Revision: m.GetRevision(), Engine: version}) {
			response.PresentCount++
			continue
		}
		outdated = append(outdated, jobs.TranscriptRef{ID: ids[i], Revision: m.GetRevision()})
	}
	response.QueuedCount += int32(len(outdated))
	return s.enqueue(ctx, jobs.Extract(outdated...)...)
}
