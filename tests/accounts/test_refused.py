"""A form from another tab, whose token is older than the last log-in: refused as ever, with its text in the form again."""

from __future__ import annotations

import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from accounts import expired
from accounts.models import User
from tests.accounts.account_fixtures import PASSWORD
from tests.accounts.test_expired import edit_data

pytestmark = pytest.mark.django_db

LOGIN, PROFILE, EMAIL = "/pl/konto/login/", "/pl/moje/dane/", "/pl/konto/email/"
OURS = {"origin": "http://testserver"}


def text(response: Any) -> str:
    return response.content.decode().replace("\u00a0", " ")


@pytest.fixture
def browser() -> Client:
    return Client(enforce_csrf_checks=True)


def token_of(response: Any) -> str:
    return re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', response.content.decode())[0]


def log_in(browser: Client, user: User) -> None:
    """By the form: that is what gives the browser another token."""
    data = {"login": user.email, "password": PASSWORD, "csrfmiddlewaretoken": token_of(browser.get(LOGIN))}
    assert browser.post(LOGIN, data).status_code == 302


def old_tab(browser: Client, user: User, path: str) -> str:
    """The token of a page that was open while the person logged out and in again."""
    log_in(browser, user)
    token = token_of(browser.get(path))
    browser.logout()
    log_in(browser, user)
    return token


def test_the_form_is_there_again_with_the_text_and_a_fresh_token(browser: Client, person: User) -> None:
    token = old_tab(browser, person, PROFILE)
    typed = {"first_name": 'Żaneta "Ż" <b>', "last_name": "Łęcka", "csrfmiddlewaretoken": token}
    refused = browser.post(PROFILE, typed, headers=OURS)
    page = text(refused)
    assert refused.status_code == 403
    assert 'value="Żaneta &quot;Ż&quot; &lt;b&gt;"' in page
    assert 'value="Łęcka"' in page
    assert "otwarta przed ostatnim zalogowaniem" in page
    assert "Jesteś teraz na koncie: ala@example.org" in page
    assert re.search(r'<div class="note warn" role="alert" tabindex="-1" autofocus>', page)
    assert "Twój tekst czekał" not in page
    person.refresh_from_db()
    assert person.first_name == "Ala", "nothing of a refused form is done"
    again = {**typed, "first_name": "Żaneta", "csrfmiddlewaretoken": token_of(refused)}
    assert browser.post(PROFILE, again, headers=OURS).status_code == 302
    person.refresh_from_db()
    assert person.first_name == "Żaneta"
    assert "Łęcka" in text(browser.get(PROFILE))


def test_mail_settings_and_allauths_forms_too(browser: Client, person: User, kind: Any) -> None:
    token = old_tab(browser, person, EMAIL)
    refused = browser.post(EMAIL, {"email": "nowa@example.org", "action_add": "", "csrfmiddlewaretoken": token}, headers=OURS)
    assert refused.status_code == 403
    assert 'value="nowa@example.org"' in text(refused)
    settings = browser.post("/pl/moje/e-maile/", {"test-news": "daily", "csrfmiddlewaretoken": token}, headers=OURS)
    assert settings.status_code == 403
    assert re.search(r'value="daily"[^>]*checked', text(settings))
    assert not person.mail_preferences.exists()


def test_passwords_are_not_shown_again(browser: Client, person: User) -> None:
    browser.get("/pl/konto/signup/")
    typed = {"email": "nowa@example.org", "password1": "tajne-haslo-9", "password2": "tajne-haslo-9", "csrfmiddlewaretoken": "x" * 64}
    refused = browser.post("/pl/konto/signup/", typed, headers=OURS)
    assert refused.status_code == 403
    assert 'value="nowa@example.org"' in text(refused)
    assert "tajne-haslo-9" not in text(refused)
    assert "Hasło wpisz od nowa." in text(refused)
    assert not User.objects.filter(email="nowa@example.org").exists()


def test_a_log_in_from_an_old_tab_of_somebody_who_is_logged_in_leads_on(browser: Client, person: User) -> None:
    token = token_of(browser.get(LOGIN))
    log_in(browser, person)
    answer = browser.post(LOGIN, {"login": "inna@example.org", "password": "x", "csrfmiddlewaretoken": token}, headers=OURS)
    assert answer["Location"] == "/pl/moje/"
    assert "Jesteś teraz na koncie: ala@example.org" in text(browser.get("/pl/moje/"))


def test_logged_out_meanwhile_the_text_waits_for_the_log_in(browser: Client, person: User) -> None:
    token = old_tab(browser, person, PROFILE)
    browser.logout()
    browser.get(LOGIN)
    answer = browser.post(PROFILE, {"first_name": "Żaneta", "last_name": "", "csrfmiddlewaretoken": token}, headers=OURS)
    assert answer["Location"] == f"{LOGIN}?next={PROFILE}"
    log_in(browser, person)
    assert 'value="Żaneta"' in text(browser.get(PROFILE))


