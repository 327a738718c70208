#!/usr/bin/env bash
# Real ghz against a real broker with two workers, for a bounded time; every call must succeed.
#
#   tests/load/run.sh [SECONDS]     per configuration; 3 if not said
#
# The configurations are the *.json files here: Invoke and InvokeAsync of a function of a module, with the messages
# known by reflection and from the proto file. ghz's own reports are kept in build/load/. The numbers are only for
# the eye: ghz, broker and workers share the machine. Without Go, which installs ghz, it is skipped and says so.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../../deploy/lib.sh"
source "$REPO/tests/load/ghz.sh"

main() {
  case ${1:-} in
    -h | --help) print_help && return ;;
    '' | [1-9] | [1-5][0-9]) ;;
    *) die "'$1' is not a number of seconds from 1 to 59" ;;
  esac
  local duration=${1:-3}s config name reports=()
  if ! have go; then
    echo 'load: skipped, since there is no Go to install ghz with'
    return
  fi
  install_ghz

  local out=$BUILD/load
  rm -rf "$out"
  mkdir -p "$out"
  start_broker "$out/broker.log" 2 --listen 127.0.0.1:0
  trap stop_broker EXIT
  step "Loading $BROKER_ADDRESS, $duration each"
  for config in "$REPO"/tests/load/*.json; do
    name=$(basename "$config" .json)
    run_ghz "$config" "$out/$name.json" "$BROKER_ADDRESS" "$duration"
    reports+=("$out/$name.json")
  done
  node "$REPO/tests/load/report.mjs" "${reports[@]}"
}

main "$@"
