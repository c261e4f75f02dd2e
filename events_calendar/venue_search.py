"""Places in the portal's search: one document in each language whose calendar anybody may read.

A place is one row for all languages, so its documents are told apart by their keys: "venue-pl:12", "venue-en:12".
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.conf import settings
from django.db.models import CharField, Exists, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import override

from core import outbox
from core.privacy import public_q
from core.registry import SearchSource, search_sources
from core.search_documents import INDEX, SearchDocument
from events_calendar.models import CalendarPage, Venue

KIND = "venue"
AT_ONCE = 100


def prefix_of(language: str) -> str:
    return f"{KIND}-{language}"


def enqueue(venue_id: int) -> None:
    """Ask the index to read the place again, or to forget it. Call inside the writing transaction."""
    outbox.enqueue_many(INDEX, [{"key": f"{prefix_of(code)}:{venue_id}"} for code, _label in settings.LANGUAGES])


def search_document(venue: Venue, language: str, base: str) -> SearchDocument:
    """What the search keeps of a place; `base` is the address of the calendar in this language."""
    with override(language):
        commune = venue.commune
        names = [unit.name for unit in (commune, commune.parent if commune else None) if unit and unit.kind != unit.Kind.VOIVODESHIP]
        codes = dict(Venue._meta.get_field("accessibility").codes)
        parts = [
            venue.where,
            venue.in_language("price"),
            venue.in_language("terms"),
            ", ".join(str(label) for label in venue.get_equipment_labels()),
            venue.equipment_note,
            ", ".join(str(codes[code]) for code in venue.access if code in codes),
            ", ".join(dict.fromkeys(names)),
            venue.owner.name,
        ]
        return SearchDocument(
            key=f"{prefix_of(language)}:{venue.pk}",
            locale=language,
            kind=KIND,
            title=venue.full_name,
            summary=venue.in_language("description"),
            body="\n".join(part for part in parts if part),
            url_path=f"{base}miejsca/{venue.slug}/",
            place=commune.name if commune else "",
            territory_code=commune.code if commune else "",
            cop=venue.owner.slug if venue.owner.is_cop else "",
            organiser=venue.owner.slug,
        )


def _calendar(language: str) -> QuerySet[CalendarPage]:
    return CalendarPage.objects.live().filter(public_q(), locale__language_code=language)


def _venues() -> QuerySet[Venue]:
    return Venue.objects.listed().select_related(
        "parent__parent__territory__parent", "parent__territory__parent", "territory__parent", "owner"
    )


def _documents(language: str) -> Iterator[SearchDocument]:
    calendar = _calendar(language).first()
    if calendar is None:
        return
    # By their keys, not with a cursor: whoever rebuilds commits after each portion, and a cursor of PostgreSQL ends there.
    pks = list(_venues().order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(pks), AT_ONCE):
        for venue in _venues().filter(pk__in=pks[start : start + AT_ONCE]).order_by("pk"):
            yield search_document(venue, language, calendar.url or "")


def _document(language: str, key: str) -> SearchDocument | None:
    number = key.removeprefix(f"{prefix_of(language)}:")
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        return None
    calendar, venue = _calendar(language).first(), _venues().filter(pk=int(number)).first()
    return search_document(venue, language, calendar.url or "") if calendar and venue else None


def _public_keys(language: str) -> QuerySet:
    key = Concat(Value(f"{prefix_of(language)}:"), Cast("pk", CharField()), output_field=CharField())
    shown = Venue.objects.filter(Exists(_calendar(language)), active=True)
    return shown.annotate(search_key=key).order_by().values("search_key")


def register() -> None:
    for code, _label in settings.LANGUAGES:
        search_sources.append(
            SearchSource(prefix_of(code), partial(_documents, code), partial(_document, code), partial(_public_keys, code))
        )
