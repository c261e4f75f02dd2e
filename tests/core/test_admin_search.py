"""Whatever is typed into a search of the admin or the API: an answer, and the words in it are found."""

from __future__ import annotations

import pytest
from django.test import Client
from wagtail.search.backends import get_search_backend

from accounts.models import User
from core.admin_search import searchable
from core.models import PortalDocument, PortalImage
from news.models import NewsPage
from tests.factories import SiteTree
from tests.home.factories import make_image
from tests.news.factories import NewsPageFactory

pytestmark = pytest.mark.django_db

STRANGE = ['"', '""', '"a', 'a"b', '"a" b"', "'", "'a", "*", "(", "a)b", "a\x01b", "%", "\\", "a:b", "NOT", " "]


@pytest.fixture
def admin(site_tree: SiteTree) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("admin@example.org", "tajne-haslo"))
    return client


@pytest.mark.grid
@pytest.mark.parametrize("typed", STRANGE)
def test_a_search_survives_what_is_typed(admin: Client, site_tree: SiteTree, typed: str) -> None:
    home = f"/admin/pages/{site_tree.home.pk}"
    for path in (f"{home}/", f"{home}/results/", "/admin/images/", "/admin/images/results/", "/admin/documents/", "/admin/pages/search/"):
        assert admin.get(path, {"q": typed}).status_code == 200, path
    for path in ("/admin/images/chooser/results/", "/admin/documents/chooser/results/", "/admin/choose-page/search/"):
        assert admin.get(path, {"q": typed}).status_code == 200, path
    for kind in ("pages", "images", "documents"):
        assert admin.get(f"/api/v2/{kind}/", {"search": typed}).status_code == 200, kind


@pytest.mark.parametrize("typed", STRANGE)
@pytest.mark.parametrize("model", [NewsPage, PortalImage, PortalDocument])
def test_the_backend_answers_each_kind_of_search(db: None, model: type, typed: str) -> None:
    backend = get_search_backend()
    assert list(backend.search(typed, model)) == []
    assert list(backend.autocomplete(typed, model)) == []


def test_words_are_found_beside_quotation_marks(site_tree: SiteTree) -> None:
    page = NewsPageFactory(parent=site_tree.news_slupsk, title='Akcja "Czysta rzeka"')
    image = make_image("Rzeka Słupia")
    backend = get_search_backend()
    for typed in ("czysta", '"czysta', 'akcja "czysta rzeka"', 'rzeka"'):
        assert [found.pk for found in backend.search(typed, NewsPage)] == [page.pk], typed
    assert list(backend.autocomplete('"rzek', PortalImage)) == [image]


def test_nothing_but_signs_is_no_query() -> None:
    assert searchable(' "" \x01 ') == ""
    assert searchable('a"b\tc') == "a b c"
