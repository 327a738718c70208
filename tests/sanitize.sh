#!/usr/bin/env bash
# Runs the C++ tests with a sanitizer, from a build folder of its own (build-asan or build-tsan).
#
#   tests/sanitize.sh [address|thread]     address, with undefined behaviour, if not said
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../deploy/lib.sh"

main() {
  local kind=${1:-address} sanitizers
  case $kind in
    -h | --help) print_help && return ;;
    address)
      sanitizers=address,undefined
      BUILD=$REPO/build-asan
      ;;
    thread)
      sanitizers=thread
      BUILD=$REPO/build-tsan
      ;;
    *) die "no sanitizer '$kind'; there are address and thread" ;;
  esac
  "$REPO/deploy/setup.sh" build test
  configure_cpp -DJSINTEROP_SANITIZE="$sanitizers" -DJSINTEROP_BUILD_TESTS=ON
  build_cpp all
  build_js
  # gRPC and its libraries are not built with a sanitizer: what they order between threads by themselves cannot be
  # seen, and what is theirs is named in the file.
  export TSAN_OPTIONS="suppressions=$REPO/tests/sanitize.suppressions halt_on_error=1 second_deadlock_stack=1"
  export ASAN_OPTIONS=detect_stack_use_after_return=1
  export UBSAN_OPTIONS=print_stacktrace=1
  (cd "$BUILD" && ctest --output-on-failure --no-tests=error)
}

main "$@"
