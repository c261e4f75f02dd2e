"""Requests that no view should see, and a language middleware that leaves a 404 a 404 and knows who chose which language."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.db import DataError
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _

from core import navigation

LONGEST_ADDRESS = 8_000
LANGUAGE_KEY = "language"


class RequestLimitsMiddleware:
    """Answers 414 to an address nobody types and 400 to one with a NUL byte or a body in another encoding than UTF-8."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if len(request.path) + len(query) > LONGEST_ADDRESS:
            return HttpResponse("Adres jest za długi.", status=414, content_type="text/plain; charset=utf-8")
        if "\x00" in request.path or "%00" in query:
            return HttpResponseBadRequest("Adres zawiera znak, którego nie przyjmujemy.", content_type="text/plain; charset=utf-8")
        # Other encodings of Python ("raw_unicode_escape") would bring half characters in, which no database and no answer can hold.
        if request.content_params and request.content_params.get("charset", "utf-8").strip("\"'").lower() not in ("utf-8", "utf8"):
            return HttpResponseBadRequest("Przyjmujemy tylko tekst w UTF-8.", content_type="text/plain; charset=utf-8")
        return self.get_response(request)


class AdminFilterMiddleware:
    """A filter of an admin list with a date or a number that no database holds: the list without filters, and a message why.

    Wagtail and django-filter take them for good and fail when the list is read, some of them while it is shown.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        out_of_range = isinstance(exception, (OverflowError, DataError))
        if not (out_of_range and request.method == "GET" and request.GET and request.path_info.startswith("/admin/")):
            return None
        messages.error(request, _("W filtrze jest data albo liczba spoza zakresu. Pokazujemy listę bez filtrów."))
        return redirect(request.path)


class KnownSiteMiddleware:
    """Tells Wagtail which site a page is asked of, where there is only one: its own search for it is a page's dearest query.

    Only for addresses in a language, which are the portal's pages: `/healthz` must not need the database.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if translation.get_language_from_path(request.path_info) and (site := navigation.only_site()):
            # Where Site.find_for_request keeps and looks up its answer.
            request._wagtail_site = site  # type: ignore[attr-defined]
        return self.get_response(request)


class PortalLocaleMiddleware(LocaleMiddleware):
    """Django's, with two differences.

    - Django sends every 404 without a language to /pl/..., since Wagtail's last route matches anything there.
    - Addresses without a language, the admin above all, speak the language that the person last read the portal in, where
      Django would ask the browser. It is kept in the session of people who are logged in; readers get no cookie for it.
    """

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not translation.get_language_from_path(request.path_info):
            chosen = request.session.get(LANGUAGE_KEY)
            if chosen in dict(settings.LANGUAGES):
                translation.activate(chosen)
                request.LANGUAGE_CODE = chosen

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        self._remember(request)
        if response.status_code == 404 and request.path_info != "/":
            response.headers.setdefault("Content-Language", translation.get_language() or "pl")
            return response
        return super().process_response(request, response)

    @staticmethod
    def _remember(request: HttpRequest) -> None:
        # Looking into a session that nobody has would make every page of readers depend on cookies.
        if settings.SESSION_COOKIE_NAME not in request.COOKIES and not request.session.modified:
            return
        language = translation.get_language_from_path(request.path_info)
        if language and SESSION_KEY in request.session and request.session.get(LANGUAGE_KEY) != language:
            request.session[LANGUAGE_KEY] = language
