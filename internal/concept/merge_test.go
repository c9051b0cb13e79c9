package concept_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/callfacts/callfacts/internal/concept"
	"github.com/callfacts/callfacts/internal/phrase"
	"github.com/callfacts/callfacts/internal/token"
)

const base = `
revenue: Revenue; money; flow; -
  {total|net|} revenue(s), sales
orders: Orders; money; flow; -
  order(s), booking(s)
none:
  sales force
`

func parse(t *testing.T, text string) *concept.Taxonomy {
	t.Helper()
	parsed, err := concept.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

// meanings is what each phrase of a taxonomy stands for.
func meanings(t *testing.T, taxonomy *concept.Taxonomy) map[string]string {
	t.Helper()
	all := make(map[string]string)
	add := func(id string, patterns []string) {
		for _, pattern := range patterns {
			phrases, err := phrase.Expand(pattern)
			if err != nil {
				t.Error(err)
			}
			for _, p := range phrases {
				if other, ok := all[p]; ok && other != id {
					t.Errorf("%q names both %s and %s", p, other, id)
				}
				all[p] = id
			}
		}
	}
	for _, c := range taxonomy.Concepts {
		add(c.ID, c.Phrases)
	}
	add("none", taxonomy.None)
	return all
}

func TestMerge(t *testing.T) {
	standard := parse(t, base)
	merged, err := standard.Merge(parse(t, `
active_devices: Active devices; count devices; instant; -
  active {device(s)|units}, bookings
revenue: Anything; money; instant; x:Y
  top line, sales force
none:
  net revenue
`))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"total revenue": "revenue", "total revenues": "revenue", "revenue": "revenue", "revenues": "revenue", "sales": "revenue",
		"net revenue": "none", "net revenues": "revenue", "top line": "revenue", "sales force": "revenue",
		"order": "orders", "orders": "orders", "booking": "orders", "bookings": "active_devices",
		"active device": "active_devices", "active devices": "active_devices", "active units": "active_devices",
	}
	if got := meanings(t, merged); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	if r := merged.Concepts[merged.Find("revenue")]; r.Label != "Revenue" || r.Instant || r.XBRL != "" {
		t.Errorf("%+v", r)
	}
	if !slices.IsSortedFunc(merged.Concepts, func(a, b concept.Concept) int { return strings.Compare(a.ID, b.ID) }) {
		t.Errorf("%v", merged.Concepts)
	}
	if !reflect.DeepEqual(standard, parse(t, base)) {
		t.Errorf("the standard taxonomy has changed: %+v", standard)
	}
}

func TestMergeErrors(t *testing.T) {
	for text, want := range map[string]string{
		"revenue: R; percent; flow; -\n  top line":                        "another unit",
		"a: A; money; flow; -\n  thing\nb: B; money; flow; -\n  thing(s)": "names both a and b",
		"a: A; money; flow; -\n  thing\nnone:\n  things, thing":           "names both a and none",
		"a: A; money; flow; -\n  thing {x":                                "no }",
		"a: A; money; flow; -\n  {x|}":                                    "empty phrase",
		"a: A; money; flow; -; percent=nowhere\n  thing":                  "which is not there",
	} {
		if _, err := parse(t, base).Merge(parse(t, text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

// TestMergeStandard: a merged taxonomy is one that the extractor takes.
func TestMergeStandard(t *testing.T) {
	merged, err := concept.Standard().Merge(parse(t, "devices: Devices; count devices; instant; -\n  fleet size, revenue per user"))
	if err != nil {
		t.Fatal(err)
	}
	lexicon := phrase.New[string](token.NewVocabulary())
	for p, id := range meanings(t, merged) {
		if err := lexicon.Add(strings.TrimPrefix(p, "^"), func(string, bool) string { return id }); err != nil {
			t.Error(err)
		}
	}
}
