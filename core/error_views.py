"""Error pages in the portal's clothes. 500 and 503 need neither database nor context."""

from __future__ import annotations

import logging
import re
import sys
from datetime import timedelta

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from core import registry

logger = logging.getLogger(__name__)

MOST_WORDS = 6
RETRY_SECONDS = 30
# The longest of the windows in which allauth counts (a second mail to the same address): after it every limit is open again.
PAUSE_SECONDS = 180


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Who is logged in already is not sent to log in: they hear which account it is, and whom to ask."""
    user = getattr(request, "user", None)
    known = bool(user and user.is_authenticated)
    outside = bool(known and user and not user.has_perm("wagtailadmin.access_admin"))
    admin = outside and request.path_info.startswith(reverse("wagtailadmin_home"))
    return render(request, "403.html", {"known": known, "admin": admin}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403.html", {"csrf": True}, status=403)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """429 with the moment from which it will work again, for people and for programs."""
    again = timezone.localtime() + timedelta(seconds=PAUSE_SECONDS)
    # The next whole minute: a clock without seconds must not promise too early.
    again = (again + timedelta(minutes=1)).replace(second=0, microsecond=0)
    response = render(request, "429.html", {"again": again, "minutes": PAUSE_SECONDS // 60}, status=429)
    response["Retry-After"] = str(PAUSE_SECONDS)
    response["Cache-Control"] = "no-store"
    return response


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", {"likely_pages": _likely_pages(request)}, status=404)


def _likely_pages(request: HttpRequest) -> list[dict[str, str]]:
    """Pages about the last words of the address. Nothing is looked up for a file's name: robots ask for those all day."""
    last = request.path_info.rstrip("/").rpartition("/")[2]
    words = [word for word in re.split(r"[\W_]+", last) if len(word) > 2 and not word.isdecimal()]
    if registry.likely_pages is None or request.method != "GET" or "." in last or not words:
        return []
    try:
        return registry.likely_pages(" ".join(words[:MOST_WORDS]), get_language() or "pl")
    except Exception:
        # The page that says "not found" must not become an error of its own.
        logger.exception("not found: looking up likely pages failed")
        return []


def server_error(request: HttpRequest) -> HttpResponse:
    """503 while the database is locked or away, which passes; 500 for every other error."""
    if _database_is_away(sys.exc_info()[1]):
        return unavailable()
    return render(request, "500.html", status=500)


def unavailable() -> HttpResponse:
    """The page for a while without the database: a plain file, which reads neither settings nor the session."""
    headers = {"Retry-After": str(RETRY_SECONDS), "Cache-Control": "no-store"}
    return HttpResponse(render_to_string("503.html"), status=503, headers=headers)


def _database_is_away(error: BaseException | None) -> bool:
    # SQLite names faults of ours, such as a missing table, like a lock; only its code tells them apart.
    our_fault = getattr(getattr(error, "__cause__", None), "sqlite_errorname", "") == "SQLITE_ERROR"
    return isinstance(error, OperationalError | InterfaceError) and not our_fault
