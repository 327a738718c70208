"""The README's examples work when they are pasted."""

import pathlib
import re
import subprocess
import sys

import pytest
from broker import REPO, Broker

TEXT = pathlib.Path(__file__).parent.with_name("README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)


@pytest.fixture(scope="module")
def address() -> object:
    running = Broker(REPO / "client-js/examples")
    yield running.address
    running.stop()


def promised(example: str) -> list[str]:
    """What the comments behind the prints say."""
    return [match.strip() for match in re.findall(r"print\(.*\) +# (.+)", example)]


@pytest.mark.parametrize("example", EXAMPLES, ids=range(len(EXAMPLES)))
def test_an_example(address: str, example: str) -> None:
    program = example.replace("127.0.0.1:7543", address)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stderr == ""
    printed = done.stdout.splitlines()
    assert promised(example)
    assert [line for line in printed if line in promised(example)] == promised(example)
