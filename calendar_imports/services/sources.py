"""Calendars that organisations keep elsewhere: their address is given, allowed once by the COP, and read again and again."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts import roles
from accounts.models import CopCommune, Membership, Organisation, User
from calendar_imports import fetching, import_mail, planning
from calendar_imports.fetching import FetchFailed
from calendar_imports.models import CalendarSource, ImportedEvent, ImportRow, ImportRun
from calendar_imports.reading import files
from calendar_imports.reading.entries import FileRefused, Reading
from calendar_imports.services import storing, undoing
from calendar_imports.services.runs import READ, Choices, ImportRefused, as_json
from core import outbox
from events_calendar.services.folders import folder_of, folder_of_cop
from events_calendar.venue_rights import may_use

if TYPE_CHECKING:
    from collections.abc import Sequence

State, RunState, Outcome = CalendarSource.State, ImportRun.State, ImportRow.Outcome
EVERY = timedelta(hours=1)
# After a failure, after a second one, and so on; then daily.
WAITS = (timedelta(minutes=10), timedelta(minutes=30), timedelta(hours=1), timedelta(hours=6))
LONGEST_WAIT = timedelta(days=1)
# One miss is nothing to write about.
TOLD_AFTER = 3
# So often all is read though the address says that nothing has changed: an endless series goes on, a place may be free.
WHOLE_EVERY = timedelta(days=1)
MOST_SOURCES = 5
KEEP_PREVIEWS, KEEP_READINGS = timedelta(days=7), timedelta(days=90)


# --- Who may


def may_act(source: CalendarSource, user: User) -> bool:
    """Whether the person acts for the organisation whose calendar it is."""
    return user.is_active and Membership.objects.filter(user=user, organisation=source.organisation_id).exists()


def may_decide(source: CalendarSource, user: User) -> bool:
    """Whether the person moderates the COP that decides on it; nobody decides on their own organisation's."""
    if not user.is_active or may_act(source, user):
        return False
    return roles.is_cio(user) or source.cop_id in roles.moderated_cop_ids_of(user)


def _turn(source_id: int) -> CalendarSource:
    source = (
        CalendarSource.objects.select_for_update(of=("self",))
        .select_related("organisation", "cop", "asked_by")
        .filter(pk=source_id)
        .first()
    )
    if source is None:
        raise ImportRefused(_("Tego kalendarza już nie ma."))
    return source


# --- What an organisation does


def try_out(url: str, *, seconds: float = 15.0) -> Reading:
    """What stands at the address now. Raises FetchFailed, FileRefused."""
    content = fetching.fetch(url, seconds=seconds).content or b""
    return files.read(content)


@transaction.atomic
def ask(user: User, organisation: Organisation, url: str) -> CalendarSource:
    """Ask the COP to read the organisation's calendar. An address that it knows already is asked for again. Raises `ImportRefused`."""
    if not user.is_active or not Membership.objects.filter(user=user, organisation=organisation).exists():
        raise ImportRefused(_("Nie działasz w imieniu tej organizacji."))
    known = CalendarSource.objects.select_for_update().filter(organisation=organisation, url=url).first()
    if known is not None and known.state in (State.ASKED, State.ALLOWED):
        raise ImportRefused(_("Ten adres jest już podany."))
    if known is None and CalendarSource.objects.filter(organisation=organisation).count() >= MOST_SOURCES:
        raise ImportRefused(_("Organizacja może podać najwyżej %(count)s adresów. Usuń któryś z nich.") % {"count": MOST_SOURCES})
    source = known or CalendarSource(organisation=organisation, url=url)
    source.cop, source.commune = _decides(organisation), organisation.territory
    source.state, source.asked_by, source.answer = State.ASKED, user, ""
    source.save()
    import_mail.asked(source, by=user)
    return source


def _decides(organisation: Organisation) -> Organisation:
    serves = (
        CopCommune.objects.filter(territory=organisation.territory_id).select_related("cop").first() if organisation.territory_id else None
    )
    if serves is not None and folder_of_cop(serves.cop) is not None:
        return serves.cop
    folder = folder_of(organisation.territory)
    if folder is None or folder.owner_cop is None:
        raise ImportRefused(_("Portal nie ma jeszcze kalendarza, do którego można dodać wydarzenia."))
    return folder.owner_cop


@transaction.atomic
def stop(source_id: int, user: User, *, with_events: bool = False) -> CalendarSource:
    """Read the address no more; with `with_events` what came from it and was not changed here is deleted."""
    source = _turn(source_id)
    if not (may_act(source, user) or may_decide(source, user)):
        raise ImportRefused(_("To nie jest kalendarz Twojej organizacji."))
    source.state, source.next_at, source.failing_since, source.failures, source.told = State.STOPPED, None, None, 0, False
    source.etag = source.last_modified = source.digest = source.problem = ""
    source.save()
    if with_events:
        _take_away(source, user)
    return source


