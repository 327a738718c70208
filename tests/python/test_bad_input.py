"""Clients that do not keep to the protocol are told so, and hurt nobody."""

import grpc
import pytest
from google.protobuf.duration_pb2 import Duration
from jsinterop.v1 import interop_pb2 as pb
from jsinterop.v1.value_pb2 import Value

from errors import TIMEOUT, fails

MODULE = "./objects.js"
INVALID = grpc.StatusCode.INVALID_ARGUMENT
METHODS = ["Import", "Invoke", "InvokeAsync", "Dispose", "GrantLease", "RenewLease"]


def raw(channel, method):
    """The method as bytes in and bytes out, for messages that no generated code would make."""
    return channel.unary_unary(f"/jsinterop.v1.Interop/{method}", lambda data: data, lambda data: data)


@pytest.fixture(autouse=True)
def the_channel_lives_on(stub):
    yield
    request = pb.InvokeRequest(module=MODULE, member="echo", arguments=[Value(number=1)])
    assert stub.Invoke(request, timeout=TIMEOUT).value.number == 1


@pytest.mark.parametrize("method", METHODS)
def test_garbage_bytes(channel, method):
    with fails(INVALID, "MALFORMED_MESSAGE"):
        raw(channel, method)(b"\xff\xfe\xfd not a message", timeout=TIMEOUT)


@pytest.mark.parametrize(
    "method, field", [("Import", "specifier"), ("Invoke", "member"), ("InvokeAsync", "member"), ("RenewLease", "lease")]
)
def test_an_empty_request(channel, method, field):
    with fails(INVALID, "INVALID_FIELD", field=field):
        raw(channel, method)(b"", timeout=TIMEOUT)


def test_an_empty_dispose_is_nothing_to_do(channel):
    assert raw(channel, "Dispose")(b"", timeout=TIMEOUT) == b""


def test_an_unknown_method(channel):
    with pytest.raises(grpc.RpcError) as caught:
        raw(channel, "Absent")(b"", timeout=TIMEOUT)
    assert caught.value.code() == grpc.StatusCode.UNIMPLEMENTED


@pytest.mark.parametrize("field", ["operation", "result", "encoding"])
@pytest.mark.parametrize("number", [99, -1, 2**31 - 1])
def test_an_unknown_value_of_an_enum(stub, field, number):
    with fails(INVALID, "INVALID_FIELD", field=field):
        stub.Invoke(pb.InvokeRequest(module=MODULE, member="echo", **{field: number}), timeout=TIMEOUT)


def test_unknown_fields_are_ignored(channel):
    request = pb.InvokeRequest(module=MODULE, member="echo", arguments=[Value(number=2)])
    unknown = b"\xf8\x3f\x07"  # Field 1023, a varint.
    answer = pb.InvokeResponse.FromString(raw(channel, "Invoke")(request.SerializeToString() + unknown, timeout=TIMEOUT))
    assert answer.value.number == 2


def test_a_member_of_a_megabyte(stub):
    with fails(INVALID, "INVALID_FIELD", field="member") as caught:
        stub.Invoke(pb.InvokeRequest(module=MODULE, member="m" * 1_000_000), timeout=TIMEOUT)
    assert len(caught.value.details()) <= 1024


@pytest.mark.parametrize("member", ["a..b", ".a", "a.", "."])
def test_a_member_with_an_empty_name(stub, member):
    with fails(INVALID, "INVALID_FIELD", field="member"):
        stub.Invoke(pb.InvokeRequest(module=MODULE, member=member), timeout=TIMEOUT)


def test_a_member_that_is_not_utf8(channel):
    good = pb.InvokeRequest(module=MODULE, member="@@@@").SerializeToString()
    with fails(INVALID, "INVALID_FIELD", field="member"):
        raw(channel, "Invoke")(good.replace(b"@@@@", b"ec\xc3\x28"), timeout=TIMEOUT)


def test_a_string_argument_that_is_not_utf8(channel):
    request = pb.InvokeRequest(module=MODULE, member="echo", arguments=[Value(string="@@@@")])
    with fails(INVALID, "MALFORMED_VALUE"):
        raw(channel, "Invoke")(request.SerializeToString().replace(b"@@@@", b"ab\xc3\x28"), timeout=TIMEOUT)


@pytest.mark.parametrize("value", [Value(), Value(json="{"), Value(bigint="1e3"), Value(utf16=b"odd")], ids=str)
def test_an_argument_that_is_no_value(stub, value):
    with fails(INVALID, "MALFORMED_VALUE"):
        stub.Invoke(pb.InvokeRequest(module=MODULE, member="echo", arguments=[value]), timeout=TIMEOUT)


def test_an_argument_that_points_beyond_the_table(stub):
    request = pb.InvokeRequest(module=MODULE, member="echo", arguments=[Value(reference=3)])
    with fails(INVALID, "MALFORMED_VALUE"):
        stub.Invoke(request, timeout=TIMEOUT)


