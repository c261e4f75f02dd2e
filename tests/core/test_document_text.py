"""The text of uploaded documents: read by the worker, harmless whatever the file holds."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from docx import Document

from core import document_text, outbox
from core.demo import files
from core.models import OutboxEntry, PortalDocument

PARAGRAPHS = ["Regulamin świetlicy środowiskowej.", "Żółta łódź płynie Łebą."]


def with_table() -> bytes:
    document = Document()
    document.add_paragraph("Plan zajęć")
    document.add_table(rows=1, cols=2).cell(0, 1).text = "Wtorek, 17:00"
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def words(content: bytes, name: str) -> str:
    return " ".join(document_text.extract(BytesIO(content), name).split())


@pytest.mark.parametrize(
    ("name", "content", "text"),
    [
        ("a.pdf", files.pdf("Regulamin", PARAGRAPHS, "pl"), "Regulamin " + " ".join(PARAGRAPHS)),
        ("a.DOCX", files.docx("Regulamin", PARAGRAPHS, "pl"), "Regulamin " + " ".join(PARAGRAPHS)),
        ("tabela.docx", with_table(), "Plan zajęć Wtorek, 17:00"),
        ("a.txt", "\ufeffŻółw\r\n\r\n  i łoś".encode(), "Żółw i łoś"),
        ("a.csv", "gmina;liczba\nŁeba;3".encode("cp1250"), "gmina;liczba Łeba;3"),
        ("koniec.txt", "proszę".encode("cp1250"), "proszę"),
        ("nul.txt", b"a\x00b", "ab"),
        ("a.zip", b"PK", ""),
        ("udaje.pdf", b"%PDF-1.7 nic dalej", ""),
        ("udaje.docx", b"PK nic dalej", ""),
        ("bez_nazwy", b"x", ""),
    ],
)
def test_what_is_read_of_a_file(name: str, content: bytes, text: str) -> None:
    assert words(content, name) == text


def test_a_long_text_is_cut_and_half_characters_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document_text, "LONGEST_TEXT", 100)
    assert len(document_text.extract(BytesIO("ż".encode() * 10_000), "a.txt")) == 100
    assert document_text.extract(BytesIO(b"a" + "ż".encode() * 10_000), "a.txt").startswith("ażż"), "cut in the middle of a letter"
    monkeypatch.setitem(document_text._READERS, ".pdf", lambda _file: iter(["a\ud800b\x00c", "d" * 200, "e"]))
    assert document_text.extract(BytesIO(), "a.pdf") == "abc\n" + "d" * 96


def test_an_archive_that_would_unpack_to_too_much_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document_text, "LARGEST_XML", 1000)
    assert document_text.extract(BytesIO(with_table()), "a.docx") == ""


def upload(content: bytes, name: str) -> PortalDocument:
    return PortalDocument.objects.create(title="Plik", file=ContentFile(content, name))


def text_of(document: PortalDocument) -> str:
    return PortalDocument.objects.get(pk=document.pk).extracted_text


@pytest.mark.django_db
def test_the_worker_reads_what_was_uploaded_and_what_replaces_it() -> None:
    document = upload(b"pierwszy", "a.txt")
    assert text_of(document) == ""
    outbox.drain()
    assert text_of(document) == "pierwszy"
    document = PortalDocument.objects.get(pk=document.pk)
    document.title = "Nowy tytuł"
    document.save()
    assert not OutboxEntry.objects.filter(kind=document_text.KIND, done_at=None).exists(), "the old file is not read again"
    document.file = ContentFile(b"drugi", "b.txt")
    document.save()
    assert text_of(document) == "", "the text of the old file is not the new one's"
    outbox.drain()
    assert text_of(document) == "drugi"


@pytest.mark.django_db
def test_late_work_for_a_replaced_or_lost_file_changes_nothing() -> None:
    document = upload(b"pierwszy", "a.txt")
    late = OutboxEntry.objects.get(kind=document_text.KIND)
    document = PortalDocument.objects.get(pk=document.pk)
    document.file = ContentFile(b"drugi", "b.txt")
    document.save()
    document_text.on_outbox_entry(late)
    assert text_of(document) == ""
    document.file.storage.delete(document.file.name)
    outbox.drain()
    assert not OutboxEntry.objects.filter(kind=document_text.KIND, done_at=None).exists()
    document.delete()
    document_text.on_outbox_entry(late)


@pytest.mark.django_db
def test_a_text_that_is_given_is_kept() -> None:
    PortalDocument.objects.create(title="Plik", file=ContentFile(b"x", "a.txt"), extracted_text="Dany")
    assert not OutboxEntry.objects.filter(kind=document_text.KIND).exists()
