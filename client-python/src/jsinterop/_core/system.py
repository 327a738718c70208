"""Time and randomness: the only door to the machine, so that tests can be without it."""

from __future__ import annotations

import heapq
import itertools
import logging
import os
import queue
import random
import threading
import time
from dataclasses import dataclass, field
from typing import Callable, Optional, Protocol

Task = Callable[[], None]

_log = logging.getLogger("jsinterop")


class Timer:
    """A task that is to be run once."""

    def __init__(self, when: float, task: Task) -> None:
        self.when = when
        self._task: Optional[Task] = task

    def cancel(self) -> None:
        self._task = None

    def run(self) -> None:
        task, self._task = self._task, None
        if task is None:
            return
        try:
            task()
        except Exception:  # A defect; the next task is not to suffer from it.
            _log.exception("a task in the background failed")


class Timers(Protocol):
    """Runs tasks later. Tasks must not block for long."""

    def now(self) -> float:
        """Seconds of a steady clock."""

    def run_after(self, delay: float, task: Task) -> Timer: ...

    def post(self, task: Task) -> None:
        """Runs it soon. Takes no lock, so that a finalizer can use it."""

    def stop(self) -> None:
        """Runs what was posted before, and nothing else any more."""


class Housekeeper:
    """Timers on a thread of their own, which begins with the first task.

    It is a daemon: it does not keep the process from ending.
    """

    def __init__(self) -> None:
        # Its put() can be interrupted by a finalizer that calls it again, unlike one that takes a lock.
        self._inbox: queue.SimpleQueue[Optional[Timer]] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._thread: Optional[threading.Thread] = None
        self._stopped = False

    def now(self) -> float:
        return time.monotonic()

    def run_after(self, delay: float, task: Task) -> Timer:
        timer = Timer(self.now() + delay, task)
        self._inbox.put(timer)
        self.start()
        return timer

    def post(self, task: Task) -> None:
        self._inbox.put(Timer(float("-inf"), task))

    def start(self) -> None:
        with self._lock:
            if self._thread is None and not self._stopped:
                self._thread = threading.Thread(target=self._run, name="jsinterop", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        with self._lock:
            self._stopped = True
            thread = self._thread
        self._inbox.put(None)
        if thread is not None and thread is not threading.current_thread():
            thread.join()

    def _run(self) -> None:
        waiting: list[tuple[float, int, Timer]] = []
        order = itertools.count()
        while True:
            try:
                wait = max(0.0, waiting[0][0] - self.now()) if waiting else None
                timer = self._inbox.get(timeout=wait)
                if timer is None:
                    return
                heapq.heappush(waiting, (timer.when, next(order), timer))
            except queue.Empty:
                pass
            while waiting and waiting[0][0] <= self.now():
                heapq.heappop(waiting)[2].run()


_FIRST_PAUSE = 1.0
_LAST_PAUSE = 30.0
_MAX_DOUBLINGS = 5


@dataclass(frozen=True)
class System:
    timers: Timers = field(default_factory=Housekeeper)
    # A number from 0 up to 1.
    random: Callable[[], float] = random.random
    # So many bytes that nobody can guess.
    secret: Callable[[int], bytes] = os.urandom

    def retry_pause(self, failures: int) -> float:
        """How long to wait after so many failures before the last one."""
        longest: float = min(_FIRST_PAUSE * 2 ** min(failures, _MAX_DOUBLINGS), _LAST_PAUSE)
        return longest * (0.5 + 0.5 * self.random())
