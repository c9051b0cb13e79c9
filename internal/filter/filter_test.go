package filter_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/callfacts/callfacts/internal/filter"
	"github.com/callfacts/callfacts/internal/postgres/pgtest"
)

var fields = filter.Fields{
	"name":    {Kind: filter.String, SQL: "t.name", Of: of("name")},
	"vendor":  {Kind: filter.String, SQL: "t.vendor", Of: of("vendor")},
	"year":    {Kind: filter.Int, SQL: "t.year", Of: of("year")},
	"low":     {Kind: filter.Decimal, SQL: "t.low", Of: of("low")},
	"current": {Kind: filter.Bool, SQL: "t.current", Of: of("current")},
	"at":      {Kind: filter.Time, SQL: "t.at", Of: of("at")},
	"status":  {Kind: filter.Enum, SQL: "t.status", Of: of("status"), Values: map[string]any{"ACTUAL": 1, "GUIDANCE": 2}, Prefix: "FACT_STATUS_"},
	"member":  {Kind: filter.String, SQL: "m.member", Of: of("member"), Within: "EXISTS (SELECT FROM x.member m WHERE m.t = t.name AND %s)"},
	"event.q": {Kind: filter.Int, SQL: "t.year % 4", Of: of("event.q")},
}

func of(field string) func(any) any {
	return func(item any) any { return item.(map[string]any)[field] }
}

func at(text string) time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return t
}

// items are the rows as a computed list has them.
var items = []map[string]any{
	{
		"name": "a", "vendor": "Street_1", "year": int64(2012), "low": "0.05", "current": true, "at": at("2012-04-24T17:00:00Z"), "status": 1,
		"member": []any{"emea", "apac"}, "event.q": int64(0),
	},
	{
		"name": "b", "vendor": "street%", "year": int64(2013), "low": "1.50", "current": false, "at": at("2012-04-25T00:00:00Z"), "status": 2,
		"member": []any{"apac"}, "event.q": int64(1),
	},
	{"name": "c"},
	{
		"name": "d", "vendor": "a\\b", "year": int64(2014), "low": "-3", "current": true, "at": at("2020-01-01T00:00:00Z"), "status": 2,
		"event.q": int64(2),
	},
}

var rows = []string{
	"('a', 'Street_1', 2012, 0.05, true, '2012-04-24T17:00:00Z', 1)",
	"('b', 'street%', 2013, 1.50, false, '2012-04-25T00:00:00Z', 2)",
	"('c'" + strings.Repeat(", NULL", 6) + ")",
	"('d', 'a\\b', 2014, -3, true, '2020-01-01T00:00:00Z', 2)",
}

var empty pgtest.Template

// TestSelects: what each filter selects, from a real table and from a computed
// list.
func TestSelects(t *testing.T) {
	pool := empty.Open(t)
	if _, err := pool.Exec(t.Context(), `
		CREATE SCHEMA x;
		CREATE TABLE x.t (name text, vendor text, year int, low numeric, current bool, at timestamptz, status int2);
		CREATE TABLE x.member (t text, member text);
		INSERT INTO x.member VALUES ('a', 'emea'), ('a', 'apac'), ('b', 'apac');
		INSERT INTO x.t VALUES `+strings.Join(rows, ",")); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		``:                                     "abcd",
		`  `:                                   "abcd",
		`name = "a"`:                           "a",
		`name = a`:                             "a",
		`name != a`:                            "bcd",
		`name > "b"`:                           "cd",
		`vendor = "street*"`:                   "b",
		`vendor = "*t%"`:                       "b",
		`vendor = "*eet*"`:                     "ab",
		`vendor != "*eet*"`:                    "cd",
		`vendor = "*"`:                         "abd",
		`vendor:"STREET_"`:                     "a",
		`vendor:street`:                        "ab",
		`vendor:"\\"`:                          "d",
		`vendor:*`:                             "abd",
		`-vendor:*`:                            "c",
		`vendor != "a\\b"`:                     "abc",
		`NOT vendor = "a\\b"`:                  "abc",
		`year = 2012`:                          "a",
		`year != 2012`:                         "bcd",
		`year >= 2013 AND year < 2014`:         "b",
		`year = (2012 OR 2014)`:                "ad",
		`year != (2012 AND 2014)`:              "bc",
		`low = 0.05`:                           "a",
		`low = "0.050"`:                        "a",
		`low <= -3`:                            "d",
		`low > "-3"`:                           "ab",
		`current = true`:                       "ad",
		`current = false`:                      "b",
		`NOT current = true`:                   "bc",
		`at = "2012-04-24T17:00:00Z"`:          "a",
		`at >= "2012-04-25"`:                   "bd",
		`at < timestamp("2012-04-25")`:         "a",
		`at > "2012-04-24T12:00:00-06:00"`:     "bd",
		`status = GUIDANCE`:                    "bd",
		`status = FACT_STATUS_GUIDANCE`:        "bd",
		`status = "guidance"`:                  "bd",
		`status != GUIDANCE`:                   "ac",
		`status:ACTUAL`:                        "a",
		`member = emea`:                        "a",
		`member != emea`:                       "bcd",
		`member = "*pa*"`:                      "ab",
		`member != "*pa*"`:                     "cd",
		`member:*`:                             "ab",
		`event.q = 1`:                          "b",
		`name = a OR name = b AND year = 2013`: "b", // OR binds closer
		`(name = a) OR (name = b AND year = 2012)`:                       "a",
		`name = a OR name = b OR name = c`:                               "abc",
		`year:* current = true`:                                          "ad",
		`NOT (name = a OR name = b)`:                                     "cd",
		"name = \"x' OR 1=1 --\"":                                        "",
		`name = "\"; DROP TABLE x.t"`:                                    "",
		`(((((((((name = a) OR (name = b)))))))))`:                       "ab",
		strings.Repeat("(", 300) + "name = a" + strings.Repeat(")", 300): "a",
	} {
		condition, err := fields.Parse(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		args := filter.Args{"unused"}
		where := condition.SQL(&args)
		found, err := pool.Query(t.Context(), "SELECT t.name FROM x.t t WHERE $1::text IS NOT NULL AND "+where+" ORDER BY 1", args...)
		if err != nil {
			t.Errorf("%s: %s: %v", text, where, err)
			continue
		}
		names, err := pgx.CollectRows(found, pgx.RowTo[string])
		if got := strings.Join(names, ""); err != nil || got != want {
			t.Errorf("%s: %s selects %q, %v; want %q", text, where, got, err, want)
		}
		got := ""
		for _, item := range items {
			if condition.Holds(item) {
				got += item["name"].(string)
			}
		}
		if got != want {
			t.Errorf("%s: holds for %q, want %q", text, got, want)
		}
	}
}

