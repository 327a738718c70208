"""RPCs that are under way, so that they can be cancelled and waited for at the end."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Callable, Final, Optional, Union

import grpc

from ..errors import CallError
from ..v1 import interop_pb2 as pb
from .status import closed, forked, from_grpc

_SERVICE: Final = "/jsinterop.v1.Interop/"
_METHODS: Final[dict[str, tuple[Any, Any]]] = {
    "Import": (pb.ImportRequest, pb.ImportResponse),
    "Invoke": (pb.InvokeRequest, pb.InvokeResponse),
    "InvokeAsync": (pb.InvokeRequest, pb.InvokeResponse),
    "Dispose": (pb.DisposeRequest, pb.DisposeResponse),
    "GrantLease": (pb.GrantLeaseRequest, pb.GrantLeaseResponse),
    "RenewLease": (pb.RenewLeaseRequest, pb.RenewLeaseResponse),
}

# Results of some size are ordinary here; gRPC's own default of 4 MiB is not made for them.
_MAX_MESSAGE_BYTES: Final = 64 << 20

#: A response, or why there is none.
Outcome = Union[Any, CallError]


def open_channel(
    target: str, credentials: Optional[grpc.ChannelCredentials], options: tuple[tuple[str, Any], ...]
) -> grpc.Channel:
    options = (
        ("grpc.max_receive_message_length", _MAX_MESSAGE_BYTES),
        # A service configuration, which a resolver may bring, could have gRPC make a call twice.
        ("grpc.enable_retries", 0),
        # After an outage gRPC would dial again after up to two minutes.
        ("grpc.max_reconnect_backoff_ms", 10_000),
        # A connection of its own: one that a forked process inherits is of no use to the channels that it makes.
        ("grpc.use_local_subchannel_pool", 1),
        *options,
    )
    if credentials is None:
        return grpc.insecure_channel(target, options)
    return grpc.secure_channel(target, credentials, options)


class Rpc:
    """One that can be cancelled at any moment, from any thread: also before it is sent, and more than once."""

    def __init__(self) -> None:
        self.cancelled = False
        self._future: Optional[grpc.Future[Any]] = None

    def cancel(self) -> None:
        self.cancelled = True
        if self._future is not None:
            self._future.cancel()

    def sent(self, future: grpc.Future[Any]) -> None:
        self._future = future
        if self.cancelled:  # Before there was something to cancel.
            future.cancel()


class Rpcs:
    """Safe for concurrent use."""

    def __init__(self, channel: grpc.Channel) -> None:
        self._channel = channel
        self._methods = {
            name: channel.unary_unary(
                _SERVICE + name,
                request_serializer=request.SerializeToString,
                response_deserializer=response.FromString,
            )
            for name, (request, response) in _METHODS.items()
        }
        self._changed = threading.Condition()
        # Both guarded by the condition.
        self._under_way: set[Rpc] = set()
        self._refusal: Optional[Callable[[], CallError]] = None  # Why nothing new may begin.

    @contextmanager
    def register(self) -> Iterator[Rpc]:
        """One that is under way until the end of the block. Raises a CallError after close."""
        rpc = self._add()
        try:
            yield rpc
        finally:
            self._remove(rpc)

    def begin(self, rpc: Rpc, method: str, request: Any, timeout: Optional[float]) -> grpc.Future[Any]:
        """Sends `request`. An `rpc` that was answered can be used again."""
        try:
            future: grpc.Future[Any] = self._methods[method].future(request, timeout=timeout)
        except ValueError:  # The channel is closed.
            raise closed() from None
        rpc.sent(future)
        return future

    def send(self, method: str, request: Any, timeout: float, done: Callable[[Outcome], None]) -> None:
        """Sends `request` and does not wait. `done` is called on another thread, or inside if it is over already."""
        rpc = None
        try:
            rpc = self._add()
            future = self.begin(rpc, method, request, timeout)
        except CallError as error:
            if rpc is not None:
                self._remove(rpc)
            done(error)
            return

        def on_done(future: grpc.Future[Any]) -> None:
            try:
                done(outcome_of(future))
            finally:
                self._remove(rpc)

        future.add_done_callback(on_done)

    def cancel_all(self, seconds: Optional[float]) -> None:
        """Cancels all that is under way, lets nothing new begin, and waits for the end of it, but not for ever."""
        with self._changed:
            self._refusal = closed
            rpcs = list(self._under_way)
        for rpc in rpcs:
            rpc.cancel()
        with self._changed:
            self._changed.wait_for(lambda: not self._under_way, timeout=seconds)

    def send_last(self, request: pb.DisposeRequest, seconds: Optional[float]) -> None:
        """Waits for the answer. Whatever comes of it: there is nobody left to tell, and terms of leases do the rest.

        Not by a future, for which gRPC needs a thread: Python 3.12 and later begin none when the interpreter ends.
        """
        with suppress(grpc.RpcError, ValueError):  # The latter if the channel is closed.
            self._methods["Dispose"](request, timeout=seconds)

    def abandon(self) -> None:
        """In a forked process: lets nothing begin, and does without locks that a thread of the parent may have held."""
        self._changed = threading.Condition()
        self._refusal = forked

    def close_channel(self) -> None:
        self._channel.close()

    def _add(self) -> Rpc:
        rpc = Rpc()
        with self._changed:
            if self._refusal is not None:
                raise self._refusal()
            self._under_way.add(rpc)
        return rpc

    def _remove(self, rpc: Rpc) -> None:
        with self._changed:
            self._under_way.discard(rpc)
            self._changed.notify_all()


def outcome_of(future: Any) -> Outcome:
    """Waits for it."""
    code = future.code()
    if code is grpc.StatusCode.OK:
        return future.result()
    return from_grpc(code, future.details(), future.trailing_metadata())
