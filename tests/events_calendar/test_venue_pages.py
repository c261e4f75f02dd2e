"""The list of places and the page of one."""

from __future__ import annotations

from datetime import time

import pytest
from django.core.cache import cache
from django.test import Client
from wagtail.models import Locale

from core.models import PortalImage
from events_calendar.models import Venue, VenueHours, VenuePicture
from tests.events_calendar.factories import EventPageFactory, VenueFactory, at
from tests.factories import SiteTree
from tests.home.factories import CopPageFactory
from tests.measure import queries, weight

pytestmark = pytest.mark.django_db
LIST = "/pl/kalendarz/miejsca/"
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def building(site_tree: SiteTree) -> Venue:
    return VenueFactory(
        name="Dom sąsiedzki",
        name_en="Neighbours' house",
        slug="dom",
        bookable=False,
        accessibility=["step_free"],
        toilet_note="drzwi 90 cm",
    )


@pytest.fixture
def room(building: Venue) -> Venue:
    return VenueFactory(
        name="Sala na parterze",
        name_en="Ground floor room",
        slug="parter",
        parent=building,
        address="",
        territory=None,
        capacity=30,
        price="10 zł za godzinę",
        price_en="PLN 10 an hour",
        terms="Zostaw porządek.",
        latitude="54.464148",
        longitude="17.028482",
        equipment=["projector"],
        contact_email="dom@cop.example.org",
        hours=[VenueHours(weekday=number, opens=time(8), closes=time(20)) for number in range(5)],
    )


