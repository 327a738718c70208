"""Gives the tests of this folder a fake broker in place of the real one, and a clock that stands."""

from collections.abc import Iterator

import pytest
from fakes import FakeBroker, FakeTimers, fake_client, serving

import jsinterop


@pytest.fixture
def broker() -> FakeBroker:
    return FakeBroker()


@pytest.fixture
def address(broker: FakeBroker) -> Iterator[str]:
    with serving(broker) as at:
        yield at


@pytest.fixture
def timers() -> FakeTimers:
    return FakeTimers()


@pytest.fixture
def js(address: str, timers: FakeTimers) -> Iterator[jsinterop.Client]:
    with fake_client(address, timers, pool="mine") as client:
        yield client
