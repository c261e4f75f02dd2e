"""One item of news: who wrote it, what it is about, what to read next."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from wagtail.models import Locale, PageViewRestriction

from core.models import PageTopic, PortalImage, Topic
from news.models import NewsPage, NewsRelatedPage
from tests.factories import SiteTree
from tests.measure import queries
from tests.news.factories import FIRST, NewsPageFactory, many_news

pytestmark = pytest.mark.django_db


def text(response: Any) -> str:
    assert response.status_code == 200
    return response.content.decode().replace("\u00a0", " ")


@pytest.fixture
def topic(db: None) -> Topic:
    return Topic.objects.create(name="Morze", name_en="Sea", slug="morze")


def about(topic: Topic, *items: NewsPage) -> None:
    PageTopic.objects.bulk_create(PageTopic(tag=topic, content_object=item) for item in items)


def test_an_item_says_who_wrote_it_when_and_about_what(client: Client, site_tree: SiteTree, topic: Topic, picture: PortalImage) -> None:
    item = NewsPageFactory(parent=site_tree.news_slupsk, title="Sprzątamy plażę", listing_image=picture)
    about(topic, item)
    html = text(client.get(item.url))
    assert "<h1>Sprzątamy plażę</h1>" in html
    assert "Redakcja COP Słupsk" in html
    assert "1 listopada 2026" in html
    assert 'href="/pl/aktualnosci/?temat=morze"' in html
    assert 'alt="Ludzie przy okrągłym stole"' in html
    assert "data-print" in html
    assert "mailto:?subject=" in html
    assert "http%3A//testserver/pl/aktualnosci/slupsk/" in html
    assert item.owner_cop == site_tree.slupsk


def test_neighbours_stay_in_the_folder_and_go_by_date(client: Client, site_tree: SiteTree) -> None:
    older, item, newer, newest = (
        NewsPageFactory(parent=site_tree.news_slupsk, title=title, date=FIRST + timedelta(days=day))
        for day, title in enumerate(("Starsza", "Ta", "Nowsza", "Najnowsza"))
    )
    NewsPageFactory(parent=site_tree.news_tczew, title="Z Tczewa", date=item.date + timedelta(hours=1))
    response = client.get(item.url)
    assert (response.context["older"].pk, response.context["newer"].pk) == (older.pk, newer.pk)
    html = text(response)
    assert f'<a href="{older.url}" rel="prev">' in html
    assert f'href="{newer.url}" rel="next"' in html
    assert client.get(older.url).context["older"] is None
    assert client.get(newest.url).context["newer"] is None


def test_of_the_same_minute_none_is_skipped(client: Client, site_tree: SiteTree) -> None:
    items = [NewsPageFactory(parent=site_tree.news_slupsk, date=FIRST) for _number in range(3)]
    response = client.get(items[1].url)
    assert (response.context["older"].pk, response.context["newer"].pk) == (items[0].pk, items[2].pk)


def test_chosen_come_in_the_editors_order_and_alike_without_them(client: Client, site_tree: SiteTree, topic: Topic) -> None:
    item, *others = (NewsPageFactory(parent=site_tree.news_tczew, title=f"Nr {number}") for number in range(7))
    about(topic, item, *others)
    for number, target in enumerate((others[5], site_tree.calendar, others[0])):
        NewsRelatedPage.objects.create(page=item, target=target, sort_order=number)
    hidden = NewsPageFactory(parent=site_tree.news_slupsk, title="Ukryta")
    NewsRelatedPage.objects.create(page=item, target=hidden, sort_order=9)
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    response = client.get(item.url)
    assert [page.title for page in response.context["chosen"]] == ["Nr 6", "Kalendarz", "Nr 1"]
    assert [page.title for page in response.context["alike"]] == ["Nr 5", "Nr 4", "Nr 3"]
    assert "Ukryta" not in text(response)


def test_titles_and_author_lines_are_text(client: Client, site_tree: SiteTree) -> None:
    item = NewsPageFactory(parent=site_tree.news_slupsk, title="<script>alert(1)</script>", author_line="<b>Ja</b>", summary="a & b </p>")
    for url in (item.url, "/pl/aktualnosci/"):
        html = text(client.get(url))
        assert "<script>alert(1)" not in html
        assert "<b>Ja</b>" not in html


def test_machines_read_an_article(client: Client, site_tree: SiteTree) -> None:
    item = NewsPageFactory(parent=site_tree.news_slupsk)
    html = client.get(item.url).content.decode()
    found = [json.loads(script) for script in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)]
    (data,) = [one for one in found if one["@type"] == "NewsArticle"]
    assert data["headline"] == item.title
    assert data["mainEntityOfPage"] == f"http://testserver{item.url}"
    assert '<meta property="og:type" content="article">' in html
    assert f'<link rel="canonical" href="http://testserver{item.url}">' in html


def test_an_item_takes_14_queries_at_most_whatever_stands_beside_it(
    client: Client, site_tree: SiteTree, topic: Topic, picture: PortalImage
) -> None:
    items = [NewsPageFactory(parent=site_tree.news_slupsk, listing_image=picture) for _number in range(8)]
    about(topic, *items)
    NewsRelatedPage.objects.create(page=items[3], target=items[0])
    few = queries(client, items[3].url)
    assert len(few) <= 14, few
    about(topic, *many_news(site_tree.news_slupsk, 1000, listing_image=picture))
    assert len(queries(client, items[3].url)) == len(few)


def test_a_preview_of_an_unsaved_item_stands(site_tree: SiteTree) -> None:
    item = NewsPageFactory.build(parent=None)
    item.locale = site_tree.news.locale
    item.path, item.depth = "", site_tree.news_slupsk.depth + 1
    assert item.title in text(item.make_preview_request())


def test_an_english_item_keeps_date_and_address_and_its_related_pages_are_english(client: Client, site_tree: SiteTree) -> None:
    from wagtail_localize.fields import get_translatable_fields

    english = Locale.objects.get(language_code="en")
    polish, other = (NewsPageFactory(parent=site_tree.news_slupsk) for _number in range(2))
    names = {field.field_name: field for field in get_translatable_fields(NewsPage)}
    assert names["date"].is_synchronized(polish)
    assert not names["date"].is_overridable(polish)
    assert names["author_line"].is_translated(polish)
    copy = polish.copy_for_translation(english, copy_parents=True)
    translated = other.copy_for_translation(english)
    translated.title = "Another"
    translated.save_revision().publish()
    copy.title = "Something new"
    copy.save_revision().publish()
    NewsRelatedPage.objects.create(page=copy, target=other)
    response = client.get(copy.url)
    assert copy.url == polish.url.replace("/pl/", "/en/")
    assert [page.title for page in response.context["chosen"]] == ["Another"]
    assert copy.date == polish.date
    polish.date = FIRST + timedelta(days=9)
    polish.save_revision().publish()
    copy.refresh_from_db()
    assert copy.date == polish.date
    assert copy.get_latest_revision_as_object().date == polish.date


def test_demo_news_stay_fresh_in_both_languages(site_tree: SiteTree) -> None:
    from core.demo.loading import DemoRun
    from core.demo.reading import fixture, moment
    from core.models import DemoItem
    from news.demo import move_dates

    row = fixture("news")[0]
    polish = NewsPageFactory(parent=site_tree.news_slupsk, date=FIRST - timedelta(days=900))
    copy = polish.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)
    DemoItem.objects.create(key=f"news:{row['key']}", object_id=polish.pk, base_date=FIRST.date())
    run = DemoRun(today=FIRST.date() + timedelta(days=3), say=print)
    move_dates(run)
    for page in (polish, copy):
        page.refresh_from_db()
        assert page.date == moment(row["date"], run.today)


def test_staff_see_the_item_with_the_editors_bar(site_tree: SiteTree) -> None:
    """The author who follows the mail's link is signed in and gets Wagtail's bar, which asks for the page's parent."""
    page = NewsPageFactory(parent=site_tree.news_slupsk)
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("admin@example.org", "haslo"))
    response = client.get(page.url)
    assert response.status_code == 200
    assert "wagtail-userbar" in response.content.decode()
