"""The year on one page: how much each month holds, and where, each number leading on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from core.collation import alphabetical
from core.models import Territory
from core.paging import once_per_version
from events_calendar import days
from events_calendar.forms import View
from events_calendar.grids import in_letters, in_words, shortened, step

if TYPE_CHECKING:
    from events_calendar.addresses import CalendarAddress
    from events_calendar.rows import Programme

# The first dates that are still ahead, by name, in each month.
LINES = 3
# Places with a line of their own: those where most happens.
MOST_PLACES = 20

# A place of the portal ("miejsce", its id), or a commune ("gmina", its id; 0 where nothing of it is known).
Place = tuple[str, int]


@dataclass
class Count:
    """Numbers of one year: by month, by place and month; and which dates to name in each month."""

    months: Counter[int] = field(default_factory=Counter)
    places: dict[Place, Counter[int]] = field(default_factory=dict)
    named: dict[int, list[int]] = field(default_factory=dict)


def count(programme: Programme, number: int) -> Count:
    """One query, once per public version: every date that begins in this year, by month and place."""
    dates = programme.dates.filter(first_day__range=(date(number, 1, 1), date(number, 12, 31)))
    columns = dates.values_list("pk", "first_day", "last_day", "venue", "event__territory")
    today = days.today()
    found: Count = once_per_version(f"year-{today}", columns, lambda: _count(columns, today))
    return found


def _count(columns: Iterable[tuple[int, date, date, int | None, int | None]], today: date) -> Count:
    found = Count()
    over: dict[int, list[int]] = {}
    for pk, first, last, venue, territory in columns:
        found.months[first.month] += 1
        # A date in a room is one of its commune too: each number is what its link leads to.
        for place in (("miejsce", venue), ("gmina", territory or 0)):
            if place[1] is not None:
                found.places.setdefault((place[0], place[1]), Counter())[first.month] += 1
        named = (over if last < today else found.named).setdefault(first.month, [])
        if len(named) < LINES:
            named.append(pk)
    for month, gone in over.items():
        found.named[month] = [*found.named.get(month, []), *gone][:LINES]
    return found


def year(programme: Programme, address: CalendarAddress) -> dict[str, Any]:
    """Twelve months with what is ahead in each, and a table of places by months."""
    number, today = address.day.year, days.today()
    found = count(programme, number)
    shown = {pk for named in found.named.values() for pk in named}
    named = programme.lines(programme.dates.model.objects.filter(pk__in=shown).as_lines())
    months = []
    for index in range(1, 13):
        first = date(number, index, 1)
        here = [named[pk] for pk in found.named.get(index, []) if pk in named]
        months.append(
            {
                "title": in_letters(first, "F"),
                "short": in_letters(first, "M"),
                "url": address.at(first, View.MONTH),
                "now": (today.year, today.month) == (number, index),
                "count": in_words(found.months[index]) if found.months[index] else "",
                "events": [
                    {
                        "title": shortened(line.title),
                        "url": address.event(line.url_path),
                        "day": line.first_day,
                        "cancelled": line.cancelled,
                    }
                    for line in here
                ],
            }
        )
    return {
        "title": str(number),
        "months": months,
        "tables": [
            {"id": kind, "title": title, "head": head, "lines": lines}
            for kind, title, head in (
                ("gmina", gettext("W gminach"), gettext("Gmina")),
                ("miejsce", gettext("W miejscach z portalu"), gettext("Miejsce")),
            )
            if (lines := _lines(found, kind, number, address))
        ],
        "empty": not found.months,
        "previous": step(days.shifted_month(date(number, 1, 1), -12), str(number - 1), address),
        "next": step(days.shifted_month(date(number, 1, 1), 12), str(number + 1), address),
        "has_today": today.year == number,
    }


def _lines(found: Count, kind: str, number: int, address: CalendarAddress) -> list[dict[str, Any]]:
    """A table's lines: its places by name, with a number for each month; what is left in one line. One query."""
    all_of_kind = [place for place in found.places if place[0] == kind]
    known = [place for place in all_of_kind if place[1]]
    known.sort(key=lambda place: (-found.places[place].total(), place))
    names = _names(kind, [pk for _kind, pk in known[:MOST_PLACES]])
    lines = []
    for place, (label, value) in names.items():
        counts = found.places[place]
        lines.append(
            {
                "label": label,
                "url": address.narrowed(place[0], value, date(number, 1, 1), View.YEAR),
                "total": counts.total(),
                "cells": [
                    {
                        "count": counts[month],
                        "url": address.narrowed(place[0], value, date(number, month, 1), View.MONTH) if counts[month] else "",
                    }
                    for month in range(1, 13)
                ],
            }
        )
    lines = alphabetical(lines, lambda line: line["label"])
    rest = sum((found.places[place] for place in all_of_kind if place not in names), Counter())
    if rest:
        cells = [{"count": rest[month], "url": ""} for month in range(1, 13)]
        label = gettext("pozostałe miejsca") if lines else gettext("miejsce niepodane")
        lines.append({"label": label, "url": "", "total": rest.total(), "cells": cells})
    return lines


def _names(kind: str, ids: list[int]) -> dict[Place, tuple[str, str]]:
    """What each place is called, and its word in an address."""
    from events_calendar.models import Venue

    if kind == "miejsce":
        venues = Venue.objects.filter(active=True).select_related("parent").in_bulk(ids)
        return {(kind, pk): (venues[pk].full_name, venues[pk].slug) for pk in ids if pk in venues}
    communes = Territory.objects.filter(kind=Territory.Kind.COMMUNE).in_bulk(ids)
    return {(kind, pk): (str(communes[pk]), communes[pk].code) for pk in ids if pk in communes}
