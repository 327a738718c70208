"""Values through the protocol's messages and back, without a broker."""

import array
import enum
import math
import random
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from jsinterop import (
    Array,
    ArrayBuffer,
    BigInt,
    Boxed,
    Date,
    ErrorValue,
    Json,
    Map,
    RegExp,
    Set,
    TypedArray,
    hole,
    undefined,
)
from jsinterop._values.decode import decode
from jsinterop._values.encode import CannotSendError, encode
from jsinterop.v1 import value_pb2 as pb


class NoReferences:
    def position(self, value: Any) -> None:
        return None


def message(value: Any) -> pb.Value:
    out = pb.Value()
    encode(value, NoReferences(), "argument", out)
    return pb.Value.FromString(out.SerializeToString())


def round_trip(value: Any) -> Any:
    return decode(message(value), ())


class Color(enum.IntEnum):
    RED = 1


@pytest.mark.parametrize(
    "value",
    [
        None,
        undefined,
        True,
        False,
        0,
        -1,
        2**53 - 1,
        -(2**53 - 1),
        0.5,
        -0.0,
        5e-324,
        1e300,
        math.inf,
        "",
        "a\0b ✓ 🎈",
        "\ud800",
        "a\udc00\ud800b",
        BigInt(5),
        BigInt(-(10**1000)),
        b"",
        b"\x00\xff",
        datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=timezone.utc),
        datetime(1, 1, 1, tzinfo=timezone.utc),
        Date(8.64e15),
        [],
        {},
        [1, "x", None, [True, {"a": []}]],
        [undefined, -0.0, BigInt(1), b"x", "\ud800"],
        {"b": 1, "a": {"__proto__": 2, "": 3, "\ud800": 4, "constructor": undefined}},
        [1, hole, 3],
        Array([1, hole], length=9),
        Array([], length=4294967295),
        Array([1], properties={"x": [2]}),
        Map([(1, "number"), (True, "boolean"), ("1", "text"), (BigInt(1), "bigint"), (math.inf, Map())]),
        Set([1, True, "1", BigInt(1), None, undefined]),
    ],
    ids=repr,
)
def test_values_come_back_as_they_went(value: Any) -> None:
    back = round_trip(value)
    assert back == value
    assert type(back) is type(value)
    assert repr(back) == repr(value)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (2**53 - 1, "number"),
        (2**53, "bigint"),
        (-(2**53), "bigint"),
        (BigInt(1), "bigint"),
        (Color.RED, "number"),
        (True, "boolean"),
        (bytearray(b"x"), "bytes"),
        (memoryview(b"xyz")[::2], "bytes"),
        ("\ud83c\udf88", "string"),
        ("\ud83c", "utf16"),
        ([1, 2], "json"),
        ((1, 2), "json"),
        ([2**53], "graph"),
        ([math.nan], "graph"),
        (["\ud800"], "graph"),
        (Json("[1]"), "json"),
        (frozenset([1]), "graph"),
    ],
)
def test_the_kind_that_a_type_is_sent_as(value: Any, kind: str) -> None:
    assert message(value).WhichOneof("kind") == kind


def test_numbers_are_ints_where_that_loses_nothing() -> None:
    def arrive(number: float) -> str:
        return repr(decode(pb.Value(number=number), ()))

    assert [arrive(n) for n in (3.0, -3.0, 0.0, -0.0, 0.5, 2.0**53 - 1, 2.0**53, math.nan, -math.inf)] == [
        "3", "-3", "0", "-0.0", "0.5", "9007199254740991", "9007199254740992.0", "nan", "-inf",
    ]  # fmt: skip


def test_numbers_in_json_are_read_by_the_same_rule() -> None:
    text = "[1, 1.0, -0, 9007199254740991, 9007199254740993, 1e400, 100000000000000000000]"
    assert repr(decode(pb.Value(json=text), ())) == ("[1, 1, -0.0, 9007199254740991, 9007199254740992.0, inf, 1e+20]")
    huge = decode(pb.Value(json="1" * 5_000), ())
    assert huge == math.inf


