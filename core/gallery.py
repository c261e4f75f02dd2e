"""All components in all their states on one page, for the people who write templates.

The samples are data, not content: nothing here is read from the database.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.safestring import mark_safe

from core.templatetags.portal_ui import WARSAW


WIDE = {"month", "filter_panel", "table", "cta", "doors", "error_summary", "share", "section_head", "prev_next", "pagination", "gallery"}
WIDE |= {"empty_state", "search_form", "event_row", "page_header", "note"}


@dataclass(frozen=True)
class Sample:
    """One component in one state."""

    component: str
    state: str
    context: dict[str, Any] = field(default_factory=dict)

    @property
    def wide(self) -> bool:
        """Whether it takes a whole row of the gallery."""
        return self.component in WIDE

    @property
    def template(self) -> str:
        """The component's template."""
        return f"components/{self.component}.html"


@dataclass(frozen=True)
class Group:
    """Components of one kind."""

    title: str
    slug: str
    samples: list[Sample]


class SampleForm(forms.Form):
    """A form with every kind of field the components know."""

    name = forms.CharField(label="Nazwa wydarzenia", max_length=80, help_text="Krótko: co i dla kogo.")
    email = forms.EmailField(label="E-mail do kontaktu", help_text="Pokażemy go przy wydarzeniu.")
    about = forms.CharField(label="Opis", widget=forms.Textarea, required=False)
    town = forms.ChoiceField(label="Miasto", choices=[("", "wybierz"), ("slupsk", "Słupsk"), ("ustka", "Ustka")])
    access = forms.MultipleChoiceField(
        label="Udogodnienia",
        required=False,
        choices=[("lift", "winda"), ("loop", "pętla indukcyjna"), ("pjm", "tłumacz PJM")],
        widget=forms.CheckboxSelectMultiple,
    )
    free = forms.BooleanField(label="Wstęp jest wolny", required=False)
    day = forms.DateField(label="Dzień", widget=forms.DateInput(attrs={"type": "date"}))


def _picture(name: str) -> dict[str, Any]:
    return {"url": static(f"img/samples/{name}.webp"), "width": 800, "height": 500}


def month_weeks(year: int, month: int, events: dict[int, list[dict[str, Any]]], today: date) -> list[list[dict[str, Any]]]:
    """Weeks of a month in the shape that mini_month.html and month.html take."""
    names = ("poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota", "niedziela")
    weeks = []
    for week in calendar.Calendar().monthdatescalendar(year, month):
        days = []
        for day in week:
            todays = events.get(day.day, []) if day.month == month else []
            days.append(
                {
                    "day": day.day,
                    "in_month": day.month == month,
                    "today": day == today,
                    "url": f"?data={day.isoformat()}" if todays else "",
                    "label": f"{day.day}.{day.month:02d}, wydarzenia: {len(todays)}",
                    "weekday": names[day.weekday()],
                    "events": todays[:2],
                    "more": {"label": f"jeszcze {len(todays) - 2}", "url": f"?data={day.isoformat()}"} if len(todays) > 2 else None,
                }
            )
        weeks.append(days)
    return weeks


def _events() -> dict[int, list[dict[str, Any]]]:
    def one(time: str, title: str, kind: str, **more: Any) -> dict[str, Any]:
        return {"time": time, "title": title, "kind": kind, "url": "#", **more}

    return {
        2: [one("17:00", "Dyżur doradcy", "advice")],
        5: [one("10:00", "Targi Wolontariatu", "fair"), one("18:00", "Koncert chórów", "culture")],
        9: [one("16:30", "Zespół roboczy Modelu", "meeting")],
        12: [one("9:00", "Szkolenie: RODO w małej organizacji", "training", cancelled=True)],
        17: [
            one("16:00", "Warsztat: statut", "training"),
            one("18:00", "Rada Organizacji", "meeting"),
            one("19:00", "Klub filmowy", "culture"),
            one("20:00", "Gra miejska", "sport"),
        ],
        28: [one("11:00", "Spacer z architektką", "consultation")],
    }


