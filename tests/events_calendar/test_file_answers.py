"""How calendar files are answered: once read, 304; one's own by a secret address; at a constant cost."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from icalendar import Calendar, Timezone

from accounts.models import Organisation
from events_calendar import days
from events_calendar.ical.files import WARSAW
from events_calendar.models import CalendarKey, EventPage, Reservation
from events_calendar.services import booking, dates, own_calendar
from tests.accounts.factories import make_people
from tests.events_calendar.conftest import later
from tests.events_calendar.factories import EventPageFactory, VenueFactory, at, many_events
from tests.factories import SiteTree
from tests.measure import queries

pytestmark = pytest.mark.django_db
FILE = "/pl/kalendarz/kalendarz.ics"


def entries(content: bytes) -> dict[str, Any]:
    return {str(entry["SUMMARY"]): entry for entry in Calendar.from_ical(content).walk("VEVENT")}


# --- 304


@pytest.mark.parametrize("stored", [True, False], ids=["page cache", "no page cache"])
def test_what_one_has_is_not_sent_again(client: Client, site_tree: SiteTree, stored: bool, django_capture_on_commit_callbacks: Any) -> None:
    EventPageFactory(parent=site_tree.calendar_slupsk)
    if not stored:  # somebody with a session passes it by
        client.force_login(make_people(site_tree).resident, backend="django.contrib.auth.backends.ModelBackend")
    first = client.get(FILE)
    assert first.status_code == 200
    for condition in ({"if-none-match": first["ETag"]}, {"if-modified-since": first["Last-Modified"]}):
        again = client.get(FILE, headers=condition)
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
        assert again["Cache-Control"]
    assert client.get(FILE, headers={"if-none-match": '"inny"'}).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        EventPageFactory(parent=site_tree.calendar_slupsk, title="Nowe").save_revision().publish()
    changed = client.get(FILE, headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200
    assert "Nowe" in entries(changed.content)


def test_what_is_taken_out_is_noticed_by_the_date_too(client: Client, site_tree: SiteTree, django_capture_on_commit_callbacks: Any) -> None:
    EventPageFactory(parent=site_tree.calendar_slupsk)
    gone = EventPageFactory(parent=site_tree.calendar_slupsk, title="Zniknie")
    first = client.get(FILE)
    later("2026-11-24 13:00")
    with django_capture_on_commit_callbacks(execute=True):
        gone.unpublish()
    second = client.get(FILE, headers={"if-modified-since": first["Last-Modified"]})
    assert second.status_code == 200
    assert "Zniknie" not in entries(second.content)


def test_a_change_of_something_else_sends_nothing_new(client: Client, site_tree: SiteTree, django_capture_on_commit_callbacks: Any) -> None:
    EventPageFactory(parent=site_tree.calendar_slupsk)
    first = client.get("/pl/kalendarz/slupsk/kalendarz.ics")
    with django_capture_on_commit_callbacks(execute=True):
        EventPageFactory(parent=site_tree.calendar_tczew).save_revision().publish()
    again = client.get("/pl/kalendarz/slupsk/kalendarz.ics", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304


def test_a_file_costs_the_same_with_few_events_and_with_many(client: Client, site_tree: SiteTree) -> None:
    fields = {"organiser": site_tree.slupsk, "owner_cop": site_tree.slupsk}
    room = VenueFactory()
    EventPageFactory(parent=site_tree.calendar_slupsk, venue=room, rule="FREQ=WEEKLY;COUNT=5", **fields)
    many_events(site_tree.calendar_slupsk, 5, lambda number: at("2026-12-01 18:00"), **fields)
    few = queries(client, FILE)
    many_events(site_tree.calendar_slupsk, 200, lambda number: at("2026-12-02 18:00"), **fields)
    for hour in range(8, 16):
        EventPageFactory(
            parent=site_tree.calendar_slupsk,
            start=at(f"2026-12-03 {hour:02}:00"),
            end=at(f"2026-12-03 {hour:02}:30"),
            rule="FREQ=WEEKLY;COUNT=5",
            venue=room,
            **fields,
        )
    assert len(queries(client, FILE)) == len(few) <= 18


# --- What an entry says


def test_the_sequence_grows_with_each_change(client: Client, site_tree: SiteTree, admin_user: Any) -> None:
    made = EventPageFactory(parent=site_tree.calendar_slupsk, rule="FREQ=WEEKLY;COUNT=4")

    def sequence() -> tuple[int, datetime]:
        cache.clear()
        (whole, *_others) = Calendar.from_ical(client.get(f"{made.url}wydarzenie.ics").content).walk("VEVENT")
        return whole["SEQUENCE"], whole["LAST-MODIFIED"].dt

    seen = [sequence()]
    later("2026-11-24 12:10")
    dates.cancel_date(made, at("2026-12-03 18:00"), "Mróz", by=admin_user)
    seen.append(sequence())
    later("2026-11-24 12:20")
    dates.restore_date(made, at("2026-12-03 18:00"), by=admin_user)
    seen.append(sequence())
    later("2026-11-24 12:30")
    EventPage.objects.get(pk=made.pk).save_revision().publish()
    seen.append(sequence())
    assert seen == sorted(set(seen)), "each greater than the one before"


def test_place_point_state_and_reason(client: Client, site_tree: SiteTree) -> None:
    room = VenueFactory(name="Sala A", address="ul. Jasna 1", latitude="54.464148", longitude="17.028482")
    made = EventPageFactory(parent=site_tree.calendar_slupsk, venue=room, cancelled=True, cancel_reason="Choroba prowadzącej")
    (entry,) = Calendar.from_ical(client.get(f"{made.url}wydarzenie.ics").content).walk("VEVENT")
    assert (entry["LOCATION"], entry["GEO"].to_ical(), entry["STATUS"]) == ("Sala A, ul. Jasna 1", "54.464148;17.028482", "CANCELLED")
    assert entry["DESCRIPTION"].startswith("Odwołane: Choroba prowadzącej")
    assert entry.categories == ["spotkanie"]


def test_the_time_zone_is_right_in_every_year() -> None:
    zone = Timezone.from_ical(WARSAW).to_tz(lookup_tzid=False)
    for year in range(days.FIRST_YEAR, 2038):
        for month, day in ((1, 15), (3, 24), (4, 1), (7, 1), (10, 24), (11, 1)):
            there = datetime(year, month, day, 12)
            assert there.replace(tzinfo=zone).utcoffset() == there.replace(tzinfo=ZoneInfo("Europe/Warsaw")).utcoffset(), there


def test_services_get_plain_links(client: Client, site_tree: SiteTree) -> None:
    made = EventPageFactory(parent=site_tree.calendar_slupsk, title="Targi & więcej")
    html = client.get(made.url).content.decode()
    assert "https://calendar.google.com/calendar/render?action=TEMPLATE&amp;text=Targi%20%26%20wi%C4%99cej" in html
    assert "dates=20261126T170000Z/20261126T190000Z".replace("/", "%2F") in html.replace("/20261126", "%2F20261126")
    for part in ("outlook.live.com", "outlook.office.com", "calendar.yahoo.com", f'href="webcal://testserver{made.url}wydarzenie.ics"'):
        assert part in html, part


def test_of_a_series_the_services_get_the_next_date(client: Client, site_tree: SiteTree) -> None:
    made = EventPageFactory(parent=site_tree.calendar_slupsk, start=at("2026-11-03 18:00"), rule="FREQ=WEEKLY;COUNT=9")
    from django.test import RequestFactory

    from events_calendar import ical

    links = ical.add_links(made, RequestFactory().get("/"))
    assert "20261124T170000Z" in links[0]["url"]
    assert "najbliższy termin" in links[0]["label"]


# --- One's own calendar


def test_ones_own_calendar_by_a_secret_address(client: Client, site_tree: SiteTree) -> None:
    people = make_people(site_tree)
    member, ngo = people.ngo_owner, people.ngo
    other = Organisation.objects.create(kind="ngo", name="Inna", slug="inna")
    EventPageFactory(parent=site_tree.calendar_slupsk, title="Nasze", organiser=ngo)
    together = EventPageFactory(parent=site_tree.calendar_slupsk, title="Wspólne", organiser=other)
    together.co_organisers.add(ngo)
    together.save()
    EventPageFactory(parent=site_tree.calendar_slupsk, title="Cudze", organiser=other)
    room = VenueFactory(name="Sala A")
    asked = EventPageFactory(
        parent=site_tree.calendar_slupsk, title="Stary tytuł", organiser=ngo, venue=room, live=False, is_request=True, owner=member
    )
    asked.title = "Prośba"
    asked.save_revision()
    claim = booking.Claim(asked.start, asked.start, asked.end, room.pk)
    booking.take(asked, [claim], status=Reservation.Status.HELD, expires_at=timezone.now() + timedelta(days=3))

    secret = own_calendar.make_address(member).secret
    answer = client.get(f"/pl/kalendarz/moj/{secret}.ics")
    found = entries(answer.content)
    assert {title: str(entry["STATUS"]) for title, entry in found.items()} == {
        "Nasze": "CONFIRMED",
        "Wspólne": "CONFIRMED",
        "Prośba": "TENTATIVE",
    }
    assert "URL" not in found["Prośba"]
    assert found["Prośba"]["LOCATION"] == f"Sala A, {room.address}"
    assert answer["Cache-Control"] == "private, no-store"
    assert "X-Portal-Cache" not in client.get(f"/pl/kalendarz/moj/{secret}.ics")
    assert client.get(f"/pl/kalendarz/moj/{secret}.ics", headers={"if-none-match": answer["ETag"]}).status_code == 304

    new = own_calendar.make_address(member).secret
    assert client.get(f"/pl/kalendarz/moj/{secret}.ics").status_code == 404
    assert client.get(f"/pl/kalendarz/moj/{new}.ics").status_code == 200
    member.is_active = False
    member.save()
    assert client.get(f"/pl/kalendarz/moj/{new}.ics").status_code == 404


def test_ones_own_calendar_costs_the_same_with_one_request_and_with_many(client: Client, site_tree: SiteTree) -> None:
    people = make_people(site_tree)
    room, url = VenueFactory(), f"/pl/kalendarz/moj/{own_calendar.make_address(people.ngo_owner).secret}.ics"

    def asks(day: int) -> None:
        fields = {
            "organiser": people.ngo,
            "owner": people.ngo_owner,
            "owner_cop": site_tree.slupsk,
            "territory": site_tree.slupsk.territory,
        }
        start = at(f"2026-12-{day:02} 18:00")
        asked = EventPageFactory(parent=site_tree.calendar_slupsk, venue=room, start=start, live=False, is_request=True, **fields)
        asked.save_revision()
        booking.take(asked, [booking.Claim(start, start, asked.end, room.pk)], status=Reservation.Status.HELD)

    asks(1)
    client.get(url)
    few = len(queries(client, url))
    for day in range(2, 8):
        asks(day)
    answer = client.get(url)
    assert answer.content.count(b"BEGIN:VEVENT") == 7
    assert len(queries(client, url)) <= few


def test_a_wrong_secret_is_not_found(client: Client, site_tree: SiteTree) -> None:
    for secret in ("x" * 43, "x", "x" * 44):
        assert client.get(f"/pl/kalendarz/moj/{secret}.ics").status_code == 404


def test_the_address_is_made_and_taken_away_under_moje(client: Client, site_tree: SiteTree) -> None:
    member = make_people(site_tree).ngo_owner
    action = "/pl/moje/kalendarz/adres/"
    assert client.post(action, {"co": "nowy"}).status_code == 302
    assert not CalendarKey.objects.exists(), "nobody who is not logged in"
    client.force_login(member, backend="django.contrib.auth.backends.ModelBackend")
    assert "Utwórz adres" in client.get("/pl/moje/").content.decode()
    client.get(action)
    client.post(action, {"co": "cokolwiek"})
    assert not CalendarKey.objects.exists()
    assert client.post(action, {"co": "nowy"})["Location"] == "/pl/moje/#moj-kalendarz"
    secret = CalendarKey.objects.get(user=member).secret
    html = client.get("/pl/moje/").content.decode()
    assert f"http://testserver/pl/kalendarz/moj/{secret}.ics" in html
    assert "Nowy adres (stary przestanie działać)" in html
    client.post(action, {"co": "nowy"})
    assert CalendarKey.objects.get(user=member).secret != secret
    client.post(action, {"co": "usun"})
    assert not CalendarKey.objects.exists()
    assert Client(enforce_csrf_checks=True).post(action, {"co": "nowy"}).status_code == 403
