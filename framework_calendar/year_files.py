"""The year as files, with the filters of its page: a table of data, a calendar for telephones, a PDF to print."""

from __future__ import annotations

import csv
from datetime import timedelta
from io import StringIO
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from core import conditional
from core.paging import query_with
from core.templatetags.portal_ui import event_hours, event_when, long_date
from events_calendar import ical
from events_calendar.grids import in_letters
from framework_calendar import year_numbers, year_pdf, year_register, year_rows, year_views
from framework_calendar.models import Call
from framework_calendar.year_forms import YearForm
from framework_calendar.year_register import Entry
from framework_calendar.year_rows import Row, moment

# Paper, and how large the letters are on it.
PAPER = {"a4": ("A4 portrait", "9.5pt"), "a3": ("A3 landscape", "12pt")}
MOST_IN_ICS = 5_000
# What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_file(request: HttpRequest, year: int) -> HttpResponse:
    """Every proposal of the year as a line: what was published, what it is now, and why some got nothing."""
    calls, entries, form = _asked(request, year)
    if not form.is_valid():
        return _refusal(_wrong(form))

    def build() -> HttpResponse:
        names = {call.cop.slug: call.cop.name for call in calls}
        rows = year_rows.rows_of(form.narrow(entries), year_views.locale_id(), request, topics=True)
        text = StringIO()
        # With a semicolon, as spreadsheets in Polish expect it, and a mark that says which letters these are.
        writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
        writer.writerow(_head())
        for row in rows:
            writer.writerow([_safe(cell) for cell in _cells(row, names, request)])
        return _attached(("\ufeff" + text.getvalue()).encode(), "text/csv; charset=utf-8", f"kalendarz-ramowy-{year}.csv")

    return conditional.answer(request, build)


def ics_file(request: HttpRequest, year: int) -> HttpResponse:
    """The year's events with all their dates, for a telephone's calendar."""
    _calls, entries, form = _asked(request, year)
    if not form.is_valid():
        return _refusal(_wrong(form))

    def make() -> Any:
        sources = [one.event for one in form.narrow(entries) if one.event][:MOST_IN_ICS]
        return ical.calendar(_name(year, form), year_rows.pages_for_ical(sources, year_views.locale_id()), request)

    return ical.answer(request, f"kalendarz-ramowy-{year}.ics", make)


def pdf_file(request: HttpRequest, year: int) -> HttpResponse:
    """The year to print, on A4 or A3. Where no PDF can be made, or it would be too long, a page says so and leads on."""
    _calls, entries, form = _asked(request, year)
    back = f"{reverse('framework_year', args=[year])}"
    if not year_pdf.available():
        return _no_pdf(request, back)
    size = request.GET.get("format", "a4").lower()
    wrong = _wrong(form) if not form.is_valid() else []
    if size not in PAPER:
        wrong.append(gettext("Format: wybierz „a4” albo „a3”."))
    if wrong:
        return _refusal(wrong)
    listed = form.narrow(entries)
    placed = [one for one in listed if one.placed]
    if len(placed) > year_pdf.MOST_EVENTS:
        return _too_long(request, year, form, len(placed), size)

    def build() -> HttpResponse:
        html = render_to_string("framework_calendar/year/pdf.html", _for_print(request, year, form, listed, placed, size))
        made = _attached(year_pdf.render(html), "application/pdf", f"kalendarz-ramowy-{year}-{size}.pdf")
        made["Cache-Control"] = "private, no-cache"  # it is kept already, whole pages need not keep it again
        return made

    try:
        return conditional.answer(request, build)
    except year_pdf.Unavailable:
        return _no_pdf(request, back)
    except year_pdf.Busy:
        context = {
            "heading": gettext("Plik jeszcze nie jest gotowy"),
            "text": gettext("Portal przygotowuje teraz inne pliki. Spróbuj za minutę."),
        }
        answer = render(request, "framework_calendar/year/no_pdf.html", {**context, "back": back}, status=503)
        answer["Retry-After"] = "60"
        return answer


# --- Both


def _asked(request: HttpRequest, year: int) -> tuple[list[Call], list[Entry], YearForm]:
    """What the address names; nothing before the publication."""
    calls = year_views.calls_of(year)
    if not any(call.published_at for call in calls):
        raise Http404
    entries = year_register.entries(year)
    return calls, entries, year_views.form_of(request, year, entries)


def _wrong(form: YearForm) -> list[str]:
    """What is wrong with the filters: a file cannot tell of it beside a field, so the whole is refused."""
    return [f"{form.fields[name].label}: {' '.join(map(str, errors))}" for name, errors in form.errors.items()]


