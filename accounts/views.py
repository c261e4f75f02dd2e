"""A person's own settings, one-press unsubscribing, and the page that sends a kept text again."""

from __future__ import annotations

from typing import Any, cast

from allauth.decorators import rate_limit
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import FormView, View

from accounts import expired, services, unconfirmed
from accounts.expired import kept_post, login_required_keeping_post
from accounts.forms import CloseAccountForm, MailSettingsForm, ProfileForm, SendConfirmationForm
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


@never_cache
@login_required
@rate_limit(action="reauthenticate")
def close_account(request: HttpRequest) -> HttpResponse:
    """Deleting one's own account, after the password."""
    user = cast(User, request.user)
    form = CloseAccountForm(user, request.POST if request.method == "POST" else None)
    last = False
    if request.method == "POST" and form.is_valid():
        try:
            services.close_account(user)
        except services.LastAdministratorError:
            last = True
        else:
            logout(request)
            return redirect("account_closed")
    context = {"form": form, "last": last, "alone": services.represented_alone(user)}
    return render(request, "accounts/close.html", context, status=422 if request.method == "POST" else 200)


@never_cache
def account_closed(request: HttpRequest) -> HttpResponse:
    """What follows the deletion."""
    return render(request, "accounts/closed.html")


@method_decorator([never_cache, rate_limit(action="signup")], name="dispatch")
class ConfirmationSent(FormView):
    """After registering, and after a log-in with an address that is not confirmed: what to do, and another mail on demand."""

    template_name = "account/verification_sent.html"
    form_class = SendConfirmationForm
    success_url = reverse_lazy("account_email_verification_sent")

    def get_initial(self) -> dict[str, Any]:
        return {"email": unconfirmed.waiting(self.request).email}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(waiting=unconfirmed.waiting(self.request), **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        email = form.cleaned_data["email"]
        with transaction.atomic():
            unconfirmed.send_again(self.request, email)
        unconfirmed.remember(self.request, email, login=False)
        messages.success(self.request, _("Jeśli na ten adres czeka konto do potwierdzenia, list z linkiem jest w drodze."))
        return super().form_valid(form)

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


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
    stored, anothers = expired.read_kept(request, key)
    if request.method == "POST" and stored is not None:
        expired.forget(request, key)
        return redirect(stored["path"])
    context = {**expired.sending_context(stored), "anothers": anothers}
    return render(request, "accounts/send_again.html", context, status=200 if stored else 404)
