"""The moderators' screens: who gets in, what they see, what they choose, what is refused and kept as it was typed."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import CopCommune, Membership, Organisation, User
from core.models import Topic
from events_calendar.models import EventPage, SchoolHolidays, Venue
from framework_calendar import publishing_ahead
from framework_calendar.models import Allocation, Call, Proposal
from framework_calendar.services import allocating
from tests.accounts.factories import People, make_event
from tests.events_calendar.conftest import later
from tests.events_calendar.factories import VenueFactory, at
from tests.factories import SiteTree
from tests.framework_calendar.balancing import SATURDAY, SUNDAY, another_ngo, balancing_call, wants
from tests.framework_calendar.factories import SLUPSK, make_call, make_proposal, wish_for

PAGES = ("", "tydzien/?tydzien=2027-05-03&gmina=2263011", "kolizje/", "podzial/")


@pytest.fixture
def call(people: People) -> Call:
    return balancing_call()


def path(call: Call, page: str = "podzial/") -> str:
    return f"/admin/uzgadnianie-terminow/{call.pk}/{page}"


def read(client: Client, user: User, call: Call, page: str = "podzial/") -> str:
    client.force_login(user)
    answer = client.get(path(call, page))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def form_of(call: Call, *proposals: Proposal, **fields: Any) -> dict[str, Any]:
    """What the page sends when nothing was touched, and what was."""
    call = Call.objects.get(pk=call.pk)
    data: dict[str, Any] = {"wersja": call.version}
    for proposal in proposals:
        allocation = Allocation.objects.filter(proposal=proposal).first()
        data[f"byl-{proposal.pk}"] = allocating.seen_of(allocation)
        if allocation is not None:
            data[f"{proposal.pk}-wybor"] = "brak" if allocation.outcome == "none" else str(allocation.rank or "inny")
            data[f"{proposal.pk}-uwaga"] = allocation.note
    return data | fields


def send(client: Client, user: User, call: Call, data: dict[str, Any], query: str = "") -> Any:
    client.force_login(user)
    return client.post(path(call) + query, data)


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


# --- Who gets in


@pytest.mark.parametrize("page", PAGES)
def test_only_who_allocates_the_call_gets_in(client: Client, people: People, call: Call, page: str) -> None:
    for user in (people.moderator, people.cio):
        client.force_login(user)
        assert client.get(path(call, page)).status_code == 200, user
    for user in (people.tczew_moderator, people.editor, people.officer, people.ngo_owner):
        client.force_login(user)
        assert client.get(path(call, page)).status_code in (302, 403), user


def test_the_menu_leads_to_the_calls_of_ones_cop(client: Client, people: People, call: Call) -> None:
    client.force_login(people.moderator)
    text = client.get("/admin/uzgadnianie-terminow/").content.decode()
    assert call.title in text
    assert "/admin/uzgadnianie-terminow/" in client.get("/admin/").content.decode()
    client.force_login(people.tczew_moderator)
    assert call.title not in client.get("/admin/uzgadnianie-terminow/").content.decode()


@pytest.mark.parametrize(
    "page",
    [
        "tydzien/",
        "tydzien/?tydzien=jutro&gmina=2263011",
        "tydzien/?tydzien=2027-05-03&gmina=999",
        "tydzien/?tydzien=0001-01-01&gmina=2263011",
    ],
)
def test_a_week_that_is_none_is_not_found(client: Client, people: People, call: Call, page: str) -> None:
    client.force_login(people.moderator)
    assert client.get(path(call, page)).status_code == 404


def test_a_call_that_is_none_is_not_found(client: Client, people: People) -> None:
    client.force_login(people.moderator)
    assert client.get("/admin/uzgadnianie-terminow/99999999999999999999/").status_code == 404


# --- Balancing


def test_the_table_counts_wishes_and_events_by_week_and_commune(
    client: Client, people: People, call: Call, room: Venue, site_tree: SiteTree
) -> None:
    SchoolHolidays.objects.create(name="Ferie zimowe", first_day=date(2027, 2, 15), last_day=date(2027, 2, 28))
    wants(call, people.ngo, room)
    any_saturday = wish_for(None, room, first_day=date(2027, 5, 1), last_day=date(2027, 5, 31), weekday=5)
    make_proposal(call, people.ngo, wishes=[any_saturday])
    make_event(site_tree.calendar_slupsk, people.editor, live=True, start=at("2027-05-05 16:00"), venue=room, title="Zebranie")
    text = read(client, people.moderator, call, "")
    assert "pewne życzenia 1, możliwe 1, wydarzenia 1" in text
    assert f"?tydzien=2027-05-03&amp;gmina={SLUPSK}" in text
    # The other four Saturdays of May.
    assert text.count("pewne życzenia 0, możliwe 1, wydarzenia 0") == 4
    assert "Święto Narodowe Trzeciego Maja" in text
    assert text.count("Ferie zimowe") == 2
    week = read(client, people.moderator, call, f"tydzien/?tydzien=2027-05-03&gmina={SLUPSK}")
    assert "Piknik" in week
    assert "dowolna sobota" in week
    assert "Zebranie" in week


def test_clashes_of_place_topic_and_people_are_listed(client: Client, people: People, call: Call, room: Venue, site_tree: SiteTree) -> None:
    topic = Topic.objects.first() or Topic.objects.create(name="Kultura", slug="kultura")
    one = wants(call, people.ngo, room, title="Pierwsza", audience="seniorzy")
    two = wants(call, another_ngo(), room, title="Druga", audience="dzieci")
    three = wants(call, people.ngo, None, SUNDAY, title="Trzecia", audience="dla seniorów z gminy")
    four = wants(call, people.ngo, None, SUNDAY, title="Czwarta", audience="młodzież")
    make_event(
        site_tree.calendar_slupsk,
        people.editor,
        live=True,
        start=at("2027-05-09 10:00"),
        title="Dzień Seniora",
        audience="seniorzy",
        territory=room.commune,
    )
    for proposal in (three, four):
        proposal.topics.add(topic)
    text = read(client, people.moderator, call, "kolizje/")
    assert text.count("to samo miejsce") == 1
    assert text.count("<td>ten sam temat") == 1
    assert text.count("<td>te same osoby") == 1
    assert "wydarzenie w kalendarzu: Dzień Seniora" in text
    for proposal in (one, two, three, four):
        assert f"#propozycja-{proposal.pk}" in text


@pytest.mark.parametrize("page", PAGES)
def test_more_proposals_take_no_more_queries(client: Client, people: People, call: Call, room: Venue, page: str) -> None:
    others = [another_ngo(f"Inne {number}", f"inne-{number}") for number in range(3)]

    def ask(count: int) -> None:
        for number in range(count):
            proposal = wants(call, others[number % 3], VenueFactory(), SATURDAY + timedelta(days=number % 2), audience="seniorzy")
            allocating.save(
                call,
                people.moderator,
                [allocating.Choice(proposal.pk, at("2027-05-10 10:00"), at("2027-05-10 12:00"), proposal.wishes.get().venue)],
                Call.objects.get(pk=call.pk).version,
            )

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path(call, page)).status_code == 200
        return len(queries)

    client.force_login(people.moderator)
    ask(3)
    count()
    few = count()
    ask(9)
    assert count() == few


# --- Allocating


def test_the_portal_proposes_and_the_page_explains(client: Client, people: People, call: Call, room: Venue) -> None:
    one, two = wants(call, people.ngo, room), wants(call, another_ngo(), room, title="Jarmark")
    answer = send(client, people.moderator, call, form_of(call, one, two, zrob="zaproponuj"))
    assert answer.status_code == 302
    text = read(client, people.moderator, call)
    assert "Zmieniły się 2 propozycje" in text
    assert "To pierwsze życzenie." in text
    assert "w tym samym czasie i miejscu" in text
    assert "pierwsze: 1, drugie: 0" in text


def test_a_wish_another_slot_and_none_are_saved_together(client: Client, people: People, call: Call, room: Venue) -> None:
    one, two, three = (wants(call, people.ngo, room, SATURDAY + timedelta(days=number), title=f"P{number}") for number in range(3))
    data = form_of(call, one, two, three, zrob="zapisz")
    data |= {f"{one.pk}-wybor": "1", f"{two.pk}-wybor": "inny", f"{two.pk}-dzien": "2027-06-12", f"{two.pk}-od": "18:00"}
    data |= {f"{two.pk}-do": "1:00", f"{two.pk}-gdzie": "Plaża", f"{three.pk}-wybor": "brak", f"{three.pk}-uwaga": "Za późno."}
    assert send(client, people.moderator, call, data).status_code == 302
    got = {row.proposal_id: row for row in Allocation.objects.all()}
    assert (got[one.pk].rank, got[one.pk].venue) == (1, room)
    assert (got[two.pk].rank, got[two.pk].end, got[two.pk].place_name) == (0, at("2027-06-13 01:00"), "Plaża")
    assert (got[three.pk].outcome, got[three.pk].note) == ("none", "Za późno.")


def test_one_of_several_days_is_chosen(client: Client, people: People, call: Call, room: Venue) -> None:
    wish = wish_for(None, room, first_day=date(2027, 5, 1), last_day=date(2027, 5, 31), weekday=5)
    proposal = make_proposal(call, people.ngo, wishes=[wish], headcount=20)
    data = form_of(call, proposal, jeden=proposal.pk, **{f"{proposal.pk}-wybor": "1", f"{proposal.pk}-dni1": "2027-05-22"})
    assert send(client, people.moderator, call, data).status_code == 302
    assert Allocation.objects.get().start == at("2027-05-22 15:00")
    bad = form_of(call, proposal, jeden=proposal.pk, **{f"{proposal.pk}-wybor": "1", f"{proposal.pk}-dni1": "2027-05-23"})
    assert send(client, people.moderator, call, bad).status_code == 422


def test_what_is_wrong_is_said_at_the_row_and_what_was_typed_stays(client: Client, people: People, call: Call, room: Venue) -> None:
    one, two = wants(call, people.ngo, room, title="Pierwsza"), wants(call, another_ngo(), None, title="Druga")
    data = form_of(call, one, two, zrob="zapisz")
    data |= {f"{one.pk}-wybor": "inny", f"{one.pk}-dzien": "nie wiem", f"{one.pk}-od": "25:00", f"{one.pk}-uwaga": "Moje słowa"}
    data |= {f"{two.pk}-wybor": "brak", f"{two.pk}-uwaga": "Powód"}
    answer = send(client, people.moderator, call, data)
    text = words(answer)
    assert answer.status_code == 422
    assert not Allocation.objects.exists()
    assert "Nic nie jest zapisane. Popraw zaznaczone propozycje." in text
    assert f'<a href="#propozycja-{one.pk}">Pierwsza</a>:' in text
    assert "Nie rozumiemy tej daty" in text
    for typed in ("nie wiem", "Moje słowa", "Powód"):
        assert typed in text


def test_another_slot_that_nobody_typed_is_refused_beside_the_field(client: Client, people: People, call: Call, room: Venue) -> None:
    proposal = wants(call, people.ngo, room)
    send(client, people.moderator, call, form_of(call, proposal, zrob="zapisz", **{f"{proposal.pk}-wybor": "1"}))
    # What the page has in its fields: the slot of the first wish.
    shown = {"dzien": "2027-05-08", "od": "15:00", "do": "18:00", "miejsce": room.slug, "gdzie": ""}
    data = form_of(call, proposal, zrob="zapisz") | {f"{proposal.pk}-{name}": value for name, value in shown.items()}
    data[f"{proposal.pk}-wybor"] = "inny"
    answer = send(client, people.moderator, call, data)
    assert answer.status_code == 422
    assert "To jest termin, który ta propozycja już ma." in words(answer)
    assert send(client, people.moderator, call, data | {f"{proposal.pk}-od": "14:00"}).status_code == 302
    assert Allocation.objects.get().rank == 0


def test_a_week_lists_a_proposal_once_with_all_its_wishes(client: Client, people: People, call: Call, room: Venue) -> None:
    make_proposal(call, people.ngo, title="Regaty", wishes=[wish_for(SATURDAY, room), wish_for(SUNDAY, room)])
    wants(call, another_ngo(), room)
    week = read(client, people.moderator, call, f"tydzien/?tydzien=2027-05-03&gmina={SLUPSK}")
    assert "Propozycje (2)" in week
    assert week.count(">Regaty</a>") == 1
    assert "życzenie 1. sobota, 8 maja 2027" in week.replace("\xa0", " ")
    assert "życzenie 2. niedziela, 9 maja 2027" in week.replace("\xa0", " ")


def test_a_taken_place_is_refused_at_its_row(client: Client, people: People, call: Call, room: Venue, site_tree: SiteTree) -> None:
    make_event(site_tree.calendar_slupsk, people.editor, live=True, start=at("2027-05-08 16:00"), venue=room, title="Zebranie")
    proposal = wants(call, people.ngo, room)
    assert "zajęte: Zebranie" in read(client, people.moderator, call)
    answer = send(client, people.moderator, call, form_of(call, proposal, zrob="zapisz", **{f"{proposal.pk}-wybor": "1"}))
    assert answer.status_code == 422
    assert "Sala A: zajęte (sobota, 8 maja 2027" in words(answer)


def test_of_two_moderators_the_second_reads_what_the_first_did_and_keeps_what_they_typed(
    client: Client, people: People, call: Call, room: Venue
) -> None:
    one, two = wants(call, people.ngo, room, title="Pierwsza"), wants(call, another_ngo(), None, title="Druga")
    data = form_of(call, one, two, zrob="zapisz")
    send(client, people.moderator, call, data | {f"{one.pk}-wybor": "1"})
    late = data | {f"{one.pk}-wybor": "brak", f"{one.pk}-uwaga": "Nie mieści się", f"{two.pk}-wybor": "1"}
    answer = send(client, people.second_moderator, call, late)
    text = words(answer)
    assert answer.status_code == 422
    assert "Ktoś zmienił podział" in text
    assert f"„Pierwsza”: sobota, 8 maja 2027, 15:00–18:00, Sala A ({people.moderator})." in text
    assert "Nie mieści się" in text
    # The page carries the new version: sent once more, it is theirs.
    version = re.search(r'name="wersja" value="(\d+)"', text)
    seen = re.search(rf'name="byl-{one.pk}" value="([^"]*)"', text)
    assert version is not None
    assert seen is not None
    again = late | {"wersja": version[1], f"byl-{one.pk}": seen[1].replace("&#x2B;", "+")}
    assert send(client, people.second_moderator, call, again).status_code == 302
    assert Allocation.objects.get(proposal=one).outcome == "none"


def test_saving_one_row_loses_nothing_of_another(client: Client, people: People, call: Call, room: Venue) -> None:
    one, two = wants(call, people.ngo, room, title="Pierwsza"), wants(call, another_ngo(), None, title="Druga")
    data = form_of(call, one, two, jeden=one.pk) | {f"{one.pk}-wybor": "1", f"{two.pk}-uwaga": "Jeszcze nie skończone"}
    answer = send(client, people.moderator, call, data)
    assert answer.status_code == 200
    assert "Jeszcze nie skończone" in words(answer)
    assert list(Allocation.objects.values_list("proposal", flat=True)) == [one.pk]


def test_ones_own_organisations_proposal_is_shown_and_not_offered(client: Client, people: People, call: Call) -> None:
    Membership.objects.create(user=people.moderator, organisation=people.ngo, role="member")
    proposal = wants(call, people.ngo)
    text = read(client, people.moderator, call)
    assert "To propozycja Twojej organizacji." in text
    assert f'name="{proposal.pk}-wybor"' not in text
    send(client, people.moderator, call, form_of(call, proposal, zrob="zapisz", **{f"{proposal.pk}-wybor": "1"}))
    assert not Allocation.objects.exists()
    assert f'name="{proposal.pk}-wybor"' in read(client, people.second_moderator, call)


def test_while_the_call_is_open_the_page_only_shows(client: Client, people: People) -> None:
    call = make_call()
    proposal = wants(call, people.ngo)
    text = read(client, people.moderator, call)
    assert "Nabór jeszcze trwa" in text
    assert "Zaproponuj podział" not in text
    answer = send(client, people.moderator, call, form_of(call, proposal, zrob="zaproponuj"))
    assert answer.status_code == 422
    assert not Allocation.objects.exists()


def test_agreeing_and_taking_it_back(client: Client, people: People, call: Call) -> None:
    proposal = wants(call, people.ngo)
    answer = send(client, people.moderator, call, form_of(call, proposal, zrob="uzgodnij"))
    assert "1 propozycja nie ma jeszcze decyzji" in words(answer)
    # What was chosen on the page is saved first.
    send(client, people.moderator, call, form_of(call, proposal, zrob="uzgodnij", **{f"{proposal.pk}-wybor": "1"}))
    assert Call.objects.get().settled_by == people.moderator
    text = read(client, people.moderator, call)
    assert "Dzień ogłoszenia jeszcze nie nadszedł" in text
    assert "Ogłoś terminy" not in text
    assert "Ogłoś przed terminem" in read(client, people.cio, call)
    send(client, people.moderator, call, form_of(call, proposal, zrob="cofnij"))
    assert Call.objects.get().settled_at is None


def test_from_the_day_on_a_moderator_publishes(client: Client, people: People, call: Call) -> None:
    proposal = wants(call, people.ngo)
    send(client, people.moderator, call, form_of(call, proposal, zrob="uzgodnij", **{f"{proposal.pk}-wybor": "1"}))
    later("2027-01-20 08:00")
    assert "Ogłoś terminy" in read(client, people.moderator, call)
    asks = send(client, people.moderator, call, form_of(call, proposal, zrob="oglos"))
    assert asks["Location"] == path(call) + "?oglos=1"
    assert Allocation.objects.get().event is None
    assert "Tak, ogłoś terminy" in read(client, people.moderator, call, "podzial/?oglos=1")
    assert send(client, people.moderator, call, form_of(call, zrob="oglos-na-pewno")).status_code == 302
    text = read(client, people.moderator, call)
    assert "Wydarzenia w kalendarzu: 1, propozycje bez terminu: 0" in text
    assert "Kalendarz jest już ogłoszony" in text
    assert Allocation.objects.get().event is not None


def test_before_publishing_the_page_says_what_comes_of_it(
    client: Client, people: People, call: Call, site_tree: SiteTree, django_assert_max_num_queries: Any
) -> None:
    tczew = site_tree.tczew.territory
    CopCommune.objects.create(cop=site_tree.tczew, territory=tczew)
    away = VenueFactory(name="Sala w Tczewie", owner=site_tree.tczew, territory=tczew)
    friendly = VenueFactory(name="Świetlica w Tczewie", owner=site_tree.tczew, territory=tczew)
    friendly.trusted_organisations.add(people.ngo)
    nobody = Organisation.objects.create(kind="ngo", name="Koło bez konta", slug="kolo-bez-konta", territory=people.ngo.territory)
    proposals = [
        *(wants(call, people.ngo), wants(call, people.ngo, away), wants(call, people.ngo, friendly)),
        *(wants(call, nobody, title="Dożynki"), wants(call, nobody, title="Bal")),
    ]
    choices = {f"{one.pk}-wybor": "1" for one in proposals[:4]} | {f"{proposals[4].pk}-wybor": "brak", f"{proposals[4].pk}-uwaga": "Nie"}
    send(client, people.moderator, call, form_of(call, *proposals, zrob="uzgodnij", **choices))
    early = client.get(path(call) + "?oglos=1", follow=True)
    assert "Dzień ogłoszenia jeszcze nie nadszedł" in words(early)
    assert "Tak, ogłoś terminy" not in words(early)
    later("2027-01-20 08:00")
    assert 'href="?oglos=1"' in read(client, people.moderator, call)
    text = read(client, people.moderator, call, "podzial/?oglos=1")
    assert "<dt>Wydarzenia w kalendarzu</dt><dd>3</dd>" in text
    assert f"<dt>Czekają na inne COP</dt><dd>1 ({site_tree.tczew.name}: 1)." in text
    assert "<dt>Propozycje bez terminu</dt><dd>1</dd>" in text
    assert text.count("<li>Koło bez konta</li>") == 1
    with django_assert_max_num_queries(14):
        publishing_ahead.of(Call.objects.get())
    late = send(client, people.moderator, call, {"zrob": "oglos-na-pewno", "wersja": "0"})
    assert late["Location"].endswith("?oglos=1")
    assert not EventPage.objects.exists()
    send(client, people.moderator, call, form_of(call, zrob="oglos-na-pewno"))
    told = read(client, people.moderator, call)
    assert "nie dostały e-maila: Koło bez konta. Powiadom je inaczej." in told
    assert (EventPage.objects.count(), EventPage.objects.filter(live=True).count()) == (4, 3)
    assert "Nie ma już czego ogłaszać." in words(client.get(path(call) + "?oglos=1", follow=True))


@pytest.mark.parametrize("data", [{}, {"zrob": "coś"}, {"jeden": "x"}, {"jeden": "999999"}, {"zrob": "zapisz", "wersja": "9" * 40}])
def test_a_form_that_says_nothing_changes_nothing(client: Client, people: People, call: Call, data: dict) -> None:
    wants(call, people.ngo)
    assert send(client, people.moderator, call, data).status_code in (302, 422)
    assert not Allocation.objects.exists()


def test_a_filter_leaves_what_needs_a_look(client: Client, people: People, call: Call) -> None:
    one, two = wants(call, people.ngo, title="Zrobiona"), wants(call, people.ngo, title="Czeka")
    send(client, people.moderator, call, form_of(call, one, zrob="zapisz", **{f"{one.pk}-wybor": "1"}))
    text = read(client, people.moderator, call, "podzial/?pokaz=bez_decyzji&p=x")
    assert f'id="propozycja-{two.pk}"' in text
    assert f'id="propozycja-{one.pk}"' not in text


def test_a_link_to_a_proposal_opens_the_page_that_has_it(
    client: Client, people: People, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    from framework_calendar.admin import allocating as screen

    monkeypatch.setattr(screen, "PER_PAGE", 2)
    proposals = [wants(call, people.ngo, title=f"P{number}") for number in range(5)]
    text = read(client, people.moderator, call, f"podzial/?propozycja={proposals[3].pk}")
    assert f'id="propozycja-{proposals[3].pk}"' in text
    assert f'id="propozycja-{proposals[0].pk}"' not in text
    assert "?p=3" in text
    clashes = read(client, people.moderator, call, "kolizje/")
    assert f"podzial/?propozycja={proposals[3].pk}#propozycja-{proposals[3].pk}" in clashes


def test_what_organisations_wrote_is_escaped(client: Client, people: People, call: Call) -> None:
    wants(call, people.ngo, title="<script>alert(1)</script>", audience="<b>wszyscy</b>")
    for page in PAGES:
        text = read(client, people.moderator, call, page)
        assert "<script>alert" not in text
        assert "<b>wszyscy" not in text
