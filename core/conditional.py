"""Answers that a program need not read again: ETag and Last-Modified, and 304 for whoever has the newest already.

The ETag is made of the content itself. While nothing public has changed the answer is not even made again: its ETag is known under
the version of everything public (`core.pagecache`).
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from urllib.parse import urlencode

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import http_date, quote_etag

from core import pagecache

# How long an address's newest content is remembered, for Last-Modified.
REMEMBERED = 7 * 24 * 60 * 60


def answer(request: HttpRequest, build: Callable[[], HttpResponse], *, public: bool = True) -> HttpResponse:
    """What `build` answers, or 304. With `public` it depends on nothing but the address, the day and what is public."""
    # Only parameters that change something; else a crawler would fill the cache.
    pairs = sorted((name, value) for name, value in request.GET.dict().items() if name in pagecache.PARAMETERS)
    asked = "\n".join((request.scheme or "", request.get_host(), request.path, urlencode(pairs)))
    address = hashlib.sha256(asked.encode(errors="replace")).hexdigest()
    version = pagecache.version() if public else ""
    key = f"conditional:{version}:{timezone.localdate()}:{address}"
    known = cache.get(key) if version else None
    if known is not None:
        short = pagecache.checked(request, _marked(HttpResponse(), *known))
        if short.status_code != 200:
            return short
    response = build()
    if response.status_code != 200:
        return response
    etag = quote_etag(hashlib.sha256(response.content).hexdigest()[:32])
    modified = _first_seen(address, etag)
    if version:
        cache.set(key, (etag, modified), pagecache.LONGEST_SECONDS)
    return pagecache.checked(request, _marked(response, etag, modified))


def _marked(response: HttpResponse, etag: str, modified: int) -> HttpResponse:
    response["ETag"] = etag
    response["Last-Modified"] = http_date(modified)
    if "Cache-Control" not in response:
        # Asked again each time, which costs a 304: a cancelled event must not stay in a telephone.
        response["Cache-Control"] = "no-cache"
    return response


def _first_seen(address: str, etag: str) -> int:
    """Since when this address has had this content. Not the newest change of what is in it: what was taken out has none."""
    key = f"conditional:seen:{address}"
    seen = cache.get(key)
    if seen is None or seen[0] != etag:
        seen = (etag, int(time.time()))
        cache.set(key, seen, REMEMBERED)
    return seen[1]
