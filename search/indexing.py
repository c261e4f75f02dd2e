"""Keeping the index up with the pages: what the outbox asks for, and all of it for a rebuild."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone
from wagtail.models import Page
from wagtail.query import PageQuerySet

from core import registry
from core.models import OutboxEntry
from core.search_documents import SearchDocument
from search.embedded import EmbeddedEngine
from search.engine import ELASTICSEARCH, fingerprint, get_engine
from search.storage import PAGE_KEY, batches

if TYPE_CHECKING:
    from search.elastic.mirror import Mirror

AT_ONCE = 100
# What search_document() of most page types looks up, read for a hundred pages at a time.
_RELATED = ("locale", "territory__parent", "owner_cop", "organisation", "organiser", "topic_links__tag")


def on_outbox_entry(entry: OutboxEntry) -> None:
    """The outbox's "search.index": look at what the key names and make the index say the same."""
    refresh(str(entry.payload["key"]))


def on_elasticsearch_entry(entry: OutboxEntry) -> None:
    """The outbox's "search.elasticsearch": raises while the servers are away, so that it is tried again later."""
    from search.elastic.engine import ElasticsearchEngine

    engine = get_engine()
    # Where no server is configured any more, nothing is left to do.
    if isinstance(engine, ElasticsearchEngine):
        engine.mirror.renew([str(key) for key in entry.payload["keys"]])


def refresh(key: str) -> None:
    """Index what the key names as it is now, or forget it when it is gone or not public. Doing it twice changes nothing."""
    with transaction.atomic():
        document = _document(key)
        if document is None:
            get_engine().remove([key])
        else:
            get_engine().index([document])


def _document(key: str) -> SearchDocument | None:
    page_key = PAGE_KEY.fullmatch(key)
    if page_key:
        documents = _documents_of_pages([int(page_key[1])])
        return documents[0] if documents else None
    for source in registry.search_sources:
        if key.startswith(f"{source.prefix}:"):
            return source.document(key)
    return None


def findable_pages() -> PageQuerySet:
    """Pages that anyone may read. An alias repeats another page's text, so only that other page is found."""
    return Page.objects.live().public().filter(alias_of=None)


def _documents_of_pages(pks: list[int]) -> list[SearchDocument]:
    """The documents of these pages, of those that may be found. Locks them: who reads an old text must not write it last."""
    rows = findable_pages().filter(pk__in=pks)
    if connection.features.has_select_for_no_key_update:
        rows = rows.select_for_update(of=("self",), no_key=True)
    pages = list(rows.specific())
    by_type: dict[type[Page], list[Page]] = {}
    for page in pages:
        by_type.setdefault(type(page), []).append(page)
    for model, alike in by_type.items():
        names = {field.name for field in model._meta.get_fields()}
        prefetch_related_objects(alike, *(name for name in _RELATED if name.split("__")[0] in names))
    documents = (page.search_document() for page in pages if hasattr(page, "search_document"))
    return [document for document in documents if document is not None]


def all_documents() -> Iterator[list[SearchDocument]]:
    """Everything that should be in the index, some at a time; inside `transaction.atomic` each portion holds its pages."""
    pks = list(findable_pages().order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(pks), AT_ONCE):
        yield _documents_of_pages(pks[start : start + AT_ONCE])
    for source in registry.search_sources:
        documents = iter(source.documents())
        while portion := list(islice(documents, AT_ONCE)):
            yield portion


def expected_count() -> int:
    """About how many documents a rebuild will read: for the progress bar."""
    return findable_pages().count() + sum(source.public_keys().count() for source in registry.search_sources)


class Check:
    """How the index differs from what it should say. `unlike`: keys of which Elasticsearch says something else than the database.

    Raises what Elasticsearch's client raises where it is configured and cannot be read.
    """

    def __init__(self) -> None:
        engine = get_engine()
        stored = engine.fingerprints()
        self.missing: list[str] = []
        self.stale: list[str] = []
        self.documents = 0
        for portion in _in_transactions():
            for document in portion:
                self.documents += 1
                found = stored.pop(document.key, None)
                if found is None:
                    self.missing.append(document.key)
                elif found != fingerprint(document):
                    self.stale.append(document.key)
        self.surplus = sorted(stored)
        mirror = _mirror()
        # Looked up before the comparison: what waits now has been written to the database already.
        self._waiting = _waiting()
        self.unlike = mirror.differences() if mirror else []

    def __bool__(self) -> bool:
        return bool(self.missing or self.stale or self.surplus or self.unlike)

    def repair(self) -> None:
        """Mend what was found, each document in a transaction of its own, and Elasticsearch at once."""
        keys = [*self.missing, *self.stale, *self.surplus]
        for key in keys:
            refresh(key)
        if mirror := _mirror():
            mirror.renew([*keys, *self.unlike])
            _no_longer_waiting(self._waiting)


def _mirror() -> Mirror | None:
    from search.elastic.engine import ElasticsearchEngine

    engine = get_engine()
    return engine.mirror if isinstance(engine, ElasticsearchEngine) else None


def _waiting() -> list[int]:
    """What Elasticsearch is still to be told, given up or not."""
    return list(OutboxEntry.objects.filter(kind=ELASTICSEARCH, done_at=None).values_list("pk", flat=True))


def _no_longer_waiting(entries: list[int]) -> None:
    for batch in batches(entries):
        OutboxEntry.objects.filter(pk__in=batch, done_at=None).update(done_at=timezone.now(), failed_at=None)


def _in_transactions() -> Iterator[list[SearchDocument]]:
    """Each portion read in a transaction of its own, since its rows are locked while they are read."""
    portions = all_documents()
    while True:
        with transaction.atomic():
            portion = next(portions, None)
        if portion is None:
            return
        yield portion


def rebuild(*, only_changed: bool = False) -> Iterator[int]:
    """Write everything anew, a portion a transaction, and drop what should not be there; yields each portion's size.

    Readers search on meanwhile: a document is replaced in one transaction. `only_changed` leaves alone what is right. Elasticsearch
    is told by the outbox of what changed; `rebuild_elasticsearch` builds it anew.
    """
    engine = get_engine() if only_changed else EmbeddedEngine()
    stored = engine.fingerprints()
    portions = all_documents()
    while True:
        # Reading and writing in one transaction: a page published in between is not overwritten with its old text.
        with transaction.atomic():
            portion = next(portions, None)
            if portion is None:
                break
            engine.index(document for document in portion if not only_changed or stored.get(document.key) != fingerprint(document))
        for document in portion:
            stored.pop(document.key, None)
        yield len(portion)
    engine.remove(stored)
    engine.tidy()


def rebuild_elasticsearch() -> Iterator[tuple[int, int]]:
    """Build Elasticsearch's indexes anew from the embedded index and let them serve; yields how many were written, and of how many.

    Nothing happens where no servers are configured. RefusedSwap says that the new ones were not good enough.
    """
    from search.elastic.documents import DOCUMENTS
    from search.elastic.rebuilding import Rebuild

    mirror = _mirror()
    if mirror is None:
        return
    total = sum(mirror.count(locale) for locale in DOCUMENTS)
    building = Rebuild(mirror)
    for size in building.fill():
        yield size, total
    waiting = _waiting()
    building.swap()
    _no_longer_waiting(waiting)
