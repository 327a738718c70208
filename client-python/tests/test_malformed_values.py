"""What is no value is refused, whoever sent it."""

from typing import Any

import pytest

from jsinterop._values.decode import MalformedError, decode
from jsinterop.v1 import value_pb2 as pb


def leaf(**kind: Any) -> pb.Node:
    return pb.Node(leaf=pb.Value(**kind))


@pytest.mark.parametrize(
    "value",
    [
        pb.Value(),
        pb.Value(reference=0),
        pb.Value(callback=0),
        pb.Value(stream=0),
        pb.Value(utf16=b"odd"),
        pb.Value(bigint="1e3"),
        pb.Value(bigint=""),
        pb.Value(bigint="٣"),
        pb.Value(json="{"),
        pb.Value(json="[NaN]"),
        pb.Value(graph=pb.Graph()),
        pb.Value(graph=pb.Graph(nodes=[pb.Node()])),
        pb.Value(graph=pb.Graph(nodes=[pb.Node(leaf=pb.Value())])),
        pb.Value(graph=pb.Graph(nodes=[pb.Node(leaf=pb.Value(graph=pb.Graph(nodes=[leaf(number=1)])))])),
        pb.Value(graph=pb.Graph(nodes=[leaf(number=1), leaf(number=2)])),
        pb.Value(graph=pb.Graph(nodes=[pb.Node(array=pb.ArrayNode(length=1, items=[9]))])),
        pb.Value(graph=pb.Graph(nodes=[pb.Node(array=pb.ArrayNode(length=0, items=[1]))])),
        pb.Value(graph=pb.Graph(nodes=[pb.Node(set=pb.SetNode(items=[0]))])),
        pb.Value(graph=pb.Graph(nodes=[pb.Node(set=pb.SetNode(items=[2, 2])), leaf(number=1)])),
        pb.Value(graph=pb.Graph(nodes=[pb.Node(map=pb.MapNode(entries=[2])), leaf(number=1)])),
        pb.Value(graph=pb.Graph(nodes=[pb.Node(object=pb.ObjectNode(properties=[pb.Property(key="a")]))])),
        pb.Value(graph=pb.Graph(nodes=[pb.Node(view=pb.ViewNode(type=1, buffer=2)), leaf(number=1)])),
        pb.Value(graph=pb.Graph(nodes=[pb.Node(view=pb.ViewNode(type=99, buffer=2)), pb.Node(array_buffer=b"")])),
        pb.Value(graph=pb.Graph(nodes=[pb.Node(view=pb.ViewNode(type=4, buffer=2, byte_offset=1)),
                                       pb.Node(array_buffer=b"1234")])),
        pb.Value(graph=pb.Graph(nodes=[pb.Node(view=pb.ViewNode(type=2, buffer=2, length=2**63)),
                                       pb.Node(array_buffer=b"1234")])),
        pb.Value(graph=pb.Graph(nodes=[pb.Node(boxed=2), leaf(null={})])),
        pb.Value(graph=pb.Graph(nodes=[pb.Node(boxed=1)])),
        pb.Value(graph=pb.Graph(nodes=[pb.Node(error=pb.ErrorNode(name="Error", message=2)), leaf(number=1)])),
    ],
    ids=lambda value: str(value).replace("\n", " "),
)  # fmt: skip
def test_what_is_no_value_is_refused(value: pb.Value) -> None:
    with pytest.raises(MalformedError):
        decode(value, ())


def test_a_key_that_stands_twice_is_refused() -> None:
    properties = [pb.Property(key="a", value=2), pb.Property(key="a", value=2)]
    graph = pb.Graph(nodes=[pb.Node(object=pb.ObjectNode(properties=properties)), leaf(number=1)])
    with pytest.raises(MalformedError, match="a key that stands twice"):
        decode(pb.Value(graph=graph), ())


def test_json_that_is_too_deep_for_pythons_parser_is_refused() -> None:
    with pytest.raises(MalformedError, match="nested too deep for Python's parser"):
        decode(pb.Value(json="[" * 200_000 + "]" * 200_000), ())
