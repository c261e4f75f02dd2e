"""Samples of what stands in lists: cards, events, calendars."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.safestring import mark_safe

from core.gallery.parts import Group, Sample, month_weeks, picture


def month_events() -> dict[int, list[dict[str, Any]]]:
    """Sample events by day of the month."""

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


def content_samples(now: datetime) -> list[Group]:
    """Cards, events and calendars."""
    meeting = picture("meetings")
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
        "image": meeting,
    }
    found = {
        "url": "#",
        "title": mark_safe("Jak rozliczyć <mark>dotację</mark>"),
        "excerpt": mark_safe("Dwie drogi do <mark>dotacji</mark> z gminy."),
        "icon": "file-text",
        "kind_label": "strona",
        "place": "Słupsk",
    }
    found_file = {
        **{"url": "#", "title": mark_safe("Regulamin <mark>dotacji</mark>"), "excerpt": mark_safe("Wzór <mark>dotacji</mark> rocznej.")},
        **{"icon": "download", "kind_label": "dokument", "file": "PDF, 312,4 KB", "file_page": "strona 7 z 24"},
        "used_on": {"title": "Dotacje dla organizacji", "url": "#"},
    }
    weeks = month_weeks(now.year, now.month, month_events(), now.date())
    return [
        Group(
            "Aktualności i karty",
            "karty",
            [
                Sample("card", "z obrazem i tematami", {**news, "topics": [{"name": "samorząd", "url": "#"}]}),
                Sample("card", "nowa, bez obrazu", {**news, "image": None, "new": True}),
                Sample("search_result", "wynik wyszukiwania", {"result": found}),
                Sample(
                    "promoted_result",
                    "wynik polecany",
                    {"result": {"title": "Kalendarz dotacji", "url": "#", "description": "Wszystkie nabory na jednej stronie."}},
                ),
                Sample("search_result", "plik", {"result": found_file}),
                Sample("card", "z boku", {**news, "layout": "side", "image": picture("coast")}),
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
                Sample("event_card", "z obrazem", {**event, "image": picture("fair"), "summary": "Przyjdź i opowiedz, co robicie."}),
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
                Sample(
                    "add_to_calendar",
                    "do własnego kalendarza",
                    {"file_url": "#", "links": [{"label": "Google", "url": "#"}, {"label": "Outlook", "url": "#"}]},
                ),
                Sample("feeds", "kanały", {"rss_url": "#", "ics_url": "#", "webcal_url": "#", "csv_url": "#"}),
            ],
        ),
    ]
