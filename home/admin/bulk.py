"""The door of Wagtail's bulk actions: it asks the database for whatever stands in the address, and names what it finds."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.bulk_action import index
from wagtail.models import Page
from wagtail.permissions import policy_registry

from home.admin import refused

LARGEST_ID = 18  # digits; databases know no larger numbers


def is_id(value: str) -> bool:
    """Whether a text from an address may be the number of a row."""
    return value.isascii() and value.isdecimal() and len(value) <= LARGEST_ID


def may_explore(user: object, pages: list[int]) -> bool:
    """Whether the person may see all these pages in the admin: they may do something with each, or with a page below it."""
    seen = policy_registry.get_by_type(Page).explorable_instances(user)
    return seen.filter(pk__in=pages).count() == len(set(pages))


@never_cache
def bulk_action(request: HttpRequest, app_label: str, model_name: str, action: str) -> HttpResponse:
    """Wagtail's bulk actions: 404 for ids that are no numbers, a refusal for pages of which the person may know nothing."""
    return _inside(request, app_label, model_name, action)


@require_admin_access
def _inside(request: HttpRequest, app_label: str, model_name: str, action: str) -> HttpResponse:
    ids = [value for value in request.GET.getlist("id") if value != "all"]
    if not all(is_id(value) for value in [*ids, request.GET.get("childOf") or "0"]):
        raise Http404
    if (app_label, model_name) == ("wagtailcore", "page"):
        known = list(Page.objects.filter(pk__in=ids).values_list("pk", flat=True))
        if not may_explore(request.user, known):
            raise PermissionDenied
    try:
        return index(request, app_label, model_name, action)
    except ValidationError as refusal:
        # Wagtail does it all in one transaction, so nothing is half done.
        refused.tell(request, refusal)
        back = get_valid_next_url_from_request(request)
        return redirect(back or reverse("wagtailadmin_explore_root"))
