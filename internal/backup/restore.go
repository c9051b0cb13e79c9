package backup

import (
	"archive/tar"
	"bufio"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"
)

// Read reads a file that Write wrote into the same schemas of another database,
// which must be migrated as far, and empty. It is there whole, or not at all.
//
// Feeds go by the numbers of transactions, and a cluster counts them for itself:
// a younger one would number its changes below those that were read already, and
// their readers would never see them. So the cluster is made to count on from
// where the old one was.
func Read(ctx context.Context, conn *pgx.Conn, schemas []Schema, r io.Reader) (Counts, error) {
	zipped, err := gzip.NewReader(bufio.NewReaderSize(r, 1<<20))
	if err != nil {
		return nil, fmt.Errorf("this is no backup: %w", err)
	}
	archive := tar.NewReader(zipped)
	header, err := archive.Next()
	if err != nil || header.Name != manifestName {
		return nil, errors.Join(errors.New("this is no backup"), err)
	}
	var m manifest
	if err := json.NewDecoder(archive).Decode(&m); err != nil {
		return nil, fmt.Errorf("what the backup holds: %w", err)
	}
	if m.Format != format {
		return nil, fmt.Errorf("the backup has the format %d, and this version reads %d", m.Format, format)
	}
	if err := advance(ctx, conn, m.NextTransaction); err != nil {
		return nil, err
	}
	tx, err := conn.Begin(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }() // after Commit it does nothing
	counts, err := load(ctx, tx, schemas, &m, archive)
	if err != nil {
		return nil, err
	}
	return counts, tx.Commit(ctx)
}

func load(ctx context.Context, tx pgx.Tx, schemas []Schema, m *manifest, archive *tar.Reader) (Counts, error) {
	if _, err := tx.Exec(ctx, "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0; SET CONSTRAINTS ALL DEFERRED"); err != nil {
		return nil, err
	}
	at, err := versions(ctx, tx, schemas)
	if err != nil {
		return nil, err
	}
	if !maps.Equal(at, m.Versions) {
		return nil, fmt.Errorf("the backup was made of the schemas %v, and these are %v: restore it with the version of callfacts that made it, then migrate", m.Versions, at)
	}
	if err := empty(ctx, tx, m.Tables); err != nil {
		return nil, err
	}
	counts, err := copyIn(ctx, tx, m.Tables, archive)
	if err != nil {
		return nil, err
	}
	return counts, settleSequences(ctx, tx, m.Tables)
}

// empty fails where a table has a row: nothing is mixed, and nothing overwritten.
func empty(ctx context.Context, tx pgx.Tx, all []table) error {
	for _, t := range all {
		var some bool
		if err := tx.QueryRow(ctx, "SELECT EXISTS (SELECT FROM "+t.sql()+")").Scan(&some); err != nil {
			return err
		}
		if some {
			return fmt.Errorf("%s is not empty: a backup is restored into a new database", t)
		}
	}
	return nil
}

// copyIn reads the tables as they come; a table without rows has no entry.
func copyIn(ctx context.Context, tx pgx.Tx, all []table, archive *tar.Reader) (Counts, error) {
	counts := Counts{}
	for _, t := range all {
		counts[t.String()] = 0
	}
	header, err := archive.Next()
	for err == nil && header.Name != endName {
		i := slices.IndexFunc(all, func(t table) bool { return t.String() == header.Name })
		if i < 0 {
			return nil, fmt.Errorf("the backup holds %q, which it does not list", header.Name)
		}
		rows := &entries{archive: archive, name: header.Name}
		done, copyErr := tx.Conn().PgConn().CopyFrom(ctx, rows, "COPY "+all[i].sql()+" ("+all[i].columns()+") FROM STDIN")
		if rows.err != nil {
			return nil, cutOff(rows.err)
		}
		if copyErr != nil {
			return nil, fmt.Errorf("restore %s: %w", all[i], copyErr)
		}
		counts[header.Name] += done.RowsAffected()
		header = rows.next
	}
	if err != nil {
		return nil, cutOff(err)
	}
	var wanted Counts
	if err := json.NewDecoder(archive).Decode(&wanted); err != nil {
		return nil, cutOff(err)
	}
	if !maps.Equal(wanted, counts) {
		return nil, fmt.Errorf("the backup holds %v rows, and was of %v", counts, wanted)
	}
	return counts, nil
}

func cutOff(err error) error { return fmt.Errorf("the backup is cut off or damaged: %w", err) }

// entries reads the entries of one name, one after the other, up to the next.
type entries struct {
	archive *tar.Reader
	name    string
	next    *tar.Header
	err     error
}

func (e *entries) Read(b []byte) (int, error) {
	for e.next == nil && e.err == nil {
		n, err := e.archive.Read(b)
		if n > 0 { // the end of an entry is not that of the table
			return n, nil
		}
		if err != nil && !errors.Is(err, io.EOF) {
			e.err = err
			return 0, err
		}
		header, err := e.archive.Next()
		switch {
		case err != nil:
			e.err = err
			return 0, err
		case header.Name != e.name:
			e.next = header
		}
	}
	return 0, io.EOF
}

// settleSequences has each counter go on behind what was read.
func settleSequences(ctx context.Context, tx pgx.Tx, all []table) error {
	for _, t := range all {
		for _, column := range t.Columns {
			query := fmt.Sprintf(`
				SELECT pg_catalog.setval(pg_catalog.pg_get_serial_sequence($1, $2)::regclass, coalesce(max(%[1]s), 1), max(%[1]s) IS NOT NULL) FROM %[2]s`,
				pgx.Identifier{column}.Sanitize(), t.sql())
			var counted bool
			if err := tx.QueryRow(ctx, "SELECT pg_catalog.pg_get_serial_sequence($1, $2) IS NOT NULL", t.sql(), column).Scan(&counted); err != nil {
				return err
			}
			if !counted {
				continue
			}
			if _, err := tx.Exec(ctx, query, t.sql(), column); err != nil {
				return fmt.Errorf("counter of %s.%s: %w", t, column, err)
			}
		}
	}
	return nil
}

// maxAdvance is how many numbers of transactions are used up at most: some
// minutes' work, and far from what a cluster must clean up after.
const maxAdvance = 50_000_000

// advance uses up numbers of transactions until the cluster is where the backup
// was.
func advance(ctx context.Context, conn *pgx.Conn, until int64) error {
	var at int64
	if err := conn.QueryRow(ctx, "SELECT pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())::text::int8").Scan(&at); err != nil {
		return err
	}
	if until-at > maxAdvance {
		return fmt.Errorf("the backup's cluster has counted %d transactions, and this one %d: feeds would not go on; restore into that cluster, or one that is as old", until, at)
	}
	// One by one: several statements in one message are one transaction, in which
	// DO may not commit.
	for _, statement := range []string{
		"SET statement_timeout = 0",
		"SET synchronous_commit = off",
		fmt.Sprintf("DO $$ BEGIN WHILE pg_catalog.pg_current_xact_id()::text::int8 < %d LOOP COMMIT; END LOOP; END $$", until),
		"SET synchronous_commit = on",
	} {
		if _, err := conn.Exec(ctx, statement); err != nil {
			return fmt.Errorf("have the cluster count on to transaction %d: %w", until, err)
		}
	}
	return nil
}
