"""What the search page says about what was found: sentences, cards, choices of the filters."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from core import document_search
from core.collation import alphabetical
from core.fields import folded_words, stem
from core.models import PortalDocument, Territory
from core.paging import query_with
from core.templatetags.portal_ui import WARSAW
from search.engine import Facets, Filters, Hit, Results, get_engine
from search.forms import SearchForm
from search.highlight import excerpt, highlight
from search.kinds import ICONS, ONE_OF_KIND, Kind, counted

MOST_COMMUNES = 60
MOST_LIKELY = 5


@dataclass(frozen=True)
class Card:
    """One result as the list shows it."""

    title: SafeString
    url: str
    excerpt: SafeString
    kind: str
    kind_label: str
    icon: str
    place: str
    published: datetime | None
    start: datetime | None
    end: datetime | None
    all_day: bool
    past: bool
    file: str


def likely_pages(words: str, locale: str) -> list[dict[str, str]]:
    """What an address with these words may have meant: the best results with at least half of them in their title. One search.

    An address is made from a title. A page that has the words only in its text is another page: better none than that.
    """
    asked = {stem(word) for word in folded_words(words)}
    hits = get_engine().search(words, locale, Filters(), limit=MOST_LIKELY).hits
    return [{"title": hit.title, "url": hit.url_path} for hit in hits if hit.strong and _in_title(asked, hit.title)]


def _in_title(asked: set[str], title: str) -> bool:
    named = folded_words(title)
    return 2 * sum(any(word.startswith(each) for word in named) for each in asked) >= len(asked)


def _all_day(start: datetime | None, end: datetime | None) -> bool:
    """Whether an event has days without hours: they are kept from midnight to midnight or to the day's last minute."""
    if start is None or end is None:
        return False
    first, last = start.astimezone(WARSAW), end.astimezone(WARSAW)
    return (first.hour, first.minute) == (0, 0) and (last.hour, last.minute) in ((0, 0), (23, 59))


def files_of(hits: list[Hit]) -> dict[str, str]:
    """Format and size of the files among the results, by their keys: one query where there are any."""
    keys = {hit.key for hit in hits if hit.kind == Kind.DOCUMENT}
    if not keys:
        return {}
    documents = PortalDocument.objects.filter(pk__in=[int(key.rpartition(":")[2]) for key in keys]).only("title", "file", "file_size")
    return {
        document_search.key_of(document.pk): ", ".join(
            filter(None, [document.file_extension.upper(), filesizeformat(document.file_size) if document.file_size else ""])
        )
        for document in documents
    }


def card(hit: Hit, terms: frozenset[str], locale: str, file: str = "") -> Card:
    kind = Kind(hit.kind) if hit.kind in Kind.values else Kind.PAGE
    event = kind is Kind.EVENT
    ended = hit.end or hit.date
    return Card(
        title=highlight(hit.title, terms, locale),
        url=hit.url_path,
        excerpt=excerpt(hit.summary, hit.body, terms, locale),
        kind=kind.value,
        kind_label=str(ONE_OF_KIND[kind]),
        icon=ICONS[kind],
        place=hit.place,
        published=None if event else hit.date,
        start=hit.date if event else None,
        end=hit.end if event else None,
        all_day=event and _all_day(hit.date, hit.end),
        past=event and ended is not None and ended < timezone.now(),
        file=file,
    )


def sentence(query: str, results: Results, filtered: bool) -> str:
    """How much was found, in one sentence: "37 wyników dla „dotacje”, w tym 12 wydarzeń"."""
    said = {"query": query, "count": results.total}
    if not results.total and results.weak:
        return gettext("Nic nie pasuje do całego pytania „%(query)s”. Oto strony, które pasują w części.") % said
    if query:
        text = ngettext("%(count)s wynik dla „%(query)s”", "%(count)s wyników dla „%(query)s”", results.total) % said
    else:
        text = ngettext("%(count)s wynik", "%(count)s wyników", results.total) % said
    kinds = [(kind, count) for kind, count in Counter(results.facets.kinds).most_common(2) if kind in Kind.values]
    if filtered or len(kinds) < 2:
        return text
    # Events first: they are what goes by.
    kinds.sort(key=lambda pair: pair[0] != Kind.EVENT)
    first, second = (counted(kind, count) for kind, count in kinds)
    return gettext("%(text)s, w tym %(first)s i %(second)s") % {"text": text, "first": first, "second": second}


