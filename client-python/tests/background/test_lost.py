"""Calls, grants and disposals whose answer is lost, and leases that are. On a fake broker."""

import _thread
import sys
import threading

import grpc
import pytest
from fakes import Failure, FakeBroker, FakeTimers, grant_objects, reference, terms

import jsinterop
from jsinterop.v1 import interop_pb2 as pb

UNKNOWN = jsinterop.Executed.UNKNOWN


@pytest.mark.parametrize(
    ("code", "reason"),
    [(grpc.StatusCode.UNAVAILABLE, ""), (grpc.StatusCode.CANCELLED, ""), (grpc.StatusCode.UNKNOWN, "")],
)
def test_what_a_lost_call_granted_is_released_by_its_nonce(
    js: jsinterop.Client, broker: FakeBroker, code: grpc.StatusCode, reason: str
) -> None:
    def lose(request: pb.InvokeRequest) -> pb.InvokeResponse:
        raise Failure(code, reason)

    broker.answers["Invoke"] = lose
    with pytest.raises(jsinterop.CallError) as caught:
        js.invoke("a")
    assert (caught.value.executed, caught.value.reason) == (UNKNOWN, "")
    assert list(broker.await_request(pb.DisposeRequest).nonces) == [broker.requests[0].nonce]


def test_an_answered_failure_needs_no_release(js: jsinterop.Client, broker: FakeBroker) -> None:
    def refuse(request: pb.InvokeRequest) -> pb.InvokeResponse:
        raise Failure(grpc.StatusCode.RESOURCE_EXHAUSTED, "QUEUE_FULL")

    broker.answers["Invoke"] = refuse
    with pytest.raises(jsinterop.LimitError) as caught:
        js.invoke("a")
    assert (caught.value.executed, caught.value.reason) == (jsinterop.Executed.NO, "QUEUE_FULL")
    js.close()
    assert not broker.of(pb.DisposeRequest)


def test_a_deadline_releases_by_nonce_too(js: jsinterop.Client, broker: FakeBroker) -> None:
    go_on = threading.Event()
    broker.answers["Invoke"] = lambda request: go_on.wait(30) and pb.InvokeResponse()
    with pytest.raises(jsinterop.DeadlineError):
        js.invoke("a", timeout=0.05)
    assert list(broker.await_request(pb.DisposeRequest).nonces) == [broker.requests[0].nonce]
    go_on.set()


def test_an_interrupted_call_releases_by_nonce_too(js: jsinterop.Client, broker: FakeBroker) -> None:
    go_on = threading.Event()

    def interrupt(request: pb.InvokeRequest) -> pb.InvokeResponse:
        # Before the caller waits, gRPC's own code might swallow it.
        while sys._current_frames()[threading.main_thread().ident or 0].f_code.co_name != "wait":
            pass
        _thread.interrupt_main()
        go_on.wait(30)
        return pb.InvokeResponse(value={"null": {}})

    broker.answers["Invoke"] = interrupt
    with pytest.raises(KeyboardInterrupt):
        js.invoke("a")
    assert list(broker.await_request(pb.DisposeRequest).nonces) == [broker.requests[0].nonce]
    go_on.set()
    broker.answers["Invoke"] = lambda request: pb.InvokeResponse(value={"number": 1})
    assert js.invoke("a") == 1, "the client is of use afterwards"


def lose_the_lease(broker: FakeBroker, times: int) -> None:
    grant_objects(broker)
    grant = broker.answers["Invoke"]
    left = iter(range(times))

    def answer(request: pb.InvokeRequest) -> pb.InvokeResponse:
        for _ in left:
            raise Failure(grpc.StatusCode.FAILED_PRECONDITION, "LEASE_EXPIRED")
        return grant(request)  # type: ignore[no-any-return]

    broker.answers["Invoke"] = answer


def test_a_call_that_found_its_lease_lost_begins_anew_with_another(js: jsinterop.Client, broker: FakeBroker) -> None:
    lose_the_lease(broker, 1)
    js.construct("A")
    assert [request.lease for request in broker.of(pb.InvokeRequest)] == ["lease-1", "lease-2"]


