"""Connecting to a broker."""

from __future__ import annotations

import atexit
import math
import os
import weakref
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, Optional, Union

import grpc
from typing_extensions import Self, Unpack

from ._core.call import PendingCall
from ._core.core import Core, Grant, Settings
from ._core.own_calls import grant_lease
from ._core.request import Call
from ._core.rpcs import open_channel
from ._core.status import disposed, not_usable
from ._core.system import System
from ._verbs import Verbs
from .errors import Executed, UnavailableError
from .lease import Lease
from .options import YEAR, Options, seconds_to_wait
from .reference import Module, Reference
from .v1 import interop_pb2 as pb

if TYPE_CHECKING:
    from ._core.lease import Lease as _Lease

_OPTIONS = frozenset(Options.__annotations__)


class Function(NamedTuple):
    """A member of a module, that is called without importing the module first. A plain tuple does as well."""

    module: str
    member: str = ""


Name = Union[str, tuple[str, str], Function]


class Client(Verbs[Name]):
    """A connection to a broker, and one lease (for each pool) for all references that it gets. Made by `connect`.

    Names are `("./math.js", "add")`, a module and a path in it; or a path alone, which begins at the names that the
    worker's own code exposes. Such calls hold nothing, and spread over the workers.

    It can be used from many threads at once. Close it, or use it in a `with` block: that cancels what is under way, and
    ends the lease with all that it holds.
    """

    def __init__(self, channel: grpc.Channel, settings: Settings, system: System) -> None:
        self._core = Core(channel, settings, system)
        # Whoever forgets a client has forgotten its references too, since these hold it.
        self._finalizer = weakref.finalize(self, self._core.close_soon)
        self._finalizer.atexit = False  # type: ignore[misc]  # See _close_all.
        _open.add(self._core)

    def import_module(self, specifier: str, **options: Unpack[Options]) -> Module:
        """Loads an ES module (`./math.js`, below the worker's root) and returns a reference to it."""
        module = self._run(Call(operation="import", module=specifier), options)
        assert isinstance(module, Module)
        return module

    def lease(self, *, ttl: Optional[float] = None, timeout: Optional[float] = 30.0) -> Lease:
        """A lease of your own, for objects that are to end together.

        `ttl` is the term to ask for, in seconds: how long they stay alive after this process was last heard of. The
        broker moves it into its own bounds.
        """
        _check_term("ttl", ttl)
        return Lease(self, grant_lease(self._core, ttl, seconds_to_wait("timeout", timeout)))

    def close(self) -> None:
        """Cancels what is under way and lets everything go, waiting for the broker for a short time at most."""
        self._finalizer.detach()
        self._core.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<jsinterop.Client{' (closed)' if self._core.closed else ''}>"

    def _perform(self, name: Name, call: Call, options: Options) -> Any:
        if isinstance(name, str):
            call.member = name
        elif isinstance(name, tuple) and len(name) == 2 and all(isinstance(part, str) for part in name):
            call.module, call.member = name
        else:
            raise TypeError(f"a name is a str, or a module and a str, not {name!r}")
        return self._run(call, options)

    def _run(self, call: Call, options: Options) -> Any:
        """Has the call done, and makes references of what it grants."""
        unknown = options.keys() - _OPTIONS
        if unknown:
            raise TypeError(f"no option is called {sorted(unknown)[0]!r}")
        call.timeout = seconds_to_wait("timeout", options.get("timeout", self._core.settings.timeout))
        call.encoding = options.get("encoding", call.encoding)
        call.pool = options.get("pool", call.pool)
        lease = options.get("lease")
        if lease is not None:
            call.lease = self._lease_of(lease)
        return PendingCall(self._core, call, _grant_of, self._wrap).run()

    def _lease_of(self, lease: Lease) -> _Lease:
        if not isinstance(lease, Lease):
            raise TypeError(f"lease is no jsinterop.Lease, but {lease!r}")
        if lease._client is not self:
            raise not_usable("a lease belongs to another client")
        if lease._ended:
            raise disposed("lease")
        return lease._lease

    def _wrap(self, grant: Grant, response: Optional[pb.ImportResponse]) -> Reference:
        return Reference(self, grant) if response is None else Module(self, grant, response)


def _grant_of(value: Any) -> Optional[Grant]:
    return value._grant if isinstance(value, Reference) else None


def connect(
    target: str,
    *,
    timeout: Optional[float] = 30.0,
    pool: str = "",
    lease_ttl: Optional[float] = None,
    connect_timeout: Optional[float] = None,
    close_timeout: Optional[float] = 1.0,
    credentials: Optional[grpc.ChannelCredentials] = None,
    channel_options: Optional[Mapping[str, Any]] = None,
) -> Client:
    """Connects to the broker at `target`, such as `127.0.0.1:7543` or `unix:/run/jsinterop/client.sock`.

    timeout          seconds that a call waits for its answer, if the call says nothing else. None: for ever.
    pool             the pool of workers to run in, if the call says nothing else. Empty: the broker's default.
    lease_ttl        the term to ask for the lease, in seconds: how long objects stay alive after this process was last
                     heard of. The broker moves it into its own bounds. None: the broker's default, 5 minutes or so.
    connect_timeout  seconds to wait here for the connection; raises an UnavailableError if there is none. None: does
                     not wait here, and the first call connects.
    close_timeout    seconds that `close` waits at most for the broker to hear that everything is released.
    credentials      how to secure the connection (from `grpc.ssl_channel_credentials`). None: not at all.
    channel_options  further options of gRPC's channel, by name.
    """
    if not target:
        raise ValueError("the target is empty")
    timeout = seconds_to_wait("timeout", timeout)
    connect_timeout = seconds_to_wait("connect_timeout", connect_timeout)
    if timeout == 0 or connect_timeout == 0:
        raise ValueError("timeout and connect_timeout are more than 0, or None")
    settings = Settings(
        timeout=timeout,
        pool=pool,
        lease_ttl=lease_ttl,
        close_timeout=seconds_to_wait("close_timeout", close_timeout),
    )
    _check_term("lease_ttl", lease_ttl)
    channel = open_channel(target, credentials, tuple((channel_options or {}).items()))
    if connect_timeout is not None:
        _await_connection(channel, target, connect_timeout)
    return Client(channel, settings, System())


def _check_term(name: str, ttl: Optional[float]) -> None:
    if ttl is not None and not (0 <= ttl <= YEAR and math.isfinite(ttl)):
        raise ValueError(f"{name} is not between 0 and a year")


def _await_connection(channel: grpc.Channel, target: str, seconds: float) -> None:
    try:
        grpc.channel_ready_future(channel).result(timeout=seconds)
    except grpc.FutureTimeoutError:
        channel.close()
        message = f"no connection to {target} within {seconds} s"
        raise UnavailableError("UNAVAILABLE", message, executed=Executed.NO) from None


# Whoever ends without closing: the lease need not live on for its term.
_open: weakref.WeakSet[Core] = weakref.WeakSet()


@atexit.register
def _close_all() -> None:
    for core in list(_open):
        core.close()


def _abandon_all() -> None:
    for core in list(_open):
        core.abandon()


if hasattr(os, "register_at_fork"):  # Where there is fork.
    os.register_at_fork(after_in_child=_abandon_all)
