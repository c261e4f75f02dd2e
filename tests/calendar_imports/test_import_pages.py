"""What an editor sees of a file, and an organisation of its own calendar, in the browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from calendar_imports.models import CalendarSource, ImportRun
from calendar_imports.services import runs, sources
from core.models import Territory
from events_calendar.models import EventPage
from tests.accounts.factories import People
from tests.calendar_imports.calendar_server import Answers, serving
from tests.calendar_imports.files import COMMUNE, choices, entry, file_of, finish, look
from tests.events_calendar.slot_requests import ask
from tests.factories import SiteTree


@pytest.fixture
def server(settings: Any) -> Iterator[Answers]:
    settings.IMPORTS_FROM_LOOPBACK = True
    with serving() as answers:
        answers.content = file_of(entry())
        yield answers


def sent(people: People, content: bytes, **fields: Any) -> dict[str, Any]:
    """The form with its file, as the browser sends it."""
    cop = runs.cops_for(people.editor)[0]
    commune = Territory.objects.get(code=COMMUNE)
    given = {"cop": cop.pk, "organiser": people.ngo.pk, "kind": "culture", "commune": commune.pk, "accessibility": ["step_free"]}
    return {**given, "file": SimpleUploadedFile("kalendarz.ics", content), **fields}


def text(answer: Any) -> str:
    """The page, with spaces that break."""
    return answer.content.decode().replace("\xa0", " ")


def test_an_editor_sends_a_file_and_sees_each_event_and_each_mistake(client: Client, people: People) -> None:
    client.force_login(people.editor)
    broken = "BEGIN:VEVENT\nUID:9\nSUMMARY:Bez daty\nEND:VEVENT"
    answer = client.post("/admin/importy/nowy/", sent(people, file_of(entry("1", "<b>Festyn</b>"), broken)), follow=True)
    page = text(answer)
    assert answer.status_code == 200
    assert "To podgląd: nic nie jest jeszcze zapisane" in page
    assert "&lt;b&gt;Festyn&lt;/b&gt;" in page
    assert "<b>Festyn</b>" not in page
    assert "Wiersz 10:" in page
    assert "Brakuje początku (DTSTART)." in page
    assert "wtorek, 1 grudnia 2026, 18:00–20:00" in page
    assert "Wyślij do zatwierdzenia" in page
    assert "Zapisz i opublikuj" not in page
    assert not EventPage.objects.exists()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"%PDF-1.7", "To nie jest plik kalendarza (.ics) ani tabela (.csv)."),
        (b"<html><body>BEGIN:VCALENDAR</body></html>", "To nie jest plik kalendarza"),
        (b"imie;nazwisko\nAnna;Nowak\n", "muszą być nagłówki"),
        (b"X" * 10_000_001, "Plik jest za duży: najwyżej 10 MB."),
        (b"", "Ten plik jest pusty."),
    ],
)
def test_what_is_no_calendar_is_told_beside_the_file_and_the_rest_stays(client: Client, people: People, content: bytes, told: str) -> None:
    client.force_login(people.editor)
    answer = client.post("/admin/importy/nowy/", sent(people, content, accessibility_note="Trzy stopnie"), follow=True)
    page = text(answer)
    assert told in page
    if answer.status_code == 422:
        assert "Trzy stopnie" in page


def test_nothing_said_of_access_is_told(client: Client, people: People) -> None:
    client.force_login(people.editor)
    answer = client.post("/admin/importy/nowy/", sent(people, file_of(entry()), accessibility=[], commune=""))
    page = text(answer)
    assert answer.status_code == 422
    assert "Zaznacz, co jest dostępne, albo napisz, jakie są bariery." in page
    assert "Wybierz gminę albo miejsce z portalu." in page


def test_other_choices_count_the_preview_anew(client: Client, people: People, room: Any) -> None:
    ask(people, room, "2026-12-01 18:00")
    run = look(people.editor, file_of(entry()))
    client.force_login(people.editor)
    given = {"zrob": "wybor", "kind": "meeting", "venue": room.pk, "accessibility": ["step_free"]}
    page = text(client.post(f"/admin/importy/{run.pk}/", given, follow=True))
    assert "Podgląd jest policzony od nowa." in page
    assert "miejsce zajęte" in page


def test_a_whole_import_goes_from_hand_to_hand(client: Client, people: People) -> None:
    run = look(people.editor, file_of(entry()))
    client.force_login(people.editor)
    page = text(client.post(f"/admin/importy/{run.pk}/", {"zrob": "wyslij"}, follow=True))
    assert "Zatwierdzi go inna osoba z moderacji COP." in page
    client.force_login(people.moderator)
    page = text(client.post(f"/admin/importy/{run.pk}/", {"zrob": "zatwierdz"}, follow=True))
    assert "Zapisujemy wydarzenia." in page
    assert client.get(f"/admin/importy/{run.pk}/postep/").json() == {"state": "storing", "done": 0, "total": 1}
    finish(run)
    page = text(client.get(f"/admin/importy/{run.pk}/?cofnij=1"))
    assert "Cofnąć cały import?" in page
    client.post(f"/admin/importy/{run.pk}/", {"zrob": "cofnij"})
    finish(run)
    page = text(client.get(f"/admin/importy/{run.pk}/"))
    assert "Cofnięty" in page
    assert "Usunięte." in page


def test_an_import_sent_back_is_a_preview_again_with_the_reason_by_mail(client: Client, people: People) -> None:
    run = look(people.editor, file_of(entry()))
    runs.send(run.pk, people.editor)
    client.force_login(people.moderator)
    page = text(client.post(f"/admin/importy/{run.pk}/", {"zrob": "odeslij", "reason": ""}))
    assert "Napisz jednym zdaniem, dlaczego." in page
    client.post(f"/admin/importy/{run.pk}/", {"zrob": "odeslij", "reason": "To nie nasze wydarzenia."})
    run.refresh_from_db()
    assert run.state == "preview"


def test_pressing_twice_stores_once_and_says_so(client: Client, people: People) -> None:
    run = look(people.cio, file_of(entry()))
    client.force_login(people.cio)
    client.post(f"/admin/importy/{run.pk}/", {"zrob": "zapisz"})
    page = text(client.post(f"/admin/importy/{run.pk}/", {"zrob": "zapisz"}, follow=True))
    assert "Import jest teraz: zapisywanie." in page
    finish(run)
    assert EventPage.objects.filter(title="Zebranie").count() == 1


@pytest.mark.parametrize("who", ["resident", "ngo_owner", "officer"])
def test_who_writes_for_no_cop_gets_in_nowhere(client: Client, people: People, who: str) -> None:
    run = look(people.editor, file_of(entry()))
    client.force_login(getattr(people, who))
    for address in ("", "nowy/", f"{run.pk}/", f"{run.pk}/postep/", "kalendarze/"):
        assert client.get(f"/admin/importy/{address}").status_code in (302, 403, 404)


def test_another_cops_import_is_not_found(client: Client, people: People) -> None:
    run = look(people.editor, file_of(entry()))
    client.force_login(people.tczew_moderator)
    assert client.get(f"/admin/importy/{run.pk}/").status_code == 404
    assert client.post(f"/admin/importy/{run.pk}/", {"zrob": "usun"}).status_code == 404
    assert "plik.ics" not in text(client.get("/admin/importy/"))
    assert ImportRun.objects.filter(pk=run.pk).exists()


def test_lists_ask_as_often_for_many_as_for_few(client: Client, people: People) -> None:
    client.force_login(people.editor)
    counts = []
    for number in (2, 12):
        while ImportRun.objects.count() < number:
            look(people.editor, file_of(*(entry(str(each), f"Spotkanie {each}") for each in range(number))))
        run = ImportRun.objects.first()
        assert run is not None
        for address in ("/admin/importy/", f"/admin/importy/{run.pk}/"):
            client.get(address)
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            counts.append(len(asked))
    assert counts[:2] == counts[2:]


# --- An organisation's own calendar


def test_an_address_is_tried_before_it_is_asked_for(ngo: Client, people: People, server: Answers, site_tree: SiteTree) -> None:
    server.content, server.kind = b"<!doctype html><html></html>", "text/html"
    answer = ngo.post("/pl/moje/kalendarze/nowy/", {"organisation": people.ngo.pk, "url": server.url})
    assert answer.status_code == 422
    assert "Pod tym adresem jest strona WWW, a nie kalendarz." in text(answer)
    assert server.url in text(answer)
    server.content = file_of(entry("1"), entry("2", "Festyn"))
    page = text(ngo.post("/pl/moje/kalendarze/nowy/", {"organisation": people.ngo.pk, "url": server.url}, follow=True))
    assert "COP dostaje Twoją prośbę i odpowie e-mailem." in page
    assert "czeka na zgodę COP" in page


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("", "Wklej adres kalendarza."),
        ("kalendarz", "Podaj adres, który zaczyna się od https://"),
        ("javascript:alert(1)", "Podaj adres, który zaczyna się od https://"),
        ("http://10.0.0.1/kalendarz.ics", "Ten adres prowadzi do sieci prywatnej."),
    ],
)
def test_a_bad_address_is_told_beside_the_field(ngo: Client, people: People, url: str, told: str) -> None:
    answer = ngo.post("/pl/moje/kalendarze/nowy/", {"organisation": people.ngo.pk, "url": url})
    assert answer.status_code == 422
    assert told in text(answer)
    assert not CalendarSource.objects.exists()


def test_each_reading_is_listed_with_what_it_took_and_why_not(ngo: Client, people: People, server: Answers) -> None:
    source = sources.ask(people.ngo_owner, people.ngo, server.url)
    sources.allow(source.pk, people.cio, choices())
    server.content = file_of(entry("1"), entry("2", "Dawno", "20200101T100000", "20200101T110000"), "BEGIN:VEVENT\nUID:3\nEND:VEVENT")
    run = sources.read(source.pk)
    assert run is not None
    finish(run)
    page = text(ngo.get(f"/pl/moje/kalendarze/{source.pk}/"))
    assert f"/pl/moje/kalendarze/{source.pk}/{run.pk}/" in page
    page = text(ngo.get(f"/pl/moje/kalendarze/{source.pk}/{run.pk}/"))
    assert "To wydarzenie już minęło." in page
    assert "Brakuje początku (DTSTART)." in page
    page = text(ngo.get("/pl/moje/"))
    assert "Kalendarz Twojej organizacji" in page


def test_a_strangers_calendar_is_not_found(client: Client, people: People, server: Answers) -> None:
    source = sources.ask(people.ngo_owner, people.ngo, server.url)
    client.force_login(people.resident)
    assert client.get(f"/pl/moje/kalendarze/{source.pk}/").status_code == 404
    assert client.post(f"/pl/moje/kalendarze/{source.pk}/", {"zrob": "zapomnij"}).status_code == 404
    assert client.get("/pl/moje/kalendarze/nowy/").status_code == 404


def test_the_cop_looks_into_a_calendar_before_it_says_yes(client: Client, people: People, server: Answers) -> None:
    source = sources.ask(people.ngo_owner, people.ngo, server.url)
    client.force_login(people.cio)
    page = text(client.get(f"/admin/importy/kalendarze/{source.pk}/?zobacz=1"))
    assert "Zebranie" in page
    answer = client.post(f"/admin/importy/kalendarze/{source.pk}/", {"zrob": "zgoda", "kind": "meeting"})
    assert answer.status_code == 422
    assert "Zaznacz, co jest dostępne" in text(answer)
    commune = Territory.objects.get(code=COMMUNE)
    given = {"zrob": "zgoda", "kind": "meeting", "accessibility": ["step_free"], "commune": commune.pk}
    page = text(client.post(f"/admin/importy/kalendarze/{source.pk}/", given, follow=True))
    assert "Portal czyta ten kalendarz." in page
    page = text(client.post(f"/admin/importy/kalendarze/{source.pk}/", {"zrob": "odmowa", "reason": "Za późno"}))
    assert "Tego nie można już zrobić. Kalendarz jest teraz: czytany." in page


def test_the_menu_counts_what_waits_for_who_decides(client: Client, people: People) -> None:
    from calendar_imports.querysets import number_waiting

    run = look(people.editor, file_of(entry()))
    runs.send(run.pk, people.editor)
    assert number_waiting(people.moderator) == 1
    assert number_waiting(people.cio) == 1
    assert number_waiting(people.editor) == 0
    assert number_waiting(people.tczew_moderator) == 0
    client.force_login(people.moderator)
    assert "Importy (1)" in text(client.get("/admin/importy/"))
