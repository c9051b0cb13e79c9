//go:build unix

package embedded

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// passwordFile stands inside the cluster, so that it moves and goes with it.
func passwordFile(dir string) string { return filepath.Join(dir, "callfacts.password") }

func randomPassword() string { return rand.Text() }

// writeSynced writes a file that only we can read, and that outlives a crash.
func writeSynced(path, content string) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.WriteString(content)
	return errors.Join(err, file.Sync(), file.Close())
}

// lockDir keeps every other process of ours off the data directory until the
// file is closed, by us or by the end of this process, however it ends.
func lockDir(dataDir string) (*os.File, error) {
	lock, err := os.OpenFile(filepath.Join(dataDir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("data directory: %w", err)
	}
	err = syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		lock.Close()
		return nil, &InUseError{Dir: dataDir}
	}
	if err != nil {
		lock.Close()
		return nil, fmt.Errorf("lock the data directory %s: %w", dataDir, err)
	}
	return lock, nil
}

// reachable says clearly what PostgreSQL would say late and darkly: that the
// account which runs it for root may not enter a folder on the way to dir.
func reachable(dir string) error {
	uid, gid, err := account()
	if err != nil || uid == os.Getuid() {
		return err
	}
	for at := dir; ; at = filepath.Dir(at) {
		info, err := os.Stat(at)
		if err != nil && !errors.Is(err, os.ErrNotExist) { // what is not there yet is made
			return fmt.Errorf("data directory: %w", err)
		}
		if err == nil && !mayEnter(info, uid, gid) {
			return fmt.Errorf("the data directory %s lies below %s, which the account that runs PostgreSQL (uid %d) may not enter: choose another one", dir, at, uid)
		}
		if at == filepath.Dir(at) {
			return nil
		}
	}
}

func mayEnter(info os.FileInfo, uid, gid int) bool {
	mode := info.Mode().Perm()
	if owner, ok := info.Sys().(*syscall.Stat_t); ok {
		if int(owner.Uid) == uid {
			return mode&0o100 != 0
		}
		if int(owner.Gid) == gid {
			return mode&0o010 != 0
		}
	}
	return mode&0o001 != 0
}

// Answers reports whether a server takes connections at url. That the database
// is not there yet is an answer: only who knows the password gets it.
func Answers(ctx context.Context, url string) bool {
	conn, err := pgx.Connect(ctx, url)
	if err == nil {
		conn.Close(ctx)
		return true
	}
	return isMissingDatabase(err)
}

func isMissingDatabase(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "3D000"
}

// ensureDatabase creates the database that url names where it does not exist.
func ensureDatabase(ctx context.Context, url string) error {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return err
	}
	name := config.Database
	config.Database = "postgres"
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, "CREATE DATABASE "+pgx.Identifier{name}.Sanitize())
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == "42P04" { // it exists
		return nil
	}
	return err
}
