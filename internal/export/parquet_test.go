package export_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	"github.com/callfacts/callfacts/internal/export"
	"github.com/callfacts/callfacts/internal/export/duckdbtest"
)

// parquetFact is what a reader of the library's sees of a fact.
type parquetFact struct {
	Name       string    `parquet:"name"`
	Low        *[16]byte `parquet:"low,decimal(12:38)"`
	Quote      *string   `parquet:"quote"`
	Dimensions []struct {
		Axis   string `parquet:"axis"`
		Member string `parquet:"member"`
	} `parquet:"dimensions,list"`
	EffectiveTime *int64 `parquet:"effective_time,timestamp(microsecond)"`
	PeriodEnd     *int32 `parquet:"period_end,date"`
}

// unscaled is the number that a decimal's bytes hold.
func unscaled(b *[16]byte) *big.Int {
	n := new(big.Int).SetBytes(b[:])
	if b[0]&0x80 != 0 {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), 128))
	}
	return n
}

// TestParquet: the library reads what it wrote, with exact decimals.
func TestParquet(t *testing.T) {
	_, facts := sample(t)
	facts = append(facts, odd())
	file := table(t, export.Parquet, facts...)
	rows, err := parquet.Read[parquetFact](bytes.NewReader(file), int64(len(file)))
	if err != nil || len(rows) != len(facts) {
		t.Fatalf("%d rows of %d facts: %v", len(rows), len(facts), err)
	}
	scale := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(12), nil))
	for i, f := range facts {
		row := rows[i]
		if row.Name != f.GetName() || *row.Quote != f.GetEvidence().GetQuote() || len(row.Dimensions) != len(f.GetDimensions()) {
			t.Errorf("%+v", row)
		}
		want, _ := new(big.Rat).SetString(f.GetValue().GetLow())
		if f.GetValue().GetLow() == "" != (row.Low == nil) {
			t.Errorf("%s: low is %v", f.GetName(), row.Low)
		} else if row.Low != nil && new(big.Rat).Quo(new(big.Rat).SetInt(unscaled(row.Low)), scale).Cmp(want) != 0 {
			t.Errorf("%s: low is %v, want %v", f.GetName(), unscaled(row.Low), want)
		}
		if f.GetEffectiveTime() != nil && *row.EffectiveTime != f.GetEffectiveTime().AsTime().UnixMicro() {
			t.Errorf("%s: %d", f.GetName(), *row.EffectiveTime)
		}
	}
	if last := rows[len(rows)-1]; last.Dimensions[1].Member != "Zürich, 東京" || *last.PeriodEnd != int32(time.Date(2023, 6, 30, 0, 0, 0, 0, time.UTC).Unix()/86400) {
		t.Errorf("%+v", last)
	}
}

// TestParquetColumns: the two tables have the same columns in CSV and Parquet.
func TestParquetColumns(t *testing.T) {
	file := table(t, export.Parquet, odd())
	opened, err := parquet.OpenFile(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, field := range opened.Schema().Fields() {
		names = append(names, field.Name())
	}
	head, err := csv.NewReader(bytes.NewReader(table(t, export.CSV))).Read()
	if err != nil || !slices.Equal(names, head) {
		t.Errorf("%v\n%q\n%q", err, names, head)
	}
}

// TestParquetNumbers: what does not fit is an error, never rounded.
func TestParquetNumbers(t *testing.T) {
	for text, fits := range map[string]bool{
		"0": true, "-0.000000000001": true, "9000000000000000000": true, "0.10000000000000000": true,
		"0.0000000000001": false, "ten": false, "1e3": false,
	} {
		f := odd()
		f.Value.Low = text
		w, err := export.NewFacts(export.Parquet, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Write(f); (err == nil) != fits {
			t.Errorf("%s: %v", text, err)
		}
	}
	for _, f := range []*metricsv1.Fact{{Period: &metricsv1.Period{StartDate: "soon"}}} {
		w, _ := export.NewFacts(export.Parquet, io.Discard)
		if err := w.Write(f); err == nil {
			t.Error("a date that is none")
		}
	}
}

// TestDuckDB: another program reads the files, with the types that they have.
func TestDuckDB(t *testing.T) {
	dir := duckdbtest.Folder(t)
	call, facts := sample(t)
	facts = append(facts, odd())
	file := filepath.Join(t.TempDir(), "facts.parquet")
	if err := os.WriteFile(file, table(t, export.Parquet, facts...), 0o644); err != nil {
		t.Fatal(err)
	}
	types := map[string]string{}
	for _, row := range duckdbtest.Query(t, dir, "DESCRIBE SELECT * FROM '"+file+"'") {
		types[row[0]] = row[1]
	}
	for name, want := range map[string]string{
		"low": "DECIMAL(38,12)", "precision": "DECIMAL(38,12)", "period_end": "DATE", "effective_time": "TIMESTAMP WITH TIME ZONE", "quote": "VARCHAR",
		"turn": "INTEGER", "dimensions": "STRUCT(axis VARCHAR, member VARCHAR)[]", "qualifiers": "VARCHAR[]",
	} {
		if types[name] != want {
			t.Errorf("%s is %s, want %s", name, types[name], want)
		}
	}
	for i, row := range duckdbtest.Query(t, dir, "SELECT name, CAST(low AS VARCHAR), quote, turn FROM '"+file+"'") {
		f := facts[i]
		low, _ := new(big.Rat).SetString(row[1])
		want, _ := new(big.Rat).SetString(f.GetValue().GetLow())
		if row[0] != f.GetName() || row[2] != f.GetEvidence().GetQuote() || (low == nil) != (want == nil) || low != nil && low.Cmp(want) != 0 {
			t.Errorf("%q", row)
		}
	}
	got := duckdbtest.Query(t, dir, "SELECT period_end, dimensions[1].member, qualifiers, comparison, low, high FROM '"+file+"' WHERE fact = 'oddoddoddoddoddo'")
	if want := []string{"2023-06-30", `=HYPERLINK("http://x","y")`, "['organic', 'constant_currency']", "NULL", "-0.050000000000", "0.125000000000"}; len(got) != 1 || !slices.Equal(got[0], want) {
		t.Errorf("%q, want %q", got, want)
	}
	var out bytes.Buffer
	w, err := export.NewTranscripts(export.Parquet, &out)
	if err := errors.Join(err, w.Write(call), w.Close()); err != nil {
		t.Fatal(err)
	}
	transcripts := filepath.Join(t.TempDir(), "transcripts.parquet")
	if err := os.WriteFile(transcripts, out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	joined := duckdbtest.Query(t, dir, "SELECT t.company_name, t.fiscal_year, t.date, count(*) FROM '"+file+"' f JOIN '"+transcripts+"' t USING (transcript) GROUP BY ALL")
	if len(joined) != 1 || joined[0][0] != "Northwind Systems" || joined[0][1] != "2023" || !strings.HasPrefix(joined[0][2], "2023-") {
		t.Errorf("%q", joined)
	}
}
