#!/usr/bin/env bash
# A stranger's project: installs the C++ client into a folder of its own, finds it there with find_package, builds, runs
# the project's own test on a FakeRuntime, and its programs against a real broker.
#
#   tests/consumer/run.sh
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../../deploy/lib.sh"

HERE=$REPO/tests/consumer
SCRATCH=$BUILD/consumer
PREFIX=$SCRATCH/prefix

# expect WHAT WANTED COMMAND…: the command must succeed and print just this.
expect() {
  local what=$1 wanted=$2 said
  shift 2
  said=$("$@") || die "$what failed"
  [[ $said == "$wanted" ]] || die "$what said '$said' and not '$wanted'"
  note "$what: $said"
  PASSED=$((PASSED + 1))
}

main() {
  if [[ ${1:-} == --help || ${1:-} == -h ]]; then
    print_help
    return
  fi
  configure_cpp_with_tests
  build_cpp jsinterop_client jsinterop_testing_fakes jsinterop-broker
  build_js
  rm -rf "$SCRATCH"
  quietly cmake --install "$BUILD" --component client_cpp --prefix "$PREFIX"
  step 'A stranger builds with what is installed'
  local launcher=()
  if have ccache; then launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache); fi
  quietly cmake -S "$HERE" -B "$SCRATCH/build" -G Ninja "${launcher[@]}" -DCMAKE_PREFIX_PATH="$PREFIX"
  quietly ninja -C "$SCRATCH/build" -j "$JOBS"
  (cd "$SCRATCH/build" && ctest --output-on-failure --no-tests=error)
  step 'And calls a real broker'
  trap stop_broker EXIT
  start_broker "$SCRATCH/broker.log" 1
  PASSED=0
  expect 'The shop' 1500 "$SCRATCH/build/shop" "$BROKER_ADDRESS"
  expect 'A bare stub' 42 "$SCRATCH/build/bare_stub" "$BROKER_ADDRESS"
  echo "$PASSED passed, 0 failed"
}

main "$@"
