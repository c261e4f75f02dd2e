"""Storing a run, a portion at a time: each is one transaction together with the entry for the next, so that a worker that is killed
loses nothing and repeats nothing.

A place is taken through the calendar's own service. What meets a taken place stays a draft, and its COP's moderators hear of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from calendar_imports import contents, import_mail
from calendar_imports.models import ImportedEvent, ImportRow, ImportRun
from core import many_pages, outbox, pagecache
from core.models import PageTopic
from core.querysets import take_turn
from core.search_documents import enqueue_pages
from events_calendar import recurrence
from events_calendar.models import EventDate, EventPage, Venue
from events_calendar.services import booking, dates, in_bulk
from events_calendar.services.folders import folder_of_cop

if TYPE_CHECKING:
    from accounts.models import User

STORE = "imports.store"
PORTION = 50
CHANGED_BY_IMPORT = "portal.imported"
Outcome, State = ImportRow.Outcome, ImportRun.State


def begin(run: ImportRun) -> None:
    """Count what there is to do and ask the worker to do it. Call inside the transaction that decided so."""
    run.state, run.content = State.STORING, None
    run.total, run.done = run.rows.filter(outcome__in=ImportRow.WORK, done=False).count(), 0
    run.save(update_fields=["state", "content", "total", "done", "publishes", "approved_by"])
    outbox.enqueue(STORE, {"run": run.pk})


@transaction.atomic
def store_portion(run_id: int) -> bool:
    """Store the next rows of a run; says whether more are left. Nothing where it is not being stored (any more)."""
    run = ImportRun.objects.select_for_update(of=("self",)).select_related("cop", "organiser", "user").filter(pk=run_id).first()
    if run is None or run.state != State.STORING:
        return False
    rows = list(run.rows.filter(outcome__in=ImportRow.WORK, done=False).select_related("event")[:PORTION])
    _meet_stored(run, rows)
    new = [row for row in rows if row.event_id is None and row.outcome in (Outcome.NEW, Outcome.CLASH)]
    _add(run, new)
    for row in rows:
        if row not in new and row.outcome != Outcome.SAME:
            _change(run, row)
    for row in rows:
        row.done = True
    ImportRow.objects.bulk_update(rows, ["outcome", "reason", "event", "before", "done"])
    run.done += len(rows)
    run.save(update_fields=["done"])
    if len(rows) == PORTION:
        outbox.enqueue(STORE, {"run": run.pk})
        return True
    _finish(run)
    return False


def _meet_stored(run: ImportRun, rows: Sequence[ImportRow]) -> None:
    """What another import has stored since this one was looked at is no new event: it is changed, or says the same already."""
    new = {row.key: row for row in rows if row.event_id is None}
    for known in ImportedEvent.objects.filter(organiser=run.organiser, key__in=new, event__isnull=False):
        row = new[known.key]
        if row.digest == known.digest:
            # Not this import's event: undoing this one leaves it alone.
            row.outcome, row.reason = Outcome.SAME, ""
        else:
            row.outcome, row.event_id = Outcome.CHANGED, known.event_id


def _finish(run: ImportRun) -> None:
    run.state, run.finished = State.STORED, timezone.now()
    run.save(update_fields=["state", "finished"])
    pagecache.bump()
    clashes = run.rows.filter(outcome=Outcome.CLASH).count()
    if clashes:
        import_mail.clashes(run, clashes)


# --- New events


def _add(run: ImportRun, rows: Sequence[ImportRow]) -> None:
    """The pages of new events, at once, and the places that are free; what meets a taken or shut one is looked at one by one."""
    if not rows:
        return
    folder = folder_of_cop(run.cop)
    if folder is None:
        raise LookupError(f"{run.cop} has no calendar any more")
    pages = [_page(run, row, folder.locale_id) for row in rows]
    at_once = [page for page in pages if run.publishes and page.venue_id is None]
    for page in at_once:
        page.live = True
    many_pages.add_children(folder, pages, user=_person(run))
    _add_children_of(pages, rows)
    in_bulk.roll_out(at_once)
    known = [_known(run, row, page) for row, page in zip(rows, pages, strict=True)]
    # A page deleted in the portal that somebody imports again.
    ImportedEvent.objects.filter(organiser=run.organiser, key__in=[each.key for each in known], event=None).delete()
    in_bulk.publish_with_places([page for page in pages if run.publishes and page.venue_id is not None])
    for row, page, each in zip(rows, pages, known, strict=True):
        row.event = page
        if run.publishes and page.venue_id is not None:
            reason = "" if page.live else _go_live(page)
            each.waits = bool(reason)
            row.outcome, row.reason = (Outcome.CLASH, reason[:400]) if reason else (Outcome.NEW, row.reason)
    ImportedEvent.objects.bulk_create(known)


def _page(run: ImportRun, row: ImportRow, locale_id: int) -> EventPage:
    content = row.values
    page = EventPage(live=False, slug="", locale_id=locale_id, owner=_person(run), organiser=run.organiser, owner_cop=run.cop, numchild=0)
    contents.write_all(page, content)
    if page.venue_id is not None:
        page.take_place_from_venue()
    return page


def _person(run: ImportRun) -> User | None:
    return run.user if run.user is not None else (run.source.asked_by if run.source is not None else None)


def _add_children_of(pages: Sequence[EventPage], rows: Sequence[ImportRow]) -> None:
    """What a page carries beside its own row."""
    differing: list[EventDate] = []
    for page in pages:
        for child in page.dates.all():
            child.event_id = page.pk
            differing.append(child)
    EventDate.objects.bulk_create(differing, batch_size=500)
    tagged = [
        PageTopic(content_object_id=page.pk, tag_id=topic) for page, row in zip(pages, rows, strict=True) for topic in row.values["topics"]
    ]
    PageTopic.objects.bulk_create(tagged, batch_size=500)


def _known(run: ImportRun, row: ImportRow, page: EventPage) -> ImportedEvent:
    return ImportedEvent(
        event=page,
        organiser=run.organiser,
        source=run.source,
        run=run,
        key=row.key,
        twin=row.twin,
        digest=row.digest,
        written=row.values,
    )


def _go_live(page: EventPage) -> str:
    """Make a new page public with its places; the reason where it cannot have them, and then it stays a draft."""
    if reason := _shut(page):
        return reason
    try:
        with transaction.atomic():
            page.live, page.has_unpublished_changes = True, False
            page.first_published_at = page.first_published_at or timezone.now()
            page.last_published_at = timezone.now()
            page.save()
    except ValidationError as refused:
        page.live = False
        return str(refused.messages[0])
    return ""


def _shut(page: EventPage) -> str:
    """Why a date that somebody chose meets a place that is shut then; those of a rule the calendar leaves out by itself."""
    ahead = [date for date in recurrence.dates_of(page) if date.end >= timezone.now() and not date.by_rule]
    claims = [claim for date in ahead if (claim := booking.Claim.of(date)) is not None]
    venues = Venue.objects.prefetch_related("hours", "exceptions").in_bulk({claim.venue_id for claim in claims})
    return next(iter(booking.closed_dates(venues, claims).values()), "")


# --- Events that are there


def _change(run: ImportRun, row: ImportRow) -> None:
    """Write what differs into the event, but for what a person has changed; whatever is refused is told in the row."""
    # A page that is gone has no number; none has 0.
    take_turn(row.event_id or 0)
    event = EventPage.objects.filter(pk=row.event_id).first()
    known = ImportedEvent.objects.select_for_update().filter(event=row.event_id).first()
    if event is None or known is None:
        row.outcome, row.reason = Outcome.SKIPPED, _("Wydarzenie usunięto w portalu.")
        return
    # Of an event that this very import made there is nothing to go back to.
    made_here = known.run_id == run.pk and row.before is None
    row.before = (
        None
        if made_here
        else {"written": known.written, "digest": known.digest, "gone_at": known.gone_at.isoformat() if known.gone_at else None}
    )
    new = {**row.values, "cancelled": True, "cancel_reason": row.reason} if row.outcome == Outcome.GONE else row.values
    try:
        with transaction.atomic():
            _write(run, row, event, known, new)
    except ValidationError as refused:
        row.outcome, row.reason, row.before = Outcome.CLASH, str(refused.messages[0])[:400], None
        ImportedEvent.objects.filter(pk=known.pk).update(refused=row.digest)


def _write(run: ImportRun, row: ImportRow, event: EventPage, known: ImportedEvent, new: contents.Content) -> None:
    old = known.written
    kept: list[contents.Part] = []
    if event.live and run.publishes:

        def change(page: EventPage) -> None:
            nonlocal kept
            _written, kept = contents.write_changes(page, old, new)

        dates.change_live(event, None, CHANGED_BY_IMPORT, {"import": run.pk}, change)
    else:
        latest: EventPage = event.get_latest_revision_as_object()
        _written, kept = contents.write_changes(latest, old, new)
        if not event.live:
            latest.save()
        if event.live or event.latest_revision_id is not None:
            latest.save_revision(user=_person(run), changed=event.live or event.has_unpublished_changes)
        log(instance=event, action=CHANGED_BY_IMPORT, user=_person(run), data={"import": run.pk})
        if known.waits and run.publishes and row.outcome != Outcome.GONE:
            page = EventPage.objects.get(pk=event.pk)
            reason = _go_live(page)
            known.waits = bool(reason)
            if reason:
                row.outcome, row.reason = Outcome.CLASH, reason[:400]
            elif row.outcome == Outcome.CLASH:
                row.outcome, row.reason = Outcome.CHANGED, _("Miejsce się zwolniło.")
    if kept and row.outcome != Outcome.CLASH:
        told = _("Zostaje to, co zmieniono w portalu: %(parts)s.") % {"parts": ", ".join(str(part.label) for part in kept)}
        row.reason = " ".join(filter(None, [row.reason, told]))[:400]
    known.written, known.digest, known.key, known.twin, known.run = new, row.digest or known.digest, row.key, row.twin, run
    known.refused = ""
    known.gone_at = timezone.now() if row.outcome == Outcome.GONE else None
    if run.source_id is not None:
        known.source_id = run.source_id
    known.save()
    enqueue_pages([event.pk])


def retry_clashes(run: ImportRun) -> int:
    """Ask once more for what had no place; returns how many rows. Call inside the transaction of who asks."""
    rows = run.rows.filter(outcome=Outcome.CLASH)
    count = rows.update(done=False)
    if count:
        begin(run)
    return count
