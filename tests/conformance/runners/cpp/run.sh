#!/usr/bin/env bash
# Plays the conformance cases through the C++ client; ../../README.md tells the arguments.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../../../../deploy/lib.sh"

configure_cpp_with_tests
build_cpp conformance-runner-cpp >&2
exec "$BUILD/tests/conformance/runners/cpp/conformance-runner-cpp" "$@"
