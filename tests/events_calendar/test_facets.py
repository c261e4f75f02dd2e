"""Filters are counted before they are chosen: how many coming events each choice would leave, beside the other filters."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from core.models import PageTopic, Territory, Topic
from tests.events_calendar.factories import EventPageFactory, at
from tests.factories import SiteTree
from tests.measure import queries

pytestmark = pytest.mark.django_db
# A stored page has no context.
PAST_THE_CACHE = {"Authorization": "none"}


@pytest.fixture
def events(site_tree: SiteTree) -> SiteTree:
    """Three coming events, one of them a series, and one that is over."""
    slupsk, kobylnica = Territory.objects.get(code="2263011"), Territory.objects.get(code="2212062")
    sea = Topic.objects.create(name="Morze", name_en="Sea", slug="morze")
    one = EventPageFactory(
        parent=site_tree.calendar_slupsk, title="Żagle", kind="training", territory=slupsk, free=True, organiser=site_tree.slupsk
    )
    PageTopic.objects.create(tag=sea, content_object=one)
    EventPageFactory(
        parent=site_tree.calendar_slupsk,
        title="Chór żeglarski",
        kind="culture",
        territory=kobylnica,
        rule="FREQ=WEEKLY;COUNT=8",
        free=True,
        accessibility=["step_free"],
    )
    EventPageFactory(
        parent=site_tree.calendar_tczew, title="Turniej", kind="sport", territory=kobylnica, free=False, online_url="https://x.example.org/"
    )
    EventPageFactory(parent=site_tree.calendar_tczew, title="Dawne", kind="sport", start=at("2026-01-10 10:00"))
    cache.clear()
    return site_tree


def offered(client: Client, query: str, name: str) -> dict[str, str]:
    response: Any = client.get(f"/pl/kalendarz/?{query}", headers=PAST_THE_CACHE)
    return {str(value): str(label) for value, label in response.context["form"].fields[name].widget.choices}


def flags(client: Client, query: str) -> dict[str, int]:
    response: Any = client.get(f"/pl/kalendarz/?{query}", headers=PAST_THE_CACHE)
    return {name: response.context["form"].fields[name].count for name in ("bezplatne", "dostepne", "online")}


def test_each_choice_says_how_many_coming_events_it_leaves(client: Client, events: SiteTree) -> None:
    kinds = offered(client, "", "rodzaj")
    assert (kinds["training"], kinds["culture"], kinds["sport"], kinds["fair"]) == (
        "szkolenie (1)",
        "kultura (1)",
        "sport (1)",
        "targi i pikniki (0)",
    )
    assert offered(client, "", "gmina")["2212062"].endswith("(2)")
    assert offered(client, "", "powiat")["2212"] == "powiat słupski (2)"
    assert offered(client, "", "temat")["morze"] == "Morze (1)"
    assert offered(client, "", "cop")["tczew"].endswith("(1)")
    assert offered(client, "", "organizator")["slupsk"] == "COP Słupsk (1)"
    assert flags(client, "") == {"bezplatne": 2, "dostepne": 1, "online": 1}


def test_the_other_filters_count_and_a_filters_own_choice_does_not(client: Client, events: SiteTree) -> None:
    kinds = offered(client, "gmina=2212062&rodzaj=sport", "rodzaj")
    assert (kinds["culture"], kinds["sport"], kinds["training"]) == ("kultura (1)", "sport (1)", "szkolenie (0)")
    assert offered(client, "gmina=2212062&rodzaj=sport", "gmina")["2263011"].endswith("(0)")
    assert flags(client, "gmina=2212062") == {"bezplatne": 1, "dostepne": 1, "online": 1}
    assert flags(client, "q=żeglarski") == {"bezplatne": 1, "dostepne": 1, "online": 0}
    assert flags(client, "q=niczegotakiego") == {"bezplatne": 0, "dostepne": 0, "online": 0}


def test_what_is_counted_is_what_the_list_shows(client: Client, events: SiteTree) -> None:
    for name in ("rodzaj", "gmina", "powiat", "cop", "temat", "organizator"):
        for value, label in offered(client, "bezplatne=1", name).items():
            if value:
                response: Any = client.get(f"/pl/kalendarz/?widok=lista&bezplatne=1&{name}={value}", headers=PAST_THE_CACHE)
                shown = {row.pk for group in response.context["groups"] for row in group["events"]}
                assert label.endswith(f"({len(shown)})"), (name, value)


def test_one_cops_calendar_counts_its_own(client: Client, events: SiteTree) -> None:
    response: Any = client.get("/pl/kalendarz/tczew/")
    labels = dict(response.context["form"].fields["rodzaj"].widget.choices)
    assert (labels["sport"], labels["training"]) == ("sport (1)", "szkolenie (0)")
    assert '<span class="n">1</span>' in response.content.decode()


def test_counts_follow_a_publication(client: Client, events: SiteTree, django_capture_on_commit_callbacks: Any) -> None:
    assert offered(client, "", "rodzaj")["fair"] == "targi i pikniki (0)"
    with django_capture_on_commit_callbacks(execute=True):
        EventPageFactory(parent=events.calendar_slupsk, kind="fair").save_revision().publish()
    assert offered(client, "", "rodzaj")["fair"] == "targi i pikniki (1)"


def test_counting_costs_one_query_for_words_and_none_for_choices(client: Client, events: SiteTree) -> None:
    bare = len(queries(client, "/pl/kalendarz/?data=2026-11-01"))
    assert len(queries(client, "/pl/kalendarz/?data=2026-11-01&bezplatne=1&rodzaj=culture&gmina=2212062&cop=slupsk")) <= bare
    assert len(queries(client, "/pl/kalendarz/?data=2026-11-01&q=chor")) <= bare + 1
