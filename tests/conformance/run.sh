#!/usr/bin/env bash
# Plays the conformance cases: each runner plays all cases of each setting with a broker of its own, so that no runner
# sees what another left; then one summary.
#
#   tests/conformance/run.sh [cpp] [node] [python] [go] [PATH]     without a name: every runner whose language is here
#
# PATH is any other runner: a program that takes the arguments that README.md tells.
# What each runner said of each case is left in build/conformance/.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../../deploy/lib.sh"

HERE=$REPO/tests/conformance
REPORTS=$BUILD/conformance
# What a runner must find on the machine; each builds and prepares itself.
declare -A NEEDS=([cpp]=cmake [node]=node [python]=python3 [go]=go)
RUNNERS=(cpp node python go)

# Flags name paths as seen from this folder.
start() {
  local runner=$1 setting=$2 flags
  mapfile -t flags < "$HERE/settings/$setting.flags"
  cd "$HERE"
  BROKER_ROOT=$HERE/modules start_broker "$REPORTS/$runner.$setting.broker.log" 1 --listen 127.0.0.1:0 "${flags[@]}"
}

wanted_runners() {
  local runner
  for runner in "$@"; do
    if [[ $runner == */* ]]; then
      [[ -x $runner ]] || die "'$runner' is no program"
      realpath "$runner"
      continue
    fi
    [[ -n ${NEEDS[$runner]:-} ]] || die "no runner '$runner'; there are ${RUNNERS[*]}"
    if [[ ! -x $HERE/runners/$runner/run.sh ]]; then
      echo "$runner: skipped, since it has no runner" >&2
    elif ! have "${NEEDS[$runner]}" || { [[ $runner == go ]] && ! have_go; }; then
      echo "$runner: skipped, since there is no ${NEEDS[$runner]}" >&2
    else
      echo "$runner"
    fi
  done
}

# A runner that stumbles leaves fewer lines than there are cases, which the summary tells.
play() {
  local program=$1 setting=$2 runner
  runner=$(basename "$program")
  if [[ $program != */* ]]; then program=$HERE/runners/$runner/run.sh; fi
  step "Conformance: $runner, $setting"
  start "$runner" "$setting"
  "$program" --target "$BROKER_ADDRESS" --setting "$setting" --cases "$HERE/cases" \
    --report "$REPORTS/$runner.$setting.jsonl" || note "$runner ended with $?"
  stop_broker
}

main() {
  if [[ ${1:-} == --help || ${1:-} == -h ]]; then
    print_help
    return
  fi
  local names=("$@") wanted runners runner file setting
  ((${#names[@]})) || names=("${RUNNERS[@]}")
  wanted=$(wanted_runners "${names[@]}")
  [[ -n $wanted ]] || die 'there is no runner to play with'
  mapfile -t runners <<< "$wanted"
  rm -rf "$REPORTS"
  mkdir -p "$REPORTS"
  trap stop_broker EXIT
  for runner in "${runners[@]}"; do
    for file in "$HERE"/settings/*.flags; do
      setting=$(basename "$file" .flags)
      play "$runner" "$setting"
    done
  done
  node "$HERE/summary.mjs" "$HERE/cases" "$REPORTS" "${runners[@]##*/}"
}

main "$@"
