"""Calls in the admin: each COP's moderators have their own, with their own questions."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from accounts.models import Organisation
from core.models import Territory
from framework_calendar.models import Call
from tests.accounts.factories import People
from tests.framework_calendar.factories import make_call, make_proposal
from tests.framework_calendar.proposal_pages import page, plain
from tests.framework_calendar.published import published_call

pytestmark = pytest.mark.django_db


def form(cop: str = "slupsk", questions: list[dict[str, Any]] | None = None, initial: int = 0, **fields: Any) -> dict[str, Any]:
    given = {
        "cop": str(Organisation.objects.get(slug=cop).pk),
        "year": "2027",
        "title": "Kalendarz na 2027",
        "intro": "",
        "opens": "2026-11-01",
        "closes": "2026-12-15",
        "publication_day": "2027-01-20",
        "reminder_days": "14, 3",
        "questions": inline_formset(questions or [], initial=initial),
    }
    return {**nested_form_data({**given, **fields}), "asks": ["headcount"]}


def test_a_moderator_announces_a_call_of_their_cop_with_questions(client: Client, people: People) -> None:
    client.force_login(people.moderator)
    assert "Kalendarz ramowy" in page(client, "/admin/")
    assert "Ogłoś nabór" in page(client, "/admin/nabory/")
    answer = client.post(
        "/admin/nabory/new/", form(questions=[{"text": "Czy zajmiecie drogę?", "help_text": "", "required": "on"}]), follow=True
    )
    assert "jest ogłoszony" in plain(answer.content)
    call = Call.objects.get()
    assert (call.cop.slug, call.asks, call.questions.get().text) == ("slupsk", ["headcount"], "Czy zajmiecie drogę?")
    assert "trwa nabór" in page(client, "/admin/nabory/")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"closes": "2026-10-01"}, "Nabór kończy się, zanim się zacznie."),
        ({"reminder_days": "jutro"}, "Wpisz liczby dni od 1 do 90"),
        ({"title": "a\u0007b"}, "znak, którego nie da się wpisać"),
        ({"opens": ""}, "To pole jest wymagane"),
    ],
)
def test_a_mistake_is_told_and_nothing_is_announced(client: Client, people: People, fields: dict[str, str], said: str) -> None:
    client.force_login(people.cio)
    text = plain(client.post("/admin/nabory/new/", form(**fields)).content)
    assert said in text
    assert "popraw błędy" in text
    assert not Call.objects.exists()


def test_another_cops_calls_are_not_ones_own(client: Client, people: People) -> None:
    call = make_call()
    client.force_login(people.tczew_moderator)
    assert call.title not in page(client, "/admin/nabory/")
    for what in ("edit", "delete", "history", "usage"):
        assert client.get(f"/admin/nabory/{what}/{call.pk}/").status_code in (302, 403)
    text = plain(client.post("/admin/nabory/new/", form("slupsk", year="2028")).content)
    assert "możesz ogłaszać nabory tylko swojego COP" in text
    assert Call.objects.count() == 1
    client.force_login(people.cio)
    assert call.title in page(client, "/admin/nabory/")
    assert client.get(f"/admin/nabory/edit/{call.pk}/").status_code == 200


@pytest.mark.parametrize("who", ["editor", "officer", "ngo_owner"])
def test_who_does_not_moderate_keeps_no_calls(client: Client, people: People, who: str) -> None:
    client.force_login(getattr(people, who))
    assert client.get("/admin/nabory/").status_code in (302, 403)
    assert client.post("/admin/nabory/new/", form()).status_code in (302, 403)
    assert not Call.objects.exists()


def test_only_communes_that_the_cop_serves_are_chosen_from(client: Client, people: People) -> None:
    there = Territory.objects.get(code="2214011")
    client.force_login(people.moderator)
    text = page(client, "/admin/nabory/new/")
    assert "Słupsk (gmina miejska)" in text
    assert "Tczew (gmina miejska)" not in text
    client.post("/admin/nabory/new/", form(communes=str(there.pk)))
    assert not Call.objects.exists()
    client.force_login(people.cio)
    assert "Tczew (gmina miejska)" in page(client, "/admin/nabory/new/")


def test_one_call_a_year(client: Client, people: People) -> None:
    make_call()
    client.force_login(people.moderator)
    assert "Ten COP ma już nabór na ten rok." in plain(client.post("/admin/nabory/new/", form()).content)


def test_a_change_while_the_call_is_open_warns(client: Client, people: People) -> None:
    call = make_call()
    make_proposal(call, people.ngo)
    client.force_login(people.moderator)
    text = plain(client.post(f"/admin/nabory/edit/{call.pk}/", form(closes="2026-12-20"), follow=True).content)
    assert "Nabór trwa i jest już 1 propozycja albo szkic." in text
    call.refresh_from_db()
    assert call.closes.isoformat() == "2026-12-20"
    text = plain(client.post(f"/admin/nabory/edit/{call.pk}/", form(closes="2026-12-20", year="2028")).content)
    assert "W tym naborze są już propozycje, więc tego nie można zmienić." in text


def test_a_call_with_proposals_is_not_deleted(client: Client, people: People) -> None:
    call = make_call()
    proposal = make_proposal(call, people.ngo, state="draft")
    client.force_login(people.moderator)
    for answer in (
        client.get(f"/admin/nabory/delete/{call.pk}/", follow=True),
        client.post(f"/admin/nabory/delete/{call.pk}/", follow=True),
    ):
        assert "Tego naboru nie można usunąć, bo jest w nim 1 propozycja albo szkic." in plain(answer.content)
    proposal.delete()
    assert "jest usunięty" in plain(client.post(f"/admin/nabory/delete/{call.pk}/", follow=True).content)
    assert not Call.objects.exists()


@pytest.mark.parametrize(("last_day", "drafts"), [("2026-11-30", 2), ("2026-11-20", 2), ("2026-12-20", 0)])
def test_an_earlier_last_day_tells_how_many_drafts_are_not_sent(client: Client, people: People, last_day: str, drafts: int) -> None:
    call = make_call()
    for state in ("draft", "draft", "submitted", "withdrawn"):
        make_proposal(call, people.ngo, state=state)
    client.force_login(people.moderator)
    text = plain(client.post(f"/admin/nabory/edit/{call.pk}/", form(closes=last_day), follow=True).content)
    assert "Zapisaliśmy zmiany naboru" in text
    assert ("Nabór kończy się wcześniej, a 2 szkic" in text) == bool(drafts)


def test_what_a_calendar_was_published_with_stays(client: Client, people: People) -> None:
    call = published_call()
    client.force_login(people.cio)
    text = page(client, f"/admin/nabory/edit/{call.pk}/")
    assert text.count("Kalendarz jest ogłoszony, więc tego nie można już zmienić.") == 5
    sent = form("tczew", year="2028", title="Inna nazwa", opens="2026-01-01", closes="2026-01-02", publication_day="2026-01-03")
    client.post(f"/admin/nabory/edit/{call.pk}/", sent)
    fresh = Call.objects.get()
    assert (fresh.cop.slug, fresh.year, fresh.title) == ("slupsk", 2027, "Inna nazwa")
    assert (str(fresh.opens), str(fresh.closes), str(fresh.publication_day)) == ("2026-09-01", "2026-10-15", "2026-11-20")
