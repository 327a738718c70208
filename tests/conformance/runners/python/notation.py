"""The notation of values in cases (../../README.md): from Python's values, and to them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Callable

from jsinterop import (
    Array,
    ArrayBuffer,
    BigInt,
    Boxed,
    Date,
    ErrorValue,
    Json,
    Map,
    Reference,
    RegExp,
    Set,
    TypedArray,
    hole,
    undefined,
)

V = list[Any]

_ERRORS = ("Error", "EvalError", "RangeError", "ReferenceError", "SyntaxError", "TypeError", "URIError")


# --- Writing ----------------------------------------------------------------------------------------------------


def write(value: Any) -> V:
    """Gives a value in notation."""
    writer = _Writer()
    writer.count(value)
    return writer.write(value)


def hint_of(reference: Reference) -> dict[str, str]:
    return {"kind": reference.kind.upper(), "class_name": reference.class_name}


class _Writer:
    def __init__(self) -> None:
        self._meetings: dict[int, int] = {}
        self._labels: dict[int, int] = {}

    def count(self, value: Any) -> V:
        """How often each object is met, by which it has a label or none."""
        met = self._meetings.get(id(value), 0) + 1
        self._meetings[id(value)] = met
        if met == 1:
            if isinstance(value, TypedArray):
                self.count(value.buffer)
            elif _simple(value) is None:
                self._open(value, self.count)
        return []

    def write(self, value: Any) -> V:
        simple = _simple(value)
        if simple is not None:
            return simple
        if self._meetings[id(value)] == 1:
            return self._open(value, self.write)
        if id(value) in self._labels:
            return ["@", self._labels[id(value)]]
        label = self._labels[id(value)] = len(self._labels) + 1
        return ["#", label, self._open(value, self.write)]

    def _open(self, value: Any, part: Callable[[Any], V]) -> V:
        if isinstance(value, list):
            return _open_array(value, part)
        if isinstance(value, dict):
            return ["object", [[_write_key(key), part(item)] for key, item in value.items()]]
        if isinstance(value, Map):
            return ["map", [[part(key), part(item)] for key, item in value.items()]]
        if isinstance(value, Set):
            return ["set", [part(item) for item in value]]
        if isinstance(value, TypedArray):
            return self._open_view(value, part)
        if isinstance(value, ErrorValue):
            return _open_error(value, part)
        if isinstance(value, Boxed):
            return ["boxed", part(value.value)]
        return _content(value)

    def _open_view(self, view: TypedArray, part: Callable[[Any], V]) -> V:
        whole = view.class_name == "Uint8Array" and len(view) == len(view.buffer)
        if whole and self._meetings[id(view.buffer)] == 1:
            return ["bytes", bytes(view).hex()]
        return ["view", view.class_name, part(view.buffer), view.byte_offset, len(view)]


def _simple(value: Any) -> V | None:
    """What has no identity."""
    if value is undefined:
        return ["undefined"]
    if value is None:
        return ["null"]
    if value is hole:
        return ["hole"]
    if isinstance(value, bool):
        return ["boolean", value]
    if isinstance(value, BigInt):
        return ["bigint", str(Decimal(value))]
    if isinstance(value, (int, float)):
        return ["number", repr(value)]
    if isinstance(value, str):
        return _write_text(value)
    if isinstance(value, bytes):
        return ["bytes", value.hex()]
    if hasattr(value, "timestamp"):
        return ["date", str(round(value.timestamp() * 1000))]
    return None


def _content(value: Any) -> V:
    """Objects that hold no others."""
    if isinstance(value, Reference):
        return ["reference", hint_of(value)]
    if isinstance(value, bytearray):
        return ["bytes", value.hex()]
    if isinstance(value, Date):
        return ["date", _integral(value.milliseconds)]
    if isinstance(value, ArrayBuffer):
        return ["array_buffer", value.data.hex()]
    if isinstance(value, RegExp):
        return ["regexp", value.source, value.flags]
    raise TypeError(f"a {type(value).__name__} has no notation")


def _integral(milliseconds: float) -> str:
    return str(int(milliseconds)) if milliseconds.is_integer() else "NaN"


def _units(text: str) -> list[int]:
    units = text.encode("utf-16-le", "surrogatepass")
    return [units[at] | units[at + 1] << 8 for at in range(0, len(units), 2)]


def _is_well_formed(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _write_text(text: str) -> V:
    return ["string", text] if _is_well_formed(text) else ["utf16", _units(text)]


def _write_key(key: str) -> Any:
    return key if _is_well_formed(key) else ["utf16", _units(key)]


def _open_array(array: list[Any], part: Callable[[Any], V]) -> V:
    end = len(array)
    while end and array[end - 1] is hole:
        end -= 1
    items = [part(item) for item in array[:end]]
    extras: dict[str, Any] = {}
    length = array.length if isinstance(array, Array) else len(array)
    if length > end:
        extras["length"] = length
    if isinstance(array, Array) and array.properties:
        extras["properties"] = [[_write_key(key), part(item)] for key, item in array.properties.items()]
    return ["array", items, extras] if extras else ["array", items]


def _open_error(error: ErrorValue, part: Callable[[Any], V]) -> V:
    content: dict[str, Any] = {"name": error.name if error.name in _ERRORS else "Error"}
    if error.message is not None:
        content["message"] = error.message
    if error.cause is not hole:
        content["cause"] = part(error.cause)
    return ["error", content]


# --- Reading ----------------------------------------------------------------------------------------------------


def read(notation: V, named: dict[str, Any]) -> Any:
    """Builds the value that a notation stands for. `named` are the references of the case."""
    return _Reader(named).read(notation)


class _Reader:
    def __init__(self, named: dict[str, Any]) -> None:
        self._named = named
        self._labels: dict[int, Any] = {}

    def read(self, notation: V) -> Any:
        if notation[0] == "@":
            return self._labels[notation[1]]
        if notation[0] == "#":
            return self._make(notation[2], notation[1])
        return self._make(notation, 0)

    def _make(self, notation: V, label: int) -> Any:
        kind, *content = notation
        simple = _READERS.get(kind)
        if simple is not None:
            made = simple(*content)
            # Python's bytes cannot show that they are one object.
            return self._told(bytearray(made) if label and kind == "bytes" else made, label)
        make: Callable[..., Any] = getattr(self, f"_make_{kind}")
        return make(label, *content)

    def _told(self, made: Any, label: int) -> Any:
        """An object is known before its parts are read, since they may name it."""
        if label:
            self._labels[label] = made
        return made

    def _make_array(self, label: int, items: list[V], extras: dict[str, Any] | None = None) -> Any:
        made = self._told([] if extras is None else Array(length=extras.get("length")), label)
        made.extend(hole if item[0] == "hole" else self.read(item) for item in items)
        for key, item in (extras or {}).get("properties", []):
            made.properties[_read_key(key)] = self.read(item)
        return made

    def _make_object(self, label: int, properties: list[Any]) -> Any:
        made = self._told({}, label)
        for key, item in properties:
            made[_read_key(key)] = self.read(item)
        return made

    def _make_map(self, label: int, entries: list[list[V]]) -> Any:
        made = self._told(Map(), label)
        for key, item in entries:
            read_key = self.read(key)  # Before the item, which may name it.
            made[read_key] = self.read(item)
        return made

    def _make_set(self, label: int, items: list[V]) -> Any:
        made = self._told(Set(), label)
        for item in items:
            made.add(self.read(item))
        return made

    def _make_error(self, label: int, content: dict[str, Any]) -> Any:
        made = self._told(ErrorValue(content["name"], content.get("message")), label)
        if "cause" in content:
            made.cause = self.read(content["cause"])
        return made

    def _make_boxed(self, label: int, inner: V) -> Any:
        return self._told(Boxed(self.read(inner)), label)

    def _make_view(self, label: int, class_name: str, buffer: V, byte_offset: int, length: int) -> Any:
        return self._told(TypedArray(class_name, self.read(buffer), byte_offset, length), label)

    def _make_reference(self, label: int, name: str) -> Any:
        return self._told(self._named[name], label)


def _read_key(key: Any) -> str:
    return key if isinstance(key, str) else _from_units(key[1])


def _from_units(units: list[int]) -> str:
    return b"".join(unit.to_bytes(2, "little") for unit in units).decode("utf-16-le", "surrogatepass")


def _read_number(text: str) -> Any:
    value = float(text)
    return int(value) if value.is_integer() and abs(value) < 2**53 and text != "-0" else value


_READERS: dict[str, Callable[..., Any]] = {
    "undefined": lambda: undefined,
    "null": lambda: None,
    "boolean": lambda value: value,
    "number": _read_number,
    "bigint": lambda text: BigInt(_read_bigint(text)),
    "string": lambda text: text,
    "utf16": _from_units,
    "date": lambda text: Date(float(text)),
    "bytes": bytes.fromhex,
    "array_buffer": lambda text: ArrayBuffer(bytes.fromhex(text)),
    "regexp": RegExp,
    "json": Json,
}


# Through Decimal, since Python bounds the digits of integers that it reads and writes.
def _read_bigint(text: str) -> int:
    return int(Decimal(text))
