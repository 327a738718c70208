"""One call, from the verb to its result.

wait for a lease (if the result is to go into one) ──▶ send ──▶ read the answer
     ▲                                                  │
     └──────────────────────────────────────────────────┘ once, if the lease turned out to be lost and nothing ran
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Callable, Optional, TypeVar, Union

from .._values.decode import MalformedError, decode
from .._values.encode import CannotSendError, encode
from .._values.scalars import undefined
from ..errors import CallError, Error, Executed, call_error
from ..v1 import interop_pb2 as pb
from .core import Core, Grant
from .lease import Lease, Terms
from .lease_book import LeaseBook
from .rpcs import outcome_of
from .status import bad_argument, disposed, is_answered, is_lease_lost, js_exception, not_usable

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


class PendingCall:
    """Used once, on one thread; only cancel may come from another."""

    def __init__(
        self,
        core: Core,
        call: Call,
        grant_of: Callable[[Any], Optional[Grant]],
        wrap: Callable[[Grant, Optional[pb.ImportResponse]], Any],
    ) -> None:
        """`grant_of` tells what the user's references stand for, and `wrap` makes one (a module, of its response)."""
        self._core = core
        self._call = call
        self._grant_of = grant_of
        self._wrap = wrap
        # What the arguments refer to, and after that the target.
        self._grants: list[Grant] = []
        self._positions: dict[int, int] = {}
        self._nonce = b""
        self._future: Any = None
        self._cancelled = False
        self._begun_anew = False

    def run(self) -> Any:
        """The result. Raises an Error."""
        now = self._core.system.timers.now
        timeout = self._call.timeout
        ends = None if timeout is None else now() + timeout
        with self._core.rpcs.register(self):
            request = self._request()
            while True:
                lease = self._lease_to_name(ends)
                sent = now()
                if ends is not None and sent >= ends:
                    raise _too_late("the time was over before anything was sent")
                outcome = self._send(request, lease, None if ends is None else ends - sent)
                if not isinstance(outcome, CallError):
                    return self._read(outcome, lease, sent)
                if not self._begins_anew(outcome, lease):
                    raise outcome

    def cancel(self) -> None:
        self._cancelled = True
        if self._future is not None:
            self._future.cancel()

    # --- The request --------------------------------------------------------------------------------------------

    def _request(self) -> Any:
        try:
            return self._import_request() if self._call.operation == "import" else self._invoke_request()
        except UnicodeEncodeError:
            raise bad_argument("the name of a module, member or pool has a lone surrogate") from None

    def _import_request(self) -> pb.ImportRequest:
        self._nonce = self._core.new_nonce()
        return pb.ImportRequest(specifier=self._call.module, pool=self._pool(), nonce=self._nonce)

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
        for grant in self._grants:
            request.references.add(token=grant.token)
        if call.target is not None:
            self._check(call.target)
            self._grants.append(call.target)
            request.reference.token = call.target.token
        elif call.module:
            request.module = call.module
        request.pool = self._pool()
        if call.result != "void" and call.operation != "set":
            self._nonce = self._core.new_nonce()
            request.nonce = self._nonce
        return request

    def _pool(self) -> str:
        # Calls with references run where those live, and a pool that is only a default must not get in the way.
        is_bound = self._grants or self._call.lease is not None
        return self._call.pool or ("" if is_bound else self._core.settings.pool)

    def position(self, value: Any) -> Optional[int]:
        """For the encoder: where a reference stands in the request's table."""
        grant = self._grant_of(value)
        if grant is None:
            return None
        self._check(grant)
        position = self._positions.setdefault(id(grant), len(self._grants))
        if position == len(self._grants):
            self._grants.append(grant)
        return position

    def _check(self, grant: Grant) -> None:
        if grant.core is not self._core:
            raise not_usable("a reference belongs to another client")
        if grant.gone:
            raise disposed()

    # --- Leases -------------------------------------------------------------------------------------------------

    def _lease_to_name(self, ends: Optional[float]) -> Optional[Lease]:
        """A result that is a reference goes into our lease. A copy that may hold references asks for none: most hold
        none, and a lease would tie the call to one worker; if it does hold some, the broker grants a lease for them."""
        call = self._call
        if call.lease is not None:
            return call.lease
        if call.target is not None or not (call.operation == "import" or call.result == "reference"):
            return None
        # What the arguments refer to lives on one worker; the result has to be granted there too.
        return self._lease_of_grants() or self._book().current() or self._acquire(ends)

    def _book(self) -> LeaseBook:
        return self._core.leases(self._pool())

    def _lease_of_grants(self) -> Optional[Lease]:
        if self._call.target is not None:
            return self._call.target.lease
        return next((grant.lease for grant in self._grants if grant.lease is not None), None)

    def _acquire(self, ends: Optional[float]) -> Lease:
        told = threading.Event()
        answers: list[Union[Lease, CallError]] = []

        def done(answer: Union[Lease, CallError]) -> None:
            answers.append(answer)
            told.set()

        self._book().acquire(done)
        if not told.wait(None if ends is None else max(0.0, ends - self._core.system.timers.now())):
            raise _too_late("no lease was granted before the deadline; nothing was sent")
        if isinstance(answers[0], CallError):
            raise _before_sending(answers[0])
        return answers[0]

    # --- Sending ------------------------------------------------------------------------------------------------

    def _send(self, request: Any, lease: Optional[Lease], timeout: Optional[float]) -> Any:
        request.lease = lease.id if lease is not None else ""
        if isinstance(request, pb.ImportRequest):
            method = "Import"
        else:
            method = "InvokeAsync" if self._call.awaits else "Invoke"
        try:
            self._future = self._core.rpcs.begin(method, request, timeout)
            if self._cancelled:
                self._future.cancel()
            return outcome_of(self._future)
        except Error:
            raise
        except BaseException:  # Ctrl-C, for one: nobody will read the answer.
            self._give_up()
            raise

    def _give_up(self) -> None:
        if self._future is not None:
            self._future.cancel()
        if self._nonce:
            self._core.disposer.add_nonce(self._nonce)

    def _begins_anew(self, error: CallError, lease: Optional[Lease]) -> bool:
        """After a failure: lets go what the call may have granted, and tells whether to send it once more."""
        if not is_answered(error) and self._nonce:
            self._core.disposer.add_nonce(self._nonce)
        if not is_lease_lost(error):
            return False
        for grant in self._grants:
            # It may be the fault of a reference that someone else disposed; asking makes sure.
            if grant.lease is not None:
                grant.lease.probe()
        if lease is None or self._grants or lease is self._call.lease:
            return False
        self._book().retire(lease)
        # Nothing ran, and the caller knows nothing of our lease.
        again = not self._begun_anew and not self._cancelled and error.executed is Executed.NO
        self._begun_anew = True
        return again

    # --- The answer ---------------------------------------------------------------------------------------------

    def _read(self, response: Any, named: Optional[Lease], sent: float) -> Any:
        try:
            return self._read_outcome(response, self._lease_of_answer(response, named, sent))
        except MalformedError as error:
            raise call_error(
                "INTERNAL", f"the result is malformed: {error}", reason="MALFORMED_RESULT", executed=Executed.YES
            ) from None
        except Error:
            raise
        except BaseException:
            self._give_up()
            raise

    def _lease_of_answer(self, response: Any, named: Optional[Lease], sent: float) -> Optional[Lease]:
        """Whose lease the response tells of, and where its references belong: the one that the request named, or a
        new one, which alone has an id then; else the target's."""
        lease = named
        if lease is None and response.lease.id:
            lease = self._book().adopt(response.lease.id, is_full=True)
        if lease is None:
            lease = self._lease_of_grants()
        if response.HasField("lease") and lease is not None:
            lease.touch(sent, Terms.read(response.lease))
        for grant in self._grants:
            if grant.lease is not None and grant.lease is not lease:
                grant.lease.touch_used(sent)
        return lease

    def _read_outcome(self, response: Any, lease: Optional[Lease]) -> Any:
        imported = response if isinstance(response, pb.ImportResponse) else None
        references = (
            [] if imported else [self._wrap(self._core.hold(item, lease), None) for item in response.references]
        )
        outcome = response.WhichOneof("outcome")
        if outcome == "exception":
            raise js_exception(response.exception)
        if outcome == "reference":
            return self._wrap(self._core.hold(response.reference, lease), imported)
        if outcome == "value":
            return decode(response.value, references)
        if outcome == "completed":
            return undefined
        raise MalformedError("no outcome that is known here")


def _chosen(name: str, value: Any, choices: Mapping[str, _ChoiceT]) -> _ChoiceT:
    if value not in choices:
        raise ValueError(f"{name}: {value!r} is none of {', '.join(choices)}")
    return choices[value]


def _too_late(message: str) -> CallError:
    return call_error("DEADLINE_EXCEEDED", message, executed=Executed.NO)


def _before_sending(error: CallError) -> CallError:
    """The same error, for a call that was not sent because of it."""
    return call_error(
        error.code,
        error.message,
        reason=error.reason,
        executed=Executed.NO,
        field=error.field,
        subject=error.subject,
    )
