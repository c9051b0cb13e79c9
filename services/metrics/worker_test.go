package metrics_test

import (
	"fmt"
	"strings"
	"testing"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/fact"
	"github.com/callfacts/callfacts/internal/jobs"
)

const said = "Revenue for the first quarter was $1.25 billion, up 4% year-over-year. Gross margin was 62.5%."

func ref(n int) jobs.TranscriptRef {
	return jobs.TranscriptRef{ID: fmt.Sprintf("%016x", n), Revision: 1}
}

// TestExtract: a job becomes facts, whatever was known before.
func TestExtract(t *testing.T) {
	in := start(t)
	name := in.parser.add(1, "2012-q1", speech(t, said))
	pending, err := in.GetExtraction(t.Context(), &metricsv1.GetExtractionRequest{Name: name + "/extraction"})
	if err != nil || pending.GetExtraction().GetState() != metricsv1.Extraction_STATE_PENDING || pending.GetExtraction().GetName() != name+"/extraction" {
		t.Errorf("%v, %v", pending, err)
	}
	if got := in.facts(t, &metricsv1.ListFactsRequest{Parent: name}); len(got) != 0 {
		t.Errorf("%d facts before there is an extraction", len(got))
	}
	in.enqueue(t, jobs.Extract(ref(1))...)
	in.work(t)
	got := in.outcome(t, name)
	if got.GetState() != metricsv1.Extraction_STATE_SUCCEEDED || got.GetEngineVersion() != fact.Version || got.GetTranscriptRevision() != 1 ||
		got.GetFactCount() != 3 || got.GetNumeralCount() < 3 || got.GetError() != "" || got.GetFinishTime() == nil {
		t.Errorf("%v", got)
	}
	facts := in.facts(t, &metricsv1.ListFactsRequest{Filter: "concept = revenue AND measure = VALUE"})
	if len(facts) != 1 || facts[0].GetValue().GetLow() != "1250000000" || !strings.HasPrefix(facts[0].GetName(), name+"/facts/") ||
		facts[0].GetSpeakerName() != "Jane Doe" || facts[0].GetPeriod().GetLabel() != "2012Q1" || !strings.Contains(facts[0].GetEvidence().GetQuote(), "$1.25 billion") {
		t.Errorf("%v", facts)
	}
}

// TestDuplicateJobs: however many jobs name a transcript, there is one
// extraction of it.
func TestDuplicateJobs(t *testing.T) {
	in := start(t)
	var all []jobs.TranscriptRef
	for n := range 20 {
		in.parser.add(n, fmt.Sprintf("call-%d", n), speech(t, said))
		all = append(all, ref(n))
	}
	in.enqueue(t, append(jobs.Extract(all...), jobs.Extract(append(all, all...)...)...)...)
	for n := range 20 {
		in.enqueue(t, jobs.Extract(ref(n))...)
	}
	in.work(t)
	eventually(t, "jobs are left", func() bool { return in.count(t, "jobs.river_job WHERE state <> 'completed'") == 0 })
	for table, want := range map[string]int{"extractions": 20, "recordings": 20, "facts": 60} {
		if n := in.count(t, "metrics."+table); n != want {
			t.Errorf("%d %s, want %d", n, table, want)
		}
	}
}

// TestPoison: a transcript that cannot be worked fails with its reason, alone.
func TestPoison(t *testing.T) {
	in := start(t)
	good := in.parser.add(1, "a", speech(t, said))
	broken := speech(t, said)
	broken.Turns[0].Speaker = "nobody"
	bad := in.parser.add(2, "b", broken)
	in.enqueue(t, jobs.Extract(ref(1), ref(2))...)
	in.work(t)
	if got := in.outcome(t, good); got.GetState() != metricsv1.Extraction_STATE_SUCCEEDED {
		t.Errorf("%v", got)
	}
	if got := in.outcome(t, bad); got.GetState() != metricsv1.Extraction_STATE_FAILED || !strings.Contains(got.GetError(), "turns[0].speaker") {
		t.Errorf("%v", got)
	}
}

