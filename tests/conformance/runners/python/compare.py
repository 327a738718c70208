"""Compares what came with what a case expects, both as ../../README.md writes them."""

from __future__ import annotations

import json
import re
import struct
from typing import Any, Optional

_SHOWN = 600
_BOUNDS = re.compile(r"([0-9.]+)s\.\.([0-9.]+)s")
_SECONDS = re.compile(r"[0-9.]+s")

Outcome = dict[str, Any]


def show(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, default=repr)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def difference(outcome: Outcome, expect: Optional[Outcome]) -> Optional[str]:
    """In words; None if the outcome is as expected. Without an expectation any success is."""
    holds = not ({"error", "exception"} & outcome.keys()) if expect is None else _is_expected(outcome, expect)
    if holds:
        return None
    told = {key: part for key, part in outcome.items() if key != "result"}
    return f"expected {show(expect or 'success')}, got {show(told)}"


def _is_expected(outcome: Outcome, expect: Outcome) -> bool:
    ((kind, wanted),) = expect.items()
    if kind not in outcome:
        return False
    found = outcome[kind]
    if kind == "completed":
        return True
    compare = {
        "value": is_same,
        "exports": is_same,
        "reference": _has_parts,
        "exception": _is_exception,
        "error": _is_error,
        "response": matches,
    }[kind]
    return bool(compare(found, wanted))


def _has_parts(found: Any, wanted: Any) -> bool:
    return all(key in found and found[key] == part for key, part in wanted.items())


def is_same(found: Any, wanted: Any) -> bool:
    """Of values in notation. Numbers are compared as numbers, and a hint only by what it tells."""
    if type(found) is not type(wanted):
        return False
    if isinstance(wanted, dict):
        return bool(found.keys() == wanted.keys()) and all(is_same(found[key], wanted[key]) for key in wanted)
    if not isinstance(wanted, list):
        return bool(found == wanted)
    if wanted and found and wanted[0] == found[0] == "number":
        return _bits(found[1]) == _bits(wanted[1])
    if wanted and found and wanted[0] == found[0] == "reference":
        return _has_parts(found[1], wanted[1])
    return len(found) == len(wanted) and all(map(is_same, found, wanted))


def _bits(text: str) -> bytes:
    value = float(text)
    return b"NaN" if value != value else struct.pack("<d", value)  # noqa: PLR0124  Only NaN is not itself.


def _is_exception(found: Outcome, wanted: Outcome) -> bool:
    return all(_is_part(found, key, part) for key, part in wanted.items())


def _is_part(found: Outcome, key: str, wanted: Any) -> bool:
    if key == "stackHas":
        return wanted in found["stack"]
    if key == "stackHasNot":
        return wanted not in found["stack"]
    part = found[key]
    if key == "cause":
        return part is None if wanted is None else part is not None and _is_exception(part, wanted)
    if key == "errors":
        return len(part) == len(wanted) and all(map(_is_exception, part, wanted))
    return is_same(part, wanted)


def _is_error(found: Outcome, wanted: Outcome) -> bool:
    rest = dict(wanted)
    return rest.pop("messageHas", "") in found["message"] and _has_parts(found, rest)


def matches(found: Any, pattern: Any) -> bool:
    """A pattern against a response in ProtoJSON."""
    if pattern is None:
        return found is None
    if pattern == "*":
        return found is not None
    if isinstance(pattern, list):
        return isinstance(found, list) and len(found) == len(pattern) and all(map(matches, found, pattern))
    if isinstance(pattern, dict):
        return isinstance(found, dict) and all(matches(found.get(key), one) for key, one in pattern.items())
    bounds = _BOUNDS.fullmatch(pattern) if isinstance(pattern, str) else None
    if bounds is None:
        return isinstance(found, bool) == isinstance(pattern, bool) and bool(found == pattern)
    if not isinstance(found, str) or not _SECONDS.fullmatch(found):
        return False
    return float(bounds[1]) <= float(found[:-1]) <= float(bounds[2])
