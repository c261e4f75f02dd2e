"""Files of the library among the results: public ones by title and text, private ones never, whatever the index says."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import Client
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from core import document_search, outbox
from core.demo import files
from core.models import PortalDocument
from home.models import ContentPage, HomePage
from problem_groups.models import GroupDocument
from search import indexing
from search.embedded import EmbeddedEngine
from search.engine import Filters
from search.models import Document
from search.question import FEW
from tests.accounts.factories import make_event, make_news
from tests.factories import SiteTree, make_site_tree
from tests.home.factories import ContentPageFactory
from tests.measure import queries
from tests.ngo_pages.factories import InitiativePageFactory
from tests.problem_groups.factories import GroupPageFactory
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


def file_of(sheets: list[str]) -> bytes:
    """A PDF with a page for each text."""
    out = io.BytesIO()
    canvas = Canvas(out)
    pdfmetrics.registerFont(TTFont("Atkinson", str(files.FONTS / "atkinson-regular.ttf")))
    for text in sheets:
        canvas.setFont("Atkinson", 12)
        canvas.drawString(60, 700, text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def shown(client: Client, query: str) -> str:
    return client.get("/pl/szukaj/", {"q": query}).content.decode().replace("\u00a0", " ")


def test_the_result_says_on_which_page_and_leads_there(client: Client, site_tree: SiteTree) -> None:
    sheets = ["Wstęp", "", "Dotację rozlicza skarbniczka.", "Załączniki"]
    document = PortalDocument.objects.create(title="Vademecum", file=ContentFile(file_of(sheets), "vademecum.pdf"))
    use(document, slug="dla-organizacji")
    drain()
    assert PortalDocument.objects.get(pk=document.pk).extracted_text == "\f".join(sheets)
    page = shown(client, "skarbniczki")
    assert f'href="{document.url}#page=3"' in page
    assert "<span>strona 3 z 4</span>" in page
    assert "rozlicza <mark>skarbniczka</mark>." in page
    assert 'plik ze strony <a href="/pl/dla-organizacji/">Pliki</a>' in page
    by_title = shown(client, "vademecum")
    assert f'href="{document.url}"' in by_title
    assert "strona 1 z 4" not in by_title


def test_a_file_of_one_page_or_without_pages_names_none(client: Client, site_tree: SiteTree) -> None:
    one = PortalDocument.objects.create(title="Ulotka", file=ContentFile(file_of(["Dyżur skarbniczki"]), "ulotka.pdf"))
    use(one)
    document = make("Spis", "Pierwszy\fDrugi: skarbniczka")
    page = shown(client, "skarbniczka")
    assert f'href="{one.url}"' in page
    assert f'href="{document.url}"' in page
    assert "#page=" not in page
    assert "<span>strona " not in page


def test_a_result_names_only_a_page_of_its_language_that_all_may_read(client: Client, site_tree: SiteTree) -> None:
    document = unused("Regulamin", "Uwagi przyjmuje sekretariat.")
    page = use(document, slug="pierwsza")
    closed = use(document, slug="zamknieta")
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    use(document, slug="szkic", live=False)
    cache.clear()
    answer = shown(client, "sekretariat")
    assert answer.count("plik ze strony") == 1
    assert "/pl/pierwsza/" in answer
    page.unpublish()
    assert "plik ze strony" not in shown(client, "sekretariat")


# --- All ways in which a page carries a file


def by_link(tree: SiteTree, document: PortalDocument) -> Page:
    return use(document, slug="przez-link")


def by_block(tree: SiteTree, document: PortalDocument) -> Page:
    value = {"title": "Pliki", "documents": [document.pk]}
    body = json.dumps([{"type": "documents", "value": value}])
    return make_news(tree.news_slupsk, None, live=True, title="Nabór", body=body)


def by_answer(tree: SiteTree, document: PortalDocument) -> Page:
    link = f'<p><a linktype="document" id="{document.pk}">Plik</a></p>'
    value = {"items": [{"title": "Gdzie?", "text": link}]}
    return make_event(tree.calendar_slupsk, None, live=True, body=json.dumps([{"type": "accordion", "value": value}]))


def by_initiative(tree: SiteTree, document: PortalDocument) -> Page:
    value = {"title": "", "documents": [document.pk]}
    return InitiativePageFactory(parent=tree.initiatives, body=json.dumps([{"type": "documents", "value": value}]))


def by_group(tree: SiteTree, document: PortalDocument) -> Page:
    group = GroupPageFactory(parent=tree.groups)
    group.documents.add(GroupDocument(document=document))
    group.save()
    return group


WAYS = [by_link, by_block, by_answer, by_initiative, by_group]


@pytest.mark.parametrize("carry", WAYS)
def test_a_file_is_found_however_a_page_carries_it(
    client: Client, site_tree: SiteTree, carry: Callable[[SiteTree, PortalDocument], Page]
) -> None:
    document = unused("Wzór", "Sprawozdanie podpisuje skarbniczka.")
    assert found("skarbniczkę") == []
    page = carry(site_tree, document)
    drain()
    assert found("skarbniczkę") == ["Wzór"]
    assert f'plik ze strony <a href="{page.url}">' in shown(client, "skarbniczkę")
    page.unpublish()
    assert found("skarbniczkę") == []


@pytest.mark.parametrize("carry", WAYS)
def test_a_file_is_not_found_where_it_or_its_page_is_not_for_everybody(
    client: Client, site_tree: SiteTree, carry: Callable[[SiteTree, PortalDocument], Page]
) -> None:
    document = unused("Wzór", "Sprawozdanie podpisuje skarbniczka.")
    page = carry(site_tree, document)
    drain()
    closed = Collection.get_first_root_node().add_child(name="Zamknięte")
    CollectionViewRestriction.objects.create(collection=closed, restriction_type="login")
    for change in ({"private": True}, {"collection": closed}):
        PortalDocument.objects.filter(pk=document.pk).update(**change)
        assert "Wzór" not in shown(client, "skarbniczka")
        PortalDocument.objects.filter(pk=document.pk).update(private=False, collection=document.collection)
    assert "Wzór" in shown(client, "skarbniczka")
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    cache.clear()
    assert "Wzór" not in shown(client, "skarbniczka")


def test_a_file_in_a_draft_of_a_public_page_is_not_found_before_it_is_published(client: Client, site_tree: SiteTree) -> None:
    document = unused("Wzór", "Sprawozdanie podpisuje skarbniczka.")
    page = make_news(site_tree.news_slupsk, None, live=True)
    link = f'<p><a linktype="document" id="{document.pk}">Plik</a></p>'
    page.body = page._meta.get_field("body").to_python([{"type": "text", "value": link}])
    revision = page.save_revision()
    drain()
    assert "Wzór" not in shown(client, "skarbniczka")
    revision.publish()
    assert "Wzór" in shown(client, "skarbniczka")


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
    for number in range(FEW):  # with fewer results, other words are looked for too
        make(f"Regulamin {number}")
    client.get("/pl/szukaj/?q=nic")
    few = len(queries(client, "/pl/szukaj/?q=sekretariat"))
    for number in range(FEW, 12):
        make(f"Regulamin {number}")
    assert len(queries(client, "/pl/szukaj/?q=sekretariat")) == few


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
    assert client.get("/pl/szukaj/podpowiedzi/?q=jawne").json()["suggestions"] == []
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
