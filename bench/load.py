"""Fills a site with the content of the page benchmark, with the site's own settings.

`load.py ours|stock FIRST_NEWS COUNT_NEWS FIRST_EVENT COUNT_EVENTS`
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Behind the site's own folders: the stock site has apps of the same names as ours.
sys.path.append(str(ROOT))

import django  # noqa: E402

django.setup()

from django.core.files.base import ContentFile  # noqa: E402
from django.utils import timezone  # noqa: E402
from wagtail.models import Locale, Page, Site  # noqa: E402

from bench import content  # noqa: E402
from tests.bulk import bulk_children  # noqa: E402


def ours(first_news: int, news: int, first_event: int, events: int) -> None:
    from core.database import refresh_statistics
    from core.models import PortalImage
    from events_calendar.models import CalendarFolderPage, EventPage
    from events_calendar.services import in_bulk
    from home.models import HomePage
    from news.models import NewsFolderPage, NewsPage
    from tests.factories import make_site_tree

    if not HomePage.objects.exists():
        make_site_tree()
        Site.objects.update(hostname="localhost")
        for number, picture in enumerate(content.pictures()):
            PortalImage.objects.create(
                title=f"Obraz {number}", file=ContentFile(picture, f"obraz-{number}.png"), width=1280, height=800, decorative=True
            )
    images = list(PortalImage.objects.order_by("pk"))
    now = timezone.now()
    folder = NewsFolderPage.objects.get(slug="slupsk")
    calendar = CalendarFolderPage.objects.get(slug="slupsk")
    text = '[{"type": "text", "value": "%s", "id": "6f0c9d1e-0000-4000-8000-000000000000"}]'
    rows = [
        NewsPage(
            title=row["title"],
            slug=row["slug"],
            date=row["date"],
            summary=row["intro"],
            body=text % row["body"],
            listing_image=images[row["picture"]],
            owner_cop=folder.owner_cop,
        )
        for row in content.news(first_news, news, now)
    ]
    bulk_children(folder, rows)
    happenings = [
        EventPage(
            title=row["title"],
            slug=row["slug"],
            start=row["start"],
            end=row["end"],
            place_name=row["place"],
            body=text % row["body"],
            owner_cop=calendar.owner_cop,
        )
        for row in content.events(first_event, events, now)
    ]
    for page in happenings:
        page.clean()
    in_bulk.roll_out(bulk_children(calendar, happenings))
    # As the portal does after a load and every night.
    refresh_statistics()


def stock(first_news: int, news: int, first_event: int, events: int) -> None:
    from naive.models import EventPage, NaiveHomePage, NewsIndexPage, NewsPage
    from wagtail.images.models import Image

    if not NaiveHomePage.objects.exists():
        Site.objects.all().delete()
        Page.objects.filter(depth=2).delete()
        root = Page.objects.get(depth=1)
        home = root.add_child(instance=NaiveHomePage(title="Portal", slug="portal", intro="<p>Zdanie.</p>"))
        Site.objects.create(hostname="localhost", port=80, root_page=home, is_default_site=True)
        for title, slug in (("Aktualności", "aktualnosci"), ("Kalendarz", "kalendarz"), ("Organizacje", "organizacje"), ("Grupy", "grupy")):
            home.add_child(instance=NewsIndexPage(title=title, slug=slug, show_in_menus=True))
        for number, picture in enumerate(content.pictures()):
            Image.objects.create(title=f"Obraz {number}", file=ContentFile(picture, f"obraz-{number}.png"), width=1280, height=800)
    images = list(Image.objects.order_by("pk"))
    assert Locale.objects.exists()
    now = timezone.now()
    rows = [
        NewsPage(title=row["title"], slug=row["slug"], date=row["date"], intro=row["intro"], body=row["body"], image=images[row["picture"]])
        for row in content.news(first_news, news, now)
    ]
    bulk_children(Page.objects.get(slug="aktualnosci"), rows)
    happenings = [
        EventPage(title=row["title"], slug=row["slug"], start=row["start"], end=row["end"], place=row["place"], body=row["body"])
        for row in content.events(first_event, events, now)
    ]
    bulk_children(Page.objects.get(slug="kalendarz"), happenings)


if __name__ == "__main__":
    {"ours": ours, "stock": stock}[sys.argv[1]](*map(int, sys.argv[2:]))
