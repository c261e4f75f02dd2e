"""The dates of events as rows, and what is done to one date: moved, cancelled, restored, given another place.

`follow` is called by `EventPage.save()`, so whoever publishes, in whichever way, passes here.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.log_actions import log

from core import pagecache, synchronised
from core.querysets import take_turn
from core.search_documents import enqueue_pages
from core.templatetags.portal_ui import event_when
from events_calendar import days, left_out, recurrence
from events_calendar.models import EventPage, Occurrence, Reservation, Venue
from events_calendar.models.events import EventDate
from events_calendar.services import booking, duties, notices, watching
from events_calendar.services.request_state import Action
from events_calendar.venue_rights import may_use

if TYPE_CHECKING:
    from accounts.models import User

logger = logging.getLogger(__name__)
JUST_ENDED = timedelta(minutes=15)

# Columns of the page that say when and where; a save that writes none of them changes no date.
WHEN_AND_WHERE = frozenset(["start", "end", "all_day", "rule", "venue", "cancelled", "live", "setup_minutes", "cleanup_minutes"])
CANCELLED, RESTORED, MOVED = Action.DATE_CANCELLED, "portal.date_restored", "portal.date_moved"


def keeps_dates(event: EventPage) -> bool:
    """Whether the page has dates of its own: translations and aliases show another's."""
    if event.alias_of_id is not None:
        return False
    if synchronised.is_source(event):
        return True
    source = EventPage.objects.filter(translation_key=event.translation_key, locale__language_code=settings.LANGUAGE_CODE)
    return not source.exists()


def follow(event: EventPage, *, written: Iterable[str] | None = None, extending: bool = False, told: bool = False) -> None:
    """Make the rows of a live event say what the page says, and confirm its places; free those of a page that is not live.

    Call inside the writing transaction. Raises `booking.SlotTaken` where a chosen date meets a taken place; a date of a rule
    that does is stored as cancelled with the reason, and its people are told; who asked for it not by us where they are `told`.
    While `extending` nobody chose anything: even a series of which no date is free is no reason to fail.
    """
    if written is not None and not WHEN_AND_WHERE & set(written):
        return
    if not keeps_dates(event):
        return
    if event.live:
        _roll_out(event, extending, told)
        if not event.has_unpublished_changes:
            # Of what a change would mean its checklist speaks already.
            duties.refresh_event(event)
    else:
        booking.free(event, only=Reservation.Status.CONFIRMED)
        if event.rule:
            watching.end_all(event.pk)


def _roll_out(event: EventPage, extending: bool, told: bool) -> None:
    now = timezone.now()
    rows = {row.original: row for row in Occurrence.objects.filter(event_id=event.pk)}
    is_series = bool(event.rule) or len(rows) > 1 or bool(event.dates.all())
    # What is over in a series stays as it was, whatever its rule says now.
    settled = {key: row for key, row in rows.items() if is_series and row.end < now}
    dates = [date for date in recurrence.dates_of(event) if date.original not in settled]
    if rows and is_series:
        # No past is made up, but a date that was ended early is still a date.
        dates = [date for date in dates if date.end >= now or date.original in rows]
    if not is_series and len(rows) == 1 and dates and dates[0].original not in rows:
        # The only date was moved: it is the same date.
        (row,) = rows.values()
        rows = {dates[0].original: row}
        row.original = dates[0].original
    skipped, taken = _take_places(event, dates, rows, now, extending)
    wanted = {date.original: row_of(event, date, skipped.get(date.original, "")) for date in dates}
    gone = [row.pk for key, row in rows.items() if key not in wanted and key not in settled]
    Occurrence.objects.filter(pk__in=gone).delete()
    if _store(wanted, rows, now) or gone:
        _search_again(event)
    if is_series:
        watching.follow(event, wanted.values(), taken)
    if is_series and (new := [wanted[key] for key in skipped if key not in rows or not rows[key].skipped]):
        notices.dates_skipped(event, new, in_phones=extending, told=told)
        named, rest = left_out.lines(new, most=5)
        log(instance=event, action=Action.DATES_LEFT_OUT, data={"dates": named, "rest": rest})


