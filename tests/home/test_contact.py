"""The contact form: stored and mailed once, from people, with nothing they typed lost."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core import mail as django_mail
from django.core import signing
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import MailMessage, User
from core import outbox
from home import contact_tokens
from home.contact_form import HONEYPOT, LONGEST_TEXT, TOKEN
from home.models import ContactPage, ContactSubmission
from home.services import contact
from tests.factories import SiteTree
from tests.home.factories import ContactPageFactory, make_contact_page
from tests.measure import weight

pytestmark = pytest.mark.django_db
URL = "/pl/kontakt/"


@pytest.fixture
def page(site_tree: SiteTree) -> ContactPage:
    return make_contact_page(site_tree.home, thank_you="Odpowiemy jutro.")


@pytest.fixture
def reader() -> Client:
    """A person without a cookie, whom Django's CSRF check would refuse."""
    return Client(enforce_csrf_checks=True)


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', html)
    assert found, name
    return found[1]


def open_form(reader: Client) -> tuple[str, dict[str, str]]:
    """Where the form is posted to, and a good answer with the token of this showing."""
    html = reader.get(URL).content.decode()
    action = re.search(r'<form class="fields" method="post" action="([^"]+)"', html)
    assert action
    answer = {
        "imie": "Anna",
        "twoj_e_mail": "anna@example.org",
        "temat": "Pytanie",
        "wiadomosc": "Dzień dobry,\nkiedy spotkanie?",
        TOKEN: hidden(html, TOKEN),
    }
    return action[1], answer


def test_the_page_sets_no_cookie_and_only_the_readers_browser_keeps_it(reader: Client, page: ContactPage) -> None:
    action, data = open_form(reader)
    for answer in (reader.get(URL), reader.get(URL), reader.post(action, {**data, "temat": ""}), reader.get(reader.post(action, data).url)):
        assert not answer.cookies
        # "Back" shows what the browser kept: with no-store it has nothing to show.
        assert answer["Cache-Control"] == "private, max-age=0"
        assert "X-Portal-Cache" not in answer
        assert weight(answer.content) <= 100_000


def test_a_message_is_stored_mailed_and_thanked_for(reader: Client, page: ContactPage) -> None:
    action, data = open_form(reader)
    answer = reader.post(action, data)
    assert answer.status_code == 302
    thanks = reader.get(answer.url)
    assert "Odpowiemy jutro." in thanks.content.decode()
    submission = ContactSubmission.objects.get()
    assert submission.form_data["wiadomosc"] == "Dzień dobry,\nkiedy spotkanie?"
    assert TOKEN not in submission.form_data
    written = MailMessage.objects.get()
    assert written.address == "kontakt@example.org"
    outbox.drain()
    sent = django_mail.outbox[0]
    assert sent.to == ["kontakt@example.org"]
    assert sent.subject == "Kontakt: Pytanie"
    assert "anna@example.org" in sent.body
    assert "kiedy spotkanie?" in sent.body


def test_sent_twice_it_is_one_message(reader: Client, page: ContactPage) -> None:
    action, data = open_form(reader)
    answers = [reader.post(action, data) for _number in range(3)]
    assert {answer.status_code for answer in answers} == {302}
    assert ContactSubmission.objects.count() == 1
    assert MailMessage.objects.count() == 1


def test_the_same_text_from_a_form_opened_anew_is_one_message(reader: Client, page: ContactPage) -> None:
    thanks = []
    for _number in range(contact.MOST_PER_HOUR + 1):
        action, data = open_form(reader)
        refused = reader.post(action, {**data, "wiadomosc": ""}).content.decode()
        thanks.append(reader.post(action, {**data, TOKEN: hidden(refused, TOKEN)}).url)
    assert ContactSubmission.objects.count() == 1
    assert MailMessage.objects.count() == 1
    assert all("Odpowiemy jutro." in reader.get(url).content.decode() for url in thanks)


