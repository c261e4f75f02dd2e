"""Legal duties: which an event meets, by when, and how its checklist is kept, followed, ticked and told of."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from core import outbox
from core.models import Territory
from events_calendar import duties as rules
from events_calendar.duties import Facts
from events_calendar.models import DutyLine, EventPage, LegalDuty, SlotRequestDraft, Venue
from events_calendar.own_duties import Item
from events_calendar.services import calling_off, dates, duty_mail, moderation, requests
from events_calendar.services import duties as checklists
from events_calendar.services.duties import DutyRefused, Subject
from tests.accounts.factories import People
from tests.events_calendar.conftest import later
from tests.events_calendar.factories import VenueFactory, at
from tests.events_calendar.slot_requests import ask, asked, decision, read
from tests.events_calendar.test_requests import mails
from tests.events_calendar.wizard_pages import begin, page, send, step
from tests.measure import queries

pytestmark = pytest.mark.django_db
INFORMS = "Portal informuje i nie udziela porad prawnych."


def duty(name: str = "Złóż wniosek o zezwolenie", **fields: Any) -> LegalDuty:
    given = {
        **{"text": "Napisz do urzędu.", "act": "Ustawa z dnia 20 marca 2009 r.", "article": "art. 25 ust. 1", "office": "Urząd gminy"},
        **{"days": 30, "checked_on": date(2026, 11, 1), **fields},
    }
    return LegalDuty.objects.create(name=name, **given)


def facts(start: str = "2027-06-12 18:00", **fields: Any) -> Facts:
    return Facts(at(start), **fields)


def names(found: list[rules.Arisen]) -> list[str]:
    return [one.duty.name for one in found]


# --- Days


@pytest.mark.parametrize(
    ("day", "count", "counting", "last"),
    [
        (date(2026, 12, 31), 30, "calendar", date(2026, 12, 1)),
        (date(2027, 1, 15), 30, "calendar", date(2026, 12, 16)),
        (date(2028, 3, 1), 1, "calendar", date(2028, 2, 29)),
        # A Monday: Friday and Thursday lie before it.
        (date(2026, 12, 7), 2, "working", date(2026, 12, 3)),
        # From Saturday, 2 January over New Year's Day back: 31, 30 and 29 December.
        (date(2027, 1, 2), 3, "working", date(2026, 12, 29)),
        # Christmas: 24 (a holiday since 2025), 25 and 26 December count for nothing.
        (date(2026, 12, 28), 1, "working", date(2026, 12, 23)),
        (date(2026, 12, 28), None, "calendar", None),
    ],
)
def test_deadlines_are_counted_as_the_acts_count_them(day: date, count: int | None, counting: str, last: date | None) -> None:
    assert rules.deadline(day, count, counting) == last


def test_an_event_in_the_small_hours_belongs_to_its_polish_day() -> None:
    made = duty(circumstances=["outdoors"])
    assert rules.days_of(made, at("2027-06-12 00:30"))[0] == date(2027, 5, 13)


# --- Conditions


@pytest.mark.parametrize(
    ("conditions", "meets", "misses"),
    [
        ({"at_least": 500}, {"headcount": 500}, {"headcount": 499}),
        ({"at_least": 500}, {"headcount": 1000}, {"headcount": None}),
        ({"kinds": ["culture", "fair"]}, {"kind": "fair"}, {"kind": "sport"}),
        ({"circumstances": ["outdoors", "music"]}, {"circumstances": ["music", "outdoors", "food"]}, {"circumstances": ["music"]}),
        ({"at_least": 300, "without": ["outdoors"]}, {"headcount": 300}, {"headcount": 300, "circumstances": ["outdoors"]}),
    ],
)
def test_every_condition_has_to_be_met(conditions: dict[str, Any], meets: dict[str, Any], misses: dict[str, Any]) -> None:
    duty(**conditions)
    assert len(rules.of(facts(**meets))) == 1
    assert rules.of(facts(**misses)) == []


def test_whose_place_it_is_and_where_are_conditions_too(people: People) -> None:
    duty("Miasto", owners=["jst"])
    duty("Powiat", territory=Territory.objects.get(code="2263011").parent)
    room = VenueFactory()
    hall = VenueFactory(owner=people.office)
    commune = Territory.objects.get(code="2263011")
    assert names(rules.of(facts(venue=room, commune=commune))) == ["Powiat"]
    assert names(rules.of(facts(venue=hall, commune=commune))) == ["Miasto", "Powiat"]
    assert rules.of(facts(commune=Territory.objects.get(code="2212062"))) == []


def test_what_is_not_shown_any_more_does_not_arise() -> None:
    duty(circumstances=["food"], active=False)
    assert rules.of(facts(circumstances=["food"])) == []


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, "__all__"),
        ({"circumstances": ["food"], "without": ["food"]}, "without"),
        ({"circumstances": ["food"], "earliest_days": 30}, "earliest_days"),
        ({"circumstances": ["dragons"]}, "circumstances"),
        ({"circumstances": ["food"], "days": 0}, "days"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_beside_its_field(fields: dict[str, Any], field: str) -> None:
    made = LegalDuty(name="Nic", text="Nic.", act="Ustawa", office="Urząd", checked_on=date(2026, 11, 1), **{"days": 30, **fields})
    with pytest.raises(ValidationError) as refused:
        made.full_clean()
    assert field in refused.value.message_dict


# --- The checklist of a key


def test_a_checklist_keeps_the_words_and_follows_the_event() -> None:
    key, made = uuid4(), duty(circumstances=["traffic"])
    other = duty("Zgłoś zbiórkę", circumstances=["collection"], days=3, counting="working", order=1)
    (line,) = checklists.refresh(key, facts(circumstances=["traffic"]))
    assert (line.name, line.source, line.deadline) == (made.name, "Ustawa z dnia 20 marca 2009 r., art. 25 ust. 1", date(2027, 5, 13))
    made.name, made.days, made.article = "Inna nazwa", 60, "art. 1"
    made.save()
    lines = checklists.refresh(key, facts("2027-07-12 18:00", circumstances=["traffic", "collection"]))
    assert [(one.name, one.deadline, one.article) for one in lines] == [
        ("Złóż wniosek o zezwolenie", date(2027, 6, 12), "art. 25 ust. 1"),
        ("Zgłoś zbiórkę", date(2027, 7, 7), "art. 25 ust. 1"),
    ]
    lines = checklists.refresh(key, facts(circumstances=["collection"]))
    assert [(one.name, one.dropped is not None) for one in lines] == [("Zgłoś zbiórkę", False), ("Złóż wniosek o zezwolenie", True)]
    lines = checklists.refresh(key, facts(circumstances=["collection", "traffic"]))
    assert not any(one.dropped for one in lines)
    assert DutyLine.objects.count() == 2
    other.delete()
    made.active = False
    made.save()
    lines = checklists.refresh(key, facts(circumstances=["traffic"]))
    assert [(one.name, one.dropped is not None) for one in lines] == [("Zgłoś zbiórkę", False), ("Złóż wniosek o zezwolenie", True)]


def test_another_apps_plan_has_a_checklist_of_its_own(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    key = uuid4()
    duty(at_least=1000)
    (line,) = checklists.refresh(key, facts(headcount=1500))
    with pytest.raises(DutyRefused, match="nie jest lista"):
        checklists.tick(key, line.pk, people.ngo_owner)
    subject = Subject("Dni Kobylnicy", "/pl/", [people.ngo_owner], may_tick=lambda user: user == people.ngo_owner)
    monkeypatch.setattr(checklists, "_finders", [*checklists._finders, lambda keys: {key: subject} if key in keys else {}])
    assert checklists.tick(key, line.pk, people.ngo_owner).done_by == people.ngo_owner
    with pytest.raises(DutyRefused):
        checklists.tick(key, line.pk, people.resident)


# --- The checklist of a request


def open_air(people: People, room: Venue, start: str = "2027-06-12 18:00", **fields: Any) -> EventPage:
    return ask(people, room, start, **{"circumstances": ["outdoors", "traffic"], "title": "Bieg", **fields})


def lines_of(event: EventPage) -> list[DutyLine]:
    return checklists.rows(event.translation_key)


def test_a_request_has_the_duties_that_it_meets_and_follows_its_change(people: People, room: Venue) -> None:
    duty(circumstances=["traffic"])
    event = open_air(people, room)
    assert [line.deadline for line in lines_of(event)] == [date(2027, 5, 13)]
    moderation.approve(decision(event), people.moderator)
    moved = requests.ask_for_change(event, people.ngo_owner, asked(room, "2027-07-12 18:00", title="Bieg", circumstances=["traffic"]))
    assert [line.deadline for line in lines_of(event)] == [date(2027, 6, 12)]
    dates.extend_series()
    assert [line.deadline for line in lines_of(event)] == [date(2027, 6, 12)], "the change's, as long as it waits"
    requests.withdraw(moved, people.ngo_owner)
    assert [line.deadline for line in lines_of(event)] == [date(2027, 5, 13)]
    dates.move_date(event, event.start, start=at("2027-06-13 18:00"), end=at("2027-06-13 20:00"), by=people.moderator)
    assert [line.deadline for line in lines_of(event)] == [date(2027, 5, 14)], "whoever moves it"


def test_of_a_series_the_next_date_counts(people: People, room: Venue) -> None:
    duty(circumstances=["traffic"], days=5)
    event = open_air(people, room, "2026-12-01 18:00", rule="FREQ=WEEKLY;COUNT=3")
    assert [line.deadline for line in lines_of(event)] == [date(2026, 11, 26)]
    event = moderation.approve(decision(event), people.moderator)
    calling_off.cancel_date(event, people.ngo_owner, event.start, "Mróz.")
    assert [line.deadline for line in lines_of(event)] == [date(2026, 12, 3)]


def test_a_deleted_event_takes_its_checklist_along(people: People, room: Venue) -> None:
    duty(circumstances=["traffic"])
    event = open_air(people, room)
    EventPage.objects.get(pk=event.pk).delete()
    assert not DutyLine.objects.exists()


def test_the_requests_page_shows_the_checklist_and_ticks_it(people: People, room: Venue, ngo: Client) -> None:
    duty(circumstances=["traffic"], link="https://isap.sejm.gov.pl/")
    event = open_air(people, room)
    text = page(ngo, f"/pl/moje/terminy/{event.pk}/")
    assert INFORMS in text
    assert "czwartek, 13 maja 2027" in text
    assert "zostało 170 dni" in text
    assert "Ustawa z dnia 20 marca 2009 r., art. 25 ust. 1" in text
    (line,) = lines_of(event)
    path = f"/pl/moje/terminy/{event.pk}/obowiazki/{line.pk}/"
    assert path in text
    assert ngo.get(path).status_code == 302
    assert lines_of(event)[0].done is None, "opening ticks nothing"
    answer = ngo.post(path, {"zrobione": "1"})
    assert answer["Location"] == f"/pl/moje/terminy/{event.pk}/#obowiazki"
    text = page(ngo, f"/pl/moje/terminy/{event.pk}/")
    assert "Odhaczone: Złóż wniosek o zezwolenie." in text
    assert "Zrobione: 24 listopada 2026, Organizacja Testowa" in text
    ngo.post(path, {"niezrobione": "1"})
    assert lines_of(event)[0].done is None


def test_nobody_else_ticks_it(people: People, room: Venue, client: Client) -> None:
    duty(circumstances=["traffic"])
    event = open_air(people, room)
    (line,) = lines_of(event)
    for user in (people.resident, people.moderator):
        client.force_login(user)
        assert client.post(f"/pl/moje/terminy/{event.pk}/obowiazki/{line.pk}/", {"zrobione": "1"}).status_code == 404
        with pytest.raises(DutyRefused):
            checklists.tick(event.translation_key, line.pk, user)
    # Who left the organisation still reads the request, and ticks nothing.
    client.force_login(people.ngo_owner)
    people.ngo_owner.memberships.all().delete()
    text = page(client, f"/pl/moje/terminy/{event.pk}/")
    assert "Złóż wniosek o zezwolenie" in text
    assert "/obowiazki/" not in text
    client.post(f"/pl/moje/terminy/{event.pk}/obowiazki/{line.pk}/", {"zrobione": "1"})
    assert "nie możesz w niej nic odhaczyć" in page(client, f"/pl/moje/terminy/{event.pk}/")
    assert lines_of(event)[0].done is None


def test_what_no_longer_holds_is_struck_out_and_cannot_be_ticked(people: People, room: Venue, ngo: Client) -> None:
    duty(circumstances=["traffic"])
    event = open_air(people, room)
    requests.resubmit(event, people.ngo_owner, asked(room, "2027-06-12 18:00", title="Bieg"))
    text = page(ngo, f"/pl/moje/terminy/{event.pk}/")
    assert "<s>Złóż wniosek o zezwolenie</s>" in text
    (line,) = lines_of(event)
    ngo.post(f"/pl/moje/terminy/{event.pk}/obowiazki/{line.pk}/", {"zrobione": "1"})
    assert "już Was nie dotyczy. Teraz nic się nie zmieniło." in page(ngo, f"/pl/moje/terminy/{event.pk}/")
    ngo.post(f"/pl/moje/terminy/{event.pk}/obowiazki/999999/", {"zrobione": "1"})
    assert "Tego obowiązku nie ma już na liście." in page(ngo, f"/pl/moje/terminy/{event.pk}/")


def test_moderators_read_it_with_the_request(people: People, room: Venue, client: Client) -> None:
    duty(circumstances=["traffic"])
    event = open_air(people, room)
    text = read(client, people.moderator, event).replace("\u00a0", " ")
    assert "Złóż wniosek o zezwolenie" in text
    assert "czwartek, 13 maja 2027" in text
    assert "utrudnia ruch na drodze" in text, "what was ticked"


def test_words_of_a_line() -> None:
    key = uuid4()
    duty("Za późno", circumstances=["traffic"], days=30)
    duty("Dzisiaj", circumstances=["traffic"], days=7, order=1)
    duty("Bez terminu", circumstances=["traffic"], days=None, order=2)
    duty("Potem", circumstances=["traffic"], days=2, earliest_days=5, order=3)
    late, today, never, after = (Item(line) for line in checklists.refresh(key, facts("2026-12-01 18:00", circumstances=["traffic"])))
    assert late.is_late
    assert late.deadline_words == ("Na to jest za późno: trzeba było do 1 listopada 2026. Zapytaj urząd, co można jeszcze zrobić.")
    assert today.deadline_words == "Dzisiaj jest ostatni dzień."
    assert not never.is_late
    assert never.deadline_words.startswith("Przepisy nie podają terminu.")
    assert after.deadline_words == "Zrób to najpóźniej: niedziela, 29 listopada 2026 (zostało 5 dni)."
    assert after.notes == [
        "Nie wcześniej niż: czwartek, 26 listopada 2026.",
        "Ostatniego dnia urzędy nie pracują. Zdąż do: piątek, 27 listopada 2026.",
    ]


@pytest.mark.parametrize(
    ("checked_on", "is_example", "said"),
    [
        (date(2026, 11, 1), False, "Stan prawny na 1 listopada 2026."),
        (date(2026, 11, 1), True, "Stan prawny na 1 listopada 2026. To przykład, którego CIO jeszcze nie sprawdziło."),
        (None, True, "Przykład: CIO jeszcze tego nie sprawdziło."),
        (None, False, "Nikt jeszcze nie porównał tego z przepisami."),
    ],
)
def test_a_line_says_whether_anybody_compared_it_with_the_act(checked_on: date | None, is_example: bool, said: str) -> None:
    duty(circumstances=["traffic"], checked_on=checked_on, is_example=is_example)
    (line,) = checklists.refresh(uuid4(), facts(circumstances=["traffic"]))
    assert Item(line).checked_words == said


def test_a_visitors_words_are_no_markup(people: People, room: Venue, ngo: Client) -> None:
    duty("<b>Złóż</b>", text="<script>alert(1)</script>", circumstances=["traffic"])
    event = open_air(people, room)
    text = page(ngo, f"/pl/moje/terminy/{event.pk}/")
    assert "<b>Złóż</b>" not in text
    assert "<script>alert" not in text


def test_a_page_with_many_duties_costs_as_much_as_with_one(people: People, room: Venue, ngo: Client) -> None:
    def cost(count: int, day: int) -> int:
        for number in range(count):
            duty(f"Obowiązek {day} {number}", circumstances=["traffic"])
        event = open_air(people, room, f"2027-06-{day} 18:00")
        return len(queries(ngo, f"/pl/moje/terminy/{event.pk}/"))

    assert cost(1, 12) == cost(8, 13)
    with CaptureQueriesContext(connection) as captured:
        checklists.refresh(uuid4(), facts(circumstances=["traffic"]))
    assert len(captured) <= 7, [query["sql"] for query in captured]


# --- Before it is sent


def test_the_last_page_shows_the_checklist_and_what_is_ticked_there_stays(people: People, room: Venue, ngo: Client) -> None:
    made = duty(circumstances=["traffic"])
    draft = begin(ngo)
    for slug, given in (
        ("co", {"circumstances": ["outdoors", "traffic"], "title": "Bieg", "summary": "Biegamy.", "kind": "sport", "headcount": "20"}),
        ("kiedy", {"day": "2027-06-12", "start": "18:00", "end": "20:00"}),
        ("gdzie", {"venue": "sala-a", "accessibility": ["step_free"]}),
    ):
        rest = {"attendance": "open", "free": "tak", "contact_email": "biuro@example.org"} if slug == "co" else {}
        assert ngo.post(step(draft, slug), {**given, **rest}).status_code == 302
    text = page(ngo, step(draft, "sprawdz"))
    assert INFORMS in text
    assert "Złóż wniosek o zezwolenie" in text
    assert not DutyLine.objects.exists(), "looking writes nothing"
    answer = ngo.post(step(draft, "sprawdz"), {"zrobione": str(made.pk)})
    assert answer["Location"].endswith("/sprawdz/#obowiazki")
    assert "Cofnij odhaczenie" in page(ngo, step(draft, "sprawdz"))
    ngo.post(step(draft, "sprawdz"), {"zrobione": "999999"})
    assert "Tego obowiązku nie ma już na liście." in page(ngo, step(draft, "sprawdz"))
    event = send(ngo, draft)
    (line,) = lines_of(event)
    assert (line.done_by, event.circumstances) == (people.ngo_owner, ["outdoors", "traffic"])
    assert "Zrobione: " in page(ngo, f"/pl/moje/terminy/{event.pk}/")


def test_a_draft_thrown_away_takes_its_ticks_along(people: People) -> None:
    from events_calendar.services import drafts

    made = duty(at_least=1)
    one, old = (SlotRequestDraft.objects.create(user=people.ngo_owner) for _number in range(2))
    for draft in (one, old):
        drafts.tick(people.ngo_owner, draft, asked(None, "2027-06-12 18:00"), str(made.pk), done=True)
    assert drafts.delete(people.ngo_owner, one.pk)
    assert [line.key for line in DutyLine.objects.all()] == [old.key]
    SlotRequestDraft.objects.update(updated=timezone.now() - timedelta(days=31))
    assert requests.prune_drafts() == 1
    assert not DutyLine.objects.exists()


def test_a_copied_request_has_its_circumstances(people: People, room: Venue, ngo: Client) -> None:
    event = open_air(people, room)
    draft = begin(ngo, wzor=str(event.pk))
    assert draft.data["co"]["circumstances"] == ["outdoors", "traffic"]


# --- Mails


def told(user: User) -> list[str]:
    return [subject for subject in mails(user) if "termin w urzędzie" in subject.lower()]


def test_who_asked_is_reminded_a_week_before_and_when_it_is_over_once_each(people: People, room: Venue) -> None:
    duty("Złóż wniosek", circumstances=["traffic"], days=7)
    duty("Zgłoś zbiórkę", circumstances=["traffic"], days=6, order=1)
    event = open_air(people, room, "2026-12-20 18:00")
    assert duty_mail.remind() == 0
    later("2026-12-07 10:00")
    assert duty_mail.remind() == 1
    outbox.drain()
    (letter,) = [message for message in mail.outbox if message.subject == "Zbliża się termin w urzędzie: Bieg"]
    text = str(letter.body)
    assert "- Złóż wniosek: niedziela, 13 grudnia 2026. Urząd gminy" in text
    assert "- Zgłoś zbiórkę: poniedziałek, 14 grudnia 2026. Urząd gminy" in text
    assert INFORMS in text
    assert f"/moje/terminy/{event.pk}/" in text
    mails(people.ngo_owner)
    assert duty_mail.remind() == 0
    checklists.tick(event.translation_key, lines_of(event)[0].pk, people.ngo_owner)
    later("2026-12-15 10:00")
    assert duty_mail.remind() == 1
    outbox.drain()
    (letter,) = [message for message in mail.outbox if message.subject == "Minął termin w urzędzie: Bieg"]
    assert "Zgłoś zbiórkę" in str(letter.body)
    assert "Złóż wniosek" not in str(letter.body)
    assert duty_mail.remind() == 0


def test_another_deadline_is_told_again_and_what_ended_is_not(people: People, room: Venue) -> None:
    duty(circumstances=["traffic"], days=7)
    event = open_air(people, room, "2026-12-03 18:00")
    assert duty_mail.remind() == 1
    assert told(people.ngo_owner) == ["Zbliża się termin w urzędzie: Bieg"]
    requests.resubmit(event, people.ngo_owner, asked(room, "2026-12-05 18:00", title="Bieg", circumstances=["traffic"]))
    assert duty_mail.remind() == 1
    assert told(people.ngo_owner) == ["Zbliża się termin w urzędzie: Bieg"]
    requests.withdraw(EventPage.objects.get(pk=event.pk), people.ngo_owner)
    later("2026-11-30 10:00")
    assert duty_mail.remind() == 0
    later("2027-01-30 10:00")
    DutyLine.objects.update(told_late=None)
    assert duty_mail.remind() == 0, "nor of what is over"


def test_reminding_many_costs_no_more_queries_for_finding_them(people: People, room: Venue) -> None:
    duty(circumstances=["traffic"], days=7)
    for day in (1, 2, 3):
        open_air(people, room, f"2026-12-0{day} 18:00")
    keys = set(DutyLine.objects.values_list("key", flat=True))
    with CaptureQueriesContext(connection) as captured:
        found = checklists.subjects_of(keys)
    assert len(found) == 3
    assert len(captured) <= 7


# --- Whose the rules are


def test_only_cio_keeps_them(people: People, client: Client) -> None:
    made = duty(circumstances=["traffic"])
    for user, status in ((people.cio, 200), (people.moderator, 302), (people.editor, 302)):
        client.force_login(user)
        assert client.get("/admin/obowiazki/").status_code == status
        assert client.get(f"/admin/obowiazki/edit/{made.pk}/").status_code == status
    client.force_login(people.cio)
    fields = {
        **{"name": "Zgłoś loterię", "text": "Napisz.", "act": "Ustawa", "article": "", "office": "Urząd", "link": "", "order": "5"},
        **{"days": "30", "counting": "calendar", "earliest_days": "", "at_least": "", "territory": "", "checked_on": "2026-11-30"},
    }
    answer = client.post("/admin/obowiazki/new/", {**fields, "active": "on"})
    assert answer.status_code == 200
    assert "Podaj choć jeden warunek." in answer.content.decode()
    answer = client.post("/admin/obowiazki/new/", {**fields, "circumstances": ["lottery"], "active": "on"})
    assert answer.status_code == 302, answer.context["form"].errors
    assert LegalDuty.objects.get(name="Zgłoś loterię").circumstances == ["lottery"]
    unread = {**fields, "name": "Zgłoś bingo", "checked_on": "", "circumstances": ["lottery"], "active": "on"}
    assert client.post("/admin/obowiazki/new/", unread).status_code == 302
    assert LegalDuty.objects.get(name="Zgłoś bingo").checked_on is None
    assert "Puste: nikt jeszcze nie porównał tego z ustawą." in client.get("/admin/obowiazki/new/").content.decode()
    assert client.get("/admin/obowiazki/").status_code == 200


def test_the_rules_to_begin_with_are_an_example_and_right(client: Client) -> None:
    from core.demo.loading import DemoRun
    from events_calendar.demo import load_legal_duties

    def load() -> None:
        load_legal_duties(DemoRun(today=at("2026-11-24 12:00").date(), say=lambda _words: None))

    load()
    made = list(LegalDuty.objects.all())
    assert len(made) == 12
    assert all(one.is_example and one.source and one.link and one.office for one in made)
    compared = sorted((one.act.split(" r. ")[1], one.article) for one in made if one.checked_on is not None)
    assert compared == [
        ("Prawo o ruchu drogowym", "art. 65b ust. 1 i 2"),
        ("o zasadach prowadzenia zbiórek publicznych", "art. 10 ust. 1"),
        ("w sprawie określenia warunków udzielania zezwoleń na zajęcie pasa drogowego", "§ 1"),
    ], "a day stands only where the provisions were read"
    for one in made:
        one.full_clean()
    said = ["outdoors", "traffic", "road_stand", "assembly", "alcohol", "food", "music", "collection", "lottery", "fireworks"]
    assert len(rules.of(facts(headcount=1000, kind="culture", circumstances=said))) == 10
    assert names(rules.of(facts(headcount=300, kind="sport"))) == ["Złóż wniosek o zezwolenie na masową imprezę sportową (hala)"]
    assert rules.of(facts(headcount=999, kind="culture", circumstances=["outdoors"])) == []
    made[0].delete()
    load()
    assert LegalDuty.objects.count() == 11, "what CIO deleted stays deleted"
