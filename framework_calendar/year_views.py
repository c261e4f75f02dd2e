"""Thin views of the framework calendar's public pages: the years, and one year before and after its publication."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.paginator import Page
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext
from wagtail.models import Locale

from core import pagecache, structured_data
from core.navigation import keep_query
from core.paging import last_values, page_of, page_prefix, query_with
from core.templatetags.portal_ui import long_date
from events_calendar import days
from framework_calendar import year_doors, year_numbers, year_pdf, year_register, year_rows
from framework_calendar.models import Call, Proposal
from framework_calendar.year_forms import Quarter, View, YearForm, options_of
from framework_calendar.year_register import Entry

PER_PAGE = 20
ORGANISATIONS_PER_PAGE = 60


def years(request: HttpRequest) -> HttpResponse:
    """The years that there are, the newest first."""
    calls = list(Call.objects.select_related("cop"))
    totals = year_numbers.totals_by_year()
    listed = []
    for year in sorted({call.year for call in calls}, reverse=True):
        here = [call for call in calls if call.year == year]
        published = any(call.published_at for call in here)
        numbers = totals.get(year)
        listed.append(
            {
                "year": year,
                "url": reverse("framework_year", args=[year]),
                "text": year_numbers.summary(numbers) if numbers else _next_step(min(here, key=lambda call: call.closes)),
                "cops": ", ".join(sorted({call.cop.name for call in here})),
                "published": published,
                "open": any(call.phase() == Call.Phase.OPEN for call in here),
            }
        )
    heading = gettext("Ramowy kalendarz imprez")
    lead = gettext("Raz w roku organizacje i samorządy uzgadniają, jakie lokalne wydarzenia się odbędą, kiedy, gdzie i kto zrobi je razem.")
    return TemplateResponse(
        request, "framework_calendar/year/years.html", {**_frame(request, heading, lead), "years": listed, "steps": _how_it_works()}
    )


def year(request: HttpRequest, year: int) -> HttpResponse:
    """One year: what the calls are and what one can do now; after the publication everything that was agreed."""
    calls = calls_of(year)
    published = [call for call in calls if call.published_at]
    heading = gettext("Ramowy kalendarz imprez %(year)s") % {"year": year}
    above = {"title": gettext("Ramowy kalendarz imprez"), "url": reverse("framework_years")}
    cards = _cards(calls)
    if not published:
        lead = _lead_before(calls)
        context = {**_frame(request, heading, lead, above), "cards": cards, "year": year, "steps": _how_it_works()}
        return TemplateResponse(request, "framework_calendar/year/before.html", context)
    entries = year_register.entries(year)
    form = form_of(request, year, entries)
    form.is_valid()
    view = form.view
    keep_query(request, {**form.params, **_view_param(view)})
    narrowed = form.narrow(entries)
    last_year = _last_year(year)
    shown, status = _shown(request, year, view, form, narrowed)
    return TemplateResponse(
        request,
        "framework_calendar/year/after.html",
        {
            **_frame(request, heading, year_numbers.summary(year_numbers.totals(entries)), above),
            **shown,
            "year": year,
            "cards": [card for card in cards if not card["published"]],
            "published_cards": [card for card in cards if card["published"]],
            "form": form,
            "view": view.value,
            "views": [
                {"label": one.label, "url": query_with(form.params, **_view_param(one)), "current": one == view}
                for one in View
                if one != View.COMPARED or last_year
            ],
            "active": _active(form, view),
            "reset_url": query_with({}, **_view_param(view)) if form.params else "",
            "files": _files(request, year, form, narrowed),
            "numbers": year_numbers.totals(narrowed),
            "summary": year_numbers.summary(year_numbers.totals(narrowed)),
            "changed_url": query_with({**form.params, "zmiany": "1"}),
        },
        status=status,
    )


# --- What several views ask for


def calls_of(year: int) -> list[Call]:
    """The year's calls; a year that nobody has is no page."""
    if not days.FIRST_YEAR <= year <= days.LAST_YEAR:
        raise Http404
    calls = list(Call.objects.filter(year=year).select_related("cop").prefetch_related("communes").order_by("cop__sort_key", "pk"))
    if not calls:
        raise Http404
    return calls


def form_of(request: HttpRequest, year: int, entries: list[Entry]) -> YearForm:
    return YearForm(last_values(request.GET, YearForm.PARAMETERS), options=options_of(year, entries))


def locale_id() -> int:
    """The reader's language by its number, without a query for each page."""
    language = get_language() or "pl"
    key = f"framework-locale:{language}"
    return pagecache.once(key, lambda: Locale.objects.get_for_language(language).pk)


