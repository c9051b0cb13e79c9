package main

import (
	"bytes"
	"strings"
	"testing"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
)

// TestTable: no line is wider than the terminal, the value stays in sight, and
// a pipe gets everything.
func TestTable(t *testing.T) {
	long := "Total revenue in the third quarter, which is the first with the new product line in all regions, was $331.6 million, an increase of 10.2%."
	rows := table{head: []string{"CONCEPT", "EMPTY", "VALUE", "QUOTE"}, indent: "  "}
	rows.rows = []row{
		{cells: []string{"revenue", "", "$331.6M", long}, focus: "$331.6 million"},
		{cells: []string{"株式", "", "1", "短い"}},
	}
	for _, columns := range []int{0, 40, 60, 100, 300} {
		var out bytes.Buffer
		if err := rows.write(&out, terminal{columns: columns}); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
		if len(lines) != 3 || strings.Contains(lines[0], "EMPTY") {
			t.Fatalf("%q", lines)
		}
		for _, line := range lines {
			if columns > 0 && displayWidth(line) > columns {
				t.Errorf("%d columns: %q", columns, line)
			}
		}
		if columns == 0 && !strings.Contains(lines[1], long) {
			t.Errorf("cut in a pipe: %q", lines[1])
		}
		if columns >= 60 && !strings.Contains(lines[1], "$331.6 million") {
			t.Errorf("%d columns: the value is out of sight: %q", columns, lines[1])
		}
	}
	rows.enough = 60
	var below bytes.Buffer
	if err := rows.write(&below, terminal{columns: 70}); err != nil || !strings.Contains(below.String(), "$331.6M\n      …") || !strings.Contains(below.String(), "was $331.6 million") {
		t.Errorf("%v:\n%s", err, below.String())
	}
	var painted bytes.Buffer
	if err := rows.write(&painted, terminal{columns: 100, color: true}); err != nil || !strings.Contains(painted.String(), "\x1b[1m$331.6 million\x1b[0m") {
		t.Errorf("%v: %q", err, painted.String())
	}
}

// TestNarrow: where the columns do not fit, each row is a record: no line is wider
// than the terminal, and what is no quote is there whole.
func TestNarrow(t *testing.T) {
	name := "companies/northwind-systems/calls/2023-q1"
	quote := "Revenue was $424 million, an increase of 6% year-over-year, as we said it would be when we gave our outlook."
	for _, c := range []struct {
		enough  int
		records map[int]bool // at so many columns
	}{
		{0, map[int]bool{40: true, 80: true, 120: false}},
		{60, map[int]bool{40: true, 80: false, 120: false}},
	} {
		facts := table{head: []string{"NAME", "EMPTY", "VALUE", "SAID BY", "QUOTE"}, indent: "  ", enough: c.enough}
		facts.rows = []row{
			{cells: []string{name, "", "$424M", "Marcus T. Oyelaran 東京", quote}, focus: "$424 million"},
			{cells: []string{name, "", "6%", "", "short"}},
		}
		for columns, records := range c.records {
			var out bytes.Buffer
			if err := facts.write(&out, terminal{columns: columns}); err != nil {
				t.Fatal(err)
			}
			lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
			for _, line := range lines {
				if displayWidth(line) > columns {
					t.Errorf("%d columns: %q", columns, line)
				}
			}
			if got := strings.Contains(out.String(), "\n\n  NAME"); got != records {
				t.Errorf("enough %d, %d columns: records %v\n%s", c.enough, columns, got, out.String())
			}
			whole := strings.Join(strings.Fields(out.String()), "")
			if strings.Count(whole, strings.ReplaceAll(name, " ", "")) != 2 || !strings.Contains(whole, "Oyelaran東京") {
				t.Errorf("%d columns: something is cut\n%s", columns, out.String())
			}
			if strings.Contains(out.String(), "EMPTY") {
				t.Errorf("%d columns: an empty column is shown\n%s", columns, out.String())
			}
		}
	}
}

func TestOneLine(t *testing.T) {
	if got := oneLine("a\n b\t\x1b[31mred\x1b[0m\u009b"); got != "a b [31mred[0m" {
		t.Errorf("%q", got)
	}
}

func TestValue(t *testing.T) {
	exact, approx, least, most := metricsv1.Bound_BOUND_EXACT, metricsv1.Bound_BOUND_APPROX, metricsv1.Bound_BOUND_AT_LEAST, metricsv1.Bound_BOUND_AT_MOST
	for _, c := range []struct {
		low, high, unit string
		bound           metricsv1.Bound
		want            string
	}{
		{"4200000000", "4200000000", "USD", exact, "$4.2B"},
		{"1032000000", "1032000000", "USD", exact, "$1.032B"},
		{"1032500001", "1032500001", "USD", exact, "$1,032,500,001"},
		{"-9000000", "-9000000", "EUR", approx, "about -EUR 9M"},
		{"0.27", "0.29", "USD/share", exact, "$0.27 to $0.29/share"},
		{"150", "", "days", least, "at least 150 days"},
		{"150", "150", "days", least, "at least 150 days"},
		{"", "12.5", "percent", most, "up to 12.5%"},
		{"12.5", "12.5", "percent", most, "at most 12.5%"},
		{"-1.2", "-1.2", "percentage_points", exact, "-1.2 points"},
		{"1.10", "1.10", "ratio", exact, "1.10x"},
		{"11400", "11400", "customers", approx, "about 11,400 customers"},
		{"0", "0", "percent", exact, "0%"},
		{"1000000000000", "1000000000000", "JPY", exact, "JPY 1T"},
	} {
		got := value(&metricsv1.Quantity{Low: c.low, High: c.high, Unit: c.unit, Bound: c.bound})
		if got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}
