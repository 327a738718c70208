#!/usr/bin/env bash
# Plays the conformance cases through the Go client; ../../README.md tells the arguments.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../../../../deploy/lib.sh"

RUNNER=$BUILD/tools/conformance-runner-go
(cd "$(dirname "${BASH_SOURCE[0]}")" && go build -o "$RUNNER" .) >&2
exec "$RUNNER" "$@"
