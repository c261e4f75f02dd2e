"""The page of e-mail switches, a person's data, and "Moje"."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from accounts.mail import MailKind, kinds, preferences
from accounts.models import Membership, Organisation, User
from core import registry
from core.registry import MojeSection

pytestmark = pytest.mark.django_db

SETTINGS = "/pl/moje/e-maile/"


def text(response: Any) -> str:
    return response.content.decode()


@pytest.fixture
def logged_in(client: Client, person: User) -> Client:
    client.force_login(person)
    return client


@pytest.fixture
def only_test_kinds(monkeypatch: pytest.MonkeyPatch, kind: MailKind) -> None:
    security = kinds.kinds["account.security"]
    hidden = MailKind("test.staff", "Tylko dla redakcji", "pracujesz w redakcji", offered_to=lambda user: user.is_staff)
    monkeypatch.setattr(kinds, "kinds", {kind.code: kind, hidden.code: hidden, security.code: security})
    monkeypatch.setattr(preferences, "kinds", kinds.kinds)


def test_a_switch_for_each_kind_that_the_person_gets(logged_in: Client, only_test_kinds: None) -> None:
    page = text(logged_in.get(SETTINGS))
    assert "Nowiny próbne" in page
    assert "Dostajesz je, bo testujesz portal." in page
    assert "Tylko dla redakcji" not in page
    assert re.findall(r'name="([^"]+)"[^>]*type="radio"|type="radio"[^>]*name="([^"]+)"', page) != []
    assert 'name="account-security"' not in page
    always = page[page.index("przychodzą zawsze") :]
    assert "Bezpieczeństwo konta" in always


@pytest.mark.parametrize("mode", ["now", "daily", "off"])
def test_a_choice_is_kept(logged_in: Client, person: User, only_test_kinds: None, mode: str) -> None:
    preferences.choose(person, "test.news", "daily" if mode != "daily" else "off")
    assert logged_in.post(SETTINGS, {"test-news": mode}, follow=True).status_code == 200
    assert preferences.mode_for(person, "test.news") == mode
    assert re.search(rf'value="{mode}"[^>]*checked', text(logged_in.get(SETTINGS)))


def test_what_stays_as_it_was_gets_no_row(logged_in: Client, person: User, only_test_kinds: None) -> None:
    logged_in.post(SETTINGS, {"test-news": "now"})
    assert not person.mail_preferences.exists()


def test_somebody_elses_switches_are_theirs(logged_in: Client, only_test_kinds: None) -> None:
    other = User.objects.create_user("ola@example.org")
    logged_in.post(SETTINGS, {"test-news": "off", "user": str(other.pk)})
    assert preferences.mode_for(other, "test.news") == "now"


@pytest.mark.parametrize("value", ["", "always", "x" * 10_000, "now\x00", "<script>alert(1)</script>", "' OR 1=1 --"])
def test_a_wrong_choice_is_told_beside_the_switch(logged_in: Client, person: User, only_test_kinds: None, value: str) -> None:
    answer = logged_in.post(SETTINGS, {"test-news": value})
    assert answer.status_code == 422
    assert 'id="id_test-news_error"' in text(answer)
    assert "<script>alert" not in text(answer)
    assert not person.mail_preferences.exists()


def test_of_a_repeated_parameter_the_last_counts_and_unknown_ones_do_nothing(
    logged_in: Client, person: User, only_test_kinds: None
) -> None:
    logged_in.post(SETTINGS, "test-news=off&test-news=daily&inne=1", content_type="application/x-www-form-urlencoded")
    assert preferences.mode_for(person, "test.news") == "daily"


def test_security_cannot_be_turned_off_by_a_forged_field(logged_in: Client, person: User, only_test_kinds: None) -> None:
    logged_in.post(SETTINGS, {"test-news": "now", "account-security": "off"})
    assert preferences.mode_for(person, "account.security") == "now"
    assert not person.mail_preferences.exists()


# --- Moje


def test_moje_needs_a_login(client: Client) -> None:
    assert client.get("/pl/moje/")["Location"] == "/pl/konto/login/?next=/pl/moje/"


def test_moje_shows_organisations_and_what_apps_offer(logged_in: Client, person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = Organisation.objects.create(kind="ngo", name="Fundacja <Fala>", slug="fala")
    Organisation.objects.create(kind="ngo", name="Cudza", slug="cudza")
    Membership.objects.create(user=person, organisation=mine, role="owner")
    sections = [
        MojeSection("late", "accounts/unsubscribe.html", lambda _request: None, 1),
        MojeSection("note", "components/note.html", lambda _request: {"text": "x"}, 2),
    ]
    monkeypatch.setattr("home.views.moje.moje_sections", sections)
    page = text(logged_in.get("/pl/moje/"))
    assert "Fundacja &lt;Fala&gt;" in page
    assert "osoba zarządzająca" in page
    assert "Cudza" not in page
    assert 'class="note info"' in page, "the section is shown"
    assert "Ten link nie działa" not in page, "a section without context is left out"
    assert registry.moje_sections is not sections


@pytest.mark.parametrize("count", [1, 20])
def test_moje_takes_the_same_queries_for_many_organisations(
    logged_in: Client, person: User, count: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(count):
        organisation = Organisation.objects.create(kind="ngo", name=f"Koło {number}", slug=f"kolo-{number}")
        Membership.objects.create(user=person, organisation=organisation)
    logged_in.get("/pl/moje/")
    with django_assert_max_num_queries(19):
        logged_in.get("/pl/moje/")


def test_the_door_to_the_admin_shows_for_staff_only(client: Client, person: User, editor: User) -> None:
    client.force_login(person)
    assert "Panel redakcji" not in text(client.get("/pl/moje/"))
    client.force_login(editor)
    assert "Panel redakcji" in text(client.get("/pl/moje/"))


def test_a_private_page_is_never_cached(logged_in: Client) -> None:
    for path in ("/pl/moje/", SETTINGS, "/pl/moje/dane/"):
        answer = logged_in.get(path)
        assert "no-store" in answer["Cache-Control"]
        assert "X-Portal-Cache" not in answer


@pytest.mark.parametrize("invisible", ["\u202e", "\u200b\u200b", "\u202e \u200d"])
def test_a_name_of_invisible_signs_is_refused(logged_in: Client, person: User, invisible: str) -> None:
    answer = logged_in.post("/pl/moje/dane/", {"first_name": invisible, "last_name": "Nowak"})
    assert answer.status_code == 422
    assert "W tym polu są same niewidoczne znaki." in text(answer).replace("\xa0", " ")
    person.refresh_from_db()
    assert (person.first_name, person.last_name) == ("Ala", "")


def test_invisible_signs_in_a_name_are_left_out(logged_in: Client, person: User) -> None:
    assert logged_in.post("/pl/moje/dane/", {"first_name": "\u202eEla\u200b", "last_name": "\u200bNowak-Lis "}).status_code == 302
    person.refresh_from_db()
    assert (person.first_name, person.last_name) == ("Ela", "Nowak-Lis")