def _take_away(source: CalendarSource, user: User) -> None:
    run = ImportRun.objects.create(
        source=source,
        cop=source.cop,
        organiser=source.organisation,
        user=user,
        name=_("Usunięcie wydarzeń z kalendarza"),
        state=RunState.UNDOING,
    )
    rows = [
        ImportRow(
            run=run,
            outcome=Outcome.GONE,
            title=event.event.title,
            start=event.event.start,
            end=event.event.end,
            event=event.event,
            done=True,
        )
        for event in ImportedEvent.objects.filter(source=source, event__isnull=False).select_related("event")
        if event.event is not None
    ]
    ImportRow.objects.bulk_create(rows, batch_size=500)
    run.total = len(rows)
    run.save(update_fields=["total"])
    outbox.enqueue(undoing.UNDO, {"run": run.pk})


@transaction.atomic
def forget(source_id: int, user: User) -> None:
    """Take the address off the list. What came from it stays; a calendar that is still read is stopped first."""
    source = _turn(source_id)
    if not may_act(source, user):
        raise ImportRefused(_("To nie jest kalendarz Twojej organizacji."))
    if source.state == State.ALLOWED:
        raise ImportRefused(_("Portal czyta ten kalendarz. Najpierw go zatrzymaj."))
    source.delete()


# --- What its COP does


@transaction.atomic
def allow(source_id: int, user: User, choices: Choices, answer: str = "") -> CalendarSource:
    """Let the portal read the calendar from now on, with these choices for all its events; or change them."""
    source = _turn(source_id)
    if not may_decide(source, user):
        raise ImportRefused(_("O tym kalendarzu decyduje moderacja innego COP albo inna osoba."))
    if source.state not in (State.ASKED, State.ALLOWED, State.STOPPED, State.REFUSED):
        raise ImportRefused(_("Tego kalendarza już nie ma."))
    if choices.venue is not None and not may_use(user, choices.venue):
        raise ImportRefused(_("O tym miejscu decyduje ktoś inny. Wybierz inne albo zostaw to, co stoi w kalendarzu."))
    first = source.state != State.ALLOWED
    for name in ("kind", "venue", "commune", "accessibility", "accessibility_note"):
        setattr(source, name, getattr(choices, name))
    source.state, source.decided_by, source.decided_at, source.answer = State.ALLOWED, user, timezone.now(), answer
    # Other choices are other events: all is read again.
    source.etag = source.last_modified = source.digest = ""
    source.next_at = timezone.now()
    source.save()
    source.topics.set(choices.topics)
    outbox.enqueue(READ, {"source": source.pk})
    if first:
        import_mail.answered(source, by=user)
    return source


@transaction.atomic
def refuse(source_id: int, user: User, answer: str) -> CalendarSource:
    """Say no to the calendar, with the reason."""
    source = _turn(source_id)
    if not may_decide(source, user):
        raise ImportRefused(_("O tym kalendarzu decyduje moderacja innego COP albo inna osoba."))
    if source.state != State.ASKED:
        raise ImportRefused(_("Tego nie można już zrobić. Kalendarz jest teraz: %(state)s.") % {"state": source.get_state_display()})
    source.state, source.decided_by, source.decided_at, source.answer = State.REFUSED, user, timezone.now(), answer
    source.save()
    import_mail.answered(source, by=user)
    return source


@transaction.atomic
def read_now(source_id: int, user: User) -> None:
    """Read the calendar at once and not by the clock."""
    source = _turn(source_id)
    if not (may_act(source, user) or may_decide(source, user)):
        raise ImportRefused(_("To nie jest kalendarz Twojej organizacji."))
    if source.state != State.ALLOWED:
        raise ImportRefused(_("Portal nie czyta tego kalendarza."))
    source.next_at = timezone.now() + EVERY
    source.save(update_fields=["next_at"])
    outbox.enqueue(READ, {"source": source.pk})


# --- Reading


def ask_for_due() -> int:
    """Ask the worker for the calendars whose time has come; returns how many."""
    now = timezone.now()
    with transaction.atomic():
        due = list(
            CalendarSource.objects.select_for_update().filter(state=State.ALLOWED, next_at__lte=now).values_list("pk", flat=True)[:500]
        )
        # Not again while it waits for its turn.
        CalendarSource.objects.filter(pk__in=due).update(next_at=now + EVERY)
        outbox.enqueue_many(READ, [{"source": pk} for pk in due])
    return len(due)


