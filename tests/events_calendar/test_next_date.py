"""The search tells the next date of an event, also when one has just ended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import OutboxEntry
from core.search_documents import INDEX
from events_calendar.services import dates
from tests.events_calendar.factories import EventPageFactory, at
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db


def asked_for() -> list[str]:
    return [entry.payload["key"] for entry in OutboxEntry.objects.filter(kind=INDEX)]


def test_an_event_is_read_again_when_one_of_its_dates_is_over_and_another_ahead(site_tree: SiteTree) -> None:
    start = at("2026-12-01 18:00")
    series = EventPageFactory(
        parent=site_tree.calendar_slupsk, title="Zebranie", start=start, end=start + timedelta(hours=2), rule="FREQ=WEEKLY;COUNT=2"
    )
    EventPageFactory(parent=site_tree.calendar_slupsk, title="Raz", start=start, end=start + timedelta(hours=2))
    OutboxEntry.objects.all().delete()
    over = start + timedelta(hours=2, minutes=4)
    assert dates.tell_next_dates(start + timedelta(hours=1)) == 0
    assert dates.tell_next_dates(over) == 1
    assert asked_for() == [f"page:{series.pk}"]
    assert dates.tell_next_dates(over + timedelta(days=7)) == 0, "nothing more is ahead"
    assert dates.tell_next_dates(over + timedelta(hours=1)) == 0, "told already"
    assert timezone.is_aware(over)
