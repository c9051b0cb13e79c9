package main

import (
	"encoding/json"
	"strings"
	"testing"
)

const swagger = `{
  "swagger": "2.0", "info": {"title": "x", "version": "x"},
  "paths": {"/v1/companies/{companie}": {"get": {
    "operationId": "GetCompany",
    "parameters": [{"name": "companie", "in": "path", "required": true, "type": "string"}],
    "responses": {"200": {"description": "fine", "schema": {"$ref": "#/definitions/IngestDocumentResponse"}}}
  }}, "/v1/documents:ingest": {"post": {
    "operationId": "IngestDocument",
    "consumes": ["application/json"],
    "parameters": [{"name": "body", "in": "body", "required": true, "schema": {"$ref": "#/definitions/IngestDocumentRequest"}}],
    "responses": {"200": {"description": "fine", "schema": {"$ref": "#/definitions/IngestDocumentResponse"}}}
  }}},
  "definitions": {
    "IngestDocumentResponse": {"type": "object"},
    "IngestDocumentRequest": {"type": "object", "properties": {
      "content": {"type": "string"}, "filename": {"type": "string"}, "hints": {"$ref": "#/definitions/DocumentHints"}
    }},
    "DocumentHints": {"type": "object", "properties": {"ticker": {"type": "string"}}}
  }
}`

func TestConvert(t *testing.T) {
	first, err := convert([]byte(swagger))
	if err != nil {
		t.Fatal(err)
	}
	second, err := convert([]byte(swagger))
	if err != nil || string(first) != string(second) {
		t.Errorf("the same input gives another document: %v", err)
	}
	var document struct {
		OpenAPI string
		Paths   map[string]map[string]struct {
			Parameters  []struct{ Name string }
			RequestBody struct{ Content map[string]json.RawMessage }
			Responses   map[string]json.RawMessage
		}
	}
	if err := json.Unmarshal(first, &document); err != nil {
		t.Fatal(err)
	}
	get := document.Paths["/v1/companies/{company}"]["get"]
	if document.OpenAPI != "3.0.3" || len(get.Parameters) != 1 || get.Parameters[0].Name != "company" {
		t.Errorf("%+v", document)
	}
	if !strings.Contains(string(get.Responses["default"]), "#/components/schemas/Error") {
		t.Errorf("default answer %s", get.Responses["default"])
	}
	ingest := document.Paths["/v1/documents:ingest"]["post"]
	if _, ok := ingest.RequestBody.Content["application/octet-stream"]; !ok {
		t.Error("the upload is not in it")
	}
	var names []string
	for _, parameter := range ingest.Parameters {
		names = append(names, parameter.Name)
	}
	if got := strings.Join(names, " "); got != "filename hints.ticker" {
		t.Errorf("parameters of the upload: %s", got)
	}
}

// TestConvertRefuses: a reference that leads nowhere does not get through.
func TestConvertRefuses(t *testing.T) {
	broken := strings.Replace(swagger, `"IngestDocumentResponse": {"type"`, `"Other": {"type"`, 1)
	if _, err := convert([]byte(broken)); err == nil {
		t.Error("it is taken")
	}
}
