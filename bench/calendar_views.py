"""Fills a site with events and times its calendar from within, with the site's own settings. Prints one line of JSON.

`calendar_views.py ours|stock COUNT MINUTES`: so many events, one each so many minutes, half of them ahead.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

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
    from events_calendar.services import dates
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
        dates.roll_out_many(bulk_children(folder, pages[number :: len(folders)]))
    refresh_statistics()
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


def timed(client: Client, urls: list[str], before: Callable[[], object] = lambda: None) -> dict[str, float]:
    """The median and the 95th percentile in milliseconds, the most queries and bytes of these requests; the first warms up."""
    times, queries, size = [], 0, 0
    for number, url in enumerate([urls[0], *urls]):
        before()
        started = time.perf_counter()
        response = client.get(url, headers=HEADERS)
        taken = (time.perf_counter() - started) * 1000
        assert response.status_code == 200, (url, response.status_code)
        if number:
            times.append(taken)
            size = max(size, len(response.content))
    for url in urls[:3]:
        before()
        with CaptureQueriesContext(connection) as captured:
            client.get(url, headers=HEADERS)
        queries = max(queries, len(captured))
    return {"p50": statistics.median(times), "p95": statistics.quantiles(times, n=20)[-1], "queries": queries, "bytes": size}


def days(count: int) -> list[date]:
    """Days round today, each in its turn."""
    return [timezone.localdate() + timedelta(days=7 * (number - count // 2)) for number in range(count)]


def main(kind: str, count: int, minutes: int) -> None:
    {"ours": fill_ours, "stock": fill_stock}[kind](count, minutes)
    client = Client(SERVER_NAME="localhost")
    if kind == "stock":
        print(json.dumps({"month": timed(client, [f"/kalendarz/?data={day}" for day in days(REQUESTS)])}))
        return
    import portal.wsgi  # noqa: F401, as it is served: what is loaded is out of the garbage collector's sight
    from core import pagecache

    urls = {name: [f"/pl/kalendarz/?widok={view}&data={day}" for day in days(REQUESTS)] for name, view in VIEWS.items()}
    # The list that people read is the one from today on, page by page.
    urls["list"] = [f"/pl/kalendarz/?widok=lista&strona={number % 20 + 1}" for number in range(REQUESTS)]
    urls["year"] = [f"/pl/kalendarz/?widok=rok&data={timezone.localdate()}"] * 20
    urls["month"] = [url.replace("widok=&", "") for url in urls["month"]]
    urls["filtered"] = [f"{url}&bezplatne=1&q=spotkanie&gmina=2263011" for url in urls["week"]]
    found = {name: timed(client, those) for name, those in urls.items()}
    # Nothing of the calendar in any cache: the first reader after a publication.
    found["month, just published"] = timed(client, urls["month"], lambda: cache.delete(pagecache.VERSION_KEY))
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
