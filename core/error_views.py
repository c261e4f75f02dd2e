"""Error pages in the portal's clothes. 500 and 503 need neither database nor context."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse


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


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "500.html", status=500)
