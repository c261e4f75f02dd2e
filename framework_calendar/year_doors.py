"""Ways to the pages of the years: from the calendar, from the site map for machines, from page to page."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, gettext

from core.navigation import breadcrumb_pages
from core.privacy import public_q
from core.registry import calendar_doors, sitemap_paths
from core.templatetags.portal_ui import long_date
from events_calendar import days
from events_calendar.models import CalendarPage
from framework_calendar import year_register


def door_of(year: int) -> Iterable[dict[str, str]]:
    """From the calendar to the years for which somebody takes proposals now, and to the framework of the year that it shows."""
    for open_year, closes in year_register.open_until(days.today()).items():
        said = {"year": open_year, "day": long_date(closes)}
        label = gettext("Trwa nabór do kalendarza ramowego na rok %(year)s, do %(day)s") % said
        yield {"label": label, "url": reverse("framework_year", args=[open_year])}
        if open_year == year:
            return
    if year in year_register.years():
        label = gettext("Ramowy kalendarz imprez %(year)s: co, kiedy i gdzie uzgodniły organizacje") % {"year": year}
        yield {"label": label, "url": reverse("framework_year", args=[year])}


def paths() -> Iterable[str]:
    """What the site map lists, below the address of each language."""
    years = year_register.years()
    if years:
        yield "kalendarz/ramowy/"
    for year in years:
        yield f"kalendarz/ramowy/{year}/"


def crumbs(request: HttpRequest, *above: dict[str, str]) -> list[dict[str, str]]:
    """The steps that lead here: the home page, the calendar where this language has one, and what is given."""
    calendar = CalendarPage.objects.live().filter(public_q(), locale__language_code=get_language()).first()
    if calendar is None:
        home = {"title": gettext("Strona główna"), "url": f"/{get_language()}/"}
        return [home, *above]
    return [*breadcrumb_pages(calendar), {"title": calendar.title, "url": calendar.get_url(request) or ""}, *above]


def register() -> None:
    calendar_doors.append(door_of)
    sitemap_paths.append(paths)
