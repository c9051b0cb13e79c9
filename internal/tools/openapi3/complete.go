package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// rest.json is what no .proto file says: the title, the probes, and how an error
// looks.
//
//go:embed rest.json
var rest []byte

// complete adds rest.json to the document, gives each operation the error as its
// default answer, describes uploads and downloads, and mends the names of path
// parameters.
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
	for _, path := range []string{"/v1/documents:ingest", "/v1/documents:parse"} {
		if item := mended.Value(path); item != nil && item.Post != nil {
			describeUpload(document, item.Post)
		}
	}
	for path, item := range mended.Map() {
		if strings.HasSuffix(path, "/facts:export") {
			describeDownload(item.Get)
		}
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

const uploadNote = "\n\nA body of any other content type than `application/json` is the document itself, " +
	"and the other fields of the request are query parameters:\n" +
	"`curl --data-binary @call.txt 'http://127.0.0.1:8080/v1/documents:ingest?filename=call.txt&hints.ticker=NWSY'`"

// describeUpload adds to a method that takes a document how the gateway takes
// the document as the body itself: with every field but the content as a query
// parameter.
func describeUpload(document *openapi3.T, operation *openapi3.Operation) {
	operation.Description += uploadNote
	body := operation.RequestBody.Value
	request := body.Content.Get("application/json").Schema
	binary := openapi3.NewStringSchema().WithFormat("binary")
	binary.Description = "The document, 1 byte to 16 MiB."
	body.Content["application/octet-stream"] = openapi3.NewMediaType().WithSchema(binary)
	body.Content["text/plain"] = openapi3.NewMediaType().WithSchema(binary)
	addParameters(document, operation, "", request)
}

// describeDownload says that the gateway answers with a file, not with the
// messages that stream it.
func describeDownload(operation *openapi3.Operation) {
	file := openapi3.NewStringSchema().WithFormat("binary")
	content := openapi3.NewContent()
	for _, kind := range []string{"text/csv", "application/jsonl", "application/vnd.apache.parquet", "application/json", "application/xml"} {
		content[kind] = openapi3.NewMediaType().WithSchema(file)
	}
	operation.Responses.Set("200", &openapi3.ResponseRef{Value: openapi3.NewResponse().WithDescription("The file.").WithContent(content)})
}

// addParameters adds the fields of a schema as query parameters.
func addParameters(document *openapi3.T, operation *openapi3.Operation, prefix string, schema *openapi3.SchemaRef) {
	named := schema
	if schema.Ref != "" {
		named = document.Components.Schemas[strings.TrimPrefix(schema.Ref, "#/components/schemas/")]
	}
	for _, name := range slices.Sorted(maps.Keys(named.Value.Properties)) {
		property := named.Value.Properties[name]
		switch name {
		case "content":
			continue
		case "hints":
			// Its own description stands beside the reference.
			for _, all := range property.Value.AllOf {
				property = all
			}
			addParameters(document, operation, prefix+name+".", property)
			continue
		}
		parameter := openapi3.NewQueryParameter(prefix + name).WithSchema(property.Value)
		parameter.Description = property.Value.Description + " Only with the document as the body."
		operation.AddParameter(parameter)
	}
}

func errorResponse() *openapi3.ResponseRef {
	reference := openapi3.NewSchemaRef("#/components/schemas/Error", nil)
	response := openapi3.NewResponse().WithDescription("What went wrong.").WithJSONSchemaRef(reference)
	return &openapi3.ResponseRef{Value: response}
}
