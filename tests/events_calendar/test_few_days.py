"""One day and a weekend: their events, the ways to their neighbours, and an empty day in words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from core.models import Territory
from events_calendar import days
from tests.events_calendar.factories import EventPageFactory, at
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db
URL = "/pl/kalendarz/"


def groups(response: Any) -> list[tuple[str, list[str]]]:
    return [(group["title"], [event.title for event in group["events"]]) for group in response.context["groups"]]


@pytest.fixture
def events(site_tree: SiteTree) -> SiteTree:
    """A Saturday with two events, a Sunday with one and the rest of an exhibition; then nothing until 4 December."""
    folder = site_tree.calendar_slupsk
    for title, start, end in (
        ("Piątek", "2026-11-27 18:00", "2026-11-27 20:00"),
        ("Wystawa", "2026-11-27 10:00", "2026-11-29 18:00"),
        ("Turniej", "2026-11-28 10:00", "2026-11-28 14:00"),
        ("Bal", "2026-11-28 20:00", "2026-11-29 02:00"),
        ("Spacer", "2026-11-29 12:00", "2026-11-29 14:00"),
        ("Po przerwie", "2026-12-04 18:00", "2026-12-04 20:00"),
    ):
        EventPageFactory(parent=folder, title=title, start=at(start), end=at(end))
    return site_tree


def test_a_day_of_the_month_leads_to_that_days_events_alone(client: Client, events: SiteTree) -> None:
    month = client.get(URL).content.decode()
    assert 'href="?widok=dzien&amp;data=2026-11-28"' in month
    response = client.get(f"{URL}?widok=dzien&data=2026-11-28")
    assert groups(response) == [("Zaczęło się wcześniej i trwa", ["Wystawa"]), ("sobota, 28 listopada", ["Turniej", "Bal"])]
    page = response.content.decode()
    assert "<h2>Sobota, 28 listopada 2026</h2>" in page
    assert response.context["previous"] == {"url": "?widok=dzien&data=2026-11-27", "label": "27 listopada"}
    assert response.context["next"]["url"] == "?widok=dzien&data=2026-11-29"
    assert response.context["today_url"] == ""


def test_a_day_without_what_goes_on_repeats_no_heading(client: Client, events: SiteTree) -> None:
    response = client.get(f"{URL}?widok=dzien&data=2026-11-27")
    assert groups(response) == [("", ["Wystawa", "Piątek"])]
    assert response.content.decode().count("27 listopada 2026") >= 1


def test_an_empty_day_is_said_in_words_with_the_way_on(client: Client, events: SiteTree) -> None:
    response = client.get(f"{URL}?widok=dzien&data=2026-11-30")
    assert response.status_code == 200
    page = response.content.decode().replace("\u00a0", " ")
    assert "Tego dnia nie ma wydarzeń" in page
    assert "Następny dzień z wydarzeniami: piątek, 4 grudnia 2026" in page
    assert 'class="btn" href="?widok=dzien&amp;data=2026-12-04"' in page


def test_when_nothing_is_planned_any_more_the_year_is_offered(client: Client, events: SiteTree) -> None:
    page = client.get(f"{URL}?widok=dzien&data=2026-12-05").content.decode()
    assert "Tego dnia nie ma wydarzeń" in page
    assert 'href="?widok=rok&amp;data=2026-12-05"' in page
    assert "Następny dzień z wydarzeniami" not in page


def test_the_next_day_keeps_to_the_filters(client: Client, events: SiteTree) -> None:
    EventPageFactory(parent=events.calendar_tczew, title="W Tczewie", start=at("2026-12-01 18:00"))
    assert client.get(f"{URL}?widok=dzien&data=2026-11-30").context["coming"]["url"] == "?widok=dzien&data=2026-12-01"
    filtered = client.get(f"{URL}?widok=dzien&data=2026-11-30&cop=slupsk")
    assert filtered.context["coming"]["url"] == "?cop=slupsk&widok=dzien&data=2026-12-04"
    assert "Wyczyść filtry" in filtered.content.decode()


def test_an_empty_day_or_weekend_with_filters_does_not_say_that_nothing_is_on(client: Client, events: SiteTree) -> None:
    day = client.get(f"{URL}?widok=dzien&data=2026-11-28&q=nicpodobnego")
    assert day.context["nothing"] == "Tego dnia nic nie pasuje do filtrów"
    assert "Tego dnia nie ma wydarzeń" not in day.content.decode().replace("\u00a0", " ")
    weekend = client.get(f"{URL}?widok=weekend&data=2026-11-28&q=nicpodobnego")
    assert weekend.context["nothing"] == "W ten weekend nic nie pasuje do filtrów"


def test_the_next_day_may_be_one_on_which_an_event_only_goes_on(client: Client, events: SiteTree) -> None:
    assert client.get(f"{URL}?widok=dzien&data=2026-11-28").context["coming"]["label"] == "niedziela, 29 listopada 2026"


def test_this_weekend_is_one_press_away(client: Client, events: SiteTree) -> None:
    quick = {link["label"]: link for link in client.get(URL).context["quick"]}
    assert quick["dzisiaj"]["url"] == "?widok=dzien&data=2026-11-24"
    assert quick["w ten weekend"]["url"] == "?widok=weekend&data=2026-11-28"
    response = client.get(URL + quick["w ten weekend"]["url"])
    assert groups(response) == [
        ("Zaczęło się wcześniej i trwa", ["Wystawa"]),
        ("sobota, 28 listopada", ["Turniej", "Bal"]),
        ("niedziela, 29 listopada", ["Spacer"]),
    ]
    assert response.context["title"] == "28–29 listopada 2026"
    assert {link["label"] for link in response.context["quick"] if link["current"]} == {"w ten weekend"}
    assert (response.context["previous"]["label"], response.context["next"]["label"]) == ("poprzedni weekend", "następny weekend")
    empty = client.get(f"{URL}?widok=weekend&data=2026-12-09").content.decode().replace("\u00a0", " ")
    assert "W ten weekend nie ma wydarzeń" in empty


@pytest.mark.parametrize("day", ["2026-11-23", "2026-11-27", "2026-11-28", "2026-11-29"])
def test_the_weekend_of_any_day_is_the_end_of_its_week(day: str) -> None:
    assert days.weekend_bounds(date.fromisoformat(day)) == (date(2026, 11, 28), date(2026, 11, 29))


def test_the_switch_of_views_stays_as_it_was(client: Client, events: SiteTree) -> None:
    response = client.get(f"{URL}?widok=weekend&data=2026-11-28")
    assert [str(item["label"]) for item in response.context["views"]] == ["Miesiąc", "Tydzień", "Lista", "Rok"]
    assert not any(item["current"] for item in response.context["views"])


def test_an_empty_weekend_of_a_commune_names_it_and_offers_the_others(client: Client, events: SiteTree) -> None:
    elsewhere = Territory.objects.get(code="2212062")
    EventPageFactory(
        parent=events.calendar_slupsk, title="Latem", territory=elsewhere, start=at("2027-06-01 10:00"), end=at("2027-06-01 12:00")
    )
    response = client.get(f"{URL}?widok=weekend&data=2026-11-28&gmina=2212062")
    page = response.content.decode().replace("\u00a0", " ")
    assert response.context["nothing"].startswith("W ten weekend nie ma wydarzeń: ")
    assert "Kobylnica" in response.context["nothing"]
    assert "W innych gminach: 4 wydarzenia" in page
    assert 'href="?widok=weekend&amp;data=2026-11-28"' in page
    assert client.get(f"{URL}?widok=weekend&data=2027-01-09&gmina=2212062").context["nearby"] is None


def test_the_way_to_the_next_day_names_that_day(client: Client, events: SiteTree) -> None:
    page = client.get("/pl/kalendarz/?widok=dzien&data=2026-12-01").content.decode().replace("\u00a0", " ")
    assert ">Pokaż dzień: piątek, 4 grudnia 2026</a>" in page
    assert "Pokaż ten dzień" not in page
