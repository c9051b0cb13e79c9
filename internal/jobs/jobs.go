// Package jobs is what the parser tells metrics through the database: the
// arguments of the jobs, and River's set-up, alike on both sides. The parser
// inserts a job in the transaction that makes it necessary, metrics works it.
//
// River delivers at least once: a worker that dies leaves its job to be worked
// again. What a job does must bear that.
package jobs

import "github.com/riverqueue/river"

// The queues. They are apart so that a bulk ingest does not hold up the small
// news about transcripts that are extracted already.
const (
	QueueExtract = "extract"
	QueueRefresh = "refresh"
)

// MaxTranscripts is how many transcripts one job names at most, so that a job of
// a bulk ingest stays within JobTimeout.
const MaxTranscripts = 64

// TranscriptRef names one revision of a transcript.
type TranscriptRef struct {
	// ID is the last part of the transcript's name, 16 hexadecimal digits:
	// `companies/-/calls/-/transcripts/{ID}` resolves for ever.
	ID string `json:"id"`
	// Revision is the revision that was stored when the job was made. Where the
	// parser has a later one by now, that one's own job follows.
	Revision int32 `json:"revision"`
}

// ExtractArgs asks for the facts of transcripts: of new ones, of new revisions,
// of such as were deleted and are ingested again.
type ExtractArgs struct {
	Transcripts []TranscriptRef `json:"transcripts"`
}

// Kind names the job in the queue.
func (ExtractArgs) Kind() string { return "extract" }

// InsertOpts puts the job into its queue.
func (ExtractArgs) InsertOpts() river.InsertOpts { return river.InsertOpts{Queue: QueueExtract} }

// RefreshArgs tells that what the parser says about transcripts has changed
// without a new text: one was deleted (GetTranscript now answers
// TRANSCRIPT_DELETED, and its facts leave the current view) or revived, moved,
// or another one has become the current one of the call. Jobs may overtake each
// other, so this one says only that there is news. The worker locks what it
// keeps of a transcript, then asks the parser: the last to write has read last.
type RefreshArgs struct {
	Transcripts []string `json:"transcripts"`
}

// Kind names the job in the queue.
func (RefreshArgs) Kind() string { return "refresh" }

// InsertOpts puts the job into its queue.
func (RefreshArgs) InsertOpts() river.InsertOpts { return river.InsertOpts{Queue: QueueRefresh} }

// Extract makes the jobs that name all of the transcripts, at most
// MaxTranscripts each.
func Extract(transcripts ...TranscriptRef) []river.JobArgs {
	return chunks(transcripts, func(t []TranscriptRef) river.JobArgs { return ExtractArgs{t} })
}

// Refresh makes the jobs that name all of the transcripts, at most
// MaxTranscripts each.
func Refresh(ids ...string) []river.JobArgs {
	return chunks(ids, func(t []string) river.JobArgs { return RefreshArgs{t} })
}

func chunks[T any](all []T, job func([]T) river.JobArgs) []river.JobArgs {
	var made []river.JobArgs
	for len(all) > 0 {
		n := min(len(all), MaxTranscripts)
		made = append(made, job(all[:n:n]))
		all = all[n:]
	}
	return made
}
