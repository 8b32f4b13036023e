#!/usr/bin/env bash
# Makes sure that there is a Chromium for the browser tests: $CHROMIUM, or
# /usr/bin/chromium, or Debian's package, which is then installed.
set -euo pipefail
browser=${CHROMIUM:-/usr/bin/chromium}
if [ ! -x "$browser" ]; then
  if [ -n "${CHROMIUM:-}" ]; then
    echo "CHROMIUM=$browser is no program"
    exit 1
  fi
  if ! command -v apt-get >/dev/null; then
    echo "The browser tests need Chromium. Install it and set CHROMIUM to its path."
    exit 1
  fi
  sudo=
  if [ "$(id -u)" != 0 ]; then sudo=sudo; fi
  echo "chromium is missing: installing Debian's package chromium with apt-get (about 400 MB with what it needs)"
  $sudo apt-get update -q >.build/logs/apt.log 2>&1 || { cat .build/logs/apt.log; exit 1; }
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -q -y --no-install-recommends chromium >>.build/logs/apt.log 2>&1 || { cat .build/logs/apt.log; exit 1; }
fi
"$browser" --version
