"""The verbs that clients and references have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar, overload

from typing_extensions import Unpack

from ._core.request import Call
from .options import Options, Result

if TYPE_CHECKING:
    from .reference import Reference

NameT = TypeVar("NameT")


class Verbs(ABC, Generic[NameT]):
    """Whatever has members that can be called, constructed, read and set."""

    @abstractmethod
    def _perform(self, name: NameT, call: Call, options: Options) -> Any:
        """Fills in where `name` leads and how the call is to be made, and has it done."""

    def invoke(self, name: NameT, *arguments: Any, result: Result = "value", **options: Unpack[Options]) -> Any:
        """Calls a function and returns its result.

        The function must have its result at once. If it returns a promise, this raises a PreconditionError
        (RETURNED_PROMISE), unless the result is asked for as a reference; use `invoke_await` for it.
        """
        return self._perform(name, Call(arguments=arguments, result=result), options)

    def invoke_await(self, name: NameT, *arguments: Any, result: Result = "value", **options: Unpack[Options]) -> Any:
        """Calls a function; if it returns a promise, JavaScript awaits that, and what it resolves to is the result.

        Here, too, the caller waits: this is no coroutine of Python's.
        """
        return self._perform(name, Call(awaits=True, arguments=arguments, result=result), options)

    def get(self, name: NameT, *, result: Result = "value", **options: Unpack[Options]) -> Any:
        """Reads a member."""
        return self._perform(name, Call(operation="get", result=result), options)

    def get_await(self, name: NameT, *, result: Result = "value", **options: Unpack[Options]) -> Any:
        """Reads a member; if it is a promise, JavaScript awaits that."""
        return self._perform(name, Call(operation="get", awaits=True, result=result), options)

    def set(self, name: NameT, value: Any, **options: Unpack[Options]) -> Any:
        """Sets a member. The result is `undefined`."""
        return self._perform(name, Call(operation="set", arguments=(value,)), options)

    @overload
    def construct(
        self, name: NameT, *arguments: Any, result: Literal["reference"] = ..., **options: Unpack[Options]
    ) -> Reference: ...

    @overload
    def construct(self, name: NameT, *arguments: Any, result: Result, **options: Unpack[Options]) -> Any: ...

    def construct(self, name: NameT, *arguments: Any, result: Result = "reference", **options: Unpack[Options]) -> Any:
        """Makes an instance of a class (`new`) and returns a reference to it, unless a copy is asked for."""
        return self._perform(name, Call(operation="construct", arguments=arguments, result=result), options)
