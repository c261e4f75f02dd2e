"""Blocks made of words."""

from __future__ import annotations

from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.rich_text import RichText, expand_db_html

from core.blocks.drafts import DraftedBlock
from core.blocks.preview import PreviewedBlock

# Editors write words; structure (headings, figures, tables) has blocks of its own.
TIGHT_FEATURES = ["bold", "italic", "link", "document-link", "ol", "ul"]
ADDRESSES = ("/", "https://", "http://")


def rich_html(value: RichText) -> SafeString:
    """The text as HTML, links to pages with their addresses. The editor's white list cleaned it when it was saved."""
    return mark_safe(expand_db_html(value.source))


class HeadingBlock(PreviewedBlock, DraftedBlock):
    text = blocks.CharBlock(label=_("Treść nagłówka"), max_length=150)
    level = blocks.ChoiceBlock(
        label=_("Poziom"), choices=[("2", _("2: część strony")), ("3", _("3: podrozdział")), ("4", _("4: punkt"))], default="2"
    )

    class Meta:
        template = "core/blocks/heading.html"
        icon = "title"
        label = _("Nagłówek")
        description = _("Dzieli stronę na części. Nie przeskakuj poziomów: po 2 idzie 3.")
        preview_value = {"text": "Jak zgłosić wydarzenie", "level": "2"}


class TextBlock(PreviewedBlock, blocks.RichTextBlock):
    def __init__(self, **kwargs: object) -> None:
        super().__init__(**{"features": TIGHT_FEATURES, **kwargs})

    def get_context(self, value: RichText, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        return {**super().get_context(value, parent_context), "html": rich_html(value)}

    class Meta:
        template = "core/blocks/text.html"
        icon = "pilcrow"
        label = _("Tekst")
        description = _("Akapity i listy. Link nazwij tak, żeby było wiadomo, dokąd prowadzi.")
        preview_value = "<p>Spotkania zespołu są otwarte. <b>Przyjdź</b> z pytaniem albo pomysłem.</p>"


class QuoteBlock(PreviewedBlock, DraftedBlock):
    text = blocks.TextBlock(label=_("Cytat"), max_length=800)
    source = blocks.CharBlock(label=_("Skąd pochodzi"), required=False, max_length=200)

    class Meta:
        template = "core/blocks/quote.html"
        icon = "openquote"
        label = _("Cytat")
        description = _("Czyjeś słowa i to, skąd pochodzą.")
        preview_value = {"text": "Razem łatwiej niż osobno.", "source": "Zespół roboczy w Kobylnicy"}


class AccordionItemBlock(DraftedBlock):
    title = blocks.CharBlock(label=_("Pytanie lub tytuł"), max_length=200)
    text = TextBlock(label=_("Odpowiedź"))

    class Meta:
        icon = "help"
        label = _("Pozycja")
        description = _("Jedno pytanie i odpowiedź.")


class AccordionBlock(PreviewedBlock, DraftedBlock):
    items = blocks.ListBlock(AccordionItemBlock(), label=_("Pozycje"), min_num=1)

    def get_context(self, value: blocks.StructValue, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        context["folds"] = [{"title": item["title"], "html": rich_html(item["text"])} for item in value["items"]]
        return context

    class Meta:
        template = "core/blocks/accordion.html"
        icon = "collapse-down"
        label = _("Rozwijane odpowiedzi")
        description = _("Pytania i odpowiedzi, które otwiera się po kolei. Działa bez JavaScriptu.")
        preview_value = {"items": [{"title": "Czy wstęp jest wolny?", "text": "<p>Tak, na wszystkie spotkania.</p>"}]}


class CallToActionBlock(PreviewedBlock, DraftedBlock):
    text = blocks.CharBlock(label=_("Zdanie"), max_length=200)
    label = blocks.CharBlock(label=_("Napis na przycisku"), max_length=60, help_text=_("Czasownik: co się stanie po naciśnięciu."))
    page = blocks.PageChooserBlock(label=_("Strona"), required=False)
    url = blocks.CharBlock(label=_("albo adres"), required=False, max_length=300, help_text=_("https://... albo adres w portalu od /"))

    def missing(self, value: blocks.StructValue) -> dict[str, Any]:
        if bool(value["page"]) == bool(value["url"]):
            return {"page": _("Wybierz stronę albo wpisz adres: jedno z dwojga.")}
        if value["url"] and not value["url"].startswith(ADDRESSES):
            return {"url": _("Adres zaczyna się od https:// albo od /.")}
        return {}

    def get_context(self, value: blocks.StructValue, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        page, url = value["page"], value["url"] or ""
        # A page that went off line leaves the sentence without a button: a dead link would be worse. A draft may hold any
        # address, and its preview must lead nobody to "javascript:".
        url = url if url.startswith(ADDRESSES) else ""
        context["target"] = (page.localized.get_url(context.get("request")) if page.live else "") if page else url
        return context

    class Meta:
        template = "core/blocks/call_to_action.html"
        icon = "link-external"
        label = _("Wezwanie do działania")
        description = _("Jedno zdanie i jeden przycisk.")
        preview_value = {"text": "Masz pomysł na wydarzenie?", "label": "Zgłoś wydarzenie", "page": None, "url": "/pl/kalendarz/"}


class ContactCardBlock(PreviewedBlock, DraftedBlock):
    name = blocks.CharBlock(label=_("Nazwa miejsca lub zespołu"), max_length=150)
    address = blocks.CharBlock(label=_("Adres"), required=False, max_length=250)
    phone = blocks.CharBlock(label=_("Telefon"), required=False, max_length=40)
    email = blocks.EmailBlock(label=_("E-mail"), required=False)
    hours = blocks.CharBlock(label=_("Kiedy"), required=False, max_length=200)

    class Meta:
        template = "core/blocks/contact_card.html"
        icon = "user"
        label = _("Wizytówka kontaktowa")
        description = _("Kontakt do miejsca lub zespołu, nie do osoby prywatnej.")
        preview_value = {"name": "COP Słupsk", "address": "ul. Przykładowa 1, Słupsk", "email": "slupsk@cop.example.org"}
