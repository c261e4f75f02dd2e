"""Documents that are not for everybody: who may read them, and keeping them out of everything public.

A document marked as private is for the people who work with it: those whom Wagtail's permission policy lets choose or
change it in its collection, and superusers. Signing in is not enough: anybody may open an account. Wagtail's own
restrictions of a collection (a password, log-in, groups) hold beside it; its own view asks for them.

Files lie outside the public media (`DocumentStorage`), so that Wagtail's view is the only way to them.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib.auth.views import redirect_to_login
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.urls import path, re_path
from django.utils.cache import patch_cache_control
from wagtail.documents.views import serve
from wagtail.models import Collection, CollectionViewRestriction
from wagtail.permissions import policy_registry

from core import pagecache

if TYPE_CHECKING:
    from core.models import PortalDocument

READING_ACTIONS = ("choose", "change")
SECONDS = pagecache.LONGEST_SECONDS


def may_read(user: Any, document: PortalDocument) -> bool:
    """Whether this person may download the document as far as the mark "private" goes."""
    if not document.private:
        return True
    policy = policy_registry.get_by_type(type(document))
    return bool(user.is_active and policy.user_has_any_permission_for_instance(user, READING_ACTIONS, document))


def refuse(document: PortalDocument, request: HttpRequest) -> HttpResponse | None:
    """Before a document is served: strangers are sent to the log-in and back, others learn that it is not for them."""
    if not document.private or may_read(request.user, document):
        return None
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.get_full_path(), resolve_url("account_login"))


def serve_document(request: HttpRequest, document_id: str, filename: str) -> HttpResponseBase:
    """Wagtail's view. An answer that depended on the person is kept by nobody, not even by a shared computer's browser."""
    response: HttpResponseBase = serve.serve(request, document_id, filename)
    if response.get("Content-Encoding") == "None":
        del response["Content-Encoding"]  # Wagtail's way to say that there is none, which some programs take for a name
    response.setdefault("Accept-Ranges", "none")  # the whole file is sent, whatever part was asked for
    if request.session.accessed:
        patch_cache_control(response, private=True, no_store=True)
    return response


# Wagtail's `wagtail.documents.urls`, with our view around its own.
urlpatterns = [
    re_path(r"^(\d+)/(.*)$", serve_document, name="wagtaildocs_serve"),
    path(
        "authenticate_with_password/<int:restriction_id>/",
        serve.authenticate_with_password,
        name="wagtaildocs_authenticate_with_password",
    ),
]


def listed(documents: Iterable[PortalDocument]) -> list[PortalDocument]:
    """Those that a public list may name."""
    closed = restricted_collections()
    return [document for document in documents if not document.private and document.collection_id not in closed]


def restricted_collections() -> frozenset[int]:
    """Collections with a restriction of their own or above them, asked once for each public version (core.signals)."""
    key = f"restricted-collections:{pagecache.version()}"
    known: frozenset[int] | None = cache.get(key)
    if known is None:
        paths = CollectionViewRestriction.objects.values_list("collection__path", flat=True)
        below = functools.reduce(operator.or_, (Q(path__startswith=found) for found in paths), Q(pk__in=[]))
        known = frozenset(Collection.objects.filter(below).values_list("pk", flat=True))
        cache.set(key, known, SECONDS)
    return known
