"""The portal's own data for programs at /api/dane/v1/: for reading, without a log-in; each app adds its router here (decision 13).

Described by OpenAPI at /api/dane/v1/openapi.json. There is no page to try it on: ninja's loads its scripts from elsewhere.
"""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.generic import RedirectView
from ninja import NinjaAPI
from ninja.errors import ValidationError

from core import conditional
from events_calendar.api import router as calendar
from framework_calendar.year_api import router as framework
from search.api import URL_NAME as SEARCH
from search.api import router as search

READING = "GET, HEAD, OPTIONS"


class OwnData(NinjaAPI):
    """Read only; words of errors are Polish; whoever has the newest answer already gets 304."""

    @property
    def urls(self) -> tuple[list[Any], str, str]:
        patterns, app, namespace = super().urls
        for pattern in patterns:
            if getattr(pattern, "name", "") == "api-root":
                pattern.callback = RedirectView.as_view(pattern_name="own_data:openapi-json")
                continue
            # What is found depends on words of editors and on the hour too, so it is looked up each time.
            pattern.callback = _for_reading(pattern.callback, public=getattr(pattern, "name", "") != SEARCH)
        return patterns, app, namespace


def _for_reading(view: Any, *, public: bool) -> Any:
    @wraps(view)
    def read(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": READING})
        with override("pl"):
            if request.method not in ("GET", "HEAD"):
                words = _("Te dane można tylko czytać: wyślij GET albo HEAD.")
                return JsonResponse({"bledy": [words]}, status=405, headers={"Allow": READING})
            request.method = "GET"  # a server sends no body to HEAD anyway
            return conditional.answer(request, lambda: view(request, *args, **kwargs), public=public)

    read.csrf_exempt = True  # type: ignore[attr-defined]
    return read


own_data = OwnData(
    title="Portal współpracy: dane",
    version="1",
    description="Terminy wydarzeń, kalendarz ramowy, miejsca i wyszukiwarka. Tylko do odczytu, bez logowania.",
    urls_namespace="own_data",
    docs_url=None,
)
own_data.add_router("", calendar)
own_data.add_router("", framework)
own_data.add_router("", search)


@own_data.exception_handler(ValidationError)
def _wrong(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What is wrong with each parameter, in a sentence."""
    # Of a repeated parameter the place of the wrong value stands behind its name.
    words = [f"{next(part for part in reversed(one['loc']) if isinstance(part, str))}: {_sentence(one)}" for one in error.errors]
    return own_data.create_response(request, {"bledy": words}, status=422)


@own_data.exception_handler(Http404)
def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return own_data.create_response(request, {"bledy": [_("Nie ma tu takiej pozycji.")]}, status=404)


def _sentence(error: dict[str, Any]) -> str:
    kind, limits = error["type"], error.get("ctx", {})
    if kind == "missing":
        return _("podaj tę wartość.")
    if kind == "value_error":
        return str(limits.get("reason") or limits.get("error"))
    if kind.startswith("int_") or kind in ("greater_than_equal", "less_than_equal"):
        return _("podaj liczbę całkowitą w granicach z opisu.")
    return _("tej wartości nie rozumiemy. Zobacz opis w openapi.json.")
