package transcript

import (
	"fmt"
	"strings"
)

// months are the names by which a month begins, three letters each.
var months = []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}

var fullMonths = []string{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"}

var monthHeads = newHeads(months...)

// day is a calendar day with its place.
type day struct {
	y, m, d  int
	from, to int
}

func (d day) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.y, d.m, d.d) }

func (d day) valid() bool {
	return d.y >= 1990 && d.y <= 2099 && d.m >= 1 && d.m <= 12 && d.d >= 1 && d.d <= 31
}

// firstDay finds the first date in low[a:b]: "April 24, 2012", "24 April 2012",
// "13-Jul-2021", "2012-04-24", "4/24/2012".
func firstDay(low string, a, b int) (day, bool) {
	for i := a; i < b; i++ {
		c := low[i]
		if i > a && isAlnum(low[i-1]) && !(c >= 'a' && c <= 'z' && i >= 4 && low[i-1] >= 'a' && strings.HasSuffix(low[max(a, i-4):i], "call")) {
			continue
		}
		var d day
		var n int
		switch {
		case c >= '0' && c <= '9':
			d, n = numericDay(low[i:min(b, i+40)])
		case c >= 'a' && c <= 'z' && monthHeads.at(low, i):
			d, n = monthDay(low[i:min(b, i+40)])
		}
		if n > 0 && d.valid() {
			d.from, d.to = i, i+n
			return d, true
		}
	}
	return day{}, false
}

func isAlnum(c byte) bool { return alnum[c] }

var alnum = func() (t [256]bool) {
	for c := range t {
		t[c] = c >= 'a' && c <= 'z' || c >= '0' && c <= '9'
	}
	return t
}()

// monthAt reads a month's name at the head of s.
func monthAt(s string) (m, n int) {
	for i, full := range fullMonths {
		if begins(s, full) {
			return i + 1, len(full)
		}
	}
	for i, abbr := range months {
		if begins(s, abbr) && (len(s) == 3 || !isAlnum(s[3]) || strings.HasPrefix(s, "sept") && (len(s) == 4 || !isAlnum(s[4]))) {
			n = 3
			if strings.HasPrefix(s, "sept") {
				n = 4
			}
			if n < len(s) && s[n] == '.' {
				n++
			}
			return i + 1, n
		}
	}
	return 0, 0
}

// monthDay reads "april 24, 2012".
func monthDay(s string) (day, int) {
	m, i := monthAt(s)
	if m == 0 {
		return day{}, 0
	}
	i += blanks(s[i:])
	d, n := digitsAt(s[i:], 2)
	if n == 0 {
		return day{}, 0
	}
	i += n
	i += ordinalEnd(s[i:])
	j := i
	for j < len(s) && (s[j] == ',' || s[j] == ' ' || s[j] == '-') {
		j++
	}
	y, n := digitsAt(s[j:], 4)
	if n != 4 {
		return day{}, 0
	}
	return day{y: y, m: m, d: d}, j + n
}

// numericDay reads "24 april 2012", "24-apr-2012", "24-apr-12", "2012-04-24", "4/24/2012".
func numericDay(s string) (day, int) {
	a, n := digitsAt(s, 4)
	if n == 4 {
		var d day
		if len(s) < 10 || s[4] != '-' { // as most years
			return day{}, 0
		}
		if k, err := fmt.Sscanf(s[:10], "%4d-%2d-%2d", &d.y, &d.m, &d.d); err == nil && k == 3 {
			return d, 10
		}
		return day{}, 0
	}
	if n == 0 || n > 2 {
		return day{}, 0
	}
	i := n
	if i < len(s) && s[i] == '/' || i < len(s) && s[i] == '-' && i+1 < len(s) && s[i+1] >= '0' && s[i+1] <= '9' {
		sep := s[i]
		b, n := digitsAt(s[i+1:], 2)
		j := i + 1 + n
		if n == 0 || j >= len(s) || s[j] != sep {
			return day{}, 0
		}
		y, n := digitsAt(s[j+1:], 4)
		if n == 2 {
			y += 2000
		} else if n != 4 {
			return day{}, 0
		}
		return day{y: y, m: a, d: b}, j + 1 + n
	}
	i += ordinalEnd(s[i:])
	for i < len(s) && (s[i] == ' ' || s[i] == '-' || strings.HasPrefix(s[i:], "of ")) {
		if s[i] == 'o' {
			i += 2
		}
		i++
	}
	m, n := monthAt(s[min(i, len(s)):])
	if m == 0 {
		return day{}, 0
	}
	i += n
	hyphen := i < len(s) && s[i] == '-'
	for i < len(s) && (s[i] == ' ' || s[i] == '-' || s[i] == ',') {
		i++
	}
	y, n := digitsAt(s[min(i, len(s)):], 4)
	switch {
	case n == 2 && hyphen: // "24-oct-16"
		y += 2000
	case n != 4:
		return day{}, 0
	}
	return day{y: y, m: m, d: a}, i + n
}

// digitsAt reads up to limit digits, and none if there are more.
func digitsAt(s string, limit int) (v, n int) {
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		if n == limit {
			return 0, 0
		}
		v = v*10 + int(s[n]-'0')
		n++
	}
	return v, n
}

