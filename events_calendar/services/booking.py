"""The one place where places are taken and freed. Nobody is ever double-booked (design decision 7).

In one short transaction: lock the places' rows in order, ask, write. PostgreSQL's exclusion constraint stands behind it
for whoever forgot the lock. Who calls this checks the person's permission, and sends mails through the outbox.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import pagecache
from core.privacy import is_public
from core.templatetags.portal_ui import event_when
from events_calendar import days, opening
from events_calendar.models.bookings import Reservation
from events_calendar.models.venues import Venue
from events_calendar.services import slots
from events_calendar.services.slots import Slot

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from events_calendar.models import EventPage
    from events_calendar.recurrence import Date

CONSTRAINT = "events_reservation_no_overlap"


@dataclass(frozen=True)
class Claim:
    """A place for one date of an event. `original` is the date's identity (`recurrence.Date`)."""

    original: datetime
    start: datetime
    end: datetime
    venue_id: int
    by_rule: bool = False

    @classmethod
    def of(cls, date: Date) -> Claim | None:
        """The claim of a date; None where it takes no place of the portal."""
        if date.venue_id is None or date.cancelled:
            return None
        return cls(date.original, date.start, date.end, date.venue_id, date.by_rule)


@dataclass(frozen=True)
class Conflict:
    """A claim and the reservation in its way. `title` is empty where not everybody may read the other event."""

    claim: Claim
    venue: Venue
    start: datetime
    end: datetime
    title: str
    event_id: int | None = None
    # It is no mere request, whether one may read its title or not.
    is_settled: bool = False

    def __str__(self) -> str:
        when = event_when(self.start, self.end)
        if self.title:
            return _("%(venue)s: zajęte (%(when)s, %(title)s).") % {"venue": self.venue.label, "when": when, "title": self.title}
        if self.is_settled:
            return _("%(venue)s: zajęte (%(when)s).") % {"venue": self.venue.label, "when": when}
        return _("%(venue)s: %(when)s o ten termin prosi już ktoś inny.") % {"venue": self.venue.label, "when": when}


class SlotTaken(ValidationError):
    """Somebody else has the place; `conflicts` says which dates and by what. A ValidationError, so forms and APIs show it."""

    def __init__(self, conflicts: Sequence[Conflict]) -> None:
        self.conflicts = list(conflicts)
        super().__init__([str(conflict) for conflict in self.conflicts[:5]] or [_("Ten termin jest już zajęty.")], code="slot_taken")


# --- Asking


def blocked(venue: Venue, start: datetime, end: datetime, setup_minutes: int = 0, cleanup_minutes: int = 0) -> tuple[datetime, datetime]:
    """The time that a booking shuts the place for: the place's own time before and after, or what the event asks for if longer."""
    return _around(start, end, max(venue.preparation_minutes, setup_minutes), max(venue.cleanup_minutes, cleanup_minutes))


def _around(start: datetime, end: datetime, before_minutes: int, after_minutes: int) -> tuple[datetime, datetime]:
    before, after = timedelta(minutes=before_minutes), timedelta(minutes=after_minutes)
    # An all-day event ends a minute before midnight; that minute is not free. No booking is empty.
    if (end.astimezone(days.WARSAW).hour, end.astimezone(days.WARSAW).minute) == (23, 59):
        end += timedelta(minutes=1)
    return start - before, max(end + after, start - before + timedelta(minutes=1))


def conflicts_of(
    event: EventPage | None, claims: Sequence[Claim], *, setup_minutes: int = 0, cleanup_minutes: int = 0, still: bool = False
) -> list[Conflict]:
    """What stands in the way of these claims, the event's own reservations apart. Three queries, however many claims.

    Only an answer to a question: between it and the writing somebody else may come, so `take` asks again under its lock.
    With `still` nobody frees what stands there before the transaction ends; who is just doing so is waited for.
    """
    if not claims:
        return []
    taken = slots.cells({claim.venue_id for claim in claims})
    venues = Venue.objects.in_bulk({cell for here in taken.values() for cell in here})
    return _conflicts(event.pk if event is not None else None, claims, taken, venues, setup_minutes, cleanup_minutes, still)


