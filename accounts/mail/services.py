"""Writing mails down, gathering digests, and sending what was written.

A mail is a `MailMessage` and an outbox entry, both in the caller's transaction. The handler sends and then records
`sent_at` on the message. Recorded means never again; a worker killed between sending and recording makes the next one
send the same mail once more, with the Message-ID that stands in the row, so that mail programs show it once.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.mail import attachments, preferences, rendering
from accounts.mail.kinds import MailKind, get_kind, kinds
from accounts.models import MailMessage, MailMode, User
from core import outbox

if TYPE_CHECKING:
    from core.outbox.models import OutboxEntry

logger = logging.getLogger(__name__)

OUTBOX_KIND = "mail.send"
DIGEST = "mail.digest"
KEEP = timedelta(days=365)


def notify(
    kind_code: str,
    recipient: User,
    *,
    context: dict[str, Any],
    template: str | None = None,
    dedupe: str | None = None,
    attachment: dict[str, Any] | None = None,
) -> MailMessage | None:
    """Write a mail to this person, as they want this kind: at once, in the next daily digest, or not at all (None).

    Part of the caller's transaction: rolled back, nobody is written to. `context` must be JSON (names ending with `url`
    hold paths or full addresses). With `dedupe` the same person gets a mail of this kind and this word once; a second
    call gives None. `attachment` names a registered builder (`accounts.mail.attachments`) and what it needs, in JSON.
    """
    kind = get_kind(kind_code)
    mode = preferences.mode_for(recipient, kind_code)
    if mode == MailMode.OFF or not recipient.is_active:
        return None
    if attachment is not None:
        context = {**context, attachments.KEY: attachments.checked(attachment)}
    return _write(
        kind,
        recipient=recipient,
        mode=mode,
        template=template or kind_code.replace(".", "/"),
        context=rendering.clean_all(context),
        dedupe=dedupe or "",
    )


def send_ready(
    kind_code: str,
    *,
    subject: str,
    text: str,
    recipient: User | None = None,
    address: str = "",
    dedupe: str | None = None,
    language: str = "pl",
) -> MailMessage | None:
    """Write a mail whose text is ready, to a person or to a bare address (one of them; an address wins)."""
    kind = get_kind(kind_code)
    mode = MailMode.NOW if recipient is None else preferences.mode_for(recipient, kind_code)
    if mode == MailMode.OFF or (recipient is not None and not recipient.is_active and not kind.security):
        return None
    return _write(
        kind,
        recipient=recipient,
        address=address,
        mode=mode,
        subject=rendering.one_line(subject),
        text=rendering.clean(text),
        dedupe=dedupe or "",
        language=language,
    )


def _write(kind: MailKind, *, recipient: User | None, dedupe: str, mode: str, **fields: Any) -> MailMessage | None:
    with transaction.atomic():
        if dedupe:
            message, created = MailMessage.objects.get_or_create(
                kind=kind.code, recipient=recipient, dedupe=dedupe, defaults={"mode": mode, **fields}
            )
            if not created:
                return None
        else:
            message = MailMessage.objects.create(kind=kind.code, recipient=recipient, mode=mode, **fields)
        if mode == MailMode.NOW:
            outbox.enqueue(OUTBOX_KIND, {"message": message.pk})
    return message


# --- Digests


def collect_digests() -> int:
    """Gather each person's waiting mails into one and hand it to the outbox; returns how many letters that makes."""
    waiting = MailMessage.objects.filter(mode=MailMode.DAILY, digest=None, sent_at=None, dropped_at=None)
    letters = 0
    for user in User.objects.filter(pk__in=waiting.values("recipient")).iterator():
        modes = preferences.modes_for(user)
        unwanted = list(modes) if not user.is_active else [code for code, mode in modes.items() if mode == MailMode.OFF]
        with transaction.atomic():
            mine = waiting.filter(recipient=user)
            mine.filter(kind__in=unwanted).update(dropped_at=timezone.now(), context={}, text="")
            digest = MailMessage.objects.create(kind=DIGEST, recipient=user)
            if mine.update(digest=digest):
                outbox.enqueue(OUTBOX_KIND, {"message": digest.pk})
                letters += 1
            else:
                digest.delete()
    return letters


