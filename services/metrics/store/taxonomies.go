package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
)

// Taxonomy is a company's own part of the taxonomy.
type Taxonomy struct {
	Company string
	Source  string // in the taxonomy's language; empty for none
	// Revision names the source: 8 hexadecimal digits of its SHA-256, empty for
	// none. The same source has the same revision, whenever it was set.
	Revision string
	// Version is raised by every update; 0 where there was none.
	Version int64
	Time    time.Time
}

// Taxonomy returns a company's own part of the taxonomy.
func (s *Store) Taxonomy(ctx context.Context, company string) (Taxonomy, error) {
	t := Taxonomy{Company: company}
	err := s.pool.QueryRow(ctx, "SELECT source, revision, version, update_time FROM metrics.taxonomies WHERE company = $1", company).
		Scan(&t.Source, &t.Revision, &t.Version, &t.Time)
	if errors.Is(err, pgx.ErrNoRows) {
		return t, nil
	}
	return t, err
}

// ErrConflict is returned where somebody else was faster.
var ErrConflict = errors.New("changed in the meantime")

// SetTaxonomy sets a company's own part of the taxonomy. Where version is not
// negative it must be the present one; otherwise the error is ErrConflict.
func (s *Store) SetTaxonomy(ctx context.Context, company, source string, version int64) (Taxonomy, error) {
	t := Taxonomy{Company: company, Source: source}
	if source != "" {
		sum := sha256.Sum256([]byte(source))
		t.Revision = hex.EncodeToString(sum[:4])
	}
	err := s.pool.QueryRow(ctx, `
		INSERT INTO metrics.taxonomies AS x (company, source, revision, version, update_time)
		SELECT $1, $2, $3, 1, clock_timestamp()
		WHERE $4::int8 <= 0 OR EXISTS (SELECT FROM metrics.taxonomies WHERE company = $1)
		ON CONFLICT (company) DO UPDATE
		SET source = excluded.source, revision = excluded.revision, version = x.version + 1, update_time = excluded.update_time
		WHERE $4::int8 < 0 OR x.version = $4
		RETURNING version, update_time`, company, source, t.Revision, version).Scan(&t.Version, &t.Time)
	if errors.Is(err, pgx.ErrNoRows) {
		return t, ErrConflict
	}
	return t, err
}