func blanks(s string) int {
	n := 0
	for n < len(s) && (s[n] == ' ' || s[n] == '\n' || s[n] == '\r' || s[n] == '\t') {
		n++
	}
	return n
}

func ordinalEnd(s string) int {
	for _, e := range []string{"st", "nd", "rd", "th"} {
		if strings.HasPrefix(s, e) {
			return 2
		}
	}
	return 0
}

// clockAt finds the time of day behind a date: "5:00 PM ET", "/ 3:00PM GMT",
// "8 a.m. ET".
func clockAt(text, low string, a, b int) (local, zone string, from, to int) {
	b = min(b, a+40)
	for i := a; i < b; i++ {
		if low[i] < '0' || low[i] > '9' || i > a && isAlnum(low[i-1]) {
			continue
		}
		h, n := digitsAt(low[i:b], 2)
		if n == 0 || h > 23 {
			continue
		}
		j, m := i+n, 0
		if j < b && low[j] == ':' {
			mm, k := digitsAt(low[j+1:b], 2)
			if k != 2 {
				continue
			}
			m, j = mm, j+1+k
		}
		j += blanks(low[j:b])
		half, k := meridiem(low[j:b])
		if k == 0 && low[i+n] != ':' {
			continue
		}
		j += k
		if half == 'p' && h < 12 {
			h += 12
		} else if half == 'a' && h == 12 {
			h = 0
		}
		end := j
		j += blanks(low[j:b])
		z := j
		for z < len(text) && z < j+5 && text[z] >= 'A' && text[z] <= 'Z' {
			z++
		}
		if zones[text[j:z]] != "" {
			zone, end = text[j:z], z
		}
		if k == 0 && zone == "" {
			continue
		}
		return fmt.Sprintf("%02d:%02d", h, m), zone, i, end
	}
	return "", "", 0, 0
}

func meridiem(s string) (byte, int) {
	for _, f := range []string{"p.m.", "a.m.", "pm", "am", "p.m", "a.m"} {
		if strings.HasPrefix(s, f) {
			return f[0], len(f)
		}
	}
	return 0, 0
}

// zones are the time zones that calls name, with their offset from UTC; "*"
// marks those that follow the American daylight-saving rule.
var zones = map[string]string{"ET": "*-5", "EST": "-5", "EDT": "-4", "CT": "*-6", "CST": "-6", "CDT": "-5", "MT": "*-7", "MST": "-7", "MDT": "-6", "PT": "*-8", "PST": "-8", "PDT": "-7", "GMT": "0", "UTC": "0", "BST": "1", "CET": "1", "CEST": "2", "IST": "5.5"}

// startTime is the RFC 3339 time in UTC of a local time, "17:30"; "" where the zone is
// not known.
func startTime(d day, local, zone string) string {
	off, ok := zones[zone]
	if !ok || local == "" || !d.valid() {
		return ""
	}
	minutes := 0
	if rest, american := strings.CutPrefix(off, "*"); american {
		off = rest
		if americanSummer(d) {
			minutes = 60
		}
	}
	off, west := strings.CutPrefix(off, "-")
	h := atoi(off) * 60
	if strings.HasSuffix(off, ".5") {
		h += 30
	}
	if west {
		h = -h
	}
	minutes += h
	t := atoi(local)*60 + atoi(local[len("17:"):]) - minutes
	switch {
	case t < 0:
		t += 24 * 60
		d = d.add(-1)
	case t >= 24*60:
		t -= 24 * 60
		d = d.add(1)
	}
	return fmt.Sprintf("%sT%02d:%02d:00Z", d, t/60, t%60)
}

// americanSummer reports whether daylight-saving time is on: from the second
// Sunday of March to the first of November (since 2007; the older rule is not
// worth a table for transcripts).
func americanSummer(d day) bool {
	switch {
	case d.m < 3 || d.m > 11:
		return false
	case d.m > 3 && d.m < 11:
		return true
	case d.m == 3:
		return d.d >= nthSunday(d.y, 3, 2)
	}
	return d.d < nthSunday(d.y, 11, 1)
}

// nthSunday is the day of the month of its n-th Sunday.
func nthSunday(y, m, n int) int {
	first := (7 - weekday(y, m, 1)) % 7
	return 1 + first + 7*(n-1)
}

// weekday counts from Sunday as 0 (Sakamoto).
func weekday(y, m, d int) int {
	t := [...]int{0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4}
	if m < 3 {
		y--
	}
	return (y + y/4 - y/100 + y/400 + t[m-1] + d) % 7
}

func (d day) add(n int) day {
	d.d += n
	if d.d < 1 {
		d.m--
		if d.m < 1 {
			d.m, d.y = 12, d.y-1
		}
		d.d = monthDays(d.y, d.m)
	} else if d.d > monthDays(d.y, d.m) {
		d.d = 1
		d.m++
		if d.m > 12 {
			d.m, d.y = 1, d.y+1
		}
	}
	return d
}

func monthDays(y, m int) int {
	switch m {
	case 2:
		if y%4 == 0 && (y%100 != 0 || y%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}
