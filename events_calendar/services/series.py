"""From one date of a series on: "this and all following" get other times, another place, or another rule.

The dates before stay with the old page, which ends; the later ones are a new page with its own address and history, so that
phones and readers keep the past as it was. Where nothing lies before, the page itself changes.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.coreutils import find_available_slug
from wagtail.log_actions import log

from core import pagecache
from events_calendar import days, recurrence, repeating
from events_calendar.models import EventPage, Venue
from events_calendar.models.events import EventDate
from events_calendar.services import booking, dates, slots, telling
from events_calendar.wording import CODES

if TYPE_CHECKING:
    from accounts.models import User

SPLIT, REST_CHANGED = "portal.series_split", "portal.series_changed"


@transaction.atomic
def split(
    event: EventPage,
    original: datetime,
    *,
    start: datetime,
    end: datetime,
    venue: Venue | None = None,
    rule: str | None = None,
    by: User | None,
) -> EventPage:
    """Give this date of a live series and all later ones other times, place or rule; returns the page that they are on now.

    Without `rule` the series goes on as before, counted from its new start; without `venue` it stays where it is. What was
    said of single later dates goes with them, shifted as they are. One transaction that holds the places: nobody gets a slot
    of the series in between. Raises PermissionDenied, `booking.SlotTaken` where the first date or all of them cannot have
    their place, ValidationError for what cannot be done; then nothing is changed.
    """
    page = dates.turn_of(event, by)
    _check(page, original, start, end)
    dates.check_place(venue, (page.venue_id,), by)
    if page.all_day:
        start, end = days.whole_days(start, end)
    new_rule = rule if rule is not None else rule_from(page, original, start)
    recurrence.validate(new_rule, start)
    venue_id = venue.pk if venue is not None else page.venue_id
    # Held until the end: between freeing and taking again nobody else gets in.
    wanted = {pk for pk in (page.venue_id, venue_id, *(row.venue_id for row in page.dates.all())) if pk is not None}
    slots.lock_cells(wanted)
    fields = {"start": start, "end": end, "rule": new_rule, "venue_id": venue_id}
    data = {"from": original.isoformat(), "to": start.isoformat(), "rule": new_rule}
    later = _later(page, original, start)
    if original == page.start:

        def change(one: EventPage) -> None:
            _set(one, fields, later)

        made = dates.change_live(page, by, REST_CHANGED, data, change)
    else:
        with telling.silently():
            ended = dates.change_live(page, by, SPLIT, data, lambda one: _end_before(one, original))
        telling.ended(ended, start)
        made = _make(page, fields, later, by)
        log(instance=made, action=SPLIT, user=by, data={**data, "page": page.pk})
    _refuse_skipped_start(made)
    return made


def _check(page: EventPage, original: datetime, start: datetime, end: datetime) -> None:
    if not page.live or not page.rule:
        raise ValidationError(_("To wydarzenie się nie powtarza, więc nie ma następnych terminów. Zmień ten jeden termin."))
    if page.has_unpublished_changes:
        raise ValidationError(_("Strona ma zmiany, których nikt jeszcze nie opublikował. Opublikuj je albo cofnij, a potem zmień serię."))
    dates.coming_date(page, original)
    there = recurrence.local(original)
    if next((one for one in recurrence.starts(page.rule, page.start) if one >= there), None) != there:
        raise ValidationError(_("To termin dodany osobno: nie ma po nim następnych z reguły. Zmień ten jeden termin."))
    if not (days.in_calendar(start) and days.in_calendar(end)):
        raise ValidationError({"start": _("Kalendarz sięga do roku %(last)s. Popraw rok.") % {"last": days.LAST_YEAR}})
    if end < start:
        raise ValidationError({"end": _("Koniec jest wcześniejszy niż początek. Popraw jedną z tych godzin.")})


def _before(page: EventPage, original: datetime) -> int:
    there, count = recurrence.local(original), 0
    for one in recurrence.starts(page.rule, page.start):
        if one >= there:
            break
        count += 1
    return count


def rule_from(page: EventPage, original: datetime, start: datetime) -> str:
    """The page's rule counted from this date on, which begins at `start` now. ValidationError where only a person can say how."""
    parts = recurrence.parts_of(page.rule)
    if "COUNT" in parts:
        parts["COUNT"] = str(int(parts["COUNT"]) - _before(page, original))
    text = ";".join(f"{name}={value}" for name, value in parts.items())
    old, new = recurrence.local(original), recurrence.local(start)
    if old.date() == new.date():
        return text
    said = repeating.read(text, original)
    if said is None or (said.how == "weekly" and len(said.weekdays) > 1) or (said.how == "monthly" and len(said.weekdays) > 1):
        raise ValidationError(
            {"start": _("Ta seria powtarza się w kilka dni. Zostaw dzień, a zmień samą godzinę, albo zmień powtarzanie w edytorze strony.")}
        )
    weekdays = (CODES[new.weekday()],) if said.weekdays else ()
    which = said.which
    if said.how == "monthly" and which in ("1", "2", "3", "4"):
        which = str(min((new.day - 1) // 7 + 1, 4))
    until = said.until
    if until is not None and until < new.date():
        until = new.date()
    return repeating.rule_of(replace(said, weekdays=weekdays, which=which, until=until), start)


def _end_before(page: EventPage, original: datetime) -> None:
    parts = recurrence.parts_of(page.rule)
    parts.pop("COUNT", None)
    parts["UNTIL"] = f"{original.astimezone(UTC) - timedelta(seconds=1):%Y%m%dT%H%M%SZ}"
    page.rule = ";".join(f"{name}={value}" for name, value in parts.items())
    page.dates.set([row for row in page.dates.all() if (row.original or row.start or original) < original])


def _later(page: EventPage, original: datetime, start: datetime) -> list[EventDate]:
    """What was said of the later dates, for the series as it will be. What was said of this one is what is changed now."""
    shift = recurrence.local(start) - recurrence.local(original)
    found = []
    for row in page.dates.all():
        known = row.original or row.start
        if known is None or known < original or row.original == original:
            continue
        moved = recurrence.moment(recurrence.local(row.original) + shift) if row.original is not None else None
        found.append(EventDate(change=row.change, original=moved, start=row.start, end=row.end, venue_id=row.venue_id, reason=row.reason))
    return found


def _set(page: EventPage, fields: dict[str, Any], later: list[EventDate]) -> None:
    for name, value in fields.items():
        setattr(page, name, value)
    # Its old rows are made anew: a row belongs to one page and to one list.
    page.dates.set(
        [
            EventDate(change=row.change, original=row.original, start=row.start, end=row.end, venue_id=row.venue_id, reason=row.reason)
            for row in later
        ]
    )


def _make(page: EventPage, fields: dict[str, Any], later: list[EventDate], by: User | None) -> EventPage:
    """The page of the later dates: the texts of the old one, live, and whose it was."""
    parent = page.get_parent()
    slug = find_available_slug(parent, page.slug)
    # Mails about it go to its owner; Wagtail would give it to who presses the button.
    given = {"slug": slug, "draft_title": page.title, "owner": page.owner}
    copy = page.copy(to=parent, update_attrs=given, copy_revisions=False, keep_live=False, user=by)
    _set(copy, fields, later)
    copy.save_revision(user=by).publish(user=by, skip_permission_checks=True)
    pagecache.bump()
    return EventPage.objects.get(pk=copy.pk)


def _refuse_skipped_start(page: EventPage) -> None:
    """The first date was chosen by a person: it is no date that may be left out because its place is taken."""
    first = page.occurrences.filter(original=page.start, skipped=True).first()
    if first is None or first.venue_id is None:
        return
    claim = booking.Claim(first.original, first.start, first.end, first.venue_id)
    conflicts = booking.conflicts_of(page, [claim], setup_minutes=page.setup_minutes, cleanup_minutes=page.cleanup_minutes)
    if conflicts:
        raise booking.SlotTaken(conflicts)
    raise ValidationError(first.reason)
