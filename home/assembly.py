"""What home's pages gather from all apps. Each function is a constant number of queries."""

from __future__ import annotations

from datetime import date
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.dateformat import format as format_date
from django.utils.translation import get_language, ngettext
from wagtail.models import Page

from core.collation import alphabetical
from core.paging import query_with
from core.privacy import public_q, readable_q
from core.templatetags.portal_pictures import prefetch_pictures
from core.untranslated import untranslated
from events_calendar import days, grids
from events_calendar.models import EventPage
from events_calendar.rows import Programme
from news.models import NewsPage

if TYPE_CHECKING:
    from home.models import ContentPage, CopIndexPage, CopPage, HomePage, SectionPage
    from home.querysets import CopQuerySet

NEWS, EVENTS = 4, 5
LONGEST_SECTION = 20
COP_NEWS, COP_EVENTS = 4, 5
# Where all of a kind are listed, below the home page (shared URL contract).
CALENDAR, NEWS_INDEX, CENTRES = "kalendarz", "aktualnosci", "cop"
MOST_CENTRES = 24
DOOR_ICONS = {"resident": "house", "ngo": "users", "office": "landmark"}


def home_context(page: HomePage, request: HttpRequest) -> dict[str, Any]:
    """Doors, next events beside their month, news, and the one open question."""
    base = page.get_url(request) or "/"
    today = days.today()
    band_page = _in_this_language(page.band_page_id, page.locale_id)
    return {
        "hints": _searches(page, base),
        "doors": _doors(page),
        "calendar_url": f"{base}{CALENDAR}/",
        "weekend_url": f"{base}{CALENDAR}/{query_with({}, widok='weekend', data=days.weekend_bounds(today)[0].isoformat())}",
        "news_url": f"{base}{NEWS_INDEX}/",
        "next_events": Programme.of(EventPage.objects.readable(page.locale_id)).coming(today, EVENTS),
        "month": month_at_a_glance(page.locale_id, today, f"{base}{CALENDAR}/"),
        "news_items": list(NewsPage.objects.readable(page.locale_id).for_cards()[:NEWS]),
        "band_url": band_page.get_url(request) if band_page else "",
        **_centres(page, base),
    }


def _centres(page: HomePage, base: str) -> dict[str, Any]:
    """The towns with a centre, each leading to its page."""
    from home.models import CopPage

    rows = (
        CopPage.objects.filter(readable_q(page.locale_id))
        .order_by("organisation__sort_key", "pk")
        .values_list("organisation__town", "title", "slug")[:MOST_CENTRES]
    )
    centres = alphabetical(({"town": town or title, "url": f"{base}{CENTRES}/{slug}/"} for town, title, slug in rows), itemgetter("town"))
    title = ngettext("%(count)s centrum, jedna sieć", "%(count)s centrów, jedna sieć", len(centres)) % {"count": len(centres)}
    return {"centres": centres, "centres_title": title, "centres_url": f"{base}{CENTRES}/"}


def _in_this_language(page_id: int | None, locale_id: int) -> Page | None:
    """The live translation of a chosen page, or the page itself; one query."""
    if page_id is None:
        return None
    same = Page.objects.filter(translation_key__in=Page.objects.filter(pk=page_id).values("translation_key"))
    found = {page.locale_id: page for page in same.live().filter(public_q()).only("title", "url_path", "locale_id")}
    return found.get(locale_id) or next((page for page in found.values() if page.pk == page_id), None)


def _searches(page: HomePage, base: str) -> list[dict[str, str]]:
    words = [word.strip() for word in page.popular_searches.split(",")]
    return [{"label": word, "url": f"{base}szukaj/{query_with({}, q=word)}"} for word in words if word]


def _doors(page: HomePage) -> list[dict[str, Any]]:
    """The links of the three audiences; a door without links is left out."""
    from home.models import HomeDoorLink

    links = list(page.door_links.all())
    doors = [
        {
            "title": audience.label,
            "icon": DOOR_ICONS[audience],
            "links": [{"label": link.text, "url": link.path} for link in links if link.audience == audience],
        }
        for audience in HomeDoorLink.Audience
    ]
    return [door for door in doors if door["links"]]


