"""The text of uploaded documents: read by the worker, harmless whatever the file holds, and never lost on the way."""

from __future__ import annotations

import os
import signal
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import connections
from django.utils import timezone

from core import document_text, outbox, reader_process
from core.demo import files
from core.models import OutboxEntry, PortalDocument
from tests.accounts.factories import make_people
from tests.core import hostile_files as hostile
from tests.factories import SiteTree


def upload(content: bytes, name: str, **fields: Any) -> PortalDocument:
    made: PortalDocument = PortalDocument.objects.create(title="Plik", file=ContentFile(content, name), **fields)
    return made


def stored(document: PortalDocument) -> PortalDocument:
    found: PortalDocument = PortalDocument.objects.get(pk=document.pk)
    return found


def text_of(document: PortalDocument) -> str:
    return stored(document).extracted_text


@pytest.mark.django_db
def test_the_worker_reads_what_was_uploaded_and_what_replaces_it() -> None:
    document = upload(b"pierwszy", "a.txt")
    assert (text_of(document), document.text_state) == ("", "waiting")
    outbox.drain()
    assert (text_of(document), stored(document).text_state) == ("pierwszy", "found")
    document = stored(document)
    document.title = "Nowy tytuł"
    document.save()
    assert not OutboxEntry.objects.filter(kind=document_text.KIND, done_at=None).exists(), "the old file is not read again"
    document.file = ContentFile(files.pdf("Drugi", ["Zdanie."] * 90, "pl"), "b.pdf")
    document.save()
    assert (text_of(document), stored(document).text_state) == ("", "waiting"), "the text of the old file is not the new one's"
    outbox.drain()
    assert (stored(document).text_state, stored(document).text_pages) == ("found", 4)
    document = stored(document)
    document.file = ContentFile(hostile.scan(), "c.pdf")
    document.save()
    assert stored(document).text_pages is None
    outbox.drain()
    assert (text_of(document), stored(document).text_state, stored(document).text_pages) == ("", "scan", 2)


@pytest.mark.django_db
def test_late_work_for_a_replaced_or_lost_file_changes_nothing() -> None:
    document = upload(b"pierwszy", "a.txt")
    late = OutboxEntry.objects.get(kind=document_text.KIND)
    document = stored(document)
    document.file = ContentFile(b"drugi", "b.txt")
    document.save()
    document_text.on_outbox_entry(late)
    assert (text_of(document), stored(document).text_state) == ("", "waiting")
    document.file.storage.delete(document.file.name)
    outbox.drain()
    assert not OutboxEntry.objects.filter(kind=document_text.KIND, done_at=None).exists()
    assert stored(document).text_state == "missing"
    document.delete()
    document_text.on_outbox_entry(late)


@pytest.mark.django_db
def test_a_text_that_is_given_is_kept() -> None:
    document = upload(b"x", "a.txt", extracted_text="Dany")
    assert not OutboxEntry.objects.filter(kind=document_text.KIND).exists()
    assert stored(document).text_state == "found"


@pytest.mark.django_db
def test_broken_files_do_not_keep_others_from_being_read() -> None:
    broken = [upload(content, name) for name, content in (("a.pdf", hostile.png()), ("b.odt", hostile.entity_bomb_odt()), ("c.docx", b""))]
    sound = upload(b"dobry", "d.txt")
    outbox.drain()
    assert [stored(document).text_state for document in broken] == ["broken"] * 3
    assert text_of(sound) == "dobry"
    assert not OutboxEntry.objects.filter(done_at=None).exclude(kind="search.index").exists()
    assert not OutboxEntry.objects.exclude(last_error="").exists()


@pytest.mark.django_db
def test_a_reader_that_is_ended_three_times_is_given_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    suicide = tmp_path / "reader.py"
    suicide.write_text("import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    monkeypatch.setattr(reader_process.document_reader, "__file__", str(suicide))
    document = upload(b"tekst", "a.txt")
    for attempt in range(1, document_text.MOST_TRIES + 1):
        assert stored(document).text_state == "waiting"
        OutboxEntry.objects.filter(kind=document_text.KIND).update(available_at=timezone.now())
        outbox.drain()
        assert OutboxEntry.objects.get(kind=document_text.KIND).attempts == attempt
    assert stored(document).text_state == "stopped"
    assert OutboxEntry.objects.get(kind=document_text.KIND).done_at


def readers_of(pid: int) -> list[int]:
    found = [int(child) for path in Path(f"/proc/{pid}/task").glob("*/children") for child in path.read_text().split()]
    return [child for child in found if b"document_reader" in Path(f"/proc/{child}/cmdline").read_bytes()]


def alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status")
    return status.exists() and "State:\tZ" not in status.read_text()


def wait_until(holds: Any) -> Any:
    deadline = time.monotonic() + 20
    while not (found := holds()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return found


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_while_it_reads_loses_nothing_and_leaves_nothing_running(site_tree: SiteTree) -> None:
    document = upload(hostile.slow_docx(), "a.docx")
    connections.close_all()
    worker = os.fork()
    if worker == 0:
        try:
            outbox.drain()
        finally:
            os._exit(0)
    (reader,) = wait_until(lambda: readers_of(worker))
    os.kill(worker, signal.SIGKILL)
    os.waitpid(worker, 0)
    wait_until(lambda: not alive(reader))
    entry = OutboxEntry.objects.get(kind=document_text.KIND)
    assert (entry.done_at, entry.failed_at, entry.attempts) == (None, None, 1)
    assert stored(document).text_state == "waiting"
    Path(document.file.path).write_bytes(files.docx("Regulamin", hostile.PARAGRAPHS, "pl"))
    OutboxEntry.objects.filter(pk=entry.pk).update(claimed_until=timezone.now() - timedelta(seconds=1))  # the lease has run out
    outbox.drain()
    assert "środowiskowej" in text_of(document)
    assert OutboxEntry.objects.get(pk=entry.pk).attempts == 2


@pytest.mark.django_db
def test_who_may_change_a_document_has_it_read_again(site_tree: SiteTree) -> None:
    people = make_people(site_tree)
    site_tree.slupsk.refresh_from_db()
    document = upload(hostile.png(), "a.pdf", collection=site_tree.slupsk.collection)
    outbox.drain()
    with pytest.raises(PermissionDenied):
        document_text.read_again(people.resident, document)
    assert stored(document).text_state == "broken"
    Path(document.file.path).write_bytes(files.pdf("Tytuł", ["Całe zdanie po naprawie."], "pl"))
    document_text.read_again(people.editor, document)
    assert stored(document).text_state == "waiting"
    outbox.drain()
    assert (stored(document).text_state, text_of(document)) == ("found", "Tytuł\nCałe zdanie po naprawie.")
