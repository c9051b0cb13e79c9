//go:build linux

package tests

import (
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"github.com/callfacts/callfacts/internal/convert"
	"github.com/callfacts/callfacts/internal/fact"
	"github.com/callfacts/callfacts/internal/transcript"
)

const (
	// opening makes a call of what follows.
	opening = "Northwind Systems (NYSE:NWSY) Q2 2023 Earnings Call July 25, 2023 5:00 PM ET\n" +
		"Operator: Good afternoon, and welcome to the Northwind Systems second quarter 2023 earnings conference call. Our first question, please.\n"
	chief   = "Marcus Oyelaran: "
	closing = "\nOperator: This concludes today's conference call. You may disconnect.\n"
)

// repeated is an unkind text: a beginning, a part until the text has n bytes,
// and an end.
func repeated(before, part, after string) func(n int) string {
	return func(n int) string { return before + strings.Repeat(part, max(1, n/len(part))) + after }
}

// numbered is as repeated, with the part's number where it says %d.
func numbered(before, part, after string) func(n int) string {
	return func(n int) string {
		var b strings.Builder
		b.WriteString(before)
		for i := 0; b.Len() < n; i++ {
			fmt.Fprintf(&b, part, i)
		}
		return b.String() + after
	}
}

// named is as numbered, with two words where it says %s that no other part has.
func named(before, part, after string) func(n int) string {
	return func(n int) string {
		var b strings.Builder
		b.WriteString(before)
		for i := 0; b.Len() < n; i++ {
			fmt.Fprintf(&b, part, letters(i)+" "+letters(i*7+3)+"son")
		}
		return b.String() + after
	}
}

// letters writes a number as a word with a capital.
func letters(i int) string {
	word := []byte{byte('A' + i%26)}
	for i /= 26; ; i /= 21 {
		word = append(word, "bcdfghjklmnpqrstvwxyz"[i%21], "aeiou"[i%5])
		if i < 21 {
			return string(word)
		}
	}
}

var spoken = opening + chief

// unkind are texts that nobody says, each made to cost what one kind of search
// could cost.
var unkind = map[string]func(n int) string{
	"numbers alone":           repeated(spoken, "12 ", closing),
	"numbers in a sentence":   repeated(spoken+"Revenue was ", "$12 million and 8%, ", "in all."+closing),
	"numbers of many digits":  repeated(spoken, "1234567890123456789012345678901234567890,", closing),
	"one endless number":      repeated(spoken+"Revenue was $", "1", " million."+closing),
	"one number of groups":    repeated(spoken+"Revenue was $1", ",234", " million."+closing),
	"number words":            repeated(spoken+"Revenue was ", "twenty one hundred ", "dollars."+closing),
	"point words":             repeated(spoken+"Revenue was ", "one point two ", "dollars."+closing),
	"ranges of ranges":        repeated(spoken+"We expect ", "$5 to ", "$6 million."+closing),
	"between and between":     repeated(spoken+"We expect ", "between 5 and ", "6 percent."+closing),
	"plus or minus":           repeated(spoken+"We expect 5%", " plus or minus 1%", "."+closing),
	"respectively":            repeated(spoken+"Revenue and margin were ", "5%, 6%, and 7%, respectively, ", "."+closing),
	"a list before its head":  repeated(spoken, "EMEA, 30%; and APAC, 19%; ", "of total revenue."+closing),
	"compared":                repeated(spoken+"Revenue was 5%", " compared to 63.3% last quarter", "."+closing),
	"growth":                  repeated(spoken, "Revenue was up 8% both sequentially and year-over-year. ", closing),
	"guidance":                repeated(spoken, "For the third quarter we expect revenue of $5 million. ", closing),
	"blanket clauses":         repeated(spoken, "All guidance is non-GAAP except revenue and share count. ", closing),
	"measures without number": repeated(spoken, "revenue gross margin operating income ", closing),
	"one measure":             repeated(spoken, "revenue ", "was 5%."+closing),
	"parts":                   named(spoken, "%s revenue was $12 million. ", closing),
	"parts in one sentence":   named(spoken+"Revenue was ", "$12 million in %s, ", "in all."+closing),
	"parentheses that open":   repeated(spoken, "((((5% ", closing),
	"parentheses that nest":   repeated(spoken, "(up 5% (and ", closing),
	"quotes":                  repeated(spoken, `"'“‘5% `, closing),
	"periods of time":         repeated(spoken, "in the first quarter of 2023 and ", closing),
	"dates":                   repeated(spoken, "on July 25, 2023, 5:00 PM ET, ", closing),
	"percent signs":           repeated(spoken, "%%%$$$", closing),
	"no full stop":            repeated(spoken, "and we said that it was good ", closing),
	"full stops alone":        repeated(spoken, ". ", closing),
	"abbreviations":           repeated(spoken, "U.S. Inc. Mr. ", closing),
	"ellipses":                repeated(spoken, "... -- ... -- ", closing),
	"one long word":           repeated(spoken, "x", closing),
	"one long name":           repeated(spoken, "Xyz ", closing),
	"hyphens":                 repeated(spoken, "mid-single-digit-", closing),
	"spaces":                  repeated(spoken, " ", "Thank you."+closing),
	"empty lines":             repeated(spoken+"Thank you.", "\n", closing),
	"one label":               repeated(opening, chief+"Thank you.\n", closing),
	"labels alone":            repeated(opening, chief+"\n", closing),
	"colons":                  repeated(spoken, "a: ", closing),
	"labels in one line":      repeated(opening, "Marcus Oyelaran: Thank you. Operator: Thank you. ", closing),
	"speakers":                named(opening, "%s: Thank you very much.\n", closing),
	"speakers by lines":       named(opening, "%s\nThank you very much.\n", closing),
	"speakers with offices":   named(opening, "%s - Chief Executive Officer\nThank you very much.\n", closing),
	"a roster without end":    named(opening+"Executives\n", "%s - Chief Executive Officer, Northwind\n", closing),
	"a roster in one line":    named(opening+"Executives: ", "%s, Chief Executive Officer; ", closing),
	"introductions":           named(spoken, "With me today is %s, Chief Financial Officer. ", closing),
	"introduced in one":       named(spoken+"With me today are ", "%s, Chief Financial Officer; ", closing),
	"questions":               named(opening, "Operator: Our next question comes from the line of %s with Harbor Point Securities.\n", closing),
	"hand-overs":              named(spoken, "I will now turn the call over to %s. ", closing),
	"names in the speech":     named(spoken, "Thank you, %s. ", closing),
	"companies":               named("", "%s Inc. (NYSE:NWSY)\n", "\n"+opening+chief+"Thank you."+closing),
	"headings":                repeated(opening, "Questions and Answers\n", chief+"Thank you."+closing),
	"numbered headings":       numbered(spoken+"\n", "Part %d\n", closing),
	"furniture":               numbered(opening, chief+"Thank you.\nNorthwind Systems Q2 2023 Earnings Call\nPage %d\nJuly 25, 2023\n", closing),
	"rules":                   repeated(opening, "================\n", chief+"Thank you."+closing),
	"brackets":                repeated(opening, "Operator [1]\n----------\n", closing),
	"safe harbour":            repeated(spoken, "These forward-looking statements are subject to risks and uncertainties. ", closing),
	"broken characters":       repeated(spoken, "â€™Ã©\ufffd ", closing),
	"accents":                 repeated(spoken, "é́́́ ", closing),
	"tags":                    repeated("<html><body><p>"+strings.ReplaceAll(spoken, "\n", "<br>"), "<p>revenue was 5%<b>", "</body></html>"),
	"tags that stay open":     repeated("<html><body><p>"+strings.ReplaceAll(spoken, "\n", "<br>"), "<", "</body></html>"),
	"entities":                repeated("<html><body><p>"+strings.ReplaceAll(spoken, "\n", "<br>"), "&amp;&nbsp;&#39;&x", "</body></html>"),
	"comments":                repeated("<html><body><p>"+strings.ReplaceAll(spoken, "\n", "<br>"), "<!--x-->", "</body></html>"),
	"JSON turns":              repeated(`[{"speaker": "Operator", "content": "Good afternoon, and welcome to the earnings conference call."}`, `,{"speaker": "Dana Whitfield", "content": "Revenue was 5%."}`, `]`),
	"JSON escapes":            repeated(`[{"speaker": "Operator", "content": "Good afternoon, and welcome to the earnings conference call. `, `\u0041\n`, `"}]`),
	"JSON keys":               numbered(`[{"speaker": "Operator", "content": "Good afternoon, and welcome to the earnings conference call. Thank you."`, `,"k%d": "v"`, `}]`),
}

