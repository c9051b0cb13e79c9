package store_test

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/callfacts/callfacts/internal/fact"
	"github.com/callfacts/callfacts/services/metrics/store"
)

var now time.Time // zero: now

// listed returns the transcripts and low ends of a selection's facts, in order.
func listed(t *testing.T, s *store.Store, selection store.Selection) (all []string) {
	t.Helper()
	found, err := s.List(t.Context(), selection, nil, 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		all = append(all, f.Transcript[15:]+" "+f.Concept+" "+f.Value.Low.String())
	}
	return all
}

// clock is the database's time, by any fact that it reads.
func clock(t *testing.T, s *store.Store) time.Time {
	t.Helper()
	found, err := s.List(t.Context(), store.Selection{Superseded: true}, nil, 1)
	if err != nil || len(found) == 0 {
		t.Fatalf("%d facts, %v", len(found), err)
	}
	return found[0].ReadTime
}

func same(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}

// TestOnce: of many that store the same extraction at once, one does.
func TestOnce(t *testing.T) {
	pool := database.Open(t)
	s := store.New(pool)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			err := s.Save(t.Context(), []store.Result{result(2, revenue()), result(1, margin()), result(2, revenue())}, func(pgx.Tx, []string) error { return nil })
			if err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	for table, want := range map[string]int{"extractions": 2, "recordings": 2, "facts": 2, "numerals": 4, "changes": 2, "transcripts": 2} {
		var n int
		if err := pool.QueryRow(t.Context(), "SELECT count(*) FROM metrics."+table).Scan(&n); err != nil || n != want {
			t.Errorf("%d %s, %v; want %d", n, table, err, want)
		}
	}
}

// TestAllOrNothing: where the job cannot be completed nothing is stored.
func TestAllOrNothing(t *testing.T) {
	s := store.New(database.Open(t))
	broken := errors.New("broken")
	err := s.Save(t.Context(), []store.Result{result(1, revenue())}, func(pgx.Tx, []string) error { return broken })
	if !errors.Is(err, broken) {
		t.Fatal(err)
	}
	if _, err := s.Extraction(t.Context(), id(1), 1); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("%v", err)
	}
	same(t, "facts", listed(t, s, store.Selection{}))
}

// TestReextraction does not change what was recorded.
func TestReextraction(t *testing.T) {
	s := store.New(database.Open(t))
	save(t, s, result(1, revenue(), margin()))
	before := clock(t, s)
	better := result(1, revenue())
	better.Engine = "2"
	save(t, s, better)
	same(t, "now", listed(t, s, store.Selection{}), "1 revenue 4200000000")
	same(t, "as recorded before", listed(t, s, store.Selection{RecordedAsOf: before}), "1 revenue 4200000000", "1 gross_margin 0.00")

	// An older process that works a late duplicate changes nothing.
	save(t, s, result(1, revenue(), margin()))
	same(t, "after a late duplicate", listed(t, s, store.Selection{}), "1 revenue 4200000000")
	if got := facts(t, s, 1, before); len(got) != 2 {
		t.Errorf("%d facts by name as recorded before", len(got))
	}
	if got := facts(t, s, 1, now); len(got) != 1 {
		t.Errorf("%d facts by name now", len(got))
	}

	// Another taxonomy, and back to the one before: its extraction is there.
	for engine, want := range map[string][]string{"2+0badcafe": {"1 gross_margin 0.00"}} {
		other := result(1, margin())
		other.Engine = engine
		save(t, s, other)
		same(t, engine, listed(t, s, store.Selection{}), want...)
		save(t, s, better)
		same(t, "back", listed(t, s, store.Selection{}), "1 revenue 4200000000")
	}
}

// TestRevision: a new reading of the document follows the old one, whichever job
// ends first.
func TestRevision(t *testing.T) {
	s := store.New(database.Open(t))
	second := result(1, margin())
	second.Revision = 2
	save(t, s, second)
	save(t, s, result(1, revenue()))
	same(t, "facts", listed(t, s, store.Selection{}), "1 gross_margin 0.00")
	if e, err := s.Extraction(t.Context(), id(1), 1); err != nil || e.State != store.Succeeded {
		t.Errorf("the first revision: %+v, %v", e, err)
	}
}

// corrected is a second transcript of the call of transcript n, which became
// known and was accepted days later.
func corrected(n, of, days int, facts ...fact.Fact) store.Result {
	r := result(n, facts...)
	r.Said.Call = result(of).Said.Call
	r.EffectiveTime = result(of).EffectiveTime.AddDate(0, 0, days)
	r.Said.AcceptTime = r.EffectiveTime.Add(time.Hour)
	return r
}

