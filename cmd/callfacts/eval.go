package main

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/callfacts/callfacts/internal/eval"
)

func evalCommand(s streams) *cobra.Command {
	c := &cobra.Command{
		Use:   "eval",
		Short: "Tell how well files are read",
	}
	holdsOthers(c)
	examples := 1
	coverage := &cobra.Command{
		Use:   "coverage FILE|DIR...",
		Short: "What became of every numeral; the unresolved ones by kind, most frequent first",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, paths []string) error {
			files, err := readAll(paths)
			if err != nil {
				return err
			}
			fmt.Fprint(s.out, eval.Coverage(files).Table(examples))
			return nil
		},
	}
	coverage.Flags().IntVar(&examples, "examples", 1, "how many sentences to show of each kind")
	c.AddCommand(coverage, &cobra.Command{
		Use:   "parse FILE|DIR...",
		Short: "A table of the layouts: files, turns, speech of named speakers, exchanges, what was not understood",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, paths []string) error {
			files, err := readAll(paths)
			if err != nil {
				return err
			}
			fmt.Fprint(s.out, eval.Parse(files))
			return nil
		},
	})
	return c
}

// readAll reads files, and those below folders, in the order of the paths and
// of names.
func readAll(paths []string) ([]eval.File, error) {
	names, err := expand(paths)
	if err != nil {
		return nil, err
	}
	files := make([]eval.File, len(names))
	for i, name := range names {
		content, err := readFile(name, strings.NewReader(""))
		if err != nil {
			return nil, err
		}
		files[i] = eval.File{Name: name, Data: content}
	}
	return files, nil
}

// expand replaces folders by the files below them, hidden ones left out.
func expand(paths []string) ([]string, error) {
	var names []string
	for _, p := range paths {
		if p == "-" {
			names = append(names, p)
			continue
		}
		err := filepath.WalkDir(p, func(name string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case name != p && strings.HasPrefix(entry.Name(), "."):
				if entry.IsDir() {
					return filepath.SkipDir
				}
				return nil
			case entry.IsDir():
				return nil
			}
			names = append(names, name)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return names, nil
}
