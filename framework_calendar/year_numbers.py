"""A year in numbers: by month, week and commune, by organisation, and beside the year before."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext, ngettext

from accounts.models import Organisation
from core.collation import alphabetical
from core.models import Territory
from core.privacy import public_q
from events_calendar import days
from events_calendar.grids import in_letters, in_words
from framework_calendar import year_register
from framework_calendar.models import Proposal
from framework_calendar.year_register import Entry
from ngo_pages.models import NgoPage

# Communes with a line of their own: those where most happens.
MOST_COMMUNES = 20
# Names in a list of what is new, again or no more.
MOST_NAMES = 40


@dataclass(frozen=True)
class Totals:
    """The numbers of some proposals."""

    proposals: int
    events: int
    first: int
    organisations: int
    communes: int
    changed: int = 0
    # Of the proposals those about which nothing is published yet: no refusals.
    pending: int = 0

    @property
    def share(self) -> int | None:
        return share(self.first, self.proposals - self.pending)


def share(first: int, proposals: int) -> int | None:
    """First wishes in a hundred proposals that are decided; None where there is no such proposal."""
    return round(100 * first / proposals) if proposals else None


def percent(value: int | None) -> str:
    return "–" if value is None else f"{value}%"


def totals(entries: Iterable[Entry]) -> Totals:
    listed = list(entries)
    placed = [one for one in listed if one.placed]
    return Totals(
        proposals=len(listed),
        events=len(placed),
        first=sum(one.first for one in placed),
        organisations=len({one.organisation for one in placed}),
        communes=len({one.commune for one in placed if one.commune}),
        changed=sum(bool(one.changes) for one in placed),
        pending=sum(one.pending for one in listed),
    )


def totals_by_year() -> dict[int, Totals]:
    """The same of each year that has something published, counted by the database: one query, however many years there are."""
    slot = year_register.SLOT
    rows = (
        year_register.published()
        .order_by()
        .values("call__year")
        .annotate(
            proposals=Count("pk"),
            events=Count("pk", filter=slot),
            pending=Count("pk", filter=~year_register.DECIDED),
            first=Count("pk", filter=slot & Q(allocation__rank=1)),
            organisations=Count("organisation", filter=slot, distinct=True),
            communes=Count("allocation__commune", filter=slot, distinct=True),
        )
    )
    return {row.pop("call__year"): Totals(**row) for row in rows}


def summary(numbers: Totals) -> str:
    """The year in two sentences."""
    events = ngettext("%(count)s wydarzenie", "%(count)s wydarzeń", numbers.events) % {"count": numbers.events}
    organisations = ngettext("%(count)s organizacja", "%(count)s organizacji", numbers.organisations) % {"count": numbers.organisations}
    communes = ngettext("%(count)s gmina", "%(count)s gmin", numbers.communes) % {"count": numbers.communes}
    counted = f"{events}, {organisations}, {communes}."
    if numbers.share is None:
        return counted
    first = gettext("Pierwsze życzenie dostało %(share)s propozycji.") % {"share": percent(numbers.share)}
    return f"{counted} {first}"


# --- The year at a glance


def months(year: int, placed: list[Entry], address: Callable[[Entry], str]) -> list[dict[str, Any]]:
    """Twelve months with how much each holds, and its weeks; `address` says where in the list an entry stands."""
    by_month: dict[int, list[Entry]] = defaultdict(list)
    for one in placed:
        if one.day:
            by_month[one.day.month].append(one)
    today = days.today()
    shown = []
    for number in range(1, 13):
        first, here = date(year, number, 1), by_month[number]
        shown.append(
            {
                "title": in_letters(first, "F"),
                "url": address(here[0]) if here else "",
                "now": (today.year, today.month) == (year, number),
                "count": in_words(len(here)) if here else "",
                "weeks": _weeks(here, first),
            }
        )
    return shown


def _weeks(here: list[Entry], first: date) -> list[dict[str, str]]:
    """The weeks of a month on which something begins, cut where the month begins and ends."""
    counts = Counter(days.week_bounds(one.day)[0] for one in here if one.day)
    last = days.month_bounds(first)[1]
    weeks = []
    for monday, count in sorted(counts.items()):
        begins, ends = max(monday, first), min(monday + timedelta(days=6), last)
        span = f"{begins.day}–{in_letters(ends, 'j E')}" if begins != ends else in_letters(begins, "j E")
        weeks.append({"span": span, "count": in_words(count)})
    return weeks


def commune_table(placed: Iterable[Entry], url: Callable[[str], str]) -> list[dict[str, Any]]:
    """Communes by months, those where most happens with a line of their own; `url` leads on by a commune's code."""
    counts: dict[int | None, Counter[int]] = defaultdict(Counter)
    for one in placed:
        if one.day:
            counts[one.commune][one.day.month] += 1
    most = sorted((pk for pk in counts if pk), key=lambda pk: (-counts[pk].total(), pk))[:MOST_COMMUNES]
    names = Territory.objects.in_bulk(most)
    lines = [_line(str(names[pk]), counts[pk], url(names[pk].code)) for pk in most if pk in names]
    lines = alphabetical(lines, lambda line: line["label"])
    rest = sum((count for pk, count in counts.items() if pk not in most), Counter())
    if rest:
        lines.append(_line(gettext("pozostałe gminy") if lines else gettext("gmina niepodana"), rest, ""))
    return lines


def _line(label: str, count: Counter[int], url: str) -> dict[str, Any]:
    return {"label": label, "url": url, "cells": [count[month] or "" for month in range(1, 13)], "total": count.total()}


# --- Who got what


