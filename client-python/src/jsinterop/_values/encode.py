"""Makes the protocol's values of Python's.

Nothing here calls itself, however deep a value is: a value is walked level by level, and the graph is flat anyway.
Each object gets the number at which it stands in `Graph.objects`; one that is met again gets the same number.
"""

from __future__ import annotations

import array
import sys
from collections.abc import Iterable
from typing import Any, Callable, Final

from ..v1 import value_pb2 as pb
from .buffers import FORMATS, ArrayBuffer, TypedArray
from .collections import Array, Map, Set
from .leaves import References, find, has_identity, write_leaf
from .plain_json import plain_json
from .scalars import Boxed, ErrorValue, Hole, RegExp, hole
from .text import utf16_units, well_formed

# Workers take no more in one value, unless they are told to.
MAX_NODES: Final = 1_000_000

_MAX_KEY_SHOWN: Final = 40


class CannotSendError(ValueError):
    """An argument, or a part of it, has no counterpart in JavaScript. The message begins with its path."""


def encode(value: Any, references: References, path: str, out: pb.Value) -> None:
    """Fills `out`. Raises a CannotSendError."""
    try:
        if write_leaf(value, references, out):
            return
    except ValueError as error:
        raise CannotSendError(f"{path}: {error}") from None
    if type(value) in (dict, list, tuple):
        text = plain_json(value)
        if text is not None:
            out.json = text
            return
    _GraphWriter(references, path, out.graph).write(value)


# --- Graphs -----------------------------------------------------------------------------------------------------


