"""Single dates in the admin: who may, what each button does, a refusal that keeps the person on the page; and the editor's dates."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageLogEntry

from events_calendar.admin.dates import stamp
from events_calendar.models import EventPage, Venue
from events_calendar.services import dates
from tests.accounts.factories import People, event_form, make_event, make_people
from tests.events_calendar.factories import VenueFactory, at
from tests.events_calendar.test_booking import taken
from tests.factories import SiteTree
from tests.measure import queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(site_tree: SiteTree) -> People:
    return make_people(site_tree)


@pytest.fixture
def club(site_tree: SiteTree, people: People, room: Venue) -> EventPage:
    """A club that meets on four Tuesdays."""
    fields = {"title": "Klub", "venue": room, "rule": "FREQ=WEEKLY;COUNT=4", "start": at("2026-12-01 18:00")}
    return make_event(site_tree.calendar_slupsk, people.editor, live=True, **fields)


def list_url(event: EventPage) -> str:
    return reverse("events_calendar_dates", args=[event.pk])


def date_url(event: EventPage, original: str = "2026-12-08 18:00") -> str:
    return reverse("events_calendar_date", args=[event.pk, stamp(at(original))])


def test_the_list_shows_each_date_and_costs_the_same_for_many(client: Client, site_tree: SiteTree, people: People, club: EventPage) -> None:
    client.force_login(people.editor)
    words = client.get(list_url(club)).content.decode()
    assert "Co wtorek, 4 razy" in words
    assert words.count("Odwołaj albo przenieś") == 4
    assert date_url(club) in words
    few = len(queries(client, list_url(club)))
    long = make_event(site_tree.calendar_slupsk, people.editor, live=True, rule="FREQ=WEEKLY", start=at("2026-12-02 18:00"))
    assert len(queries(client, list_url(long))) <= few


def test_a_date_is_cancelled_with_a_reason_and_restored(client: Client, people: People, club: EventPage) -> None:
    client.force_login(people.editor)
    empty = client.post(date_url(club), {"action": "cancel", "reason": " "})
    assert empty.status_code == 422
    assert "dlaczego termin jest odwołany" in empty.content.decode()
    shown = client.post(date_url(club), {"action": "cancel", "reason": "Choroba <b>prowadzącej</b>"}, follow=True).content.decode()
    assert "Odwołano termin: wtorek, 8 grudnia 2026, 18:00–20:00." in shown
    assert "Choroba &lt;b&gt;prowadzącej&lt;/b&gt;" in shown
    row = club.occurrences.get(original=at("2026-12-08 18:00"))
    assert (row.status, row.reason) == ("cancelled", "Choroba <b>prowadzącej</b>")
    assert PageLogEntry.objects.filter(page=club.pk, action=dates.CANCELLED, user=people.editor).exists()
    client.post(date_url(club), {"action": "restore"})
    row.refresh_from_db()
    assert row.status == "planned"


def test_a_refused_restoring_names_the_clash_and_stays_on_the_page(
    client: Client, site_tree: SiteTree, people: People, room: Venue, club: EventPage
) -> None:
    dates.cancel_date(club, at("2026-12-08 18:00"), "Remont", by=None)
    make_event(site_tree.calendar_slupsk, people.editor, live=True, title="Spotkanie Rady", venue=room, start=at("2026-12-08 19:00"))
    client.force_login(people.editor)
    answer = client.post(date_url(club), {"action": "restore"})
    words = answer.content.decode()
    assert answer.status_code == 422
    assert "Sala A: zajęte (wtorek, 8 grudnia 2026, 19:00–21:00, Spotkanie Rady)." in words
    assert "Przywróć ten termin" in words


def test_one_date_is_moved_or_this_and_all_following(client: Client, people: People, room: Venue, club: EventPage) -> None:
    client.force_login(people.editor)
    backwards = {"action": "move", "start": "2026-12-09 10:00", "end": "2026-12-09 09:00", "venue": "", "scope": "one"}
    answer = client.post(date_url(club), backwards)
    assert answer.status_code == 422
    assert "Koniec jest wcześniejszy" in answer.content.decode()
    assert 'value="2026-12-09 09:00"' in answer.content.decode()
    client.post(date_url(club), {**backwards, "end": "2026-12-09 11:00"})
    assert ("09.12 10:00", "11:00") in taken(room)
    form = {"action": "move", "start": "2026-12-15 17:00", "end": "2026-12-15 18:00", "venue": "", "scope": "following"}
    client.post(date_url(club, "2026-12-15 18:00"), form)
    assert taken(room) == [("01.12 18:00", "20:00"), ("09.12 10:00", "11:00"), ("15.12 17:00", "18:00"), ("22.12 17:00", "18:00")]
    assert EventPage.objects.filter(title="Klub").count() == 2


def test_a_date_moved_against_the_rules_of_its_place_is_asked_about(client: Client, people: People, room: Venue, club: EventPage) -> None:
    for day in range(7):
        room.hours.create(weekday=day, opens=time(8), closes=time(20))
    room.save()
    client.force_login(people.editor)
    night = {"action": "move", "start": "2026-12-09 03:00", "end": "2026-12-09 05:00", "venue": "", "scope": "one"}
    answer = client.post(date_url(club), night)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "9 grudnia 2026 można rezerwować w godzinach 8:00–20:00." in html
    assert "Na pewno?" in html
    assert 'name="mimo"' in html
    assert ("09.12 03:00", "05:00") not in taken(room)
    client.post(date_url(club), {**night, "mimo": "on"})
    assert ("09.12 03:00", "05:00") in taken(room)
    assert 'name="mimo"' not in client.get(date_url(club)).content.decode()
    # Only another reason: the slot is agreed by now.
    assert client.post(date_url(club), {**night, "reason": "Remont"}).status_code == 302


def test_a_date_is_moved_to_no_building(client: Client, people: People, room: Venue, club: EventPage) -> None:
    building, hall = VenueFactory(name="Ratusz", bookable=False), VenueFactory(name="Aula")
    client.force_login(people.editor)
    offered = client.get(date_url(club)).context["move_form"].fields["venue"].queryset
    assert {venue.name for venue in offered} == {"Sala A", "Aula"}
    form = {"action": "move", "start": "2026-12-09 10:00", "end": "2026-12-09 11:00", "venue": building.pk}
    assert client.post(date_url(club), form).status_code == 422
    assert client.post(date_url(club), {**form, "venue": hall.pk}).status_code == 302


@pytest.mark.parametrize("moment", ["2027-03-28 02:30", "2027-10-31 02:30"])
def test_an_hour_of_the_clock_change_is_asked_about(client: Client, people: People, club: EventPage, moment: str) -> None:
    client.force_login(people.editor)
    answer = client.post(date_url(club), {"action": "move", "start": moment, "end": moment.replace("02:30", "06:00"), "venue": ""})
    assert answer.status_code == 422
    assert ("Tej godziny nie ma" in answer.content.decode()) == ("03-28" in moment)
    assert ("jest tego dnia dwa razy" in answer.content.decode()) == ("10-31" in moment)


def test_who_may_not_change_the_page_may_not_change_its_dates(client: Client, people: People, club: EventPage) -> None:
    for user in (people.tczew_editor, people.officer):
        client.force_login(user)
        for url in (list_url(club), date_url(club)):
            assert client.get(url).status_code == 302, "the admin says that there is no permission"
        client.post(date_url(club), {"action": "cancel", "reason": "Na złość"})
        assert client.post(reverse("events_calendar_preview"), {"page": club.pk}).status_code == 302
    assert club.occurrences.filter(status="planned").count() == 4
    client.force_login(people.editor)
    for unknown in (f"{club.pk}/1", f"{club.pk}/{10**30}", "99999", f"{10**30}"):
        assert client.get(f"/admin/kalendarz/terminy/{unknown}/").status_code == 404


def test_the_editor_leads_to_the_dates_of_a_live_event_only(client: Client, site_tree: SiteTree, people: People, club: EventPage) -> None:
    client.force_login(people.editor)
    assert list_url(club) in client.get(reverse("wagtailadmin_pages:edit", args=[club.pk])).content.decode()
    draft = make_event(site_tree.calendar_slupsk, people.editor, title="Szkic")
    assert list_url(draft) not in client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).content.decode()


# --- The editor's form


def saved(client: Client, event: EventPage, **fields: Any) -> tuple[Any, EventPage]:
    url = reverse("wagtailadmin_pages:edit", args=[event.pk])
    several = {name: fields.pop(name) for name in list(fields) if isinstance(fields[name], list)}
    answer = client.post(url, {**event_form(event.title, slug=event.slug, **fields), **several}, follow=True)
    return answer, EventPage.objects.get(pk=event.pk).get_latest_revision_as_object()


def test_an_editor_makes_a_series_and_sees_its_dates_after_saving(client: Client, site_tree: SiteTree, people: People, room: Venue) -> None:
    make_event(site_tree.calendar_slupsk, people.editor, live=True, title="Spotkanie Rady", venue=room, start=at("2026-12-29 19:00"))
    event = make_event(site_tree.calendar_slupsk, people.editor, title="Klub")
    client.force_login(people.editor)
    when = {"start": "2026-12-01 18:00", "end": "2026-12-01 20:00", "venue": room.pk}
    said = {
        "repeat": "weekly",
        "repeat_every": "2",
        "repeat_until": "2027-06-30",
        "repeat_without": "2026-12-15",
        "repeat_added": "2026-12-17 10:00-11:00",
    }
    answer, draft = saved(client, event, **when, **said)
    assert draft.rule == "FREQ=WEEKLY;INTERVAL=2;UNTIL=20270630T215959Z"
    assert {(row.change, row.original or row.start) for row in draft.dates.all()} == {
        ("excluded", at("2026-12-15 18:00")),
        ("added", at("2026-12-17 10:00")),
    }
    words = answer.content.decode()
    assert "Co drugi wtorek do 30 czerwca 2027." in words
    assert "czwartek, 17 grudnia 2026, 10:00–11:00" in words
    assert "wtorek, 15 grudnia 2026" not in words
    assert "Sala A: zajęte (wtorek, 29 grudnia 2026, 19:00–21:00, Spotkanie Rady)." in words
    # The same form again is no change; one without these fields says nothing of them.
    client.post(reverse("wagtailadmin_pages:edit", args=[event.pk]), event_form(event.title, slug=event.slug, **when))
    assert EventPage.objects.get(pk=event.pk).get_latest_revision_as_object().rule == draft.rule


def test_what_was_done_to_single_dates_is_not_lost_by_saving_the_form(client: Client, people: People, room: Venue, club: EventPage) -> None:
    club = dates.cancel_date(club, at("2026-12-08 18:00"), "Remont", by=None)
    client.force_login(people.editor)
    when = {"start": "2026-12-01 17:00", "end": "2026-12-01 19:00", "venue": room.pk}
    _answer, draft = saved(client, club, **when, repeat="weekly", repeat_count="5")
    assert [(row.change, row.original, row.reason) for row in draft.dates.all()] == [("cancelled", at("2026-12-08 17:00"), "Remont")]
    assert EventPage.objects.get(pk=club.pk).rule == "FREQ=WEEKLY;COUNT=4", "the live page has not changed"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"repeat": "weekly", "repeat_days": ["WE"]}, "Zmień go na: środa, 2 grudnia 2026, 18:00"),
        ({"repeat": "daily", "repeat_until": "2035-01-01"}, "więcej niż 1000 terminów"),
        ({"repeat": "weekly", "repeat_count": "2", "repeat_until": "2027-01-01"}, "nie oba naraz"),
        ({"repeat": "weekly", "repeat_every": "0"}, "większą od zera"),
    ],
)
def test_a_wrong_rule_is_told_and_not_saved(client: Client, people: People, club: EventPage, said: dict[str, Any], told: str) -> None:
    client.force_login(people.editor)
    when = {"start": "2026-12-01 18:00", "end": "2026-12-01 20:00"}
    answer, draft = saved(client, club, **when, **said)
    assert told in answer.content.decode()
    assert draft.rule == "FREQ=WEEKLY;COUNT=4"
    shown = client.post(reverse("events_calendar_preview"), {"page": club.pk, **when, **said})
    assert told in shown.content.decode()


def test_the_dates_beside_the_form(client: Client, people: People, room: Venue, club: EventPage) -> None:
    client.force_login(people.editor)
    url = reverse("events_calendar_preview")
    when = {"start": "2026-12-01 18:00", "end": "2026-12-01 20:00", "venue": room.pk}
    shown = client.post(url, {**when, "repeat": "monthly", "repeat_month": "1", "repeat_count": "3"})
    words = shown.content.decode()
    assert "W pierwszy wtorek miesiąca, 3 razy." in words
    assert "wtorek, 5 stycznia 2027, 18:00–20:00" in words
    assert "Sala A: zajęte (wtorek, 1 grudnia 2026, 18:00–20:00, Klub)." in words
    assert shown["X-Portal-Dates"] == "1"
    own = client.post(url, {**when, "page": club.pk, "repeat": "weekly", "repeat_count": "4"}).content.decode()
    assert "zajęte (" not in own, "its own place is not in its way"
    for page in ("x", "99999", "9" * 30):
        assert client.post(url, {**when, "page": page}).status_code == 404
    assert "Wpisz początek i koniec" in client.post(url, {}).content.decode()
    assert "Wpisz początek i koniec" in client.get(url).content.decode()


def test_the_dates_beside_the_form_cost_the_same_for_many(client: Client, people: People, room: Venue) -> None:
    client.force_login(people.editor)
    when = {"start": "2026-12-01 18:00", "end": "2026-12-01 20:00", "venue": room.pk, "repeat": "daily"}
    counts = []
    for count in (2, 900):
        with CaptureQueriesContext(connection) as asked:
            words = client.post(reverse("events_calendar_preview"), {**when, "repeat_count": count}).content.decode()
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert "I jeszcze terminów: 840." in words
    assert len(words) < 60_000
