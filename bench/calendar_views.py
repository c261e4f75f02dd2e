"""Fills a site with events, then reads its calendar from within, with the site's own settings.

`calendar_views.py ours|stock COUNT MINUTES`: so many events, one each so many minutes, half of them ahead. Prints how many pages
each view has, then answers each line of its input with a line of JSON: "begin|VIEW", "read|VIEW|NUMBER", "queries|VIEW".
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
# Behind the site's own folders: the stock site has apps of the same names as ours. This file's folder has a module called "search".
sys.path[:] = [*(path for path in sys.path if Path(path or ".").resolve() != ROOT / "bench"), str(ROOT)]

import django  # noqa: E402

django.setup()

from django.core.cache import cache  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402
from wagtail.models import Page, Site  # noqa: E402

from tests.bulk import bulk_children  # noqa: E402

REQUESTS = 40
# Past the portal's page cache.
HEADERS = {"Authorization": "none"}
VIEWS = {"month": "", "week": "tydzien", "list": "lista", "day": "dzien", "weekend": "weekend", "year": "rok"}


def starts(count: int, minutes: int) -> list:
    first = timezone.now().replace(minute=0, second=0, microsecond=0) - timedelta(minutes=minutes * count // 2)
    return [first + timedelta(minutes=minutes * number) for number in range(count)]


def fill_ours(count: int, minutes: int) -> None:
    from accounts.models import Organisation
    from core.database import refresh_statistics
    from core.models import Territory
    from events_calendar.models import CalendarFolderPage, EventKind, EventPage
    from events_calendar.services import in_bulk
    from tests.factories import make_site_tree

    make_site_tree()
    Site.objects.update(hostname="localhost")
    towns = list(Territory.objects.filter(kind="commune"))
    folders = list(CalendarFolderPage.objects.order_by("pk"))
    clubs = [Organisation.objects.create(kind="ngo", name=f"Klub {number}", slug=f"klub-{number}") for number in range(40)]
    pages = [
        EventPage(
            title=f"Wydarzenie {number}: spotkanie dla mieszkańców i organizacji",
            slug=f"wydarzenie-{number}",
            summary="Jedno zdanie o tym, co się odbędzie.",
            kind=EventKind.values[number % len(EventKind.values)],
            start=start,
            end=start + timedelta(hours=2),
            place_name="Świetlica wiejska",
            territory=towns[number % len(towns)],
            organiser=clubs[number % len(clubs)],
            owner_cop=folders[number % len(folders)].owner_cop,
            free=bool(number % 3),
            accessibility=["step_free"] if number % 2 else [],
        )
        for number, start in enumerate(starts(count, minutes))
    ]
    for number, folder in enumerate(folders):
        in_bulk.roll_out(bulk_children(folder, pages[number :: len(folders)]))
    refresh_statistics()
    analyse()


def analyse() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # what autovacuum does within a minute; the servers of the tests have it off


def fill_stock(count: int, minutes: int) -> None:
    from naive.models import EventPage, MonthPage, NaiveHomePage

    Site.objects.all().delete()
    Page.objects.filter(depth=2).delete()
    home = Page.objects.get(depth=1).add_child(instance=NaiveHomePage(title="Portal", slug="portal", intro="<p>Zdanie.</p>"))
    Site.objects.create(hostname="localhost", port=80, root_page=home, is_default_site=True)
    calendar = home.add_child(instance=MonthPage(title="Kalendarz", slug="kalendarz"))
    rows = [
        EventPage(
            title=f"Wydarzenie {number}: spotkanie dla mieszkańców i organizacji",
            slug=f"wydarzenie-{number}",
            start=start,
            end=start + timedelta(hours=2),
            place="Świetlica wiejska",
            body="<p>Jedno zdanie.</p>",
        )
        for number, start in enumerate(starts(count, minutes))
    ]
    bulk_children(calendar, rows)


def days(count: int) -> list[date]:
    """Days round today, each in its turn."""
    return [timezone.localdate() + timedelta(days=7 * (number - count // 2)) for number in range(count)]


def addresses(kind: str) -> dict[str, list[str]]:
    """What is asked for in each view."""
    if kind == "stock":
        return {"month": [f"/kalendarz/?data={day}" for day in days(REQUESTS)]}
    urls = {name: [f"/pl/kalendarz/?widok={view}&data={day}" for day in days(REQUESTS)] for name, view in VIEWS.items()}
    # The list that people read is the one from today on, page by page.
    urls["list"] = [f"/pl/kalendarz/?widok=lista&strona={number % 20 + 1}" for number in range(REQUESTS)]
    urls["year"] = [f"/pl/kalendarz/?widok=rok&data={timezone.localdate()}"] * REQUESTS
    urls["month"] = [url.replace("widok=&", "") for url in urls["month"]]
    urls["filtered"] = [f"{url}&bezplatne=1&q=spotkanie&gmina=2263011" for url in urls["week"]]
    urls |= {f"{view}, just published": urls[view] for view in ("month", "year")}
    return urls


class Reader:
    """Reads pages, one at a time, and says how long each took."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.client = Client(SERVER_NAME="localhost")
        self.urls = addresses(kind)
        # Read before each page that is to be the first after a publication: nothing of the calendar is in any cache.
        self.before: Callable[[], object] = lambda: None
        if kind != "stock":
            import portal.wsgi  # noqa: F401, as it is served: what is loaded is out of the garbage collector's sight

    def _get(self, url: str) -> Any:
        response = self.client.get(url, headers=HEADERS)
        assert response.status_code == 200, (url, response.status_code)
        return response

    def forget(self) -> None:
        if self.kind != "stock":
            from core import pagecache

            cache.delete(pagecache.VERSION_KEY)

    def begin(self, view: str) -> dict[str, float]:
        """A new round of a view, as after a publication; its first page warms up what all share."""
        self.before = self.forget if view.endswith("published") else lambda: None
        self.forget()
        self._get(self.urls[view][0])
        return {}

    def queries(self, view: str) -> dict[str, float]:
        """The most queries of three pages that nobody has read since the publication."""
        self.begin(view)
        most = 0
        for url in self.urls[view][1:4]:
            self.before()
            with CaptureQueriesContext(connection) as captured:
                self._get(url)
            most = max(most, len(captured))
        return {"queries": most}

    def read(self, view: str, number: int) -> dict[str, float]:
        self.before()
        started = time.perf_counter()
        response = self._get(self.urls[view][number])
        return {"ms": (time.perf_counter() - started) * 1000, "bytes": len(response.content)}


def main(kind: str, count: int, minutes: int) -> None:
    {"ours": fill_ours, "stock": fill_stock}[kind](count, minutes)
    answer(Reader(kind))


def answer(reader: Reader) -> None:
    """How many pages each view has, then a line of JSON for each line of the input."""
    print(json.dumps({view: len(urls) for view, urls in reader.urls.items()}), flush=True)
    for line in sys.stdin:
        word, view, *number = line.strip().split("|")
        print(json.dumps(getattr(reader, word)(view, *map(int, number))), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
