"""The text of uploaded documents, read by the worker: a long file must not keep the person who uploads it waiting.

A file that cannot be read has no text; that is no reason to refuse it.
"""

from __future__ import annotations

import logging
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePath
from typing import IO, TYPE_CHECKING

from django.db import transaction
from pypdf import PdfReader

from core import document_search, outbox

if TYPE_CHECKING:
    from core.models import OutboxEntry, PortalDocument

logger = logging.getLogger(__name__)

KIND = "core.document_text"
LONGEST_TEXT = 200_000  # characters: about a hundred pages
# No longer than this for one file, far below the lease of the outbox.
MOST_SECONDS = 60
# Unpacked and parsed, the XML of a Word file takes many times its size in memory.
LARGEST_XML = 30 * 1024 * 1024


def enqueue(document: PortalDocument) -> None:
    """Ask for the text of the document's file. Call inside the writing transaction."""
    outbox.enqueue(KIND, {"document": document.pk, "file": document.file.name})


def on_outbox_entry(entry: OutboxEntry) -> None:
    """Read the file that the entry names and keep its text, unless the document has another file by now."""
    from core.models import PortalDocument

    rows = PortalDocument.objects.filter(pk=entry.payload["document"], file=entry.payload["file"])
    document = rows.first()
    if document is None:
        return
    try:
        with document.open_file() as file:
            text = extract(file, document.filename)
    except FileNotFoundError:  # asking again would not bring it back
        return
    with transaction.atomic():
        if rows.update(extracted_text=text):
            document_search.enqueue(document.pk)


def extract(file: IO[bytes], name: str) -> str:
    """The plain text of a PDF, a Word file or a text file, of its beginning where it is long; empty where there is none."""
    read = _READERS.get(PurePath(name).suffix.lower())
    if read is None:
        return ""
    try:
        return _joined(read(file))
    except Exception as error:
        # Parsers of broken files raise whatever they like.
        logger.info("documents: no text could be read from %s: %r", name, error)
        return ""


def _joined(parts: Iterable[str]) -> str:
    """The parts as lines, without what no database takes: NUL and the half characters that PDFs hold at times."""
    deadline = time.monotonic() + MOST_SECONDS
    lines: list[str] = []
    length = 0
    for part in parts:
        clean = part.replace("\x00", "").encode("utf-8", "ignore").decode().strip()
        if clean:
            lines.append(clean)
            length += len(clean) + 1
        if length >= LONGEST_TEXT or time.monotonic() > deadline:
            break
    return "\n".join(lines)[:LONGEST_TEXT]


def _pdf(file: IO[bytes]) -> Iterator[str]:
    for page in PdfReader(file).pages:
        yield page.extract_text()


def _docx(file: IO[bytes]) -> Iterator[str]:
    from docx import Document
    from docx.oxml.ns import qn
    from docx.text.paragraph import Paragraph

    with zipfile.ZipFile(file) as archive:
        if sum(member.file_size for member in archive.infolist() if member.filename.endswith((".xml", ".rels"))) > LARGEST_XML:
            return
    file.seek(0)
    document = Document(file)
    # All paragraphs in their order, those in tables too.
    for element in document.element.body.iter(qn("w:p")):
        yield Paragraph(element, document).text


def _text(file: IO[bytes]) -> Iterator[str]:
    # A letter takes at most four bytes. Polish offices still save in the Windows code page.
    content = file.read(4 * LONGEST_TEXT)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        cut_in_a_letter = len(content) == 4 * LONGEST_TEXT and error.reason == "unexpected end of data"
        text = content.decode("utf-8-sig", "ignore") if cut_in_a_letter else content.decode("cp1250", "replace")
    yield from text.splitlines()


_READERS: dict[str, Callable[[IO[bytes]], Iterator[str]]] = {".pdf": _pdf, ".docx": _docx, ".txt": _text, ".csv": _text}
