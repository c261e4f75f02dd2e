"""A session runs out while somebody writes: after the log-in the text is back, and nothing was stored meanwhile."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts import expired
from accounts.models import User
from tests.accounts.account_fixtures import PASSWORD

pytestmark = pytest.mark.django_db

LOGIN, PROFILE = "/pl/konto/login/", "/pl/moje/dane/"


def text(response: Any) -> str:
    return response.content.decode()


def log_in(client: Client, user: User, location: str) -> Any:
    """Follow the redirect to the log-in, log in by its form, follow on."""
    page = client.get(location)
    (target,) = re.findall(r'name="next" value="([^"]+)"', text(page))
    return client.post(LOGIN, {"login": user.email, "password": PASSWORD, "next": target}, follow=True)


# --- A public form


def test_the_same_form_comes_back_with_the_text(client: Client, person: User) -> None:
    sent = client.post(PROFILE, {"first_name": 'Żaneta "Ż" <b>', "last_name": "Łęcka"})
    assert sent["Location"] == LOGIN + "?next=" + PROFILE
    page = log_in(client, person, sent["Location"])
    assert page.request["PATH_INFO"] == PROFILE
    assert 'value="Żaneta &quot;Ż&quot; &lt;b&gt;"' in text(page)
    assert 'value="Łęcka"' in text(page)
    assert "Twój tekst czekał" in text(page)
    person.refresh_from_db()
    assert person.first_name == "Ala", "nothing is stored until the person presses again"
    client.post(PROFILE, {"first_name": "Żaneta", "last_name": "Łęcka"})
    person.refresh_from_db()
    assert person.first_name == "Żaneta"
    assert "Twój tekst czekał" not in text(client.get(PROFILE))


def test_the_text_belongs_to_the_browser_that_sent_it(client: Client, person: User) -> None:
    client.post(PROFILE, {"first_name": "Sekret", "last_name": "X"})
    other = Client()
    other.force_login(person)
    assert "Sekret" not in text(other.get(PROFILE))


def test_it_waits_for_its_author_and_for_nobody_else(client: Client, person: User, editor: User) -> None:
    """A computer that several people use: one logs out in another tab, the next logs in."""
    client.force_login(person)
    client.get(PROFILE)
    client.logout()
    client.cookies.load({expired.WRITER_COOKIE: signing.dumps(person.pk, salt=expired.WRITER_SALT)})  # logging out leaves it
    sent = client.post(PROFILE, {"first_name": "Sekret", "last_name": "X"})
    assert "Sekret" not in text(log_in(client, editor, sent["Location"]))
    assert "Sekret" not in text(client.get(PROFILE))
    client.post("/pl/konto/logout/")
    page = log_in(client, person, f"{LOGIN}?next={PROFILE}")
    assert 'value="Sekret"' in text(page)
    assert "Sekret" not in text(client.get(PROFILE)), "it is given once"


def test_who_was_logged_in_is_noted_and_readers_are_not(client: Client, person: User) -> None:
    assert expired.WRITER_COOKIE not in client.get("/pl/").cookies
    client.force_login(person)
    cookie = client.get(PROFILE).cookies[expired.WRITER_COOKIE]
    assert signing.loads(cookie.value, salt=expired.WRITER_SALT) == person.pk
    assert cookie["httponly"]
    assert expired.WRITER_COOKIE not in client.get(PROFILE).cookies, "once"


def test_a_text_of_the_panel_waits_for_its_author_too(client: Client, person: User, editor: User, page: Any) -> None:
    client.cookies.load({expired.WRITER_COOKIE: signing.dumps(person.pk, salt=expired.WRITER_SALT)})
    sent = client.post(f"/admin/pages/{page.pk}/edit/", {"title": "Sekret"})
    answer = log_in(client, editor, sent["Location"])
    assert answer.status_code == 404
    assert "Sekret" not in text(answer)
    assert "Ten tekst napisała osoba z innym kontem" in text(answer)


def test_it_waits_an_hour(client: Client, person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = []
    real = expired.cache.set
    monkeypatch.setattr(expired.cache, "set", lambda key, value, timeout=None: kept.append(timeout) or real(key, value, timeout))
    sent = client.post(PROFILE, {"first_name": "Nowa"})
    assert 3600 in kept
    expired.cache.clear()
    page = log_in(client, person, sent["Location"])
    assert "Twój tekst czekał" not in text(page)
    assert 'value="Ala"' in text(page)


def test_passwords_and_tokens_are_never_kept(client: Client, person: User) -> None:
    client.post(PROFILE, {"first_name": "Ola", "password1": "tajne-1", "oldpassword": "tajne-2", "csrfmiddlewaretoken": "tajne-3"})
    ((_path, key),) = client.session[expired.SESSION_KEY]
    stored = expired.cache.get(f"kept-post:{key}")
    assert stored["data"] == {"first_name": ["Ola"]}


def test_too_much_and_too_often_is_not_kept(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.post(PROFILE, {"first_name": "x" * (expired.LARGEST + 1)})
    assert expired.SESSION_KEY not in client.session
    monkeypatch.setattr(expired, "MOST_PER_HOUR", 2)
    for _number in range(4):
        client.post(PROFILE, {"first_name": "Ola"})
    stored = [name for name in expired.cache._cache if "kept-post:" in name]  # type: ignore[attr-defined]
    assert len(stored) <= 2


def test_the_text_of_an_unknown_address_is_kept_too(client: Client, person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(_self: Any, _request: Any) -> str:
        raise PermissionDenied

    with monkeypatch.context() as patch:
        patch.setattr(expired.get_adapter().__class__, "get_client_ip", unknown)
        sent = client.post(PROFILE, {"first_name": "Żaneta"})
    assert sent.status_code == 302
    assert 'value="Żaneta"' in text(log_in(client, person, sent["Location"]))


def test_a_get_without_a_session_keeps_nothing(client: Client) -> None:
    assert client.get(PROFILE).status_code == 302
    assert expired.SESSION_KEY not in client.session


def test_the_mail_settings_come_back_too(client: Client, person: User, kind: Any) -> None:
    sent = client.post("/pl/moje/e-maile/", {"test-news": "daily"})
    page = log_in(client, person, sent["Location"])
    assert re.search(r'value="daily"[^>]*checked', text(page))
    assert not person.mail_preferences.exists()


# --- Wagtail's admin


@pytest.fixture
def page(site_tree: Any, editor: User) -> Any:
    from news.models import NewsPage

    made = site_tree.news_slupsk.add_child(instance=NewsPage(title="Stary tytuł", slug="nowina", live=False, owner=editor))
    editor.is_superuser = True
    editor.save()
    return made


def edit_data(client: Client, path: str) -> dict[str, Any]:
    """What a browser would send for the edit form as it stands."""
    form = client.get(path)
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(text(form), "html.parser").select_one("form[data-edit-form]")
    assert soup is not None
    data: dict[str, Any] = {}
    for field in soup.select("input[name], textarea[name], select[name]"):
        kind = field.get("type", "")
        if field.name == "select":
            chosen = field.select_one("option[selected]")
            value = chosen.get("value") if chosen else ""
        elif kind in ("checkbox", "radio"):
            if not field.has_attr("checked"):
                continue
            value = field.get("value", "on")
        else:
            value = field.text.lstrip("\n") if field.name == "textarea" else field.get("value", "")
        data[str(field["name"])] = value
    data.pop("csrfmiddlewaretoken", None)
    # The editor's script writes the blocks of a StreamField.
    block = {"type": "heading", "value-text": "Nagłówek", "value-level": "2", "order": "0", "deleted": "", "id": ""}
    return {**data, "body-count": "1", **{f"body-0-{name}": value for name, value in block.items()}}


def test_an_edited_page_is_sent_again_with_one_press(client: Client, editor: User, page: Any) -> None:
    path = f"/admin/pages/{page.pk}/edit/"
    client.force_login(editor)
    data = {**edit_data(client, path), "title": 'Nowy "tytuł" <b>', "summary": "linia: żółć"}
    client.logout()
    sent = client.post(path, data)
    assert sent["Location"].startswith(LOGIN + "?next=/admin/wyslij-jeszcze-raz/")
    waiting = log_in(client, editor, sent["Location"])
    assert "Twój tekst czeka" in text(waiting)
    assert f'action="{path}"' in text(waiting)
    page.refresh_from_db()
    assert page.get_latest_revision_as_object().title == "Stary tytuł"
    from bs4 import BeautifulSoup

    form = BeautifulSoup(text(waiting), "html.parser").select_one(f'form[action="{path}"]')
    assert form is not None
    again = {str(field["name"]): field.get("value", "") for field in form.select("input[name]")}
    assert again.pop("csrfmiddlewaretoken")
    assert {name: value for name, value in again.items() if value} == {name: value for name, value in data.items() if value}
    answer = client.post(path, again)
    assert answer.status_code in (200, 302)
    page.refresh_from_db()
    assert page.get_latest_revision_as_object().title == 'Nowy "tytuł" <b>'


def test_without_a_token_it_is_refused_as_ever(editor: User, page: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(f"/admin/pages/{page.pk}/edit/", {"title": "podrzucony"})
    assert answer.status_code == 403
    assert expired.SESSION_KEY not in client.session


def test_a_script_gets_wagtails_own_answer(client: Client, page: Any) -> None:
    """Autosave must not take a log-in page for success."""
    path = f"/admin/pages/{page.pk}/edit/"
    for headers in ({"x-requested-with": "XMLHttpRequest"}, {"accept": "application/json"}):
        answer = client.post(path, {"title": "x"}, headers=headers)
        assert answer.status_code in (302, 403)
        assert expired.SESSION_KEY not in client.session


def test_somebody_elses_key_opens_nothing(client: Client, editor: User, page: Any) -> None:
    client.post(f"/admin/pages/{page.pk}/edit/", {"title": "sekret"})
    ((_path, key),) = client.session[expired.SESSION_KEY]
    other = Client()
    other.force_login(editor)
    answer = other.get(f"/admin/wyslij-jeszcze-raz/{key}/")
    assert answer.status_code == 404
    assert "sekret" not in text(answer)


def test_the_text_can_be_dropped(client: Client, editor: User, page: Any) -> None:
    path = f"/admin/pages/{page.pk}/edit/"
    sent = client.post(path, {"title": "niepotrzebny"})
    waiting = log_in(client, editor, sent["Location"])
    address = waiting.request["PATH_INFO"]
    assert client.post(address)["Location"] == path
    assert client.get(address).status_code == 404


def test_files_are_named_as_not_kept(client: Client, editor: User) -> None:
    sent = client.post("/admin/images/add/", {"title": "Obraz", "file": SimpleUploadedFile("a.png", b"x")})
    waiting = log_in(client, editor, sent["Location"])
    assert "Pliki trzeba wybrać jeszcze raz" in text(waiting)
