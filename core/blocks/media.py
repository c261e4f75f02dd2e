"""Blocks made of pictures, files and tables."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail_localize.segments.types import StringSegmentValue

from core import private_documents
from core.blocks import table_menu  # noqa: F401 - takes the place of Wagtail's
from core.blocks.drafts import DraftedBlock
from core.blocks.preview import PreviewedBlock, library_documents, library_images
from core.models import PortalDocument
from core.templatetags.portal_pictures import prefetch_pictures, sized_picture


def _credit(image: Any) -> str:
    return ", ".join(filter(None, [image.author, image.licence]))


class FigureBlock(PreviewedBlock, DraftedBlock):
    image = ImageChooserBlock(label=_("Obraz"))
    alt = blocks.CharBlock(
        label=_("Tekst alternatywny"), required=False, max_length=250, help_text=_("Co widać na obrazie i po co on tu jest.")
    )
    decorative = blocks.BooleanBlock(label=_("Obraz tylko zdobi: czytnik ekranu ma go pominąć"), required=False)
    caption = blocks.CharBlock(label=_("Podpis"), required=False, max_length=250)

    def missing(self, value: blocks.StructValue) -> dict[str, Any]:
        alt = (value["alt"] or "").strip()
        if not alt and not value["decorative"]:
            return {"alt": _("Opisz obraz albo zaznacz, że tylko zdobi.")}
        if alt and value["decorative"]:
            return {"decorative": _("Obraz z opisem nie jest dekoracyjny: usuń opis albo zaznaczenie.")}
        return {}

    def get_context(self, value: blocks.StructValue, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        if value["image"]:
            context |= {
                "picture": sized_picture(value["image"], "figure"),
                "alt": "" if value["decorative"] else value["alt"],
                "credit": _credit(value["image"]),
            }
        return context

    def get_preview_value(self) -> Any:
        image = next(iter(library_images(1)), None)
        return self.normalize(
            {"image": image, "alt": "Ilustracja z biblioteki", "decorative": False, "caption": str(_("Tak wygląda podpis pod obrazem."))}
        )

    class Meta:
        template = "core/blocks/figure.html"
        icon = "image"
        label = _("Obraz z opisem")
        description = _("Obraz z tekstem alternatywnym i podpisem.")


class GalleryBlock(PreviewedBlock, DraftedBlock):
    title = blocks.CharBlock(label=_("Tytuł galerii"), max_length=150)
    images = blocks.ListBlock(FigureBlock(), label=_("Obrazy"), min_num=2, max_num=24)

    def get_context(self, value: blocks.StructValue, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        figures = [figure for figure in value["images"] if figure["image"]]
        prefetch_pictures([figure["image"] for figure in figures], "gallery")
        context["items"] = [
            {
                "image": sized_picture(figure["image"], "gallery"),
                "alt": "" if figure["decorative"] else figure["alt"],
                "caption": figure["caption"],
            }
            for figure in figures
        ]
        return context

    def get_preview_value(self) -> Any:
        figures = [{"image": image, "alt": "Ilustracja z biblioteki", "decorative": False, "caption": ""} for image in library_images(3)]
        return self.normalize({"title": str(_("Dzień otwarty")), "images": figures})

    class Meta:
        template = "core/blocks/gallery.html"
        icon = "grip"
        label = _("Galeria")
        description = _("Od dwóch do dwudziestu czterech obrazów z opisami.")


class DocumentListBlock(PreviewedBlock, DraftedBlock):
    title = blocks.CharBlock(label=_("Tytuł listy"), required=False, max_length=150)
    documents = blocks.ListBlock(DocumentChooserBlock(), label=_("Pliki"), min_num=1)

    def get_context(self, value: blocks.StructValue, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        context["documents"] = document_rows(private_documents.listed(filter(None, value["documents"])))
        return context

    def get_preview_value(self) -> Any:
        return self.normalize({"title": str(_("Pliki do pobrania")), "documents": library_documents(2)})

    class Meta:
        template = "core/blocks/document_list.html"
        icon = "doc-full"
        label = _("Pliki do pobrania")
        description = _("Lista plików z formatem i rozmiarem.")


def document_rows(documents: Any) -> list[dict[str, Any]]:
    """Files as the component "document_list" wants them; the language is told where it is not that of the page."""
    rows = []
    page_language = get_language() or "pl"
    for document in documents:
        described: PortalDocument = document
        rows.append(
            {
                "title": described.title,
                "url": described.url,
                "format": described.file_extension,
                "size": described.get_file_size(),
                "language": described.language,
                "description": "" if described.language == page_language else described.get_language_display(),
            }
        )
    return rows


class DataTableBlock(PreviewedBlock, DraftedBlock):
    caption = blocks.CharBlock(label=_("Tytuł tabeli"), max_length=200)
    table = TableBlock(
        label=_("Tabela"),
        table_options={"minSpareRows": 0, "startRows": 3, "startCols": 3, "contextMenu": True, "language": "pl-PL"},
        help_text=_("Zaznacz, że pierwszy wiersz to nagłówki; czytnik ekranu czyta je przy każdej komórce."),
    )

    def missing(self, value: blocks.StructValue) -> dict[str, Any]:
        # What the form sends says it in one word; cleaning the table writes the two flags from it.
        table = value["table"] or {}
        headed = table.get("table_header_choice") in ("row", "column", "both")
        if headed or table.get("first_row_is_table_header") or table.get("first_col_is_header"):
            return {}
        return {"table": _("Tabela musi mieć nagłówki: w pierwszym wierszu albo kolumnie.")}

    def get_context(self, value: blocks.StructValue, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        table = value["table"] or {}
        rows = table.get("data") or []
        if table.get("first_row_is_table_header"):
            context["head"], rows = rows[:1][0] if rows else [], rows[1:]
        context |= {"rows": rows, "row_headers": bool(table.get("first_col_is_header"))}
        return context

    # wagtail-localize knows no tables: without these two a table would stay Polish on the English page.

    def get_translatable_segments(self, value: blocks.StructValue) -> list[StringSegmentValue]:
        """The caption and each cell that says something, under its row and column."""
        rows = (value["table"] or {}).get("data") or []
        cells = {f"table.{row}-{column}": cell for row, cells in enumerate(rows) for column, cell in enumerate(cells) if cell}
        return [StringSegmentValue(path, text) for path, text in {"caption": value["caption"], **cells}.items() if text]

    def restore_translated_segments(self, value: blocks.StructValue, segments: list[StringSegmentValue]) -> blocks.StructValue:
        """The same table with these words in place of its own."""
        table = deepcopy(value["table"])
        result = blocks.StructValue(self, {**value, "table": table})
        for segment in segments:
            if segment.path == "caption":
                result["caption"] = segment.render_text()
            else:
                row, column = map(int, segment.path.removeprefix("table.").split("-"))
                table["data"][row][column] = segment.render_text()
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
                "first_col_is_header": True,
                "data": [["Dzień", "Godziny"], ["wtorek", "10:00–14:00"], ["czwartek", "12:00–18:00"]],
            },
        }
