"""Doors that Wagtail leaves open: who may make superusers, and direct publication of one's own text."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from accounts import workflow_mail, workflows
from accounts.models import User
from core import content_checks

_OWN = "_portal_own_text"


# --- People


def refuse_superuser(request: HttpRequest, user: User | None = None) -> HttpResponse | None:
    """CIO manages people without being superusers: they neither make superusers nor change them."""
    if request.user.is_superuser:
        return None
    if (user is not None and user.is_superuser) or (request.method == "POST" and request.POST.get("is_superuser")):
        messages.error(request, _("Konta z pełnym dostępem zmienia tylko osoba, która sama taki dostęp ma."))
        return redirect("wagtailusers_users:index")
    return None


def refuse_bulk_superuser(request: HttpRequest, action: str, objects: list[Any], _view: object) -> HttpResponse | None:
    if not request.user.is_superuser and any(isinstance(item, User) and item.is_superuser for item in objects):
        raise PermissionDenied
    return None


# --- Publishing directly


def remember_authors(page: Page) -> set[int]:
    """Who wrote what is about to be published: afterwards the revisions count as published."""
    return workflows.authors(page) | _requested_by(page)


def _requested_by(page: Page) -> set[int]:
    state = page.current_workflow_state
    return {state.requested_by_id} if state is not None and state.requested_by_id else set()


def before_publishing(request: HttpRequest, page: Page) -> None:
    setattr(request, _OWN, remember_authors(page))


def after_publishing(request: HttpRequest, page: Page) -> None:
    record(page, getattr(request, _OWN, set()), request.user)


def record(page: Page, written_by: set[int], user: Any) -> None:
    """Log that somebody published their own text, and tell the other authors that theirs is online."""
    if user.pk in written_by:
        workflows.log_direct_publication(page, user)
    workflow_mail.published(page, written_by, by=user)


def before_bulk_publishing(request: HttpRequest, action: str, objects: list[Any], _view: object) -> HttpResponse | None:
    """The checks of the editor hold for many pages at once too."""
    if action != "publish" or not all(isinstance(item, Page) for item in objects):
        return None
    held = [page for page in objects if content_checks.blocking(page.get_latest_revision_as_object())]
    if held:
        names = ", ".join(f"„{page.get_admin_display_title()}”" for page in held)
        messages.error(request, _("Nic nie zostało opublikowane. Najpierw popraw: %(names)s.") % {"names": names})
        return redirect("wagtailadmin_explore", held[0].get_parent().pk)
    setattr(request, _OWN, {page.pk: remember_authors(page) for page in objects})
    return None


def after_bulk_publishing(request: HttpRequest, action: str, objects: list[Any], _view: object) -> None:
    if action == "publish":
        for pk, written_by in getattr(request, _OWN, {}).items():
            record(Page.objects.get(pk=pk).specific, written_by, request.user)
