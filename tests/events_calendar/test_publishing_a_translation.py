"""The English page of an event published in wagtail-localize's editor: it owns no dates, so it takes no place, and never a taken one."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client, TestCase
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

from events_calendar.models import EventPage, Occurrence, Reservation, Venue
from tests.accounts.factories import People, make_event, make_people
from tests.events_calendar.factories import at
from tests.events_calendar.test_booking import taken
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db
WHEN = "2026-12-01 18:00"


@pytest.fixture
def people(site_tree: SiteTree) -> People:
    return make_people(site_tree)


def english_draft(tree: SiteTree, polish: EventPage) -> EventPage:
    """Its English page with every text translated, not published yet."""
    locale = Locale.objects.get(language_code="en")
    for page in (tree.home, tree.calendar, tree.calendar_slupsk, polish):
        source, _created = TranslationSource.get_or_create_from_instance(page)
        Translation.objects.get_or_create(source=source, target_locale=locale)[0].save_target(publish=page != polish)
    for segment in StringSegment.objects.filter(source__object_id=polish.translation_key).order_by("order"):
        words = "english" if segment.context.path == "slug" else "English words"
        StringTranslation.objects.get_or_create(
            translation_of=segment.string, context=segment.context, locale=locale, defaults={"data": words}
        )
    return EventPage.objects.get(locale=locale, translation_key=polish.translation_key)


def publish(client: Client, page: EventPage) -> list[str]:
    with TestCase.captureOnCommitCallbacks(execute=True):  # wagtail-localize publishes then
        answer: Any = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), {"action": "publish"})
    assert answer.status_code == 302
    return [str(message) for message in get_messages(answer.wsgi_request)]


def test_of_a_live_event_it_is_published_and_takes_no_place_of_its_own(
    client: Client, site_tree: SiteTree, people: People, room: Venue
) -> None:
    polish = make_event(site_tree.calendar_slupsk, people.editor, live=True, title="Zebranie", venue=room, start=at(WHEN))
    english = english_draft(site_tree, polish)
    client.force_login(people.cio)
    publish(client, english)
    assert EventPage.objects.get(pk=english.pk).live
    assert set(Reservation.objects.values_list("event", flat=True)) == {polish.pk}
    assert set(Occurrence.objects.values_list("event", flat=True)) == {polish.pk}


@pytest.mark.parametrize("gone", [False, True])
def test_where_the_polish_page_has_no_slot_it_is_refused_in_words(
    client: Client, site_tree: SiteTree, people: People, room: Venue, gone: bool
) -> None:
    polish = make_event(site_tree.calendar_slupsk, people.editor, title="Zebranie", venue=room, start=at(WHEN))
    english = english_draft(site_tree, polish)
    rival = make_event(site_tree.calendar_slupsk, people.editor, live=True, title="Spotkanie Rady", venue=room, start=at(WHEN))
    if gone:
        EventPage.objects.get(pk=polish.pk).delete()
    client.force_login(people.cio)
    (said,) = publish(client, english)
    assert "najpierw musi być publiczna polska strona" in said
    assert not EventPage.objects.get(pk=english.pk).live
    assert taken(room) == [("01.12 18:00", "20:00")]
    assert set(Reservation.objects.values_list("event", flat=True)) == {rival.pk}
