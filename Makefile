# Everything a contributor or CI does with this repository. `make` prints help.

.DEFAULT_GOAL := help
.PHONY: help demo test test-go test-js test-browser test-worker lint fmt bench bench-storage bench-browser bench-micro fuzz torture size golden docs clean check-tools package
SHELL := bash
CI_RUN := node internal/ci/run.mjs
FUZZTIME ?= 10s
PORT ?= 8080
FOR ?= 10m

help: ## print this help
	@printf 'Aurora: a real-time document database in Go.\n\n'
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/\1\t\2/' | while IFS=$$'\t' read -r target text; do printf '  make %-13s %s\n' "$$target" "$$text"; done

demo: check-tools ## build everything and serve the demo on http://localhost:8080
	@PORT=$(PORT) bash internal/ci/demo.sh

test: check-tools ## run every check: Go, Node, Chromium, Firefox, workerd, lint, sizes
	@$(CI_RUN) test

test-go: check-tools ## Go tests with -race, and those of the WebAssembly packages in Node
	@$(CI_RUN) test-go

test-js: check-tools ## build the npm package; its types, checks and tests in Node
	@$(CI_RUN) test-js

test-browser: check-tools ## the package and the demo in Chromium, the package in Firefox (installed if they are missing)
	@$(CI_RUN) test-browser

test-worker: check-tools ## the Worker in workerd
	@$(CI_RUN) test-worker

lint: check-tools ## go vet and staticcheck for both targets, tsc, publint, attw
	@$(CI_RUN) lint

fmt: ## format the Go files
	@gofmt -w $$(git ls-files '*.go')

bench: ## compare the database with its peers in one Markdown table (BENCHFLAGS: -docs -peers -rows -turns -growth -memory)
	cd bench && go run -ldflags '-X github.com/ncruces/go-sqlite3/driver.driverName=' ./engine $(BENCHFLAGS)
	cd bench && go run ./search
	cd bench && go run ./language

bench-storage: ## compare the file medium with pebble and bbolt (BENCHFLAGS: -n -value -only)
	cd bench && go run ./storage $(BENCHFLAGS)

bench-browser: package ## the page in Chromium, and IndexedDB with and without the storage core
	@bash internal/ci/browser.sh chromium CHROMIUM
	npm run --silent --prefix js bench
	npm run --silent --prefix js bench:storage

bench-micro: ## run the Go benchmarks once each, with memory figures
	go test -run '^$$' -bench . -benchmem ./engine/... ./storage/...
	cd bench && go test -run '^$$' -bench . -benchmem ./micro

fuzz: ## run each fuzz target for FUZZTIME (10s)
	@FUZZTIME=$(FUZZTIME) bash internal/ci/fuzz.sh

torture: ## repeat the proofs with new seeds until FOR (10m) has passed
	@FOR=$(FOR) bash internal/ci/torture.sh

size: check-tools package ## build the WebAssembly programs and print their sizes

package:
	@npm ci --prefix js --no-audit --no-fund --silent && node npm/build.mjs

golden: ## rewrite the golden files of the tests that have some
	@bash internal/ci/golden.sh

docs: ## generate docs/errors.md and the TypeScript table of codes
	go run ./internal/codegen/errorcodes

clean: ## remove what was built
	rm -rf .build npm/dist examples/*/dist

check-tools:
	@bash internal/ci/tools.sh
