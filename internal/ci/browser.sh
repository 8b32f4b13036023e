#!/usr/bin/env bash
# Makes sure that there is a browser for the tests: the program that a variable names,
# or that of Debian's package, which is then installed.
#
#   bash internal/ci/browser.sh chromium CHROMIUM
#   bash internal/ci/browser.sh firefox-esr FIREFOX
set -euo pipefail
package=$1
given=${!2:-}
browser=${given:-/usr/bin/$package}
if [ ! -x "$browser" ]; then
  if [ -n "$given" ]; then
    echo "$2=$browser is no program"
    exit 1
  fi
  if ! command -v apt-get >/dev/null; then
    echo "The browser tests need $package. Install it and set $2 to its path."
    exit 1
  fi
  sudo=
  if [ "$(id -u)" != 0 ]; then sudo=sudo; fi
  echo "$package is missing: installing Debian's package with apt-get (200 to 400 MB with what it needs)"
  log=.build/logs/apt-$package.log
  mkdir -p .build/logs
  $sudo apt-get update -q >"$log" 2>&1 || { cat "$log"; exit 1; }
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -q -y --no-install-recommends "$package" >>"$log" 2>&1 || { cat "$log"; exit 1; }
fi
"$browser" --version
