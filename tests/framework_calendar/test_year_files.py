"""The year as files: a table of data, a calendar for telephones, a PDF that can be printed and read aloud."""

from __future__ import annotations

import builtins
import csv
from collections.abc import Iterator
from io import BytesIO, StringIO
from typing import Any

import icalendar
import pytest
from django.core.cache import cache
from django.test import Client
from pypdf import PdfReader

from accounts.models import Organisation
from core.models import Territory, Topic
from framework_calendar import year_pdf
from framework_calendar.models import Allocation
from home.management.commands import demo
from tests.events_calendar.factories import at
from tests.factories import SiteTree
from tests.framework_calendar.factories import allocate, make_proposal
from tests.framework_calendar.published import PUBLISHED, many_placed, placed, published_call

pytestmark = pytest.mark.django_db
URL = "/pl/kalendarz/ramowy/2027/"
POINTS = {"a4": (595, 842), "a3": (1191, 842)}


@pytest.fixture
def club(db: None) -> Organisation:
    return Organisation.objects.create(kind="ngo", name="Klub Żagiel", slug="klub-zagiel")


@pytest.fixture
def picnic(site_tree: SiteTree, club: Organisation) -> Allocation:
    sea = Topic.objects.create(name="Morze", name_en="Sea", slug="morze")
    return placed(published_call(), site_tree.calendar_slupsk, club, "Święto łąki", at("2027-05-08 15:00"), topics=[sea])


