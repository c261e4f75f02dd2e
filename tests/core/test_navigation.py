"""The frame of a page: kept over a publication that leaves it alone, never stale after a change that shows in it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, PageViewRestriction
from wagtail.rich_text import RichText

from core.models import SiteSettings
from home.models import ContentPage, SectionPage
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def section(site_tree: SiteTree) -> SectionPage:
    return site_tree.home.add_child(instance=SectionPage(title="Poradniki", slug="poradniki", show_in_menus=True))


@pytest.fixture
def page(section: SectionPage) -> ContentPage:
    return section.add_child(instance=ContentPage(title="Wolontariat", slug="wolontariat"))


def read(page: ContentPage) -> str:
    return Client().get(page.url).content.decode()


def statements(page: ContentPage) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert Client().get(page.url)["X-Portal-Cache"] == "miss"
    return [query["sql"] for query in captured]


def test_the_first_reader_after_a_publication_pays_only_for_the_page(section: SectionPage, page: ContentPage) -> None:
    other = section.add_child(instance=ContentPage(title="Dotacje", slug="dotacje"))
    cold = len(statements(page))
    other.save_revision().publish()
    warm = statements(page)
    # Menu, breadcrumbs, languages, settings, restrictions.
    assert len(warm) <= cold - 5, warm
    assert not [sql for sql in warm if "sitesettings" in sql or "viewrestriction" in sql], warm


def test_a_renamed_section_shows_in_menu_and_breadcrumbs(section: SectionPage, page: ContentPage) -> None:
    assert "Poradniki" in read(page)
    section.title = "Porady"
    section.save_revision().publish()
    html = read(page)
    assert "Poradniki" not in html
    assert html.count("Porady") >= 2


def test_a_section_between_menu_and_page_shows_in_the_breadcrumbs(section: SectionPage) -> None:
    below = section.add_child(instance=ContentPage(title="Dla szkół", slug="dla-szkol"))
    deep = below.add_child(instance=ContentPage(title="Umowy", slug="umowy"))
    assert "Dla szkół" in read(deep)
    below = ContentPage.objects.get(pk=below.pk)
    below.title = "Dla nauczycieli"
    below.save_revision().publish()
    assert "Dla szkół" not in read(deep)


@pytest.mark.parametrize("change", ["unpublish", "delete"])
def test_a_section_that_is_gone_leaves_the_menu(section: SectionPage, site_tree: SiteTree, change: str) -> None:
    assert "Poradniki" in read(site_tree.home)
    getattr(SectionPage.objects.get(pk=section.pk), change)()
    assert "Poradniki" not in read(site_tree.home)


def test_a_new_translation_stands_in_the_language_switch(site_tree: SiteTree, page: ContentPage) -> None:
    english = Locale.objects.get(language_code="en")
    assert 'hreflang="en"' not in read(page).split("<body", 1)[0]
    copy = page.copy_for_translation(english, copy_parents=True)
    copy.save_revision().publish()
    assert f'hreflang="en" href="http://testserver{copy.url}"' in read(page).split("<body", 1)[0]
    ContentPage.objects.get(pk=copy.pk).unpublish()
    assert 'hreflang="en"' not in read(page).split("<body", 1)[0]


def test_a_page_that_is_gone_leaves_the_switch_of_its_translation(page: ContentPage) -> None:
    copy = page.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)
    copy.save_revision().publish()
    assert 'hreflang="pl"' in read(copy).split("<body", 1)[0]
    page.unpublish()
    assert 'hreflang="pl"' not in read(copy).split("<body", 1)[0]


def test_settings_and_restrictions_show_at_once(site_tree: SiteTree, section: SectionPage, page: ContentPage) -> None:
    read(page)
    settings, _made = SiteSettings.objects.get_or_create(site=site_tree.site)
    settings.phone = "59 800 00 01"
    settings.save()
    assert "59 800 00 01" in read(page).replace("\N{NO-BREAK SPACE}", " ")
    PageViewRestriction.objects.create(page=section, restriction_type=PageViewRestriction.LOGIN)
    assert Client().get(page.url).status_code == 302
    assert "Poradniki" not in read(site_tree.home)


def linking(page: ContentPage, *targets: ContentPage) -> ContentPage:
    page.body = [("text", RichText(f'<p><a linktype="page" id="{target.pk}">{target.title}</a></p>')) for target in targets]
    page.save_revision().publish()
    return ContentPage.objects.get(pk=page.pk)


def test_links_in_many_texts_cost_no_more_than_none(section: SectionPage, page: ContentPage) -> None:
    targets = [section.add_child(instance=ContentPage(title=f"Cel {number}", slug=f"cel-{number}")) for number in range(8)]
    statements(page)
    without = len(statements(linking(page)))
    assert len(statements(linking(page, *targets))) <= without + 8
    page.save_revision().publish()
    linking(page, *targets)
    assert len(statements(page)) == without


def test_links_follow_a_new_address(section: SectionPage, page: ContentPage, site_tree: SiteTree) -> None:
    target = section.add_child(instance=ContentPage(title="Umowy", slug="umowy"))
    page = linking(page, target)
    assert '<p><a href="/pl/poradniki/umowy/">' in read(page)
    target.slug = "wzory-umow"
    target.save_revision().publish()
    assert '<p><a href="/pl/poradniki/wzory-umow/">' in read(page)
    target = ContentPage.objects.get(pk=target.pk)
    target.move(site_tree.home, "last-child")
    assert '<p><a href="/pl/wzory-umow/">' in read(page)
    ContentPage.objects.get(pk=target.pk).delete()
    assert "<a>Umowy</a>" in read(page)


def test_an_english_text_links_to_the_translation_once_there_is_one(section: SectionPage, page: ContentPage) -> None:
    english = Locale.objects.get(language_code="en")
    target = section.add_child(instance=ContentPage(title="Umowy", slug="umowy"))
    linking(page, target)
    copy = page.copy_for_translation(english, copy_parents=True)
    copy.save_revision().publish()
    assert '<p><a href="/pl/poradniki/umowy/">' in read(copy)
    translated = target.copy_for_translation(english)
    translated.save_revision().publish()
    assert '<p><a href="/en/poradniki/umowy/">' in read(copy)


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("/pl/szukaj/?q=sala+A&typ=news&strona=1&utm_source=x", "/en/szukaj/?q=sala+A&amp;typ=news"),
        ("/pl/szukaj/?q=sala&typ=zly", "/en/szukaj/?q=sala"),
        ("/pl/konto/login/?next=/pl/moje/&x=1", "/en/konto/login/?next=%2Fpl%2Fmoje%2F"),
        ("/pl/mapa-strony/?next=/pl/moje/", "/en/mapa-strony/"),
        ("/pl/organizacje/?q=dom", "/en/"),  # not translated: the other language's home knows no filters
    ],
)
def test_the_language_switch_keeps_what_the_target_understands(site_tree: SiteTree, address: str, target: str) -> None:
    html = Client().get(address).content.decode()
    assert f'<a href="{target}" lang="en"' in html
