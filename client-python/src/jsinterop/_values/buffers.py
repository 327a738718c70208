"""ArrayBuffer, and the typed arrays and DataViews that look into one.

Bytes that are alone in their buffer, the usual Uint8Array, are Python's own `bytes`.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from typing import Any, Final, Optional, Union

from .scalars import BigInt

# The class of a view, and how the struct module calls its elements.
FORMATS: Final = {
    "Int8Array": "b",
    "Uint8Array": "B",
    "Uint8ClampedArray": "B",
    "Int16Array": "h",
    "Uint16Array": "H",
    "Int32Array": "i",
    "Uint32Array": "I",
    "BigInt64Array": "q",
    "BigUint64Array": "Q",
    "Float32Array": "f",
    "Float64Array": "d",
    "DataView": "B",
}


class ArrayBuffer:
    """An ArrayBuffer: `data` is its content, and can be changed."""

    def __init__(self, data: Union[bytes, bytearray, memoryview] = b"") -> None:
        self.data = bytearray(data)

    def __len__(self) -> int:
        return len(self.data)

    def __repr__(self) -> str:
        return f"ArrayBuffer({bytes(self.data)!r})"


class TypedArray:
    """A typed array or DataView: a class such as `Float64Array`, on a part of an ArrayBuffer.

    It reads as a sequence of its elements (of bytes, for a DataView). Two of them can share one buffer.
    """

    def __init__(
        self, class_name: str, buffer: ArrayBuffer, byte_offset: int = 0, length: Optional[int] = None
    ) -> None:
        if class_name not in FORMATS:
            raise ValueError(f"{class_name!r} is none of {', '.join(FORMATS)}")
        size = struct.calcsize("<" + FORMATS[class_name])
        rest = len(buffer) - byte_offset
        if byte_offset < 0 or byte_offset % size or rest < 0:
            raise ValueError(f"no {class_name} can begin at byte {byte_offset} of a buffer of {len(buffer)}")
        if length is None:
            if rest % size:
                raise ValueError(f"{rest} bytes are no whole number of elements of a {class_name}")
            length = rest // size
        if length < 0 or length * size > rest:
            raise ValueError(f"the buffer has no {length} elements after byte {byte_offset}")
        self.class_name = class_name
        self.buffer = buffer
        self.byte_offset = byte_offset
        self._length = length

    @classmethod
    def of(cls, class_name: str, items: Iterable[Any]) -> TypedArray:
        """A view of a new buffer with these elements."""
        if class_name not in FORMATS:
            raise ValueError(f"{class_name!r} is none of {', '.join(FORMATS)}")
        elements = list(items)
        try:
            packed = struct.pack(f"<{len(elements)}{FORMATS[class_name]}", *elements)
        except (struct.error, OverflowError) as error:
            raise ValueError(f"not elements of a {class_name}: {error}") from None
        return cls(class_name, ArrayBuffer(packed))

    def tolist(self) -> list[Any]:
        """The elements, as they are now."""
        return self._read(0, self._length)

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return self.tolist()[index]
        return self._read(range(self._length)[index], 1)[0]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.tolist())

    def __bytes__(self) -> bytes:
        size = struct.calcsize("<" + FORMATS[self.class_name])
        return bytes(self.buffer.data[self.byte_offset : self.byte_offset + self._length * size])

    def __repr__(self) -> str:
        return f"TypedArray.of({self.class_name!r}, {self.tolist()!r})"

    def _read(self, first: int, count: int) -> list[Any]:
        code = FORMATS[self.class_name]
        at = self.byte_offset + first * struct.calcsize("<" + code)
        items = list(struct.unpack_from(f"<{count}{code}", self.buffer.data, at))
        return [BigInt(item) for item in items] if self.class_name.startswith("Big") else items
