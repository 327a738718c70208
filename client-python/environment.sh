# shellcheck shell=bash
# What scripts need to use the Python package from its sources. Source it after deploy/lib.sh.

PYTHON_CLIENT=$REPO/client-python
PYTHON_CLIENT_BUILD=$BUILD/client-python
PYTHON_CLIENT_VENV=$PYTHON_CLIENT_BUILD/venv

# Installs the pinned tools, and the package as a link to its sources, when either list or the protocol has changed.
python_client_environment() {
  local stamp=$PYTHON_CLIENT_BUILD/.installed requirements=$PYTHON_CLIENT/requirements.txt
  local pip=("$PYTHON_CLIENT_VENV/bin/pip" --quiet --disable-pip-version-check)
  if older_than_sources "$stamp" "$requirements" "$PYTHON_CLIENT/pyproject.toml" "$PYTHON_CLIENT/setup.py" \
    "$REPO/proto/jsinterop" || [[ ! -d $PYTHON_CLIENT/src/jsinterop/v1 ]]; then
    step 'Preparing the Python package'
    python3 -m venv --clear "$PYTHON_CLIENT_VENV"
    "${pip[@]}" install --requirement "$requirements"
    "${pip[@]}" install --no-build-isolation --no-deps --editable "$PYTHON_CLIENT"
    # For the test that installs a wheel where there is nothing.
    "${pip[@]}" download --only-binary :all: --requirement <(grep -E '^(grpcio|protobuf|typing_extensions)==' "$requirements") \
      --dest "$PYTHON_CLIENT_BUILD/wheels"
    touch "$stamp"
  fi
}
