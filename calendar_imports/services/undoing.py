"""Taking a run back, a portion at a time, as it was stored."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from calendar_imports import contents
from calendar_imports.models import ImportedEvent, ImportRow, ImportRun
from core import outbox, pagecache
from core.querysets import take_turn
from events_calendar.models import EventPage
from events_calendar.services import dates

UNDO = "imports.undo"
PORTION = 20
UNDONE_BY_IMPORT = "portal.import_undone"
Outcome, State = ImportRow.Outcome, ImportRun.State


@transaction.atomic
def undo_portion(run_id: int) -> bool:
    """Take the next rows back, the last first; says whether more are left."""
    run = ImportRun.objects.select_for_update(of=("self",)).filter(pk=run_id).first()
    if run is None or run.state != State.UNDOING:
        return False
    rows = list(run.rows.filter(done=True, event__isnull=False).order_by("-pk")[:PORTION])
    for row in rows:
        take_turn(row.event_id or 0)
        known = ImportedEvent.objects.select_for_update().filter(event=row.event_id).select_related("event").first()
        event = EventPage.objects.filter(pk=row.event_id).first()
        if known is not None and event is not None:
            row.reason = (_back(row, known, event) if row.before is not None else _away(row, known, event))[:400]
        row.done = False
    ImportRow.objects.bulk_update(rows, ["reason", "done", "event"])
    run.done += len(rows)
    run.save(update_fields=["done"])
    if len(rows) == PORTION:
        outbox.enqueue(UNDO, {"run": run.pk})
        return True
    run.state, run.finished = State.UNDONE, timezone.now()
    run.save(update_fields=["state", "finished"])
    pagecache.bump()
    return False


def _away(row: ImportRow, known: ImportedEvent, event: EventPage) -> str:
    """Delete an event that the import made, unless a person has worked on it since."""
    latest: EventPage = event.get_latest_revision_as_object()
    changed = [part for part in contents.PARTS if part.of_page(latest) != part.of_content(known.written)]
    if changed:
        return _("Zostaje: ktoś zmienił to w portalu (%(parts)s).") % {"parts": ", ".join(str(part.label) for part in changed)}
    known.delete()
    row.event = None
    event.delete()
    return _("Usunięte.")


def _back(row: ImportRow, known: ImportedEvent, event: EventPage) -> str:
    """Say what the event said before the import, but for what a person has changed since."""
    assert row.before is not None
    before = row.before["written"]
    kept: list[contents.Part] = []
    try:
        with transaction.atomic():
            if event.live:

                def change(page: EventPage) -> None:
                    nonlocal kept
                    _written, kept = contents.write_changes(page, known.written, before)

                dates.change_live(event, None, UNDONE_BY_IMPORT, {"import": row.run_id}, change)
            else:
                latest: EventPage = event.get_latest_revision_as_object()
                _written, kept = contents.write_changes(latest, known.written, before)
                latest.save()
                if event.latest_revision_id is not None:
                    latest.save_revision(changed=event.has_unpublished_changes)
    except ValidationError as refused:
        return _("Zostaje: %(why)s") % {"why": refused.messages[0]}
    # Read again, it is compared anew.
    known.written, known.digest = before, ""
    known.gone_at = datetime.fromisoformat(row.before["gone_at"]) if row.before.get("gone_at") else None
    known.save(update_fields=["written", "digest", "gone_at"])
    if kept:
        return _("Jak przedtem, ale zostaje to, co zmieniono w portalu: %(parts)s.") % {
            "parts": ", ".join(str(part.label) for part in kept)
        }
    return _("Jak przedtem.")
