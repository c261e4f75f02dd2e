"""Public files of the library in the search: found by their title and text, shown with format and size.

What is private is not indexed, and every search asks anew which files are public, so that neither a stale index nor a
collection that was closed a moment ago shows anything (`core.private_documents`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from wagtail.models import CollectionViewRestriction

from core import outbox
from core.registry import SearchSource
from core.search_documents import INDEX, SearchDocument

if TYPE_CHECKING:
    from core.models import PortalDocument

PREFIX = "document"
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
    return (search_document(document) for document in _open().order_by("pk").iterator(chunk_size=100))


def _document(key: str) -> SearchDocument | None:
    number = key.removeprefix(f"{PREFIX}:")
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        return None
    document = _open().filter(pk=int(number)).first()
    return search_document(document) if document else None


def public_keys() -> QuerySet:
    """The keys of the files that anyone may download: neither private nor in a collection that is closed, itself or above."""
    asked = ExpressionWrapper(OuterRef("collection__path"), output_field=CharField())
    closed = CollectionViewRestriction.objects.annotate(asked=asked).filter(asked__startswith=F("collection__path"))
    key = Concat(Value(f"{PREFIX}:"), Cast("pk", CharField()), output_field=CharField())
    return _open().filter(~Exists(closed)).annotate(search_key=key).order_by().values("search_key")


SOURCE = SearchSource(PREFIX, _documents, _document, public_keys)
