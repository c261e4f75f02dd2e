"""Dates and places for programs, below /api/dane/v1/: only what anybody may read on the portal's pages."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from ninja.errors import ValidationError
from pydantic import Field
from wagtail.models import Locale

from core.paging import query_with
from events_calendar import availability, days
from events_calendar.models import EventPage, Occurrence, Venue
from events_calendar.querysets import OccurrenceQuerySet

router = Router(tags=["kalendarz"])
LONGEST = timedelta(days=366)
LONGEST_FREE = timedelta(days=30)

# Written as patterns: a date of pydantic's takes numbers too.
Day = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", json_schema_extra={"format": "date"}, examples=["2026-11-24"])]
Slug = Annotated[str, Field(pattern=r"^[-a-z0-9A-Z_]{1,80}$")]
Code = Annotated[str, Field(pattern=r"^[0-9]{7}$")]


class Problem(Schema):
    bledy: list[str]


class OrganisationOut(Schema):
    nazwa: str
    skrot: str


class PlaceOut(Schema):
    nazwa: str
    skrot: str | None
    adres: str


class DateOut(Schema):
    """One date of an event. Moments carry their offset; `cały dzień` counts from midnight to the last minute."""

    wydarzenie: str
    tytul: str
    opis: str
    rodzaj: str
    poczatek: datetime
    koniec: datetime
    caly_dzien: bool
    odwolany: bool
    powod: str
    miejsce: PlaceOut | None
    online: bool
    gmina: str | None
    organizator: OrganisationOut | None
    cop: OrganisationOut | None
    wstep_wolny: bool
    dostepnosc: list[str]
    kontakt_email: str
    kontakt_telefon: str
    adres_strony: str
    zmieniono: datetime


class Listing(Schema):
    liczba: int
    strona: int
    na_strone: int
    nastepna: str | None


class DatesOut(Listing):
    terminy: list[DateOut]


class VenueOut(Schema):
    skrot: str
    nazwa: str
    nazwa_en: str
    wlasciciel: OrganisationOut
    w_miejscu: str | None
    czesc_sali: bool
    mozna_rezerwowac: bool
    opis: str
    adres: str
    gmina: str | None
    szerokosc: float | None
    dlugosc: float | None
    przystanek: str
    ile_osob: int | None
    wyposazenie: list[str]
    dostepnosc: list[str]
    dostepnosc_na_prosbe: list[str]
    cena: str
    kontakt_email: str
    kontakt_telefon: str


class VenuesOut(Listing):
    miejsca: list[VenueOut]


class SpanOut(Schema):
    """From when to when. Moments carry their offset."""

    od: datetime
    do: datetime


class FreeDayOut(Schema):
    """One Polish day of a place: what one may still ask for, and in a few words why that is nothing."""

    dzien: str
    wolne: list[SpanOut]
    dlaczego_nie: str


class FreeOut(Schema):
    skrot: str
    nazwa: str
    od: str
    do: str
    dni: list[FreeDayOut]


class FreeIn(Schema):
    od: Day
    do: Day


class PageIn(Schema):
    strona: int = Field(1, ge=1, le=10_000)
    na_strone: int = Field(100, ge=1, le=500)


class DatesIn(PageIn):
    od: Day
    do: Day
    gmina: Code | None = None
    cop: Slug | None = None
    organizator: Slug | None = None
    miejsce: Slug | None = None
    temat: Slug | None = None


class VenuesIn(PageIn):
    gmina: Code | None = None


@router.get("terminy/", response={200: DatesOut, 422: Problem}, summary="Terminy wydarzeń między dwoma dniami")
def dates(request: HttpRequest, asked: Query[DatesIn]) -> dict[str, Any]:
    """Terminy, także odwołane, które trwają w którymś z dni od `od` do `do` włącznie; najwyżej 366 dni."""
    first, last = _period(asked)
    rows = _narrowed(asked).on_days(first, last).order_by("start", "pk")
    rows = rows.select_related("event__organiser", "event__owner_cop", "event__territory", "event__locale", "venue__parent__parent")
    listing, found = _page(rows, asked, request)
    return {**listing, "terminy": [_date(row, request) for row in found]}


@router.get("miejsca/", response={200: VenuesOut, 422: Problem}, summary="Miejsca")
def venues(request: HttpRequest, asked: Query[VenuesIn]) -> dict[str, Any]:
    """Sale, budynki i place z listy miejsc portalu."""
    rows = Venue.objects.listed().order_by("sort_key", "pk")
    if asked.gmina:
        rows = rows.in_commune(asked.gmina)
    listing, found = _page(rows, asked, request)
    return {**listing, "miejsca": [_venue(row) for row in found]}


@router.get("miejsca/{skrot}/", response={200: VenueOut, 404: Problem, 422: Problem}, summary="Jedno miejsce")
def venue(request: HttpRequest, skrot: Slug) -> dict[str, Any]:
    found = Venue.objects.listed().filter(slug=skrot).first()
    if found is None:
        raise Http404
    return _venue(found)


@router.get(
    "miejsca/{skrot}/wolne/", response={200: FreeOut, 404: Problem, 422: Problem}, summary="Wolne godziny miejsca między dwoma dniami"
)
def free_times(request: HttpRequest, skrot: Slug, asked: Query[FreeIn]) -> dict[str, Any]:
    """O co można teraz prosić w dniach od `od` do `do` włącznie; najwyżej 31 dni. Czas na przygotowanie i sprzątanie jest odliczony.

    To odpowiedź na teraz: termin zajmuje dopiero wysłana prośba.
    """
    first, last = _period(asked, LONGEST_FREE, _("podaj najwyżej 31 dni naraz."))
    found = Venue.objects.listed().filter(slug=skrot).first()
    if found is None:
        raise Http404
    shown = availability.days_between(found, first, last)
    return {"skrot": found.slug, "nazwa": found.name, "od": asked.od, "do": asked.do, "dni": [_free_day(day) for day in shown]}


def _free_day(day: availability.Day) -> dict[str, Any]:
    free = [{"od": start.astimezone(days.WARSAW), "do": end.astimezone(days.WARSAW)} for start, end in day.free]
    return {"dzien": day.day.isoformat(), "wolne": free, "dlaczego_nie": day.closed}


def _period(asked: DatesIn | FreeIn, longest: timedelta = LONGEST, too_long: str = "") -> tuple[date, date]:
    found = {}
    for name in ("od", "do"):
        try:
            found[name] = date.fromisoformat(getattr(asked, name))
        except ValueError as error:
            raise _refused(name, _("nie ma takiego dnia. Podaj datę, na przykład 2026-11-24.")) from error
        if not days.FIRST_YEAR <= found[name].year <= days.LAST_YEAR:
            raise _refused(name, _("kalendarz sięga od roku %(first)s do %(last)s.") % {"first": days.FIRST_YEAR, "last": days.LAST_YEAR})
    if found["do"] < found["od"]:
        raise _refused("do", _("ostatni dzień jest wcześniejszy niż pierwszy."))
    if found["do"] - found["od"] > longest:
        raise _refused("do", too_long or _("podaj najwyżej 366 dni naraz."))
    return found["od"], found["do"]


def _refused(name: str, reason: str) -> ValidationError:
    return ValidationError([{"type": "value_error", "loc": ("query", name), "ctx": {"reason": reason}}])


def _narrowed(asked: DatesIn) -> OccurrenceQuerySet:
    events = EventPage.objects.readable(Locale.get_default().pk)
    if asked.gmina:
        events = events.in_commune(asked.gmina)
    if asked.cop:
        events = events.filter(owner_cop__slug=asked.cop)
    if asked.organizator:
        events = events.organised_by(slug=asked.organizator)
    if asked.temat:
        events = events.about(asked.temat)
    rows = Occurrence.objects.of(events)
    return rows.filter(venue__slug=asked.miejsce) if asked.miejsce else rows


def _page(rows: Any, asked: PageIn, request: HttpRequest) -> tuple[dict[str, Any], list[Any]]:
    """One page of a list, and what stands around it."""
    count = rows.count()
    first = (asked.strona - 1) * asked.na_strone
    more = first + asked.na_strone < count
    given = {name: str(value) for name, value in asked.dict(exclude_none=True).items()}
    following = request.build_absolute_uri(request.path + query_with(given, strona=str(asked.strona + 1))) if more else None
    listing = {"liczba": count, "strona": asked.strona, "na_strone": asked.na_strone, "nastepna": following}
    return listing, list(rows[first : first + asked.na_strone])


def _organisation(organisation: Any) -> dict[str, str] | None:
    return {"nazwa": organisation.name, "skrot": organisation.slug} if organisation else None


def _place(row: Occurrence) -> dict[str, Any] | None:
    event, at = row.event, row.venue
    if at is not None:
        return {"nazwa": at.name, "skrot": at.slug, "adres": at.where}
    return {"nazwa": event.place_name, "skrot": None, "adres": event.address} if event.place_name else None


def _date(row: Occurrence, request: HttpRequest) -> dict[str, Any]:
    event = row.event
    return {
        "wydarzenie": str(event.translation_key),
        "tytul": event.title,
        "opis": event.summary,
        "rodzaj": event.kind,
        "poczatek": row.start.astimezone(days.WARSAW),
        "koniec": row.end.astimezone(days.WARSAW),
        "caly_dzien": row.all_day,
        "odwolany": row.is_cancelled,
        "powod": row.reason,
        "miejsce": _place(row),
        "online": event.is_online,
        "gmina": event.territory.code if event.territory else None,
        "organizator": _organisation(event.organiser),
        "cop": _organisation(event.owner_cop),
        "wstep_wolny": event.free,
        "dostepnosc": list(event.accessibility),
        "kontakt_email": event.contact_email,
        "kontakt_telefon": event.contact_phone,
        "adres_strony": event.get_full_url(request) or "",
        "zmieniono": row.changed.astimezone(days.WARSAW),
    }


def _venue(place: Venue) -> dict[str, Any]:
    point = place if place.latitude is not None or place.parent is None else place.parent
    return {
        "skrot": place.slug,
        "nazwa": place.name,
        "nazwa_en": place.name_en,
        "wlasciciel": _organisation(place.owner),
        "w_miejscu": place.parent.slug if place.parent else None,
        "czesc_sali": place.is_part,
        "mozna_rezerwowac": place.bookable,
        "opis": place.description,
        "adres": place.where,
        "gmina": place.commune.code if place.commune else None,
        "szerokosc": point.latitude,
        "dlugosc": point.longitude,
        "przystanek": place.nearest_stop,
        "ile_osob": place.capacity,
        "wyposazenie": list(place.equipment),
        "dostepnosc": place.access_there,
        "dostepnosc_na_prosbe": place.access_on_request,
        "cena": place.price,
        "kontakt_email": place.contact_email,
        "kontakt_telefon": place.contact_phone,
    }
