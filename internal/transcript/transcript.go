// Package transcript turns the canonical text of one document into a call:
// segments that partition the text, speakers, turns, sections and exchanges,
// with the company and the event that the text names.
//
// Parse is total on anything that can be a transcript: prose has no syntax
// errors, only doubts, and doubts are data (Status, Conflicts, Warnings). Only
// a text that cannot be a transcript at all is refused, with a *RefusalError.
package transcript

import "github.com/callfacts/callfacts/internal/source"

// Transcript is what the parser made of one document's text.
type Transcript struct {
	Text   string // the canonical text; every span points into it
	Layout Layout // which vendor layout was recognised, and why

	Company   Company
	Event     Event
	Evidence  []FieldEvidence // where each field of Company and Event was read
	Conflicts []Conflict      // fields on which header, body and hints disagree
	Warnings  []Warning

	Segments  []Segment // a partition of Text, in order
	Speakers  []Speaker
	Turns     []Turn // ordered, disjoint
	Exchanges []Exchange

	low string // Text in lower case, from parsing
}

// Lower is the text in lower case, of which every span stands for the same span of it.
func (t *Transcript) Lower() string {
	if len(t.low) != len(t.Text) {
		return source.Lower(t.Text)
	}
	return t.low
}

// Layout names the vendor layout with the reason for choosing it.
type Layout struct {
	Name   string // such as "seeking-alpha-2012"; "generic" is the fallback
	Score  int    // 0 to 100
	Reason string // the signs that gave the score, in words
}

// Company is the company that holds the call, as the document names it.
type Company struct {
	Name     string
	Ticker   string
	Exchange string
}

// EventKind is the sort of event.
type EventKind uint8

const (
	EventUnspecified EventKind = iota
	EventEarningsCall
	EventConference
	EventInvestorDay
	EventShareholderMeeting
	EventOther
)

// Event says which call it is. Fiscal periods are the company's own.
type Event struct {
	Kind          EventKind
	FiscalYear    int    // 0 where the document does not say
	FiscalQuarter int    // 1 to 4; 0 for a half or full year, or unknown
	FiscalPeriod  string // "Q1".."Q4", "H1", "H2", "FY", or ""
	Date          string // "2012-04-24", or ""
	LocalTime     string // "17:00", or ""
	TimeZone      string // as written: "ET", "EDT", "GMT"
	StartTime     string // RFC 3339 in UTC, where date, time and zone are known
}

// FieldEvidence is the place that a metadata field was read from.
type FieldEvidence struct {
	Field  string // the path in the API's JSON names: "company.ticker", "event.date"
	Span   source.Span
	Source string // "header", "roster", "operator", "body", "footer"
}

// Conflict reports two readings of one field. The first is the one that was
// used; nothing is guessed away.
type Conflict struct {
	Field  string
	Used   string
	Other  string
	Where  source.Span // of Other; zero where it is a hint
	Reason string
}

// Warning is a doubt about the whole document.
type Warning struct {
	Code    string // "TRUNCATED", "NO_SPEAKERS", "ONE_LINE", ...
	Message string
	Span    source.Span
}

// SegmentKind is what a stretch of the text is.
type SegmentKind uint8

const (
	SegmentUnspecified   SegmentKind = iota
	SegmentHeader                    // title, company, date, time
	SegmentRoster                    // participant lists
	SegmentSectionMark               // "Question-and-Answer Session"
	SegmentLabel                     // a speaker's label
	SegmentSpeech                    // what somebody says
	SegmentFurniture                 // page headers and footers
	SegmentBoilerplate               // what nobody said: disclaimers, copyright
	SegmentAdvertisement             // promotion inside the page
	SegmentUnparsed                  // not understood; reported
)

// Segment is one piece of the partition.
type Segment struct {
	Kind SegmentKind
	Span source.Span
	Turn int // index into Turns for SegmentSpeech and SegmentLabel; -1 otherwise
}

// Role is what a speaker is to the call.
type Role uint8

const (
	RoleUnspecified Role = iota
	RoleOperator
	RoleInvestorRelations
	RoleExecutive
	RoleAnalyst
	RoleOther
)

// Status says how surely a speaker is known. A wrong name is worse than none.
type Status uint8

const (
	StatusUnspecified  Status = iota
	StatusResolved            // one person, with evidence
	StatusAmbiguous           // Candidates tells which persons it may be
	StatusUnidentified        // the text does not tell
)

// Speaker is one person on the call, however many spellings the text uses.
type Speaker struct {
	ID         string // "s1", "s2", ... in order of first appearance (roster, then turns)
	Name       string // the fullest correct form; empty if unidentified
	Role       Role
	Title      string
	Firm       string
	Status     Status
	Label      string   // the label as the text has it, of the first turn
	Aliases    []string // other spellings met
	Candidates []string // IDs of the persons it may be, if ambiguous
	Evidence   []SpeakerEvidence
}

// SpeakerEvidence is one reason for a speaker's name.
type SpeakerEvidence struct {
	Kind string // "label", "roster", "operator", "handover", "self", "addressed"
	Span source.Span
}

// Section is the part of the call that a turn belongs to.
type Section uint8

const (
	SectionUnspecified Section = iota
	SectionPreparedRemarks
	SectionQuestionsAndAnswers
	SectionClosing
)

// Turn is one uninterrupted run of speech by one speaker. Span is the hull of
// its speech segments: labels are outside of it, furniture may be inside.
type Turn struct {
	Speaker    int // index into Speakers
	Section    Section
	Span       source.Span
	SafeHarbor []source.Span // forward-looking-statement passages inside it
}

// Exchange is one analyst's questions with the answers given, follow-ups and
// hand-overs included. The operator's introduction is not part of it.
type Exchange struct {
	Questioner int   // index into Speakers
	FirstTurn  int   // inclusive
	LastTurn   int   // inclusive
	Answerers  []int // indexes into Speakers, in order of first answer
}
