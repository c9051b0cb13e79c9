// Command k8s checks the Kubernetes manifests: it builds every kustomization
// below a folder, validates each object strictly against the schemas of
// Kubernetes itself, and then asks what no schema can: do selectors find pods,
// ports exist, Secrets and ConfigMaps hold the keys that are read, accounts exist;
// and what kube-score thinks of it.
//
//	k8s [-out FOLDER] DIR
//
// With -out the objects of the overlays, and the definitions of the kinds that
// Kubernetes itself does not know, are written there, one a file, as they are applied.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
)

func main() {
	out := flag.String("out", "", "where to write what is applied; nowhere if empty")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: k8s [-out FOLDER] DIR")
		os.Exit(2)
	}
	if err := run(flag.Arg(0), *out); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(root, out string) error {
	dirs, err := kustomizations(root)
	if err != nil {
		return err
	}
	if len(dirs) == 0 {
		return fmt.Errorf("no kustomization below %s", root)
	}
	schemas, err := loadSchemas()
	if err != nil {
		return err
	}
	var failures []error
	for _, dir := range dirs {
		objects, err := build(dir)
		if err != nil {
			return fmt.Errorf("%s: %w", dir, err)
		}
		found := schemas.problems(objects, filepath.Base(dir) == "development")
		for _, problem := range found {
			failures = append(failures, fmt.Errorf("%s: %w", dir, problem))
		}
		fmt.Printf("%s: %d objects, %d problems\n", dir, len(objects), len(found))
		if out != "" && filepath.Base(filepath.Dir(dir)) == "overlays" {
			if err := write(filepath.Join(out, "overlays", filepath.Base(dir)), objects); err != nil {
				return err
			}
		}
	}
	if out != "" {
		if err := writeCustom(filepath.Join(out, "definitions")); err != nil {
			return err
		}
	}
	return errors.Join(failures...)
}

// problems are those of an overlay. One that stands alone brings its Secrets, and
// has one pod of each.
func (s *schemas) problems(objects []object, alone bool) []error {
	return slices.Concat(s.validate(objects), references(objects, !alone), kubeScore(objects, alone))
}

func kustomizations(root string) (dirs []string, err error) {
	err = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && entry.Name() == "components": // parts of overlays, which are checked
			return fs.SkipDir
		case entry.Name() == "kustomization.yaml":
			dirs = append(dirs, filepath.Dir(path))
		}
		return nil
	})
	return dirs, err
}

// build returns the objects of a kustomization as kubectl would apply them.
func build(dir string) ([]object, error) {
	built, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(filesys.MakeFsOnDisk(), dir)
	if err != nil {
		return nil, err
	}
	var objects []object
	for _, resource := range built.Resources() {
		content, err := resource.Map()
		if err != nil {
			return nil, err
		}
		raw, err := resource.AsYAML()
		if err != nil {
			return nil, err
		}
		objects = append(objects, object{node: node{content}, yaml: raw})
	}
	return objects, nil
}