// TestCorrected: a corrected transcript does not change what was known before
// it, and is what is known after it.
func TestCorrected(t *testing.T) {
	s := store.New(database.Open(t))
	save(t, s, result(1, revenue()))
	before := clock(t, s)
	save(t, s, corrected(2, 1, 3, margin()))
	day := func(n int) time.Time { return result(1).EffectiveTime.AddDate(0, 0, n) }

	same(t, "now", listed(t, s, store.Selection{}), "2 gross_margin 0.00")
	same(t, "as of a day before the call", listed(t, s, store.Selection{AsOf: day(-1)}))
	same(t, "as of the day of the call", listed(t, s, store.Selection{AsOf: day(0)}), "1 revenue 4200000000")
	same(t, "as of two days later", listed(t, s, store.Selection{AsOf: day(2)}), "1 revenue 4200000000")
	same(t, "as of the correction", listed(t, s, store.Selection{AsOf: day(3)}), "2 gross_margin 0.00")
	same(t, "as recorded before it", listed(t, s, store.Selection{RecordedAsOf: before}), "1 revenue 4200000000")
	same(t, "both", listed(t, s, store.Selection{Superseded: true}), "2 gross_margin 0.00", "1 revenue 4200000000")
	same(t, "the first by name", listed(t, s, store.Selection{Transcript: id(1)}), "1 revenue 4200000000")
}

// TestDeleted: the facts of a deleted transcript leave the current view, those
// of the one before come back; so do its own when it is ingested again.
func TestDeleted(t *testing.T) {
	s := store.New(database.Open(t))
	save(t, s, result(1, revenue()), corrected(2, 1, 3, margin()))
	before := clock(t, s)
	refresh(t, s, store.Transcript{ID: id(2), Deleted: true})
	same(t, "deleted", listed(t, s, store.Selection{}), "1 revenue 4200000000")
	same(t, "deleted, all", listed(t, s, store.Selection{Superseded: true}), "1 revenue 4200000000")
	same(t, "as recorded before", listed(t, s, store.Selection{RecordedAsOf: before}), "2 gross_margin 0.00")
	deleted := clock(t, s)
	refresh(t, s, corrected(2, 1, 3).Said)
	same(t, "again", listed(t, s, store.Selection{}), "2 gross_margin 0.00")
	same(t, "as recorded while it was deleted", listed(t, s, store.Selection{RecordedAsOf: deleted}), "1 revenue 4200000000")
}

func refresh(t *testing.T, s *store.Store, said store.Transcript) {
	t.Helper()
	versions, err := s.Versions(t.Context(), []string{said.ID})
	if err != nil {
		t.Fatal(err)
	}
	said.Version = versions[said.ID]
	if stale, err := s.Refresh(t.Context(), []store.Transcript{said}); err != nil || len(stale) > 0 {
		t.Fatalf("%v, %v", stale, err)
	}
}

// TestMoved: facts carry today's name, in the past too; who has read before
// somebody else wrote is told to read again.
func TestMoved(t *testing.T) {
	s := store.New(database.Open(t))
	save(t, s, result(1, revenue()))
	before := clock(t, s)
	moved := result(1).Said
	moved.Company, moved.Call = "contoso", "2012-q1"
	old := moved
	refresh(t, s, moved)
	if stale, err := s.Refresh(t.Context(), []store.Transcript{old}); err != nil || !slices.Equal(stale, []string{id(1)}) {
		t.Errorf("old news: %v, %v", stale, err)
	}
	for _, at := range []time.Time{now, before} {
		if f := facts(t, s, 1, at); len(f) != 1 || f[0].Company != "contoso" || f[0].Call != "2012-q1" {
			t.Errorf("%+v", f)
		}
	}
	same(t, "by the new name", listed(t, s, store.Selection{Company: "contoso"}), "1 revenue 4200000000")
	same(t, "by the old name", listed(t, s, store.Selection{Company: "northwind-systems"}))
}

// TestDeletedMeanwhile: what was fetched before a deletion is stored after it,
// and is not in force.
func TestDeletedMeanwhile(t *testing.T) {
	s := store.New(database.Open(t))
	fetched := result(1, revenue()) // no version yet
	refresh(t, s, store.Transcript{ID: id(1), Deleted: true})
	same(t, "told to ask again", saveAsRead(t, s, fetched), id(1))
	same(t, "facts", listed(t, s, store.Selection{Superseded: true}))
	if e, err := s.Extraction(t.Context(), id(1), 1); err != nil || e.State != store.Succeeded {
		t.Errorf("%+v, %v", e, err)
	}
	refresh(t, s, fetched.Said)
	same(t, "ingested again", listed(t, s, store.Selection{}), "1 revenue 4200000000")
}

