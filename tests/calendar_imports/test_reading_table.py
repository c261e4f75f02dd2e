"""A CSV file with events: headings as people write them, days and hours as they type them, and each mistake with its line."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from calendar_imports.reading import files, lines
from calendar_imports.reading.entries import Entry, FileRefused, Reading

HEAD = "Tytuł;Początek;Koniec;Miejsce\n"


def read(text: str) -> Reading:
    return files.read(text.encode())


def only(text: str) -> Entry:
    reading = read(text)
    assert reading.problems == []
    (entry,) = reading.entries
    return entry


@pytest.mark.parametrize(
    "text",
    [
        "Tytuł;Początek;Koniec\nZebranie;8.12.2026 18:00;8.12.2026 20:00\n",
        "TYTUŁ,Początek,koniec\r\nZebranie,2026-12-08T18:00,2026-12-08 20:00\r\n",
        "nazwa\tdata\tgodzina\tdo\nZebranie\t8 grudnia 2026\t18.00\t20\n",
        "\ufeffSubject,Start Date,Start Time,End Date,End Time\nZebranie,08.12.2026,18:00,08.12.2026,20:00\n",
        "\n\nwydarzenie;dzień;od;do;uwagi\n;;;;\nZebranie;08-12-2026;18:00:00;20:00;nic\n",
        '"tytuł";"data_rozpoczęcia";"godzina rozpoczęcia";"godzina zakończenia"\n"Zebranie";"8.12.2026 r.";"18:00";"20:00"\n',
    ],
)
def test_headings_days_and_hours_as_people_write_them(text: str) -> None:
    entry = only(text)
    assert entry.title == "Zebranie"
    assert (entry.start, entry.end) == (datetime(2026, 12, 8, 17, tzinfo=UTC), datetime(2026, 12, 8, 19, tzinfo=UTC))
    assert not entry.all_day


def test_without_an_hour_it_is_the_whole_day_to_the_last_that_is_named() -> None:
    entry = only(HEAD + "Festyn;1.05.2026;3.05.2026;Rynek\n")
    assert (entry.start, entry.end, entry.place) == (date(2026, 5, 1), date(2026, 5, 4), "Rynek")
    assert only(HEAD + "Festyn;1.05.2026;;\n").end == date(2026, 5, 2)
    assert only(HEAD + "Festyn;1.05.2026 10:00;;\n").end == datetime(2026, 5, 1, 8, tzinfo=UTC)


def test_a_cell_may_have_several_lines_and_the_next_row_its_own_number() -> None:
    reading = read('tytuł;początek;opis\nPierwsze;1.05.2026;"a\nb\nc"\n\nDrugie;nigdy;\nTrzecie;2.05.2026;\n')
    assert [(entry.line, entry.title) for entry in reading.entries] == [(2, "Pierwsze"), (7, "Trzecie")]
    assert reading.entries[0].description == "a\nb\nc"
    assert [problem.line for problem in reading.problems] == [6]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (";1.05.2026;;", "nie ma tytułu"),
        ("Festyn;;;", "Brakuje początku"),
        ("Festyn;jutro;;", "„jutro”"),
        ("Festyn;31.02.2026;;", "Nie ma takiego dnia"),
        ("Festyn;1.05.0001;;", "Rok 1 "),
        ("Festyn;1.05.2026 25:00;;", "25:00"),
        ("Festyn;28.03.2027 2:30;;", "zegary idą do przodu"),
        ("Festyn;1.05.2026 18:00;2.05.2026;", "oba mieć godzinę"),
        ("Festyn;1.05.2026 18:00;1.05.2026 17:00;", "Koniec jest przed początkiem"),
        ("Festyn;3.05.2026;1.05.2026;", "Koniec jest przed początkiem"),
    ],
)
def test_a_broken_row_is_told_and_the_others_are_taken(row: str, words: str) -> None:
    reading = read(f"{HEAD}Dobre;1.05.2026;;\n{row}\nTeż dobre;2.05.2026;;\n")
    assert [entry.title for entry in reading.entries] == ["Dobre", "Też dobre"]
    (problem,) = reading.problems
    assert (problem.line, problem.lost) == (3, True)
    assert words in problem.message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "pusty"),
        ("\n;;\n", "pusty"),
        ("imię;nazwisko\nJan;Żuk\n", "nagłówki"),
        ("tytuł;opis\nFestyn;nic\n", "nagłówki"),
        (HEAD + '"' + "x" * 200_000, "wierszu"),
        (HEAD + "Festyn;1.05.2026;;\n" * (lines.MOST_EVENTS + 1), "5000"),
    ],
)
def test_what_is_no_table_of_events_is_refused(text: str, words: str) -> None:
    with pytest.raises(FileRefused, match=words):
        read(text)


def test_either_kind_is_known_by_what_stands_in_it() -> None:
    calendar = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260701T160000Z\nSUMMARY:Zebranie\nEND:VEVENT\nEND:VCALENDAR\n"
    for content in (
        calendar.encode(),
        calendar.encode("utf-16"),
        "\ufefftytuł;data\nZebranie;1.07.2026".encode("utf-16-le"),
        b"tytu\xb3;data\nZebranie;1.07.2026",
    ):
        (entry,) = files.read(content).entries
        assert entry.title == "Zebranie"
