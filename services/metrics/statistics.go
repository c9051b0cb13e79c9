package metrics

import (
	"cmp"
	"context"
	"math/big"
	"slices"
	"strings"

	"google.golang.org/grpc/codes"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/reconcile"
	"github.com/callfacts/callfacts/internal/rpcerr"
	"github.com/callfacts/callfacts/internal/transcript"
	"github.com/callfacts/callfacts/services/metrics/store"
)

// GetCallStatistics counts who spoke on a call, and who asked.
func (s *Server) GetCallStatistics(ctx context.Context, request *metricsv1.GetCallStatisticsRequest) (*metricsv1.GetCallStatisticsResponse, error) {
	n, err := parseCall(strings.TrimSuffix(request.GetName(), "/statistics"))
	if err != nil {
		return nil, err
	}
	selection := store.Selection{Company: n.company, Call: n.call, AsOf: instant(request.GetAsOf()), RecordedAsOf: instant(request.GetRecordedAsOf())}
	told, err := s.store.Outlines(ctx, selection)
	if err == nil && len(told) == 0 {
		if err = s.resolveParent(ctx, name{company: n.company, call: n.call, transcript: wildcard}, &selection); err == nil {
			told, err = s.store.Outlines(ctx, selection)
		}
	}
	if err != nil {
		return nil, err
	}
	if len(told) == 0 || len(told[0].Outline.Turns) == 0 {
		return nil, rpcerr.New(codes.NotFound, "NOT_PROCESSED", "there is no extraction of %s", request.GetName())
	}
	c := counter{outline: &told[0].Outline}
	m := c.count()
	m.Name = "companies/" + told[0].Company + "/calls/" + told[0].Call + "/statistics"
	m.Transcript = transcriptName(&told[0])
	return &metricsv1.GetCallStatisticsResponse{Statistics: m}, nil
}

// counter counts one call.
type counter struct {
	outline *reconcile.Outline
	m       *metricsv1.CallStatistics
}

func (c *counter) count() *metricsv1.CallStatistics {
	c.m = &metricsv1.CallStatistics{}
	var total int64
	sections := &metricsv1.SpeakerStatistics{Total: &metricsv1.Talk{}}
	bySpeaker := make([]*metricsv1.SpeakerStatistics, len(c.outline.Speakers))
	for i := range c.outline.Turns {
		t := &c.outline.Turns[i]
		total += int64(t.Characters)
		if bySpeaker[t.Speaker] == nil {
			s := &c.outline.Speakers[t.Speaker]
			bySpeaker[t.Speaker] = &metricsv1.SpeakerStatistics{
				Speaker: s.ID, SpeakerName: s.Name, Role: parserv1.SpeakerRole(s.Role), Firm: s.Firm, Total: &metricsv1.Talk{},
			}
			c.m.Speakers = append(c.m.Speakers, bySpeaker[t.Speaker])
		}
		for _, s := range []*metricsv1.SpeakerStatistics{sections, bySpeaker[t.Speaker]} {
			addTurn(s.Total, t)
			addTurn(sectionOf(s, t.Section), t)
		}
	}
	c.m.Sections = sections.Sections
	for _, s := range append(c.m.Speakers, sections) {
		s.Total.SharePercent = share(s.Total.GetCharacterCount(), total)
		for _, part := range s.Sections {
			part.Talk.SharePercent = share(part.Talk.GetCharacterCount(), total)
		}
		slices.SortFunc(s.Sections, func(a, b *metricsv1.SectionStatistics) int { return cmp.Compare(a.Section, b.Section) })
	}
	slices.SortStableFunc(c.m.Speakers, func(a, b *metricsv1.SpeakerStatistics) int {
		return cmp.Compare(b.Total.GetCharacterCount(), a.Total.GetCharacterCount())
	})
	c.questions()
	return c.m
}

func addTurn(to *metricsv1.Talk, t *reconcile.OutlineTurn) {
	to.CharacterCount += int64(t.Characters)
	to.WordCount += int64(t.Words)
	to.NumberCount += int32(t.Numbers)
	to.TurnCount++
}

// sectionOf is what a speaker said in a section.
func sectionOf(s *metricsv1.SpeakerStatistics, section transcript.Section) *metricsv1.Talk {
	for _, part := range s.Sections {
		if part.Section == parserv1.Section(section) {
			return part.Talk
		}
	}
	part := &metricsv1.SectionStatistics{Section: parserv1.Section(section), Talk: &metricsv1.Talk{}}
	s.Sections = append(s.Sections, part)
	return part.Talk
}

// share is part of whole in percent, with two places.
func share(part, whole int64) string {
	if whole == 0 {
		return "0.00"
	}
	return big.NewRat(100*part, whole).FloatString(2)
}

// questions counts what analysts asked: a question is a turn of the one who asks
// that an answer follows.
func (c *counter) questions() {
	by := make(map[int]*metricsv1.QuestionerStatistics)
	for _, e := range c.outline.Exchanges {
		q := by[e.Questioner]
		if q == nil {
			s := &c.outline.Speakers[e.Questioner]
			q = &metricsv1.QuestionerStatistics{Speaker: s.ID, SpeakerName: s.Name, Firm: s.Firm}
			by[e.Questioner] = q
			c.m.Questioners = append(c.m.Questioners, q)
		}
		q.ExchangeCount++
		asked := int32(0)
		for i := e.First; i <= e.Last; {
			if c.answers(i) {
				i++
				continue
			}
			i++
			numbers, turns := 0, 0
			for ; i <= e.Last && c.answers(i); i++ {
				numbers += c.outline.Turns[i].Numbers
				turns++
			}
			if turns == 0 {
				continue
			}
			asked++
			c.m.AnswerCount++
			if numbers == 0 {
				q.AnswersWithoutNumbersCount++
				c.m.AnswersWithoutNumbersCount++
			}
		}
		q.QuestionCount += asked
		q.FollowUpCount += max(asked-1, 0)
		c.m.QuestionCount += asked
	}
}

// answers reports whether a turn is the company's.
func (c *counter) answers(turn int) bool {
	switch c.outline.Speakers[c.outline.Turns[turn].Speaker].Role {
	case transcript.RoleExecutive, transcript.RoleInvestorRelations, transcript.RoleOther:
		return true
	default:
		return false
	}
}
