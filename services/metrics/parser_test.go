package metrics_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/rpcerr"
	"github.com/callfacts/callfacts/internal/transcript"
	"github.com/callfacts/callfacts/internal/wire"
)

// standIn is a parser that can be away, move and forget transcripts at will. The
// real one is tested together with this service in the folder tests.
type standIn struct {
	parserv1.UnimplementedParserServiceServer

	mu          sync.Mutex
	transcripts map[string]*parserv1.Transcript // by id
	formerly    map[string]string               // old names of companies and calls, and what they are now
	away        bool
	asked       chan string // every id that is asked for, if not nil
}

var accepted = time.Date(2012, 4, 25, 8, 0, 0, 0, time.UTC)

// speech is a short call in which somebody says this.
func speech(t testing.TB, said string) *parserv1.Transcript {
	t.Helper()
	text := `Northwind Systems (NYSE:NWSY)
Q1 2012 Earnings Call
April 24, 2012 5:00 p.m. ET

Executives

Jane Doe - Chief Financial Officer

Operator

Good afternoon, and welcome to the Northwind Systems first quarter 2012 earnings conference call. Ms. Doe, please go ahead.

Jane Doe - Chief Financial Officer

Thank you, and good afternoon everyone. ` + said + `

Operator

This concludes today's conference call. Thank you for participating.
`
	parsed, err := transcript.Parse(transcript.Document{Text: text})
	if err != nil {
		t.Fatal(err)
	}
	return wire.Transcript(parsed)
}

// add makes the parser know transcript n of a call, and returns its name.
func (p *standIn) add(n int, call string, m *parserv1.Transcript) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	m = proto.Clone(m).(*parserv1.Transcript)
	m.Name = fmt.Sprintf("companies/northwind-systems/calls/%s/transcripts/%016x", call, n)
	m.Revision = 1
	m.EffectiveTime = timestamppb.New(accepted.AddDate(0, 0, n).Add(-time.Hour))
	m.AcceptTime = timestamppb.New(accepted.AddDate(0, 0, n))
	p.transcripts[fmt.Sprintf("%016x", n)] = m
	return m.Name
}

// change changes what the parser knows of transcript n.
func (p *standIn) change(n int, f func(*parserv1.Transcript)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	id := fmt.Sprintf("%016x", n)
	m := proto.Clone(p.transcripts[id]).(*parserv1.Transcript)
	f(m)
	p.transcripts[id] = m
}

func (p *standIn) remove(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.transcripts, fmt.Sprintf("%016x", n))
}

func (p *standIn) setAway(away bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.away = away
}

func (p *standIn) GetTranscript(_ context.Context, request *parserv1.GetTranscriptRequest) (*parserv1.GetTranscriptResponse, error) {
	id := request.GetName()[strings.LastIndexByte(request.GetName(), '/')+1:]
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.asked != nil {
		p.asked <- id
	}
	if p.away {
		return nil, rpcerr.New(codes.Unavailable, rpcerr.ReasonUnavailable, "away")
	}
	m := p.transcripts[id]
	if m == nil {
		return nil, rpcerr.NotFound("TRANSCRIPT_NOT_FOUND", request.GetName())
	}
	if request.GetView() != parserv1.TranscriptView_TRANSCRIPT_VIEW_FULL {
		m = proto.Clone(m).(*parserv1.Transcript)
		m.Text, m.Segments, m.Turns, m.Exchanges = "", nil, nil, nil
	}
	return &parserv1.GetTranscriptResponse{Transcript: m}, nil
}

func (p *standIn) ListTranscripts(context.Context, *parserv1.ListTranscriptsRequest) (*parserv1.ListTranscriptsResponse, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	response := &parserv1.ListTranscriptsResponse{}
	for _, m := range p.transcripts {
		response.Transcripts = append(response.Transcripts, &parserv1.Transcript{Name: m.Name, Revision: m.Revision, AcceptTime: m.AcceptTime})
	}
	return response, nil
}

func (p *standIn) GetCompany(_ context.Context, request *parserv1.GetCompanyRequest) (*parserv1.GetCompanyResponse, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	name := request.GetName()
	if today, ok := p.formerly[name]; ok {
		name = today
	}
	for _, m := range p.transcripts {
		if strings.HasPrefix(m.Name, name+"/") {
			return &parserv1.GetCompanyResponse{Company: &parserv1.Company{Name: name}}, nil
		}
	}
	return nil, rpcerr.NotFound("COMPANY_NOT_FOUND", name)
}

func (p *standIn) GetCall(_ context.Context, request *parserv1.GetCallRequest) (*parserv1.GetCallResponse, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	name := request.GetName()
	if today, ok := p.formerly[name]; ok {
		name = today
	}
	for _, m := range p.transcripts {
		if strings.HasPrefix(m.Name, name+"/") {
			return &parserv1.GetCallResponse{Call: &parserv1.Call{Name: name}}, nil
		}
	}
	return nil, rpcerr.NotFound("CALL_NOT_FOUND", name)
}
