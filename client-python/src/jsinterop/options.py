"""How a single call is to be made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, Optional

from typing_extensions import TypedDict

if TYPE_CHECKING:
    from .lease import Lease

YEAR: Final = 365 * 24 * 3600.0

#: In which form a result comes: a copy, a Reference (a primitive comes as a copy all the same), or not at all.
Result = Literal["value", "reference", "void"]

#: How a copy is made. `auto` loses nothing. `json` is exactly what `JSON.stringify` makes of it, with its losses.
#: `structured` is as `auto`, but never uses JSON text on the way.
Encoding = Literal["auto", "json", "structured"]


class Options(TypedDict, total=False):
    """Keyword arguments of every verb. Everything has a default."""

    #: Seconds to wait for the answer; None waits for ever. When the time is over the call raises a DeadlineError, the
    #: function is told to stop, and what it may still grant is released. Absent: what `connect` was told.
    timeout: Optional[float]

    #: Absent: `auto`.
    encoding: Encoding

    #: The lease for references that the call grants. Absent: the client's own.
    lease: Lease

    #: The pool of workers to run in. Absent: what `connect` was told, or wherever the call's references live.
    pool: str


def seconds_to_wait(name: str, seconds: Any) -> Optional[float]:
    """The option `name` as seconds, or None for ever. Raises a TypeError or a ValueError."""
    if seconds is None:
        return None
    if not isinstance(seconds, (int, float)):
        raise TypeError(f"{name} is no number of seconds, but {seconds!r}")
    if not seconds >= 0:  # NaN, too.
        raise ValueError(f"{name} is {seconds!r}, and cannot be less than 0")
    # Some clocks below begin anew at their end, so that infinity would be over at once.
    return float(min(seconds, YEAR))
