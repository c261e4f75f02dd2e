"""What the portal reads in somebody else's calendar: entries, dates, time zones, and each mistake with its line."""

from __future__ import annotations

import json
import time
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from calendar_imports.reading import files, ics, lines, occurring, zones
from calendar_imports.reading.entries import FileRefused, Problem, Reading

FIRST, LAST = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
OWN_ZONE = """BEGIN:VTIMEZONE
TZID:Moja
BEGIN:STANDARD
DTSTART:19701025T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19700329T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""


def event(*rows: str, uid: str = "1", title: str = "Zebranie") -> str:
    return "\n".join(["BEGIN:VEVENT", f"UID:{uid}", f"SUMMARY:{title}", *rows, "END:VEVENT", ""])


def calendar(*parts: str) -> bytes:
    return "\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *(part.rstrip("\n") for part in parts), "END:VCALENDAR", ""]).encode()


def read(*parts: str) -> Reading:
    return files.read(calendar(*parts))


def starts(reading: Reading) -> list[str]:
    dates, problems = occurring.between(reading, FIRST, LAST)
    assert problems == []
    return [f"{each.start:%Y-%m-%d %H:%M}" for each in dates]


def told(reading: Reading, *, lost: bool = True) -> list[tuple[int, str]]:
    return [(problem.line, problem.message) for problem in reading.problems if problem.lost is lost]


@pytest.mark.parametrize(
    ("rows", "start"),
    [
        (["DTSTART:20260701T160000Z"], "2026-07-01 16:00"),
        (["DTSTART;TZID=Europe/Warsaw:20260701T180000"], "2026-07-01 16:00"),
        (['DTSTART;TZID="Europe/Warsaw":20260701T180000'], "2026-07-01 16:00"),
        (["DTSTART;TZID=Central European Standard Time:20260701T180000"], "2026-07-01 16:00"),
        (["DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Warsaw:20260701T180000"], "2026-07-01 16:00"),
        (["DTSTART;TZID=/mozilla.org/20050126_1/America/Argentina/Ushuaia:20260701T180000"], "2026-07-01 21:00"),
        (["DTSTART;TZID=Moja:20260701T180000"], "2026-07-01 16:00"),
        (["DTSTART:20260701T180000"], "2026-07-01 16:00"),
        (["DTSTART;VALUE=DATE-TIME:20260701T180000"], "2026-07-01 16:00"),
        (["DTSTART;VALUE=DATE:20260701"], "2026-06-30 22:00"),
        (["DTSTART:20260701"], "2026-06-30 22:00"),
        (["dtstart:20260701T160000z"], "2026-07-01 16:00"),
    ],
)
def test_a_moment_is_the_same_however_its_zone_is_written(rows: list[str], start: str) -> None:
    reading = read(OWN_ZONE, event(*rows))
    assert told(reading) == []
    assert starts(reading) == [start]


def test_zones_are_told() -> None:
    reading = read(
        OWN_ZONE,
        event("DTSTART;TZID=Moja:20260701T180000", uid="1"),
        event("DTSTART;TZID=W. Europe Standard Time:20260701T180000", uid="2"),
        event("DTSTART;TZID=Nibylandia:20260701T180000", uid="3"),
        event("DTSTART;TZID=Nibylandia:20260702T180000", uid="4"),
        event("DTSTART:20260701T180000", uid="5"),
        event("DTSTART:20260701T180000Z", uid="6"),
    )
    assert reading.zones == {"Moja": zones.OWN, "W. Europe Standard Time": "Europe/Berlin", "Nibylandia": zones.UNKNOWN}
    (note,) = told(reading, lost=False)
    assert "Nibylandia" in note[1]
    assert [(entry.zone, entry.floating) for entry in reading.entries] == [
        *(("Moja", False), ("W. Europe Standard Time", False)),
        *(("Nibylandia", True), ("Nibylandia", True), ("", True), ("UTC", False)),
    ]


def test_a_zone_of_one_file_is_not_that_of_another() -> None:
    other = OWN_ZONE.replace("+0200", "+0900").replace("+0100", "+0800")
    row = event("DTSTART;TZID=Moja:20260701T180000")
    assert starts(read(OWN_ZONE, row)) == ["2026-07-01 16:00"]
    assert starts(read(other, row)) == ["2026-07-01 09:00"]
    assert starts(read(OWN_ZONE, row)) == ["2026-07-01 16:00"]
    # Nor can a file change what a name of the list means.
    assert starts(read(other.replace("Moja", "Europe/Warsaw"), event("DTSTART;TZID=Europe/Warsaw:20260701T180000"))) == ["2026-07-01 16:00"]


def test_a_series_with_exceptions_changes_and_summer_time() -> None:
    reading = read(
        event("DTSTART;TZID=Europe/Warsaw:20260317T180000", "DURATION:PT2H", "RRULE:FREQ=WEEKLY;COUNT=5", "EXDATE:20260324T170000Z"),
        event("RECURRENCE-ID;TZID=Europe/Warsaw:20260407T180000", "DTSTART;TZID=Europe/Warsaw:20260408T190000", title="Przeniesione"),
        event("DTSTART;VALUE=DATE:20260501", "DTEND;VALUE=DATE:20260504", "RRULE:FREQ=YEARLY", uid="2"),
    )
    assert starts(reading) == [
        *("2026-03-17 17:00", "2026-03-31 16:00", "2026-04-08 17:00", "2026-04-14 16:00"),
        *("2026-04-30 22:00", "2027-04-30 22:00"),
    ]
    dates, _problems = occurring.between(reading, FIRST, LAST)
    assert [each.title for each in dates][2] == "Przeniesione"
    assert (dates[4].end - dates[4].start).days == 3
    assert dates[4].all_day


def test_only_dates_in_the_time_that_is_asked_for() -> None:
    reading = read(
        event("DTSTART:20261231T220000Z", "DTEND:20270101T020000Z"), event("DTSTART:20200101T100000Z", "RRULE:FREQ=DAILY", uid="2")
    )
    first, last = datetime(2027, 1, 1, tzinfo=UTC), datetime(2027, 1, 2, tzinfo=UTC)
    dates, problems = occurring.between(reading, first, last)
    assert [each.uid for each in dates] == ["1", "2"]
    assert problems == []


GOOD = event("DTSTART:20260701T160000Z", uid="dobre")


@pytest.mark.parametrize(
    ("rows", "line", "words"),
    [
        (["DTEND:20260701T160000Z"], 8, "Brakuje początku"),
        (["DTSTART:wczoraj"], 11, "DTSTART"),
        (["DTSTART:20260701T160000Z", "DTEND:20260701T150000Z"], 12, "Koniec jest przed początkiem"),
        (["DTSTART:20260701T160000Z", "DTEND;VALUE=DATE:20260702"], 12, "oba mieć godzinę"),
        (["DTSTART:00010101T000000Z"], 11, "Rok 1 jest poza kalendarzem"),
        (["DTSTART;VALUE=DATE:99991231"], 11, "Rok 9999"),
        (["DTSTART:20260701T160000Z", "DTSTART:20260702T160000Z"], 11, "dwa razy"),
        (["DTSTART:20260701T160000Z", "RRULE:FREQ=SECONDLY"], 12, "FREQ=SECONDLY"),
        (["DTSTART:20260701T160000Z", "RRULE:FREQ=CZASEM"], 12, "RRULE"),
        (["DTSTART:20260701T160000Z", "RRULE:FREQ=DAILY;BYSECOND=1,2,3"], 12, "BYSECOND"),
        (["DTSTART:20260701T160000Z", f"RRULE:FREQ=DAILY;BYMINUTE={','.join(map(str, range(60)))}"], 12, "BYMINUTE"),
        (["DTSTART:20260701T160000Z", "RRULE:FREQ=DAILY;INTERVAL=0"], 12, "większa od zera"),
        (["DTSTART:20260701T160000Z", "RRULE:FREQ=WEEKLY;INTERVAL=-1"], 12, "większa od zera"),
        (["DTSTART:20260701T160000Z", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"], 12, "ani razu"),
        (["DTSTART;VALUE=DATE:20260701", "RRULE:FREQ=MONTHLY;BYSETPOS=40;BYDAY=MO"], 12, "ani razu"),
        (["DTSTART:20260701T160000Z", "RRULE:FREQ=DAILY", "RRULE:FREQ=WEEKLY"], 12, "dwie reguły"),
        (["DTSTART:20260701T160000Z", "EXDATE:" + ",".join(["20260801T160000Z"] * 5_500)], 12, "Za dużo wyjątków"),
        (["DTSTART:20260230T160000Z"], 11, "DTSTART"),
    ],
)
def test_a_broken_entry_is_told_with_its_line_and_the_others_are_taken(rows: list[str], line: int, words: str) -> None:
    reading = read(GOOD, event(*rows), event("DTSTART:20260702T160000Z", uid="też dobre"))
    assert [entry.uid for entry in reading.entries] == ["dobre", "też dobre"]
    ((at, message),) = told(reading)
    assert words in message
    assert at == line, "the line of the file"


def test_a_changed_date_does_not_repeat_by_itself() -> None:
    change = event("RECURRENCE-ID:20260702T160000Z", "DTSTART:20260702T170000Z", "RRULE:FREQ=DAILY;COUNT=2")
    reading = read(event("DTSTART:20260701T160000Z", "RRULE:FREQ=DAILY;COUNT=2"), change)
    assert starts(reading) == ["2026-07-01 16:00", "2026-07-02 17:00"]
    assert [line for line, _message in told(reading, lost=False)] == [14]


def test_what_is_broken_in_a_side_matter_is_left_out() -> None:
    reading = read(event("DTSTART:20260701T160000Z", "GEO:tam", "SEQUENCE:-5", "PRIORITY:ważne"))
    assert told(reading) == []
    assert [entry.title for entry in reading.entries] == ["Zebranie"]


def test_lines_are_folded_alarms_are_no_events_and_tasks_are_counted() -> None:
    alarm = "BEGIN:VALARM\nTRIGGER:-PT15M\nSUMMARY:Alarm\nEND:VALARM"
    reading = read(
        event("DTSTART:2026070", " 1T160000Z", "DESCRIPTION:Pierwszy wiersz\\n", "\tdrugi\\, z przecinkiem", alarm),
        "BEGIN:VTODO\nUID:9\nEND:VTODO\n",
    )
    (entry,) = reading.entries
    assert (entry.title, entry.description) == ("Zebranie", "Pierwszy wiersz\ndrugi, z przecinkiem")
    assert entry.start == datetime(2026, 7, 1, 16, tzinfo=UTC)
    assert entry.end == entry.start
    assert reading.passed_over == {"VTODO": 1}


def test_of_two_entries_with_one_uid_the_newer_is_taken() -> None:
    reading = read(
        event("DTSTART:20260701T160000Z", "SEQUENCE:2", title="Nowsze"),
        event("DTSTART:20260702T160000Z", "SEQUENCE:1", title="Starsze"),
        event("DTSTART:20260703T160000Z", uid="", title="Bez numeru"),
        event("DTSTART:20260704T160000Z", uid="", title="Też bez"),
    )
    assert [entry.title for entry in reading.entries] == ["Nowsze", "Bez numeru", "Też bez"]
    ((line, message),) = told(reading)
    assert line == 9
    assert "w wierszu 3" in message


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"\0\0\0", b"<html><body>404</body></html>", b"PK\x03\x04", "tytuł;początek\n".encode()),
        b"BEGIN:VCALENDAR\n" + b"x" * lines.MOST_BYTES,
    ],
)
def test_what_is_no_calendar_or_too_large_is_refused(content: bytes) -> None:
    with pytest.raises(FileRefused):
        ics.read(content)


def test_too_many_events_are_refused() -> None:
    many = "".join(event(f"DTSTART:202607{1 + number % 28:02}T160000Z", uid=str(number)) for number in range(lines.MOST_EVENTS + 1))
    with pytest.raises(FileRefused, match="5000"):
        read(many)


@pytest.mark.parametrize(
    "content",
    [
        b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\n" * 10_000,
        b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260701T160000Z\n" + b"BEGIN:VALARM\n" * 10_000,
        b"BEGIN:VCALENDAR\n" + b"END:VEVENT\n" * 10_000,
        b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:" + b"x\n x" * 500_000,
        b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;TZID=" + b"a/" * 40_000 + b":20260701T160000",
        b"BEGIN:VCALENDAR\n" + b"BEGIN:VTIMEZONE\nTZID:x\nEND:VTIMEZONE\n" * 2_000,
        bytes(range(1, 256)) * 100 + b"BEGIN:VCALENDAR\n" + bytes(range(256)) * 100,
    ],
)
def test_hostile_files_end_soon_and_never_break_the_reader(content: bytes) -> None:
    started = time.monotonic()
    reading = files.read(content)
    occurring.between(reading, FIRST, LAST)
    assert reading.entries == []
    assert time.monotonic() - started < 20


def test_exceptions_that_are_too_long_to_read_are_not_taken_for_none() -> None:
    reading = read(event("DTSTART:20260701T160000Z", "RRULE:FREQ=DAILY", "EXDATE:" + ",".join(["20260801T160000Z"] * 100_000)))
    assert reading.entries == []
    assert [problem.lost for problem in reading.problems] == [False, True]


def test_a_file_that_is_cut_off_keeps_what_is_whole() -> None:
    content = calendar(GOOD, event("DTSTART:20260702T160000Z", uid="ucięte"))
    reading = files.read(content[: content.rindex(b"DTSTART")])
    assert [entry.uid for entry in reading.entries] == ["dobre"]
    assert reading.problems == [Problem(8, "Wpis nie ma końca (END:VEVENT): plik jest ucięty.")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1250"])
def test_polish_letters_in_whatever_code(encoding: str) -> None:
    text = calendar(event("DTSTART:20260701T160000Z", title="Źdźbło łąki")).decode()
    (entry,) = files.read(text.encode(encoding)).entries
    assert entry.title == "Źdźbło łąki"


def test_a_series_without_end_is_cut() -> None:
    reading = read(event("DTSTART;VALUE=DATE:20000101", "RRULE:FREQ=DAILY"))
    dates, (problem,) = occurring.between(reading, datetime(2000, 1, 1, tzinfo=UTC), LAST)
    assert len(dates) == 1_000
    assert not problem.lost


def test_the_command_prints_what_a_preview_shows(tmp_path: Path) -> None:
    file = tmp_path / "kalendarz.ics"
    file.write_bytes(calendar("X-WR-CALNAME:Świetlica", GOOD, event("DTEND:x")))

    def run(*rest: str) -> str:
        out = StringIO()
        call_command("import_calendar", str(file), "--dry-run", "--from", "2026-07-01", "--to", "2026-08-01", *rest, stdout=out)
        return out.getvalue()

    found: dict[str, Any] = json.loads(run("--json"))
    assert found["name"] == "Świetlica"
    assert [each["uid"] for each in found["events"]] == ["dobre"]
    assert found["occurrences"][0]["start"] == "2026-07-01T16:00:00+00:00"
    assert [each["line"] for each in found["errors"]] == [12]
    assert "1 events, 1 dates, 1 errors" in run()
    for broken in (
        [str(file)],
        [str(tmp_path / "nie ma"), "--dry-run"],
        [str(file), "--dry-run", "--from", "2026-08-01", "--to", "2026-07-01"],
    ):
        with pytest.raises(CommandError):
            call_command("import_calendar", *broken)
    file.write_bytes(b"<html>")
    with pytest.raises(CommandError, match="To nie jest plik kalendarza"):
        run()
    file.write_bytes(b"imie;nazwisko")
    with pytest.raises(CommandError, match="nagłówki"):
        run()


def test_a_day_is_a_day_and_no_moment() -> None:
    (entry,) = read(event("DTSTART;VALUE=DATE:20260701")).entries
    assert (entry.start, entry.end, entry.all_day, entry.zone) == (date(2026, 7, 1), date(2026, 7, 2), True, "")
