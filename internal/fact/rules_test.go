package fact_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/callfacts/callfacts/internal/fact"
)

// TestEveryRuleHasACase: each rule that the sources name takes part in a reading
// of testdata/cases.txt.
func TestEveryRuleHasACase(t *testing.T) {
	taken := make(map[string]bool)
	for _, b := range readBlocks(t, casesFile) {
		if b.said == "" {
			continue
		}
		for _, f := range fact.Standard().Extract(parse(t, b.call())).Facts {
			for _, s := range f.Rules {
				taken[s.Rule] = true
			}
		}
	}
	names := ruleNames(t)
	if len(names) < 10 {
		t.Fatalf("found only the rules %v", names)
	}
	for _, name := range names {
		if !taken[name] {
			t.Errorf("no case is read by the rule %s", name)
		}
	}
}

var (
	oneRule  = regexp.MustCompile(`Rule: "([a-z-]+)"`)
	allRules = regexp.MustCompile(`linkRules = \[\.\.\.\]string\{([^}]*)\}`)
)

// ruleNames are the rules that the sources of the package name.
func ruleNames(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range oneRule.FindAllStringSubmatch(string(source), -1) {
			names = append(names, m[1])
		}
		for _, m := range allRules.FindAllStringSubmatch(string(source), -1) {
			for _, name := range strings.Split(m[1], ",") {
				if name = strings.Trim(strings.TrimSpace(name), `"`); name != "" {
					names = append(names, name)
				}
			}
		}
	}
	return names
}
