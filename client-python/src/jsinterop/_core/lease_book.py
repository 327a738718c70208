"""Which lease new references go into.

For each pool there is one current lease, granted when it is first needed, and again when it is lost or has run out.
Calls that come while it is being granted wait for it together. Leases that were current once are retired: they live
until their last reference is gone.
"""

from __future__ import annotations

import threading
import weakref
from typing import Callable, Optional, Union

from ..errors import CallError
from .lease import Lease, LeaseRpcs, Terms
from .status import closed
from .system import System

LeaseDone = Callable[[Union[Lease, CallError]], None]


class LeaseBook:
    """The book of one pool. Safe for concurrent use."""

    def __init__(self, rpcs: LeaseRpcs, system: System, ttl: Optional[float]) -> None:
        """`ttl`: the term to ask for. None: the broker's default."""
        self._rpcs = rpcs
        self._system = system
        self._ttl = ttl
        self._lock = threading.Lock()
        # All that follows is guarded by the lock.
        self._current: Optional[Lease] = None
        self._granting = False
        self._closed = False
        self._waiting: list[LeaseDone] = []
        self._leases: weakref.WeakValueDictionary[str, Lease] = weakref.WeakValueDictionary()

    def current(self) -> Optional[Lease]:
        """The current lease, if there is one that can be used."""
        with self._lock:
            return self._usable()

    def acquire(self, done: LeaseDone) -> None:
        """The same, granting one if need be. `done` may be called inside."""
        with self._lock:
            # Under one lock: a grant that arrived in between would be missed, and a second one asked for.
            lease = self._usable()
            begin = lease is None and not self._granting
            if lease is None:
                self._waiting.append(done)
                self._granting = True
        if lease is not None:
            done(lease)
        elif begin:
            sent = self._system.timers.now()
            self._rpcs.grant_lease(self._ttl, lambda terms: self._on_granted(sent, terms))

    def adopt(self, lease_id: str, *, is_full: bool) -> Lease:
        """A lease that was granted with an answer (`is_full`), or for the user. It is not made current."""
        with self._lock:
            return self._make(lease_id, is_full=is_full)

    def retire(self, lease: Lease) -> None:
        """`lease` must not be used for new references."""
        with self._lock:
            if lease is not self._current:
                return
            self._current = None
        lease.retire()

    def close(self) -> list[str]:
        """Ends all timers, and tells the ids of the leases that are to be released."""
        with self._lock:
            self._closed = True
            leases = list(self._leases.values())
        for lease in leases:
            lease.stop()
        return [lease.id for lease in leases]

    def _usable(self) -> Optional[Lease]:
        return self._current if self._current is not None and self._current.is_usable() else None

    def _make(self, lease_id: str, *, is_full: bool) -> Lease:
        lease = Lease(lease_id, self._rpcs, self._system, is_full=is_full)
        self._leases[lease_id] = lease
        return lease

    def _on_granted(self, sent: float, terms: Union[Terms, CallError]) -> None:
        result: Union[Lease, CallError] = closed()
        old = None
        with self._lock:
            self._granting = False
            waiting, self._waiting = self._waiting, []
            if isinstance(terms, CallError):
                result = terms
            elif not self._closed:
                result = self._make(terms.id, is_full=False)
                old, self._current = self._current, result
        if old is not None:
            old.retire()
        if isinstance(result, Lease) and isinstance(terms, Terms):
            result.touch(sent, terms)
        for done in waiting:
            done(result)
