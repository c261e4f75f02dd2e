"""The years of the framework calendar in the portal's search: one document for each year and language, "framework-pl:2027"."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.conf import settings
from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext, override

from core import outbox
from core.registry import SearchSource, search_sources
from core.search_documents import INDEX, SearchDocument
from events_calendar import days
from framework_calendar.models import Call

KIND = "page"


def prefix_of(language: str) -> str:
    return f"framework-{language}"


def enqueue(year: int) -> None:
    """Ask the index to read the year again, or to forget it. Call inside the writing transaction."""
    outbox.enqueue_many(INDEX, [{"key": f"{prefix_of(code)}:{year}"} for code, _label in settings.LANGUAGES])


def search_document(year: int, calls: list[Call], language: str) -> SearchDocument:
    """What the search keeps of a year: its name, and of each call what it says of itself."""
    with override(language):
        said = [part for call in calls for part in (call.title, call.cop.name, call.intro)]
        communes = sorted({commune.name for call in calls for commune in call.communes.all()})
        return SearchDocument(
            key=f"{prefix_of(language)}:{year}",
            locale=language,
            kind=KIND,
            title=gettext("Ramowy kalendarz imprez %(year)s") % {"year": year},
            summary=gettext("Jakie lokalne wydarzenia uzgodniły organizacje i samorządy: kiedy, gdzie i kto je robi razem."),
            body="\n".join(part for part in [*said, ", ".join(communes), gettext("nabór propozycji, terminy, życzenia")] if part),
            url_path=f"/{language}/kalendarz/ramowy/{year}/",
            cop=calls[0].cop.slug if len(calls) == 1 else "",
        )


def _calls(**conditions: int) -> list[Call]:
    return list(Call.objects.filter(**conditions).select_related("cop").prefetch_related("communes").order_by("year", "pk"))


def _documents(language: str) -> Iterator[SearchDocument]:
    calls = _calls()
    for year in sorted({call.year for call in calls}):
        yield search_document(year, [call for call in calls if call.year == year], language)


def _document(language: str, key: str) -> SearchDocument | None:
    number = key.removeprefix(f"{prefix_of(language)}:")
    if not (number.isascii() and number.isdecimal() and len(number) == 4 and days.FIRST_YEAR <= int(number) <= days.LAST_YEAR):
        return None
    calls = _calls(year=int(number))
    return search_document(int(number), calls, language) if calls else None


def _public_keys(language: str) -> QuerySet:
    key = Concat(Value(f"{prefix_of(language)}:"), Cast("year", CharField()), output_field=CharField())
    return Call.objects.annotate(search_key=key).order_by().values("search_key")


def register() -> None:
    for code, _label in settings.LANGUAGES:
        search_sources.append(
            SearchSource(prefix_of(code), partial(_documents, code), partial(_document, code), partial(_public_keys, code))
        )
