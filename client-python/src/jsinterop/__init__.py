"""Calls JavaScript in Node.js workers as if it were a library, through a jsinterop broker.

    import jsinterop

    with jsinterop.connect("127.0.0.1:7543") as js:
        math = js.import_module("./math.js")
        print(math.invoke("add", 1, 2))

README.md beside this package tells more.
"""

from ._values.buffers import ArrayBuffer, TypedArray
from ._values.collections import Array, Map, Set
from ._values.scalars import BigInt, Boxed, Date, ErrorValue, Json, RegExp, hole, undefined
from .client import Client, Function, connect
from .errors import (
    CallError,
    CancelledError,
    DeadlineError,
    Error,
    Executed,
    InvalidArgumentError,
    JsException,
    LimitError,
    LostError,
    NotFoundError,
    NotReachableError,
    PreconditionError,
    StaleError,
    UnavailableError,
)
from .lease import Lease
from .options import Encoding, Options, Result
from .reference import Export, Module, Reference

__all__ = [
    "Array",
    "ArrayBuffer",
    "BigInt",
    "Boxed",
    "CallError",
    "CancelledError",
    "Client",
    "Date",
    "DeadlineError",
    "Encoding",
    "Error",
    "ErrorValue",
    "Executed",
    "Export",
    "Function",
    "InvalidArgumentError",
    "JsException",
    "Json",
    "Lease",
    "LimitError",
    "LostError",
    "Map",
    "Module",
    "NotFoundError",
    "NotReachableError",
    "Options",
    "PreconditionError",
    "Reference",
    "RegExp",
    "Result",
    "Set",
    "StaleError",
    "TypedArray",
    "UnavailableError",
    "connect",
    "hole",
    "undefined",
]
