"""What must happen after a change, where Wagtail and Django offer no hook that every way of changing passes."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models.signals import post_delete, post_save, pre_delete
from wagtail.models import Collection, CollectionViewRestriction, Locale, Page, PageViewRestriction, Site
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from core import document_search, pagecache
from core.models import PageTopic, PortalDocument, PortalImage, SiteSettings, Territory, Topic
from core.search_documents import enqueue_page, enqueue_pages

# Anything of these shows on public pages, or says what may. Moving a collection sends no signal of its own: the admin saves it
# before, in the same transaction.
PUBLIC_MODELS = (PortalImage, PortalDocument, Territory, Topic, Collection, CollectionViewRestriction)
# Anything of these shows in the frame of every page.
STRUCTURE_MODELS = (SiteSettings, Site, Locale, PageViewRestriction)
# The home pages and their children, which stand in the menu.
MENU_DEPTH = 3


def _bump(**_kwargs: Any) -> None:
    pagecache.bump()


def _bump_structure(**_kwargs: Any) -> None:
    pagecache.bump(structure=True)


def _page_changed(instance: Page, **_kwargs: Any) -> None:
    # A leaf below the menu stands in no menu and in nobody's breadcrumbs but its own. A translation takes over the links of
    # the texts in its language.
    structure = instance.depth <= MENU_DEPTH or not instance.is_leaf() or instance.locale.language_code != settings.LANGUAGE_CODE
    pagecache.bump(structure=structure, translations_of=instance.translation_key)


def _page_gone(sender: type, instance: Any, **_kwargs: Any) -> None:
    pagecache.bump(structure=True)
    enqueue_page(instance.pk)


def _page_moved(instance: Page, **_kwargs: Any) -> None:
    pagecache.bump(structure=True)
    # Its address and its descendants' changed, and the search keeps addresses.
    for pk in Page.objects.filter(path__startswith=instance.path).values_list("pk", flat=True):
        enqueue_page(pk)


def _restriction_changed(instance: PageViewRestriction, **_kwargs: Any) -> None:
    pagecache.bump(structure=True)
    for pk in Page.objects.filter(path__startswith=instance.page.path).values_list("pk", flat=True):
        enqueue_page(pk)


def _document_gone(instance: PortalDocument, **_kwargs: Any) -> None:
    document_search.enqueue(instance.pk)


def _topic_changed(instance: Topic, created: bool = False, **_kwargs: Any) -> None:
    """The search keeps the topics' short names with each page."""
    if not created:
        enqueue_pages(PageTopic.objects.filter(tag=instance).values_list("content_object_id", flat=True))


def connect() -> None:
    for signal in (page_published, page_unpublished):
        signal.connect(_page_changed, dispatch_uid="core.pagecache.page")
    page_slug_changed.connect(_bump_structure, dispatch_uid="core.pagecache.slug")
    post_page_move.connect(_page_moved, dispatch_uid="core.page_moved")
    post_delete.connect(_page_gone, sender=Page, dispatch_uid="core.page_gone")
    pre_delete.connect(_document_gone, sender=PortalDocument, dispatch_uid="core.document_gone")
    # Before it is deleted: afterwards nothing says which pages carried it.
    for signal in (post_save, pre_delete):
        signal.connect(_topic_changed, sender=Topic, dispatch_uid="core.topic_changed")
    for signal in (post_save, post_delete):
        signal.connect(_restriction_changed, sender=PageViewRestriction, dispatch_uid="core.restriction_changed")
        for model in PUBLIC_MODELS:
            signal.connect(_bump, sender=model, dispatch_uid=f"core.pagecache.{model.__name__}")
        for model in STRUCTURE_MODELS:
            signal.connect(_bump_structure, sender=model, dispatch_uid=f"core.pagecache.{model.__name__}")
