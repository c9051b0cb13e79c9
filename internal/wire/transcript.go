package wire

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"
	"unicode/utf8"

	"google.golang.org/protobuf/types/known/timestamppb"

	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/transcript"
)

// Transcript is the message of a transcript, FULL view, with the parser's
// version. What only a service knows (name, document, revision, times) is left
// to it.
func Transcript(t *transcript.Transcript) *parserv1.Transcript {
	sum := sha256.Sum256([]byte(t.Text))
	m := &parserv1.Transcript{
		Text:       t.Text,
		TextSha256: hex.EncodeToString(sum[:]),
		Company:    &parserv1.CompanyMention{Name: t.Company.Name, Ticker: t.Company.Ticker, Exchange: t.Company.Exchange},
		Event:      Event(t.Event),
		Layout: &parserv1.Layout{
			Name: t.Layout.Name, Score: int32(t.Layout.Score), Reason: t.Layout.Reason,
		},
		Segments:      make([]*parserv1.Segment, len(t.Segments)),
		Speakers:      make([]*parserv1.Speaker, len(t.Speakers)),
		Turns:         make([]*parserv1.Turn, len(t.Turns)),
		Exchanges:     make([]*parserv1.Exchange, len(t.Exchanges)),
		ParserVersion: transcript.Version,
	}
	for _, e := range t.Evidence {
		m.FieldEvidence = append(m.FieldEvidence, &parserv1.FieldEvidence{Field: e.Field, Span: span(e.Span), Source: e.Source})
	}
	for _, c := range t.Conflicts {
		m.Conflicts = append(m.Conflicts, &parserv1.Conflict{Field: c.Field, Used: c.Used, Other: c.Other, Span: span(c.Where), Reason: c.Reason})
	}
	for _, w := range t.Warnings {
		m.Warnings = append(m.Warnings, Warning(w))
	}
	for i, s := range t.Segments {
		m.Segments[i] = segment(s)
	}
	for i := range t.Speakers {
		m.Speakers[i] = Speaker(&t.Speakers[i])
	}
	for i, turn := range t.Turns {
		m.Turns[i] = &parserv1.Turn{
			Speaker: t.Speakers[turn.Speaker].ID, Section: parserv1.Section(turn.Section),
			Span: span(turn.Span), SafeHarbor: spans(turn.SafeHarbor),
		}
	}
	for i, e := range t.Exchanges {
		m.Exchanges[i] = exchange(t, e)
	}
	return m
}

// Event is the message of an event.
func Event(e transcript.Event) *parserv1.Event {
	m := &parserv1.Event{
		Kind: parserv1.EventKind(e.Kind), FiscalYear: int32(e.FiscalYear), FiscalQuarter: int32(e.FiscalQuarter),
		FiscalPeriod: e.FiscalPeriod, Date: e.Date, LocalTime: e.LocalTime, TimeZone: e.TimeZone,
	}
	if start, err := time.Parse(time.RFC3339, e.StartTime); err == nil {
		m.StartTime = timestamppb.New(start)
	}
	return m
}

// Warning is the message of a doubt.
func Warning(w transcript.Warning) *parserv1.Warning {
	return &parserv1.Warning{Code: w.Code, Message: w.Message, Span: span(w.Span)}
}

// Speaker is the message of a person on a call.
func Speaker(s *transcript.Speaker) *parserv1.Speaker {
	m := &parserv1.Speaker{
		Id: s.ID, Name: s.Name, Role: parserv1.SpeakerRole(s.Role), Title: s.Title, Firm: s.Firm,
		Status: parserv1.SpeakerStatus(s.Status), Label: s.Label, Aliases: s.Aliases, Candidates: s.Candidates,
	}
	for _, e := range s.Evidence {
		m.Evidence = append(m.Evidence, &parserv1.SpeakerEvidence{Kind: e.Kind, Span: span(e.Span)})
	}
	return m
}

func segment(s transcript.Segment) *parserv1.Segment {
	m := &parserv1.Segment{Kind: parserv1.SegmentKind(s.Kind), Span: span(s.Span)}
	if s.Turn >= 0 {
		turn := int32(s.Turn)
		m.Turn = &turn
	}
	return m
}

func exchange(t *transcript.Transcript, e transcript.Exchange) *parserv1.Exchange {
	m := &parserv1.Exchange{Questioner: t.Speakers[e.Questioner].ID, FirstTurn: int32(e.FirstTurn), LastTurn: int32(e.LastTurn)}
	for _, a := range e.Answerers {
		m.Answerers = append(m.Answerers, t.Speakers[a].ID)
	}
	return m
}

