package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// jsonLines reads JSON Lines into a list.
func jsonLines[T any](t testing.TB, out string) (list []T) {
	t.Helper()
	for line := range strings.Lines(out) {
		var v T
		if err := json.Unmarshal([]byte(line), &v); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		list = append(list, v)
	}
	return list
}

// TestQuestions: search, explain and verify answer about what is stored.
func TestQuestions(t *testing.T) {
	in := install(t)
	must(t, "ingest", "--server", in.grpc, sampleDir)
	t.Run("search", in.testSearch)
	t.Run("evidence", in.testEvidence)
	t.Run("reviews", in.testReviews)
}

func (in *installation) testSearch(t *testing.T) {
	type match struct {
		Transcript, Section, SnippetText string
		Speaker                          struct{ Name, Role string }
		Event                            struct{ FiscalYear int }
		Snippet                          struct{ Start int }
		Highlights                       []struct{ Start, End int }
	}
	found := jsonLines[match](t, must(t, "search", "--server", in.grpc, "gross", "margin", "--json", "--limit", "0", "--role", "executive", "--section", "prepared-remarks", "--period", "2023"))
	for _, m := range found {
		if m.Section != "SECTION_PREPARED_REMARKS" || m.Speaker.Role != "SPEAKER_ROLE_EXECUTIVE" || m.Event.FiscalYear != 2023 || len(m.Highlights) == 0 {
			t.Errorf("%+v", m)
		}
		for _, h := range m.Highlights {
			if word := strings.ToLower(m.SnippetText[h.Start-m.Snippet.Start : h.End-m.Snippet.Start]); !strings.HasPrefix(word, "gross") && !strings.HasPrefix(word, "margin") {
				t.Errorf("%q is marked", word)
			}
		}
	}
	if len(found) < 3 {
		t.Errorf("%d turns", len(found))
	}
	if one := jsonLines[match](t, must(t, "search", "--server", in.grpc, "gross margin", "--json", "--company", "northwind-systems", "--call", "2023-q1", "--period", "2023Q1", "--limit", "1")); len(one) != 1 || !strings.Contains(one[0].Transcript, "/northwind-systems/calls/2023-q1/") {
		t.Errorf("%+v", one)
	}
	shown := must(t, "search", "--server", in.grpc, "gross margin", "--company", "northwind-systems", "--speaker", "Ines Castellanos")
	if !strings.Contains(shown, "· Ines Castellanos, ") || !strings.Contains(strings.ToLower(shown), "[gross]") && !strings.Contains(strings.ToLower(shown), "[gross margin]") {
		t.Error(shown)
	}
	if out, errs, code := command(t, "", "search", "--server", in.grpc, "zeppelin"); code != 0 || out != "" || errs != "nothing was said of it\n" {
		t.Errorf("%d %s%s", code, out, errs)
	}
	if _, errs, code := command(t, "", "search", "--server", in.grpc, "margin", "--period", "Q1"); code != 2 || !strings.Contains(errs, "--period") {
		t.Errorf("%d %s", code, errs)
	}
}

func (in *installation) testEvidence(t *testing.T) {
	f := jsonLines[jsonFact](t, must(t, "facts", "--server", in.grpc, "--concept", "revenue", "--json", "--limit", "1"))[0]
	for _, name := range []string{f.Name, shortFact(f.Name)} {
		out := must(t, "explain", "--server", in.grpc, name)
		if !strings.HasPrefix(out, f.Name+"\n") || !strings.Contains(out, f.Evidence.Quote) || !strings.Contains(out, "RULE") {
			t.Error(out)
		}
	}
	var explained struct{ Fact jsonFact }
	if err := json.Unmarshal([]byte(must(t, "explain", "--server", in.grpc, "--json", f.Name)), &explained); err != nil || explained.Fact.Name != f.Name {
		t.Errorf("%v %+v", err, explained)
	}
	if out := must(t, "verify", "--server", in.grpc, f.Name); out != "1 fact verified, 0 not\n" {
		t.Error(out)
	}
	for _, arg := range []string{"northwind-systems", "northwind-systems/2023-q1", strings.Split(shortFact(f.Name), "/")[0]} {
		out, errs, code := command(t, "", "verify", "--server", in.grpc, arg)
		shown := strings.Count(out, "\n") - 1 // those of which another quantity comes out
		if !strings.HasSuffix(out, fmt.Sprintf(" verified, %d not\n", shown)) || (code == 1) != (shown > 0) || code > 1 || shown > 5 {
			t.Errorf("%s: %d %s%s", arg, code, out, errs)
		}
	}
	if _, errs, code := command(t, "", "verify", "--server", in.grpc, "0123456789abcdef/0123456789abcdef"); code != 2 || !strings.Contains(errs, "FACT_NOT_FOUND") {
		t.Errorf("%d %s", code, errs)
	}
}

