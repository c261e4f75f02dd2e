"""Blocks made of pictures, files and tables."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock


class FigureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("Obraz"))
    alt = blocks.CharBlock(
        label=_("Tekst alternatywny"), required=False, max_length=250, help_text=_("Co widać na obrazie i po co on tu jest.")
    )
    decorative = blocks.BooleanBlock(label=_("Obraz tylko zdobi: czytnik ekranu ma go pominąć"), required=False)
    caption = blocks.CharBlock(label=_("Podpis"), required=False, max_length=250)

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        result = super().clean(value)
        if not result["alt"].strip() and not result["decorative"]:
            raise blocks.StructBlockValidationError(block_errors={"alt": ValidationError(_("Opisz obraz albo zaznacz, że tylko zdobi."))})
        if result["alt"].strip() and result["decorative"]:
            raise blocks.StructBlockValidationError(
                block_errors={"decorative": ValidationError(_("Obraz z opisem nie jest dekoracyjny: usuń opis albo zaznaczenie."))}
            )
        return result

    class Meta:
        template = "core/blocks/figure.html"
        icon = "image"
        label = _("Obraz z opisem")
        description = _("Obraz z tekstem alternatywnym i podpisem.")


class GalleryBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Tytuł galerii"), max_length=150)
    images = blocks.ListBlock(FigureBlock(), label=_("Obrazy"), min_num=2, max_num=24)

    class Meta:
        template = "core/blocks/gallery.html"
        icon = "image"
        label = _("Galeria")
        description = _("Od dwóch do dwudziestu czterech obrazów z opisami.")


class DocumentListBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Tytuł listy"), required=False, max_length=150)
    documents = blocks.ListBlock(DocumentChooserBlock(), label=_("Pliki"), min_num=1)

    class Meta:
        template = "core/blocks/document_list.html"
        icon = "doc-full"
        label = _("Pliki do pobrania")
        description = _("Lista plików z formatem i rozmiarem.")


class DataTableBlock(blocks.StructBlock):
    caption = blocks.CharBlock(label=_("Tytuł tabeli"), max_length=200)
    table = TableBlock(
        label=_("Tabela"),
        table_options={"minSpareRows": 0, "startRows": 3, "startCols": 3, "contextMenu": True, "language": "pl-PL"},
        help_text=_("Zaznacz, że pierwszy wiersz to nagłówki; czytnik ekranu czyta je przy każdej komórce."),
    )

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        result = super().clean(value)
        table = result["table"] or {}
        if not table.get("first_row_is_table_header") and not table.get("first_col_is_header"):
            raise blocks.StructBlockValidationError(
                block_errors={"table": ValidationError(_("Tabela musi mieć nagłówki: w pierwszym wierszu albo kolumnie."))}
            )
        return result

    class Meta:
        template = "core/blocks/table.html"
        icon = "table"
        label = _("Tabela")
        description = _("Tabela z tytułem i komórkami nagłówków.")
        preview_value = {
            "caption": "Dyżury doradcze",
            "table": {
                "first_row_is_table_header": True,
                "first_col_is_header": False,
                "data": [["Dzień", "Godziny"], ["wtorek", "10:00–14:00"], ["czwartek", "12:00–18:00"]],
            },
        }