@pytest.mark.parametrize("headers", [{}, {"origin": "https://zly.example.org"}, {"origin": "null"}, {"referer": "http://zly.example.org/"}])
def test_words_of_another_site_are_never_put_into_a_form(browser: Client, person: User, headers: dict[str, str]) -> None:
    log_in(browser, person)
    refused = browser.post(PROFILE, {"first_name": "Podrzucone", "csrfmiddlewaretoken": "x" * 64}, headers=headers)
    assert refused.status_code == 403
    assert "Podrzucone" not in text(refused)
    assert "Formularz stracił ważność" in text(refused)
    assert expired.SESSION_KEY not in browser.session
    assert "Podrzucone" not in text(browser.get(PROFILE))


def test_a_browser_without_cookies_is_told_so() -> None:
    refused = Client(enforce_csrf_checks=True).post("/pl/konto/password/reset/", {"email": "ala@example.org"}, headers=OURS)
    assert refused.status_code == 403
    assert "Włącz ciasteczka" in text(refused)
    assert 'value="ala@example.org"' in text(refused)


def test_unknown_addresses_and_forms_without_words_keep_the_plain_page(browser: Client, editor: User) -> None:
    log_in(browser, editor)
    for path, data in (("/pl/nie-ma/", {"title": "x"}), ("/admin/pages/1/delete/", {"csrfmiddlewaretoken": "x" * 64})):
        refused = browser.post(path, data, headers=OURS)
        assert refused.status_code == 403, path
        assert "Formularz stracił ważność" in text(refused)


# --- Wagtail's admin


@pytest.fixture
def draft(site_tree: Any, editor: User) -> Any:
    editor.is_superuser = True
    editor.save()
    from news.models import NewsPage

    return site_tree.news_slupsk.add_child(instance=NewsPage(title="Stary tytuł", slug="nowina", live=False, owner=editor))


def sending_form(response: Any, path: str) -> dict[str, str]:
    form = BeautifulSoup(response.content.decode(), "html.parser").select_one(f'form[action="{path}"]')
    assert form is not None
    return {str(field["name"]): str(field.get("value", "")) for field in form.select("input[name]")}


def test_an_edited_page_stands_on_the_page_that_sends_it_again(browser: Client, editor: User, draft: Any) -> None:
    path = f"/admin/pages/{draft.pk}/edit/"
    token = old_tab(browser, editor, path)
    typed = {**edit_data(browser, path), "title": 'Nowy "tytuł" <b>', "summary": "linia: żółć"}
    refused = browser.post(path, {**typed, "csrfmiddlewaretoken": token}, headers=OURS)
    assert refused.status_code == 403
    assert "no-store" in refused["Cache-Control"]
    assert "Twój tekst czeka" in text(refused)
    assert f"Jesteś teraz na koncie: {editor.email}" in text(refused)
    assert not draft.revisions.exists(), "nothing is stored before the person presses again"
    again = sending_form(refused, path)
    assert {name: value for name, value in again.items() if name != "csrfmiddlewaretoken" and value} == {
        name: value for name, value in typed.items() if value
    }
    assert browser.post(path, again, headers=OURS).status_code == 302
    draft.refresh_from_db()
    stored = draft.get_latest_revision_as_object()
    assert (stored.title, stored.summary) == ('Nowy "tytuł" <b>', "linia: żółć")


def test_however_long_it_is(browser: Client, editor: User, draft: Any) -> None:
    log_in(browser, editor)
    words = "ż" * (expired.LARGEST + 1)
    refused = browser.post(f"/admin/pages/{draft.pk}/edit/", {"title": words, "csrfmiddlewaretoken": "x" * 64}, headers=OURS)
    assert words in text(refused)


def test_without_any_cookie_it_waits_for_the_log_in(browser: Client, editor: User, draft: Any) -> None:
    path = f"/admin/pages/{draft.pk}/edit/"
    sent = browser.post(path, {"title": "Bez ciastek", "csrfmiddlewaretoken": "x" * 64}, headers=OURS)
    assert sent["Location"].startswith(f"{LOGIN}?next=/admin/wyslij-jeszcze-raz/")
    log_in(browser, editor)
    waiting = browser.get(sent["Location"].partition("next=")[2])
    assert sending_form(waiting, path)["title"] == "Bez ciastek"
    assert not draft.revisions.exists()


@pytest.mark.parametrize("headers", [{}, {"origin": "https://zly.example.org"}, {**OURS, "x-requested-with": "XMLHttpRequest"}])
def test_the_admin_repeats_no_other_sites_words_and_no_scripts(browser: Client, editor: User, draft: Any, headers: dict[str, str]) -> None:
    path = f"/admin/pages/{draft.pk}/edit/"
    for with_session in (False, True):
        if with_session:
            log_in(browser, editor)
        refused = browser.post(path, {"title": "Podrzucone", "csrfmiddlewaretoken": "x" * 64}, headers=headers)
        assert refused.status_code == 403
        assert "Podrzucone" not in text(refused)
        assert expired.SESSION_KEY not in browser.session


def test_somebody_without_the_admin_is_told_which_account_it_is(browser: Client, person: User, draft: Any) -> None:
    log_in(browser, person)
    path = f"/admin/pages/{draft.pk}/edit/"
    refused = browser.post(path, {"title": "Cudze", "csrfmiddlewaretoken": "x" * 64}, headers=OURS)
    assert refused.status_code == 403
    assert "Cudze" not in text(refused)
    assert "ala@example.org" in text(refused)
