"""The circuit breaker, with a clock of the test's own."""

from __future__ import annotations

import logging

import pytest

from search.elastic.breaker import Breaker


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_it_opens_after_two_failures_in_a_row(clock: Clock) -> None:
    breaker = Breaker(clock)
    breaker.failed(OSError())
    assert breaker.lets_through()
    breaker.succeeded()
    breaker.failed(OSError())
    assert breaker.lets_through()
    breaker.failed(OSError())
    assert (breaker.lets_through(), breaker.opened) == (False, 1)


def test_one_tries_after_five_seconds_and_the_others_wait_for_it(clock: Clock) -> None:
    breaker = Breaker(clock)
    breaker.failed(TimeoutError(), at_once=True)
    clock.now = 4.9
    assert not breaker.lets_through()
    clock.now = 5.0
    assert [breaker.lets_through() for _ in range(3)] == [True, False, False]
    breaker.succeeded()
    assert [breaker.lets_through() for _ in range(3)] == [True, True, True]


def test_the_pauses_grow_to_a_minute(clock: Clock) -> None:
    breaker = Breaker(clock)
    breaker.failed(TimeoutError(), at_once=True)
    pauses = []
    for _ in range(6):
        start = clock.now
        while not breaker.lets_through():
            clock.now += 0.5
        pauses.append(clock.now - start)
        breaker.failed(TimeoutError(), at_once=True)
    assert pauses == [5, 10, 20, 40, 60, 60]
    assert breaker.opened == 1


def test_it_is_logged_once_for_each_opening(clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    breaker = Breaker(clock)
    with caplog.at_level(logging.INFO):
        for _ in range(2):
            for _ in range(5):
                clock.now += 100
                breaker.lets_through()
                breaker.failed(TimeoutError("slow"), at_once=True)
            breaker.succeeded()
    levels = [record.levelname for record in caplog.records]
    assert levels == ["WARNING", "INFO"] * 2
    assert "TimeoutError: slow" in caplog.records[0].message
