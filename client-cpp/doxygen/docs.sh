#!/usr/bin/env bash
# Makes the reference documentation of the C++ client, in build/docs/cpp/html. Any warning is an error.
#
#   client-cpp/doxygen/docs.sh
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../../deploy/lib.sh"

main() {
  if [[ ${1:-} == --help || ${1:-} == -h ]]; then
    print_help
    return
  fi
  local output=$BUILD/docs/cpp
  rm -rf "$output"
  mkdir -p "$output"
  cd "$REPO/client-cpp"
  { cat doxygen/Doxyfile && echo "OUTPUT_DIRECTORY = \"$output\""; } | doxygen -
  note "$(find "$output/html" -name '*.html' | wc -l) pages in ${output#"$REPO"/}/html"
}

main "$@"
