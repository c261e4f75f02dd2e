"""Real PDF and DOCX files for the demo, written from the paragraphs of `fixtures/documents.yaml`."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from docx import Document
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer
from wagtail.models import Collection

from core import reader_process
from core.models import PortalDocument

FONTS = settings.ROOT / "core" / "fonts"


def docx(title: str, paragraphs: list[str], language: str) -> bytes:
    """A Word file with a title heading and paragraphs."""
    document = Document()
    document.core_properties.title = title
    document.core_properties.language = language
    document.core_properties.author = "Portal Współpracy"
    document.add_heading(title, level=1)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def pdf(title: str, paragraphs: list[str], language: str) -> bytes:
    """A PDF with real text in it, title and language set, so that a screen reader says what it is."""
    for name, file in (("Atkinson", "atkinson-regular.ttf"), ("Atkinson-Bold", "atkinson-bold.ttf")):
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, str(FONTS / file)))
    heading = ParagraphStyle("heading", fontName="Atkinson-Bold", fontSize=20, leading=26, spaceAfter=14)
    text = ParagraphStyle("text", fontName="Atkinson", fontSize=11.5, leading=17, spaceAfter=8)
    out = BytesIO()
    template = SimpleDocTemplate(
        out,
        pagesize=A4,
        title=title,
        author="Portal Współpracy",
        lang=language,
        leftMargin=62,
        rightMargin=62,
        topMargin=62,
        bottomMargin=62,
    )
    template.build([Paragraph(title, heading), Spacer(1, 6), *(Paragraph(_escape(paragraph), text) for paragraph in paragraphs)])
    return out.getvalue()


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def store_document(row: dict[str, Any], collection: Collection | None) -> PortalDocument:
    """Make the file that the row describes and keep it in the document library."""
    language = row.get("language", "pl")
    content = {"pdf": pdf, "docx": docx}[row["format"]](row["title"], row["paragraphs"], language)
    reading = reader_process.read_own(content, f"{row['key']}.{row['format']}")
    document = PortalDocument(
        title=row["title"],
        file=ContentFile(content, name=f"{row['key']}.{row['format']}"),
        file_size=len(content),
        language=language,
        # Read at once, so that the demo's worker need not: these files mean no harm.
        extracted_text=reading.text,
        text_pages=reading.pages,
        **({"collection": collection} if collection else {}),
    )
    document.save()
    return document