def _refusal(lines: list[str]) -> HttpResponse:
    return HttpResponse("\n".join(lines), status=400, content_type="text/plain; charset=utf-8")


def _attached(content: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _name(year: int, form: YearForm) -> str:
    """The year's name with what it is narrowed to."""
    name = gettext("Ramowy kalendarz imprez %(year)s") % {"year": year}
    chosen = [form.label_of(key, value) for key, value in form.params.items()]
    return f"{name}: {', '.join(chosen)}" if chosen else name


# --- The table of data


def _head() -> list[str]:
    return [
        *(gettext("Nazwa"), gettext("Organizator"), gettext("Współorganizatorzy"), gettext("Życzenie")),
        *(gettext("Początek"), gettext("Koniec"), gettext("Ogłoszony początek"), gettext("Ogłoszony koniec")),
        *(gettext("Miejsce"), gettext("Gmina"), "TERYT", gettext("Tematy"), "COP"),
        *(gettext("Zmiany"), gettext("Dlaczego bez terminu"), gettext("Strona wydarzenia")),
    ]


def _cells(row: Row, cops: dict[str, str], request: HttpRequest) -> list[str]:
    url = request.build_absolute_uri(row.url) if row.url else ""
    return [
        *(row.title, row.organiser, ", ".join(row.together), row.wish),
        *(moment(row.start), moment(row.end), moment(row.published_start), moment(row.published_end)),
        *(row.place, row.commune, row.commune_code, ", ".join(row.topics), cops.get(row.entry.cop, "")),
        *("; ".join(f"{change.label} {change.text}".strip() for change in row.changes), row.why, url),
    ]


def _safe(cell: str) -> str:
    """The cell as text: what somebody typed must not run as a formula in a spreadsheet."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


# --- Print


def _for_print(request: HttpRequest, year: int, form: YearForm, listed: list[Entry], placed: list[Entry], size: str) -> dict[str, Any]:
    rows = year_rows.rows_of(placed, year_views.locale_id(), request)
    months: list[dict[str, Any]] = []
    for row in rows:
        if row.entry.day is None:
            continue
        if not months or months[-1]["number"] != row.month:
            months.append({"number": row.month, "title": in_letters(row.entry.day, "F"), "rows": []})
        url = request.build_absolute_uri(row.url) if row.url else ""
        months[-1]["rows"].append({"row": row, "url": url, **_when(row)})
    paper, letters = PAPER[size]
    return {
        "title": _name(year, form),
        "summary": year_numbers.summary(year_numbers.totals(listed)),
        "as_of": long_date(timezone.localdate()),
        "address": request.build_absolute_uri(reverse("framework_year", args=[year])),
        "months": months,
        "paper": paper,
        "letters": letters,
        "static": year_pdf.STATIC,
    }


def _when(row: Row) -> dict[str, str]:
    """The day and the hours of one day's event; the year stands in the title."""
    if row.entry.day is None or row.start is None or row.end is None or row.end - row.start > timedelta(hours=12):
        return {"day": event_when(row.start, row.end, row.all_day), "hours": ""}
    hours = gettext("cały dzień") if row.all_day else event_hours(row.start, row.end)
    return {"day": in_letters(row.entry.day, "l, j E"), "hours": hours}


def _no_pdf(request: HttpRequest, back: str) -> HttpResponse:
    context = {
        "heading": gettext("Tego pliku nie ma"),
        "text": gettext("Na tym serwerze nie da się przygotować pliku PDF. Wydrukuj stronę roku albo pobierz dane jako CSV."),
        "back": back,
    }
    return render(request, "framework_calendar/year/no_pdf.html", context, status=404)


def _too_long(request: HttpRequest, year: int, form: YearForm, count: int, size: str) -> HttpResponse:
    """More events than a file holds: the quarters that fit lead on."""
    base = reverse("framework_year", args=[year])
    narrower: list[dict[str, str]] = []
    if "kwartal" not in form.params:
        narrower = [
            {"label": str(label), "url": f"{base}kalendarz.pdf{query_with({**form.params, 'kwartal': value}, format=size)}"}
            for value, label in list(dict(form.fields["kwartal"].choices).items())[1:]  # type: ignore[attr-defined]
        ]
    context = {
        "heading": gettext("Za dużo wydarzeń na jeden plik"),
        "text": gettext("Plik PDF mieści %(most)s wydarzeń, a wybrano ich %(count)s. Wybierz kwartał, gminę albo temat.")
        % {"most": year_pdf.MOST_EVENTS, "count": count},
        "narrower": narrower,
        "back": f"{base}{query_with(form.params) if form.params else ''}",
    }
    return render(request, "framework_calendar/year/no_pdf.html", context, status=400)