def html(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status, url
    return response.content.decode()


def names(client: Client, query: str = "") -> list[str]:
    cache.clear()  # a stored page has no context
    response = client.get(LIST + query)
    return [venue.name for venue in response.context["listing"].page.object_list]


# --- The list


def test_the_list_shows_rooms_with_their_building_and_not_the_building_itself(client: Client, room: Venue) -> None:
    VenueFactory(name="Rynek", slug="rynek")
    VenueFactory(name="Zamknięta", active=False)
    text = html(client, LIST)
    assert names(client) == ["Rynek", "Sala na parterze"]
    assert "2 miejsc" in text
    assert f'href="{LIST}parter/"' in text
    assert "(Dom sąsiedzki)" in text.replace("\xa0", " ")


def test_a_building_without_rooms_is_listed(client: Client, building: Venue) -> None:
    assert names(client) == ["Dom sąsiedzki"]


def test_filters(client: Client, room: Venue, site_tree: SiteTree) -> None:
    VenueFactory(name="Hala", capacity=500, territory_id=site_tree.tczew.territory_id, accessibility=["lift"])
    VenueFactory(name="Bez liczby", capacity=None)
    assert names(client, "?q=parterem") == ["Sala na parterze"]
    assert names(client, "?q=sąsiedzkim") == ["Sala na parterze"]
    assert names(client, "?gmina=2214011") == ["Hala"]
    assert names(client, "?gmina=2263011") == ["Bez liczby", "Sala na parterze"]
    assert names(client, "?osoby=31") == ["Bez liczby", "Hala"]
    assert names(client, "?dostepne=1") == ["Sala na parterze"]
    assert names(client, "?q=%25") == []
    text = html(client, "?gmina=2263011&osoby=20".join([LIST, ""]))
    assert "dla 20 osób" in text
    assert "Słupsk (gmina miejska) (2)" in text


@pytest.mark.parametrize("query", ["?osoby=0", "?osoby=-5", "?osoby=x", "?osoby=9999999", "?gmina=zla", "?dostepne=x", "?strona=99"])
def test_a_wrong_filter_is_told_and_changes_nothing(client: Client, room: Venue, query: str) -> None:
    response = client.get(LIST + query)
    assert response.status_code == (404 if "strona" in query else 200)
    assert [venue.name for venue in response.context["listing"].page.object_list] == ["Sala na parterze"]
    assert "Błąd:" in response.content.decode() or response.context["listing"].problem


def test_the_calendar_leads_to_the_list(client: Client, site_tree: SiteTree) -> None:
    assert f'href="{LIST}"' in html(client, "/pl/kalendarz/")
    assert f'href="{LIST}"' in html(client, "/pl/kalendarz/slupsk/")
    assert "Nie ma tu jeszcze miejsc" in html(client, LIST)


def test_the_list_costs_the_same_with_3_and_with_24_places(client: Client, room: Venue) -> None:
    VenueFactory.create_batch(2)
    few = queries(client, LIST)
    VenueFactory.create_batch(10)
    VenueFactory.create_batch(11, parent=room, is_part=True, address="", territory=None)
    many = queries(client, LIST)
    assert len(many) == len(few) <= 12, many


# --- One place


def test_a_place_says_how_one_gets_in_before_anything_else(client: Client, room: Venue) -> None:
    text = html(client, f"{LIST}parter/")
    order = ["Wejście bez stopni", "Toaleta: drzwi 90 cm", "Kiedy jest wolne", "10 zł za godzinę"]
    plain = text.replace("\xa0", " ")
    positions = [plain.index(words) for words in order]
    assert positions == sorted(positions)
    assert "Nie ma albo nikt tego nie podał: winda" in plain
    assert "do 30 osób" in plain
    assert "ul. Wspólna 4, Słupsk" in plain
    assert "https://www.openstreetmap.org/?mlat=54.464148&amp;mlon=17.028482" in text
    assert "mailto:dom@cop.example.org" in text
    assert "<title>Sala na parterze (Dom sąsiedzki) – " in text
    assert f'href="{LIST}dom/"' in text  # in the crumbs
    assert '"@type":"Place"' in text


def test_the_week_stands_as_a_grid_and_as_an_equal_list(client: Client, room: Venue, site_tree: SiteTree) -> None:
    EventPageFactory(
        parent=site_tree.calendar_slupsk, venue=room, start=at("2026-12-01 18:00"), end=at("2026-12-01 19:30"), title="Spotkanie Rady"
    )
    response = client.get(f"{LIST}parter/?data=2026-12-03")
    text = response.content.decode().replace("\xa0", " ")
    grid, days = text.split("</table>")
    for part in (grid, days):
        assert "8:00–18:00" in part
        assert "18:00–19:30" in part
        assert "Spotkanie Rady" in part
    assert "30 listopada 2026 – 6 grudnia 2026" in text
    assert 'href="?data=2026-11-23#kiedy-wolne"' in text
    assert 'href="?data=2026-12-07#kiedy-wolne"' in text
    assert response.context["coming"][0]["event"].title == "Spotkanie Rady"


def test_the_week_is_the_first_that_one_may_ask_for(client: Client, room: Venue) -> None:
    Venue.objects.filter(pk=room.pk).update(min_notice_hours=24 * 7)
    response = client.get(f"{LIST}parter/")
    assert response.context["week"].monday.isoformat() == "2026-11-30"
    assert response.context["this_week"] == "?data=2026-11-24"
    said = "O termin prosi się tu najpóźniej 7 dni wcześniej."
    assert said in html(client, f"{LIST}parter/").replace("\xa0", " "), "Monday is refused for it"
    assert said not in html(client, f"{LIST}parter/?data=2026-12-07").replace("\xa0", " ")


def test_the_first_week_has_none_before_it_and_the_last_one_none_after(client: Client, room: Venue) -> None:
    assert client.get(f"{LIST}parter/").context["previous_week"] == ""
    assert client.get(f"{LIST}parter/?data=2027-11-24").context["next_week"] == ""


@pytest.mark.parametrize("day", ["x", "2026-02-31", "0001-01-01", "9999-12-31"])
def test_a_wrong_day_is_told_and_shows_this_week(client: Client, room: Venue, day: str) -> None:
    response = client.get(f"{LIST}parter/?data={day}")
    assert response.status_code == 200
    assert response.context["week"].monday.isoformat() == "2026-11-23"
    assert "Na razie pokazujemy najbliższy tydzień" in response.content.decode().replace("\xa0", " ")


def test_one_asks_for_a_time_only_where_one_may(client: Client, room: Venue) -> None:
    assert 'href="/pl/kalendarz/zglos/?miejsce=parter"' in html(client, f"{LIST}parter/")
    assert "zglos" not in html(client, f"{LIST}dom/")
    assert "Sale w tym budynku" in html(client, f"{LIST}dom/")


@pytest.mark.parametrize("path", ["nie-ma/", "zamkniete/", "parter/dalej/"])
def test_an_unknown_or_inactive_place_is_not_there(client: Client, room: Venue, path: str) -> None:
    VenueFactory(slug="zamkniete", active=False)
    html(client, LIST + path, 404)


def test_a_hall_names_its_parts(client: Client, site_tree: SiteTree) -> None:
    hall = VenueFactory(slug="hala", name="Hala")
    part = VenueFactory(parent=hall, is_part=True, name="Część A", slug="czesc-a")
    EventPageFactory(parent=site_tree.calendar_slupsk, venue=part, start=at("2026-12-01 18:00"), title="Joga")
    text = html(client, f"{LIST}hala/")
    assert "Części tego miejsca" in text
    assert "Joga" in text
    assert f'href="{LIST}czesc-a/"' in text


def test_in_english_with_its_own_words(client: Client, room: Venue, site_tree: SiteTree) -> None:
    site_tree.calendar.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True).save_revision().publish()
    for page in (site_tree.home, site_tree.calendar):
        page.get_translations().update(live=True)
    cache.clear()
    text = html(client, "/en/kalendarz/miejsca/parter/").replace("\xa0", " ")
    assert "Ground floor room" in text
    assert "PLN 10 an hour" in text
    assert 'href="/pl/kalendarz/miejsca/parter/"' in text  # the switch of languages
    assert "/en/kalendarz/miejsca/parter/" in html(client, f"{LIST}parter/")
    assert "Ground floor room (Neighbours&#x27; house)" in html(client, "/en/kalendarz/miejsca/").replace("\xa0", " ")