@pytest.fixture
def no_pango(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The system's loader finds no Pango."""
    monkeypatch.setattr(year_pdf, "_loads", lambda name: False)
    year_pdf.available.cache_clear()
    yield
    year_pdf.available.cache_clear()


def table(client: Client, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"{URL}dane.csv{query}")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    text = answer.content.decode()
    assert text.startswith("\ufeff")
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff")), delimiter=";"))


def pdf(client: Client, query: str = "") -> PdfReader:
    cache.clear()
    answer = client.get(f"{URL}kalendarz.pdf{query}")
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"] == "application/pdf"
    return PdfReader(BytesIO(answer.content))


def words(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


# --- Data


def test_the_table_says_of_each_proposal_what_was_published_and_what_is(client: Client, picnic: Allocation) -> None:
    allocate(make_proposal(picnic.proposal.call, picnic.proposal.organisation, title="Bal"), None, published_at=PUBLISHED)
    event = picnic.event
    assert event is not None
    event.start, event.end = at("2027-05-15 16:00"), at("2027-05-15 19:00")
    event.save_revision().publish()
    meadow, ball = table(client)
    assert meadow["Nazwa"] == "Święto łąki"
    assert (meadow["Początek"], meadow["Ogłoszony początek"]) == ("2027-05-15 16:00", "2027-05-08 15:00")
    assert (meadow["Gmina"], meadow["TERYT"], meadow["Tematy"], meadow["COP"]) == ("Słupsk", "2263011", "Morze", "COP Słupsk")
    assert meadow["Życzenie"] == "pierwsze życzenie"
    assert meadow["Zmiany"].startswith("zmieniony termin")
    assert meadow["Strona wydarzenia"] == f"http://testserver/pl/kalendarz/slupsk/{event.slug}/"
    assert (ball["Nazwa"], ball["Początek"], ball["Życzenie"]) == ("Bal", "", "bez terminu")
    assert ball["Dlaczego bez terminu"] == "Nie udało się znaleźć wolnego terminu."


@pytest.mark.parametrize("title", ["=1+1", "+48 59", "-cmd|' /C calc'!A0", "@SUM(A1)", "\t=1"])
def test_nothing_in_the_table_runs_as_a_formula(client: Client, site_tree: SiteTree, club: Organisation, title: str) -> None:
    placed(published_call(), site_tree.calendar_slupsk, club, title, at("2027-05-08 15:00"))
    assert table(client)[0]["Nazwa"] == f"'{title}"


def test_a_program_that_has_the_newest_table_is_told_so(client: Client, picnic: Allocation) -> None:
    first = client.get(f"{URL}dane.csv")
    assert client.get(f"{URL}dane.csv", headers={"If-None-Match": first["ETag"]}).status_code == 304


# --- Telephones


def test_the_calendar_file_holds_the_events_as_they_are_now(client: Client, picnic: Allocation) -> None:
    event = picnic.event
    assert event is not None
    event.start, event.end = at("2027-05-15 16:00"), at("2027-05-15 19:00")
    event.save_revision().publish()
    answer = client.get(f"{URL}kalendarz.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    [entry] = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert entry["SUMMARY"] == "Święto łąki"
    assert entry.decoded("DTSTART") == at("2027-05-15 16:00")


# --- Print


@pytest.mark.parametrize("size", ["a4", "a3"])
def test_the_pdf_is_tagged_named_and_of_the_paper_asked_for(client: Client, picnic: Allocation, size: str) -> None:
    reader = pdf(client, f"?format={size}")
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]["/K"]
    assert root["/Lang"] == "pl"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Ramowy kalendarz imprez 2027"
    box = reader.pages[0].mediabox
    assert (round(box.width), round(box.height)) == POINTS[size]
    text = words(reader)
    for said in ("Święto łąki", "Klub Żagiel", "sobota, 8 maja, 15:00–18:00", "pierwsze życzenie", "Wydarzenie"):
        assert said in text
    tags = _tags(root["/StructTreeRoot"])
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/TR"} <= tags, tags
    fonts = {str(font.get_object()["/BaseFont"]) for page in reader.pages for font in page["/Resources"]["/Font"].values()}  # type: ignore[index]
    assert fonts
    assert all("Atkinson" in font for font in fonts), fonts


def _tags(node: Any) -> set[str]:
    node = node.get_object()
    if isinstance(node, list):
        return set().union(*(_tags(one) for one in node))
    if not hasattr(node, "get"):
        return set()
    found = {str(node["/S"])} if "/S" in node else set()
    return found | (_tags(node["/K"]) if "/K" in node else set())


def test_the_pdf_has_the_filters_in_its_title_and_only_what_they_leave(client: Client, site_tree: SiteTree, picnic: Allocation) -> None:
    placed(picnic.proposal.call, site_tree.calendar_slupsk, picnic.proposal.organisation, "Kolędnicy", at("2027-01-06 15:00"))
    reader = pdf(client, "?kwartal=2")
    assert reader.metadata is not None
    assert reader.metadata.title == "Ramowy kalendarz imprez 2027: kwiecień, maj, czerwiec"
    assert "Kolędnicy" not in words(reader)


def test_in_english_the_pdf_says_so(client: Client, picnic: Allocation) -> None:
    answer = client.get("/en/kalendarz/ramowy/2027/kalendarz.pdf")
    root: Any = PdfReader(BytesIO(answer.content)).trailer["/Root"]
    assert root["/Lang"] == "en"


def test_a_pdf_fetches_only_the_portals_own_fonts() -> None:
    assert year_pdf.own_file("portal:static/fonts/atkinson-regular.woff2")[:4] == b"wOF2"
    for url in (
        "https://example.org/atkinson-regular.woff2",
        "file:///etc/passwd",
        "portal:static/fonts/../../site/portal/settings/base.py",
        "portal:static/css/portal.css",
        "portal:static/fonts/nie-ma.woff2",
    ):
        with pytest.raises(ValueError, match=url[:6]):
            year_pdf.own_file(url)


def test_what_somebody_typed_is_no_markup_in_the_pdf(client: Client, site_tree: SiteTree, club: Organisation) -> None:
    title = '<img src="file:///etc/passwd"> Bal'
    placed(published_call(), site_tree.calendar_slupsk, club, title, at("2027-05-08 15:00"))
    assert "<img src=" in words(pdf(client))


def test_the_same_file_is_made_once(client: Client, picnic: Allocation, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    monkeypatch.setattr(year_pdf, "_made", lambda html: made.append(html) or b"%PDF")
    for _ in range(2):
        assert client.get(f"{URL}kalendarz.pdf", headers={"Authorization": "none"}).content == b"%PDF"
    assert len(made) == 1
    assert client.get(f"{URL}kalendarz.pdf?format=a3").content == b"%PDF"
    assert len(made) == 2


def test_while_others_get_theirs_one_is_asked_to_come_again(client: Client, picnic: Allocation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(year_pdf, "WAITING_SECONDS", 0.1)
    cache.set(year_pdf.TURN, "1", 60)
    answer = client.get(f"{URL}kalendarz.pdf")
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "Spróbuj za minutę." in answer.content.decode().replace("\xa0", " ")
    cache.delete(year_pdf.TURN)
    assert client.get(f"{URL}kalendarz.pdf").status_code == 200


def test_who_outlives_a_turn_does_not_end_anothers(monkeypatch: pytest.MonkeyPatch) -> None:
    def made(html: str) -> bytes:
        cache.set(year_pdf.TURN, "another's", 60)
        return b"%PDF"

    monkeypatch.setattr(year_pdf, "_made", made)
    assert year_pdf.render("<p>outlived</p>") == b"%PDF"
    assert cache.get(year_pdf.TURN) == "another's"
    cache.delete(year_pdf.TURN)


def test_a_paper_that_there_is_not_is_refused_in_words(client: Client, picnic: Allocation) -> None:
    answer = client.get(f"{URL}kalendarz.pdf?format=a5&kwartal=9")
    assert answer.status_code == 400
    assert "Format: wybierz „a4” albo „a3”." in answer.content.decode()
    assert "Kwartał: " in answer.content.decode()


def test_too_many_events_for_one_file_lead_to_the_quarters(
    client: Client, site_tree: SiteTree, club: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(year_pdf, "MOST_EVENTS", 5)
    many = {"organisations": [club], "communes": list(Territory.objects.communes())}
    many_placed(published_call(), site_tree.calendar_slupsk, 6, lambda number: at(f"2027-{2 * number + 1:02d}-06 10:00"), **many)
    page = client.get(URL).content.decode().replace("\xa0", " ")
    assert "kalendarz.pdf" not in page
    assert "Wybierz w filtrach kwartał, gminę albo temat." in page
    answer = client.get(f"{URL}kalendarz.pdf")
    assert answer.status_code == 400
    assert f"{URL}kalendarz.pdf?kwartal=1&amp;format=a4" in answer.content.decode()
    assert client.get(f"{URL}kalendarz.pdf?kwartal=1").status_code == 200


# --- Where Pango is missing


def test_the_page_offers_both_papers(client: Client, picnic: Allocation) -> None:
    page = client.get(URL).content.decode()
    assert f"{URL}kalendarz.pdf?format=a4" in page
    assert f"{URL}kalendarz.pdf?format=a3" in page
    assert year_pdf.missing_line() == ""


@pytest.mark.usefixtures("no_pango")
def test_without_pango_there_is_no_button_and_the_address_says_so(client: Client, picnic: Allocation) -> None:
    page = client.get(URL).content.decode()
    assert "kalendarz.pdf" not in page
    assert "dane.csv" in page
    answer = client.get(f"{URL}kalendarz.pdf")
    assert answer.status_code == 404
    assert "Na tym serwerze nie da się przygotować pliku PDF." in answer.content.decode().replace("\xa0", " ")


def test_weasyprint_that_cannot_load_its_libraries_is_no_500(client: Client, picnic: Allocation, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def refuse(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", refuse)
    assert client.get(f"{URL}kalendarz.pdf").status_code == 404


@pytest.mark.usefixtures("no_pango")
def test_the_demo_tells_its_operator_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    demo.Command().announce("http://127.0.0.1:8000")
    [line] = [line for line in capsys.readouterr().out.splitlines() if "Pango" in line]
    assert line.startswith("Kalendarz ramowy bez plików PDF")
