"""The text of uploaded documents, read by the worker: a long file must not keep the person who uploads it waiting.

A file that cannot be read has no text; that is no reason to refuse it, but its editors are told why (`core.document_report`).
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.permissions import policy_registry

from core import document_reader, document_search, outbox, reader_process

if TYPE_CHECKING:
    from core.models import OutboxEntry, PortalDocument

logger = logging.getLogger(__name__)

KIND = "core.document_text"
# Somebody may end a reader that is not to blame, such as a system that runs out of memory; the third time it is the file.
MOST_TRIES = 3


class TextState(models.TextChoices):
    """What is known of the text of a file."""

    WAITING = "waiting", gettext_lazy("czeka na odczytanie")
    FOUND = document_reader.FOUND, gettext_lazy("odczytany")
    CUT = document_reader.CUT, gettext_lazy("odczytany tylko początek")
    SCAN = document_reader.SCAN, gettext_lazy("skan bez warstwy tekstowej")
    BLANK = document_reader.BLANK, gettext_lazy("w pliku nie ma tekstu")
    BROKEN = document_reader.BROKEN, gettext_lazy("plik jest uszkodzony")
    ENCRYPTED = document_reader.ENCRYPTED, gettext_lazy("plik jest zabezpieczony hasłem")
    LARGE = document_reader.LARGE, gettext_lazy("plik jest po rozpakowaniu za duży")
    SLOW = reader_process.SLOW, gettext_lazy("odczytywanie trwało za długo")
    MEMORY = document_reader.MEMORY, gettext_lazy("odczytywanie zajęło za dużo pamięci")
    STOPPED = "stopped", gettext_lazy("odczytywanie kilka razy się urwało")
    MISSING = "missing", gettext_lazy("pliku nie ma na serwerze")
    KIND = document_reader.KIND, gettext_lazy("z plików tego rodzaju nie czytamy tekstu")


# What an editor can do something about.
WITHOUT_TEXT = tuple(state for state in TextState if state not in (TextState.WAITING, TextState.FOUND, TextState.CUT, TextState.KIND))


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
            reading = reader_process.read(file, document.filename)
    except FileNotFoundError:  # asking again would not bring it back
        reading = reader_process.Reading(TextState.MISSING)
    except reader_process.ReaderLost:
        if entry.attempts < MOST_TRIES:
            raise
        reading = reader_process.Reading(TextState.STOPPED)
    if reading.detail or reading.outcome in WITHOUT_TEXT:
        logger.info("documents: %s of document %d (%s): %s", reading.outcome, document.pk, document.filename, reading.detail)
    with transaction.atomic():
        if rows.update(extracted_text=reading.text, text_state=reading.outcome, text_pages=reading.pages):
            document_search.enqueue(document.pk)


def read_again(user: Any, document: PortalDocument) -> None:
    """Have the worker read the file once more; whoever may change the document may ask for it."""
    if not policy_registry.get_by_type(type(document)).user_has_permission_for_instance(user, "change", document):
        raise PermissionDenied
    with transaction.atomic():
        type(document).objects.filter(pk=document.pk).update(text_state=TextState.WAITING)
        enqueue(document)


def note(document: PortalDocument) -> str:
    """What the document's form says of its text: the state, what it means, and what to do about it."""
    state = TextState(document.text_state)
    said = [_("Tekst pliku: %(state)s.") % {"state": state.label}]
    if state is TextState.SCAN:
        said.append(_("Czytnik ekranu go nie przeczyta. Wyślij plik z tekstem, na przykład zapisany z Worda."))
    if state is TextState.CUT:
        said.append(_("Wyszukiwarka znajdzie go po tytule i po tym, co odczytaliśmy."))
    elif state in WITHOUT_TEXT or state is TextState.KIND:
        said.append(_("Wyszukiwarka znajdzie go po tytule."))
    if state in WITHOUT_TEXT:
        said.append(_("Jeszcze raz odczytasz go w raporcie „Dokumenty bez tekstu”."))
    return " ".join(said)
