"""Samples of a text page, of navigation and of the home page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.utils.safestring import mark_safe

from core.gallery.parts import Group, Sample, picture


def text_samples(now: datetime) -> list[Group]:
    """Parts of a text page, navigation and the home page."""
    figure = {"image": picture("communes"), "alt": "Rząd kamienic pod wieczornym słońcem", "caption": "Rynek w Kartuzach"}
    pages = Paginator(range(200), 10)
    return [
        Group(
            "Treść strony",
            "tresc-strony",
            [
                Sample("figure", "obraz", {**figure, "credit": "portal, CC BY 4.0"}),
                Sample("gallery", "galeria", {"title": "Dzień otwarty", "items": [figure, {**figure, "image": picture("education")}]}),
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
