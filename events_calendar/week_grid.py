"""A place's week as the rows of a table: half hours down, days across, neighbours of one kind put together."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from events_calendar import days

if TYPE_CHECKING:
    from events_calendar.availability import Day, Taken, Week

STEP = timedelta(minutes=30)
# What the grid shows of a day that is open all round the clock, unless something happens outside of it.
EARLIEST, LATEST = time(8), time(20)


@dataclass
class Cell:
    """Some half hours of one day that are alike: free, taken, closed."""

    state: str
    rows: int
    hours: str = ""
    taken: Taken | None = None


@dataclass
class Row:
    """One half hour. Each has its name, which only whole hours show: a row of a table begins with a cell of its own."""

    hour: str
    whole: bool
    cells: list[Cell] = field(default_factory=list)


def rows_of(week: Week) -> list[Row]:
    """The table's rows; none for a week in which nothing is free and nothing taken."""
    first, last = _bounds(week)
    if first >= last:
        return []
    rows = [Row(_hour(number), number % 2 == 0) for number in range(first, last)]
    for day in week.days:
        _fill(rows, day, first)
    return rows


def _hour(number: int) -> str:
    return f"{number // 2}:{'30' if number % 2 else '00'}"


def _bounds(week: Week) -> tuple[int, int]:
    """The first and the last half hour of the grid, whole hours."""
    numbers = []
    for day in week.days:
        begins = datetime.combine(day.day, time.min, days.WARSAW)
        whole = [(start, end) for start, end in day.free if not (start == begins and end - start >= timedelta(hours=23))]
        for start, end in [*whole, *((one.start, one.end) for one in day.taken)]:
            numbers += [_number(start, begins), _number(end - timedelta(minutes=1), begins) + 1]
        if len(whole) < len(day.free):
            numbers += [2 * EARLIEST.hour, 2 * LATEST.hour]
    if not numbers:
        return 0, 0
    return min(numbers) // 2 * 2, (max(numbers) + 1) // 2 * 2


def _number(moment: datetime, begins: datetime) -> int:
    """Which half hour of the Polish clock; 48 for the next midnight. The clock, not the time gone by: on two days a year they differ."""
    there = moment.astimezone(days.WARSAW)
    return 48 if there.date() > begins.date() else there.hour * 2 + there.minute // 30


def _fill(rows: list[Row], day: Day, first: int) -> None:
    last: Cell | None = None
    for number, row in enumerate(rows, start=first):
        begins = datetime.combine(day.day, time(number // 2, 30 * (number % 2)), days.WARSAW)
        cell = _cell(day, begins, begins + STEP)
        if last is not None and (last.state, last.hours, last.taken) == (cell.state, cell.hours, cell.taken):
            last.rows += 1
            continue
        row.cells.append(cell)
        last = cell


def _cell(day: Day, begins: datetime, ends: datetime) -> Cell:
    from events_calendar.availability import hours_of

    taken = next((one for one in day.taken if one.start < ends and one.end > begins), None)
    if taken is not None:
        return Cell("taken", 1, taken.hours, taken)
    free = next(((start, end) for start, end in day.free if start < ends and end > begins), None)
    if free is not None:
        return Cell("free", 1, hours_of(*free))
    return Cell("closed", 1)
