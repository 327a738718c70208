"""Releases in the background, many at a time.

What is handed in while an RPC is under way gathers and goes with the next one: no timers, and one RPC at a time. What
could not be delivered is tried again with back-off, since the lease that would otherwise release it is kept alive by
the references that remain.
"""

from __future__ import annotations

import threading
from typing import Callable, Optional, Protocol

from ..errors import CallError
from ..v1 import interop_pb2 as pb
from .status import is_lost_on_the_way
from .system import System

# Enough that a million objects take some hundred RPCs, and each stays far below the largest message.
MAX_BATCH = 8_192

# If the broker cannot be reached for so many, the lease has to do it.
MAX_WAITING = 1_000_000


class DisposeRpc(Protocol):
    def send_dispose(self, request: pb.DisposeRequest, done: Callable[[Optional[CallError]], None]) -> None:
        """Does not wait; `done` may be called inside."""


class Disposer:
    """Safe for concurrent use."""

    def __init__(self, rpc: DisposeRpc, system: System) -> None:
        self._rpc = rpc
        self._system = system
        self._lock = threading.Lock()
        # All that follows is guarded by the lock.
        self._waiting = pb.DisposeRequest()
        self._sent = pb.DisposeRequest()
        self._sending = False  # An RPC, or the pause after a failed one.
        self._failures = 0  # In a row.
        self._closed = False

    def add_reference(self, token: str) -> None:
        self._add(lambda waiting: waiting.references.add(token=token))

    def add_lease(self, lease_id: str) -> None:
        self._add(lambda waiting: waiting.leases.append(lease_id))

    def add_nonce(self, nonce: bytes) -> None:
        self._add(lambda waiting: waiting.nonces.append(nonce))

    def close(self) -> pb.DisposeRequest:
        """Sends nothing more, and tells what is not known to be released."""
        with self._lock:
            self._closed = True
            self._waiting.MergeFrom(self._sent)
            self._sent.Clear()
            rest, self._waiting = self._waiting, pb.DisposeRequest()
        return rest

    def _add(self, add_to: Callable[[pb.DisposeRequest], object]) -> None:
        with self._lock:
            # After close, nobody would send it.
            if self._closed or _count(self._waiting) >= MAX_WAITING:
                return
            add_to(self._waiting)
        self._pump()

    def _pump(self) -> None:
        with self._lock:
            if self._sending or self._closed or not _count(self._waiting):
                return
            self._sending = True
            self._sent = request = _take_batch(self._waiting)
        self._rpc.send_dispose(request, self._on_sent)

    def _on_sent(self, error: Optional[CallError]) -> None:
        with self._lock:
            if self._closed:
                return
            again = error is not None and is_lost_on_the_way(error)
            if again:
                self._waiting.MergeFrom(self._sent)
                self._system.timers.run_after(self._system.retry_pause(self._failures), self._resume)
                self._failures += 1
            else:
                self._failures = 0
                self._sending = False
            self._sent = pb.DisposeRequest()
        if not again:
            self._pump()

    def _resume(self) -> None:
        with self._lock:
            self._sending = False
        self._pump()


def _count(request: pb.DisposeRequest) -> int:
    return len(request.references) + len(request.leases) + len(request.nonces)


def _take_batch(waiting: pb.DisposeRequest) -> pb.DisposeRequest:
    """Moves the last ones out of `waiting`, leases before the references that end with them."""
    batch = pb.DisposeRequest()
    room = MAX_BATCH
    for name in ("leases", "nonces", "references"):
        items = getattr(waiting, name)
        first = max(0, len(items) - room)
        room -= len(items) - first
        getattr(batch, name).extend(items[first:])
        del items[first:]
    return batch
