"""The package's own types, as a user handles them; test_values.py sends them."""

import math
from typing import Any, Callable

import pytest

from jsinterop import Array, BigInt, Date, Json, Map, RegExp, TypedArray


def test_a_bigint_reads_as_its_digits() -> None:
    order = BigInt(7)
    assert (str(order), f"/orders/{order}", repr(order)) == ("7", "/orders/7", "BigInt(7)")


def test_a_map_of_another_mapping_has_its_entries() -> None:
    assert list(Map({"ab": 1, "c": 2}).items()) == [("ab", 1), ("c", 2)]
    assert list(Map(Map([(1, "one")])).items()) == [(1, "one")]


def test_the_length_of_an_array_follows_what_is_removed() -> None:
    match = Array(["whole", "part"], length=2, properties={"index": 0})
    match.pop(0)
    assert match.length == 1
    sparse = Array([1, 2], length=5)
    sparse.pop()
    assert sparse.length == 5, "it was asked for"


def test_elements_of_a_typed_array_by_their_place() -> None:
    numbers = TypedArray.of("BigInt64Array", [5, 6, 7])
    assert (numbers[0], numbers[-1], numbers[1:]) == (5, 7, [6, 7])
    assert isinstance(numbers[0], BigInt)
    with pytest.raises(IndexError):
        numbers[3]


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (lambda: Date("2026-01-01"), TypeError),  # type: ignore[arg-type]
        (lambda: Date(1.5), ValueError),
        (lambda: Date(8.64e15 + 1), ValueError),
        (lambda: Date(10**400), ValueError),
        (lambda: Date(math.inf), ValueError),
        (lambda: Json(b"1"), TypeError),  # type: ignore[arg-type]
        (lambda: RegExp("a", 1), TypeError),  # type: ignore[arg-type]
    ],
)
def test_what_no_value_can_be_is_refused_where_it_is_made(make: Callable[[], Any], kind: type[Exception]) -> None:
    with pytest.raises(kind):
        make()


def test_the_bounds_of_dates() -> None:
    assert Date(-8.64e15).milliseconds == -8.64e15
    assert math.isnan(Date(math.nan).milliseconds)
