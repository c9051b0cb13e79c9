# The two commands of the README are `make run` and `make test`; the others are
# for those who change the project. Everything needs Go, git and make alone:
# the tools come from the Go module proxy, pinned by go.sum and tools/go.sum.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := build

BUF := go tool -modfile=tools/go.mod buf

.PHONY: build
build: ## builds every binary into bin/
	go build -trimpath -o bin/ ./cmd/...

.PHONY: protodeps
protodeps: ## the .proto files that ours import, printed from the linked Go packages
	go run ./internal/tools/protodeps build/protodeps

.PHONY: generate
generate: protodeps ## writes gen/ from proto/
	$(BUF) generate
	go run ./internal/tools/openapi3 build/openapiv2/callfacts.swagger.json gen/openapi

.PHONY: lint-proto
lint-proto: protodeps ## lint, format, and no break against the last tag
	$(BUF) lint
	$(BUF) format --diff --exit-code proto
	scripts/proto-breaking
