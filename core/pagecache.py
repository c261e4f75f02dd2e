"""The anonymous page cache (design decision 12).

A version is read before a page is rendered and changed on the commit of anything public, so that a slow old page is
never stored as a new one and the next reader after a change sees the change.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.conf import settings
from django.core.cache import cache, caches
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import parse_http_date_safe

VERSION_KEY = "pages:version"
# What every page's frame shows (menu, breadcrumbs, settings, restrictions) changes seldom and has a version of its own, so that
# the first reader after a publication does not pay for all of it again.
STRUCTURE_KEY = "structure:version"
LONGEST_SECONDS = 300
# Only these parameters make a page of its own; anything else would let a crawler fill the disk.
PARAMETERS = frozenset(
    [
        "q",
        "strona",
        "widok",
        "data",
        "temat",
        "pole",
        "gmina",
        "powiat",
        "cop",
        "organizator",
        "miejsce",
        "osoby",
        "odbiorcy",
        "rodzaj",
        "bezplatne",
        "dostepne",
        "online",
        "rok",
        "typ",
        "od",
        "do",
        "stan",
        "na_strone",
        "kwartal",
        "zmiany",
        "format",
    ]
)
# The cache in a process's own memory.
NEAR = "near"
# Content, headers, and until when it may be shown (seconds since the epoch).
_StoredPage = tuple[bytes, dict[str, str], float]
LANGUAGE_PATHS = tuple(f"/{code}/" for code, _name in settings.LANGUAGES)
NEVER = ("/szukaj/", "/konto/", "/moje/", "/demo/")


def bump(*, structure: bool = False, translations_of: UUID | None = None) -> None:
    """Something public may have changed: on commit, no stored page is used again.

    With `structure` the parts of the frame are not used again either; with `translations_of` the addresses in other languages
    of the page with this translation key are not.
    """
    keys = [STRUCTURE_KEY] if structure else []
    if translations_of:
        keys.append(_translations_key(translations_of))
    # Last, and read first: whoever reads in between stores the old frame under a version that is over.
    keys.append(VERSION_KEY)
    transaction.on_commit(lambda: cache.set_many({key: uuid4().hex for key in keys}, None), robust=True)


def version() -> str:
    """The current version of everything public; a new one where the cache has lost it."""
    return _version(VERSION_KEY)


def structure_version() -> str:
    """The current version of what stands in every page's frame."""
    return _version(STRUCTURE_KEY)


def translations_version(translation_key: UUID) -> str:
    """The current version of the addresses of one page in all languages."""
    return _version(_translations_key(translation_key))


def _translations_key(translation_key: UUID) -> str:
    return f"translations:version:{translation_key}"


def _version(key: str) -> str:
    # A page takes up the version of everything before that of the frame, whichever it asks for first (`bump`).
    once(VERSION_KEY, lambda: current_version(VERSION_KEY))
    return once(key, lambda: current_version(key))


def current_version(key: str) -> str:
    """The version that the cache holds under this key, a new one where it has lost it; empty where there is no cache."""
    value = cache.get(key)
    if value is None:
        cache.add(key, uuid4().hex, None)
        value = cache.get(key, "")
    return value


# What the page being read has asked the cache for already. A page asks for the same versions and places dozens of times, and
# each is a file to open or a question to Redis.
_asked: ContextVar[dict[str, Any] | None] = ContextVar("asked", default=None)


@contextmanager
def reading() -> Iterator[None]:
    """While one page is read, `once` remembers: the whole page is of the versions that it began with."""
    token = _asked.set({})
    try:
        yield
    finally:
        _asked.reset(token)


def once(key: str, ask: Callable[[], Any]) -> Any:
    """What `ask` answers; asked once for each page that is read, and each time outside of one."""
    asked = _asked.get()
    if asked is None:
        return ask()
    if key not in asked:
        asked[key] = ask()
    return asked[key]


def checked(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer, or 304 where the program that asks has this very one."""
    modified = response.get("Last-Modified")
    return (
        get_conditional_response(request, response.get("ETag"), parse_http_date_safe(modified) if modified else None, response) or response
    )


def _lifetime() -> int:
    """Seconds a page may be kept: never past midnight in Warsaw, since pages say "today"."""
    now = timezone.localtime()
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return max(0, min(LONGEST_SECONDS, int((midnight - now).total_seconds())))


class AnonymousPageCacheMiddleware:
    """Answers readers without a session from the cache; stores only what carries nobody's cookie."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        with reading():
            return self._read(request)

    def _read(self, request: HttpRequest) -> HttpResponse:
        if not self._may_read(request):
            return self.get_response(request)
        current = version()
        if not current:  # a Redis that is gone: nobody would learn of a change
            return self.get_response(request)
        key = self._key(request, current)
        stored = self._stored(key)
        if stored is not None:
            content, headers, _until = stored
            response = HttpResponse(content, headers=headers)
            response["X-Portal-Cache"] = "hit"
            return checked(request, response) if "ETag" in response else response
        response = self.get_response(request)
        if self._may_store(response):
            # No Set-Cookie may ever be in a stored page; cookies are kept apart from headers by Django.
            seconds = _lifetime()
            cache.set(key, (response.content, dict(response.headers), time.time() + seconds), seconds)
            response["X-Portal-Cache"] = "miss"
        return response

    @staticmethod
    def _stored(key: str) -> _StoredPage | None:
        """The page, from this process's own memory where it read it before: a file or a Redis costs as much as all the rest.

        The key holds the version, so what is near is as fresh as what all processes share.
        """
        near = caches[NEAR]
        stored: _StoredPage | None = near.get(key)
        if stored is None:
            stored = cache.get(key)
            if stored is not None:
                near.set(key, stored, stored[2] - time.time())
        return stored

    @staticmethod
    def _may_read(request: HttpRequest) -> bool:
        path = request.path_info
        return (
            path.startswith(LANGUAGE_PATHS)
            and not any(path[3:].startswith(part) for part in NEVER)
            and settings.SESSION_COOKIE_NAME not in request.COOKIES
            and "messages" not in request.COOKIES
            and "HTTP_AUTHORIZATION" not in request.META
        )

    @staticmethod
    def _key(request: HttpRequest, current: str) -> str:
        # Of a repeated parameter the last counts, as in the views; an empty one counts too.
        # The whole path, with what a server may have put in front of ours: links on the page begin with it.
        # The host as it was asked for: a page is stored only after Django has found it allowed.
        host = request._get_raw_host()  # type: ignore[attr-defined]
        asked = request.GET.dict().items() if request.META.get("QUERY_STRING") else ()
        pairs = sorted((name, value) for name, value in asked if name in PARAMETERS)
        parts = (current, request.method or "", request.scheme or "", host, request.path, urlencode(pairs))
        return "page:" + hashlib.sha256("\n".join(parts).encode()).hexdigest()

    @staticmethod
    def _may_store(response: HttpResponse) -> bool:
        control = response.get("Cache-Control", "")
        if response.status_code != 200 or response.streaming or response.cookies or "private" in control or "no-store" in control:
            return False
        patch_vary_headers(response, ["Cookie"])
        return True


class PrivateAnswersMiddleware:
    """What somebody with a session gets is theirs: no cache on the way may keep it; of their account's pages no browser either.

    The session cookie tells it without a query, a reader's request stays as it is.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES or settings.SESSION_COOKIE_NAME in response.cookies:
            if request.path_info[3:].startswith("/konto/"):
                patch_cache_control(response, private=True, no_store=True)  # recovery codes stand there
            elif "Cache-Control" not in response:
                patch_cache_control(response, private=True)
        return response
