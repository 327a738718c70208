"""Generates the stubs from the protocol, and gives tests a broker, a stub and a lease of their own."""

import importlib.resources
import pathlib
import sys

import grpc
import pytest
from grpc_tools import protoc

from broker import BUILD, REPO, Broker

MODULES = pathlib.Path(__file__).parent / "modules"
SHORTEST_TERM = 0.2  # seconds


def generate_stubs():
    out = BUILD / "generated" / "python"
    out.mkdir(parents=True, exist_ok=True)
    protos = [str(path) for path in sorted((REPO / "proto/jsinterop/v1").glob("*.proto"))]
    google = importlib.resources.files("grpc_tools") / "_proto"
    code = protoc.main(
        ["protoc", f"-I{REPO / 'proto'}", f"-I{google}", f"--python_out={out}", f"--grpc_python_out={out}", *protos]
    )
    assert code == 0, "protoc failed"
    sys.path.insert(0, str(out))


generate_stubs()

from jsinterop.v1 import interop_pb2, interop_pb2_grpc  # noqa: E402


@pytest.fixture(scope="session")
def broker():
    running = Broker(MODULES, f"--min-ttl={int(SHORTEST_TERM * 1000)}ms", "--max-ttl=1h", "--default-ttl=5m")
    yield running
    assert running.stop() == 0, "the broker did not end well"


@pytest.fixture(scope="session")
def channel(broker):
    no_limit = [("grpc.max_send_message_length", -1), ("grpc.max_receive_message_length", -1)]
    with grpc.insecure_channel(broker.address, no_limit) as opened:
        yield opened


@pytest.fixture(scope="session")
def stub(channel):
    return interop_pb2_grpc.InteropStub(channel)


@pytest.fixture
def lease(stub):
    """The id of a lease that ends with the test, so that tests leave nothing behind."""
    granted = stub.GrantLease(interop_pb2.GrantLeaseRequest(), timeout=10).lease.id
    yield granted
    stub.Dispose(interop_pb2.DisposeRequest(leases=[granted]), timeout=10)