def _content_samples(now: datetime) -> list[Group]:
    picture = _picture("meetings")
    event = {
        "title": "Zespół roboczy Modelu Współpracy w Kobylnicy",
        "url": "#",
        "start": now + timedelta(days=7),
        "end": now + timedelta(days=7, hours=2),
        "place": "Urząd Gminy, sala 12",
        "kind": "meeting",
        "kind_label": "spotkanie",
    }
    news = {
        "title": "Sześć gmin przyjęło pierwsze uchwały z Modelu Współpracy",
        "url": "#",
        "date": now,
        "place": "Słupsk",
        "summary": "Za nami półmetek: osiemnaście z trzydziestu sześciu narzędzi działa już na co dzień.",
        "image": picture,
    }
    weeks = month_weeks(now.year, now.month, _events(), now.date())
    return [
        Group(
            "Aktualności i karty",
            "karty",
            [
                Sample("card", "z obrazem i tematami", {**news, "topics": [{"name": "samorząd", "url": "#"}]}),
                Sample("card", "nowa, bez obrazu", {**news, "image": None, "new": True}),
                Sample("card", "z boku", {**news, "layout": "side", "image": _picture("coast")}),
                Sample(
                    "organisation_card",
                    "organizacja",
                    {
                        "title": "Fundacja Zielony Brzeg",
                        "url": "#",
                        "town": "Ustka",
                        "summary": "Sprzątamy plaże i uczymy dzieci o Bałtyku.",
                        "activities": ["ekologia", "edukacja"],
                    },
                ),
                *[
                    Sample(
                        "initiative_card",
                        f"inicjatywa: {state}",
                        {
                            "title": "Ławki przy szlaku",
                            "url": "#",
                            "place": "Kobylnica",
                            "summary": "Dziesięć ławek z drewna.",
                            "state": state,
                        },
                    )
                    for state in ("idea", "looking", "running", "done")
                ],
                Sample(
                    "group_card",
                    "grupa",
                    {
                        "title": "Mieszkania wspomagane",
                        "url": "#",
                        "summary": "Szukamy lokali i uczymy się od siebie.",
                        "members": "12 organizacji",
                        "next_meeting": "najbliższe spotkanie 9 grudnia",
                    },
                ),
            ],
        ),
        Group(
            "Wydarzenia i kalendarz",
            "wydarzenia",
            [
                Sample("event_row", "w przyszłości", {**event, "free": True, "accessible": True}),
                Sample("event_row", "dziś, cały dzień", {**event, "start": now, "end": None, "all_day": True}),
                Sample("event_row", "minione", {**event, "start": now - timedelta(days=9), "end": None}),
                Sample("event_row", "odwołane", {**event, "cancelled": True, "tags": [{"label": "pętla indukcyjna", "icon": "ear"}]}),
                Sample("event_card", "z obrazem", {**event, "image": _picture("fair"), "summary": "Przyjdź i opowiedz, co robicie."}),
                Sample("date_block", "duży", {"start": now, "size": "big"}),
                Sample(
                    "mini_month",
                    "mały miesiąc",
                    {"title": "grudzień 2026", "weeks": weeks, "previous_url": "#", "next_url": "#", "heading_id": "maly-miesiac"},
                ),
                Sample("month", "miesiąc", {"caption": "grudzień 2026, 6 dni z wydarzeniami", "weeks": weeks}),
                Sample(
                    "views",
                    "przełącznik widoku",
                    {
                        "items": [
                            {"label": "Miesiąc", "url": "#", "current": True},
                            {"label": "Tydzień", "url": "#"},
                            {"label": "Lista", "url": "#"},
                        ]
                    },
                ),
                Sample("feeds", "kanały", {"rss_url": "#", "ics_url": "#", "csv_url": "#"}),
            ],
        ),
    ]


