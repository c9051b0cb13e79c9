package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/yannh/kubeconform/pkg/resource"
	"github.com/yannh/kubeconform/pkg/validator"
)

// kubernetes holds the schemas of the API server itself. The module cannot be
// required by go.mod (its own one replaces half its dependencies), so it is
// pinned here, as those of custom kinds are.
var kubernetes = module{
	version: "k8s.io/kubernetes@v1.34.0",
	sum:     "h1:NvUrwPAVB4W3mSOpJ/RtNGHWWYyUP/xPaX5rUSpzA0w=",
	folder:  "api/openapi-spec",
}

// module is a folder of a Go module that is read, not built.
type module struct{ version, sum, folder string }

// download returns where the folder is, once the module's sum has been checked.
func (m module) download() (string, error) {
	out, err := exec.Command("go", "mod", "download", "-json", m.version).Output()
	if err != nil {
		return "", fmt.Errorf("download %s: %w: %s", m.version, err, out)
	}
	var got struct{ Dir, Sum string }
	if err := json.Unmarshal(out, &got); err != nil {
		return "", err
	}
	if got.Sum != m.sum {
		return "", fmt.Errorf("%s has the sum %s, not %s", m.version, got.Sum, m.sum)
	}
	return filepath.Join(got.Dir, filepath.FromSlash(m.folder)), nil
}

// schemas validates objects against the definitions of the API server.
type schemas struct {
	definitions map[string]map[string]any
	byKind      map[string]string
}

func loadSchemas() (*schemas, error) {
	dir, err := kubernetes.download()
	if err != nil {
		return nil, err
	}
	raw, err := os.ReadFile(filepath.Join(dir, "swagger.json"))
	if err != nil {
		return nil, err
	}
	var swagger struct {
		Definitions map[string]map[string]any `json:"definitions"`
	}
	if err := json.Unmarshal(raw, &swagger); err != nil {
		return nil, err
	}
	s := &schemas{definitions: swagger.Definitions, byKind: map[string]string{}}
	for name, definition := range s.definitions {
		s.index(name, definition)
		tighten(name, definition)
	}
	return s, s.loadCustom()
}

// index remembers which definition is that of a kind.
func (s *schemas) index(name string, definition map[string]any) {
	kinds, _ := definition["x-kubernetes-group-version-kind"].([]any)
	if len(kinds) != 1 { // DeleteOptions and the like belong to many groups
		return
	}
	kind := node{kinds[0]}
	version := strings.TrimPrefix(kind.text("group")+"/"+kind.text("version"), "/")
	s.byKind[version+" "+kind.text("kind")] = name
}

// tighten refuses unknown fields, and says in JSON Schema what swagger says in
// formats of its own.
func tighten(name string, definition map[string]any) {
	switch {
	case strings.HasSuffix(name, ".IntOrString"), strings.HasSuffix(name, ".Quantity"):
		definition["type"] = []any{"string", "number"}
		delete(definition, "format")
	case definition["properties"] != nil && definition["additionalProperties"] == nil:
		definition["additionalProperties"] = false
	}
}

// validate writes one schema a kind, with the definitions that it needs, and
// has kubeconform do the rest.
func (s *schemas) validate(objects []object) (problems []error) {
	dir, err := os.MkdirTemp("", "callfacts-schemas-")
	if err != nil {
		return []error{err}
	}
	defer os.RemoveAll(dir)
	for _, o := range objects {
		if err := s.write(dir, o); err != nil {
			return []error{err}
		}
	}
	check, err := validator.New([]string{dir + "/{{.ResourceKind}}{{.KindSuffix}}.json"}, validator.Opts{Strict: true})
	if err != nil {
		return []error{err}
	}
	for _, o := range objects {
		result := check.ValidateResource(resource.Resource{Path: o.name(), Bytes: o.yaml})
		if result.Status == validator.Valid {
			continue
		}
		if result.Err == nil {
			result.Err = errors.New("was not validated")
		}
		problems = append(problems, fmt.Errorf("%s: %w", o.id(), result.Err))
	}
	return problems
}

func (s *schemas) write(dir string, o object) error {
	version := o.text("apiVersion")
	name, ok := s.byKind[version+" "+o.kind()]
	if !ok {
		return fmt.Errorf("%s: Kubernetes knows no %s %s", o.id(), version, o.kind())
	}
	needed := map[string]map[string]any{}
	s.closure(name, needed)
	schema, err := json.Marshal(map[string]any{"$ref": "#/definitions/" + name, "definitions": needed})
	if err != nil {
		return err
	}
	// The file's name as kubeconform makes it: kind, first part of the group, version.
	suffix := version
	if group, rest, found := strings.Cut(version, "/"); found {
		group, _, _ = strings.Cut(group, ".")
		suffix = group + "-" + rest
	}
	file := strings.ToLower(o.kind()) + "-" + strings.ToLower(suffix) + ".json"
	return os.WriteFile(filepath.Join(dir, file), schema, 0o600)
}

// closure collects a definition and all that it refers to.
func (s *schemas) closure(name string, into map[string]map[string]any) {
	if into[name] != nil {
		return
	}
	into[name] = s.definitions[name]
	var visit func(any)
	visit = func(value any) {
		switch v := value.(type) {
		case map[string]any:
			if ref, ok := v["$ref"].(string); ok {
				s.closure(strings.TrimPrefix(ref, "#/definitions/"), into)
			}
			for _, inner := range v {
				visit(inner)
			}
		case []any:
			for _, inner := range v {
				visit(inner)
			}
		}
	}
	visit(map[string]any(s.definitions[name]))
}
