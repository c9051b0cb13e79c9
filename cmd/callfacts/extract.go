package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"

	"github.com/spf13/cobra"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"github.com/callfacts/callfacts/internal/appendjson"
	"github.com/callfacts/callfacts/internal/fact"
	"github.com/callfacts/callfacts/internal/quantity"
	"github.com/callfacts/callfacts/internal/rpcerr"
	"github.com/callfacts/callfacts/internal/wire"
)

func extractCommand(s streams) *cobra.Command {
	var numerals bool
	c := &cobra.Command{
		Use:   "extract FILE...",
		Short: "Print transcript and facts of files as JSON, one object a line",
		Long: `Print transcript and facts of files as JSON, one object a line, in the order of
the files; - is standard input. A file that is no transcript gives an object with
an error. The exit code is 2 where a file could not be read at all.`,
		Example: `  callfacts extract call.txt | jq '.facts[] | [.concept, .value.low, .evidence.quote]'`,
		Args:    cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, files []string) error {
			return extract(s, files, numerals)
		},
	}
	c.Flags().BoolVar(&numerals, "numerals", false, "print the ledger of all numerals of the speech too")
	return c
}

// extract prints a line for each file, worked on all cores.
func extract(s streams, files []string, numerals bool) error {
	out := bufio.NewWriter(s.out)
	unread := 0
	err := inOrder(files, func(name string) line {
		content, err := readFile(name, s.in)
		if err != nil {
			return line{err: err}
		}
		return extractOne(name, content, numerals)
	}, func(l line) (err error) {
		if l.err != nil {
			unread++
			fmt.Fprintln(s.err, "callfacts:", l.err)
		} else {
			_, err = out.Write(l.json)
		}
		return err
	})
	if err := errors.Join(err, out.Flush()); err != nil {
		return err
	}
	if unread > 0 {
		return fmt.Errorf("%d of %d files could not be read", unread, len(files))
	}
	return nil
}

// line is what is printed of one file.
type line struct {
	json []byte // with its end of line
	err  error
}

// extractOne makes the line of one document.
func extractOne(name string, content []byte, numerals bool) line {
	w := &jsonWriter{}
	w.raw(`{"file":`)
	w.value(name)
	doc, err := parse(name, content)
	var extraction *fact.Extraction
	if err == nil {
		if extraction = fact.Standard().Extract(doc.transcript); extraction.TooMany {
			err = rpcerr.New(codes.InvalidArgument, "TOO_MANY_NUMERALS", "the speech has more than %d numerals", quantity.Most)
		}
	}
	if err != nil {
		w.raw(`,"error":`)
		w.value(err)
		return w.line()
	}
	w.raw(`,"transcript":`)
	w.message(doc.message)
	w.raw(`,"facts":`)
	messages(w, wire.Facts(doc.transcript, extraction.Facts))
	if numerals {
		w.raw(`,"numerals":`)
		messages(w, wire.Numerals(extraction.Numerals))
	}
	return w.line()
}

// jsonWriter puts a line of JSON together and keeps the first error.
type jsonWriter struct {
	bytes.Buffer
	err error
}

func (w *jsonWriter) raw(s string) { w.WriteString(s) }

func (w *jsonWriter) value(v any) {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil && w.err == nil {
		w.err = err
	}
	w.Truncate(w.Len() - 1) // the end of line that Encode adds
}

// message writes protobuf JSON.
func (w *jsonWriter) message(m proto.Message) {
	text, err := appendjson.Message(w.AvailableBuffer(), m)
	if err != nil && w.err == nil {
		w.err = err
	}
	w.Write(text)
}

func messages[M proto.Message](w *jsonWriter, list []M) {
	w.raw("[")
	for i, m := range list {
		if i > 0 {
			w.raw(",")
		}
		w.message(m)
	}
	w.raw("]")
}

func (w *jsonWriter) line() line {
	w.raw("}\n")
	return line{json: w.Bytes(), err: w.err}
}

// inOrder calls f for each item, on all cores, and emit with the results in the
// order of the items; no more than a few results wait.
func inOrder[T, R any](items []T, f func(T) R, emit func(R) error) error {
	workers := runtime.GOMAXPROCS(0)
	waiting := make(chan chan R, 2*workers)
	done := make(chan struct{})
	defer close(done)
	go func() {
		defer close(waiting)
		running := make(chan struct{}, workers)
		for _, item := range items {
			result := make(chan R, 1)
			select {
			case waiting <- result:
			case <-done:
				return
			}
			running <- struct{}{}
			go func() {
				result <- f(item)
				<-running
			}()
		}
	}()
	for result := range waiting {
		if err := emit(<-result); err != nil {
			return err
		}
	}
	return nil
}

func quantitiesCommand(s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "quantities",
		Short: "Read sentences, one a line; print the quantities of each as a JSON array",
		Long: `Read sentences from standard input, one a line, and print for each a JSON array
of its quantities: the bytes from start to end, the ends low and high (an open
one is left out) and the unit. Numerals that are no quantity, such as dates, are
left out.`,
		Example: `  echo 'Revenue grew 8% to $1.2 billion.' | callfacts quantities`,
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return quantities(s.in, s.out)
		},
	}
}

// spokenQuantity is a quantity as the command prints it.
type spokenQuantity struct {
	Start int32  `json:"start"`
	End   int32  `json:"end"`
	Low   string `json:"low,omitempty"`
	High  string `json:"high,omitempty"`
	Unit  string `json:"unit,omitempty"`
}

func quantities(in io.Reader, out io.Writer) error {
	lines, w := bufio.NewReader(in), bufio.NewWriter(out)
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	for {
		text, err := lines.ReadString('\n')
		if err == io.EOF && text == "" {
			return w.Flush()
		}
		if err != nil && err != io.EOF {
			return err
		}
		found := []spokenQuantity{}
		all := fact.Standard().Quantities(string(bytes.TrimRight([]byte(text), "\r\n")))
		if len(all) > quantity.Most {
			return fmt.Errorf("a line has more than %d numerals", quantity.Most)
		}
		for _, q := range all {
			if q.Reject != "" {
				continue
			}
			m := wire.Quantity(&q)
			found = append(found, spokenQuantity{q.Span.Start, q.Span.End, m.GetLow(), m.GetHigh(), m.GetUnit()})
		}
		if err := encoder.Encode(found); err != nil {
			return err
		}
	}
}
