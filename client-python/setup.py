"""Makes the code of the protocol before anything else is built; all else is told in pyproject.toml.

In the repository the protocol lies beside this folder. A source distribution holds the generated code instead.
"""

from __future__ import annotations

import importlib.resources
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py
from setuptools.command.sdist import sdist

HERE = Path(__file__).resolve().parent
PROTO = HERE.parent / "proto"
SOURCES = HERE / "src"
# The protocol of clients; what workers speak is not for this package.
FILES = ("value", "interop", "error")


def generate() -> None:
    if not PROTO.is_dir():
        if (SOURCES / "jsinterop/v1/interop_pb2.py").is_file():
            return
        raise SystemExit(f"neither the protocol ({PROTO}) nor code generated from it is here")
    from grpc_tools import protoc  # noqa: PLC0415  A source distribution is built without it.

    google = importlib.resources.files("grpc_tools") / "_proto"
    names = [str(PROTO / f"jsinterop/v1/{name}.proto") for name in FILES]
    command = ["protoc", f"-I{PROTO}", f"-I{google}", f"--python_out={SOURCES}", f"--pyi_out={SOURCES}", *names]
    if protoc.main(command) != 0:
        raise SystemExit("protoc failed")
    (SOURCES / "jsinterop/v1/__init__.py").write_text('"""Generated from the protocol."""\n', encoding="utf-8")


class BuildPy(build_py):
    def run(self) -> None:
        generate()
        super().run()


class Sdist(sdist):
    def run(self) -> None:
        generate()
        super().run()


setup(cmdclass={"build_py": BuildPy, "sdist": Sdist})