def _form_samples() -> Group:
    blank = SampleForm(auto_id="pusty_%s")
    wrong = SampleForm({"name": "", "email": "to nie adres", "day": "31.02.2026"}, auto_id="blad_%s")
    return Group(
        "Formularze i wyszukiwanie",
        "formularze",
        [
            *[
                Sample("button", f"przycisk: {style or 'główny'}", {"label": "Wyślij prośbę o termin", "style": style})
                for style in ("", "quiet", "amber", "danger")
            ],
            Sample("button", "link z ikoną, mały", {"label": "Zgłoś wydarzenie", "url": "#", "icon": "calendar-plus", "size": "small"}),
            Sample("button", "niedostępny", {"label": "Wyślij", "disabled": True}),
            *[Sample("form_field", f"pole: {name}", {"field": blank[name]}) for name in blank.fields],
            Sample("error_summary", "podsumowanie błędów", {"form": wrong}),
            *[Sample("form_field", f"pole z błędem: {name}", {"field": wrong[name]}) for name in ("name", "email", "town", "day")],
            Sample(
                "form_field",
                "pole bez formularza",
                {
                    "id": "godzina",
                    "name": "godzina",
                    "label": "Godzina zakończenia",
                    "required": True,
                    "value": "17:00",
                    "hint": "Na przykład 18:30.",
                    "error": "Godzina zakończenia jest wcześniejsza niż rozpoczęcia. Wpisz godzinę po 18:00.",
                },
            ),
            Sample(
                "form_field", "zgoda", {"id": "zgoda", "name": "zgoda", "type": "checkbox", "label": "Znam regulamin", "required": True}
            ),
            Sample("search_form", "duże wyszukiwanie", {"id": "szukaj-wzor", "hints": [{"label": "wolontariat", "url": "#"}]}),
            *[
                Sample(
                    "filter_panel",
                    f"filtry: {layout or 'pasek'}",
                    {
                        "layout": layout,
                        "title": f"Filtry ({layout or 'pasek'})",
                        "reset_url": "#",
                        "active": [{"label": "Słupsk", "remove_url": "#"}],
                        "fields": [
                            {
                                "type": "select",
                                "name": "gmina",
                                "id": f"gmina-{layout}",
                                "label": "Gmina",
                                "options": [{"value": "", "label": "wszystkie gminy"}, {"value": "1", "label": "Słupsk", "count": 12}],
                            },
                            {"type": "date", "name": "od", "id": f"od-{layout}", "label": "Od dnia"},
                            {
                                "type": "choices",
                                "name": "temat",
                                "label": "Temat",
                                "options": [
                                    {"value": "e", "label": "ekologia", "count": 3, "checked": True},
                                    {"value": "k", "label": "kultura"},
                                ],
                            },
                            {"type": "checkbox", "name": "dostepne", "label": "bez barier", "count": 31},
                        ],
                    },
                )
                for layout in ("", "side")
            ],
        ],
    )


def _message_samples() -> Group:
    return Group(
        "Komunikaty",
        "komunikaty",
        [
            *[
                Sample("note", kind, {"kind": kind, "text": "Zdanie, które mówi, co się stało i co zrobić dalej."})
                for kind in ("info", "ok", "warn", "error")
            ],
            Sample(
                "empty_state",
                "pusto",
                {
                    "title": "W tym tygodniu nic się nie dzieje",
                    "text": "Zajrzyj do następnego tygodnia albo zaproponuj coś swojego.",
                    "url": "#",
                    "label": "Zgłoś wydarzenie",
                    "url2": "#",
                    "label2": "Następny tydzień",
                },
            ),
        ],
    )


