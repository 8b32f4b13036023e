#!/usr/bin/env bash
# Says what is missing before anything fails halfway.
set -euo pipefail
missing=0
need() { # name, command, what to do
  if ! command -v "$2" >/dev/null; then
    echo "$1 is missing: $3"
    missing=1
  fi
}
need Go go "install Go 1.26 or newer"
need Node node "install Node 20.16 or newer"
need npm npm "it comes with Node"
[ $missing = 0 ] || exit 1
major=$(node -p 'process.versions.node.split(".")[0]')
if [ "$major" -lt 20 ]; then
  echo "Node $(node --version) is too old: 20.16 or newer is needed"
  exit 1
fi
mkdir -p .build/logs
