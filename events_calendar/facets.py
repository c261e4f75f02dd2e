"""How many coming events each choice of a filter would leave, given the other filters.

Of every choice the set of its events is kept as one number with a bit for each coming event, read once per public version; a
combination of choices is then arithmetic, whatever is chosen, and asks the database nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db.models import BooleanField, Case, Value, When
from django.utils.translation import get_language

from core import pagecache
from core.models import PageTopic
from core.querysets import holds_code
from events_calendar import days

if TYPE_CHECKING:
    from events_calendar.querysets import EventQuerySet

SECONDS = pagecache.LONGEST_SECONDS


@dataclass(frozen=True)
class Facets:
    """The coming events (their ids, in the order of the bits) and, by filter and choice, which of them pass."""

    ids: list[int]
    sets: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def all(self) -> int:
        return (1 << len(self.ids)) - 1

    def set_of(self, ids: Iterable[int]) -> int:
        """The set of these events; those that are not coming do not count."""
        wanted = set(ids)
        return _number(position for position, pk in enumerate(self.ids) if pk in wanted)

    def counts(self, chosen: Mapping[str, str], found: int | None = None) -> dict[str, dict[str, int]]:
        """By filter and choice: how many events it would leave beside what is `chosen` of the other filters.

        `found` is the set that filters of words let through.
        """
        base = self.all if found is None else found
        picked = {name: self.sets[name].get(value, 0) for name, value in chosen.items() if name in self.sets}
        counts = {}
        for name, choices in self.sets.items():
            left = base
            for other, those in picked.items():
                if other != name:
                    left &= those
            counts[name] = {value: (left & those).bit_count() for value, those in choices.items()}
        return counts


def facets_of(events: EventQuerySet, name: str) -> Facets:
    """The facets of these events, read once per public version and day. `name` tells one list of events from another."""
    key = f"calendar-facets:{pagecache.version()}:{name}:{get_language()}:{days.today()}"
    known = cache.get(key)
    if known is None:
        known = _read(events)
        cache.set(key, known, SECONDS)
    return known


def _number(positions: Iterable[int]) -> int:
    """The number with these bits."""
    bits = bytearray()
    for position in positions:
        byte = position >> 3
        if byte >= len(bits):
            bits.extend(bytes(byte + 1 - len(bits)))
        bits[byte] |= 1 << (position & 7)
    return int.from_bytes(bits, "little")


def _flag(condition: Any) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def _read(events: EventQuerySet) -> Facets:
    from events_calendar.models import CalendarFolderPage, EventPage
    from events_calendar.querysets import online_q

    ahead = events.coming(days.today()).order_by("pk")
    rows = list(
        ahead.annotate(accessible=_flag(holds_code("accessibility", "step_free")), joined=_flag(online_q())).values_list(
            "pk", "path", "kind", "territory__code", "organiser__slug", "free", "accessible", "joined"
        )
    )
    steplen = CalendarFolderPage.steplen
    folders = dict(CalendarFolderPage.objects.filter(path__in={row[1][:-steplen] for row in rows}).values_list("path", "slug"))
    ids = [row[0] for row in rows]
    places = {pk: position for position, pk in enumerate(ids)}
    found: dict[str, dict[str, list[int]]] = {
        name: {} for name in ("rodzaj", "temat", "gmina", "powiat", "cop", "organizator", "bezplatne", "dostepne", "online")
    }

    def put(name: str, value: str | None, position: int) -> None:
        if value:
            found[name].setdefault(value, []).append(position)

    for position, (_pk, path, kind, territory, organiser, free, accessible, online) in enumerate(rows):
        put("rodzaj", kind, position)
        put("gmina", territory, position)
        # A unit's TERYT code begins with its county's.
        put("powiat", territory[:4] if territory else "", position)
        put("cop", folders.get(path[:-steplen]), position)
        put("organizator", organiser, position)
        for name, holds in (("bezplatne", free), ("dostepne", accessible), ("online", online)):
            put(name, "1" if holds else "", position)
    topics = PageTopic.objects.filter(content_object__content_type=ContentType.objects.get_for_model(EventPage))
    for pk, topic in topics.values_list("content_object", "tag__slug"):
        if pk in places:
            put("temat", topic, places[pk])
    helpers = list(EventPage.co_organisers.through.objects.values_list("eventpage__translation_key", "organisation__slug"))
    helped = EventPage.co_organisers.through.objects.values("eventpage__translation_key")
    by_key = dict(events.order_by().filter(translation_key__in=helped).values_list("translation_key", "pk"))
    for translation, helper in helpers:
        if by_key.get(translation) in places:
            put("organizator", helper, places[by_key[translation]])
    return Facets(ids, {name: {value: _number(positions) for value, positions in choices.items()} for name, choices in found.items()})