def month_at_a_glance(locale_id: int, day: date, calendar_url: str) -> dict[str, Any]:
    """The small month: days with events lead to that day's list. One query."""
    first, last = days.month_bounds(day)
    today = days.today()
    dates = Programme.of(EventPage.objects.readable(locale_id)).dates
    rows = dates.on_days(first, last).order_by().values_list("first_day", "last_day")
    counts: dict[date, int] = {}
    for begins, ends in rows:
        for number in range(max(begins, first).day, min(ends, last).day + 1):
            here = first.replace(day=number)
            counts[here] = counts.get(here, 0) + 1

    def cell(here: date) -> dict[str, Any]:
        if not first <= here <= last:
            return {"in_month": False}
        count = counts.get(here, 0)
        return {
            "day": here.day,
            "in_month": True,
            "today": here == today,
            "url": calendar_url + query_with({}, widok="dzien", data=here.isoformat()) if count else "",
            "label": f"{format_date(here, 'j E')}, {grids.in_words(count)}" if count else "",
        }

    def neighbour(months: int) -> dict[str, str]:
        other = days.shifted_month(first, months)
        if other is None:
            return {"url": "", "label": ""}
        return {"url": calendar_url + query_with({}, data=other.isoformat()), "label": format_date(other, "F Y")}

    return {
        "title": format_date(first, "F Y"),
        "weeks": [[cell(here) for here in week] for week in days.month_weeks(first)],
        "previous": neighbour(-1),
        "next": neighbour(1),
    }


def section_children(page: SectionPage) -> list[Page]:
    """The live pages in a section, in the editors' order."""
    children = list(
        page.get_children()
        .live()
        .filter(public_q())
        .specific()
        .defer_streamfields()
        .select_related("listing_image", for_specific_subqueries=True)
    )
    prefetch_pictures([child.listing_image for child in children if child.listing_image], "card")
    return children


def content_context(page: ContentPage) -> dict[str, Any]:
    """The other pages of the section that this page lies in; none directly below the home page."""
    from home.models import HomePage

    parent = page.get_parent() if page.path else None
    if parent is None or parent.specific_class in (HomePage, None):
        return {"parent": None, "siblings": []}
    siblings = list(parent.get_children().live().filter(public_q()).only("title", "url_path", "slug")[:LONGEST_SECTION])
    return {"parent": parent, "siblings": siblings if len(siblings) > 1 else []}


def cop_index_context(page: CopIndexPage, request: HttpRequest) -> dict[str, Any]:
    """All centres, by town."""
    return {
        "cops": alphabetical(_centres_below(page).for_cards(), lambda centre: f"{centre.organisation.town} {centre.title}"),
        "untranslated": untranslated(
            page,
            request,
            _centres_below,
            lambda count: (
                ngettext("%(count)s centrum opisano tylko po polsku", "%(count)s centrów opisano tylko po polsku", count) % {"count": count}
            ),
        ),
    }


def _centres_below(page: CopIndexPage) -> CopQuerySet:
    from home.models import CopPage

    found: CopQuerySet = CopPage.objects.child_of(page).live().filter(public_q())
    return found


def cop_context(page: CopPage, request: HttpRequest) -> dict[str, Any]:
    """One centre: its communes, latest news, next events, and the ways to all of them."""
    organisation = page.organisation
    home_url = f"/{get_language()}/"
    return {
        "organisation": organisation,
        "address": page.address or organisation.address,
        "phone": page.phone or organisation.phone,
        "email": page.email or organisation.email,
        "hours": list(page.opening_hours.all()),
        "roles": list(page.staff_roles.all()),
        # An editor's own heading says it already; ours beside it would say it twice.
        "services_titled": any(block.block_type == "heading" and block.value["level"] == "2" for block in page.services),
        "communes": [
            str(served.territory) for served in organisation.served_communes.select_related("territory").order_by("territory__sort_key")
        ],
        "news_items": list(NewsPage.objects.readable(page.locale_id).filter(owner_cop=organisation).for_cards()[:COP_NEWS]),
        "next_events": Programme.of(EventPage.objects.readable(page.locale_id).filter(owner_cop=organisation)).coming(
            days.today(), COP_EVENTS
        ),
        "news_url": f"{home_url}{NEWS_INDEX}/{organisation.slug}/",
        "calendar_url": f"{home_url}{CALENDAR}/{organisation.slug}/",
    }
