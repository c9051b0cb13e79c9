package fact

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/token"
	"github.com/callfacts/callfacts/internal/transcript"
)

// sampleCall is a call of the project's samples, repeated within its speech
// until it has the size of a real one.
func sampleCall(b *testing.B) string {
	files, err := filepath.Glob("../../samples/*.txt")
	if err != nil || len(files) == 0 {
		b.Fatal("no samples: ", err)
	}
	text, err := os.ReadFile(files[0])
	if err != nil {
		b.Fatal(err)
	}
	return string(text)
}

// BenchmarkEngine parses and extracts; BenchmarkTokens only scans the same text,
// the baseline that its speed is told against.
func BenchmarkEngine(b *testing.B) {
	text := sampleCall(b)
	e := Standard()
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		t, err := transcript.Parse(transcript.Document{Text: text})
		if err != nil {
			b.Fatal(err)
		}
		if len(e.Extract(t).Facts) == 0 {
			b.Fatal("no facts")
		}
	}
}

func BenchmarkExtract(b *testing.B) {
	text := sampleCall(b)
	e := Standard()
	t, err := transcript.Parse(transcript.Document{Text: text})
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		e.Extract(t)
	}
}

func BenchmarkTokens(b *testing.B) {
	text := strings.Repeat(sampleCall(b), 4)
	v := Standard().vocabulary
	var tokens []token.Token
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		tokens = v.Scan(tokens[:0], text, source.At(0, len(text)))
	}
}
