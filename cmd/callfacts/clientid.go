package main

import (
	"context"
	"crypto/rand"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/callfacts/callfacts/internal/daemon"
	"github.com/callfacts/callfacts/internal/postgres/embedded"
)

// clientID is the name by which a worker that is started again finds the jobs
// that it left running: it is kept in the data directory, and held as long as p
// runs. A second process on the same directory, and one that may not write
// there, gets a name for this once: its jobs are found by their age.
func clientID(p *daemon.Process, log *slog.Logger, dataDir string) string {
	id, held, err := heldID(dataDir)
	if err != nil {
		log.Warn("this worker's name is not kept: jobs that it leaves running wait for their time to be up", "error", err)
		return "callfacts-" + rand.Text()
	}
	p.OnStop("worker's name", func(context.Context) error { return held.Close() })
	return id
}

// heldID reads the name, or makes it, and locks its file.
func heldID(dataDir string) (string, *os.File, error) {
	if dataDir == "" {
		var err error
		if dataDir, err = embedded.DefaultDataDir(); err != nil {
			return "", nil, err
		}
	}
	if err := os.MkdirAll(dataDir, 0o755); err != nil {
		return "", nil, err
	}
	f, err := os.OpenFile(filepath.Join(dataDir, "client-id"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return "", nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return "", nil, err
	}
	kept := make([]byte, 64)
	n, _ := f.ReadAt(kept, 0)
	if id := strings.TrimSpace(string(kept[:n])); id != "" {
		return id, f, nil
	}
	id := "callfacts-" + rand.Text()
	if _, err := f.WriteAt([]byte(id+"\n"), 0); err != nil {
		f.Close()
		return "", nil, err
	}
	return id, f, f.Sync()
}
