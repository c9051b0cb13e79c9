package convert

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/callfacts/callfacts/internal/source"
)

// maxDepth is how many objects and lists of JSON may stand within each other.
const maxDepth = 64

// The keys under which public APIs keep a turn's parts.
var (
	speakerKeys = map[string]bool{"speaker": true, "name": true, "speaker_name": true, "speakername": true, "participant": true, "person": true}
	titleKeys   = map[string]bool{"title": true, "role": true, "speaker_title": true, "position": true, "job_title": true}
	speechKeys  = map[string]bool{"speech": true, "text": true, "content": true, "transcript": true, "body": true, "words": true, "paragraphs": true, "remarks": true}
)

// bodyBytes is the length from which a string is speech and not a field.
const bodyBytes = 400

func looksLikeJSON(text string) bool {
	s := strings.TrimLeft(text, " \t\r\n\ufeff")
	if s == "" || s[0] != '{' && s[0] != '[' {
		return false
	}
	s = strings.TrimLeft(s[1:], " \t\r\n")
	return s != "" && (s[0] == '"' || s[0] == '{' || s[0] == '}' || s[0] == ']' || text[0] == '{')
}

// member is one key of an object with its value, in the order of the source.
type member struct {
	key   string
	value any // string, json.Number, bool, nil, []any, []member
}

// fromJSON writes the text of a JSON document.
func fromJSON(text string) (Result, error) {
	dec := json.NewDecoder(strings.NewReader(strings.TrimPrefix(text, "\ufeff")))
	dec.UseNumber()
	v, err := readValue(dec, 0)
	if err != nil {
		var own *Error
		if errors.As(err, &own) {
			return Result{}, own
		}
		return Result{}, &Error{BadJSON, "the document is not valid JSON: " + err.Error()}
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return Result{}, &Error{BadJSON, "the document is not valid JSON: there is more behind the first value"}
	}
	w := &writer{names: make(map[string]string)}
	w.nameMaps(v)
	w.collect("", v)
	return w.result("JSON", Result{MediaType: "application/json", Converter: "json", ConverterVersion: jsonVersion})
}

// readValue reads one value, within so many others, and keeps the order of keys.
func readValue(dec *json.Decoder, depth int) (any, error) {
	t, err := dec.Token()
	if err != nil {
		return nil, err
	}
	d, ok := t.(json.Delim)
	if s, text := t.(string); text {
		return withoutNUL(s), nil
	}
	if !ok {
		return t, nil
	}
	if depth == maxDepth {
		return nil, &Error{TooComplex, fmt.Sprintf("the JSON is nested more than %d deep", maxDepth)}
	}
	var list []any
	var object []member
	for dec.More() {
		m := member{}
		if d == '{' {
			k, err := dec.Token()
			if err != nil {
				return nil, err
			}
			m.key, _ = k.(string)
			m.key = withoutNUL(m.key)
		}
		if m.value, err = readValue(dec, depth+1); err != nil {
			return nil, err
		}
		if d == '{' {
			object = append(object, m)
		} else {
			list = append(list, m.value)
		}
	}
	if _, err := dec.Token(); err != nil {
		return nil, err
	}
	if d == '{' {
		return object, nil
	}
	return list, nil
}

// withoutNUL writes for an escaped NUL what JSON decoders write for half a
// surrogate pair: no text has it, and databases refuse it.
func withoutNUL(s string) string { return strings.ReplaceAll(s, "\x00", "\ufffd") }

// turn is one speech with its speaker.
type turn struct{ label, speech string }

// writer gathers the parts of the text: header lines, turns, and long strings
// that hold a whole transcript.
type writer struct {
	names   map[string]string // what a map of the source calls a speaker's id
	headers []string
	turns   []turn
	bodies  []string
}

// nameMaps reads objects that give names to speakers' ids: {"spk01": {"name":
// "Jane Doe", "title": "CEO"}}, and lists that give offices to names:
// {"participant": [{"name": "Jane Doe", "description": "CEO"}]}.
func (w *writer) nameMaps(v any) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			w.nameMaps(e)
		}
	case []member:
		for _, m := range v {
			if strings.Contains(strings.ToLower(m.key), "name_map") {
				w.nameMap(m.value)
			}
			if list, ok := m.value.([]any); ok && strings.HasPrefix(strings.ToLower(m.key), "participant") {
				w.participants(list)
			}
			w.nameMaps(m.value)
		}
	}
}

func (w *writer) nameMap(v any) {
	object, _ := v.([]member)
	for _, m := range object {
		switch e := m.value.(type) {
		case string:
			w.names[m.key] = e
		case []member:
			if name := field(e, speakerKeys); name != "" {
				w.names[m.key] = labelOf(name, field(e, titleKeys))
			}
		}
	}
}

// participants reads a list of persons with what they are.
func (w *writer) participants(list []any) {
	for _, e := range list {
		object, _ := e.([]member)
		name := field(object, speakerKeys)
		what := field(object, map[string]bool{"description": true, "title": true, "position": true})
		if _, speaks := speech(object); name == "" || what == "" || speaks || w.names[name] != "" {
			continue
		}
		if strings.EqualFold(field(object, map[string]bool{"role": true, "type": true}), "analyst") && !strings.Contains(strings.ToLower(what), "analyst") {
			what += " - Analyst"
		}
		w.names[name] = labelOf(name, what)
	}
}

