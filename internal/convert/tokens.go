package convert

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"
)

// tokenColumns begin the header of a table of tokens: one word a line with its
// speaker's number, as speech-to-text houses publish reference transcripts.
const tokenColumns = "token|speaker|"

func looksLikeTokens(text string) bool {
	return strings.HasPrefix(strings.ToLower(strings.TrimPrefix(text, "\ufeff")), tokenColumns)
}

// fromTokens writes a turn for each run of tokens of one speaker.
func fromTokens(text string) (Result, error) {
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff")))
	r.Comma, r.LazyQuotes, r.FieldsPerRecord, r.ReuseRecord = '|', true, -1, true
	head, err := r.Read()
	if err != nil {
		return Result{}, &Error{BadTokens, "the table of tokens has no header"}
	}
	punctuation := -1
	for i, name := range head {
		if strings.EqualFold(name, "punctuation") {
			punctuation = i
		}
	}
	w := &writer{names: make(map[string]string)}
	var who string
	var said strings.Builder
	flush := func() {
		if said.Len() > 0 {
			w.turns = append(w.turns, turn{"Speaker " + who, said.String()})
			said.Reset()
		}
	}
	for {
		record, err := r.Read()
		switch {
		case errors.Is(err, io.EOF):
			flush()
			return w.result("table", Result{MediaType: "text/csv", Converter: "tokens", ConverterVersion: tokensVersion})
		case err != nil:
			return Result{}, &Error{BadTokens, "the table of tokens is damaged: " + err.Error()}
		case len(record) < 2 || strings.TrimSpace(record[0]) == "":
			continue
		}
		if speaker := oneLine(record[1]); speaker != who {
			flush()
			who = speaker
		}
		writeToken(&said, oneLine(record[0]))
		if punctuation > 0 && punctuation < len(record) {
			said.WriteString(oneLine(record[punctuation]))
		}
	}
}

// writeToken sets a token behind the ones before; what ends in a hyphen goes on
// without a blank.
func writeToken(b *strings.Builder, token string) {
	if s := b.String(); s != "" && !strings.HasSuffix(s, "-") {
		b.WriteByte(' ')
	}
	b.WriteString(token)
}
