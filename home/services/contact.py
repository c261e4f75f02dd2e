"""Keeping a message of the contact page: once, and not too many from one address.

The same text from the same visitor is one message and one mail, whichever showing of the form it came from: a double
press, "Back" and pressing again, a second tab. A keyed hash of page, address and answers is stored with the message
under a unique key; it changes with the day, and yesterday's is looked for too. A changed text is a message of its own.
"""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts import mail
from core import counting
from core.models import SiteSettings
from home.contact_form import ADDRESSEE
from home.querysets import Addressee, addressees

if TYPE_CHECKING:
    from django import forms

    from home.models import ContactPage, ContactSubmission

MAIL_KIND = "contact.message"
SALT = "home.contact"
SAME_TEXT_SECONDS = 24 * 3600
# More messages than this from one address within an hour come from a robot or by mistake.
MOST_PER_HOUR = 5
RATE_SECONDS = 3600


# --- The same text


def _fingerprints(page: ContactPage, form: forms.Form, request: HttpRequest) -> tuple[str, str]:
    """What this text from this visitor is stored under today, and what it was stored under yesterday."""
    today = int(time.time() // SAME_TEXT_SECONDS)
    answers = json.dumps(form.cleaned_data, sort_keys=True, default=str)
    first, second = (
        salted_hmac(SALT, "\n".join([str(page.pk), str(day), _address(request), answers]), algorithm="sha256").hexdigest()
        for day in (today, today - 1)
    )
    return first, second


# --- Rate


def _address(request: HttpRequest) -> str:
    """Addresses are personal data: none is kept but as a part of keyed hashes."""
    try:
        return str(get_adapter(request).get_client_ip(request))
    except PermissionDenied:
        return ""


def _rate_key(request: HttpRequest) -> str:
    return f"contact-rate:{salted_hmac(SALT, _address(request), algorithm='sha256').hexdigest()}"


# --- Storing


class TooMany(Exception):
    """As many messages as one address may send have come from this one within the hour."""


def receive(page: ContactPage, form: forms.Form, request: HttpRequest) -> ContactSubmission:
    """The message of a form that is right, stored with its mail. The same text again is the message that is stored already.

    Raises `TooMany`.
    """
    message = _find_same(page, form, request)
    if message is not None:
        return message
    if counting.one_more(_rate_key(request), RATE_SECONDS) > MOST_PER_HOUR:
        raise TooMany
    return store(page, form, request)


def _find_same(page: ContactPage, form: forms.Form, request: HttpRequest) -> ContactSubmission | None:
    """The message that this visitor has already sent with these answers."""
    found: ContactSubmission | None = page.get_submissions().filter(fingerprint__in=_fingerprints(page, form, request)).first()
    return found


def store(page: ContactPage, form: forms.Form, request: HttpRequest) -> ContactSubmission:
    """One message and its mail, in one transaction; the stored one where another request has just stored the same."""
    fingerprint, _yesterday = _fingerprints(page, form, request)
    messages = page.get_submission_class().objects
    try:
        with transaction.atomic():
            message = messages.create(form_data=form.cleaned_data, page=page, fingerprint=fingerprint)
            address = _addressee(form).email or page.to_address or SiteSettings.for_request(request).email
            if address:
                mail.send_ready(MAIL_KIND, subject=_subject(page, form), text=_letter(form), address=address)
    except IntegrityError:
        stored = messages.filter(fingerprint=fingerprint).first()
        if stored is None:  # not the same text twice, but something else: the page may have been deleted meanwhile
            raise
        return stored
    return message


def _addressee(form: forms.Form) -> Addressee:
    """The centre that was chosen; one without a name and an address where none was."""
    chosen = form.cleaned_data.get(ADDRESSEE)
    return next((centre for centre in addressees() if centre.slug == chosen), Addressee("", "", ""))


def _subject(page: ContactPage, form: forms.Form) -> str:
    topic = str(form.cleaned_data.get("temat") or "").strip()
    return f"{page.title}: {topic}" if topic else _("%(page)s: nowa wiadomość") % {"page": page.title}


def _letter(form: forms.Form) -> str:
    """The answers as paragraphs, each under its field's label."""
    said = []
    for field in form:
        value = form.cleaned_data.get(field.name)
        if value in (None, "", []):
            continue
        if field.name == ADDRESSEE:
            value = _addressee(form).name
        words = {True: _("tak"), False: _("nie")}.get(value, value) if isinstance(value, bool) else value
        said.append(f"{field.label}:\n{words}")
    return "\n\n".join(said)
