#!/usr/bin/env bash
# Generates the package jsinteropv1 from the protocol, which names no Go package by itself.
#
#   client-go/generate.sh [--check]
#
# --check changes nothing, and fails if what is in the repository differs. Needs protoc, and Go for its plugins.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../deploy/lib.sh"

PACKAGE=jsinterop/client-go/jsinteropv1
FOLDER=$REPO/client-go/jsinteropv1
FILES=(value error interop)

# The same versions as in go.mod, so that the code fits the library that runs it.
GEN_GO_VERSION=v1.34.2
GEN_GO_GRPC_VERSION=v1.5.1
PLUGINS=$BUILD/tools/protoc-gen-go-$GEN_GO_VERSION-$GEN_GO_GRPC_VERSION

install_plugins() {
  if [[ -x $PLUGINS/protoc-gen-go && -x $PLUGINS/protoc-gen-go-grpc ]]; then return; fi
  step 'Installing the Go plugins of protoc'
  mkdir -p "$PLUGINS"
  GOBIN=$PLUGINS quietly go install "google.golang.org/protobuf/cmd/protoc-gen-go@$GEN_GO_VERSION"
  GOBIN=$PLUGINS quietly go install "google.golang.org/grpc/cmd/protoc-gen-go-grpc@$GEN_GO_GRPC_VERSION"
}

# generate FOLDER
generate() {
  local out=$1 file options=module=$PACKAGE inputs=()
  for file in "${FILES[@]}"; do
    options+=,Mjsinterop/v1/$file.proto=$PACKAGE
    inputs+=("jsinterop/v1/$file.proto")
  done
  (cd "$REPO/proto" && PATH=$PLUGINS:$PATH protoc -I. --go_out="$out" --go_opt="$options" \
    --go-grpc_out="$out" --go-grpc_opt="$options" "${inputs[@]}")
  # Which protoc it was makes no difference to the code.
  sed -i '/^\/\/[[:space:]-]*protoc[[:space:]]*v/d' "$out"/*.pb.go
  gofmt -w "$out"
}

main() {
  install_plugins
  if [[ ${1:-} != --check ]]; then
    mkdir -p "$FOLDER"
    generate "$FOLDER"
    return
  fi
  local fresh
  fresh=$(mktemp -d)
  # shellcheck disable=SC2064  # The folder of now is meant.
  trap "rm -rf '$fresh'" EXIT
  generate "$fresh"
  diff -r "$FOLDER" "$fresh" || die 'client-go/jsinteropv1 is not what the protocol says; run client-go/generate.sh'
}

main "$@"
