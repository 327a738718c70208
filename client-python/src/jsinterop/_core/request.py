"""The request of a call: what the user said, checked and in the protocol's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Callable, Optional, TypeVar, Union

from .._values.encode import CannotSendError, encode
from ..v1 import interop_pb2 as pb
from .core import Core, Grant
from .lease import Lease
from .status import bad_argument, disposed, not_usable

_ChoiceT = TypeVar("_ChoiceT")

_OPERATIONS = {
    "call": pb.OPERATION_CALL,
    "construct": pb.OPERATION_CONSTRUCT,
    "get": pb.OPERATION_GET,
    "set": pb.OPERATION_SET,
}
_RESULTS = {
    "value": pb.RESULT_MODE_VALUE,
    "reference": pb.RESULT_MODE_REFERENCE,
    "void": pb.RESULT_MODE_VOID,
}
_ENCODINGS = {
    "auto": pb.ENCODING_AUTO,
    "json": pb.ENCODING_JSON,
    "structured": pb.ENCODING_STRUCTURED,
}


@dataclass
class Call:
    operation: str = "call"  # Or construct, get, set, import.
    awaits: bool = False  # A result that is a promise is awaited.
    target: Optional[Grant] = None
    module: str = ""  # Neither target nor module: the names that the worker exposes.
    member: str = ""
    arguments: tuple[Any, ...] = ()
    result: str = "value"  # Or reference, void.
    encoding: str = "auto"  # Or json, structured.
    lease: Optional[Lease] = None
    pool: str = ""
    timeout: Optional[float] = None  # In seconds. None: for ever.


class Request:
    """What is sent for a call, and what it uses."""

    def __init__(self, core: Core, call: Call, grant_of: Callable[[Any], Optional[Grant]]) -> None:
        """`grant_of` tells what the user's references stand for. Raises a CallError."""
        self._core = core
        self._call = call
        self._grant_of = grant_of
        self._positions: dict[int, int] = {}
        #: What the arguments refer to, and after that the target.
        self.grants: list[Grant] = []
        #: Empty for a call that grants nothing.
        self.nonce = b""
        #: The message; its lease is named when it is sent.
        self.message: Union[pb.ImportRequest, pb.InvokeRequest] = self._make()

    @property
    def method(self) -> str:
        if self._call.operation == "import":
            return "Import"
        return "InvokeAsync" if self._call.awaits else "Invoke"

    def pool(self) -> str:
        # Calls with references run where those live, and a pool that is only a default must not get in the way.
        is_bound = self.grants or self._call.lease is not None
        return self._call.pool or ("" if is_bound else self._core.settings.pool)

    def _make(self) -> Union[pb.ImportRequest, pb.InvokeRequest]:
        try:
            return self._import_request() if self._call.operation == "import" else self._invoke_request()
        except UnicodeEncodeError:
            raise bad_argument("the name of a module, member or pool has a lone surrogate") from None

    def _import_request(self) -> pb.ImportRequest:
        self.nonce = self._core.new_nonce()
        return pb.ImportRequest(specifier=self._call.module, pool=self.pool(), nonce=self.nonce)

    def _invoke_request(self) -> pb.InvokeRequest:
        call = self._call
        request = pb.InvokeRequest(member=call.member, operation=_OPERATIONS[call.operation])
        request.result = _chosen("result", call.result, _RESULTS)
        encoding = _chosen("encoding", call.encoding, _ENCODINGS)
        if call.result == "value":
            request.encoding = encoding
        for at, argument in enumerate(call.arguments):
            try:
                encode(argument, self, f"arguments[{at}]", request.arguments.add())
            except CannotSendError as error:
                raise bad_argument(str(error)) from None
        for grant in self.grants:
            request.references.add(token=grant.token)
        if call.target is not None:
            self._check(call.target)
            self.grants.append(call.target)
            request.reference.token = call.target.token
        elif call.module:
            request.module = call.module
        request.pool = self.pool()
        if call.result != "void" and call.operation != "set":
            self.nonce = self._core.new_nonce()
            request.nonce = self.nonce
        return request

    def position(self, value: Any) -> Optional[int]:
        """For the encoder: where a reference stands in the request's table."""
        grant = self._grant_of(value)
        if grant is None:
            return None
        self._check(grant)
        position = self._positions.setdefault(id(grant), len(self.grants))
        if position == len(self.grants):
            self.grants.append(grant)
        return position

    def _check(self, grant: Grant) -> None:
        if grant.core is not self._core:
            raise not_usable("a reference belongs to another client")
        if grant.gone:
            raise disposed("reference")


def _chosen(name: str, value: Any, choices: Mapping[str, _ChoiceT]) -> _ChoiceT:
    if value not in choices:
        raise ValueError(f"{name}: {value!r} is none of {', '.join(choices)}")
    return choices[value]