# --- Sending (the outbox's handler)


def send(entry: OutboxEntry) -> None:
    """Send one mail and record it, unless it is recorded already or nobody wants it any more."""
    message = MailMessage.objects.select_related("recipient").filter(pk=entry.payload["message"]).first()
    if message is None or message.sent_at or message.dropped_at:
        return
    with override(message.language):
        email = build(message)
    if email is None:
        _close(message, dropped_at=timezone.now())
        return
    email.send()
    _close(message, sent_at=timezone.now())


def _close(message: MailMessage, **moment: Any) -> None:
    """Record what became of the mail and its parts, and forget their texts."""
    forgotten = {"context": {}, "text": ""}
    with transaction.atomic():
        MailMessage.objects.filter(pk=message.pk).update(**moment, **forgotten)
        message.parts.filter(sent_at=None, dropped_at=None).update(**moment, **forgotten)


def _letter(message: MailMessage) -> rendering.Letter:
    if message.template:
        return rendering.render_letter(message.template, message.context, message.recipient)
    return rendering.Letter(rendering.one_line(message.subject), rendering.paragraphs_of(message.text))


def _digest_letter(parts: list[MailMessage]) -> rendering.Letter:
    letters = []
    for part in parts:
        try:
            letters.append(_letter(part))
        except Exception:
            # One broken template must not keep the rest of the day's news from the person.
            logger.exception("mail: part %s of a digest cannot be rendered", part)
    day = date_format(timezone.localtime(), "j E Y")
    paragraphs = [_("Oto wiadomości z portalu z ostatniego dnia.")]
    for number, letter in enumerate(letters, start=1):
        paragraphs += [f"{number}. {letter.subject}", *letter.paragraphs]
    return rendering.Letter(_("Podsumowanie dnia z portalu, %(day)s") % {"day": day}, paragraphs)


def build(message: MailMessage) -> EmailMultiAlternatives | None:
    """The mail as it will be sent; None when it must not be sent any more."""
    recipient = message.recipient
    if message.kind == DIGEST:
        parts = list(message.parts.filter(sent_at=None, dropped_at=None))
        codes = sorted({part.kind for part in parts if part.kind in kinds})
        security = False
    else:
        codes, parts, security = [message.kind], [], get_kind(message.kind).security
    if recipient is not None and not security:
        modes = preferences.modes_for(recipient)
        codes = [code for code in codes if modes[code] != MailMode.OFF]
        if not codes or not recipient.is_active:
            return None
        parts = [part for part in parts if part.kind in codes]
    letter = _digest_letter(parts) if message.kind == DIGEST else _letter(message)
    headers = {"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"}
    unsubscribe_url = settings_url = ""
    if recipient is not None and not security:
        unsubscribe_url = rendering.absolute(preferences.unsubscribe_path(recipient, codes))
        headers["List-Unsubscribe"] = f"<{unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    if recipient is not None:
        settings_url = rendering.absolute(preferences.settings_path())
    footer = rendering.footer_for([str(kinds[code].why) for code in codes], unsubscribe_url, settings_url)
    address = message.address or (recipient.email if recipient is not None else "")
    text = "\n\n".join([letter.text, "-- ", *footer]) + "\n"
    email = EmailMultiAlternatives(letter.subject, text, settings.DEFAULT_FROM_EMAIL, [address], headers=headers)
    email.attach_alternative(rendering.render_html(letter, footer), "text/html")
    for part in parts if message.kind == DIGEST else [message]:
        attached = attachments.of(part, address)
        if attached is not None:
            email.attach(attached.as_mime())
    return email


def prune() -> int:
    """Delete the records of mails older than a year."""
    old = MailMessage.objects.filter(created__lt=timezone.now() - KEEP).exclude(sent_at=None, dropped_at=None)
    deleted, _by_model = old.delete()
    return deleted
