"""What a failed call says of itself, as any Python client can read it."""

import contextlib

import grpc
import pytest
from google.rpc import error_details_pb2
from grpc_status import rpc_status

TIMEOUT = 30


@contextlib.contextmanager
def fails(code, reason, *, executed="NO", field=None):
    """Expects the call inside to fail in just this way."""
    with pytest.raises(grpc.RpcError) as caught:
        yield caught
    error = caught.value
    assert error.code() == code, error
    status = rpc_status.from_call(error)
    assert status is not None, f"no details: {error}"
    assert (status.code, status.message) == (code.value[0], error.details())
    (packed,) = status.details
    info = error_details_pb2.ErrorInfo()
    assert packed.Unpack(info)
    assert info.domain == "jsinterop.v1"
    assert (info.reason, info.metadata["executed"]) == (reason, executed), error.details()
    if field is not None:
        assert info.metadata["field"] == field
