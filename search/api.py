"""The portal's search for programs, below /api/dane/v1/: what the search page finds, with the same filters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Annotated, Any, Literal

from django.http import HttpRequest, JsonResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import override
from ninja import Query, Router, Schema
from ninja.errors import ValidationError
from ninja.responses import Status
from pydantic import Field

from core.models import Topic
from core.paging import query_with
from search.engine import DEEPEST_RESULT, Facets, Hit, get_engine
from search.forms import FIRST_YEAR, LAST_YEAR, MOST_VALUES, SearchForm, asked_of
from search.highlight import excerpt
from search.kinds import ONE_OF_KIND, Kind
from search.limits import WAIT_SECONDS, too_often
from search.results import text_of

router = Router(tags=["szukaj"])
# What OpenAPI calls the operation; its answers depend on more than what is public (portal.own_data).
URL_NAME = "search"

Day = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", json_schema_extra={"format": "date"}, examples=["2026-11-24"])]
Slug = Annotated[str, Field(pattern=r"^[-a-z0-9A-Z_]{1,80}$")]
Code = Annotated[str, Field(pattern=r"^([0-9]{2}|[0-9]{4}|[0-9]{7})$")]
Words = Annotated[str, Field(description="Szukamy według pierwszych 300 znaków, reszta jest pominięta.")]


class Problem(Schema):
    bledy: list[str]


class SearchIn(Schema):
    q: Words = ""
    typ: list[Literal[*Kind.values]] = Field([], max_length=MOST_VALUES)  # type: ignore[valid-type]
    temat: list[Slug] = Field([], max_length=MOST_VALUES)
    gmina: list[Code] = Field([], max_length=MOST_VALUES)
    organizator: list[Slug] = Field([], max_length=MOST_VALUES)
    rok: int | None = Field(None, ge=FIRST_YEAR, le=LAST_YEAR)
    od: Day | None = None
    do: Day | None = None
    nadchodzace: bool = False
    moja: Annotated[str, Field(pattern=r"^([0-9]{7})?$", description="Kod TERYT gminy, z której wyniki staną wyżej.")] = ""
    kolejnosc: Literal["trafnosc", "data"] = "trafnosc"
    jezyk: Literal["pl", "en"] = "pl"
    strona: int = Field(1, ge=1, le=DEEPEST_RESULT)
    na_strone: int = Field(10, ge=1, le=100)


class HitOut(Schema):
    """One result. `fragment_html` holds <mark> round the words that were looked for, and no other markup."""

    tytul: str
    adres: str
    rodzaj: str
    rodzaj_nazwa: str
    fragment: str
    fragment_html: str
    data: datetime | None
    koniec: datetime | None
    miejsce: str
    gmina: str
    organizator: str
    trafnosc: float
    w_calosci: bool


class FacetsOut(Schema):
    """How many results each choice has, the other filters kept."""

    typ: dict[str, int]
    temat: dict[str, int]
    gmina: dict[str, int]
    organizator: dict[str, int]
    rok: dict[str, int]


class SearchOut(Schema):
    """`liczba` counts what fits the whole question; on the first page results that fit a part of it may follow.

    `poprawione` is the question with words that are nowhere in the portal spelt as they were probably meant; empty where all are right.
    """

    pytanie: str
    poprawione: str
    skrocone: bool
    liczba: int
    strona: int
    na_strone: int
    nastepna: str | None
    ile: FacetsOut
    wyniki: list[HitOut]


def _limited(view: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not too_often(request, "api"):
            return view(request, *args, **kwargs)
        words = _("Za dużo pytań naraz. Odczekaj minutę.")
        return JsonResponse({"bledy": [words]}, status=429, headers={"Retry-After": str(WAIT_SECONDS)})

    return asked


@router.get(
    "szukaj/",
    # 414 is the portal's own for an address of more than 8000 signs.
    response={200: SearchOut, 400: Problem, 414: None, 422: Problem, 429: Problem},
    url_name=URL_NAME,
    summary="Wyszukiwanie w całym portalu",
)
@_limited
def search(request: HttpRequest, asked: Query[SearchIn]) -> dict[str, Any] | Status[dict[str, list[str]]]:
    """To, co znajduje wyszukiwarka portalu, z tymi samymi filtrami. Filtr można powtórzyć: `typ=event&typ=news`.

    Bez słów: wszystko, co zostawiają filtry. Bez słów i filtrów: nic. Pokazujemy najwyżej 1000 wyników.
    """
    with override(asked.jezyk):
        form = _form(asked)
    if "q" in form.errors:
        with override("pl"):
            return Status(400, {"bledy": [f"q: {_begun(message)}" for message in form.errors["q"]]})
    first = (asked.strona - 1) * asked.na_strone
    if first >= DEEPEST_RESULT:
        raise _refused("strona", _("pokazujemy najwyżej 1000 wyników. Zawęź pytanie."))
    limit = min(asked.na_strone, DEEPEST_RESULT - first)
    own = form.own.code if form.own else ""
    found = get_engine().search(form.query, asked.jezyk, form.filters, offset=first, limit=limit, order=form.order, own=own)
    more = first + asked.na_strone < min(found.total, DEEPEST_RESULT)
    given = {**form.kept, "jezyk": asked.jezyk, "na_strone": str(asked.na_strone), "strona": str(asked.strona + 1)}
    return {
        "pytanie": form.query,
        "poprawione": found.corrected,
        "skrocone": form.shortened,
        "liczba": found.total,
        "strona": asked.strona,
        "na_strone": asked.na_strone,
        "nastepna": request.build_absolute_uri(request.path + query_with(given)) if more else None,
        "ile": _facets(found.facets),
        "wyniki": [_hit(hit, found.matched_terms, asked.jezyk, request) for hit in found.hits],
    }


def _form(asked: SearchIn) -> SearchForm:
    """The page's own form, so that both say the same; what is wrong with it is raised by parameter."""
    query = QueryDict(mutable=True)
    for name, value in asked.dict(exclude_none=True).items():
        query.setlist(name, value if isinstance(value, list) else ["1" if value is True else "" if value is False else str(value)])
    form = SearchForm(asked_of(query), Topic.in_order())
    with override("pl"):
        problems = [_problem(name, _begun(message)) for name, messages in form.errors.items() if name != "q" for message in messages]
    if problems:
        raise ValidationError(problems)
    return form


