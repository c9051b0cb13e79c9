package eval

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/callfacts/callfacts/internal/convert"
	"github.com/callfacts/callfacts/internal/fact"
	"github.com/callfacts/callfacts/internal/transcript"
)

// BenchmarkCalls reads the calls of the folder that CALLS_DIR names, each on its
// own: parsed, extracted, and both. Its figure is text by CPU time, that of the
// garbage collector included, which says the same on a busy machine.
func BenchmarkCalls(b *testing.B) {
	folder := os.Getenv("CALLS_DIR")
	if folder == "" {
		b.Skip("CALLS_DIR names no folder of calls")
	}
	e := fact.Standard()
	documents, transcripts, size := calls(b, folder)
	parse := func(i int) *transcript.Transcript {
		t, err := transcript.Parse(documents[i])
		if err != nil {
			b.Fatal(err)
		}
		return t
	}
	for _, part := range [...]struct {
		name string
		read func(i int)
	}{
		{"parse", func(i int) { parse(i) }},
		{"extract", func(i int) { e.Extract(transcripts[i]) }},
		{"both", func(i int) { e.Extract(parse(i)) }},
	} {
		b.Run(part.name, func(b *testing.B) {
			b.ReportAllocs()
			before := cpu(b)
			for b.Loop() {
				for i := range documents {
					part.read(i)
				}
			}
			b.ReportMetric(float64(size)*float64(b.N)/1e6/(cpu(b)-before), "MB/cpu-s")
		})
	}
}

// calls are the documents below the folder that can be read, parsed too, and
// the bytes of their texts.
func calls(b *testing.B, folder string) (documents []transcript.Document, transcripts []*transcript.Transcript, size int) {
	b.Helper()
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		r, err := convert.Convert(path, data)
		if err != nil {
			b.Logf("%s is left out: %v", path, err)
			return nil
		}
		d := transcript.Document{Text: r.Text, Labels: r.Labels}
		t, err := transcript.Parse(d)
		if err != nil {
			b.Logf("%s is left out: %v", path, err)
			return nil
		}
		documents, transcripts, size = append(documents, d), append(transcripts, t), size+len(d.Text)
		return nil
	})
	if err != nil || len(documents) == 0 {
		b.Fatalf("%d calls in %s: %v", len(documents), folder, err)
	}
	return documents, transcripts, size
}

// cpu is the CPU time that this process has used, in seconds.
func cpu(b *testing.B) float64 {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}
