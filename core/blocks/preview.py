"""How a block looks in the editor's block picker: in the portal's own clothes."""

from __future__ import annotations

from wagtail import blocks

from core import private_documents
from core.models import PortalDocument, PortalImage

PREVIEW_TEMPLATE = "core/blocks/preview.html"


class PreviewedBlock(blocks.Block):
    """A block with a preview. Those that show pictures or files show real ones of the library."""

    class Meta:
        preview_template = PREVIEW_TEMPLATE


def library_images(count: int) -> list[PortalImage]:
    """The newest pictures; a preview without any says what is missing."""
    return list(PortalImage.objects.order_by("-pk")[:count])


def library_documents(count: int) -> list[PortalDocument]:
    """The newest files that anybody may download."""
    return private_documents.listed(PortalDocument.objects.filter(private=False).order_by("-pk")[:count])
