# shellcheck shell=bash
# ghz, the load generator, at one version, installed into the build folder. Source deploy/lib.sh first.

GHZ=$BUILD/tools/ghz
GHZ_MODULE=github.com/bojand/ghz/cmd/ghz
GHZ_VERSION=v0.120.0

# Fails only if the installation does. Without Go there is nothing to install with: ask `have go` before.
install_ghz() {
  local stamp=$BUILD/tools/ghz-$GHZ_VERSION
  if [[ ! -x $GHZ || ! -e $stamp ]]; then
    step "Installing ghz $GHZ_VERSION"
    mkdir -p "$BUILD/tools"
    GOBIN=$BUILD/tools quietly go install "$GHZ_MODULE@$GHZ_VERSION"
    touch "$stamp"
  fi
}

# run_ghz CONFIG REPORT ADDRESS DURATION [FLAG…]: one run, whose report ghz writes as JSON. Calls that are in
# flight at the end are waited for, so that every call is counted as what it was. The address must be this machine.
run_ghz() {
  local config=$1 report=$2 address=$3 duration=$4
  shift 4
  [[ $address == 127.0.0.1:* ]] || die "load goes to this machine only, not to $address"
  (cd "$REPO" && "$GHZ" --config "$config" --duration "$duration" --duration-stop wait --format json \
    --output "$report" "$@" "$address")
}
