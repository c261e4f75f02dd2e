"""Places in the portal's search."""

from __future__ import annotations

import pytest
from django.test import Client
from wagtail.models import Locale

from core import outbox
from events_calendar import venue_search
from events_calendar.models import Venue
from events_calendar.services import venues
from search.indexing import rebuild
from tests.accounts.factories import make_people
from tests.events_calendar.factories import VenueFactory
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db


def found(client: Client, words: str, language: str = "pl") -> str:
    return client.get(f"/{language}/szukaj/", {"q": words, "typ": "venue"}).content.decode().replace("\xa0", " ")


def test_a_place_is_found_by_what_it_is_and_where(client: Client, site_tree: SiteTree) -> None:
    building = VenueFactory(name="Dom sąsiedzki", slug="dom", bookable=False, accessibility=["loop"])
    VenueFactory(
        name="Sala lustrzana",
        slug="lustra",
        parent=building,
        territory=None,
        address="",
        equipment=["kitchen"],
        terms="Buty zostaw w szatni.",
    )
    VenueFactory(name="Sala zamknięta", active=False)
    list(rebuild())
    for words in ("lustrzanej", "kuchnia", "Słupsk sala", "szatnia buty", "pętla indukcyjna"):
        assert "/pl/kalendarz/miejsca/lustra/" in found(client, words), words
    assert "zamknięta" not in found(client, "sala")
    assert "miejsce" in found(client, "lustrzana")


def test_saving_puts_it_into_the_index_and_deleting_takes_it_out(client: Client, site_tree: SiteTree) -> None:
    people = make_people(site_tree)
    venue = Venue(name="Stodoła", slug="stodola", owner=site_tree.slupsk, territory=site_tree.slupsk.territory, address="x")
    venues.save_venue(venue, by=people.editor)
    outbox.drain()
    assert "/miejsca/stodola/" in found(client, "stodoły")
    # Before the index knows of it.
    Venue.objects.update(active=False)
    assert "/miejsca/stodola/" not in found(client, "stodoły")
    Venue.objects.update(active=True)
    venues.delete_venue(venue, by=people.editor)
    outbox.drain()
    assert "/miejsca/stodola/" not in found(client, "stodoły")


def test_english_only_where_the_calendar_is(site_tree: SiteTree) -> None:
    venue = VenueFactory(name="Stodoła", name_en="Barn", slug="stodola")
    key = f"venue-en:{venue.pk}"
    document = {source.prefix: source for source in _sources()}["venue-en"].document
    assert document(key) is None
    page = site_tree.calendar.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)
    page.save_revision().publish()
    made = document(key)
    assert made is not None
    assert (made.title, made.url_path, made.kind) == ("Barn", f"{page.url}miejsca/stodola/", "venue")
    for wrong in ("venue-en:0", "venue-en:x", "venue-en:", "venue-en:99999999999999999999"):
        assert document(wrong) is None


def _sources() -> list:
    from core.registry import search_sources

    return [source for source in search_sources if source.prefix.startswith(venue_search.KIND)]
