"""What the body of a page may be made of."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from core.blocks.media import DataTableBlock, DocumentListBlock, FigureBlock, GalleryBlock
from core.blocks.text import AccordionBlock, CallToActionBlock, ContactCardBlock, HeadingBlock, QuoteBlock, TextBlock


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

    class Meta:
        template = "core/blocks/body.html"
        required = False
