"""Writing places down: who may, what stays booked, what follows."""

from __future__ import annotations

from datetime import time

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import CopCommune, Organisation
from core import outbox
from core.models import OutboxEntry, Territory
from events_calendar.models import EventPage, Reservation, Venue, VenueException, VenueHours
from events_calendar.services import booking, venues
from events_calendar.venue_rights import may_look_after, owners_for, venues_of
from tests.accounts.factories import People, make_people
from tests.events_calendar.factories import EventPageFactory, VenueFactory, at
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(site_tree: SiteTree) -> People:
    people = make_people(site_tree)
    CopCommune.objects.update_or_create(territory=Territory.objects.get(code="2263011"), defaults={"cop": site_tree.slupsk})
    CopCommune.objects.update_or_create(territory=Territory.objects.get(code="2214011"), defaults={"cop": site_tree.tczew})
    return people


def event_at(tree: SiteTree, venue: Venue, start: str, **fields: object) -> EventPage:
    return EventPageFactory(parent=tree.calendar_slupsk, venue=venue, start=at(start), **fields)


def rows(venue: Venue, event: EventPage) -> list[tuple[str, int]]:
    found = Reservation.objects.filter(venue=venue, event=event).order_by("pk")
    return [(row.status, row.asked_id) for row in found]


# --- Who may


def test_each_looks_after_their_own(site_tree: SiteTree, people: People) -> None:
    of_cop, of_office = VenueFactory(name="COP"), VenueFactory(name="Urząd", owner=people.office)
    of_ngo = VenueFactory(name="NGO", owner=people.ngo)
    # A room is where its building is.
    room = VenueFactory(name="Sala NGO", owner=people.ngo, parent=of_ngo, territory=None, address="")
    in_tczew = VenueFactory(name="NGO w Tczewie", owner=people.ngo, territory=site_tree.tczew.territory)
    expected = {
        people.editor: {of_cop, of_ngo, room},
        people.moderator: {of_cop, of_ngo, room},
        people.tczew_editor: {in_tczew},
        people.officer: {of_office},
        people.cio: {of_cop, of_office, of_ngo, room, in_tczew},
        people.ngo_owner: set(),
        people.resident: set(),
    }
    for person, own in expected.items():
        assert set(venues_of(person)) == own, person
        for venue in Venue.objects.all():
            assert may_look_after(person, venue) == (venue in own), (person, venue)


def test_one_writes_down_places_of_ones_own_organisations(site_tree: SiteTree, people: People) -> None:
    people.ngo.territory = site_tree.slupsk.territory
    people.ngo.save()
    assert set(owners_for(people.editor)) == {site_tree.slupsk, people.ngo}
    assert set(owners_for(people.tczew_editor)) == {site_tree.tczew}
    assert set(owners_for(people.officer)) == {people.office}
    assert set(owners_for(people.cio)) == set(Organisation.objects.all())


def test_somebody_elses_place_cannot_be_written_nor_taken(site_tree: SiteTree, people: People) -> None:
    venue = VenueFactory(name="Nasza")
    venue.name = "Ich"
    with pytest.raises(PermissionDenied):
        venues.save_venue(venue, by=people.tczew_editor)
    # Nor by making it one's own first.
    venue.owner = site_tree.tczew
    with pytest.raises(PermissionDenied):
        venues.save_venue(venue, by=people.tczew_editor)
    with pytest.raises(PermissionDenied):
        venues.delete_venue(venue, by=people.tczew_editor)
    assert Venue.objects.get().name == "Nasza"


# --- What stays


