"""Live objects: held, passed back, let go."""

import copy
import gc
from typing import Any

import pytest
from broker import Broker, eventually

import jsinterop
from jsinterop import Reference

THINGS = "./things.js"


@pytest.fixture
def counter(js: jsinterop.Client) -> Reference:
    return js.construct((THINGS, "Counter"))


def test_members_are_called_read_and_set(counter: Reference) -> None:
    assert (counter.kind, counter.class_name, repr(counter)) == (
        "object", "Counter", "<jsinterop.Reference to object Counter>",
    )  # fmt: skip
    assert [counter.invoke("increment"), counter.invoke("increment", 5)] == [1, 6]
    counter.set("count", 10)
    assert counter.get("count") == 10


def test_a_function_by_reference_is_called_itself(js: jsinterop.Client) -> None:
    add_five = js.invoke((THINGS, "adder"), 5, result="reference")
    assert add_five.kind == "function"
    assert [add_five(1), add_five.invoke("", 2)] == [6, 7]


def test_a_reference_that_is_passed_back_is_the_very_same_object(js: jsinterop.Client, counter: Reference) -> None:
    counter.invoke("increment")
    assert js.invoke((THINGS, "isSame"), counter, counter) is True
    assert js.invoke((THINGS, "countOf"), {"counter": counter}) == 1
    with js.invoke((THINGS, "echo"), counter, result="reference") as again:
        assert again.invoke("increment") == 2
    other = js.construct((THINGS, "Counter"))
    assert js.invoke((THINGS, "isSame"), counter, other) is False


def test_references_inside_a_result(js: jsinterop.Client, held: Any) -> None:
    before = held()
    counters = js.invoke((THINGS, "makeCounters"), 3)
    assert [one.invoke("increment", by) for by, one in enumerate(counters)] == [0, 1, 2]
    assert js.invoke((THINGS, "sharesElements"), [counters[0], counters[0]]) is True
    assert held() == before + 3
    del counters
    gc.collect()
    eventually(lambda: held() == before, 10, "the worker forgets the objects")


def test_a_primitive_by_reference_is_a_copy(js: jsinterop.Client) -> None:
    assert js.invoke((THINGS, "echo"), 5, result="reference") == 5
    assert js.construct((THINGS, "Counter"), result="value") == {"step": 1}


def test_dispose_tells_whether_it_was_held(counter: Reference) -> None:
    assert counter.dispose() is True
    assert counter.is_disposed
    assert counter.dispose() is False
    with pytest.raises(jsinterop.StaleError) as caught:
        counter.invoke("increment")
    assert (caught.value.reason, caught.value.executed) == ("DISPOSED", jsinterop.Executed.NO)


def test_a_disposed_reference_as_an_argument(js: jsinterop.Client, counter: Reference) -> None:
    counter.release()
    with pytest.raises(jsinterop.StaleError):
        js.invoke((THINGS, "echo"), [counter])


@pytest.mark.parametrize("how", ["release", "with", "forget"])
def test_what_is_let_go_leaves_the_worker(js: jsinterop.Client, held: Any, how: str) -> None:
    before = held()
    counters = [js.construct((THINGS, "Counter")) for _ in range(5)]
    assert held() == before + 5
    for counter in counters:
        if how == "release":
            counter.release()
        elif how == "with":
            with counter:
                pass
    if how == "forget":
        del counter
        counters.clear()
        gc.collect()
    eventually(lambda: held() == before, 10, "the worker forgets the objects")


def test_closing_ends_the_lease(broker: Broker, held: Any) -> None:
    before = held()
    with jsinterop.connect(broker.address) as js:
        counters = [js.construct((THINGS, "Counter")) for _ in range(3)]
        assert held() == before + 3
    eventually(lambda: held() == before, 10, "the worker forgets the objects")
    assert counters[0].dispose() is False
    with pytest.raises(jsinterop.PreconditionError):
        counters[0].invoke("increment")


def test_a_client_that_is_forgotten_ends_its_lease(broker: Broker, held: Any) -> None:
    before = held()
    counter = jsinterop.connect(broker.address).construct((THINGS, "Counter"))
    gc.collect()
    assert counter.invoke("increment") == 1, "the reference keeps its client"
    assert held() == before + 1
    del counter
    gc.collect()
    eventually(lambda: held() == before, 10, "the worker forgets the object")


def test_a_lost_answer_leaves_nothing_behind(js: jsinterop.Client, held: Any) -> None:
    before = held()
    with pytest.raises(jsinterop.DeadlineError):
        js.invoke_await((THINGS, "never"), result="reference", timeout=0.05)
    eventually(lambda: held() == before, 10, "the worker forgets the object")


def test_a_lease_of_ones_own_ends_all_that_it_holds(js: jsinterop.Client, held: Any) -> None:
    before = held()
    with js.lease(ttl=60) as lease:
        counters = [js.construct((THINGS, "Counter"), lease=lease) for _ in range(3)]
        assert counters[0].invoke("increment") == 1
        assert held() == before + 3
    assert lease.dispose() is False
    eventually(lambda: held() == before, 10, "the worker forgets the objects")
    with pytest.raises(jsinterop.StaleError):
        counters[0].invoke("increment")
    assert js.lease().dispose() is True


def test_a_short_lease_is_renewed_by_itself(broker: Broker) -> None:
    with jsinterop.connect(broker.address, lease_ttl=2) as js:
        counter = js.construct((THINGS, "Counter"))
        lease = counter._grant.lease
        assert lease is not None
        first_end = lease._ends
        # Nothing but its own renewals moves the end.
        eventually(lambda: lease._ends > first_end + 1, 30, "renewals")
        assert counter.invoke("increment") == 1


def test_clients_do_not_mix(broker: Broker, js: jsinterop.Client, counter: Reference) -> None:
    with jsinterop.connect(broker.address) as other:
        with pytest.raises(jsinterop.PreconditionError, match="belongs to another client"):
            other.invoke((THINGS, "echo"), counter)
        with js.lease() as lease, pytest.raises(jsinterop.PreconditionError, match="belongs to another client"):
            other.construct((THINGS, "Counter"), lease=lease)


def test_a_reference_is_not_copied(counter: Reference) -> None:
    with pytest.raises(TypeError, match="belongs to its client"):
        copy.copy(counter)


def test_secrets_are_not_shown(js: jsinterop.Client, counter: Reference) -> None:
    with js.lease() as lease:
        shown = repr([js, counter, lease, counter._grant, lease._lease])
    assert counter._grant.token not in shown
    assert lease._lease.id not in shown