@dataclass
class OrganisationLine:
    """What one organisation proposed and got."""

    pk: int
    name: str
    kind: str
    proposals: int = 0
    events: int = 0
    first: int = 0
    pending: int = 0
    url: str = ""

    @property
    def share(self) -> str:
        return percent(share(self.first, self.proposals - self.pending))


def organisation_lines(entries: Iterable[Entry]) -> list[OrganisationLine]:
    """Every organisation that proposed something, by its name. One query."""
    listed = list(entries)
    pks = {one.organisation for one in listed}
    rows = Organisation.objects.filter(pk__in=pks).order_by("sort_key", "name")
    lines = {one.pk: OrganisationLine(one.pk, one.name, one.get_kind_display()) for one in rows.only("name", "kind")}
    for one in listed:
        line = lines[one.organisation]
        line.proposals += 1
        line.events += one.placed
        line.first += one.first
        line.pending += one.pending
    return list(lines.values())


def add_profiles(lines: list[OrganisationLine], locale_id: int) -> None:
    """The address of each organisation's public profile, where it has one. One query."""
    pages = NgoPage.objects.live().filter(public_q(), locale_id=locale_id, organisation__in=[line.pk for line in lines])
    urls = {page.organisation_id: page.url for page in pages.only("url_path", "locale", "organisation", "depth", "path")}
    for line in lines:
        line.url = urls.get(line.pk) or ""


# --- Beside the year before


@dataclass
class Fate:
    """Things that are new this year, there again, or no more: how many, and the first of them by name."""

    title: str
    count: int
    names: list[str] = field(default_factory=list)

    @property
    def more(self) -> int:
        return self.count - len(self.names)


def compared(this: list[Entry], last: list[Entry], years: tuple[int, int]) -> dict[str, Any]:
    """The numbers of both years side by side, by month and commune, and who and what is new, again or no more. Three queries."""
    now, then = totals(this), totals(last)
    here, there = [one for one in this if one.placed], [one for one in last if one.placed]
    return {
        "head": [str(years[1]), str(years[0]), gettext("różnica")],
        "numbers": [
            _compared_line(gettext("wydarzenia"), then.events, now.events),
            _compared_line(gettext("organizacje"), then.organisations, now.organisations),
            _compared_line(gettext("gminy"), then.communes, now.communes),
            _compared_line(gettext("propozycje"), then.proposals, now.proposals),
            [
                gettext("pierwsze życzenia"),
                percent(then.share),
                percent(now.share),
                _difference((now.share or 0) - (then.share or 0), gettext(" p.p.")) if None not in (then.share, now.share) else "–",
            ],
        ],
        "months": _by_month(there, here),
        "communes": _by_commune(there, here),
        "organisations": _organisations(there, here),
        "events": _events(there, here, years),
    }


def _difference(value: int, unit: str = "") -> str:
    return f"+{value}{unit}" if value > 0 else f"{'−' if value < 0 else ''}{abs(value)}{unit}"


def _compared_line(label: str, then: int, now: int) -> list[Any]:
    return [label, then, now, _difference(now - then)]


def _by_month(there: list[Entry], here: list[Entry]) -> list[list[Any]]:
    then, now = (Counter(one.day.month for one in listed if one.day) for listed in (there, here))
    return [_compared_line(in_letters(date(2000, month, 1), "F"), then[month], now[month]) for month in range(1, 13)]


def _by_commune(there: list[Entry], here: list[Entry]) -> list[list[Any]]:
    then, now = (Counter(one.commune for one in listed if one.commune) for listed in (there, here))
    most = sorted({*then, *now}, key=lambda pk: (-(then[pk] + now[pk]), pk))
    names = Territory.objects.in_bulk(most[:MOST_COMMUNES])
    lines = [_compared_line(str(names[pk]), then[pk], now[pk]) for pk in most[:MOST_COMMUNES] if pk in names]
    lines = alphabetical(lines, lambda line: line[0])
    if rest := most[MOST_COMMUNES:]:
        lines.append(_compared_line(gettext("pozostałe gminy"), sum(then[pk] for pk in rest), sum(now[pk] for pk in rest)))
    return lines


def _fates(then: dict[Any, str], now: dict[Any, str]) -> list[Fate]:
    """By keys that stay the same from year to year, with names in the order in which they are listed."""
    groups = (
        (gettext("nowe"), [name for key, name in now.items() if key not in then]),
        (gettext("znowu"), [name for key, name in now.items() if key in then]),
        (gettext("już nie"), [name for key, name in then.items() if key not in now]),
    )
    return [Fate(title, len(names), names[:MOST_NAMES]) for title, names in groups]


def _organisations(there: list[Entry], here: list[Entry]) -> list[Fate]:
    then, now = ({one.organisation for one in listed} for listed in (there, here))
    named = Organisation.objects.filter(pk__in=then | now).order_by("sort_key", "name").values_list("pk", "name")
    names = list(named)
    return _fates({pk: name for pk, name in names if pk in then}, {pk: name for pk, name in names if pk in now})


def _events(there: list[Entry], here: list[Entry], years: tuple[int, int]) -> list[Fate]:
    """An event is there again where it was copied from last year's, or where the same organisation gives it the same name.

    Listed as they follow one another in the year.
    """
    columns = ("pk", "title", "organisation_id", "copied_from_id")
    rows = {row[0]: row for row in Proposal.objects.filter(call__year__in=years).order_by().values_list(*columns)}
    keys = {pk: (organisation, title.casefold()) for pk, title, organisation, _copied in rows.values()}
    then = {keys[one.proposal]: rows[one.proposal][1] for one in there}
    before = {one.proposal for one in there}
    now = {}
    for one in here:
        _pk, title, _organisation, copied = rows[one.proposal]
        now[keys[copied] if copied in before else keys[one.proposal]] = title
    return _fates(then, now)
