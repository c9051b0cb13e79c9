// Package eval scores the engine in-process on files that the caller has read:
// pure functions from contents to tables.
package eval

import (
	"errors"
	"fmt"
	"sort"
	"strings"

	"github.com/callfacts/callfacts/internal/convert"
	"github.com/callfacts/callfacts/internal/transcript"
)

// File is a document to read, with the name that reports give it.
type File struct {
	Name string
	Data []byte
}

// ParseRow is how well the parser reads the files of one layout.
type ParseRow struct {
	Layout    string
	Files     int
	Turns     int
	Speech    int // bytes that somebody says
	Resolved  int // of these, in turns of a named person
	Exchanges int
	Bytes     int // of the texts
	Unparsed  int // of these, not understood
}

// ResolvedPercent is the share of the speech in turns of a named person.
func (r ParseRow) ResolvedPercent() float64 { return percent(r.Resolved, r.Speech) }

// UnparsedPercent is the share of the text that was not understood.
func (r ParseRow) UnparsedPercent() float64 { return percent(r.Unparsed, r.Bytes) }

func percent(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return 100 * float64(part) / float64(whole)
}

// Refusal is a file that could not be read, with the reason.
type Refusal struct {
	File    string
	Reason  string
	Message string
}

// ParseReport is the table of the layouts, by name, and the refused files in
// the order given.
type ParseReport struct {
	Rows    []ParseRow
	Total   ParseRow
	Refused []Refusal
}

// Parse reads every file and reports by layout.
func Parse(files []File) ParseReport {
	var out ParseReport
	rows := make(map[string]*ParseRow)
	for _, f := range files {
		t, err := read(f)
		if err != nil {
			out.Refused = append(out.Refused, refusal(f.Name, err))
			continue
		}
		r := rows[t.Layout.Name]
		if r == nil {
			r = &ParseRow{Layout: t.Layout.Name}
			rows[t.Layout.Name] = r
		}
		r.count(t)
		out.Total.count(t)
	}
	for _, r := range rows {
		out.Rows = append(out.Rows, *r)
	}
	sort.Slice(out.Rows, func(i, j int) bool { return out.Rows[i].Layout < out.Rows[j].Layout })
	out.Total.Layout = "all"
	return out
}

func read(f File) (*transcript.Transcript, error) {
	r, err := convert.Convert(f.Name, f.Data)
	if err != nil {
		return nil, err
	}
	return transcript.Parse(transcript.Document{Text: r.Text, Labels: r.Labels})
}

func refusal(name string, err error) Refusal {
	out := Refusal{File: name, Message: err.Error()}
	var c *convert.Error
	var p *transcript.RefusalError
	switch {
	case errors.As(err, &c):
		out.Reason = c.Reason
	case errors.As(err, &p):
		out.Reason = p.Reason
	}
	return out
}

// count adds one transcript to the row.
func (r *ParseRow) count(t *transcript.Transcript) {
	r.Files++
	r.Turns += len(t.Turns)
	r.Exchanges += len(t.Exchanges)
	r.Bytes += len(t.Text)
	for _, s := range t.Segments {
		switch s.Kind {
		case transcript.SegmentSpeech:
			r.Speech += s.Span.Len()
			if t.Speakers[t.Turns[s.Turn].Speaker].Status == transcript.StatusResolved {
				r.Resolved += s.Span.Len()
			}
		case transcript.SegmentUnparsed:
			r.Unparsed += s.Span.Len()
		}
	}
}

// String is the table as text.
func (p ParseReport) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-20s %6s %7s %10s %10s %10s\n", "layout", "files", "turns", "resolved", "exchanges", "unparsed")
	for _, r := range append(p.Rows[:len(p.Rows):len(p.Rows)], p.Total) {
		fmt.Fprintf(&b, "%-20s %6d %7d %9.1f%% %10d %9.1f%%\n", r.Layout, r.Files, r.Turns, r.ResolvedPercent(), r.Exchanges, r.UnparsedPercent())
	}
	for _, r := range p.Refused {
		fmt.Fprintf(&b, "refused %s: %s: %s\n", r.File, r.Reason, r.Message)
	}
	return b.String()
}
