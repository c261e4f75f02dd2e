"""Checks an uploaded document by what is in it, not by what its name says; takes out of an image what its author did not mean
to publish. Images are checked by Wagtail (Willow).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import PurePath
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps
from pypdf import PdfReader
from pypdf.errors import PyPdfError

LARGEST_DOCUMENT = 20 * 1024 * 1024
# A small archive must not unpack to gigabytes.
LARGEST_UNPACKED = 200 * 1024 * 1024

# What an office file's archive must hold to be what its name says.
OFFICE_MEMBERS = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "odt": "content.xml",
    "ods": "content.xml",
}

# Where Pillow keeps what a camera or a program wrote beside the picture: place, time, device, names.
METADATA = ("exif", "xmp", "XML:com.adobe.xmp", "Raw profile type exif", "Raw profile type xmp", "photoshop", "iptc", "comment")
ORIENTATION = 0x0112


def without_metadata(file: IO[bytes]) -> bytes | None:
    """The image turned as it should be seen, with its colour profile and nothing else beside the picture.

    None when there is nothing to take out. The file is left at its beginning.
    """
    file.seek(0)
    try:
        with Image.open(file) as image:
            image.load()
            exif = image.getexif()
            if not exif and not any(image.info.get(name) for name in METADATA):
                return None
            if image.format in ("GIF", "PNG", "WEBP", "AVIF") and getattr(image, "n_frames", 1) > 1:
                return _saved(image, image.format, save_all=True)
            # Phones put a second picture behind the first ("MPO"); the first is an ordinary JPEG.
            kind = "JPEG" if image.format == "MPO" else image.format or "PNG"
            turned = exif.get(ORIENTATION, 1) != 1
            options: dict[str, Any] = {}
            if kind == "JPEG":
                options = {"quality": "keep"} if image.format == "JPEG" and not turned else {"quality": 95}
            elif kind in ("WEBP", "AVIF"):
                options = {"quality": 90}
            return _saved(ImageOps.exif_transpose(image) if turned else image, kind, **options)
    finally:
        file.seek(0)


def _saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    profile = image.info.get("icc_profile")
    for name in METADATA:
        image.info.pop(name, None)  # some writers take it from here by themselves
    out = io.BytesIO()
    image.save(out, kind, **options, **({"icc_profile": profile} if profile else {}))
    return out.getvalue()


def validate_document(file: IO[bytes], name: str, size: int) -> None:
    """Raise ValidationError, in the user's words, when the content is not what the extension of `name` says or is too big.

    The file is left at its beginning.
    """
    if size > LARGEST_DOCUMENT:
        raise ValidationError(
            _("Plik jest za duży: ma %(size)s MB, a może mieć najwyżej %(limit)s MB.")
            % {"size": round(size / 1024 / 1024), "limit": LARGEST_DOCUMENT // 1024 // 1024}
        )
    extension = PurePath(name).suffix.lower().lstrip(".")
    check = _CHECKS.get(extension)
    if check is None:
        raise ValidationError(_("Nie przyjmujemy plików .%(extension)s.") % {"extension": extension})
    file.seek(0)
    try:
        fits = size > 0 and check(file, extension)
    except Exception:
        # Parsers of broken files raise whatever they like; for the person it is the same broken file.
        fits = False
    finally:
        file.seek(0)
    if not fits:
        raise ValidationError(
            _("Zawartość pliku nie zgadza się z jego nazwą (.%(extension)s) albo plik jest uszkodzony. Zapisz go jeszcze raz i wyślij.")
            % {"extension": extension}
        )


def _is_pdf(file: IO[bytes], _extension: str) -> bool:
    if file.read(5) != b"%PDF-":
        return False
    file.seek(0)
    try:
        reader = PdfReader(file)
        return reader.is_encrypted or len(reader.pages) > 0
    except PyPdfError:
        return False


def _is_archive(file: IO[bytes], extension: str) -> bool:
    with zipfile.ZipFile(file) as archive:
        members = archive.infolist()
        if sum(member.file_size for member in members) > LARGEST_UNPACKED:
            return False
        wanted = OFFICE_MEMBERS.get(extension)
        return bool(members) and (wanted is None or any(member.filename == wanted for member in members))


def _is_text(file: IO[bytes], _extension: str) -> bool:
    content = file.read()
    if b"\x00" in content:
        return False
    # Polish offices still save in the Windows code page; only binary rubbish is neither.
    for encoding in ("utf-8", "cp1250"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False


def _is_rtf(file: IO[bytes], _extension: str) -> bool:
    return file.read(5) == b"{\\rtf"


_CHECKS: dict[str, Callable[[IO[bytes], str], bool]] = {
    "pdf": _is_pdf,
    "docx": _is_archive,
    "xlsx": _is_archive,
    "odt": _is_archive,
    "ods": _is_archive,
    "zip": _is_archive,
    "csv": _is_text,
    "txt": _is_text,
    "rtf": _is_rtf,
}
