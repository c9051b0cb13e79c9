package postgres

import (
	"context"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/text/secure/precis"
)

// Role is an account that a service connects with: it may do what Grants say,
// and nothing else.
type Role struct {
	// URL is what the service connects with. Its user is the role, which is made
	// where it does not exist; its password becomes the role's.
	URL string
	// Grants are by schema; of those that are not there it has nothing.
	Grants []Grant
}

// Grant is what a role may do with the tables of a schema.
type Grant struct {
	Schema string
	// Privileges are those of GRANT ... ON TABLE.
	Privileges string
	// Kept are tables that may only be read: what says how far it is migrated.
	Kept []string
}

// SetRoles makes the roles and gives each what it may do, in one transaction:
// services that run notice nothing. It may be called any number of times, by the
// owner of the schemas. Where a role is to be made, or to get another password,
// the owner needs CREATEROLE.
func SetRoles(ctx context.Context, pool *pgxpool.Pool, schemas []string, roles ...Role) error {
	return WithLock(ctx, pool, "roles", func(conn *pgx.Conn) error {
		return InTx(ctx, conn, func(tx pgx.Tx) error {
			// Before PostgreSQL 15 everybody may make tables in public.
			if _, err := tx.Exec(ctx, "REVOKE CREATE ON SCHEMA public FROM PUBLIC"); err != nil {
				return fmt.Errorf("roles: %w", err)
			}
			for _, r := range roles {
				if err := r.set(ctx, tx, schemas); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

func (r Role) set(ctx context.Context, tx pgx.Tx, schemas []string) error {
	config, err := pgx.ParseConfig(r.URL)
	if err != nil {
		return fmt.Errorf("a role's database URL: %w", err)
	}
	if err := r.account(ctx, tx, config); err != nil {
		return fmt.Errorf("role %s: %w", config.User, err)
	}
	statements := []string{}
	role := pgx.Identifier{config.User}.Sanitize()
	for _, schema := range schemas {
		schema = pgx.Identifier{schema}.Sanitize()
		statements = append(statements,
			"REVOKE ALL ON ALL TABLES IN SCHEMA "+schema+" FROM "+role,
			"REVOKE ALL ON ALL SEQUENCES IN SCHEMA "+schema+" FROM "+role,
			"REVOKE ALL ON SCHEMA "+schema+" FROM "+role)
	}
	for _, g := range r.Grants {
		schema := pgx.Identifier{g.Schema}.Sanitize()
		statements = append(statements,
			"GRANT USAGE ON SCHEMA "+schema+" TO "+role,
			"GRANT USAGE ON ALL SEQUENCES IN SCHEMA "+schema+" TO "+role,
			"GRANT "+g.Privileges+" ON ALL TABLES IN SCHEMA "+schema+" TO "+role)
		for _, table := range g.Kept {
			table = pgx.Identifier{g.Schema, table}.Sanitize()
			statements = append(statements, "REVOKE ALL ON "+table+" FROM "+role, "GRANT SELECT ON "+table+" TO "+role)
		}
	}
	for _, statement := range statements {
		if _, err := tx.Exec(ctx, statement); err != nil {
			return fmt.Errorf("role %s: %s: %w", config.User, statement, err)
		}
	}
	return nil
}

// account makes the role, or sees that it is one that can be held back. A role
// that its URL connects with already is left as it is: somebody else may have
// made it.
func (Role) account(ctx context.Context, tx pgx.Tx, config *pgx.ConnConfig) error {
	var exists, owns bool
	if err := tx.QueryRow(ctx, `
		SELECT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = $1),
			EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = $1 AND pg_catalog.pg_has_role(oid, current_user, 'member'))`,
		config.User).Scan(&exists, &owns); err != nil {
		return err
	}
	if owns {
		return errors.New("it is the owner of the schemas, or may act as such: a service needs a role that is not")
	}
	role := pgx.Identifier{config.User}.Sanitize()
	if !exists {
		if _, err := tx.Exec(ctx, "CREATE ROLE "+role+" LOGIN"); err != nil {
			return err
		}
	} else if conn, err := pgx.ConnectConfig(ctx, config); err == nil {
		return conn.Close(ctx)
	}
	if config.Password == "" {
		return nil // it proves itself in another way
	}
	verifier, err := scram(config.Password)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, "ALTER ROLE "+role+" LOGIN PASSWORD '"+verifier+"'")
	return err
}

// scramRounds is what PostgreSQL takes itself.
const scramRounds = 4096

// scram is what PostgreSQL keeps of a password (RFC 5803). Made here, neither
// the server nor its log learns the password itself.
func scram(password string) (string, error) {
	if prepared, err := precis.OpaqueString.String(password); err == nil {
		password = prepared
	}
	salt := make([]byte, 16)
	rand.Read(salt)
	salted, err := pbkdf2.Key(sha256.New, password, salt, scramRounds, sha256.Size)
	if err != nil {
		return "", err
	}
	sign := func(text string) []byte {
		h := hmac.New(sha256.New, salted)
		h.Write([]byte(text))
		return h.Sum(nil)
	}
	stored := sha256.Sum256(sign("Client Key"))
	encode := base64.StdEncoding.EncodeToString
	return strings.Join([]string{
		"SCRAM-SHA-256", fmt.Sprintf("%d:%s", scramRounds, encode(salt)), encode(stored[:]) + ":" + encode(sign("Server Key")),
	}, "$"), nil
}
