#!/usr/bin/env bash
# Fails if a Go file is not formatted.
set -euo pipefail
files=$(git ls-files --cached --others --exclude-standard '*.go')
# shellcheck disable=SC2086 # file names have no spaces
unformatted=$(gofmt -l $files)
if [ -n "$unformatted" ]; then
  printf 'not formatted (gofmt -w):\n%s\n' "$unformatted"
  exit 1
fi
