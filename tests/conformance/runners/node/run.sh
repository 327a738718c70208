#!/usr/bin/env bash
# Plays the conformance cases through the Node client; ../../README.md tells the arguments.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../../../../deploy/lib.sh"

build_js >&2
exec node "$(dirname "${BASH_SOURCE[0]}")/main.mjs" "$@"
