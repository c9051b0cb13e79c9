// Package store keeps extractions in Postgres, in the schema metrics: facts, the
// numeral ledger, which extraction of a transcript was in force when, and what
// the parser last said about each transcript.
//
// Rows of facts and numerals are written once, by COPY, and never changed. Two
// axes of time lie over them: the market's (an extraction's effective time), and
// the installation's own (the recorded intervals).
package store

import (
	"context"
	"embed"
	"errors"
	"io/fs"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/callfacts/callfacts/internal/fact"
	"github.com/callfacts/callfacts/internal/postgres"
	"github.com/callfacts/callfacts/internal/reconcile"
	"github.com/callfacts/callfacts/internal/transcript"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrate makes the schema metrics, or brings it up to date.
func Migrate(ctx context.Context, pool *pgxpool.Pool) error {
	migrations, err := fs.Sub(files, "migrations")
	if err != nil {
		return err
	}
	return postgres.Migrate(ctx, pool, postgres.Migrations{Schema: "metrics", Files: migrations})
}

// Store is the schema metrics of one database.
type Store struct{ pool *pgxpool.Pool }

// New makes a store on a database that Migrate was called for.
func New(pool *pgxpool.Pool) *Store { return &Store{pool} }

// Ready says whether the database answers and is migrated.
func (s *Store) Ready(ctx context.Context) error {
	_, err := s.pool.Exec(ctx, "SELECT FROM metrics.extractions LIMIT 0")
	return err
}

// Permanent reports whether the database refused a value: the same rows will be
// refused again.
func Permanent(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && len(pg.Code) == 5 && (pg.Code[:2] == "22" || pg.Code[:2] == "23")
}

// Transcript is what the parser says about a transcript.
type Transcript struct {
	ID         string // 16 hexadecimal digits
	Company    string // today's
	Call       string // today's
	AcceptTime time.Time
	Deleted    bool // where it is, the parser tells nothing else
	// Version is what Versions gave before the parser was asked.
	Version int64
}

// Key names an extraction.
type Key struct {
	Transcript string
	Revision   int32
	Engine     string
}

// Result is how the extraction of one revision of one transcript went.
type Result struct {
	Key
	Said          Transcript
	EffectiveTime time.Time
	Source        *transcript.Transcript // what the facts were said in
	Extraction    *fact.Extraction       // nil where it failed
	Outline       *reconcile.Outline     // of Source; nil where it failed
	Error         string                 // why it failed
}

// State is how far an extraction has come.
type State int16

// The states that are stored; what is pending has no row.
const (
	Succeeded State = 2
	Failed    State = 3
)

// Extraction is the outcome of one extraction.
type Extraction struct {
	Key
	ID                                       int64
	State                                    State
	Error                                    string
	FactCount, NumeralCount, UnresolvedCount int32
	FinishTime                               time.Time
}

// Fact is a fact as it is kept: with what it took from its transcript, today's
// names, and its times. Of its rules it has the name of the first; see Trace.
type Fact struct {
	fact.Fact
	Ordinal                   int32 // place among the facts of its transcript
	Transcript, Company, Call string
	SpeakerID, SpeakerName    string
	Quote                     string
	EffectiveTime             time.Time
	RecordTime                time.Time
	Verdict                   Verdict   // of the last review
	ReadTime                  time.Time // by the database's clock
}
