"""A person's own settings, one-press unsubscribing, and the page that sends a kept text again."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from accounts import expired
from accounts.expired import kept_post, login_required_keeping_post
from accounts.forms import MailSettingsForm, ProfileForm
from accounts.mail import preferences
from accounts.mail.kinds import get_kind
from accounts.models import MailMode, User


@never_cache
@login_required_keeping_post
def mail_settings(request: HttpRequest) -> HttpResponse:
    """The switches of all kinds of mail."""
    kept = kept_post(request)
    user = cast(User, request.user)
    form = MailSettingsForm(user, request.POST if request.method == "POST" else kept)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
        messages.success(request, _("Zapisaliśmy ustawienia e-maili."))
        return redirect("mail_settings")
    return _form_page(request, "accounts/mail_settings.html", form, kept)


@never_cache
@login_required_keeping_post
def profile(request: HttpRequest) -> HttpResponse:
    """The person's names."""
    kept = kept_post(request)
    form = ProfileForm(request.POST if request.method == "POST" else kept, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Zapisaliśmy Twoje dane."))
        return redirect("moje")
    return _form_page(request, "accounts/profile.html", form, kept)


def _form_page(request: HttpRequest, template: str, form: Any, kept: Any) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    return render(request, template, {"form": form, "kept": kept is not None and not hasattr(request, "refused")}, status=status)


@method_decorator([never_cache, csrf_exempt], name="dispatch")
class Unsubscribe(View):
    """Turns kinds of mail off with one press, without logging in.

    The link in the mail opens a page with a button, since mail programs and scanners open links by themselves. The same
    address takes the POST of RFC 8058 from mail programs. Who holds the signed token received the mail, so there is
    nothing that a CSRF token would add.
    """

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        found = preferences.read_token(token)
        if found is None:
            return self._page(request, "unknown", status=404)
        user, codes = found
        modes = preferences.modes_for(user)
        still = [code for code in codes if modes[code] != MailMode.OFF]
        return self._page(request, "ask" if still else "off", codes)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        found = preferences.read_token(token)
        if found is None:
            return self._page(request, "unknown", status=404)
        user, codes = found
        with transaction.atomic():
            for code in codes:
                preferences.choose(user, code, MailMode.OFF)
        return self._page(request, "off", codes)

    @staticmethod
    def _page(request: HttpRequest, state: str, codes: list[str] | None = None, status: int = 200) -> HttpResponse:
        context = {"state": state, "labels": [get_kind(code).label for code in codes or []]}
        response = render(request, "accounts/unsubscribe.html", context, status=status)
        # The address is a key: no other site may learn it.
        response["Referrer-Policy"] = "no-referrer"
        return response


@never_cache
def send_again(request: HttpRequest, key: str) -> HttpResponse:
    """In the admin, after logging in anew: what was posted without a session, ready to be sent with one press."""
    stored = expired.read_kept(request, key)
    if request.method == "POST" and stored is not None:
        expired.forget(request, key)
        return redirect(stored["path"])
    return render(request, "accounts/send_again.html", expired.sending_context(stored), status=200 if stored else 404)
