"""Editors learn which files cannot be searched, and why: in a report and on the file's form."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection

from core import document_text, outbox
from core.document_text import TextState
from core.models import OutboxEntry, PortalDocument
from tests.accounts.factories import People, make_people
from tests.core import hostile_files as hostile
from tests.factories import SiteTree
from tests.measure import queries

pytestmark = pytest.mark.django_db
REPORT = "/admin/raporty/dokumenty-bez-tekstu/"


@pytest.fixture
def people(site_tree: SiteTree) -> People:
    people = make_people(site_tree)
    site_tree.slupsk.refresh_from_db()
    site_tree.tczew.refresh_from_db()
    return people


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def upload(content: bytes, name: str, title: str, collection: Collection) -> PortalDocument:
    made: PortalDocument = PortalDocument.objects.create(title=title, file=ContentFile(content, name), collection=collection)
    return made


def in_state(state: str, title: str, collection: Collection) -> PortalDocument:
    document = upload(b"x", "plik.txt", title, collection)
    PortalDocument.objects.filter(pk=document.pk).update(text_state=state)
    return document


def text_of(client: Client, path: str = REPORT, **query: str) -> str:
    answer = client.get(path, query)
    assert answer.status_code == 200
    return answer.content.decode().replace("\u00a0", " ")


def test_the_report_names_the_files_of_the_own_collections_and_why(site_tree: SiteTree, people: People) -> None:
    mine, others = site_tree.slupsk.collection, site_tree.tczew.collection
    scan = upload(hostile.scan(), "uchwala.pdf", "Uchwała", mine)
    upload(hostile.png(), "plakat.pdf", "Plakat", mine)
    upload(hostile.encrypted_pdf(to_open="tajne"), "lista.pdf", "Lista", mine)
    upload(b"Dobry tekst", "dobry.txt", "Dobry", mine)
    upload(hostile.archive({"a": b"b"}), "paczka.zip", "Paczka", mine)
    upload(hostile.scan(), "cudza.pdf", "Cudza", others)
    outbox.drain()
    upload(b"jeszcze nie", "nowy.txt", "Nowy", mine)
    client = client_of(people.editor)
    page = text_of(client)
    table = b"".join(client.get(REPORT, {"export": "csv"}).streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    for row in (
        "Uchwała,uchwala.pdf,skan bez warstwy tekstowej",
        "Plakat,plakat.pdf,plik jest uszkodzony",
        "Lista,lista.pdf,plik jest zabezpieczony hasłem",
    ):
        assert row in table
        assert all(cell in page for cell in row.split(","))
    assert len(table.splitlines()) == 4
    for title in ("Dobry", "Paczka", "Cudza", "Nowy"):
        assert title not in page.split("<main", 1)[1]
    assert reverse("wagtaildocs:edit", args=[scan.pk]) in page
    only = text_of(client, text_state="encrypted")
    assert "lista.pdf" in only
    assert "uchwala.pdf" not in only
    assert REPORT in text_of(client, "/admin/")


def test_the_report_is_for_those_who_may_change_files(people: People) -> None:
    assert client_of(people.resident).get(REPORT).status_code in (302, 403)
    assert Client().get(REPORT).status_code == 302
    assert "Z każdego pliku, który umiemy czytać, odczytaliśmy tekst." in text_of(client_of(people.editor))


def test_more_files_take_no_more_queries(site_tree: SiteTree, people: People) -> None:
    client = client_of(people.editor)
    in_state("scan", "Skan", site_tree.slupsk.collection)
    client.get(REPORT)
    one = len(queries(client, REPORT))
    for number in range(8):
        in_state("broken", f"Plik {number}", site_tree.slupsk.collection)
    assert len(queries(client, REPORT)) == one


def test_a_file_is_put_before_the_worker_again(site_tree: SiteTree, people: People) -> None:
    document = upload(b"Tekst", "plik.txt", "Plik <b>", site_tree.slupsk.collection)
    outbox.drain()
    PortalDocument.objects.filter(pk=document.pk).update(text_state="slow", extracted_text="")
    client = client_of(people.editor)
    assert 'aria-label="Odczytaj jeszcze raz: Plik &lt;b&gt;"' in text_of(client)
    address = f"{REPORT}{document.pk}/jeszcze-raz/"
    assert client.get(address)["Location"] == REPORT
    assert not OutboxEntry.objects.filter(kind=document_text.KIND, done_at=None).exists()
    for stranger in (people.tczew_editor, people.resident):
        client_of(stranger).post(address)
        assert PortalDocument.objects.get(pk=document.pk).text_state == "slow"
    answer = client.post(address, {"next": f"{REPORT}?text_state=slow"}, follow=True)
    assert answer.redirect_chain == [(f"{REPORT}?text_state=slow", 302)]
    assert "Za chwilę jeszcze raz odczytamy plik „Plik &lt;b&gt;”." in answer.content.decode()
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(people.editor)
    PortalDocument.objects.filter(pk=document.pk).update(text_state="slow")
    form = text_of(careful)
    token = form[form.index(f'action="{address}"') :].split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    assert careful.post(address, {"csrfmiddlewaretoken": token})["Location"] == REPORT
    assert client.post(address, {"next": "https://zle.example.org/"})["Location"] == REPORT
    outbox.drain()
    found = PortalDocument.objects.get(pk=document.pk)
    assert (found.text_state, found.extracted_text) == ("found", "Tekst")
    assert client.post(f"{REPORT}999999/jeszcze-raz/").status_code == 404


@pytest.mark.parametrize("state", TextState)
def test_the_form_of_a_file_says_what_is_known_of_its_text(site_tree: SiteTree, people: People, state: TextState) -> None:
    document = in_state(state, "Plik", site_tree.slupsk.collection)
    page = text_of(client_of(people.editor), reverse("wagtaildocs:edit", args=[document.pk]))
    assert f"Tekst pliku: {state.label}." in page
    assert ("Dokumenty bez tekstu”" in page) == (state in document_text.WITHOUT_TEXT)
    assert ("Czytnik ekranu go nie przeczyta." in page) == (state is TextState.SCAN)


def test_a_new_file_has_no_note_yet(people: People) -> None:
    page = text_of(client_of(people.cio), reverse("wagtaildocs:add"))
    assert "Przyjmujemy pliki" in page
    assert "Tekst pliku:" not in page
