"""What the search page says about what was found: sentences and cards."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from html import unescape

from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext
from wagtail.images.models import Filter
from wagtail.images.shortcuts import get_renditions_or_not_found

from core import document_search
from core.fields import folded_words, stem
from core.models import PortalDocument, PortalImage, PortalRendition
from core.querysets import pages_using
from core.templatetags.portal_pictures import SPECS
from core.templatetags.portal_ui import WARSAW
from search.engine import Filters, Hit, Results, get_engine
from search.highlight import excerpt_and_page, highlight
from search.kinds import ICONS, ONE_OF_KIND, Kind, counted

# The first size of the cards, which other lists have made already.
THUMBNAIL = SPECS["card"][0]
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
    file_page: str
    used_on: dict[str, str] | None
    image: PortalRendition | None


@dataclass(frozen=True)
class FoundFile:
    """What a result says of a file: format and size, pages where they are known, and a page that offers it."""

    label: str
    pages: int | None = None
    used_on: dict[str, str] | None = None


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


def all_day(start: datetime | None, end: datetime | None) -> bool:
    """Whether an event has days without hours: they are kept from midnight to midnight or to the day's last minute."""
    if start is None or end is None:
        return False
    first, last = start.astimezone(WARSAW), end.astimezone(WARSAW)
    return (first.hour, first.minute) == (0, 0) and (last.hour, last.minute) in ((0, 0), (23, 59))


def files_of(hits: list[Hit]) -> dict[str, FoundFile]:
    """The files among the results by their keys: three queries where there are any."""
    pks = [int(hit.key.rpartition(":")[2]) for hit in hits if hit.kind == Kind.DOCUMENT]
    if not pks:
        return {}
    pages = pages_using(PortalDocument, pks, get_language() or "pl")
    files = {}
    for document in PortalDocument.objects.filter(pk__in=pks).only("title", "file", "file_size", "text_pages"):
        parts = [document.file_extension.upper(), filesizeformat(document.file_size) if document.file_size else ""]
        page = pages.get(document.pk)
        used_on = {"title": page.title, "url": page.url or ""} if page else None
        files[document_search.key_of(document.pk)] = FoundFile(", ".join(filter(None, parts)), document.text_pages, used_on)
    return files


def pictures_of(hits: list[Hit]) -> dict[int, PortalRendition]:
    """The small pictures of the results by the pictures' ids: one query, and more only for sizes that nobody has seen yet."""
    wanted = {hit.image for hit in hits if hit.image is not None}
    if not wanted:
        return {}
    size = Filter(spec=THUMBNAIL)
    made = PortalRendition.objects.filter(image_id__in=wanted, filter_spec=THUMBNAIL).select_related("image")
    # One whose important part has been marked anew since is made again.
    found = {each.image_id: each for each in made if each.focal_point_key == size.get_cache_key(each.image)}
    if missing := wanted - found.keys():
        for image in PortalImage.objects.filter(pk__in=missing):
            (found[image.pk],) = get_renditions_or_not_found(image, [THUMBNAIL]).values()
    # A file that is gone has no size.
    return {pk: picture for pk, picture in found.items() if picture.width}


def text_of(marked: str) -> str:
    """An excerpt without its marks, as plain text."""
    return unescape(marked.replace("<mark>", "").replace("</mark>", ""))


def card(hit: Hit, terms: frozenset[str], locale: str, file: FoundFile | None = None, image: PortalRendition | None = None) -> Card:
    kind = Kind(hit.kind) if hit.kind in Kind.values else Kind.PAGE
    event = kind is Kind.EVENT
    ended = hit.end or hit.date
    text, number = excerpt_and_page(hit.summary, hit.body, terms, locale)
    # Of a file of one page there is nothing to say.
    pages = file.pages or 0 if file and number else 0
    return Card(
        title=highlight(hit.title, terms, locale),
        url=f"{hit.url_path}#page={number}" if pages > 1 else hit.url_path,
        excerpt=text,
        kind=kind.value,
        kind_label=str(ONE_OF_KIND[kind]),
        icon=ICONS[kind],
        place=hit.place,
        published=None if event else hit.date,
        start=hit.date if event else None,
        end=hit.end if event else None,
        all_day=event and all_day(hit.date, hit.end),
        past=event and ended is not None and ended < timezone.now(),
        file=file.label if file else "",
        file_page=gettext("strona %(number)s z %(count)s") % {"number": number, "count": pages} if pages > 1 else "",
        used_on=file.used_on if file else None,
        image=image,
    )


def sentence(query: str, results: Results, filtered: bool, *, promoted: bool = False) -> str:
    """How much was found, in one sentence: "37 wyników dla „dotacje”, w tym 12 wydarzeń"."""
    said = {"query": query, "count": results.total}
    if promoted and not results.total:
        return gettext("Polecane dla „%(query)s”") % said
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
