"""The pages on which one asks for a slot: how one begins, the way through them, and whose a draft is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Membership, Organisation, User
from events_calendar.models import EventPage, SlotRequestDraft, Venue
from events_calendar.services import drafts, request_state, requests
from events_calendar.services.request_state import State
from events_calendar.wizard_forms import WhatForm, WhenForm, WhereForm
from tests.accounts.factories import People
from tests.events_calendar.factories import at
from tests.events_calendar.test_requests import ask
from tests.events_calendar.wizard_pages import PATH, WHAT, WHEN, WHERE, begin, fill, page, refused, send, step

pytestmark = pytest.mark.django_db


# --- Beginning


def test_the_log_in_returns_here_with_the_place_that_was_chosen(client: Client, people: People, room: Venue) -> None:
    answer = client.get(f"{PATH}?miejsce=sala-a")
    assert answer.status_code == 302
    assert answer["Location"] == "/pl/konto/login/?next=/pl/kalendarz/zglos/%3Fmiejsce%3Dsala-a"


def test_who_has_no_organisation_is_told_how_to_get_one(client: Client, people: People) -> None:
    client.force_login(people.resident)
    text = page(client, PATH)
    assert 'href="/pl/cop/"' in text
    assert people.resident.email in text
    client.post(PATH)
    assert not SlotRequestDraft.objects.exists()


def test_one_organisation_is_not_asked_about_and_of_several_one_is_chosen(ngo: Client, people: People) -> None:
    assert 'name="organizacja"' not in page(ngo, PATH)
    assert begin(ngo).organisation == people.ngo
    second = Organisation.objects.create(kind="ngo", name="Klub Żagiel", slug="zagiel")
    Membership.objects.create(user=people.ngo_owner, organisation=second)
    assert ngo.post(PATH).status_code == 422
    assert ngo.post(PATH, {"organizacja": "slupsk"}).status_code == 422, "not one of theirs"
    assert begin(ngo, organizacja="zagiel").organisation == second


def test_the_place_and_the_day_of_a_link_stand_in_the_draft(ngo: Client, room: Venue) -> None:
    assert "Sala A" in page(ngo, f"{PATH}?miejsce=sala-a&data=2026-12-03")
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
    assert ngo.post(PATH, {"wzor": theirs.pk}).status_code == 422, "not in the list"
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
    answer = ngo.post(PATH)
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
    typed = {"day": "31.02.2026", "start": "25:00", "end": "20:00", "repeat_added": "kiedyś"}
    answer = refused(ngo, step(draft, "kiedy"), typed)
    form = answer.context["form"]
    assert (form["day"].value(), form["start"].value(), form["repeat_added"].value()) == ("31.02.2026", "25:00", "kiedyś")
    assert {"day", "start"} <= form.errors.keys()
    text = answer.content.decode()
    assert '<input type="text" name="day" value="31.02.2026"' in text, "a date field would show nothing"
    assert 'aria-describedby="id_day_error"' in text
    assert 'href="#id_day"' in text


def test_a_date_typed_as_text_comes_back_in_the_browsers_own_form(ngo: Client, people: People) -> None:
    """A browser's date field looks empty with 10.12.2026 in it, and the next press would send it empty."""
    draft = begin(ngo)
    typed = {"day": "10.12.2026", "start": "17", "end": "19.30", "last_day": "11 grudnia 2026", "setup_minutes": "dwa kwadranse"}
    ngo.post(step(draft, "kiedy"), {**typed, "repeat_until": "30.6.2027"})
    text = page(ngo, step(draft, "kiedy"))
    assert "id_setup_minutes_error" in text
    for kind, name, value in (
        ("date", "day", "2026-12-10"),
        ("time", "start", "17:00"),
        ("time", "end", "19:30"),
        ("date", "last_day", "2026-12-11"),
        ("date", "repeat_until", "2027-06-30"),
    ):
        assert f'<input type="{kind}" name="{name}" value="{value}"' in text
    # What is only late or missing needs no text field either.
    ngo.post(step(draft, "kiedy"), {"day": "10.11.2026", "start": "", "end": "19"})
    text = page(ngo, step(draft, "kiedy"))
    assert '<input type="date" name="day" value="2026-11-10"' in text
    assert '<input type="time" name="start"' in text


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
    for path in (f"{PATH}99999999999999999999/co/", f"{PATH}{draft.pk}/nie-ma/"):
        assert ngo.get(path).status_code == 404


