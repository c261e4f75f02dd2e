"""What the results can be narrowed to: groups of choices with their numbers, and the chosen ones as chips."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from accounts.models import Organisation
from core.collation import alphabetical, polish_key
from core.models import Territory
from core.paging import query_with
from search.engine import Facets, Order
from search.forms import FORM_ID, SearchForm
from search.kinds import ICONS, Kind

# A list shows so many of its choices; the others are one step away.
SHOWN = 8
MOST_COMMUNES = 60
MOST_ORGANISERS = 60


@dataclass(frozen=True)
class Choice:
    """One value of a filter, and how many results have it beside the other filters. `inner` lies in the one before it."""

    value: str
    label: str
    count: int
    checked: bool
    inner: bool = False


@dataclass(frozen=True)
class Group:
    """The choices of one filter. `any_label` is the choice of none, where only one can be chosen."""

    name: str
    label: str
    choices: list[Choice]
    any_label: str = ""
    errors: tuple[str, ...] = ()
    form_id: str = FORM_ID

    @property
    def shown(self) -> list[Choice]:
        return self.choices if len(self.choices) <= SHOWN + 1 else self.choices[:SHOWN]

    @property
    def folded(self) -> list[Choice]:
        return self.choices[len(self.shown) :]

    @property
    def unfolded(self) -> bool:
        """Nothing that is chosen is hidden."""
        return any(choice.checked for choice in self.folded)

    @property
    def chosen(self) -> bool:
        return any(choice.checked for choice in self.choices)


def groups_of(form: SearchForm, facets: Facets) -> list[Group]:
    """The groups that offer anything, in the order of the page. Two queries, whatever there is."""
    chosen = form.filters
    kinds = [
        Choice(kind.value, str(kind.label), facets.kinds.get(kind.value, 0), kind.value in chosen.kinds)
        for kind in Kind
        if kind.value in facets.kinds or kind.value in chosen.kinds
    ]
    topics = [
        Choice(slug, topic.label, facets.topics.get(slug, 0), slug in chosen.topics)
        for slug, topic in form.topics.items()
        if slug in facets.topics or slug in chosen.topics
    ]
    found = {
        "typ": _most_first(kinds),
        "temat": _most_first(topics),
        "gmina": _communes(facets.communes, form),
        "organizator": _organisers(facets.organisers, form),
        "rok": _years(facets.years, chosen.year),
    }
    any_label = {"rok": gettext("każdy rok")}
    groups = [
        Group(name, str(form.fields[name].label), choices, any_label.get(name, ""), tuple(map(str, form.errors.get(name, []))))
        for name, choices in found.items()
    ]
    return [group for group in groups if group.choices or group.errors]


def _most_first(choices: Iterable[Choice]) -> list[Choice]:
    return sorted(choices, key=lambda choice: (-choice.count, polish_key(choice.label)))


def _communes(counts: dict[str, int], form: SearchForm) -> list[Choice]:
    """Counties, the one with most results first, each with its communes below it."""
    chosen = form.filters.communes
    codes = {code for code, _count in Counter(counts).most_common(MOST_COMMUNES)} | set(chosen)
    counties = {code[:4] for code in codes if len(code) >= 4}
    names = {territory.code: territory for territory in Territory.objects.filter(code__in=codes | counties)}
    wide = [Choice(code, str(names[code]), _within(code, counts), True) for code in chosen if len(code) == 2 and code in names]
    areas: list[tuple[int, str, list[Choice]]] = []
    for county in (names[code] for code in counties if code in names):
        inside = alphabetical((names[code] for code in codes if len(code) == 7 and code[:4] == county.code and code in names), str)
        total = _within(county.code, counts)
        # A town that is a county of its own is listed once.
        alone = len(inside) == 1 and not counts.get(county.code) and county.code not in chosen
        rows = [] if alone else [Choice(county.code, county.name, total, county.code in chosen)]
        rows += [Choice(each.code, str(each), counts.get(each.code, 0), each.code in chosen, inner=not alone) for each in inside]
        areas.append((-total, polish_key(county.name), rows))
    return [*wide, *(row for _total, _key, rows in sorted(areas, key=lambda area: area[:2]) for row in rows)]


def _within(code: str, counts: dict[str, int]) -> int:
    return sum(count for inner, count in counts.items() if inner.startswith(code))


def _organisers(counts: dict[str, int], form: SearchForm) -> list[Choice]:
    chosen = form.filters.organisers
    slugs = {slug for slug, _count in Counter(counts).most_common(MOST_ORGANISERS)} | set(chosen)
    names = Organisation.objects.filter(slug__in=slugs).values_list("slug", "name")
    return _most_first(Choice(slug, name, counts.get(slug, 0), slug in chosen) for slug, name in names)


def _years(counts: dict[int, int], chosen: int | None) -> list[Choice]:
    years = sorted({*counts, *([chosen] if chosen else [])}, reverse=True)
    return [Choice(str(year), str(year), counts.get(year, 0), year == chosen) for year in years]


def kind_links(form: SearchForm, facets: Facets) -> list[dict[str, Any]]:
    """The kinds among the results as links, for who wants only one of them; none once some are chosen."""
    kinds = [kind for kind in Kind if facets.kinds.get(kind.value)]
    if form.filters.kinds or len(kinds) < 2:
        return []
    return [
        {
            "label": kind.label,
            "count": facets.kinds[kind.value],
            "url": query_with(form.kept, typ=kind.value),
            "icon": ICONS[kind],
        }
        for kind in kinds
    ]


def order_links(form: SearchForm) -> list[dict[str, Any]]:
    """The ways to sort the results; what the way by date begins with depends on what is asked for."""
    by_date = gettext("od najbliższych") if form.filters.coming else gettext("od najnowszych")
    ways = [(gettext("według trafności"), ""), (by_date, "data")]
    current = form.kept.get("kolejnosc", "")
    return [{"label": label, "url": query_with(form.kept, kolejnosc=value), "current": value == current} for label, value in ways]


def chips(form: SearchForm, *, own: bool = True) -> list[dict[str, str]]:
    """The chosen filters, each with the address without it; with the `own` commune, which is none but is taken back in the same way."""
    chosen, kept = form.filters, form.kept
    named: list[tuple[str, str, str]] = [
        *((str(Kind(kind).label), "typ", kind) for kind in chosen.kinds),
        *((form.topics[slug].label, "temat", slug) for slug in chosen.topics),
        *((str(form.territories[code]), "gmina", code) for code in chosen.communes),
        *((form.organisers[slug], "organizator", slug) for slug in chosen.organisers),
    ]
    if chosen.year:
        named.append((gettext("rok %(year)s") % {"year": chosen.year}, "rok", ""))
    if chosen.date_from:
        named.append((gettext("od %(day)s") % {"day": f"{chosen.date_from:%d.%m.%Y}"}, "od", ""))
    if chosen.date_to:
        named.append((gettext("do %(day)s") % {"day": f"{chosen.date_to:%d.%m.%Y}"}, "do", ""))
    if chosen.coming:
        named.append((gettext("tylko nadchodzące wydarzenia"), "nadchodzace", ""))
    # By date nothing stands higher.
    if own and form.own and form.order == Order.RELEVANCE:
        named.append((gettext("wyżej: %(commune)s") % {"commune": form.own}, "moja", ""))
    found = []
    for label, name, value in named:
        values = kept[name]
        others = [other for other in values if other != value] if isinstance(values, list) else None
        found.append({"label": label, "remove_url": query_with(kept, **{name: others})})
    return found
