"""Writing places down. What was booked before a rule, a part or a name changed stays booked; the COP is shown what no longer fits."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.log_actions import log

from core import outbox, pagecache
from core.querysets import take_turn
from core.templatetags.portal_ui import event_when
from events_calendar import days, opening, venue_search
from events_calendar.models import EventDate, EventPage, Occurrence, Reservation, Venue
from events_calendar.services import hall_parts, slots
from events_calendar.venue_rights import may_look_after

if TYPE_CHECKING:
    from accounts.models import User

RENAMED = "venues.renamed"
AT_ONCE = 100
# What other tables know of a place in words of their own.
_WORDS_OF_EVENTS = ("place_name", "address", "territory", "words", "place_words")


@dataclass(frozen=True)
class Left:
    """A coming booking that stays though it no longer fits, and why, in words."""

    event: EventPage
    start: datetime
    end: datetime
    why: str

    def __str__(self) -> str:
        return f"{self.event.title}, {event_when(self.start, self.end)}. {self.why}"


@dataclass(frozen=True)
class Saved:
    """What came of writing a place down."""

    venue: Venue
    broken: list[Left] = field(default_factory=list)
    clashes: list[Left] = field(default_factory=list)


class VenueInUse(ValidationError):
    """The place has bookings, events or rooms, so it cannot be deleted."""


def save_venue(venue: Venue, *, by: User, write: Callable[[], Any] | None = None) -> Saved:
    """Write the place, and with it what follows: a new part takes the hall's coming bookings, events get the place's new words.

    `write` is how it is written where it is more than its own row, such as a form with its rows; it logs too. Raises
    PermissionDenied, `slots.VenueGone`.
    """
    with transaction.atomic():
        before = _locked(venue)
        if not may_look_after(by, venue) or (before is not None and not may_look_after(by, before)):
            raise PermissionDenied
        if write is not None:
            write()
        else:
            venue.save()
            log(instance=venue, action="wagtail.edit" if before else "wagtail.create", user=by)
        clashes = _follow_parts(venue, before)
        if before is not None and _words(before) != _words(venue):
            _rename(venue)
        _announce([venue, *venue.children.all()])
        return Saved(venue, left_by_rules(venue), clashes)


def delete_venue(venue: Venue, *, by: User, write: Callable[[], Any] | None = None) -> None:
    """Delete a place that nothing uses. Raises `VenueInUse` with what does, PermissionDenied, `slots.VenueGone`."""
    with transaction.atomic():
        # As it is stored, whatever the caller changed in memory.
        stored = _locked(venue)
        if stored is None or not may_look_after(by, stored):
            raise PermissionDenied
        if problem := use_of(venue):
            raise VenueInUse(problem)
        key = venue.pk
        if write is not None:
            write()
        else:
            log(instance=venue, action="wagtail.delete", user=by, deleted=True)
            venue.delete()
        venue_search.enqueue(key)
        pagecache.bump()


def use_of(venue: Venue) -> str:
    """What keeps a place from being deleted, in words; empty where nothing does."""
    rooms = venue.children.count()
    # A text that is not published yet may name it too.
    drafts = EventPage.objects.filter(latest_revision__content__venue=venue.pk).values("pk")
    events = EventPage.objects.filter(Q(venue=venue) | Q(pk__in=drafts)).count()
    others = (
        Reservation.objects.filter(venue=venue).exists()
        or Occurrence.objects.filter(venue=venue).exists()
        or EventDate.objects.filter(venue=venue).exists()
    )
    parts = []
    if rooms:
        parts.append(ngettext("%(count)s sala albo część sali", "%(count)s sal albo części sal", rooms) % {"count": rooms})
    if events:
        parts.append(ngettext("%(count)s wydarzenie", "%(count)s wydarzeń", events) % {"count": events})
    if not parts and others:
        parts.append(_("rezerwacje"))
    if not parts:
        return ""
    return _("Tego miejsca nie można usunąć, bo ma: %(what)s. Jeżeli ma zniknąć z portalu, odznacz w nim „na liście miejsc”.") % {
        "what": _(" i ").join(parts)
    }


def left_by_rules(venue: Venue) -> list[Left]:
    """Coming bookings, requests among them, that the place's present rules would not allow. They stay."""
    now = timezone.now()
    shut = "" if venue.bookable and venue.active else _("Tego miejsca nie można już rezerwować.")
    coming = Occurrence.objects.filter(venue=venue, status=Occurrence.Status.PLANNED, start__gt=now).select_related("event")
    held = Reservation.objects.blocking(now).filter(venue=venue, asked=venue, start__gt=now, event__live=False).select_related("event")
    # As stored, with what the checks of each date read.
    stored = Venue.objects.prefetch_related("hours", "exceptions").get(pk=venue.pk)
    found = []
    rows: list[Occurrence | Reservation] = [*coming, *held]
    for row in rows:
        why = shut or " ".join(opening.lasting_problems(stored, row.start, row.end, headcount=row.event.headcount))
        if why:
            found.append(Left(row.event, row.start, row.end, why))
    return sorted(found, key=lambda one: one.start)


