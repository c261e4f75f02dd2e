"""What the body of a page may be made of."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from core.blocks.media import DataTableBlock, DocumentListBlock, FigureBlock, GalleryBlock
from core.blocks.text import AccordionBlock, CallToActionBlock, ContactCardBlock, HeadingBlock, QuoteBlock, TextBlock

# Blocks of running text stand together, in lines of a readable length; the others have the whole width.
PROSE = frozenset({"heading", "text"})


class BodyBlock(blocks.StreamBlock):
    heading = HeadingBlock(group=_("Tekst"))
    text = TextBlock(group=_("Tekst"))
    quote = QuoteBlock(group=_("Tekst"))
    accordion = AccordionBlock(group=_("Tekst"))
    figure = FigureBlock(group=_("Obrazy i pliki"))
    gallery = GalleryBlock(group=_("Obrazy i pliki"))
    documents = DocumentListBlock(group=_("Obrazy i pliki"))
    table = DataTableBlock(group=_("Obrazy i pliki"))
    call_to_action = CallToActionBlock(group=_("Działanie"))
    contact_card = ContactCardBlock(group=_("Działanie"))

    def get_context(self, value: blocks.StreamValue, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        context["runs"] = [
            {"prose": is_prose, "blocks": list(run)} for is_prose, run in groupby(value, key=lambda child: child.block_type in PROSE)
        ]
        return context

    class Meta:
        template = "core/blocks/body.html"
        required = False
