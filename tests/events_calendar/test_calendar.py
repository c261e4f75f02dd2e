"""The four views of the calendar, of all COPs and of one."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from events_calendar.models import EventPage
from events_calendar.services import dates
from tests.events_calendar.factories import EventPageFactory, at
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db


def text(response: Any) -> str:
    """The page with ordinary spaces: one-letter words are bound to the next one by another."""
    return response.content.decode().replace("\u00a0", " ")


def cells(response: Any) -> dict[int, list[str]]:
    """The days of the month's grid that have events, with their titles as shown."""
    return {
        day["day"]: [event["title"] for event in day["events"]]
        for week in response.context["weeks"]
        for day in week
        if day["in_month"] and day["events"]
    }


def test_month_names_its_weekdays_marks_today_and_links_its_neighbours(client: Client, site_tree: SiteTree) -> None:
    event = EventPageFactory(parent=site_tree.calendar_slupsk, title="Targi")
    response = client.get("/pl/kalendarz/")
    html = response.content.decode()
    assert '<th scope="col">poniedziałek</th>' in html
    assert response.context["title"] == "listopad 2026"
    assert re.search(r'class="\s*today"><span class="day" id="d-2026-11-24" aria-current="date">24<', html)
    assert f'<a href="{event.url}"><b>18:00</b> Targi</a>' in html
    assert 'href="?data=2026-10-01" rel="prev nofollow"' in html
    assert 'href="?data=2026-12-01" rel="next nofollow"' in html
    assert '<span class="wd">czwartek</span>' in html  # a phone's list names the weekday
    assert cells(response) == {26: ["Targi"]}


def test_month_is_narrowed_by_the_database_not_by_chance(client: Client, site_tree: SiteTree) -> None:
    for start in ("2026-10-31 23:00", "2026-11-01 00:00", "2026-11-30 23:00", "2026-12-01 00:00"):
        EventPageFactory(parent=site_tree.calendar_slupsk, title=start, start=at(start))
    assert cells(client.get("/pl/kalendarz/?data=2026-11-15")) == {1: ["2026-11-01 00:00"], 30: ["2026-11-30 23:00"]}


def test_an_event_past_midnight_stays_on_its_day_and_longer_ones_are_shown_on_each(client: Client, site_tree: SiteTree) -> None:
    folder = site_tree.calendar_slupsk
    EventPageFactory(parent=folder, title="Noc", start=at("2026-11-10 21:00"), end=at("2026-11-11 02:00"))
    EventPageFactory(parent=folder, title="Zlot", start=at("2026-11-13 10:00"), end=at("2026-11-15 12:00"))
    EventPageFactory(parent=folder, title="Tydzień", start=at("2026-11-29 09:00"), end=at("2026-12-02 09:00"), all_day=True)
    assert cells(client.get("/pl/kalendarz/")) == {
        10: ["Noc"],
        13: ["Zlot"],
        14: ["Zlot (trwa)"],
        15: ["Zlot (trwa)"],
        29: ["Tydzień"],
        30: ["Tydzień (trwa)"],
    }
    assert cells(client.get("/pl/kalendarz/?data=2026-12-24")) == {1: ["Tydzień (trwa)"], 2: ["Tydzień (trwa)"]}


@pytest.mark.parametrize("day", ["2026-03-28", "2026-03-29", "2026-03-30", "2026-10-24", "2026-10-25", "2026-10-26"])
def test_six_in_the_evening_is_six_on_both_sides_of_the_change_of_the_clock(client: Client, site_tree: SiteTree, day: str) -> None:
    event = EventPageFactory(parent=site_tree.calendar_slupsk, start=at(f"{day} 18:00"))
    event.refresh_from_db()
    assert event.first_day == event.last_day == date.fromisoformat(day)
    response = client.get(f"/pl/kalendarz/?data={day}")
    assert list(cells(response)) == [date.fromisoformat(day).day]
    assert "<b>18:00</b>" in response.content.decode()
    assert "18:00–20:00" in client.get(event.url).content.decode()


