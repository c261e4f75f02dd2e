"""Proposing, page by page, without scripts: mistakes beside their fields, what was typed kept, nothing lost when the call closes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.models import Membership
from events_calendar.models import Venue
from framework_calendar.models import Call, CallQuestion, Proposal
from tests.accounts.factories import People
from tests.framework_calendar.conftest import later
from tests.framework_calendar.factories import make_call, make_proposal
from tests.framework_calendar.proposal_pages import PAGES, PATH, WHAT, WHEN, WITH, another, begun, page, plain, sent, step
from tests.measure import queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(people: People) -> Call:
    return make_call()


@pytest.fixture
def draft(people: People, call: Call) -> Proposal:
    return begun(people.ngo_owner, call, people.ngo)


# --- Beginning


def test_the_page_says_until_when_and_begins(ngo: Client, call: Call, people: People) -> None:
    text = page(ngo, PATH)
    assert "Nabór: od 1 listopada 2026 do 15 grudnia 2026." in text
    assert "Proponujesz w imieniu: <strong>Fundacja Dobra</strong>." in text
    answer = ngo.post(PATH, {"klucz": "11111111-1111-4111-8111-111111111111"})
    proposal = Proposal.objects.get()
    assert answer["Location"] == f"{PATH}{proposal.pk}/co/"
    # The same press again leads to the same proposal.
    assert ngo.post(PATH, {"klucz": "11111111-1111-4111-8111-111111111111"})["Location"] == answer["Location"]
    assert Proposal.objects.count() == 1


def test_who_acts_for_several_organisations_says_for_which(ngo: Client, call: Call, people: People) -> None:
    helper, _user = another()
    Membership.objects.create(user=people.ngo_owner, organisation=helper)
    answer = ngo.post(PATH, {})
    assert answer.status_code == 422
    assert "Wybierz organizację." in plain(answer.content)
    ngo.post(PATH, {"organizacja": helper.slug})
    assert Proposal.objects.get().organisation == helper


def test_who_acts_for_nobody_hears_what_to_do(client: Client, call: Call, people: People) -> None:
    client.force_login(people.resident)
    assert "Jak połączyć konto z organizacją" in page(client, PATH)


def test_without_a_session_one_logs_in_first(client: Client, call: Call) -> None:
    assert client.get(PATH)["Location"].startswith("/pl/konto/login/?next=")


def test_a_call_that_is_not_there_is_not_found(ngo: Client, call: Call) -> None:
    for path in (
        "/pl/kalendarz/ramowy/2026/slupsk/zglos/",
        "/pl/kalendarz/ramowy/2027/tczew/zglos/",
        "/pl/kalendarz/ramowy/99999999/slupsk/zglos/",
    ):
        assert ngo.get(path).status_code == 404


def test_a_closed_call_begins_nothing_and_says_whom_to_write_to(ngo: Client, call: Call, people: People) -> None:
    later("2026-12-16 08:00")
    ngo.force_login(people.ngo_owner)  # a session lasts two weeks
    text = page(ngo, PATH)
    assert "Nabór skończył się 15 grudnia 2026." in text
    assert "slupsk@cop.example.org" in text
    assert "Zacznij propozycję" not in text
    assert "Nabór skończył się" in plain(ngo.post(PATH, {}).content)
    assert not Proposal.objects.exists()


def test_last_years_proposals_are_offered_to_copy(ngo: Client, call: Call, people: People) -> None:
    before = make_call(year=2026, opens=date(2025, 11, 1), closes=date(2025, 12, 15), publication_day=date(2026, 1, 20))
    one, two = (make_proposal(before, people.ngo, title=title) for title in ("Festyn", "Bieg"))
    text = page(ngo, PATH)
    assert "Festyn, 2026" in text
    assert "wszystkie propozycje organizacji z roku 2026" in text
    told = plain(ngo.post(PATH, {"wzor": str(one.pk)}, follow=True).content)
    assert "„Festyn” z roku 2026. Dni przesunęliśmy na rok 2027" in told
    assert Proposal.objects.get(call=call).copied_from == one
    text = plain(ngo.post(PATH, {"wzor": "wszystkie"}, follow=True).content)
    assert {proposal.copied_from for proposal in call.proposals.all()} == {one, two}
    assert "Bieg" in text


# --- The pages


def test_the_whole_way(ngo: Client, call: Call, people: People) -> None:
    ngo.post(PATH, {})
    proposal = Proposal.objects.get()
    assert step(ngo, proposal, "co", WHAT)["Location"] == f"{PATH}{proposal.pk}/kiedy/"
    assert step(ngo, proposal, "kiedy", WHEN)["Location"] == f"{PATH}{proposal.pk}/z-kim/"
    assert step(ngo, proposal, "z-kim", WITH)["Location"] == f"{PATH}{proposal.pk}/sprawdz/"
    text = page(ngo, f"{PATH}{proposal.pk}/sprawdz/")
    assert "sobota, 8 maja 2027, 15:00–18:00" in text
    assert "Park Kultury, Słupsk" in text
    answer = ngo.post(f"{PATH}{proposal.pk}/sprawdz/", {"wyslij": "1"})
    assert answer["Location"] == f"/pl/moje/ramowy/{proposal.pk}/"
    assert "Wysłaliśmy propozycję „Piknik nad Słupią”." in page(ngo, answer["Location"])
    # Pressed once more, from a second tab or by the way back.
    again = ngo.post(f"{PATH}{proposal.pk}/sprawdz/", {"wyslij": "1"}, follow=True)
    assert "Ta propozycja jest już wysłana." in plain(again.content)
    assert Proposal.objects.sent().count() == 1


@pytest.mark.parametrize(
    ("slug", "field", "value", "said"),
    [
        ("co", "title", "", "Nazwa wydarzenia: Wypełnij to pole."),
        ("co", "title", "a" * 200, "Skróć tekst do 150 znaków; teraz ma 200."),
        ("co", "aim", "", "Po co to wydarzenie: Wypełnij to pole."),
        ("co", "kind", "zlot", "Nie ma tu pozycji „zlot”."),
        ("co", "headcount", "dużo", "Wpisz liczbę, na przykład 30."),
        ("co", "accessibility", [], "Zaznacz, co jest dostępne, albo napisz niżej"),
        ("co", "topics", "99999999999999999999", "Nie ma tu pozycji „99999999999999999999”."),
        ("kiedy", "w1-day", "", "Życzenie 1, Dzień: Podaj dzień albo wybierz niżej kilka dni"),
        ("kiedy", "w1-day", "31.02.2027", "Nie ma takiego dnia."),
        ("kiedy", "w1-day", "2026-12-30", "Ten nabór dotyczy roku 2027."),
        ("kiedy", "w1-begins", "25:00", "Nie ma takiej godziny."),
        ("kiedy", "w1-begins", "", "Życzenie 1, Od godziny: Wypełnij to pole."),
        ("kiedy", "w1-ends", "14:00", "Wpisz godzinę po 15:00."),
        ("kiedy", "w1-ends", "15:00", "kończy się o tej samej godzinie"),
        ("kiedy", "w1-place_name", "", "Wybierz miejsce z listy albo napisz, jak się nazywa inne."),
        ("kiedy", "w1-commune", "", "Wybierz gminę, w której jest to miejsce."),
        ("kiedy", "w1-commune", "2214011", "Nie ma tu pozycji „2214011”."),
        ("kiedy", "w1-venue", "nie-ma", "Nie ma tu pozycji „nie-ma”."),
        ("kiedy", "w1-month", "5", "Podaj jeden dzień albo dni do wyboru, nie oba naraz."),
        ("kiedy", "w2-day", "2027-05-08", "To samo co życzenie 1."),
        ("kiedy", "w2-first_day", "2027-05-08", "Podaj oba dni: od kiedy i do kiedy."),
        ("kiedy", "w3-weekday", "5", "Życzenie 3, W jakim miesiącu: Podaj dzień"),
        ("z-kim", "invite_1", "Koło z Bierkowaa", "Nie ma w portalu organizacji „Koło z Bierkowaa”. Może chodzi o: „Koło z Bierkowa”?"),
        ("z-kim", "invite_1", "Zupełnie Inni", "Wpisz całą nazwę"),
        ("z-kim", "invite_1", "Fundacja Dobra", "To Twoja organizacja"),
    ],
)
def test_a_mistake_is_told_beside_its_field_and_what_was_typed_stays(
    ngo: Client, draft: Proposal, slug: str, field: str, value: Any, said: str
) -> None:
    another()
    answer = step(ngo, draft, slug, {**PAGES[slug], field: value})
    assert answer.status_code == 303
    assert answer["Location"] == f"{PATH}{draft.pk}/{slug}/"
    text = page(ngo, answer["Location"])
    assert said in text
    assert 'class="field-error"' in text
    # Of topics there are none to tick.
    assert 'aria-invalid="true"' in text or field == "topics"
    if isinstance(value, str) and value.isascii() and field not in ("kind", "topics", "w1-commune", "w1-venue"):
        assert value in text


@pytest.mark.parametrize(
    ("fields", "when"),
    [
        ({"w1-weekday": "5", "w1-month": "5"}, "dowolna sobota, maj 2027, 15:00–18:00"),
        ({"w1-month": "6"}, "dowolny dzień, czerwiec 2027, 15:00–18:00"),
        (
            {"w1-weekday": "2", "w1-first_day": "1.6.2027", "w1-last_day": "10.6.2027"},
            "dowolna środa, od 1 czerwca 2027 do 10 czerwca 2027",
        ),
    ],
)
def test_any_of_several_days_can_be_wished_for(ngo: Client, draft: Proposal, fields: dict[str, str], when: str) -> None:
    step(ngo, draft, "kiedy", {**WHEN, "w1-day": "", **fields})
    assert when in page(ngo, f"{PATH}{draft.pk}/sprawdz/")


def test_days_without_that_weekday_are_told(ngo: Client, draft: Proposal) -> None:
    fields = {"w1-day": "", "w1-weekday": "5", "w1-first_day": "2027-05-03", "w1-last_day": "2027-05-05"}
    assert step(ngo, draft, "kiedy", {**WHEN, **fields}).status_code == 303
    assert "W tych dniach nie ma takiego dnia tygodnia." in page(ngo, f"{PATH}{draft.pk}/kiedy/")


def test_an_hour_that_the_clocks_leave_out_is_told(ngo: Client, draft: Proposal) -> None:
    step(ngo, draft, "kiedy", {**WHEN, "w1-day": "2027-03-28", "w1-begins": "2:30", "w1-ends": "5:00"})
    assert "nie ma godziny 2:30" in page(ngo, f"{PATH}{draft.pk}/kiedy/")


def test_a_further_wish_takes_hours_and_place_from_the_first(ngo: Client, draft: Proposal) -> None:
    step(ngo, draft, "kiedy", {**WHEN, "w2-day": "2027-05-15"})
    text = page(ngo, f"{PATH}{draft.pk}/sprawdz/")
    assert "sobota, 15 maja 2027, 15:00–18:00<br>Park Kultury, Słupsk" in text


def test_a_place_of_the_portal_needs_no_commune(ngo: Client, draft: Proposal, room: Venue, people: People) -> None:
    step(ngo, draft, "kiedy", {"w1-day": "2027-05-08", "w1-begins": "22", "w1-ends": "1.00", "w1-venue": "sala-a"})
    ngo.post(f"{PATH}{draft.pk}/sprawdz/", {"wyslij": "1"})
    wish = draft.wishes.get()
    assert (wish.venue, wish.place_name, wish.commune, str(wish.ends)) == (room, "", room.commune, "01:00:00")


def test_going_back_and_later_keep_what_is_half_right(ngo: Client, draft: Proposal) -> None:
    assert step(ngo, draft, "kiedy", {"w1-day": "31 lutego"}, "wstecz")["Location"] == f"{PATH}{draft.pk}/co/"
    assert step(ngo, draft, "z-kim", {"brings": "Pół zdania"}, "pozniej")["Location"] == "/pl/moje/"
    kept = Proposal.objects.get().typed
    assert (kept["kiedy"], kept["z-kim"]) == ({"w1-day": ["31 lutego"]}, {"brings": ["Pół zdania"]})
    assert 'value="31 lutego"' in page(ngo, f"{PATH}{draft.pk}/kiedy/")


def test_nothing_is_sent_before_every_page_is_right(ngo: Client, draft: Proposal) -> None:
    step(ngo, draft, "kiedy", {})
    answer = ngo.post(f"{PATH}{draft.pk}/sprawdz/", {"wyslij": "1"})
    assert answer["Location"] == f"{PATH}{draft.pk}/kiedy/"
    assert Proposal.objects.get().state == "draft"


def test_the_calls_own_questions_are_asked_and_answered(ngo: Client, call: Call, people: People) -> None:
    needed = CallQuestion.objects.create(call=call, text="Czy potrzebujecie zgody policji?", required=True)
    call.asks = ["headcount"]
    call.save()
    draft = begun(people.ngo_owner, call, people.ngo)
    text = page(ngo, f"{PATH}{draft.pk}/z-kim/")
    assert "Czy potrzebujecie zgody policji?" in text
    assert "Co wnosicie" not in text
    assert "Dla kogo" not in page(ngo, f"{PATH}{draft.pk}/co/")
    assert step(ngo, draft, "z-kim", {}).status_code == 303
    step(ngo, draft, "z-kim", {f"pytanie-{needed.pk}": "Tak, <b>na rynku</b>"})
    text = page(ngo, f"{PATH}{draft.pk}/sprawdz/")
    assert "Tak, &lt;b&gt;na rynku&lt;/b&gt;" in text
    ngo.post(f"{PATH}{draft.pk}/sprawdz/", {"wyslij": "1"})
    assert Proposal.objects.get().answers == {str(needed.pk): "Tak, <b>na rynku</b>"}


def test_two_tabs_are_told_what_the_other_one_saved(ngo: Client, draft: Proposal) -> None:
    opened = {"wersja": "1"}
    step(ngo, draft, "co", {**WHAT, "title": "Z drugiej karty"}, **opened)
    answer = step(ngo, draft, "co", {**WHAT, "title": "Z pierwszej karty", "summary": "Inne zdanie."}, **opened)
    text = plain(answer.content)
    assert answer.status_code == 409
    assert "Nazwa wydarzenia: Z drugiej karty" in text
    assert "W jednym zdaniu: Popołudnie dla całych rodzin." in text
    assert "Po co to wydarzenie: " not in text
    assert 'value="Z pierwszej karty"' in text
    assert 'name="wersja" value="2"' in text
    assert step(ngo, draft, "co", {**WHAT, "title": "Z pierwszej karty"}, wersja="2").status_code == 302
    assert Proposal.objects.get().typed["co"]["title"] == ["Z pierwszej karty"]


def test_what_another_tab_changed_is_looked_at_before_it_is_sent(ngo: Client, draft: Proposal) -> None:
    text = page(ngo, f"{PATH}{draft.pk}/sprawdz/")
    assert 'name="wersja" value="1-1-1"' in text
    step(ngo, draft, "co", {**WHAT, "title": "Z drugiej karty"}, wersja="1")
    answer = ngo.post(f"{PATH}{draft.pk}/sprawdz/", {"wyslij": "1", "wersja": "1-1-1"})
    text = plain(answer.content)
    assert answer.status_code == 409
    assert "Zmieniono: Co." in text
    assert "Z drugiej karty" in text
    assert Proposal.objects.get().state == "draft"
    ngo.post(f"{PATH}{draft.pk}/sprawdz/", {"wyslij": "1", "wersja": "2-1-1"})
    assert Proposal.objects.get().title == "Z drugiej karty"


def test_a_call_that_closes_while_the_form_is_open_loses_nothing(ngo: Client, draft: Proposal, people: People) -> None:
    later("2026-12-16 00:01")
    ngo.force_login(people.ngo_owner)  # a session lasts two weeks
    answer = step(ngo, draft, "z-kim", {"brings": "Napisane w ostatniej chwili"})
    text = page(ngo, answer["Location"])
    assert "Nabór skończył się 15 grudnia 2026." in text
    assert "slupsk@cop.example.org" in text
    assert "Napisane w ostatniej chwili" in text
    assert 'value="wyslij"' not in text
    answer = ngo.post(f"{PATH}{draft.pk}/sprawdz/", {"wyslij": "1"})
    assert answer.status_code == 409
    assert "Nie wysłaliśmy propozycji" in plain(answer.content)
    assert Proposal.objects.get().typed["z-kim"] == {"brings": ["Napisane w ostatniej chwili"]}


def test_what_was_written_without_a_session_comes_back(client: Client, draft: Proposal, people: People) -> None:
    path = f"{PATH}{draft.pk}/co/"
    client.post(path, {**WHAT, "title": "Pisane długo"})
    client.force_login(people.ngo_owner)
    text = page(client, path)
    assert "Twój tekst czekał" in text
    assert 'value="Pisane długo"' in text


def test_a_strangers_draft_is_not_there(client: Client, draft: Proposal) -> None:
    client.force_login(another()[1])
    for name in ("co", "kiedy", "z-kim", "sprawdz", "usun"):
        assert client.get(f"{PATH}{draft.pk}/{name}/").status_code == 404
        assert client.post(f"{PATH}{draft.pk}/{name}/", WHAT).status_code == 404
    assert client.get(f"{PATH}99999999999999999999/co/").status_code == 404


def test_somebody_else_of_the_organisation_goes_on_with_the_draft(client: Client, draft: Proposal, people: People) -> None:
    colleague = another("Inna", "inna")[1]
    Membership.objects.create(user=colleague, organisation=people.ngo)
    client.force_login(colleague)
    assert "Piknik nad Słupią" in page(client, f"{PATH}{draft.pk}/co/")


def test_a_draft_is_thrown_away_after_a_question(ngo: Client, draft: Proposal) -> None:
    assert "zniknie i nie da się go przywrócić" in page(ngo, f"{PATH}{draft.pk}/usun/")
    assert ngo.post(f"{PATH}{draft.pk}/usun/")["Location"] == "/pl/moje/"
    assert not Proposal.objects.exists()


def test_a_change_begins_filled_in_and_can_be_given_up(ngo: Client, call: Call, people: People) -> None:
    proposal = sent(people.ngo_owner, call, people.ngo)
    answer = ngo.post(f"/pl/moje/ramowy/{proposal.pk}/zmien/")
    assert answer["Location"] == f"{PATH}{proposal.pk}/sprawdz/"
    assert "Wyślij zmiany" in page(ngo, answer["Location"])
    step(ngo, proposal, "co", {**WHAT, "title": "Inna nazwa"})
    assert "Masz niewysłane zmiany" in page(ngo, f"/pl/moje/ramowy/{proposal.pk}/")
    ngo.post(f"{PATH}{proposal.pk}/usun/")
    assert "Masz niewysłane zmiany" not in page(ngo, f"/pl/moje/ramowy/{proposal.pk}/")
    assert Proposal.objects.get().title == "Piknik nad Słupią"


def test_a_text_too_long_for_a_draft_comes_back_with_the_answer(ngo: Client, draft: Proposal) -> None:
    answer = step(ngo, draft, "co", {**WHAT, "description": "a" * 120_000})
    assert answer.status_code == 422
    assert "Skróć tekst do 4000 znaków" in plain(answer.content)
    assert "a" * 5000 in answer.content.decode()


def test_a_page_costs_the_same_for_many_proposals(ngo: Client, draft: Proposal, call: Call, people: People) -> None:
    step(ngo, draft, "kiedy", {**WHEN, "w2-weekday": "5", "w2-month": "5", "w3-day": "2027-06-01"})
    path = f"{PATH}{draft.pk}/kiedy/"
    few = queries(ngo, path)
    for number in range(12):
        make_proposal(call, another(f"Koło {number}", f"kolo-{number}")[0], title=f"Inna {number}")
    many = queries(ngo, path)
    assert len(many) == len(few)
    assert len(few) <= 32
    assert "i jeszcze 4 propozycje" in page(ngo, path)