def test_bigints_beyond_pythons_bound_for_digits() -> None:
    value = -(7**20_000)
    assert message(value).bigint.startswith("-")
    assert round_trip(value) == value
    with pytest.raises(CannotSendError, match="more than 200000 digits"):
        message(1 << 1_000_000)


def test_aliases_and_cycles() -> None:
    inner: dict[str, Any] = {}
    value = [inner, inner, bytearray(b"x")]
    value.append(value[2])
    inner["outer"] = value
    back = round_trip(value)
    assert back[0] is back[1]
    assert back[0]["outer"] is back
    assert back[2] is back[3]
    assert back[2] == b"x"


def test_what_has_no_identity_in_python_is_no_alias() -> None:
    moment = datetime(2026, 1, 1, tzinfo=timezone.utc)
    graph = message([b"a", b"a", (), (), moment, moment, 1, 1]).graph
    assert len(graph.nodes) == 9


def test_a_date_that_is_met_twice_keeps_its_identity() -> None:
    graph = pb.Graph(nodes=[pb.Node(array=pb.ArrayNode(length=2, items=[2, 2])), pb.Node(leaf=pb.Value(date=1000))])
    back = decode(pb.Value(graph=graph), ())
    assert back[0] is back[1]
    assert back == [Date(1000.0)] * 2
    assert message(back).graph == graph


def test_a_map_with_keys_that_are_objects() -> None:
    key: list[Any] = [1]
    value = Map([(key, "one"), ([1], "other"), (math.nan, "nan"), (b"a", 1), (b"b", 2)])
    value[key] = value
    back = round_trip(value)
    keys = list(back)
    assert [len(back), keys[0], keys[1]] == [5, [1], [1]]
    assert back[keys[0]] is back
    assert back[math.nan] == "nan"
    with pytest.raises(KeyError):
        back[[1]]


def test_bytes_of_one_byte_are_different_keys() -> None:
    leaf = pb.Node(leaf=pb.Value(bytes=b"x"))
    graph = pb.Graph(nodes=[pb.Node(set=pb.SetNode(items=[2, 3])), leaf, leaf])
    assert [bytes(item) for item in decode(pb.Value(graph=graph), ())] == [b"x", b"x"]


def test_typed_arrays_share_their_buffer() -> None:
    buffer = ArrayBuffer(bytes(range(16)))
    value = [TypedArray("Int16Array", buffer, 2, 3), TypedArray("DataView", buffer, 1, 2), buffer]
    shorts, view, same = round_trip(value)
    assert (shorts.class_name, shorts.byte_offset, shorts.tolist()) == ("Int16Array", 2, [0x0302, 0x0504, 0x0706])
    assert (view.class_name, view.byte_offset, bytes(view)) == ("DataView", 1, b"\1\2")
    assert shorts.buffer is view.buffer is same


@pytest.mark.parametrize(
    ("typecode", "name"), [("b", "Int8Array"), ("H", "Uint16Array"), ("i", "Int32Array"), ("Q", "BigUint64Array"),
                           ("f", "Float32Array"), ("d", "Float64Array")]
)  # fmt: skip
def test_arrays_of_the_standard_library(typecode: str, name: str) -> None:
    back = round_trip(array.array(typecode, [1, 2]))
    assert (back.class_name, back.tolist()) == (name, [1, 2])


def test_a_typed_array_of_elements() -> None:
    assert TypedArray.of("Float64Array", [1.5, 2])[1] == 2.0
    assert list(TypedArray.of("BigInt64Array", [-1])) == [BigInt(-1)]
    with pytest.raises(ValueError, match="not elements of a Int8Array"):
        TypedArray.of("Int8Array", [128])
    for arguments in [("Int16Array", 1, 1), ("Int16Array", 0, 3), ("Nothing", 0, 0), ("Int8Array", -1, 1)]:
        with pytest.raises(ValueError):  # noqa: PT011  Each has a message of its own.
            TypedArray(arguments[0], ArrayBuffer(bytes(4)), *arguments[1:])


