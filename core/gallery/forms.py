"""Samples of forms and of what a form answers."""

from __future__ import annotations

from typing import Any

from django import forms

from core.gallery.parts import Group, Sample


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
    day = forms.DateField(label="Dzień")


def _facets() -> list[dict[str, Any]]:
    """A long list that folds and one of which one is chosen, as the search has them."""
    topics = ["dotacje", "seniorzy", "kultura"]
    choices = [{"value": name, "label": name, "count": 9 - number, "checked": not number} for number, name in enumerate(topics)]
    years = [{"value": year, "label": year, "count": 4, "checked": False} for year in ("2026", "2025")]
    return [
        {"name": "wzor-temat", "label": "Temat", "shown": choices[:2], "folded": choices[2:], "errors": ["Nie ma tematu „xyz”."]},
        {"name": "wzor-rok", "label": "Rok", "shown": years, "any_label": "każdy rok"},
    ]


def form_samples() -> Group:
    """Buttons, fields, search and filters."""
    blank = SampleForm(auto_id="pusty_%s")
    wrong = SampleForm({"name": "", "email": "to nie adres", "day": ""}, auto_id="blad_%s")
    filters = SampleForm({"name": "", "town": "slupsk", "day": "jutro"}, auto_id="filtr_%s")
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
            Sample(
                "steps",
                "kroki formularza",
                {
                    "items": [
                        {"label": "Co", "url": "#", "done": True},
                        {"label": "Kiedy", "current": True},
                        {"label": "Gdzie"},
                        {"label": "Sprawdź i wyślij"},
                    ]
                },
            ),
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
            *[Sample("filter_field", f"filtr: {name}", {"field": filters[name]}) for name in ("town", "day")],
            *[Sample("facet", f"grupa filtrów: {group['label']}", {"group": group}) for group in _facets()],
            Sample("active_filters", "wybrane filtry", {"active": [{"label": "Słupsk", "remove_url": "#"}]}),
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
                            {"type": "checkbox", "name": "dostepne", "label": "wejście bez stopni", "count": 31},
                        ],
                    },
                )
                for layout in ("", "side")
            ],
        ],
    )


def message_samples() -> Group:
    """Notes and the empty state."""
    return Group(
        "Komunikaty",
        "komunikaty",
        [
            *[
                Sample("note", kind, {"kind": kind, "text": "Zdanie, które mówi, co się stało i co zrobić dalej."})
                for kind in ("info", "ok", "warn", "error")
            ],
            Sample(
                "untranslated",
                "czego brakuje w innym języku",
                {"missing": {"sentence": "12 initiatives are described in Polish only", "url": "#"}},
            ),
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
