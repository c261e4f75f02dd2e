"""Receiving a message of the contact page: once, from people, with nothing they typed lost.

The form is posted to an address of its own that asks for no cookie. Instead of Django's CSRF cookie the form carries a
signed token made for it: it proves that the form is ours and not too old, and it is stored with the message under a
unique key, so a form sent twice makes one message and one mail. A form whose token has run out comes back with its text
and a new token.
"""

from __future__ import annotations

import logging
import secrets
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

    from home.models import ContactPage

logger = logging.getLogger(__name__)

MAIL_KIND = "contact.message"
SALT = "home.contact"
TOKEN_SECONDS = 24 * 3600
# More messages than this from one address within an hour come from a robot or by mistake.
MOST_PER_HOUR = 5
RATE_SECONDS = 3600
SENT = "wyslano"


# --- Tokens


def new_token(page: ContactPage) -> str:
    """A word for one showing of this page's form."""
    return signing.dumps([page.pk, secrets.token_urlsafe(24)], salt=SALT)


def read_token(page: ContactPage, token: str) -> str | None:
    """The unique part of a token that we made for this page within a day; None for any other."""
    try:
        page_id, unique = signing.loads(token, salt=SALT, max_age=TOKEN_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return unique if page_id == page.pk and isinstance(unique, str) else None


# --- Rate


def _rate_key(request: HttpRequest) -> str:
    """Addresses are personal data: only a keyed hash is kept, for an hour."""
    try:
        address = get_adapter(request).get_client_ip(request)
    except PermissionDenied:
        address = ""
    return f"contact-rate:{salted_hmac(SALT, address, algorithm='sha256').hexdigest()}"


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
    return _unstored(TemplateResponse(request, page.get_template(request), context, status=status))


def _unstored(response: HttpResponse) -> HttpResponse:
    # Each reader has a token of their own, so nobody's copy may be kept for another.
    response["Cache-Control"] = "no-store, private"
    return response


# --- Answering


def answer(page: ContactPage, request: HttpRequest) -> HttpResponse:
    """The page itself: the form, or the thanks after a message."""
    if request.method == "POST":
        return receive(page, request)
    if SENT in request.GET:
        return _unstored(TemplateResponse(request, page.landing_page_template, page.get_context(request)))
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
    thanks = HttpResponseRedirect(f"{page.get_url(request) or '/'}?{SENT}=1")
    form = page.get_form(request.POST, page=page)
    if request.POST.get(HONEYPOT):
        logger.info("contact: a message with the hidden field filled in was dropped")
        return thanks
    valid = form.is_valid()
    unique = read_token(page, request.POST.get(TOKEN, ""))
    if unique is None:
        problem = _(
            "Ta strona była otwarta bardzo długo i formularz stracił ważność. Nic nie przepadło: przejrzyj tekst i wyślij go teraz."
        )
        return _show(page, request, form, status=403, problem=problem)
    if page.get_submissions().filter(token=unique).exists():
        return thanks
    if not valid:
        return _show(page, request, form, status=422)
    if _too_many(request):
        problem = _(
            "Z Twojego adresu przyszło już kilka wiadomości. Twój tekst jest nadal w formularzu: wyślij go za godzinę albo napisz e-mail."
        )
        return _show(page, request, form, status=429, problem=problem)
    if store(page, form, unique, request):
        _count(request)
    return thanks


def store(page: ContactPage, form: forms.Form, unique: str, request: HttpRequest) -> bool:
    """One message and its mail, in one transaction; False when another request has just stored the same form."""
    try:
        with transaction.atomic():
            page.get_submission_class().objects.create(form_data=form.cleaned_data, page=page, token=unique)
            address = page.to_address or SiteSettings.for_request(request).email
            if address:
                mail.send_ready(MAIL_KIND, subject=_subject(page, form), text=_letter(form), address=address)
    except IntegrityError:
        return False
    return True


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
