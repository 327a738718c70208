"""JavaScript's values that Python has no type for, where they hold no other values."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final, Optional

# The integers that a JavaScript number holds, and tells from their neighbours.
MAX_SAFE_INTEGER: Final = 2**53 - 1

# The farthest moments that a Date can stand for, in milliseconds from 1970.
_MAX_DATE: Final = 8.64e15


class Undefined:
    """The type of `undefined`, of which there is one. It is false, as in JavaScript."""

    _only: Optional[Undefined] = None

    def __new__(cls) -> Undefined:
        if cls._only is None:
            cls._only = super().__new__(cls)
        return cls._only

    def __repr__(self) -> str:
        return "undefined"

    def __bool__(self) -> bool:
        return False

    def __reduce__(self) -> str:
        return "undefined"


undefined: Final = Undefined()


class Hole:
    """The type of `hole`, which stands where nothing is: in a list, where a JavaScript array has no element."""

    _only: Optional[Hole] = None

    def __new__(cls) -> Hole:
        if cls._only is None:
            cls._only = super().__new__(cls)
        return cls._only

    def __repr__(self) -> str:
        return "hole"

    def __reduce__(self) -> str:
        return "hole"


hole: Final = Hole()


class BigInt(int):
    """A bigint. Every bigint arrives as one, so that it goes back as one; to calculate with it gives an int."""

    __slots__ = ()

    # Else it would be what repr says, and so would every text that it is put into.
    __str__ = int.__repr__

    def __repr__(self) -> str:
        return f"BigInt({int(self)})"


@dataclass(frozen=True)
class Date:
    """A Date that a datetime cannot stand for: invalid (NaN), outside the years 1 to 9999, or met more than once."""

    milliseconds: float

    def __post_init__(self) -> None:
        moment = self.milliseconds
        if not isinstance(moment, (int, float)):
            raise TypeError("the milliseconds of a Date are no number")
        is_invalid_date = isinstance(moment, float) and math.isnan(moment)
        if not is_invalid_date and (abs(moment) > _MAX_DATE or moment % 1):
            raise ValueError("the milliseconds of a Date are a whole number of at most 8.64e15, or NaN")


@dataclass(frozen=True)
class RegExp:
    """A RegExp. Workers take one from a client only if they are told to."""

    source: str
    flags: str = ""

    def __post_init__(self) -> None:
        if not (isinstance(self.source, str) and isinstance(self.flags, str)):
            raise TypeError("the source and the flags of a RegExp are str")


@dataclass(frozen=True)
class Json:
    """In arguments: JSON text that is sent as it stands. It means what JavaScript's `JSON.parse` makes of it."""

    text: str

    def __post_init__(self) -> None:
        if not isinstance(self.text, str):
            raise TypeError("the text of a Json is a str")


@dataclass(eq=False)
class Boxed:
    """A boxed primitive, `Object(value)`: of a bool, int, float, str or BigInt."""

    value: Any


@dataclass(eq=False)
class ErrorValue:
    """An Error that is part of a value. (One that was thrown is raised, as a JsException.)

    `message` and `stack` are None where the error has none, and `cause`, which can be any value, is `hole`.
    """

    name: str = "Error"
    message: Optional[str] = None
    stack: Optional[str] = None
    cause: Any = hole
