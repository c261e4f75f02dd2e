"""How an event repeats, as a person says it: to the text of a rule and back, in words, and what is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from events_calendar import recurrence
from events_calendar.models import EventPage
from events_calendar.models.events import EventDate
from events_calendar.repeating import RepeatForm, Repeating, preview, read, rule_of
from events_calendar.slot_times import clock_problem
from events_calendar.wording import in_words
from tests.events_calendar.factories import EventPageFactory, at
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db  # a page asks for its content type, stored or not
TUESDAY = at("2026-12-08 18:00")  # the second of its month


def form(start: str = "2026-12-08 18:00", rule: str = "", **said: Any) -> RepeatForm:
    begins = at(start)
    return RepeatForm(said, start=begins, end=begins.replace(hour=20), rule=rule)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("", ""),
        ("FREQ=DAILY", "codziennie"),
        ("FREQ=DAILY;INTERVAL=3;COUNT=1", "co trzeci dzień, 1 raz"),
        ("FREQ=WEEKLY", "co wtorek"),
        ("FREQ=WEEKLY;INTERVAL=2;UNTIL=20270630T215959Z", "co drugi wtorek do 30 czerwca 2027"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", "co drugą środę"),
        ("FREQ=WEEKLY;BYDAY=SA;UNTIL=20270630", "co sobotę do 30 czerwca 2027"),
        ("FREQ=WEEKLY;BYDAY=TH,TU", "co tydzień we wtorki i w czwartki"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU,WE,TH,FR", "co drugi tydzień od poniedziałku do piątku"),
        ("FREQ=WEEKLY;INTERVAL=7", "co 7. wtorek"),
        ("FREQ=MONTHLY", "8. dnia miesiąca"),
        ("FREQ=MONTHLY;BYDAY=2TU;COUNT=10", "w drugi wtorek miesiąca, 10 razy"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "w ostatni piątek miesiąca"),
        ("FREQ=MONTHLY;BYDAY=1SU,1SA;INTERVAL=2", "co drugi miesiąc, w pierwszą sobotę i pierwszą niedzielę miesiąca"),
        ("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2", "w drugi wtorek miesiąca"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "ostatniego dnia miesiąca"),
        ("FREQ=YEARLY", "co rok 8 grudnia"),
        ("FREQ=YEARLY;INTERVAL=4;COUNT=5", "co czwarty rok 8 grudnia, 5 razy"),
        # What the form cannot say.
        ("FREQ=YEARLY;BYMONTH=1,7;BYDAY=2SU", "co rok; miesiące: styczeń, lipiec; dni tygodnia: 2. niedziela"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,15;COUNT=4", "co miesiąc; dni miesiąca: 1, 15, 4 razy"),
        ("to nie reguła", "to nie reguła"),
    ],
)
def test_a_rule_in_words(rule: str, words: str) -> None:
    with override("pl"):
        assert in_words(rule, TUESDAY) == words


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        (Repeating(), ""),
        (Repeating("daily"), "FREQ=DAILY"),
        (Repeating("weekly", 2, until=date(2027, 6, 30)), "FREQ=WEEKLY;INTERVAL=2;UNTIL=20270630T215959Z"),
        (Repeating("weekly", 1, ("MO", "TU"), count=6), "FREQ=WEEKLY;BYDAY=MO,TU;COUNT=6"),
        (Repeating("monthly", 1, ("TU",), "2"), "FREQ=MONTHLY;BYDAY=2TU"),
        (Repeating("monthly", 1, (), "last_day"), "FREQ=MONTHLY;BYMONTHDAY=-1"),
        (Repeating("yearly", 3), "FREQ=YEARLY;INTERVAL=3"),
    ],
)
def test_what_a_person_chose_becomes_a_rule_and_is_read_back(said: Repeating, rule: str) -> None:
    assert rule_of(said, TUESDAY) == rule
    assert read(rule, TUESDAY) == said


def test_every_second_tuesday_until_the_end_of_june() -> None:
    asked = form(repeat="weekly", repeat_every="2", repeat_until="2027-06-30")
    assert asked.is_valid(), asked.errors
    found = [recurrence.local(one.start) for one in asked.dates]
    assert f"{found[0]:%Y-%m-%d %H:%M}" == "2026-12-08 18:00"
    assert f"{found[-1]:%Y-%m-%d %H:%M}" == "2027-06-22 18:00", "the clocks changed in between, the hour did not"
    assert len(found) == 15


def test_a_day_left_out_and_days_added() -> None:
    asked = form(
        repeat="weekly",
        repeat_count="3",
        repeat_without="15.12.2026",
        repeat_added="2026-12-20 17:00-19:00\n2026-12-21, 22.12.2026 22.30-0.30, 27/12/2026 20:00-7:30",
    )
    assert asked.is_valid(), asked.errors
    assert [f"{recurrence.local(one.start):%d %H:%M}-{recurrence.local(one.end):%H:%M}" for one in asked.dates] == [
        "08 18:00-20:00",
        "20 17:00-19:00",
        "21 18:00-20:00",
        "22 18:00-20:00",
        "22 22:30-00:30",
        "27 20:00-07:30",
    ]


def test_a_rule_from_elsewhere_is_kept_until_another_is_chosen() -> None:
    kept = "FREQ=MONTHLY;BYMONTHDAY=8,15;COUNT=4"
    asked = form(rule=kept, repeat="other")
    assert ("other", "co miesiąc; dni miesiąca: 8, 15, 4 razy") in asked.fields["repeat"].choices  # type: ignore[attr-defined]
    assert asked.initial["repeat"] == "other"
    assert asked.is_valid(), asked.errors
    assert asked.found is not None
    assert asked.found.rule == kept
    assert not form(repeat="other").is_valid(), "where nothing is kept there is nothing to keep"


@pytest.mark.parametrize(
    ("said", "field", "told"),
    [
        ({"repeat": "daily", "repeat_until": "2030-12-31"}, "repeat", "więcej niż 1000 terminów"),
        ({"repeat": "daily", "repeat_every": "0"}, "repeat_every", "większą od zera"),
        ({"repeat": "daily", "repeat_every": "-1"}, "repeat_every", "większą od zera"),
        ({"repeat": "weekly", "repeat_count": "3", "repeat_until": "2027-06-30"}, "repeat_count", "nie oba naraz"),
        ({"repeat": "weekly", "repeat_until": "2026-12-01"}, "repeat_until", "zanim się zacznie"),
        ({"repeat": "weekly", "repeat_until": "9999-12-31"}, "repeat_until", "do roku 2099"),
        ({"repeat": "yearly", "repeat_count": "100"}, "repeat_count", "do roku 2099"),
        ({"repeat": "weekly", "repeat_count": "100000"}, "repeat_count", "najwyżej 1000"),
        ({"repeat": "hourly"}, "repeat", "hourly"),
        ({"repeat": "weekly", "repeat_days": ["WE"]}, "repeat", "Zmień go na: środa, 9 grudnia 2026, 18:00"),
        ({"repeat": "monthly", "repeat_month": "-1"}, "repeat", "Zmień go na: wtorek, 29 grudnia 2026, 18:00"),
        ({"repeat": "weekly", "repeat_without": "2026-12-09"}, "repeat_without", "9 grudnia 2026 wydarzenie się nie powtarza"),
        ({"repeat": "", "repeat_without": "2026-12-08"}, "repeat_without", "nie ma czego pomijać"),
        ({"repeat": "weekly", "repeat_without": "jutro"}, "repeat_without", "Nie rozumiemy daty „jutro”"),
        ({"repeat_added": "2026-02-30"}, "repeat_added", "Nie ma takiego dnia: „2026-02-30”"),
        ({"repeat_added": "2026-12-10 25:00"}, "repeat_added", "Nie ma takiej godziny"),
        ({"repeat_added": "9999-12-31"}, "repeat_added", "Nie rozumiemy"),
        ({"repeat_added": "2027-03-28 2:30"}, "repeat_added", "28 marca 2027 nie ma godziny 2:30"),
        ({"repeat_added": "2027-10-31 2:30"}, "repeat_added", "godzina 2:30 jest dwa razy"),
        (
            {"repeat": "weekly", "repeat_count": 2, "repeat_without": "2026-12-08, 2026-12-15"},
            "repeat_without",
            "nie zostaje żaden termin",
        ),
        ({"repeat_added": "2026-12-08 19:00-21:00"}, "repeat_added", "nachodzą na siebie: wtorek, 8 grudnia 2026, 18:00–20:00 oraz"),
        ({"repeat_added": ",".join(["2026-12-10"] * 201)}, "repeat_added", "najwyżej 200"),
    ],
)
def test_what_nobody_can_follow_is_told_beside_its_field(said: dict[str, Any], field: str, told: str) -> None:
    asked = form(**said)
    assert not asked.is_valid()
    assert list(asked.errors) == [field]
    assert told in str(asked.errors[field].as_text())


def test_a_date_of_the_rule_at_an_hour_that_is_not_there_is_asked_about() -> None:
    said = {"repeat": "weekly", "repeat_count": "3"}
    asked = form("2027-03-21 02:30", **said)
    assert not asked.is_valid()
    assert "28 marca 2027 nie ma godziny 2:30" in asked.errors["repeat"][0]
    assert form("2027-03-21 02:30", **said, repeat_without="2027-03-28", repeat_added="2027-03-28 03:30").is_valid()
    twice = form("2027-10-24 02:30", **said)
    assert not twice.is_valid()
    assert clock_problem(recurrence.local(at("2027-03-28 04:00"))) == ""


def test_the_dates_beforehand_refuse_an_end_before_the_start_and_far_years() -> None:
    with pytest.raises(ValidationError, match="Koniec jest wcześniejszy"):
        preview(TUESDAY, at("2026-12-08 17:00"))
    with pytest.raises(ValidationError, match="2099"):
        preview(TUESDAY.replace(year=9999), TUESDAY.replace(year=9999))
    assert len(preview(TUESDAY, at("2026-12-08 20:00"), "FREQ=MONTHLY")) == 25, "two years of an endless rule"


# --- The page


@pytest.mark.parametrize(
    ("rule", "field", "told"),
    [
        ("FREQ=WEEKLY;INTERVAL=0", "rule", "większa od zera"),
        ("FREQ=WEEKLY;COUNT=2;UNTIL=20270101", "rule", "nie oba naraz"),
        ("FREQ=HOURLY", "rule", "co dzień, co tydzień"),
        ("FREQ=DAILY;COUNT=1001", "rule", "więcej niż 1000"),
        ("FREQ=YEARLY;COUNT=200", "rule", "do roku 2099"),
        ("FREQ=WEEKLY;BYDAY=WE", "start", "nie pasuje do powtarzania"),
        ("FREQ=MONTHLY;BYMONTHDAY=30;BYMONTH=2", "rule", "ani razu"),
        ("RRULE", "rule", "Nie rozumiemy"),
    ],
)
def test_a_page_refuses_such_a_rule_from_wherever_it_comes(rule: str, field: str, told: str) -> None:
    event = EventPage(title="Próba", slug="proba", start=TUESDAY, end=at("2026-12-08 20:00"), rule=rule)
    with pytest.raises(ValidationError) as refused:
        event.clean()
    assert list(refused.value.message_dict) == [field]
    assert told in refused.value.message_dict[field][0]


def test_a_page_refuses_a_rule_of_which_every_day_is_left_out(site_tree: SiteTree) -> None:
    event = EventPageFactory.build(title="Próba", start=TUESDAY, end=at("2026-12-08 20:00"), rule="FREQ=WEEKLY;COUNT=1")
    event.dates.add(EventDate(change=EventDate.Change.EXCLUDED, original=TUESDAY))
    with pytest.raises(ValidationError, match="nie zostaje żaden termin"):
        event.clean()


@pytest.mark.parametrize(("title", "address"), [("Зустріч громади", "zustrich-gromadi"), ("會議", "huiyi"), ("???", "strona")])
def test_a_title_without_latin_letters_has_an_address_too(site_tree: SiteTree, title: str, address: str) -> None:
    event = EventPageFactory(parent=site_tree.calendar_slupsk, title=title, slug="")
    assert event.slug == address


def test_what_was_said_of_single_dates_follows_a_new_hour_and_is_kept_where_it_fits_no_more(site_tree: SiteTree) -> None:
    event = EventPageFactory(parent=site_tree.calendar_slupsk, start=at("2026-11-03 18:00"), rule="FREQ=WEEKLY;COUNT=8")
    event.dates.set(
        [
            EventDate(change="cancelled", original=at("2026-11-10 18:00"), reason="dawno"),
            EventDate(change="cancelled", original=at("2026-12-01 18:00"), reason="remont"),
            EventDate(change="excluded", original=at("2026-12-08 18:00")),
        ]
    )
    event.save()
    event.start, event.end = at("2026-11-03 17:00"), at("2026-11-03 19:00")
    event.save()
    event = EventPage.objects.get(pk=event.pk)
    assert [row.original for row in event.dates.all()] == [at("2026-11-10 18:00"), at("2026-12-01 17:00"), at("2026-12-08 17:00")]
    assert [row.original for row in event.occurrences.filter(status="cancelled")] == [at("2026-12-01 17:00")]
    assert event.occurrences.filter(original=at("2026-11-10 18:00")).exists(), "the past stays as it was"
    event.rule = "FREQ=MONTHLY;COUNT=3"
    event.save()
    assert [row.original for row in event.dates.all()][1] == at("2026-12-01 17:00"), "kept, though no date is there any more"
    assert [row.original for row in recurrence.carry_exceptions(event)] == [at("2026-12-01 17:00"), at("2026-12-08 17:00")]
