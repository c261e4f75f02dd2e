"""An English page is not published in Polish by a press of the main button."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client, TestCase
from django.urls import reverse
from wagtail.models import Locale, Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

from core import content_checks
from news.models import NewsPage
from tests.accounts.factories import People, make_news, make_people
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(site_tree: SiteTree) -> People:
    return make_people(site_tree)


@pytest.fixture
def english(site_tree: SiteTree, people: People) -> NewsPage:
    """A draft with all its Polish words."""
    polish = make_news(site_tree.news_slupsk, people.editor, live=True, title="Zebranie mieszkańców")
    locale = Locale.objects.get(language_code="en")
    for page in (site_tree.home, site_tree.news, site_tree.news_slupsk, polish):
        source, _created = TranslationSource.get_or_create_from_instance(page)
        Translation.objects.create(source=source, target_locale=locale).save_target(publish=page != polish)
    return NewsPage.objects.get(locale=locale, translation_key=polish.translation_key)


def translate(page: Page, count: int | None = None) -> None:
    segments = StringSegment.objects.filter(source__object_id=page.translation_key).order_by("order")
    for segment in segments[:count]:
        words = "english" if segment.context.path == "slug" else "English words"
        StringTranslation.objects.get_or_create(
            translation_of=segment.string, context=segment.context, locale=page.locale, defaults={"data": words}
        )


def publish(client: Client, page: Page) -> list[str]:
    with TestCase.captureOnCommitCallbacks(execute=True):  # wagtail-localize publishes then
        answer: Any = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), {"action": "publish"})
    assert answer.status_code == 302
    return [str(message) for message in get_messages(answer.wsgi_request)]


def is_live(page: Page) -> bool:
    return Page.objects.get(pk=page.pk).live


def test_nothing_translated_is_never_published(client: Client, people: People, english: NewsPage) -> None:
    client.force_login(people.cio)
    total = StringSegment.objects.filter(source__object_id=english.translation_key).count()
    assert not english.live
    for _press in range(2):
        said = publish(client, english)[-1]
        assert f"żaden z {total} tekstów nie jest przetłumaczony" in said
        assert not is_live(english)
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={english.pk}"
    assert "Najpierw popraw" in client.post(bulk, follow=True).content.decode()
    assert not is_live(english)


def test_what_is_missing_is_asked_once(client: Client, people: People, english: NewsPage) -> None:
    client.force_login(people.cio)
    translate(english, 1)
    total = StringSegment.objects.filter(source__object_id=english.translation_key).count()
    (said,) = publish(client, english)
    assert f"brakuje tłumaczenia {total - 1} z {total} tekstów" in said
    assert not is_live(english)
    assert [(problem.code, problem.blocks) for problem in content_checks.problems(english)] == [("translation", False)]
    publish(client, english)
    assert is_live(english)


def test_all_translated_is_published_at_once(client: Client, people: People, english: NewsPage) -> None:
    client.force_login(people.cio)
    translate(english)
    publish(client, english)
    assert is_live(english)
    assert NewsPage.objects.get(pk=english.pk).title == "English words"
