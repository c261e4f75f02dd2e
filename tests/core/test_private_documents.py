"""Private documents: read by who works with them, and named nowhere else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.models import Collection, CollectionViewRestriction

from accounts.models import User
from core.models import PortalDocument
from core.private_documents import listed
from tests.accounts.factories import People, make_people
from tests.core.test_blocks import render
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db
SECRET = b"Numery kont, nie dla wszystkich."


@pytest.fixture
def people(site_tree: SiteTree) -> People:
    return make_people(site_tree)


@pytest.fixture
def document(people: People) -> PortalDocument:
    collection = Collection.objects.get(name="COP Słupsk")
    return PortalDocument.objects.create(title="Tajne", file=ContentFile(SECRET, "tajne.txt"), private=True, collection=collection)


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_stranger_is_sent_to_the_log_in_and_back(client: Client, document: PortalDocument) -> None:
    for url in (document.url, f"{document.url}?x=1"):
        answer = client.get(url)
        assert answer.status_code == 302
        assert answer.url.startswith("/pl/konto/")
        assert answer.url.endswith(f"?next={url.replace('?', '%3F').replace('=', '%3D')}")
        assert client.get(answer.url).status_code == 200
        assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("name", ["editor", "moderator", "cio"])
def test_who_works_with_it_reads_it_and_no_cache_keeps_it(people: People, document: PortalDocument, name: str) -> None:
    answer = as_user(getattr(people, name)).get(document.url)
    assert b"".join(answer.streaming_content) == SECRET
    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
    assert as_user(User.objects.create_superuser("admin@example.org", "tajne-haslo")).get(document.url).status_code == 200


@pytest.mark.parametrize("name", ["tczew_moderator", "officer", "ngo_owner", "resident"])
def test_an_account_is_not_enough(people: People, document: PortalDocument, name: str) -> None:
    answer = as_user(getattr(people, name)).get(document.url)
    assert answer.status_code == 403
    assert "Tu potrzebne są uprawnienia" in answer.content.decode().replace("\u00a0", " ")
    assert SECRET not in answer.content


def test_who_lost_the_account_reads_nothing(people: People, document: PortalDocument) -> None:
    client = as_user(people.editor)
    people.editor.is_active = False
    people.editor.save()
    assert client.get(document.url).status_code == 302


def test_a_public_one_is_for_everybody_until_it_is_closed(client: Client, document: PortalDocument) -> None:
    document.private = False
    document.save()
    answer = client.get(document.url)
    assert b"".join(answer.streaming_content) == SECRET
    assert "no-store" not in answer.get("Cache-Control", "")
    document.private = True
    document.save()
    assert client.get(document.url, headers={"If-None-Match": answer["ETag"]}).status_code == 302


def test_no_address_of_the_media_leads_to_a_document(client: Client, document: PortalDocument, settings: Any) -> None:
    media = Path(settings.MEDIA_ROOT)
    media.mkdir(exist_ok=True)
    (media / "jawne.txt").write_text("jawne")
    assert client.get("/media/jawne.txt").status_code == 200
    assert not Path(document.file.path).is_relative_to(media)
    name = document.file.name
    for path in (name, f"/{name}", f"x/../{name}", f"../documents/{name}", f"%2e%2e/documents/{name}", f"..%2Fdocuments%2F{name}"):
        assert client.get(f"/media/{path}").status_code in (400, 404), path
    with pytest.raises(NotImplementedError):
        _address = document.file.url


def test_no_list_names_it_nor_one_of_a_closed_collection(document: PortalDocument, django_capture_on_commit_callbacks: Any) -> None:
    closed = Collection.get_first_root_node().add_child(name="Zamknięte")
    below = closed.add_child(name="Głębiej")
    hidden = PortalDocument.objects.create(title="W zamkniętej", file=ContentFile(b"x", "z.txt"), collection=below)
    public = PortalDocument.objects.create(title="Jawny", file=ContentFile(b"x", "j.txt"))
    value = {"title": "Pliki", "documents": [document.pk, hidden.pk, public.pk]}
    assert "W zamkniętej" in render("documents", value)
    with django_capture_on_commit_callbacks(execute=True):
        restriction = CollectionViewRestriction.objects.create(collection=closed, restriction_type="login")
    html = render("documents", value)
    assert "Jawny" in html
    assert "W zamkniętej" not in html
    assert "Tajne" not in html
    with django_capture_on_commit_callbacks(execute=True):
        restriction.delete()
    assert "W zamkniętej" in render("documents", value)


def test_a_collection_moved_under_a_closed_one_is_closed_at_once(people: People, django_capture_on_commit_callbacks: Any) -> None:
    root = Collection.get_first_root_node()
    closed = root.add_child(name="Zamknięte")
    moving = root.add_child(name="Wędrowna")
    CollectionViewRestriction.objects.create(collection=closed, restriction_type="login")
    file = PortalDocument.objects.create(title="Wędrowny", file=ContentFile(b"x", "w.txt"), collection=moving)
    assert listed([file]) == [file]
    client = as_user(people.cio)
    for parent, shown in ((closed, []), (root, [file])):
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(f"/admin/collections/{moving.pk}/", {"name": "Wędrowna", "parent": parent.pk})
        assert answer.status_code == 302
        assert Collection.objects.get(pk=moving.pk).get_parent() == parent
        assert listed([file]) == shown


def test_the_form_says_who_may_read(people: People, document: PortalDocument) -> None:
    html = as_user(people.editor).get(f"/admin/documents/edit/{document.pk}/").content.decode()
    assert "tylko osoby, które mogą wybrać albo zmienić ten plik" in html


def test_a_file_is_sent_whole_and_says_nothing_of_an_encoding(client: Client) -> None:
    document = PortalDocument.objects.create(title="Jawny", file=ContentFile(b"0123456789", "jawny.txt"))
    for headers in ({}, {"range": "bytes=2-4"}):
        answer = client.get(document.url, headers=headers)
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content) == b"0123456789"
        assert answer["Accept-Ranges"] == "none"
        assert "Content-Encoding" not in answer