// TestEquals: the one value that a field must have, where a condition says so.
func TestEquals(t *testing.T) {
	for text, want := range map[string]any{
		`name = a`:                            "a",
		`year > 2012 AND name = a`:            "a",
		`year > 2012 name = a current = true`: "a",
		`name = "a*"`:                         nil,
		`name = (a OR b)`:                     nil,
		`name = a OR year = 2012`:             nil,
		`NOT name = a`:                        nil,
		`vendor = a`:                          nil,
		``:                                    nil,
	} {
		condition, err := fields.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := condition.Equals("name"); got != want || ok != (want != nil) {
			t.Errorf("%s: %v, %v", text, got, ok)
		}
	}
}

// TestFaults: each names what is wrong and where.
func TestFaults(t *testing.T) {
	for text, want := range map[string]string{
		`nme = "a"`:                    `0 there is no field "nme"; there are at, current, event.q, low, member, name, status, vendor, year`,
		`name = a AND yeer = 1`:        `13 there is no field "yeer"`,
		`  yeer = 1`:                   `2 there is no field "yeer"`,
		`"a"`:                          `0 a condition is a field, an operator and a value, such as event.q = 1`,
		`name`:                         `0 a condition is`,
		`year = "x"`:                   `7 year is an integer, not "x"`,
		`year = 1.5`:                   `7 year is an integer, not "1.5"`,
		`year = "9999999999999999999"`: `7 year is an integer`,
		`low = "1e5"`:                  `6 low is a decimal number, not "1e5"`,
		`low = "-"`:                    `6 low is a decimal`,
		`low = "` + strings.Repeat("1", 101) + `"`: `6 low is a decimal`,
		`current = maybe`:                          `10 current is true or false, not "maybe"`,
		`current > true`:                           `10 current knows = and != only`,
		`status = WISH`:                            `9 status is one of ACTUAL, GUIDANCE, not "WISH"`,
		`status < GUIDANCE`:                        `9 status knows = and != only`,
		`at > yesterday`:                           `5 at is a time such as`,
		`at > 2012-04-24`:                          `9 unexpected`,
		`name = `:                                  `the filter ends too early`,
		`name = "a`:                                `unterminated string`,
		`(name = "a"`:                              `expected )`,
		`name = "a")`:                              `unexpected trailing token )`,
		`max(name) = 1`:                            `0 the left side is no field`,
		`any(name)`:                                `0 there is no function "any"`,
		`name = any(b)`:                            `7 the right side of name is no value`,
		"name = \"\xff\"":                          `0 a filter is UTF-8`,
		"name = \"\x00\"":                          `0 a filter is UTF-8`,
		strings.Repeat("(", 2001):                  `2000 a filter has at most 2000 bytes`,
		strings.Repeat("(", 2000):                  `texts, dates and times stand in quotes`,
	} {
		_, err := fields.Parse(text)
		var fault *filter.Error
		if !errors.As(err, &fault) || !strings.Contains(fmt.Sprintf("%d %s", fault.Position, fault.Message), want) {
			t.Errorf("%.60s: %v, want %s", text, err, want)
		}
		if err != nil && len(err.Error()) > 400 {
			t.Errorf("%.60s: %d bytes of message", text, len(err.Error()))
		}
	}
}

// TestZero: without a filter there is no condition.
func TestZero(t *testing.T) {
	condition, err := fields.Parse("")
	if err != nil || !condition.IsZero() {
		t.Errorf("%v %v", condition, err)
	}
	var args filter.Args
	if got := condition.SQL(&args); got != "TRUE" || len(args) != 0 {
		t.Errorf("%s %v", got, args)
	}
}

// FuzzParse: no filter panics, and none puts a byte of its own into SQL.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{`name = a`, `NOT (year >= 2012 OR low = -0.5)`, `member:"x" status != ACTUAL`, `a(b(c(`, `-(-(-1`, `name = "é\"`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		condition, err := fields.Parse(text)
		if err != nil {
			return
		}
		var args filter.Args
		sql := condition.SQL(&args)
		for _, word := range strings.FieldsFunc(sql, func(r rune) bool { return strings.ContainsRune(" ()", r) }) {
			if strings.HasPrefix(word, "$") {
				continue
			}
			if !slices.Contains(strings.Fields("TRUE AND OR IS NOT NULL DISTINCT FROM LIKE ILIKE = != < <= > >= t.name t.vendor t.year t.low t.current t.at t.status m.member m.t % 4 EXISTS SELECT x.member m WHERE"), word) {
				t.Errorf("%q gives %s", text, sql)
			}
		}
	})
}
