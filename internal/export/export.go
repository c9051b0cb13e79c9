// Package export writes facts and transcripts in the formats that other
// programs read: CSV, JSON Lines, Parquet, xBRL-JSON, and JSON in the shape of
// the SEC's companyfacts. The writers are pure: messages in, bytes out, one
// after the other, with no more than a group of rows in memory.
package export

import (
	"fmt"
	"io"

	"google.golang.org/protobuf/proto"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/appendjson"
)

// Row is what a table holds.
type Row interface {
	*metricsv1.Fact | *parserv1.Transcript
	proto.Message
}

// A Writer writes rows. After an error the output is of no use.
type Writer[R Row] interface {
	Write(rows ...R) error
	// Close writes what is left and ends the output; it does not close the
	// io.Writer below.
	Close() error
}

// The formats that hold a table.
const (
	CSV       = "csv"
	JSONLines = "jsonl"
	Parquet   = "parquet"
)

// NewFacts begins a table of facts.
func NewFacts(format string, w io.Writer) (Writer[*metricsv1.Fact], error) {
	switch format {
	case CSV:
		return newCSV(w, factColumns), nil
	case JSONLines:
		return &jsonLines[*metricsv1.Fact]{w: w}, nil
	case Parquet:
		return newParquet(w, newFactRow), nil
	}
	return nil, fmt.Errorf("facts cannot be written as %q", format)
}

// NewTranscripts begins a table of transcripts, without what they say.
func NewTranscripts(format string, w io.Writer) (Writer[*parserv1.Transcript], error) {
	switch format {
	case CSV:
		return newCSV(w, transcriptColumns), nil
	case JSONLines:
		return &jsonLines[*parserv1.Transcript]{w: w}, nil
	case Parquet:
		return newParquet(w, newTranscriptRow), nil
	}
	return nil, fmt.Errorf("transcripts cannot be written as %q", format)
}

// jsonLines writes each row as the API's JSON on a line.
type jsonLines[R Row] struct {
	w      io.Writer
	buffer []byte
}

func (j *jsonLines[R]) Write(rows ...R) error {
	j.buffer = j.buffer[:0]
	var err error
	for _, row := range rows {
		if j.buffer, err = appendjson.Message(j.buffer, row); err != nil {
			return err
		}
		j.buffer = append(j.buffer, '\n')
	}
	_, err = j.w.Write(j.buffer)
	return err
}

func (j *jsonLines[R]) Close() error { return nil }