// ToTranscript is the transcript of a message in FULL view. Every span lies in
// the text and on its characters' boundaries, the segments partition the text,
// turns are ordered and disjoint, every index and id leads somewhere; otherwise
// the error is an *Error. Fields that only a service knows are not looked at.
func ToTranscript(m *parserv1.Transcript) (*transcript.Transcript, error) {
	r := reader{places: places{text: m.GetText()}, m: m, speakers: make(map[string]int, len(m.GetSpeakers()))}
	if !utf8.ValidString(r.text) {
		return nil, wrong("is not UTF-8", "text")
	}
	if given := m.GetTextSha256(); given != "" {
		if sum := sha256.Sum256([]byte(r.text)); given != hex.EncodeToString(sum[:]) {
			return nil, wrong("is not the SHA-256 of text", "text_sha256")
		}
	}
	t := &transcript.Transcript{
		Text:    r.text,
		Layout:  transcript.Layout{Name: m.GetLayout().GetName(), Score: int(m.GetLayout().GetScore()), Reason: m.GetLayout().GetReason()},
		Company: transcript.Company{Name: m.GetCompany().GetName(), Ticker: m.GetCompany().GetTicker(), Exchange: m.GetCompany().GetExchange()},
		Event:   r.event(m.GetEvent()),
	}
	r.doubts(t)
	t.Speakers = r.speakerList()
	t.Turns = r.turns()
	t.Segments = r.segments()
	t.Exchanges = r.exchanges()
	if err := r.result(); err != nil {
		return nil, err
	}
	return t, nil
}

// reader reads one message.
type reader struct {
	places
	m        *parserv1.Transcript
	speakers map[string]int // the index of each id
}

func (r *reader) event(m *parserv1.Event) transcript.Event {
	e := transcript.Event{
		Kind: transcript.EventKind(m.GetKind()), FiscalYear: int(m.GetFiscalYear()), FiscalQuarter: int(m.GetFiscalQuarter()),
		FiscalPeriod: m.GetFiscalPeriod(), Date: m.GetDate(), LocalTime: m.GetLocalTime(), TimeZone: m.GetTimeZone(),
	}
	switch {
	case !defined(m.GetKind(), parserv1.EventKind_name):
		r.fault("is no kind of event", "event.kind")
	case e.FiscalYear < 0 || e.FiscalYear > 9999:
		r.fault("is no year", "event.fiscal_year")
	case e.FiscalQuarter < 0 || e.FiscalQuarter > 4:
		r.fault("is not 1 to 4", "event.fiscal_quarter")
	case m.GetStartTime() == nil:
	case m.GetStartTime().CheckValid() != nil:
		r.fault("is no time", "event.start_time")
	default:
		e.StartTime = m.GetStartTime().AsTime().Format(time.RFC3339Nano)
	}
	return e
}

// doubts reads evidence, conflicts and warnings.
func (r *reader) doubts(t *transcript.Transcript) {
	for i, e := range r.m.GetFieldEvidence() {
		at := r.optional(e.GetSpan(), "field_evidence[%d].span", i)
		t.Evidence = append(t.Evidence, transcript.FieldEvidence{Field: e.GetField(), Span: at, Source: e.GetSource()})
	}
	for i, c := range r.m.GetConflicts() {
		at := r.optional(c.GetSpan(), "conflicts[%d].span", i)
		t.Conflicts = append(t.Conflicts, transcript.Conflict{Field: c.GetField(), Used: c.GetUsed(), Other: c.GetOther(), Where: at, Reason: c.GetReason()})
	}
	for i, w := range r.m.GetWarnings() {
		at := r.optional(w.GetSpan(), "warnings[%d].span", i)
		t.Warnings = append(t.Warnings, transcript.Warning{Code: w.GetCode(), Message: w.GetMessage(), Span: at})
	}
}

func (r *reader) speakerList() []transcript.Speaker {
	out := make([]transcript.Speaker, len(r.m.GetSpeakers()))
	for i, s := range r.m.GetSpeakers() {
		switch _, twice := r.speakers[s.GetId()]; {
		case s.GetId() == "":
			r.fault("is empty", "speakers[%d].id", i)
		case twice:
			r.fault("stands twice", "speakers[%d].id", i)
		case !defined(s.GetRole(), parserv1.SpeakerRole_name):
			r.fault("is no role", "speakers[%d].role", i)
		case !defined(s.GetStatus(), parserv1.SpeakerStatus_name):
			r.fault("is no status", "speakers[%d].status", i)
		}
		r.speakers[s.GetId()] = i
		out[i] = transcript.Speaker{
			ID: s.GetId(), Name: s.GetName(), Role: transcript.Role(s.GetRole()), Title: s.GetTitle(), Firm: s.GetFirm(),
			Status: transcript.Status(s.GetStatus()), Label: s.GetLabel(), Aliases: s.GetAliases(), Candidates: s.GetCandidates(),
		}
		for j, e := range s.GetEvidence() {
			at := r.optional(e.GetSpan(), "speakers[%d].evidence[%d].span", i, j)
			out[i].Evidence = append(out[i].Evidence, transcript.SpeakerEvidence{Kind: e.GetKind(), Span: at})
		}
	}
	for i, s := range out {
		for j, id := range s.Candidates {
			r.speaker(id, "speakers[%d].candidates[%d]", i, j)
		}
	}
	return out
}

