"""What can go wrong.

There are two kinds of failure. JavaScript ran and threw: that is a JsException. Or the call was refused, could not be
run, or was lost on the way: that is a CallError, and its `executed` says whether the function ran. Decide about a retry
by that, never by the code.
"""

from __future__ import annotations

import enum
from typing import Any, Optional

from ._values.scalars import hole


class Error(Exception):
    """Whatever this package raises, but for mistakes in how it is called (TypeError, ValueError)."""

    def __reduce__(self) -> Any:
        # Errors travel between processes, and what makes one takes more than its text.
        return _restore, (type(self), self.args, self.__dict__, self.__cause__)


def _restore(
    kind: type[Error], arguments: tuple[Any, ...], state: dict[str, Any], cause: Optional[BaseException]
) -> Error:
    error = kind.__new__(kind, *arguments)
    Exception.__init__(error, *arguments)
    error.__dict__.update(state)
    error.__cause__ = cause
    return error


class JsException(Error):  # noqa: N818  As in JavaScript, and in the other clients.
    """JavaScript ran and threw. Its cause, if it has one, is this exception's `__cause__`."""

    def __init__(
        self,
        name: str,
        message: str,
        *,
        stack: str = "",
        code: str = "",
        errors: tuple[JsException, ...] = (),
        properties: Optional[dict[str, Any]] = None,
        thrown: Any = hole,
        truncated: bool = False,
    ) -> None:
        super().__init__(f"{name}: {message}" if name and message else name or message or "JavaScript threw")
        #: The error's name, such as `TypeError`. Empty if what was thrown is not an Error.
        self.name = name
        #: The error's message; for what is not an Error, a short description of it.
        self.message = message
        #: The stack in JavaScript, with paths below the worker's root. May be empty.
        self.stack = stack
        #: The error's `code` as text (`ERR_INVALID_URL`). May be empty.
        self.code = code
        #: The errors of an AggregateError.
        self.errors = errors
        #: Own properties of the error whose values are primitive, in order.
        self.properties: dict[str, Any] = {} if properties is None else properties
        #: What was thrown, where it is not an Error and is a primitive or plain data; else `hole`.
        self.thrown = thrown
        #: Something was left out or cut.
        self.truncated = truncated

    @property
    def cause(self) -> Optional[JsException]:
        return self.__cause__ if isinstance(self.__cause__, JsException) else None


class Executed(enum.Enum):
    """Whether the function of a call ran."""

    NO = "NO"  #: It did not begin: the call can be made again.
    YES = "YES"  #: It ran to its end; only its result could not be had.
    UNKNOWN = "UNKNOWN"  #: It may have run, wholly or partly.


class CallError(Error):
    """The call was refused, could not be run, or was lost. What to catch more closely stands below."""

    def __init__(
        self,
        code: str,
        message: str,
        *,
        reason: str = "",
        executed: Executed = Executed.UNKNOWN,
        field: str = "",
        subject: str = "",
    ) -> None:
        super().__init__(f"{code}{f' ({reason})' if reason else ''}: {message}")
        #: The gRPC status code, such as `NOT_FOUND`.
        self.code = code
        self.message = message
        #: Why, by the catalogue in error.proto, such as `LEASE_EXPIRED`; or one of this package's own: BAD_ARGUMENT,
        #: MALFORMED_RESULT, NOT_USABLE. Empty if gRPC itself made the error: then nothing more is known.
        self.reason = reason
        #: Whether the function ran.
        self.executed = executed
        #: For INVALID_FIELD, the field of the request. Else empty.
        self.field = field
        #: What it concerns: a module, a member. May be empty.
        self.subject = subject


class InvalidArgumentError(CallError):
    """The request breaks a rule, or an argument cannot be sent."""


class NotFoundError(CallError):
    """There is no such module, export or member."""


class NotReachableError(CallError):
    """A module or member that clients may not reach."""


class StaleError(CallError):
    """The reference or lease is no more: disposed, expired, or lost with its worker or broker. Make it anew."""


class PreconditionError(CallError):
    """What the path leads to cannot be used so, or the result cannot be had so: see `reason`."""


class LimitError(CallError):
    """A queue is full, a quota is used up, or something is too large."""


class UnavailableError(CallError):
    """No worker or no broker is there, or the connection broke (`executed` is UNKNOWN then)."""


class LostError(CallError):
    """The worker or the broker went away while it had the call."""


class DeadlineError(CallError, TimeoutError):
    """The time limit of the call passed. The function was told to stop."""


class CancelledError(CallError):
    """The call was cancelled, for instance since the client was closed."""


_BY_CODE: dict[str, type[CallError]] = {
    "INVALID_ARGUMENT": InvalidArgumentError,
    "NOT_FOUND": NotFoundError,
    "PERMISSION_DENIED": NotReachableError,
    "FAILED_PRECONDITION": PreconditionError,
    "RESOURCE_EXHAUSTED": LimitError,
    "UNAVAILABLE": UnavailableError,
    "ABORTED": LostError,
    "DEADLINE_EXCEEDED": DeadlineError,
    "CANCELLED": CancelledError,
}

_STALE = frozenset(
    (
        "DISPOSED",
        "LEASE_EXPIRED",
        "WORKER_LOST",
        "BROKER_RESTARTED",
        "UNKNOWN_REFERENCE",
        "UNKNOWN_LEASE",
    )
)


def call_error(
    code: str,
    message: str,
    *,
    reason: str = "",
    executed: Executed = Executed.UNKNOWN,
    field: str = "",
    subject: str = "",
) -> CallError:
    """A CallError of the class that fits."""
    kind = StaleError if reason in _STALE else _BY_CODE.get(code, CallError)
    return kind(code, message, reason=reason, executed=executed, field=field, subject=subject)
