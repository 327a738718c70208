#!/usr/bin/env bash
# Builds jsinterop, shows it at work, and serves the examples until Ctrl-C.
#
#   deploy/run.sh [--once] [--port N] [--workers N]
#
#   --once       end after the demonstration; the exit code is 0 only if everything came out right
#   --port N     the clients' port on 127.0.0.1; 7543 if not said (with --once: any free one)
#   --workers N  JavaScript workers to start; 2 if not said
#
# On a fresh Debian 12 it first installs what is missing (deploy/setup.sh). The first build takes minutes; after that
# the script is quick. Nothing is installed outside this folder but Debian's packages.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

ONCE=''
PORT=''
WORKERS=2

read_arguments() {
  while (($#)); do
    case $1 in
      --once) ONCE=yes ;;
      --port | --workers)
        [[ ${2:-} =~ ^[0-9]+$ ]] || die "$1 needs a number"
        if [[ $1 == --port ]]; then PORT=$2; else WORKERS=$2; fi
        shift
        ;;
      -h | --help) print_help && exit ;;
      *) die "does not know '$1'; --help says what it knows" ;;
    esac
    shift
  done
  ((WORKERS > 0)) || die '--workers must be at least 1'
  if [[ -z $PORT ]]; then PORT=$([[ $ONCE ]] && echo 0 || echo 7543); fi
}

build() {
  "$REPO/deploy/setup.sh" build
  # The first time without tests, which need packages that nothing else does.
  if [[ ! -f $BUILD/build.ninja ]]; then configure_cpp -DJSINTEROP_BUILD_TESTS=OFF; fi
  build_cpp service/all client-cpp/all client-cpp/examples/all
  build_js
}

show_what_to_try() {
  local address=$BROKER_ADDRESS cli=${JSINTEROP#"$PWD"/} at=''
  if [[ $address != 127.0.0.1:7543 ]]; then at=" --target $address"; fi
  printf '\n%sServing %s%s at %s; Ctrl-C ends it. From another terminal:\n\n' "$BOLD" \
    'client-js/examples' "$PLAIN" "$address"
  if [[ -x $JSINTEROP ]]; then
    cat << END
    $cli$at call ./math.js add 20 22
    $cli$at import ./cart.js
    $cli --help

END
  fi
  cat << END
    grpcurl -plaintext -d '{"module": "./math.js", "member": "add", "arguments": [{"number": 20}, {"number": 22}]}' \\
      $address jsinterop.v1.Interop/Invoke

    ghz --insecure -n 10000 --call jsinterop.v1.Interop/Invoke \\
      -d '{"module": "./math.js", "member": "add", "arguments": [{"number": 20}, {"number": 22}]}' $address

END
}

main() {
  read_arguments "$@"
  build
  step "Starting the broker with $WORKERS workers"
  mkdir -p "$BUILD/run"
  trap stop_broker EXIT
  trap 'echo; note "Stopping …"; exit 0' INT TERM
  start_broker "$BUILD/run/broker.log" "$WORKERS" --listen "127.0.0.1:$PORT"
  note "Its log is ${BUILD#"$PWD"/}/run/broker.log"

  step 'Calling JavaScript from C++ (client-cpp/examples/demo.cc)'
  local verdict=0
  "$DEMO" "$BROKER_ADDRESS" || verdict=$?
  if [[ $ONCE ]]; then exit "$verdict"; fi
  show_what_to_try
  wait "$BROKER_PID"
}

main "$@"
