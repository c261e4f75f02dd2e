"""What the calendar shows on other apps' pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.http import HttpRequest

from core.registry import OrganisationPages, RelatedList, organisation_pages, related_lists
from events_calendar import days
from events_calendar.rows import EventRow, Programme

if TYPE_CHECKING:
    from wagtail.models import Page

    from events_calendar.querysets import EventQuerySet

COMING = 4


def coming_of_organisation(page: Page, request: HttpRequest) -> list[EventRow]:
    """The next dates of the organisation whose profile this is, alone or together with others."""
    from events_calendar.models import EventPage

    profile: Any = page
    events = EventPage.objects.readable(profile.locale_id).organised_by(pk=profile.organisation_id)
    return Programme.of(events).coming(days.today(), COMING)


def _events_of(organisation_id: int) -> EventQuerySet:
    from events_calendar.models import EventPage

    helped = EventPage.co_organisers.through.objects.filter(organisation_id=organisation_id).values("eventpage_id")
    return EventPage.objects.filter(Q(organiser_id=organisation_id) | Q(pk__in=helped))


def register() -> None:
    organisation_pages.append(OrganisationPages(_events_of))
    related_lists.append(
        RelatedList(
            target="ngo",
            name="coming_events",
            template="events_calendar/_coming_of_organisation.html",
            items=coming_of_organisation,
            order=10,
        )
    )
