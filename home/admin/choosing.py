"""Choosing a page: Wagtail's window shows every draft of the portal to whoever may enter the admin."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.chooser import ChosenMultipleView
from wagtail.models import Page
from wagtail.permissions import policy_registry

from home.admin.bulk import is_id


def choosable(request: HttpRequest, pages: QuerySet) -> QuerySet:
    """Those of the pages that are published, and the drafts that the person works with."""
    own = policy_registry.get_by_type(Page).explorable_instances(request.user)
    return pages.filter(Q(live=True) | Q(pk__in=own.values("pk")))


def browsed(request: HttpRequest, pages: QuerySet) -> QuerySet:
    """The same in the window, which names the page that it lists the children of, too."""
    parent = request.resolver_match.kwargs.get("parent_page_id") if request.resolver_match else None
    if parent is not None and not choosable(request, Page.objects.filter(pk=parent)).exists():
        raise PermissionDenied
    return choosable(request, pages)


@never_cache
def chosen_pages(request: HttpRequest) -> HttpResponse:
    """Wagtail's answer for several chosen pages: it names whichever ids stand in the address."""
    return _inside(request)


@require_admin_access
def _inside(request: HttpRequest) -> HttpResponse:
    ids = request.GET.getlist("id")
    if not all(is_id(value) for value in ids):
        raise Http404
    asked = Page.objects.filter(pk__in=ids)
    if asked.filter(depth=1).exists():
        raise Http404  # Wagtail looks for the parent of each, and nobody can choose the root
    if choosable(request, asked).count() != asked.count():
        raise PermissionDenied
    return ChosenMultipleView.as_view()(request)
