package transcript

import (
	"strconv"

	"github.com/callfacts/callfacts/internal/source"
)

// Version names the parser's behaviour. It is part of a transcript's revision:
// raise it with every change that can alter the output.
const Version = "2"

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
	Reason  string // "EMPTY", "NOT_A_TRANSCRIPT", "WRONG_LANGUAGE", "TOO_MANY_TURNS", "TOO_MANY_LINES"
	Message string
}

func (e *RefusalError) Error() string { return e.Message }

const (
	// maxTurns is the most turns a transcript may have.
	maxTurns = 20_000
	// maxLines is the most lines a text may have: three times those of the
	// largest document whose lines have some words. What is known of a line takes
	// more memory than an empty one.
	maxLines = 1_000_000
)

// Parse makes a transcript of a document, in three passes: the layout finds the
// labels, then the labels are resolved to persons, then turns, sections and
// exchanges follow from who says what. The error is a *RefusalError.
func Parse(doc Document) (*Transcript, error) {
	if err := refuseText(doc.Text); err != nil {
		return nil, err
	}
	if tooManyLines(doc.Text) {
		return nil, &RefusalError{"TOO_MANY_LINES", "the text has more than " + strconv.Itoa(maxLines) + " lines"}
	}
	p := newPage(doc)
	defer p.release()
	p.furniture()
	p.advertisements()
	p.rosters()
	lay, layout := chooseLayout(p)
	s := p.build(lay)
	t := &Transcript{Text: doc.Text, Layout: layout, low: p.low}
	if err := s.ensureSpeech(p); err != nil {
		return nil, err
	}
	if n := len(s.labels); n > 4*maxTurns {
		return nil, tooManyTurns(n)
	}
	m := readMetadata(p, s)
	t.Company, t.Event, t.Evidence, t.Conflicts = m.company, m.event, m.evidence, m.conflicts

	c := newCast(p, s, t.Company.Name)
	c.resolve()
	turns, turnOf := c.turns()
	if len(turns) > maxTurns {
		return nil, tooManyTurns(len(turns))
	}
	k := &call{cast: c, turns: turns}
	k.roles()
	t.Exchanges = k.exchanges()
	k.details()
	t.Segments = s.segments(doc.Text, turnOf)
	t.Turns = k.turns
	k.safeHarbor()
	t.Speakers = k.finish(t.Turns)
	for i := range t.Exchanges {
		e := &t.Exchanges[i]
		e.Questioner = k.of[e.Questioner]
		for j, a := range e.Answerers {
			e.Answerers[j] = k.of[a]
		}
	}
	t.warn(s)
	return t, nil
}

func tooManyTurns(n int) error {
	return &RefusalError{"TOO_MANY_TURNS", "the transcript has " + strconv.Itoa(n) + " turns; at most " + strconv.Itoa(maxTurns) + " are read"}
}