def test_new_rules_break_no_booking_and_name_those_that_no_longer_fit(site_tree: SiteTree, people: People) -> None:
    venue = VenueFactory()
    evening = event_at(site_tree, venue, "2026-12-01 18:00", title="Wieczór")
    event_at(site_tree, venue, "2026-12-01 10:00", title="Ranek")
    held = event_at(site_tree, venue, "2026-12-02 20:00", title="Prośba", live=False)
    booking.take(held, [booking.Claim(held.start, held.start, held.end, venue.pk)], status=Reservation.Status.HELD)
    event_at(site_tree, venue, "2026-11-20 20:00", title="Minione")
    venue.hours.set([VenueHours(weekday=number, opens=time(8), closes=time(16)) for number in range(7)])
    saved = venues.save_venue(venue, by=people.editor)
    assert [one.event.title for one in saved.broken] == ["Wieczór", "Prośba"]
    assert "można rezerwować w godzinach 8:00–16:00" in str(saved.broken[0])
    assert rows(venue, evening) == [("confirmed", venue.pk)]
    # The event can be saved as before.
    evening.save()
    assert rows(venue, evening) == [("confirmed", venue.pk)]


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ({"capacity": 10}, "zmieści się najwyżej 10 osób"),
        ({"longest_minutes": 60}, "najdłuższa rezerwacja to 1 godzina"),
        ({"shortest_minutes": 180}, "najkrótsza rezerwacja to 3 godziny"),
        ({"min_notice_hours": 24 * 30, "furthest_days": 1}, ""),
    ],
)
def test_less_room_and_other_lengths_are_named_too(site_tree: SiteTree, people: People, rule: dict[str, int], told: str) -> None:
    venue = VenueFactory()
    event_at(site_tree, venue, "2026-12-01 18:00", title="Wieczór", headcount=30)
    held = event_at(site_tree, venue, "2026-12-02 18:00", title="Prośba", headcount=30, live=False)
    booking.take(held, [booking.Claim(held.start, held.start, held.end, venue.pk)], status=Reservation.Status.HELD)
    for name, value in rule.items():
        setattr(venue, name, value)
    broken = venues.save_venue(venue, by=people.editor).broken
    # How early one asks was checked when one asked.
    assert [one.event.title for one in broken] == (["Wieczór", "Prośba"] if told else [])
    assert all(told in one.why for one in broken)


def test_a_blackout_and_a_place_that_is_not_lent_any_more(site_tree: SiteTree, people: People) -> None:
    venue = VenueFactory()
    event_at(site_tree, venue, "2026-12-01 18:00", title="Wieczór")
    venue.exceptions.set([VenueException(first_day="2026-12-01", last_day="2026-12-02", reason="remont")])
    assert "remont" in str(venues.save_venue(venue, by=people.editor).broken[0])
    venue.exceptions.set([])
    venue.bookable = False
    assert [one.why for one in venues.save_venue(venue, by=people.editor).broken] == ["Tego miejsca nie można już rezerwować."]


# --- Parts


def test_a_new_part_takes_the_bookings_of_the_hall(site_tree: SiteTree, people: People) -> None:
    hall = VenueFactory(name="Hala")
    coming, over = event_at(site_tree, hall, "2026-12-01 18:00"), event_at(site_tree, hall, "2026-11-20 18:00")
    part = Venue(name="Część A", slug="a", owner=site_tree.slupsk, parent=hall, is_part=True)
    saved = venues.save_venue(part, by=people.editor)
    assert saved.clashes == []
    assert rows(part, coming) == [("confirmed", hall.pk)]
    assert rows(part, over) == []
    # Nobody else gets the part then.
    with pytest.raises(booking.SlotTaken):
        event_at(site_tree, part, "2026-12-01 19:00")
    coming.save()
    assert rows(part, coming) == [("confirmed", hall.pk)]


def test_a_part_with_bookings_of_its_own_keeps_them_and_both_are_named(site_tree: SiteTree, people: People) -> None:
    hall, room = VenueFactory(name="Hala"), VenueFactory(name="Sala")
    of_hall = event_at(site_tree, hall, "2026-12-01 18:00", title="Targi")
    of_room = event_at(site_tree, room, "2026-12-01 19:00", title="Joga")
    room.parent, room.is_part = hall, True
    (clash,) = venues.save_venue(room, by=people.editor).clashes
    assert clash.event == of_hall
    assert "Joga" in clash.why
    assert rows(room, of_room) == [("confirmed", room.pk)]
    assert rows(room, of_hall) == []
    # Neither loses its place when it is saved again.
    of_hall.save()
    of_room.save()
    assert rows(hall, of_hall) == [("confirmed", hall.pk)]
    assert rows(room, of_room) == [("confirmed", room.pk)]


def test_what_is_no_part_any_more_is_free_of_the_hall(site_tree: SiteTree, people: People) -> None:
    hall = VenueFactory(name="Hala")
    part = VenueFactory(name="Część", parent=hall, is_part=True)
    event = event_at(site_tree, hall, "2026-12-01 18:00")
    assert rows(part, event) == [("confirmed", hall.pk)]
    part.is_part = False
    venues.save_venue(part, by=people.editor)
    assert rows(part, event) == [("cancelled", hall.pk)]
    event_at(site_tree, part, "2026-12-01 18:00")


