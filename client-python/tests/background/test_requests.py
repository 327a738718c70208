"""What a client tells its broker besides what was asked for: leases, releases, nonces. On a clock of our own."""

import gc
import threading
from typing import Any

import grpc
import pytest
from fakes import Failure, FakeBroker, FakeTimers, fake_client, grant_objects, reference, terms

import jsinterop
from jsinterop.v1 import interop_pb2 as pb


def test_a_call_for_a_copy_names_no_lease(js: jsinterop.Client, broker: FakeBroker) -> None:
    js.invoke("copy", 1)
    (request,) = broker.requests
    assert (request.lease, request.pool, len(request.nonce)) == ("", "mine", 16)
    js.invoke("nothing", result="void")
    js.set("a", 1)
    assert [request.nonce for request in broker.requests[1:]] == [b"", b""], "these grant nothing"


def test_one_lease_is_granted_for_all_references(js: jsinterop.Client, broker: FakeBroker) -> None:
    grant_objects(broker)
    made: list[Any] = []
    threads = [threading.Thread(target=lambda: made.append(js.construct("A"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(broker.of(pb.GrantLeaseRequest)) == 1
    assert {request.lease for request in broker.of(pb.InvokeRequest)} == {"lease-1"}


def test_each_pool_has_a_lease_of_its_own(js: jsinterop.Client, broker: FakeBroker) -> None:
    grant_objects(broker)
    held = [js.construct("A"), js.construct("A", pool="other"), js.construct("A", pool="mine")]
    with js.lease() as lease:
        held.append(js.construct("A", lease=lease))
    assert [(request.lease, request.pool) for request in broker.of(pb.InvokeRequest)] == [
        ("lease-1", "mine"), ("lease-2", "other"), ("lease-1", "mine"), ("lease-3", ""),
    ]  # fmt: skip


def test_the_lease_of_the_target_takes_what_it_grants(js: jsinterop.Client, broker: FakeBroker) -> None:
    grant_objects(broker)
    one = js.construct("A")
    one.invoke("child", result="reference")
    js.invoke("pair", [one], result="reference")
    by_target, by_argument = broker.of(pb.InvokeRequest)[1:]
    assert (by_target.lease, by_target.pool, by_target.reference.token) == ("", "", "token-0")
    assert (by_argument.lease, by_argument.pool) == ("lease-1", "")
    assert [item.token for item in by_argument.references] == ["token-0"]


def test_the_lease_is_renewed_while_something_is_held(
    js: jsinterop.Client, broker: FakeBroker, timers: FakeTimers
) -> None:
    grant_objects(broker)
    held = js.construct("A")
    timers.advance(100)
    assert broker.await_request(pb.RenewLeaseRequest).lease == "lease-1"
    held.release()
    broker.await_request(pb.DisposeRequest)
    timers.advance(1000)
    assert len(broker.of(pb.RenewLeaseRequest)) <= 2


def test_what_is_let_go_meanwhile_goes_in_one_message(js: jsinterop.Client, broker: FakeBroker) -> None:
    grant_objects(broker)
    first, *others = [js.construct("A") for _ in range(50)]
    go_on = threading.Event()

    def answer_later(request: pb.DisposeRequest) -> pb.DisposeResponse:
        assert go_on.wait(30)
        return broker.dispose(request)

    broker.answers["Dispose"] = answer_later
    first.release()
    broker.await_request(pb.DisposeRequest)
    for other in others:
        other.release()
    go_on.set()
    batch = broker.await_request(pb.DisposeRequest, 2)
    assert {item.token for item in batch.references} == {f"token-{number}" for number in range(1, 50)}


def test_what_could_not_be_delivered_is_sent_again(
    js: jsinterop.Client, broker: FakeBroker, timers: FakeTimers
) -> None:
    grant_objects(broker)
    one = js.construct("A")
    answers = iter([Failure(grpc.StatusCode.UNAVAILABLE)])

    def fail_once(request: pb.DisposeRequest) -> pb.DisposeResponse:
        for failure in answers:
            raise failure
        return broker.dispose(request)

    broker.answers["Dispose"] = fail_once
    one.release()
    broker.await_request(pb.DisposeRequest)
    while not any(pause == 0.75 for pause in timers.pending):  # The failure arrives on another thread.
        pass
    timers.advance(0.75)
    assert broker.await_request(pb.DisposeRequest, 2) == broker.await_request(pb.DisposeRequest)


def test_a_forgotten_reference_is_let_go(js: jsinterop.Client, broker: FakeBroker, timers: FakeTimers) -> None:
    grant_objects(broker)
    js.construct("A")
    gc.collect()
    timers.run_posted()
    assert broker.await_request(pb.DisposeRequest).references[0].token == "token-0"


def test_references_inside_a_copy_have_a_lease_that_ends_with_them(
    js: jsinterop.Client, broker: FakeBroker, timers: FakeTimers
) -> None:
    broker.answers["Invoke"] = lambda request: pb.InvokeResponse(
        value={"graph": {"nodes": [{"array": {"length": 1, "items": [2]}}, {"leaf": {"reference": 0}}]}},
        references=[reference("inner")],
        lease=terms("of-its-own"),
    )
    (inner,) = js.invoke("tree")
    timers.advance(100)
    assert broker.await_request(pb.RenewLeaseRequest).lease == "of-its-own"
    inner.release()
    requests = [broker.await_request(pb.DisposeRequest)]
    if not requests[0].leases:
        requests.append(broker.await_request(pb.DisposeRequest, 2))
    assert [lease for request in requests for lease in request.leases] == ["of-its-own"]


@pytest.mark.parametrize(
    "response",
    [
        pb.InvokeResponse(),
        pb.InvokeResponse(value={}),
        pb.InvokeResponse(value={"reference": 1}, references=[reference("inner")]),
    ],
    ids=["no outcome", "no kind", "no such reference"],
)
def test_a_malformed_result(
    js: jsinterop.Client, broker: FakeBroker, timers: FakeTimers, response: pb.InvokeResponse
) -> None:
    broker.answers["Invoke"] = lambda request: response
    with pytest.raises(jsinterop.CallError) as caught:
        js.invoke("a")
    assert (caught.value.code, caught.value.reason) == ("INTERNAL", "MALFORMED_RESULT")
    assert caught.value.executed is jsinterop.Executed.YES
    del caught
    gc.collect()
    timers.run_posted()
    if response.references:
        assert broker.await_request(pb.DisposeRequest).references[0].token == "inner"


def test_closing_tells_what_is_to_be_released(address: str, broker: FakeBroker, timers: FakeTimers) -> None:
    grant_objects(broker)
    with fake_client(address, timers) as js:
        held = js.construct("A")
        lease = js.lease(ttl=2.5)
    (request,) = broker.of(pb.DisposeRequest)
    assert (sorted(request.leases), list(request.references)) == (["lease-1", "lease-2"], [])
    assert broker.of(pb.GrantLeaseRequest)[1].ttl.ToTimedelta().total_seconds() == 2.5
    held.release()
    assert lease.dispose() is False
    timers.advance(1000)
    assert not broker.of(pb.RenewLeaseRequest)


def test_a_client_that_held_nothing_says_nothing(address: str, broker: FakeBroker, timers: FakeTimers) -> None:
    with fake_client(address, timers) as js:
        js.invoke("a")
    assert not broker.of(pb.DisposeRequest)


def test_closing_waits_for_a_silent_broker_only_so_long(address: str, broker: FakeBroker, timers: FakeTimers) -> None:
    grant_objects(broker)
    go_on = threading.Event()
    js = fake_client(address, timers, close_timeout=0.05)
    js.construct("A")
    broker.answers["Dispose"] = lambda request: go_on.wait(30) and broker.dispose(request)
    js.close()
    go_on.set()


def test_a_lease_of_ones_own_is_named_and_kept(js: jsinterop.Client, broker: FakeBroker, timers: FakeTimers) -> None:
    grant_objects(broker)
    with js.lease() as lease:
        timers.advance(100)
        assert broker.await_request(pb.RenewLeaseRequest).lease == "lease-1", "also while it is empty"
        js.construct("A", lease=lease)
        assert broker.of(pb.InvokeRequest)[0].lease == "lease-1"
    assert list(broker.await_request(pb.DisposeRequest).leases) == ["lease-1"]


def test_a_lease_that_has_ended_takes_no_more(js: jsinterop.Client, broker: FakeBroker) -> None:
    lease = js.lease()
    lease.release()
    with pytest.raises(jsinterop.StaleError) as stale:
        js.construct("A", lease=lease)
    assert (stale.value.reason, stale.value.executed) == ("DISPOSED", jsinterop.Executed.NO)
    assert not broker.of(pb.InvokeRequest)
    with pytest.raises(TypeError, match=r"lease is no jsinterop\.Lease"):
        js.construct("A", lease="lease-1")  # type: ignore[call-overload]


def test_the_last_disposal_is_one_message_of_a_bounded_size(js: jsinterop.Client, broker: FakeBroker) -> None:
    grant_objects(broker)
    held = js.construct("A")
    broker.answers["Dispose"] = lambda request: not_now()

    def not_now() -> pb.DisposeResponse:
        raise Failure(grpc.StatusCode.UNAVAILABLE)

    for number in range(20_000):
        js._core.release_lease(f"of the user {number}")
    js.close()
    last = broker.of(pb.DisposeRequest)[-1]
    assert len(last.leases) <= 8_192
    assert "lease-1" in last.leases, "what is current holds the most"
    assert held.is_disposed is False
