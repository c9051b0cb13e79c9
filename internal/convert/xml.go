package convert

import (
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"strings"
)

const (
	// maxXMLDepth is how deep XML may nest.
	maxXMLDepth = 256
	// maxXMLNodes bounds the tree that is built of XML.
	maxXMLNodes = 300_000
)

func tooDeepXML() *Error {
	return &Error{TooComplex, fmt.Sprintf("the XML is nested too deeply: more than %d elements", maxXMLDepth)}
}

// looksLikeXML reports whether a text is XML: a prolog, a comment or a DOCTYPE,
// or a tag that is closed at the end.
func looksLikeXML(text string) bool {
	head := lowerHead(text)
	if hasPrefix(head, "<?xml", "<!doctype", "<!--") {
		return true
	}
	if len(head) < 2 || head[0] != '<' || (head[1] < 'a' || head[1] > 'z') && head[1] != '_' {
		return false
	}
	end := strings.TrimSpace(text[max(len(text)-256, 0):])
	name := head[1:]
	if i := strings.IndexAny(name, " \t\r\n/>"); i >= 0 {
		name = name[:i]
	}
	return strings.HasSuffix(strings.ToLower(end), "</"+name+">")
}

// element is an element of XML, or (without a name) a piece of text in one.
type element struct {
	name  string
	attrs []xml.Attr
	kids  []*element
	text  string
}

// fromXML writes the text of an XML document: the turns where it has elements
// that are speeches of named speakers, else the long texts in it.
func fromXML(text string) (Result, error) {
	root, err := readXML(text)
	if err != nil {
		var own *Error
		if errors.As(err, &own) {
			return Result{}, own
		}
		return Result{}, &Error{BadXML, "the document is not valid XML: " + err.Error()}
	}
	w := &xmlWriter{writer: writer{names: make(map[string]string)}}
	w.people(root)
	w.collect(root)
	return w.result("XML", Result{MediaType: "application/xml", Converter: "xml", ConverterVersion: xmlVersion})
}

// readXML reads the tree. Entities that the document declares itself are not
// expanded: what is unknown stays as it is written.
func readXML(text string) (*element, error) {
	dec := xml.NewDecoder(strings.NewReader(strings.TrimLeft(text, " \t\r\n\ufeff")))
	dec.Strict = false
	dec.Entity = xml.HTMLEntity
	dec.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // decoded before
	root := &element{}
	open := []*element{root}
	for nodes := 0; ; nodes++ {
		t, err := dec.Token()
		switch {
		case errors.Is(err, io.EOF):
			return root, nil
		case err != nil:
			return nil, err
		case nodes > maxXMLNodes:
			return nil, &Error{TooComplex, fmt.Sprintf("the XML has more than %d elements and texts", maxXMLNodes)}
		}
		top := open[len(open)-1]
		switch t := t.(type) {
		case xml.StartElement:
			if len(open) > maxXMLDepth {
				return nil, tooDeepXML()
			}
			e := &element{name: t.Name.Local, attrs: t.Copy().Attr}
			top.kids = append(top.kids, e)
			open = append(open, e)
		case xml.EndElement:
			if len(open) == 1 {
				return nil, fmt.Errorf("</%s> closes nothing", t.Name.Local)
			}
			open = open[:len(open)-1]
		case xml.CharData:
			top.kids = append(top.kids, &element{text: withoutNUL(string(t))})
		}
	}
}

// attr is the first attribute of one of the names, whatever their case.
func (e *element) attr(names ...string) string {
	for _, n := range names {
		for _, a := range e.attrs {
			if strings.EqualFold(a.Name.Local, n) {
				return strings.TrimSpace(a.Value)
			}
		}
	}
	return ""
}

// child is the text of the first child whose name is one of the keys.
func (e *element) child(keys map[string]bool) string {
	for _, k := range e.kids {
		if keys[strings.ToLower(k.name)] {
			if t := oneLine(k.content()); t != "" {
				return t
			}
		}
	}
	return ""
}

// leaf reports whether the element has text only.
func (e *element) leaf() bool {
	for _, k := range e.kids {
		if k.name != "" {
			return false
		}
	}
	return true
}

// inlineXML are the elements that do not end a line of a speech.
var inlineXML = map[string]bool{"b": true, "i": true, "em": true, "strong": true, "span": true, "a": true, "u": true, "sup": true, "sub": true, "word": true, "w": true, "mark": true}

