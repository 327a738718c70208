"""Makes errors of what gRPC and the broker tell, and of what this package finds by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Optional

import grpc
from google.protobuf.message import DecodeError

from .._values.decode import MalformedError, decode
from .._values.scalars import hole
from ..errors import CallError, Executed, JsException, call_error
from ..v1 import error_pb2, value_pb2

_INFO_URL = "type.googleapis.com/google.rpc.ErrorInfo"
_BROKER_DOMAIN = "jsinterop.v1"

# A worker sends at most eight.
_MAX_CAUSES = 32


def bad_argument(message: str) -> CallError:
    return call_error("INVALID_ARGUMENT", message, reason="BAD_ARGUMENT", executed=Executed.NO)


def not_usable(message: str) -> CallError:
    return call_error("FAILED_PRECONDITION", message, reason="NOT_USABLE", executed=Executed.NO)


def closed() -> CallError:
    return not_usable("the client is closed")


def forked() -> CallError:
    return not_usable("the client was made before this process was forked; connect anew")


def disposed(what: str) -> CallError:
    """`what` is a reference or a lease, which was let go of here."""
    return call_error("FAILED_PRECONDITION", f"the {what} was disposed", reason="DISPOSED", executed=Executed.NO)


def from_grpc(code: grpc.StatusCode, message: Optional[str], trailers: Optional[Sequence[Any]]) -> CallError:
    info = _read_info(trailers)
    if info is None:
        return call_error(code.name, message or "")
    executed = info.metadata.get("executed", "")
    return call_error(
        code.name,
        message or "",
        reason=info.reason,
        executed=Executed(executed) if executed in Executed.__members__ else Executed.UNKNOWN,
        field=info.metadata.get("field", ""),
        subject=info.metadata.get("subject", ""),
    )


def _read_info(trailers: Optional[Sequence[Any]]) -> Optional[error_pb2.ErrorInfo]:
    for key, packed in trailers or ():
        if key != "grpc-status-details-bin":
            continue
        try:
            for detail in error_pb2.StatusDetails.FromString(packed).details:
                # By hand, since the mirrored message has another name than the one that the URL tells.
                info = error_pb2.ErrorInfo.FromString(detail.value) if detail.type_url == _INFO_URL else None
                if info is not None and info.domain == _BROKER_DOMAIN:
                    return info
        except DecodeError:
            continue
    return None


def is_answered(error: CallError) -> bool:
    """Whether the broker has spoken. If not, nobody knows what became of the call."""
    return error.reason != ""


def is_lease_lost(error: CallError) -> bool:
    return error.reason in ("LEASE_EXPIRED", "BROKER_RESTARTED", "UNKNOWN_LEASE", "DISPOSED")


def is_lost_on_the_way(error: CallError) -> bool:
    """Trouble that may pass, as against an answer that will not change."""
    return error.code in ("UNAVAILABLE", "CANCELLED", "DEADLINE_EXCEEDED", "RESOURCE_EXHAUSTED")


def js_exception(message: value_pb2.Exception, depth: int = 0) -> JsException:
    deeper = depth < _MAX_CAUSES
    exception = JsException(
        message.name,
        message.message,
        stack=message.stack,
        code=message.code,
        errors=tuple(js_exception(item, depth + 1) for item in message.errors) if deeper else (),
        properties={item.key: _value(item.value) for item in message.properties},
        thrown=_value(message.thrown) if message.HasField("thrown") else hole,
        truncated=message.truncated,
    )
    if deeper and message.HasField("cause"):
        exception.__cause__ = js_exception(message.cause, depth + 1)
    return exception


def _value(message: value_pb2.Value) -> Any:
    try:
        return decode(message, ())
    except MalformedError:
        return hole  # An exception without a part of it tells more than a complaint about that part.
