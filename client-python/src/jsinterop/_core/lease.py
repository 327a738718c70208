"""One lease of the broker's, kept alive for as long as references in it are held.

Every answer of the broker says what remains of the term; `touch` takes note of it, counted from when the request was
*sent*, which is the safe side. While at least one reference is held, a timer stands at about a third of the term (with
jitter, so that many clients do not renew in step). When it rings and no call has renewed the lease meanwhile, one
renewal is sent; there is never a second one under way. A renewal that fails is tried again with back-off, until it
succeeds or the broker says that the lease is no more.
"""

from __future__ import annotations

import math
import threading
import weakref
from dataclasses import dataclass
from typing import Callable, Optional, Protocol, Union

from google.protobuf.duration_pb2 import Duration

from ..errors import CallError
from ..v1 import interop_pb2 as pb
from .system import System, Timer

# Two of three renewals may fail before the term is over.
_RENEWALS_PER_TERM = 3


@dataclass(frozen=True)
class Terms:
    """What the broker told of a lease, in seconds."""

    id: str  # May be empty, where it is known anyway.
    remaining: float
    term: float

    @classmethod
    def read(cls, state: pb.LeaseState) -> Terms:
        return cls(state.id, _seconds(state.remaining), _seconds(state.term))


def _seconds(duration: Duration) -> float:
    return float(duration.seconds) + duration.nanos / 1e9


TermsDone = Callable[[Union[Terms, CallError]], None]


class LeaseRpcs(Protocol):
    """The RPCs that leases need. None of them waits; `done` may be called inside."""

    def grant_lease(self, ttl: Optional[float], done: TermsDone) -> None: ...
    def renew_lease(self, lease_id: str, ttl: Optional[float], done: TermsDone) -> None: ...
    def release_lease(self, lease_id: str) -> None: ...


class Lease:
    """Safe for concurrent use. Its id is a secret."""

    def __init__(self, lease_id: str, rpcs: LeaseRpcs, system: System, *, is_full: bool = False) -> None:
        """`is_full`: no references will be put into it beyond those that its grant came with."""
        self.id = lease_id
        self._rpcs = rpcs
        self._system = system
        self._lock = threading.Lock()
        # All that follows is guarded by the lock.
        self._references = 0
        self._term = 0.0  # Zero: not told yet.
        self._ends = math.inf  # The end of the term, as far as is known.
        self._told = -math.inf  # When the last request that told of it was sent.
        self._due = system.timers.now()  # When to renew.
        self._timer: Optional[Timer] = None
        self._renewing = False
        self._failures = 0  # Of renewals, in a row.
        self._retired = is_full
        self._lost = False
        self._stopped = False

    def add_reference(self) -> None:
        with self._lock:
            self._references += 1
            self._arm()

    def drop_reference(self) -> None:
        with self._lock:
            self._references -= 1
            release = self._is_to_release()
        if release:
            self._rpcs.release_lease(self.id)

    def touch(self, sent: float, terms: Terms) -> None:
        """An answer to a request that was sent at `sent` says how the lease stands."""
        with self._lock:
            if terms.term != self._term and sent < self._told:
                return  # On its way since before the term was changed.
            self._told = max(self._told, sent)
            ends = sent + terms.remaining
            if terms.term < self._term:
                # Someone asked for less: what was counted on so far is no longer true.
                self._ends = ends
                self._due = sent
                self._disarm()
            # Answers may overtake one another; the later end is true of both.
            self._ends = ends if self._term == 0 else max(self._ends, ends)
            self._term = terms.term
            self._set_due(sent)
            self._arm()

    def touch_used(self, sent: float) -> None:
        """An answer to a request that was sent at `sent`, and that used the lease, does not say how it stands."""
        with self._lock:
            if self._term:
                self._ends = max(self._ends, sent + self._term)
                self._set_due(sent)

    def is_usable(self) -> bool:
        """Whether the lease can be expected to be alive. Before the first touch: yes."""
        with self._lock:
            return not (self._lost or self._retired or self._stopped) and self._system.timers.now() < self._ends

    def retire(self) -> None:
        """No new references will be put into it: it is released when those that it has are gone."""
        with self._lock:
            release = not self._retired
            self._retired = True
            release = release and self._is_to_release()
        if release:
            self._rpcs.release_lease(self.id)

    def probe(self) -> None:
        """Finds out at once whether the lease is still alive."""
        with self._lock:
            if self._renewing or self._lost or self._stopped:
                return
            self._renewing = True
            self._disarm()
        self._send_renewal()

    def stop(self) -> None:
        """Nothing is done for it any more."""
        with self._lock:
            self._stopped = True
            self._disarm()

    def _is_to_release(self) -> bool:
        return self._references == 0 and self._retired and not self._lost and not self._stopped

    def _set_due(self, sent: float) -> None:
        jitter = 0.9 + 0.2 * self._system.random()
        self._due = max(self._due, sent + self._term / _RENEWALS_PER_TERM * jitter)

    def _arm(self) -> None:
        # A timer that stands stays, also when nothing is held: it looks when it rings. So they cannot pile up.
        if not self._references or self._timer is not None or self._renewing or self._lost or self._stopped:
            return
        me = weakref.ref(self)

        def ring() -> None:
            lease = me()
            if lease is not None:
                lease._on_timer()

        self._timer = self._system.timers.run_after(max(0.0, self._due - self._system.timers.now()), ring)

    def _disarm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _on_timer(self) -> None:
        with self._lock:
            self._timer = None
            if not self._references or self._renewing or self._lost or self._stopped:
                return
            if self._system.timers.now() < self._due:
                self._arm()  # A call has renewed it meanwhile.
                return
            self._renewing = True
        self._send_renewal()

    def _send_renewal(self) -> None:
        sent = self._system.timers.now()
        self._rpcs.renew_lease(self.id, None, lambda terms: self._on_renewed(sent, terms))

    def _on_renewed(self, sent: float, terms: Union[Terms, CallError]) -> None:
        with self._lock:
            self._renewing = False
            if isinstance(terms, Terms):
                self._failures = 0
            elif terms.code == "FAILED_PRECONDITION":
                self._lost = True
            else:
                self._due = self._system.timers.now() + self._system.retry_pause(self._failures)
                self._failures += 1
                self._arm()
        if isinstance(terms, Terms):
            self.touch(sent, terms)
