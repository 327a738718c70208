"""What a client and its references share.

Who keeps whom alive: a reference holds its client, and a client its core. The core knows neither of them, so that a
client that is forgotten, with all of its references, is noticed by its finalizer. The thread in the background holds
the core until it is closed.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any, Callable, Optional

import grpc
from google.protobuf.duration_pb2 import Duration

from ..errors import CallError
from ..v1 import interop_pb2 as pb
from .disposer import MAX_BATCH, Disposer
from .lease import Lease, Terms, TermsDone
from .lease_book import LeaseBook
from .rpcs import Outcome, Rpcs
from .status import is_answered
from .system import System

# Renewals and disposals are short; one that takes longer has been lost.
_OWN_TIMEOUT = 10.0

_NONCE_BYTES = 16

# What the empty name means.
_DEFAULT_POOL = "default"


@dataclass(frozen=True)
class Settings:
    timeout: Optional[float] = 30.0
    pool: str = ""
    lease_ttl: Optional[float] = None
    close_timeout: Optional[float] = 1.0


@dataclass(eq=False, repr=False)  # The token is a secret.
class Grant:
    """One grant of a live object."""

    core: Core
    token: str
    kind: int
    class_name: str
    lease: Optional[Lease]
    gone: bool = False  # It is certain that it is no longer held, or nobody is to use it any more.


class Core:
    """Safe for concurrent use."""

    def __init__(self, channel: grpc.Channel, settings: Settings, system: System) -> None:
        self.settings = settings
        self.system = system
        self.rpcs = Rpcs(channel)
        self._books: dict[str, LeaseBook] = {}  # By pool. Changed under the lock.
        self._lock = threading.Lock()
        self.disposer = Disposer(self, system)
        self._closed = False

    @property
    def closed(self) -> bool:
        return self._closed

    def close(self) -> None:
        """Cancels all that is under way, and releases what is held. Waits for the broker, but not for long."""
        if self._closed:  # In a forked process nobody may ever give the lock back.
            return
        with self._lock:
            if self._closed:
                return
            self._closed = True
        try:
            self._release_all(self.settings.close_timeout)
        finally:  # Ctrl-C may end the waiting.
            self.rpcs.close_channel()
            self.system.timers.stop()

    def _release_all(self, seconds: Optional[float]) -> None:
        self.rpcs.cancel_all(seconds)
        request = self.disposer.close()
        del request.references[:]  # They end with their leases.
        for book in list(self._books.values()):
            request.leases.extend(book.close())
        # One message has to do. Where there are more, those of the books hold the most: they stand last.
        del request.leases[:-MAX_BATCH]
        del request.nonces[MAX_BATCH:]
        if request.leases or request.nonces:
            self.rpcs.send_last(request, seconds)

    def abandon(self) -> None:
        """In a forked process: the connection, and all that is held, are the parent's."""
        self._closed = True
        self.rpcs.abandon()

    def close_soon(self) -> None:
        """For finalizers: takes no lock, and does not wait."""
        self.system.timers.post(self.close)

    def leases(self, pool: str = "") -> LeaseBook:
        """A lease belongs to one worker and so to one pool: each pool has a book of its own."""
        with self._lock:
            return self._books.setdefault(pool or _DEFAULT_POOL, LeaseBook(self, self.system, self.settings.lease_ttl))

    # --- Grants -------------------------------------------------------------------------------------------------

    def hold(self, reference: pb.Reference, lease: Optional[Lease]) -> Grant:
        if lease is not None:
            lease.add_reference()
        return Grant(self, reference.token, reference.kind, reference.class_name, lease)

    def let_go(self, grant: Grant) -> None:
        """Releases it in the background. Called once for each."""
        is_gone, grant.gone = grant.gone, True
        if self._closed:
            return
        if not is_gone:
            self.disposer.add_reference(grant.token)
        if grant.lease is not None:
            grant.lease.drop_reference()

    def let_go_soon(self, grant: Grant) -> None:
        """For finalizers: takes no lock, and does not wait."""
        self.system.timers.post(lambda: self.let_go(grant))

    # --- What leases and the disposer need ----------------------------------------------------------------------

    def new_nonce(self) -> bytes:
        return self.system.secret(_NONCE_BYTES)

    def lease_request(self, ttl: Optional[float]) -> pb.GrantLeaseRequest:
        return pb.GrantLeaseRequest(ttl=_duration(ttl), nonce=self.new_nonce())

    def grant_lease(self, ttl: Optional[float], done: TermsDone) -> None:
        request = self.lease_request(ttl)

        def on_done(outcome: Outcome) -> None:
            if isinstance(outcome, CallError) and not is_answered(outcome):
                self.disposer.add_nonce(request.nonce)
            done(_terms(outcome))

        self.rpcs.send("GrantLease", request, _OWN_TIMEOUT, on_done)

    def renew_lease(self, lease_id: str, ttl: Optional[float], done: TermsDone) -> None:
        request = pb.RenewLeaseRequest(lease=lease_id, ttl=_duration(ttl))
        self.rpcs.send("RenewLease", request, _OWN_TIMEOUT, lambda outcome: done(_terms(outcome)))

    def release_lease(self, lease_id: str) -> None:
        self.disposer.add_lease(lease_id)

    def send_dispose(self, request: pb.DisposeRequest, done: Callable[[Optional[CallError]], None]) -> None:
        def on_done(outcome: Outcome) -> None:
            done(outcome if isinstance(outcome, CallError) else None)

        self.rpcs.send("Dispose", request, _OWN_TIMEOUT, on_done)


def _terms(outcome: Any) -> Any:
    return outcome if isinstance(outcome, CallError) else Terms.read(outcome.lease)


def _duration(seconds: Optional[float]) -> Optional[Duration]:
    if seconds is None:
        return None
    nanoseconds = round(seconds * 1e9)
    return Duration(seconds=nanoseconds // 10**9, nanos=nanoseconds % 10**9)
