package convert

import (
	"fmt"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"
)

// maxTags bounds the tree that is built of a page, and with it the memory and
// the time: pages of this trade have some thousands of tags.
const maxTags = 300_000

// maxAttributes is how many attributes a tag may have: the tree's builder
// compares each with the others.
const maxAttributes = 1000

// dropped are the elements that nobody reads as text of the page.
var dropped = map[atom.Atom]bool{
	atom.Script: true, atom.Style: true, atom.Noscript: true, atom.Template: true, atom.Svg: true, atom.Math: true,
	atom.Iframe: true, atom.Object: true, atom.Embed: true, atom.Canvas: true, atom.Video: true, atom.Audio: true,
	atom.Nav: true, atom.Footer: true, atom.Aside: true, atom.Form: true, atom.Button: true, atom.Select: true,
	atom.Textarea: true, atom.Dialog: true, atom.Menu: true, atom.Title: true, atom.Head: true,
}

// droppedRoles are the landmarks of a page beside its content.
var droppedRoles = map[string]bool{"navigation": true, "banner": true, "complementary": true, "contentinfo": true, "search": true, "dialog": true, "menu": true}

// blocks are the elements that stand on lines of their own.
var blocks = map[atom.Atom]bool{
	atom.Address: true, atom.Article: true, atom.Blockquote: true, atom.Body: true, atom.Center: true, atom.Dd: true, atom.Details: true, atom.Div: true,
	atom.Dl: true, atom.Dt: true, atom.Fieldset: true, atom.Figcaption: true, atom.Figure: true, atom.H1: true, atom.H2: true, atom.H3: true,
	atom.H4: true, atom.H5: true, atom.H6: true, atom.Header: true, atom.Hr: true, atom.Html: true, atom.Li: true, atom.Main: true, atom.Ol: true,
	atom.P: true, atom.Pre: true, atom.Section: true, atom.Summary: true, atom.Table: true, atom.Tbody: true, atom.Tfoot: true, atom.Thead: true,
	atom.Tr: true, atom.Ul: true, atom.Caption: true, atom.Legend: true, atom.Hgroup: true,
}

// firstTags are the elements beside blocks that a page or a piece of one begins
// with.
var firstTags = map[atom.Atom]bool{
	atom.A: true, atom.B: true, atom.Base: true, atom.Br: true, atom.Em: true, atom.Font: true, atom.Head: true, atom.I: true, atom.Img: true,
	atom.Link: true, atom.Meta: true, atom.Script: true, atom.Small: true, atom.Span: true, atom.Strong: true, atom.Style: true, atom.U: true,
}

// looksLikeHTML reports whether a text that begins with a tag is a page or a
// piece of one. XML may wear a prolog before the page.
func looksLikeHTML(text string) bool {
	head := lowerHead(text)
	if hasPrefix(head, "<?xml") || hasPrefix(head, "<!--") {
		low := strings.ToLower(text[:min(len(text), 2048)])
		return strings.Contains(low, "<html") || strings.Contains(low, "<!doctype html")
	}
	if hasPrefix(head, "<!doctype html") {
		return true
	}
	if head == "" || head[0] != '<' {
		return false
	}
	name := head[1:]
	if i := strings.IndexAny(name, " \t\r\n/>"); i >= 0 {
		name = name[:i]
	}
	a := atom.Lookup([]byte(name))
	return blocks[a] || firstTags[a]
}

// htmlCharset decodes a page that is not UTF-8 by the character set that it
// names itself. What it cannot tell is left to decode.
func htmlCharset(b []byte) []byte {
	encoding, name, _ := charset.DetermineEncoding(b[:min(len(b), 1024)], "")
	if name == "utf-8" || name == "windows-1252" {
		return b
	}
	if out, err := encoding.NewDecoder().Bytes(b); err == nil {
		return out
	}
	return b
}

// fromHTML writes the visible text of a page's main content.
func fromHTML(text string) (Result, error) {
	if err := countTags(text); err != nil {
		return Result{}, err
	}
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		return Result{}, &Error{TooComplex, "the HTML is nested too deeply: more than 512 elements"}
	}
	body := findElement(root, atom.Body)
	if body == nil {
		body = root
	}
	s := &page{weights: make(map[*html.Node]weight)}
	s.weigh(body)
	main := s.main(body)
	if main != body {
		s.titles(body, main)
	}
	s.write(main, false)
	out := strings.TrimSpace(s.out.String())
	if out == "" {
		return Result{}, &Error{NoText, "the HTML page has no visible text"}
	}
	return Result{Text: out + "\n", MediaType: "text/html", Converter: "html", ConverterVersion: htmlVersion}, nil
}

// countTags refuses a page whose tree would be too large, before it is built.
func countTags(text string) error {
	z := html.NewTokenizer(strings.NewReader(text))
	z.SetMaxBuf(MaxBytes + 1)
	for n := 0; ; {
		switch z.Next() {
		case html.ErrorToken:
			return nil
		case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken, html.CommentToken:
			if n++; n > maxTags {
				return &Error{TooComplex, fmt.Sprintf("the HTML has more than %d tags", maxTags)}
			}
			_, more := z.TagName()
			for attributes := 0; more; attributes++ {
				if attributes >= maxAttributes {
					return &Error{TooComplex, fmt.Sprintf("the HTML has a tag of more than %d attributes", maxAttributes)}
				}
				_, _, more = z.TagAttr()
			}
		}
	}
}

func findElement(n *html.Node, a atom.Atom) *html.Node {
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && d.DataAtom == a {
			return d
		}
	}
	return nil
}

