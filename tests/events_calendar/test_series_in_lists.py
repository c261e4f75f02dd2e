"""A series in every list: each date a row of its own, in both languages, with what happened to it."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import feedparser
import pytest
from django.core.cache import cache
from django.test import Client
from django.utils.translation import override
from wagtail.models import Locale

from accounts.models import Organisation
from core.registry import related_lists_for
from events_calendar.models import EventDate, EventPage
from events_calendar.rows import Programme
from events_calendar.services import dates
from home.models import CopPage
from ngo_pages.models import NgoPage
from tests.events_calendar.factories import EventPageFactory, VenueFactory, at
from tests.events_calendar.test_calendar import cells, text
from tests.events_calendar.test_event_page import in_english
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db
# Thursdays from 12 November to 14 January at 18:00.
RULE = "FREQ=WEEKLY;COUNT=10"
REASON = "Prowadząca zachorowała <b>"


@pytest.fixture
def club(site_tree: SiteTree) -> Organisation:
    return Organisation.objects.create(kind="ngo", name="Klub Sąsiedzki", slug="klub", town="Kobylnica")


@pytest.fixture
def choir(site_tree: SiteTree, club: Organisation) -> EventPage:
    """A choir each Thursday: on 26 November cancelled, on 3 December an hour later, on 10 December in another room."""
    event: Any = EventPageFactory(
        parent=site_tree.calendar_slupsk,
        title="Chór",
        slug="chor",
        start=at("2026-11-12 18:00"),
        rule=RULE,
        organiser=club,
        owner_cop=site_tree.slupsk,
        venue=VenueFactory(name="Sala prób"),
    )
    event.save_revision().publish()
    by = None
    event = dates.cancel_date(event, at("2026-11-26 18:00"), REASON, by=by)
    event = dates.move_date(event, at("2026-12-03 18:00"), start=at("2026-12-03 19:00"), end=at("2026-12-03 21:00"), by=by)
    room = VenueFactory(name="Mała sala", slug="mala-sala")
    event = dates.move_date(event, at("2026-12-10 18:00"), start=at("2026-12-10 18:00"), end=at("2026-12-10 20:00"), venue=room, by=by)
    cache.clear()
    return event


def listed(response: Any) -> list[Any]:
    return [row for group in response.context["groups"] for row in group["events"]]


def test_each_date_stands_in_the_month_and_says_what_happened_to_it(client: Client, choir: EventPage) -> None:
    response = client.get("/pl/kalendarz/?data=2026-12-03")
    assert cells(response) == {day: ["Chór"] for day in (3, 10, 17, 24, 31)}
    page = text(response)
    assert "<b>19:00</b> Chór (zmiana)" in page
    november = text(client.get("/pl/kalendarz/"))
    assert re.search(r'<li class="k-meeting cancelled"><a href="[^"]+"><b>18:00</b> <s>Chór</s> \(odwołane\)</a>', november)


def test_the_list_marks_cancelled_and_changed_dates_in_words(client: Client, choir: EventPage) -> None:
    response = client.get("/pl/kalendarz/?widok=lista")
    rows = listed(response)
    assert [row.first_day for row in rows][:3] == [date(2026, 11, 26), date(2026, 12, 3), date(2026, 12, 10)]
    assert [(row.cancelled, [mark["label"] for mark in row.marks]) for row in rows[:4]] == [
        (True, []),
        (False, ["zmieniony termin"]),
        (False, ["zmienione miejsce"]),
        (False, []),
    ]
    assert [row.where for row in rows[1:4]] == ["Sala prób", "Mała sala", "Sala prób"]
    page = text(response)
    assert page.count('<li class="tag error">') == 1
    assert "Odwołane: Prowadząca zachorowała &lt;b&gt;" in page
    assert REASON not in page


@pytest.mark.parametrize(
    ("view", "found"),
    [
        ("widok=dzien&data=2026-12-10", [date(2026, 12, 10)]),
        ("widok=weekend&data=2026-12-10", []),
        ("widok=tydzien&data=2026-12-10", [10]),
        ("widok=lista&data=2027-01-01", [date(2027, 1, 7), date(2027, 1, 14)]),
    ],
)
def test_each_view_shows_the_dates_of_its_days(client: Client, choir: EventPage, view: str, found: list[Any]) -> None:
    response = client.get(f"/pl/kalendarz/?{view}")
    if "tydzien" in view:
        assert list(cells(response)) == found
    else:
        assert [row.first_day for row in listed(response)] == found
    if "weekend" in view:
        assert response.context["coming"]["url"] == "?widok=dzien&data=2026-12-17"


def test_the_year_counts_dates_by_month_and_by_place_and_leads_on(client: Client, choir: EventPage) -> None:
    response = client.get("/pl/kalendarz/?widok=rok")
    months = [month["count"] for month in response.context["months"]]
    assert months == [*[""] * 10, "3 wydarzenia", "5 wydarzeń"]
    communes, places = response.context["tables"]
    assert [line["total"] for line in communes["lines"]] == [8], "a date in a room is one of its commune"
    rows = {place["label"]: place for place in places["lines"]}
    assert {label: place["total"] for label, place in rows.items()} == {"Mała sala": 1, "Sala prób": 7}
    assert [cell["count"] for cell in rows["Sala prób"]["cells"]] == [*[0] * 10, 3, 4]
    (link,) = [cell["url"] for cell in rows["Mała sala"]["cells"] if cell["url"]]
    assert link == "?miejsce=mala-sala&data=2026-12-01"
    assert cells(client.get(f"/pl/kalendarz/{link}")) == {10: ["Chór"]}
    assert '<th scope="row"><a href="?miejsce=mala-sala&amp;widok=rok&amp;data=2026-01-01" rel="nofollow">Mała sala</a></th>' in text(
        response
    )


def test_the_year_counts_events_elsewhere_by_commune(client: Client, site_tree: SiteTree) -> None:
    from core.models import Territory

    EventPageFactory(parent=site_tree.calendar_slupsk, territory=Territory.objects.get(code="2212062"))
    EventPageFactory(parent=site_tree.calendar_slupsk)
    (table,) = client.get("/pl/kalendarz/?widok=rok").context["tables"]
    places = table["lines"]
    assert [(place["total"], place["url"]) for place in places] == [(1, "?gmina=2212062&widok=rok&data=2026-01-01"), (1, "")]
    assert places[1]["label"] == "pozostałe miejsca"


def test_home_centre_and_profile_list_the_next_dates(client: Client, site_tree: SiteTree, choir: EventPage, club: Organisation) -> None:
    site_tree.cops.add_child(instance=CopPage(title="COP Słupsk", slug="slupsk", organisation=site_tree.slupsk))
    profile = site_tree.ngos.add_child(instance=NgoPage(title="Klub Sąsiedzki", slug="klub", organisation=club))
    (related,) = [item for item in related_lists_for("ngo") if item.name == "coming_events"]
    home = client.get("/pl/")
    lists = {
        "home": home.context["next_events"],
        "centre": client.get("/pl/cop/slupsk/").context["next_events"],
        "profile": related.items(profile, home.wsgi_request),
    }
    for name, rows in lists.items():
        assert [row.first_day.isoformat() for row in rows][:3] == ["2026-11-26", "2026-12-03", "2026-12-10"], name
    marked = {day["day"] for week in home.context["month"]["weeks"] for day in week if day.get("url")}
    assert marked == {12, 19, 26}


def test_an_organisation_that_helps_is_found_as_organiser_too(client: Client, site_tree: SiteTree, choir: EventPage) -> None:
    helper = Organisation.objects.create(kind="ngo", name="Zespół", slug="zespol")
    choir.co_organisers.add(helper)
    choir.save()
    cache.clear()
    response = client.get("/pl/kalendarz/?widok=lista&organizator=zespol")
    assert {row.title for row in listed(response)} == {"Chór"}
    assert ("zespol", "Zespół (1)") in response.context["form"].fields["organizator"].widget.choices
    assert "Zespół" in text(client.get(choir.url))


def test_the_channel_has_an_item_for_each_date(client: Client, choir: EventPage) -> None:
    entries = feedparser.parse(client.get("/pl/kalendarz/rss/").content).entries
    assert len(entries) == 8
    assert entries[0].title == "Odwołane: Chór"
    assert entries[0].summary.startswith("czwartek, 26 listopada 2026, 18:00–20:00. Sala prób. Prowadząca")
    assert len({entry.id for entry in entries}) == 8


@pytest.mark.parametrize("chosen", ["mala-sala", "dom"])
def test_a_place_is_asked_for_by_its_address_with_what_lies_in_it(client: Client, choir: EventPage, chosen: str) -> None:
    house = VenueFactory(name="Dom", slug="dom", bookable=False)
    from events_calendar.models import Venue

    Venue.objects.filter(slug="mala-sala").update(parent=house)
    response = client.get(f"/pl/kalendarz/?widok=lista&miejsce={chosen}")
    assert [row.first_day for row in listed(response)] == [date(2026, 12, 10)]
    (chip,) = response.context["active"]
    assert chip["label"] == ("miejsce: Mała sala (Dom)" if chosen == "mala-sala" else "miejsce: Dom")
    assert len(listed(client.get("/pl/kalendarz/?widok=lista&miejsce=sala"))) == 8, "words, and the place's own name in them"


def test_english_lists_find_their_pages_and_read_the_dates_of_the_source(client: Client, site_tree: SiteTree, choir: EventPage) -> None:
    english = Locale.objects.get(language_code="en")
    for above in (site_tree.calendar, site_tree.calendar_slupsk):
        above.copy_for_translation(english, copy_parents=True).save_revision().publish()
    with override("pl"):
        meeting = in_english(choir)
    EventPageFactory(parent=site_tree.calendar_slupsk, title="Tylko po polsku", rule="FREQ=DAILY;COUNT=5")
    cache.clear()
    response = client.get("/en/kalendarz/?widok=lista")
    rows = listed(response)
    assert {row.page.pk for row in rows} == {meeting.pk}
    assert [row.first_day for row in rows][:2] == [date(2026, 11, 26), date(2026, 12, 3)]
    assert rows[0].cancelled
    assert "Meeting" in text(response)
    assert "1 nadchodzące wydarzenie opisano tylko po polsku" in text(response) or response.context["untranslated"] is not None
    page = client.get(meeting.url)
    assert page.context["dates"].ahead_count == 8
    assert page.context["row"].first_day == date(2026, 12, 3)


def test_the_page_of_a_series_tells_all_its_dates(client: Client, choir: EventPage) -> None:
    response = client.get(choir.url)
    page = text(response)
    told = response.context["dates"]
    assert (told.ahead_count, told.past_count) == (8, 2)
    assert response.context["row"].first_day == date(2026, 12, 3), "a cancelled date is not the next one"
    assert "czwartek, 3 grudnia 2026, 19:00–21:00" in page
    assert page.count("<time datetime=") >= 8
    assert "2 terminy już były" in page or "2 terminów już było" in page
    assert "Prowadząca zachorowała &lt;b&gt;" in page
    assert "w serii" in page
    assert "zmieniony termin" in page
    assert "Mała sala" in page


def test_more_than_ten_dates_unfold(client: Client, site_tree: SiteTree) -> None:
    event = EventPageFactory(parent=site_tree.calendar_slupsk, start=at("2026-11-25 18:00"), rule="FREQ=DAILY;COUNT=14")
    page = text(client.get(event.url))
    assert re.search(r'<details class="more-dates"><summary>Pokaż jeszcze 4 termin\w*</summary>', page)


def test_a_cancelled_event_says_so_on_top_and_in_lists(client: Client, site_tree: SiteTree) -> None:
    event = EventPageFactory(parent=site_tree.calendar_slupsk, title="Zlot", cancelled=True, cancel_reason="Zabrakło pieniędzy.")
    page = text(client.get(event.url))
    assert "To wydarzenie zostało odwołane" in page
    assert "Zabrakło pieniędzy." in page
    assert "Dodaj do swojego kalendarza" not in page
    (row,) = listed(client.get("/pl/kalendarz/?widok=lista"))
    assert row.cancelled
    assert row.reason == "Zabrakło pieniędzy."
    data = machine(client, event)
    assert data["eventStatus"] == "https://schema.org/EventCancelled"


def machine(client: Client, event: EventPage) -> dict[str, Any]:
    html = client.get(event.url).content.decode()
    scripts = [json.loads(script) for script in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)]
    (data,) = [item for item in scripts if item["@type"] == "Event"]
    return data


def test_machines_read_the_rule_the_exceptions_and_each_date(client: Client, choir: EventPage) -> None:
    choir.accessibility = ["step_free"]
    choir.dates.add(EventDate(change="excluded", original=at("2026-12-24 18:00")))
    choir.save()
    cache.clear()
    data = machine(client, choir)
    assert data["startDate"] == "2026-12-03T19:00:00+01:00"
    assert data["eventStatus"] == "https://schema.org/EventRescheduled"
    assert data["previousStartDate"] == "2026-12-03T18:00:00+01:00"
    assert data["location"]["amenityFeature"] == [{"@type": "LocationFeatureSpecification", "name": "wejście bez stopni", "value": True}]
    assert data["organizer"]["name"] == "Klub Sąsiedzki"
    schedule = data["eventSchedule"]
    assert (schedule["repeatFrequency"], schedule["repeatCount"], schedule["startTime"]) == ("P1W", 10, "18:00:00")
    assert schedule["exceptDate"] == ["2026-11-26T18:00:00+01:00", "2026-12-24T18:00:00+01:00"]
    assert [one["startDate"][:10] for one in data["subEvent"]][:3] == ["2026-11-26", "2026-12-03", "2026-12-10"]
    assert data["subEvent"][0]["eventStatus"].endswith("EventCancelled")
    assert data["subEvent"][2]["location"]["name"] == "Mała sala"


def test_the_search_is_told_the_next_date_and_of_what_is_over_the_last(choir: EventPage, site_tree: SiteTree) -> None:
    assert choir.search_fields_of_kind()["date"] == at("2026-12-03 19:00")
    gone = EventPageFactory(parent=site_tree.calendar_slupsk, start=at("2026-10-01 18:00"), rule="FREQ=WEEKLY;COUNT=3")
    assert gone.search_fields_of_kind()["date"] == at("2026-10-15 18:00")
    assert gone.is_over()
    assert not choir.is_over()


def test_of_chosen_events_each_stands_once_at_its_next_date(choir: EventPage, site_tree: SiteTree) -> None:
    gone = EventPageFactory(parent=site_tree.calendar_slupsk, start=at("2026-10-01 18:00"), rule="FREQ=WEEKLY;COUNT=3")
    rows = Programme.of(EventPage.objects.filter(pk__in=[choir.pk, gone.pk])).next_of_each()
    assert [(row.pk, row.first_day) for row in rows] == [(gone.pk, date(2026, 10, 15)), (choir.pk, date(2026, 12, 3))]


def test_a_preview_tells_the_dates_of_the_draft(choir: EventPage) -> None:
    choir.rule = "FREQ=WEEKLY;COUNT=4"
    response = choir.make_preview_request()
    assert "26 listopada 2026" in text(response)
    assert "14 stycznia 2027" not in text(response)


def test_a_page_that_is_no_longer_live_is_in_no_list(client: Client, choir: EventPage) -> None:
    choir.unpublish()
    cache.clear()
    assert cells(client.get("/pl/kalendarz/?data=2026-12-03")) == {}


def test_the_chosen_day_is_marked(client: Client, choir: EventPage) -> None:
    page = text(client.get("/pl/kalendarz/?data=2026-12-10"))
    assert page.count("wybrany dzień") == 1
    assert 'id="d-2026-12-10"' in page
    assert "wybrany dzień" not in text(client.get("/pl/kalendarz/"))
    current = [link["label"] for link in client.get("/pl/kalendarz/?widok=dzien&data=2026-12-10").context["quick"] if link["current"]]
    assert current == ["10 grudnia"]


@pytest.mark.parametrize("view", ["", "tydzien", "lista", "dzien", "rok"])
def test_a_date_pressed_in_the_calendar_is_the_one_marked_on_the_series_page(client: Client, choir: EventPage, view: str) -> None:
    day = "2026-12-17"
    row = choir.occurrences.get(first_day=day)
    html = client.get(f"/pl/kalendarz/?widok={view}&data={day}").content.decode()
    assert f'/chor/#termin-{row.pk}"' in html
    assert f'<li id="termin-{row.pk}">' in client.get(choir.url).content.decode()


def test_an_event_with_one_date_keeps_its_plain_address(client: Client, site_tree: SiteTree) -> None:
    EventPageFactory(parent=site_tree.calendar_slupsk, title="Bal", slug="bal", start=at("2026-12-17 18:00"))
    html = client.get("/pl/kalendarz/?data=2026-12-17").content.decode()
    assert '/bal/"' in html
    assert "/bal/#" not in html
