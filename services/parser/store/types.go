package store

import (
	"time"

	"github.com/callfacts/callfacts/internal/convert"
	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/transcript"
)

// Hints are what a submitter knows of a document.
type Hints struct {
	Company       string    `json:"company,omitempty"` // the resource name's last part
	CompanyName   string    `json:"company_name,omitempty"`
	Ticker        string    `json:"ticker,omitempty"`
	Exchange      string    `json:"exchange,omitempty"`
	CIK           string    `json:"cik,omitempty"`
	LEI           string    `json:"lei,omitempty"`
	ISIN          string    `json:"isin,omitempty"`
	FIGI          string    `json:"figi,omitempty"`
	FiscalYear    int       `json:"fiscal_year,omitempty"`
	FiscalPeriod  string    `json:"fiscal_period,omitempty"`
	EventDate     string    `json:"event_date,omitempty"`
	PublishedTime time.Time `json:"published_time,omitzero"`
	Vendor        string    `json:"vendor,omitempty"`
	SourceURI     string    `json:"source_uri,omitempty"`
}

// Submission is a document to be taken, with what was made of it.
type Submission struct {
	Content  []byte
	SHA256   [32]byte
	Filename string
	Hints    Hints
	Text     convert.Result
	Parsed   *transcript.Transcript
}

// Document is a document as it is kept.
type Document struct {
	Place
	Content    []byte
	SHA256     [32]byte
	Filename   string
	MediaType  string
	Hints      Hints
	AcceptTime time.Time
}

// Place is where a transcript is: the parts of its resource name.
type Place struct {
	Company, Call, Transcript string
}

// View is how much of a transcript is read.
type View uint8

const (
	// Basic is everything but text, segments, turns and exchanges.
	Basic View = iota
	// Full is everything.
	Full
)

// Transcript is a transcript as it is kept.
type Transcript struct {
	Place
	// Parsed is what the parser made of the text; in the Basic view without
	// text, segments, turns and exchanges.
	Parsed *transcript.Transcript
	// ConverterWarnings is how many of its warnings, the first, are the
	// converter's.
	ConverterWarnings int
	TextSHA256        [32]byte
	DocumentSHA256    [32]byte
	Converter         string
	ConverterVersion  string
	ParserVersion     string
	Revision          int32
	Current           bool
	AcceptTime        time.Time
	EffectiveTime     time.Time
	Vendor            string
	SourceURI         string
	// Version grows with every change of the transcript.
	Version int64
	// MatchKind and MatchValue say why it belongs to its company.
	MatchKind, MatchValue string
}

// Company is a company as it is kept.
type Company struct {
	ID                     int64
	Name                   string
	DisplayName            string
	Ticker, Exchange       string
	CIK, LEI, ISIN, FIGI   string
	Aliases                []string
	CallCount              int32
	CreateTime, UpdateTime time.Time
	Version                int64
}

// Call is a call as it is kept.
type Call struct {
	Company, Name          string
	Event                  transcript.Event
	Current                string // the current transcript's name; empty where all are deleted
	TranscriptCount        int32
	CreateTime, UpdateTime time.Time
	Version                int64
}

// pairs are spans as an array of integers.
func pairs(spans []source.Span) []int32 {
	flat := make([]int32, 0, 2*len(spans))
	for _, s := range spans {
		flat = append(flat, s.Start, s.End)
	}
	return flat
}

// spans are the spans of an array of integers.
func spans(flat []int32) []source.Span {
	if len(flat) == 0 {
		return nil
	}
	all := make([]source.Span, len(flat)/2)
	for i := range all {
		all[i] = source.Span{Start: flat[2*i], End: flat[2*i+1]}
	}
	return all
}
