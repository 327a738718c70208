"""Live objects: held, passed back, let go, and lost with their lease."""

import grpc
import pytest
from google.protobuf.duration_pb2 import Duration
from jsinterop.v1 import interop_pb2 as pb
from jsinterop.v1.value_pb2 import Value

from broker import eventually
from errors import TIMEOUT, fails

MODULE = "./objects.js"


@pytest.fixture
def construct(stub, lease):
    def make():
        request = pb.InvokeRequest(
            module=MODULE,
            member="Counter",
            operation=pb.OPERATION_CONSTRUCT,
            result=pb.RESULT_MODE_REFERENCE,
            lease=lease,
        )
        return stub.Invoke(request, timeout=TIMEOUT).reference

    return make


def held(stub):
    return stub.Invoke(pb.InvokeRequest(module=MODULE, member="heldObjects"), timeout=TIMEOUT).value.number


def increment(stub, counter):
    return stub.Invoke(pb.InvokeRequest(reference=counter, member="increment"), timeout=TIMEOUT).value.number


def test_an_object_keeps_its_state(stub, construct):
    counter = construct()
    assert (counter.kind, counter.class_name) == (pb.OBJECT_KIND_OBJECT, "Counter")
    assert [increment(stub, counter) for _ in range(3)] == [1, 2, 3]
    get = pb.InvokeRequest(reference=counter, member="count", operation=pb.OPERATION_GET)
    assert stub.Invoke(get, timeout=TIMEOUT).value.number == 3


def test_a_reference_passed_back_is_the_very_same_object(stub, construct):
    one, other = construct(), construct()

    def is_same(references, arguments):
        request = pb.InvokeRequest(
            module=MODULE,
            member="isSame",
            references=references,
            arguments=[Value(reference=position) for position in arguments],
        )
        return stub.Invoke(request, timeout=TIMEOUT).value.boolean

    assert is_same([one, one], [0, 1])
    assert is_same([one], [0, 0])
    assert not is_same([one, other], [0, 1])


def test_a_returned_reference_is_a_second_grant_of_the_same_object(stub, construct):
    counter = construct()
    request = pb.InvokeRequest(
        module=MODULE,
        member="echo",
        references=[counter],
        arguments=[Value(reference=0)],
        result=pb.RESULT_MODE_REFERENCE,
    )
    again = stub.Invoke(request, timeout=TIMEOUT)
    assert again.reference.token != counter.token
    increment(stub, counter)
    assert increment(stub, again.reference) == 2

    stub.Dispose(pb.DisposeRequest(references=[counter]), timeout=TIMEOUT)
    assert increment(stub, again.reference) == 3, "each grant is disposed by itself"
    stub.Dispose(pb.DisposeRequest(references=[again.reference], leases=[again.lease.id]), timeout=TIMEOUT)


def test_dispose_releases_once(stub, construct):
    counter = construct()
    request = pb.DisposeRequest(references=[counter])
    assert list(stub.Dispose(request, timeout=TIMEOUT).references) == [pb.DISPOSAL_RELEASED]
    assert list(stub.Dispose(request, timeout=TIMEOUT).references) == [pb.DISPOSAL_NOT_HELD]
    with fails(grpc.StatusCode.FAILED_PRECONDITION, "DISPOSED"):
        increment(stub, counter)


def test_disposed_objects_leave_the_worker(stub, lease, construct):
    before = held(stub)
    counters = [construct() for _ in range(5)]
    assert held(stub) == before + 5
    stub.Dispose(pb.DisposeRequest(references=counters), timeout=TIMEOUT)
    eventually(lambda: held(stub) == before, 10, "the worker forgets the objects")


def test_a_lost_answer_is_disposed_by_nonce(stub, lease):
    before = held(stub)
    nonce = b"a nonce of a test"
    request = pb.InvokeRequest(
        module=MODULE,
        member="Counter",
        operation=pb.OPERATION_CONSTRUCT,
        result=pb.RESULT_MODE_REFERENCE,
        lease=lease,
        nonce=nonce,
    )
    counter = stub.Invoke(request, timeout=TIMEOUT).reference
    assert list(stub.Dispose(pb.DisposeRequest(nonces=[nonce]), timeout=TIMEOUT).nonces) == [pb.DISPOSAL_RELEASED]
    with fails(grpc.StatusCode.FAILED_PRECONDITION, "DISPOSED"):
        increment(stub, counter)
    eventually(lambda: held(stub) == before, 10, "the worker forgets the object")


def test_a_disposed_lease_takes_its_references_along(stub, construct, lease):
    counter = construct()
    assert list(stub.Dispose(pb.DisposeRequest(leases=[lease]), timeout=TIMEOUT).leases) == [pb.DISPOSAL_RELEASED]
    with fails(grpc.StatusCode.FAILED_PRECONDITION, "DISPOSED"):
        increment(stub, counter)
    with fails(grpc.StatusCode.FAILED_PRECONDITION, "DISPOSED"):
        stub.RenewLease(pb.RenewLeaseRequest(lease=lease), timeout=TIMEOUT)


def test_a_lease_that_nobody_renews_expires_and_frees_the_worker(stub):
    before = held(stub)
    short = stub.GrantLease(pb.GrantLeaseRequest(ttl=Duration(nanos=1)), timeout=TIMEOUT).lease
    assert (short.term.seconds, short.term.nanos) == (0, 200_000_000), "--min-ttl is the shortest"
    request = pb.InvokeRequest(
        module=MODULE,
        member="Counter",
        operation=pb.OPERATION_CONSTRUCT,
        result=pb.RESULT_MODE_REFERENCE,
        lease=short.id,
    )
    counter = stub.Invoke(request, timeout=TIMEOUT).reference

    # To look at the reference would renew its lease; what the worker holds tells without touching it.
    eventually(lambda: held(stub) == before, 30, "the lease expires")
    with fails(grpc.StatusCode.FAILED_PRECONDITION, "LEASE_EXPIRED"):
        increment(stub, counter)
    with fails(grpc.StatusCode.FAILED_PRECONDITION, "LEASE_EXPIRED"):
        stub.RenewLease(pb.RenewLeaseRequest(lease=short.id), timeout=TIMEOUT)
    gone = stub.Dispose(pb.DisposeRequest(references=[counter], leases=[short.id]), timeout=TIMEOUT)
    assert list(gone.references) + list(gone.leases) == [pb.DISPOSAL_NOT_HELD] * 2


def test_a_renewed_lease_outlives_its_first_term(stub):
    short = stub.GrantLease(pb.GrantLeaseRequest(ttl=Duration(nanos=1)), timeout=TIMEOUT).lease
    longer = stub.RenewLease(pb.RenewLeaseRequest(lease=short.id, ttl=Duration(seconds=60)), timeout=TIMEOUT).lease
    assert longer.term.seconds == 60
    assert 59 <= longer.remaining.ToTimedelta().total_seconds() <= 60
    stub.Dispose(pb.DisposeRequest(leases=[short.id]), timeout=TIMEOUT)


def test_at_the_end_the_worker_holds_nothing(stub):
    eventually(lambda: held(stub) == 0, 10, "the worker holds no objects")
