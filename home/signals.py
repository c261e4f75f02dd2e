"""Permissions keep in step with pages, whichever way pages are saved: no hook of Wagtail's is passed by all of these ways."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.db.models.signals import post_save
from wagtail.models import Page
from wagtail.signals import post_page_move

from accounts import roles
from core.models import PortalPage
from home.services import page_rights


def _flat_page_saved(instance: PortalPage, raw: bool = False, **_kwargs: Any) -> None:
    if not raw:
        roles.give_page_to_cop(instance, instance.owner_cop)


def _folder_saved(instance: PortalPage, created: bool, raw: bool = False, **_kwargs: Any) -> None:
    # Translating a folder makes a page without passing `open_cop`.
    if created and not raw and instance.owner_cop is not None:
        page_rights.grant_folder(instance, instance.owner_cop)


def _index_saved(instance: PortalPage, created: bool, raw: bool = False, **_kwargs: Any) -> None:
    if created and not raw:
        roles.grant_page(instance, Group.objects.filter(portal_role__role__in=roles.COP_ROLES), ["add"])


def _page_moved(instance: Page, parent_page_after: Page, **_kwargs: Any) -> None:
    folder_owner = getattr(parent_page_after.specific, "owner_cop_id", None)
    if isinstance(parent_page_after.specific, page_rights.FOLDERS) and folder_owner is not None:
        page_rights.take_over(instance.specific, folder_owner)


def connect() -> None:
    """Keep permissions in step with pages, whichever way they are saved. Called in `AppConfig.ready()`."""
    for models, handler in (
        (page_rights.FLAT, _flat_page_saved),
        (page_rights.FOLDERS, _folder_saved),
        (page_rights.COMMON_INDEXES, _index_saved),
    ):
        for model in models:
            post_save.connect(handler, sender=model, dispatch_uid=f"home.signals.{model.__name__}")
    post_page_move.connect(_page_moved, dispatch_uid="home.signals.moved")
