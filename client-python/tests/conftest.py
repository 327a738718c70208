"""Gives tests a real broker with modules of their own, and a client of it."""

import pathlib
from collections.abc import Iterator
from typing import Callable

import pytest
from broker import Broker

import jsinterop

MODULES = pathlib.Path(__file__).parent / "modules"


@pytest.fixture(scope="session")
def broker() -> Iterator[Broker]:
    running = Broker(MODULES, "--min-ttl=200ms", "--max-ttl=1h", "--default-ttl=5m")
    yield running
    assert running.stop() == 0, "the broker did not end well"


@pytest.fixture
def js(broker: Broker) -> Iterator[jsinterop.Client]:
    with jsinterop.connect(broker.address) as client:
        yield client


@pytest.fixture
def held(broker: Broker) -> Iterator[Callable[[], int]]:
    """How many objects the worker holds, seen by a client that holds none."""
    with jsinterop.connect(broker.address) as watcher:
        yield lambda: watcher.invoke(("./things.js", "held"))
