"""Thin views of places: the list, and one place with its week."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from core import structured_data
from core.models import Territory
from core.navigation import breadcrumb_pages, keep_path, keep_query
from core.paging import last_values, page_of, page_prefix, query_with
from core.privacy import public_q
from core.querysets import own_page_of
from core.templatetags.portal_pictures import prefetch_pictures
from core.templatetags.portal_ui import long_date
from events_calendar import availability, days, venue_access, venue_facts, week_grid
from events_calendar.models import EventPage, Occurrence, Venue
from events_calendar.venue_forms import VenueListForm, WeekForm

if TYPE_CHECKING:
    from events_calendar.models import CalendarPage

PER_PAGE = 24
COMING = 5
ROUTE = "miejsca/"


def venues(page: CalendarPage, request: HttpRequest) -> TemplateResponse:
    """All places that one may ask for, narrowed by filters."""
    form = VenueListForm(last_values(request.GET, VenueListForm.PARAMETERS), communes=_communes())
    form.is_valid()
    base = _base(page, request)
    keep_path(request, ROUTE)
    keep_query(request, form.params)
    listing = page_of(form.narrow(Venue.objects.to_find()), request.GET.get("strona"), PER_PAGE)
    count = listing.page.paginator.count
    heading = gettext("Miejsca na wydarzenia")
    return TemplateResponse(
        request,
        "events_calendar/venues.html",
        {
            **_frame(page, request, heading, []),
            "lead": gettext("Zobacz sale, hale i place, które udostępniają samorządy, centra i organizacje, i sprawdź, kiedy są wolne."),
            "form": form,
            "listing": listing,
            "count_line": ngettext("%(count)s miejsce", "%(count)s miejsc", count) % {"count": count},
            "base": base,
            "prefix": page_prefix(form.params),
            "active": [
                {"label": _chip(form, name, value), "remove_url": base + query_with(form.params, **{name: None})}
                for name, value in form.params.items()
            ],
            "reset_url": base if form.params else "",
        },
        status=listing.status,
    )


def venue(page: CalendarPage, request: HttpRequest, slug: str) -> TemplateResponse:
    """One place: how one gets in, when it is free, what it is like and what happens there."""
    place = Venue.objects.listed().filter(slug=slug).first()
    if place is None:
        raise Http404
    form = WeekForm(last_values(request.GET, ["data"]))
    form.is_valid()
    day = form.cleaned_data.get("data")
    base = _base(page, request)
    keep_path(request, f"{ROUTE}{place.slug}/")
    keep_query(request, {"data": day.isoformat()} if day else {})
    week = availability.week(place, day or nearest(place))
    rooms = list(place.children.filter(active=True).select_related("parent"))
    pictures = list(place.pictures.select_related("image"))
    prefetch_pictures([picture.image for picture in pictures], "figure")
    owner_page = own_page_of(place.owner, page.locale_id)
    above = [{"title": one.label, "url": f"{base}{one.slug}/"} for one in (place.parent,) if one is not None and one.active]
    frame = _frame(page, request, place.label, [{"title": gettext("Miejsca na wydarzenia"), "url": base}, *above])
    return TemplateResponse(
        request,
        "events_calendar/venue.html",
        {
            **frame,
            "structured_data": [*frame["structured_data"], venue_facts.structured_data(place, request)],
            "venue": place,
            "description": place.in_language("description"),
            "terms": place.rules,
            "access": venue_access.access_of(place),
            "facts": venue_facts.of(place, (owner_page.get_url(request) or "") if owner_page else ""),
            **week_context(week, form),
            "rooms": rooms,
            "parts": [room for room in rooms if room.is_part],
            "pictures": pictures,
            "coming": _coming(place, rooms, page, request),
            "base": base,
            "ask_url": f"{page.get_url(request)}zglos/{_asked(week, chosen=day is not None)}" if place.bookable else "",
        },
    )


def _asked(week: availability.Week, *, chosen: bool) -> str:
    """What a request begins with: the place, and of a week that the reader has turned to its first day with free time."""
    free = next((one.day.isoformat() for one in week.days if one.free), "") if chosen else ""
    return query_with({}, miejsce=week.venue.slug, data=free)


def nearest(place: Venue) -> date:
    """The first day that one may still ask for; on a Sunday evening this week would be of no use."""
    if not place.bookable:
        return days.today()
    return days.first_day(availability.bookable_between(place, timezone.now())[0])


# --- Both


def _base(page: CalendarPage, request: HttpRequest) -> str:
    return f"{page.get_url(request) or ''}{ROUTE}"


def _frame(page: CalendarPage, request: HttpRequest, heading: str, above: list[dict[str, str]]) -> dict[str, Any]:
    """The calendar's frame under another heading, with the steps that lead here."""
    crumbs = [*breadcrumb_pages(page), {"title": page.title, "url": page.get_url(request) or ""}, *above]
    context = page.get_context(request)
    here = {"title": heading, "url": request.path}
    return {**context, "heading": heading, "crumbs": crumbs, "structured_data": [structured_data.trail([*crumbs, here], request)]}


