"""The vocabulary of topics: CIO extends it, nobody else."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from core.models import Topic
from tests.accounts.factories import People, make_news, make_people
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db

INDEX, ADD = "/admin/tematy/", "/admin/tematy/new/"


@pytest.fixture
def people(site_tree: SiteTree) -> People:
    return make_people(site_tree)


def test_cio_finds_adds_and_changes_topics(client: Client, site_tree: SiteTree, people: People) -> None:
    client.force_login(people.cio)
    assert INDEX in client.get(reverse("wagtailadmin_home")).content.decode()
    made = client.post(ADD, {"name": "  Łąki  kwietne ", "name_en": "Meadows", "slug": ""}, follow=True)
    assert "Temat „Łąki kwietne” jest na liście." in made.content.decode()
    topic = Topic.objects.get(name="Łąki kwietne")
    assert (topic.name_en, topic.slug) == ("Meadows", "laki-kwietne")
    page = make_news(site_tree.news_slupsk, people.editor)
    page.topics.add(topic)
    page.save()
    listed = client.get(INDEX).content.decode()
    assert "Na ilu stronach" in listed
    assert client.get(INDEX).context["object_list"][0].used == 1
    assert "Zniknie z 1 strony." in client.get(f"/admin/tematy/delete/{topic.pk}/").content.decode()
    again = client.post(ADD, {"name": "łąki KWIETNE".replace("ł", "Ł"), "name_en": "Meadows", "slug": "inne"})
    assert again.context["form"].errors["name"] == ["Taki temat już jest na liście."]
    client.post(f"/admin/tematy/edit/{topic.pk}/", {"name": "Łąki", "name_en": "Meadows", "slug": "laki-kwietne"})
    topic.refresh_from_db()
    assert topic.name == "Łąki"


@pytest.mark.parametrize("name", ["editor", "moderator", "officer"])
def test_nobody_else_does(client: Client, people: People, name: str) -> None:
    client.force_login(getattr(people, name))
    assert INDEX not in client.get(reverse("wagtailadmin_home")).content.decode()
    assert client.get(INDEX).status_code == 302
    client.post(ADD, {"name": "Nowy", "name_en": "New", "slug": "nowy"})
    assert not Topic.objects.filter(slug="nowy").exists()
