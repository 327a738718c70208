"""Gives tests a real broker with modules of their own, and a client of it."""

import pathlib
from collections.abc import Iterator

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
