package main

import (
	"context"
	"fmt"
	"strings"

	"google.golang.org/protobuf/types/known/fieldmaskpb"

	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
)

// resource is the name of a resource of which the caller may leave out the
// collection: `northwind-systems` for `companies/northwind-systems`.
func resource(collection, name string) string {
	if strings.HasPrefix(name, collection) {
		return name
	}
	return collection + name
}

// callName is the name of a call: `northwind-systems/2023-q1`, or its own name.
// A company alone stands for any of its calls, nothing for any call.
func callName(name string) string {
	if strings.Contains(name, "/calls/") {
		return resource("companies/", name)
	}
	company, call, ok := strings.Cut(strings.TrimPrefix(name, "companies/"), "/")
	if company == "" {
		company = "-"
	}
	if !ok {
		call = "-"
	}
	return "companies/" + company + "/calls/" + call
}

// transcriptName is the name of the transcript that an argument stands for: its
// own name, the last part of it, or the call whose current one is meant.
func transcriptName(ctx context.Context, services *services, name string) (string, error) {
	switch {
	case strings.Contains(name, "/transcripts/"):
		return name, nil
	case isTranscriptID(name):
		return "companies/-/calls/-/transcripts/" + name, nil
	case !strings.Contains(name, "/"):
		return "", fmt.Errorf("%q is neither a call, such as northwind-systems/2023-q1, nor a transcript", name)
	}
	got, err := services.parser.GetCall(ctx, &parserv1.GetCallRequest{Name: callName(name), ReadMask: &fieldmaskpb.FieldMask{Paths: []string{"current_transcript"}}})
	return got.GetCall().GetCurrentTranscript(), err
}

// isTranscriptID: the last part of a transcript's name is 16 hexadecimal digits.
func isTranscriptID(name string) bool {
	return len(name) == 16 && strings.Trim(name, "0123456789abcdef") == ""
}

// factName is the name of a fact: its own, or `TRANSCRIPT/FACT`, the parts of it
// that are its identity.
func factName(name string) string {
	if transcript, fact, ok := strings.Cut(name, "/"); ok && isTranscriptID(transcript) && !strings.Contains(fact, "/") {
		return "companies/-/calls/-/transcripts/" + transcript + "/facts/" + fact
	}
	return name
}

// factArgument is the name of the fact that an argument stands for.
func factArgument(arg string) (string, error) {
	name := factName(arg)
	if !strings.Contains(name, "/facts/") {
		return "", fmt.Errorf("%q is no fact: give its name as `callfacts facts --names` prints it, or TRANSCRIPT/FACT, such as 0123456789abcdef/abcdefghij234567", arg)
	}
	return name, nil
}

// shortFact is the shortest name of a fact that factName reads.
func shortFact(name string) string {
	_, rest, _ := strings.Cut(name, "/transcripts/")
	return strings.Replace(rest, "/facts/", "/", 1)
}
