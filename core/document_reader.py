"""Reads the text of one document in a process of its own: `python -P document_reader.py .pdf ... < file`.

Files come from anybody, and what reads them may loop, grow or crash: here that ends a process that nothing else depends on. It gets
the open file and a pipe, no settings and no database, so nothing of Django is imported. It writes JSON, a line each: {"pages": 24}
where pages are known, {"text": "..."} for each page or paragraph, and at the end {"outcome": "found"}. `core.reader_process` starts it.
"""

from __future__ import annotations

import json
import os
import re
import signal
import sys
import zipfile
from collections.abc import Callable, Iterator
from typing import IO, Any

LONGEST_TEXT = 200_000  # characters: about a hundred pages
MOST_MEMORY = 512 * 1024 * 1024
MOST_CPU_SECONDS = 25
# Unpacked and parsed, the XML of an office file takes many times its size in memory.
LARGEST_XML = 30 * 1024 * 1024
MOST_PAGES = 3_000
# A page with a picture and fewer letters than this is taken for a scan: a stamp or a number over it is no text of the page.
LETTERS_OF_A_PAGE = 40

# How it can end. Told to editors in the words of `core.document_text.TextState`.
FOUND, CUT, SCAN, BLANK = "found", "cut", "scan", "blank"
BROKEN, ENCRYPTED, LARGE, MEMORY, KIND = "broken", "encrypted", "large", "memory", "kind"

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
# What was deleted with changes recorded, and remarks in the margin: not what the author shows.
_UNSHOWN = frozenset({f"{_TEXT}tracked-changes", f"{_OFFICE}annotation"})
_SPACES = frozenset({f"{_TEXT}s", f"{_TEXT}tab", f"{_TEXT}line-break"})

Line = dict[str, Any]


class Unreadable(Exception):
    """Why a file has no text that could be read; the argument is one of the outcomes."""


def read(file: IO[bytes], extension: str) -> Iterator[Line]:
    """The lines about a file; the last one says how it ended. What was read before something went wrong has been told by then."""
    reader = READERS.get(extension)
    try:
        if reader is None:
            raise Unreadable(KIND)
        yield from _bounded(reader(file))
    except Unreadable as reason:
        yield {"outcome": str(reason)}
    except MemoryError:
        yield {"outcome": MEMORY}
    except Exception as error:
        # Parsers of broken files raise whatever they like. Without memory libxml2 cannot even say what is wrong.
        outcome = MEMORY if "unknown error" in str(error) else BROKEN
        yield {"outcome": outcome, "detail": repr(error)[:300].encode("utf-8", "replace").decode()}


def _bounded(lines: Iterator[Line]) -> Iterator[Line]:
    """No more than the longest text, without what no database takes: NUL and the half characters that PDFs hold at times."""
    left = LONGEST_TEXT
    found = False
    for line in lines:
        if "text" not in line:
            yield line
            if "outcome" in line:
                return
            continue
        text = _clean(line["text"])
        found = found or bool(text)
        yield {"text": text[:left]}
        left -= len(text) + 1
        if left < 0:
            yield {"outcome": CUT if found else BLANK}
            return
    yield {"outcome": FOUND if found else BLANK}


def _clean(text: str) -> str:
    # A form feed parts the pages of what is kept.
    return text.replace("\x00", "").replace("\f", "\n").encode("utf-8", "ignore").decode().strip()


# --- PDF


def _pdf(file: IO[bytes]) -> Iterator[Line]:
    from pypdf import PdfReader

    reader = PdfReader(file)
    # Many can be read without a password and only ask that nobody changes them.
    if reader.is_encrypted and not reader.decrypt(""):
        raise Unreadable(ENCRYPTED)
    count = len(reader.pages)
    if not count:
        raise Unreadable(BROKEN)
    yield {"pages": count}
    failed = scanned = letters = 0
    for number in range(min(count, MOST_PAGES)):
        text, found = "", 0
        try:
            page = reader.pages[number]
            text = flowing(page.extract_text())
            found = sum(sign.isalpha() for sign in text)
            scanned += found < LETTERS_OF_A_PAGE and _has_picture(page)
        except MemoryError:
            raise
        except Exception:
            failed += 1
        letters += found
        yield {"text": text}
    if failed == count:
        raise Unreadable(BROKEN)
    if 2 * scanned > count:
        yield {"outcome": SCAN}
    elif not letters:
        yield {"outcome": BLANK}
    elif count > MOST_PAGES:
        yield {"outcome": CUT}


def _has_picture(drawn: Any, depth: int = 2) -> bool:
    """Whether a page, or a form on it, draws a picture."""
    resources = drawn.get("/Resources")
    objects = resources.get_object().get("/XObject") if resources else None
    for found in list(objects.get_object().values())[:50] if objects else ():
        kind = found.get_object().get("/Subtype")
        if kind == "/Image" or (kind == "/Form" and depth and _has_picture(found.get_object(), depth - 1)):
            return True
    return False


# The end of a line in the middle of a word, and lines that go on with the sentence before.
_HYPHEN = re.compile(r"(?<=\w)[\u00ad-][ \t]*\n[ \t]*(?=\w)")
_ENDS = re.compile(r"[.!?:;]$")


