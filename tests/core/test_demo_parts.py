"""The parts that load the demo: relative dates, blocks, files."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from pypdf import PdfReader

from core.demo import bodies, files, users
from core.demo.quiet_days import easter, is_quiet, public_holidays
from core.demo.reading import fixture, moment, span


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("+1d 18:00", "2026-10-25T18:00:00+01:00"),  # the day the clocks go back
        ("+0d 18:00", "2026-10-24T18:00:00+02:00"),
        ("-24d 09:30", "2026-09-30T09:30:00+02:00"),
        ("+2d", "2026-10-26T00:00:00+01:00"),
    ],
)
def test_relative_dates_keep_the_hour_in_warsaw(text: str, expected: str) -> None:
    assert moment(text, date(2026, 10, 24)).isoformat() == expected


def test_a_day_without_an_hour_may_end_the_day() -> None:
    assert moment("+0d", date(2026, 7, 1), end_of_day=True).isoformat() == "2026-07-01T23:59:00+02:00"


@pytest.mark.parametrize("text", ["tomorrow", "12d 17:00", "+1d 7:00", "+1d 17:00 ", "+1d sob 17:00", "+1d sat17:00"])
def test_other_forms_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a relative date"):
        moment(text, date(2026, 10, 24))


@pytest.mark.parametrize(
    ("text", "base", "expected"),
    [
        ("+12d sat 17:00", date(2026, 11, 24), "2026-12-05T17:00:00+01:00"),
        # The nearest Saturday is Boxing Day.
        ("+30d sat", date(2026, 11, 24), "2026-12-19T00:00:00+01:00"),
        ("+2d mon 10:00", date(2026, 11, 24), "2026-11-30T10:00:00+01:00"),  # the nearest is yesterday
        ("-2d sat 10:00", date(2026, 11, 24), "2026-11-21T10:00:00+01:00"),
        ("+4d workday 09:00", date(2026, 11, 24), "2026-11-27T09:00:00+01:00"),  # Saturday
        ("-13d workday", date(2026, 11, 24), "2026-11-12T00:00:00+01:00"),  # Independence Day is the day before
    ],
)
def test_a_weekday_is_the_nearest_one_that_is_no_holiday(text: str, base: date, expected: str) -> None:
    assert moment(text, base).isoformat() == expected


def test_an_event_of_several_days_avoids_a_holiday_on_each_of_them() -> None:
    begins, ends = span("+6d fri", "+1d", date(2025, 10, 25))  # Saturday is All Saints' Day
    assert (begins.date(), ends.isoformat()) == (date(2025, 11, 7), "2025-11-08T23:59:00+01:00")
    begins, ends = span("+6d fri 20:00", "+1d 01:30", date(2026, 11, 24))
    assert (begins.isoformat(), ends.isoformat()) == ("2026-11-27T20:00:00+01:00", "2026-11-28T01:30:00+01:00")


def test_polish_holidays_and_their_movable_feasts() -> None:
    assert [easter(year) for year in (2024, 2025, 2026, 2027, 2038)] == [
        date(2024, 3, 31),
        date(2025, 4, 20),
        date(2026, 4, 5),
        date(2027, 3, 28),
        date(2038, 4, 25),
    ]
    assert {date(2026, 4, 6), date(2026, 5, 24), date(2026, 6, 4), date(2026, 12, 24)} <= public_holidays(2026)
    assert len(public_holidays(2026)) == 14
    assert is_quiet(date(2026, 4, 4))
    assert not is_quiet(date(2026, 4, 7))


# What the words of a title or the hours of a centre say about the day: 0 is Monday.
DAYS_OF_CENTRES = {
    "siec-slupsk": {1, 3},
    "ksiegowosc-szkolenie": {0, 2},
    "dostepne-szkolenie": {0, 2},
    "dyzur-prawny-lebork": {0},
    "budzet-kurs": {3},
    "debata-gniew": {3},
    "rada-rodzin": {0},
    "wolontariat-kwidzyn": {0, 1, 2, 3},
    "konferencja-model": {0, 1, 2, 3, 4},
    "malowanie-swietlicy": {5},
    "bieg-gardeja": {5, 6},
}
WORDS_OF_DAYS = {"sobot": {5}, "niedziel": {6}, "weekend": {5, 6}, "rodzinny": {5, 6}, "drzew": {5, 6}, "dzień otwarty": {5}}


def test_no_event_of_the_demo_is_on_a_holiday_and_all_are_on_days_that_fit() -> None:
    events = fixture("events")
    assert {row["key"] for row in events} >= DAYS_OF_CENTRES.keys()
    for number in range(366):
        today = date(2026, 1, 1) + timedelta(days=number)
        for row in events:
            begins, ends = (moment.date() for moment in span(row["start"], row["end"], today))
            days = [begins + timedelta(days=passed) for passed in range((ends - begins).days + 1)]
            quiet = any(is_quiet(day) for day in days)
            assert not quiet or row.get("on_holiday"), (row["key"], today)
            assert (begins > today) == row["start"].startswith("+"), (row["key"], today)
            title = row["title"].lower()
            for allowed in [DAYS_OF_CENTRES.get(row["key"]), *(days for word, days in WORDS_OF_DAYS.items() if word in title)]:
                assert allowed is None or begins.weekday() in allowed, (row["key"], today)


def test_what_is_told_of_an_event_was_written_after_it() -> None:
    """The report of the walk lay in the office when it was written about."""
    walk = next(row for row in fixture("events") if row["key"] == "spacer-ustka")
    story = next(row for row in fixture("news") if row["key"] == "ustka-spacer")
    for number in range(0, 366, 5):
        today = date(2026, 1, 1) + timedelta(days=number)
        assert moment(story["date"], today) - span(walk["start"], walk["end"], today)[1] > timedelta(days=2)


def test_links_to_known_pages_become_wagtails_own() -> None:
    html = bodies.rich_text(
        '<p><a href="/pl/znana/">a</a> <a href="/pl/obca/">b</a></p>', lambda _kind, path: 7 if "znana" in path else None
    )
    assert html == '<p><a linktype="page" id="7">a</a> <a href="/pl/obca/">b</a></p>'


def test_block_ids_come_from_seed_and_position() -> None:
    first, again, other = (
        json.loads(bodies.stream([{"heading": "A"}, {"subheading": "B"}], seed, lambda *_: None)) for seed in ("x", "x", "y")
    )
    assert first == again
    assert first[0]["id"] != first[1]["id"] != other[1]["id"]
    assert [block["value"]["level"] for block in first] == ["2", "3"]


def test_pdf_holds_its_text_title_and_language() -> None:
    reader = PdfReader(BytesIO(files.pdf("Wzór regulaminu", ["Zażółć gęślą jaźń.", "a < b & c"], "pl")))
    text = reader.pages[0].extract_text()
    assert "Zażółć gęślą jaźń." in text
    assert "a < b & c" in text
    assert reader.metadata is not None
    assert reader.metadata.title == "Wzór regulaminu"
    assert reader.trailer["/Root"]["/Lang"] == "pl"


def test_docx_holds_its_text() -> None:
    document = Document(BytesIO(files.docx("Lista", ["Pierwszy akapit."], "pl")))
    assert [paragraph.text for paragraph in document.paragraphs] == ["Lista", "Pierwszy akapit."]


def test_showcase_has_each_role_once_at_least() -> None:
    labels = " ".join(login["role_label"] for login in users.showcase())
    for label in users.ROLE_LABELS.values():
        assert str(label) in labels


def test_an_office_has_one_address_for_mail() -> None:
    """The lead organisation's, wherever the demo names it."""
    root = Path(__file__).resolve().parents[2]
    texts = [path.read_text() for path in (*(root / "fixtures").glob("*.yaml"), *(root / "home" / "demo").glob("*.py"))]
    assert {found for text in texts for found in re.findall(r"[\w.-]+@cio\.[\w.-]*\w", text)} == {"kontakt@cio.example.org"}