// content is the text in the element: a line for each element that is no part
// of a line. Line breaks within a text are kept, indentation is not.
func (e *element) content() string {
	var b strings.Builder
	e.writeContent(&b)
	var lines []string
	for line := range strings.Lines(b.String()) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

func (e *element) writeContent(b *strings.Builder) {
	for _, k := range e.kids {
		if k.name == "" {
			b.WriteString(unescape(k.text))
			continue
		}
		inline := inlineXML[strings.ToLower(k.name)]
		if !inline {
			b.WriteByte('\n')
		}
		k.writeContent(b)
		if !inline {
			b.WriteByte('\n')
		}
	}
}

// unescape decodes what was escaped twice, as in CDATA that holds "&amp;".
func unescape(s string) string {
	if !strings.Contains(s, ";") || !strings.Contains(s, "&") {
		return s
	}
	return withoutNUL(html.UnescapeString(s))
}

// The names under which XML keeps persons and speeches.
var (
	personElements = map[string]bool{"participant": true, "person": true, "attendee": true, "speakerinfo": true}
	turnElements   = map[string]bool{"speaker": true, "turn": true, "statement": true, "speech": true, "utterance": true, "component": true, "paragraph": true, "remark": true, "comment": true, "segment": true}
	xmlSpeakerKeys = map[string]bool{"speaker": true, "name": true, "speakername": true, "speaker_name": true, "participant": true, "person": true}
	xmlSpeechKeys  = map[string]bool{"speech": true, "text": true, "content": true, "body": true, "plist": true, "paragraphs": true, "p": true, "remarks": true, "componenttext": true, "para": true}
)

// xmlWriter gathers the parts of an XML document.
type xmlWriter struct{ writer }

// people reads the lists of persons: <participant id="3" title="CFO"
// affiliation="Northwind Systems, Inc.">Jane Doe</participant>, or the same as
// elements of a person.
func (w *xmlWriter) people(e *element) {
	for _, k := range e.kids {
		if personElements[strings.ToLower(k.name)] {
			w.person(k)
		}
		w.people(k)
	}
}

func (w *xmlWriter) person(e *element) {
	id := e.attr("id", "participant_id", "speaker_id")
	name := e.attr("name")
	if e.leaf() {
		if t := oneLine(e.content()); t != "" {
			name = t
		}
	} else if t := e.child(xmlSpeakerKeys); t != "" {
		name = t
	}
	if id == "" || name == "" || w.names[id] != "" {
		return
	}
	if strings.EqualFold(e.attr("type"), "operator") {
		name = "Operator"
	}
	title, firm := e.attr("title", "position", "role"), e.attr("affiliation", "company", "firm", "organization")
	if title == "" {
		title = e.child(titleKeys)
	}
	if firm == "" {
		firm = e.child(map[string]bool{"affiliation": true, "company": true, "firm": true, "organization": true})
	}
	if firm != "" && title != "" {
		title = firm + " - " + title
	} else if firm != "" {
		title = firm
	}
	w.names[id] = labelOf(name, title)
}

// collect walks the tree in its order.
func (w *xmlWriter) collect(e *element) {
	if e.name != "" && w.turn(e) {
		return
	}
	if e.name != "" && e.leaf() {
		w.text(e.name, unescape(joinText(e)))
		return
	}
	for _, k := range e.kids {
		switch {
		case personElements[strings.ToLower(k.name)]:
			w.header(k)
		case k.name != "":
			w.collect(k)
		default:
			w.text("", unescape(k.text))
		}
	}
}

func joinText(e *element) string {
	var b strings.Builder
	for _, k := range e.kids {
		b.WriteString(k.text)
	}
	return b.String()
}

// header keeps a person of the list as a line of the header.
func (w *xmlWriter) header(e *element) {
	line := w.names[e.attr("id", "participant_id", "speaker_id")]
	if line == "" {
		line = oneLine(e.content())
	}
	if line != "" {
		w.headers = append(w.headers, line)
	}
}

// turn takes an element that is the speech of one speaker. One without a word
// is taken too: nobody speaks.
func (w *xmlWriter) turn(e *element) bool {
	who := e.speaker(w.names)
	if who == "" {
		return false
	}
	said := e.speech()
	if said == "" {
		return turnElements[strings.ToLower(e.name)]
	}
	w.turns = append(w.turns, turn{who, said})
	return true
}

// speaker is the label of who speaks in the element, "" if it is no speech.
func (e *element) speaker(names map[string]string) string {
	name := strings.ToLower(e.name)
	if turnElements[name] {
		if strings.EqualFold(e.attr("type"), "operator") {
			return "Operator"
		}
		keys := []string{"speaker", "speaker_id", "speakerid", "participant", "participant_id", "who", "ref"}
		if name == "speaker" {
			keys = append(keys, "id", "name")
		}
		if ref := e.attr(keys...); ref != "" {
			if label := names[ref]; label != "" {
				return label
			}
			if e.attr("name", "speaker") != "" {
				return labelOf(e.attr("name", "speaker"), e.attr("title", "role"))
			}
			if !e.leaf() && e.child(xmlSpeakerKeys) == "" {
				return "Speaker " + ref
			}
		}
	}
	who := e.child(xmlSpeakerKeys)
	if who == "" || e.child(xmlSpeechKeys) == "" {
		return ""
	}
	if label := names[who]; label != "" {
		return label
	}
	return labelOf(who, e.child(titleKeys))
}

// speech is what is said in the element: under the keys of a speech where it
// has them, else all of it.
func (e *element) speech() string {
	var parts []string
	for _, k := range e.kids {
		if xmlSpeechKeys[strings.ToLower(k.name)] {
			if t := k.content(); t != "" {
				parts = append(parts, t)
			}
		}
	}
	if parts == nil {
		return e.content()
	}
	return strings.Join(parts, "\n")
}
