"""Live JavaScript objects."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Optional

from typing_extensions import Self, Unpack

from ._core.own_calls import call_own
from ._core.request import Call
from ._verbs import Verbs
from .options import Options, Result, seconds_to_wait
from .v1 import interop_pb2 as pb

if TYPE_CHECKING:
    from ._core.core import Grant
    from .client import Client

_KINDS: Final[dict[int, str]] = {
    pb.OBJECT_KIND_OBJECT: "object",
    pb.OBJECT_KIND_FUNCTION: "function",
    pb.OBJECT_KIND_CLASS: "class",
    pb.OBJECT_KIND_ARRAY: "array",
    pb.OBJECT_KIND_PROMISE: "promise",
    pb.OBJECT_KIND_MODULE: "module",
    pb.OBJECT_KIND_SYMBOL: "symbol",
}
_EXPORT_KINDS: Final[dict[int, str]] = {
    pb.EXPORT_KIND_FUNCTION: "function",
    pb.EXPORT_KIND_CLASS: "class",
    pb.EXPORT_KIND_OBJECT: "object",
    pb.EXPORT_KIND_PRIMITIVE: "primitive",
}


class Reference(Verbs[str]):
    """A live object in a worker: has its members called, and can be an argument, also deep inside one.

    Names are paths of members, separated by dots; the empty name is the object itself.

    Let go of it with `release`, `dispose` or a `with` block. One that is forgotten is released when Python collects it,
    and what nobody releases ends with the client's lease.
    """

    def __init__(self, client: Client, grant: Grant) -> None:
        self._client = client
        self._grant = grant
        self._finalizer = weakref.finalize(self, grant.core.let_go_soon, grant)
        self._finalizer.atexit = False  # type: ignore[misc]  # The client's lease ends then.

    @property
    def kind(self) -> str:
        """What the object was when it was granted: object, function, class, array, promise, module, symbol, or empty
        if that was not told."""
        return _KINDS.get(self._grant.kind, "")

    @property
    def class_name(self) -> str:
        """The name of the object's class, such as `Cart`. May be empty."""
        return self._grant.class_name

    @property
    def is_disposed(self) -> bool:
        return self._grant.gone

    def __call__(self, *arguments: Any, result: Result = "value", **options: Unpack[Options]) -> Any:
        """Calls the referenced function itself, as `invoke("", …)` does."""
        return self.invoke("", *arguments, result=result, **options)

    def release(self) -> None:
        """Lets the object go, in the background. The reference is of no use afterwards."""
        if self._finalizer.detach() is not None:
            self._grant.core.let_go(self._grant)

    def dispose(self, *, timeout: Optional[float] = 30.0) -> bool:
        """Lets the object go, and waits until the broker has it. Says whether it was still held."""
        timeout = seconds_to_wait("timeout", timeout)
        grant = self._grant
        if grant.gone or grant.core.closed:
            return False
        request = pb.DisposeRequest(references=[pb.Reference(token=grant.token)])
        response: pb.DisposeResponse = call_own(grant.core, "Dispose", request, timeout)
        grant.gone = True
        self.release()
        return list(response.references) == [pb.DISPOSAL_RELEASED]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: Any) -> None:
        self.release()

    def __reduce__(self) -> Any:
        raise TypeError("a reference belongs to its client, and cannot be copied or pickled")

    def __repr__(self) -> str:
        what = " ".join(part for part in (self.kind, self.class_name) if part)
        return f"<jsinterop.{type(self).__name__} to {what or 'an object'}{' (disposed)' if self.is_disposed else ''}>"

    def _perform(self, name: str, call: Call, options: Options) -> Any:
        if not isinstance(name, str):
            raise TypeError(f"the name of a member is a str, not {name!r}")
        call.target = self._grant
        call.member = name
        return self._client._run(call, options)


class Export(NamedTuple):
    """What a module exports: its name, and function, class, object or primitive (empty if it was not told)."""

    name: str
    kind: str


class Module(Reference):
    """An imported module."""

    def __init__(self, client: Client, grant: Grant, response: pb.ImportResponse) -> None:
        super().__init__(client, grant)
        #: What the module exports and clients may reach, in alphabetical order.
        self.exports: tuple[Export, ...] = tuple(
            Export(item.name, _EXPORT_KINDS.get(item.kind, "")) for item in response.exports
        )
        #: Which text of the module this is: two that differ have loaded different files.
        self.version: str = response.version