func labelOf(name, title string) string {
	name, title = oneLine(name), oneLine(title)
	if title == "" || strings.EqualFold(name, "operator") {
		return name
	}
	return name + " - " + title
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// field is the string under one of the keys.
func field(object []member, keys map[string]bool) string {
	for _, m := range object {
		if s, ok := m.value.(string); ok && keys[strings.ToLower(m.key)] {
			return s
		}
	}
	return ""
}

// speech is what an object says: a string, or strings that are joined.
func speech(object []member) (string, bool) {
	for _, m := range object {
		if !speechKeys[strings.ToLower(m.key)] {
			continue
		}
		switch v := m.value.(type) {
		case string:
			return v, true
		case []any:
			var parts []string
			for _, e := range v {
				s, ok := e.(string)
				if !ok {
					return "", false
				}
				parts = append(parts, s)
			}
			if strings.EqualFold(m.key, "words") {
				return strings.Join(parts, " "), true
			}
			return strings.Join(parts, "\n"), true
		}
	}
	return "", false
}

// collect walks the value in its order.
func (w *writer) collect(key string, v any) {
	switch v := v.(type) {
	case string:
		w.text(key, v)
	case json.Number:
		if key != "" {
			w.headers = append(w.headers, headerKey(key)+": "+v.String())
		}
	case []any:
		for _, e := range v {
			if s, ok := e.(string); ok {
				w.text("", s)
			} else {
				w.collect(elementKey(key, e), e)
			}
		}
	case []member:
		if who := field(v, speakerKeys); w.turn(who, v) {
			return
		}
		for _, m := range v {
			if !strings.Contains(strings.ToLower(m.key), "name_map") {
				w.collect(m.key, m.value)
			}
		}
	}
}

// elementKey keeps numbers of an array (times of words) out of the header.
func elementKey(key string, e any) string {
	if _, number := e.(json.Number); number {
		return ""
	}
	return key
}

// turn takes an object that is a speaker and a speech.
func (w *writer) turn(who string, object []member) bool {
	said, ok := speech(object)
	if !ok || who == "" {
		return false
	}
	if strings.TrimSpace(said) == "" {
		return true
	}
	label := w.names[who]
	if label == "" {
		label = labelOf(who, field(object, titleKeys))
	}
	w.turns = append(w.turns, turn{label, strings.TrimSpace(said)})
	return true
}

// text takes a string that belongs to no turn.
func (w *writer) text(key, s string) {
	s = strings.TrimSpace(s)
	switch {
	case s == "":
	case len(s) >= bodyBytes:
		w.body(s)
	case key == "" || strings.Contains(s, "\n"):
		w.headers = append(w.headers, s)
	default:
		w.headers = append(w.headers, headerKey(key)+": "+s)
	}
}

// body takes a long string. Some sources repeat a part of the transcript under
// another key: that is written once.
func (w *writer) body(s string) {
	for _, b := range w.bodies {
		if strings.Contains(b, s) {
			return
		}
	}
	w.bodies = append(w.bodies, s)
}

// headerKey writes a key as words: "companyTicker" and "company_ticker" are
// "Company ticker".
func headerKey(key string) string {
	if key == "" {
		return key
	}
	var b strings.Builder
	for i, r := range key {
		switch {
		case r == '_':
			b.WriteByte(' ')
		case i == 0:
			b.WriteRune(unicode.ToUpper(r))
		case unicode.IsUpper(r) && unicode.IsLower(rune(key[i-1])):
			b.WriteByte(' ')
			b.WriteRune(unicode.ToLower(r))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// repeats reports whether a long string is the turns once more: some sources
// carry the whole transcript beside them.
func (w *writer) repeats(body string) bool {
	found := 0
	for _, t := range w.turns {
		if strings.Contains(body, t.speech[:cut(t.speech, 60)]) {
			found++
		}
	}
	return found*2 > len(w.turns) && found > 0
}

// cut is the last rune boundary of s within n bytes.
func cut(s string, n int) int {
	if len(s) <= n {
		return len(s)
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return n
}

// result writes the text with the spans of its labels into r.
func (w *writer) result(kind string, r Result) (Result, error) {
	if len(w.turns) == 0 && len(w.bodies) == 0 {
		return Result{}, &Error{NoText, "the " + kind + " has no speech: no speaker with a text, and no long text"}
	}
	var b strings.Builder
	for _, h := range w.headers {
		b.WriteString(h)
		b.WriteByte('\n')
	}
	for _, t := range w.turns {
		b.WriteByte('\n')
		r.Labels = append(r.Labels, source.At(b.Len(), b.Len()+len(t.label)))
		b.WriteString(t.label)
		b.WriteByte('\n')
		b.WriteString(t.speech)
		b.WriteByte('\n')
	}
	for _, s := range w.bodies {
		if w.repeats(s) {
			continue
		}
		b.WriteByte('\n')
		b.WriteString(s)
		b.WriteByte('\n')
	}
	r.Text = b.String()
	if len(w.turns) == 0 {
		r.Warnings = append(r.Warnings, Warning{"NO_TURNS", "the " + kind + " names no speakers; its text is read as it stands"})
	}
	return r, nil
}
