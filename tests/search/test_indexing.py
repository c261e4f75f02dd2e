from __future__ import annotations

from contextlib import suppress
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Locale, PageViewRestriction

from accounts.models import CopCommune
from core import outbox
from core.models import OutboxEntry, PageTopic, Territory, Topic
from core.search_documents import INDEX, enqueue_page
from home.models import CopPage, OpeningHours
from news.models import NewsPage
from search import indexing
from search.embedded import EmbeddedEngine
from search.engine import Filters
from search.management.commands.search_index import progress
from search.models import Document, Posting
from tests.factories import SiteTree
from tests.home.factories import CopPageFactory


def news(tree: SiteTree, title: str = "Zebranie organizacji", **fields: object) -> NewsPage:
    return tree.news_slupsk.add_child(instance=NewsPage(title=title, slug=f"a-{timezone.now().timestamp()}".replace(".", "-"), **fields))


def drain() -> None:
    while outbox.drain():
        pass


def found(query: str) -> list[str]:
    return [hit.title for hit in EmbeddedEngine().search(query, "pl", Filters()).hits]


def check() -> str:
    out = StringIO()
    with suppress(CommandError):
        call_command("search_index", "--check", stdout=out)
    return out.getvalue()


def test_a_published_page_is_found_after_the_outbox_was_drained(site_tree: SiteTree) -> None:
    page = news(site_tree)
    assert OutboxEntry.objects.filter(kind=INDEX, payload={"key": f"page:{page.pk}"}, done_at=None).exists()
    drain()
    assert found("zebraniu organizacjom")[0] == "Zebranie organizacji"
    page.title = "Targi organizacji"
    page.save_revision().publish()
    drain()
    assert found("zebraniu") == []
    assert found("targami") == ["Targi organizacji"]


def test_a_page_is_found_by_its_topics_in_its_language(site_tree: SiteTree) -> None:
    topic = Topic.objects.create(name="Seniorzy", name_en="Older people", slug="seniorzy")
    pages = [news(site_tree, f"Klub {number}") for number in range(4)]
    for page in pages:
        page.topics.add(topic)
        page.save()
    drain()
    assert sorted(found("senior")) == sorted(page.title for page in pages)
    assert found("older") == []
    # More pages with more topics take no more queries: the topics of a portion are read together.
    taken = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            list(indexing.all_documents())
        taken.append(len(captured))
        news(site_tree, "Klub inny").topics.add(topic)
    assert taken[0] == taken[1]


def test_a_page_is_found_by_the_name_of_its_place(site_tree: SiteTree) -> None:
    """What lies in a commune need not name it; the voivodeship, in which everything lies, tells nothing."""
    kobylnica = Territory.objects.get(code="2212062")
    page = news(site_tree, "Regulamin", territory=kobylnica)
    news(site_tree, "Wszędzie", territory=Territory.objects.get(code="22"))
    news(site_tree, "Nigdzie")
    drain()
    assert found("kobylnica") == found("w Kobylnicy") == ["Regulamin"]
    assert found("powiat słupski")[0] == "Regulamin"
    assert page.search_document().body.endswith("Kobylnica, powiat słupski")
    assert found("pomorskie") == []


def test_a_centre_is_found_by_the_communes_that_it_serves(site_tree: SiteTree) -> None:
    centre = CopPageFactory(parent=site_tree.cops, organisation=site_tree.slupsk, title="COP Słupsk", slug="slupsk")
    CopCommune.objects.create(cop=site_tree.slupsk, territory=Territory.objects.get(code="2212062"))
    enqueue_page(centre.pk)
    drain()
    assert found("Kobylnica") == ["COP Słupsk"]


def test_a_centre_is_found_by_asking_when_it_is_open(site_tree: SiteTree) -> None:
    centre = CopPageFactory(parent=site_tree.cops, organisation=site_tree.slupsk, title="COP Słupsk", slug="slupsk")
    OpeningHours.objects.create(page=centre, locale=centre.locale, days="wtorek i czwartek", hours="11:00–19:00")
    CopPage.objects.filter(pk=centre.pk).update(address="ul. Wspólna 4")
    enqueue_page(centre.pk)
    drain()
    for question in ("COP Słupsk godziny", "godziny otwarcia", "kiedy otwarte", "czwartek", "ulica Wspólna"):
        assert found(question)[:1] == ["COP Słupsk"], question


def test_index_work_is_part_of_the_publishing_transaction(site_tree: SiteTree) -> None:
    drain()
    before = OutboxEntry.objects.count()
    with transaction.atomic():
        news(site_tree)
        transaction.set_rollback(True)
    assert OutboxEntry.objects.count() == before


