"""A wheel of the package works where nothing else is installed."""

import os
import pathlib
import shutil
import subprocess
import sys
import venv

import pytest
from broker import Broker

PACKAGE = pathlib.Path(__file__).resolve().parents[1]
# Wheels of what the package depends on, gathered by tests/run.sh; without it, pip fetches them.
WHEELS = os.environ.get("JSINTEROP_PYTHON_WHEELS")


def pip(python: str, *arguments: str) -> None:
    subprocess.run([python, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments], check=True, timeout=300)


@pytest.fixture(scope="module")
def empty_python(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("venv")
    venv.create(folder, with_pip=True)
    return str(folder / "bin/python")


def test_a_wheel_in_an_empty_environment(broker: Broker, empty_python: str, tmp_path: pathlib.Path) -> None:
    shutil.rmtree(PACKAGE / "build", ignore_errors=True)  # Modules that are no more would be packed again.
    pip(sys.executable, "wheel", "--no-build-isolation", "--no-deps", "--wheel-dir", str(tmp_path), str(PACKAGE))
    (wheel,) = tmp_path.glob("jsinterop-*.whl")
    where = ["--no-index", "--find-links", WHEELS] if WHEELS else []
    pip(empty_python, "install", *where, str(wheel))
    program = f"""if True:
        import importlib.resources
        import jsinterop
        assert importlib.resources.files("jsinterop").joinpath("py.typed").is_file()
        with jsinterop.connect({broker.address!r}) as js:
            print(js.invoke(("./things.js", "echo"), {{"wheel": True}}))
    """
    done = subprocess.run(
        [empty_python, "-c", program], capture_output=True, text=True, cwd=tmp_path, timeout=60, check=False
    )
    assert (done.stdout, done.stderr) == ("{'wheel': True}\n", "")
