"""What a timeout may be, and that a call whose time is over before it is sent did not run."""

import math
from typing import Any

import pytest
from fakes import FakeBroker

import jsinterop
from jsinterop.v1 import interop_pb2 as pb


@pytest.mark.parametrize("timeout", [math.inf, 1e30, 10**400, None], ids=["inf", "1e30", "10**400", "none"])
def test_a_timeout_beyond_all_clocks_does_not_end_a_call(js: jsinterop.Client, timeout: Any) -> None:
    assert js.invoke("a", timeout=timeout) is jsinterop.undefined
    with js.lease(timeout=timeout) as lease:
        assert lease.dispose(timeout=timeout) is True


@pytest.mark.parametrize(("timeout", "kind"), [(math.nan, ValueError), (-1, ValueError), ("5", TypeError)])
def test_what_is_no_time_is_refused(js: jsinterop.Client, broker: FakeBroker, timeout: Any, kind: Any) -> None:
    with pytest.raises(kind, match="timeout"):
        js.invoke("a", timeout=timeout)
    with pytest.raises(kind, match="timeout"):
        js.lease(timeout=timeout)
    for name in ("timeout", "connect_timeout", "close_timeout"):
        with pytest.raises(kind, match=name):
            jsinterop.connect("127.0.0.1:1", **{name: timeout})
    assert broker.requests == []


def test_no_time_at_all(js: jsinterop.Client, broker: FakeBroker) -> None:
    with pytest.raises(jsinterop.DeadlineError) as caught:
        js.invoke("a", timeout=0)
    assert caught.value.executed is jsinterop.Executed.NO
    assert not broker.of(pb.InvokeRequest)
