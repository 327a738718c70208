"""Calling JavaScript through a real broker."""

import math
import threading
from typing import Any

import pytest

import jsinterop
from jsinterop import BigInt, Executed, Json, Map, Set, hole, undefined

THINGS = "./things.js"


def echo(js: jsinterop.Client, value: Any, **options: Any) -> Any:
    return js.invoke((THINGS, "echo"), value, **options)


@pytest.mark.parametrize(
    "value",
    [
        None,
        undefined,
        3,
        -0.0,
        math.inf,
        "\ud800",
        BigInt(7),
        2**64,
        b"\x00\xff",
        [1, hole, 3],
        {"a": [1, {"b": None}], "__proto__": 1},
        Map([("k", 1), (BigInt(1), Set([1, "x"]))]),
    ],
    ids=repr,
)
@pytest.mark.parametrize("encoding", ["auto", "structured"])
def test_values_come_back_as_they_went(js: jsinterop.Client, value: Any, encoding: str) -> None:
    back = echo(js, value, encoding=encoding)
    assert (back, repr(back)) == (value, repr(value) if type(value) is not int or value < 2**53 else f"BigInt({value})")


def test_a_cycle(js: jsinterop.Client) -> None:
    value: dict[str, Any] = {}
    value["self"] = value
    back = echo(js, value)
    assert back["self"] is back
    assert js.invoke((THINGS, "sharesElements"), [value, value]) is True


def test_ten_thousand_levels(js: jsinterop.Client) -> None:
    back = js.invoke((THINGS, "nest"), 9_999)
    assert js.invoke((THINGS, "depthOf"), back) == 9_999


def test_json_is_sent_as_it_stands_and_asked_for_as_it_is(js: jsinterop.Client) -> None:
    assert echo(js, Json('{"a": [1]}')) == {"a": [1]}
    assert echo(js, Map([(1, 2)]), encoding="json") == {}


def test_a_module_is_imported_and_tells_what_it_exports(js: jsinterop.Client) -> None:
    with js.import_module(THINGS) as things:
        assert jsinterop.Export("Counter", "class") in things.exports
        assert [things.kind, len(things.version)] == ["module", 16]
        assert things.invoke("echo", 1) == 1
        assert repr(things) == "<jsinterop.Module to module>"


def test_a_promise_is_awaited_by_the_verb_that_says_so(js: jsinterop.Client) -> None:
    assert js.invoke_await((THINGS, "later"), 5) == 5
    with pytest.raises(jsinterop.PreconditionError) as caught:
        js.invoke((THINGS, "later"), 5)
    assert (caught.value.reason, caught.value.executed) == ("RETURNED_PROMISE", Executed.YES)
    with js.invoke((THINGS, "later"), 5, result="reference") as promise:
        assert promise.kind == "promise"
        assert promise.get_await("") == 5


def test_void_results_are_undefined(js: jsinterop.Client) -> None:
    assert js.invoke((THINGS, "nothing")) is undefined
    assert echo(js, 1, result="void") is undefined


def test_what_javascript_threw(js: jsinterop.Client) -> None:
    with pytest.raises(jsinterop.JsException) as caught:
        js.invoke((THINGS, "fail"))
    error = caught.value
    assert str(error) == "RangeError: too far"
    assert (error.name, error.message, error.code) == ("RangeError", "too far", "E_FAR")
    assert error.properties == {"meters": 5}
    assert "things.js" in error.stack
    assert error.cause is not None
    assert str(error.cause) == "TypeError: the reason behind it"
    assert error.thrown is hole


def test_several_errors_and_what_is_none(js: jsinterop.Client) -> None:
    with pytest.raises(jsinterop.JsException) as caught:
        js.invoke((THINGS, "failOften"))
    assert [str(error) for error in caught.value.errors] == ["Error: one", "Error: two"]
    with pytest.raises(jsinterop.JsException) as caught:
        js.invoke((THINGS, "throwText"))
    assert (caught.value.name, caught.value.thrown) == ("", "just text")