def _frame(request: HttpRequest, heading: str, lead: str, *above: dict[str, str]) -> dict[str, Any]:
    crumbs = year_doors.crumbs(request, *above)
    trail = structured_data.trail([*crumbs, {"title": heading, "url": request.path}], request)
    return {"heading": heading, "lead": lead, "crumbs": crumbs, "structured_data": [trail]}


def _view_param(view: View) -> dict[str, str | None]:
    return {"widok": None if view == View.YEAR else view.value}


def _last_year(year: int) -> bool:
    """Whether there is a published year before this one to compare it with."""
    return dict(year_register.known_years()).get(year - 1, False)


# --- Before the publication


def _how_it_works() -> list[dict[str, str]]:
    return [
        {
            "title": gettext("Propozycje"),
            "text": gettext("Organizacje i samorządy mówią, co planują, i podają do trzech terminów w kolejności życzeń."),
        },
        {
            "title": gettext("Uzgodnienia"),
            "text": gettext("Moderatorki i moderatorzy COP układają terminy tak, żeby jak najwięcej propozycji dostało pierwsze życzenie."),
        },
        {
            "title": gettext("Ogłoszenie"),
            "text": gettext("Uzgodnione wydarzenia trafiają do kalendarza. Każdy może sprawdzić, kto dostał które życzenie."),
        },
    ]


def _lead_before(calls: list[Call]) -> str:
    if len(calls) == 1:
        return _next_step(calls[0])
    return gettext("Każde centrum (COP) prowadzi swój nabór. Poniżej zobaczysz, na jakim jest etapie i co możesz teraz zrobić.")


def _next_step(call: Call) -> str:
    """What a reader can do now."""
    phase = call.phase()
    if phase == Call.Phase.PLANNED:
        opens = long_date(call.opens)
        return gettext("Nabór zacznie się %(day)s. Do tego czasu nie musisz nic robić.") % {"day": opens}
    if phase == Call.Phase.OPEN:
        return gettext("Trwa nabór. Propozycję wydarzenia zgłosisz do %(day)s włącznie.") % {"day": long_date(call.closes)}
    if phase == Call.Phase.PUBLISHED:
        return gettext("Kalendarz jest ogłoszony.")
    if call.publication_day < days.today():
        return gettext("Nabór się skończył. Ogłoszenie było planowane na %(day)s i się opóźnia. Teraz nie musisz nic robić.") % {
            "day": long_date(call.publication_day)
        }
    return gettext("Nabór się skończył, trwa uzgadnianie terminów. Ogłosimy je %(day)s. Do tego czasu nie musisz nic robić.") % {
        "day": long_date(call.publication_day)
    }


def _cards(calls: list[Call]) -> list[dict[str, Any]]:
    counts = _counts([call for call in calls if call.phase() in (Call.Phase.OPEN, Call.Phase.BALANCING)])
    # Those where one can do something come first.
    order = [Call.Phase.OPEN, Call.Phase.PLANNED, Call.Phase.BALANCING, Call.Phase.PUBLISHED]
    cards = [_card(call, counts.get(call.pk), several=len(calls) > 1) for call in calls]
    return sorted(cards, key=lambda card: order.index(card["call"].phase()))


def _counts(calls: list[Call]) -> dict[int, int]:
    """How many proposals have come so far: one query, none where no call takes any."""
    if not calls:
        return {}
    sent = Proposal.objects.sent().filter(call__in=calls).order_by().values_list("call").annotate(count=Count("pk"))
    return dict(sent)


def _card(call: Call, count: int | None, *, several: bool) -> dict[str, Any]:
    phase = call.phase()
    order = [Call.Phase.PLANNED, Call.Phase.OPEN, Call.Phase.BALANCING, Call.Phase.PUBLISHED]
    now = order.index(phase)
    after_close = call.closes + timedelta(days=1)
    timeline = [
        (gettext("przed naborem"), gettext("do %(day)s") % {"day": long_date(call.opens - timedelta(days=1))}),
        (gettext("nabór propozycji"), _span(call.opens, call.closes)),
        (gettext("uzgadnianie terminów"), _span(after_close, max(after_close, call.publication_day - timedelta(days=1)))),
        (
            gettext("ogłoszenie"),
            long_date(call.published_at.astimezone(days.WARSAW).date() if call.published_at else call.publication_day),
        ),
    ]
    is_open = phase == Call.Phase.OPEN
    return {
        "call": call,
        "id": f"nabor-{call.cop.slug}",
        "title": call.cop.name if several else call.title,
        "subtitle": call.title if several else call.cop.name,
        "communes": ", ".join(commune.name for commune in sorted(call.communes.all(), key=lambda one: one.sort_key)),
        "phase": phase.label,
        "published": phase == Call.Phase.PUBLISHED,
        "next_step": _next_step(call),
        "stages": [
            {"label": label, "when": when, "done": index < now, "current": index == now} for index, (label, when) in enumerate(timeline)
        ],
        "count": count,
        "propose_url": reverse("framework_propose", args=[call.year, call.cop.slug]) if is_open else "",
        "open_url": reverse("framework_open_proposals", args=[call.year]) if is_open else "",
    }