def test_a_day_shows_at_most_four_lines_and_says_how_many_more(client: Client, site_tree: SiteTree) -> None:
    for number in range(6):
        EventPageFactory(parent=site_tree.calendar_slupsk, title=f"Nr {number}", start=at(f"2026-11-26 1{number}:00"))
    response = client.get("/pl/kalendarz/")
    assert cells(response) == {26: ["Nr 0", "Nr 1", "Nr 2"]}
    assert '<a href="?widok=dzien&amp;data=2026-11-26">jeszcze 3<' in response.content.decode()
    assert "Nr 5" in client.get("/pl/kalendarz/?widok=dzien&data=2026-11-26").content.decode()


def test_a_full_day_counts_what_lasts_and_names_what_is_its_own_first(client: Client, site_tree: SiteTree) -> None:
    folder = site_tree.calendar_slupsk
    EventPageFactory(parent=folder, title="Wystawa", start=at("2026-11-20 10:00"), end=at("2026-11-30 18:00"))
    EventPageFactory(parent=folder, title="Zjazd", start=at("2026-11-26 00:00"), end=at("2026-11-27 23:59"), all_day=True)
    for number in range(5):
        EventPageFactory(parent=folder, title=f"Nr {number}", start=at(f"2026-11-26 1{number}:00"))
    EventPageFactory(parent=folder, title="Dzień seniora", start=at("2026-11-26 00:00"), end=at("2026-11-26 23:59"), all_day=True)
    EventPageFactory(parent=folder, title="Cicho", start=at("2026-11-26 09:00"), live=False)
    response = client.get("/pl/kalendarz/")
    found = cells(response)
    assert sorted(found[26][:2]) == ["Dzień seniora", "Zjazd"]
    assert found[26][2:] == ["Nr 0"]
    assert '<a href="?widok=dzien&amp;data=2026-11-26">jeszcze 5<' in response.content.decode()
    assert (found[25], found[27]) == (["Wystawa (trwa)"], ["Zjazd (trwa)", "Wystawa (trwa)"])


def test_week_goes_over_the_end_of_a_month(client: Client, site_tree: SiteTree) -> None:
    EventPageFactory(parent=site_tree.calendar_slupsk, title="Poniedziałek", start=at("2026-11-30 18:00"))
    EventPageFactory(parent=site_tree.calendar_slupsk, title="Niedziela", start=at("2026-12-06 18:00"))
    response = client.get("/pl/kalendarz/?widok=tydzien&data=2026-12-02")
    assert response.context["title"] == "30 listopada – 6 grudnia 2026"
    assert cells(response) == {30: ["Poniedziałek"], 6: ["Niedziela"]}
    assert response.context["previous"]["url"] == "?widok=tydzien&data=2026-11-23"


def test_list_begins_with_what_goes_on_and_is_paged(client: Client, site_tree: SiteTree) -> None:
    folder = site_tree.calendar_slupsk
    EventPageFactory(parent=folder, title="Wystawa", start=at("2026-11-01 10:00"), end=at("2026-12-20 18:00"))
    EventPageFactory(parent=folder, title="Wczoraj", start=at("2026-11-23 10:00"))
    for number in range(11):
        EventPageFactory(parent=folder, title=f"Nr {number}", start=at("2026-11-25 10:00") + timedelta(days=number))
    response = client.get("/pl/kalendarz/?widok=lista")
    groups = [(group["title"], [event.title for event in group["events"]]) for group in response.context["groups"]]
    assert groups[0] == ("Zaczęło się wcześniej i trwa", ["Wystawa"])
    assert [title for title, _events in groups[1:]] == ["listopad 2026", "grudzień 2026"]
    assert "Wczoraj" not in response.content.decode()
    second = client.get("/pl/kalendarz/?widok=lista&strona=2")
    assert [event.title for group in second.context["groups"] for event in group["events"]] == ["Nr 9", "Nr 10"]
    assert 'href="?widok=lista&amp;data=2026-11-24&amp;strona=2"' in response.content.decode()


