package main

import (
	"fmt"
	"io"
	"strings"
	"sync"
)

// progress shows on a terminal how far an ingest has come; elsewhere nothing.
type progress struct {
	out    io.Writer
	on     terminal
	total  int
	phases int // 2 where the facts are waited for

	mutex                  sync.Mutex
	taken, refusals, ready int
	shown                  bool
}

func newProgress(out io.Writer, total, phases int) *progress {
	return &progress{out: out, on: terminalOf(out), total: total, phases: phases}
}

// ingested counts a document that was answered.
func (p *progress) ingested(refused bool) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.taken++
	if refused {
		p.refusals++
	}
	p.show()
}

// extracted counts a document whose facts are there.
func (p *progress) extracted() {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.ready++
	p.show()
}

// show draws the line anew. The bar is full when every document was answered
// and, where that is waited for, the facts of those that were taken are there.
func (p *progress) show() {
	if p.on.columns == 0 {
		return
	}
	text := fmt.Sprintf(" %d/%d documents", p.taken, p.total)
	if p.refusals > 0 {
		text += fmt.Sprintf(", %d refused", p.refusals)
	}
	if p.ready > 0 {
		text += fmt.Sprintf(", %d extracted", p.ready)
	}
	room := max(0, min(40, p.on.columns-len(text)-3))
	steps := p.taken
	if p.phases > 1 {
		steps += p.refusals + p.ready
	}
	filled := min(room, room*steps/(p.phases*p.total)) // a file of several documents counts as one
	fmt.Fprintf(p.out, "\r\x1b[K[%s%s]%s", strings.Repeat("#", filled), strings.Repeat(".", room-filled), shorten(text, max(1, p.on.columns-room-2)))
	p.shown = true
}

// end removes the line.
func (p *progress) end() {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.shown {
		fmt.Fprint(p.out, "\r\x1b[K")
	}
}