def test_every_initiative_and_group_of_the_demo_says_whom_to_ask() -> None:
    known = {row["slug"]: row for kind in ("cops", "ngos") for row in fixture("organisations")[kind]}
    for row in fixture("initiatives"):
        asked = known[row.get("organisation") or row["cop"]]
        assert asked.get("email") or asked.get("phone"), row["key"]
        assert row["state"] == "done" or row["how_to_join"], row["key"]
    for row in fixture("groups"):
        assert row["how_to_join"], row["key"]
        assert known[row["cop"]]["email"]


def test_addresses_in_the_demos_texts_lead_to_pages_of_the_demo() -> None:
    """A news item that sends its reader to an event sends them to one that is there."""
    cops = [row["slug"] for row in (*fixture("organisations")["cops"], fixture("organisations")["cio"])]
    known = {f"/pl/kalendarz/{row['cop']}/{row['slug']}/" for row in fixture("events")}
    known |= {f"/pl/aktualnosci/{row['cop']}/{row['slug']}/" for row in fixture("news")}
    known |= {f"/pl/organizacje/{row['slug']}/" for row in fixture("ngo_pages")}
    known |= {f"/pl/{name}/{cop}/" for name in ("kalendarz", "aktualnosci", "cop") for cop in cops}
    texts = [str(row.get("body")) for name in ("news", "events", "initiatives", "groups") for row in fixture(name)]
    found = re.findall(r'href="(/pl/(?:kalendarz|aktualnosci|organizacje|cop)/[^"?]+)"', " ".join(texts))
    assert len(found) > 20
    assert set(found) - known == set()
    centres = re.findall(r"/pl/kontakt/\?cop=([\w-]+)", " ".join(texts))
    assert centres
    assert set(centres) <= set(cops)