// speaker finds a speaker by id.
func (r *reader) speaker(id, path string, args ...any) int {
	i, ok := r.speakers[id]
	if !ok {
		r.fault(fmt.Sprintf("%q is no speaker's id", id), path, args...)
	}
	return i
}

func (r *reader) turns() []transcript.Turn {
	out := make([]transcript.Turn, len(r.m.GetTurns()))
	end := int32(0)
	for i, m := range r.m.GetTurns() {
		turn := transcript.Turn{
			Speaker: r.speaker(m.GetSpeaker(), "turns[%d].speaker", i),
			Section: transcript.Section(m.GetSection()),
			Span:    r.required(m.GetSpan(), "turns[%d].span", i),
		}
		if !defined(m.GetSection(), parserv1.Section_name) {
			r.fault("is no section", "turns[%d].section", i)
		}
		if turn.Span.Start < end {
			r.fault("begins before the turn before it ends", "turns[%d].span", i)
		}
		end = turn.Span.End
		for j, s := range m.GetSafeHarbor() {
			at := r.required(s, "turns[%d].safe_harbor[%d]", i, j)
			if !turn.Span.Contains(at) {
				r.fault("is outside of its turn", "turns[%d].safe_harbor[%d]", i, j)
			}
			turn.SafeHarbor = append(turn.SafeHarbor, at)
		}
		out[i] = turn
	}
	return out
}

// segments reads the partition of the text.
func (r *reader) segments() []transcript.Segment {
	out := make([]transcript.Segment, len(r.m.GetSegments()))
	end := int32(0)
	for i, m := range r.m.GetSegments() {
		s := transcript.Segment{Kind: transcript.SegmentKind(m.GetKind()), Span: r.required(m.GetSpan(), "segments[%d].span", i), Turn: -1}
		if m.GetKind() == parserv1.SegmentKind_SEGMENT_KIND_UNSPECIFIED || !defined(m.GetKind(), parserv1.SegmentKind_name) {
			r.fault("is no kind of segment", "segments[%d].kind", i)
		}
		if s.Span.Start != end {
			r.fault(fmt.Sprintf("begins at %d, where the one before ends at %d", s.Span.Start, end), "segments[%d].span", i)
		}
		end = s.Span.End
		if m.Turn != nil {
			s.Turn = int(m.GetTurn())
		}
		r.segmentTurn(i, s)
		out[i] = s
	}
	if int(end) != len(r.text) {
		r.fault(fmt.Sprintf("end at %d, the text ends at %d", end, len(r.text)), "segments")
	}
	return out
}

// segmentTurn checks the turn of a segment: speech has one and lies within it.
func (r *reader) segmentTurn(i int, s transcript.Segment) {
	if s.Turn < -1 || s.Turn >= len(r.m.GetTurns()) {
		r.fault(fmt.Sprintf("there is no turn %d", s.Turn), "segments[%d].turn", i)
		return
	}
	if s.Kind != transcript.SegmentSpeech {
		return
	}
	if s.Turn < 0 {
		r.fault("is missing: speech belongs to a turn", "segments[%d].turn", i)
		return
	}
	hull := r.m.GetTurns()[s.Turn].GetSpan()
	if !(source.Span{Start: hull.GetStart(), End: hull.GetEnd()}).Contains(s.Span) {
		r.fault(fmt.Sprintf("lies outside of turn %d", s.Turn), "segments[%d].span", i)
	}
}

func (r *reader) exchanges() []transcript.Exchange {
	out := make([]transcript.Exchange, len(r.m.GetExchanges()))
	for i, m := range r.m.GetExchanges() {
		e := transcript.Exchange{
			Questioner: r.speaker(m.GetQuestioner(), "exchanges[%d].questioner", i),
			FirstTurn:  int(m.GetFirstTurn()), LastTurn: int(m.GetLastTurn()),
		}
		if e.FirstTurn < 0 || e.FirstTurn > e.LastTurn || e.LastTurn >= len(r.m.GetTurns()) {
			r.fault(fmt.Sprintf("turns %d to %d are not there", e.FirstTurn, e.LastTurn), "exchanges[%d]", i)
		}
		for j, id := range m.GetAnswerers() {
			e.Answerers = append(e.Answerers, r.speaker(id, "exchanges[%d].answerers[%d]", i, j))
		}
		out[i] = e
	}
	return out
}