def test_errors_regexps_and_boxes() -> None:
    cause = ErrorValue("TypeError", message="inner")
    value = [ErrorValue("RangeError", "far", "stack\ud800", cause), RegExp("a+", "gi"), Boxed(BigInt(1)), Boxed("x")]
    error, regexp, big, text = round_trip(value)
    assert (error.name, error.message, error.stack) == ("RangeError", "far", "stack\ud800")
    assert (error.cause.name, error.cause.message, error.cause.stack) == ("TypeError", "inner", None)
    assert error.cause.cause is hole
    assert round_trip(ErrorValue(cause=undefined)).cause is undefined
    assert regexp == RegExp("a+", "gi")
    assert (big.value, type(big.value), text.value) == (1, BigInt, "x")


@pytest.mark.parametrize("levels", [65, 10_000])
def test_deep_values(levels: int) -> None:
    value: list[Any] = []
    for _ in range(levels - 1):
        value = [value]
    back, depth = round_trip(value), 1
    while back:
        back, depth = back[0], depth + 1
    assert depth == levels


def test_a_tower_of_shared_tuples_stays_small() -> None:
    value: Any = (0,)
    for _ in range(100):
        value = (value, value)
    assert len(message(value).graph.nodes) == 102


@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        (Decimal(1), "argument: cannot send a Decimal"),
        ({"a": [1, {"b c": Decimal(1)}]}, "argument.a[1].'b c': cannot send a Decimal"),
        ([{1: 2}], "argument[0]: the key 1 is no str; for keys of any kind, send a jsinterop.Map"),
        (Map([("x", object())]), "argument(value 0): cannot send an object"),
        ([datetime(2026, 1, 1)], "argument[0]: a datetime without a time zone"),
        (datetime(2026, 1, 1, 0, 0, 0, 1, tzinfo=timezone.utc), "argument: a Date has whole milliseconds"),
        (date(2026, 1, 1), "argument: a date alone stands for no moment"),
        (hole, "argument: a hole can stand only in a list"),
        ({"x": hole}, "argument.x: a hole can stand only in a list"),
        (Boxed(None), "argument: a Boxed of what is no"),
        (ErrorValue(message=1), "argument: an ErrorValue whose message is no str"),
        (memoryview(array.array("d", [1])), "argument: a memoryview of elements 'd'"),
        (Json("\ud800"), "argument: JSON text with a lone surrogate"),
        (len, "argument: cannot send a builtin_function_or_method"),
    ],
    ids=repr,
)
def test_what_cannot_be_sent_is_named_with_its_path(value: Any, complaint: str) -> None:
    with pytest.raises(CannotSendError) as caught:
        message(value)
    assert str(caught.value).startswith(complaint)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # Newer Pythons are about to drop these arrays.
def test_arrays_of_characters_are_refused() -> None:
    with pytest.raises(CannotSendError, match=r"argument: an array.array of 'u'; send text as a str"):
        message(array.array("u", "x"))


def test_too_many_nodes_are_refused() -> None:
    with pytest.raises(CannotSendError, match="more than 1000000 nodes"):
        message([*range(1_000_000), undefined])


def any_value(pick: random.Random, known: list[Any], depth: int = 0) -> Any:
    """Something at random, sometimes an object that was made before."""
    leaves: list[Any] = [
        None,
        undefined,
        True,
        pick.random(),
        pick.randrange(-9, 9),
        "t\ud800",
        "text",
        BigInt(3),
        b"bytes",
        datetime(2026, 1, 1, tzinfo=timezone.utc) + timedelta(milliseconds=pick.randrange(9)),
    ]
    choice = pick.randrange(8 if depth < 5 else 3)
    if choice < 3:
        return pick.choice(leaves)
    if choice == 3 and known:
        return pick.choice(known)
    made: Any = pick.choice([list, dict, Map, Set, bytearray])()
    known.append(made)
    for at in range(pick.randrange(4)):
        if isinstance(made, list):
            made.append(any_value(pick, known, depth + 1))
        elif isinstance(made, Set):
            made.add(any_value(pick, known, depth + 1))
        elif isinstance(made, bytearray):
            made.append(at)
        else:
            made[f"key{at}"] = any_value(pick, known, depth + 1)
    return made


@pytest.mark.parametrize("seed", range(200))
def test_values_at_random_encode_to_the_same_again(seed: int) -> None:
    value = any_value(random.Random(seed), [])
    first = message(value)
    assert message(decode(first, ())) == first
