"""How many coming events each choice of a filter would leave, given the other filters.

Of every choice the set of its events is kept as one number with a bit for each coming event, read once per public version; a
combination of choices is then arithmetic, whatever is chosen, and asks the database nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db.models import Case, IntegerField, Q, Value, When
from django.utils.translation import get_language

from accounts.models import Organisation
from core import pagecache
from core.models import PageTopic, Territory
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
        return _number([position for position, pk in enumerate(self.ids) if pk in wanted])

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


def _number(positions: list[int]) -> int:
    """The number with these bits; positions in ascending order."""
    if not positions:
        return 0
    digits = bytearray(b"0") * (positions[-1] + 1)
    for position in positions:
        digits[position] = 49  # "1"
    digits.reverse()
    return int(digits, 2)


def _by_value(column: Iterable[Any]) -> dict[Any, list[int]]:
    """By each value of a column the positions that hold it; nothing for those that hold none."""
    found: dict[Any, list[int]] = defaultdict(list)
    for position, value in enumerate(column):
        if value:
            found[value].append(position)
    return found


def _flag(condition: Any) -> Case:
    # A number, not a truth value, which the database's driver would hand to a converter for each row.
    return Case(When(condition, then=Value(1)), default=Value(0), output_field=IntegerField())


def _read(events: EventQuerySet) -> Facets:
    from events_calendar.models import CalendarFolderPage, EventPage
    from events_calendar.querysets import online_q

    ahead = events.coming(days.today()).order_by("pk")
    flags = {"bezplatne": Q(free=True), "dostepne": holds_code("accessibility", "step_free"), "online": online_q()}
    rows = list(
        ahead.annotate(**{f"flag_{name}": _flag(condition) for name, condition in flags.items()}).values_list(
            "pk", "path", "kind", "territory", "organiser", *(f"flag_{name}" for name in flags)
        )
    )
    ids, paths, kinds, territories, organisers, *flagged = zip(*rows, strict=True) if rows else [()] * (5 + len(flags))
    places = {pk: position for position, pk in enumerate(ids)}
    # Names of what the rows point at, asked for once each and not joined to every row.
    codes = dict(Territory.objects.filter(pk__in=set(territories)).values_list("pk", "code"))
    clubs = dict(Organisation.objects.filter(pk__in=set(organisers)).values_list("pk", "slug"))
    steplen = CalendarFolderPage.steplen
    parents = [path[:-steplen] for path in paths]
    folders = dict(CalendarFolderPage.objects.filter(path__in=set(parents)).values_list("path", "slug"))
    communes = [codes.get(territory, "") for territory in territories]
    found: dict[str, dict[str, list[int]]] = {
        "rodzaj": _by_value(kinds),
        "temat": defaultdict(list),
        "gmina": _by_value(communes),
        # A unit's TERYT code begins with its county's.
        "powiat": _by_value(code[:4] for code in communes),
        "cop": _by_value(folders.get(parent) for parent in parents),
        "organizator": _by_value(clubs.get(organiser) for organiser in organisers),
        **{name: _by_value("1" if holds else "" for holds in column) for name, column in zip(flags, flagged, strict=True)},
    }
    topics = PageTopic.objects.filter(content_object__content_type=ContentType.objects.get_for_model(EventPage))
    for pk, topic in topics.values_list("content_object", "tag__slug"):
        if pk in places:
            found["temat"][topic].append(places[pk])
    helpers = list(EventPage.co_organisers.through.objects.values_list("eventpage__translation_key", "organisation__slug"))
    helped = EventPage.co_organisers.through.objects.values("eventpage__translation_key")
    by_key = dict(events.order_by().filter(translation_key__in=helped).values_list("translation_key", "pk"))
    for translation, helper in helpers:
        if by_key.get(translation) in places:
            found["organizator"][helper].append(places[by_key[translation]])
    return Facets(
        list(ids), {name: {value: _number(sorted(positions)) for value, positions in choices.items()} for name, choices in found.items()}
    )
