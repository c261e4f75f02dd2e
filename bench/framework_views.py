"""Fills a site with a published year of the framework calendar and one before it, then reads the year's page from within.

`framework_views.py ours COUNT MINUTES`, as bench/calendar_views.py, which it is a variant of; COUNT events in the year.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench import calendar_views  # noqa: E402, it sets Django up

CLUBS, COMMUNES, REQUESTS = 200, 40, 16
YEAR = 2027
VIEWS = {
    "year": "",
    "filtered": "?kwartal=2&gmina=2299012",
    "organisations": "?widok=organizacje",
    "compared": "?widok=porownanie",
}


def fill(count: int) -> None:
    from wagtail.models import Site

    from accounts.models import Organisation
    from core.database import refresh_statistics
    from core.models import Territory, Topic
    from tests.events_calendar.factories import at
    from tests.factories import make_site_tree
    from tests.framework_calendar.published import many_placed, published_call

    tree = make_site_tree()
    Site.objects.update(hostname="localhost")
    county = Territory.objects.create(code="2299", name="powiat próbny", kind="county")
    communes = [
        Territory.objects.create(code=f"2299{number:02d}2", name=f"Gmina {number}", kind="commune", parent=county)
        for number in range(1, COMMUNES + 1)
    ]
    clubs = [Organisation.objects.create(kind="ngo", name=f"Klub {number}", slug=f"klub-{number}") for number in range(CLUBS)]
    topics = [Topic.objects.create(name=f"Temat {number}", name_en=f"Topic {number}", slug=f"temat-{number}") for number in range(12)]
    for year, folder in ((YEAR - 1, tree.calendar_tczew), (YEAR, tree.calendar_slupsk)):
        first, step = at(f"{year}-01-01 08:00"), timedelta(minutes=365 * 24 * 60 // count - 1)
        many_placed(
            published_call(year=year),
            folder,
            count,
            lambda number, first=first, step=step: first + number * step,
            organisations=clubs,
            communes=communes,
            topics=topics,
        )
    refresh_statistics()
    calendar_views.analyse()


def addresses(_kind: str) -> dict[str, list[str]]:
    """What is asked for in each view: of the year and of what is narrowed its pages one after the other, of the others the same again."""
    base = f"/pl/kalendarz/ramowy/{YEAR}/"
    urls = {}
    for name, query in VIEWS.items():
        pages = [f"{base}{query}"] * REQUESTS
        if name == "year":
            pages = [f"{base}?strona={number % 10 + 1}" for number in range(REQUESTS)]
        urls[name] = urls[f"{name}, just published"] = pages
    return urls


def main(count: int) -> None:
    fill(count)
    calendar_views.addresses = addresses
    calendar_views.answer(calendar_views.Reader("ours"))


if __name__ == "__main__":
    main(int(sys.argv[2]))
