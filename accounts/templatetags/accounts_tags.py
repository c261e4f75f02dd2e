"""What the account templates need from Python."""

from __future__ import annotations

from django import template
from django.conf import settings
from django.utils.http import urlencode

register = template.Library()


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
