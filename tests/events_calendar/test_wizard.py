"""The pages on which one asks for a slot: nothing typed is lost, nothing is sent twice, nobody sees another's draft."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Membership, Organisation, User
from events_calendar.models import EventPage, Reservation, SlotRequestDraft, Venue, WaitingEntry
from events_calendar.services import drafts, request_state, requests
from events_calendar.services.request_state import State
from events_calendar.wizard_forms import WhatForm, WhenForm, WhereForm
from tests.accounts.factories import People, make_people
from tests.events_calendar.factories import VenueFactory, at
from tests.events_calendar.test_requests import ask
from tests.events_calendar.wizard_pages import WHAT, WHEN, WHERE, begin, fill, send
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db
START = "/pl/kalendarz/zglos/"


@pytest.fixture
def people(site_tree: SiteTree) -> People:
    from accounts.models import CopCommune

    made = make_people(site_tree)
    CopCommune.objects.create(cop=site_tree.slupsk, territory=site_tree.slupsk.territory)
    return made


@pytest.fixture
def room(people: People) -> Venue:
    return VenueFactory(name="Sala A", slug="sala-a")


@pytest.fixture
def ngo(client: Client, people: People) -> Client:
    client.force_login(people.ngo_owner)
    return client


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code, answer.get("Location"))
    return answer.content.decode().replace("\u00a0", " ")


def step(draft: SlotRequestDraft, slug: str) -> str:
    return f"{START}{draft.pk}/{slug}/"


# --- Beginning


def test_the_log_in_returns_here_with_the_place_that_was_chosen(client: Client, people: People, room: Venue) -> None:
    answer = client.get(f"{START}?miejsce=sala-a")
    assert answer.status_code == 302
    assert answer["Location"] == "/pl/konto/login/?next=/pl/kalendarz/zglos/%3Fmiejsce%3Dsala-a"


def test_who_has_no_organisation_is_told_how_to_get_one(client: Client, people: People) -> None:
    client.force_login(people.resident)
    text = page(client, START)
    assert 'href="/pl/cop/"' in text
    assert people.resident.email in text
    client.post(START)
    assert not SlotRequestDraft.objects.exists()


def test_one_organisation_is_not_asked_about_and_of_several_one_is_chosen(ngo: Client, people: People) -> None:
    assert 'name="organizacja"' not in page(ngo, START)
    assert begin(ngo).organisation == people.ngo
    second = Organisation.objects.create(kind="ngo", name="Klub Żagiel", slug="zagiel")
    Membership.objects.create(user=people.ngo_owner, organisation=second)
    assert ngo.post(START).status_code == 422
    assert ngo.post(START, {"organizacja": "slupsk"}).status_code == 422, "not one of theirs"
    assert begin(ngo, organizacja="zagiel").organisation == second


def test_the_place_and_the_day_of_a_link_stand_in_the_draft(ngo: Client, room: Venue) -> None:
    assert "Sala A" in page(ngo, f"{START}?miejsce=sala-a&data=2026-12-03")
    draft = begin(ngo, miejsce="sala-a", data="2026-12-03")
    assert 'value="2026-12-03"' in page(ngo, step(draft, "kiedy"))
    assert ngo.get(step(draft, "gdzie")).context["form"].chosen == room
    for wrong in ({"miejsce": "nie-ma"}, {"data": "jutro"}, {"data": "2020-01-01"}, {"miejsce": "a\x00b"}):
        draft = begin(ngo, **wrong)
        assert "gdzie" not in draft.data
        assert "kiedy" not in draft.data


def test_a_copy_has_everything_but_the_day(ngo: Client, people: People, room: Venue) -> None:
    old = ask(people, room, description="Pierwszy & <b>akapit</b>\n\nDrugi", equipment=["projector"], setup_minutes=30, gives_back="Ciasto")
    draft = begin(ngo, wzor=str(old.pk))
    what = ngo.get(step(draft, "co")).context["form"]
    assert what["title"].value() == old.title
    assert what["description"].value() == "Pierwszy & <b>akapit</b>\n\nDrugi"
    assert what["gives_back"].value() == "Ciasto"
    when = ngo.get(step(draft, "kiedy")).context["form"]
    assert (when["day"].value(), when["start"].value(), when["setup_minutes"].value()) == ("", "18:00", "30")
    assert ngo.get(step(draft, "gdzie")).context["form"]["equipment"].value() == ["projector"]


def test_nobody_copies_what_another_organisation_asked_for(ngo: Client, people: People, room: Venue) -> None:
    other = Organisation.objects.create(kind="ngo", name="Inna", slug="inna")
    Membership.objects.create(user=people.resident, organisation=other)
    theirs = requests.submit(people.resident, other, _data(room))
    assert "co" not in begin(ngo, wzor=str(theirs.pk)).data.get("tried", ())
    assert "Cudze" not in str(SlotRequestDraft.objects.get().data), "there is nothing to copy, so nothing is asked"
    ask(people, room)
    assert ngo.post(START, {"wzor": theirs.pk}).status_code == 422, "not in the list"
    with pytest.raises(requests.RequestRefused):
        drafts.start(people.ngo_owner, people.ngo, example=theirs)


def _data(room: Venue) -> requests.RequestData:
    begins = at("2026-12-05 10:00")
    return requests.RequestData(
        title="Cudze", summary="Cudze.", start=begins, end=begins + timedelta(hours=1), venue=room, accessibility=["lift"]
    )


def test_twenty_open_drafts_are_enough(ngo: Client, people: People) -> None:
    for _number in range(drafts.MOST_DRAFTS):
        begin(ngo)
    answer = ngo.post(START)
    assert answer.status_code == 422
    assert "20 zaczętych próśb" in answer.content.decode()
    assert SlotRequestDraft.objects.count() == drafts.MOST_DRAFTS


# --- The whole way


def test_four_pages_make_a_request(ngo: Client, people: People, room: Venue) -> None:
    draft = fill(ngo, begin(ngo), description="Pierwszy akapit", setup_minutes="30", co_organisers=f"{people.office.name}\nKoło z Bierkowa")
    text = page(ngo, step(draft, "sprawdz"))
    assert "wtorek, 1 grudnia 2026, 18:00–20:00" in text
    assert "Urząd Gminy Kobylnica, Koło z Bierkowa" in text
    event = send(ngo, draft)
    assert request_state.state_of(event) == State.SUBMITTED
    assert (event.title, event.start, event.venue, event.headcount) == (WHAT["title"], at("2026-12-01 18:00"), room, 20)
    assert (event.organiser, event.setup_minutes) == (people.ngo, 30)
    assert list(event.co_organisers.all()) == [people.office]
    assert event.co_organisers_note == "Koło z Bierkowa"
    assert not SlotRequestDraft.objects.exists()
    assert "Termin jest wstępnie zajęty" in page(ngo, f"/pl/moje/terminy/{event.pk}/")


def test_at_most_twelve_fields_are_required() -> None:
    forms = (WhatForm(), WhenForm(), WhereForm(offers=[], communes=[], nearby=[]))
    needed = [name for form in forms for name, field in form.fields.items() if field.required]
    assert len(needed) <= 12, needed


def test_each_page_leads_to_the_next_and_back_to_the_check_once_all_are_done(ngo: Client, room: Venue) -> None:
    draft = begin(ngo)
    answer = ngo.post(step(draft, "co"), WHAT)
    assert answer["Location"] == step(draft, "kiedy")
    assert ngo.post(step(draft, "kiedy"), WHEN)["Location"] == step(draft, "gdzie")
    assert ngo.post(step(draft, "gdzie"), WHERE)["Location"] == step(draft, "sprawdz")
    assert ngo.post(step(draft, "co"), {**WHAT, "title": "Inna nazwa"})["Location"] == step(draft, "sprawdz")
    assert "Inna nazwa" in page(ngo, step(draft, "sprawdz"))


def test_the_last_page_waits_for_the_others(ngo: Client, room: Venue) -> None:
    draft = begin(ngo)
    ngo.post(step(draft, "co"), WHAT)
    assert ngo.get(step(draft, "sprawdz"))["Location"] == step(draft, "kiedy")
    assert ngo.post(step(draft, "sprawdz"), {"wyslij": "1"})["Location"] == step(draft, "kiedy")
    assert not EventPage.objects.filter(is_request=True).exists()


def test_what_was_typed_stays_though_it_is_wrong(ngo: Client, people: People) -> None:
    draft = begin(ngo)
    answer = ngo.post(step(draft, "kiedy"), {"day": "31.02.2026", "start": "25:00", "end": "20:00", "repeat_added": "kiedyś"})
    assert answer.status_code == 422
    form = ngo.get(step(draft, "kiedy")).context["form"]
    assert (form["day"].value(), form["start"].value(), form["repeat_added"].value()) == ("31.02.2026", "25:00", "kiedyś")
    assert {"day", "start"} <= form.errors.keys()
    text = answer.content.decode()
    assert '<input type="text" name="day" value="31.02.2026"' in text, "a date field would show nothing"
    assert 'aria-describedby="id_day_error"' in text
    assert 'href="#id_day"' in text


@pytest.mark.parametrize(("button", "leads"), [("wstecz", "co"), ("pozniej", "moje"), ("pokaz", "gdzie")])
def test_other_buttons_keep_the_page_too_and_tell_no_mistakes(ngo: Client, button: str, leads: str) -> None:
    draft = begin(ngo)
    slug = "gdzie" if button == "pokaz" else "kiedy"
    fields = {"place_name": "Świetlica", "venue": ""} if slug == "gdzie" else {"day": "pojutrze"}
    answer = ngo.post(step(draft, slug), {**fields, button: "1"})
    assert f"/{leads}/" in answer["Location"]
    form = ngo.get(step(draft, slug)).context["form"]
    assert form[next(iter(fields))].value() == next(iter(fields.values()))
    assert not form.errors


def test_an_old_page_posted_after_later_ones_changes_only_itself(ngo: Client, room: Venue) -> None:
    """The back button: the first page, still open in the browser, is sent once more."""
    draft = fill(ngo, begin(ngo))
    ngo.post(step(draft, "co"), {**WHAT, "title": "Z powrotem"})
    event = send(ngo, draft)
    assert (event.title, event.start) == ("Z powrotem", at("2026-12-01 18:00"))


# --- Sent once


def test_sent_twice_it_is_one_request_and_every_page_leads_there(ngo: Client, room: Venue) -> None:
    draft = fill(ngo, begin(ngo))
    event = send(ngo, draft)
    for answer in (
        ngo.post(step(draft, "sprawdz"), {"wyslij": "1", "key": str(draft.key)}),
        ngo.get(step(draft, "sprawdz")),
        ngo.post(step(draft, "co"), WHAT),
    ):
        assert answer["Location"] == f"/pl/moje/terminy/{event.pk}/"
    assert EventPage.objects.filter(is_request=True).count() == 1


def test_another_browser_of_the_same_person_is_led_there_by_the_forms_key(ngo: Client, people: People, room: Venue) -> None:
    draft = fill(ngo, begin(ngo))
    event = send(ngo, draft)
    other = Client()
    other.force_login(people.ngo_owner)
    assert other.post(step(draft, "sprawdz"), {"wyslij": "1", "key": str(draft.key)})["Location"] == f"/pl/moje/terminy/{event.pk}/"
    assert other.post(step(draft, "sprawdz"), {"wyslij": "1", "key": "nie-klucz"}).status_code == 404
    stranger = Client()
    stranger.force_login(people.resident)
    assert stranger.post(step(draft, "sprawdz"), {"wyslij": "1", "key": str(draft.key)}).status_code == 404


# --- Whose


def test_a_draft_of_somebody_else_is_not_there(ngo: Client, people: People, room: Venue) -> None:
    draft = fill(ngo, begin(ngo))
    stranger = Client()
    stranger.force_login(people.resident)
    # Not even of one's own organisation: a draft is its author's.
    colleague = Client()
    colleague.force_login(_colleague(people))
    for client in (stranger, colleague):
        for slug in ("co", "kiedy", "gdzie", "sprawdz", "usun"):
            assert client.get(step(draft, slug)).status_code == 404
            assert client.post(step(draft, slug), {"wyslij": "1"}).status_code == 404
    assert SlotRequestDraft.objects.filter(pk=draft.pk).exists()
    for path in (f"{START}99999999999999999999/co/", f"{START}{draft.pk}/nie-ma/"):
        assert ngo.get(path).status_code == 404


def _colleague(people: People) -> User:
    user = User.objects.create_user("kolega@example.org", "tajne-haslo")
    Membership.objects.create(user=user, organisation=people.ngo)
    return user


def test_who_left_the_organisation_cannot_send(ngo: Client, people: People, room: Venue) -> None:
    draft = fill(ngo, begin(ngo))
    Membership.objects.filter(user=people.ngo_owner).delete()
    answer = ngo.post(step(draft, "sprawdz"), {"wyslij": "1", "key": str(draft.key)})
    assert answer.status_code == 409
    assert "Nie działasz w\u00a0imieniu tej organizacji" in answer.content.decode()
    assert SlotRequestDraft.objects.filter(pk=draft.pk).exists()


def test_a_draft_is_thrown_away_after_a_question(ngo: Client) -> None:
    draft = begin(ngo)
    assert "nie da się go przywrócić" in page(ngo, step(draft, "usun"))
    assert ngo.post(step(draft, "usun"))["Location"] == "/pl/moje/"
    assert not SlotRequestDraft.objects.exists()


def test_an_expired_session_keeps_the_page(client: Client, people: People, room: Venue) -> None:
    client.force_login(people.ngo_owner)
    draft = begin(client)
    client.logout()
    answer = client.post(step(draft, "co"), {**WHAT, "title": "Nie zgub mnie"})
    assert answer["Location"].startswith("/pl/konto/login/?next=")
    client.force_login(people.ngo_owner)
    text = page(client, step(draft, "co"))
    assert 'value="Nie zgub mnie"' in text
    assert "Twój tekst czekał" in text


# --- When


HOURS: dict[str, tuple[dict[str, Any], str]] = {
    "end before start": ({"start": "18:00", "end": "17:00"}, "end"),
    "no length": ({"start": "18:00", "end": "18:00"}, "end"),
    "past": ({"day": "2026-11-23"}, "day"),
    "past today": ({"day": "2026-11-24", "start": "9:00", "end": "10:00"}, "start"),
    "32 days": ({"last_day": "2027-01-02"}, "last_day"),
    "last day first": ({"last_day": "2026-11-30"}, "last_day"),
    "missing hour": ({"day": "2027-03-28", "start": "02:30", "end": "05:00"}, "start"),
    "missing hour at the end": ({"day": "2027-03-28", "start": "01:00", "end": "02:30"}, "end"),
    "hour that comes twice": ({"day": "2027-10-31", "start": "02:30", "end": "05:00"}, "start"),
    "no day": ({"day": ""}, "day"),
    "no hours": ({"start": "", "end": ""}, "start"),
    "31 February": ({"day": "2027-02-31"}, "day"),
    "year 9999": ({"day": "9999-12-31"}, "day"),
    "year 1": ({"day": "0001-01-01"}, "day"),
    "further date past": ({"repeat_added": "2026-11-01"}, "repeat_added"),
    "further date twice": ({"repeat_added": "8.12.2026\n8.12.2026 18:00-20:00"}, "repeat_added"),
    "further date unclear": ({"repeat_added": "co drugi wtorek"}, "repeat_added"),
    "further date turned round": ({"repeat_added": "8.12.2026 18:00-17:00"}, "repeat_added"),
    "further date in a missing hour": ({"repeat_added": "28.3.2027 2:30-4:00"}, "repeat_added"),
    "too many further dates": (
        {"repeat_added": "\n".join(f"{day}.{month}.2027" for month in (1, 3) for day in range(1, 29))},
        "repeat_added",
    ),
}


@pytest.mark.parametrize("case", HOURS)
def test_a_wrong_time_is_told_beside_its_field(case: str) -> None:
    fields, name = HOURS[case]
    form = WhenForm({**WHEN, **fields})
    assert not form.is_valid()
    assert name in form.errors, form.errors


def span(**fields: Any) -> tuple[Any, Any]:
    form = WhenForm({**WHEN, **fields})
    assert form.is_valid(), form.errors
    values = form.values()
    return values["start"], values["end"]


def test_an_end_after_midnight_is_the_night_of_the_first_day() -> None:
    assert span(start="20:00", end="1:30") == (at("2026-12-01 20:00"), at("2026-12-02 01:30"))
    assert span(start="20:00", end="0:00") == (at("2026-12-01 20:00"), at("2026-12-02 00:00"))
    assert span(last_day="2026-12-03", end="15.00") == (at("2026-12-01 18:00"), at("2026-12-03 15:00"))


def test_whole_days_need_no_hours() -> None:
    assert span(all_day="on", start="", end="", last_day="2026-12-02") == (at("2026-12-01 00:00"), at("2026-12-02 23:59"))


def test_an_hour_that_comes_twice_is_asked_about_and_answered() -> None:
    night = {"day": "2027-10-31", "start": "02:30", "end": "05:00"}
    form = WhenForm({**WHEN, **night})
    assert "clock" in form.fields
    assert "dwa razy" in str(form.errors["start"])
    first, second = span(**night, clock="0")[0], span(**night, clock="1")[0]
    assert second - first == timedelta(hours=1)
    assert "clock" not in WhenForm(WHEN).fields


def test_further_dates_have_their_own_hours_or_those_of_the_first() -> None:
    form = WhenForm({**WHEN, "repeat_added": "15.12.2026\n8.12.2026 17:00-19:00"})
    assert form.is_valid(), form.errors
    assert form.values()["added"] == [
        (at("2026-12-08 17:00"), at("2026-12-08 19:00")),
        (at("2026-12-15 18:00"), at("2026-12-15 20:00")),
    ]


def test_several_dates_hold_their_slots(ngo: Client, room: Venue) -> None:
    event = send(ngo, fill(ngo, begin(ngo), repeat_added="8.12.2026"))
    starts = Reservation.objects.blocking().filter(event=event).order_by("start").values_list("start", flat=True)
    assert list(starts) == [at("2026-12-01 18:00"), at("2026-12-08 18:00")]


def test_a_rule_holds_its_dates_and_says_which_it_goes_without(ngo: Client, people: People, room: Venue) -> None:
    ask(people, room, "2026-12-15 18:00")
    draft = fill(ngo, begin(ngo), repeat="weekly", repeat_count="4")
    text = page(ngo, step(draft, "sprawdz"))
    assert "Te terminy z serii są zajęte, więc odpadną" in text
    event = send(ngo, draft)
    starts = Reservation.objects.blocking().filter(event=event).order_by("start").values_list("start", flat=True)
    assert list(starts) == [at("2026-12-01 18:00"), at("2026-12-08 18:00"), at("2026-12-22 18:00")]
    again = drafts.change(people.ngo_owner, event)
    assert (again.data["kiedy"]["repeat"], again.data["kiedy"]["repeat_count"]) == (["weekly"], ["4"])


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"repeat": "weekly", "repeat_count": "4", "repeat_until": "2027-01-01"}, "repeat_count"),
        ({"repeat": "weekly", "repeat_until": "2026-11-01"}, "repeat_until"),
        ({"repeat": "daily", "repeat_every": "0"}, "repeat_every"),
        ({"repeat": "daily", "repeat_count": "1001"}, "repeat_count"),
    ],
)
def test_a_wrong_rule_is_told_beside_its_field(fields: dict[str, str], name: str) -> None:
    form = WhenForm({**WHEN, **fields})
    assert not form.is_valid()
    assert name in form.errors, form.errors


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


def test_accessibility_comes_with_the_place_and_is_completed(ngo: Client, room: Venue) -> None:
    building = VenueFactory(name="Dom", slug="dom", bookable=False, accessibility=["step_free", "lift"])
    Venue.objects.filter(pk=room.pk).update(parent=building)
    draft = fill(ngo, begin(ngo), accessibility=["pjm"])
    text = page(ngo, step(draft, "gdzie"))
    assert "Tak opisuje to miejsce jego gospodarz" in text
    assert 'value="step_free"' not in text
    event = send(ngo, draft)
    assert event.accessibility == ["step_free", "lift", "pjm"]


def test_no_request_goes_without_a_word_on_accessibility(ngo: Client, room: Venue) -> None:
    draft = begin(ngo)
    assert "accessibility" in ngo.post(step(draft, "gdzie"), {"venue": "sala-a"}).context["form"].errors
    assert ngo.post(step(draft, "gdzie"), {"venue": "sala-a", "accessibility_note": "Trzy stopnie."}).status_code == 302


def test_a_place_of_ones_own_needs_a_name_and_a_commune(ngo: Client, people: People) -> None:
    draft = begin(ngo)
    errors = ngo.post(step(draft, "gdzie"), {"venue": "inne", "accessibility": ["lift"]}).context["form"].errors
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


# --- The last look


def test_a_taken_slot_is_named_with_others_to_take_instead(ngo: Client, people: People, room: Venue) -> None:
    VenueFactory(name="Sala B", slug="sala-b", accessibility=["step_free"])
    ask(people, room)
    draft = fill(ngo, begin(ngo))
    answer = ngo.get(step(draft, "sprawdz"))
    text = answer.content.decode().replace("\u00a0", " ")
    assert "Ten termin jest zajęty" in text
    assert "1 inna prośba o ten termin" in text
    assert "Wyślij prośbę o termin" not in text
    others = answer.context["others"]
    assert len(others) >= 5
    other = next(one for one in others if one["slot"].venue.slug == "sala-b")
    assert ngo.post(step(draft, "sprawdz"), {"termin": other["value"]})["Location"] == step(draft, "sprawdz")
    text = page(ngo, step(draft, "sprawdz"))
    assert "Ten termin jest zajęty" not in text
    event = send(ngo, draft)
    assert event.venue.slug == "sala-b"
    assert event.start == other["slot"].start


@pytest.mark.parametrize(
    "value",
    [
        "",
        "sala-a",
        "sala-a|x|y",
        "sala-a|2026-12-01T18:00|2026-12-01T19:00",
        "nie-ma|2026-12-01T18:00+01:00|2026-12-01T19:00+01:00",
        "sala-a|9999-12-31T18:00+01:00|9999-12-31T19:00+01:00",
    ],
)
def test_a_forged_slot_changes_nothing(ngo: Client, room: Venue, value: str) -> None:
    draft = fill(ngo, begin(ngo))
    before = draft.data
    assert ngo.post(step(draft, "sprawdz"), {"termin": value}).status_code == 302
    draft.refresh_from_db()
    assert draft.data == before


def test_who_wants_a_taken_slot_may_wait_for_it(ngo: Client, people: People, room: Venue) -> None:
    ask(people, room)
    draft = fill(ngo, begin(ngo))
    event = send(ngo, draft, czekaj="1")
    assert request_state.state_of(event) == State.WAITING
    assert WaitingEntry.objects.get().event == event


def test_a_slot_lost_while_one_looked_is_told_with_others(ngo: Client, people: People, room: Venue) -> None:
    draft = fill(ngo, begin(ngo))
    assert "Wyślij prośbę o termin" in page(ngo, step(draft, "sprawdz"))
    ask(people, room)
    answer = ngo.post(step(draft, "sprawdz"), {"wyslij": "1", "key": str(draft.key)})
    assert answer.status_code == 409
    assert "Ktoś właśnie zajął ten termin" in answer.content.decode()
    assert len(answer.context["others"]) >= 5
    assert SlotRequestDraft.objects.filter(pk=draft.pk).exists()


def test_rules_holidays_and_rivals_are_said_beforehand(ngo: Client, people: People, room: Venue) -> None:
    from events_calendar.models import SchoolHolidays

    SchoolHolidays.objects.create(name="Przerwa świąteczna", first_day="2026-12-23", last_day="2026-12-31")
    draft = fill(ngo, begin(ngo), day="2026-12-25")
    text = page(ngo, step(draft, "sprawdz"))
    assert "Boże Narodzenie (pierwszy dzień): 25 grudnia 2026" in text
    assert "Przerwa świąteczna" in text
    daily = fill(ngo, begin(ngo), day="2026-12-21", repeat="daily", repeat_count="7")
    assert "Przerwa świąteczna: 5 dni, pierwszy: 23 grudnia 2026" in page(ngo, step(daily, "sprawdz"))
    room.longest_minutes = 60
    room.save()
    text = page(ngo, step(draft, "sprawdz"))
    assert "najdłuższa rezerwacja to 1 godzina" in text
    assert "Wyślij prośbę o termin" not in text
    assert ngo.post(step(draft, "sprawdz"), {"wyslij": "1", "key": str(draft.key)}).status_code == 422


def test_what_a_visitor_wrote_is_text_on_every_page(ngo: Client, room: Venue) -> None:
    bad = "<script>alert(1)</script>"
    draft = fill(ngo, begin(ngo), title=bad, summary=bad, gives_back=bad, accessibility_note=bad, co_organisers=bad, contact_phone=bad)
    for path in (START, step(draft, "co"), step(draft, "gdzie"), step(draft, "sprawdz"), step(draft, "usun"), "/pl/moje/"):
        assert bad not in page(ngo, path)
    assert bad not in page(ngo, f"/pl/moje/terminy/{send(ngo, draft).pk}/")


def test_a_draft_untouched_for_30_days_is_gone_from_moje(ngo: Client) -> None:
    draft = begin(ngo)
    assert "Prośba bez nazwy" in page(ngo, "/pl/moje/")
    SlotRequestDraft.objects.filter(pk=draft.pk).update(updated=timezone.now() - timedelta(days=31))
    assert "Prośba bez nazwy" not in page(ngo, "/pl/moje/")