def test_drafts_unpublished_restricted_deleted_and_aliased_pages_are_not_kept(site_tree: SiteTree) -> None:
    page, other, third = news(site_tree), news(site_tree), news(site_tree)
    draft = news(site_tree, live=False)
    alias = third.create_alias(parent=site_tree.news_tczew, update_slug="inny-adres")
    drain()
    kept = set(Document.objects.values_list("key", flat=True))
    assert {f"page:{row.pk}" for row in (page, other, third)} <= kept
    assert not {f"page:{draft.pk}", f"page:{alias.pk}"} & kept
    page.unpublish()
    PageViewRestriction.objects.create(page=other, restriction_type="login")
    third.delete()
    drain()
    assert found("zebranie") == []
    assert not Document.objects.filter(title="Zebranie organizacji").exists()
    assert Posting.objects.filter(term="lzebranie").count() == 0


def test_doing_the_same_work_twice_changes_nothing(site_tree: SiteTree) -> None:
    page = news(site_tree)
    drain()
    rows = Document.objects.count(), Posting.objects.count()
    indexing.refresh(f"page:{page.pk}")
    indexing.refresh(f"page:{page.pk}")
    assert (Document.objects.count(), Posting.objects.count()) == rows


@pytest.mark.parametrize("key", ["page:99999999", "page:", "unknown:1", "", "page:1; drop table"])
def test_keys_that_name_nothing_are_forgotten(site_tree: SiteTree, key: str) -> None:
    indexing.refresh(key)
    assert not Document.objects.filter(key=key).exists()


def test_check_counts_what_is_missing_stale_and_surplus(site_tree: SiteTree) -> None:
    first, second, third = news(site_tree, "Pierwsza"), news(site_tree, "Druga"), news(site_tree, "Trzecia")
    call_command("search_index", verbosity=0)
    assert "The index is right" in check()
    EmbeddedEngine().remove([f"page:{first.pk}"])
    NewsPage.objects.filter(pk=second.pk).update(summary="Nowe streszczenie")
    NewsPage.objects.filter(pk=third.pk).update(live=False)
    said = check()
    assert f"missing: 1 (page:{first.pk})" in said
    assert f"stale: 1 (page:{second.pk})" in said
    assert f"surplus: 1 (page:{third.pk})" in said
    call_command("search_index", "--changed", verbosity=0)
    assert "missing: 0\nstale: 0\nsurplus: 0\n" in check()


def test_check_ends_with_exit_code_one(site_tree: SiteTree) -> None:
    news(site_tree)
    with pytest.raises(CommandError) as caught:
        call_command("search_index", "--check", stdout=StringIO())
    assert caught.value.returncode == 1


def test_a_rebuild_starts_from_nothing_and_says_how_quick_it_was(site_tree: SiteTree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "AT_ONCE", 2)
    for number in range(5):
        news(site_tree, f"Warsztat {number}")
    out = StringIO()
    call_command("search_index", stdout=out)
    assert len(found("warsztaty")) == 5
    assert f"{Document.objects.count()} documents in" in out.getvalue()
    assert "/s)" in out.getvalue()


def test_the_progress_bar_knows_rate_and_time_left() -> None:
    assert progress(250, 1000, 5.0) == f"[{'#' * 8}{'.' * 22}] 250/1000  25%  50/s  15 s left"
    assert progress(0, 0, 0.0).endswith("0/0 100%  0/s  0 s left")


def test_pages_of_other_languages_are_indexed_in_their_own(site_tree: SiteTree) -> None:
    page = news(site_tree)
    english = page.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)
    english.title = "Meeting of organisations"
    english.live = True
    english.save()
    drain()
    hits = EmbeddedEngine().search("meeting", "en", Filters()).hits
    assert [hit.title for hit in hits] == ["Meeting of organisations"]
    assert hits[0].url_path.startswith("/en/")


def test_a_renamed_or_deleted_topic_is_so_in_the_documents_of_its_pages(site_tree: SiteTree) -> None:
    topic = Topic.objects.create(name="Morze", name_en="Sea", slug="morze")
    page, other = news(site_tree), news(site_tree)
    PageTopic.objects.create(tag=topic, content_object=page)
    drain()
    topic.name, topic.slug = "Bałtyk", "baltyk"
    topic.save()
    waiting = OutboxEntry.objects.filter(kind=INDEX, done_at=None)
    assert [entry.payload["key"] for entry in waiting] == [f"page:{page.pk}"]
    drain()
    assert "The index is right" in check()
    topic.delete()
    drain()
    assert "The index is right" in check()
    assert not waiting.filter(payload={"key": f"page:{other.pk}"}).exists()
