"""Public files of the library in the search: found by their title and text, shown with format and size.

Kept is every file that is not private; every search asks anew which of them a public page uses and no closed collection holds,
so that neither a stale index nor a text that is not published yet shows anything (`core.private_documents`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from wagtail.models import CollectionViewRestriction

from core import outbox
from core.querysets import used_by_readers
from core.registry import SearchSource
from core.search_documents import INDEX, SearchDocument

if TYPE_CHECKING:
    from core.models import PortalDocument

PREFIX = "document"
AT_ONCE = 50
KIND = "document"


def key_of(document_id: int) -> str:
    """What the index calls a file."""
    return f"{PREFIX}:{document_id}"


def enqueue(document_id: int) -> None:
    """Ask the index to read the file's row again, or to forget it. Call inside the writing transaction."""
    outbox.enqueue(INDEX, {"key": key_of(document_id)})


def search_document(document: PortalDocument) -> SearchDocument:
    """What the search keeps of a file."""
    return SearchDocument(
        key=key_of(document.pk),
        locale=document.language,
        kind=KIND,
        title=document.title,
        body=document.extracted_text,
        url_path=document.url,
    )


def _open() -> QuerySet[PortalDocument]:
    from core.models import PortalDocument

    return PortalDocument.objects.filter(private=False)


def _documents() -> Iterator[SearchDocument]:
    # By their keys, not with a cursor: whoever rebuilds commits after each portion, and a cursor of PostgreSQL ends there.
    pks = list(_open().order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(pks), AT_ONCE):
        yield from map(search_document, _locked(_open().filter(pk__in=pks[start : start + AT_ONCE]).order_by("pk")))


def _locked(documents: QuerySet[PortalDocument]) -> QuerySet[PortalDocument]:
    """Who reads an old text must not write it last. Outside of a transaction nothing can be held, and nothing is written."""
    if connection.in_atomic_block and connection.features.has_select_for_no_key_update:
        return documents.select_for_update(of=("self",), no_key=True)
    return documents


def _document(key: str) -> SearchDocument | None:
    number = key.removeprefix(f"{PREFIX}:")
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        return None
    document = _locked(_open().filter(pk=int(number))).first()
    return search_document(document) if document else None


def public_keys() -> QuerySet:
    """The keys of the files that a public page uses, neither private nor in a collection that is closed, itself or above."""
    from core.models import PortalDocument

    asked = ExpressionWrapper(OuterRef("collection__path"), output_field=CharField())
    closed = CollectionViewRestriction.objects.annotate(asked=asked).filter(asked__startswith=F("collection__path"))
    key = Concat(Value(f"{PREFIX}:"), Cast("pk", CharField()), output_field=CharField())
    public = _open().filter(~Exists(closed), pk__in=used_by_readers(PortalDocument))
    return public.annotate(search_key=key).order_by().values("search_key")


SOURCE = SearchSource(PREFIX, _documents, _document, public_keys)