def _communes() -> list[tuple[str, str]]:
    """The communes that have places, each with how many: one query."""
    commune = Coalesce("territory", "parent__territory", "parent__parent__territory")
    counts = dict(
        Venue.objects.to_find()
        .order_by()
        .annotate(commune=commune)
        .values_list("commune")
        .annotate(count=Count("pk"))
        .exclude(commune=None)
    )
    places = Territory.objects.filter(pk__in=counts).order_by("sort_key", "code") if counts else []
    return [(place.code, f"{place} ({counts[place.pk]})") for place in places]


def _chip(form: VenueListForm, name: str, value: str) -> str:
    field: Any = form.fields[name]
    if name == "gmina":
        return str(dict(field.choices).get(value, value)).rpartition(" (")[0]
    if name == "dostepne":
        return str(field.label)
    if name == "osoby":
        return ngettext("dla %(count)s osoby", "dla %(count)s osób", int(value)) % {"count": value}
    return f"„{value}”"


def week_context(week: availability.Week, form: WeekForm) -> dict[str, Any]:
    """What the template of a place's week needs, wherever the week stands."""
    return {"week": week, "week_title": _week_title(week), "rows": week_grid.rows_of(week), "form": form, **_neighbours(week)}


def _week_title(week: availability.Week) -> str:
    """ "23–29 listopada 2026", "30 listopada – 6 grudnia 2026"."""
    first, last = week.monday, week.sunday
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{long_date(last)}"
    return f"{long_date(first)} – {long_date(last)}"


def _neighbours(week: availability.Week) -> dict[str, Any]:
    """The weeks before and after, as far as one may ask for a time: a robot would turn the leaves for ever."""
    first = days.week_bounds(days.today())[0]
    furthest = days.shifted_days(days.today(), week.venue.furthest_days) or days.today()
    before, after = days.shifted_days(week.monday, -7), days.shifted_days(week.monday, 7)
    return {
        "previous_day": before,
        "this_day": days.today(),
        "next_day": after,
        "previous_week": query_with({}, data=before.isoformat()) if before and before >= first else "",
        "next_week": query_with({}, data=after.isoformat()) if after and after <= furthest else "",
        "this_week": "" if week.monday == first else query_with({}, data=days.today().isoformat()),
    }


def _coming(place: Venue, rooms: list[Venue], page: CalendarPage, request: HttpRequest) -> list[dict[str, Any]]:
    """The next public dates there and in what lies inside; those that nobody has translated in their own language."""
    events = EventPage.objects.live().filter(public_q())
    inside = Q(venue=place) | Q(venue__parent=place) | Q(venue__parent__parent=place)
    dates = list(
        Occurrence.objects.of(events)
        .planned()
        .from_day(days.today())
        .filter(inside)
        .select_related("venue")
        .order_by("start", "pk")[:COMING]
    )
    found = events.filter(translation_key__in={date.translation_key for date in dates}).for_rows().select_related("locale")
    # The reader's own language last, so that it stays.
    pages = {one.translation_key: one for one in sorted(found, key=lambda one: one.locale_id == page.locale_id)}
    return [
        {
            "event": one,
            "lang": "" if one.locale_id == page.locale_id else one.locale.language_code,
            "url": one.get_url(request),
            "date": date,
            "place": date.venue.label if date.venue and date.venue != place else "",
        }
        for date in dates
        if (one := pages.get(date.translation_key)) is not None
    ]
