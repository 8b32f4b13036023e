#!/usr/bin/env bash
# Rewrites golden files: runs the tests of packages that know the flag -rewrite.
set -euo pipefail
packages=$(grep -rl --include='*_test.go' 'flag.Bool("rewrite"' . | xargs -r -n1 dirname | sort -u)
if [ -z "$packages" ]; then
  echo "no package has golden files"
  exit 0
fi
# shellcheck disable=SC2086 # a list of words
go test $packages -rewrite
git status --short
