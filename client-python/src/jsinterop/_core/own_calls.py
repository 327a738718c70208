"""RPCs that run no JavaScript, for verbs that wait for them."""

from __future__ import annotations

from typing import Any, Optional

from ..errors import CallError
from ..v1 import interop_pb2 as pb
from .core import Core
from .lease import Lease, Terms
from .rpcs import outcome_of
from .status import is_answered


def call_own(core: Core, method: str, request: Any, timeout: Optional[float]) -> Any:
    """Sends `request` and waits for the response. Raises a CallError."""
    with core.rpcs.register() as rpc:
        try:
            outcome = outcome_of(core.rpcs.begin(rpc, method, request, timeout))
        except BaseException:  # Ctrl-C, for one.
            rpc.cancel()
            raise
    if isinstance(outcome, CallError):
        raise outcome
    return outcome


def grant_lease(core: Core, ttl: Optional[float], timeout: Optional[float]) -> Lease:
    """A new lease, which is no pool's current one. Raises a CallError."""
    request = core.lease_request(ttl)
    sent = core.system.timers.now()
    try:
        response: pb.GrantLeaseResponse = call_own(core, "GrantLease", request, timeout)
    except BaseException as error:
        if not isinstance(error, CallError) or not is_answered(error):
            core.disposer.add_nonce(request.nonce)
        raise
    lease = core.leases().adopt(response.lease.id, is_full=False)
    lease.touch(sent, Terms.read(response.lease))
    return lease
