"""What the demo tells the search: once, a visitor's own changes kept, and two months of searches whenever it is started."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.search_promotions.models import SearchPromotion

from core.demo.loading import DemoRun
from home.models import ContentPage
from search import demo, promotions
from search.models import SearchCount, Synonym
from tests.accounts.factories import make_people
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 30)


def run(today: date = TODAY) -> DemoRun:
    return DemoRun(today=today, say=print)


def test_synonyms_and_promotions_are_loaded_once(site_tree: SiteTree) -> None:
    page = site_tree.home.add_child(instance=ContentPage(title="Jak szukać na portalu", slug="jak-szukac"))
    for time in range(2):
        each = run()
        each.pages["page:jak-szukac"] = page
        demo.load_synonyms(each)
        demo.load_promotions(each)
        assert Synonym.objects.count() == 4 - time
        assert SearchPromotion.objects.count() == 1
        Synonym.objects.filter(words="grant").delete()
    promotions.changed()
    assert [each.title for each in promotions.promoted("jak szukać", "pl")] == ["Jak szukać na portalu"]


def test_the_days_that_are_over_are_counted_whenever_the_demo_is_started() -> None:
    demo.load_counts(run())
    first = set(SearchCount.objects.values_list("day", flat=True))
    assert max(first) == TODAY - timedelta(days=1)
    assert len(first) == demo.DAYS
    SearchCount.objects.filter(query="dotacje", day=max(first)).update(searches=1000)
    demo.load_counts(run(TODAY + timedelta(days=7)))
    assert max(SearchCount.objects.values_list("day", flat=True)) == TODAY + timedelta(days=6)
    assert SearchCount.objects.get(query="dotacje", day=max(first)).searches == 1000, "what is there stays"
    assert (
        not SearchCount.objects.filter(without_results__gt=0).exclude(query__in=["leasing", "bitcoin", "fotowoltaika", "pogrzeb"]).exists()
    )


def test_the_report_has_something_to_say(client: Client, site_tree: SiteTree) -> None:
    demo.load_counts(run(timezone.localdate()))
    client.force_login(make_people(site_tree).moderator)
    rows = client.get(reverse("search_report")).context["object_list"]
    assert rows[0]["query"] == "dotacje"
    assert {row["query"] for row in rows if row["without"]} == {"leasing", "bitcoin", "fotowoltaika", "pogrzeb"}