// page is an HTML page whose text is being written.
type page struct {
	weights map[*html.Node]weight
	out     strings.Builder
	space   bool // white space is due
	line    bool // something stands on the current line
}

// weight is what an element holds: the bytes of its visible text, of these in
// links, and how many of its blocks are prose.
type weight struct{ text, links, prose int }

// proseBytes is the length from which a block's text is prose, not a caption.
const proseBytes = 80

// weigh fills in the weights.
func (s *page) weigh(n *html.Node) weight {
	var w weight
	switch {
	case n.Type == html.TextNode:
		w.text = len(strings.TrimSpace(n.Data))
		return w
	case n.Type == html.ElementNode && hidden(n):
		return w
	}
	own := 0
	for c := range n.ChildNodes() {
		v := s.weigh(c)
		w.text, w.links, w.prose = w.text+v.text, w.links+v.links, w.prose+v.prose
		if c.Type == html.TextNode || !blocks[c.DataAtom] {
			if own += v.text - v.links; own >= proseBytes && v.prose == 0 {
				w.prose++
				own = 0
			}
		} else {
			own = 0
		}
	}
	if n.DataAtom == atom.A {
		w.links = w.text
	}
	if n.Type == html.ElementNode {
		s.weights[n] = w
	}
	return w
}

// main finds the main content below n: as long as one child holds all but a
// few scraps of the prose, it is in there. A list of like parts (the turns of a
// call, each a box of its own) is not entered.
func (s *page) main(n *html.Node) *html.Node {
	for n.DataAtom != atom.Article && n.DataAtom != atom.Main && !strings.EqualFold(attribute(n, "itemprop"), "articleBody") {
		var best *html.Node
		for c := range n.ChildNodes() {
			if c.Type == html.ElementNode && (best == nil || s.weights[c].prose > s.weights[best].prose) {
				best = c
			}
		}
		if best == nil || s.weights[best].prose < 3 {
			break
		}
		all, inside := s.weights[n], s.weights[best]
		beside := all.text - all.links - inside.text + inside.links
		if beside*20 > all.text || (all.prose-inside.prose)*10 > all.prose || s.hasLike(n, best) {
			break
		}
		n = best
	}
	return n
}

// hasLike reports whether a sibling of the same make has text too.
func (s *page) hasLike(n, best *html.Node) bool {
	for c := range n.ChildNodes() {
		if c != best && c.Type == html.ElementNode && c.DataAtom == best.DataAtom && attribute(c, "class") == attribute(best, "class") && s.weights[c].text > 0 {
			return true
		}
	}
	return false
}

// titles writes the page's first headings where they stand outside its content:
// they name the company and the period.
func (s *page) titles(body, main *html.Node) {
	for d := range body.Descendants() {
		if d == main {
			return
		}
		if d.DataAtom == atom.H1 && s.weights[d].text > 0 {
			s.write(d, false)
		}
	}
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// hidden reports whether an element and all that is in it is not shown, or is
// no content.
func hidden(n *html.Node) bool {
	if dropped[n.DataAtom] || n.Namespace != "" {
		return true
	}
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			return true
		case "aria-hidden":
			if strings.EqualFold(a.Val, "true") {
				return true
			}
		case "role":
			if droppedRoles[strings.ToLower(a.Val)] {
				return true
			}
		case "style":
			if style := strings.ToLower(strings.Join(strings.Fields(a.Val), "")); strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden") {
				return true
			}
		}
	}
	return false
}

// listOfLinks reports whether a block is nothing but links to elsewhere.
func (s *page) listOfLinks(n *html.Node) bool {
	w := s.weights[n]
	if n.DataAtom != atom.Ul && n.DataAtom != atom.Ol && n.DataAtom != atom.Div && n.DataAtom != atom.Section || w.prose > 0 || w.text == 0 || w.links*10 < w.text*9 {
		return false
	}
	links := 0
	for d := range n.Descendants() {
		if d.DataAtom == atom.A {
			links++
		}
	}
	return links >= 3
}

// write writes the text of n. Within pre white space counts.
func (s *page) write(n *html.Node, pre bool) {
	switch n.Type {
	case html.TextNode:
		s.text(n.Data, pre)
		return
	case html.ElementNode:
		if hidden(n) || s.listOfLinks(n) {
			return
		}
	case html.DocumentNode:
	default:
		return
	}
	switch n.DataAtom {
	case atom.Br:
		s.breakLine()
		return
	case atom.Td, atom.Th:
		if s.line {
			s.out.WriteByte('\t')
			s.space = false
		}
	}
	block := blocks[n.DataAtom]
	if block && s.line {
		s.breakLine()
	}
	for c := range n.ChildNodes() {
		s.write(c, pre || n.DataAtom == atom.Pre)
	}
	if block && s.line {
		s.breakLine()
	}
}

func (s *page) text(data string, pre bool) {
	if pre {
		if data != "" {
			s.out.WriteString(data)
			s.line, s.space = !strings.HasSuffix(data, "\n"), false
		}
		return
	}
	for i, word := range strings.FieldsFunc(data, isHTMLSpace) {
		if s.line && (s.space || i > 0 || isHTMLSpace(rune(data[0]))) {
			s.out.WriteByte(' ')
		}
		s.out.WriteString(word)
		s.line, s.space = true, false
	}
	if data != "" && isHTMLSpace(rune(data[len(data)-1])) && s.line {
		s.space = true
	}
}

// isHTMLSpace: the white space that HTML collapses; a no-break space is text.
func isHTMLSpace(r rune) bool { return r == ' ' || r == '\n' || r == '\t' || r == '\r' || r == '\f' }

func (s *page) breakLine() {
	s.out.WriteByte('\n')
	s.line, s.space = false, false
}
