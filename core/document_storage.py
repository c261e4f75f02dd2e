"""Where documents lie: outside the public media, so that no rule of a web server for /media/ reaches them."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage


class DocumentStorage(FileSystemStorage):
    """Files below `DOCUMENT_ROOT`. They have no address of their own: Wagtail's view serves them (core.private_documents)."""

    @property
    def base_location(self) -> Path:
        return Path(settings.DOCUMENT_ROOT)

    @property
    def location(self) -> str:
        return str(self.base_location.absolute())

    def url(self, name: str | None) -> str:
        raise NotImplementedError("A document has no address but that of Wagtail's view.")


def document_storage() -> DocumentStorage:
    """For the field: a function, so that no migration holds a path."""
    return DocumentStorage()
