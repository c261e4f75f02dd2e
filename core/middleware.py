"""Requests that no view should see, and a language middleware that leaves a 404 a 404."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

LONGEST_ADDRESS = 8_000


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


class PortalLocaleMiddleware(LocaleMiddleware):
    """Django sends every 404 without a language to /pl/..., since Wagtail's last route matches anything there."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.status_code == 404 and request.path_info != "/":
            response.headers.setdefault("Content-Language", translation.get_language() or "pl")
            return response
        return super().process_response(request, response)
