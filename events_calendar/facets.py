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
from django.db.models import Case, CharField, OuterRef, Q, Subquery, Value, When
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
    # A text, which needs no conversion in any row, and whose column is a number's digits as it stands.
    return Case(When(condition, then=Value("1")), default=Value("0"), output_field=CharField())


def _read(events: EventQuerySet) -> Facets:
    from events_calendar.querysets import online_q

    flags = {"bezplatne": Q(free=True), "dostepne": holds_code("accessibility", "step_free"), "online": online_q()}
    columns = ("pk", "url_path", "kind", "territory__code", "organiser__slug")
    ahead = events.coming(days.today()).order_by("pk").annotate(**{f"flag_{name}": _flag(condition) for name, condition in flags.items()})
    rows = list(ahead.values_list(*columns, *(f"flag_{name}" for name in flags)))
    ids, paths, kinds, communes, organisers, *flagged = zip(*rows, strict=True) if rows else [()] * (len(columns) + len(flags))
    places = {pk: position for position, pk in enumerate(ids)}
    found = {
        "rodzaj": _by_value(kinds),
        "temat": _topics(places),
        "gmina": _by_value(communes),
        # An event stands in its COP's folder: ".../folder/event/".
        "cop": _by_value(path.rsplit("/", 3)[-3] for path in paths),
        "organizator": _by_value(organisers),
    }
    for slug, helped in _helpers(events, places).items():
        found["organizator"][slug] = [*found["organizator"].get(slug, []), *helped]
    sets = {name: {value: _number(sorted(positions)) for value, positions in choices.items()} for name, choices in found.items()}
    sets["powiat"] = {}
    for code, those in sets["gmina"].items():
        # A unit's TERYT code begins with its county's.
        sets["powiat"][code[:4]] = sets["powiat"].get(code[:4], 0) | those
    sets |= {name: {"1": int("".join(column)[::-1], 2)} if rows else {} for name, column in zip(flags, flagged, strict=True)}
    return Facets(list(ids), sets)


def _topics(places: Mapping[int, int]) -> dict[str, list[int]]:
    """By topic the positions of the events about it."""
    from events_calendar.models import EventPage

    found: dict[str, list[int]] = defaultdict(list)
    links = PageTopic.objects.filter(content_object__content_type=ContentType.objects.get_for_model(EventPage))
    for pk, topic in links.values_list("content_object", "tag__slug"):
        if pk in places:
            found[topic].append(places[pk])
    return found


def _helpers(events: EventQuerySet, places: Mapping[int, int]) -> dict[str, list[int]]:
    """By organisation the positions of the events that it helps with, which the source page says for all languages."""
    from events_calendar.models import EventPage

    found: dict[str, list[int]] = defaultdict(list)
    here = events.order_by().filter(translation_key=OuterRef("eventpage__translation_key")).values("pk")[:1]
    links = EventPage.co_organisers.through.objects.annotate(here=Subquery(here))
    for pk, slug in links.values_list("here", "organisation__slug"):
        if pk in places:
            found[slug].append(places[pk])
    return found