func (in *installation) testReviews(t *testing.T) {
	facts := jsonLines[jsonFact](t, must(t, "facts", "--server", in.grpc, "--json", "--limit", "3", "--call", "2023-q1"))
	must(t, "review", "accept", "--server", in.grpc, "--author", "mira", facts[0].Name)
	must(t, "review", "reject", "--server", in.grpc, "--author", "mira", "--reason", "an example", shortFact(facts[1].Name))
	must(t, "review", "correct", "--server", in.grpc, "--author", "jonas", "--reason", "another period", "--period", "2023Q2", "--basis", "non-gaap", facts[2].Name)
	type review struct {
		Name, Verdict, Author, Reason string
		Correction                    struct {
			Period struct{ Label string }
			Basis  string
		}
	}
	said := jsonLines[review](t, must(t, "review", "list", "--server", in.grpc, "--json"))
	if len(said) != 3 || said[0].Author != "jonas" || said[0].Correction.Period.Label != "2023Q2" || said[0].Correction.Basis != "BASIS_NON_GAAP" ||
		said[1].Verdict != "REVIEW_VERDICT_REJECTED" || !strings.HasPrefix(said[2].Name, facts[0].Name+"/reviews/") {
		t.Errorf("%+v", said)
	}
	if out := must(t, "review", "list", "--server", in.grpc, facts[1].Name); strings.Count(out, "\n") != 2 || !strings.Contains(out, "an example") {
		t.Error(out)
	}
	if accepted := jsonLines[jsonFact](t, must(t, "facts", "--server", in.grpc, "--json", "--filter", "verdict = ACCEPTED")); len(accepted) != 1 || accepted[0].Name != facts[0].Name {
		t.Errorf("%+v", accepted)
	}
	for _, args := range [][]string{{"reject", facts[0].Name}, {"correct", facts[0].Name, "--reason", "x", "--basis", "ifrs"}, {"correct", facts[0].Name, "--reason", "x"}} {
		if _, errs, code := command(t, "", append([]string{"review", args[0], "--server", in.grpc}, args[1:]...)...); code != 2 {
			t.Errorf("%q: %d %s", args, code, errs)
		}
	}
}

// TestCorrections: transcripts are moved, parsed again and deleted, companies
// updated and merged.
func TestCorrections(t *testing.T) {
	in := install(t)
	must(t, "ingest", "--server", in.grpc, filepath.Join(sampleDir, "northwind-2023-q1.txt"), filepath.Join(sampleDir, "northwind-2023-q2.txt"))
	content, err := os.ReadFile(filepath.Join(sampleDir, "northwind-2023-q3.txt"))
	if err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(folder(t), "other.txt")
	if err := os.WriteFile(other, []byte(strings.NewReplacer("Northwind Systems", "Norwind Sytems", "NWSY", "NRWS").Replace(string(content))), 0o644); err != nil {
		t.Fatal(err)
	}
	must(t, "ingest", "--server", in.grpc, other)

	if out := must(t, "companies", "update", "--server", in.grpc, "norwind-sytems", "--display-name", "Norwind", "--alias", "Northwind misspelt"); out != "companies/norwind-sytems\n" {
		t.Error(out)
	}
	if out := must(t, "companies", "merge", "--server", in.grpc, "norwind-sytems", "northwind-systems"); out != "companies/northwind-systems\n" {
		t.Error(out)
	}
	if out := must(t, "companies", "--server", in.grpc, "--json"); strings.Count(out, "\n") != 1 || !strings.Contains(out, `"callCount":3`) {
		t.Error(out)
	}
	if _, errs, code := command(t, "", "companies", "update", "--server", in.grpc, "northwind-systems"); code != 2 || !strings.Contains(errs, "name a field") {
		t.Errorf("%d %s", code, errs)
	}

	type transcript struct{ Name string }
	before := jsonLines[transcript](t, must(t, "transcripts", "--server", in.grpc, "northwind-systems/2023-q2", "--json"))[0].Name
	id := before[strings.LastIndexByte(before, '/')+1:]
	if out := must(t, "transcripts", "move", "--server", in.grpc, id, "northwind-systems/2023-q4"); out != "companies/northwind-systems/calls/2023-q4/transcripts/"+id+"\n" {
		t.Error(out)
	}
	if out := must(t, "transcripts", "reparse", "--server", in.grpc, "northwind-systems", "--force"); !strings.HasSuffix(out, "3 transcripts parsed again, 0 changed, 0 failed\n") {
		t.Error(out)
	}
	if out := must(t, "transcripts", "reparse", "--server", in.grpc); out != "0 transcripts parsed again, 0 changed, 0 failed\n" {
		t.Error(out)
	}
	out, errs, code := command(t, "", "transcripts", "delete", "--server", in.grpc, id, "northwind-systems/2023-q1", "0123456789abcdef")
	if code != 1 || out != "deleted companies/-/calls/-/transcripts/"+id+"\n" || !strings.Contains(errs, "TRANSCRIPT_NOT_FOUND") || !strings.Contains(errs, "name the transcript itself") {
		t.Errorf("%d %s%s", code, out, errs)
	}
	if out := must(t, "transcripts", "--server", in.grpc); strings.Count(out, "\n") != 3 || strings.Contains(out, id) {
		t.Error(out)
	}
}
