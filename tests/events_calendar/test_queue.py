"""The moderators' queue: who gets in, what a row says, one press, many at once, filters, and that many rows cost what few do."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import Membership, User
from core.models import SiteSettings
from events_calendar import promises
from events_calendar.models import EventPage, Venue
from events_calendar.services import moderation, requests, weighing
from tests.accounts.factories import People
from tests.events_calendar.conftest import later
from tests.events_calendar.factories import VenueFactory, at
from tests.events_calendar.slot_requests import ask, asked, began, decision
from tests.factories import SiteTree
from tests.measure import queries

QUEUE = "/admin/terminy/"


def read(client: Client, user: User, url: str = QUEUE, **parameters: Any) -> str:
    client.force_login(user)
    answer = client.get(url, parameters)
    assert answer.status_code == 200
    return answer.content.decode()


def press(client: Client, user: User, **data: Any) -> str:
    client.force_login(user)
    return client.post(QUEUE, data, follow=True).content.decode()


def titles(client: Client, user: User, **parameters: Any) -> list[str]:
    client.force_login(user)
    return [row.event.title for row in client.get(QUEUE, parameters).context["rows"]]


def live(event: EventPage) -> bool:
    return EventPage.objects.get(pk=event.pk).live


# --- Who


@pytest.mark.parametrize("name", ["editor", "tczew_editor", "officer", "ngo_owner", "resident"])
def test_only_who_decides_gets_in(client: Client, people: People, room: Venue, name: str) -> None:
    event = ask(people, room)
    client.force_login(getattr(people, name))
    for url in (QUEUE, f"{QUEUE}oczekujacy/", f"{QUEUE}{event.pk}/"):
        assert client.get(url).status_code in (302, 403), url
    assert client.post(QUEUE, {"zatwierdz": decision(event)}).status_code in (302, 403)
    assert client.post(f"{QUEUE}{event.pk}/", {"zrob": "zatwierdz", "decyzja": decision(event)}).status_code in (302, 403)
    assert not live(event)
    assert "Prośby o termin" not in client.get("/admin/", follow=True).content.decode()


def test_another_cops_moderator_sees_and_decides_nothing_of_it(client: Client, people: People, room: Venue) -> None:
    event = ask(people, room)
    assert "Warsztaty" not in read(client, people.tczew_moderator)
    assert client.get(f"{QUEUE}{event.pk}/").status_code == 302
    told = press(client, people.tczew_moderator, zatwierdz=decision(event))
    assert "Tej prośby już nie ma." in told
    assert "Warsztaty" not in told
    assert client.post(f"{QUEUE}{event.pk}/", {"zrob": "zatwierdz", "decyzja": decision(event)}).status_code == 302
    assert not live(event)
    assert "Warsztaty" in read(client, User.objects.create_superuser("wszystko@example.org", "tajne-haslo"))


def test_the_menu_and_the_home_page_say_how_many_wait(client: Client, people: People, room: Venue) -> None:
    ask(people, room)
    ask(people, room, "2026-12-02 18:00", title="Drugie")
    html = read(client, people.moderator, "/admin/")
    assert r"Pro\u015bby o termin (2)" in html
    assert "Prośby o termin do decyzji" in html
    assert html.count("czeka krócej niż jeden dzień roboczy") == 2
    assert "Czeka na moje sprawdzenie" not in html, "a request stands in one panel"
    assert "Moje szkice" not in html


# --- What a row says


def test_oldest_first_and_what_waits_too_long_is_marked(client: Client, site_tree: SiteTree, people: People, room: Venue) -> None:
    new, old = ask(people, room, title="Nowa"), ask(people, room, "2026-12-02 18:00", title="Stara")
    began(new, "2026-11-19 08:00")  # Thursday: Friday and Monday have passed
    began(old, "2026-11-18 08:00")
    client.force_login(people.moderator)
    rows = client.get(QUEUE).context["rows"]
    assert [(row.event.title, row.overdue, row.waited[:11]) for row in rows] == [
        ("Stara", True, "czeka 3 dni"),
        ("Nowa", False, "czeka 2 dni"),
    ]
    assert titles(client, people.moderator, za_dlugo="on") == ["Stara"]
    SiteSettings.objects.update_or_create(site=site_tree.site, defaults={"slot_answer_days": 2})
    cache.clear()
    assert titles(client, people.moderator, za_dlugo="on") == ["Stara", "Nowa"]


def test_rivals_and_broken_rules_stand_in_the_row(client: Client, people: People, room: Venue) -> None:
    event = ask(people, room)
    requests.wait(people.ngo_owner, people.ngo, asked(room, "2026-12-01 19:00", title="Rywal"))
    room.capacity = 10
    room.save()
    html = read(client, people.moderator)
    assert "O ten termin proszą też inni" in html
    assert "Rywal" in html
    assert "zmieści się najwyżej 10" in html
    assert "można zatwierdzić od razu</strong>" not in html
    told = press(client, people.moderator, zatwierdz=decision(event))
    assert "zmieści się najwyżej 10" in told
    assert not live(event)


def test_the_other_half_of_a_hall_is_no_rival_and_the_hall_is(client: Client, people: People) -> None:
    hall = VenueFactory(name="Aula")
    left, right = (VenueFactory(name=name, parent=hall, is_part=True) for name in ("Lewa", "Prawa"))
    events = [ask(people, left, title="Lewe"), ask(people, right, title="Prawe")]
    whole = requests.wait(people.ngo_owner, people.ngo, asked(hall, title="Całe"))
    assert [found.rivals for found in weighing.weigh(events).values()] == [[whole], [whole]]
    assert weighing.weigh([whole])[whole.pk].rivals == events


def test_what_an_organisation_wrote_is_text(client: Client, people: People, room: Venue) -> None:
    evil = "<script>alert(7)</script>"
    event = ask(people, room, title=evil, summary=evil, gives_back=evil, equipment_note=evil, co_organisers_note=evil)
    requests.wait(people.ngo_owner, people.ngo, asked(room, title=evil))
    for url in (QUEUE, f"{QUEUE}{event.pk}/", f"{QUEUE}oczekujacy/", "/admin/"):
        html = read(client, people.moderator, url)
        assert evil not in html, url
        assert "&lt;script&gt;alert(7)" in html, url
    room.capacity = 1
    room.save()
    assert evil not in press(client, people.moderator, zatwierdz=decision(event))


# --- Approving from the list


def test_one_press_approves_what_harms_nobody(client: Client, people: People, room: Venue) -> None:
    event = ask(people, room)
    assert "można zatwierdzić od razu</strong>" in read(client, people.moderator)
    told = press(client, people.moderator, zatwierdz=decision(event))
    assert live(event)
    assert "Zatwierdzono 1 prośbę: „Warsztaty dla seniorów”." in told
    assert "Nic nie czeka na Twoją decyzję" in told


def test_a_press_that_comes_too_late_says_so(client: Client, people: People, room: Venue) -> None:
    event = ask(people, room)
    pk = decision(event)
    moderation.refuse(pk, people.second_moderator, "Remont.")
    told = press(client, people.moderator, zatwierdz=pk)
    assert f"„Warsztaty dla seniorów”: Ta prośba jest już odrzucona ({people.second_moderator}, dziś o 12:0" in told
    assert not live(event)


def test_who_approves_second_is_told_who_was_first_and_when(client: Client, people: People, room: Venue) -> None:
    event = ask(people, room)
    pk = decision(event)
    moderation.approve(pk, people.second_moderator)
    told = press(client, people.moderator, zaznaczone=[pk], zbiorczo="1")
    assert f"„Warsztaty dla seniorów”: Ta prośba jest już zatwierdzona ({people.second_moderator}, dziś o 12:0" in told
    assert "zmiana potwierdzonego wydarzenia" not in told
    assert "nie jest zatwierdzone" not in told
    later("2026-11-25 12:00")
    assert f"({people.second_moderator}, 24 listopada 2026, 12:0" in press(client, people.moderator, zatwierdz=pk)


def test_what_ended_by_itself_names_nobody(client: Client, people: People, room: Venue) -> None:
    changed, withdrawn = ask(people, room), ask(people, room, "2026-12-02 18:00", title="Drugie")
    old, asked_about = decision(changed), decision(withdrawn)
    requests.resubmit(changed, people.ngo_owner, asked(room, "2026-12-03 18:00"))
    moderation.ask_for_changes(asked_about, people.moderator, "Ile osób?")
    requests.withdraw(withdrawn, people.ngo_owner)
    told = press(client, people.moderator, zaznaczone=[old, asked_about])
    assert "Organizacja zmieniła tę prośbę (" in told
    assert "Ta prośba jest już wycofana. Teraz nic się nie zmieniło." in told


def test_a_get_approves_nothing_and_a_post_needs_its_token(people: People, room: Venue) -> None:
    event = ask(people, room)
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.moderator)
    client.get(QUEUE, {"zatwierdz": decision(event)})
    assert client.post(QUEUE, {"zatwierdz": decision(event)}).status_code == 403
    assert not live(event)


def test_many_at_once(client: Client, people: People, room: Venue) -> None:
    good = [ask(people, room, f"2026-12-0{day} 18:00", title=f"Dobre {day}") for day in (1, 2)]
    series = ask(people, room, "2026-12-03 18:00", title="Seria", rule="FREQ=WEEKLY;COUNT=3")
    other = ask(people, room, "2026-12-08 18:00", title="Nie zaznaczone")
    told = press(client, people.moderator, zaznaczone=[*map(decision, [*good, series]), "abc", "9" * 30], zbiorczo="1")
    assert [live(event) for event in [*good, series, other]] == [True, True, False, False]
    assert "Zatwierdzono 2" in told
    assert "„Dobre 1”, „Dobre 2”" in told
    assert "„Seria” nie jest zatwierdzone: wydarzenie ma więcej niż jeden termin" in told
    assert "Zaznacz prośby" in press(client, people.moderator, zbiorczo="1")


def test_nothing_is_to_be_ticked_where_nothing_is_approved_at_once(client: Client, people: People, room: Venue) -> None:
    ask(people, room, rule="FREQ=WEEKLY;COUNT=3")
    assert 'name="zaznaczone"' not in read(client, people.moderator)
    ask(people, room, "2026-12-02 18:00", title="Jedno")
    assert read(client, people.moderator).count('name="zaznaczone"') == 2


def test_own_requests_wait_for_somebody_else(client: Client, people: People, room: Venue) -> None:
    event = ask(people, room)
    Membership.objects.create(user=people.moderator, organisation=people.ngo)
    html = read(client, people.moderator)
    assert "To prośba Twojej organizacji. Zatwierdzi ją inna osoba z moderacji." in html
    assert 'name="zatwierdz"' not in html
    assert "Zatwierdzi ją inna osoba" in press(client, people.moderator, zatwierdz=decision(event))
    assert not live(event)
    press(client, people.second_moderator, zatwierdz=decision(event))
    assert live(event)


# --- Filters


def test_filters(client: Client, people: People, room: Venue) -> None:
    other = VenueFactory(name="Sala B", slug="sala-b")
    ask(people, room, title="Szachy")
    ask(people, other, "2026-12-09 18:00", title="Taniec")
    Venue.objects.filter(pk=other.pk).update(capacity=10)
    who = people.moderator
    assert titles(client, who) == ["Szachy", "Taniec"]
    assert titles(client, who, q="szachach") == []
    assert titles(client, who, q="szach") == ["Szachy"]
    assert titles(client, who, q="dobra") == ["Szachy", "Taniec"], "the organisation's name"
    assert titles(client, who, miejsce="sala-b") == ["Taniec"]
    assert titles(client, who, od="2026-12-02") == ["Taniec"]
    assert titles(client, who, do="2026-12-01") == ["Szachy"]
    assert titles(client, who, od_razu="on") == ["Szachy"]
    assert "Ostatni dzień jest wcześniejszy" in read(client, who, od="2026-12-02", do="2026-12-01")
    assert "cop" not in client.get(QUEUE).context["form"].fields, "a moderator of one COP has nothing to choose"
    superuser = User.objects.create_superuser("wszystko@example.org", "tajne-haslo")
    assert titles(client, superuser, cop="tczew") == []
    assert titles(client, superuser, cop="slupsk") == ["Szachy", "Taniec"]


def test_what_is_with_the_organisation_and_what_is_decided(client: Client, people: People, room: Venue) -> None:
    who = people.moderator
    events = {name: ask(people, room, f"2026-12-0{day} 18:00", title=name) for day, name in enumerate(("Z", "P", "T", "N"), start=1)}
    moderation.ask_for_changes(decision(events["Z"]), who, "Ile osób?")
    start = at("2026-12-10 10:00")
    moderation.propose(decision(events["P"]), who, start=start, end=start + timedelta(hours=2), venue=room)
    moderation.approve(decision(events["T"]), who)
    moderation.refuse(decision(events["N"]), who, "Nie.")
    assert titles(client, who) == []
    assert titles(client, who, stan="zmiany") == ["Z"]
    assert titles(client, who, stan="propozycja") == ["P"]
    assert titles(client, who, stan="rozstrzygniete") == ["N", "T"]


def test_the_waiting_list_is_in_order(client: Client, people: People, room: Venue) -> None:
    ask(people, room)
    for title in ("Pierwsze", "Drugie"):
        requests.wait(people.ngo_owner, people.ngo, asked(room, title=title))
    html = read(client, people.moderator, f"{QUEUE}oczekujacy/")
    assert html.index("Pierwsze") < html.index("Drugie")
    assert "Sala A" in html
    assert "Nikt nie czeka" in read(client, people.tczew_moderator, f"{QUEUE}oczekujacy/")


# --- What it costs


def test_forty_requests_cost_what_five_do(client: Client, people: People, room: Venue) -> None:
    client.force_login(people.moderator)

    def add(numbers: range) -> None:
        for number in numbers:
            ask(people, VenueFactory(slug=f"s-{number}"), f"2026-12-{number % 28 + 1:02} 18:00", title=f"Prośba {number}")
        requests.wait(people.ngo_owner, people.ngo, asked(Venue.objects.get(slug="s-1"), "2026-12-02 18:00"))

    add(range(5))
    urls = (QUEUE, f"{QUEUE}?od_razu=on", f"{QUEUE}oczekujacy/")
    few = {url: len(queries(client, url)) for url in urls}
    add(range(5, 40))
    many = {url: len(queries(client, url)) for url in urls}
    assert many == few
    assert max(many.values()) <= 45, many


# --- Working days


@pytest.mark.parametrize(
    ("asked_on", "today", "days"),
    [
        ("2026-11-20 10:00", date(2026, 11, 23), 0),  # Friday to Monday
        ("2026-11-20 10:00", date(2026, 11, 24), 1),
        ("2026-11-10 10:00", date(2026, 11, 12), 0),  # 11 November is no working day
        ("2026-11-10 10:00", date(2026, 11, 13), 1),
        ("2026-12-23 10:00", date(2026, 12, 28), 0),  # Christmas Eve is one of the free days since 2025
        ("2026-12-23 23:30", date(2026, 12, 29), 1),
    ],
)
def test_working_days(asked_on: str, today: date, days: int) -> None:
    assert promises.working_days_since(at(asked_on), today) == days


def test_three_days_promised_end_with_the_third_working_day() -> None:
    monday = at("2026-11-16 15:00")
    assert not monday < promises.overdue_before(3, date(2026, 11, 19)), "Thursday still counts"
    assert monday < promises.overdue_before(3, date(2026, 11, 20))
    # Over Independence Day: Tuesday, Thursday and Friday.
    asked_on = at("2026-11-09 08:00")
    assert not asked_on < promises.overdue_before(3, date(2026, 11, 13))
    assert asked_on < promises.overdue_before(3, date(2026, 11, 14))
    # Over a weekend.
    assert not at("2026-11-19 08:00") < promises.overdue_before(3, date(2026, 11, 24))
    assert at("2026-11-19 08:00") < promises.overdue_before(3, date(2026, 11, 25))
    # Over Christmas.
    assert not at("2026-12-22 08:00") < promises.overdue_before(3, date(2026, 12, 29))
    assert at("2026-12-22 08:00") < promises.overdue_before(3, date(2026, 12, 30))