// TestParserAway: an outage of the parser costs no attempt.
func TestParserAway(t *testing.T) {
	in := start(t)
	name := in.parser.add(1, "a", speech(t, said))
	in.parser.setAway(true)
	in.enqueue(t, append(jobs.Extract(ref(1)), jobs.Refresh("0000000000000001")...)...)
	in.work(t)
	eventually(t, "the jobs wait", func() bool { return in.count(t, "jobs.river_job WHERE metadata ? 'snoozes'") == 2 })
	if n := in.count(t, "jobs.river_job WHERE attempt > 1 OR errors IS NOT NULL"); n != 0 {
		t.Errorf("%d jobs have lost an attempt", n)
	}
	in.parser.setAway(false)
	if got := in.outcome(t, name); got.GetState() != metricsv1.Extraction_STATE_SUCCEEDED {
		t.Errorf("%v", got)
	}
}

// TestGivenUp: a job that was discarded while nobody looked is a failure with a
// reason, and its transcripts can be extracted again.
func TestGivenUp(t *testing.T) {
	in := start(t)
	name := in.parser.add(1, "a", speech(t, said))
	in.enqueue(t, jobs.Extract(ref(1))...)
	if _, err := in.pool.Exec(t.Context(), "UPDATE jobs.river_job SET state = 'discarded', attempt = max_attempts, finalized_at = now()"); err != nil {
		t.Fatal(err)
	}
	in.work(t)
	if got := in.outcome(t, name); got.GetState() != metricsv1.Extraction_STATE_FAILED || !strings.HasPrefix(got.GetError(), "given up after 25 attempts") {
		t.Errorf("%v", got)
	}
	in.enqueue(t, jobs.Extract(ref(1))...)
	eventually(t, "extracted again", func() bool { return in.outcome(t, name).GetState() == metricsv1.Extraction_STATE_SUCCEEDED })
}

// TestLostJob: a transcript without extraction, failure and job gets a job; one
// that a job names gets no second.
func TestLostJob(t *testing.T) {
	in := start(t)
	lost := in.parser.add(1, "a", speech(t, said))
	in.parser.add(2, "b", speech(t, said))
	in.enqueue(t, jobs.Extract(ref(2))...)
	in.work(t)
	if got := in.outcome(t, lost); got.GetState() != metricsv1.Extraction_STATE_SUCCEEDED {
		t.Errorf("%v", got)
	}
	eventually(t, "jobs are left", func() bool { return in.count(t, "jobs.river_job WHERE state <> 'completed'") == 0 })
	if n := in.count(t, "metrics.extractions"); n != 2 {
		t.Errorf("%d extractions", n)
	}
}

// TestLeftRunning: a process that is started again works what it left running.
func TestLeftRunning(t *testing.T) {
	in := start(t)
	name := in.parser.add(1, "a", speech(t, said))
	in.enqueue(t, jobs.Extract(ref(1))...)
	if _, err := in.pool.Exec(t.Context(), "UPDATE jobs.river_job SET state = 'running', attempt = 1, attempted_at = now(), attempted_by = '{node-1}'"); err != nil {
		t.Fatal(err)
	}
	in.work(t)
	if got := in.outcome(t, name); got.GetState() != metricsv1.Extraction_STATE_SUCCEEDED {
		t.Errorf("%v", got)
	}
}

// TestDeadly: a transcript that ends every process that works it is given up.
func TestDeadly(t *testing.T) {
	in := start(t)
	name := in.parser.add(1, "a", speech(t, said))
	in.enqueue(t, jobs.Extract(ref(1))...)
	if _, err := in.pool.Exec(t.Context(), "UPDATE jobs.river_job SET state = 'running', attempt = 10, attempted_at = now(), attempted_by = '{node-1}'"); err != nil {
		t.Fatal(err)
	}
	in.work(t)
	if got := in.outcome(t, name); got.GetState() != metricsv1.Extraction_STATE_FAILED || !strings.Contains(got.GetError(), "10 processes") {
		t.Errorf("%v", got)
	}
}