// TestLadder: what a text costs grows as the text does, whatever it says. A
// ladder of sizes is climbed until a rung costs enough to tell, each four times
// the text of the one before. What grows as the square costs sixteen times as
// much at each step, what grows as the text four times, and more where it no
// longer fits a cache, or memory is new to the process: once, not twice.
func TestLadder(t *testing.T) {
	// Garbage is collected between documents: it would be looked for among what
	// others left. So the memory stays with the process, and is not new each time.
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	for name, text := range unkind {
		t.Run(name, func(t *testing.T) {
			// What else runs here can make a try cost more than it does: it counts
			// when several say so.
			var costs []time.Duration
			for range 3 {
				if costs = climb(t, text); steepness(costs) <= steep {
					return
				}
			}
			t.Errorf("four times the text costs %.0f times as much, twice: %v", steepness(costs), costs)
		})
	}
}

const (
	firstRung = 2 << 10
	enough    = 40 * time.Millisecond
	steep     = 6.5
)

// climb returns what the rungs cost.
func climb(t *testing.T, text func(n int) string) (costs []time.Duration) {
	t.Helper()
	for n := firstRung; n < convert.MaxBytes; n *= 4 {
		took := cost(t, text(n))
		costs = append(costs, took)
		if len(costs) > 2 && took > enough {
			break
		}
	}
	return costs
}

// steepness is how many times as much both of the last steps cost at least.
func steepness(costs []time.Duration) float64 {
	n := len(costs)
	return min(float64(costs[n-1])/float64(costs[n-2]), float64(costs[n-2])/float64(costs[n-3]))
}

// cost is the CPU time of all that is done with a document.
func cost(t *testing.T, content string) time.Duration {
	t.Helper()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	runtime.GC()
	start := cpu(t)
	document, err := convert.Convert("call.txt", []byte(content))
	if err == nil {
		var call *transcript.Transcript
		if call, err = transcript.Parse(transcript.Document{Text: document.Text, Labels: document.Labels}); err == nil {
			fact.Standard().Extract(call)
		}
	}
	took := cpu(t) - start
	var beyond *convert.Error
	var refusal *transcript.RefusalError
	if err != nil && !errors.As(err, &beyond) && !errors.As(err, &refusal) {
		t.Fatal(err)
	}
	return took
}

// cpu is the CPU time that this thread has had.
func cpu(t *testing.T) time.Duration {
	t.Helper()
	const threadClock = 3 // CLOCK_THREAD_CPUTIME_ID
	var now syscall.Timespec
	if _, _, errno := syscall.Syscall(syscall.SYS_CLOCK_GETTIME, threadClock, uintptr(unsafe.Pointer(&now)), 0); errno != 0 {
		t.Fatal(errno)
	}
	return time.Duration(now.Nano())
}