// TestFailed: a failure is kept until an attempt succeeds, and never replaces
// what succeeded.
func TestFailed(t *testing.T) {
	s := store.New(database.Open(t))
	failed := result(1)
	failed.Extraction, failed.Error = nil, "the extractor panicked"
	save(t, s, failed)
	if e, err := s.Extraction(t.Context(), id(1), 1); err != nil || e.State != store.Failed || e.Error != "the extractor panicked" {
		t.Errorf("%+v, %v", e, err)
	}
	save(t, s, result(1, revenue()))
	save(t, s, failed)
	if err := s.Fail(t.Context(), "given up", failed.Key); err != nil {
		t.Error(err)
	}
	if e, err := s.Extraction(t.Context(), id(1), 1); err != nil || e.State != store.Succeeded || e.Error != "" || e.FactCount != 1 {
		t.Errorf("%+v, %v", e, err)
	}
	unknown := store.Key{Transcript: id(9), Revision: 1, Engine: "1"}
	if err := s.Fail(t.Context(), "given up", unknown); err != nil {
		t.Error(err)
	}
	finished, err := s.Finished(t.Context(), []store.Key{unknown, {Transcript: id(8), Revision: 1}})
	if err != nil || len(finished) != 1 {
		t.Errorf("%v, %v", finished, err)
	}

	// A new revision that fails leaves the facts of the old one.
	failed.Revision = 2
	save(t, s, failed)
	same(t, "facts", listed(t, s, store.Selection{}), "1 revenue 4200000000")
}

// TestPages: every fact is on one page, whatever the pages' size.
func TestPages(t *testing.T) {
	s := store.New(database.Open(t))
	var results []store.Result
	for n := range 5 {
		r := result(n, revenue(), margin())
		r.EffectiveTime = spring.AddDate(0, 0, n/2) // two at a time
		results = append(results, r)
	}
	save(t, s, results...)
	want := listed(t, s, store.Selection{})
	if len(want) != 10 || want[0] != "4 revenue 4200000000" || want[1] != "4 gross_margin 0.00" || want[2] != "2 revenue 4200000000" {
		t.Errorf("order %q", want)
	}
	for size := 1; size <= 11; size++ {
		var got []string
		var after *store.Position
		for {
			page, err := s.List(t.Context(), store.Selection{}, after, size)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range page {
				got = append(got, f.Transcript[15:]+" "+f.Concept+" "+f.Value.Low.String())
			}
			if len(page) < size {
				break
			}
			last := page[len(page)-1].Position()
			after = &last
		}
		same(t, "pages", got, want...)
	}
}

// TestRefused: what the schema does not admit is refused for good.
func TestRefused(t *testing.T) {
	s := store.New(database.Open(t))
	for name, spoil := range map[string]func(*fact.Fact){
		"no measure":        func(f *fact.Fact) { f.Measure = 0 },
		"no status":         func(f *fact.Fact) { f.Status = 0 },
		"low above high":    func(f *fact.Fact) { f.Value.Low.Coef++ },
		"both ends open":    func(f *fact.Fact) { f.Value.HasLow, f.Value.HasHigh = false, false },
		"empty value":       func(f *fact.Fact) { f.Evidence.Value.End = f.Evidence.Value.Start },
		"value outside":     func(f *fact.Fact) { f.Evidence.Quote.Start = f.Evidence.Value.Start + 1 },
		"nameless part":     func(f *fact.Fact) { f.Dimensions[0].Member = "" },
		"unknown axis":      func(f *fact.Fact) { f.Dimensions[0].Axis = 0 },
		"unknown qualifier": func(f *fact.Fact) { f.Qualifiers[0] = 9 },
		"value compared":    func(f *fact.Fact) { f.Measure = fact.MeasureValue },
		"period backwards":  func(f *fact.Fact) { f.Period.Start = "2013-01-01" },
		"no id":             func(f *fact.Fact) { f.ID = "" },
		"no concept":        func(f *fact.Fact) { f.Concept = "" },
	} {
		f := revenue()
		spoil(&f)
		err := s.Save(t.Context(), []store.Result{result(1, f)}, func(pgx.Tx, []string) error { return nil })
		if !store.Permanent(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	same(t, "facts", listed(t, s, store.Selection{}))
}

// TestFeedLosesNothing: a change whose transaction commits late is not passed
// over by a reader who has seen later ones.
func TestFeedLosesNothing(t *testing.T) {
	pool := database.Open(t)
	s := store.New(pool)
	started, commit, done := make(chan struct{}), make(chan struct{}), make(chan error)
	go func() {
		done <- s.Save(t.Context(), []store.Result{result(1, revenue())}, func(pgx.Tx, []string) error {
			close(started)
			<-commit
			return nil
		})
	}()
	<-started
	save(t, s, result(2, revenue()))
	read := func(after store.Cursor) (got []string, last store.Cursor) {
		changes, err := s.Changes(t.Context(), after, 10)
		if err != nil {
			t.Fatal(err)
		}
		last = after
		for _, c := range changes {
			got, last = append(got, c.Transcript), c.Cursor
		}
		return got, last
	}
	got, at := read(store.Cursor{})
	same(t, "while one still runs", got)
	close(commit)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	got, at = read(at)
	same(t, "afterwards", got, id(1), id(2))
	got, _ = read(at)
	same(t, "again", got)
}
