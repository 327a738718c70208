"""Values that hold no others, as they are sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Any, Callable, Final, Protocol

from ..v1 import value_pb2 as pb
from .scalars import MAX_SAFE_INTEGER, BigInt, Date, Json, Undefined
from .text import bigint_text, utf16_units, well_formed

EPOCH: Final = datetime(1970, 1, 1, tzinfo=timezone.utc)

_MICROSECOND: Final = timedelta(microseconds=1)


class References(Protocol):
    """The references that a request names."""

    def position(self, value: Any) -> int | None:
        """Where `value` stands in the table, if it is a reference. Raises a CallError if it cannot be used."""


def write_leaf(value: Any, references: References, out: pb.Value) -> bool:
    """Fills `out` if `value` is a leaf. Raises a ValueError if it cannot be sent."""
    write = find(_LEAVES, type(value))
    if write is not None:
        write(value, out)
        return True
    position = references.position(value)
    if position is None:
        return False
    out.reference = position
    return True


def has_identity(value: Any) -> bool:
    """Whether it shows that two are one: then they are one object in JavaScript too."""
    # There is only one empty tuple and frozenset, whoever made it.
    if isinstance(value, (tuple, frozenset)) and not value:
        return False
    return isinstance(value, (bytearray, Date)) or find(_LEAVES, type(value)) is None


def find(table: Mapping[type, Any], kind: type) -> Any:
    """What the table has for a type, or for the nearest that it is derived from."""
    for base in kind.__mro__:
        if base in table:
            return table[base]
    return None


def _none(_: Any, out: pb.Value) -> None:
    out.null.SetInParent()


def _undefined(_: Any, out: pb.Value) -> None:
    out.undefined.SetInParent()


def _bool(value: bool, out: pb.Value) -> None:
    out.boolean = value


def _int(value: int, out: pb.Value) -> None:
    if -MAX_SAFE_INTEGER <= value <= MAX_SAFE_INTEGER:
        out.number = value
    else:
        out.bigint = bigint_text(value)


def _bigint(value: int, out: pb.Value) -> None:
    out.bigint = bigint_text(value)


def _float(value: float, out: pb.Value) -> None:
    out.number = value


def _str(value: str, out: pb.Value) -> None:
    text = well_formed(value)
    if text is None:
        out.utf16 = utf16_units(value)
    else:
        out.string = text


def _bytes(value: bytes | bytearray, out: pb.Value) -> None:
    out.bytes = bytes(value)


def _memoryview(value: memoryview, out: pb.Value) -> None:
    if value.format not in ("B", "b", "c"):
        raise ValueError(f"a memoryview of elements {value.format!r}; make it an array.array or a TypedArray")
    out.bytes = value.tobytes()


def _datetime(value: datetime, out: pb.Value) -> None:
    if value.tzinfo is None:
        raise ValueError("a datetime without a time zone stands for no moment; give it a tzinfo")
    milliseconds, rest = divmod((value - EPOCH) // _MICROSECOND, 1_000)
    if rest:
        raise ValueError("a Date has whole milliseconds, and this datetime does not; round its microsecond")
    out.date = milliseconds


def _date(value: date, out: pb.Value) -> None:
    raise ValueError("a date alone stands for no moment; send a datetime or text")


def _js_date(value: Date, out: pb.Value) -> None:
    out.date = value.milliseconds


def _json(value: Json, out: pb.Value) -> None:
    text = well_formed(value.text)
    if text is None:
        raise ValueError("JSON text with a lone surrogate; write it as an escape")
    out.json = text


_LEAVES: dict[type, Callable[[Any, pb.Value], None]] = {
    type(None): _none,
    Undefined: _undefined,
    bool: _bool,
    int: _int,
    BigInt: _bigint,
    float: _float,
    str: _str,
    bytes: _bytes,
    bytearray: _bytes,
    memoryview: _memoryview,
    datetime: _datetime,
    date: _date,
    Date: _js_date,
    Json: _json,
}
