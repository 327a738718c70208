"""A clock that stands until it is told to go on, and a broker of a few lines in this process."""

from __future__ import annotations

import itertools
import threading
from collections import deque
from collections.abc import Iterator
from concurrent import futures
from contextlib import contextmanager
from typing import Any, Callable

import grpc

import jsinterop
from jsinterop._core.core import Settings
from jsinterop._core.system import System, Task, Timer
from jsinterop.v1 import error_pb2
from jsinterop.v1 import interop_pb2 as pb


class FakeTimers:
    def __init__(self) -> None:
        self.time = 1000.0
        self._lock = threading.Lock()
        self._waiting: list[Timer] = []
        self._posted: deque[Task] = deque()

    def now(self) -> float:
        return self.time

    def run_after(self, delay: float, task: Task) -> Timer:
        timer = Timer(self.time + delay, task)
        with self._lock:
            self._waiting.append(timer)
        return timer

    def post(self, task: Task) -> None:
        self._posted.append(task)

    def stop(self) -> None:
        self.run_posted()

    def run_posted(self) -> None:
        while self._posted:
            self._posted.popleft()()

    def advance(self, seconds: float) -> None:
        """Runs what is due on the way, in its order."""
        self.run_posted()
        end = self.time + seconds
        while due := sorted((timer for timer in self._waiting if timer.when <= end), key=lambda timer: timer.when):
            self._waiting.remove(due[0])
            self.time = max(self.time, due[0].when)
            due[0].run()
            self.run_posted()
        self.time = end

    @property
    def pending(self) -> list[float]:
        """How long until each timer that was not cancelled."""
        return sorted(timer.when - self.time for timer in self._waiting if timer._task is not None)


def fake_system(timers: FakeTimers) -> System:
    numbers = itertools.count(1)
    return System(timers=timers, random=lambda: 0.5, secret=lambda size: next(numbers).to_bytes(size, "big"))


class Failure(Exception):  # noqa: N818  It is what a test wants.
    """Answers an RPC with a status of the broker's."""

    def __init__(self, code: grpc.StatusCode, reason: str = "", executed: str = "NO") -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.executed = executed

    def trailers(self) -> tuple[tuple[str, bytes], ...]:
        if not self.reason:
            return ()
        info = error_pb2.ErrorInfo(domain="jsinterop.v1", reason=self.reason, metadata={"executed": self.executed})
        details = error_pb2.StatusDetails(code=self.code.value[0], message=self.reason)
        details.details.add(type_url="type.googleapis.com/google.rpc.ErrorInfo", value=info.SerializeToString())
        return (("grpc-status-details-bin", details.SerializeToString()),)


Answer = Callable[[Any], Any]


class FakeBroker:
    """Answers each method by a function, and keeps all requests. Leases are called lease-1, lease-2, …"""

    def __init__(self) -> None:
        self._leases = itertools.count(1)
        self._changed = threading.Condition()
        self.requests: list[Any] = []
        self.answers: dict[str, Answer] = {
            "GrantLease": self.grant,
            "RenewLease": lambda request: pb.RenewLeaseResponse(lease=terms()),
            "Dispose": self.dispose,
            "Invoke": lambda request: pb.InvokeResponse(value={"undefined": {}}),
        }
        self.answers["InvokeAsync"] = lambda request: self.answers["Invoke"](request)

    def grant(self, request: pb.GrantLeaseRequest) -> pb.GrantLeaseResponse:
        return pb.GrantLeaseResponse(lease=terms(f"lease-{next(self._leases)}"))

    def dispose(self, request: pb.DisposeRequest) -> pb.DisposeResponse:
        released = pb.DISPOSAL_RELEASED
        return pb.DisposeResponse(
            references=[released] * len(request.references),
            leases=[released] * len(request.leases),
            nonces=[released] * len(request.nonces),
        )

    def of(self, kind: type) -> list[Any]:
        with self._changed:
            return [request for request in self.requests if isinstance(request, kind)]

    def await_request(self, kind: type, count: int = 1) -> Any:
        """The request of this kind that is the `count`th, as soon as it is there."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.of_unlocked(kind)) >= count, timeout=30), self.requests
            return self.of_unlocked(kind)[count - 1]

    def of_unlocked(self, kind: type) -> list[Any]:
        return [request for request in self.requests if isinstance(request, kind)]

    def handle(self, method: str, request: Any, context: grpc.ServicerContext) -> Any:
        with self._changed:
            self.requests.append(request)
            self._changed.notify_all()
        try:
            return self.answers[method](request)
        except Failure as failure:
            context.set_trailing_metadata(failure.trailers())
            context.abort(failure.code, failure.reason)


def terms(lease_id: str = "", seconds: int = 300) -> pb.LeaseState:
    return pb.LeaseState(id=lease_id, remaining={"seconds": seconds}, term={"seconds": seconds})


def reference(token: str) -> pb.Reference:
    return pb.Reference(token=token, kind=pb.OBJECT_KIND_OBJECT)


REQUESTS = {
    "Import": pb.ImportRequest,
    "Invoke": pb.InvokeRequest,
    "InvokeAsync": pb.InvokeRequest,
    "Dispose": pb.DisposeRequest,
    "GrantLease": pb.GrantLeaseRequest,
    "RenewLease": pb.RenewLeaseRequest,
}


@contextmanager
def serving(broker: FakeBroker) -> Iterator[str]:
    """Its address."""

    def handler(method: str, request: type[Any]) -> grpc.RpcMethodHandler:
        return grpc.unary_unary_rpc_method_handler(
            lambda message, context: broker.handle(method, message, context),
            request_deserializer=request.FromString,
            response_serializer=lambda response: response.SerializeToString(),
        )

    server = grpc.server(futures.ThreadPoolExecutor(max_workers=16))
    methods = {method: handler(method, request) for method, request in REQUESTS.items()}
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("jsinterop.v1.Interop", methods),))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        server.stop(grace=None).wait()


def fake_client(address: str, timers: FakeTimers, **settings: Any) -> jsinterop.Client:
    return jsinterop.Client(grpc.insecure_channel(address), Settings(**settings), fake_system(timers))


def grant_objects(broker: FakeBroker) -> None:
    """Every call gives another reference, in the lease that the request names."""
    tokens = iter(f"token-{number}" for number in range(10_000))

    def answer(request: pb.InvokeRequest) -> pb.InvokeResponse:
        return pb.InvokeResponse(reference=reference(next(tokens)), lease=terms(request.lease))

    broker.answers["Invoke"] = answer
