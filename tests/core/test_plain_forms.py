"""What people type in the admin: no sign that no keyboard writes, and reports that bear what is stored already."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page

from accounts.models import User
from core.models import PortalDocument, PortalImage
from tests.accounts.factories import event_form, make_news, make_people, news_form
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db
TOLD = "nie da się wpisać z klawiatury"
SIGNS = ["\r", "\n", "\x01", "\x0b", "\x1b", "\ufffd"]


@pytest.fixture
def root(client: Client) -> User:
    user = User.objects.create_superuser("admin@example.org", "tajne-haslo")
    client.force_login(user)
    return user


@pytest.mark.parametrize("sign", SIGNS)
def test_a_pages_line_has_no_such_sign(client: Client, site_tree: SiteTree, root: User, sign: str) -> None:
    add = f"/admin/pages/add/news/newspage/{site_tree.news_slupsk.pk}/"
    answer = client.post(add, news_form(f"Zebra{sign}nie"))
    assert TOLD in str(answer.context["form"].errors["title"])
    event = f"/admin/pages/add/events_calendar/eventpage/{site_tree.calendar_slupsk.pk}/"
    answer = client.post(event, event_form(place_name=f"Ha{sign}la"))
    assert TOLD in str(answer.context["form"].errors["place_name"])
    assert not Page.objects.filter(title__startswith="Zebra").exists()


def test_a_block_of_the_text_has_none_either(client: Client, site_tree: SiteTree, root: User) -> None:
    add = f"/admin/pages/add/news/newspage/{site_tree.news_slupsk.pk}/"
    heading = {"text": "Nagłó\x0bwek", "level": "2"}
    answer = client.post(add, news_form("Zebranie", [("heading", heading)]))
    (error,) = answer.context["form"].errors["body"].as_data()
    assert TOLD in str(error.non_block_errors.data[0])
    right = news_form("Zebranie", [("heading", {**heading, "text": "Nagłówek"})], slug="zebranie")
    assert client.post(add, right).status_code == 302


def test_titles_of_files_have_none(client: Client, root: User) -> None:
    for path, file in (
        ("/admin/images/add/", SimpleUploadedFile("a.png", get_test_image_file().file.getvalue(), "image/png")),
        ("/admin/documents/add/", SimpleUploadedFile("a.txt", b"tekst", "text/plain")),
    ):
        answer = client.post(path, {"title": "Pli\x01k", "file": file})
        assert not PortalImage.objects.exists()
        assert not PortalDocument.objects.exists()
        assert answer.status_code in (200, 400)
    document = PortalDocument.objects.create(title="Plik", file=ContentFile(b"x", "p.txt"))
    answer = client.post(f"/admin/documents/edit/{document.pk}/", {"title": "Pli\x01k", "language": "pl"})
    assert TOLD in answer.content.decode()
    image = PortalImage.objects.create(title="Obraz", file=get_test_image_file())
    answer = client.post(f"/admin/images/{image.pk}/", {"title": "Obr\naz"})
    assert TOLD in answer.content.decode()


def test_a_report_bears_what_is_stored(client: Client, site_tree: SiteTree, root: User) -> None:
    page = make_news(site_tree.news_slupsk, make_people(site_tree).editor, title="Zebranie", live=True)
    Page.objects.filter(pk=page.pk).update(title="Zebra\x01nie\x0b")
    answer = client.get("/admin/reports/aging-pages/", {"export": "xlsx"})
    assert answer.status_code == 200
    rows = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content))).active.values
    assert any("Zebranie" in row for row in rows)