def _text_samples(now: datetime) -> list[Group]:
    figure = {"image": _picture("communes"), "alt": "Rząd kamienic pod wieczornym słońcem", "caption": "Rynek w Kartuzach"}
    pages = Paginator(range(200), 10)
    return [
        Group(
            "Treść strony",
            "tresc-strony",
            [
                Sample("figure", "obraz", {**figure, "credit": "portal, CC BY 4.0"}),
                Sample("gallery", "galeria", {"title": "Dzień otwarty", "items": [figure, {**figure, "image": _picture("education")}]}),
                Sample("quote", "cytat", {"text": "Razem łatwiej niż osobno.", "source": "Zespół roboczy w Kobylnicy"}),
                Sample(
                    "table",
                    "tabela",
                    {
                        "caption": "Dyżury doradcze",
                        "id": "tabela-wzor",
                        "head": ["Miasto", "Dzień", "Godziny"],
                        "rows": [["Słupsk", "wtorek", "10:00–14:00"], ["Ustka", "czwartek", "12:00–18:00"]],
                        "row_headers": True,
                    },
                ),
                Sample(
                    "accordion",
                    "rozwijane",
                    {
                        "open_first": True,
                        "items": [
                            {"title": "Czy wstęp jest wolny?", "text": "Tak, na wszystkie spotkania."},
                            {"title": "Jak zgłosić wydarzenie?", "html": mark_safe("<p>Przez <a href='#'>formularz</a>.</p>")},
                        ],
                    },
                ),
                Sample(
                    "document_list",
                    "pliki",
                    {
                        "title": "Pliki do pobrania",
                        "documents": [{"title": "Model Współpracy", "url": "#", "format": "pdf", "size": 1_240_000}],
                    },
                ),
                Sample(
                    "contact_card",
                    "kontakt",
                    {
                        "name": "COP Słupsk",
                        "address": "ul. Przykładowa 1, Słupsk",
                        "hours": "wt. i czw. 10:00–18:00",
                        "phone": "59 000 00 00",
                        "email": "slupsk@cop.example.org",
                    },
                ),
                Sample(
                    "facts",
                    "fakty",
                    {
                        "items": [
                            {"term": "Kiedy", "value": "wtorek, 1 grudnia 2026, 16:30–18:30", "icon": "calendar"},
                            {"term": "Gdzie", "value": "Urząd Gminy, sala 12", "icon": "map-pin", "url": "#"},
                            {"term": "Dostępność", "value": "bez progów, pętla indukcyjna", "icon": "accessibility"},
                            {"term": "Cena", "value": "", "icon": "ticket"},
                        ]
                    },
                ),
                Sample(
                    "cta",
                    "wezwanie w treści",
                    {"title": "Masz pomysł na wydarzenie?", "url": "#", "label": "Zgłoś wydarzenie", "boxed": True},
                ),
                Sample("share", "podaj dalej", {"title": "Wydarzenie", "page_url": "https://example.org/", "ics_url": "#"}),
            ],
        ),
        Group(
            "Nawigacja",
            "nawigacja",
            [
                Sample(
                    "breadcrumbs",
                    "okruszki",
                    {"items": [{"title": "", "url": "#"}, {"title": "Kalendarz", "url": "#"}], "current": "Słupsk"},
                ),
                Sample("section_head", "nagłówek części", {"title": "Aktualności", "url": "#", "label": "Wszystkie aktualności"}),
                *[
                    Sample("pagination", f"strona {number}", {"page_obj": pages.page(number), "label": f"Strony listy, wzór {number}"})
                    for number in (1, 9, 20)
                ],
                Sample(
                    "prev_next",
                    "sąsiedzi",
                    {
                        "previous": {"title": "Nabór do konkursu dobrych praktyk", "url": "#"},
                        "next": {"title": "Targi Wolontariatu", "url": "#"},
                    },
                ),
                Sample(
                    "archive_list",
                    "archiwum",
                    {"items": [{"label": "2026", "url": "#", "current": True}, {"label": "2025", "url": "#", "count": 41}]},
                ),
                Sample(
                    "language_switcher",
                    "języki",
                    {
                        "languages": [
                            {"code": "pl", "label": "Polski", "url": "#", "current": True, "translated": True},
                            {"code": "en", "label": "English", "url": "#", "translated": False},
                        ]
                    },
                ),
                *[
                    Sample("tag", f"znacznik: {style or 'zwykły'}", {"label": "samorząd", "style": style})
                    for style in ("", "new", "ok", "warn", "error")
                ],
                Sample("tag", "temat wybrany", {"label": "ekologia", "url": "#", "current": True}),
            ],
        ),
        Group(
            "Strona główna",
            "strona-glowna",
            [
                Sample(
                    "cta",
                    "wstęga",
                    {
                        "title": "Trwają konsultacje: regulamin wynajmu sal",
                        "eyebrow": "Zabierz głos",
                        "icon": "megaphone",
                        "text": "Do 12 grudnia można zgłosić uwagi do każdego paragrafu.",
                        "url": "#",
                        "label": "Przeczytaj i zgłoś uwagę",
                    },
                ),
                Sample("doors", "troje drzwi", {"doors": doors()}),
                Sample("hero_art", "okrągły stół", {}),
            ],
        ),
    ]


def doors() -> list[dict[str, Any]]:
    """Sample doors for the three audiences."""
    return [
        {
            "title": "Mieszkam tu",
            "icon": "house",
            "links": [
                {"label": "Wydarzenia w ten weekend", "url": "#"},
                {"label": "Znajdź organizację w okolicy", "url": "#"},
                {"label": "Dołącz do lokalnej inicjatywy", "url": "#"},
            ],
        },
        {
            "title": "Działam w organizacji",
            "icon": "users",
            "links": [
                {"label": "Zgłoś wydarzenie do kalendarza", "url": "#"},
                {"label": "Uzupełnij profil organizacji", "url": "#"},
                {"label": "Umów się na poradę w COP", "url": "#"},
            ],
        },
        {
            "title": "Pracuję w urzędzie",
            "icon": "landmark",
            "links": [
                {"label": "Zobacz Model Współpracy", "url": "#"},
                {"label": "Znajdź COP dla swojej gminy", "url": "#"},
                {"label": "Dołącz do grupy problemowej", "url": "#"},
            ],
        },
    ]


def sample_groups(now: datetime | None = None) -> list[Group]:
    """Every component in every state; ``now`` is fixed by tests."""
    now = now or datetime.now(WARSAW).replace(hour=16, minute=30, second=0, microsecond=0)
    return [*_content_samples(now), _form_samples(), _message_samples(), *_text_samples(now)]


def component_gallery(request: HttpRequest) -> HttpResponse:
    """The page itself, for people who may open the admin."""
    if not request.user.has_perm("wagtailadmin.access_admin"):
        raise PermissionDenied
    return render(request, "core/gallery.html", {"groups": sample_groups()})