def read(source_id: int, now: datetime | None = None) -> ImportRun | None:
    """Read one calendar and begin to store what is new in it; None where there was nothing to do. The network is asked outside of any
    transaction."""
    now = now or timezone.now()
    source = CalendarSource.objects.filter(pk=source_id, state=State.ALLOWED).first()
    if source is None or source.runs.filter(state__in=[RunState.STORING, RunState.UNDOING]).exists():
        return None
    whole = (
        source.read_at is None or now - source.read_at >= WHOLE_EVERY or source.events.filter(waits=True).exists() or source.failures > 0
    )
    with override("pl"):
        try:
            fetched = fetching.fetch(source.url, *(("", "") if whole else (source.etag, source.last_modified)))
            digest = hashlib.sha256(fetched.content).hexdigest() if fetched.content is not None else source.digest
            if digest == source.digest and not whole:
                _unchanged(source_id, now)
                return None
            reading = files.read(fetched.content or b"")
        except (FetchFailed, FileRefused) as failed:
            _failed(source_id, str(failed), now)
            return None
        # Worked out before anything is locked: it takes seconds, and on SQLite nobody else could write.
        topics = list(source.topics.values_list("pk", flat=True))
        rows = planning.plan(reading, source, topics, source.organisation_id, now=now, by_hand=False)
        return _take(source, reading, rows, fetched, digest, now)


@transaction.atomic
def _take(
    read: CalendarSource, reading: Reading, rows: list[ImportRow], fetched: fetching.Fetched, digest: str, now: datetime
) -> ImportRun | None:
    source = _turn(read.pk)
    # Who has chosen otherwise meanwhile has asked for another reading (`allow`).
    if source.state != State.ALLOWED or source.decided_at != read.decided_at:
        return None
    missing, doubt = planning.gone(source.pk, rows, now)
    told = [row for row in [*rows, *missing] if row.outcome != Outcome.SAME]
    source.etag, source.last_modified, source.digest = fetched.etag, fetched.last_modified, digest
    source.read_at = now
    _works(source, doubt, now)
    run = _same_as_last(source, told, reading, doubt, now)
    if run is not None:
        return run
    run = ImportRun.objects.create(
        source=source,
        cop=source.cop,
        organiser=source.organisation,
        user=None,
        name=reading.name or fetching.host_of(source.url),
        problems=as_json(reading.problems),
        zones=reading.zones,
        passed_over=reading.passed_over,
        same=len(rows) - sum(row.outcome != Outcome.SAME for row in rows),
        publishes=True,
        problem=doubt,
        seen=now,
        kind=source.kind,
        venue=source.venue,
        commune=source.commune,
    )
    for row in told:
        row.run = run
    ImportRow.objects.bulk_create(told, batch_size=200)
    storing.begin(run)
    return run


def _same_as_last(source: CalendarSource, told: Sequence[ImportRow], reading: Reading, doubt: str, now: datetime) -> ImportRun | None:
    """The last reading, where this one says nothing else: what cannot be taken is not listed anew every day."""
    last = source.runs.order_by("-pk").first()
    if last is None or last.state != RunState.STORED or any(row.outcome in ImportRow.WORK for row in told):
        return None
    skipped = sorted((row.title, row.reason) for row in told)
    if doubt != last.problem or as_json(reading.problems) != last.problems:
        return None
    if skipped != sorted(last.rows.filter(outcome=Outcome.SKIPPED).values_list("title", "reason")):
        return None
    last.repeats, last.seen = last.repeats + 1, now
    last.save(update_fields=["repeats", "seen"])
    return last


@transaction.atomic
def _unchanged(source_id: int, now: datetime) -> None:
    source = _turn(source_id)
    _works(source, source.problem, now)
    last = source.runs.order_by("-pk").first()
    if last is not None:
        last.repeats, last.seen = last.repeats + 1, now
        last.save(update_fields=["repeats", "seen"])


def _works(source: CalendarSource, doubt: str, now: datetime) -> None:
    """The address gave a calendar; `doubt` where what it lacks is hard to believe, which its people hear of as of a failure."""
    if doubt and not source.told:
        import_mail.broken(source, doubt)
        source.told = True
    elif not doubt and source.told:
        import_mail.works_again(source)
        source.told = False
    source.failures, source.failing_since, source.problem, source.next_at = 0, None, doubt, now + EVERY
    source.save()


@transaction.atomic
def _failed(source_id: int, why: str, now: datetime) -> None:
    source = _turn(source_id)
    source.failures += 1
    source.failing_since = source.failing_since or now
    source.problem = why[:400]
    source.next_at = now + (WAITS[source.failures - 1] if source.failures <= len(WAITS) else LONGEST_WAIT)
    if source.failures >= TOLD_AFTER and not source.told:
        import_mail.broken(source, source.problem)
        source.told = True
    source.save()


def prune() -> int:
    """Delete previews that nobody stored and old readings of addresses, but for each one's newest; returns how many."""
    now = timezone.now()
    old = ImportRun.objects.filter(state=RunState.PREVIEW, created__lt=now - KEEP_PREVIEWS)
    newer = ImportRun.objects.filter(source=OuterRef("source"), pk__gt=OuterRef("pk"))
    readings = ImportRun.objects.filter(source__isnull=False, created__lt=now - KEEP_READINGS).filter(Exists(newer))
    ids = [*old.values_list("pk", flat=True), *readings.values_list("pk", flat=True)]
    ImportRun.objects.filter(pk__in=ids).delete()
    return len(ids)
