#!/usr/bin/env bash
# Installs what this machine lacks to build and run jsinterop, on Debian 12 and its kin.
#
#   deploy/setup.sh [build] [test] [lint] [fuzz]     without a stage: all of them
#
#   build   compilers, CMake, gRPC and the other libraries, Node.js
#   test    what tests need besides: GoogleTest, Google Benchmark, Python's venv
#   lint    clang-tidy, clang-format, shellcheck, Doxygen
#   fuzz    clang with libFuzzer and its sanitizers
#
# It asks for root rights (sudo) only to install, and is done at once when nothing is missing. A Node.js of
# version 18 or newer that is on PATH is used, wherever it comes from.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

BUILD_PACKAGES=(g++ cmake ninja-build ccache pkg-config libgrpc++-dev protobuf-compiler protobuf-compiler-grpc
  libprotobuf-dev libabsl-dev libspdlog-dev libcli11-dev nlohmann-json3-dev)
TEST_PACKAGES=(libgtest-dev libgmock-dev libbenchmark-dev)
LINT_PACKAGES=(clang-14 clang-tidy-14 clang-format-14 shellcheck doxygen)
FUZZ_PACKAGES=(clang-14 libclang-rt-14-dev)

as_root() {
  if [[ $(id -u) -eq 0 ]]; then
    "$@"
  elif have sudo; then
    sudo "$@"
  else
    die "needs root rights for: $*"
  fi
}

node_is_new_enough() {
  have node && have npm && node -e 'process.exit(parseInt(process.versions.node) >= 18 ? 0 : 1)'
}

python_makes_environments() { have python3 && python3 -c 'import ensurepip, venv' 2> /dev/null; }

# The packages of a stage, one a line.
wanted() {
  case $1 in
    build)
      printf '%s\n' "${BUILD_PACKAGES[@]}"
      node_is_new_enough || printf '%s\n' nodejs npm ca-certificates
      ;;
    test)
      printf '%s\n' "${TEST_PACKAGES[@]}"
      python_makes_environments || printf '%s\n' python3 python3-venv
      ;;
    lint) printf '%s\n' "${LINT_PACKAGES[@]}" ;;
    fuzz) printf '%s\n' "${FUZZ_PACKAGES[@]}" ;;
    *) die "no stage '$1'; there are build, test, lint and fuzz" ;;
  esac
}

# Of the packages on standard input, those that are not installed.
missing() {
  local packages
  mapfile -t packages
  ((${#packages[@]})) || return 0
  comm -23 <(printf '%s\n' "${packages[@]}" | sort -u) \
    <(dpkg-query -W -f='${Package} ${db:Status-Status}\n' "${packages[@]}" 2> /dev/null |
      sed -n 's/ installed$//p' | sort -u)
}

install() {
  step "Installing ${#} packages: $*"
  export DEBIAN_FRONTEND=noninteractive
  note 'Reading the lists of packages …'
  as_root apt-get update -qq
  as_root apt-get install -y -qq --no-install-recommends -o Dpkg::Use-Pty=0 "$@" |
    sed -un 's/^Setting up \([^ :]*\).*/    \1/p'
}

main() {
  if [[ ${1:-} == --help || ${1:-} == -h ]]; then
    print_help
    return
  fi
  local stages=("$@") stage list packages
  ((${#stages[@]})) || stages=(build test lint fuzz)
  list=''
  for stage in "${stages[@]}"; do list+=$(wanted "$stage")$'\n'; done
  list=$(sed '/^$/d' <<< "$list")
  if ! have apt-get; then
    note "This is not a Debian: make sure that these packages, or what they hold, are here:" "${list//$'\n'/ }"
    return
  fi
  mapfile -t packages < <(missing <<< "$list")
  if ((${#packages[@]})); then install "${packages[@]}"; fi
  node_is_new_enough || [[ ${stages[*]} != *build* ]] || die 'Node.js is older than 18'
}

main "$@"