def test_another_text_or_another_visitor_or_a_later_day_is_a_message_of_its_own(
    reader: Client, page: ContactPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    action, data = open_form(reader)
    for client, answers in (
        (reader, data),
        (reader, {**data, "wiadomosc": "I jeszcze jedno."}),  # from the same form, after "Back"
        (Client(REMOTE_ADDR="192.0.2.7"), data),
    ):
        assert client.post(action, answers).status_code == 302
    assert ContactSubmission.objects.count() == 3
    day, now = contact.SAME_TEXT_SECONDS, time.time()
    monkeypatch.setattr(contact.time, "time", lambda: now + day)
    reader.post(action, {**data, TOKEN: contact_tokens.new_token(page)})
    assert ContactSubmission.objects.count() == 3
    monkeypatch.setattr(contact.time, "time", lambda: now + 2 * day)
    reader.post(action, {**data, TOKEN: contact_tokens.new_token(page)})
    assert ContactSubmission.objects.count() == 4


def test_two_requests_at_once_store_one(rf: Any, page: ContactPage) -> None:
    # The second one looked for the same text before the first one was stored: the unique fingerprint decides.
    request = rf.post(URL)
    form = page.get_form({"twoj_e_mail": "a@example.org", "temat": "T", "wiadomosc": "W"}, page=page)
    assert form.is_valid(), form.errors
    assert contact.store(page, form, request) == contact.store(page, form, request)
    assert ContactSubmission.objects.count() == 1
    assert MailMessage.objects.count() == 1


def test_another_broken_rule_of_the_database_is_not_taken_for_the_same_text(rf: Any, page: ContactPage, monkeypatch: Any) -> None:
    form = page.get_form({"twoj_e_mail": "a@example.org", "temat": "T", "wiadomosc": "W"}, page=page)
    assert form.is_valid(), form.errors

    def broken(**_fields: Any) -> None:
        raise IntegrityError("FOREIGN KEY constraint failed")

    monkeypatch.setattr(ContactSubmission.objects, "create", broken)
    with pytest.raises(IntegrityError):
        contact.store(page, form, rf.post(URL))


def test_thanks_are_said_for_a_stored_message_only(reader: Client, page: ContactPage, monkeypatch: pytest.MonkeyPatch) -> None:
    action, data = open_form(reader)
    thanks = reader.post(action, data).url
    for client in (reader, reader, Client()):
        assert "Twoja wiadomość do nas dotarła" in client.get(thanks).content.decode().replace("\u00a0", " ")
    other = signing.dumps(ContactSubmission.objects.get().pk + 1, salt=contact_tokens.SENT_SALT)
    for made_up in ("1", "", "zmyslone", contact_tokens.new_token(page), other, "a:b:c"):
        answer = reader.get(URL, {contact_tokens.SENT: made_up})
        assert (answer.status_code, answer.url) == (302, URL), made_up
    monkeypatch.setattr(contact_tokens, "THANKS_SECONDS", -1)
    assert reader.get(thanks).status_code == 302
    monkeypatch.undo()
    assert reader.get(thanks).status_code == 200
    ContactSubmission.objects.all().delete()
    assert reader.get(thanks).status_code == 302


def test_what_fills_in_the_hidden_field_is_told_and_nothing_is_sent(reader: Client, page: ContactPage) -> None:
    action, data = open_form(reader)
    answer = reader.post(action, {**data, HONEYPOT: "https://spam.example"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert not ContactSubmission.objects.exists()
    assert not MailMessage.objects.exists()
    # A person whose browser filled it in has the text still, and the field is empty again.
    assert "kiedy spotkanie?" in html
    assert "spam.example" not in html
    assert reader.post(action, {**data, TOKEN: hidden(html, TOKEN)}).status_code == 302


def test_after_several_messages_an_hour_must_pass_and_the_text_stays(reader: Client, page: ContactPage) -> None:
    for number in range(contact.MOST_PER_HOUR):
        action, data = open_form(reader)
        assert reader.post(action, {**data, "temat": f"Pytanie {number}"}).status_code == 302
    action, data = open_form(reader)
    answer = reader.post(action, {**data, "wiadomosc": "Jeszcze jedno pytanie"})
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) == contact.RATE_SECONDS
    assert 'role="alert" tabindex="-1" autofocus' in answer.content.decode()
    assert "Jeszcze jedno pytanie" in answer.content.decode()
    assert "za godzinę" in answer.content.decode().replace("\u00a0", " ")
    assert ContactSubmission.objects.count() == contact.MOST_PER_HOUR
    other = Client(REMOTE_ADDR="192.0.2.7")
    action, data = open_form(other)
    assert other.post(action, data).status_code == 302


def test_the_address_of_the_sender_is_not_kept(reader: Client, page: ContactPage, rf: Any) -> None:
    request = rf.post(URL, REMOTE_ADDR="192.0.2.55")
    assert "192.0.2.55" not in contact._rate_key(request)
    assert contact._rate_key(request) != contact._rate_key(rf.post(URL, REMOTE_ADDR="192.0.2.56"))


@pytest.mark.parametrize("token", ["", "zmyslony", "a:b:c"])
def test_a_form_that_ran_out_comes_back_with_its_text_and_can_be_sent(reader: Client, page: ContactPage, token: str) -> None:
    action, data = open_form(reader)
    answer = reader.post(action, {**data, TOKEN: token})
    html = answer.content.decode()
    assert answer.status_code == 403
    assert "stracił ważność" in html.replace("\u00a0", " ")
    assert "kiedy spotkanie?" in html
    assert not ContactSubmission.objects.exists()
    assert reader.post(action, {**data, TOKEN: hidden(html, TOKEN)}).status_code == 302
    assert ContactSubmission.objects.count() == 1


def test_a_day_old_token_and_another_pages_token_are_no_good(page: ContactPage, site_tree: SiteTree, monkeypatch: Any) -> None:
    other = ContactPageFactory(parent=site_tree.home, slug="drugi-kontakt")
    assert not contact_tokens.is_our_token(page, contact_tokens.new_token(other))
    token = contact_tokens.new_token(page)
    assert contact_tokens.is_our_token(page, token)
    monkeypatch.setattr(contact_tokens, "TOKEN_SECONDS", -1)
    assert not contact_tokens.is_our_token(page, token)


BAD = [
    ("twoj_e_mail", "", "Wypełnij to pole."),
    ("twoj_e_mail", "to nie adres", "Wpisz pełny adres e-mail"),
    ("twoj_e_mail", "a" * 300 + "@example.org", "Skróć tekst do 254 znaków"),
    ("wiadomosc", "", "Wypełnij to pole."),
    ("wiadomosc", "   ", "Wypełnij to pole."),
    ("wiadomosc", "b" * 10_000, f"Skróć tekst do {LONGEST_TEXT} znaków; teraz ma 10000."),
    ("wiadomosc", "dzwonek\x07", "nie da się wpisać z klawiatury"),
    ("wiadomosc", "zero\x00", "null"),
    ("temat", "c" * 201, "Skróć tekst do 200 znaków"),
    ("temat", "dwie\nlinie", "nie da się wpisać z klawiatury"),
]


@pytest.mark.parametrize(("field", "value", "message"), BAD)
def test_what_is_wrong_is_told_beside_the_field_and_the_rest_stays(
    reader: Client, page: ContactPage, field: str, value: str, message: str
) -> None:
    action, data = open_form(reader)
    answer = reader.post(action, {**data, "imie": "Żaneta", field: value})
    html = answer.content.decode().replace("\u00a0", " ")
    assert answer.status_code == 422
    assert message in html
    assert f'id="id_{field}_error"' in html
    assert f'href="#id_{field}"' in html
    assert re.search(rf'aria-describedby="[^"]*id_{field}_error', html)
    assert 'value="Żaneta"' in html
    assert html.count('role="alert"') == 1
    # The summary has the focus when the answer opens, also without scripts.
    assert re.findall(r"<(\w+) [^>]*\bautofocus\b[^>]*>", html) == ["div"]
    assert re.search(r'<div class="errors"[^>]* tabindex="-1" autofocus', html)
    assert not ContactSubmission.objects.exists()
    assert not MailMessage.objects.exists()


@pytest.mark.parametrize("sign", [b"\xed\xa0\x80", b"\xff\xfe"])
def test_a_broken_encoding_is_told_beside_the_field(reader: Client, page: ContactPage, sign: bytes) -> None:
    action, data = open_form(reader)
    body = f"twoj_e_mail=a%40example.org&temat=T&{TOKEN}={data[TOKEN]}&wiadomosc=ab".encode() + b"".join(b"%%%02X" % byte for byte in sign)
    answer = reader.post(action, body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 422
    assert "nie da się wpisać" in answer.content.decode().replace("\u00a0", " ")
    assert not ContactSubmission.objects.exists()


def test_a_lone_surrogate_is_refused_by_the_form_itself(page: ContactPage) -> None:
    form = page.get_form({"twoj_e_mail": "a@example.org", "temat": "T", "wiadomosc": "a\ud800b"}, page=page)
    assert not form.is_valid()
    assert list(form.errors) == ["wiadomosc"]


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "' OR 1=1; DROP TABLE home_contactpage; --", "{{ 7|add:7 }}", "zażółć 🌳"])
def test_markup_and_sql_are_ordinary_text(reader: Client, page: ContactPage, text: str) -> None:
    action, data = open_form(reader)
    shown = reader.post(action, {**data, "temat": "", "wiadomosc": text})
    assert "<script>alert(1)" not in shown.content.decode()
    assert reader.post(action, {**data, "wiadomosc": text}).status_code == 302
    assert ContactSubmission.objects.get().form_data["wiadomosc"] == text


def test_unknown_fields_are_ignored_and_of_a_repeated_one_the_last_counts(reader: Client, page: ContactPage) -> None:
    action, data = open_form(reader)
    assert reader.post(action, {**data, "temat": ["pierwszy", "drugi"], "nieznane": "x"}).status_code == 302
    kept = ContactSubmission.objects.get().form_data
    assert kept["temat"] == "drugi"
    assert "nieznane" not in kept


def test_the_address_of_the_form_leads_readers_to_the_page(reader: Client, page: ContactPage) -> None:
    action, _data = open_form(reader)
    assert reader.get(action).url == URL
    assert reader.put(action).status_code == 405
    assert reader.post("/pl/kontakt/wiadomosc/999999/", {}).status_code == 404
    page.unpublish()
    assert reader.post(action, {}).status_code == 404


def test_a_page_without_fields_still_takes_a_message(reader: Client, site_tree: SiteTree) -> None:
    page = ContactPageFactory(parent=site_tree.home)
    html = reader.get(URL).content.decode()
    answer = reader.post(f"/pl/kontakt/wiadomosc/{page.pk}/", {"e_mail": "a@example.org", "wiadomosc": "Halo", TOKEN: hidden(html, TOKEN)})
    assert answer.status_code == 302
    assert ContactSubmission.objects.get().form_data["wiadomosc"] == "Halo"


def test_without_any_address_the_message_is_stored_all_the_same(reader: Client, page: ContactPage) -> None:
    ContactPage.objects.filter(pk=page.pk).update(to_address="")
    action, data = open_form(reader)
    assert reader.post(action, data).status_code == 302
    assert ContactSubmission.objects.count() == 1
    assert not MailMessage.objects.exists()


def test_the_form_helps_the_browser_and_screen_readers(reader: Client, page: ContactPage) -> None:
    html = reader.get(URL).content.decode()
    assert 'autocomplete="email"' in html
    assert 'autocomplete="name"' in html
    assert html.count("nieobowiązkowe") == 1
    assert f'name="{HONEYPOT}" type="text" tabindex="-1"' in html


def test_the_page_takes_14_queries_at_most(reader: Client, page: ContactPage) -> None:
    reader.get(URL)
    with CaptureQueriesContext(connection) as captured:
        reader.get(URL)
    assert len(captured) <= 14


def test_only_who_may_change_the_page_reads_the_messages(reader: Client, page: ContactPage) -> None:
    action, data = open_form(reader)
    reader.post(action, data)
    address = f"/admin/forms/submissions/{page.pk}/"
    cio = Client()
    cio.force_login(User.objects.create_superuser("cio@example.org", "tajne-haslo-1"))
    assert "kiedy spotkanie?" in cio.get(address).content.decode()
    editor = User.objects.create_user("redaktor@example.org", "tajne-haslo-1")
    group = Group.objects.create(name="COP Słupsk: redakcja, próba")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    editor.groups.add(group)
    other = Client()
    other.force_login(editor)
    answer = other.get(address)
    assert answer.status_code in (302, 403)
    assert b"kiedy spotkanie?" not in answer.content


def test_the_preview_shows_the_form(page: ContactPage, rf: Any) -> None:
    answer = page.make_preview_request(preview_mode="form")
    answer.render()
    assert 'name="wiadomosc"' in answer.content.decode()
