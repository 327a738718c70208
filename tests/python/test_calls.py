"""Importing, calling, and what comes back."""

import grpc
import pytest
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase
from jsinterop.v1 import interop_pb2 as pb
from jsinterop.v1.value_pb2 import Value

from errors import TIMEOUT, fails

MODULE = "./objects.js"


def number(n):
    return Value(number=n)


def test_health_and_reflection_are_served(broker, channel):
    assert broker.is_serving(service="")
    assert broker.is_serving(service="jsinterop.v1.Interop")
    services = ProtoReflectionDescriptorDatabase(channel).get_services()
    assert "jsinterop.v1.Interop" in services
    assert "jsinterop.v1.WorkerHub" not in services, "the workers' door is not the clients'"


def test_import_tells_exports_version_and_lease(stub, lease):
    answer = stub.Import(pb.ImportRequest(specifier=MODULE, lease=lease), timeout=TIMEOUT)
    assert answer.reference.kind == pb.OBJECT_KIND_MODULE
    assert len(answer.reference.token) <= 64
    kinds = {export.name: export.kind for export in answer.exports}
    assert kinds["Counter"] == pb.EXPORT_KIND_CLASS
    assert kinds["echo"] == pb.EXPORT_KIND_FUNCTION
    assert list(kinds) == sorted(kinds)
    assert len(answer.version) == 16
    assert answer.lease.references == 1
    assert answer.lease.term.seconds == 300


def test_import_without_a_lease_grants_one(stub):
    answer = stub.Import(pb.ImportRequest(specifier=MODULE), timeout=TIMEOUT)
    assert answer.lease.id
    disposed = stub.Dispose(pb.DisposeRequest(leases=[answer.lease.id]), timeout=TIMEOUT)
    assert list(disposed.leases) == [pb.DISPOSAL_RELEASED]


@pytest.mark.parametrize("method", ["Invoke", "InvokeAsync"])
@pytest.mark.parametrize(
    "value",
    [
        Value(undefined={}),
        Value(null={}),
        Value(boolean=True),
        Value(number=0.5),
        Value(string="a line\nand ✓ 🎈"),
        Value(utf16=b"\x00\xd8"),
        Value(bigint="-123456789012345678901234567890"),
        Value(date=86400000.0),
        Value(bytes=bytes(range(256))),
        Value(json='{"z":1,"a":[true,null,"x"]}'),
    ],
    ids=lambda value: value.WhichOneof("kind"),
)
def test_values_come_back_as_they_went(stub, method, value):
    request = pb.InvokeRequest(module=MODULE, member="echo", arguments=[value])
    answer = getattr(stub, method)(request, timeout=TIMEOUT)
    assert answer.value == value
    assert not answer.HasField("lease"), "a stateless call holds nothing"


def test_a_module_reference_is_a_target(stub, lease):
    module = stub.Import(pb.ImportRequest(specifier=MODULE, lease=lease), timeout=TIMEOUT).reference
    answer = stub.Invoke(pb.InvokeRequest(reference=module, member="echo", arguments=[number(7)]), timeout=TIMEOUT)
    assert answer.value.number == 7


def test_invoke_async_awaits_and_invoke_refuses_a_promise(stub):
    request = pb.InvokeRequest(module=MODULE, member="later", arguments=[Value(string="soon")])
    assert stub.InvokeAsync(request, timeout=TIMEOUT).value.string == "soon"
    with fails(grpc.StatusCode.FAILED_PRECONDITION, "RETURNED_PROMISE", executed="YES"):
        stub.Invoke(request, timeout=TIMEOUT)


def test_what_javascript_throws_is_an_outcome(stub):
    answer = stub.Invoke(
        pb.InvokeRequest(module=MODULE, member="fail", arguments=[Value(string="too far")]), timeout=TIMEOUT
    )
    assert answer.WhichOneof("outcome") == "exception"
    assert (answer.exception.name, answer.exception.message) == ("RangeError", "too far")
    assert answer.exception.cause.name == "TypeError"
    assert "objects.js" in answer.exception.stack
    assert "/tests/python" not in answer.exception.stack, "stacks do not tell where the root is"


def test_void_completes_without_a_value(stub):
    request = pb.InvokeRequest(module=MODULE, member="echo", arguments=[number(1)], result=pb.RESULT_MODE_VOID)
    assert stub.Invoke(request, timeout=TIMEOUT).WhichOneof("outcome") == "completed"


def test_what_is_not_there_is_not_found(stub):
    with fails(grpc.StatusCode.NOT_FOUND, "MODULE_NOT_FOUND"):
        stub.Import(pb.ImportRequest(specifier="./absent.js"), timeout=TIMEOUT)
    with fails(grpc.StatusCode.NOT_FOUND, "MEMBER_NOT_FOUND"):
        stub.Invoke(pb.InvokeRequest(module=MODULE, member="absent"), timeout=TIMEOUT)
