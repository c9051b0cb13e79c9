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

.PHONY: clients
clients: ## packages of Python, TypeScript and Java in build/clients, for what is installed or can be
	scripts/clients

.PHONY: lint-proto
lint-proto: protodeps ## lint, format, and no break against the last tag
	$(BUF) lint
	$(BUF) format --diff --exit-code proto
	scripts/proto-breaking

.PHONY: run
run: ## builds, serves, ingests samples/ (or FILES="..."), shows the facts, keeps serving
	@FILES='$(FILES)' scripts/run

.PHONY: test
test: ## every test, with a real PostgreSQL and the race detector; installs what it needs
	scripts/test

.PHONY: chaos
chaos: ## kills, restarts, cuts and fills what callfacts runs on under an ingest, and counts (scripts/chaos)
	scripts/chaos

.PHONY: load
load: ## ingests and reads at once for a minute, or until INGESTS documents: percentiles, errors, memory
	scripts/load

.PHONY: lint
lint: lint-proto ## lint-proto, formatting and the Go linters
	go tool -modfile=tools/lint/go.mod golangci-lint run ./...

.PHONY: format
format: ## formats Go and proto
	go tool -modfile=tools/lint/go.mod golangci-lint fmt ./...
	$(BUF) format -w proto

.PHONY: check-generated
check-generated: generate ## fails where gen/ is not what proto/ gives
	@changed=$$(git status --porcelain -- gen); if [ -n "$$changed" ]; then \
		echo "gen/ is not what make generate writes:"; echo "$$changed"; git --no-pager diff --stat -- gen; exit 1; fi

.PHONY: bench
bench: ## every benchmark, for BENCHTIME (1s) each; CALLS_DIR names a folder of calls to read too
	go test -run '^$$' -bench . -benchmem -benchtime $(or $(BENCHTIME),1s) ./...

.PHONY: growth
growth: ## how an installation grows with its calls, as a table (CALLS=10,100,1000,10000)
	scripts/growth

.PHONY: fuzz
fuzz: ## every fuzz test for FUZZTIME (10s) each
	FUZZTIME=$(FUZZTIME) scripts/fuzz

.PHONY: k8s-check
k8s-check: ## builds the overlays of deploy/k8s and checks them
	go test -C tools/k8s -count=1 .
	go run -C tools/k8s . ../../deploy/k8s

.PHONY: k8s-apply
k8s-apply: ## applies the overlays to a real API server, which is built for it (many minutes at first)
	rm -rf build/k8s
	go run -C tools/k8s . -out ../../build/k8s ../../deploy/k8s
	MANIFESTS=$(CURDIR)/build/k8s go test -C tools/apiserver -vet=off -count=1 -timeout 30m .

.PHONY: image
image: ## an image of the binaries from scratch, by buildah
	deploy/image/build

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
