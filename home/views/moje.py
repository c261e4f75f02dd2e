"""The page "Moje": what the portal has for the person who is logged in, put together from all apps."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache

from core.registry import moje_sections
from home import my_organisations


@never_cache
@login_required
def moje(request: HttpRequest) -> HttpResponse:
    """The person's organisations, the sections that apps offer, settings and account."""
    sections = []
    for section in sorted(moje_sections, key=lambda section: section.order):
        context = section.context(request)
        if context is not None:
            # Each section has variables of its own: it cannot see or shadow another's.
            sections.append(render_to_string(section.template, context, request))
    context = {
        **my_organisations.of_person(request),
        "sections": sections,
        "may_enter_admin": request.user.has_perm("wagtailadmin.access_admin"),
    }
    return render(request, "home/moje.html", context)
