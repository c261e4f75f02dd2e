"""Calendars as iCalendar files: of one event, of what the filters leave, of one place, of one person."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext
from icalendar import Calendar

from core.navigation import site_settings
from events_calendar import days, ical, views
from events_calendar.forms import CalendarForm
from events_calendar.models import CalendarFolderPage, CalendarKey, CalendarPage, EventPage, Venue
from events_calendar.services import weighing

# How long after an event its entry stays in the calendar file that a telephone keeps reading.
KEPT_IN_FILE = 31
MOST_IN_FILE = 2000
MOST_REQUESTS = 50


def calendar_file(page: CalendarPage | CalendarFolderPage, request: HttpRequest) -> HttpResponse:
    """What the calendar's filters leave, from a month ago on. A wrong filter is refused, since a file cannot tell of it."""
    form = views.form_of(page, request)
    if not form.is_valid():
        return views.refusal(form)

    def make() -> Calendar:
        return ical.calendar(_name(page, form), form.narrow(page.events()).for_file(_since())[:MOST_IN_FILE], request)

    return ical.answer(request, "kalendarz.ics", make)


def _name(page: CalendarPage | CalendarFolderPage, form: CalendarForm) -> str:
    """The calendar's name in a phone, among others there: where no filter and no COP names it, it is the portal's."""
    if form.params or not isinstance(page, CalendarPage):
        return views.feed_title(page, form)
    return f"{page.title}: {site_settings(page.get_site()).name}"


def event_file(page: EventPage, request: HttpRequest) -> HttpResponse:
    """One event with all its dates."""
    return ical.answer(request, "wydarzenie.ics", lambda: ical.calendar(page.title, [page], request), private=not page.live)


def venue_file(page: CalendarPage, request: HttpRequest, slug: str) -> HttpResponse:
    """What happens at one place, and in its rooms and parts."""
    venue = Venue.objects.listed().filter(slug=slug).first()
    if venue is None:
        raise Http404
    place: Venue = venue

    def make() -> Calendar:
        inside = Venue.objects.within(place.pk).values("pk")
        return ical.calendar(place.full_name, page.events().for_file(_since(), inside)[:MOST_IN_FILE], request)

    return ical.answer(request, "kalendarz.ics", make)


def own_file(page: CalendarPage, request: HttpRequest, secret: str) -> HttpResponse:
    """Events of a person's organisations and what that person asks for. Who knows the secret address may read it, nobody else."""
    key = CalendarKey.objects.select_related("user").filter(secret=secret, user__is_active=True).first()
    if key is None:
        raise Http404
    user = key.user

    def make() -> Calendar:
        public = page.events().of_person(user).for_file(_since())[:MOST_IN_FILE]
        asked = list(EventPage.objects.all().requests_of(user)[:MOST_REQUESTS])
        # As they are asked for now; without Wagtail's own way, which asks for each page and whatever it refers to again.
        drafts = weighing.as_asked(asked)
        for one, draft in zip(asked, drafts, strict=True):
            draft.locale = one.locale
        return ical.calendar(gettext("Mój kalendarz"), [*public, *drafts], request)

    return ical.answer(request, "moj.ics", make, private=True)


def _since() -> date:
    return days.shifted_days(days.today(), -KEPT_IN_FILE) or days.today()
