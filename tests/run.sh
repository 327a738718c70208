#!/usr/bin/env bash
# Sets up, builds, and runs all tests.
#
#   tests/run.sh [cpp] [node] [python] [client-python] [go] [consumer] [conformance] [battery] [load] [fuzz] [lint]
#                                       without a stage: all of them
#
#   cpp     unit and end-to-end tests of the broker and the C++ client (ctest)
#   node    tests of the client for Node and of the worker (node:test)
#   python  a client made of generated code, against a real broker (pytest)
#   client-python
#           unit and end-to-end tests of the Python package (pytest)
#   go      unit and end-to-end tests of the Go package, under the race detector where it works; and tests of its
#           conformance runner (go test)
#   consumer
#           a stranger's project that finds the installed C++ client: its own test, and its programs
#   conformance
#           the cases of tests/conformance by every runner whose language is here, after the suite's own tests
#   battery every attempt at what clients may not reach (tests/reach)
#   load    ghz against a real broker; every call must succeed
#   fuzz    each fuzzer of the broker for 20 seconds (tests/fuzz/run.sh runs them longer)
#   lint    tests/lint.sh, but for clang-tidy
#
# What cannot run here, for want of a language, is said to be skipped. The runners' own closing lines are repeated at
# the end. The exit code is 0 only if nothing failed.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../deploy/lib.sh"
source "$(dirname "${BASH_SOURCE[0]}")/../client-python/environment.sh"

STAGES=(cpp node python client-python go consumer conformance battery load fuzz lint)
LOGS=$BUILD/test-logs
FAILED=()

set_up() {
  local stages=" $* " wanted=(build test)
  if [[ $stages == *' lint '* ]]; then wanted+=(lint); fi
  if [[ $stages == *' fuzz '* ]]; then wanted+=(fuzz); fi
  "$REPO/deploy/setup.sh" "${wanted[@]}"
}

build() {
  configure_cpp_with_tests
  build_cpp all
  build_js
}

test_cpp() { (cd "$BUILD" && ctest --output-on-failure --no-tests=error); }

test_node() { npm --prefix "$REPO/client-js" test; }

# Installs the pinned packages anew only when the list has changed.
python_environment() {
  local environment=$BUILD/python requirements=$REPO/tests/python/requirements.txt
  if older_than_sources "$environment/.installed" "$requirements"; then
    step 'Installing the Python packages of the tests'
    python3 -m venv --clear "$environment"
    "$environment/bin/pip" install --quiet --disable-pip-version-check --requirement "$requirements"
    touch "$environment/.installed"
  fi
}

test_python() {
  if ! have python3; then
    echo 'python: skipped, since there is no Python'
    return
  fi
  python_environment
  (cd "$REPO/tests/python" && PYTHONDONTWRITEBYTECODE=1 "$BUILD/python/bin/python" -m pytest --quiet)
}

test_client-python() {
  if ! have python3; then
    echo 'client-python: skipped, since there is no Python'
    return
  fi
  python_client_environment
  (cd "$PYTHON_CLIENT" && PYTHONDONTWRITEBYTECODE=1 JSINTEROP_PYTHON_WHEELS=$PYTHON_CLIENT_BUILD/wheels \
    "$PYTHON_CLIENT_VENV/bin/python" -m pytest --quiet)
}

test_go() {
  if ! have_go; then
    echo 'go: skipped, since there is no Go of version 1.21 or newer'
    return
  fi
  local race=()
  # It needs cgo, and a platform that it knows.
  if [[ $(go env CGO_ENABLED) == 1 ]]; then race=(-race); fi
  (cd "$REPO/client-go" && JSINTEROP_BUILD_DIR=$BUILD JSINTEROP_E2E=required go test -count=1 "${race[@]}" ./...)
  (cd "$REPO/tests/conformance/runners/go" && go test ./...)
}

test_conformance() {
  node --test "$REPO"/tests/conformance/test/*.test.mjs
  "$REPO/tests/conformance/run.sh"
}

test_battery() { "$REPO/tests/reach/run.sh"; }

test_consumer() { "$REPO/tests/consumer/run.sh"; }

test_load() { "$REPO/tests/load/run.sh"; }

test_fuzz() {
  if ! have clang++-14; then
    echo 'fuzz: skipped, since there is no clang++-14'
    return
  fi
  "$REPO/tests/fuzz/run.sh" --seconds 20
}

# All but clang-tidy, which takes as long as all other stages together: `tests/lint.sh tidy`.
test_lint() { "$REPO/tests/lint.sh" format types proto shell rooms cases python go docs; }

# Runs a stage so that the first thing that goes wrong in it ends it, and nothing else.
run_stage() {
  local stage=$1 verdict
  step "Stage $stage"
  set +e
  (
    set -e
    "test_$stage"
  ) 2>&1 | tee "$LOGS/$stage.log"
  verdict=${PIPESTATUS[0]}
  set -e
  if ((verdict)); then FAILED+=("$stage"); fi
}

# The closing lines of each stage's runner, as it wrote them.
summarise() {
  local stage
  step 'Summary'
  for stage in "$@"; do
    printf '%s\n' "--- $stage"
    sed 's/\x1b\[[0-9;]*m//g' "$LOGS/$stage.log" |
      grep -E '^([0-9]+% tests passed|(# |ℹ )(tests|pass|fail|skipped) |=* ?[0-9]+ (passed|failed|skipped)|(ok|FAIL)[[:space:]]+jsinterop/|[a-z-]+: skipped|battery: |conformance: |codec fuzz: [0-9]|[a-z]+_fuzzer: )' |
      tail -n 8 || true
  done
  echo
  if ((${#FAILED[@]})); then
    printf '%sFailed: %s%s\n' "$RED" "${FAILED[*]}" "$PLAIN"
  else
    printf '%sNothing failed%s\n' "$GREEN" "$PLAIN"
  fi
}

main() {
  if [[ ${1:-} == --help || ${1:-} == -h ]]; then
    print_help
    return
  fi
  local stages=("$@") stage
  ((${#stages[@]})) || stages=("${STAGES[@]}")
  for stage in "${stages[@]}"; do
    [[ " ${STAGES[*]} " == *" $stage "* ]] || die "no stage '$stage'; there are ${STAGES[*]}"
  done
  set_up "${stages[@]}"
  build
  rm -rf "$LOGS"
  mkdir -p "$LOGS"
  for stage in "${stages[@]}"; do run_stage "$stage"; done
  summarise "${stages[@]}"
  ((${#FAILED[@]} == 0))
}

main "$@"