def _take_places(
    event: EventPage, dates: Sequence[recurrence.Date], rows: dict[datetime, Occurrence], now: datetime, extending: bool
) -> tuple[dict[datetime, str], set[datetime]]:
    """Confirm the places of the coming dates; returns which dates of a rule could not have theirs, and why; and those of them that
    somebody else has just now."""
    # Skipped once, a date stays so until somebody restores it, or moves the series: another may wait for the slot.
    skipped = {date.original: rows[date.original].reason for date in dates if _stays_skipped(date, rows.get(date.original))}
    stay = len(skipped)
    taken: set[datetime] = set()
    claims = [claim for date in dates if date.end >= now and date.original not in skipped and (claim := booking.Claim.of(date)) is not None]
    venue_ids = {claim.venue_id for claim in claims}
    by_rule = [claim for claim in claims if claim.by_rule]
    if by_rule:
        venues = Venue.objects.prefetch_related("hours", "exceptions").in_bulk(venue_ids)
        had = set(
            Reservation.objects.filter(event_id=event.pk, status__in=Reservation.BLOCKING).values_list("original", "start", "asked_id")
        )
        # What is booked already stays booked, though the place may be shut then by now (`venues.left_by_rules`).
        new = [claim for claim in by_rule if (claim.original, claim.start, claim.venue_id) not in had]
        shut = booking.closed_dates(venues, new)
        skipped |= {claim.original: problem for claim, problem in shut.items()}
        claims = [claim for claim in claims if claim not in shut]
    if claims or Reservation.objects.filter(event_id=event.pk, status__in=Reservation.BLOCKING).exists():
        conflicts = booking.take(event, claims, status=Reservation.Status.CONFIRMED, may_skip=True)
        none_free = bool(conflicts) and len({conflict.claim for conflict in conflicts}) == len(claims)
        if none_free and not stay and not extending:
            raise booking.SlotTaken(conflicts)  # not one date of the series would take place
        skipped |= {conflict.claim.original: str(conflict) for conflict in conflicts}
        taken = {conflict.claim.original for conflict in conflicts}
    return skipped, taken


def _stays_skipped(date: recurrence.Date, row: Occurrence | None) -> bool:
    if row is None or not row.skipped or not date.by_rule:
        return False
    return (row.start, row.end, row.venue_id) == (date.start, date.end, date.venue_id)


def row_of(event: EventPage, date: recurrence.Date, skipped: str = "") -> Occurrence:
    """The row of a date, not written yet; `skipped` says why it is left out."""
    return Occurrence(
        event_id=event.pk,
        translation_key=event.translation_key,
        original=date.original,
        start=date.start,
        end=date.end,
        all_day=event.all_day,
        venue_id=date.venue_id,
        status=Occurrence.Status.CANCELLED if date.cancelled or skipped else Occurrence.Status.PLANNED,
        skipped=bool(skipped),
        reason=(skipped or date.reason)[:300],
    )


_COLUMNS = ("original", "start", "end", "all_day", "venue_id", "status", "skipped", "reason")


def _store(wanted: dict[datetime, Occurrence], rows: dict[datetime, Occurrence], now: datetime) -> bool:
    """Write what is new or differs; says whether there was anything."""
    new, changed = [], []
    for key, row in wanted.items():
        row.changed = now
        old = rows.get(key)
        if old is None:
            new.append(row)
        elif any(getattr(old, name) != getattr(row, name) for name in _COLUMNS):
            row.pk = old.pk
            # Nothing computes these in a bulk update.
            row.first_day, row.last_day = days.first_day(row.start), days.last_day(row.start, row.end, row.all_day)
            changed.append(row)
    Occurrence.objects.bulk_create(new, batch_size=500)
    Occurrence.objects.bulk_update(
        changed, [*(name.removesuffix("_id") for name in _COLUMNS), "changed", "first_day", "last_day"], batch_size=200
    )
    return bool(new or changed)


def _search_again(event: EventPage) -> None:
    """The search tells the next date of the event in every language, and only its own page is saved."""
    enqueue_pages(EventPage.objects.filter(translation_key=event.translation_key).values_list("pk", flat=True))


def extend_series() -> int:
    """Roll every live series out to the horizon again; returns how many series there are. A daily task.

    Each in a transaction of its own, with the mails about it: killed in between, the next run does the rest, and a run after
    a run changes nothing. One that fails is told to the log and keeps no other from its dates.
    """
    series = EventPage.objects.filter(live=True, alias_of=None).exclude(rule="")
    count = 0
    for pk in series.values_list("pk", flat=True):
        try:
            with transaction.atomic():
                take_turn(pk)
                event = EventPage.objects.filter(pk=pk, live=True).first()
                if event is not None:
                    follow(event, extending=True)
                    # Its next date may be another since yesterday.
                    _search_again(event)
                    count += 1
        except ValidationError:
            logger.exception("dates: the series %s could not be rolled out", pk)
    pagecache.bump()
    return count


