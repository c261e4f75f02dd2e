"""Where a request is for, and the words of mistakes on all pages of the wizard."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from events_calendar.models import Reservation, SlotRequestDraft, Venue, VenueException, VenueHours
from events_calendar.wizard_forms import WhatForm
from tests.accounts.factories import People
from tests.events_calendar.factories import VenueFactory
from tests.events_calendar.test_requests import ask
from tests.events_calendar.wizard_pages import WHAT, WHEN, WHERE, begin, fill, page, refused, send, step
from tests.measure import queries

if TYPE_CHECKING:
    from events_calendar.venue_choice import Offer

pytestmark = pytest.mark.django_db


# --- Where


def test_places_say_whether_they_are_free_and_can_be_narrowed(ngo: Client, people: People, room: Venue) -> None:
    small = VenueFactory(name="Kącik", slug="kacik", capacity=5)
    VenueFactory(name="Sala B", slug="sala-b", capacity=200)
    ask(people, room)
    draft = begin(ngo)
    assert "Gdy podasz dzień i godziny" in page(ngo, step(draft, "gdzie"))
    ngo.post(step(draft, "co"), WHAT)
    ngo.post(step(draft, "kiedy"), WHEN)
    text = page(ngo, step(draft, "gdzie"))
    assert "Sala A: wtorek, 1 grudnia 2026, 18:00–20:00 o ten termin prosi już ktoś inny." in text
    assert small.name not in text, "twenty people do not fit in"
    free_first = [offer.venue.slug for offer in ngo.get(step(draft, "gdzie")).context["form"].offers.values()]
    assert free_first == ["sala-b", "sala-a"]
    ngo.post(step(draft, "gdzie"), {"people": "100", "only_free": "on", "venue": "", "equipment": ["sound"], "pokaz": "1"})
    form = ngo.get(step(draft, "gdzie")).context["form"]
    assert sorted(form.offers) == ["sala-b"]
    assert form["equipment"].value() == ["sound"], "what was ticked stays"


def offered(client: Client, draft: SlotRequestDraft) -> dict[str, Offer]:
    """What the page "Gdzie" knows of each place."""
    return client.get(step(draft, "gdzie")).context["form"].offers


def test_of_a_series_a_place_speaks_of_all_its_dates(ngo: Client, people: People, room: Venue) -> None:
    VenueFactory(name="Sala B", slug="sala-b")
    shut = VenueFactory(name="Sala C", slug="sala-c", hours=[VenueHours(weekday=1, opens=time(8), closes=time(22))])
    days = [date(2026, 12, 1) + timedelta(weeks=number) for number in range(11)]
    for day in days[2:7]:
        VenueException.objects.create(venue=shut, first_day=day, last_day=day, reason="remont")
    for day in days[1:3]:
        ask(people, room, f"{day} 18:00")
    draft = begin(ngo)
    ngo.post(step(draft, "co"), WHAT)
    ngo.post(step(draft, "kiedy"), {**WHEN, "repeat": "weekly", "repeat_count": "11"})
    text = page(ngo, step(draft, "gdzie"))
    for words in (
        "wolne we wszystkich 11 terminach",
        "wolne w 9 z 11 terminów",
        "Zajęte: 8 grudnia 2026, 15 grudnia 2026",
        "wolne w 6 z 11 terminów",
        "Zamknięte: 15 grudnia 2026, 22 grudnia 2026, 29 grudnia 2026, 5 stycznia 2027 i jeszcze 1 termin",
        "Co wtorek, 11 razy",
        "i jeszcze 5 terminów",
        "Sprawdziliśmy, co jest wolne we wszystkich 11 terminach.",
    ):
        assert words in text, words
    assert list(offered(ngo, draft)) == ["sala-b", "sala-a", "sala-c"], "the one that is free most often first"
    ngo.post(step(draft, "gdzie"), {"only_free": "on", "venue": "", "pokaz": "1"})
    assert list(offered(ngo, draft)) == ["sala-b"]


def test_a_series_that_reaches_too_far_is_told_beside_the_place(ngo: Client, room: Venue) -> None:
    Venue.objects.filter(pk=room.pk).update(furthest_days=60)
    draft = begin(ngo)
    ngo.post(step(draft, "kiedy"), {**WHEN, "repeat": "weekly", "repeat_count": "11"})
    offer = offered(ngo, draft)["sala-a"]
    assert (offer.verdict, offer.is_free) == ("wolne we wszystkich 11 terminach", False)
    assert offer.problem == "Sala A: terminy można rezerwować do 23 stycznia 2027."


def test_places_cost_the_same_for_one_date_and_for_fifty(ngo: Client, room: Venue) -> None:
    def cost(**repeats: str) -> int:
        draft = begin(ngo)
        ngo.post(step(draft, "kiedy"), {**WHEN, **repeats})
        return len(queries(ngo, step(draft, "gdzie")))

    few = cost()
    VenueFactory.create_batch(5)
    assert cost(repeat="weekly", repeat_count="50") == few


def test_accessibility_comes_with_the_place_and_is_completed(ngo: Client, room: Venue) -> None:
    building = VenueFactory(name="Dom", slug="dom", bookable=False, accessibility=["step_free", "lift"])
    Venue.objects.filter(pk=room.pk).update(parent=building)
    draft = fill(ngo, begin(ngo), accessibility=["pjm"])
    text = page(ngo, step(draft, "gdzie"))
    assert "Tak opisuje to miejsce jego gospodarz" in text
    assert 'value="step_free"' not in text
    event = send(ngo, draft)
    assert event.accessibility == ["step_free", "lift", "pjm"]


def test_an_interpreter_whom_a_place_offers_on_request_comes_only_when_ordered(ngo: Client, room: Venue) -> None:
    offer = "Na prośbę: tłumaczenie na polski język migowy (PJM)"
    fields = {"accessibility": ["step_free", "pjm"], "accessibility_note": "Tłumaczenie na PJM zamów pięć dni wcześniej."}
    Venue.objects.filter(pk=room.pk).update(**fields)
    draft = fill(ngo, begin(ngo), accessibility=[])
    text = page(ngo, step(draft, "gdzie"))
    for words in (offer, fields["accessibility_note"], "Gdy to zamówisz, zaznacz niżej."):
        assert words in text, words
    assert 'value="pjm"' in text
    assert offer in page(ngo, step(draft, "sprawdz"))
    assert send(ngo, draft).accessibility == ["step_free"]
    ordered = fill(ngo, begin(ngo), day="2026-12-02", accessibility=["pjm"])
    text = page(ngo, step(ordered, "sprawdz"))
    assert "Od organizacji: tłumaczenie na polski język migowy (PJM)" in text
    assert offer not in text
    assert send(ngo, ordered).accessibility == ["step_free", "pjm"]


def test_the_rules_of_a_place_are_read_before_the_request_is_sent(ngo: Client, room: Venue) -> None:
    hall = VenueFactory(name="Dom", slug="dom", terms="Zbiórek i sprzedaży tu nie prowadzimy.", terms_en="No sales.")
    Venue.objects.filter(pk=room.pk).update(parent=hall)
    draft = fill(ngo, begin(ngo))
    assert '<a class="place-page" href="/pl/kalendarz/miejsca/sala-a/">' in page(ngo, step(draft, "gdzie"))
    text = page(ngo, step(draft, "sprawdz"))
    assert "<p>Zbiórek i sprzedaży tu nie prowadzimy.</p>" in text
    assert '<a href="/pl/kalendarz/miejsca/sala-a/">Sala A (Dom)</a>' in text
    Venue.objects.filter(pk=room.pk).update(terms="Zostaw porządek.")
    assert "<p>Zostaw porządek.</p>" in page(ngo, step(draft, "sprawdz"))


def test_no_request_goes_without_a_word_on_accessibility(ngo: Client, room: Venue) -> None:
    draft = begin(ngo)
    assert "accessibility" in refused(ngo, step(draft, "gdzie"), {"venue": "sala-a"}).context["form"].errors
    assert ngo.post(step(draft, "gdzie"), {"venue": "sala-a", "accessibility_note": "Trzy stopnie."}).status_code == 302


def test_a_place_of_ones_own_needs_a_name_and_a_commune(ngo: Client, people: People) -> None:
    draft = begin(ngo)
    errors = refused(ngo, step(draft, "gdzie"), {"venue": "inne", "accessibility": ["lift"]}).context["form"].errors
    assert {"place_name", "territory"} == errors.keys()
    fill(ngo, draft, venue="inne", place_name="Świetlica", territory="2263011", address="Leśna 1")
    event = send(ngo, draft)
    assert (event.venue, event.place_name, event.address, event.territory.code) == (None, "Świetlica", "Leśna 1", "2263011")
    assert not Reservation.objects.filter(event=event).exists()


def test_a_meeting_on_the_internet_needs_no_place(ngo: Client, people: People) -> None:
    event = send(ngo, fill(ngo, begin(ngo), venue="internet", accessibility=[]))
    assert event.is_online
    assert event.accessibility == ["online"]


def test_a_place_that_is_no_more_is_asked_about_again(ngo: Client, room: Venue) -> None:
    draft = fill(ngo, begin(ngo))
    room.delete()
    assert ngo.get(step(draft, "sprawdz"))["Location"] == step(draft, "gdzie")
    assert "Wybierz inną z listy" in page(ngo, step(draft, "gdzie"))


def test_without_a_place_only_the_place_is_missing(ngo: Client, room: Venue) -> None:
    draft = fill(ngo, begin(ngo))
    assert set(refused(ngo, step(draft, "gdzie"), {"venue": ""}).context["form"].errors) == {"venue"}
    assert set(refused(ngo, step(draft, "gdzie"), {"venue": "inne"}).context["form"].errors) == {"accessibility", "place_name", "territory"}


# --- Words of mistakes


def test_a_choice_is_asked_for_as_one(ngo: Client, room: Venue) -> None:
    draft = begin(ngo)
    what = refused(ngo, step(draft, "co"), {}).context["form"]
    for name in ("kind", "attendance", "free"):
        assert str(what.errors[name][0]).startswith("Wybierz"), name
    assert what.errors["title"] == ["Wypełnij to pole."]
    assert refused(ngo, step(draft, "gdzie"), {}).context["form"].errors["venue"] == ["Wybierz miejsce."]


@pytest.mark.parametrize(
    ("slug", "fields", "name"),
    [
        ("co", {**WHAT, "attendance": "sign_up"}, "sign_up"),
        ("co", {**WHAT, "free": "nie"}, "price"),
        ("kiedy", {**WHEN, "repeat": "weekly"}, "repeat_until"),
        ("gdzie", {**WHERE, "venue": "inne"}, "place_name"),
        ("gdzie", {**WHERE, "venue": "inne"}, "territory"),
    ],
)
def test_what_another_answer_makes_required_does_not_say_that_it_is_optional(
    ngo: Client, room: Venue, slug: str, fields: dict[str, Any], name: str
) -> None:
    draft = begin(ngo)
    label = re.compile(rf'<label for="id_{name}">[^<]*<span class="optional">')
    text = page(ngo, step(draft, slug))
    assert label.search(text)
    assert re.search(rf'id="id_{name}_helptext">Potrzebne, gdy', text)
    text = refused(ngo, step(draft, slug), fields).content.decode()
    assert f'id="id_{name}_error"' in text
    assert not label.search(text)


def test_who_mends_it_finds_the_field_optional_again() -> None:
    assert not WhatForm({**WHAT, "attendance": "open"}).fields["sign_up"].required
