"""Files of the library among the results: public ones by title and text, private ones never, whatever the index says."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.models import Collection, CollectionViewRestriction

from core import document_search, outbox
from core.models import PortalDocument
from search import indexing
from search.embedded import EmbeddedEngine
from search.engine import Filters
from search.models import Document
from tests.factories import SiteTree
from tests.search.test_indexing import check

pytestmark = pytest.mark.django_db


def drain() -> None:
    while outbox.drain():
        pass


def make(title: str = "Regulamin konsultacji", text: str = "Uwagi przyjmuje sekretariat.", **fields: Any) -> PortalDocument:
    made: PortalDocument = PortalDocument.objects.create(title=title, file=ContentFile(text.encode(), "regulamin.txt"), **fields)
    drain()
    return made


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


def test_more_files_take_no_more_queries(client: Client, site_tree: SiteTree, django_assert_max_num_queries: Any) -> None:
    for number in range(8):
        make(f"Regulamin {number}")
    client.get("/pl/szukaj/?q=nic")
    with django_assert_max_num_queries(14):
        client.get("/pl/szukaj/?q=sekretariat")


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