def _span(first: Any, last: Any) -> str:
    return long_date(first) if first == last else f"{long_date(first)} – {long_date(last)}"


# --- After it


def _shown(request: HttpRequest, year: int, view: View, form: YearForm, entries: list[Entry]) -> tuple[dict[str, Any], int]:
    """What the chosen view shows, and the answer's status."""
    asked = request.GET.get("strona")
    prefix = page_prefix({**form.params, **{name: value for name, value in _view_param(view).items() if value}})
    if view == View.ORGANISATIONS:
        listing = page_of(year_numbers.organisation_lines(entries), asked, ORGANISATIONS_PER_PAGE)
        year_numbers.add_profiles(list(listing.page.object_list), locale_id())
        return {"listing": listing, "prefix": prefix}, listing.status
    if view == View.WITHOUT:
        without = [one for one in entries if not one.placed]
        pending = sum(one.pending for one in without)
        listing = page_of(without, asked, PER_PAGE)
        return {
            "listing": listing,
            "refused": len(without) - pending,
            "pending": pending,
            "prefix": prefix,
            "rows": year_rows.rows_of(listing.page.object_list, locale_id(), request),
        }, listing.status
    if view == View.COMPARED:
        last = form.narrow(year_register.entries(year - 1))
        return {"compared": year_numbers.compared(entries, last, (year, year - 1)) if _last_year(year) else None}, 200
    placed = [one for one in entries if one.placed]
    listing = page_of(placed, asked, PER_PAGE)
    places = {one.proposal: index for index, one in enumerate(placed)}

    def address(one: Entry) -> str:
        number = places[one.proposal] // PER_PAGE + 1
        page = f"{prefix}{number}" if number != listing.page.number else ""
        return f"{page}#miesiac-{one.day.month}" if one.day else page

    return {
        "listing": listing,
        "prefix": prefix,
        "quarters": _quarters(listing.page, placed, request),
        "months": year_numbers.months(year, placed, address),
        "communes": year_numbers.commune_table(placed, lambda code: query_with({**form.params, "gmina": code})),
    }, listing.status


def _quarters(page: Page, placed: list[Entry], request: HttpRequest) -> list[dict[str, Any]]:
    """The rows of one page of the list by quarters, each with how many it holds altogether."""
    rows = year_rows.rows_of(page.object_list, locale_id(), request)
    seen: set[int] = set()
    quarters: list[dict[str, Any]] = []
    for row in rows:
        number = row.entry.quarter
        if not quarters or quarters[-1]["number"] != number:
            count = sum(one.quarter == number for one in placed)
            quarters.append({"number": number, "title": str(Quarter(str(number)).label), "count": year_numbers.in_words(count), "rows": []})
        # Where a month of the glance leads to: its first event on this page.
        anchor = "" if row.month in seen else f"miesiac-{row.month}"
        seen.add(row.month)
        quarters[-1]["rows"].append({"row": row, "anchor": anchor})
    return quarters


def _active(form: YearForm, view: View) -> list[dict[str, str]]:
    kept = {**form.params, **{name: value for name, value in _view_param(view).items() if value}}
    return [{"label": form.label_of(name, value), "remove_url": query_with(kept, **{name: None})} for name, value in form.params.items()]


def _files(request: HttpRequest, year: int, form: YearForm, entries: list[Entry]) -> dict[str, Any]:
    """The files with the same filters; no PDF where none can be made here, and a sentence where it would be too long."""
    base = reverse("framework_year", args=[year])
    query = query_with(form.params)
    rest = "" if query == "?" else query
    count = sum(one.placed for one in entries)
    ics = f"{base}kalendarz.ics{rest}"
    files: dict[str, Any] = {
        "csv_url": f"{base}dane.csv{rest}",
        "ics_url": ics,
        "webcal_url": f"webcal://{request.get_host()}{ics}",
        "pdfs": [],
        "too_long": False,
    }
    if year_pdf.available() and count:
        if count <= year_pdf.MOST_EVENTS:
            files["pdfs"] = [
                {"label": label, "url": f"{base}kalendarz.pdf{query_with(form.params, format=size)}"}
                for size, label in (("a4", gettext("Do druku, A4 (PDF)")), ("a3", gettext("Plakat, A3 (PDF)")))
            ]
        else:
            files["too_long"] = True
            files["most"] = year_pdf.MOST_EVENTS
    return files