class _GraphWriter:
    def __init__(self, references: References, path: str, graph: pb.Graph) -> None:
        self._references = references
        self._path = path
        self._graph = graph
        # By number less one: the objects, and where each was met first (the number of its holder, and its place in it).
        self._objects: list[Any] = []
        self._met: list[tuple[int, str]] = []
        self._numbers: dict[int, int] = {}
        self._at = 0  # The number of the object that is being written.

    def write(self, value: Any) -> None:
        self.number(value, "")
        for at, item in enumerate(self._objects, 1):  # It grows meanwhile.
            self._at = at
            self._write_node(item)

    def number(self, value: Any, place: str) -> int:
        """The number of a value that the current object holds at `place`."""
        is_known = has_identity(value)
        if is_known and id(value) in self._numbers:
            return self._numbers[id(value)]
        if len(self._objects) >= MAX_NODES:
            raise CannotSendError(f"{self._path}: it has more than {MAX_NODES} nodes")
        self._objects.append(value)
        self._met.append((self._at, place))
        number = len(self._objects)
        if is_known:
            self._numbers[id(value)] = number
        return number

    def add_properties(self, properties: dict[Any, Any], out: Any) -> None:
        for key, value in properties.items():
            if not isinstance(key, str):
                raise ValueError(f"the key {_shown(key)} is no str; for keys of any kind, send a jsinterop.Map")
            text = well_formed(key)
            item = out.add(value=self.number(value, f".{_shown(key)}"))
            if text is None:
                item.key_utf16 = utf16_units(key)
            else:
                item.key = text

    def _write_node(self, value: Any) -> None:
        node = self._graph.nodes.add()
        try:
            if write_leaf(value, self._references, node.leaf):
                return
            write = find(_NODES, type(value))
            if write is None:
                raise ValueError(f"cannot send {_article(type(value).__name__)}")
            write(self, value, node)
        except CannotSendError:
            raise
        except ValueError as error:
            raise CannotSendError(f"{self._where()}: {error}") from None

    def _where(self) -> str:
        places = []
        at = self._at
        while at:
            at, place = self._met[at - 1]
            places.append(place)
        if len(places) > _MAX_KEY_SHOWN:
            places[_MAX_KEY_SHOWN // 2 : -_MAX_KEY_SHOWN // 2] = [" … "]
        return self._path + "".join(reversed(places))


def _shown(key: Any) -> str:
    text = key if isinstance(key, str) and key.isidentifier() else ascii(key)
    return text if len(text) <= _MAX_KEY_SHOWN else text[:_MAX_KEY_SHOWN] + "…"


def _article(name: str) -> str:
    return ("an " if name[:1] in "AEIOUaeiou" else "a ") + name


def _write_list(graph: _GraphWriter, value: Iterable[Any], node: pb.Node) -> None:
    items = [0 if item is hole else graph.number(item, f"[{at}]") for at, item in enumerate(value)]
    node.array.items.extend(items)
    node.array.length = len(items)


def _write_array(graph: _GraphWriter, value: Array, node: pb.Node) -> None:
    _write_list(graph, value, node)
    node.array.length = value.length
    graph.add_properties(value.properties, node.array.properties)


def _write_dict(graph: _GraphWriter, value: dict[Any, Any], node: pb.Node) -> None:
    node.object.SetInParent()
    graph.add_properties(value, node.object.properties)


def _write_map(graph: _GraphWriter, value: Map, node: pb.Node) -> None:
    node.map.SetInParent()
    for at, (key, item) in enumerate(value.items()):
        node.map.entries.append(graph.number(key, f"(key {at})"))
        node.map.entries.append(graph.number(item, f"(value {at})"))


def _write_set(graph: _GraphWriter, value: Iterable[Any], node: pb.Node) -> None:
    node.set.SetInParent()
    node.set.items.extend(graph.number(item, f"(item {at})") for at, item in enumerate(value))


def _write_buffer(_: _GraphWriter, value: ArrayBuffer, node: pb.Node) -> None:
    node.array_buffer = bytes(value.data)


def _write_view(graph: _GraphWriter, value: TypedArray, node: pb.Node) -> None:
    node.view.type = VIEW_TYPES[value.class_name]
    node.view.buffer = graph.number(value.buffer, ".buffer")
    node.view.byte_offset = value.byte_offset
    node.view.length = len(value)


def _write_machine_array(graph: _GraphWriter, value: array.array[Any], node: pb.Node) -> None:
    if value.typecode not in "bBhHiIlLqQfd":
        raise ValueError(f"an array.array of {value.typecode!r}; send text as a str")
    code = {1: "bB", 2: "hH", 4: "iI", 8: "qQ"}[value.itemsize][value.typecode.isupper()]
    code = value.typecode if value.typecode in "fd" else code
    if sys.byteorder == "big":
        value = array.array(value.typecode, value)
        value.byteswap()
    name = next(name for name, of in FORMATS.items() if of == code)
    _write_view(graph, TypedArray(name, ArrayBuffer(value.tobytes())), node)


def _write_regexp(_: _GraphWriter, value: RegExp, node: pb.Node) -> None:
    source, flags = well_formed(value.source), well_formed(value.flags)
    if source is None or flags is None:
        raise ValueError("a RegExp with a lone surrogate; write it as an escape")
    node.regexp.source = source
    node.regexp.flags = flags


def _write_error(graph: _GraphWriter, value: ErrorValue, node: pb.Node) -> None:
    if not isinstance(value.name, str) or well_formed(value.name) is None:
        raise ValueError("an ErrorValue whose name is no well-formed str")
    node.error.name = value.name
    for part in ("message", "stack"):
        text = getattr(value, part)
        if text is None:
            continue
        if not isinstance(text, str):
            raise ValueError(f"an ErrorValue whose {part} is no str")
        setattr(node.error, part, graph.number(text, f".{part}"))
    if value.cause is not hole:
        node.error.cause = graph.number(value.cause, ".cause")


def _write_boxed(graph: _GraphWriter, value: Boxed, node: pb.Node) -> None:
    if not isinstance(value.value, (bool, int, float, str)):
        raise ValueError("a Boxed of what is no bool, number, str or BigInt")
    node.boxed = graph.number(value.value, "")


def _write_hole(*_: Any) -> None:
    raise ValueError("a hole can stand only in a list")


_NODES: dict[type, Callable[[_GraphWriter, Any, pb.Node], None]] = {
    list: _write_list,
    tuple: _write_list,
    Array: _write_array,
    dict: _write_dict,
    Map: _write_map,
    Set: _write_set,
    set: _write_set,
    frozenset: _write_set,
    ArrayBuffer: _write_buffer,
    TypedArray: _write_view,
    array.array: _write_machine_array,
    RegExp: _write_regexp,
    ErrorValue: _write_error,
    Boxed: _write_boxed,
    Hole: _write_hole,
}

VIEW_TYPES: Final[dict[str, pb.ViewNode.Type]] = {
    "Int8Array": pb.ViewNode.TYPE_INT8,
    "Uint8Array": pb.ViewNode.TYPE_UINT8,
    "Uint8ClampedArray": pb.ViewNode.TYPE_UINT8_CLAMPED,
    "Int16Array": pb.ViewNode.TYPE_INT16,
    "Uint16Array": pb.ViewNode.TYPE_UINT16,
    "Int32Array": pb.ViewNode.TYPE_INT32,
    "Uint32Array": pb.ViewNode.TYPE_UINT32,
    "BigInt64Array": pb.ViewNode.TYPE_BIG_INT64,
    "BigUint64Array": pb.ViewNode.TYPE_BIG_UINT64,
    "Float32Array": pb.ViewNode.TYPE_FLOAT32,
    "Float64Array": pb.ViewNode.TYPE_FLOAT64,
    "DataView": pb.ViewNode.TYPE_DATA_VIEW,
}
