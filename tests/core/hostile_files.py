"""Files that mean harm or are broken, made as small as they go: bombs, loops, locks and lies."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping

from PIL import Image
from pypdf import PdfReader, PdfWriter

from core.demo import files

PARAGRAPHS = ["Regulamin świetlicy środowiskowej.", "Żółta łódź płynie Łebą."]
_NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
)
MANIFEST = b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
BOMB = "".join(f'<!ENTITY b{level} "{f"&b{level - 1};" * 10}">' for level in range(1, 10))


def archive(members: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members.items():
            target.writestr(name, content)
    return out.getvalue()


# --- OpenDocument


def content_xml(body: str, doctype: str = "") -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{doctype}<office:document-content {_NAMES}><office:body><office:text>'
        f"{body}</office:text></office:body></office:document-content>"
    ).encode()


def odt(body: str, doctype: str = "", **more: bytes) -> bytes:
    members = {"mimetype": b"application/vnd.oasis.opendocument.text", "META-INF/manifest.xml": MANIFEST}
    return archive({**members, "content.xml": content_xml(body, doctype), **more})


def entity_bomb_odt() -> bytes:
    return odt("<text:p>&b9;</text:p>", f'<!DOCTYPE x [<!ENTITY b0 "bum">{BOMB}]>')


def stealing_odt() -> bytes:
    return odt("<text:p>&plik;</text:p>", '<!DOCTYPE x [<!ENTITY plik SYSTEM "file:///etc/passwd">]>')


def zip_bomb_odt() -> bytes:
    return odt("<text:p>" + " " * (31 * 1024 * 1024) + "</text:p>")


def lying_zip_bomb_odt() -> bytes:
    """The list of the archive says that its text takes a hundred bytes."""
    content = content_xml("<text:p>" + "bum " * 10_000_000 + "</text:p>")
    made = archive({"META-INF/manifest.xml": MANIFEST, "content.xml": content})
    size = len(content).to_bytes(4, "little")
    assert made.count(size) == 2, "in the member's header and in the list at the end"
    return made.replace(size, (100).to_bytes(4, "little"))


# --- Word


def docx_with(document: bytes, **more: bytes) -> bytes:
    source = zipfile.ZipFile(io.BytesIO(files.docx("Regulamin", PARAGRAPHS, "pl")))
    members = {name: source.read(name) for name in source.namelist()}
    return archive({**members, "word/document.xml": document or members["word/document.xml"], **more})


def word(body: str, doctype: str = "") -> bytes:
    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return f'{doctype}<w:document xmlns:w="{name}"><w:body>{body}</w:body></w:document>'.encode()


def entity_bomb_docx() -> bytes:
    return docx_with(word("<w:p><w:r><w:t>&b9;</w:t></w:r></w:p>", f'<!DOCTYPE x [<!ENTITY b0 "bum">{BOMB}]>'))


def slow_docx() -> bytes:
    """Takes the reader many seconds, and little memory: paragraphs without a word."""
    return docx_with(word("<w:p><w:r><w:t/></w:r></w:p>" * 1_000_000))


# --- PDF


def pdf_of(*objects: bytes, root: int = 1) -> bytes:
    """A PDF of these objects, numbered from 1."""
    out = io.BytesIO(b"%PDF-1.7\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, content in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, root, start))
    return out.getvalue()


def stream(data: bytes, more: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (more, len(data), data)


CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def pdf_whose_pages_hold_themselves() -> bytes:
    return pdf_of(CATALOGUE, b"<</Type/Pages/Count 2/Kids[2 0 R 2 0 R]>>")


def pdf_whose_form_draws_itself() -> bytes:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>"
    form = stream(b"/F Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 5 0 R>>>>")
    return pdf_of(CATALOGUE, b"<</Type/Pages/Count 1/Kids[3 0 R]>>", page, stream(b"/F Do"), form)


def pdf_whose_tables_follow_each_other() -> bytes:
    made = pdf_of(CATALOGUE, b"<</Type/Pages/Count 0/Kids[]>>")
    start = made.rindex(b"startxref\n") + len(b"startxref\n")
    place = made[start:].split(b"\n")[0]
    return made.replace(b"/Root 1 0 R>>", b"/Root 1 0 R/Prev %s>>" % place)


def pdf_with_pages(count: int, content: bytes = b"BT /F 12 Tf 1 1 Td (Strona) Tj ET") -> bytes:
    kids = b" ".join(b"%d 0 R" % number for number in range(5, count + 5))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 3 0 R/Resources<</Font<</F 4 0 R>>>>>>"
    return pdf_of(CATALOGUE, b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, kids), stream(content), FONT, *[page] * count)


def pdf_with_an_endless_page() -> bytes:
    """Two million words on the second page: to lay them out takes nine seconds and more."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents %d 0 R/Resources<</Font<</F 3 0 R>>>>>>"
    short, long = (zlib.compress(b"BT /F 12 Tf 1 1 Td " + b"(Strona) Tj " * count + b"ET") for count in (1, 2_000_000))
    packed = b"/Filter/FlateDecode"
    pages = (page % 6, page % 7)
    return pdf_of(CATALOGUE, b"<</Type/Pages/Count 2/Kids[4 0 R 5 0 R]>>", FONT, *pages, stream(short, packed), stream(long, packed))


def pdf_that_unpacks_to(size: int) -> bytes:
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(b" " * 1_000_000) for _ in range(size // 1_000_000)) + packer.flush()
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>"
    return pdf_of(CATALOGUE, b"<</Type/Pages/Count 1/Kids[3 0 R]>>", page, stream(data, b"/Filter/FlateDecode"))


def encrypted_pdf(*, to_open: str, to_change: str = "wlasciciel") -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(files.pdf("Regulamin", PARAGRAPHS, "pl"))))
    writer.encrypt(user_password=to_open, owner_password=to_change, algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def scan(pages: int = 2) -> bytes:
    """Pages that are pictures, as scanners save them."""
    sheets = [Image.new("L", (200, 280), 240) for _ in range(pages)]
    out = io.BytesIO()
    sheets[0].save(out, "PDF", save_all=True, append_images=sheets[1:])
    return out.getvalue()


def stamped_scan() -> bytes:
    """A scan with a line of text over it, as an electronic office stamps what comes in."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(scan(2))))
    stamp = PdfReader(io.BytesIO(pdf_with_pages(1, b"BT /F 12 Tf 1 1 Td (Wplyw 12.05.2026) Tj ET"))).pages[0]
    for page in writer.pages:
        page.merge_page(stamp)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "#0b5a5e").save(out, "PNG")
    return out.getvalue()