def test_nothing_that_was_typed_is_markup(client: Client, site_tree: SiteTree) -> None:
    fields = ("name", "description", "address", "price", "terms", "toilet_note", "accessibility_note", "nearest_stop", "equipment_note")
    venue = VenueFactory(slug="zle", contact_phone="<script>", **dict.fromkeys(fields, SCRIPT))
    EventPageFactory(parent=site_tree.calendar_slupsk, venue=venue, title=SCRIPT, start=at("2026-11-27 18:00"))
    for url in (LIST, f"{LIST}zle/", f"{LIST}?q={SCRIPT}", f"{LIST}zle/?data={SCRIPT}"):
        assert "<script>alert" not in html(client, url).replace("\xa0", " "), url


def test_the_owner_and_the_pictures(client: Client, room: Venue, site_tree: SiteTree, picture: PortalImage) -> None:
    CopPageFactory(parent=site_tree.cops, organisation=site_tree.slupsk, slug="slupsk")
    VenuePicture.objects.create(venue=room, image=picture)
    text = html(client, f"{LIST}parter/")
    assert '<a href="/pl/cop/slupsk/">COP Słupsk</a>' in text.replace("\xa0", " ")
    assert 'alt="Ludzie przy okrągłym stole" width="960" height="600"' in text


def test_a_place_costs_the_same_however_much_happens_there(client: Client, room: Venue, site_tree: SiteTree, picture: PortalImage) -> None:
    url = f"{LIST}parter/"

    def fill(count: int, hour: int) -> None:
        for number in range(count):
            EventPageFactory(
                parent=site_tree.calendar_slupsk,
                venue=room,
                start=at(f"2026-11-2{5 + number % 5} {hour + number // 5:02}:00"),
                end=at(f"2026-11-2{5 + number % 5} {hour + number // 5:02}:30"),
            )
            VenuePicture.objects.create(venue=room, image=picture)

    fill(1, 9)
    client.get(url)  # makes the pictures
    few = queries(client, url)
    fill(15, 10)
    VenueFactory.create_batch(5, parent=room, is_part=True)
    many = queries(client, url)
    assert len(many) == len(few) <= 24, many
    assert weight(client.get(url).content) <= 100_000


def test_a_change_of_a_place_is_seen_at_once(client: Client, room: Venue, site_tree: SiteTree, django_capture_on_commit_callbacks) -> None:
    from accounts.models import User
    from events_calendar.services import venues

    assert "10 zł" in html(client, f"{LIST}parter/")
    admin = User.objects.create_superuser("wszystko@example.org", "tajne-haslo")
    with django_capture_on_commit_callbacks(execute=True):
        room.price = "20 zł za godzinę"
        venues.save_venue(room, by=admin)
    assert "20 zł" in html(client, f"{LIST}parter/")


def test_what_nobody_has_translated_stands_on_the_english_page_in_its_own_language(client: Client, site_tree: SiteTree) -> None:
    room = VenueFactory(name="Sala", slug="sala-polska")
    EventPageFactory(parent=site_tree.calendar_slupsk, title="Próba chóru", venue=room)
    english = Locale.objects.get(language_code="en")
    for page in (site_tree.home, site_tree.calendar):
        page.copy_for_translation(english).save_revision().publish()
    html = client.get("/en/kalendarz/miejsca/sala-polska/").content.decode().replace("\u00a0", " ")
    assert 'lang="pl" hreflang="pl">Próba chóru</a>' in html


def test_words_find_equipment_and_access_by_their_names(client: Client, room: Venue, building: Venue) -> None:
    VenueFactory(name="Stodoła", slug="stodola", accessibility=["loop"])
    assert names(client, "?q=pętlą") == ["Stodoła"]
    assert names(client, "?q=petla+stodola") == ["Stodoła"]
    assert names(client, "?q=rzutnik") == ["Sala na parterze"]
    assert names(client, "?q=wejście+bez+stopni") == ["Sala na parterze"], "its building's way in"
    assert names(client, "?q=rzutnik+pętla") == []


def test_a_request_begins_with_the_first_free_day_of_the_week_that_was_turned_to(client: Client, room: Venue) -> None:
    path = f"{LIST}{room.slug}/"
    assert 'href="/pl/kalendarz/zglos/?miejsce=parter"' in html(client, path)
    assert "/pl/kalendarz/zglos/?miejsce=parter&amp;data=2026-12-14" in html(client, f"{path}?data=2026-12-16")
