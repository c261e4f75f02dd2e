"""What the account templates need from Python."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import expired

register = template.Library()

# The pages of an account by the name of their address, as "Moje" calls them. allauth's own templates say no title.
PAGES = {
    "moje": gettext_lazy("Moje"),
    "profile": gettext_lazy("Moje dane"),
    "mail_settings": gettext_lazy("E-maile z portalu"),
    "account_email": gettext_lazy("Adres e-mail"),
    "account_change_password": gettext_lazy("Hasło"),
    "account_set_password": gettext_lazy("Hasło"),
    "mfa_index": gettext_lazy("Logowanie dwuetapowe"),
}
# Pages that stand below one of them.
BELOW = {
    "mfa_activate_totp": "mfa_index",
    "mfa_deactivate_totp": "mfa_index",
    "mfa_generate_recovery_codes": "mfa_index",
    "mfa_view_recovery_codes": "mfa_index",
    "account_reauthenticate": "moje",
    "account_close": "profile",
    "mfa_reauthenticate": "moje",
}


@register.simple_tag(takes_context=True)
def account_crumbs(context: template.Context) -> dict[str, Any]:
    """Where a page of the account stands, for people who are logged in: `items` and `current` of the breadcrumbs."""
    request = context.get("request")
    name = request.resolver_match.url_name if request is not None and request.resolver_match else ""
    if request is None or not request.user.is_authenticated or name not in {*PAGES, *BELOW}:
        return {"items": [], "current": ""}
    parent = BELOW.get(name, "moje")
    above = [page for page in dict.fromkeys(("moje", parent)) if page != name]
    home = {"title": _("Strona główna"), "url": f"/{request.LANGUAGE_CODE}/"}
    return {
        "items": [home, *({"title": PAGES[page], "url": reverse(page)} for page in above)],
        "current": PAGES.get(name, ""),
    }


@register.simple_tag(takes_context=True)
def kept_text_waits(context: template.Context) -> bool:
    """Whether what was posted to the address that the log-in leads to is kept for this browser (accounts.expired)."""
    request = context["request"]
    return expired.waits(request, request.POST.get("next") or request.GET.get("next", ""))


@register.simple_tag(takes_context=True)
def demo_logins(context: template.Context) -> list[dict[str, str]]:
    """The demo's people with a link that fills the form for each; nothing outside of the demo."""
    if not settings.DEMO:
        return []
    from core.demo.users import showcase

    wanted = context["request"].GET.get("next", "")
    return [
        {**login, "url": "?" + urlencode({"demo": login["email"], **({"next": wanted} if wanted else {})})}  # type: ignore[dict-item]
        for login in showcase()
    ]
