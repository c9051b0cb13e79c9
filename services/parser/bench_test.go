package parser_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
)

// longCall is the n-th of invented calls of the usual length, some 25 kB and 60
// turns: fifty companies, quarter after quarter.
func longCall(n int) []byte {
	var b strings.Builder
	quarter, year := n/50%4, 2000+n/200
	fmt.Fprintf(&b, "Northwind %[1]d Systems (NYSE:N%[1]d) Q%[2]d %[3]d Earnings Call %[4]s 25, %[3]d 5:00 PM ET\nExecutives\n"+
		"Dana Whitfield - Vice President, Investor Relations\nMarcus Oyelaran - Chief Executive Officer\nInes Castellanos - Chief Financial Officer\n"+
		"Analysts\nTobias Lindqvist - Harbor Point Securities\nMei An - Alder & Finch Capital\nOperator\n"+
		"Greetings, and welcome to the Northwind %[1]d Systems earnings conference call. Dana Whitfield, please go ahead.\n",
		n%50, quarter+1, year, []string{"March", "May", "August", "November"}[quarter])
	b.WriteString("Dana Whitfield\nThank you, operator, and thank you for joining us. I will turn the call over to Marcus.\n")
	for i := range 12 {
		fmt.Fprintf(&b, "%s\n", []string{"Marcus Oyelaran", "Ines Castellanos"}[i%2])
		for k := range 14 {
			fmt.Fprintf(&b, "Revenue of segment %d was $%d million, up %d%% year-over-year, and gross margin was %d.%d%% in the quarter. ", k, n+100*k, k+i, 40+k, i%10)
		}
		b.WriteString("\n")
	}
	for i := range 12 {
		analyst := []string{"Tobias Lindqvist", "Mei An"}[i%2]
		fmt.Fprintf(&b, "Operator\nOur next question comes from the line of %s. Please go ahead.\n%s\nThanks. What drove growth of segment %d?\n", analyst, analyst, i)
		b.WriteString("Marcus Oyelaran\n" + strings.Repeat("It was broad-based, as I said, with price and volume both up. ", 8) + "\n" + analyst + "\nThank you.\n")
	}
	return []byte(b.String())
}

// BenchmarkIngest is documents a second over a stream of gRPC, into a real
// database: parse, place, store, index.
func BenchmarkIngest(b *testing.B) {
	s := start(b)
	stream, err := s.IngestDocuments(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(longCall(0))))
	defer s.measureCPU(b)()
	var answers sync.WaitGroup
	answers.Go(func() {
		for {
			got, err := stream.Recv()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil || got.GetError() != nil {
				b.Errorf("%v: %v", err, got)
				return
			}
		}
	})
	for n := 0; b.Loop(); n++ {
		request := &parserv1.IngestDocumentsRequest{Document: &parserv1.IngestDocumentRequest{Content: longCall(n), Filename: "call.txt"}}
		if err := stream.Send(request); err != nil {
			b.Fatal(err)
		}
	}
	if err := stream.CloseSend(); err != nil {
		b.Fatal(err)
	}
	answers.Wait()
}

// BenchmarkCopy is the rows of the same documents, in the same tables with the
// same indexes, by COPY alone: what BenchmarkIngest is held against.
func BenchmarkCopy(b *testing.B) {
	s := start(b)
	kept := s.ingest(b, longCall(0), nil)
	if kept == nil {
		b.Fatal("nothing to copy")
	}
	tables := []string{"documents", "revisions", "transcripts", "speakers", "turns", "exchanges", "segments", "turn_words"}
	columns, rows := map[string][]string{}, map[string][][]any{}
	for _, table := range tables {
		found, err := s.pool.Query(b.Context(), "SELECT * FROM parser."+table)
		if err != nil {
			b.Fatal(err)
		}
		for _, f := range found.FieldDescriptions() {
			columns[table] = append(columns[table], f.Name)
		}
		for found.Next() {
			values, err := found.Values()
			if err != nil {
				b.Fatal(err)
			}
			rows[table] = append(rows[table], values)
		}
	}
	var n atomic.Int64
	b.SetBytes(int64(len(longCall(0))))
	defer s.measureCPU(b)()
	b.SetParallelism(4)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			id := 1000 + n.Add(1)
			if err := pgx.BeginFunc(b.Context(), s.pool, func(tx pgx.Tx) error { return copyAll(b, tx, tables, columns, rows, id) }); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func copyAll(b *testing.B, tx pgx.Tx, tables []string, columns map[string][]string, rows map[string][][]any, id int64) error {
	b.Helper()
	for _, table := range tables {
		fresh := make([][]any, len(rows[table]))
		for i, row := range rows[table] {
			fresh[i] = slices.Clone(row)
			for k, column := range columns[table] {
				switch {
				case column == "document_id", table == "documents" && column == "id":
					fresh[i][k] = id
				case column == "sha256":
					fresh[i][k] = []byte(fmt.Sprintf("%08d%024d", id, 0))
				case column == "name" && table == "transcripts":
					fresh[i][k] = fmt.Sprintf("%x", fmt.Sprintf("%08d", id))
				}
			}
		}
		if _, err := tx.CopyFrom(b.Context(), pgx.Identifier{"parser", table}, columns[table], pgx.CopyFromRows(fresh)); err != nil {
			return fmt.Errorf("%s: %w", table, err)
		}
	}
	return nil
}

// measureCPU reports the CPU time (cpu-ns/op) of this process and, on Linux, of
// PostgreSQL's: what others do on the machine meanwhile is not in it.
func (s *service) measureCPU(b *testing.B) (report func()) {
	b.Helper()
	var backend int
	if err := s.pool.QueryRow(b.Context(), "SELECT pg_backend_pid()").Scan(&backend); err != nil {
		b.Fatal(err)
	}
	postmaster := statOf(strconv.Itoa(backend)).parent
	spent := func() (all time.Duration) {
		var own syscall.Rusage
		if err := syscall.Getrusage(syscall.RUSAGE_SELF, &own); err != nil {
			b.Fatal(err)
		}
		all = time.Duration(own.Utime.Nano() + own.Stime.Nano())
		processes, _ := filepath.Glob("/proc/[0-9]*")
		for _, p := range processes {
			if st := statOf(filepath.Base(p)); postmaster != 0 && st.parent == postmaster {
				all += st.spent
			}
		}
		return all
	}
	before := spent()
	return func() { b.ReportMetric(float64(spent()-before)/float64(b.N), "cpu-ns/op") }
}

type processStat struct {
	parent int
	spent  time.Duration
}

// statOf reads what Linux tells of a process.
func statOf(pid string) (st processStat) {
	text, err := os.ReadFile("/proc/" + pid + "/stat")
	if err != nil {
		return st
	}
	fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
	st.parent, _ = strconv.Atoi(fields[1])
	for _, ticks := range fields[11:13] { // of 10 ms
		n, _ := strconv.Atoi(ticks)
		st.spent += time.Duration(n) * 10 * time.Millisecond
	}
	return st
}
