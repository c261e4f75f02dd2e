"""A page that may not become public as it is, though the person may publish: what the admin says then.

The page itself refuses in `save()`, which every way of publishing passes (an event whose place somebody else has); the views
that lead there undo what they had written and tell why.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from wagtail.admin import messages


def tell(request: HttpRequest, refusal: ValidationError) -> None:
    """Why nothing was published, each reason on a line of its own."""
    reasons = format_html_join("", "<li>{}</li>", ((reason,) for reason in refusal.messages))
    messages.error(request, format_html("{}<ul>{}</ul>", _("Nic nie zostało opublikowane."), reasons))
