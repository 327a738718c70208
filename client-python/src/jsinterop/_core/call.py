"""One call, from the verb to its result.

wait for a lease (if the result is to go into one) ──▶ send ──▶ read the answer
     ▲                                                  │
     └──────────────────────────────────────────────────┘ once, if the lease turned out to be lost and nothing ran
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Callable, Optional, Union

from .._values.decode import MalformedError, decode
from .._values.scalars import undefined
from ..errors import CallError, Error, Executed, call_error
from ..v1 import interop_pb2 as pb
from .core import Core, Grant
from .lease import Lease, Terms
from .lease_book import LeaseBook
from .request import Call, Request
from .rpcs import Rpc, outcome_of
from .status import is_answered, is_lease_lost, js_exception


class PendingCall:
    """Used once, on one thread."""

    def __init__(
        self,
        core: Core,
        call: Call,
        grant_of: Callable[[Any], Optional[Grant]],
        wrap: Callable[[Grant, Optional[pb.ImportResponse]], Any],
    ) -> None:
        """`grant_of` tells what the user's references stand for, and `wrap` makes one (a module, of its response).
        Raises a CallError."""
        timeout = call.timeout
        self._ends = None if timeout is None else core.system.timers.now() + timeout
        self._core = core
        self._call = call
        self._request = Request(core, call, grant_of)
        self._wrap = wrap
        self._begun_anew = False

    def run(self) -> Any:
        """The result. Raises an Error."""
        with self._core.rpcs.register() as rpc:
            while True:
                lease = self._lease_to_name()
                sent = self._core.system.timers.now()
                if self._ends is not None and sent >= self._ends:
                    raise _too_late("the time was over before anything was sent")
                with self._keep(lease):
                    outcome = self._send(rpc, lease, None if self._ends is None else self._ends - sent)
                    if not isinstance(outcome, CallError):
                        return self._read(outcome, lease, sent)
                if not self._begins_anew(outcome, lease) or rpc.cancelled:
                    raise outcome

    # --- Leases -------------------------------------------------------------------------------------------------

    def _lease_to_name(self) -> Optional[Lease]:
        """A result that is a reference goes into our lease. A copy that may hold references asks for none: most hold
        none, and a lease would tie the call to one worker; if it does hold some, the broker grants a lease for them."""
        call = self._call
        if call.lease is not None:
            return call.lease
        if call.target is not None or not (call.operation == "import" or call.result == "reference"):
            return None
        # What the arguments refer to lives on one worker; the result has to be granted there too.
        return self._lease_of_grants() or self._book().current() or self._acquire()

    @contextmanager
    def _keep(self, named: Optional[Lease]) -> Iterator[None]:
        """The leases that the result may go into count the call as a reference: they are neither released nor left to
        run out before it is there, whatever other threads let go of meanwhile."""
        leases = {grant.lease for grant in self._request.grants} | {named}
        for lease in leases:
            if lease is not None:
                lease.add_reference()
        try:
            yield
        finally:
            for lease in leases:
                if lease is not None:
                    lease.drop_reference()

    def _book(self) -> LeaseBook:
        return self._core.leases(self._request.pool())

    def _lease_of_grants(self) -> Optional[Lease]:
        if self._call.target is not None:
            return self._call.target.lease
        return next((grant.lease for grant in self._request.grants if grant.lease is not None), None)

    def _acquire(self) -> Lease:
        told = threading.Event()
        answers: list[Union[Lease, CallError]] = []

        def done(answer: Union[Lease, CallError]) -> None:
            answers.append(answer)
            told.set()

        self._book().acquire(done)
        if not told.wait(None if self._ends is None else max(0.0, self._ends - self._core.system.timers.now())):
            raise _too_late("no lease was granted before the deadline; nothing was sent")
        if isinstance(answers[0], CallError):
            raise _before_sending(answers[0])
        return answers[0]

    # --- Sending ------------------------------------------------------------------------------------------------

    def _send(self, rpc: Rpc, lease: Optional[Lease], timeout: Optional[float]) -> Any:
        request = self._request
        request.message.lease = lease.id if lease is not None else ""
        try:
            return outcome_of(self._core.rpcs.begin(rpc, request.method, request.message, timeout))
        except Error:
            raise
        except BaseException:  # Ctrl-C, for one: nobody will read the answer.
            rpc.cancel()
            self._give_up()
            raise

    def _give_up(self) -> None:
        """What it may have granted is let go."""
        if self._request.nonce:
            self._core.disposer.add_nonce(self._request.nonce)

    def _begins_anew(self, error: CallError, lease: Optional[Lease]) -> bool:
        """After a failure: lets go what the call may have granted, and tells whether to send it once more."""
        if not is_answered(error):
            self._give_up()
        if not is_lease_lost(error):
            return False
        for grant in self._request.grants:
            # It may be the fault of a reference that someone else disposed; asking makes sure.
            if grant.lease is not None:
                grant.lease.probe()
        if lease is None or self._request.grants or lease is self._call.lease:
            return False
        self._book().retire(lease)
        # Nothing ran, and the caller knows nothing of our lease.
        again = not self._begun_anew and error.executed is Executed.NO
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
        for grant in self._request.grants:
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
