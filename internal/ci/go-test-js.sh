#!/usr/bin/env bash
# Runs the Go tests of every package that a WebAssembly build may contain in
# Node. go_js_wasm_exec hands the whole environment to the program, which has
# 8 KB for it: only what Go needs is passed on.
set -euo pipefail
exec=$(go env GOROOT)/lib/wasm/go_js_wasm_exec
packages=$(GOOS=js GOARCH=wasm go list -f '{{if or .TestGoFiles .XTestGoFiles}}{{.ImportPath}}{{end}}' ./engine/... ./storage/... ./internal/jsx/...)
# shellcheck disable=SC2086 # a list of words
env -i PATH="$PATH" HOME="$HOME" GOOS=js GOARCH=wasm \
  GOPATH="$(go env GOPATH)" GOCACHE="$(go env GOCACHE)" GOPROXY="$(go env GOPROXY)" GOFLAGS="$(go env GOFLAGS)" \
  go test -v "$@" -short -timeout 15m -exec "$exec" $packages
