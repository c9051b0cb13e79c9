// Package duckdbtest reads Parquet files with DuckDB, in tests.
package duckdbtest

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// duckDB is the version of DuckDB that reads the files in tests.
const duckDB = "@duckdb/node-api@1.5.6-r.1"

// Folder is a folder in which node finds DuckDB; the test is skipped where
// there cannot be one.
func Folder(t testing.TB) string {
	t.Helper()
	if _, err := exec.LookPath("npm"); err != nil {
		t.Skip("no npm to install DuckDB with: Parquet is read by our own library only")
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Skipf("no folder to install DuckDB in: %v", err)
	}
	dir := filepath.Join(cache, "callfacts-test", "duckdb-1.5.6")
	if _, err := os.Stat(filepath.Join(dir, "node_modules", "@duckdb", "node-api")); err == nil {
		return dir
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	if out, err := exec.CommandContext(ctx, "npm", "install", "--no-audit", "--no-fund", "--prefix", dir, duckDB).CombinedOutput(); err != nil {
		t.Skipf("DuckDB cannot be installed, Parquet is read by our own library only: %v: %s", err, out)
	}
	return dir
}

// Query runs SQL in DuckDB; the answer is rows of texts.
func Query(t testing.TB, dir, sql string) [][]string {
	t.Helper()
	script := `
const {DuckDBInstance} = require('@duckdb/node-api');
(async () => {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const reader = await connection.runAndReadAll(process.argv[1]);
  console.log(JSON.stringify(reader.getRows().map(row => row.map(v => v === null ? 'NULL' : String(v)))));
})();`
	command := exec.CommandContext(t.Context(), "node", "-e", script, sql)
	command.Dir = dir
	out, err := command.Output()
	if err != nil {
		var exit *exec.ExitError
		errors.As(err, &exit)
		t.Fatalf("%v: %s", err, exit.Stderr)
	}
	var rows [][]string
	if err := json.Unmarshal(out, &rows); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return rows
}
