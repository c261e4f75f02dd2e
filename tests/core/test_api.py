"""The contract of the API for reading: what programs get, and what nobody gets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction
from wagtail.rich_text import RichText

from accounts.models import User
from core.models import PortalDocument
from news.models import NewsPage
from tests.events_calendar.factories import EventPageFactory
from tests.factories import SiteTree
from tests.home.factories import ContactPageFactory, make_image
from tests.news.factories import NewsPageFactory

pytestmark = pytest.mark.django_db


def get(client: Client, path: str, status: int = 200, **parameters: str) -> dict[str, Any]:
    answer = client.get(f"/api/v2/{path}", parameters)
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"].startswith("application/json")
    assert not answer.cookies
    return answer.json()


def titles(answer: dict[str, Any]) -> list[str]:
    assert answer["meta"]["total_count"] == len(answer["items"])
    return [item["title"] for item in answer["items"]]


def test_pages_are_listed_by_type_and_language_with_their_fields(client: Client, site_tree: SiteTree) -> None:
    news = NewsPageFactory(parent=site_tree.news_slupsk, title="Zebranie", summary="O czym było.")
    EventPageFactory(parent=site_tree.calendar_slupsk, title="Warsztaty")
    listed = get(client, "pages/", type="news.NewsPage", locale="pl", fields="summary,date")
    assert titles(listed) == ["Zebranie"]
    (item,) = listed["items"]
    assert set(item) == {"id", "title", "summary", "date", "meta"}
    assert item["meta"]["html_url"].endswith(news.url)
    assert item["meta"]["locale"] == "pl"
    assert datetime.fromisoformat(item["date"])
    event = get(client, "pages/", type="events_calendar.EventPage", fields="*")["items"][0]
    assert {"summary", "start", "end", "all_day", "kind", "place_name", "free"} <= set(event)
    one = get(client, f"pages/{news.pk}/")
    assert (one["title"], one["meta"]["parent"]["id"]) == ("Zebranie", site_tree.news_slupsk.pk)


def test_drafts_and_restricted_pages_are_nobodys_even_signed_in(client: Client, site_tree: SiteTree) -> None:
    draft = NewsPageFactory(parent=site_tree.news_slupsk, title="Szkic", live=False)
    closed = NewsPageFactory(parent=site_tree.news_slupsk, title="Zamknięta")
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    admin = Client()
    admin.force_login(User.objects.create_superuser("admin@example.org", "tajne-haslo"))
    for reader in (client, admin):
        assert titles(get(reader, "pages/", type="news.NewsPage")) == []
        for page in (draft, closed):
            get(reader, f"pages/{page.pk}/", status=404)
            get(reader, "pages/find/", status=404, html_path=page.url or "/aktualnosci/slupsk/szkic/")


def test_private_documents_and_closed_collections_never_come_out(client: Client, site_tree: SiteTree) -> None:
    closed = Collection.get_first_root_node().add_child(name="Zamknięte")
    CollectionViewRestriction.objects.create(collection=closed, restriction_type="login")
    open_one = PortalDocument.objects.create(title="Jawny", file=ContentFile(b"x", "j.txt"))
    hidden = [
        PortalDocument.objects.create(title="Tajny", file=ContentFile(b"x", "t.txt"), private=True),
        PortalDocument.objects.create(title="Zamknięty", file=ContentFile(b"x", "z.txt"), collection=closed),
    ]
    admin = Client()
    admin.force_login(User.objects.create_superuser("admin@example.org", "tajne-haslo"))
    image, hidden_image = make_image("Jawny obraz"), make_image("Zamknięty obraz", collection=closed)
    show(site_tree, images=[image, hidden_image], documents=[open_one, *hidden])
    for reader in (client, admin):
        assert titles(get(reader, "documents/")) == ["Jawny"]
        assert titles(get(reader, "images/")) == [image.title]
        get(reader, f"images/{hidden_image.pk}/", status=404)
        for document in hidden:
            get(reader, f"documents/{document.pk}/", status=404)
            get(reader, "documents/", status=400, private="true")
    item = get(client, f"documents/{open_one.pk}/", fields="*")
    assert set(item) == {"id", "title", "meta"}
    # Addresses are the portal's own, whatever host name Wagtail's site record has.
    assert item["meta"]["download_url"] == f"http://testserver{open_one.url}"
    assert item["meta"]["detail_url"] == f"http://testserver/api/v2/documents/{open_one.pk}/"


def show(site_tree: SiteTree, images: Sequence[Any] = (), documents: Sequence[Any] = (), **fields: Any) -> list[NewsPage]:
    """A published page for each file that uses it, the pictures in a field, the documents in the text."""
    links = [f'<p data-block-key="a"><a linktype="document" id="{document.pk}">plik</a></p>' for document in documents]
    texts = [NewsPageFactory(parent=site_tree.news_slupsk, body=[("text", RichText(link))], **fields) for link in links]
    return [*texts, *(NewsPageFactory(parent=site_tree.news_slupsk, listing_image=image, **fields) for image in images)]


def test_files_of_texts_that_are_not_published_never_come_out(client: Client, site_tree: SiteTree) -> None:
    document = PortalDocument.objects.create(title="Projekt uchwały", file=ContentFile(b"x", "p.txt"))
    image = make_image("Projekt plakatu")
    drafts = show(site_tree, [image], [document], live=False)
    closed = show(site_tree, [image], [document])
    for page in closed:
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    for kind, file in (("documents", document), ("images", image)):
        assert titles(get(client, f"{kind}/")) == []
        assert titles(get(client, f"{kind}/", search="projekt")) == []
        get(client, f"{kind}/{file.pk}/", status=404)
        get(client, f"{kind}/find/", status=404, id=str(file.pk))
    for page in drafts:
        page.save_revision().publish()
    for kind, file in (("documents", document), ("images", image)):
        assert titles(get(client, f"{kind}/")) == [file.title]
        assert titles(get(client, f"{kind}/", search="projekt")) == [file.title]
        assert get(client, f"{kind}/{file.pk}/")["title"] == file.title


def test_no_address_and_no_inner_field_gets_out(client: Client, site_tree: SiteTree) -> None:
    ContactPageFactory(parent=site_tree.home)
    EventPageFactory(parent=site_tree.calendar_slupsk, contact_email="osoba@example.org", contact_phone="500 600 700")
    text = client.get("/api/v2/pages/", {"fields": "*", "limit": "50"}).content.decode()
    assert '"title": "Kontakt"' in text
    for inner in ("@", "500 600 700", "to_address", "owner", "latest_revision", "review_by", "locked"):
        assert inner not in text, inner
    for field in ("to_address", "owner", "contact_email", "review_by"):
        for parameters in ({"fields": field}, {field: "x"}, {"order": field}):
            get(client, "pages/", status=400, **parameters)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(site_tree: SiteTree, method: str) -> None:
    admin = Client()
    admin.force_login(User.objects.create_superuser("admin@example.org", "tajne-haslo"))
    for path in ("pages/", f"pages/{site_tree.home.pk}/", "documents/", "images/"):
        assert getattr(admin, method)(f"/api/v2/{path}").status_code == 405


@pytest.mark.parametrize(
    "parameters",
    [
        {"limit": "51"},
        {"limit": "x"},
        {"offset": "9" * 30},
        {"type": "x.Y"},
        {"nieznany": "1"},
        {"type": "events_calendar.EventPage", "start": "abc"},
        {"type": "news.NewsPage", "date": "2026-02-31"},
        {"child_of": "abc"},
        {"order": "abc"},
    ],
)
def test_wrong_questions_are_told(client: Client, site_tree: SiteTree, parameters: dict[str, str]) -> None:
    assert get(client, "pages/", status=400, **parameters)["message"]


@pytest.mark.parametrize("number", ["", "x", "1.5", "-1", "9" * 30, "\u0663"])
def test_only_a_number_finds(client: Client, site_tree: SiteTree, number: str) -> None:
    for kind in ("pages", "images", "documents"):
        assert get(client, f"{kind}/find/", status=400, id=number)["message"]
    assert client.get("/api/v2/pages/find/", {"id": str(site_tree.home.pk)}).url.rstrip("?").endswith(f"/api/v2/pages/{site_tree.home.pk}/")


def test_a_number_that_no_database_holds_is_not_found(client: Client, site_tree: SiteTree) -> None:
    assert client.get(f"/api/v2/pages/{'9' * 30}/").status_code == 404


@pytest.mark.parametrize("kind", ["images", "documents"])
def test_a_longer_list_of_files_takes_no_more_queries(client: Client, site_tree: SiteTree, kind: str) -> None:
    def add(count: int) -> None:
        if kind == "images":
            show(site_tree, images=[make_image(f"Obraz {number}") for number in range(count)])
        else:
            files = [PortalDocument.objects.create(title="Plik", file=ContentFile(b"x", "p.txt")) for _number in range(count)]
            show(site_tree, documents=files)

    def asked() -> int:
        client.get(f"/api/v2/{kind}/")
        with CaptureQueriesContext(connection) as captured:
            listed = get(client, f"{kind}/")
        return len(captured) if listed["items"] else 0

    add(2)
    few = asked()
    add(8)
    assert asked() == few
    assert 0 < few <= 18


def test_a_longer_list_takes_no_more_queries(client: Client, site_tree: SiteTree) -> None:
    path = "/api/v2/pages/?type=news.NewsPage&fields=summary,date&limit=50"

    def asked() -> int:
        assert client.get(path).status_code == 200
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        return len(captured)

    NewsPageFactory(parent=site_tree.news_slupsk)
    few = asked()
    NewsPageFactory.create_batch(12, parent=site_tree.news_slupsk)
    assert asked() == few <= 18


@pytest.mark.parametrize("asked", [{"search": "a", "search_operator": "xx"}, {"first_published_at": "abc", "type": "news.NewsPage"}])
def test_what_cannot_be_asked_is_told(client: Client, site_tree: SiteTree, asked: dict[str, str]) -> None:
    assert get(client, "pages/", 400, **asked)["message"]


@pytest.mark.parametrize("operator", ["and", "or", ""])
def test_a_search_takes_its_operators(client: Client, site_tree: SiteTree, operator: str) -> None:
    NewsPageFactory(parent=site_tree.news_slupsk, title="Zebranie")
    assert titles(get(client, "pages/", search="zebranie", search_operator=operator)) == ["Zebranie"]
