"""JavaScript's collections where Python's would lose something: keys of any kind, order, holes."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Iterator, Mapping, MutableMapping, MutableSet
from reprlib import recursive_repr
from typing import Any, Optional, Union

from .scalars import MAX_SAFE_INTEGER, BigInt, undefined


def identity(value: Any) -> Hashable:
    """What two values have in common if JavaScript's Map takes them for the same key (SameValueZero)."""
    if value is None or value is undefined or isinstance(value, bool):
        return ("constant", value)
    if isinstance(value, str):
        return ("string", str(value))
    if isinstance(value, BigInt):
        return ("bigint", int(value))
    if isinstance(value, int):
        return ("number" if abs(value) <= MAX_SAFE_INTEGER else "bigint", int(value))
    if isinstance(value, float):
        return ("number", "NaN" if math.isnan(value) else value)
    return ("object", id(value))


class Map(MutableMapping[Any, Any]):
    """A Map, in its order. Keys are compared as JavaScript does: primitives by value, objects by identity.

    So a dict or a list can be a key, `1` and `True` are different keys, and so are two equal lists.
    """

    def __init__(self, entries: Union[Mapping[Any, Any], Iterable[tuple[Any, Any]]] = ()) -> None:
        self._entries: dict[Hashable, tuple[Any, Any]] = {}
        for key, value in entries.items() if isinstance(entries, Mapping) else entries:
            self[key] = value

    def __getitem__(self, key: Any) -> Any:
        try:
            return self._entries[identity(key)][1]
        except KeyError:
            raise KeyError(key) from None

    def __setitem__(self, key: Any, value: Any) -> None:
        known = self._entries.get(identity(key))
        self._entries[identity(key)] = (key if known is None else known[0], value)

    def __delitem__(self, key: Any) -> None:
        try:
            del self._entries[identity(key)]
        except KeyError:
            raise KeyError(key) from None

    def __iter__(self) -> Iterator[Any]:
        return (key for key, _ in self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Map):
            return NotImplemented
        return list(self._entries.values()) == list(other._entries.values())

    __hash__ = None  # type: ignore[assignment]

    @recursive_repr()
    def __repr__(self) -> str:
        return f"Map({list(self._entries.values())!r})"


class Set(MutableSet[Any]):
    """A Set, in its order. Elements are compared as Map compares keys."""

    def __init__(self, items: Iterable[Any] = ()) -> None:
        self._items: dict[Hashable, Any] = {}
        for item in items:
            self.add(item)

    def add(self, value: Any) -> None:
        self._items.setdefault(identity(value), value)

    def discard(self, value: Any) -> None:
        self._items.pop(identity(value), None)

    def __contains__(self, value: object) -> bool:
        return identity(value) in self._items

    def __iter__(self) -> Iterator[Any]:
        return iter(self._items.values())

    def __len__(self) -> int:
        return len(self._items)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Set):
            return NotImplemented
        return list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    @recursive_repr()
    def __repr__(self) -> str:
        return f"Set({list(self)!r})"


class Array(list[Any]):
    """An array with what a list cannot say: a length beyond its items, and properties that are not elements.

    An array without these arrives as a list; `hole` stands in either where an element is missing.
    """

    def __init__(
        self, items: Iterable[Any] = (), *, length: Optional[int] = None, properties: Optional[dict[str, Any]] = None
    ) -> None:
        super().__init__(items)
        # Only one that goes beyond the items: the others are as long as their items are, also when some are removed.
        self._length = length if length is not None and length > len(self) else 0
        self.properties: dict[str, Any] = {} if properties is None else properties

    @property
    def length(self) -> int:
        """The array's length in JavaScript. What lies beyond the items is holes."""
        return max(len(self), self._length)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Array):
            return super().__eq__(other) and (self.length, self.properties) == (other.length, other.properties)
        return super().__eq__(other) and self.length == len(self) and not self.properties

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None

    @recursive_repr()
    def __repr__(self) -> str:
        return f"Array({super().__repr__()}, length={self.length}, properties={self.properties!r})"