def tell_next_dates(now: datetime | None = None) -> int:
    """Ask the search to read the events again of which a date has just ended and another is ahead; returns how many pages.

    Often enough by the clock; what a worker that was away has missed, the daily task above does.
    """
    now = now or timezone.now()
    ended = Occurrence.objects.filter(end__gt=now - JUST_ENDED, end__lte=now).values("translation_key")
    going_on = Occurrence.objects.ahead(now).filter(translation_key__in=ended).values("translation_key")
    pages = list(EventPage.objects.filter(live=True, translation_key__in=going_on).values_list("pk", flat=True))
    enqueue_pages(pages)
    return len(pages)


# --- One date of an event


def may_change(event: EventPage, user: Any) -> bool:
    """Who may change the page may change its dates; a text that others check just now can wait, a date cannot."""
    return bool(event.permissions_for_user(user).can_edit())


def locked(event: EventPage, by: User | None, *, checked: bool = False) -> EventPage:
    """The page as it is now, locked. PermissionDenied for who may not change it; `by` is None where a program does.

    `checked` where the calling service knows that they may: who asked for the slot edits nothing in the admin.
    """
    take_turn(event.pk)
    page = EventPage.objects.get(pk=event.pk)
    if by is not None and not checked and not may_change(page, by):
        raise PermissionDenied
    return page


def turn_of(event: EventPage, by: User | None, *, checked: bool = False) -> EventPage:
    """The same of a live page; ValidationError for another."""
    page = locked(event, by, checked=checked)
    if not page.live:
        raise ValidationError(_("To wydarzenie nie jest opublikowane. Zmień terminy w edytorze strony."))
    return page


def check_place(venue: Venue | None, had: Iterable[int | None], by: User | None) -> None:
    """Refuse a place that the event does not have yet and that is not the person's to give."""
    if by is None or venue is None or venue.pk in had or may_use(by, venue):
        return
    told = _("O miejscu „%(venue)s” decyduje %(owner)s. Wybierz inne miejsce albo poproś tę instytucję.")
    raise ValidationError({"venue": told % {"venue": venue.full_name, "owner": venue.owner.name}})


def change_live(
    event: EventPage, by: User | None, action: str, data: dict[str, Any], change: Callable[[EventPage], None], *, checked: bool = False
) -> EventPage:
    """Write a change of dates into the live page and into its newest text, so that neither loses it. Logged.

    Raises PermissionDenied for who may not change the page (`checked` as in `locked`), `booking.SlotTaken`.
    """
    with transaction.atomic():
        page = turn_of(event, by, checked=checked)
        pending = page.has_unpublished_changes
        latest = page.get_latest_revision_as_object() if page.latest_revision_id else page
        change(latest)
        revision = latest.save_revision(user=by, changed=pending)
        if page.live and not pending:
            revision.publish(user=by, skip_permission_checks=True)
        elif page.live:
            # The page was read before its newest text was another.
            page.refresh_from_db(fields=["latest_revision", "latest_revision_created_at", "draft_title"])
            change(page)
            page.save()
        log(instance=page, action=action, user=by, data=data, revision=revision)
        pagecache.bump()
    return EventPage.objects.get(pk=event.pk)


def _set_date(page: EventPage, original: datetime, change: str | None, **fields: Any) -> None:
    """One row about this date, or none. An added date is its own row, which is changed itself."""
    rows = list(page.dates.all())
    about = [row for row in rows if (row.original or row.start) == original]
    added = next((row for row in about if row.change == EventDate.Change.ADDED), None)
    others = [row for row in rows if row not in about]
    if added is not None and change == EventDate.Change.MOVED:
        # Its identity is its start: moved, it is a date of its own with the same row.
        added.start, added.end = fields.get("start") or added.start, fields.get("end") or added.end
        added.venue_id = fields.get("venue_id") or added.venue_id
        page.dates.set([*others, added])
        return
    moved = next((row for row in about if row is not added and (row.start or row.venue_id)), None)
    if moved is not None and change != EventDate.Change.MOVED:
        # Cancelled, a moved date still says where it was moved to; restored, it is there again.
        fields = {"start": moved.start, "end": moved.end, "venue_id": moved.venue_id, "reason": "", **fields}
        change = change or EventDate.Change.MOVED
    made = [EventDate(change=change, original=original, **fields)] if change else []
    page.dates.set([*others, *([added] if added is not None else []), *made])


