"""Steps of the protocol: messages as the cases write them, sent without the package's own code."""

from __future__ import annotations

import re
from functools import reduce
from typing import Any

import grpc
from compare import Outcome
from google.protobuf import json_format, message_factory

from jsinterop.v1 import error_pb2, interop_pb2

_SERVICE = interop_pb2.DESCRIPTOR.services_by_name["Interop"]
_DEADLINE = 30.0

# The broker's limits are what is tested, not those of the library.
_OPTIONS = (
    ("grpc.max_send_message_length", -1),
    ("grpc.max_receive_message_length", -1),
    ("grpc.use_local_subchannel_pool", 1),
)


class Channels:
    """Connections by name."""

    def __init__(self, target: str) -> None:
        self._target = target
        self._open: dict[str, grpc.Channel] = {}

    def get(self, name: str) -> grpc.Channel:
        if name not in self._open:
            self._open[name] = grpc.insecure_channel(self._target, _OPTIONS)
        return self._open[name]

    def close(self) -> None:
        for channel in self._open.values():
            channel.close()


class ProtocolPlay:
    """One case."""

    def __init__(self, channels: Channels) -> None:
        self._channels = channels
        self._bound: dict[str, str] = {}

    def play(self, step: dict[str, Any]) -> Outcome:
        method = _SERVICE.methods_by_name[step["rpc"]]
        if "bytes" in step:
            request = bytes.fromhex(step["bytes"])
        else:
            message = message_factory.GetMessageClass(method.input_type)()
            request = json_format.ParseDict(self._filled(step["request"]), message).SerializeToString()
        channel = self._channels.get(step.get("connection", "first"))
        send: Any = channel.unary_unary(f"/{_SERVICE.full_name}/{method.name}")
        try:
            answer = send(request, timeout=_DEADLINE)
        except grpc.RpcError as error:
            return {"error": _error(error)}
        response = message_factory.GetMessageClass(method.output_type).FromString(answer)
        return {"response": json_format.MessageToDict(response, preserving_proto_field_name=True)}

    def keep(self, step: dict[str, Any], outcome: Outcome) -> None:
        for name, path in step.get("bind", {}).items():
            self._bound[name] = reduce(_part, path.split("."), outcome["response"])

    def end(self) -> None:
        """What is left ends with its lease."""

    def _filled(self, part: Any) -> Any:
        """The request with what earlier steps bound."""
        if isinstance(part, str):
            return re.sub(r"\$\{(\w+)\}", lambda match: self._bound[match[1]], part)
        if isinstance(part, list):
            return [self._filled(one) for one in part]
        if isinstance(part, dict):
            return {key: self._filled(one) for key, one in part.items()}
        return part


def _part(whole: Any, key: str) -> Any:
    return whole[int(key)] if isinstance(whole, list) else whole[key]


def _error(error: Any) -> dict[str, str]:
    told = {"code": error.code().name, "message": error.details()}
    for key, packed in error.trailing_metadata() or ():
        if key == "grpc-status-details-bin":
            (detail,) = error_pb2.StatusDetails.FromString(packed).details
            info = error_pb2.ErrorInfo.FromString(detail.value)
            told.update(info.metadata, reason=info.reason)
    return told
