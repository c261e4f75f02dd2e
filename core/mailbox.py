"""The demo's post office: mails are kept as files, and a page shows them."""

from __future__ import annotations

import email
import email.policy
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage as ParsedMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import urlize
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache

logger = logging.getLogger(__name__)

SHOWN = 100


def _folder() -> Path:
    """Where the mails lie; only the demo has such a place."""
    return Path(getattr(settings, "DEMO_MAILBOX", settings.VAR / "mail"))


class DemoMailbox(BaseEmailBackend):
    """Writes each mail to a file of its own in the folder `DEMO_MAILBOX`, and the subject to the console."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = _folder()
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            # The name sorts by time; writing under another name first means that no page reads half a mail.
            name = f"{timezone.now():%Y%m%dT%H%M%S%f}-{uuid4().hex[:8]}"
            unfinished = folder / f"{name}.part"
            unfinished.write_bytes(message.message().as_bytes())
            unfinished.rename(folder / f"{name}.eml")
            logger.info("mail to %s: %s", ", ".join(message.to), message.subject)
        return len(email_messages)


@dataclass(frozen=True)
class ShownMail:
    """One mail as the page shows it."""

    subject: str
    to: str
    sent: datetime
    text: SafeString


def _sent(written: str | None) -> datetime:
    """When the mail was sent. Django writes "-0000", the time of nowhere, which Python reads as a time without a zone."""
    moment = parsedate_to_datetime(written) if written else timezone.now()
    return moment if timezone.is_aware(moment) else moment.replace(tzinfo=UTC)


def _mails() -> Iterator[ShownMail]:
    """The latest mails, newest first."""
    for path in sorted(_folder().glob("*.eml"), reverse=True)[:SHOWN]:
        message = email.message_from_bytes(path.read_bytes(), _class=ParsedMessage, policy=email.policy.default)
        body = message.get_body(("plain",))
        text = body.get_content() if body is not None else ""
        yield ShownMail(
            subject=str(message["Subject"] or ""),
            to=str(message["To"] or ""),
            sent=_sent(message["Date"]),
            text=SafeString(urlize(text, autoescape=True)),
        )


@never_cache
def mailbox(request: HttpRequest) -> HttpResponse:
    """What the demo has sent. The address exists in the demo only."""
    return render(request, "core/mailbox.html", {"mails": list(_mails())})
