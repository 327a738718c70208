"""Steps of a client, by the Python package as its users know it."""

from __future__ import annotations

from typing import Any, Union

from compare import Outcome
from notation import hint_of, read, write

import jsinterop


class Skip(Exception):  # noqa: N818  It is no error.
    """The package has no word for a step."""


class ClientPlay:
    """One case."""

    def __init__(self, js: jsinterop.Client) -> None:
        self._js = js
        self._named: dict[str, jsinterop.Reference] = {}

    def play(self, step: dict[str, Any]) -> Outcome:
        try:
            return self._perform(step)
        except jsinterop.JsException as error:
            return {"exception": _exception(error)}
        except jsinterop.CallError as error:
            executed = error.executed.value
            return {
                "error": {"code": error.code, "reason": error.reason, "executed": executed, "message": error.message}
            }

    def keep(self, step: dict[str, Any], outcome: Outcome) -> None:
        if "as" in step:
            self._named[step["as"]] = outcome["result"]

    def end(self) -> None:
        for reference in self._named.values():
            reference.release()

    def _perform(self, step: dict[str, Any]) -> Outcome:
        if "import" in step:
            return self._outcome(self._js.import_module(step["import"]["module"]))
        if "dispose" in step:
            self._named[step["dispose"]].dispose()
            return {"completed": True}
        awaits = "invokeAsync" in step
        call = step["invokeAsync" if awaits else "invoke"]
        result = self._call(call, awaits=awaits)
        return {"completed": True} if call.get("result") == "VOID" else self._outcome(result)

    def _outcome(self, result: Any) -> Outcome:
        if not isinstance(result, jsinterop.Reference):
            return {"value": write(result)}
        outcome = {"result": result, "reference": hint_of(result)}
        if isinstance(result, jsinterop.Module):
            outcome["exports"] = [[export.name, export.kind.upper()] for export in result.exports]
        return outcome

    def _call(self, call: dict[str, Any], *, awaits: bool) -> Any:
        place: Any
        name: Union[str, tuple[str, str]]
        if "target" in call:
            place, name = self._named[call["target"]], call.get("member", "")
        else:
            place, name = self._js, call.get("member", "")
            if "module" in call:
                name = (call["module"], call.get("member", ""))
        operation = call.get("operation", "CALL")
        arguments = [read(argument, self._named) for argument in call.get("arguments", [])]
        options = {}
        if "encoding" in call:
            options["encoding"] = call["encoding"].lower()
        result = call.get("result", "VALUE").lower()
        if operation == "SET":
            if awaits or len(arguments) != 1:
                raise Skip("this client sets by Invoke only, and one value")
            return place.set(name, arguments[0], **options)
        if operation == "CONSTRUCT":
            if awaits:
                raise Skip("this client constructs by Invoke only")
            return place.construct(name, *arguments, result=result, **options)
        if operation == "GET":
            if arguments:
                raise Skip("this client has no arguments for get")
            return (place.get_await if awaits else place.get)(name, result=result, **options)
        return (place.invoke_await if awaits else place.invoke)(name, *arguments, result=result, **options)


def _exception(error: jsinterop.JsException) -> Outcome:
    return {
        "name": error.name,
        "message": error.message,
        "code": error.code,
        "stack": error.stack,
        "truncated": error.truncated,
        "cause": None if error.cause is None else _exception(error.cause),
        "errors": [_exception(item) for item in error.errors],
        "properties": [[key, write(value)] for key, value in error.properties.items()],
        "thrown": None if error.thrown is jsinterop.hole else write(error.thrown),
    }
