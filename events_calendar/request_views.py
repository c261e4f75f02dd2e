"""A request for a slot, as the people who asked see it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache


@never_cache
@login_required
def slot_request(request: HttpRequest, pk: int) -> HttpResponse:
    """The request's page: its state, its history, and what can be done now."""
    raise Http404
