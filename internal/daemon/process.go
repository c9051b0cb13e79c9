// Package daemon is what every binary of the project shares: the log, the gRPC
// and HTTP servers with everything that stands before a handler, the clients,
// and a process of named parts that are started one after the other and stopped
// in reverse order, with a hard stop behind the graceful one.
package daemon

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"google.golang.org/grpc"
)

const (
	// StopTimeout is how long a whole process takes to stop at most. It is less
	// than the 30 s that Kubernetes waits before it kills.
	StopTimeout = 20 * time.Second
	// serverGrace is how long requests may finish before a server cuts them off.
	serverGrace = 10 * time.Second
)

// SignalContext ends at the first SIGINT or SIGTERM. A second one ends the
// process at once, as if nobody listened.
func SignalContext(parent context.Context) (context.Context, context.CancelFunc) {
	ctx, stop := signal.NotifyContext(parent, os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}

// Process is the parts of a running program. Its use is straight:
//
//	p := daemon.New(log)
//	defer p.Stop()
//	pool, err := ...
//	p.OnStop("database", ...)
//	p.ServeGRPC("parser", server, listener)
//	return p.Wait(ctx)
type Process struct {
	log    *slog.Logger
	parts  []part
	failed chan error
	stop   sync.Once
}

type part struct {
	name string
	stop func(context.Context) error
}

// New makes a process without parts.
func New(log *slog.Logger) *Process {
	return &Process{log: log, failed: make(chan error, 1)}
}

// OnStop has f called when the process stops, after the parts that were added
// later have stopped.
func (p *Process) OnStop(name string, f func(context.Context) error) {
	p.parts = append(p.parts, part{name, f})
}

// Go runs a part that works until its context ends. Where it returns an error
// before that, or panics, the whole process stops.
func (p *Process) Go(name string, run func(context.Context) error) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		err := protect(func() error { return run(ctx) })
		if err != nil && ctx.Err() == nil {
			p.fail(name, err)
		}
	}()
	p.OnStop(name, func(deadline context.Context) error {
		cancel()
		select {
		case <-done:
			return nil
		case <-deadline.Done():
			return deadline.Err()
		}
	})
}

// ServeGRPC serves on the listeners. At the end the health service says
// NOT_SERVING first, then the requests that run may finish, then they are cut.
func (p *Process) ServeGRPC(name string, s *Server, listeners ...net.Listener) {
	s.announce()
	for _, listener := range listeners {
		p.log.Info("serving gRPC", "part", name, "address", listener.Addr().String())
		go func() {
			if err := s.Serve(listener); err != nil && !errors.Is(err, grpc.ErrServerStopped) {
				p.fail(name, err)
			}
		}()
	}
	p.OnStop(name, s.shutdown)
	p.Go(name+" health", s.watch)
}

// ServeHTTP serves on the listener. At the end the requests that run may
// finish, then they are cut.
func (p *Process) ServeHTTP(name string, s *http.Server, listener net.Listener) {
	p.log.Info("serving HTTP", "part", name, "address", listener.Addr().String())
	go func() {
		if err := s.Serve(listener); err != nil && !errors.Is(err, http.ErrServerClosed) {
			p.fail(name, err)
		}
	}()
	p.OnStop(name, func(ctx context.Context) error {
		ctx, cancel := context.WithTimeout(ctx, serverGrace)
		defer cancel()
		if err := s.Shutdown(ctx); err != nil {
			return errors.Join(fmt.Errorf("requests were cut off: %w", err), s.Close())
		}
		return nil
	})
}

func (p *Process) fail(name string, err error) {
	select {
	case p.failed <- fmt.Errorf("%s: %w", name, err):
	default: // the first failure stops the process already
		p.log.Error("part failed", "part", name, "error", err)
	}
}

// Wait returns when ctx ends, or with the error of the first part that fails.
func (p *Process) Wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return nil
	case err := <-p.failed:
		return err
	}
}

// Stop stops the parts in reverse order, within StopTimeout. What does not stop
// in time is left: the end of the process ends it. A second call does nothing.
func (p *Process) Stop() {
	p.stop.Do(func() {
		ctx, cancel := context.WithTimeout(context.Background(), StopTimeout)
		defer cancel()
		for i := len(p.parts) - 1; i >= 0; i-- {
			part := p.parts[i]
			if err := bounded(ctx, part.stop); err != nil {
				p.log.Error("part did not stop in order", "part", part.name, "error", err)
			}
		}
		p.log.Info("stopped")
	})
}

// bounded calls f, and does not wait for it beyond the end of ctx: a stop
// function that ignores its context must not hang the process.
func bounded(ctx context.Context, f func(context.Context) error) error {
	done := make(chan error, 1)
	go func() { done <- protect(func() error { return f(ctx) }) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	select {
	case err := <-done:
		return err
	case <-time.After(100 * time.Millisecond):
		return ctx.Err()
	}
}
