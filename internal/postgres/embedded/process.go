//go:build unix

package embedded

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// adopt takes over the server that still runs on the cluster, left by a process
// that was killed. Its postmaster.pid says where it listens; that it knows the
// cluster's password proves that it is the one.
func (s *Server) adopt(ctx context.Context, password string) bool {
	pid, port := readPIDFile(s.dir)
	if pid == 0 || port == 0 || !alive(pid) {
		return false
	}
	s.url = URL("127.0.0.1", port, password, Database)
	for try := 0; try < 20 && ctx.Err() == nil && alive(pid); try++ {
		if Answers(ctx, s.url) {
			s.pid, s.exited = pid, make(chan struct{})
			go watch(pid, s.exited)
			return true
		}
		time.Sleep(100 * time.Millisecond)
	}
	return false
}

// Running returns the connection string of the server that runs on dataDir,
// whoever started it, to one who may read the password there; "" where none
// answers.
func Running(ctx context.Context, dataDir string) string {
	major, err := existing(dataDir)
	if err != nil || major == 0 {
		return ""
	}
	dir := filepath.Join(dataDir, "postgres-"+strconv.Itoa(major))
	password, err := os.ReadFile(passwordFile(dir))
	pid, port := readPIDFile(dir)
	if err != nil || pid == 0 || port == 0 || !alive(pid) {
		return ""
	}
	if url := URL("127.0.0.1", port, strings.TrimSpace(string(password)), Database); Answers(ctx, url) {
		return url
	}
	return ""
}

// watch stands for Wait, which only a parent has.
func watch(pid int, exited chan<- struct{}) {
	for alive(pid) {
		time.Sleep(50 * time.Millisecond)
	}
	close(exited)
}

// end asks the server to stop, then makes it, and reports whether it has.
func (s *Server) end() bool {
	for _, step := range []struct {
		signal syscall.Signal
		wait   time.Duration
	}{
		{syscall.SIGINT, stopFast},  // "fast": roll back, write, end
		{syscall.SIGQUIT, stopHard}, // "immediate": end; the log is replayed at the next start
	} {
		select {
		case <-s.exited:
			return true
		default:
		}
		if err := syscall.Kill(s.pid, step.signal); errors.Is(err, syscall.ESRCH) {
			return true
		}
		select {
		case <-s.exited:
			return true
		case <-time.After(step.wait):
		}
	}
	return false
}

// readPIDFile returns what postmaster.pid says: the process on its first line,
// the port on its fourth. Either is 0 where it is not told.
func readPIDFile(dir string) (pid, port int) {
	raw, err := os.ReadFile(filepath.Join(dir, "postmaster.pid"))
	if err != nil {
		return 0, 0
	}
	lines := strings.Split(string(raw), "\n")
	number := func(i int) int {
		if i >= len(lines) {
			return 0
		}
		n, err := strconv.Atoi(strings.TrimSpace(lines[i]))
		if err != nil {
			return 0
		}
		return n
	}
	return number(0), number(3)
}

func alive(pid int) bool {
	err := syscall.Kill(pid, 0)
	return (err == nil || errors.Is(err, syscall.EPERM)) && !ended(pid)
}

// ended reports whether a process has ended and only waits for its parent to
// hear of it: for ever, where the parent is a container's first process that
// does not care.
func ended(pid int) bool {
	stat, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	if err != nil {
		return false
	}
	// The state follows the name, which is in parentheses and may hold any.
	_, state, _ := strings.Cut(string(stat[strings.LastIndexByte(string(stat), ')')+1:]), " ")
	return strings.HasPrefix(state, "Z")
}

// removeStalePID removes a postmaster.pid whose number belongs to a process that
// has ended, though its number is still taken, or that is no PostgreSQL: after a restart of a machine or container the number
// is often another's, and the server would refuse to start for ever. We hold
// the data directory's lock, so no other process of ours starts it meanwhile.
func removeStalePID(dir string) bool {
	pid, _ := readPIDFile(dir)
	if pid == 0 || !ended(pid) && (!alive(pid) || isPostgres(pid)) {
		return false
	}
	return os.Remove(filepath.Join(dir, "postmaster.pid")) == nil
}

// isPostgres is true where it cannot be told.
func isPostgres(pid int) bool {
	name, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "comm"))
	if err != nil {
		name, err = exec.Command("ps", "-o", "comm=", "-p", strconv.Itoa(pid)).Output()
	}
	return err != nil || strings.HasPrefix(filepath.Base(strings.TrimSpace(string(name))), "postgres")
}
