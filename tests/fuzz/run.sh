#!/usr/bin/env bash
# Fuzzes what strangers send to the broker.
#
#   tests/fuzz/run.sh [--seconds N | --minutes N] [--jobs N] [TARGET …]     each target for so long (20 seconds)
#
#   envelope_fuzzer   the bytes of a request, from the client's door to the router
#   frame_fuzzer      the frames of a worker's stream, from its door to the callers' answers
#   sequence_fuzzer   calls, answers, losses, disposals and time in any order, against the router's promises
#
# It begins with the seeds that seeds.mjs makes of the conformance cases, with what was once found (regressions/), and
# with what earlier runs on this machine have gathered in the build folder. What breaks something is kept in
# build-fuzz/findings/TARGET: mend the cause, give it a unit test, and add the input to regressions/TARGET.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../../deploy/lib.sh"

TARGETS=(envelope_fuzzer frame_fuzzer sequence_fuzzer)
BUILD=${JSINTEROP_FUZZ_BUILD_DIR:-$REPO/build-fuzz}
HERE=$REPO/tests/fuzz

# gRPC, Protocol Buffers and Abseil come from the system and are not instrumented. That makes no false reports here,
# since what they and we share is allocated through the sanitizer too; it only means that what goes wrong inside them is
# seen late or not at all, and that libFuzzer is not guided by them.
export ASAN_OPTIONS=detect_stack_use_after_return=1
export UBSAN_OPTIONS=print_stacktrace=1

build() {
  "$REPO/deploy/setup.sh" build fuzz
  configure_cpp -DCMAKE_CXX_COMPILER=clang++-14 -DJSINTEROP_BUILD_FUZZERS=ON -DJSINTEROP_BUILD_TESTS=OFF \
    -DJSINTEROP_BUILD_CLIENT=OFF -DJSINTEROP_SANITIZE=fuzzer-no-link,address,undefined
  build_cpp "${TARGETS[@]}"
  npm_install "$REPO/client-js" # The seeds need its library of Protocol Buffers.
}

# One target, for so many seconds. Its closing line says how many inputs were tried.
fuzz() {
  local target=$1 seconds=$2 jobs=$3 log=$BUILD/$1.log corpus=$BUILD/corpus/$1 findings=$BUILD/findings/$1 verdict=0
  local folders=("$corpus") flags=(-max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=4096)
  mkdir -p "$corpus" "$findings"
  for more in "$BUILD/seeds/$target" "$HERE/regressions/$target"; do
    if [[ -d $more ]]; then folders+=("$more"); fi
  done
  step "Fuzzing: $target, $seconds s"
  if ((jobs > 1)); then flags+=(-fork="$jobs"); fi
  "$BUILD/tests/fuzz/$target" "${flags[@]}" -print_final_stats=1 -artifact_prefix="$findings/" \
    "${folders[@]}" > "$log" 2>&1 || verdict=$?
  if ((verdict)); then
    grep -E -A 12 'Does not hold|ERROR: |runtime error' "$log" | head -n 40 || tail -n 20 "$log"
    note "The input is in $findings; run $BUILD/tests/fuzz/$target FILE"
  fi
  echo "$target: $(executions "$log") executions, $(find "$corpus" -type f | wc -l) inputs kept, $( ((verdict)) && echo failed || echo passed)"
  return "$verdict"
}

executions() {
  local single
  single=$(sed -n 's/^stat::number_of_executed_units: *//p' "$1")
  echo "${single:-$(sed -n 's/^#\([0-9]*\): cov.*/\1/p' "$1" | tail -n 1)}"
}

main() {
  local seconds=20 jobs=1 targets=() target failed=()
  while (($#)); do
    case $1 in
      -h | --help) print_help && return ;;
      --seconds) seconds=$2 && shift ;;
      --minutes) seconds=$(($2 * 60)) && shift ;;
      --jobs) jobs=$2 && shift ;;
      *)
        [[ " ${TARGETS[*]} " == *" $1 "* ]] || die "no target '$1'; there are ${TARGETS[*]}"
        targets+=("$1")
        ;;
    esac
    shift
  done
  ((${#targets[@]})) || targets=("${TARGETS[@]}")
  build
  node "$HERE/seeds.mjs" "$BUILD/seeds"
  for target in "${targets[@]}"; do fuzz "$target" "$seconds" "$jobs" || failed+=("$target"); done
  ((${#failed[@]} == 0)) || die "findings in ${failed[*]}"
}

main "$@"
