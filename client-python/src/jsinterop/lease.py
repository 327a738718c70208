"""Leases of one's own, to let many objects go at once."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from ._core.call import call_own
from .v1 import interop_pb2 as pb

if TYPE_CHECKING:
    from ._core.lease import Lease as _Lease
    from .client import Client


class Lease:
    """A group of references that end together. Made by `Client.lease`.

    It is renewed by itself until it is disposed. A call puts its references into it with `lease=`; all of them live on
    one worker.
    """

    def __init__(self, client: Client, lease: _Lease) -> None:
        self._client = client
        self._lease = lease
        self._lock = threading.Lock()
        self._disposed = False  # Guarded by the lock.
        lease.add_reference()

    def dispose(self) -> bool:
        """Lets go of all that it holds, and waits until the broker has it. Says whether it was still there."""
        with self._lock:
            if self._disposed:
                return False
            self._disposed = True
        self._lease.stop()
        response: pb.DisposeResponse = call_own(
            self._client._core, "Dispose", pb.DisposeRequest(leases=[self._lease.id])
        )
        return list(response.leases) == [pb.DISPOSAL_RELEASED]

    def __enter__(self) -> Lease:
        return self

    def __exit__(self, *_: Any) -> None:
        self.dispose()

    def __repr__(self) -> str:
        return f"<jsinterop.Lease{' (disposed)' if self._disposed else ''}>"