def coming_date(event: EventPage, original: datetime) -> recurrence.Date:
    """The date of the event that this identity belongs to. ValidationError for one that is over, or that is none."""
    found = next((date for date in recurrence.dates_of(event) if date.original == original), None)
    if found is None:
        raise ValidationError(_("Tego terminu nie ma w tym wydarzeniu."))
    if found.end < timezone.now():
        raise ValidationError(_("Ten termin już minął. Zmienić można tylko terminy, które trwają albo dopiero będą."))
    return found


def cancel_date(event: EventPage, original: datetime, reason: str, *, by: User | None, checked: bool = False) -> EventPage:
    """Cancel one date. It stays in the calendar, marked; its place, or what is left of it, is free for others at once."""
    date = coming_date(event, original)
    with override("pl"):
        when = event_when(date.start, date.end, event.all_day)
    data = {"when": date.start.isoformat(), "reason": reason, "comment": f"{when}. {reason}".strip()}
    change = EventDate.Change.CANCELLED
    return change_live(event, by, CANCELLED, data, lambda page: _set_date(page, original, change, reason=reason), checked=checked)


def restore_date(event: EventPage, original: datetime, *, by: User | None, checked: bool = False) -> EventPage:
    """Take a cancelled or skipped date back. Raises `booking.SlotTaken` where its place went to somebody else."""
    with transaction.atomic():
        # Before anything is taken, and the page before its place: who publishes it locks them in this order.
        turn_of(event, by, checked=checked)
        date = coming_date(event, original)
        # Chosen by a person now: no longer a date that the rule made, and may be left out.
        Occurrence.objects.filter(event=event, original=original, skipped=True).delete()
        if date.venue_id is not None:
            claim = booking.Claim(date.original, date.start, date.end, date.venue_id)
            booking.take(event, [claim], status=Reservation.Status.CONFIRMED, beside=True)
        data = {"when": date.start.isoformat()}
        return change_live(event, by, RESTORED, data, lambda page: _set_date(page, original, None), checked=checked)


def move_date(
    event: EventPage,
    original: datetime,
    *,
    start: datetime,
    end: datetime,
    venue: Venue | None = None,
    reason: str = "",
    by: User | None,
) -> EventPage:
    """Give one date other times or another place; the others stay. Its old place is free for others."""
    date = coming_date(event, original)
    if end < start:
        raise ValidationError({"end": _("Koniec jest wcześniejszy niż początek. Popraw jedną z tych godzin.")})
    check_place(venue, (date.venue_id, event.venue_id), by)
    data = {"from": date.start.isoformat(), "to": start.isoformat(), "reason": reason, "venue": venue.name if venue else ""}
    fields = {"start": start, "end": end, "venue_id": venue.pk if venue else None, "reason": reason}
    return change_live(event, by, MOVED, data, lambda page: _set_date(page, original, EventDate.Change.MOVED, **fields))


def end_now(event: EventPage, original: datetime, *, by: User | None) -> EventPage:
    """End a date that is on: the rest of its slot is free at once, but for the cleaning up after it."""
    date = coming_date(event, original)
    now = timezone.now()
    if not date.start < now < date.end or date.cancelled:
        raise ValidationError(_("Ten termin teraz nie trwa, więc nie ma czego kończyć."))
    # The next full minute: what ended earlier than now would ask for no place, not even for cleaning up.
    end = min(now.replace(second=0, microsecond=0) + timedelta(minutes=1), date.end)
    venue = Venue.objects.filter(pk=date.venue_id).first() if date.venue_id and date.venue_id != event.venue_id else None
    return move_date(event, original, start=date.start, end=end, venue=venue, by=by)


# --- The whole event


def reschedule(event: EventPage, start: datetime, end: datetime) -> None:
    """Give the event, in all languages, other times and leave everything else, its own revisions too, as it is.

    A bare `update()` of the two columns would leave the event on its old days in the calendar, and its translations too.
    """
    event.start, event.end = start, end
    with transaction.atomic():
        event.save(update_fields=["start", "end", "first_day", "last_day"])
        pagecache.bump()