def kind_links(form: SearchForm, facets: Facets) -> list[dict[str, Any]]:
    """Each kind with its number, as links above the results; a kind without any is left out unless it is chosen."""
    chosen = form.filters.kind
    total = sum(facets.kinds.values())
    links = [{"label": gettext("Wszystko"), "count": total, "url": query_with(form.kept, typ=None), "current": not chosen, "icon": None}]
    for kind in Kind:
        count = facets.kinds.get(kind.value, 0)
        if count or chosen == kind:
            links.append(
                {
                    "label": kind.label,
                    "count": count,
                    "url": query_with(form.kept, typ=kind.value),
                    "current": chosen == kind,
                    "icon": ICONS[kind],
                }
            )
    return links if len(links) > 1 else []


def offer_choices(form: SearchForm, facets: Facets) -> None:
    """Put numbers behind the topics, and the counties and communes that have any results into their field."""
    topic: Any = form.fields["temat"]
    if "temat" not in form.errors:
        topic.widget.choices = [
            ("", gettext("wszystkie tematy")),
            *(
                (slug, f"{found.label} ({facets.topics[slug]})" if slug in facets.topics else found.label)
                for slug, found in form.topics.items()
                if slug in facets.topics or slug == form.filters.topic or not facets.kinds
            ),
        ]
    commune: Any = form.fields["gmina"]
    asked = form.data.get("gmina", "")
    commune.widget = _commune_widget(facets, form.territory, asked if "gmina" in form.errors else "", commune.widget.attrs)


def _commune_widget(facets: Facets, chosen: Territory | None, wrong: str, attrs: dict[str, Any]) -> Any:
    from django.forms import Select

    counts = Counter(facets.communes)
    codes = {code for code, _count in counts.most_common(MOST_COMMUNES)} | ({chosen.code} if chosen else set())
    counties = {code[:4] for code in codes if len(code) >= 4}
    names = {territory.code: territory for territory in Territory.objects.filter(code__in=codes | counties)}
    choices: list[Any] = [("", gettext("wszystkie gminy"))]
    if wrong:
        choices.append((wrong, wrong[:80]))
    if chosen and len(chosen.code) == 2:
        choices.append((chosen.code, gettext("województwo: %(name)s") % {"name": chosen.name}))
    for county in alphabetical((names[code] for code in counties if code in names), attrgetter("name")):
        communes = alphabetical(names[code] for code in codes if len(code) == 7 and code[:4] == county.code and code in names)
        total = sum(count for code, count in counts.items() if code.startswith(county.code))
        options = [(commune.code, _with_count(str(commune), counts[commune.code])) for commune in communes]
        # A town that is a county of its own is listed once.
        if len(options) != 1 or counts[county.code]:
            options.insert(0, (county.code, _with_count(gettext("cały obszar: %(name)s") % {"name": county.name}, total)))
        elif chosen and chosen.code == county.code:
            options.insert(0, (county.code, _with_count(county.name, total)))
        choices.append((county.name, options))
    return Select(choices=choices, attrs=attrs)


def _with_count(label: str, count: int) -> str:
    return f"{label} ({count})" if count else label


def active_filters(form: SearchForm) -> list[dict[str, str]]:
    """The chosen filters as chips, each with the address without it."""
    filters = form.filters
    chips = []
    if filters.topic:
        chips.append((form.topics[filters.topic].label, "temat"))
    if form.territory:
        chips.append((str(form.territory), "gmina"))
    if filters.date_from:
        chips.append((gettext("od %(day)s") % {"day": f"{filters.date_from:%d.%m.%Y}"}, "od"))
    if filters.date_to:
        chips.append((gettext("do %(day)s") % {"day": f"{filters.date_to:%d.%m.%Y}"}, "do"))
    return [{"label": label, "remove_url": query_with(form.kept, **{name: None})} for label, name in chips]
