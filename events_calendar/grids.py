"""What each view of the calendar shows, ready for its template. As many queries a view, however many events there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.dateformat import format as format_date
from django.utils.text import Truncator
from django.utils.translation import get_language, gettext, ngettext

from core.paging import once_per_version
from events_calendar import days
from events_calendar.forms import View

if TYPE_CHECKING:
    from events_calendar.addresses import CalendarAddress
    from events_calendar.querysets import OccurrenceQuerySet
    from events_calendar.rows import EventRow, Line, Programme

# A day of the month has room for four lines; when there are more events, the last line says how many more.
MONTH_LINES, WEEK_LINES = 4, 8
TITLE_LENGTH = 60


@dataclass(frozen=True)
class Day:
    """One day of a grid: what is shown of its events, as the component "month" takes it and drawn, and how many there are in all."""

    day: date
    events: list[dict[str, Any]]
    lines: str
    count: int


def in_letters(day: date, form: str) -> str:
    """A month or a weekday by its name. Polish writes them small, Django's catalogue with a capital letter."""
    name = format_date(day, form)
    return name.lower() if (get_language() or "pl").startswith("pl") else name


def in_words(count: int) -> str:
    """ "1 wydarzenie", "2 wydarzenia", "5 wydarzeń"."""
    return ngettext("%(count)s wydarzenie", "%(count)s wydarzeń", count) % {"count": count}


def shortened(title: str) -> str:
    """As much of a title as a line has room for. Most are short, and Django looks at each letter of one to see that."""
    return title if len(title) <= TITLE_LENGTH else Truncator(title).chars(TITLE_LENGTH)


def place_on_days(lines: Iterable[Line], first: date, last: date) -> dict[date, list[Line]]:
    """Each day's events: those that begin on it first, all-day ones before the others, then those that go on."""
    found: dict[date, list[Line]] = {}
    for line in sorted(lines, key=lambda line: (line.start, line.pk)):
        day = max(line.first_day, first)
        while day <= min(line.last_day, last):
            found.setdefault(day, []).append(line)
            day += timedelta(days=1)
    for day, here in found.items():
        here.sort(key=lambda line: (line.first_day != day, not line.all_day))
    return found


class Grid:
    """Days with events, for the month and the week: read once per public version, whoever looks. Four queries."""

    def __init__(self, programme: Programme, first: date, last: date, lines: int, address: CalendarAddress) -> None:
        self.first, self.last = first, last
        single = programme.dates.of_one_day(first, last).values_list("pk", "first_day")
        self.days: dict[date, Day] = once_per_version(
            f"grid-{lines}-{get_language()}", single, lambda: self._read(programme, single, lines, address)
        )

    def _read(self, programme: Programme, single: Iterable[tuple[int, date]], lines: int, address: CalendarAddress) -> dict[date, Day]:
        """A day with more events than lines gives its last line to their number: a busy month is long, its page is not."""
        counts: Counter[date] = Counter()
        shown = []
        for pk, day in single:
            counts[day] += 1
            if counts[day] <= lines:
                shown.append(pk)
        lasting = programme.dates.lasting(self.first, self.last)
        read = programme.lines([*programme.dates.model.objects.filter(pk__in=shown).as_lines(), *lasting.as_lines()])
        found = {}
        for day, here in place_on_days(read.values(), self.first, self.last).items():
            count = counts[day] + sum(line.last_day > line.first_day for line in here)
            events = [_line(line, day, address) for line in (here if count <= lines else here[: lines - 1])]
            # Drawn here, once: a full month is otherwise a hundred lines for each reader.
            found[day] = Day(day, events, render_to_string("components/month_lines.html", {"events": events}), count)
        return found

    def past_days(self, first: date, last: date) -> int:
        """How many days with events are over, in a period that is not: a whole one in the past hides nothing."""
        today = days.today()
        return sum(day < today for day in self.days) if first <= today <= last else 0

    def cell(self, day: date, address: CalendarAddress) -> dict[str, Any]:
        """One cell of the component "month"."""
        here = self.days.get(day)
        more = here.count - len(here.events) if here else 0
        name = format_date(day, "j E")
        return {
            "day": day.day,
            "iso": day.isoformat(),
            "in_month": True,
            "today": day == days.today(),
            # The way to a neighbouring month names its first day; nobody chose that.
            "chosen": day == address.asked and day != self.first,
            "past": day < days.today(),
            "weekday": in_letters(day, "l"),
            "url": address.at(day, View.DAY) if here else "",
            "label": f"{name}, {in_words(here.count)}" if here else name,
            "empty": "" if here else f"{name.removeprefix(str(day.day)).strip()}, {gettext('bez wydarzeń')}",
            "events": here.events if here else [],
            "lines": here.lines if here else "",
            "more": {"label": gettext("jeszcze %(count)s") % {"count": more}, "url": address.at(day, View.DAY)} if more else None,
        }


