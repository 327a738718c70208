#!/usr/bin/env bash
# The battery: every attempt at what clients may not reach, against a real broker and a real worker. First the cases
# reach.* of the conformance suite, through the Node client, then those that need more than requests and answers
# (attempts.test.mjs). Ends with one line that counts, and fails if anything escaped.
#
#   tests/reach/run.sh
#
# What each attempt came to is left in build/reach/.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../../deploy/lib.sh"

HERE=$REPO/tests/reach
SUITE=$REPO/tests/conformance
REPORTS=$BUILD/reach
WORK=$(mktemp -d)

clean_up() {
  stop_broker
  rm -rf "$WORK"
}

# Plays the cases of one setting.
play() {
  local setting=$1 flags
  step "Battery: requests, $setting"
  mapfile -t flags < "$SUITE/settings/$setting.flags"
  (cd "$SUITE" && BROKER_ROOT=$SUITE/modules && start_broker "$REPORTS/$setting.log" 1 "${flags[@]}" &&
    trap stop_broker EXIT && "$SUITE/runners/node/run.sh" --target "$BROKER_ADDRESS" --setting "$setting" \
    --cases "$WORK/cases" --report "$REPORTS/$setting.jsonl")
}

# Plays what no case can say, over a folder that it may fill with links.
play_attempts() {
  step 'Battery: links, logs, trailers and bombs'
  mkdir -p "$WORK/root" "$WORK/outside"
  cp "$HERE"/modules/* "$WORK/root"
  BROKER_ROOT=$WORK/root start_broker "$REPORTS/attempts.log" 1
  BROKER_ADDRESS=$BROKER_ADDRESS BROKER_LOG=$REPORTS/attempts.log REACH_ROOT=$WORK/root REACH_OUTSIDE=$WORK/outside \
    node --test --test-reporter=tap --test-reporter-destination="$REPORTS/attempts.tap" \
    --test-reporter=spec --test-reporter-destination=stdout "$HERE/attempts.test.mjs" > "$REPORTS/attempts.txt" || true
  stop_broker
}

main() {
  if [[ ${1:-} == --help || ${1:-} == -h ]]; then
    print_help
    return
  fi
  rm -rf "$REPORTS"
  mkdir -p "$REPORTS" "$WORK/cases"
  trap clean_up EXIT
  build_js
  cp "$SUITE"/cases/reach.*.json "$WORK/cases"
  play strict || note 'some requests were not refused as they should be'
  play open || note 'some requests were not refused as they should be'
  play_attempts
  node "$HERE/count.mjs" "$WORK/cases" "$REPORTS"
}

main "$@"
