# shellcheck shell=bash
# What the project's scripts share: where things are, how they speak, and how the two builds are made.
#
#   source "$(dirname "${BASH_SOURCE[0]}")/../deploy/lib.sh"
#
# Everything that scripts make lies in build/, except what npm and tsc keep beside their sources.

REPO=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
BUILD=${JSINTEROP_BUILD_DIR:-$REPO/build}
BROKER=$BUILD/service/server/jsinterop-broker
WORKER_SCRIPT=$REPO/client-js/dist/worker/main.js
JSINTEROP=$BUILD/client-cpp/jsinterop
DEMO=$BUILD/client-cpp/examples/jsinterop-demo
JOBS=${JOBS:-$(nproc)}

if [[ -t 1 ]]; then
  BOLD=$'\e[1m' DIM=$'\e[2m' GREEN=$'\e[32m' RED=$'\e[31m' PLAIN=$'\e[0m'
else
  BOLD='' DIM='' GREEN='' RED='' PLAIN=''
fi
# Some of these are for the scripts that source this one.
: "$BOLD$DIM$GREEN$RED$PLAIN$BROKER$WORKER_SCRIPT$JSINTEROP$DEMO"

step() { printf '%s==> %s%s\n' "$BOLD" "$*" "$PLAIN"; }
note() { printf '    %s\n' "$*"; }
die() {
  printf '%s%s: %s%s\n' "$RED" "$(basename "$0")" "$*" "$PLAIN" >&2
  exit 1
}

have() { command -v "$1" > /dev/null 2>&1; }

# A Go that is new enough for our modules.
have_go() {
  have go && [[ $(printf '%s\n' 1.21 "$(go env GOVERSION | sed 's/^go//')" | sort -V | head -n 1) == 1.21 ]]
}

# The comment at the head of the running script is its help.
print_help() { sed -n '2,/^[^#]/ { /^#/ s/^# \{0,1\}//p }' "$0"; }

# Runs a command, showing its output only if it fails.
quietly() {
  local log
  log=$(mktemp)
  if ! "$@" > "$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    return 1
  fi
  rm -f "$log"
}

# Whether `stamp` is missing, or something at or below the other paths has changed since it was made.
older_than_sources() {
  local stamp=$1
  shift
  [[ ! -e $stamp ]] || [[ -n $(find "$@" -newer "$stamp" -print -quit 2> /dev/null) ]]
}

# --- The two builds -------------------------------------------------------------------------------------------

# configure_cpp FLAG…: makes the build folder, or changes how it is set. Later changes to CMake files are noticed by
# ninja itself.
configure_cpp() {
  local launcher=()
  if have ccache; then launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache); fi
  quietly cmake -S "$REPO" -B "$BUILD" -G Ninja "${launcher[@]}" "$@"
}

# With tests, which a build folder made by deploy/run.sh may lack.
configure_cpp_with_tests() {
  if [[ ! -f $BUILD/build.ninja ]] || ! grep -q 'JSINTEROP_BUILD_TESTS:BOOL=ON' "$BUILD/CMakeCache.txt"; then
    configure_cpp -DJSINTEROP_BUILD_TESTS=ON
  fi
}

# build_cpp [TARGET…]: all of it, or these targets.
build_cpp() {
  step "Building the C++ side ($JOBS at a time)"
  NINJA_STATUS='    [%f/%t] ' ninja -C "$BUILD" -j "$JOBS" "$@" | grep -v '^ninja: Entering directory'
}

# npm_install FOLDER: what its lock file says, if that has changed.
npm_install() {
  local folder=$1 stamp=$1/node_modules/.lock-installed
  if older_than_sources "$stamp" "$folder/package-lock.json"; then
    step "Installing the npm packages of ${folder#"$REPO"/}"
    npm --prefix "$folder" ci --no-fund --no-audit --loglevel=error
    mkdir -p "$folder/node_modules"
    touch "$stamp"
  fi
}

build_js() {
  local folder=$REPO/client-js
  npm_install "$folder"
  local stamp=$folder/dist/.built sources=("$REPO/proto/jsinterop")
  local part
  for part in src test bench proto scripts package.json tsconfig.json tsconfig.base.json; do
    if [[ -e $folder/$part ]]; then sources+=("$folder/$part"); fi
  done
  if [[ ! -f $WORKER_SCRIPT ]] || older_than_sources "$stamp" "${sources[@]}"; then
    step 'Building the worker'
    npm --prefix "$folder" run --silent build
    touch "$stamp"
  fi
  if [[ -f $folder/examples/package-lock.json ]]; then npm_install "$folder/examples"; fi
}

# --- A broker for a script ------------------------------------------------------------------------------------

# start_broker LOG WORKERS [FLAG…]: starts one with so many local workers over the folder BROKER_ROOT (the examples, if
# that is not set), and waits until all of them are there. Sets BROKER_PID and BROKER_ADDRESS.
start_broker() {
  local log=$1 workers=$2 port_file
  shift 2
  port_file=$(mktemp -u)
  "$BROKER" --port-file "$port_file" --local-workers "$workers" --root "${BROKER_ROOT:-$REPO/client-js/examples}" \
    --worker-script "$WORKER_SCRIPT" "$@" 2> "$log" < /dev/null &
  BROKER_PID=$!
  local tries=0
  until [[ -s $port_file ]] && (($(grep -c 'attached to pool' "$log") >= workers)); do
    if ! kill -0 "$BROKER_PID" 2> /dev/null || ((++tries > 300)); then
      cat "$log" >&2
      die 'the broker did not start'
    fi
    sleep 0.1
  done
  BROKER_ADDRESS=127.0.0.1:$(< "$port_file")
  rm -f "$port_file"
  : "$BROKER_ADDRESS"
}

stop_broker() {
  if [[ -n ${BROKER_PID:-} ]]; then
    kill "$BROKER_PID" 2> /dev/null || true
    wait "$BROKER_PID" 2> /dev/null || true
    BROKER_PID=''
  fi
}
