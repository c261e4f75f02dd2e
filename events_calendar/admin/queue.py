"""The queue of requests that wait for a moderator."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse


def request_in_queue(request: HttpRequest, pk: int) -> HttpResponse:
    """One request, with all that a decision needs."""
    raise Http404
