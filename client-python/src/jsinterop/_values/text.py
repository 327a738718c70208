"""Text and numbers as they stand on the wire."""

from __future__ import annotations

import math
from typing import Optional, Union

from .scalars import MAX_SAFE_INTEGER

# Python bounds the digits that it reads and writes at once (sys.set_int_max_str_digits).
_DIGITS_AT_ONCE = 4_000
_CHUNK = 10**_DIGITS_AT_ONCE

# To read or write more takes seconds. No worker takes or sends so many unless it is told to.
MAX_BIGINT_DIGITS = 200_000


def well_formed(text: str) -> Optional[str]:
    """The text if it is well-formed UTF-16 (two surrogates that make a character count as that), else None."""
    try:
        text.encode()
    except UnicodeEncodeError:
        try:
            return utf16_units(text).decode("utf-16-le")
        except UnicodeDecodeError:
            return None
    return text


def utf16_units(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")


def from_utf16_units(units: bytes) -> str:
    """Raises a ValueError if there is half a unit."""
    return units.decode("utf-16-le", "surrogatepass")


def bigint_text(value: int) -> str:
    """Raises a ValueError if it has too many digits."""
    if value.bit_length() > MAX_BIGINT_DIGITS * math.log2(10):
        raise ValueError(f"a bigint of more than {MAX_BIGINT_DIGITS} digits")
    rest, chunks = abs(value), []
    while rest >= _CHUNK:
        rest, low = divmod(rest, _CHUNK)
        chunks.append(f"{low:0{_DIGITS_AT_ONCE}d}")
    chunks.append(str(rest))
    return ("-" if value < 0 else "") + "".join(reversed(chunks))


def parse_bigint(text: str) -> int:
    """Raises a ValueError for what is no bigint, or has too many digits."""
    digits = text[1:] if text.startswith("-") else text
    if not (digits.isascii() and digits.isdigit()):
        raise ValueError("a bigint that is no decimal")
    if len(digits) > MAX_BIGINT_DIGITS:
        raise ValueError(f"a bigint of more than {MAX_BIGINT_DIGITS} digits")
    first = len(digits) % _DIGITS_AT_ONCE
    value = int(digits[:first] or "0")
    for at in range(first, len(digits), _DIGITS_AT_ONCE):
        value = value * _CHUNK + int(digits[at : at + _DIGITS_AT_ONCE])
    return -value if text.startswith("-") else value


def number(value: float) -> Union[int, float]:
    """A number, as an int where that goes back as the same number."""
    if value.is_integer() and abs(value) <= MAX_SAFE_INTEGER and (value != 0 or math.copysign(1, value) > 0):
        return int(value)
    return value