// TestLongTexts: a job of several long transcripts is stored in portions, each of
// them once. Long words make them long and leave the engine little to do.
func TestLongTexts(t *testing.T) {
	in := start(t)
	long := speech(t, said+strings.Repeat(" "+strings.Repeat("pleased", 80)+".", 5_000))
	for n := 1; n <= 7; n++ {
		in.parser.add(n, fmt.Sprintf("call-%d", n), long)
	}
	in.enqueue(t, jobs.Extract(ref(1), ref(2), ref(3), ref(4), ref(5), ref(6), ref(7), ref(1))...)
	in.work(t)
	eventually(t, "jobs are left", func() bool { return in.count(t, "jobs.river_job WHERE state <> 'completed'") == 0 })
	for table, want := range map[string]int{"extractions": 7, "facts": 21, "recordings": 7} {
		if n := in.count(t, "metrics."+table); n != want {
			t.Errorf("%d %s, want %d", n, table, want)
		}
	}
}

// TestSplit: a job of several that failed once is worked one by one.
func TestSplit(t *testing.T) {
	in := start(t)
	in.enqueue(t, jobs.Extract(ref(1), ref(2), ref(3))...)
	for n := 1; n <= 3; n++ {
		in.parser.add(n, fmt.Sprintf("call-%d", n), speech(t, said))
	}
	if _, err := in.pool.Exec(t.Context(), "UPDATE jobs.river_job SET attempt = 1"); err != nil {
		t.Fatal(err)
	}
	in.work(t)
	eventually(t, "extractions", func() bool { return in.count(t, "metrics.extractions") == 3 })
	eventually(t, "jobs are left", func() bool { return in.count(t, "jobs.river_job WHERE state <> 'completed'") == 0 })
	if n := in.count(t, "jobs.river_job"); n != 4 {
		t.Errorf("%d jobs", n)
	}
}

// TestNews: what the parser says about transcripts later has its effect.
func TestNews(t *testing.T) {
	in := start(t)
	first := in.parser.add(1, "2012-q1", speech(t, said))
	second := in.parser.add(2, "2012-q1", speech(t, "Revenue for the first quarter was $1.26 billion."))
	in.enqueue(t, jobs.Extract(ref(1), ref(2))...)
	in.work(t)
	in.outcome(t, first)
	in.outcome(t, second)
	revenue := &metricsv1.ListFactsRequest{Filter: "concept = revenue AND measure = VALUE"}
	shows := func(want ...string) func() bool {
		return func() bool {
			got := in.facts(t, revenue)
			if len(got) != len(want) {
				return false
			}
			for i, f := range got {
				if f.GetValue().GetLow() != want[i] {
					return false
				}
			}
			return true
		}
	}
	eventually(t, "the corrected transcript is current", shows("1260000000"))

	in.parser.remove(2)
	in.enqueue(t, jobs.Refresh(ref(2).ID)...)
	eventually(t, "without the deleted transcript", shows("1250000000"))
	_, err := in.GetExtraction(t.Context(), &metricsv1.GetExtractionRequest{Name: second + "/extraction"})
	reason(t, "the extraction of a deleted transcript", err, "TRANSCRIPT_NOT_FOUND")

	in.parser.add(2, "2012-q1", speech(t, "Revenue for the first quarter was $1.26 billion."))
	in.enqueue(t, jobs.Extract(ref(2))...)
	eventually(t, "ingested again", shows("1260000000"))

	in.parser.change(1, func(m *parserv1.Transcript) { m.Name = strings.Replace(m.Name, "2012-q1", "2012-q2", 1) })
	in.enqueue(t, jobs.Refresh(ref(1).ID)...)
	eventually(t, "one of them is of another call", shows("1260000000", "1250000000"))
	if got := in.facts(t, revenue)[1].GetName(); !strings.Contains(got, "/calls/2012-q2/") {
		t.Errorf("%s", got)
	}

	in.parser.change(1, func(m *parserv1.Transcript) {
		again := speech(t, "Revenue for the first quarter was $1.27 billion.")
		m.Revision, m.Text, m.TextSha256 = 2, again.Text, again.TextSha256
		m.Speakers, m.Turns, m.Segments, m.Exchanges = again.Speakers, again.Turns, again.Segments, again.Exchanges
	})
	in.enqueue(t, jobs.Extract(jobs.TranscriptRef{ID: ref(1).ID, Revision: 2})...)
	eventually(t, "parsed again", shows("1260000000", "1270000000"))
	if n := in.count(t, "metrics.recordings WHERE transcript_id = '"+ref(1).ID+"'"); n != 2 {
		t.Errorf("%d recorded intervals", n)
	}
}
