"""A year of the framework calendar for programs, below /api/dane/v1/: only what anybody may read on its page."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from ninja import Path, Query, Router, Schema
from pydantic import Field
from wagtail.models import Locale

from core.paging import query_with
from events_calendar import days
from events_calendar.api import Code, Listing, PageIn, Problem, Slug
from framework_calendar import year_numbers, year_register, year_rows
from framework_calendar.models import Call
from framework_calendar.year_forms import YearOptions, options_of
from framework_calendar.year_register import Entry
from framework_calendar.year_rows import Row

router = Router(tags=["kalendarz ramowy"])
Year = Annotated[int, Field(ge=days.FIRST_YEAR, le=days.LAST_YEAR)]


class CallOut(Schema):
    """One COP's call; days are Polish days, the last one included."""

    cop: str
    nazwa: str
    etap: str
    nabor_od: str
    nabor_do: str
    dzien_ogloszenia: str


class ChangeOut(Schema):
    rodzaj: str
    opis: str


class ProposalOut(Schema):
    """What one proposal got. `zyczenie`: 1 to 3, 0 for a slot it had not wished for, null for none. Moments carry their offset."""

    nazwa: str
    organizator: str
    wspolorganizatorzy: list[str]
    cop: str
    zyczenie: int | None
    poczatek: datetime | None
    koniec: datetime | None
    ogloszony_poczatek: datetime | None
    ogloszony_koniec: datetime | None
    miejsce: str
    gmina: str | None
    zmiany: list[ChangeOut]
    dlaczego_bez_terminu: str
    adres_strony: str


class YearOut(Listing):
    rok: int
    nabory: list[CallOut]
    wydarzenia: int
    pierwsze_zyczenia_procent: int | None
    adres_strony: str
    propozycje: list[ProposalOut]


class YearIn(PageIn):
    kwartal: int | None = Field(None, ge=1, le=4)
    gmina: Code | None = None
    temat: Slug | None = None
    cop: Slug | None = None


@router.get("framework/{rok}/", response={200: YearOut, 404: Problem, 422: Problem}, summary="Ramowy kalendarz imprez jednego roku")
def year(request: HttpRequest, rok: Path[Year], asked: Query[YearIn]) -> dict[str, Any]:
    """Nabory roku, a po ogłoszeniu wszystkie propozycje: najpierw te z terminem, po kolei, potem bez terminu."""
    calls = list(Call.objects.filter(year=rok).select_related("cop").order_by("cop__sort_key", "pk"))
    if not calls:
        raise Http404
    entries = year_register.entries(rok)
    found = _narrowed(entries, asked, options_of(rok, entries))
    first = (asked.strona - 1) * asked.na_strone
    shown = year_rows.rows_of(found[first : first + asked.na_strone], Locale.get_default().pk, request)
    numbers = year_numbers.totals(found)
    given = {name: str(value) for name, value in asked.dict(exclude_none=True).items()}
    following = query_with(given, strona=str(asked.strona + 1)) if first + asked.na_strone < len(found) else ""
    return {
        "rok": rok,
        "nabory": [_call(call) for call in calls],
        "wydarzenia": numbers.events,
        "pierwsze_zyczenia_procent": numbers.share,
        "adres_strony": request.build_absolute_uri(reverse("framework_year", args=[rok])),
        "liczba": len(found),
        "strona": asked.strona,
        "na_strone": asked.na_strone,
        "nastepna": request.build_absolute_uri(request.path + following) if following else None,
        "propozycje": [_proposal(row, request) for row in shown],
    }


def _narrowed(entries: list[Entry], asked: YearIn, options: YearOptions) -> list[Entry]:
    found = entries
    if asked.kwartal:
        found = [one for one in found if one.quarter == asked.kwartal]
    if asked.gmina:
        commune = options.commune_ids.get(asked.gmina, 0)
        found = [one for one in found if one.commune == commune]
    if asked.temat:
        topic = options.topic_ids.get(asked.temat, 0)
        found = [one for one in found if topic in one.topics]
    if asked.cop:
        found = [one for one in found if one.cop == asked.cop]
    return found


def _call(call: Call) -> dict[str, str]:
    return {
        "cop": call.cop.slug,
        "nazwa": call.title,
        "etap": call.phase().value,
        "nabor_od": call.opens.isoformat(),
        "nabor_do": call.closes.isoformat(),
        "dzien_ogloszenia": call.publication_day.isoformat(),
    }


def _proposal(row: Row, request: HttpRequest) -> dict[str, Any]:
    return {
        "nazwa": row.title,
        "organizator": row.organiser,
        "wspolorganizatorzy": row.together,
        "cop": row.entry.cop,
        "zyczenie": row.entry.rank,
        "poczatek": _local(row.start),
        "koniec": _local(row.end),
        "ogloszony_poczatek": _local(row.published_start),
        "ogloszony_koniec": _local(row.published_end),
        "miejsce": row.place,
        "gmina": row.commune_code or None,
        "zmiany": [
            {"rodzaj": code, "opis": " ".join(part for part in (f"{change.label}.", change.text) if part)}
            for code, change in zip(row.entry.changes, row.changes, strict=True)
        ],
        "dlaczego_bez_terminu": row.why,
        "adres_strony": request.build_absolute_uri(row.url) if row.url else "",
    }


def _local(moment: datetime | None) -> datetime | None:
    return moment.astimezone(days.WARSAW) if moment else None
