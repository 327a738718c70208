#!/usr/bin/env bash
# How fast is a call through the broker, beside a gRPC server that was written by hand for one function?
#
#   tests/bench/first_number.sh [ROUNDS] [SECONDS]     5 rounds of 3 seconds each if not said
#
# Both serve the same `add` in one JavaScript process: jsinterop with a broker in front, by name of module and member;
# the other with grpc-js and a service of its own (tests/bench/peer). ghz calls them by turns, in the order ABBA, first
# with 50 calls at a time on 2 connections, then with one. It only measures; nothing fails for being slow.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../../deploy/lib.sh"
source "$REPO/tests/load/ghz.sh"

OUT=$BUILD/bench/first_number
PEER_PID=''
TICK_MICROS=$((1000000 / $(getconf CLK_TCK)))

stop_all() {
  stop_broker
  if [[ $PEER_PID ]]; then
    kill "$PEER_PID" 2> /dev/null || true
    wait "$PEER_PID" 2> /dev/null || true
  fi
}

start_peer() {
  local port_file=$OUT/peer.port tries=0
  node "$REPO/tests/bench/peer/server.mjs" "$port_file" &
  PEER_PID=$!
  until [[ -s $port_file ]]; do
    ((++tries < 100)) || die 'the hand-written server did not start'
    sleep 0.1
  done
  PEER_ADDRESS=127.0.0.1:$(< "$port_file")
}

# Microseconds of CPU that the process and its children have used.
cpu_of() {
  local pid micros=0
  for pid in "$1" $(pgrep -P "$1" || true); do
    micros=$((micros + $(awk '{ print $14 + $15 }' "/proc/$pid/stat") * TICK_MICROS))
  done
  echo "$micros"
}

# measure SERVER SHAPE ROUND
measure() {
  local server=$1 shape=$2 report=$OUT/$1-$2-$3 config address pid before flags=()
  if [[ $server == jsinterop ]]; then
    config=$REPO/tests/load/invoke-proto.json address=$BROKER_ADDRESS pid=$BROKER_PID
  else
    config=$REPO/tests/bench/peer/add.json address=$PEER_ADDRESS pid=$PEER_PID
  fi
  if [[ $shape == serial ]]; then flags=(--concurrency 1 --connections 1); fi
  before=$(cpu_of "$pid")
  run_ghz "$config" "$report.json" "$address" "$SECONDS_EACH" "${flags[@]}"
  echo "$(($(cpu_of "$pid") - before))" > "$report.cpu"
}

main() {
  if [[ ${1:-} == --help || ${1:-} == -h ]]; then
    print_help
    return
  fi
  local rounds=${1:-5} shape round
  SECONDS_EACH=${2:-3}s
  have go || die 'needs Go, to install ghz with'
  "$REPO/deploy/setup.sh" build
  if [[ ! -f $BUILD/build.ninja ]]; then configure_cpp -DJSINTEROP_BUILD_TESTS=OFF; fi
  build_cpp jsinterop-broker
  build_js
  install_ghz
  rm -rf "$OUT"
  mkdir -p "$OUT"
  trap stop_all EXIT
  start_broker "$OUT/broker.log" 1 --listen 127.0.0.1:0
  start_peer

  step "Measuring $rounds rounds of $SECONDS_EACH; the first is to warm up and does not count"
  for shape in loaded serial; do
    for ((round = 0; round <= rounds; ++round)); do
      if ((round % 2)); then
        measure jsinterop "$shape" "$round" && measure peer "$shape" "$round"
      else
        measure peer "$shape" "$round" && measure jsinterop "$shape" "$round"
      fi
    done
    rm "$OUT"/*-"$shape"-0.*
  done
  node "$REPO/tests/bench/summary.mjs" "$OUT"
  echo
  note "$(nproc) cores, Node $(node --version), build type $(sed -n 's/^CMAKE_BUILD_TYPE:STRING=//p' "$BUILD/CMakeCache.txt"), load average $(cut -d' ' -f1 /proc/loadavg)"
  note "ghz runs on the same cores and takes much of them; with more cores both servers are faster, and not by the same."
}

main "$@"
