package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// customKinds are the modules whose folders hold the definitions of the kinds
// that Kubernetes itself does not know.
var customKinds = []module{
	{
		version: "sigs.k8s.io/gateway-api@v1.4.0",
		sum:     "h1:ZwlNM6zOHq0h3WUX2gfByPs2yAEsy/EenYJB78jpQfQ=",
		folder:  "config/crd/standard",
	},
	{
		version: "github.com/prometheus-operator/prometheus-operator@v0.85.0",
		sum:     "h1:M5xLCLEoaW2IJfnuCwFzzpL+jSVQu3KGT84Pye+fW8s=",
		folder:  "example/prometheus-operator-crd",
	},
}

// loadCustom adds the schemas of custom kinds.
func (s *schemas) loadCustom() error {
	files, err := customFiles()
	if err != nil {
		return err
	}
	for _, file := range files {
		if err := s.addCustom(file); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	return nil
}

// customFiles are the files of the definitions.
func customFiles() (all []string, err error) {
	for _, m := range customKinds {
		dir, err := m.download()
		if err != nil {
			return nil, err
		}
		files, err := filepath.Glob(filepath.Join(dir, "*.yaml"))
		if err != nil || len(files) == 0 {
			return nil, fmt.Errorf("%s has no definitions in %s (%w)", m.version, m.folder, err)
		}
		all = append(all, files...)
	}
	return all, nil
}

func (s *schemas) addCustom(file string) error {
	raw, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var content map[string]any
	if err := yaml.Unmarshal(raw, &content); err != nil {
		return err
	}
	definition := node{content}
	group, kind := definition.text("spec", "group"), definition.text("spec", "names", "kind")
	for _, version := range definition.list("spec", "versions") {
		schema, _ := version.at("schema", "openAPIV3Schema").value.(map[string]any)
		if schema == nil {
			continue
		}
		name := strings.Join([]string{group, version.text("name"), kind}, ".")
		harden(schema)
		if properties, ok := schema["properties"].(map[string]any); ok {
			// The API server knows what metadata holds; these files do not say.
			properties["metadata"] = map[string]any{"$ref": "#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"}
		}
		s.definitions[name] = schema
		s.byKind[group+"/"+version.text("name")+" "+kind] = name
	}
	return nil
}

// harden refuses unknown fields throughout a structural schema, and turns what
// only the API server understands into JSON Schema.
func harden(schema map[string]any) {
	if schema["x-kubernetes-int-or-string"] == true {
		schema["type"] = []any{"string", "integer"}
		delete(schema, "anyOf")
	}
	properties, _ := schema["properties"].(map[string]any)
	if properties != nil && schema["additionalProperties"] == nil && schema["x-kubernetes-preserve-unknown-fields"] != true {
		schema["additionalProperties"] = false
	}
	for _, property := range properties {
		hardenBelow(property)
	}
	hardenBelow(schema["items"])
	hardenBelow(schema["additionalProperties"])
}

func hardenBelow(value any) {
	if schema, ok := value.(map[string]any); ok {
		harden(schema)
	}
}