def test_what_is_not_there(js: jsinterop.Client) -> None:
    with pytest.raises(jsinterop.NotFoundError) as caught:
        js.invoke((THINGS, "absent.deeper"))
    error = caught.value
    assert (error.code, error.reason, error.executed) == ("NOT_FOUND", "MEMBER_NOT_FOUND", Executed.NO)
    with pytest.raises(jsinterop.NotFoundError):
        js.import_module("./absent.js")
    with pytest.raises(jsinterop.NotReachableError):
        js.invoke((THINGS, "echo.constructor"))
    with pytest.raises(jsinterop.InvalidArgumentError) as invalid:
        js.invoke((THINGS, "a..b"))
    assert (invalid.value.reason, invalid.value.field) == ("INVALID_FIELD", "member")


def test_an_argument_that_cannot_be_sent_is_refused_before_anything_is_sent(js: jsinterop.Client) -> None:
    with pytest.raises(jsinterop.InvalidArgumentError, match=r"arguments\[1\]\.x: cannot send an object") as caught:
        echo(js, 1, encoding="auto") and js.invoke((THINGS, "isSame"), 1, {"x": object()})
    assert (caught.value.reason, caught.value.executed) == ("BAD_ARGUMENT", Executed.NO)


def test_names_with_a_lone_surrogate(js: jsinterop.Client) -> None:
    for refused in (lambda: js.invoke("\ud800"), lambda: js.import_module("\ud800")):
        with pytest.raises(jsinterop.InvalidArgumentError, match="lone surrogate"):
            refused()


def test_mistakes_in_the_call_itself(js: jsinterop.Client) -> None:
    with pytest.raises(TypeError, match="no option is called 'time_out'"):
        js.invoke((THINGS, "echo"), 1, time_out=1)  # type: ignore[call-arg]
    with pytest.raises(ValueError, match="'fast' is none of auto, json, structured"):
        js.invoke((THINGS, "echo"), 1, encoding="fast")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="'copy' is none of value, reference, void"):
        js.invoke((THINGS, "echo"), 1, result="copy")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="a name is a str, or a module and a str"):
        js.invoke(5)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="the target is empty"):
        jsinterop.connect("")


def test_a_call_that_takes_too_long(js: jsinterop.Client) -> None:
    with pytest.raises(jsinterop.DeadlineError) as caught:
        js.invoke_await((THINGS, "never"), timeout=0.05)
    assert caught.value.executed is Executed.UNKNOWN
    assert isinstance(caught.value, TimeoutError)


def test_no_broker() -> None:
    with pytest.raises(jsinterop.UnavailableError, match="no connection") as caught:
        jsinterop.connect("127.0.0.1:1", connect_timeout=0.05)
    assert caught.value.executed is Executed.NO
    with jsinterop.connect("127.0.0.1:1") as js, pytest.raises(jsinterop.UnavailableError) as caught:
        js.invoke("anything")
    assert caught.value.executed is Executed.UNKNOWN


def test_closing_cancels_what_is_under_way(broker: Any) -> None:
    js = jsinterop.connect(broker.address, timeout=None)
    errors: list[BaseException] = []

    def wait() -> None:
        try:
            js.invoke_await((THINGS, "never"))
        except jsinterop.CancelledError as error:
            errors.append(error)

    thread = threading.Thread(target=wait)
    thread.start()
    while not js._core.rpcs._under_way:
        pass
    js.close()
    thread.join()
    assert len(errors) == 1
    with pytest.raises(jsinterop.PreconditionError, match="the client is closed"):
        js.invoke((THINGS, "nothing"))
    js.close()


def test_many_threads_at_once(js: jsinterop.Client) -> None:
    with js.import_module(THINGS) as things:
        results: list[Any] = []

        def work(number: int) -> None:
            for step in range(20):
                with js.construct((THINGS, "Counter")) as counter:
                    results.append(
                        counter.invoke("increment", number) == number and things.invoke("echo", step) == step
                    )

        threads = [threading.Thread(target=work, args=[number]) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert results == [True] * 160