def double_bookings(venue: Venue) -> list[Left]:
    """Coming bookings of this place that meet another one here, in its hall or in its parts: from before they belonged together.

    Two queries, and one for the places that are in each other's way, however many bookings.
    """
    here = slots.related(venue.pk)
    rows = list(
        Reservation.objects.blocking()
        .filter(venue__in=here, asked=F("venue"), blocked_end__gt=timezone.now())
        .select_related("event", "venue__parent")
        .order_by("start", "pk")
    )
    found = []
    for row in rows:
        if row.venue_id != venue.pk:
            continue
        for other in rows:
            if other.event_id != row.event_id and other.blocked_start < row.blocked_end and other.blocked_end > row.blocked_start:
                words = {"place": other.venue.label, "title": other.event.title, "when": event_when(other.start, other.end)}
                found.append(Left(row.event, row.start, row.end, _("W tym czasie jest też: %(title)s, %(when)s (%(place)s).") % words))
    return found


# --- What follows


def _locked(venue: Venue) -> Venue | None:
    """The place as it was; it, what lies in it, and the halls that it is, was or becomes a part of are locked, all at once and
    in their order, so that nobody books meanwhile."""
    old = Venue.objects.filter(pk=venue.pk).select_related("parent__parent", "owner").first() if venue.pk else None
    halls = {one.parent_id for one in (old, venue) if one is not None and one.is_part and one.parent_id}
    inside = {venue.pk, *Venue.objects.within(venue.pk).values_list("pk", flat=True)} if venue.pk else set()
    slots.lock(halls | inside)
    if old is None:
        return None
    # Read again under the lock.
    return Venue.objects.select_related("parent__parent", "owner").get(pk=old.pk)


def _hall_of(venue: Venue | None) -> int | None:
    return venue.parent_id if venue is not None and venue.is_part else None


def _follow_parts(venue: Venue, before: Venue | None) -> list[Left]:
    """A part takes the coming bookings of its new hall where it is free, and gives back those of its old one."""
    hall, old_hall = _hall_of(venue), _hall_of(before)
    if hall == old_hall:
        return []
    if old_hall is not None:
        hall_parts.give_back_part(old_hall, venue)
    clashes = []
    for row, there in hall_parts.share_with_part(hall, venue) if hall is not None else ():
        words = {"title": there.event.title, "when": event_when(there.start, there.end)}
        clashes.append(Left(row.event, row.start, row.end, _("W tej części jest już: %(title)s, %(when)s.") % words))
    return clashes


def _words(venue: Venue) -> tuple[Any, ...]:
    commune = venue.commune
    return venue.full_name_in("pl"), venue.full_name_in("en"), venue.where, commune.pk if commune else None


def _rename(venue: Venue) -> None:
    """Events know their place by its words; so do rooms by the words of their building. The worker tells the events: who
    approves one locks its page and then the place, so that writing pages under the place's lock could end in a deadlock."""
    for room in _below(venue):
        room.save(update_fields=["words"])
    outbox.enqueue(RENAMED, {"venue": venue.pk, "after": 0})


def rename_events(venue_id: int, after: int = 0) -> int | None:
    """Write the place's words into coming events there and in its rooms, and into requests, some at a time; returns the last of
    them where there are more. What is over keeps the name that the place had then.

    Their revisions keep the old words: a text that is published takes the place's words as they are then (`EventPage.save`).
    """
    coming = Q(pk__in=EventPage.objects.coming(days.today()).values("pk")) | Q(live=False, end__gt=timezone.now())
    inside = Venue.objects.within(venue_id).values("pk")
    pks = list(EventPage.objects.filter(coming, venue__in=inside, pk__gt=after).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    known = EventPage.objects.select_related("locale", "venue__parent__parent", "venue__territory")
    for pk in pks:
        with transaction.atomic():
            take_turn(pk)
            page = known.filter(pk=pk).first()
            if page is not None:
                page.take_place_from_venue()
                page.save(update_fields=_WORDS_OF_EVENTS)
    pagecache.bump()
    return pks[-1] if len(pks) == AT_ONCE else None


def _below(venue: Venue) -> list[Venue]:
    """Its rooms and their parts."""
    rooms = list(venue.children.all())
    return [*rooms, *Venue.objects.filter(parent__in=rooms).select_related("parent__parent")]


def _announce(venues: Iterable[Venue]) -> None:
    for venue in venues:
        venue_search.enqueue(venue.pk)
    pagecache.bump()
