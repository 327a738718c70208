#!/usr/bin/env bash
# Fuzzes the worker's codec for values: what it writes must be read as structured clone would have copied it, and
# whatever it is sent it must read or refuse in words.
#
#   tests/fuzz/codec.sh [--minutes N] [--seed N]     N minutes (default 10), with a seed that is printed
#
# `npm test` does the same for a bounded number of inputs. A failure says what failed and how to see it again.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../../deploy/lib.sh"

if [[ ${1:-} == --help || ${1:-} == -h ]]; then
  print_help
  exit 0
fi
arguments=("$@")
if [[ " $* " != *' --minutes '* ]]; then arguments+=(--minutes 10); fi

build_js
exec node --disallow-code-generation-from-strings --disable-proto=delete \
  "$REPO/client-js/dist/test/test/fuzz/codec.js" "${arguments[@]}"
