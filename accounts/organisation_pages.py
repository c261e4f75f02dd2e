"""A changed organisation shows at once on every page that names it, and in the search.

Wagtail's own forms, the services and the demo all save organisations, so this hangs on the save itself.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from wagtail.models import get_page_models

from accounts.models import Organisation
from core import pagecache, registry
from core.models import PortalPage
from core.search_documents import enqueue_pages

PORTION = 200


def refresh(organisation: Organisation) -> None:
    """Write anew what pages keep of the organisation: their computed columns and their search documents."""
    found: set[int] = set()
    with transaction.atomic():
        for offered in registry.organisation_pages:
            pages = offered.pages(organisation.pk)
            if offered.computed:
                found |= _recompute(pages, offered.computed)
            else:
                found |= set(pages.values_list("pk", flat=True))
        if organisation.is_cop:
            for model in get_page_models():
                if issubclass(model, PortalPage):
                    found |= set(model.objects.filter(owner_cop=organisation).values_list("pk", flat=True))
        enqueue_pages(sorted(found))
        pagecache.bump()


def _recompute(pages: Any, columns: tuple[str, ...]) -> set[int]:
    rows = list(pages.select_related("territory", "organisation__territory"))
    for field in map(pages.model._meta.get_field, columns):
        for row in rows:
            field.pre_save(row, add=False)
    if rows:
        pages.model.objects.bulk_update(rows, columns, batch_size=PORTION)
    return {row.pk for row in rows}


def _saved(instance: Organisation, created: bool, raw: bool = False, **_kwargs: Any) -> None:
    if created or raw:
        pagecache.bump()
    else:
        refresh(instance)


def _deleted(**_kwargs: Any) -> None:
    pagecache.bump()


def connect() -> None:
    post_save.connect(_saved, sender=Organisation, dispatch_uid="accounts.organisation_pages")
    post_delete.connect(_deleted, sender=Organisation, dispatch_uid="accounts.organisation_pages")
