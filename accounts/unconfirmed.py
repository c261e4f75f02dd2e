"""An address that waits to be confirmed: what this browser typed, why it sees the page about it, and another mail.

The page says the same of every address, whether it has an account, a confirmed one, or none: only a mail tells more.
"""

from __future__ import annotations

from dataclasses import dataclass

from allauth.account.internal.flows.email_verification import consume_email_verification_rate_limit
from allauth.account.models import EmailAddress
from django.http import HttpRequest

SESSION_KEY = "unconfirmed_address"


@dataclass(frozen=True)
class Waiting:
    """What this browser typed last: the address, and whether the right password did not let in with it."""

    email: str = ""
    login: bool = False


def remember(request: HttpRequest, email: str, *, login: bool) -> None:
    """Keep the typed address for the page that follows."""
    request.session[SESSION_KEY] = {"email": email, "login": login}


def waiting(request: HttpRequest) -> Waiting:
    """The address of this browser; empty for whoever just opens the page."""
    return Waiting(**request.session.get(SESSION_KEY, {}))


def send_again(request: HttpRequest, email: str) -> None:
    """Another mail with a link, where an account waits for it; one in three minutes, the others are skipped in silence."""
    address = EmailAddress.objects.filter(email__iexact=email, verified=False, user__is_active=True).select_related("user").first()
    # allauth's own way of sending leaves a message for the page, which would tell who has an account.
    if address is not None and consume_email_verification_rate_limit(request, address.email):
        address.send_confirmation(request, signup=True)