# --- Words


def test_a_new_name_reaches_events_rooms_and_the_search(site_tree: SiteTree, people: People) -> None:
    from wagtail.models import Locale

    building = VenueFactory(name="Dom", bookable=False)
    room = VenueFactory(name="Parter", parent=building, address="", territory=None)
    event = event_at(site_tree, room, "2026-12-01 18:00")
    english = event.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)
    english.save_revision().publish()
    OutboxEntry.objects.all().delete()
    building.name, building.address, building.territory = "Dom sąsiedzki", "ul. Nowa 1, Tczew", site_tree.tczew.territory
    venues.save_venue(building, by=people.cio)
    outbox.drain()
    room.refresh_from_db()
    assert " sasiedzki" in room.words
    event = EventPage.objects.get(pk=event.pk)
    assert (event.address, event.territory) == ("ul. Nowa 1, Tczew", site_tree.tczew.territory)
    assert " tczew" in event.place_words
    keys = set(OutboxEntry.objects.values_list("payload__key", flat=True))
    assert {f"venue-pl:{room.pk}", f"venue-en:{room.pk}", f"venue-pl:{building.pk}", f"page:{event.pk}"} <= keys
    room.name, room.name_en = "Parter, sala duża", "Large room"
    room.parent = building
    venues.save_venue(room, by=people.cio)
    outbox.drain()
    assert EventPage.objects.get(pk=event.pk).place_name == "Parter, sala duża (Dom sąsiedzki)"
    assert EventPage.objects.get(pk=english.pk).place_name == "Large room (Dom sąsiedzki)"
    assert EventPage.objects.filter(title=event.title).count() == 2


def test_events_get_a_new_name_later_only_those_ahead_and_some_at_a_time(
    site_tree: SiteTree, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(venues, "AT_ONCE", 2)
    room = VenueFactory(name="Sala A")
    over = event_at(site_tree, room, "2026-11-20 18:00")
    coming = [event_at(site_tree, room, f"2026-12-0{day} 18:00") for day in (1, 2, 3)]
    asked = event_at(site_tree, room, "2026-12-04 18:00", live=False, is_request=True)
    room.name = "Sala B"
    with CaptureQueriesContext(connection) as seen:
        venues.save_venue(room, by=people.editor)
    assert not [one["sql"] for one in seen if "UPDATE" in one["sql"] and "eventpage" in one["sql"]], "no page under the place's lock"
    outbox.drain()
    assert OutboxEntry.objects.filter(kind=venues.RENAMED).count() == 3
    names = dict(EventPage.objects.values_list("pk", "place_name"))
    assert names == {over.pk: "Sala A"} | dict.fromkeys((one.pk for one in (*coming, asked)), "Sala B")


# --- Deleting


def test_a_place_that_something_uses_is_not_deleted(site_tree: SiteTree, people: People) -> None:
    venue = VenueFactory()
    draft = event_at(site_tree, venue, "2026-12-01 18:00", live=False)
    with pytest.raises(venues.VenueInUse, match="1 wydarzenie"):
        venues.delete_venue(venue, by=people.editor)
    # A text that is not published yet names it too.
    EventPage.objects.filter(pk=draft.pk).update(venue=None)
    draft = EventPage.objects.get(pk=draft.pk)
    draft.venue = venue
    draft.save_revision()
    with pytest.raises(venues.VenueInUse, match="1 wydarzenie"):
        venues.delete_venue(venue, by=people.editor)
    draft.delete()
    VenueFactory(parent=venue)
    with pytest.raises(venues.VenueInUse, match="1 sala"):
        venues.delete_venue(venue, by=people.editor)
    venue.children.get().delete()
    venues.delete_venue(venue, by=people.editor)
    assert not Venue.objects.exists()


def test_saving_and_deleting_is_logged(site_tree: SiteTree, people: People) -> None:
    from wagtail.models import ModelLogEntry

    venue = VenueFactory()
    venues.save_venue(venue, by=people.editor)
    venues.delete_venue(venue, by=people.editor)
    actions = ModelLogEntry.objects.filter(user=people.editor).order_by("timestamp").values_list("action", flat=True)
    assert list(actions) == ["wagtail.edit", "wagtail.delete"]
