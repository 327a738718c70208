#!/usr/bin/env bash
# Plays the conformance cases through the Python package; ../../README.md tells the arguments.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../../../../deploy/lib.sh"
source "$(dirname "${BASH_SOURCE[0]}")/../../../../client-python/environment.sh"

python_client_environment >&2
PYTHONDONTWRITEBYTECODE=1 exec "$PYTHON_CLIENT_VENV/bin/python" "$(dirname "${BASH_SOURCE[0]}")/main.py" "$@"
