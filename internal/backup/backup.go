// Package backup writes the schemas of a database into one file, and reads them
// back into another one: of any server and version of PostgreSQL, without its
// programs. The file is a gzipped tar: what it holds, then each table as COPY
// gives it, then a count without which it is not whole.
package backup

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Schema is a schema that is kept, and the table that says how far it was
// migrated: that must be the same where it is read back.
type Schema struct{ Name, VersionTable, VersionColumn string }

// manifest is the first entry of the file.
type manifest struct {
	Format   int              `json:"format"`
	Versions map[string]int64 `json:"versions"`
	// NextTransaction is above the number of every transaction that is in the
	// tables. Feeds go by these numbers.
	NextTransaction int64   `json:"nextTransaction,string"`
	Tables          []table `json:"tables"`
}

type table struct {
	Schema  string   `json:"schema"`
	Name    string   `json:"name"`
	Columns []string `json:"columns"`
}

func (t table) String() string { return t.Schema + "." + t.Name }

func (t table) sql() string { return pgx.Identifier{t.Schema, t.Name}.Sanitize() }

func (t table) columns() string {
	quoted := make([]string, len(t.Columns))
	for i, column := range t.Columns {
		quoted[i] = pgx.Identifier{column}.Sanitize()
	}
	return strings.Join(quoted, ", ")
}

const (
	format       = 1
	manifestName = "manifest.json"
	endName      = "end.json"
	chunk        = 4 << 20
)

// Counts are the rows by table.
type Counts map[string]int64

// Write writes a state of the schemas as it was at one moment; others read and
// write on meanwhile.
func Write(ctx context.Context, conn *pgx.Conn, schemas []Schema, w io.Writer) (Counts, error) {
	tx, err := conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return nil, err
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }() // nothing was written
	if _, err := tx.Exec(ctx, "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0"); err != nil {
		return nil, err
	}
	m := manifest{Format: format}
	if m.Versions, err = versions(ctx, tx, schemas); err != nil {
		return nil, err
	}
	if m.Tables, err = tables(ctx, tx, schemas); err != nil {
		return nil, err
	}
	if m.NextTransaction, err = nextTransaction(ctx, tx); err != nil {
		return nil, err
	}
	zipped := gzip.NewWriter(w)
	archive := tar.NewWriter(zipped)
	if err := entry(archive, manifestName, m); err != nil {
		return nil, err
	}
	counts := Counts{}
	for _, t := range m.Tables {
		rows := &chunks{archive: archive, name: t.String()}
		done, err := tx.Conn().PgConn().CopyTo(ctx, rows, "COPY "+t.sql()+" ("+t.columns()+") TO STDOUT")
		if err == nil {
			err = rows.flush()
		}
		if err != nil {
			return nil, fmt.Errorf("back up %s: %w", t, err)
		}
		counts[t.String()] = done.RowsAffected()
	}
	return counts, errors.Join(entry(archive, endName, counts), archive.Close(), zipped.Close())
}

func entry(archive *tar.Writer, name string, content any) error {
	raw, err := json.Marshal(content)
	if err != nil {
		return err
	}
	return writeEntry(archive, name, raw)
}

func writeEntry(archive *tar.Writer, name string, raw []byte) error {
	if err := archive.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(raw))}); err != nil {
		return err
	}
	_, err := archive.Write(raw)
	return err
}

// chunks writes what has no length beforehand as entries of a few megabytes.
type chunks struct {
	archive *tar.Writer
	name    string
	buffer  bytes.Buffer
}

func (c *chunks) Write(b []byte) (int, error) {
	n, _ := c.buffer.Write(b) // it never fails
	if c.buffer.Len() < chunk {
		return n, nil
	}
	return n, c.flush()
}

func (c *chunks) flush() error {
	if c.buffer.Len() == 0 {
		return nil
	}
	defer c.buffer.Reset()
	return writeEntry(c.archive, c.name, c.buffer.Bytes())
}

// versions says how far each schema was migrated.
func versions(ctx context.Context, tx pgx.Tx, schemas []Schema) (map[string]int64, error) {
	found := map[string]int64{}
	for _, s := range schemas {
		var at int64
		query := fmt.Sprintf("SELECT max(%s) FROM %s", pgx.Identifier{s.VersionColumn}.Sanitize(), pgx.Identifier{s.Name, s.VersionTable}.Sanitize())
		if err := tx.QueryRow(ctx, query).Scan(&at); err != nil {
			return nil, fmt.Errorf("version of the schema %s: %w", s.Name, err)
		}
		found[s.Name] = at
	}
	return found, nil
}

// tables lists those that are kept, each behind those that it refers to. Tables
// without a log hold nothing that outlives a crash, and nothing that is kept.
func tables(ctx context.Context, tx pgx.Tx, schemas []Schema) ([]table, error) {
	var names, skipped []string
	for _, s := range schemas {
		names, skipped = append(names, s.Name), append(skipped, s.Name+"."+s.VersionTable)
	}
	rows, err := tx.Query(ctx, `
		SELECT n.nspname, c.relname,
			(SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_catalog.pg_attribute a
				WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''),
			(SELECT coalesce(array_agg(rn.nspname || '.' || r.relname), '{}') FROM pg_catalog.pg_constraint f
				JOIN pg_catalog.pg_class r ON r.oid = f.confrelid JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace
				WHERE f.conrelid = c.oid AND f.contype = 'f' AND NOT f.condeferrable AND f.confrelid <> c.oid)
		FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
		WHERE n.nspname = ANY($1) AND c.relkind = 'r' AND c.relpersistence = 'p' AND n.nspname || '.' || c.relname <> ALL($2)
		ORDER BY 1, 2`, names, skipped)
	if err != nil {
		return nil, err
	}
	var all []table
	needs := map[string][]string{}
	var t table
	var refers []string
	if _, err = pgx.ForEachRow(rows, []any{&t.Schema, &t.Name, &t.Columns, &refers}, func() error {
		all = append(all, table{t.Schema, t.Name, slices.Clone(t.Columns)})
		needs[t.String()] = slices.Clone(refers)
		return nil
	}); err != nil {
		return nil, err
	}
	return ordered(all, needs)
}

func ordered(all []table, needs map[string][]string) (sorted []table, err error) {
	placed := map[string]bool{}
	for len(sorted) < len(all) {
		before := len(sorted)
		for _, t := range all {
			if !placed[t.String()] && !slices.ContainsFunc(needs[t.String()], func(n string) bool { return !placed[n] }) {
				placed[t.String()] = true
				sorted = append(sorted, t)
			}
		}
		if len(sorted) == before {
			return nil, errors.New("tables refer to each other in a circle")
		}
	}
	return sorted, nil
}

func nextTransaction(ctx context.Context, tx pgx.Tx) (next int64, err error) {
	err = tx.QueryRow(ctx, "SELECT pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())::text::int8").Scan(&next)
	return next, err
}
