"""The mail engine: when a mail goes out, that it goes out once, and what stands in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts import mail
from accounts.mail import MailKind, kinds, preferences, services
from accounts.models import MailMessage, MailMode, User
from core import outbox
from core.models import OutboxEntry

pytestmark = pytest.mark.django_db


def notify(user: User, title: str = "Zebranie", **fields: object) -> MailMessage | None:
    return mail.notify("test.news", user, context={"title": title, "url": "/pl/nowina/"}, **fields)  # type: ignore[arg-type]


class Killed(BaseException):
    """The worker's process ends here; nothing after it runs."""


def expire_leases() -> None:
    OutboxEntry.objects.filter(done_at=None).update(claimed_until=timezone.now() - timedelta(seconds=1), available_at=timezone.now())


# --- When


def test_a_mail_is_sent_after_the_commit_and_says_what_and_why(person: User, kind: MailKind, mailoutbox: list) -> None:
    assert notify(person)
    assert mailoutbox == [], "the request only writes it down"
    outbox.drain()
    (letter,) = mailoutbox
    assert letter.to == ["ala@example.org"]
    assert letter.subject == "Nowina: Zebranie"
    assert "Dzień dobry, Ala." in letter.body
    assert "Zobacz: http://testserver/pl/nowina/" in letter.body
    assert "Piszemy do Ciebie, bo testujesz portal." in letter.body
    assert "http://testserver/pl/moje/e-maile/" in letter.body
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = letter.extra_headers["List-Unsubscribe"].strip("<>")
    assert address.startswith("http://testserver/pl/moje/e-maile/wypisz/")
    assert address in letter.body


def test_rolled_back_means_nobody_is_written_to(person: User, kind: MailKind, mailoutbox: list) -> None:
    with transaction.atomic():
        notify(person)
        transaction.set_rollback(True)
    outbox.drain()
    assert mailoutbox == []
    assert not MailMessage.objects.exists()


def test_off_and_inactive_get_nothing(person: User, kind: MailKind, mailoutbox: list) -> None:
    preferences.choose(person, kind.code, "off")
    assert notify(person) is None
    preferences.choose(person, kind.code, "now")
    person.is_active = False
    person.save()
    assert notify(person) is None
    outbox.drain()
    assert mailoutbox == []


def test_turned_off_after_it_was_written_means_not_sent(person: User, kind: MailKind, mailoutbox: list) -> None:
    message = notify(person)
    preferences.choose(person, kind.code, "off")
    outbox.drain()
    assert mailoutbox == []
    message.refresh_from_db()  # type: ignore[union-attr]
    assert message.dropped_at  # type: ignore[union-attr]


def test_the_kinds_default_holds_until_the_person_chooses(
    person: User, kind: MailKind, monkeypatch: pytest.MonkeyPatch, mailoutbox: list
) -> None:
    monkeypatch.setitem(kinds.kinds, kind.code, MailKind(kind.code, kind.label, kind.why, default_mode="off"))
    assert notify(person) is None
    preferences.choose(person, kind.code, "now")
    assert notify(person)


def test_security_mails_come_always(person: User, mailoutbox: list) -> None:
    with pytest.raises(ValueError, match="cannot be turned off"):
        preferences.choose(person, "account.security", "off")
    person.mail_preferences.create(kind="account.security", mode="off")
    mail.send_ready("account.security", subject="Hasło", text="Zmienione", recipient=person)
    outbox.drain()
    (letter,) = mailoutbox
    assert "List-Unsubscribe" not in letter.extra_headers
    assert preferences.read_token(preferences.unsubscribe_path(person, ["account.security"]).split("/")[-2]) is None


def test_the_same_thing_is_told_once(person: User, kind: MailKind, mailoutbox: list) -> None:
    other = User.objects.create_user("ola@example.org")
    assert notify(person, dedupe="page:1")
    assert notify(person, dedupe="page:1") is None
    assert notify(person, dedupe="page:2")
    assert notify(other, dedupe="page:1")
    outbox.drain()
    assert len(mailoutbox) == 3


def test_an_unknown_kind_is_a_programming_error(person: User) -> None:
    with pytest.raises(LookupError, match=r"test\.nothing"):
        mail.notify("test.nothing", person, context={})


# --- Once


