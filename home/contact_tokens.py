"""Signed words of the contact form that travel through the browser instead of a cookie.

One proves that the form is ours and not too old; the other names a stored message, so that its sender is thanked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core import signing
from django.http import HttpRequest

if TYPE_CHECKING:
    from home.models import ContactPage, ContactSubmission

SALT = "home.contact"
SENT_SALT = "home.contact.sent"
TOKEN_SECONDS = 24 * 3600
THANKS_SECONDS = 3600
SENT = "wyslano"


def new_token(page: ContactPage) -> str:
    """A word for the form of this page, good for a day."""
    return signing.dumps(page.pk, salt=SALT)


def is_our_token(page: ContactPage, token: str) -> bool:
    """Whether we made this token for this page within a day."""
    try:
        return bool(signing.loads(token, salt=SALT, max_age=TOKEN_SECONDS) == page.pk)
    except (signing.BadSignature, ValueError, TypeError):
        return False


def sent_address(page: ContactPage, message: ContactSubmission, request: HttpRequest) -> str:
    """Where the sender of this message is thanked."""
    return f"{page.get_url(request) or '/'}?{SENT}={signing.dumps(message.pk, salt=SENT_SALT)}"


def was_sent(page: ContactPage, reference: str) -> bool:
    """Whether the reference is ours, fresh, and names a stored message of this page."""
    try:
        number = signing.loads(reference, salt=SENT_SALT, max_age=THANKS_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return False
    return page.get_submissions().filter(pk=number).exists()