@pytest.mark.parametrize(
    "specifier",
    ["./../broker.py", "./%2e%2e/x.js", "node:fs", "/etc/passwd", ".\\x.js", "./objects.js?1", "fs", "./.hidden.js"],
)
def test_a_module_outside_the_root_is_refused(stub, specifier):
    with pytest.raises(grpc.RpcError) as caught:
        stub.Import(pb.ImportRequest(specifier=specifier), timeout=TIMEOUT)
    assert caught.value.code() in (
        grpc.StatusCode.INVALID_ARGUMENT,
        grpc.StatusCode.NOT_FOUND,
        grpc.StatusCode.PERMISSION_DENIED,
    )


@pytest.mark.parametrize("member", ["constructor", "echo.constructor", "__proto__", "Counter.prototype", "echo.call"])
def test_a_member_that_nobody_may_reach(stub, member):
    with pytest.raises(grpc.RpcError) as caught:
        stub.Invoke(pb.InvokeRequest(module=MODULE, member=member), timeout=TIMEOUT)
    assert caught.value.code() in (grpc.StatusCode.NOT_FOUND, grpc.StatusCode.PERMISSION_DENIED)


def test_a_made_up_reference(stub):
    for token in ["", "x", "A" * 32]:
        with pytest.raises(grpc.RpcError) as caught:
            stub.Invoke(pb.InvokeRequest(reference=pb.Reference(token=token), member="x"), timeout=TIMEOUT)
        assert caught.value.code() in (grpc.StatusCode.FAILED_PRECONDITION, INVALID)
    with fails(INVALID, "INVALID_FIELD", field="reference"):
        stub.Invoke(pb.InvokeRequest(reference=pb.Reference(token="A" * 65), member="x"), timeout=TIMEOUT)


@pytest.mark.parametrize("method", ["GrantLease", "RenewLease"])
@pytest.mark.parametrize("ttl", [Duration(seconds=-1), Duration(nanos=-1), Duration(nanos=2_000_000_000)], ids=str)
def test_a_ttl_that_is_no_term(stub, lease, method, ttl):
    request = pb.GrantLeaseRequest(ttl=ttl) if method == "GrantLease" else pb.RenewLeaseRequest(lease=lease, ttl=ttl)
    with fails(INVALID, "INVALID_FIELD", field="ttl"):
        getattr(stub, method)(request, timeout=TIMEOUT)


@pytest.mark.parametrize("seconds", [10**6, 315_576_000_000, 2**63 - 1])
def test_an_enormous_ttl_is_moved_into_the_bounds(stub, seconds):
    lease = stub.GrantLease(pb.GrantLeaseRequest(ttl=Duration(seconds=seconds)), timeout=TIMEOUT).lease
    assert (lease.term.seconds, lease.term.nanos) == (3600, 0)
    stub.Dispose(pb.DisposeRequest(leases=[lease.id]), timeout=TIMEOUT)


@pytest.mark.parametrize("size", [1, 15, 65])
def test_a_nonce_of_the_wrong_size(stub, size):
    with fails(INVALID, "INVALID_FIELD", field="nonce"):
        stub.GrantLease(pb.GrantLeaseRequest(nonce=bytes(size)), timeout=TIMEOUT)


def test_too_many_arguments(stub):
    request = pb.InvokeRequest(module=MODULE, member="echo", arguments=[Value(number=1)] * 257)
    with fails(INVALID, "INVALID_FIELD", field="arguments"):
        stub.Invoke(request, timeout=TIMEOUT)


@pytest.mark.parametrize("megabytes", [65, 100])
def test_a_message_above_the_limit(stub, megabytes):
    request = pb.InvokeRequest(module=MODULE, member="echo", arguments=[Value(bytes=bytes(megabytes << 20))])
    with pytest.raises(grpc.RpcError) as caught:
        stub.Invoke(request, timeout=TIMEOUT)
    assert caught.value.code() == grpc.StatusCode.RESOURCE_EXHAUSTED


def test_a_message_just_above_the_limit_is_told_why(stub):
    request = pb.InvokeRequest(module=MODULE, member="echo", arguments=[Value(bytes=bytes(65 << 20))])
    with fails(grpc.StatusCode.RESOURCE_EXHAUSTED, "REQUEST_TOO_LARGE"):
        stub.Invoke(request, timeout=TIMEOUT)


def test_a_large_message_below_the_limit(stub):
    data = bytes(20 << 20)
    request = pb.InvokeRequest(module=MODULE, member="echo", arguments=[Value(bytes=data)])
    assert stub.Invoke(request, timeout=TIMEOUT).value.bytes == data


def test_the_workers_door_is_not_here(channel):
    with pytest.raises(grpc.RpcError) as caught:
        method = channel.stream_stream("/jsinterop.v1.WorkerHub/Attach", lambda data: data, lambda data: data)
        list(method(iter([b""]), timeout=TIMEOUT))
    assert caught.value.code() == grpc.StatusCode.UNIMPLEMENTED
