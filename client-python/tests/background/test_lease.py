"""When a lease is renewed, and when it is given up. Random numbers are all one half: no jitter."""

from typing import Any, Optional

import pytest
from fakes import FakeTimers, fake_system

from jsinterop._core.lease import Lease, Terms
from jsinterop._core.lease_book import LeaseBook
from jsinterop.errors import CallError, call_error

TERM = 300.0


class FakeRpcs:
    def __init__(self) -> None:
        self.granting: list[tuple[Optional[float], Any]] = []
        self.renewing: list[tuple[str, Any]] = []
        self.released: list[str] = []

    def grant_lease(self, ttl: Optional[float], done: Any) -> None:
        self.granting.append((ttl, done))

    def renew_lease(self, lease_id: str, ttl: Optional[float], done: Any) -> None:
        self.renewing.append((lease_id, done))

    def release_lease(self, lease_id: str) -> None:
        self.released.append(lease_id)


def terms(seconds: float = TERM, lease_id: str = "") -> Terms:
    return Terms(lease_id, seconds, seconds)


UNAVAILABLE = call_error("UNAVAILABLE", "gone")
EXPIRED = call_error("FAILED_PRECONDITION", "expired", reason="LEASE_EXPIRED")


@pytest.fixture
def rpcs() -> FakeRpcs:
    return FakeRpcs()


@pytest.fixture
def lease(timers: FakeTimers, rpcs: FakeRpcs) -> Lease:
    """One that was just told of, and holds one reference."""
    lease = Lease("the-lease", rpcs, fake_system(timers))
    lease.touch(timers.now(), terms())
    lease.add_reference()
    return lease


def test_it_is_renewed_at_a_third_of_its_term(timers: FakeTimers, rpcs: FakeRpcs, lease: Lease) -> None:
    timers.advance(TERM / 3 - 1)
    assert not rpcs.renewing
    timers.advance(1)
    assert [lease_id for lease_id, _ in rpcs.renewing] == ["the-lease"]
    timers.advance(TERM)
    assert len(rpcs.renewing) == 1, "there is never a second one under way"


def test_calls_put_the_renewal_off(timers: FakeTimers, rpcs: FakeRpcs, lease: Lease) -> None:
    timers.advance(TERM / 6)
    lease.touch(timers.now(), terms())
    timers.advance(TERM / 6)
    lease.touch_used(timers.now())
    timers.advance(TERM / 3 - 1)
    assert not rpcs.renewing
    timers.advance(1)
    assert len(rpcs.renewing) == 1


def test_the_term_counts_from_when_the_request_was_sent(timers: FakeTimers, lease: Lease) -> None:
    sent = timers.now()
    timers.advance(100)
    lease.touch(sent, terms())
    timers.advance(TERM - 101)
    assert lease.is_usable()
    timers.advance(1)
    assert not lease.is_usable()


def test_a_lease_without_references_is_not_renewed(timers: FakeTimers, rpcs: FakeRpcs, lease: Lease) -> None:
    lease.drop_reference()
    timers.advance(TERM)
    assert not rpcs.renewing
    assert not timers.pending


def test_timers_do_not_pile_up(timers: FakeTimers, lease: Lease) -> None:
    for _ in range(100):
        lease.drop_reference()
        lease.add_reference()
    assert len(timers.pending) == 1


def test_a_renewal_that_fails_is_tried_again_with_back_off(timers: FakeTimers, rpcs: FakeRpcs, lease: Lease) -> None:
    timers.advance(TERM / 3)
    pauses = []
    for _ in range(7):
        rpcs.renewing.pop()[1](UNAVAILABLE)
        (pause,) = timers.pending
        pauses.append(pause)
        timers.advance(pause)
    assert pauses == [0.75, 1.5, 3.0, 6.0, 12.0, 22.5, 22.5]
    rpcs.renewing.pop()[1](terms())
    assert timers.pending == [pytest.approx(TERM / 3)]


