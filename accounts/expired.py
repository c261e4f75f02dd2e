"""Nothing written is lost when a session runs out before the form is sent.

A POST without a session is kept for an hour under a random key that only the sender's fresh, anonymous session knows.
After logging in:

- a public view wrapped in `login_required_keeping_post` finds the text in `kept_post(request)` and shows the same form
  with it: `Form(kept_post(request) or None)`. Nothing is stored until the person presses again;
- Wagtail's admin has many forms that are not ours, so there a page says that the text is safe and sends it again, to
  the same address and with a fresh token, when the person presses (`accounts.views.send_again`).

Passwords, codes and files are never kept. The text is its author's: of whoever is logged in the browser keeps a signed note
(`WriterMiddleware`), which outlives the session, and nobody else who logs in there sees what that person had typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from secrets import token_urlsafe
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import resolve_url
from django.urls import reverse

from core import counting

SESSION_KEY = "kept_posts"
WRITER_COOKIE, WRITER_SALT = "writer", "accounts.writer"
SECONDS = 3600
LARGEST = 1_000_000  # characters; a long page with many blocks is about 200,000
MOST_PER_SESSION = 5
MOST_PER_HOUR = 60  # for one network address: the keeping must not fill the disk
_SECRET_NAME = re.compile(r"passw|haslo|^code$", re.IGNORECASE)
_OPEN_ADMIN_VIEWS = ("wagtailadmin_login", "wagtailadmin_logout", "wagtailadmin_javascript_catalog")

View = Callable[..., HttpResponse]


def _may_keep(request: HttpRequest) -> bool:
    try:
        address = get_adapter(request).get_client_ip(request)
    except PermissionDenied:  # unknown addresses count as one: the text matters more than who sent it
        address = ""
    return counting.one_more(f"kept-posts:{address}", SECONDS) <= MOST_PER_HOUR


def without_secrets(posted: QueryDict) -> dict[str, list[str]]:
    """What was posted, but for passwords, codes and tokens, which are neither kept nor shown again."""
    return {name: values for name, values in posted.lists() if name != "csrfmiddlewaretoken" and not _SECRET_NAME.search(name)}


def as_query(data: dict[str, list[str]]) -> QueryDict:
    """The same as a form takes it."""
    made = QueryDict(mutable=True)
    for name, values in data.items():
        made.setlist(name, values)
    return made


def keep_post(request: HttpRequest) -> str | None:
    """Keep what was posted; the key, or None when there is nothing to keep or too much of it."""
    data = without_secrets(request.POST)
    size = sum(len(name) + sum(map(len, values)) for name, values in data.items())
    if not data or size > LARGEST or not _may_keep(request):
        return None
    key = token_urlsafe(24)
    path = request.get_full_path()
    writer = _writer(request)
    cache.set(f"kept-post:{key}", {"path": path, "data": data, "files": bool(request.FILES), "writer": writer}, SECONDS)
    request.session[SESSION_KEY] = _with_newest(request.session.get(SESSION_KEY, []), path, key)
    if writer is not None:
        # Where somebody else logs in first, the session forgets, and the author comes back.
        cache.set(_list_of(writer), _with_newest(cache.get(_list_of(writer), []), path, key), SECONDS)
    return key


def _with_newest(pairs: list[list[str]], path: str, key: str) -> list[list[str]]:
    """One text for each address, and not too many."""
    return [*(pair for pair in pairs if pair[0] != path), [path, key]][-MOST_PER_SESSION:]


def _writer(request: HttpRequest) -> int | None:
    """Who was logged in last in this browser."""
    try:
        return int(signing.loads(request.COOKIES.get(WRITER_COOKIE, ""), salt=WRITER_SALT))
    except (signing.BadSignature, TypeError, ValueError):
        return None


def _list_of(writer: int) -> str:
    return f"kept-posts-of:{writer}"


def _known(request: HttpRequest) -> list[list[str]]:
    """Path and key of what is kept for this session, and for who is logged in."""
    pairs: list[list[str]] = list(request.session.get(SESSION_KEY, []))
    if request.user.is_authenticated:
        pairs += [pair for pair in cache.get(_list_of(request.user.pk), []) if pair not in pairs]
    return pairs


def _is_anothers(request: HttpRequest, stored: dict[str, Any]) -> bool:
    writer = stored["writer"]
    return writer is not None and request.user.is_authenticated and request.user.pk != writer


def _stored(request: HttpRequest, key: str) -> dict[str, Any] | None:
    """What is kept under a key of `_known`, but for what somebody else has written."""
    stored: dict[str, Any] | None = cache.get(f"kept-post:{key}")
    return None if stored is None or _is_anothers(request, stored) else stored


def read_kept(request: HttpRequest, key: str) -> tuple[dict[str, Any] | None, bool]:
    """`path`, `data` (lists by name) and `files` of a kept post, and whether it waits for somebody else than who has logged in.

    None when it ran out, belongs to somebody else, or was kept for another browser.
    """
    stored = cache.get(f"kept-post:{key}") if any(known == key for _path, known in _known(request)) else None
    anothers = stored is not None and _is_anothers(request, stored)
    return None if anothers else stored, anothers


def waits(request: HttpRequest, path: str) -> bool:
    """Whether a kept post is brought back at this address after the log-in; also where it is the admin's page of one."""
    return any(
        path in (kept_path, reverse("admin_send_again", args=[key])) and _stored(request, key) is not None
        for kept_path, key in (_known(request) if path else [])
    )


