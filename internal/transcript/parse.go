package transcript

import "github.com/callfacts/callfacts/internal/source"

// Version names the parser's behaviour. It is part of a transcript's revision:
// raise it with every change that can alter the output.
const Version = "1"

// Document is the input of Parse: the canonical text and what the converter
// and the submitter know beside it.
type Document struct {
	Text string
	// Labels are the speaker lines that the converter wrote itself from a
	// structured source (JSON, XML), in order. Empty for plain text.
	Labels []source.Span
	Hints  Hints
}

// Hints are the submitter's claims. They fill what the text leaves open; where
// they contradict it the text stands and the conflict is reported.
type Hints struct {
	Company      string
	Ticker       string
	Exchange     string
	FiscalYear   int
	FiscalPeriod string // "Q1".."Q4", "H1", "H2", "FY"
	Date         string // "2012-04-24"
}

// RefusalError says why a text cannot be a transcript.
type RefusalError struct {
	Reason  string // "EMPTY", "NOT_A_TRANSCRIPT", "WRONG_LANGUAGE", "TOO_MANY_TURNS"
	Message string
}

func (e *RefusalError) Error() string { return e.Message }
