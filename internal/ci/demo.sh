#!/usr/bin/env bash
# Builds the package and the demo, then serves it. PORT says where.
set -euo pipefail
port=${PORT:-8080}
if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
  echo "port $port is taken: stop what uses it, or choose another one: make demo PORT=8081"
  exit 1
fi
step() { printf '%-34s' "$1"; shift; start=$SECONDS; "$@" >.build/logs/demo.log 2>&1 || { echo failed; cat .build/logs/demo.log; exit 1; }; echo "$((SECONDS - start)) s"; }
step "npm ci (js)" npm ci --prefix js --no-audit --no-fund
step "npm package with the wasm builds" node npm/build.mjs
step "demo" node examples/web/build.mjs
PORT=$port exec node examples/web/serve.mjs
