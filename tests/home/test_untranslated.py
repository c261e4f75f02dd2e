"""The English side says honestly how much stands in Polish only, and leads there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from wagtail.models import Locale, Page

from core import outbox, pagecache
from events_calendar.models import EventPage
from tests.events_calendar.factories import EventPageFactory
from tests.factories import SiteTree
from tests.home.factories import ContentPageFactory, CopPageFactory, make_contact_page
from tests.measure import queries
from tests.news.factories import NewsPageFactory
from tests.ngo_pages.factories import InitiativePageFactory, NgoPageFactory, many_initiatives, many_ngos
from tests.problem_groups.factories import GroupPageFactory

pytestmark = pytest.mark.django_db


def in_english(page: Page, *, live: bool = True) -> Page:
    copy = page.specific.copy_for_translation(Locale.objects.get(language_code="en"))
    if live:
        copy.live = True
        copy.save()
    return copy


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode().replace("\u00a0", " ")


@pytest.fixture
def both(site_tree: SiteTree) -> SiteTree:
    """English index pages beside the Polish ones, without anything on them."""
    for page in (site_tree.home, *site_tree.home.get_children(), site_tree.news_slupsk, site_tree.calendar_slupsk):
        in_english(page)
    return site_tree


def test_each_list_says_what_is_in_polish_only(client: Client, both: SiteTree) -> None:
    soon = timezone.now() + timedelta(days=5)
    for number in range(2):
        InitiativePageFactory(parent=both.initiatives)
        NgoPageFactory(parent=both.ngos)
        GroupPageFactory(parent=both.groups)
        NewsPageFactory(parent=both.news_slupsk)
        EventPageFactory(parent=both.calendar_slupsk, start=soon, end=soon + timedelta(hours=2))
        CopPageFactory(parent=both.cops, organisation=(both.slupsk, both.tczew)[number])
    past = timezone.now() - timedelta(days=9)
    EventPageFactory(parent=both.calendar_slupsk, start=past, end=past + timedelta(hours=2))
    for path, sentence in {
        "inicjatywy/": "2 initiatives are described in Polish only",
        "organizacje/": "2 organisations have a profile in Polish only",
        "grupy/": "2 groups are described in Polish only",
        "aktualnosci/": "2 pieces of news are in Polish only",
        "aktualnosci/slupsk/": "2 pieces of news are in Polish only",
        "kalendarz/": "2 coming events are described in Polish only",
        "kalendarz/slupsk/": "2 coming events are described in Polish only",
        "cop/": "2 centres are described in Polish only",
    }.items():
        html = text(client, f"/en/{path}")
        assert sentence in html, path
        assert f'<a href="/pl/{path}" hreflang="pl">See in Polish</a>' in html
        assert " yet</h2>" not in html, path
        assert "in Polish only" not in text(client, f"/pl/{path}").replace("tylko po polsku", "in Polish only"), path


def test_what_is_translated_is_not_counted(client: Client, both: SiteTree) -> None:
    translated = InitiativePageFactory(parent=both.initiatives, title="Ławka")
    InitiativePageFactory(parent=both.initiatives, title="Skwer")
    in_english(translated)
    assert "1 initiative is described in Polish only" in text(client, "/en/inicjatywy/")
    in_english(Page.objects.get(title="Skwer", locale__language_code="pl"))
    pagecache.bump()
    cache.clear()
    assert "in Polish only" not in text(client, "/en/inicjatywy/")


def test_an_empty_portal_says_so(client: Client, both: SiteTree) -> None:
    assert "There are no initiatives here yet" in text(client, "/en/inicjatywy/")


@pytest.mark.parametrize("path", ["inicjatywy/", "organizacje/"])
def test_counting_costs_the_same_however_much_there_is(client: Client, both: SiteTree, path: str) -> None:
    def cost() -> int:
        pagecache.bump()
        cache.clear()
        return len(queries(client, f"/en/{path}"))

    InitiativePageFactory(parent=both.initiatives)
    NgoPageFactory(parent=both.ngos)
    few = cost()
    many_initiatives(both.initiatives, 40)
    many_ngos(both.ngos, 40)
    assert cost() == few <= 18


def test_a_search_without_results_leads_to_the_same_words_in_polish(client: Client, both: SiteTree) -> None:
    InitiativePageFactory(parent=both.initiatives, title="Skwer w Kobylnicy")
    outbox.drain()
    html = text(client, "/en/szukaj/?q=skwer")
    assert "There is 1 result in Polish" in html
    assert '<a href="/pl/szukaj/?q=skwer" hreflang="pl">See in Polish</a>' in html
    assert "result in Polish" not in text(client, "/en/szukaj/?q=nieistniejące")
    assert "See in Polish" not in text(client, "/pl/szukaj/?q=nieistniejące")


def test_the_footer_leads_to_a_translation_or_says_that_it_is_polish(client: Client, both: SiteTree) -> None:
    assert "deklaracja-dostepnosci" not in text(client, "/en/")
    statement = ContentPageFactory(parent=both.home, slug="deklaracja-dostepnosci", title="Deklaracja dostępności")
    ContentPageFactory(parent=both.home, slug="polityka-prywatnosci", title="Polityka prywatności")
    make_contact_page(both.home)
    in_english(Page.objects.get(slug="kontakt"))
    cache.clear()
    html = text(client, "/en/kontakt/")
    assert '<a href="/pl/deklaracja-dostepnosci/" hreflang="pl">Accessibility statement (in Polish)</a>' in html
    assert '<a href="/pl/polityka-prywatnosci/" hreflang="pl">How we protect your data (in Polish)</a>' in html
    in_english(statement)
    cache.clear()
    html = text(client, "/en/")
    assert '<a href="/en/deklaracja-dostepnosci/">Accessibility statement</a>' in html
    assert '<a href="/pl/deklaracja-dostepnosci/">Deklaracja dostępności</a>' in text(client, "/pl/")


def test_events_are_counted_from_today(client: Client, both: SiteTree) -> None:
    past = timezone.now() - timedelta(days=9)
    EventPageFactory(parent=both.calendar_slupsk, start=past, end=past + timedelta(hours=2))
    assert EventPage.objects.count() == 1
    assert "in Polish only" not in text(client, "/en/kalendarz/")