def _begun(message: Any) -> str:
    """A sentence that goes on behind a parameter's name."""
    words = str(message)
    return words[:1].lower() + words[1:]


def _problem(name: str, reason: str) -> dict[str, Any]:
    return {"type": "value_error", "loc": ("query", name), "ctx": {"reason": reason}}


def _refused(name: str, reason: str) -> ValidationError:
    return ValidationError([_problem(name, reason)])


def _facets(facets: Facets) -> dict[str, dict[str, int]]:
    return {
        "typ": facets.kinds,
        "temat": facets.topics,
        "gmina": facets.communes,
        "organizator": facets.organisers,
        "rok": {str(year): count for year, count in facets.years.items()},
    }


def _hit(hit: Hit, terms: frozenset[str], locale: str, request: HttpRequest) -> dict[str, Any]:
    marked = excerpt(hit.summary, hit.body, terms, locale)
    return {
        "tytul": hit.title,
        "adres": request.build_absolute_uri(hit.url_path),
        "rodzaj": hit.kind,
        "rodzaj_nazwa": str(ONE_OF_KIND[Kind(hit.kind)]) if hit.kind in Kind.values else "",
        "fragment": text_of(marked),
        "fragment_html": marked,
        "data": hit.date,
        "koniec": hit.end,
        "miejsce": hit.place,
        "gmina": hit.territory_code,
        "organizator": hit.organiser,
        "trafnosc": round(hit.score, 4),
        "w_calosci": hit.strong,
    }
