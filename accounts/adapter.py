"""How allauth behaves here: its mails go through our outbox, its addresses are the portal's."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlsplit

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.utils import filter_users_by_email
from allauth.core.internal import ratelimit
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template import TemplateDoesNotExist
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts import mail, unconfirmed
from accounts.mail import rendering
from accounts.models import User

KIND = "account.security"


class PortalAccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("Adres e-mail albo hasło się nie zgadza. Sprawdź oba i spróbuj jeszcze raz."),
        "too_many_login_attempts": _("Za dużo nieudanych prób. Odczekaj kilka minut i spróbuj jeszcze raz."),
        "incorrect_password": _("To nie jest Twoje hasło."),
        "enter_current_password": _("To nie jest Twoje obecne hasło."),
        "same_as_current": _("To jest Twój obecny adres. Wpisz inny."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Hand a mail of allauth to the outbox. The text is made now: it holds links that only this request knows."""
        name = "account/" + template_prefix.rpartition("/")[2]
        user = context.get("user")
        recipient = user if isinstance(user, User) and user.pk else None
        context = {**context, "password_reset_url": context.get("password_reset_url") or reverse("account_reset_password")}
        context["contact_url"] = f"/{get_language() or 'pl'}/kontakt/"
        # allauth builds addresses from the request's Host; in a mail only the portal's own may stand.
        values = {key: _own_address(value) if key.endswith("_url") else value for key, value in context.items()}
        try:
            letter = rendering.render_letter(name, {**values, "email": email}, recipient)
            subject, text = letter.subject, letter.text
        except TemplateDoesNotExist:
            rendered = self.render_mail(template_prefix, email, {**values, "email": email, "request": self.request})
            subject, text = str(rendered.subject), str(rendered.body)
        mail.send_ready(KIND, subject=subject, text=text, recipient=recipient, address=email, language=get_language() or "pl")

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation: Any, signup: bool) -> None:
        """allauth's; but an address that is another account's gets no link, which could never work."""
        address = emailconfirmation.email_address
        others = [user for user in filter_users_by_email(address.email, prefer_verified=True) if user.pk != address.user_id]
        if others and not signup:
            self.send_account_already_exists_mail(address.email)
        else:
            super().send_confirmation_mail(request, emailconfirmation, signup)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Wrong passwords count for the address as typed from one place: nobody locks somebody else out."""
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{ratelimit.get_ip(request)}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """allauth's, and a much higher limit for the address from all places together, against many computers at once."""
        super().pre_authenticate(request, **credentials)
        key = super()._get_login_attempts_cache_key(request, **credentials)
        everywhere = ratelimit.consume(request, app="allauth.account", action="login_failed_everywhere", key=key)
        if everywhere is None:
            self._rollback_login_failed_rl_usage()
            raise self.validation_error("too_many_login_attempts")
        if self._login_failed_rl_usage is not None:  # a right password takes both back
            self._login_failed_rl_usage.usage += everywhere.usage

    def respond_email_verification_sent(self, request: HttpRequest, user: Any) -> HttpResponseBase:
        """The page that says what to do. After a log-in it says also why: the password was right, and still nobody came in."""
        if user is not None and request.resolver_match and request.resolver_match.url_name == "account_login":
            unconfirmed.remember(request, user.email, login=True)
        return super().respond_email_verification_sent(request, user)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who has just logged in is not asked for the password again: allauth counts only what was typed a second time."""
        if not super().is_reauthentication_required(app=app, **kwargs):
            return False
        records = get_authentication_records(self.request, self.request.user)
        return not any(time.time() - record.get("at", 0) < app_settings.REAUTHENTICATION_TIMEOUT for record in records)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("moje")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """The home page in the language that the person reads: "/" would ask the browser which one."""
        return f"/{get_language() or 'pl'}/"


def _own_address(url: Any) -> Any:
    if not isinstance(url, str):
        return url
    parts = urlsplit(url)
    return rendering.absolute(parts.path + (f"?{parts.query}" if parts.query else ""))
