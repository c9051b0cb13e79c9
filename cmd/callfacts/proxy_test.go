package main

import (
	"net"
	"sync"
	"testing"
	"time"
)

// proxy is a line between two services that can be cut, slow, or dead: what is
// sent over a dead line is neither answered nor refused.
type proxy struct {
	listener net.Listener

	mu     sync.Mutex
	target string
	state  lineState
	delay  time.Duration // of each piece, where the line is slow
	lines  map[net.Conn]bool
	mended *sync.Cond
}

type lineState int

const (
	lineOpen lineState = iota
	lineCut
	lineDead
)

// between makes a line to target, whose other end is the proxy's address.
func between(t testing.TB, target string) *proxy {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{listener: listener, target: target, lines: map[net.Conn]bool{}}
	p.mended = sync.NewCond(&p.mu)
	t.Cleanup(func() {
		listener.Close()
		p.cut()
	})
	go p.serve()
	return p
}

func (p *proxy) address() string { return p.listener.Addr().String() }

// lead changes where new lines lead.
func (p *proxy) lead(target string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.target = target
}

// cut ends every line, and refuses new ones.
func (p *proxy) cut() { p.set(lineCut, 0) }

// die lets nothing pass any more, and ends nothing.
func (p *proxy) die() { p.set(lineDead, 0) }

// slow makes each piece wait.
func (p *proxy) slow(delay time.Duration) { p.set(lineOpen, delay) }

func (p *proxy) mend() { p.set(lineOpen, 0) }

func (p *proxy) set(state lineState, delay time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.state, p.delay = state, delay
	if state == lineCut {
		for line := range p.lines {
			line.Close()
		}
	}
	p.mended.Broadcast()
}

func (p *proxy) serve() {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		p.mu.Lock()
		target, refused := p.target, p.state == lineCut
		p.mu.Unlock()
		if refused {
			client.Close()
			continue
		}
		go p.join(client, target)
	}
}

func (p *proxy) join(client net.Conn, target string) {
	server, err := net.Dial("tcp", target)
	if err != nil {
		client.Close()
		return
	}
	p.mu.Lock()
	p.lines[client], p.lines[server] = true, true
	p.mu.Unlock()
	var both sync.WaitGroup
	both.Go(func() { p.pass(server, client) })
	both.Go(func() { p.pass(client, server) })
	both.Wait()
	p.mu.Lock()
	delete(p.lines, client)
	delete(p.lines, server)
	p.mu.Unlock()
}

// pass copies one direction, as the state of the line lets it.
func (p *proxy) pass(to, from net.Conn) {
	defer to.Close()
	defer from.Close()
	piece := make([]byte, 32<<10)
	for {
		n, err := from.Read(piece)
		p.mu.Lock()
		for p.state == lineDead {
			p.mended.Wait()
		}
		delay := p.delay
		p.mu.Unlock()
		if delay > 0 {
			time.Sleep(delay)
		}
		if _, failed := to.Write(piece[:n]); failed != nil || err != nil {
			return
		}
	}
}
