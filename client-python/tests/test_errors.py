"""Errors as Python objects."""

import copy
import pickle

import pytest

import jsinterop
from jsinterop.errors import Error, call_error


def js_exception() -> jsinterop.JsException:
    error = jsinterop.JsException("RangeError", "far", stack="at x", code="E", properties={"n": 1}, truncated=True)
    error.__cause__ = jsinterop.JsException("", "text", thrown="text")
    return error


@pytest.mark.parametrize(
    "error",
    [js_exception(), call_error("DEADLINE_EXCEEDED", "late"), call_error("NOT_FOUND", "no", subject="./a.js")],
    ids=lambda error: type(error).__name__,
)
def test_they_travel_between_processes(error: Error) -> None:
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert (type(again), str(again)) == (type(error), str(error))
        assert again.__dict__.keys() == error.__dict__.keys()
        assert str(again.__cause__) == str(error.__cause__)


@pytest.mark.parametrize(
    ("name", "message", "text"),
    [("A", "b", "A: b"), ("A", "", "A"), ("", "b", "b"), ("", "", "JavaScript threw")],
)
def test_what_a_traceback_shows(name: str, message: str, text: str) -> None:
    assert str(jsinterop.JsException(name, message)) == text


def test_classes_follow_the_code_and_the_reason() -> None:
    assert type(call_error("FAILED_PRECONDITION", "", reason="LEASE_EXPIRED")) is jsinterop.StaleError
    assert type(call_error("FAILED_PRECONDITION", "", reason="NOT_A_FUNCTION")) is jsinterop.PreconditionError
    assert type(call_error("DATA_LOSS", "")) is jsinterop.CallError
    assert isinstance(call_error("DEADLINE_EXCEEDED", ""), TimeoutError)
