package phrase

import "github.com/callfacts/callfacts/internal/token"

// edges leads from a node and a word to the next node: a hash table with open
// addressing, since it is asked for every second word of a text.
type edges struct {
	table []edge   // a power of two, at most half full
	marks []uint64 // a bit by the hash of every edge, out of four for each place: most words lead nowhere, and few cache lines tell it
	count int
}

type edge struct {
	node int32 // 0: free
	word token.ID
	next int32
}

// may tells of most places that no edge has them; of all, where there are no edges.
func (e *edges) may(at int) bool {
	return len(e.marks) > 0 && e.marks[at>>6&(len(e.marks)-1)]>>(at&63)&1 != 0
}

// find is the node that w leads to from node, or 0; at is their place, which an edge
// may have.
func (e *edges) find(at int, node int32, w token.ID) int32 {
	mask := len(e.table) - 1
	for at &= mask; ; at = (at + 1) & mask {
		switch s := &e.table[at]; {
		case s.node == node && s.word == w:
			return s.next
		case s.node == 0:
			return 0
		}
	}
}

// add makes w lead from node to next; it must lead nowhere yet.
func (e *edges) add(node int32, w token.ID, next int32) {
	if e.count++; 2*e.count > len(e.table) {
		old := e.table
		e.table = make([]edge, max(64, 2*len(old)))
		e.marks = make([]uint64, len(e.table)/16)
		for _, s := range old {
			if s.node != 0 {
				e.put(s)
			}
		}
	}
	e.put(edge{node, w, next})
}

func (e *edges) put(s edge) {
	mask := len(e.table) - 1
	at := place(s.node, s.word)
	e.marks[at>>6&(len(e.marks)-1)] |= 1 << (at & 63)
	at &= mask
	for e.table[at].node != 0 {
		at = (at + 1) & mask
	}
	e.table[at] = s
}

// place is where the search for an edge begins, before it is cut to the table.
func place(node int32, w token.ID) int {
	return int((uint64(node)<<32 | uint64(w)) * 0x9e3779b97f4a7c15 >> 32)
}
