"""Plain data as JSON text: the fast path, for workers and for us."""

from __future__ import annotations

import json
from typing import Any, Optional, Union

from .scalars import MAX_SAFE_INTEGER
from .text import number

# What is deeper goes as a graph: parsers stop somewhere above a hundred levels.
_MAX_DEPTH = 64

# Every integer of so many digits is a safe one.
_SAFE_DIGITS = 15


def plain_json(value: Any) -> Optional[str]:
    """The JSON text of a list or dict, or None if that would lose something of it."""
    if not _is_plain(value):
        return None
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, check_circular=False, separators=(",", ":"))
        text.encode()
    except ValueError:  # NaN, an infinity, or a lone surrogate.
        return None
    return text


def _is_plain(value: Any) -> bool:
    seen: set[int] = set()
    level = [value]
    for _ in range(_MAX_DEPTH):
        below: list[Any] = []
        for container in level:
            # The same object twice is an alias, which JSON cannot say.
            if id(container) in seen:
                return False
            seen.add(id(container))
            if not _look_into(container, below):
                return False
        if not below:
            return True
        level = below
    return False


def _look_into(container: Any, below: list[Any]) -> bool:
    if type(container) is dict:
        for key in container:
            if type(key) is not str:
                return False
        items = container.values()
    else:
        items = container
    for item in items:
        kind = type(item)
        if kind is dict or kind is list or (kind is tuple and item):
            below.append(item)
        elif kind is tuple:
            continue  # There is only one empty tuple, whoever made it.
        elif kind is int:
            if not -MAX_SAFE_INTEGER <= item <= MAX_SAFE_INTEGER:
                return False
        elif kind is not str and kind is not float and kind is not bool and item is not None:
            return False
    return True


def parse_json(text: str) -> Any:
    """Raises a ValueError for what is not JSON, and for what Python's parser finds too deep."""
    try:
        return json.loads(text, parse_int=_integer, parse_float=_float, parse_constant=_no_constant)
    except RecursionError:
        raise ValueError(
            "JSON that is nested too deep for Python's parser; ask for encoding='structured', or for a reference"
        ) from None


def _integer(text: str) -> Union[int, float]:
    return number(float(text)) if len(text) > _SAFE_DIGITS or text == "-0" else int(text)


def _float(text: str) -> Union[int, float]:
    return number(float(text))


def _no_constant(text: str) -> float:
    raise ValueError(f"{text} is not JSON")
