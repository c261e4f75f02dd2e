"""Links in rich text whose ids no editor sends: nothing of them is stored, and what is stored breaks no page."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.models import ReferenceIndex

from core.models import PortalDocument
from news.models import NewsPage
from tests.accounts.factories import make_news, make_people, news_form
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db
BAD_IDS = ["abc", "1 onx=1", "9" * 30, "-1", "1.5", "x" * 300, ""]


def forged(kind: str, data: dict[str, Any]) -> str:
    """What Draftail sends of "Zobacz plik" with the second word linked."""
    block = {
        **{"key": "a", "text": "Zobacz plik", "type": "unstyled", "depth": 0, "inlineStyleRanges": []},
        "entityRanges": [{"offset": 7, "length": 4, "key": 0}],
    }
    return json.dumps({"blocks": [block], "entityMap": {"0": {"type": kind, "mutability": "MUTABLE", "data": data}}})


@pytest.mark.parametrize("kind", ["DOCUMENT", "LINK"])
def test_a_link_with_an_id_that_is_no_number_is_not_stored(client: Client, site_tree: SiteTree, kind: str) -> None:
    people = make_people(site_tree)
    client.force_login(people.editor)
    page = make_news(site_tree.news_slupsk, people.editor)
    address = f"/admin/pages/{page.pk}/edit/"
    for bad in [*BAD_IDS, [1], {"a": 1}, True, 10**40]:
        form = news_form(page.title, [("text", forged(kind, {"id": bad}))], slug=page.slug, owner_cop=site_tree.slupsk.pk)
        assert client.post(address, form).status_code == 302, bad
        page = NewsPage.objects.get(pk=page.pk)
        assert page.body[0].value.source == '<p data-block-key="a">Zobacz plik</p>', bad
    assert client.get(address).status_code == 200


def test_links_that_editors_make_are_stored(client: Client, site_tree: SiteTree) -> None:
    people = make_people(site_tree)
    client.force_login(people.editor)
    page = make_news(site_tree.news_slupsk, people.editor)
    document = PortalDocument.objects.create(title="Plik", file=ContentFile(b"x", "p.txt"))
    for kind, data, told in (
        ("DOCUMENT", {"id": document.pk}, f'<a linktype="document" id="{document.pk}">plik</a>'),
        ("LINK", {"id": site_tree.home.pk}, f'<a linktype="page" id="{site_tree.home.pk}">plik</a>'),
        ("LINK", {"url": "https://example.org/"}, '<a href="https://example.org/">plik</a>'),
    ):
        form = news_form(page.title, [("text", forged(kind, data))], slug=page.slug, owner_cop=site_tree.slupsk.pk)
        assert client.post(f"/admin/pages/{page.pk}/edit/", form).status_code == 302
        assert told in NewsPage.objects.get(pk=page.pk).body[0].value.source
        assert client.get(f"/admin/pages/{page.pk}/edit/").status_code == 200


@pytest.mark.parametrize("linktype", ["document", "page"])
def test_what_is_stored_already_breaks_neither_the_page_nor_the_editor(client: Client, site_tree: SiteTree, linktype: str) -> None:
    people = make_people(site_tree)
    links = "".join(f'<a linktype="{linktype}" id="{bad}">plik</a>' for bad in BAD_IDS) + f'<a linktype="{linktype}">plik</a>'
    body = json.dumps([{"type": "text", "value": f'<p data-block-key="a">{links}</p>'}])
    page = make_news(site_tree.news_slupsk, people.editor, body=body, live=True)
    shown = client.get(page.url)
    assert shown.status_code == 200
    assert shown.content.decode().count("<a>plik</a>") == len(BAD_IDS) + 1
    client.force_login(people.editor)
    assert client.get(f"/admin/pages/{page.pk}/edit/").status_code == 200
    assert not ReferenceIndex.objects.filter(object_id=str(page.pk), model_path__startswith="body").exists()
