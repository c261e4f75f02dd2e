"""On which days an event is shown, across midnight, whole days and both changes of the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from events_calendar import days
from events_calendar.grids import place_on_days
from events_calendar.rows import Line
from tests.events_calendar.factories import at


@pytest.mark.parametrize(
    ("start", "end", "all_day", "first", "last"),
    [
        ("2026-11-26 18:00", "2026-11-26 20:00", False, "2026-11-26", "2026-11-26"),
        ("2026-11-26 18:00", "2026-11-26 18:00", False, "2026-11-26", "2026-11-26"),
        # Past midnight, but still the same evening.
        ("2026-11-26 21:00", "2026-11-27 02:00", False, "2026-11-26", "2026-11-26"),
        ("2026-11-26 18:00", "2026-11-27 05:59", False, "2026-11-26", "2026-11-26"),
        # Ends exactly at midnight.
        ("2026-11-26 10:00", "2026-11-27 00:00", False, "2026-11-26", "2026-11-26"),
        # A night that turns into the next day, and an end after breakfast.
        ("2026-11-26 18:00", "2026-11-27 06:00", False, "2026-11-26", "2026-11-27"),
        ("2026-11-26 10:00", "2026-11-27 03:00", False, "2026-11-26", "2026-11-27"),
        # Several days.
        ("2026-11-26 10:00", "2026-11-29 16:00", False, "2026-11-26", "2026-11-29"),
        ("2026-11-26 10:00", "2026-11-29 00:00", False, "2026-11-26", "2026-11-28"),
        ("2026-11-26 00:00", "2026-11-28 00:00", True, "2026-11-26", "2026-11-28"),
        ("2026-11-26 00:00", "2026-11-26 23:59", True, "2026-11-26", "2026-11-26"),
        # The last night of winter time and of summer time.
        ("2026-03-28 22:00", "2026-03-29 04:00", False, "2026-03-28", "2026-03-28"),
        ("2026-10-24 22:00", "2026-10-25 04:00", False, "2026-10-24", "2026-10-24"),
        ("2026-03-29 00:30", "2026-03-29 03:30", False, "2026-03-29", "2026-03-29"),
        ("2026-10-25 00:30", "2026-10-25 23:30", False, "2026-10-25", "2026-10-25"),
    ],
)
def test_days_of_an_event(start: str, end: str, all_day: bool, first: str, last: str) -> None:
    assert days.first_day(at(start)) == date.fromisoformat(first)
    assert days.last_day(at(start), at(end), all_day) == date.fromisoformat(last)


def test_a_day_is_a_day_in_poland_not_in_utc() -> None:
    late = datetime(2026, 11, 25, 23, 30, tzinfo=UTC)
    assert days.first_day(late) == date(2026, 11, 26)
    summer = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    assert days.first_day(summer) == date(2026, 7, 2)


def test_whole_days_reach_from_midnight_to_the_last_minute_also_when_the_clock_changes() -> None:
    start, end = days.whole_days(at("2026-10-24 09:00"), at("2026-10-26 12:00"))
    assert (start.isoformat(), end.isoformat()) == ("2026-10-24T00:00:00+02:00", "2026-10-26T23:59:00+01:00")
    assert days.whole_days(start, end) == (start, end)


def test_the_calendar_ends_somewhere() -> None:
    assert days.shifted_month(date(2000, 1, 15), -1) is None
    assert days.shifted_month(date(2099, 12, 1), 1) is None
    assert days.shifted_month(date(2026, 12, 31), 1) == date(2027, 1, 1)
    assert days.shifted_days(date(2099, 12, 31), 7) is None


def test_those_that_begin_come_before_those_that_go_on() -> None:
    day = date(2026, 11, 26)

    def line(pk: int, first: date, last: date, *, all_day: bool) -> Line:
        start = datetime(first.year, first.month, first.day, pk, tzinfo=days.WARSAW)
        return Line(pk, "Zebranie", "/", "meeting", start, first, last, all_day, cancelled=False, changed=False)

    going_on = line(1, date(2026, 11, 20), date(2026, 11, 30), all_day=True)
    begins = [line(number, day, day, all_day=False) for number in range(2, 5)]
    whole = line(5, day, day, all_day=True)
    placed = place_on_days([going_on, *begins, whole], date(2026, 11, 1), date(2026, 11, 30))
    assert [one.pk for one in placed[day]] == [5, 2, 3, 4, 1]
    assert [one.pk for one in placed[date(2026, 11, 20)]] == [1]
    assert date(2026, 11, 19) not in placed
