"""When a request is for: what this page of the wizard understands, and what it refuses."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from events_calendar.models import Reservation, Venue
from events_calendar.services import drafts
from events_calendar.wizard_forms import WhatForm, WhenForm
from events_calendar.wizard_steps import STEPS, Wizard
from tests.accounts.factories import People
from tests.events_calendar.factories import at
from tests.events_calendar.test_requests import ask
from tests.events_calendar.wizard_pages import WHAT, WHEN, begin, fill, page, refused, send, step

pytestmark = pytest.mark.django_db


HOURS: dict[str, tuple[dict[str, Any], str]] = {
    "end before start": ({"start": "18:00", "end": "17:00"}, "end"),
    "no length": ({"start": "18:00", "end": "18:00"}, "end"),
    "past": ({"day": "2026-11-23"}, "day"),
    "past today": ({"day": "2026-11-24", "start": "9:00", "end": "10:00"}, "start"),
    "32 days": ({"last_day": "2027-01-02"}, "last_day"),
    "last day first": ({"last_day": "2026-11-30"}, "last_day"),
    "missing hour": ({"day": "2027-03-28", "start": "02:30", "end": "05:00"}, "start"),
    "missing hour at the end": ({"day": "2027-03-28", "start": "01:00", "end": "02:30"}, "end"),
    "hour that comes twice": ({"day": "2027-10-31", "start": "02:30", "end": "05:00"}, "start"),
    "no day": ({"day": ""}, "day"),
    "no hours": ({"start": "", "end": ""}, "start"),
    "31 February": ({"day": "2027-02-31"}, "day"),
    "year 9999": ({"day": "9999-12-31"}, "day"),
    "year 1": ({"day": "0001-01-01"}, "day"),
    "further date past": ({"repeat_added": "2026-11-01"}, "repeat_added"),
    "further date twice": ({"repeat_added": "8.12.2026\n8.12.2026 18:00-20:00"}, "repeat_added"),
    "further date unclear": ({"repeat_added": "co drugi wtorek"}, "repeat_added"),
    "further date turned round": ({"repeat_added": "8.12.2026 18:00-17:00"}, "repeat_added"),
    "further date in a missing hour": ({"repeat_added": "28.3.2027 2:30-4:00"}, "repeat_added"),
    "too many further dates": (
        {"repeat_added": "\n".join(f"{day}.{month}.2027" for month in (1, 3) for day in range(1, 29))},
        "repeat_added",
    ),
}


@pytest.mark.parametrize("case", HOURS)
def test_a_wrong_time_is_told_beside_its_field(case: str) -> None:
    fields, name = HOURS[case]
    form = WhenForm({**WHEN, **fields})
    assert not form.is_valid()
    assert name in form.errors, form.errors


@pytest.mark.parametrize(
    "fields",
    [
        {"day": "9999-12-31", "start": "23:00", "end": "01:00"},
        {"day": "9999-12-31", "start": "10:00", "end": "09:00", "repeat": "daily", "repeat_count": "3"},
        {"day": "0001-01-01", "start": "00:00", "end": "00:30", "setup_minutes": "1440"},
        {"day": "0001-01-01", "start": "00:00", "end": "00:00", "last_day": "9999-12-31"},
        {"day": "2099-12-31", "start": "23:00", "end": "01:00"},
    ],
)
@pytest.mark.parametrize("button", ["dalej", "pozniej", "wstecz"])
def test_a_day_at_the_edge_of_the_calendar_loses_nothing(ngo: Client, room: Venue, fields: dict[str, str], button: str) -> None:
    draft = begin(ngo)
    assert ngo.post(step(draft, "co"), WHAT).status_code == 302
    answer = ngo.post(step(draft, "kiedy"), {**WHEN, **fields, button: "1", "repeat_added": "mój długi wpis"})
    assert answer.status_code in (302, 303)
    for other in ("gdzie", "sprawdz"):
        assert ngo.get(step(draft, other)).status_code in (200, 302)
    text = page(ngo, step(draft, "kiedy"))
    assert fields["day"] in text
    assert "mój długi wpis" in text


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("59 842 46 37", True),
        ("+48 (59) 842-46-37 wew. 12", True),
        ("112", True),
        ("javascript:alert(3)", False),
        ("zadzwoń", False),
        ("-", False),
    ],
)
def test_a_telephone_is_a_number(typed: str, right: bool) -> None:
    assert ("contact_phone" not in WhatForm({**WHAT, "contact_phone": typed}).errors) is right


def span(**fields: Any) -> tuple[Any, Any]:
    form = WhenForm({**WHEN, **fields})
    assert form.is_valid(), form.errors
    values = form.values()
    return values["start"], values["end"]


def test_an_end_after_midnight_is_the_night_of_the_first_day() -> None:
    assert span(start="20:00", end="1:30") == (at("2026-12-01 20:00"), at("2026-12-02 01:30"))
    assert span(start="20:00", end="0:00") == (at("2026-12-01 20:00"), at("2026-12-02 00:00"))
    assert span(last_day="2026-12-03", end="15.00") == (at("2026-12-01 18:00"), at("2026-12-03 15:00"))


def test_whole_days_need_no_hours() -> None:
    assert span(all_day="on", start="", end="", last_day="2026-12-02") == (at("2026-12-01 00:00"), at("2026-12-02 23:59"))


@pytest.mark.parametrize(
    "typed", ["10.12.2026", "2026-12-10", "10-12-2026", "10/12/2026", "10 grudnia 2026", "10. Grudnia 2026 r.", "10.12.2026 r."]
)
def test_a_day_is_understood_as_people_write_it(typed: str) -> None:
    assert span(day=typed)[0] == at("2026-12-10 18:00")
    further = WhenForm({**WHEN, "repeat_added": f"{typed}\n17.12.2026 17:00-19:00\n18 grudnia 2026 9:00-10:00"})
    assert further.is_valid(), further.errors
    assert [start for start, _end in further.added] == [at("2026-12-10 18:00"), at("2026-12-17 17:00"), at("2026-12-18 09:00")]
    weekly = WhenForm({**WHEN, "day": "3.12.2026", "repeat": "weekly", "repeat_until": "31 grudnia 2026", "repeat_without": typed})
    assert weekly.is_valid(), weekly.errors
    assert weekly.repeats.excluded == [at("2026-12-10 18:00")]


UNCLEAR, NO_DAY = "Nie rozumiemy tej daty. Wpisz ją tak: 8.12.2026", "Nie ma takiego dnia. Wpisz datę, na przykład 8.12.2026."


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        *((typed, UNCLEAR) for typed in ("jutro", "10 grudzień 2026", "10.12.26", "12.2026", "x" * 3000)),
        *((typed, NO_DAY) for typed in ("31.02.2026", "2026-02-31", "31 lutego 2026", "0.0.2026", "1.1.0000")),
    ],
)
def test_what_is_no_day_and_what_nobody_understands_are_told_apart(typed: str, told: str) -> None:
    for name in ("day", "last_day", "repeat_until"):
        assert WhenForm({**WHEN, "repeat": "weekly", name: typed}).errors[name] == [told]
    sign = "Nie ma takiego dnia: „" if told == NO_DAY else "Nie rozumiemy"
    lists = {"repeat_added": WhenForm({**WHEN, "repeat_added": typed})}
    lists["repeat_without"] = WhenForm({**WHEN, "repeat": "weekly", "repeat_count": "4", "repeat_without": typed})
    for name, form in lists.items():
        assert str(form.errors[name][0]).startswith(sign)


def test_every_hint_writes_a_date_in_the_same_way() -> None:
    hints = " ".join(str(field.help_text) for field in WhenForm().fields.values())
    assert "8.12.2026" in hints
    assert not re.search(r"\d{4}-\d{2}", hints)


def test_an_hour_that_comes_twice_is_asked_about_and_answered() -> None:
    night = {"day": "2027-10-31", "start": "02:30", "end": "05:00"}
    form = WhenForm({**WHEN, **night})
    assert "clock" in form.fields
    assert "dwa razy" in str(form.errors["start"])
    first, second = span(**night, clock="0")[0], span(**night, clock="1")[0]
    assert second - first == timedelta(hours=1)
    assert "clock" not in WhenForm(WHEN).fields


def test_further_dates_have_their_own_hours_or_those_of_the_first() -> None:
    form = WhenForm({**WHEN, "repeat_added": "15.12.2026\n8.12.2026 17:00-19:00"})
    assert form.is_valid(), form.errors
    assert form.values()["added"] == [
        (at("2026-12-08 17:00"), at("2026-12-08 19:00")),
        (at("2026-12-15 18:00"), at("2026-12-15 20:00")),
    ]


def test_several_dates_hold_their_slots(ngo: Client, room: Venue) -> None:
    event = send(ngo, fill(ngo, begin(ngo), repeat_added="8.12.2026"))
    starts = Reservation.objects.blocking().filter(event=event).order_by("start").values_list("start", flat=True)
    assert list(starts) == [at("2026-12-01 18:00"), at("2026-12-08 18:00")]


def test_a_rule_holds_its_dates_and_says_which_it_goes_without(ngo: Client, people: People, room: Venue) -> None:
    ask(people, room, "2026-12-15 18:00")
    draft = fill(ngo, begin(ngo), repeat="weekly", repeat_count="4")
    text = page(ngo, step(draft, "sprawdz"))
    assert "Te terminy z serii są zajęte, więc odpadną" in text
    event = send(ngo, draft)
    starts = Reservation.objects.blocking().filter(event=event).order_by("start").values_list("start", flat=True)
    assert list(starts) == [at("2026-12-01 18:00"), at("2026-12-08 18:00"), at("2026-12-22 18:00")]
    again = drafts.change(people.ngo_owner, event)
    assert (again.data["kiedy"]["repeat"], again.data["kiedy"]["repeat_count"]) == (["weekly"], ["4"])


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"repeat": "weekly", "repeat_count": "4", "repeat_until": "2027-01-01"}, "repeat_count"),
        ({"repeat": "weekly", "repeat_until": "2026-11-01"}, "repeat_until"),
        ({"repeat": "daily", "repeat_every": "0"}, "repeat_every"),
        ({"repeat": "daily", "repeat_count": "1001"}, "repeat_count"),
    ],
)
def test_a_wrong_rule_is_told_beside_its_field(fields: dict[str, str], name: str) -> None:
    form = WhenForm({**WHEN, **fields})
    assert not form.is_valid()
    assert name in form.errors, form.errors


def test_a_series_needs_an_end(ngo: Client, people: People, room: Venue) -> None:
    draft = begin(ngo)
    form = refused(ngo, step(draft, "kiedy"), {**WHEN, "repeat": "weekly"}).context["form"]
    assert list(form.errors) == ["repeat_until"]
    assert "Podaj ostatni dzień serii" in str(form.errors["repeat_until"])
    for end in ({"repeat_until": "31.12.2026"}, {"repeat_count": "3"}, {"repeat_until": "kiedyś"}):
        assert "Podaj ostatni" not in str(WhenForm({**WHEN, "repeat": "weekly", **end}).errors)
    # What goes on for ever already may be changed in other ways.
    endless = drafts.change(people.ngo_owner, ask(people, None, rule="FREQ=WEEKLY", place_name="Świetlica", territory=people.ngo.territory))
    assert Wizard(endless).bound(STEPS["kiedy"]).errors == {}
