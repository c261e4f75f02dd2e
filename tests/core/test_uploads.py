"""Uploads that lie about their type, are broken or too big are refused in words, and nothing is stored."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageCms
from wagtail.models import Collection

from core.demo import files
from core.models import PortalDocument, PortalImage
from tests.factories import SiteTree

PDF = files.pdf("Tytuł", ["Tekst."], "pl")
DOCX = files.docx("Tytuł", ["Tekst."], "pl")


def archive(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members.items():
            target.writestr(name, content)
    return out.getvalue()


def huge_png(side: int) -> bytes:
    """A well-formed PNG of side x side white pixels, small as a file."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer = zlib.compressobj(9)
    row = b"\x00" + b"\xff" * (side // 8)
    data = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "#0b5a5e").save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def admin(site_tree: SiteTree) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("admin@example.org", "haslo"))
    return client


def send_document(admin: Client, name: str, content: bytes) -> object:
    upload = SimpleUploadedFile(name, content)
    return admin.post(
        reverse("wagtaildocs:add"),
        {"title": "Plik", "file": upload, "language": "pl", "collection": Collection.objects.get(depth=1).pk, "tags": ""},
    )


@pytest.mark.parametrize(("name", "content"), [("dobry.pdf", PDF), ("dobry.docx", DOCX), ("dane.csv", "ą;ę\n1;2\n".encode())])
def test_an_honest_file_is_stored(admin: Client, name: str, content: bytes) -> None:
    assert send_document(admin, name, content).status_code == 302  # type: ignore[attr-defined]
    assert PortalDocument.objects.get().file.read() == content


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("strona.pdf", b"<html><script>alert(1)</script></html>"),
        ("uszkodzony.pdf", PDF[: len(PDF) // 3]),
        ("sam-naglowek.pdf", b"%PDF-1.7\n"),
        ("pusty.pdf", b""),
        ("obraz.docx", png()),
        ("inny-zip.docx", archive(a=b"b")),
        ("uszkodzony.xlsx", DOCX[:200]),
        ("bomba.zip", archive(a=b"\x00" * (201 * 1024 * 1024))),
        ("binarny.txt", b"MZ\x00\x00\x90"),
        ("program.exe", b"MZ\x00\x00\x90"),
        ("obraz.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_is_not_what_it_says_is_refused_in_words(admin: Client, name: str, content: bytes) -> None:
    response = send_document(admin, name, content)
    assert response.status_code == 200  # type: ignore[attr-defined]
    assert response.context["form"].errors["file"]  # type: ignore[attr-defined]
    assert not PortalDocument.objects.exists()


def test_a_file_name_cannot_climb_out_of_the_folder(admin: Client, settings: object) -> None:
    assert send_document(admin, "../../../etc/passwd.pdf", PDF).status_code == 302  # type: ignore[attr-defined]
    document = PortalDocument.objects.get()
    assert ".." not in document.file.name
    assert str(document.file.path).startswith(str(settings.DOCUMENT_ROOT))  # type: ignore[attr-defined]


def send_image(admin: Client, name: str, content: bytes) -> object:
    return admin.post(
        reverse("wagtailimages:add"),
        {"title": "Obraz", "file": SimpleUploadedFile(name, content), "collection": Collection.objects.get(depth=1).pk, "tags": ""},
    )


def test_an_honest_image_is_stored(admin: Client) -> None:
    assert send_image(admin, "obraz.png", png()).status_code == 302  # type: ignore[attr-defined]
    assert PortalImage.objects.get().width == 40


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("udaje.png", b"<html></html>"),
        ("png.jpg", png()),
        ("skrypt.svg", b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><script>alert(1)</script></svg>"),
        ("skrypt.png", b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><script>alert(1)</script></svg>"),
        ("urwany.png", png()[:20]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_image_that_is_not_what_it_says_is_refused_in_words(admin: Client, name: str, content: bytes) -> None:
    response = send_image(admin, name, content)
    assert response.status_code == 200  # type: ignore[attr-defined]
    assert response.context["form"].errors["file"]  # type: ignore[attr-defined]
    assert not PortalImage.objects.exists()


def test_four_hundred_million_pixels_are_refused_in_words(admin: Client) -> None:
    content = huge_png(20_000)
    assert len(content) < 1_000_000
    response = send_image(admin, "ogromny.png", content)
    assert response.status_code == 200  # type: ignore[attr-defined]
    assert "piksel" in str(response.context["form"].errors["file"])  # type: ignore[attr-defined]
    assert not PortalImage.objects.exists()


# --- What cameras write beside the picture

PLACE = {1: "N", 2: (54.0, 27.0, 51.0), 3: "E", 4: (17.0, 1.0, 43.0)}
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><creator>Jan Tajny</creator></x:xmpmeta>"


def photo(kind: str = "JPEG", *, orientation: int = 1, place: bool = True) -> bytes:
    """A picture as a phone writes it: red above, blue below, with place, device, XMP and a colour profile."""
    image = Image.new("RGB", (64, 32), "red")
    image.paste("blue", (0, 16, 64, 32))
    exif = Image.Exif()
    if place:
        exif[0x010F] = "Tajny Telefon"
        exif[0x0112] = orientation
        exif.get_ifd(0x8825).update(PLACE)
    out = io.BytesIO()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    image.save(out, kind, icc_profile=profile, **({"exif": exif, "xmp": XMP} if place else {}))
    return out.getvalue()


def stored_photo(admin: Client, name: str, content: bytes) -> bytes:
    answer = admin.post(
        reverse("wagtailimages:add"),
        {
            "title": "Zdjęcie",
            "file": SimpleUploadedFile(name, content),
            "collection": Collection.objects.get(depth=1).pk,
            "description": "Rynek",
            "tags": "",
        },
    )
    assert answer.status_code == 302
    image = PortalImage.objects.get()
    assert image.file_size == image.file.size
    return image.file.read()


@pytest.mark.parametrize(("kind", "name"), [("JPEG", "a.jpg"), ("PNG", "a.png"), ("WEBP", "a.webp")])
def test_a_picture_tells_nobody_where_it_was_taken(admin: Client, kind: str, name: str) -> None:
    sent = photo(kind)
    assert b"Tajny Telefon" in sent
    kept = stored_photo(admin, name, sent)
    for secret in (b"Tajny", b"xmpmeta"):
        assert secret not in kept
    with Image.open(io.BytesIO(kept)) as image:
        image.load()
        assert not image.getexif()
        assert (image.format, image.size) == (kind, (64, 32))
        assert image.info["icc_profile"]


def test_a_picture_on_its_side_is_turned_and_its_size_told_rightly(admin: Client) -> None:
    kept = stored_photo(admin, "bok.jpg", photo(orientation=6))
    stored = PortalImage.objects.get()
    assert (stored.width, stored.height) == (32, 64)
    with Image.open(io.BytesIO(kept)) as image:
        assert image.size == (32, 64)
        red, _green, blue = image.convert("RGB").getpixel((28, 32))
        assert red > 200 > blue, "what was above is on the right"
        assert b"Tajny" not in kept


def test_without_such_notes_the_file_stays_as_it_was(admin: Client) -> None:
    sent = photo(place=False)
    assert stored_photo(admin, "czysty.jpg", sent) == sent


def test_the_pixels_of_a_jpeg_are_not_packed_anew(admin: Client) -> None:
    sent = photo()
    kept = stored_photo(admin, "a.jpg", sent)
    with Image.open(io.BytesIO(sent)) as before, Image.open(io.BytesIO(kept)) as after:
        assert before.quantization == after.quantization  # type: ignore[attr-defined]


def test_the_second_picture_of_a_phones_file_goes_too(admin: Client) -> None:
    first, second = (Image.open(io.BytesIO(photo())) for _ in range(2))
    out = io.BytesIO()
    first.save(out, "MPO", save_all=True, append_images=[second], exif=first.getexif())
    kept = stored_photo(admin, "dwa.jpg", out.getvalue())
    assert b"Tajny" not in kept
    with Image.open(io.BytesIO(kept)) as image:
        assert image.format == "JPEG"


def errors_of(response: object) -> str:
    return " ".join(" ".join(texts) for texts in response.context["form"].errors.values())  # type: ignore[attr-defined]


def test_refusals_name_no_numbers_that_nobody_knows_and_no_libraries_words(admin: Client) -> None:
    too_large = errors_of(send_image(admin, "ogromny.png", huge_png(8000)))
    assert "najwyżej 40 mln" in too_large
    assert "nieznana" not in too_large
    script = errors_of(send_image(admin, "skrypt.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"))
    assert "W pliku nie ma obrazu .jpeg" in script
    assert "(svg)" not in script


def test_an_empty_document_has_one_error_that_fits(admin: Client) -> None:
    said = errors_of(send_document(admin, "pusty.pdf", b""))
    assert "pusty" in said
    assert "Rozszerzenie" not in said