def flowing(text: str) -> str:
    """Lines of a page put together into paragraphs, words parted at the end of a line made whole.

    A line ends its paragraph where a sentence ends with it, or where it is much shorter than the longest and the next begins anew.
    """
    lines = [" ".join(line.split()) for line in _joined_words(text).split("\n")]
    longest = max(map(len, lines), default=0)
    paragraphs: list[str] = []
    going_on = False
    for line in lines:
        if not line:
            going_on = False
            continue
        if paragraphs and (going_on or line[0].islower()):
            paragraphs[-1] += f" {line}"
        else:
            paragraphs.append(line)
        going_on = not _ENDS.search(line) and 4 * len(line) > 3 * longest
    return "\n".join(paragraphs)


def _joined_words(text: str) -> str:
    def whole(match: re.Match[str]) -> str:
        # "Bielsko-\nBiała" and "2024-\n2026" keep their hyphens, "współ-\npraca" does not.
        return "" if text[match.end()].islower() else "-"

    return _HYPHEN.sub(whole, text).replace("\u00ad", "")


# --- Office files


def _archive(file: IO[bytes]) -> zipfile.ZipFile:
    """An office file's archive, if its XML is not too much to parse."""
    if file.read(8) == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise Unreadable(ENCRYPTED)  # Microsoft's programs wrap a file with a password in their old format
    archive = zipfile.ZipFile(file)
    members = archive.infolist()
    if any(member.flag_bits & 1 for member in members):
        raise Unreadable(ENCRYPTED)
    if sum(member.file_size for member in members if member.filename.endswith((".xml", ".rels"))) > LARGEST_XML:
        raise Unreadable(LARGE)
    return archive


def _docx(file: IO[bytes]) -> Iterator[Line]:
    from docx import Document
    from docx.oxml.ns import qn
    from docx.text.paragraph import Paragraph

    with _archive(file):
        file.seek(0)
        document = Document(file)
    # All paragraphs in their order, those in tables too.
    for element in document.element.body.iter(qn("w:p")):
        yield {"text": Paragraph(element, document).text}


def _xlsx(file: IO[bytes]) -> Iterator[Line]:
    from openpyxl import load_workbook

    with _archive(file):
        file.seek(0)
        book = load_workbook(file, read_only=True, data_only=True)
    for sheet in book.worksheets:
        yield {"text": sheet.title}
        sheet.reset_dimensions()  # what the file says of its size would be filled up with empty cells
        for row in sheet.iter_rows(values_only=True):
            yield {"text": " ".join(str(cell) for cell in row if cell is not None)}


def _open_document(file: IO[bytes]) -> Iterator[Line]:
    """ODT and ODS: paragraphs and headings in their order, a table's row as one line."""
    from lxml import etree

    with _archive(file) as archive:
        if b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise Unreadable(ENCRYPTED)
        with archive.open("content.xml") as content:
            hidden = 0
            cells: list[str] = []
            # Neither entities nor anything from elsewhere, and libxml2's own limits of depth and length.
            parsed = etree.iterparse(
                content, events=("start", "end"), resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False
            )
            for event, element in parsed:
                if event == "start":
                    hidden += element.tag in _UNSHOWN
                    if element.getparent() is None and element.getroottree().docinfo.doctype:
                        raise Unreadable(BROKEN)  # no office program writes one; bombs of entities do
                    continue
                if element.tag in _UNSHOWN:
                    hidden -= 1
                    element.clear(keep_tail=True)
                elif hidden:
                    continue
                elif element.tag in _SPACES:
                    element.text = " "
                elif element.tag in (f"{_TEXT}p", f"{_TEXT}h"):
                    text = "".join(element.itertext())
                    if any(True for _row in element.iterancestors(f"{_TABLE}table-row")):
                        cells.append(text)
                    else:
                        yield {"text": text}
                    element.clear(keep_tail=True)
                elif element.tag == f"{_TABLE}table-row":
                    yield {"text": " ".join(cells)}
                    cells = []
                    element.clear(keep_tail=True)


# --- Text files


def _text(file: IO[bytes]) -> Iterator[Line]:
    # A letter takes at most four bytes. Polish offices still save in the Windows code page.
    content = file.read(4 * LONGEST_TEXT)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        cut_in_a_letter = len(content) == 4 * LONGEST_TEXT and error.reason == "unexpected end of data"
        text = content.decode("utf-8-sig", "ignore") if cut_in_a_letter else content.decode("cp1250", "replace")
    for line in text.splitlines():
        yield {"text": line}


READERS: dict[str, Callable[[IO[bytes]], Iterator[Line]]] = {
    ".pdf": _pdf,
    ".docx": _docx,
    ".xlsx": _xlsx,
    ".odt": _open_document,
    ".ods": _open_document,
    ".txt": _text,
    ".csv": _text,
}
_LIBRARIES = {".pdf": "pypdf", ".docx": "docx", ".xlsx": "openpyxl", ".odt": "lxml.etree", ".ods": "lxml.etree"}


# --- The process


def _die_with(parent: int) -> None:
    """When the worker is killed, nobody waits for this any more. Linux only; elsewhere the limit of time ends it."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
        if os.getppid() != parent:
            os._exit(1)


def _limit(memory: int, seconds: int) -> None:
    import resource

    for what, wanted in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        most = resource.getrlimit(what)[1]
        limit = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
        resource.setrlimit(what, (limit, limit))


def main() -> None:
    extension = sys.argv[1]
    parent, memory, seconds = map(int, sys.argv[2:5])
    _die_with(parent)
    if extension in _LIBRARIES:
        __import__(_LIBRARIES[extension])  # before the limits: Python may want to keep what it compiles
    _limit(memory, seconds)
    with os.fdopen(0, "rb") as file:
        file.seek(0)
        for line in read(file, extension):
            sys.stdout.buffer.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
            sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
