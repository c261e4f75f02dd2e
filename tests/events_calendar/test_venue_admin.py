"""Places and days without school in the admin."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest
from django.test import Client
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from accounts.models import CopCommune, User
from core.models import Territory
from events_calendar.models import EventPage, SchoolHolidays, Venue, VenueHours
from tests.accounts.factories import People, make_people
from tests.events_calendar.factories import EventPageFactory, VenueFactory, at
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db
LIST = "/admin/miejsca/"


@pytest.fixture
def people(site_tree: SiteTree) -> People:
    people = make_people(site_tree)
    CopCommune.objects.update_or_create(territory=Territory.objects.get(code="2263011"), defaults={"cop": site_tree.slupsk})
    return people


def form(venue: Venue | None = None, *, hours: list[dict[str, Any]] | None = None, exceptions: Any = (), **fields: Any) -> dict[str, Any]:
    """The form of a place as the browser sends it."""
    shown = venue or Venue(slug="")
    names = [field.name for field in Venue._meta.fields if field.editable and field.name not in ("id", "owner", "parent", "territory")]
    data: dict[str, Any] = {name: getattr(shown, name) for name in names}
    data |= {name: getattr(shown, f"{name}_id") or "" for name in ("owner", "parent", "territory")}
    data = {name: value for name, value in {**data, **fields}.items() if value is not False and value is not None}
    # Several values of one field stay a list.
    several = {name: value for name, value in data.items() if isinstance(value, list)}
    return several | nested_form_data(
        {
            **{name: value for name, value in data.items() if name not in several},
            "hours": inline_formset(hours or [], initial=0),
            "exceptions": inline_formset(list(exceptions), initial=0),
            "pictures": inline_formset([], initial=0),
        }
    )


def messages_of(response: Any) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def test_a_cop_writes_down_a_place_with_its_hours(client: Client, site_tree: SiteTree, people: People) -> None:
    client.force_login(people.editor)
    data = form(
        name="Sala Łąkowa",
        owner=site_tree.slupsk.pk,
        address="ul. Wspólna 4",
        territory=site_tree.slupsk.territory_id,
        accessibility=["step_free"],
        hours=[{"weekday": 0, "opens": "8:00", "closes": "16:00"}],
        trusted_organisations=[people.ngo.pk],
    )
    response = client.post(f"{LIST}new/", data, follow=True)
    venue = Venue.objects.get()
    assert "Miejsce „Sala Łąkowa” jest dodane." in messages_of(response)
    assert (venue.slug, venue.accessibility, list(venue.trusted_organisations.all())) == ("sala-lakowa", ["step_free"], [people.ngo])
    assert venue.hours.get().opens == time(8)


def test_each_sees_and_opens_only_their_own(client: Client, site_tree: SiteTree, people: People) -> None:
    own, other = VenueFactory(name="Nasza sala"), VenueFactory(name="Cudza sala", owner=site_tree.tczew)
    client.force_login(people.moderator)
    text = client.get(LIST).content.decode()
    assert "Nasza sala" in text
    assert "Cudza sala" not in text
    for view in ("edit", "delete", "history", "usage"):
        assert client.get(f"{LIST}{view}/{own.pk}/").status_code == 200, view
        assert client.get(f"{LIST}{view}/{other.pk}/").status_code == 302, view
        assert client.post(f"{LIST}{view}/{other.pk}/", form(other)).status_code in (302, 405), view
    assert Venue.objects.filter(pk=other.pk, name="Cudza sala").exists()
    client.force_login(people.cio)
    assert client.get(f"{LIST}edit/{other.pk}/").status_code == 200
    client.force_login(people.resident)
    assert client.get(LIST).status_code == 403


def test_a_place_of_another_cop_cannot_be_made(client: Client, site_tree: SiteTree, people: People) -> None:
    client.force_login(people.editor)
    fields = {"name": "Sala", "address": "x", "territory": site_tree.slupsk.territory_id}
    other = VenueFactory(name="Cudza", owner=site_tree.tczew)
    for wrong in ({"owner": site_tree.tczew.pk}, {"owner": site_tree.slupsk.pk, "parent": other.pk, "is_part": "on"}):
        response = client.post(f"{LIST}new/", form(**{**fields, **wrong}))
        assert response.status_code == 200
        assert response.context["form"].errors
    people.ngo.territory = site_tree.slupsk.territory
    people.ngo.save()
    response = client.post(f"{LIST}new/", form(**{**fields, "owner": people.ngo.pk, "territory": site_tree.tczew.territory_id}))
    assert "służy inne COP" in response.content.decode().replace("\xa0", " ")
    assert Venue.objects.count() == 1


def test_bookings_that_no_longer_fit_are_named_after_saving_and_in_the_form(client: Client, site_tree: SiteTree, people: People) -> None:
    venue = VenueFactory()
    event = EventPageFactory(parent=site_tree.calendar_slupsk, venue=venue, start=at("2026-12-01 18:00"), title="Wieczór <b>")
    client.force_login(people.editor)
    data = form(venue, exceptions=[{"first_day": "2026-12-01", "last_day": "2026-12-01", "reason": "remont"}])
    response = client.post(f"{LIST}edit/{venue.pk}/", data, follow=True)
    told = messages_of(response)
    assert "Zapisaliśmy zmiany" in told
    assert "Wieczór &lt;b&gt;" in told
    assert "remont" in told
    assert EventPage.objects.get(pk=event.pk).reservations.get().status == "confirmed"
    panel = client.get(f"{LIST}edit/{venue.pk}/").content.decode()
    assert "Rezerwacje, które nie pasują do zasad" in panel
    assert "Wieczór &lt;b&gt;" in panel


def test_bookings_that_meet_since_a_room_became_a_part_stay_named_in_both_forms(
    client: Client, site_tree: SiteTree, people: People
) -> None:
    hall, part = VenueFactory(name="Hala"), VenueFactory(name="Część A")
    for place, title in ((hall, "Turniej"), (part, "Próba")):
        EventPageFactory(parent=site_tree.calendar_slupsk, venue=place, start=at("2026-12-01 18:00"), title=title)
    client.force_login(people.editor)
    assert "Rezerwacje, które nie pasują do zasad" not in client.get(f"{LIST}edit/{part.pk}/").content.decode()
    Venue.objects.filter(pk=part.pk).update(parent=hall, is_part=True)
    for place, named in ((hall, "Próba"), (part, "Turniej")):
        page = client.get(f"{LIST}edit/{place.pk}/").content.decode().replace("\xa0", " ")
        assert f"W tym czasie jest też: {named}, wtorek, 1 grudnia 2026, 18:00–20:00" in page


def test_a_place_with_bookings_is_not_deleted_and_says_why(client: Client, site_tree: SiteTree, people: People) -> None:
    venue = VenueFactory()
    event = EventPageFactory(parent=site_tree.calendar_slupsk, venue=venue, start=at("2026-12-01 18:00"))
    client.force_login(people.editor)
    for method in (client.get, client.post):
        response = method(f"{LIST}delete/{venue.pk}/", follow=True)
        assert response.status_code == 200
        assert "Tego miejsca nie można usunąć, bo ma: 1 wydarzenie." in messages_of(response)
    event.delete()
    assert client.get(f"{LIST}delete/{venue.pk}/").status_code == 200
    client.post(f"{LIST}delete/{venue.pk}/")
    assert not Venue.objects.exists()


def test_errors_are_told_beside_the_fields(client: Client, site_tree: SiteTree, people: People) -> None:
    venue = VenueFactory(hours=[VenueHours(weekday=0, opens=time(8), closes=time(10))])
    client.force_login(people.editor)
    for wrong in (
        {"slug": "miejsca"},
        {"is_part": "on"},
        {"latitude": "54.1"},
        {"longest_minutes": "5"},
        {"name": "a\x00b"},
        {"hours": [{"weekday": 0, "opens": "16:00", "closes": "8:00"}]},
        {"exceptions": [{"first_day": "2026-12-02", "last_day": "2026-12-01", "reason": "x"}]},
    ):
        response = client.post(f"{LIST}edit/{venue.pk}/", form(venue, **wrong))
        assert response.status_code == 200, wrong
        assert "Zmiany nie są zapisane" in messages_of(response), wrong


def test_an_editor_chooses_a_place_by_its_words(client: Client, site_tree: SiteTree, people: People) -> None:
    building = VenueFactory(name="Dom sąsiedzki", bookable=False)
    VenueFactory(name="Parter", parent=building)
    VenueFactory(name="Rynek")
    client.force_login(people.editor)
    text = client.get("/admin/wybor-miejsca/").json()["html"]
    assert "Parter (Dom sąsiedzki)" in text
    assert "Rynek" in text
    found = client.get("/admin/wybor-miejsca/results/?q=sasiedzkim").content.decode()
    assert "Parter (Dom sąsiedzki)" in found
    assert "Rynek" not in found
    assert "wybor-miejsca" in client.get(f"/admin/pages/add/events_calendar/eventpage/{site_tree.calendar_slupsk.pk}/").content.decode()


@pytest.mark.parametrize(("person", "may"), [("cio", True), ("moderator", False), ("officer", False)])
def test_days_without_school_are_cios(client: Client, people: People, person: str, may: bool) -> None:
    user: User = getattr(people, person)
    client.force_login(user)
    assert client.get("/admin/ferie/").status_code == (200 if may else 302)
    client.post("/admin/ferie/new/", {"name": "Ferie", "first_day": "2027-02-01", "last_day": "2027-02-14"})
    assert SchoolHolidays.objects.exists() == may
