"""Leases of one's own, to let many objects go at once."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Optional

from typing_extensions import Self

from ._core.own_calls import call_own
from .options import seconds_to_wait
from .v1 import interop_pb2 as pb

if TYPE_CHECKING:
    from ._core.lease import Lease as _Lease
    from .client import Client


class Lease:
    """A group of references that end together. Made by `Client.lease`.

    It is renewed by itself until it is let go of, with `release`, `dispose` or a `with` block. A call puts its
    references into it with `lease=`; all of them live on one worker.
    """

    def __init__(self, client: Client, lease: _Lease) -> None:
        self._client = client
        self._lease = lease
        self._lock = threading.Lock()
        self._ended = False  # Guarded by the lock.
        lease.add_reference()

    def release(self) -> None:
        """Lets go of all that it holds, in the background."""
        core = self._client._core
        if not core.closed and self._end():
            core.release_lease(self._lease.id)

    def dispose(self, *, timeout: Optional[float] = 30.0) -> bool:
        """Lets go of all that it holds, and waits until the broker has it. Says whether it was still there."""
        timeout = seconds_to_wait("timeout", timeout)
        core = self._client._core
        if core.closed or not self._end():
            return False
        try:
            response: pb.DisposeResponse = call_own(
                core, "Dispose", pb.DisposeRequest(leases=[self._lease.id]), timeout
            )
        except BaseException:
            core.release_lease(self._lease.id)
            raise
        return list(response.leases) == [pb.DISPOSAL_RELEASED]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: Any) -> None:
        self.release()

    def __repr__(self) -> str:
        return f"<jsinterop.Lease{' (ended)' if self._ended else ''}>"

    def _end(self) -> bool:
        """True for the first that asks."""
        with self._lock:
            first, self._ended = not self._ended, True
        if first:
            self._lease.stop()
        return first
