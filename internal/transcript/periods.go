package transcript

import "strings"

// fiscal is a fiscal period as the text names it: quarter 1 to 4, or a half or
// a full year, and the year where it is told.
type fiscal struct {
	period   string // "Q1".."Q4", "H1", "H2", "FY"
	year     int
	from, to int
}

func (f fiscal) quarter() int {
	if len(f.period) == 2 && f.period[0] == 'Q' {
		return int(f.period[1] - '0')
	}
	return 0
}

// ordinals of quarters and halves.
var ordinals = []struct {
	word string
	n    int
}{{"first", 1}, {"second", 2}, {"third", 3}, {"fourth", 4}, {"1st", 1}, {"2nd", 2}, {"3rd", 3}, {"4th", 4}}

// periodsIn finds the fiscal periods named in low[a:b], in order.
func periodsIn(low string, a, b int) []fiscal {
	var out []fiscal
	for i := a; i < b; i++ {
		c := low[i]
		if !isAlnum(c) || i > 0 && isAlnum(low[i-1]) && !gluedPeriod(low, i) {
			continue
		}
		if shortPeriods.at(low, i) || longPeriods.at(low, i) && longPeriodTails.at(low, i+2) {
			if f, ok := periodAt(low, i, a, b); ok {
				out = append(out, f)
				i = f.to - 1
				continue
			}
		}
		for i < b && isAlnum(low[i]) && (low[i] != 'f' || !gluedPeriod(low, i+1)) {
			i++
		}
	}
	return out
}

// How the periods that periodAt reads begin: the short ones, and the first two letters of
// the long ones and the two behind them.
var (
	shortPeriods    = newHeads("q1", "q2", "q3", "q4", "fq", "h1", "h2", "fh", "1q", "2q", "3q", "4q")
	longPeriods     = newHeads(longPeriodHeads...)
	longPeriodTails = newHeads(tails(2, longPeriodHeads)...)
	longPeriodHeads = []string{"quarter ", "first", "second", "third", "fourth", "1st ", "2nd ", "3rd ", "4th ", "1st-", "2nd-", "3rd-", "4th-", "full", "fiscal", "annual", "year", "preliminary", "half", "interim"}
)

// tails are the words without their first n letters.
func tails(n int, words []string) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = w[n:]
	}
	return out
}

// gluedPeriod lets "(NWSY+1.2%)Q1 2025" and "FQ3 2019" begin inside a word.
func gluedPeriod(low string, i int) bool {
	return i > 0 && i+1 < len(low) && low[i] == 'q' && low[i+1] >= '1' && low[i+1] <= '4' && low[i-1] == 'f'
}

// periodAt reads a period that begins at byte i.
func periodAt(low string, i, a, b int) (fiscal, bool) {
	s := low[i:min(b, i+90)]
	period, n := shortPeriod(s)
	if period == "" {
		period, n = longPeriod(s)
	}
	if period == "" {
		return fiscal{}, false
	}
	f := fiscal{period: period, from: i, to: i + n}
	if y, n := yearBehind(s[n:]); y > 0 {
		f.year, f.to = y, f.to+n
	} else if y, from := yearBefore(low, a, i); y > 0 {
		f.year, f.from = y, from
	}
	return f, true
}

// shortPeriod reads "q1", "fq1", "1q", "h1", "quarter 3".
func shortPeriod(s string) (string, int) {
	t := strings.TrimPrefix(s, "f")
	skip := len(s) - len(t)
	if len(t) >= 2 && t[0] == 'q' && t[1] >= '1' && t[1] <= '4' && (len(t) == 2 || t[2] < '0' || t[2] > '9' || twoDigitYear(t[2:])) {
		if len(t) > 2 && t[2] >= 'a' && t[2] <= 'z' && !strings.HasPrefix(t[2:], "fy") {
			return "", 0
		}
		return "Q" + t[1:2], skip + 2
	}
	if len(t) >= 2 && t[0] == 'h' && (t[1] == '1' || t[1] == '2') && (len(t) == 2 || !isAlnum(t[2])) {
		return "H" + t[1:2], skip + 2
	}
	if len(s) >= 2 && s[0] >= '1' && s[0] <= '4' && s[1] == 'q' && (len(s) == 2 || s[2] < 'a' || s[2] > 'z' || strings.HasPrefix(s[2:], "fy")) {
		return "Q" + s[:1], 2
	}
	if rest, ok := strings.CutPrefix(s, "quarter "); ok && len(rest) > 1 && rest[0] >= '1' && rest[0] <= '4' && !isAlnum(rest[1]) {
		return "Q" + rest[:1], len("quarter ") + 1
	}
	return "", 0
}

// twoDigitYear knows the "25" of "Q125".
func twoDigitYear(s string) bool {
	_, n := digitsAt(s, 4)
	return n == 2
}

