"""A client when its process ends, or forks."""

import os
import subprocess
import sys
from typing import Callable

import pytest
from broker import Broker, eventually

THINGS = "./things.js"


def run(program: str) -> "subprocess.CompletedProcess[str]":
    # What gRPC itself needs to be of use in a forked process.
    environment = {**os.environ, "GRPC_ENABLE_FORK_SUPPORT": "1"}
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60, env=environment
    )


def test_a_process_that_ends_without_closing_ends_its_lease(broker: Broker, held: Callable[[], int]) -> None:
    before = held()
    program = f"""if True:
        import jsinterop
        js = jsinterop.connect({broker.address!r})
        counter = js.construct(({THINGS!r}, "Counter"))
        print(counter.invoke("increment"))
    """
    done = run(program)
    assert (done.stdout, done.stderr) == ("1\n", "")
    eventually(lambda: held() == before, 10, "the worker forgets the object")


def test_a_process_that_can_begin_no_thread_at_its_end_ends_its_lease(broker: Broker, held: Callable[[], int]) -> None:
    before = held()
    # Python 3.12 and later refuse new threads before they run what atexit has.
    program = f"""if True:
        import atexit, threading, time
        import jsinterop
        js = jsinterop.connect({broker.address!r})
        counter = js.construct(({THINGS!r}, "Counter"))
        def refuse(self):
            raise RuntimeError("no new threads at the end")
        def refuse_all():
            for thread in threading.enumerate():  # gRPC's own ends when nothing is under way.
                if thread.daemon and thread.name != "jsinterop":
                    thread.join()
            threading.Thread.start = refuse
        atexit.register(refuse_all)
        print(counter.invoke("increment"))
    """
    done = run(program)
    assert (done.stdout, done.stderr) == ("1\n", "")
    eventually(lambda: held() == before, 10, "the worker forgets the object")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing forks here")
def test_a_forked_process_leaves_the_objects_of_its_parent_alone(broker: Broker) -> None:
    program = f"""if True:
        import gc, os, signal, sys
        import jsinterop
        js = jsinterop.connect({broker.address!r})
        lease = js.lease()
        counters = [js.construct(({THINGS!r}, "Counter")), js.construct(({THINGS!r}, "Counter"), lease=lease)]
        counters[0].invoke("increment")
        child = os.fork()
        if child == 0:
            signal.alarm(30)
            try:
                counters[0].invoke("increment")
            except jsinterop.CallError as error:
                print(error.executed, error.message, flush=True)
            counters[0].release()
            lease.release()
            js.close()
            with jsinterop.connect({broker.address!r}) as own:
                print(own.invoke(({THINGS!r}, "echo"), "child"), flush=True)
            del js, counters, lease
            gc.collect()
            sys.exit()
        assert os.waitpid(child, 0)[1] == 0
        print([counter.invoke("increment") for counter in counters])
    """
    done = run(program)
    assert done.stdout.splitlines() == [
        "Executed.NO the client was made before this process was forked; connect anew",
        "child",
        "[2, 1]",
    ], done.stderr
