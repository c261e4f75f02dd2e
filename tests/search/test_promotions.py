"""Promoted pages stand first on the search page: for every form of the words, in the reader's language, never a private one."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.models import Locale, Page, PageViewRestriction

from core.search_documents import SearchDocument
from search.promotions import promoted
from tests.accounts.factories import People, make_people
from tests.factories import SiteTree
from tests.home.factories import ContentPageFactory, SectionPageFactory

Publish = Callable[..., SearchDocument]


def promote(words: str, page: Page | None = None, **fields: str) -> SearchPromotion:
    cache.clear()  # as its version would on the commit
    return SearchPromotion.objects.create(query=Query.get(words), page=Page.objects.get(pk=page.pk) if page else None, **fields)


def get(path: str = "/pl/szukaj/", **query: str) -> str:
    answer = Client().get(f"{path}?{urlencode(query)}")
    assert answer.status_code in (200, 404)
    return " ".join(answer.content.decode().replace("\u00a0", " ").split())


def titles(page: str) -> list[str]:
    return [re.sub("<.*?>", "", title) for title in re.findall(r"<h[23]><a href=[^>]*>(.*?)</a></h[23]>", page)]


def page_of(document: SearchDocument) -> Page:
    return Page.objects.get(pk=int(document.key.removeprefix("page:")))


def test_it_stands_first_with_its_description_and_not_again_below(publish: Publish) -> None:
    first, second = publish("Zebranie o dotacjach"), publish("Kalendarz dotacji")
    assert set(titles(get(q="dotacje"))) == {first.title, second.title}
    promote("dotacje", page_of(second), description="Wszystkie nabory <b>razem</b>.")
    page = get(q="dotacje")
    assert titles(page) == [second.title, first.title]
    assert "Polecane" in page
    assert "Wszystkie nabory &lt;b&gt;razem&lt;/b&gt;." in page
    assert "Polecane" not in get(q="zebranie")


@pytest.mark.parametrize("query", ["dotację dla organizacji", "Dotacje organizacji", "organizacje: dotacja!", "dotacje organizacja"])
def test_inflection_order_and_small_words_do_not_matter(publish: Publish, query: str) -> None:
    promote("dotacje dla organizacji", page_of(publish("Kalendarz")))
    assert [result.title for result in promoted(query, "pl")] == ["Kalendarz"]


@pytest.mark.parametrize(
    ("words", "query"), [("zarządzenia", "zarzadzeniu"), ("łódź", "LODZI"), ("żółty słoń", "zolte slonie"), ("co i gdzie", "gdzie i co")]
)
def test_diacritics_do_not_matter(publish: Publish, words: str, query: str) -> None:
    promote(words, page_of(publish("Kalendarz")))
    assert [result.title for result in promoted(query, "pl")] == ["Kalendarz"]


@pytest.mark.parametrize("query", ["dotacje", "dotacje dla organizacji w Słupsku", "dotacje dla dotacji", "", "!", "dota"])
def test_other_queries_are_left_alone(publish: Publish, query: str) -> None:
    promote("dotacje dla organizacji", page_of(publish("Kalendarz")))
    assert promoted(query, "pl") == []


def test_a_page_that_not_everybody_may_read_is_never_shown(publish: Publish, site_tree: SiteTree) -> None:
    section = SectionPageFactory(parent=site_tree.home, title="Dział")
    below = ContentPageFactory(parent=section, title="Tajna strona")
    draft = ContentPageFactory(parent=site_tree.home, title="Szkic strony", live=False)
    promote("teatr", below, description="Opis tajnej")
    promote("teatr", draft)
    assert titles(get(q="teatr")) == ["Tajna strona"]
    closing = PageViewRestriction.objects.create(page=section, restriction_type=PageViewRestriction.LOGIN)
    page = get(q="teatr")
    assert "Tajna strona" not in page
    assert "Opis tajnej" not in page
    assert "Nic nie znaleźliśmy" in page
    closing.delete()
    assert titles(get(q="teatr")) == ["Tajna strona"]
    below.unpublish()
    assert "Tajna strona" not in get(q="teatr")
    below.delete()
    assert "Tajna strona" not in get(q="teatr")


def test_each_language_shows_its_own_page(site_tree: SiteTree, publish: Publish) -> None:
    english = Locale.objects.get(language_code="en")
    home = site_tree.home.copy_for_translation(english)
    home.title, home.slug = "Home", "home-en"
    home.save_revision().publish()
    polish = ContentPageFactory(parent=site_tree.home, title="Kalendarz dotacji")
    translated = polish.copy_for_translation(english)
    translated.title = "Calendar of grants"
    translated.save_revision().publish()
    promote("granty", polish)
    promote("grants", translated)
    assert [result.title for result in promoted("grantów", "pl")] == ["Kalendarz dotacji"]
    assert [result.title for result in promoted("granty", "en")] == ["Calendar of grants"]
    assert [result.title for result in promoted("Grants", "en")] == ["Calendar of grants"]
    assert titles(get("/en/szukaj/", q="grants")) == ["Calendar of grants"]
    alone = ContentPageFactory(parent=site_tree.home, title="Tylko po polsku")
    promote("granty", alone)
    assert [result.title for result in promoted("granty", "en")] == ["Calendar of grants"]
    assert [result.title for result in promoted("granty", "pl")] == ["Kalendarz dotacji", "Tylko po polsku"]
    Page.objects.get(pk=translated.pk).unpublish()
    assert promoted("granty", "en") == []


def test_a_link_out_of_the_portal(publish: Publish) -> None:
    promote("witkac", external_link_url="https://witkac.pl/?a=1&b=2", external_link_text='Witkac <i>"dotacje"</i>')
    page = get(q="witkac")
    assert 'href="https://witkac.pl/?a=1&amp;b=2"' in page
    assert "Witkac &lt;i&gt;" in page
    assert "<h1>Polecane dla „witkac”</h1>" in page
    assert "Nic nie znaleźliśmy" not in page


def test_filters_and_later_pages_go_without(publish: Publish) -> None:
    pages = [publish(f"Koncert {number}") for number in range(11)]
    hits = titles(get(q="koncert"))
    assert len(hits) == 10
    last = next(document for document in pages if document.title not in hits)
    promote("koncerty", page_of(last))
    assert titles(get(q="koncert"))[0] == last.title
    assert "Polecane" not in get(q="koncert", typ="news")
    second = get(q="koncert", strona="2")
    assert titles(second) == [last.title]  # rather than an empty page
    assert "Polecane" not in second


def test_changes_act_at_once(
    publish: Publish, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    page = page_of(publish("Kalendarz"))
    assert promoted("dotacje", "pl") == []
    with django_assert_num_queries(0):
        promoted("dotacje", "pl")
    with django_capture_on_commit_callbacks(execute=True):
        one = SearchPromotion.objects.create(query=Query.get("dotacje"), page=page)
    assert len(promoted("dotacje", "pl")) == 1
    with django_capture_on_commit_callbacks(execute=True):
        one.query.query_string = "teatr"
        one.query.save()
    assert promoted("dotacje", "pl") == []
    with django_capture_on_commit_callbacks(execute=True):
        page.delete()
    assert promoted("teatr", "pl") == []


def test_the_number_of_queries_does_not_grow(publish: Publish, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(6):
        promote("teatr", page_of(publish(f"Strona {number}")))
    assert len(promoted("teatr", "pl")) == 5
    with django_assert_num_queries(3):  # closed pages, pages, their texts
        promoted("teatr", "pl")


# --- In the admin


@pytest.fixture
def people(site_tree: SiteTree) -> People:
    return make_people(site_tree)


def rows(page: Page | None, **fields: str) -> dict[str, str]:
    empty = {f"editors_picks-{name}_FORMS": value for name, value in (("INITIAL", "0"), ("MIN_NUM", "0"), ("MAX_NUM", "1000"))}
    row = {
        "id": "",
        "ORDER": "1",
        "DELETE": "",
        "page": str(page.pk) if page else "",
        "external_link_url": "",
        "external_link_text": "",
        "description": "",
    }
    return {**empty, "editors_picks-TOTAL_FORMS": "1", **{f"editors_picks-0-{name}": value for name, value in {**row, **fields}.items()}}


@pytest.mark.parametrize(
    ("role", "may"), [("editor", False), ("moderator", True), ("cio", True), ("officer", False), ("ngo_owner", False), ("", False)]
)
def test_who_may_promote(client: Client, people: People, site_tree: SiteTree, role: str, may: bool) -> None:
    if role:
        client.force_login(getattr(people, role))
    for address in ("index", "add"):
        assert (client.get(reverse(f"wagtailsearchpromotions:{address}")).status_code == 200) is may
    client.post(reverse("wagtailsearchpromotions:add"), {"query_string": "teatr", **rows(site_tree.home, description="Zobacz")})
    assert SearchPromotion.objects.filter(query__query_string="teatr").exists() is may
    made = SearchPromotion.objects.create(query=Query.get("kino"), page=Page.objects.get(pk=site_tree.home.pk))
    client.post(reverse("wagtailsearchpromotions:delete", args=[made.query_id]))
    assert SearchPromotion.objects.filter(pk=made.pk).exists() is not may


def test_the_form_is_polish_and_opens_with_what_somebody_looked_for(client: Client, people: People) -> None:
    client.force_login(people.moderator)
    page = " ".join(client.get(reverse("wagtailsearchpromotions:add"), {"q": "dotacje <b>"}).content.decode().split())
    assert 'value="dotacje &lt;b&gt;"' in page
    assert "kolejność słów nie mają znaczenia" in page
    main = page.split("<main", 1)[1]
    english = ("External link", "Choose from popular", "exact match", "Search term", "Promoted", "Recommended", "Description", "popularn")
    assert [words for words in english if words in main] == []
    listing = client.get(reverse("wagtailsearchpromotions:index")).content.decode()
    assert "Wyświetlenia" not in listing


@pytest.mark.parametrize(("words", "message"), [("!?", "same znaki"), ("a\x07", "z klawiatury"), ("a" * 201, "200"), ("", "wymagane")])
def test_what_cannot_be_promoted_is_told(client: Client, people: People, site_tree: SiteTree, words: str, message: str) -> None:
    client.force_login(people.cio)
    answer = client.post(reverse("wagtailsearchpromotions:add"), {"query_string": words, **rows(site_tree.home)})
    assert answer.status_code == 200
    assert message in str(answer.context["form"].errors)
    assert not SearchPromotion.objects.exists()