def _colleague(people: People) -> User:
    user = User.objects.create_user("kolega@example.org", "tajne-haslo")
    Membership.objects.create(user=user, organisation=people.ngo)
    return user


def test_who_left_the_organisation_cannot_send(ngo: Client, people: People, room: Venue) -> None:
    draft = fill(ngo, begin(ngo))
    Membership.objects.filter(user=people.ngo_owner).delete()
    told = "Nie działasz w\u00a0imieniu tej organizacji"
    answer = refused(ngo, step(draft, "sprawdz"), {"wyslij": "1", "key": str(draft.key)})
    assert told in answer.content.decode()
    assert told not in ngo.get(step(draft, "sprawdz")).content.decode(), "said once"
    assert SlotRequestDraft.objects.filter(pk=draft.pk).exists()


def test_a_draft_is_thrown_away_after_a_question(ngo: Client) -> None:
    draft = begin(ngo)
    assert "Szkic „Prośba bez nazwy” zniknie i nie da się go przywrócić." in page(ngo, step(draft, "usun"))
    ngo.post(step(draft, "co"), WHAT)
    assert f"Szkic „{WHAT['title']}” zniknie" in page(ngo, step(draft, "usun"))
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


def test_a_draft_untouched_for_30_days_is_gone_from_moje(ngo: Client) -> None:
    draft = begin(ngo)
    assert "Prośba bez nazwy" in page(ngo, "/pl/moje/")
    SlotRequestDraft.objects.filter(pk=draft.pk).update(updated=timezone.now() - timedelta(days=31))
    assert "Prośba bez nazwy" not in page(ngo, "/pl/moje/")


@pytest.mark.parametrize(
    ("button", "leads"), [({"idz": "kiedy"}, "/kiedy/"), ({"tydzien": "2026-12-14"}, "/gdzie/?data=2026-12-14#kiedy-wolne")]
)
def test_ways_outside_the_form_keep_what_was_typed(ngo: Client, room: Venue, button: dict[str, str], leads: str) -> None:
    draft = fill(ngo, begin(ngo))
    text = page(ngo, step(draft, "gdzie"))
    assert '<button class="as-link" form="pytania" name="idz" value="kiedy" formnovalidate>' in text
    assert 'form="pytania" name="tydzien" value="2026-12-07" formnovalidate>' in text, "the week after that of 1 December"
    typed = {**WHERE, "equipment": ["projector"], "equipment_note": "Dwa mikrofony"}
    assert ngo.post(step(draft, "gdzie"), {**typed, **button})["Location"].endswith(leads)
    form = ngo.get(step(draft, "gdzie")).context["form"]
    assert (form["equipment"].value(), form["equipment_note"].value()) == (["projector"], "Dwa mikrofony")
    assert ngo.get(step(draft, "sprawdz")).status_code == 200, "what is right stays done"


def test_the_row_of_steps_tells_no_mistakes_and_enter_goes_on(ngo: Client) -> None:
    draft = begin(ngo)
    ngo.post(step(draft, "co"), WHAT)
    text = page(ngo, step(draft, "kiedy"))
    assert text.index('form="pytania" tabindex="-1"') < text.index('name="idz"'), "Enter presses the form's first button"
    assert ngo.post(step(draft, "kiedy"), {"day": "pojutrze", "idz": "co"})["Location"] == step(draft, "co")
    form = ngo.get(step(draft, "kiedy")).context["form"]
    assert (form["day"].value(), form.errors) == ("pojutrze", {})
    assert ngo.post(step(draft, "kiedy"), {"idz": "nie-ma"})["Location"] == step(draft, "kiedy")
