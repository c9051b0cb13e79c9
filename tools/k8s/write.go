package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// write writes objects to files, in the order in which they are applied.
func write(dir string, objects []object) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for i, o := range objects {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%03d.yaml", i)), o.yaml, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// writeCustom writes the definitions of custom kinds.
func writeCustom(dir string) error {
	files, err := customFiles()
	if err != nil {
		return err
	}
	var definitions []object
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		definitions = append(definitions, object{yaml: raw})
	}
	return write(dir, definitions)
}
