package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// rest.json is what no .proto file says: the title, the raw upload, the probes,
// and how an error looks.
//
//go:embed rest.json
var rest []byte

// complete adds rest.json to the document, gives each operation the error as its
// default answer, and mends the names of path parameters.
func complete(document *openapi3.T) error {
	// Read without a loader: it refers to schemas of the document.
	var extra openapi3.T
	if err := json.Unmarshal(rest, &extra); err != nil {
		return fmt.Errorf("rest.json: %w", err)
	}
	document.Info, document.Servers = extra.Info, extra.Servers
	maps.Copy(document.Components.Schemas, extra.Components.Schemas)
	mended := openapi3.NewPaths()
	for path, item := range document.Paths.Map() {
		mended.Set(mendParameters(path, item), item)
	}
	for path, item := range extra.Paths.Map() {
		mended.Set(path, item)
	}
	document.Paths = mended
	for _, item := range mended.Map() {
		for _, operation := range item.Operations() {
			operation.Responses.Set("default", errorResponse())
		}
	}
	return nil
}

// mendParameters calls a company a company: the plugin makes the singular of a
// collection's name by cutting its last letter off.
func mendParameters(path string, item *openapi3.PathItem) string {
	for _, operation := range item.Operations() {
		for _, parameter := range operation.Parameters {
			if parameter.Value.In != openapi3.ParameterInPath {
				continue
			}
			if parameter.Value.Name == "companie" {
				parameter.Value.Name = "company"
			}
			parameter.Value.Description = "Id of the " + parameter.Value.Name + "; `-` for any, where the method allows it."
		}
	}
	return strings.ReplaceAll(path, "{companie}", "{company}")
}

func errorResponse() *openapi3.ResponseRef {
	reference := openapi3.NewSchemaRef("#/components/schemas/Error", nil)
	response := openapi3.NewResponse().WithDescription("What went wrong.").WithJSONSchemaRef(reference)
	return &openapi3.ResponseRef{Value: response}
}
