"""Receiving a message of the contact page: once, from people, with nothing they typed lost.

The form is posted to an address of its own that asks for no cookie. Instead of Django's CSRF cookie the form carries a
signed token: it proves that the form is ours and not too old. A form whose token has run out comes back with its text
and a new token.

The same text from the same visitor is one message and one mail, whichever showing of the form it came from: a double
press, "Back" and pressing again, a second tab. A keyed hash of page, address and answers is stored with the message
under a unique key; it changes with the day, and yesterday's is looked for too. A changed text is a message of its own.

After a message the browser is sent to the page with a signed reference to it: the thanks are shown for a stored message
only, for an hour, and hold when the page is loaded again.
"""

from __future__ import annotations

import json
import logging
import time
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import get_adapter
from django.core import signing
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts import mail
from core.models import SiteSettings
from home.contact_form import HONEYPOT, TOKEN

if TYPE_CHECKING:
    from django import forms

    from home.models import ContactPage, ContactSubmission

logger = logging.getLogger(__name__)

MAIL_KIND = "contact.message"
SALT = "home.contact"
SENT_SALT = "home.contact.sent"
TOKEN_SECONDS = SAME_TEXT_SECONDS = 24 * 3600
THANKS_SECONDS = 3600
# More messages than this from one address within an hour come from a robot or by mistake.
MOST_PER_HOUR = 5
RATE_SECONDS = 3600
SENT = "wyslano"


# --- Tokens


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


# --- The same text


def fingerprints(page: ContactPage, form: forms.Form, request: HttpRequest) -> tuple[str, str]:
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


def _too_many(request: HttpRequest) -> bool:
    return cache.get(_rate_key(request), 0) >= MOST_PER_HOUR


def _count(request: HttpRequest) -> None:
    key = _rate_key(request)
    if not cache.add(key, 1, RATE_SECONDS):
        try:
            cache.incr(key)
        except ValueError:  # it ran out in between
            cache.add(key, 1, RATE_SECONDS)


# --- Showing


def blank_form(page: ContactPage) -> dict[str, Any]:
    """What the page's template needs for a fresh form."""
    return _form_context(page, page.get_form(page=page))


def _form_context(page: ContactPage, form: forms.Form) -> dict[str, Any]:
    return {
        "form": form,
        "action": reverse("contact_message", args=[page.pk]),
        "token_name": TOKEN,
        "token": new_token(page),
        "honeypot": HONEYPOT,
    }


def _show(page: ContactPage, request: HttpRequest, form: forms.Form, *, status: int = 200, problem: str = "") -> HttpResponse:
    context = {**page.get_context(request), **_form_context(page, form), "problem": problem}
    return _kept_by_the_reader_only(TemplateResponse(request, page.get_template(request), context, status=status))


def _kept_by_the_reader_only(response: HttpResponse) -> HttpResponse:
    # No shared cache may keep what somebody typed. The reader's own browser may, for "Back" alone: with "no-store" it has
    # nothing to show of a form that was answered with errors (Chromium: ERR_CACHE_MISS), and of a sent one an empty copy.
    # Firefox takes "no-cache" for "no-store" here, so it is an age of nothing.
    response["Cache-Control"] = "private, max-age=0"
    return response


# --- Answering


def answer(page: ContactPage, request: HttpRequest) -> HttpResponse:
    """The page itself: the form, or the thanks after a message."""
    if request.method == "POST":
        return receive(page, request)
    if SENT in request.GET:
        if not was_sent(page, request.GET[SENT]):
            return HttpResponseRedirect(page.get_url(request) or "/")
        return _kept_by_the_reader_only(TemplateResponse(request, page.landing_page_template, page.get_context(request)))
    return _show(page, request, page.get_form(page=page))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def contact_message(request: HttpRequest, page_id: int) -> HttpResponse:
    """Where the form is posted to. Whoever opens this address comes to the page."""
    from home.models import ContactPage

    # By "id": for a number beyond the column's range Django finds nothing there, while the link "pk" would fail.
    page = ContactPage.objects.live().public().filter(id=page_id).select_related("locale").first()
    if page is None:
        raise Http404
    if request.method != "POST":
        return HttpResponseRedirect(page.get_url(request) or "/")
    return receive(page, request)


def receive(page: ContactPage, request: HttpRequest) -> HttpResponse:
    """Store the message and write the mail, or show the form again with what is wrong; what was typed stays."""
    form = page.get_form(request.POST, page=page)
    valid = form.is_valid()
    if request.POST.get(HONEYPOT):
        logger.info("contact: a message with the hidden field filled in was not taken")
        # A robot is not told which field it was; a person whose browser filled it in only has to press again.
        problem = _("Nie wysłaliśmy tej wiadomości, bo wygląda na wpisaną przez program. Przejrzyj tekst i wyślij go jeszcze raz.")
        return _show(page, request, form, status=422, problem=problem)
    if not is_our_token(page, request.POST.get(TOKEN, "")):
        problem = _(
            "Ta strona była otwarta bardzo długo i formularz stracił ważność. Nic nie przepadło: przejrzyj tekst i wyślij go teraz."
        )
        return _show(page, request, form, status=403, problem=problem)
    if not valid:
        return _show(page, request, form, status=422)
    message = find_same(page, form, request)
    if message is None and _too_many(request):
        problem = _(
            "Z Twojego adresu przyszło już kilka wiadomości. Twój tekst jest nadal w formularzu: wyślij go za godzinę albo napisz e-mail."
        )
        refused = _show(page, request, form, status=429, problem=problem)
        refused["Retry-After"] = str(RATE_SECONDS)
        return refused
    if message is None:
        message = store(page, form, request)
        _count(request)
    return HttpResponseRedirect(sent_address(page, message, request))


def find_same(page: ContactPage, form: forms.Form, request: HttpRequest) -> ContactSubmission | None:
    """The message that this visitor has already sent with these answers."""
    found: ContactSubmission | None = page.get_submissions().filter(fingerprint__in=fingerprints(page, form, request)).first()
    return found


def store(page: ContactPage, form: forms.Form, request: HttpRequest) -> ContactSubmission:
    """One message and its mail, in one transaction; the stored one where another request has just stored the same."""
    fingerprint, _yesterday = fingerprints(page, form, request)
    messages = page.get_submission_class().objects
    try:
        with transaction.atomic():
            message = messages.create(form_data=form.cleaned_data, page=page, fingerprint=fingerprint)
            address = page.to_address or SiteSettings.for_request(request).email
            if address:
                mail.send_ready(MAIL_KIND, subject=_subject(page, form), text=_letter(form), address=address)
    except IntegrityError:
        stored = messages.filter(fingerprint=fingerprint).first()
        if stored is None:  # not the same text twice, but something else: the page may have been deleted meanwhile
            raise
        return stored
    return message


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
        words = {True: _("tak"), False: _("nie")}.get(value, value) if isinstance(value, bool) else value
        said.append(f"{field.label}:\n{words}")
    return "\n\n".join(said)
