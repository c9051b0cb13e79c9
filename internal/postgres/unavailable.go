package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"

	"github.com/jackc/pgx/v5/pgconn"
)

// Damaged reports whether err says that what is stored cannot be read, now or later:
// PostgreSQL finds it broken, or it is JSON of a shape that this program never wrote.
// A column that a statement reads into a variable of another type is a mistake of the
// program, and no damage.
func Damaged(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "XX001" || pg.Code == "XX002" // data, index corrupted
	}
	var shape *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	return errors.As(err, &shape) || errors.As(err, &syntax)
}

// Unavailable reports whether err says that the database cannot serve now, so
// that trying again later is right: it is away, starting, stopping, read-only,
// out of connections, memory or disk, or its line was cut under a statement.
func Unavailable(err error) bool {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return false
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch pg.Code[:min(len(pg.Code), 2)] {
		case "08", "53", "57": // connection, resources, operator intervention
			return pg.Code != "57014" // A statement that took too long.
		}
		return pg.Code == "25006" // read-only transaction
	}
	var connect *pgconn.ConnectError
	var network net.Error
	return errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &connect) || errors.As(err, &network) || pgconn.SafeToRetry(err)
}
