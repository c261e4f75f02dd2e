"""How often one address may ask. Generous: a school or an office is one address, and a program that reads everything is meant."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from core import counting

WAIT_SECONDS = 60
DAY_SECONDS = 86_400
View = Callable[[HttpRequest], HttpResponse]


def too_often(request: HttpRequest, what: str) -> bool:
    """Whether this address has asked more within the minute than `settings.SEARCHES_PER_MINUTE` allows. Counts one more."""
    return counting.one_more(f"search-rate:{what}:{keyed(request)}", WAIT_SECONDS) > settings.SEARCHES_PER_MINUTE[what]


def asked_already(request: HttpRequest, what: str) -> bool:
    """Whether this address has asked the same within a day; from now on it has."""
    return not cache.add(f"search-asked:{keyed(request, what)}", 1, DAY_SECONDS)


def keyed(request: HttpRequest, what: str = "") -> str:
    """The address of who asks, and what they ask, as a keyed hash: addresses are personal data, and none is kept but so, for a day."""
    try:
        address = str(get_adapter(request).get_client_ip(request))
    except PermissionDenied:
        address = ""
    return salted_hmac("search.limits", f"{address} {what}", algorithm="sha256").hexdigest()


def limited(what: str, refuse: View) -> Callable[[View], View]:
    """A view that answers with `refuse`, and says when to come back, to whoever asks too often."""

    def wrap(view: View) -> View:
        @wraps(view)
        def asked(request: HttpRequest) -> HttpResponse:
            if not too_often(request, what):
                return view(request)
            refused = refuse(request)
            refused["Retry-After"] = str(WAIT_SECONDS)
            return refused

        return asked

    return wrap
