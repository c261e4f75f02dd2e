"""/api/dane/v1/: dates and places for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance
from wagtail.models import PageViewRestriction

from accounts.models import Organisation
from core.models import PageTopic, Topic
from events_calendar.models import VenueException
from tests.events_calendar.factories import EventPageFactory, VenueFactory, at, many_events
from tests.factories import SiteTree
from tests.measure import queries

pytestmark = pytest.mark.django_db
DATES, VENUES = "/api/dane/v1/terminy/", "/api/dane/v1/miejsca/"
POINT = {"latitude": "54.464148", "longitude": "17.028482"}
YEAR = "od=2026-06-01&do=2027-05-31"


def read(client: Client, url: str) -> Any:
    response = client.get(url)
    assert response.status_code == 200, response.content
    return response.json()


def titles(client: Client, query: str) -> list[str]:
    return [row["tytul"] for row in read(client, f"{DATES}?{query}")["terminy"]]


def test_dates_between_two_days_with_all_that_is_public(client: Client, site_tree: SiteTree) -> None:
    room = VenueFactory(name="Sala A", slug="sala-a")
    made = EventPageFactory(
        parent=site_tree.calendar_slupsk,
        title="Zebranie",
        venue=room,
        organiser=site_tree.slupsk,
        owner_cop=site_tree.slupsk,
        start=at("2026-12-01 18:00"),
        rule="FREQ=WEEKLY;COUNT=3",
    )
    found = read(client, f"{DATES}?od=2026-12-02&do=2026-12-31")
    assert found["liczba"] == 2
    assert [row["poczatek"] for row in found["terminy"]] == ["2026-12-08T18:00:00+01:00", "2026-12-15T18:00:00+01:00"]
    row = found["terminy"][0]
    assert row["miejsce"] == {"nazwa": "Sala A", "skrot": "sala-a", "adres": room.address}
    assert row["organizator"] == {"nazwa": site_tree.slupsk.name, "skrot": "slupsk"}
    assert (row["gmina"], row["adres_strony"]) == ("2263011", f"http://testserver{made.url}")


def test_filters_combine_and_pages_follow_one_another(client: Client, site_tree: SiteTree) -> None:
    room = VenueFactory(slug="sala-a")
    sea = EventPageFactory(parent=site_tree.calendar_slupsk, title="Morze", venue=room, organiser=site_tree.slupsk)
    EventPageFactory(parent=site_tree.calendar_tczew, title="Rzeka")
    PageTopic.objects.create(tag=Topic.objects.create(name="Morze", name_en="Sea", slug="morze"), content_object=sea)
    assert titles(client, YEAR) == ["Morze", "Rzeka"]
    for query in ("miejsce=sala-a", "temat=morze", "cop=slupsk", "organizator=slupsk", "gmina=2263011", "cop=slupsk&temat=morze"):
        assert titles(client, f"{YEAR}&{query}") == ["Morze"], query
    assert titles(client, f"{YEAR}&cop=tczew&temat=morze") == []
    first = read(client, f"{DATES}?{YEAR}&na_strone=1")
    assert [row["tytul"] for row in read(client, first["nastepna"])["terminy"]] == ["Rzeka"]
    assert read(client, first["nastepna"])["nastepna"] is None


def test_what_is_not_public_is_not_there(client: Client, site_tree: SiteTree) -> None:
    draft = EventPageFactory(parent=site_tree.calendar_slupsk, title="Szkic")
    draft.unpublish()
    closed = EventPageFactory(parent=site_tree.calendar_tczew, title="Dla swoich")
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    VenueFactory(slug="ukryte", active=False)
    assert titles(client, YEAR) == []
    assert read(client, VENUES)["miejsca"] == []
    assert client.get(f"{VENUES}ukryte/").status_code == 404


def test_places(client: Client, site_tree: SiteTree) -> None:
    house = VenueFactory(name="Dom", slug="dom", bookable=False, contact_email="dom@example.org", **POINT)
    VenueFactory(name="Sala", slug="sala", parent=house, address="", territory=None, accessibility=["step_free"])
    assert [row["skrot"] for row in read(client, f"{VENUES}?gmina=2263011")["miejsca"]] == ["dom", "sala"]
    room = read(client, f"{VENUES}sala/")
    assert (room["w_miejscu"], room["adres"], room["szerokosc"], room["dostepnosc"]) == ("dom", house.address, 54.464148, ["step_free"])
    assert "trusted_organisations" not in str(room)


def test_what_a_place_offers_on_request_is_told_apart(client: Client, site_tree: SiteTree) -> None:
    VenueFactory(name="Sala", slug="sala", accessibility=["loop", "pjm"])
    room = read(client, f"{VENUES}sala/")
    assert (room["dostepnosc"], room["dostepnosc_na_prosbe"]) == (["loop"], ["pjm"])


def test_what_a_room_leaves_empty_its_building_says(client: Client, site_tree: SiteTree) -> None:
    house = VenueFactory(name="Dom", slug="dom", bookable=False, accessibility=["step_free"])
    hall = VenueFactory(name="Hala", slug="hala", parent=house, address="", territory=None)
    VenueFactory(name="Hala A", slug="hala-a", parent=hall, is_part=True, address="", territory=None)
    found = read(client, f"{VENUES}?gmina=2263011")["miejsca"]
    assert {row["skrot"]: row["dostepnosc"] for row in found} == {slug: ["step_free"] for slug in ("dom", "hala", "hala-a")}


def test_who_helps_is_an_organiser_too(client: Client, site_tree: SiteTree) -> None:
    ours, theirs = (Organisation.objects.create(kind="ngo", name=name, slug=name.lower()) for name in ("Nasza", "Inna"))
    together = EventPageFactory(parent=site_tree.calendar_slupsk, title="Wspólne", organiser=theirs)
    together.co_organisers.add(ours)
    together.save()
    EventPageFactory(parent=site_tree.calendar_slupsk, title="Cudze", organiser=theirs)
    assert titles(client, f"{YEAR}&organizator=nasza") == ["Wspólne"]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "od: podaj tę wartość."),
        ("od=2026-02-31&do=2026-03-01", "od: nie ma takiego dnia. Podaj datę, na przykład 2026-11-24."),
        ("od=2026-03-02&do=2026-03-01", "do: ostatni dzień jest wcześniejszy niż pierwszy."),
        ("od=2026-01-01&do=2027-01-03", "do: podaj najwyżej 366 dni naraz."),
        ("od=9999-01-01&do=9999-01-03", "od: kalendarz sięga od roku 2000 do 2099."),
        (f"{YEAR}&strona=0", "strona: podaj liczbę całkowitą w granicach z opisu."),
        (f"{YEAR}&cop=%27+OR+1", "cop: tej wartości nie rozumiemy. Zobacz opis w openapi.json."),
    ],
)
def test_what_is_wrong_is_said_in_polish(client: Client, site_tree: SiteTree, query: str, words: str) -> None:
    response = client.get(f"{DATES}?{query}", headers={"accept-language": "en"})
    assert response.status_code == 422
    assert words in response.json()["bledy"]


def test_only_reading_and_nothing_read_twice(client: Client, site_tree: SiteTree, django_capture_on_commit_callbacks: Any) -> None:
    EventPageFactory(parent=site_tree.calendar_slupsk)
    for method in ("POST", "PUT", "PATCH", "DELETE", "TRACE"):
        refused = client.generic(method, f"{DATES}?{YEAR}")
        assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD, OPTIONS")
        assert "czytać" in refused.json()["bledy"][0]
    assert client.options(DATES).status_code == 204
    first = client.get(f"{DATES}?{YEAR}")
    assert first["Cache-Control"] == "no-cache"
    again = client.get(f"{DATES}?{YEAR}", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.head(f"{DATES}?{YEAR}")["ETag"] == first["ETag"]
    with django_capture_on_commit_callbacks(execute=True):
        EventPageFactory(parent=site_tree.calendar_slupsk).save_revision().publish()
    assert client.get(f"{DATES}?{YEAR}", headers={"if-none-match": first["ETag"]}).status_code == 200


def test_the_number_of_queries_does_not_grow(client: Client, site_tree: SiteTree) -> None:
    fields = {"organiser": site_tree.slupsk, "owner_cop": site_tree.slupsk}
    url = f"{DATES}?{YEAR}&na_strone=500"
    many_events(site_tree.calendar_slupsk, 5, lambda number: at("2026-12-01 18:00"), **fields)
    few = queries(client, url)
    many_events(site_tree.calendar_slupsk, 200, lambda number: at("2026-12-02 18:00"), **fields)
    assert len(queries(client, url)) == len(few) <= 8


def test_free_times_of_a_place_without_what_is_taken_and_a_word_for_days_with_none(client: Client, site_tree: SiteTree) -> None:
    room = VenueFactory(name="Sala A", slug="sala-a", preparation_minutes=30, cleanup_minutes=30)
    VenueException.objects.create(venue=room, first_day="2026-12-02", last_day="2026-12-02", reason="Remont")
    EventPageFactory(parent=site_tree.calendar_slupsk, title="Tajemnica Rady", venue=room, start=at("2026-12-01 18:00"))
    found = read(client, f"{VENUES}sala-a/wolne/?od=2026-12-01&do=2026-12-03")
    assert (found["skrot"], found["od"], found["do"]) == ("sala-a", "2026-12-01", "2026-12-03")
    first, second, third = found["dni"]
    # Its own half hours, before and after, count for both.
    assert [(span["od"], span["do"]) for span in first["wolne"]] == [
        ("2026-12-01T00:00:00+01:00", "2026-12-01T17:00:00+01:00"),
        ("2026-12-01T21:00:00+01:00", "2026-12-02T00:00:00+01:00"),
    ]
    assert (second["wolne"], second["dlaczego_nie"]) == ([], "zamknięte (Remont)")
    assert (third["dzien"], third["dlaczego_nie"]) == ("2026-12-03", "")
    assert "Tajemnica" not in str(found), "when it is free, not what is there"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "od: podaj tę wartość."),
        ("od=2026-12-01&do=2027-01-01", "do: podaj najwyżej 31 dni naraz."),
        ("od=2026-12-02&do=2026-12-01", "do: ostatni dzień jest wcześniejszy niż pierwszy."),
        ("od=2026-02-31&do=2026-03-01", "od: nie ma takiego dnia. Podaj datę, na przykład 2026-11-24."),
    ],
)
def test_free_times_are_asked_for_at_most_a_month(client: Client, site_tree: SiteTree, query: str, words: str) -> None:
    VenueFactory(slug="sala-a")
    response = client.get(f"{VENUES}sala-a/wolne/?{query}")
    assert response.status_code == 422
    assert words in response.json()["bledy"]
    assert len(read(client, f"{VENUES}sala-a/wolne/?od=2026-12-01&do=2026-12-31")["dni"]) == 31
    assert len(read(client, f"{VENUES}sala-a/wolne/?od=2099-12-31&do=2099-12-31")["dni"]) == 1


def test_free_times_of_a_hidden_place_are_nobodys_business_and_cost_the_same_for_many_bookings(client: Client, site_tree: SiteTree) -> None:
    VenueFactory(slug="ukryte", active=False)
    assert client.get(f"{VENUES}ukryte/wolne/?od=2026-12-01&do=2026-12-03").status_code == 404
    room = VenueFactory(slug="sala-a")
    url = f"{VENUES}sala-a/wolne/?od=2026-12-01&do=2026-12-31"
    EventPageFactory(parent=site_tree.calendar_slupsk, venue=room, start=at("2026-12-01 18:00"))
    few = queries(client, url)
    EventPageFactory(parent=site_tree.calendar_slupsk, venue=room, start=at("2026-12-02 18:00"), rule="FREQ=DAILY;COUNT=20")
    assert len(queries(client, url)) == len(few) <= 10


@pytest.fixture
def description(client: Client, site_tree: SiteTree) -> Iterator[dict[str, Any]]:
    """What the portal says of its data; from then on no connection is closed, as a server does after each request."""
    said = client.get("/api/dane/v1/openapi.json").json()
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield said
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_it_keeps_what_its_description_promises(site_tree: SiteTree, description: dict[str, Any]) -> None:
    """schemathesis: right and wrong values of every parameter; no server error, no answer that is not described."""
    VenueFactory(slug="sala-a")
    many_events(site_tree.calendar_slupsk, 3, lambda number: at("2026-12-01 18:00"))
    schema = schemathesis.openapi.from_dict(description)
    app = get_wsgi_application()
    tried: list[int] = []

    def check(case: Any) -> None:
        response = case.call(base_url="http://testserver", app=app)
        tried.append(response.status_code)
        # That the last day is not before the first, and in the calendar, no description can say.
        case.validate_response(response, excluded_checks=[positive_data_acceptance])

    quiet = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much]
    for operation in schema.get_all_operations():
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            cases = given(case=operation.ok().as_strategy(generation_mode=mode))(check)
            settings(max_examples=25, deadline=None, suppress_health_check=quiet, derandomize=True, database=None)(cases)()
    assert {200, 422} <= set(tried)
    assert len(tried) > 60
