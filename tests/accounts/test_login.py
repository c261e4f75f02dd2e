"""Logging in, registering, forgetting a password: the flows, and that they tell nobody who has an account."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

import pytest
from allauth.account import app_settings
from allauth.account.models import EmailAddress
from allauth.core.internal.ratelimit import parse_rates
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client

from accounts.models import MailMessage, User
from core import error_views, outbox
from tests.accounts.account_fixtures import PASSWORD, make_user
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db

LOGIN, SIGNUP, RESET = "/pl/konto/login/", "/pl/konto/signup/", "/pl/konto/password/reset/"


def text(response: Any) -> str:
    return response.content.decode()


def the_mail(mailoutbox: list) -> Any:
    """What the outbox sends now: exactly one mail."""
    before = len(mailoutbox)
    outbox.drain()
    assert len(mailoutbox) == before + 1
    return mailoutbox[-1]


def link_in(letter: Any) -> str:
    (found,) = re.findall(r"http://testserver(/pl/konto/(?:confirm-email|password/reset/key)/\S+)", letter.body)
    return found


def confirm_password(client: Client) -> None:
    """What the pages that change the way in ask for first."""
    assert client.post("/pl/konto/reauthenticate/", {"password": PASSWORD}).status_code == 302


# --- Logging in


def test_the_address_in_any_case_and_the_password(client: Client, person: User) -> None:
    answer = client.post(LOGIN, {"login": "ALA@Example.org", "password": PASSWORD})
    assert answer.status_code == 302
    assert answer["Location"] == "/pl/moje/"
    assert "Dzień dobry, Ala" in text(client.get("/pl/moje/"))


def test_wrong_password_and_unknown_address_look_the_same(client: Client, person: User) -> None:
    answers = [text(client.post(LOGIN, {"login": login, "password": "nie-to-haslo"})) for login in ("ala@example.org", "nikt@example.org")]
    assert "Adres e-mail albo hasło się nie zgadza" in answers[0]
    token = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
    first, second = (token.sub("", answer).replace("ala@example.org", "X").replace("nikt@example.org", "X") for answer in answers)
    assert first == second


def test_wrong_password_and_unknown_address_take_the_same_hashing(client: Client, person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []
    real = MD5PasswordHasher.encode

    def encode(self: MD5PasswordHasher, password: str, salt: str) -> str:
        calls.append(1)
        return real(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", encode)
    counts = []
    for login in ("ala@example.org", "nikt@example.org"):
        calls.clear()
        client.post(LOGIN, {"login": login, "password": "nie-to-haslo"})
        counts.append(len(calls))
    assert counts[0] == counts[1] > 0


def test_many_wrong_passwords_are_stopped(client: Client, person: User) -> None:
    for _attempt in range(6):
        client.post(LOGIN, {"login": "ala@example.org", "password": "nie-to-haslo"})
    answer = client.post(LOGIN, {"login": "ala@example.org", "password": PASSWORD})
    assert "Za dużo nieudanych prób" in text(answer)
    assert client.get("/pl/moje/").status_code == 302


def test_an_inactive_account_is_not_let_in(client: Client, person: User) -> None:
    person.is_active = False
    person.save()
    answer = client.post(LOGIN, {"login": "ala@example.org", "password": PASSWORD}, follow=True)
    assert "To konto jest wyłączone" in text(answer)
    assert client.get("/pl/moje/").status_code == 302


def test_next_is_followed_inside_the_portal_only(client: Client, person: User) -> None:
    data = {"login": "ala@example.org", "password": PASSWORD}
    assert client.post(LOGIN, {**data, "next": "/pl/moje/e-maile/"})["Location"] == "/pl/moje/e-maile/"
    client.logout()
    assert client.post(LOGIN, {**data, "next": "https://zlodziej.example.org/"})["Location"] == "/pl/moje/"


def test_the_admin_has_the_same_door(client: Client, editor: User) -> None:
    door = client.get("/admin/pages/?q=s%C5%82owo")
    assert door["Location"].startswith("/pl/konto/login/?next=/admin/pages/")
    page = client.get(door["Location"])
    (target,) = re.findall(r'name="next" value="([^"]+)"', text(page))
    answer = client.post(LOGIN, {"login": "redakcja@example.org", "password": PASSWORD, "next": target.replace("&amp;", "&")})
    assert unquote(answer["Location"]) == "/admin/pages/?q=słowo"
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("path", ["/admin/login/", "/pl/_util/login/", "/en/_util/login/"])
@pytest.mark.parametrize("names", [("username", "password"), ("email", "password"), ("login", "password")])
def test_there_is_no_second_door(client: Client, editor: User, path: str, names: tuple[str, str]) -> None:
    """It would have neither limits nor the second factor."""
    answer = client.post(f"{path}?next=/admin/", dict(zip(names, (editor.email, PASSWORD), strict=True)))
    assert answer.status_code == 302
    assert "/konto/login/?next=" in answer["Location"]
    assert "_auth_user_id" not in client.session
    assert client.get("/admin/").status_code == 302


def test_wagtail_sends_no_link_for_a_new_password(client: Client) -> None:
    assert client.get("/admin/password_reset/").status_code == 404


def test_somebody_without_access_to_the_admin_gets_403_not_a_circle(client: Client, person: User) -> None:
    client.force_login(person)
    answer = client.get("/admin/")
    assert answer.status_code == 403
    page = text(answer)
    assert "<title>To konto nie ma dostępu do panelu redakcji</title>" in page
    assert "ala@example.org" in page
    assert "Zaloguj się" not in page
    for address in ("/pl/moje/", "/pl/konto/logout/", "/pl/cop/", "/pl/kontakt/"):
        assert f'"{address}"' in page


@pytest.mark.parametrize("language", ["pl", "en"])
def test_the_chosen_language_stays_where_the_address_has_none(client: Client, person: User, language: str) -> None:
    other = {"accept-language": "en" if language == "pl" else "pl"}
    client.force_login(person)
    client.get(f"/{language}/moje/", headers=other)
    refused = client.get("/admin/", headers=other)
    assert f'<html lang="{language}">' in text(refused)
    assert f'"/{language}/moje/"' in text(refused)
    assert client.post(f"/{language}/konto/logout/", headers=other)["Location"] == f"/{language}/"


def test_the_admin_speaks_the_chosen_language_and_logs_out_in_it(client: Client, editor: User) -> None:
    client.force_login(editor)
    client.get("/en/moje/", headers={"accept-language": "pl"})
    assert '<html lang="en"' in text(client.get("/admin/", headers={"accept-language": "pl"}))
    assert client.post("/admin/logout/", headers={"accept-language": "pl"})["Location"] == "/en/konto/login/"


def test_readers_get_no_cookie_for_their_language(client: Client, site_tree: SiteTree) -> None:
    answer = client.get("/pl/mapa-strony/")
    assert not answer.cookies


def test_logging_out_needs_a_press(client: Client, person: User) -> None:
    client.force_login(person)
    assert_ours(text(client.get("/pl/konto/logout/")))
    assert client.get("/pl/moje/").status_code == 200
    client.post("/pl/konto/logout/")
    assert client.get("/pl/moje/").status_code == 302


# --- The demo's people


@pytest.mark.parametrize("next_page", ["", "/pl/moje/e-maile/"])
def test_the_demo_fills_the_form_without_a_script(client: Client, next_page: str) -> None:
    page = client.get(LOGIN, {"next": next_page} if next_page else {})
    assert "Konta w wersji demo" in text(page)
    (link,) = re.findall(r'href="(\?demo=redakcja\.slupsk[^"]+)"', text(page))
    filled = text(client.get(LOGIN + link.replace("&amp;", "&")))
    assert 'value="redakcja.slupsk@example.org"' in filled
    assert 'value="Portal-demo-2026"' in filled
    assert (f'name="next" value="{next_page}"' in filled) == bool(next_page)


def test_outside_of_the_demo_there_are_no_such_people(client: Client, settings: Any) -> None:
    settings.DEMO = False
    page = text(client.get(LOGIN, {"demo": "redakcja.slupsk@example.org"}))
    assert "Konta w wersji demo" not in page
    assert "Portal-demo-2026" not in page


def test_the_demo_never_fills_in_a_stranger(client: Client, person: User) -> None:
    assert "ala@example.org" not in text(client.get(LOGIN, {"demo": "ala@example.org"}))


# --- Registering


def register(client: Client, email: str = "nowa@example.org", **extra: str) -> Any:
    return client.post(SIGNUP, {"email": email, "password1": PASSWORD, "password2": PASSWORD, **extra})


def test_an_account_works_after_the_address_is_confirmed(client: Client, mailoutbox: list) -> None:
    answer = register(client)
    assert answer["Location"] == "/pl/konto/confirm-email/"
    assert mailoutbox == [], "only the worker sends"
    letter = the_mail(mailoutbox)
    assert letter.to == ["nowa@example.org"]
    assert letter.subject == "Potwierdź adres e-mail"
    # Not confirmed: the right password does not let in.
    client.post(LOGIN, {"login": "nowa@example.org", "password": PASSWORD})
    assert client.get("/pl/moje/").status_code == 302
    path = link_in(letter)
    assert "nowa@example.org" in text(client.get(path))
    assert not EmailAddress.objects.get(email="nowa@example.org").verified, "mail scanners open links"
    client.post(path)
    assert client.post(LOGIN, {"login": "nowa@example.org", "password": PASSWORD})["Location"] == "/pl/moje/"


def test_registering_a_taken_address_looks_the_same_and_tells_its_owner(client: Client, person: User, mailoutbox: list) -> None:
    taken, free = register(client, "ala@example.org"), register(client, "nowa@example.org")
    assert (taken.status_code, taken["Location"]) == (free.status_code, free["Location"])
    outbox.drain()
    by_address = {letter.to[0]: letter for letter in mailoutbox}
    assert by_address["ala@example.org"].subject == "Masz już konto w portalu"
    assert "http://testserver/pl/konto/password/reset/" in by_address["ala@example.org"].body
    assert User.objects.filter(email__iexact="ala@example.org").count() == 1
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_weak_passwords_are_refused_beside_the_field(client: Client) -> None:
    for weak in ("krotkie", "12345678901", "nowa@example.org"):
        answer = client.post(SIGNUP, {"email": "nowa@example.org", "password1": weak, "password2": weak})
        assert 'id="id_password1_error"' in text(answer)
        assert 'value="nowa@example.org"' in text(answer), "what was typed is still there"
    assert not User.objects.exists()


# --- A forgotten password


def test_a_new_password_by_a_link_that_works_once(client: Client, person: User, mailoutbox: list) -> None:
    assert client.post(RESET, {"email": "ala@example.org"})["Location"] == "/pl/konto/password/reset/done/"
    path = link_in(the_mail(mailoutbox))
    form = client.get(path, follow=True)
    action = form.redirect_chain[-1][0]
    done = client.post(action, {"password1": "nowe-haslo-morze-9", "password2": "nowe-haslo-morze-9"}, follow=True)
    assert "Hasło jest zmienione" in text(done)
    person.refresh_from_db()
    assert person.check_password("nowe-haslo-morze-9")
    assert the_mail(mailoutbox).subject == "Hasło zostało zmienione"
    again = Client().get(path, follow=True)
    assert "Ten link już nie działa" in text(again)


def test_asking_for_an_unknown_address_looks_the_same(client: Client, person: User, mailoutbox: list) -> None:
    known, unknown = (client.post(RESET, {"email": email}) for email in ("ala@example.org", "nikt@example.org"))
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    outbox.drain()
    assert {letter.to[0]: letter.subject for letter in mailoutbox} == {
        "ala@example.org": "Ustaw nowe hasło",
        "nikt@example.org": "Nie ma konta na ten adres",
    }


def test_links_in_mails_are_the_portals_whatever_host_the_request_named(client: Client, person: User, mailoutbox: list) -> None:
    client.post(RESET, {"email": "ala@example.org"}, headers={"host": "zlodziej.example.org"})
    register(client, "nowa@example.org")
    outbox.drain()
    assert len(mailoutbox) == 2
    for letter in mailoutbox:
        assert "zlodziej" not in letter.body
        assert "http://testserver/pl/konto/" in letter.body


def test_many_requests_for_a_link_are_stopped(client: Client, person: User) -> None:
    answers = [client.post(RESET, {"email": "ala@example.org"}) for _attempt in range(25)]
    assert 429 in [answer.status_code for answer in answers]
    limited = next(answer for answer in answers if answer.status_code == 429)
    assert "Za dużo prób" in text(limited)
    assert "Spróbuj ponownie za 3" in text(limited)
    assert re.search(r'od godziny <time datetime="\d{4}-[^"]+">\d{1,2}:\d{2}</time>', text(limited))
    assert int(limited["Retry-After"]) == error_views.PAUSE_SECONDS
    assert limited["Cache-Control"] == "no-store"
    assert MailMessage.objects.count() < 21


def test_after_the_pause_no_limit_is_closed() -> None:
    """The 429 page names one moment for all limits that it may stand for."""
    limits = app_settings.RATE_LIMITS
    # A wrong password is told beside the form, not by this page.
    longest = max(rate.duration for name, rates in limits.items() if name != "login_failed" for rate in parse_rates(rates))
    assert longest <= error_views.PAUSE_SECONDS


# --- Changing the account


def test_a_changed_password_needs_the_old_one_and_is_told(client: Client, person: User, mailoutbox: list) -> None:
    client.force_login(person)
    path = "/pl/konto/password/change/"
    new = {"password1": "nowe-haslo-morze-9", "password2": "nowe-haslo-morze-9"}
    assert "To nie jest Twoje obecne hasło" in text(client.post(path, {"oldpassword": "nie-to", **new}))
    assert client.post(path, {"oldpassword": PASSWORD, **new}).status_code == 302
    letter = the_mail(mailoutbox)
    assert letter.subject == "Hasło zostało zmienione"
    assert "127.0.0.1" in letter.body
    assert client.get("/pl/moje/").status_code == 200


def test_a_new_address_counts_after_it_is_confirmed(client: Client, person: User, mailoutbox: list) -> None:
    client.force_login(person)
    confirm_password(client)
    assert client.post("/pl/konto/email/", {"email": "ala.nowa@example.org", "action_add": "1"}).status_code == 302
    person.refresh_from_db()
    assert person.email == "ala@example.org"
    assert "czeka na potwierdzenie" in text(client.get("/pl/konto/email/"))
    outbox.drain()
    letter = next(letter for letter in mailoutbox if letter.to == ["ala.nowa@example.org"])
    client.post(link_in(letter))
    person.refresh_from_db()
    assert person.email == "ala.nowa@example.org"
    client.logout()
    assert client.post(LOGIN, {"login": "ala.nowa@example.org", "password": PASSWORD}).status_code == 302


def test_changing_to_a_taken_address_does_not_tell_that_it_is_taken(client: Client, person: User) -> None:
    make_user("ola@example.org")
    client.force_login(person)
    confirm_password(client)
    answers = [client.post("/pl/konto/email/", {"email": email, "action_add": "1"}) for email in ("ola@example.org", "wolna@example.org")]
    assert [answer.status_code for answer in answers] == [302, 302]


def test_two_step_login_asks_for_the_code(client: Client, person: User, mailoutbox: list, django_capture_on_commit_callbacks: Any) -> None:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    def code(secret: str) -> str:
        return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))

    client.post(LOGIN, {"login": "ala@example.org", "password": PASSWORD})
    path = "/pl/konto/2fa/totp/activate/"
    assert client.get(path).status_code == 200, "the log-in is fresh"
    wrong = client.post(path, {"code": "000000"})
    assert 'id="id_code_error"' in text(wrong)
    secret = wrong.context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(path, {"code": code(secret)})["Location"] == "/pl/konto/2fa/recovery-codes/"
    assert the_mail(mailoutbox).subject == "Logowanie dwuetapowe jest włączone"
    assert client.get("/pl/konto/2fa/recovery-codes/").status_code == 200
    stranger = Client()
    answer = stranger.post(LOGIN, {"login": "ala@example.org", "password": PASSWORD})
    assert answer["Location"].startswith("/pl/konto/2fa/authenticate/")
    assert stranger.get("/pl/moje/").status_code == 302
    assert_ours(text(stranger.get("/pl/konto/2fa/authenticate/")))
    for step in ("", "recovery-codes/", "recovery-codes/generate/", "reauthenticate/", "totp/deactivate/"):
        page = client.get(f"/pl/konto/2fa/{step}")
        assert page.status_code == 200, step
        assert_ours(text(page))
    assert "Masz 10 niewykorzystanych kodów zapasowych z 10." in text(client.get("/pl/konto/2fa/"))


# --- In our clothes, in Polish


@pytest.mark.parametrize(
    "path",
    [
        "login/",
        "signup/",
        "password/reset/",
        "password/reset/done/",
        "password/reset/key/done/",
        "password/reset/key/1-abc-def/",
        "confirm-email/",
        "confirm-email/nie-ma/",
        "inactive/",
    ],
)
def test_public_account_pages_stand_in_the_portals_frame(client: Client, path: str) -> None:
    page = client.get("/pl/konto/" + path, follow=True)
    assert page.status_code == 200
    assert_ours(text(page))


@pytest.mark.parametrize(
    "path", ["email/", "password/change/", "reauthenticate/", "2fa/", "2fa/totp/activate/", "2fa/recovery-codes/generate/"]
)
def test_private_account_pages_stand_in_the_portals_frame(client: Client, person: User, path: str) -> None:
    assert client.get("/pl/konto/" + path)["Location"].startswith(LOGIN)
    client.post(LOGIN, {"login": "ala@example.org", "password": PASSWORD})
    page = client.get("/pl/konto/" + path, follow=True)
    if page.redirect_chain and "reauthenticate" in page.redirect_chain[-1][0]:
        assert_ours(text(page))
        page = client.post("/pl/konto/reauthenticate/", {"password": PASSWORD, "next": "/pl/konto/" + path}, follow=True)
    assert page.request["PATH_INFO"] == "/pl/konto/" + path
    assert page.status_code == 200
    assert_ours(text(page))


def assert_ours(page: str) -> None:
    assert page.count("<h1") == 1
    assert '<main id="tresc"' in page
    assert '<meta name="robots" content="noindex">' in page
    assert "placeholder=" not in page.replace('placeholder="Szukaj w portalu"', "")
    words = re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main>")])
    assert not re.search(r"\b(password|sign|your|the|please|email)\b", words, re.IGNORECASE), words
    # allauth's own Polish for the two-step log-in is another language than ours.
    assert not re.search(r"uwierzyteln|autoryzac|dezaktyw|aktywuj|odzyskiwania|zgenerowa", words, re.IGNORECASE), words
    # Every field has a label, and what describes it exists.
    for field in re.findall(r"<(?:input|textarea|select)\b[^>]*>", page):
        if 'type="hidden"' in field or 'type="submit"' in field:
            continue
        (name,) = re.findall(r'\bid="([^"]+)"', field)
        assert f'for="{name}"' in page, field
        for described in " ".join(re.findall(r'aria-describedby="([^"]+)"', field)).split():
            assert f'id="{described}"' in page, described


# --- The door of the address, the names, the passwords


def test_a_new_address_asks_for_the_password_first(client: Client, person: User) -> None:
    client.force_login(person)
    asked = client.post("/pl/konto/email/", {"email": "obca@example.org", "action_add": "1"})
    assert asked["Location"].startswith("/pl/konto/reauthenticate/")
    assert "pytamy o hasło jeszcze raz" in text(client.get(asked["Location"])).replace("\xa0", " ")
    assert not EmailAddress.objects.filter(email="obca@example.org").exists()
    next_page = unquote(asked["Location"].partition("next=")[2])
    wrong = client.post(asked["Location"], {"password": "nie-to-haslo", "next": next_page})
    assert "To nie jest Twoje hasło." in text(wrong)
    assert not EmailAddress.objects.filter(email="obca@example.org").exists()
    client.post(asked["Location"], {"password": PASSWORD, "next": next_page})
    assert EmailAddress.objects.filter(email="obca@example.org", verified=False).exists(), "what was asked for is done"


@pytest.mark.parametrize("similar", ["lucyna.portowa", "LucynaPortowa1", "portowa_lucyna", "l.portowa-ngo7"])
def test_a_password_is_nothing_like_the_persons_own_data(client: Client, similar: str) -> None:
    lucyna = make_user("l.portowa-ngo@dobra-fundacja.example.org", first_name="Lucyna", last_name="Portowa")
    client.force_login(lucyna)
    data = {"oldpassword": PASSWORD, "password1": similar, "password2": similar}
    answer = client.post("/pl/konto/password/change/", data)
    assert answer.status_code == 200
    assert 'id="id_password1_error"' in text(answer)
    assert "podobne do Twojego imienia, nazwiska albo adresu" in text(answer)
    lucyna.refresh_from_db()
    assert lucyna.check_password(PASSWORD)


def test_a_password_of_other_words_is_taken_whatever_the_name(client: Client) -> None:
    al = make_user("al@example.org", first_name="Al", last_name="")
    client.force_login(al)
    data = {"oldpassword": PASSWORD, "password1": "zielona-latarnia-7", "password2": "zielona-latarnia-7"}
    assert client.post("/pl/konto/password/change/", data).status_code == 302


def test_a_wrong_code_is_told_in_words_for_both_kinds_of_code(client: Client, person: User) -> None:
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(person, generate_totp_secret())
    RecoveryCodes.activate(person)
    client.post(LOGIN, {"login": "ala@example.org", "password": PASSWORD})
    answer = client.post("/pl/konto/2fa/authenticate/", {"code": "deadbeef"})
    assert "Kod z aplikacji zmienia się co pół minuty, a kod zapasowy działa tylko raz" in text(answer).replace("\xa0", " ")


# --- Caches on the way


@pytest.mark.parametrize("path", ["/pl/konto/email/", "/pl/konto/2fa/", "/pl/konto/password/change/"])
def test_pages_of_the_account_are_kept_nowhere(client: Client, person: User, path: str) -> None:
    client.force_login(person)
    control = client.get(path)["Cache-Control"]
    assert "private" in control
    assert "no-store" in control


def test_what_a_signed_in_person_gets_is_private(client: Client, person: User, site_tree: SiteTree) -> None:
    assert "private" not in client.get("/pl/").get("Cache-Control", "")
    client.force_login(person)
    for path in ("/pl/", "/pl/aktualnosci/", "/pl/moje/", "/pl/szukaj/", "/pl/nie-ma/"):
        assert "private" in client.get(path)["Cache-Control"], path
