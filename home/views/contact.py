"""The contact page: the form is shown, read, and answered with nothing lost that was typed.

The form is posted to an address of its own that asks for no cookie. Instead of Django's CSRF cookie the form carries a
signed token: it proves that the form is ours and not too old. A form whose token has run out comes back with its text
and a new token.

After a message the browser is sent to the page with a signed reference to it: the thanks are shown for a stored message
only, for an hour, and hold when the page is loaded again.
"""

from __future__ import annotations

import logging
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from home.contact_form import ADDRESSEE, HONEYPOT, TOKEN
from home.contact_tokens import SENT, is_our_token, new_token, sent_address, was_sent
from home.models import ContactPage
from home.services import contact

logger = logging.getLogger(__name__)


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


def _show(
    page: ContactPage, request: HttpRequest, form: forms.Form, *, status: int = 200, problem: str = "", unknown: str = ""
) -> HttpResponse:
    context = {**page.get_context(request), **_form_context(page, form), "problem": problem, "unknown": unknown}
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
    form = page.get_form(page=page)
    return _show(page, request, form, unknown=_choose_centre(form, request.GET.get(ADDRESSEE, "")))


def _choose_centre(form: forms.Form, asked: str) -> str:
    """Offer the form with the centre that the address names. What names none is told in a sentence, which this gives."""
    field = form.fields.get(ADDRESSEE)
    if not asked or not isinstance(field, forms.ChoiceField):
        return ""
    if field.valid_value(asked):
        form.initial[ADDRESSEE] = asked
        return ""
    return _("Nie znamy centrum z tego adresu. Wybierz je z listy.")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def contact_message(request: HttpRequest, page_id: int) -> HttpResponse:
    """Where the form is posted to. Whoever opens this address comes to the page."""
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
    try:
        message = contact.receive(page, form, request)
    except contact.TooMany:
        problem = _(
            "Z Twojego adresu przyszło już kilka wiadomości. Twój tekst jest nadal w formularzu: wyślij go za godzinę albo napisz e-mail."
        )
        refused = _show(page, request, form, status=429, problem=problem)
        refused["Retry-After"] = str(contact.RATE_SECONDS)
        return refused
    return HttpResponseRedirect(sent_address(page, message, request))