def _conflicts(
    event_id: int | None,
    claims: Sequence[Claim],
    taken: dict[int, list[int]],
    venues: dict[int, Venue],
    setup: int,
    cleanup: int,
    still: bool = False,
) -> list[Conflict]:
    spans = spans_of(claims, venues, setup, cleanup)
    first, last = min(span[0] for span in spans.values()), max(span[1] for span in spans.values())
    rows = Reservation.objects.blocking().overlapping(venues, first, last).exclude(event_id=event_id)
    if still:
        list(rows.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    return meeting(event_id, spans, taken, venues, by_place(rows))


Span = tuple[datetime, datetime]


def spans_of(claims: Iterable[Claim], venues: dict[int, Venue], setup: int, cleanup: int) -> dict[Claim, Span]:
    """The time that each claim shuts its place for."""
    return {claim: blocked(venues[claim.venue_id], claim.start, claim.end, setup, cleanup) for claim in claims}


def by_place(rows: QuerySet[Reservation]) -> dict[int, list[tuple]]:
    """What `meeting` needs of these reservations, by place, earliest first: one query."""
    found: dict[int, list[tuple]] = {}
    columns = (
        "venue_id",
        "blocked_start",
        "blocked_end",
        "start",
        "end",
        "event_id",
        "event__title",
        "event__live",
        "event__path",
        "status",
    )
    for row in rows.order_by("blocked_start").values_list(*columns):
        found.setdefault(row[0], []).append(row)
    return found


def meeting(
    event_id: int | None, spans: dict[Claim, Span], taken: dict[int, list[int]], venues: dict[int, Venue], rows: dict[int, list[tuple]]
) -> list[Conflict]:
    """Which of these claims meet a reservation of another event: of each claim the first that stands in its way."""
    found = []
    for claim, (start, end) in spans.items():
        for cell in taken[claim.venue_id]:
            hit = next((row for row in rows.get(cell, ()) if row[5] != event_id and row[1] < end and row[2] > start), None)
            if hit is not None:
                # A date that is only asked for is nobody's to know, though the event has others in the calendar.
                settled = hit[7] and hit[9] == Reservation.Status.CONFIRMED
                title = hit[6] if settled and is_public(hit[8]) else ""
                found.append(Conflict(claim, venues[cell], hit[3], hit[4], title, hit[5], is_settled=settled))
                break
    return found


# --- Taking and freeing


@transaction.atomic
def take(
    event: EventPage,
    claims: Sequence[Claim],
    *,
    status: str,
    expires_at: datetime | None = None,
    revision_id: int | None = None,
    beside: bool = False,
    may_skip: bool = False,
    offer: bool = False,
) -> list[Conflict]:
    """Give the event these places, all of them or, with `may_skip`, all dates of a rule that are free. Returns what was skipped.

    What the event has already stays as it was taken, rules of the place changed since or not, and gets `status`. Coming
    reservations of the event that are not claimed any more are freed, unless `beside`. What is held for a change of a live
    event (`revision_id`) and what is confirmed for its page are two things: taking for the one frees nothing of the other.
    An `offer` is a third thing: it becomes the page's when that date is confirmed.
    Raises `SlotTaken`, and then nothing is written.
    """
    now = timezone.now()
    taken, venues = slots.lock_cells({claim.venue_id for claim in claims})
    mine = list(Reservation.objects.filter(event_id=event.pk, status__in=Reservation.BLOCKING)) if not offer else []
    if status == Reservation.Status.HELD:
        mine = [row for row in mine if not row.offer]
    # Of two rows for one date the confirmed one counts, then what is offered to it.
    known = sorted(mine, key=lambda row: (row.status == Reservation.Status.CONFIRMED, row.offer))
    own = {(row.original, row.venue_id, row.start, row.end): row for row in known if not _run_out(row, now) and _suffices(row, event)}
    kept: set[int] = set()
    new: list[Claim] = []
    for claim in claims:
        rows = [own.get((claim.original, cell, claim.start, claim.end)) for cell in taken[claim.venue_id]]
        # A part that the hall got since may have had bookings of its own (`share_with_part`): what was confirmed stays, the COP
        # knows of the clash; what is only held has to have the part too.
        first, whole = rows[0], all(row is not None for row in rows)
        if first is not None and (whole or first.status == Reservation.Status.CONFIRMED):
            kept |= {row.pk for row in rows if row is not None}
        else:
            new.append(claim)
    conflicts = _conflicts(event.pk, new, taken, venues, event.setup_minutes, event.cleanup_minutes) if new else []
    if any(not (may_skip and conflict.claim.by_rule) for conflict in conflicts):
        raise SlotTaken(conflicts)
    skipped = {conflict.claim for conflict in conflicts}
    if not beside:
        free_rows([row.pk for row in mine if row.pk not in kept and row.blocked_end > now and _is_about(row, status, revision_id)])
        stay = Reservation.objects.filter(pk__in=kept)
        if revision_id is not None:
            stay = stay.filter(status=Reservation.Status.HELD)
        stay.update(status=status, expires_at=expires_at, revision_id=revision_id, offer=False, changed=now)
    got = [claim for claim in new if claim not in skipped]
    insert(rows_of(event, got, taken, venues, status, expires_at, revision_id, offer), got, venues)
    if status == Reservation.Status.CONFIRMED:
        had = {(row.original, row.venue_id, row.start, row.end) for row in mine if row.status == status}
        got = [claim for claim in claims if claim not in skipped and (claim.original, claim.venue_id, claim.start, claim.end) not in had]
        slots.tell_taken([Slot(claim.venue_id, claim.start, claim.end) for claim in got if claim.start > now], by=event.pk)
    pagecache.bump()
    return conflicts


def _run_out(row: Reservation, now: datetime) -> bool:
    return row.status == Reservation.Status.HELD and row.expires_at is not None and row.expires_at <= now


def _suffices(row: Reservation, event: EventPage) -> bool:
    """Whether the row shuts the place for as long before and after as the event asks for by now."""
    start, end = _around(row.start, row.end, event.setup_minutes, event.cleanup_minutes)
    return row.blocked_start <= start and row.blocked_end >= end


def _is_about(row: Reservation, status: str, revision_id: int | None) -> bool:
    """Whether who takes so speaks for this row: a change for what is held, a live page for all but what is held for a change."""
    if row.offer:
        return False
    held = row.status == Reservation.Status.HELD
    if revision_id is not None:
        return held
    return status == Reservation.Status.HELD or not (held and row.revision_id is not None)


def rows_of(
    event: EventPage,
    claims: Iterable[Claim],
    taken: dict[int, list[int]],
    venues: dict[int, Venue],
    status: str,
    expires_at: datetime | None = None,
    revision_id: int | None = None,
    offer: bool = False,
) -> list[Reservation]:
    """The rows that shut the places of these claims, not written yet."""
    return [
        Reservation(
            event_id=event.pk,
            venue_id=cell,
            asked_id=claim.venue_id,
            original=claim.original,
            start=claim.start,
            end=claim.end,
            blocked_start=start,
            blocked_end=end,
            status=status,
            expires_at=expires_at,
            revision_id=revision_id,
            offer=offer,
        )
        for claim, (start, end) in spans_of(claims, venues, event.setup_minutes, event.cleanup_minutes).items()
        for cell in taken[claim.venue_id]
    ]


def insert(rows: Sequence[Reservation], claims: Sequence[Claim], venues: dict[int, Venue]) -> None:
    """Write new rows of these claims. Call under the lock of their places."""
    if not rows:
        return
    expire(rows)
    try:
        with transaction.atomic():
            Reservation.objects.bulk_create(rows)
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        if getattr(diagnosis, "constraint_name", "") != CONSTRAINT:
            raise
        # Somebody wrote without the lock.
        raise SlotTaken([Conflict(claims[0], venues[claims[0].venue_id], claims[0].start, claims[0].end, "")]) from error


def expire(rows: Sequence[Reservation]) -> None:
    """Held ones in the way that have run out no longer keep anybody out; the constraint must see that too."""
    now = timezone.now()
    first, last = min(row.blocked_start for row in rows), max(row.blocked_end for row in rows)
    Reservation.objects.overlapping({row.venue_id for row in rows}, first, last).filter(
        status=Reservation.Status.HELD, expires_at__lte=now
    ).update(status=Reservation.Status.EXPIRED, changed=now)


def free_rows(pks: Iterable[int], status: str = Reservation.Status.CANCELLED) -> int:
    """Free these rows and tell who waits for such a time; returns how many. For this and `hall_parts` only."""
    pks = list(pks)
    if not pks:
        return 0
    pagecache.bump()
    count = Reservation.objects.filter(pk__in=pks).update(status=status, revision_id=None, changed=timezone.now())
    # Afterwards: who joins the list meanwhile holds these rows still (`conflicts_of`, `still`), and is seen here.
    rows = Reservation.objects.filter(pk__in=pks, start__gt=timezone.now()).values_list("asked_id", "blocked_start", "blocked_end")
    # Who waits may need time before and after, too: each is asked whether they can have theirs when it is offered.
    slots.tell_freed([Slot(place, start - days.SETUP, end + days.SETUP) for place, start, end in rows.distinct()])
    return count


@transaction.atomic
def free(event: EventPage, *, original: datetime | None = None, only: str = "", status: str = Reservation.Status.CANCELLED) -> int:
    """Free the event's coming places, of one date or all, held or confirmed ones only where `only` says so; returns how many rows.

    Held ones are those of a request: what is offered to a date that waits is freed by `free_offer`, or with everything else.
    """
    rows = Reservation.objects.filter(
        event_id=event.pk, status__in=[only] if only else Reservation.BLOCKING, blocked_end__gt=timezone.now()
    )
    if only:
        rows = rows.filter(offer=False)
    if original is not None:
        rows = rows.filter(original=original)
    return free_rows(rows.values_list("pk", flat=True), status)


def take_beside(event: EventPage, claims: Sequence[Claim], *, expires_at: datetime | None, revision_id: int) -> list[Conflict]:
    """Hold what a change of a confirmed event needs beside what it has, and free what the change needed before.

    Approved, the page's saving swaps them.
    """
    return take(event, claims, status=Reservation.Status.HELD, expires_at=expires_at, revision_id=revision_id, may_skip=True)


@transaction.atomic
def free_pending(event: EventPage) -> int:
    """Free what is still held for a change that has come, or will not."""
    rows = Reservation.objects.filter(event_id=event.pk, status=Reservation.Status.HELD, offer=False)
    return free_rows(rows.values_list("pk", flat=True))


@transaction.atomic
def free_offer(event_id: int, originals: Iterable[datetime], status: str = Reservation.Status.CANCELLED) -> int:
    """Free what is held for these dates since they waited for it."""
    rows = Reservation.objects.filter(event_id=event_id, status=Reservation.Status.HELD, offer=True, original__in=list(originals))
    return free_rows(rows.values_list("pk", flat=True), status)


def holds_end(claims: Sequence[Claim], now: datetime | None = None) -> datetime:
    """Until when a request holds its slots: as long as the strictest place says, and never past the first slot itself."""
    now = now or timezone.now()
    shortest = min(Venue.objects.filter(pk__in={claim.venue_id for claim in claims}).values_list("hold_days", flat=True), default=14)
    return min(now + timedelta(days=shortest), *(claim.start for claim in claims))


def closed_dates(venues: dict[int, Venue], claims: Sequence[Claim]) -> dict[Claim, str]:
    """Which of these claims meet a place that is shut then, and why, in words."""
    found = {claim: opening.closed_problem(venues[claim.venue_id], claim.start, claim.end) for claim in claims if claim.end > claim.start}
    return {claim: problem for claim, problem in found.items() if problem}