// longPeriod reads "first quarter", "second half", "full year", "fiscal year".
func longPeriod(s string) (string, int) {
	for _, o := range ordinals {
		if !begins(s, o.word) {
			continue
		}
		rest := s[len(o.word):]
		for _, mid := range []string{" fiscal", "-fiscal", " calendar", " financial", " "} {
			unit, ok := strings.CutPrefix(rest, mid)
			if ok && (strings.HasPrefix(unit, " quarter") || strings.HasPrefix(unit, "-quarter")) {
				return "Q" + string(rune('0'+o.n)), len(o.word) + len(mid) + len(" quarter")
			}
		}
		for _, unit := range []string{" quarter", "-quarter"} {
			if strings.HasPrefix(rest, unit) && !strings.HasPrefix(rest[len(unit):], "ly") {
				return "Q" + string(rune('0'+o.n)), len(o.word) + len(unit)
			}
		}
		if o.n <= 2 && (strings.HasPrefix(rest, " half") || strings.HasPrefix(rest, "-half")) {
			return "H" + string(rune('0'+o.n)), len(o.word) + 5
		}
	}
	for _, fy := range []string{"full year", "full-year", "fiscal year", "annual results", "year-end", "preliminary results"} {
		if begins(s, fy) {
			return "FY", len(fy)
		}
	}
	for _, h := range []string{"half year", "half-year", "interim results"} {
		if begins(s, h) {
			return "H1", len(h)
		}
	}
	return "", 0
}

// yearFillers may stand between a period and its year.
var yearFillers = []string{
	"and full year", "and full-year", "and fiscal year", "and year-end", "and year end", "and annual", "annual", "and nine-month", "and nine-months", "and nine months", "and first nine months of", "and six-month", "and six months", "and first six months of", "and first half of", "and the first nine months of", "and the first half of", "& full year", "of the fiscal year", "of our fiscal year", "of fiscal year", "of the financial year", "of fiscal", "of the year", "of calendar year", "of calendar", "of",
	"for the fiscal year", "for fiscal year", "for fiscal", "fiscal year", "financial year", "fiscal", "calendar year", "calendar", "full year", "full-year", "for the year", "year-end", "year end", "year", "for", "fy", "results for", "earnings for", "ended", "ending", "and", "the", "in", "our", "conference call for", "-", ",", "’", "'", "(", "‘",
	"april", "march", "june", "september", "december", "31,", "30,", "results", "earnings", "financial",
}

// yearBehind reads the year that follows a period within a few filler words.
func yearBehind(s string) (year, n int) {
	i := 0
	if y, k := digitsAt(s, 4); k == 2 && y >= 5 && y <= 60 && (len(s) == k || !isAlnum(s[k])) {
		return 2000 + y, k
	} else if k == 4 && y > 1990 && y < 2100 {
		return y, k
	}
	marked := false
	for range 6 {
		i += blanks(s[i:])
		if y, k := digitsAt(s[i:], 4); k == 4 && y > 1990 && y < 2100 {
			if i+k < len(s) && (s[i+k] == '-' || s[i+k] == '/') { // "2024-25" is the later year
				if z, m := digitsAt(s[i+k+1:], 2); m == 2 && z == (y+1)%100 {
					return y + 1, i + k + 1 + m
				}
			}
			return correctedYear(s, y, i+k)
		} else if k == 2 && marked {
			i += k
			if z, m := secondYear(s[i:]); m > 0 {
				return 2000 + z, i + m
			}
			return 2000 + y, i
		}
		moved := false
		for _, f := range yearFillers {
			rest := s[i:]
			if begins(rest, f) && (len(rest) == len(f) || !isAlnum(rest[len(f)]) || !isAlnum(f[len(f)-1]) || f == "fy") {
				marked = f == "fy" || f == "'" || f == "’" || f == "‘" || marked && (f == "-" || f == "year")
				if f == "financial year" || f == "fiscal" || f == "fiscal year" {
					marked = true
				}
				i += len(f)
				moved = true
				break
			}
		}
		if !moved {
			return 0, 0
		}
	}
	return 0, 0
}

// correctedYear takes the second year of "2020 -- 2021": the speaker does.
func correctedYear(s string, y, i int) (int, int) {
	if strings.HasPrefix(s[i:], " -- ") {
		if z, k := digitsAt(s[i+4:], 4); k == 4 && z > 1990 && z < 2100 {
			return z, i + 4 + k
		}
	}
	return y, i
}

// secondYear reads the "-'25" of "'24-'25".
func secondYear(s string) (y, n int) {
	i := 0
	if i < len(s) && (s[i] == '-' || s[i] == '/') {
		i++
	} else {
		return 0, 0
	}
	for _, q := range []string{"'", "’", "‘"} {
		if strings.HasPrefix(s[i:], q) {
			i += len(q)
		}
	}
	y, k := digitsAt(s[i:], 2)
	if k != 2 {
		return 0, 0
	}
	return y, i + k
}

// yearBefore reads "2020" or "fiscal 2020" or "fy25" right before a period.
func yearBefore(low string, a, i int) (year, from int) {
	j := i
	for j > a && (low[j-1] == ' ' || low[j-1] == '-' || low[j-1] == '\n' || low[j-1] == ',') {
		j--
	}
	for _, mid := range []string{" fiscal", "'s", "’s"} {
		if strings.HasSuffix(low[a:j], mid) {
			j -= len(mid)
		}
	}
	k := j
	for k > a && low[k-1] >= '0' && low[k-1] <= '9' && j-k < 4 {
		k--
	}
	if k > a && isAlnum(low[k-1]) && !strings.HasSuffix(low[a:k], "fy") {
		return 0, 0
	}
	y, n := digitsAt(low[k:j], 4)
	switch {
	case n == 4 && y > 1990 && y < 2100:
		return y, k
	case n == 2 && strings.HasSuffix(low[a:k], "fy"):
		return 2000 + y, k - 2
	}
	return 0, 0
}
