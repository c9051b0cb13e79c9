package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// folderState is what export.json says of a folder: which export it holds and
// how far it has come.
type folderState struct {
	Table   string `json:"table"`
	Format  string `json:"format"`
	Request string `json:"request"` // what was asked for
	Rows    int    `json:"rows"`    // in each file but the last

	Files []folderFile `json:"files"`
	Next  string       `json:"next,omitempty"` // the cursor of the file that follows
	Done  bool         `json:"done"`
}

type folderFile struct {
	Name string `json:"name"`
	Rows int    `json:"rows"`
}

// requestText is a request in a form that is the same whenever it is asked.
func requestText(m proto.Message) string {
	fields := map[string]string{}
	m.ProtoReflect().Range(func(field protoreflect.FieldDescriptor, v protoreflect.Value) bool {
		fields[field.JSONName()] = v.String()
		return true
	})
	text, err := json.Marshal(fields) // sorts the keys
	if err != nil {
		return err.Error() // no map of texts fails
	}
	return string(text)
}

// folder writes a file after the other, each whole or not there, and after each
// the cursor of the next.
func (e *exporter) folder(ctx context.Context, wanted rows) error {
	if err := os.MkdirAll(e.dir, 0o755); err != nil {
		return err
	}
	state, err := e.begun(folderState{Table: wanted.name, Format: e.format, Request: requestText(wanted.request), Rows: e.rows})
	if err != nil {
		return err
	}
	for _, f := range state.Files {
		e.progress.add(f.Rows)
	}
	for !state.Done {
		name, before := fmt.Sprintf("%s-%06d.%s", wanted.name, len(state.Files)+1, e.format), e.progress.n
		next := ""
		err := e.file(filepath.Join(e.dir, name), func(w io.Writer) error {
			next, err = wanted.write(ctx, w, state.Next, e.rows)
			return err
		})
		if err != nil {
			return err
		}
		state.Files = append(state.Files, folderFile{name, e.progress.n - before})
		state.Next, state.Done = next, next == ""
		if err := e.keep(state); err != nil {
			return err
		}
	}
	e.progress.end()
	_, err = fmt.Fprintf(e.s.out, "%s in %s: %s\n", count(e.progress.n, e.progress.noun), count(len(state.Files), "file"), e.dir)
	return err
}

const folderStateFile = "export.json"

// begun is how far the export of a folder has come.
func (e *exporter) begun(want folderState) (folderState, error) {
	content, err := os.ReadFile(filepath.Join(e.dir, folderStateFile))
	if errors.Is(err, fs.ErrNotExist) {
		return want, nil
	}
	if err != nil {
		return want, err
	}
	var state folderState
	if err := json.Unmarshal(content, &state); err != nil {
		return want, fmt.Errorf("%s: %w", filepath.Join(e.dir, folderStateFile), err)
	}
	if state.Table != want.Table || state.Format != want.Format || state.Request != want.Request || state.Rows != want.Rows {
		return want, fmt.Errorf("%s holds another export (%s as %s, %d rows a file, %s): choose another folder", e.dir, state.Table, state.Format, state.Rows, state.Request)
	}
	return state, nil
}

func (e *exporter) keep(state folderState) error {
	return e.file(filepath.Join(e.dir, folderStateFile), func(w io.Writer) error {
		encoder := json.NewEncoder(w)
		encoder.SetIndent("", "  ")
		return encoder.Encode(state)
	})
}

// counter shows on a terminal how many rows there are by now.
type counter struct {
	out   io.Writer
	on    terminal
	noun  string
	n     int
	shown bool
}

func (c *counter) add(n int) {
	c.n += n
	if c.on.columns > 0 {
		fmt.Fprintf(c.out, "\r\x1b[K%s", count(c.n, c.noun))
		c.shown = true
	}
}

// end removes the line.
func (c *counter) end() {
	if c.shown {
		fmt.Fprint(c.out, "\r\x1b[K")
		c.shown = false
	}
}
