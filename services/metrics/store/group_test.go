package store_test

import (
	"errors"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/callfacts/callfacts/internal/fact"
	"github.com/callfacts/callfacts/services/metrics/store"
)

// TestGroup: of many who save at once, each is done, whoever shares its
// transaction, and only those fail that bring what cannot be stored or finished.
func TestGroup(t *testing.T) {
	pool := database.Open(t)
	s := store.New(pool)
	group := store.NewGroup(s)
	broken := errors.New("broken")
	var wait sync.WaitGroup
	for n := range 60 {
		wait.Go(func() {
			f := revenue()
			if n%10 == 3 {
				f.Measure = fact.MeasureUnspecified
			}
			err := group.Save(t.Context(), []store.Result{result(n/2, f)}, func(pgx.Tx, []string) error {
				if n%10 == 5 {
					return broken
				}
				return nil
			})
			switch {
			case n%10 == 3 && err != nil && !store.Permanent(err), n%10 == 5 && !errors.Is(err, broken), n%10 != 3 && n%10 != 5 && err != nil:
				t.Errorf("%d: %v", n, err)
			}
		})
	}
	wait.Wait()
	var extractions, facts int
	if err := pool.QueryRow(t.Context(), "SELECT (SELECT count(*) FROM metrics.extractions), (SELECT count(*) FROM metrics.facts)").Scan(&extractions, &facts); err != nil {
		t.Fatal(err)
	}
	// Each transcript was brought by two, of which at least one was sound.
	if extractions != 30 || facts != 30 {
		t.Errorf("%d extractions, %d facts", extractions, facts)
	}
}