def test_killed_between_sending_and_recording_the_repeat_has_the_same_message_id(
    person: User, kind: MailKind, mailoutbox: list, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = notify(person)
    with monkeypatch.context() as patch:

        def die(*_args: object, **_fields: object) -> None:
            raise Killed

        patch.setattr(services, "_close", die)
        with pytest.raises(Killed):
            outbox.drain()
    assert len(mailoutbox) == 1
    expire_leases()
    outbox.drain()
    assert len(mailoutbox) == 2
    ids = [letter.message()["Message-ID"] for letter in mailoutbox]
    assert ids == [message.message_id] * 2  # type: ignore[union-attr]
    expire_leases()
    outbox.drain()
    assert len(mailoutbox) == 2


def test_recorded_as_sent_is_never_sent_again(person: User, kind: MailKind, mailoutbox: list, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed after recording the mail, before the outbox entry is finished: the entry comes again, the mail does not."""
    notify(person)
    with monkeypatch.context() as patch:

        def die(*_args: object, **_fields: object) -> None:
            raise Killed

        patch.setattr(outbox.queue, "_finish", die)
        with pytest.raises(Killed):
            outbox.drain()
    assert len(mailoutbox) == 1
    expire_leases()
    assert outbox.drain() == 1, "the entry itself is taken again"
    assert len(mailoutbox) == 1
    assert OutboxEntry.objects.filter(done_at=None).count() == 0


def test_different_mails_have_different_message_ids(person: User, kind: MailKind, mailoutbox: list) -> None:
    notify(person)
    notify(person)
    outbox.drain()
    assert len({letter.message()["Message-ID"] for letter in mailoutbox}) == 2


def test_a_mail_server_that_is_down_is_tried_again(person: User, kind: MailKind, mailoutbox: list, monkeypatch: pytest.MonkeyPatch) -> None:
    message = notify(person)
    with monkeypatch.context() as patch:

        def refuse(*_args: object, **_fields: object) -> None:
            raise ConnectionRefusedError

        patch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
        outbox.drain()
    message.refresh_from_db()  # type: ignore[union-attr]
    assert message.sent_at is None  # type: ignore[union-attr]
    expire_leases()
    outbox.drain()
    assert len(mailoutbox) == 1


def test_the_text_is_forgotten_after_sending(person: User, kind: MailKind, mailoutbox: list) -> None:
    mail.send_ready("account.security", subject="Hasło", text="link z sekretem", recipient=person)
    notify(person, title="tajne")
    outbox.drain()
    assert len(mailoutbox) == 2
    for message in MailMessage.objects.all():
        assert message.sent_at
        assert (message.text, message.context) == ("", {})


def test_old_records_are_pruned(person: User, kind: MailKind, mailoutbox: list) -> None:
    sent, waiting = notify(person), notify(person)
    long_ago = timezone.now() - timedelta(days=366)
    MailMessage.objects.update(created=long_ago)
    MailMessage.objects.filter(pk=sent.pk).update(sent_at=long_ago)  # type: ignore[union-attr]
    services.prune()
    assert [message.pk for message in MailMessage.objects.all()] == [waiting.pk]  # type: ignore[union-attr]


# --- What stands in it


def test_what_people_wrote_is_text_in_both_parts(person: User, kind: MailKind, mailoutbox: list) -> None:
    notify(person, title='<script>alert(1)</script> & "Ala" \x00\x1b')
    outbox.drain()
    (letter,) = mailoutbox
    html = letter.alternatives[0][0]
    assert '<script>alert(1)</script> & "Ala"' in letter.body
    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp;" in html
    assert "\x00" not in letter.body + html + letter.subject
    assert '<a href="http://testserver/pl/nowina/">' in html
    assert letter.message().as_bytes()


def test_a_title_cannot_add_headers_or_recipients(person: User, kind: MailKind, mailoutbox: list) -> None:
    notify(person, title="Zebranie\r\nBcc: obcy@example.org\r\n\r\ntreść")
    outbox.drain()
    (letter,) = mailoutbox
    assert letter.recipients() == ["ala@example.org"]
    assert "\n" not in letter.subject
    assert "Bcc" not in letter.message()


def test_a_very_long_title_gives_a_short_subject(person: User, kind: MailKind, mailoutbox: list) -> None:
    notify(person, title="słowo " * 2000)
    mail.send_ready("account.security", subject="x" * 10_000, text="t", recipient=person)
    outbox.drain()
    assert [len(letter.subject) <= 180 for letter in mailoutbox] == [True, True]


def test_a_mail_to_a_bare_address(mailoutbox: list) -> None:
    mail.send_ready("account.security", subject="Witaj", text="Akapit pierwszy\n\nhttp://testserver/x", address="nowa@example.org")
    outbox.drain()
    (letter,) = mailoutbox
    assert letter.to == ["nowa@example.org"]
    assert "e-maile" not in letter.extra_headers.get("List-Unsubscribe", "")


# --- The daily digest


def test_daily_mails_come_as_one(person: User, kind: MailKind, mailoutbox: list) -> None:
    preferences.choose(person, kind.code, "daily")
    notify(person, title="Pierwsza")
    notify(person, title="Druga <b>")
    outbox.drain()
    assert mailoutbox == []
    assert services.collect_digests() == 1
    assert services.collect_digests() == 0
    outbox.drain()
    (letter,) = mailoutbox
    assert "1. Nowina: Pierwsza" in letter.body
    assert "2. Nowina: Druga <b>" in letter.body
    assert "Druga &lt;b&gt;" in letter.alternatives[0][0]
    assert "bo testujesz portal" in letter.body
    assert MailMessage.objects.filter(sent_at=None).count() == 0
    # One press turns off what the digest brings.
    token = letter.extra_headers["List-Unsubscribe"].strip("<>").split("/")[-2]
    assert preferences.read_token(token) == (person, [kind.code])


def test_a_digest_leaves_out_what_was_turned_off_since(person: User, kind: MailKind, mailoutbox: list) -> None:
    preferences.choose(person, kind.code, "daily")
    notify(person)
    preferences.choose(person, kind.code, "off")
    assert services.collect_digests() == 0
    # Turned off after the digest was gathered, before it was sent.
    preferences.choose(person, kind.code, "daily")
    notify(person)
    assert services.collect_digests() == 1
    preferences.choose(person, kind.code, "off")
    outbox.drain()
    assert mailoutbox == []
    assert MailMessage.objects.filter(sent_at=None, dropped_at=None).count() == 0


def test_a_broken_part_does_not_hold_up_the_digest(
    person: User, kind: MailKind, letters: Callable[[str, str], None], mailoutbox: list
) -> None:
    preferences.choose(person, kind.code, "daily")
    letters("test/broken", "{% nonsense %}")
    notify(person, template="test/broken")
    notify(person, title="Dobra")
    services.collect_digests()
    outbox.drain()
    (letter,) = mailoutbox
    assert "Nowina: Dobra" in letter.body


def test_a_killed_digest_is_repeated_with_the_same_message_id(
    person: User, kind: MailKind, mailoutbox: list, monkeypatch: pytest.MonkeyPatch
) -> None:
    preferences.choose(person, kind.code, "daily")
    notify(person)
    services.collect_digests()
    with monkeypatch.context() as patch:

        def die(*_args: object, **_fields: object) -> None:
            raise Killed

        patch.setattr(services, "_close", die)
        with pytest.raises(Killed):
            outbox.drain()
    expire_leases()
    outbox.drain()
    assert len({letter.message()["Message-ID"] for letter in mailoutbox}) == 1
    assert [letter.body.count("1. Nowina: Zebranie") for letter in mailoutbox] == [1, 1]


# --- Unsubscribing


def unsubscribe_address(letter: object) -> str:
    return letter.extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://testserver")  # type: ignore[attr-defined]


@pytest.fixture
def address(person: User, kind: MailKind, mailoutbox: list) -> str:
    notify(person)
    outbox.drain()
    return unsubscribe_address(mailoutbox[0])


def test_opening_the_link_changes_nothing_pressing_does(address: str, person: User, kind: MailKind) -> None:
    # A stranger's browser: no log-in, no cookies, CSRF checks on.
    client = Client(enforce_csrf_checks=True)
    page = client.get(address)
    assert page.status_code == 200
    assert "Nowiny próbne" in page.content.decode()
    assert page.cookies == {}
    assert preferences.mode_for(person, kind.code) == MailMode.NOW
    answer = client.post(address)
    assert answer.status_code == 200
    assert preferences.mode_for(person, kind.code) == MailMode.OFF
    assert "są wyłączone" in client.get(address).content.decode()
    assert notify(person) is None


def test_a_mail_programs_own_post_works(address: str, person: User, kind: MailKind) -> None:
    answer = Client(enforce_csrf_checks=True).post(address, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert preferences.mode_for(person, kind.code) == MailMode.OFF


@pytest.mark.parametrize("token", ["x", "WzFd:1:xx", "a" * 5000, "%00", "%ED%A0%80", "..%2F..", "<script>"])
def test_a_made_up_token_does_nothing(client: Client, person: User, kind: MailKind, token: str) -> None:
    for answer in (client.get(f"/pl/moje/e-maile/wypisz/{token}/"), client.post(f"/pl/moje/e-maile/wypisz/{token}/")):
        assert 400 <= answer.status_code < 500
        assert b"<script>alert" not in answer.content
    assert preferences.mode_for(person, kind.code) == MailMode.NOW
