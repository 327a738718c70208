"""Makes Python's values of the protocol's, and checks them: what a worker sends is read as strictly as what we send.

Nothing here calls itself, however deep a value is: first every node becomes an object without content, then each is
filled with the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Callable, Final, Optional

from ..v1 import value_pb2 as pb
from .buffers import ArrayBuffer, TypedArray
from .collections import Array, Map, Set
from .encode import VIEW_TYPES
from .leaves import EPOCH
from .plain_json import parse_json
from .scalars import BigInt, Boxed, Date, ErrorValue, RegExp, hole, undefined
from .text import from_utf16_units, parse_bigint
from .text import number as js_number

_CLASS_NAMES: Final = {number: name for name, number in VIEW_TYPES.items()}
_BOXABLE: Final = ("boolean", "number", "string", "utf16", "bigint")


class MalformedError(ValueError):
    """What was received is no value, or none that this version knows."""


def decode(value: pb.Value, references: Sequence[Any]) -> Any:
    """`references` are what Value.reference indexes. Raises a MalformedError."""
    try:
        if value.WhichOneof("kind") == "graph":
            return _GraphReader(value.graph, references).read()
        return _leaf(value, references)
    except MalformedError:
        raise
    except ValueError as error:
        raise MalformedError(str(error)) from None


# --- Values that hold no others ---------------------------------------------------------------------------------


def _date(milliseconds: float) -> Any:
    if milliseconds.is_integer():
        try:
            return EPOCH + timedelta(milliseconds=milliseconds)
        except OverflowError:
            pass
    return Date(milliseconds)


_LEAVES: dict[str, Callable[[pb.Value], Any]] = {
    "undefined": lambda _: undefined,
    "null": lambda _: None,
    "boolean": lambda value: value.boolean,
    "number": lambda value: js_number(value.number),
    "string": lambda value: value.string,
    "utf16": lambda value: from_utf16_units(value.utf16),
    "bigint": lambda value: BigInt(parse_bigint(value.bigint)),
    "date": lambda value: _date(value.date),
    "bytes": lambda value: value.bytes,
    "json": lambda value: parse_json(value.json),
}


def _leaf(value: pb.Value, references: Sequence[Any]) -> Any:
    kind = value.WhichOneof("kind")
    if kind == "reference":
        if value.reference >= len(references):
            raise MalformedError("a reference beyond the table")
        return references[value.reference]
    read = None if kind is None else _LEAVES.get(kind)
    if read is None:
        raise MalformedError(f"a value of a kind that is not known here ({kind or 'none'})")
    return read(value)


# --- Graphs -----------------------------------------------------------------------------------------------------


class _GraphReader:
    def __init__(self, graph: pb.Graph, references: Sequence[Any]) -> None:
        self.nodes = graph.nodes
        self._references = references
        self._mentions = [0] * len(self.nodes)  # Of each node, by others.
        self._elements: set[int] = set()  # The places of nodes that are keys of Maps or elements of Sets.
        self._objects: list[Any] = []

    def read(self) -> Any:
        if not self.nodes:
            raise MalformedError("a graph without nodes")
        self._count_mentions()
        self._objects = [self._shell(at, node) for at, node in enumerate(self.nodes)]
        for item, node in zip(self._objects, self.nodes):
            if node.WhichOneof("kind") == "view":
                self._aim(item, node.view)
        for item, node in zip(self._objects, self.nodes):
            fill = _FILLERS.get(node.WhichOneof("kind") or "")
            if fill is not None:
                fill(self, item, node)
        return self._objects[0]

    def object(self, number: int) -> Any:
        """What a node is, by its number."""
        if not 1 <= number <= len(self._objects):
            raise MalformedError("a number that names no node")
        return self._objects[number - 1]

    def text(self, number: int) -> Optional[str]:
        """A text, or None for 0."""
        if number == 0:
            return None
        text = self.object(number)
        if not isinstance(text, str):
            raise MalformedError("a message or stack that is no text")
        return text

    def properties(self, items: Sequence[pb.Property]) -> dict[str, Any]:
        filled = {(from_utf16_units(item.key_utf16) or item.key): self.object(item.value) for item in items}
        if len(filled) != len(items):
            raise MalformedError("a key that stands twice")
        return filled

    def _count_mentions(self) -> None:
        """Also finds the nodes that nothing leads to: a graph has one meaning only."""
        reached = bytearray(len(self.nodes))
        reached[0] = 1
        todo = [0]
        while todo:
            node = self.nodes[todo.pop()]
            self._elements.update(number - 1 for number in (*node.map.entries[::2], *node.set.items))
            for number in _mentioned(node):
                if not 1 <= number <= len(self.nodes):
                    raise MalformedError("a number that names no node")
                self._mentions[number - 1] += 1
                if not reached[number - 1]:
                    reached[number - 1] = 1
                    todo.append(number - 1)
        if not all(reached):
            raise MalformedError("a node that nothing leads to")

    def _shell(self, at: int, node: pb.Node) -> Any:
        kind = node.WhichOneof("kind")
        if kind == "leaf":
            return self._leaf(at, node.leaf)
        make = None if kind is None else _SHELLS.get(kind)
        if make is None:
            raise MalformedError(f"a node of a kind that is not known here ({kind or 'none'})")
        return make(node)

    def _leaf(self, at: int, leaf: pb.Value) -> Any:
        kind = leaf.WhichOneof("kind")
        if kind == "graph":
            raise MalformedError("a graph in a graph")
        # Where it shows which object it is, types of Python without an identity will not do.
        if kind == "bytes" and (self._mentions[at] > 1 or at in self._elements):
            return bytearray(leaf.bytes)
        if kind == "date" and self._mentions[at] > 1:
            return Date(leaf.date)
        return _leaf(leaf, self._references)

    def _aim(self, shell: TypedArray, view: pb.ViewNode) -> None:
        buffer = self.object(view.buffer)
        name = _CLASS_NAMES.get(view.type)
        if name is None or not isinstance(buffer, ArrayBuffer):
            raise MalformedError("a view of an unknown type, or of what is no buffer")
        TypedArray.__init__(shell, name, buffer, view.byte_offset, view.length)


def _mentioned(node: pb.Node) -> list[int]:
    kind = node.WhichOneof("kind")
    if kind == "array":
        return [item for item in node.array.items if item] + [item.value for item in node.array.properties]
    if kind == "object":
        return [item.value for item in node.object.properties]
    if kind == "map":
        return list(node.map.entries)
    if kind == "set":
        return list(node.set.items)
    if kind == "view":
        return [node.view.buffer]
    if kind == "error":
        return [number for number in (node.error.message, node.error.stack, node.error.cause) if number]
    return [node.boxed] if kind == "boxed" else []


def _array_shell(node: pb.Node) -> Any:
    if node.array.length < len(node.array.items):
        raise MalformedError("an array that is shorter than its items")
    if node.array.length > len(node.array.items):
        return Array(length=node.array.length)
    return Array() if node.array.properties else []


_SHELLS: dict[str, Callable[[pb.Node], Any]] = {
    "array": _array_shell,
    "object": lambda _: {},
    "map": lambda _: Map(),
    "set": lambda _: Set(),
    "array_buffer": lambda node: ArrayBuffer(node.array_buffer),
    "view": lambda _: TypedArray.__new__(TypedArray),
    "regexp": lambda node: RegExp(node.regexp.source, node.regexp.flags),
    "error": lambda node: ErrorValue(node.error.name),
    "boxed": lambda _: Boxed(None),
}


def _fill_array(reader: _GraphReader, item: list[Any], node: pb.Node) -> None:
    item.extend(reader.object(number) if number else hole for number in node.array.items)
    if isinstance(item, Array):
        item.properties = reader.properties(node.array.properties)


def _fill_object(reader: _GraphReader, item: dict[str, Any], node: pb.Node) -> None:
    item.update(reader.properties(node.object.properties))


def _fill_map(reader: _GraphReader, item: Map, node: pb.Node) -> None:
    entries = node.map.entries
    for at in range(0, len(entries) - 1, 2):
        item[reader.object(entries[at])] = reader.object(entries[at + 1])
    if 2 * len(item) != len(entries):
        raise MalformedError("a Map with half an entry, or with a key that stands twice")


def _fill_set(reader: _GraphReader, item: Set, node: pb.Node) -> None:
    for number in node.set.items:
        item.add(reader.object(number))
    if len(item) != len(node.set.items):
        raise MalformedError("a Set with an element that stands twice")


def _fill_error(reader: _GraphReader, item: ErrorValue, node: pb.Node) -> None:
    item.message = reader.text(node.error.message)
    item.stack = reader.text(node.error.stack)
    if node.error.cause:
        item.cause = reader.object(node.error.cause)


def _fill_boxed(reader: _GraphReader, item: Boxed, node: pb.Node) -> None:
    inner = reader.nodes[node.boxed - 1]
    if inner.WhichOneof("kind") != "leaf" or inner.leaf.WhichOneof("kind") not in _BOXABLE:
        raise MalformedError("a boxed primitive of what is none")
    item.value = reader.object(node.boxed)


_FILLERS: dict[str, Callable[[_GraphReader, Any, pb.Node], None]] = {
    "array": _fill_array,
    "object": _fill_object,
    "map": _fill_map,
    "set": _fill_set,
    "error": _fill_error,
    "boxed": _fill_boxed,
}
