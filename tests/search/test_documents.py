"""Files of the library among the results: public ones by title and text, private ones never, whatever the index says."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import Client
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from core import document_search, outbox
from core.models import PortalDocument
from home.models import ContentPage, HomePage
from search import indexing
from search.embedded import EmbeddedEngine
from search.engine import Filters
from search.models import Document
from tests.factories import SiteTree, make_site_tree
from tests.home.factories import ContentPageFactory
from tests.measure import queries
from tests.search.test_indexing import check

pytestmark = pytest.mark.django_db


def drain() -> None:
    while outbox.drain():
        pass


def make(title: str = "Regulamin konsultacji", text: str = "Uwagi przyjmuje sekretariat.", **fields: Any) -> PortalDocument:
    """A file that a public page links to."""
    made = unused(title, text, **fields)
    use(made)
    drain()
    return made


def unused(title: str, text: str, **fields: Any) -> PortalDocument:
    """A file that lies in the library only."""
    made: PortalDocument = PortalDocument.objects.create(title=title, file=ContentFile(text.encode(), "regulamin.txt"), **fields)
    drain()
    return made


def use(document: PortalDocument, **fields: Any) -> ContentPage:
    link = f'<p><a linktype="document" id="{document.pk}">Plik</a></p>'
    return ContentPageFactory(parent=HomePage.objects.get(), title="Pliki", body=json.dumps([{"type": "text", "value": link}]), **fields)


def found(query: str, locale: str = "pl") -> list[str]:
    return [hit.title for hit in EmbeddedEngine().search(query, locale, Filters()).hits]


def test_a_file_is_found_by_title_and_text_in_its_language(site_tree: SiteTree) -> None:
    document = make()
    make("Rules", "Remarks go to the office.", language="en")
    assert found("regulaminem") == found("sekretariacie") == ["Regulamin konsultacji"]
    assert found("remarks") == []
    assert found("remarks", "en") == ["Rules"]
    document.title = "Zasady"
    document.save()
    drain()
    assert found("zasadami") == ["Zasady"]
    assert "The index is right" in check()
    document.delete()
    drain()
    assert found("sekretariat") == []
    assert not Document.objects.filter(key=document_search.key_of(document.pk or 0)).exists()
    assert "The index is right" in check()


def test_the_result_links_to_the_file_and_says_format_and_size(client: Client, site_tree: SiteTree) -> None:
    document = make()
    page = client.get("/pl/szukaj/?q=sekretariat").content.decode().replace("\u00a0", " ")
    assert f'href="{document.url}"' in page
    assert "<span>TXT, 28 bajtów</span>" in page
    assert "dokument</span>" in page
    assert b"".join(client.get(document.url).streaming_content) == b"Uwagi przyjmuje sekretariat."  # type: ignore[attr-defined]
    assert [row["title"] for row in client.get("/pl/szukaj/podpowiedzi/?q=regul").json()["suggestions"]] == ["Regulamin konsultacji"]
    only = client.get("/pl/szukaj/?q=sekretariat&typ=document")
    assert only.context["listing"].page.paginator.count == 1


def test_a_file_of_a_text_that_is_not_public_is_not_found(site_tree: SiteTree) -> None:
    document = unused("Poufny spis", "Kwoty ofert.")
    assert found("spis") == found("kwoty") == []
    page = use(document, live=False)
    assert found("spis") == []
    page.save_revision().publish()
    assert found("spis") == ["Poufny spis"]
    closing = PageViewRestriction.objects.create(page=page, restriction_type="login")
    cache.clear()  # the test's transaction never commits, which is what tells of the restriction
    assert found("spis") == []
    closing.delete()
    cache.clear()
    page.refresh_from_db()
    page.unpublish()
    assert found("spis") == []


def test_more_files_take_no_more_queries(client: Client, site_tree: SiteTree) -> None:
    make("Regulamin 0")
    client.get("/pl/szukaj/?q=nic")
    one = len(queries(client, "/pl/szukaj/?q=sekretariat"))
    for number in range(1, 9):
        make(f"Regulamin {number}")
    assert len(queries(client, "/pl/szukaj/?q=sekretariat")) == one


@pytest.mark.django_db(transaction=True)
def test_a_rebuild_reads_more_files_than_one_portion() -> None:
    make_site_tree()
    PortalDocument.objects.bulk_create(
        PortalDocument(title=f"Spis {number}", file="spis.txt", file_size=1) for number in range(2 * document_search.AT_ONCE + 1)
    )
    call_command("search_index", verbosity=0)
    assert Document.objects.filter(kind="document").count() == 2 * document_search.AT_ONCE + 1


def test_a_private_file_is_neither_kept_nor_shown(client: Client, site_tree: SiteTree) -> None:
    private = make("Tajne numery", "Numery kont w sejfie.", private=True)
    assert not Document.objects.filter(key=document_search.key_of(private.pk)).exists()
    document = make("Jawne numery", "Numery w sejfie jawnym.")
    assert found("sejf") == ["Jawne numery"]
    # Not even while the index has not heard of it: written past `save`, as bulk actions do.
    PortalDocument.objects.filter(pk=document.pk).update(private=True)
    assert Document.objects.filter(key=document_search.key_of(document.pk)).exists()
    assert found("sejf") == []
    assert "Jawne numery" not in client.get("/pl/szukaj/?q=sejf").content.decode()
    assert client.get("/pl/szukaj/podpowiedzi/?q=jawne").json() == {"suggestions": []}
    assert "Jawne numery" not in client.get("/pl/jawne-numery/").content.decode()
    document.refresh_from_db()
    document.save()
    drain()
    assert not Document.objects.filter(key=document_search.key_of(document.pk)).exists()


def test_a_file_of_a_closed_collection_or_below_one_is_not_shown(site_tree: SiteTree) -> None:
    outer = Collection.get_first_root_node().add_child(name="Zamknięte")
    inner = outer.add_child(name="W środku")
    beside = Collection.get_first_root_node().add_child(name="Obok")
    make("Zewnętrzny spis", collection=outer)
    make("Wewnętrzny spis", collection=inner)
    make("Sąsiedni spis", collection=beside)
    closing = CollectionViewRestriction.objects.create(collection=outer, restriction_type="login")
    assert found("spis") == ["Sąsiedni spis"]
    closing.delete()
    assert sorted(found("spisem")) == ["Sąsiedni spis", "Wewnętrzny spis", "Zewnętrzny spis"]


@pytest.mark.parametrize("key", ["document:", "document:x", "document:99999999999999999999", "document:-1", "document:99999"])
def test_keys_of_no_file_are_forgotten(site_tree: SiteTree, key: str) -> None:
    indexing.refresh(key)
    assert not Document.objects.filter(key=key).exists()
