package main

import (
	"context"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
)

func statisticsCommand(s streams) *cobra.Command {
	var t target
	var at times
	request := &metricsv1.GetCallStatisticsRequest{}
	p := printer{s: s}
	c := &cobra.Command{
		Use:   "statistics COMPANY CALL",
		Short: "Who spoke for how long on a call, and who asked",
		Long: `Who spoke for how long on a call, by characters, and who asked: questions,
follow-ups, and answers without any number.`,
		Example: `  callfacts statistics northwind-systems 2023-q1`,
		Args:    cobra.ExactArgs(2),
		RunE: func(c *cobra.Command, args []string) error {
			request.Name = resource("companies/", args[0]) + "/calls/" + args[1] + "/statistics"
			var err error
			if request.AsOf, request.RecordedAsOf, err = at.read(); err != nil {
				return err
			}
			return t.with(func(services *services) error { return statistics(c.Context(), services, p, request) })
		},
	}
	t.flags(c)
	at.flags(c)
	jsonFlag(c, &p.json)
	return c
}

func statistics(ctx context.Context, services *services, p printer, request *metricsv1.GetCallStatisticsRequest) error {
	response, err := services.metrics.GetCallStatistics(ctx, request)
	if err != nil {
		return err
	}
	m := response.GetStatistics()
	if p.json {
		return p.message(m)
	}
	on := terminalOf(p.s.out)
	speakers := table{head: []string{"SPEAKER", "ROLE", "TURNS", "WORDS", "NUMBERS", "ALL", "PREPARED", "Q&A", "FIRM"}}
	for _, s := range m.GetSpeakers() {
		name := oneLine(s.GetSpeakerName())
		if name == "" {
			name = s.GetSpeaker()
		}
		speakers.add(name, word(s.GetRole().String(), "SPEAKER_ROLE_"), number(s.GetTotal().GetTurnCount()), strconv.FormatInt(s.GetTotal().GetWordCount(), 10),
			number(s.GetTotal().GetNumberCount()), percent(s.GetTotal()), percent(talkIn(s, parserv1.Section_SECTION_PREPARED_REMARKS)),
			percent(talkIn(s, parserv1.Section_SECTION_QUESTIONS_AND_ANSWERS)), oneLine(s.GetFirm()))
	}
	if err := speakers.write(p.s.out, on); err != nil {
		return err
	}
	fmt.Fprintln(p.s.out)
	askers := table{head: []string{"ASKED BY", "QUESTIONS", "FOLLOW-UPS", "ANSWERS WITHOUT NUMBERS", "FIRM"}}
	for _, q := range m.GetQuestioners() {
		askers.add(oneLine(q.GetSpeakerName()), number(q.GetQuestionCount()), number(q.GetFollowUpCount()), number(q.GetAnswersWithoutNumbersCount()), oneLine(q.GetFirm()))
	}
	if err := askers.write(p.s.out, on); err != nil {
		return err
	}
	fmt.Fprintf(p.s.out, "\n%s, %s, %d without any number\n", count(int(m.GetQuestionCount()), "question"), count(int(m.GetAnswerCount()), "answer"), m.GetAnswersWithoutNumbersCount())
	return nil
}

func number(n int32) string { return strconv.Itoa(int(n)) }

// percent is the part of the call that a talk takes.
func percent(t *metricsv1.Talk) string {
	if t == nil {
		return "-"
	}
	return t.GetSharePercent() + "%"
}

// talkIn is what a speaker said in a section, nil for nothing.
func talkIn(s *metricsv1.SpeakerStatistics, section parserv1.Section) *metricsv1.Talk {
	for _, part := range s.GetSections() {
		if part.GetSection() == section {
			return part.GetTalk()
		}
	}
	return nil
}