def test_a_lost_lease_is_left_alone(timers: FakeTimers, rpcs: FakeRpcs, lease: Lease) -> None:
    timers.advance(TERM / 3)
    rpcs.renewing.pop()[1](EXPIRED)
    assert not lease.is_usable()
    lease.retire()
    lease.drop_reference()
    timers.advance(TERM)
    assert (rpcs.renewing, rpcs.released) == ([], [])


def test_a_shorter_term_is_kept_to(timers: FakeTimers, rpcs: FakeRpcs, lease: Lease) -> None:
    lease.touch(timers.now(), terms(30))
    timers.advance(10)
    assert len(rpcs.renewing) == 1
    timers.advance(19)
    assert lease.is_usable()
    timers.advance(1)
    assert not lease.is_usable()


def test_an_answer_from_before_the_term_changed_says_nothing(timers: FakeTimers, rpcs: FakeRpcs, lease: Lease) -> None:
    before = timers.now()
    timers.advance(1)
    lease.touch(timers.now(), terms(30))
    lease.touch(before, terms())
    timers.advance(30)
    assert not lease.is_usable()


def test_a_retired_lease_is_released_with_its_last_reference(rpcs: FakeRpcs, lease: Lease) -> None:
    lease.add_reference()
    lease.retire()
    lease.drop_reference()
    assert not rpcs.released
    lease.drop_reference()
    assert rpcs.released == ["the-lease"]


def test_a_lease_that_is_asked_about_answers_once(timers: FakeTimers, rpcs: FakeRpcs, lease: Lease) -> None:
    lease.probe()
    lease.probe()
    assert len(rpcs.renewing) == 1
    rpcs.renewing.pop()[1](terms())
    assert lease.is_usable()
    lease.stop()
    lease.probe()
    timers.advance(TERM)
    assert not rpcs.renewing


class TestBook:
    @pytest.fixture
    def book(self, timers: FakeTimers, rpcs: FakeRpcs) -> LeaseBook:
        return LeaseBook(rpcs, fake_system(timers), ttl=60)

    def test_all_wait_for_one_grant(self, book: LeaseBook, rpcs: FakeRpcs) -> None:
        told: list[Any] = []
        book.acquire(told.append)
        book.acquire(told.append)
        ((ttl, done),) = rpcs.granting
        assert (ttl, told, book.current()) == (60, [], None)
        done(terms(lease_id="one"))
        assert [lease.id for lease in told] == ["one", "one"]
        book.acquire(told.append)
        assert told[2] is told[0] is book.current()

    def test_a_grant_that_fails_is_told_to_all_and_asked_for_again(self, book: LeaseBook, rpcs: FakeRpcs) -> None:
        told: list[Any] = []
        book.acquire(told.append)
        rpcs.granting.pop()[1](UNAVAILABLE)
        assert told == [UNAVAILABLE]
        book.acquire(told.append)
        assert len(rpcs.granting) == 1

    def test_a_lease_that_ran_out_is_replaced(self, book: LeaseBook, rpcs: FakeRpcs, timers: FakeTimers) -> None:
        told: list[Any] = []
        book.acquire(told.append)
        rpcs.granting.pop()[1](terms(lease_id="one"))
        timers.advance(TERM)
        assert book.current() is None
        book.acquire(told.append)
        rpcs.granting.pop()[1](terms(lease_id="two"))
        assert [lease.id for lease in told] == ["one", "two"]
        assert rpcs.released == ["one"], "who knows whether it has run out there too"

    def test_at_the_end_all_are_named(self, book: LeaseBook, rpcs: FakeRpcs) -> None:
        told: list[Any] = []
        book.acquire(told.append)
        rpcs.granting.pop()[1](terms(lease_id="one"))
        adopted = book.adopt("two", is_full=True)
        assert sorted(book.close()) == ["one", "two"]
        assert not adopted.is_usable()
        book.acquire(told.append)
        rpcs.granting.pop()[1](terms(lease_id="three"))
        assert isinstance(told[1], CallError)