def _line(line: Line, day: date, address: CalendarAddress) -> dict[str, Any]:
    """One line of a cell, as the component "month_lines" takes it."""
    goes_on = line.first_day != day
    title = shortened(line.title)
    start = line.start.astimezone(days.WARSAW)
    return {
        "pk": line.pk,
        "title": gettext("%(title)s (trwa)") % {"title": title} if goes_on else title,
        "url": address.event(line.url_path),
        "time": "" if line.all_day or goes_on else f"{start.hour}:{start:%M}",
        "kind": line.kind,
        "cancelled": line.cancelled,
        "changed": line.changed,
    }


def month(programme: Programme, address: CalendarAddress) -> dict[str, Any]:
    """The grid of the day's month."""
    first, last = days.month_bounds(address.day)
    grid = Grid(programme, first, last, MONTH_LINES, address)
    title = in_letters(first, "F Y")
    busy = ngettext("%(count)s dzień z wydarzeniami", "%(count)s dni z wydarzeniami", len(grid.days)) % {"count": len(grid.days)}
    return {
        "title": title,
        "caption": f"{title}, {busy}",
        "weeks": [
            [grid.cell(day, address) if first <= day <= last else {"in_month": False} for day in week] for week in days.month_weeks(first)
        ],
        "empty": not grid.days,
        "previous": _month_step(days.shifted_month(first, -1), address),
        "next": _month_step(days.shifted_month(first, 1), address),
        "has_today": first <= days.today() <= last,
        "past_days": grid.past_days(first, last),
    }


def week(programme: Programme, address: CalendarAddress) -> dict[str, Any]:
    """The seven days of the day's week."""
    monday, sunday = days.week_bounds(address.day)
    grid = Grid(programme, monday, sunday, WEEK_LINES, address)
    title = _range(monday, sunday)
    return {
        "title": title,
        "caption": f"{title}, {in_words(len({event['pk'] for day in grid.days.values() for event in day.events}))}",
        "weeks": [[grid.cell(monday + timedelta(days=number), address) for number in range(7)]],
        "empty": not grid.days,
        "previous": step(days.shifted_days(monday, -7), gettext("poprzedni tydzień"), address),
        "next": step(days.shifted_days(monday, 7), gettext("następny tydzień"), address),
        "has_today": monday <= days.today() <= sunday,
        "past_days": grid.past_days(monday, sunday),
    }


def period(address: CalendarAddress) -> tuple[date, date]:
    """The first and the last day of the views of few days."""
    return days.weekend_bounds(address.day) if address.view == View.WEEKEND else (address.day, address.day)


def few_days(dates: OccurrenceQuerySet, shown: Iterable[EventRow], address: CalendarAddress) -> dict[str, Any]:
    """One day or a weekend: the events under their days, and the ways to the neighbours and to the next day with events."""
    first, last = period(address)
    single = first == last
    groups = list_groups(shown, first, "l, j E")
    if single and len(groups) == 1 and groups[0]["events"][0].first_day == first:
        groups[0]["title"] = ""  # the page's own heading says it
    coming = dates.next_day(last)
    if address.params:
        nothing = gettext("Tego dnia nic nie pasuje do filtrów") if single else gettext("W ten weekend nic nie pasuje do filtrów")
    else:
        nothing = gettext("Tego dnia nie ma wydarzeń") if single else gettext("W ten weekend nie ma wydarzeń")
    before, after = days.shifted_days(first, -1 if single else -7), days.shifted_days(first, 1 if single else 7)
    return {
        "few": True,
        "groups": groups,
        "title": in_letters(first, "l, j E Y") if single else _range(first, last),
        "previous": step(before, format_date(before, "j E") if single and before else gettext("poprzedni weekend"), address),
        "next": step(after, format_date(after, "j E") if single and after else gettext("następny weekend"), address),
        "has_today": first <= days.today() <= last,
        "coming": {"url": address.at(coming, View.DAY), "label": in_letters(coming, "l, j E Y")} if coming else None,
        "nothing": nothing,
        "year_url": address.at(first, View.YEAR),
    }


def list_groups(events: Iterable[EventRow], from_day: date, heading: str = "F Y") -> list[dict[str, Any]]:
    """A page of the list under headings: what began earlier and goes on, then by month, or by what `heading` formats."""
    groups: list[dict[str, Any]] = []
    for event in events:
        title = gettext("Zaczęło się wcześniej i trwa") if event.first_day < from_day else in_letters(event.first_day, heading)
        if not groups or groups[-1]["title"] != title:
            groups.append({"title": title, "events": []})
        groups[-1]["events"].append(event)
    return groups


def _range(first: date, last: date) -> str:
    """ "23–29 listopada 2026", "30 listopada – 6 grudnia 2026"."""
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{format_date(last, 'j E Y')}"
    return f"{format_date(first, 'j E Y' if first.year != last.year else 'j E')} – {format_date(last, 'j E Y')}"


def step(day: date | None, label: str, address: CalendarAddress) -> dict[str, str] | None:
    """The way to a neighbouring period; none where the calendar ends."""
    return {"url": address.at(day), "label": label} if day else None


def _month_step(day: date | None, address: CalendarAddress) -> dict[str, str] | None:
    """The way to a neighbouring month; it names the year only where that changes."""
    return step(day, in_letters(day, "F" if day.year == address.day.year else "F Y"), address) if day else None
