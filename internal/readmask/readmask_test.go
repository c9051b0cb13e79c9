package readmask_test

import (
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/fieldmaskpb"

	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/readmask"
)

func transcript() *parserv1.Transcript {
	return &parserv1.Transcript{
		Name:     "companies/northwind-systems/calls/2012-q1/transcripts/0123456789abcdef",
		Event:    &parserv1.Event{FiscalYear: 2012, FiscalPeriod: "Q1"},
		Speakers: []*parserv1.Speaker{{Id: "s1", Name: "Ann Lee"}, {Id: "s2"}},
	}
}

func TestApply(t *testing.T) {
	all := transcript()
	for paths, want := range map[string]*parserv1.Transcript{
		"":                            all,
		"*":                           all,
		"name":                        {Name: all.Name},
		"event.fiscal_year":           {Event: &parserv1.Event{FiscalYear: 2012}},
		"event event.fiscal_year":     {Event: all.Event},
		"event.fiscal_year event":     {Event: all.Event},
		"speakers.name":               {Speakers: []*parserv1.Speaker{{Name: "Ann Lee"}, {}}},
		"text":                        {},
		"event.fiscal_period name":    {Name: all.Name, Event: &parserv1.Event{FiscalPeriod: "Q1"}},
		"speakers.id speakers.name":   {Speakers: all.Speakers},
		"speakers.evidence.span name": {Name: all.Name, Speakers: []*parserv1.Speaker{{}, {}}},
	} {
		got := transcript()
		mask, err := readmask.Parse(&fieldmaskpb.FieldMask{Paths: strings.Fields(paths)}, got)
		if err != nil {
			t.Errorf("%s: %v", paths, err)
			continue
		}
		if mask.Apply(got); !proto.Equal(got, want) {
			t.Errorf("%s: %v, want %v", paths, got, want)
		}
	}
}

func TestParse(t *testing.T) {
	for paths, want := range map[string]string{
		"nome":                    `Transcript has no field "nome"`,
		"event.year":              `Event has no field "event.year"`,
		"name.x":                  `there are no fields in name`,
		"fiscalYear":              `no field "fiscalYear"`,
		"* name":                  `no other path`,
		"event.fiscal_year.x":     `there are no fields in fiscal_year`,
		"event.":                  `Event has no field "event."`,
		"event.fiscal_year name.": `there are no fields in name`,
	} {
		if _, err := readmask.Parse(&fieldmaskpb.FieldMask{Paths: strings.Fields(paths)}, &parserv1.Transcript{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", paths, err, want)
		}
	}
}

func TestWants(t *testing.T) {
	mask, err := readmask.Parse(&fieldmaskpb.FieldMask{Paths: []string{"event.date"}}, &parserv1.Transcript{})
	if err != nil || !mask.Wants("event") || mask.Wants("text") || !(readmask.Mask{}).Wants("text") {
		t.Errorf("%v", err)
	}
}
