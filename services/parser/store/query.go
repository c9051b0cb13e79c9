package store

import (
	"errors"
	"strings"
	"unicode"

	"github.com/callfacts/callfacts/internal/filter"
)

// SearchQuery is what is looked for in the speech: alternatives, each of terms
// that all must hold.
type SearchQuery struct{ alternatives [][]term }

type termKind uint8

const (
	termWords  termKind = iota // all of the words
	termPhrase                 // the words in sequence
	termPrefix                 // a word that begins so
)

type term struct {
	kind termKind
	text string
	not  bool
}

// Of the queries that find nothing ever.
var (
	errNoWords = errors.New("there is no word in it")
	errOnlyNot = errors.New("each alternative needs a word that occurs, beside those that do not")
	errQuote   = errors.New("a quotation mark has no counterpart")
)

// ParseQuery reads a query: words, "phrases", beginnings*, -exclusions, and
// alternatives joined by `or`.
func ParseQuery(text string) (SearchQuery, error) {
	q := SearchQuery{alternatives: [][]term{nil}}
	for rest := strings.TrimSpace(text); rest != ""; rest = strings.TrimSpace(rest) {
		var t term
		t.not = len(rest) > 1 && rest[0] == '-' && rest[1] != '-' && rest[1] != ' '
		if t.not {
			rest = rest[1:]
		}
		if rest[0] == '"' {
			phrase, after, closed := strings.Cut(rest[1:], `"`)
			if !closed {
				return q, errQuote
			}
			t.kind, t.text, rest = termPhrase, phrase, after
		} else {
			t.text, rest = cutWord(rest)
			if strings.EqualFold(t.text, "or") && !t.not {
				q.alternatives = append(q.alternatives, nil)
				continue
			}
			if stem, ok := strings.CutSuffix(t.text, "*"); ok && isWord(stem) {
				t.kind, t.text = termPrefix, stem
			}
		}
		if t.text = fold(t.text); strings.ContainsFunc(t.text, isWordRune) {
			last := len(q.alternatives) - 1
			q.alternatives[last] = append(q.alternatives[last], t)
		}
	}
	return q, q.check()
}

// cutWord takes what stands before the next blank or quotation mark.
func cutWord(text string) (word, rest string) {
	end := strings.IndexFunc(text, func(r rune) bool { return unicode.IsSpace(r) || r == '"' })
	if end <= 0 {
		return text, ""
	}
	return text[:end], text[end:]
}

// check drops empty alternatives and refuses what would match by absence alone.
func (q *SearchQuery) check() error {
	kept := q.alternatives[:0]
	for _, all := range q.alternatives {
		if len(all) == 0 {
			continue
		}
		positive := false
		for _, t := range all {
			positive = positive || !t.not
		}
		if !positive {
			return errOnlyNot
		}
		kept = append(kept, all)
	}
	if q.alternatives = kept; len(kept) == 0 {
		return errNoWords
	}
	return nil
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func isWord(text string) bool {
	return text != "" && !strings.ContainsFunc(text, func(r rune) bool { return !isWordRune(r) })
}

// sql is the query as an expression of type tsquery. What the client wrote is
// in parameters; a prefix is letters and digits alone.
func (q SearchQuery) sql(args *filter.Args) string {
	alternatives := make([]string, len(q.alternatives))
	for i, all := range q.alternatives {
		terms := make([]string, len(all))
		for k, t := range all {
			if terms[k] = t.sql(args); t.not {
				terms[k] = "!!" + terms[k]
			}
		}
		alternatives[i] = "(" + strings.Join(terms, " && ") + ")"
	}
	return "(" + strings.Join(alternatives, " || ") + ")"
}

// shown is the query for what occurs, which is what a headline marks.
func (q SearchQuery) shown(args *filter.Args) string {
	var terms []string
	for _, all := range q.alternatives {
		for _, t := range all {
			if !t.not {
				terms = append(terms, t.sql(args))
			}
		}
	}
	return "(" + strings.Join(terms, " || ") + ")"
}

func (t term) sql(args *filter.Args) string {
	switch t.kind {
	case termPhrase:
		return "phraseto_tsquery('pg_catalog.english', " + args.Add(t.text) + ")"
	case termPrefix:
		// Also as it stands: `out*` begins with a word that is too common.
		prefix := args.Add(t.text + ":*")
		return "(to_tsquery('pg_catalog.english', " + prefix + ") || to_tsquery('pg_catalog.simple', " + prefix + "))"
	default:
		return "plainto_tsquery('pg_catalog.english', " + args.Add(t.text) + ")"
	}
}
