"""All components in all their states on one page, for the people who write templates.

The samples are data, not content: nothing here is read from the database.
"""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.gallery.forms import SampleForm, form_samples, message_samples
from core.gallery.lists import content_samples
from core.gallery.parts import Group, month_weeks
from core.gallery.text import doors, text_samples
from core.templatetags.portal_ui import WARSAW

__all__ = ["SampleForm", "component_gallery", "doors", "month_weeks", "sample_groups"]


def sample_groups(now: datetime | None = None) -> list[Group]:
    """Every component in every state; ``now`` is fixed by tests."""
    now = now or datetime.now(WARSAW).replace(hour=16, minute=30, second=0, microsecond=0)
    return [*content_samples(now), form_samples(), message_samples(), *text_samples(now)]


def component_gallery(request: HttpRequest) -> HttpResponse:
    """The page itself, for people who may open the admin."""
    if not request.user.has_perm("wagtailadmin.access_admin"):
        raise PermissionDenied
    return render(request, "core/gallery.html", {"groups": sample_groups()})
