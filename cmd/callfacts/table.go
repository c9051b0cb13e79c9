package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/term"
	"golang.org/x/text/width"
)

// terminal is what is known of where the output goes.
type terminal struct {
	columns int  // 0 for no limit: a file, a pipe
	color   bool // whether escape sequences are shown
}

// terminalOf looks at an output. NO_COLOR, set to anything, means no colours.
func terminalOf(w io.Writer) terminal {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return terminal{}
	}
	t := terminal{color: os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"}
	if columns, _, err := term.GetSize(int(f.Fd())); err == nil {
		t.columns = columns
	}
	return t
}

// A style is an escape sequence of a terminal.
type style string

const (
	bold style = "\x1b[1m"
	dim  style = "\x1b[2m"
)

// paint puts a style around a text where colours are shown.
func (t terminal) paint(s style, text string) string {
	if !t.color || text == "" {
		return text
	}
	return string(s) + text + "\x1b[0m"
}

// table is rows of cells under a head. The last column takes what room the
// terminal has left, and is cut there.
type table struct {
	head   []string
	rows   []row
	indent string
	// enough is the room that the last column needs: where there is less, it gets
	// a line of its own under each row.
	enough int
}

// row is a line of a table.
type row struct {
	cells []string
	// focus is a part of the last cell that stays in sight where it is cut, and
	// is painted.
	focus string
}

func (t *table) add(cells ...string) { t.rows = append(t.rows, row{cells: cells}) }

const (
	gap     = 2  // between columns
	minLast = 16 // the last column is not cut to less
)

// write prints the table; a column without any text is left out. Where the columns
// do not fit the terminal, each row is a record of its own.
func (t *table) write(w io.Writer, on terminal) error {
	widths := make([]int, len(t.head))
	for _, row := range t.rows {
		for i, cell := range row.cells {
			widths[i] = max(widths[i], displayWidth(cell))
		}
	}
	last := len(t.head) - 1
	room := on.columns - len(t.indent)
	for i := range widths {
		if widths[i] > 0 {
			widths[i] = max(widths[i], displayWidth(t.head[i]))
		}
		if i < last && widths[i] > 0 {
			room -= widths[i] + gap
		}
	}
	if on.columns > 0 && (room+gap < 0 || t.enough == 0 && room < min(minLast, widths[last])) {
		return t.records(w, on)
	}
	below := on.columns > 0 && room < min(t.enough, widths[last])
	switch {
	case below:
		widths[last] = 0
	case on.columns > 0:
		widths[last] = min(widths[last], max(room, minLast))
	}
	head := make([]string, len(t.head))
	for i, cell := range t.head {
		head[i] = shorten(cell, widths[i])
	}
	if err := t.line(w, head, widths, func(cell string) string { return on.paint(bold, cell) }); err != nil {
		return err
	}
	plain := func(cell string) string { return cell }
	for _, row := range t.rows {
		cells := slices.Clone(row.cells)
		for i := range cells[:last] {
			cells[i] = shorten(cells[i], widths[i])
		}
		cells[last] = around(cells[last], row.focus, widths[last])
		paint := plain
		if row.focus != "" {
			paint = func(cell string) string { return strings.Replace(cell, row.focus, on.paint(bold, row.focus), 1) }
		}
		if err := t.line(w, cells, widths, plain, paint); err != nil {
			return err
		}
		if below {
			indent := t.indent + "    "
			text := around(row.cells[last], row.focus, on.columns-len(indent))
			if _, err := fmt.Fprintln(w, indent+paint(text)); err != nil {
				return err
			}
		}
	}
	return nil
}

// records prints a line for each cell that has a text, behind the head of its
// column, and an empty line between rows.
func (t *table) records(w io.Writer, on terminal) error {
	heads := 0
	for _, head := range t.head {
		heads = max(heads, displayWidth(head))
	}
	room := max(on.columns-len(t.indent)-heads-gap, minLast/2)
	for n, row := range t.rows {
		if n > 0 {
			if _, err := fmt.Fprintln(w); err != nil {
				return err
			}
		}
		for i, cell := range row.cells {
			if cell == "" {
				continue
			}
			lines := wrap(cell, room)
			if i == len(row.cells)-1 && row.focus != "" {
				lines = []string{strings.Replace(around(cell, row.focus, room), row.focus, on.paint(bold, row.focus), 1)}
			}
			blank := strings.Repeat(" ", heads-displayWidth(t.head[i])+gap)
			behind := "\n" + t.indent + strings.Repeat(" ", heads+gap)
			if _, err := fmt.Fprintln(w, t.indent+on.paint(bold, t.head[i])+blank+strings.Join(lines, behind)); err != nil {
				return err
			}
		}
	}
	return nil
}

// wrap cuts a text into lines of so many columns, between words where it can.
func wrap(s string, columns int) (lines []string) {
	for displayWidth(s) > columns {
		used, at, blank := 0, 0, 0
		for i, r := range s {
			if used += runeWidth(r); used > columns {
				break
			}
			if at = i + utf8.RuneLen(r); r == ' ' {
				blank = at
			}
		}
		if blank > 0 {
			at = blank
		}
		lines, s = append(lines, strings.TrimRight(s[:at], " ")), s[at:]
	}
	return append(lines, s)
}

// line writes cells that fit their widths; the last painter is for the last.
func (t *table) line(w io.Writer, cells []string, widths []int, paint ...func(string) string) error {
	var b strings.Builder
	b.WriteString(t.indent)
	for i, cell := range cells {
		if widths[i] == 0 {
			continue
		}
		if i == len(cells)-1 {
			b.WriteString(paint[len(paint)-1](cell))
			continue
		}
		b.WriteString(paint[0](cell))
		b.WriteString(strings.Repeat(" ", widths[i]-displayWidth(cell)+gap))
	}
	_, err := fmt.Fprintln(w, strings.TrimRight(b.String(), " "))
	return err
}

// around cuts a text to so many columns about its focus.
func around(s, focus string, columns int) string {
	at := strings.Index(s, focus)
	if focus == "" || at < 0 || displayWidth(s) <= columns || displayWidth(s[:at+len(focus)]) < columns {
		return shorten(s, columns)
	}
	// Words before the focus for as long as a third of the room is not full.
	from := at
	for from > 0 {
		word := strings.LastIndexByte(strings.TrimRight(s[:from], " "), ' ') + 1
		if displayWidth(s[word:at]) > columns/3 {
			break
		}
		from = word
	}
	if from == 0 {
		return shorten(s, columns)
	}
	return shorten("…"+s[from:], columns)
}

// displayWidth is how many columns a text takes on a terminal.
func displayWidth(s string) int {
	n := 0
	for _, r := range s {
		n += runeWidth(r)
	}
	return n
}

func runeWidth(r rune) int {
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	default:
		return 1
	}
}

// shorten cuts a text to so many columns, with … for what is gone.
func shorten(s string, columns int) string {
	if displayWidth(s) <= columns {
		return s
	}
	used := 1
	for i, r := range s {
		if used += runeWidth(r); used > columns {
			return s[:i] + "…"
		}
	}
	return s
}

// oneLine joins the lines of a text, and drops what a terminal would obey.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 {
			return -1
		}
		return r
	}, s)
}