def test_year_counts_each_month_and_names_what_is_ahead(client: Client, site_tree: SiteTree) -> None:
    for day in ("2026-11-02", "2026-11-03", "2026-11-28", "2026-11-29", "2026-05-03", "2025-12-31", "2027-01-01"):
        EventPageFactory(parent=site_tree.calendar_slupsk, title=day, start=at(f"{day} 18:00"))
    response = client.get("/pl/kalendarz/?widok=rok")
    months = {month["title"]: month for month in response.context["months"]}
    assert len(months) == 12
    assert [event["title"] for event in months["listopad"]["events"]] == ["2026-11-28", "2026-11-29", "2026-11-02"]
    assert months["listopad"]["count"].startswith("4 ")
    assert months["maj"]["count"] == "1 wydarzenie"
    assert months["styczeń"]["count"] == ""
    assert months["listopad"]["now"]


def test_a_folder_is_one_cops_calendar(client: Client, site_tree: SiteTree) -> None:
    EventPageFactory(parent=site_tree.calendar_slupsk, title="W Słupsku")
    EventPageFactory(parent=site_tree.calendar_tczew, title="W Tczewie")
    response = client.get("/pl/kalendarz/tczew/")
    assert cells(response) == {26: ["W Tczewie"]}
    assert "cop" not in response.context["form"].fields
    assert cells(client.get("/pl/kalendarz/?cop=tczew")) == {26: ["W Tczewie"]}


def test_drafts_private_pages_and_other_languages_are_not_shown(client: Client, site_tree: SiteTree) -> None:
    from wagtail.models import PageViewRestriction

    EventPageFactory(parent=site_tree.calendar_slupsk, title="Szkic", live=False)
    private = EventPageFactory(parent=site_tree.calendar_slupsk, title="Tajne")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    cache.clear()
    for view in ("miesiac", "tydzien", "lista", "rok"):
        html = client.get(f"/pl/kalendarz/?widok={view}&data=2026-11-24").content.decode()
        assert "Szkic" not in html
        assert "Tajne" not in html


def test_an_empty_month_says_so_and_shows_the_way(client: Client, site_tree: SiteTree) -> None:
    EventPageFactory(parent=site_tree.calendar_slupsk)
    html = text(client.get("/pl/kalendarz/?data=2031-05-01"))
    assert "W tym czasie nie ma wydarzeń" in html
    assert "Pokaż najbliższe wydarzenia" in html
    assert "Żadne wydarzenie nie pasuje do filtrów" in text(client.get("/pl/kalendarz/?q=nic"))


def test_titles_are_text(client: Client, site_tree: SiteTree) -> None:
    EventPageFactory(parent=site_tree.calendar_slupsk, title="<script>alert(1)</script> & „cudzysłów”")
    for view in ("miesiac", "tydzien", "lista", "rok"):
        html = client.get(f"/pl/kalendarz/?widok={view}&data=2026-11-24").content.decode()
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert" in html


def test_rescheduling_moves_the_days_and_nothing_else(client: Client, site_tree: SiteTree) -> None:
    event = EventPageFactory(parent=site_tree.calendar_slupsk, title="Przeniesione")
    dates.reschedule(event, at("2026-11-30 22:00"), at("2026-12-01 01:00"))
    assert EventPage.objects.get(pk=event.pk).last_day == date(2026, 11, 30)
    assert cells(client.get("/pl/kalendarz/")) == {30: ["Przeniesione"]}


def test_an_all_day_event_is_whole_days_and_belongs_to_its_folders_cop(site_tree: SiteTree) -> None:
    event = EventPageFactory(parent=site_tree.calendar_tczew, start=at("2026-12-05 09:00"), end=at("2026-12-06 00:00"), all_day=True)
    event.refresh_from_db()
    assert (event.start, event.end) == (at("2026-12-05 00:00"), at("2026-12-06 23:59"))
    assert (event.first_day, event.last_day) == (date(2026, 12, 5), date(2026, 12, 6))
    assert event.owner_cop == site_tree.tczew


