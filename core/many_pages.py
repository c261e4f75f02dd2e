"""Many new pages under one parent in a few statements: adding a thousand one by one takes a minute."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models.sql import InsertQuery
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, ReferenceIndex

from core import pagecache
from core.querysets import take_turn
from core.search_documents import enqueue_pages

if TYPE_CHECKING:
    from core.models import PortalPage

AnyPage = TypeVar("AnyPage", bound="PortalPage")
_PORTION = 20


@transaction.atomic
def add_children(parent: Page, pages: Sequence[AnyPage], *, user: Any = None) -> Sequence[AnyPage]:
    """Write these unsaved pages below the parent, each with an address of its own there, and what follows from a new page: history,
    search, where its things are used. `live` ones are public when the transaction ends. No revision is written: a page without one
    is its own text. Each must have been checked (`full_clean`) before.
    """
    if not pages:
        return pages
    # Whoever adds a page here meanwhile waits, and sees these.
    take_turn(parent.pk)
    parent.refresh_from_db()
    insert(parent, pages)
    for page in pages:
        ReferenceIndex.create_or_update_for_object(page)
    content_type = ContentType.objects.get_for_model(type(pages[0]))
    now = timezone.now()
    actions = ("wagtail.create", "wagtail.publish")
    PageLogEntry.objects.bulk_create(
        PageLogEntry(content_type=content_type, label=page.title[:255], action=action, timestamp=now, user=user, page_id=page.pk)
        for page in pages
        for action in actions[: 2 if page.live else 1]
    )
    enqueue_pages(page.pk for page in pages)
    pagecache.bump()
    return pages


def insert(parent: Page, pages: Sequence[AnyPage]) -> None:
    """Only the rows: no history, search or signal. `add_children` is for everything but tests and benchmarks."""
    model: Any = type(pages[0])
    last = parent.get_last_child()
    steps = Page._str2int(last.path[-Page.steplen :]) if last is not None else 0
    taken = set(parent.get_children().values_list("slug", flat=True))
    content_type = ContentType.objects.get_for_model(model)
    now = timezone.now()
    for number, page in enumerate(pages, start=steps + 1):
        page.path = Page._get_path(parent.path, parent.depth + 1, number)
        page.depth, page.numchild = parent.depth + 1, 0
        page.slug = _free_slug(page, taken)
        page.url_path = f"{parent.url_path}{page.slug}/"
        page.content_type, page.locale_id, page.draft_title = content_type, parent.locale_id, page.title
        if page.live:
            page.first_published_at = page.last_published_at = now
        page.latest_revision_created_at = now
    names = [field.name for field in Page._meta.concrete_fields if field.name != "id"]
    rows = Page.objects.bulk_create([Page(**{name: getattr(page, name) for name in names}) for page in pages], batch_size=30)
    for page, row in zip(pages, rows, strict=True):
        page.id = page.page_ptr_id = row.pk
        page._state.adding, page._state.db = False, row._state.db
    # Django refuses a bulk insert into the child's table of an inherited model; its own insert query does it.
    for start in range(0, len(pages), _PORTION):
        query = InsertQuery(model)
        query.insert_values(model._meta.local_concrete_fields, list(pages[start : start + _PORTION]))
        query.get_compiler(connection=connection).execute_sql()
    parent.numchild += len(pages)
    Page.objects.filter(pk=parent.pk).update(numchild=parent.numchild)


def _free_slug(page: PortalPage, taken: set[str]) -> str:
    base = page.slug or page.slug_of_title() or "strona"
    slug, number = base[:250], 1
    while slug in taken:
        number += 1
        slug = f"{base[:240]}-{number}"
    taken.add(slug)
    return slug
