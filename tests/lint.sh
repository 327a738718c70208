#!/usr/bin/env bash
# Looks at the code without running it.
#
#   tests/lint.sh [format] [tidy] [types] [proto] [shell] [rooms] [cases] [python] [go] [docs]     without a name: all of them
#
#   format  C++ is laid out as .clang-format says, and client-js as Prettier does; `tests/lint.sh --fix` makes it so
#   tidy    clang-tidy with the rules of .clang-tidy, on what has changed since it last found nothing
#   types   TypeScript's strict check, and the reference of the package's API is complete
#   proto   Buf's rules for the protocol, as proto/buf.yaml says
#   shell   shellcheck
#   rooms   no room of the broker includes what it may not (the table is in tests/lint/rooms.mjs)
#   cases   the conformance cases are those that their tables make
#   python  Ruff and mypy's strict check, on the Python package and its conformance runner
#   go      gofmt and go vet, on the Go package and its conformance runner; the generated code is what protoc makes
#   docs    Doxygen makes the reference documentation of the C++ client without a warning
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../deploy/lib.sh"
source "$(dirname "${BASH_SOURCE[0]}")/../client-python/environment.sh"

CHECKS=(format tidy types proto shell rooms cases python go docs)
BUF_VERSION=1.75.0

cpp_files() { find "$REPO/service" "$REPO/client-cpp" "$REPO/tests" -name node_modules -prune -o \( -name '*.h' -o -name '*.cc' \) -print; }

shell_files() {
  find "$REPO" \( -name node_modules -o -name 'build*' -o -name .git \) -prune -o -name '*.sh' -print
  echo "$REPO/.ci/run"
}

# prettier FLAG…: on the scripts of the tests that client-js does not reach.
prettier_conformance() {
  (cd "$REPO/tests/conformance" && "$REPO/client-js/node_modules/.bin/prettier" --log-level warn \
    --config "$REPO/client-js/.prettierrc.json" "$@" '*.mjs' 'lib/**' 'tables/**' 'test/**' 'runners/node/*.mjs')
}

check_format() {
  cpp_files | xargs clang-format-14 --dry-run -Werror
  npm_install "$REPO/client-js"
  prettier_conformance --check
  npm --prefix "$REPO/client-js" run --silent check-format
}

fix_format() {
  cpp_files | xargs clang-format-14 -i
  npm_install "$REPO/client-js"
  npm --prefix "$REPO/client-js" run --silent format
  prettier_conformance --write
}

# clang-tidy reads the flags and the generated headers of the build.
check_tidy() {
  configure_cpp_with_tests
  build_cpp all
  # The product; tests are held to the compiler's warnings and to the format.
  node "$REPO/tests/lint/tidy.mjs" "$REPO" "$BUILD"
}

check_types() {
  build_js
  npm --prefix "$REPO/client-js" run --silent typecheck
  npm --prefix "$REPO/client-js" run --silent docs
}

# By its exact version and without a lock file: that would name Buf's packages for all platforms, and not every mirror
# of npm has them all.
install_buf() {
  local folder=$BUILD/tools/buf-$BUF_VERSION
  if [[ ! -x $folder/node_modules/.bin/buf ]]; then
    step "Installing Buf $BUF_VERSION"
    npm --prefix "$folder" install --no-package-lock --no-fund --no-audit --loglevel=error "@bufbuild/buf@$BUF_VERSION"
  fi
  BUF=$folder/node_modules/.bin/buf
}

check_proto() {
  install_buf
  (cd "$REPO/proto" && "$BUF" lint)
}

check_shell() { shell_files | xargs shellcheck; }

check_rooms() {
  configure_cpp_with_tests
  node "$REPO/tests/lint/rooms.mjs" "$REPO" "$BUILD"
}

check_docs() { "$REPO/client-cpp/doxygen/docs.sh"; }

check_cases() { node "$REPO/tests/conformance/generate.mjs" --check; }

check_python() {
  if ! have python3; then
    note 'python: skipped, since there is no Python'
    return
  fi
  python_client_environment
  local tools=$PYTHON_CLIENT_VENV/bin folders=(. ../tests/conformance/runners/python)
  (
    cd "$PYTHON_CLIENT"
    "$tools/ruff" check --quiet --config pyproject.toml "${folders[@]}"
    "$tools/ruff" format --check --quiet --config pyproject.toml "${folders[@]}"
    "$tools/mypy"
  )
}

check_go() {
  if ! have_go; then
    note 'go: skipped, since there is no Go of version 1.21 or newer'
    return
  fi
  local folder laid_out
  for folder in "$REPO/client-go" "$REPO/tests/conformance/runners/go"; do
    laid_out=$(gofmt -l "$folder")
    [[ -z $laid_out ]] || die "gofmt would change: $laid_out"
    (cd "$folder" && go vet ./...)
  done
  "$REPO/client-go/generate.sh" --check
}

main() {
  case ${1:-} in
    -h | --help) print_help && return ;;
    --fix) fix_format && return ;;
  esac
  local checks=("$@") check verdict passed=0 failed=()
  ((${#checks[@]})) || checks=("${CHECKS[@]}")
  for check in "${checks[@]}"; do
    [[ " ${CHECKS[*]} " == *" $check "* ]] || die "no check '$check'; there are ${CHECKS[*]}"
  done
  for check in "${checks[@]}"; do
    step "Lint: $check"
    set +e
    (
      set -e
      "check_$check"
    )
    verdict=$?
    set -e
    if ((verdict)); then failed+=("$check"); else passed=$((passed + 1)); fi
  done
  if ((${#failed[@]})); then note "Findings in: ${failed[*]}"; fi
  echo "$passed passed, ${#failed[@]} failed"
  ((${#failed[@]} == 0))
}

main "$@"