def test_the_hour_that_does_not_exist_is_refused_in_words(site_tree: SiteTree) -> None:
    form_class = EventPage.get_edit_handler().get_form_class()
    times = {"start": "2026-03-29 02:30", "end": "2026-03-29 05:00"}
    data = {"title": "Noc zmiany czasu", "slug": "noc", "kind": "meeting", "body-count": "0", "comments-TOTAL_FORMS": "0", **times}
    form = form_class(data, instance=EventPage(locale=site_tree.calendar.locale), parent_page=site_tree.calendar_slupsk)
    assert not form.is_valid()
    assert "Tej godziny nie ma" in str(form.errors["start"])


def test_an_end_before_the_start_is_refused_in_words() -> None:
    from django.core.exceptions import ValidationError

    event = EventPage(title="x", slug="x", start=at("2026-11-26 18:00"), end=at("2026-11-26 17:00"))
    with pytest.raises(ValidationError, match="Koniec jest wcześniejszy niż początek"):
        event.clean()
    event = EventPage(title="x", slug="x", start=at("2026-11-26 18:00"), end=at("2027-11-28 17:00"))
    with pytest.raises(ValidationError, match="najwyżej rok"):
        event.clean()


def test_on_a_phone_the_month_begins_with_today_and_the_past_folds(client: Client, site_tree: SiteTree) -> None:
    for day in (2, 9, 26):
        EventPageFactory(parent=site_tree.calendar_slupsk, start=at(f"2026-11-{day:02} 18:00"))
    page = text(client.get("/pl/kalendarz/"))
    assert '<details class="past-days"><summary>Pokaż 2 minione dni</summary></details><table class="month">' in page
    assert page.count("has-events past") == 2
    gone = text(client.get("/pl/kalendarz/?data=2026-10-01"))
    assert "past-days" not in gone, "a month that is over is shown whole"


def test_the_filters_forget_what_was_not_sent(client: Client, site_tree: SiteTree) -> None:
    """Going back, a browser would put a choice into a select that the list beside it does not have."""
    for path in ("kalendarz", "organizacje", "inicjatywy", "aktualnosci", "szukaj"):
        forms = re.findall(r"<form\b[^>]*>", text(client.get(f"/pl/{path}/?q=targi&temat=")).partition("<main")[2])
        assert forms, path
        assert all('autocomplete="off"' in form for form in forms), path


NEAREST = re.compile("Najbliższe pasujące wydarzenia|Pokaż najbliższe wydarzenia")


@pytest.mark.parametrize("view", ["miesiac", "tydzien", "lista", "rok"])
@pytest.mark.parametrize("query", ["", "&q=targi"])
def test_the_nearest_events_are_offered_only_where_there_are_any(client: Client, site_tree: SiteTree, view: str, query: str) -> None:
    url = f"/pl/kalendarz/?widok={view}&data=2031-05-01{query}"
    EventPageFactory(parent=site_tree.calendar_slupsk, title="Targi", start=at("2026-11-02 10:00"), end=at("2026-11-02 12:00"))
    html = text(client.get(url))
    assert 'class="empty"' in html
    assert not NEAREST.search(html), "what is over is not ahead"
    EventPageFactory(parent=site_tree.calendar_slupsk, title="Targi", start=at("2026-12-02 10:00"))
    cache.clear()
    html = text(client.get(url))
    assert NEAREST.search(html)
    assert 'class="empty"' not in text(client.get(f"/pl/kalendarz/?widok=lista&data=2026-11-24{query}")), "where the link leads"


@pytest.mark.parametrize(
    ("view", "said"),
    [("miesiac", "W tym miesiącu nic nie pasuje do filtrów"), ("tydzien", "W tym tygodniu nic nie pasuje do filtrów")],
)
def test_a_grid_without_matches_says_so_first(client: Client, site_tree: SiteTree, view: str, said: str) -> None:
    EventPageFactory(parent=site_tree.calendar_slupsk, title="Targi", start=at("2026-12-02 10:00"))
    html = text(client.get(f"/pl/kalendarz/?widok={view}&data=2026-11-24&q=targi"))
    assert 0 < html.find(said) < html.index("<table")
    nothing = text(client.get(f"/pl/kalendarz/?widok={view}&data=2026-11-24&q=nic"))
    assert 0 < nothing.find("Żadne wydarzenie nie pasuje do filtrów") < nothing.index("<table")
