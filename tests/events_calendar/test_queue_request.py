"""One request before the moderator: what the page says, the four decisions, forms that buttons fill, decisions that come too late."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from accounts.models import Membership, User
from core import outbox
from events_calendar.models import EventPage, Reservation, SlotTaskState, Venue
from events_calendar.services import moderation, request_state, requests, whole_event
from events_calendar.services.request_state import State
from tests.accounts.factories import People, event_form
from tests.events_calendar.factories import WARSAW, VenueFactory, at
from tests.events_calendar.slot_requests import ask, asked, decide, decision, read, state
from tests.factories import SiteTree


@pytest.fixture
def room(site_tree: SiteTree) -> Venue:
    return VenueFactory(name="Sala A", slug="sala-a", equipment=["projector"])


SLOT = {"dzien": "2026-12-02", "od": "10:00", "do": "12:00", "miejsce": "sala-a"}


def test_the_page_has_what_a_decision_needs(client: Client, people: People, room: Venue) -> None:
    event = ask(
        people, room, equipment=["projector", "stage"], gives_back="Warsztat dla szkół", setup_minutes=30, contact_phone="59 111 22 33"
    )
    other = ask(people, room, "2026-12-01 10:00", title="Rano")
    requests.wait(people.ngo_owner, people.ngo, asked(room, "2026-12-01 19:00", title="Rywal", headcount=7))
    html = read(client, people.moderator, event)
    for words in (
        *(
            "Fundacja Dobra",
            "wtorek, 1 grudnia 2026, 18:00–20:00",
            "Sala A",
            "20 (zmieści się 40)",
            "wejście bez stopni",
            "rzutnik i ekran",
        ),
        *("Sprzęt, którego tam nie ma", "Warsztat dla szkół", "przed: 30 minut", "59 111 22 33", people.ngo_owner.email),
        *("Kto jeszcze prosi o ten termin", "Rywal", "czeka na zajęty termin", "10:00–12:00 Rano"),
        "Prośba wysłana, termin wstępnie zajęty",
    ):
        assert words in html, words
    assert "Kto jeszcze prosi" not in read(client, people.moderator, other)


def test_a_series_shows_each_date_with_its_clash(client: Client, people: People, room: Venue) -> None:
    ask(people, room, "2026-12-08 18:00", title="Inne")
    event = ask(people, room, rule="FREQ=WEEKLY;COUNT=5")
    html = read(client, people.moderator, event)
    assert html.count("Sala A</li>") + html.count("Sala A <span") + html.count("Sala A<br>") == 5
    assert "drugi dzień Bożego Narodzenia" not in html
    assert "o ten termin prosi już ktoś inny" in html, "the second date was skipped"


def test_approving_with_a_comment(client: Client, people: People, room: Venue) -> None:
    event = ask(people, room)
    html = decide(client, people.moderator, event, "zatwierdz", comment="Miło nam.")
    assert state(event) == State.CONFIRMED
    assert "„Warsztaty dla seniorów” jest zatwierdzone." in html
    assert "Nic nie czeka na Twoją decyzję" in html, "back in the queue"
    assert "Miło nam." in read(client, people.moderator, event), "in the history"
    assert "nie czeka teraz na decyzję" in read(client, people.moderator, event)


def test_a_question_needs_words(client: Client, people: People, room: Venue) -> None:
    event = ask(people, room)
    for nothing in (" ", "\u200b", "\u200b \u2060"):
        html = decide(client, people.moderator, event, "zmiany", comment=nothing)
        assert "Napisz organizacji, o co chodzi." in html
        assert state(event) == State.SUBMITTED
    assert "Pytanie o „Warsztaty" in decide(client, people.moderator, event, "zmiany", comment="Ile osób?")
    assert state(event) == State.CHANGES
    requests.resubmit(event, people.ngo_owner, asked(room), "Dwadzieścia.")
    html = read(client, people.moderator, event)
    assert "Pytania i odpowiedzi" in html
    assert html.index("Ile osób?") < html.index("Dwadzieścia.")


def test_proposing_another_slot(client: Client, people: People, room: Venue) -> None:
    event = ask(people, room)
    html = decide(client, people.moderator, event, "propozycja", **SLOT, comment="Wtedy jest cicho.")
    assert "Propozycja dla „Warsztaty" in html
    assert state(event) == State.PROPOSED
    proposed = SlotTaskState.objects.get(outcome="proposed")
    assert (proposed.proposed_start, proposed.proposed_venue) == (at("2026-12-02 10:00"), room)
    assert Reservation.objects.filter(event=event, status="held").count() == 2


def test_a_proposal_against_the_rules_of_the_place_is_sent_and_said(client: Client, people: People, room: Venue) -> None:
    room.longest_minutes = 60
    room.save()
    html = decide(client, people.moderator, ask(people, None, place_name="Świetlica"), "propozycja", **SLOT, comment="")
    assert "Propozycja dla „Warsztaty" in html
    assert "Proponujesz termin wbrew zasadom miejsca. Sala A" in html


def test_a_button_fills_the_proposal_and_keeps_the_words(client: Client, people: People, room: Venue) -> None:
    event = ask(people, room)
    client.force_login(people.moderator)
    slots = client.get(f"/admin/terminy/{event.pk}/").context["slots"]
    assert len(slots) >= 5
    html = decide(client, people.moderator, event, "propozycja", termin=slots[0]["value"], comment="Może tak?")
    assert "Może tak?" in html
    assert state(event) == State.SUBMITTED, "nothing is sent yet"
    begins = datetime.fromisoformat(slots[0]["value"].partition("|")[2].partition("/")[0])
    assert f'value="{begins.astimezone(WARSAW):%H:%M}"' in html
    for wrong in ("", "sala-a|", "nie|ma/tego", "sala-a|9999-12-31T23:59:59+00:00/0001-01-01T00:00:00+00:00", "<script>|a/b"):
        assert "<script>|" not in decide(client, people.moderator, event, "propozycja", termin=wrong)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"od": "18:00"}, "Godzina zakończenia jest wcześniejsza niż rozpoczęcia"),
        ({"dzien": "2026-11-20"}, "Ten termin już minął. Wybierz późniejszy."),
        ({"dzien": "1999-11-20"}, "Kalendarz pokazuje lata"),
        ({"dzien": "2027-03-28", "od": "02:30", "do": "04:00"}, "zmienia się czas"),
        ({"dzien": ""}, "pole jest wymagane"),
        ({"miejsce": "nie-ma"}, "Wybierz poprawną wartość"),
        ({"dzien": "2026-12-01", "od": "18:00", "do": "20:00"}, "O ten termin organizacja prosi. Zaproponuj inny"),
    ],
)
def test_a_proposal_that_cannot_be(client: Client, people: People, room: Venue, fields: dict[str, str], words: str) -> None:
    event = ask(people, room)
    html = decide(client, people.moderator, event, "propozycja", **{**SLOT, **fields, "comment": "Moje słowa"})
    assert words in html
    assert "Moje słowa" in html
    assert state(event) == State.SUBMITTED


def test_a_taken_slot_is_told_with_free_ones(client: Client, people: People, room: Venue) -> None:
    event = ask(people, room)
    moderation.approve(decision(ask(people, room, "2026-12-02 11:00", title="Joga")), people.second_moderator)
    html = decide(client, people.moderator, event, "propozycja", **SLOT, comment="Moje słowa")
    assert "Sala A: zajęte (" in html
    assert "Joga" in html
    assert "Moje słowa" in html
    assert "2 grudnia 2026" in html.partition("Wolne terminy")[2].partition("</fieldset>")[0], "free slots near the one that was proposed"
    assert state(event) == State.SUBMITTED


def test_two_moderators_and_two_tabs(client: Client, people: People, room: Venue) -> None:
    event = ask(people, room)
    pk = decision(event)
    moderation.approve(pk, people.second_moderator)
    html = decide(client, people.moderator, event, "odmowa", pk, comment="Moje długie słowa")
    assert f"Ta prośba jest już zatwierdzona ({people.second_moderator}, dziś o 12:0" in html
    assert "Moje długie słowa" in html.partition('id="decyzja"')[2], "what was typed is not lost"
    assert "Tego nikt nie dostał" in html.partition('id="decyzja"')[2], "where the page opens"
    assert "Ta prośba jest już zatwierdzona" in html.partition('id="decyzja"')[2]
    assert state(event) == State.CONFIRMED


def test_a_decision_on_what_the_organisation_changed_meanwhile(client: Client, people: People, room: Venue) -> None:
    event = ask(people, room)
    old = decision(event)
    requests.resubmit(event, people.ngo_owner, asked(room, "2026-12-03 10:00"))
    html = decide(client, people.moderator, event, "zmiany", old, comment="Moje słowa")
    assert "Moje słowa</textarea>" in html
    assert f'name="decyzja" value="{decision(event)}"' in html, "the form is about the new text now"
    assert state(event) == State.SUBMITTED
    foreign = ask(people, room, "2026-12-05 10:00", title="Inne")
    decide(client, people.moderator, event, "zatwierdz", decision(foreign))
    assert {state(event), state(foreign)} == {State.SUBMITTED}, "a decision belongs to the request in the address"
    for wrong in ("abc", "9" * 40, "-1"):
        client.post(f"/admin/terminy/{event.pk}/", {"zrob": "zatwierdz", "decyzja": wrong})
    client.post(f"/admin/terminy/{event.pk}/", {"zrob": "cokolwiek", "decyzja": decision(event)})
    assert state(event) == State.SUBMITTED


def test_approving_what_somebody_else_has_by_now(client: Client, people: People, room: Venue) -> None:
    event = ask(people, room)
    Reservation.objects.update(expires_at=at("2026-11-24 11:00"))
    moderation.approve(decision(ask(people, room, title="Szybsza")), people.second_moderator)
    html = decide(client, people.moderator, event, "zatwierdz", comment="Moje słowa")
    assert "Sala A: zajęte (" in html
    assert "Szybsza" in html
    assert "Moje słowa" in html
    assert state(event) == State.SUBMITTED


def test_why_one_cannot_approve_ones_own(client: Client, people: People, room: Venue) -> None:
    event = ask(people, room)
    Membership.objects.create(user=people.moderator, organisation=people.ngo)
    html = read(client, people.moderator, event)
    assert "To prośba Twojej organizacji." in html
    assert 'value="zatwierdz"' not in html
    assert "To prośba Twojej organizacji." in decide(client, people.moderator, event, "zatwierdz")
    assert state(event) == State.SUBMITTED


def test_a_change_stands_beside_what_is_in_the_calendar(client: Client, people: People, room: Venue) -> None:
    event = moderation.approve(decision(ask(people, room)), people.moderator)
    requests.ask_for_change(event, people.ngo_owner, asked(room, "2026-12-03 10:00", headcount=35))
    client.force_login(people.moderator)
    answer = client.get(f"/admin/terminy/{event.pk}/")
    rows = {row.label: row.values for row in answer.context["changes"]}
    assert rows == {
        "Kiedy": ["wtorek, 1 grudnia 2026, 18:00–20:00", "czwartek, 3 grudnia 2026, 10:00–12:00"],
        "Ile osób": ["20 (zmieści się 40)", "35 (zmieści się 40)"],
    }
    assert "To zmiana potwierdzonego wydarzenia" in client.get("/admin/terminy/").content.decode()
    decide(client, people.moderator, event, "zatwierdz")
    assert EventPage.objects.get(pk=event.pk).headcount == 35


def test_what_is_no_request_has_no_page(client: Client, people: People, site_tree: SiteTree) -> None:
    from tests.events_calendar.factories import EventPageFactory

    client.force_login(people.moderator)
    ordinary = EventPageFactory(parent=site_tree.calendar_slupsk)
    for pk in (ordinary.pk, 999_999):
        assert client.get(f"/admin/terminy/{pk}/").status_code == 404


# --- Beside the queue


def test_the_editor_leads_to_the_queue(client: Client, people: People, room: Venue) -> None:
    event = ask(people, room)
    client.force_login(people.moderator)
    html = client.get(f"/admin/pages/{event.pk}/edit/").content.decode()
    assert "To prośba organizacji o termin." in html
    assert f'href="/admin/terminy/{event.pk}/"' in html


def test_published_directly_its_place_is_taken_all_the_same(client: Client, people: People, room: Venue) -> None:
    event = ask(people, room)
    client.force_login(User.objects.create_superuser("wszystko@example.org", "tajne-haslo"))
    start = {"start": "2026-12-01 18:00", "end": "2026-12-01 20:00", "venue": room.pk, "organiser": people.ngo.pk}
    form = event_form(title=event.title, slug=event.slug, accessibility=["step_free"], **start, **{"action-publish": "1"})
    client.post(f"/admin/pages/{event.pk}/edit/", form, follow=True)
    assert state(event) == State.CONFIRMED
    assert set(Reservation.objects.blocking().values_list("event_id", "status")) == {(event.pk, "confirmed")}


@pytest.mark.parametrize("asked_by", ["question", "proposal"])
def test_a_request_left_unanswered_can_be_refused(client: Client, people: People, room: Venue, asked_by: str) -> None:
    event = ask(people, room)
    returned = decision(event)
    if asked_by == "question":
        moderation.ask_for_changes(returned, people.moderator, "Ile osób?")
    else:
        moderation.propose(returned, people.moderator, start=at("2026-12-02 10:00"), end=at("2026-12-02 12:00"), venue=room)
    html = read(client, people.moderator, event)
    assert "Teraz kolej organizacji" in html
    assert "Wyślij pytanie" not in html
    assert "Napisz organizacji, o co chodzi." in decide(client, people.moderator, event, "odmowa", returned, comment=" ")
    told = decide(client, people.moderator, event, "odmowa", returned, comment="Brak odpowiedzi na pytania.")
    assert "jest odrzucone" in told
    assert state(event) == State.REJECTED
    assert not Reservation.objects.blocking().exists()
    assert request_state.history(event)[-1].comment == "Brak odpowiedzi na pytania."
    assert "Ta prośba jest już odrzucona" in decide(client, people.moderator, event, "odmowa", returned, comment="Jeszcze raz.")


def test_an_answered_question_is_no_longer_refused_by_its_old_form(client: Client, people: People, room: Venue) -> None:
    event = ask(people, room)
    returned = decision(event)
    moderation.ask_for_changes(returned, people.moderator, "Ile osób?")
    requests.resubmit(event, people.ngo_owner, asked(room), "Dwie.")
    decide(client, people.moderator, event, "odmowa", returned, comment="Brak odpowiedzi na pytania.")
    assert state(event) == State.SUBMITTED
    client.force_login(people.tczew_moderator)
    assert client.post(f"/admin/terminy/{event.pk}/", {"zrob": "odmowa", "decyzja": returned}).status_code == 302
    assert state(event) == State.SUBMITTED


def test_a_check_ended_in_the_editor_frees_the_slot(client: Client, people: People, room: Venue) -> None:
    event = ask(people, room)
    client.force_login(people.moderator)
    client.post(f"/admin/pages/{event.pk}/edit/", {"action-cancel-workflow": "1"})
    assert state(event) == State.WITHDRAWN
    assert not Reservation.objects.blocking().exists()
    assert [(line.what, line.who) for line in request_state.history(event)][-1] == ("Prośba wycofana", str(people.moderator))


def test_wagtails_and_the_editors_mails_say_nothing_of_requests(people: People, room: Venue) -> None:
    event = ask(people, room)
    moderation.ask_for_changes(decision(event), people.moderator, "Ile?")
    requests.resubmit(event, people.ngo_owner, asked(room), "Dwie.")
    moderation.approve(decision(event), people.moderator)
    other = ask(people, room, "2026-12-05 10:00")
    moderation.refuse(decision(other), people.moderator, "Nie.")
    outbox.drain()
    from accounts.models import MailMessage

    kinds = set(MailMessage.objects.values_list("kind", flat=True))
    assert kinds == {f"slots.{name}" for name in ("submitted", "received", "changes_requested", "answered", "confirmed", "refused")}
    assert len(mail.outbox) == MailMessage.objects.count(), "and nothing but the portal's own mails is sent"


def test_what_the_rules_speak_against_is_confirmed_first(client: Client, people: People, room: Venue) -> None:
    event = ask(people, room)
    room.exceptions.create(first_day=date(2026, 12, 1), last_day=date(2026, 12, 1), reason="malowanie")
    room.save()
    html = decide(client, people.moderator, event, "zatwierdz")
    assert "Przeczytaj uwagi i zaznacz" in html
    assert state(event) == State.SUBMITTED
    decide(client, people.moderator, event, "zatwierdz", mimo="on")
    assert state(event) == State.CONFIRMED


def test_a_morning_is_no_end_of_the_day_before(client: Client, people: People, room: Venue) -> None:
    html = decide(client, people.moderator, ask(people, room), "propozycja", **{**SLOT, "od": "5:00", "do": "4:00"})
    assert "Godzina zakończenia jest wcześniejsza niż rozpoczęcia" in html


# --- What a moderator has to know


def test_what_is_wrong_with_a_decision_stands_where_the_page_opens(client: Client, people: People, room: Venue) -> None:
    html = decide(client, people.moderator, ask(people, room), "zmiany", comment="")
    told = html.partition('id="decyzja"')[2].partition("</h3>")[0]
    assert 'role="alert"' in told
    assert "Decyzja nie jest jeszcze zapisana." in told
    assert '<a href="#id_zmiany-comment">Co napisać organizacji</a>: Napisz organizacji, o co chodzi.' in told
    assert html.count("Decyzja nie jest jeszcze zapisana.") == 1
    assert "scroll-margin-block-start" in (settings.ROOT / "static/css/admin.css").read_text().partition("#decyzja")[2].partition("}")[0]


def test_who_waits_is_named_before_refusing_and_who_is_offered_the_slot_after(client: Client, people: People, room: Venue) -> None:
    event = ask(people, room)
    assert "Termin będzie od razu wolny" in read(client, people.moderator, event)
    # The first needs more than is freed: another has its second hour.
    ask(people, room, "2026-12-01 20:00", title="Po nas")
    requests.wait(people.ngo_owner, people.ngo, asked(room, "2026-12-01 19:00", title="Za długie"))
    requests.wait(people.ngo_owner, people.ngo, asked(room, title="W sam raz"))
    html = read(client, people.moderator, event).partition("czekają, w tej kolejności")[2]
    assert html.index("„Za długie”, Fundacja Dobra") < html.index("„W sam raz”, Fundacja Dobra")
    assert "Termin będzie od razu wolny" not in html
    told = decide(client, people.moderator, event, "odmowa", comment="Remont.")
    assert "portal proponuje go następnej na liście („W sam raz”, Fundacja Dobra)" in told
    assert "Termin jest wolny" not in told
    outbox.drain()
    assert state(EventPage.objects.get(title="W sam raz")) == State.OFFERED, "as it was said"
    offered = read(client, people.moderator, EventPage.objects.get(title="W sam raz"))
    assert "czeka na odpowiedź organizacji" in offered
    assert "na Twoją odpowiedź" not in offered
    assert "na Twoją odpowiedź" not in read(client, people.moderator, event)


def test_until_when_the_slot_is_held(client: Client, people: People, room: Venue) -> None:
    event = ask(people, room, "2026-12-20 18:00")
    until = Reservation.objects.get(event=event).expires_at.astimezone(WARSAW)  # type: ignore[union-attr]
    said = f"Termin trzymany do 8 grudnia 2026, {until:%H:%M}"
    assert said in read(client, people.moderator, event)
    assert said in client.get("/admin/terminy/").content.decode()
    Reservation.objects.update(expires_at=at("2026-11-24 11:00"))
    assert "Ten czas minął: zanim zdecydujesz" in read(client, people.moderator, event)
    moderation.approve(decision(event), people.moderator)
    assert "Termin trzymany" not in read(client, people.moderator, event)


def test_a_confirmed_event_leads_to_its_dates_and_called_off_says_so(client: Client, people: People, room: Venue) -> None:
    event = ask(people, room)
    assert "Odwołaj, przenieś albo przywróć termin" not in read(client, people.moderator, event)
    event = moderation.approve(decision(event), people.moderator)
    html = read(client, people.moderator, event)
    assert f'<a href="/admin/kalendarz/terminy/{event.pk}/">Odwołaj, przenieś albo przywróć termin</a>' in html
    settled = "/admin/terminy/?stan=rozstrzygniete"
    assert "wydarzenie odwołane" not in client.get(settled).content.decode()
    whole_event.cancel_event(event, "Choroba", by=people.moderator)
    html = client.get(settled).content.decode()
    assert "wydarzenie odwołane" in html
    assert "wydarzenie jest już w kalendarzu" not in html
