package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"

	"google.golang.org/grpc/codes"

	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/convert"
	"github.com/callfacts/callfacts/internal/rpcerr"
	"github.com/callfacts/callfacts/internal/transcript"
	"github.com/callfacts/callfacts/internal/wire"
)

// readFile reads a file, `-` for standard input, and of one that is too large
// no more than shows it.
func readFile(name string, stdin io.Reader) ([]byte, error) {
	in := stdin
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	return io.ReadAll(io.LimitReader(in, convert.MaxBytes+1))
}

// document is a file as the engine understood it.
type document struct {
	transcript *transcript.Transcript
	message    *parserv1.Transcript
}

// parse reads a document as the parser service does. The error is an
// *rpcerr.Error.
func parse(name string, content []byte) (*document, error) {
	converted, err := convert.Convert(name, content)
	if err != nil {
		return nil, refusal(err)
	}
	t, err := transcript.Parse(transcript.Document{Text: converted.Text, Labels: converted.Labels})
	if err != nil {
		return nil, refusal(err)
	}
	m := wire.Transcript(t)
	sum := sha256.Sum256(content)
	m.DocumentSha256 = hex.EncodeToString(sum[:])
	m.Converter, m.ConverterVersion = converted.Converter, converted.ConverterVersion
	for _, w := range converted.Warnings {
		m.Warnings = append(m.Warnings, &parserv1.Warning{Code: w.Code, Message: w.Message})
	}
	return &document{transcript: t, message: m}, nil
}

// refusal is the error that the API gives for a document that is no transcript.
func refusal(err error) *rpcerr.Error {
	var c *convert.Error
	var p *transcript.RefusalError
	switch {
	case errors.As(err, &c):
		return rpcerr.New(codes.InvalidArgument, c.Reason, "%s", c.Message)
	case errors.As(err, &p):
		return rpcerr.New(codes.InvalidArgument, p.Reason, "%s", p.Message)
	default:
		return rpcerr.Classify(err)
	}
}