def forget(request: HttpRequest, key: str) -> None:
    """Drop a kept post."""
    cache.delete(f"kept-post:{key}")
    if SESSION_KEY in request.session:
        request.session[SESSION_KEY] = [pair for pair in request.session[SESSION_KEY] if pair[1] != key]


def kept_post(request: HttpRequest) -> QueryDict | None:
    """The text kept for this address, to fill the form with; it is given once."""
    return getattr(request, "_kept_post", None)


def fill_with(request: HttpRequest, data: QueryDict) -> None:
    """What the form of this request begins with."""
    request._kept_post = data  # type: ignore[attr-defined]


def login_required_keeping_post(view: View) -> View:
    """Send people without a session to the log-in and back; what they had posted waits for them in `kept_post(request)`."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        path = request.get_full_path()
        if not request.user.is_authenticated:
            if request.method == "POST":
                keep_post(request)
            return redirect_to_login(path, resolve_url(settings.LOGIN_URL))
        if request.method == "GET":
            for kept_path, key in _known(request):
                stored = _stored(request, key) if kept_path == path else None
                if stored is None:
                    continue
                forget(request, key)
                # What the person has sent just now is newer (accounts.refused).
                if kept_post(request) is None:
                    fill_with(request, as_query(stored["data"]))
                break
        return view(request, *args, **kwargs)

    return wrapped


def is_admin_form(request: HttpRequest) -> bool:
    """Whether a person sent a form of Wagtail's admin; autosave and other scripts read their answer themselves."""
    match = request.resolver_match
    if not request.path_info.startswith(reverse("wagtailadmin_home")) or (match and match.url_name in _OPEN_ADMIN_VIEWS):
        return False
    script = request.headers.get("x-requested-with") == "XMLHttpRequest" or "application/json" in request.headers.get("accept", "")
    # Browsers say which request will become the page that is shown, and no script can say it.
    return request.method == "POST" and not script and request.headers.get("sec-fetch-mode", "navigate") == "navigate"


def to_log_in(request: HttpRequest) -> HttpResponse:
    """Keep what was posted to the admin, and lead over the log-in to the page that sends it again."""
    key = keep_post(request)
    back = reverse("admin_send_again", args=[key]) if key else request.get_full_path()
    return redirect_to_login(back, resolve_url(settings.WAGTAILADMIN_LOGIN_URL))


def sending_context(stored: dict[str, Any] | None) -> dict[str, Any]:
    """What the page that sends a text again shows of it."""
    fields = [(name, value) for name, values in (stored or {"data": {}})["data"].items() for value in values]
    title = next((value for name, value in fields if name in ("title", "name") and value), "")
    return {"stored": stored, "fields": fields, "text_title": title}


class WriterMiddleware:
    """The signed note of who was logged in last in this browser; readers get none. Stands after the authentication."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # Only where the session was looked into anyway: asking who somebody is costs a page of readers its cache.
        user = getattr(request, "_cached_user", None)
        if user is not None and user.is_authenticated and _writer(request) != user.pk:
            note = signing.dumps(user.pk, salt=WRITER_SALT)
            secure = settings.SESSION_COOKIE_SECURE
            response.set_cookie(WRITER_COOKIE, note, httponly=True, samesite="Lax", secure=secure)
        return response


class AdminDoorMiddleware:
    """The door of Wagtail's admin. Stands after the CSRF check and the authentication.

    - What is posted without a session is kept, and the person is brought to it after the log-in. Scripts (autosave and
      other XHR) get Wagtail's own answer.
    - A person who may not enter gets 403: Wagtail would send them to the log-in, which sends whom it knows back.
    """

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        if not request.path_info.startswith(reverse("wagtailadmin_home")) or (match and match.url_name in _OPEN_ADMIN_VIEWS):
            return None
        if request.user.is_authenticated:
            if not request.user.has_perm("wagtailadmin.access_admin"):
                raise PermissionDenied
            return None
        return to_log_in(request) if is_admin_form(request) else None
