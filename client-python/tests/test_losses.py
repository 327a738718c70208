"""A worker or a broker that goes away, and a client that goes on."""

import pathlib
from collections.abc import Iterator
from typing import Callable, Optional

import pytest
from broker import Broker, eventually

import jsinterop

MODULES = pathlib.Path(__file__).parent / "modules"
THINGS = "./things.js"


@pytest.fixture
def start() -> Iterator[Callable[..., Broker]]:
    """Starts brokers, and stops those that still run at the end."""
    started: list[Broker] = []

    def one(**options: str) -> Broker:
        started.append(Broker(MODULES, **options))
        return started[-1]

    yield one
    for broker in started:
        if broker.process.poll() is None:
            broker.stop()


def construct_eventually(js: jsinterop.Client) -> jsinterop.Reference:
    def attempt() -> Optional[jsinterop.Reference]:
        try:
            return js.construct((THINGS, "Counter"))
        except jsinterop.UnavailableError:
            return None

    found = eventually(attempt, 30, "there is a worker again")
    assert isinstance(found, jsinterop.Reference)
    return found


def test_a_worker_that_dies(start: Callable[..., Broker]) -> None:
    with jsinterop.connect(start().address) as js:
        counter = js.construct((THINGS, "Counter"))
        with pytest.raises(jsinterop.LostError) as lost:
            js.invoke((THINGS, "die"))
        assert (lost.value.reason, lost.value.executed) == ("WORKER_DIED", jsinterop.Executed.UNKNOWN)
        with pytest.raises(jsinterop.StaleError) as stale:
            counter.invoke("increment")
        assert (stale.value.reason, stale.value.executed) == ("WORKER_LOST", jsinterop.Executed.NO)
        assert construct_eventually(js).invoke("increment") == 1


def test_a_broker_that_is_started_anew(start: Callable[..., Broker]) -> None:
    first = start()
    with jsinterop.connect(first.address) as js:
        counter = js.construct((THINGS, "Counter"))
        first.stop()
        start(listen=first.address)
        again = construct_eventually(js)
        assert again.invoke("increment") == 1, "with a new lease, of which the caller knows nothing"
        with pytest.raises(jsinterop.StaleError) as stale:
            counter.invoke("increment")
        assert stale.value.reason == "BROKER_RESTARTED"
