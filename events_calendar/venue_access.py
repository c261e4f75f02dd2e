"""How one gets into a place, in words: for its own page, for the events there, and for whoever asks for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from events_calendar.models.choices import Accessibility

if TYPE_CHECKING:
    from events_calendar.models import Venue


@dataclass(frozen=True)
class Access:
    """How one gets in: what there is, what there is not or nobody wrote down, and what else one should know."""

    there: list[str]
    missing: list[str]
    notes: list[str]


def access_of(venue: Venue) -> Access:
    codes = venue.access
    known = [(code, str(label)) for code, label in Accessibility.of_places()]
    stops = [gettext("Najbliższy przystanek: %(stop)s") % {"stop": place.nearest_stop} for place in _around(venue) if place.nearest_stop]
    return Access(
        there=[label for code, label in known if code in codes],
        missing=[label for code, label in known if code not in codes],
        notes=[*notes_of(venue), *dict.fromkeys(stops)],
    )


def notes_of(venue: Venue) -> list[str]:
    """What one should know besides, each sentence once: a room says more than its building, the building what holds for all of it."""
    return list(dict.fromkeys(note for place in _around(venue) for note in _notes(place)))


def on_request(venue: Venue, but: Sequence[str] = ()) -> str:
    """What the place offers if somebody asks for it, apart from what is there anyway; empty where there is nothing."""
    offered = [str(Accessibility(code).label) for code in venue.access_on_request if code not in but]
    return gettext("Na prośbę: %(what)s") % {"what": ", ".join(offered)} if offered else ""


def _around(venue: Venue) -> Iterator[Venue]:
    """The place, the hall that it is a part of, and the building."""
    yield venue
    if venue.is_part and venue.parent:
        yield venue.parent
    above = venue.parent.parent if venue.is_part and venue.parent else venue.parent
    if above:
        yield above


def _notes(venue: Venue) -> Iterator[str]:
    if venue.toilet_note:
        yield gettext("Toaleta: %(note)s") % {"note": venue.toilet_note}
    if venue.accessibility_note:
        yield venue.accessibility_note