def test_it_begins_anew_only_once(js: jsinterop.Client, broker: FakeBroker) -> None:
    lose_the_lease(broker, 2)
    with pytest.raises(jsinterop.StaleError):
        js.construct("A")
    assert len(broker.of(pb.InvokeRequest)) == 2


def test_no_lease_no_call(js: jsinterop.Client, broker: FakeBroker) -> None:
    def refuse(request: pb.GrantLeaseRequest) -> pb.GrantLeaseResponse:
        raise Failure(grpc.StatusCode.RESOURCE_EXHAUSTED, "LEASE_QUOTA")

    broker.answers["GrantLease"] = refuse
    with pytest.raises(jsinterop.LimitError) as caught:
        js.construct("A")
    assert caught.value.executed is jsinterop.Executed.NO
    assert not broker.of(pb.InvokeRequest)


def test_a_deadline_while_waiting_for_the_lease(js: jsinterop.Client, broker: FakeBroker) -> None:
    go_on = threading.Event()
    broker.answers["GrantLease"] = lambda request: go_on.wait(30) and broker.grant(request)
    with pytest.raises(jsinterop.DeadlineError, match="nothing was sent") as caught:
        js.construct("A", timeout=0.05)
    assert caught.value.executed is jsinterop.Executed.NO
    go_on.set()


def test_a_lease_whose_grant_was_lost_is_released_by_its_nonce(js: jsinterop.Client, broker: FakeBroker) -> None:
    def lose(request: pb.GrantLeaseRequest) -> pb.GrantLeaseResponse:
        raise Failure(grpc.StatusCode.UNAVAILABLE)

    broker.answers["GrantLease"] = lose
    with pytest.raises(jsinterop.UnavailableError):
        js.lease()
    assert list(broker.await_request(pb.DisposeRequest).nonces) == [broker.requests[0].nonce]


def test_a_lease_that_could_not_be_disposed_is_released_later(js: jsinterop.Client, broker: FakeBroker) -> None:
    failures = iter([Failure(grpc.StatusCode.UNAVAILABLE)])

    def fail_once(request: pb.DisposeRequest) -> pb.DisposeResponse:
        for failure in failures:
            raise failure
        return broker.dispose(request)

    broker.answers["Dispose"] = fail_once
    lease = js.lease()
    with pytest.raises(jsinterop.UnavailableError):
        lease.dispose()
    assert list(broker.await_request(pb.DisposeRequest, 2).leases) == ["lease-1"]


def test_a_lease_that_a_call_uses_is_not_released_before_its_answer(js: jsinterop.Client, broker: FakeBroker) -> None:
    broker.answers["Invoke"] = lambda request: pb.InvokeResponse(
        value={"reference": 0}, references=[reference("parent")], lease=terms("granted-with-it")
    )
    parent = js.invoke("copyWithReference")
    released: list[str] = []
    js._core.release_lease = released.append  # type: ignore[method-assign]

    def answer_when_released(request: pb.InvokeRequest) -> pb.InvokeResponse:
        parent.release()
        return pb.InvokeResponse(reference=reference("child"), lease=terms())

    broker.answers["Invoke"] = answer_when_released
    child = parent.invoke("child", result="reference")
    assert released == []
    child.release()
    assert released == ["granted-with-it"]


def test_a_lease_that_a_call_names_is_renewed_before_its_answer(
    js: jsinterop.Client, broker: FakeBroker, timers: FakeTimers
) -> None:
    grant_objects(broker)
    answer, slow = broker.answers["Invoke"], threading.Event()

    def wait_then_answer(request: pb.InvokeRequest) -> pb.InvokeResponse:
        slow.wait(30)
        return answer(request)

    broker.answers["Invoke"] = wait_then_answer
    made: list[jsinterop.Reference] = []
    caller = threading.Thread(target=lambda: made.append(js.construct("Slow", timeout=None)))
    caller.start()
    broker.await_request(pb.InvokeRequest)
    timers.advance(120)
    assert broker.await_request(pb.RenewLeaseRequest).lease == "lease-1"
    slow.set()
    caller.join(30)
    assert len(made) == 1
