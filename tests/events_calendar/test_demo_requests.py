"""The demo's requests for slots: each state is there, made through the services; a year of events; run again, nothing is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.demo import load_organisations, load_users
from accounts.models import MailMessage, Organisation, User
from core.demo.content import load_territories, load_topics
from core.demo.loading import DemoRun
from core.demo.reading import fixture
from core.models import DemoItem
from events_calendar import days, demo, queue_rows
from events_calendar.models import EventPage, Occurrence, Reservation, SlotRequestDraft, Venue
from events_calendar.queue_rows import Show
from events_calendar.services import moderation, request_state, requests
from events_calendar.services.request_state import State
from home.demo.tree import load_centres, load_tree
from tests.events_calendar.conftest import later

pytestmark = pytest.mark.django_db
ROWS = fixture("slot_requests")["requests"]
OWNER, EDITOR = "zarzad.slupska-przystan@example.org", "redakcja.drzwi-na-osciez@example.org"


def load(*, before_requests: Callable[[DemoRun], None] = lambda run: None) -> list[str]:
    """The demo's calendar and what it needs, without pictures and texts; returns what the loading said."""
    said: list[str] = []
    places = fixture("venues")
    bare = {"venues": {**places, "venues": [{**row, "pictures": []} for row in places["venues"]]}}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DemoRun, "resolve", lambda self, kind, what: None)
        patch.setattr(DemoRun, "body", lambda self, blocks, seed: "[]")
        patch.setattr(demo, "fixture", lambda name: bare.get(name) or fixture(name))
        run = DemoRun(today=days.today(), say=said.append)
        for loader in (load_territories, load_topics, load_organisations, load_tree, load_centres, load_users):
            loader(run)
        for loader in (demo.load_refusal_reasons, demo.load_venues, demo.load_events, demo.forget_stale, demo.move_dates):
            loader(run)
        before_requests(run)
        demo.load_requests(run)
    return said


def by_key() -> dict[str, EventPage]:
    items = dict(DemoItem.objects.filter(key__startswith="slot-request:").values_list("object_id", "key"))
    return {items[event.pk].removeprefix("slot-request:"): event for event in EventPage.objects.filter(pk__in=items)}


def states() -> dict[str, str]:
    events = by_key()
    found = request_state.states_of(events.values())
    return {key: str(found[event.pk]) for key, event in events.items()}


WANTED = {row["key"]: row["state"] for row in ROWS}


def test_the_rows_name_every_state() -> None:
    # A change that is sent back looks like any request that is.
    assert set(WANTED.values()) == set(State.values) - {State.CHANGE_RETURNED, State.CHANGE_PROPOSED}


def test_every_state_is_there_and_a_second_loading_changes_nothing(client: Any) -> None:
    assert load() == []
    assert states() == WANTED
    moderator = User.objects.get(email="moderacja.slupsk@example.org")
    queue = queue_rows.rows_of(list(queue_rows.states(moderator)), moderator)
    assert sum(row.can_approve for row in queue) >= 2
    assert any(row.overdue for row in queue)
    assert any(row.weighed.rivals for row in queue)
    assert any(row.weighed.conflicts for row in queue)
    in_tczew = User.objects.get(email="moderacja.tczew@example.org")
    assert sum(row.can_approve for row in queue_rows.rows_of(list(queue_rows.states(in_tczew)), in_tczew)) >= 2
    for show in (Show.CHANGES, Show.PROPOSED, Show.DECIDED):
        assert queue_rows.states(moderator, show).exists()
    # Both log-ins have several states of their own, and what is begun.
    for email, least in ((OWNER, 7), (EDITOR, 4)):
        own = EventPage.objects.filter(is_request=True, owner__email=email)
        assert len(set(request_state.states_of(own).values())) >= least
    draft = SlotRequestDraft.objects.get(user__email=OWNER)
    assert (draft.step, draft.data["tried"]) == ("gdzie", ["co", "kiedy"])
    # Mails of days gone by are not sent today.
    assert 0 < MailMessage.objects.count() <= 15
    # Loading takes seconds, so one loading answers all these questions.
    check_history()
    check_year()
    check_pages(client)
    snapshot = (
        list(EventPage.objects.order_by("pk").values("pk", "start", "latest_revision_id", "live")),
        list(Reservation.objects.order_by("pk").values("pk", "status", "expires_at")),
        list(MailMessage.objects.order_by("pk").values("pk")),
        list(DemoItem.objects.order_by("pk").values()),
    )
    assert load() == []
    assert snapshot == (
        list(EventPage.objects.order_by("pk").values("pk", "start", "latest_revision_id", "live")),
        list(Reservation.objects.order_by("pk").values("pk", "status", "expires_at")),
        list(MailMessage.objects.order_by("pk").values("pk")),
        list(DemoItem.objects.order_by("pk").values()),
    )


def check_history() -> None:
    """The history is told in its days."""
    lines = request_state.history(by_key()["debata-mlodych"])
    assert [line.what for line in lines] == ["Prośba wysłana, termin wstępnie zajęty", "COP prosi o zmiany", "Prośba wysłana ponownie"]
    assert [(days.today() - days.first_day(line.when)).days for line in lines] == [9, 7, 6]
    past = by_key()["audyt"]
    assert past.live
    assert past.end < timezone.now()
    assert past.get_latest_revision_as_object().start == past.start
    assert all(line.when < past.start for line in request_state.history(past))


def check_year() -> None:
    """Something happens in each month of the year ahead, and something has happened in the one behind."""
    shown = Occurrence.objects.planned().filter(skipped=False)
    months = Counter(f"{day:%Y-%m}" for day in shown.values_list("first_day", flat=True))
    first = date(2026, 11, 1)
    ahead = [f"{(first + timedelta(days=31 * number)):%Y-%m}" for number in range(12)]
    assert all(months[month] >= 2 for month in ahead), months
    assert sum(number for month, number in months.items() if month < "2026-11") >= 10


@pytest.mark.parametrize(
    "day", ["2026-12-23", *(pytest.param(day, marks=pytest.mark.slow) for day in ("2027-03-24", "2027-04-29", "2027-07-06", "2027-10-31"))]
)
def test_other_days_of_loading(day: str) -> None:
    later(f"{day} 09:00")
    assert load() == []
    assert states() == WANTED


def test_later_the_queue_is_alive_and_what_people_did_stays() -> None:
    load()
    moderator = User.objects.get(email="moderacja.slupsk@example.org")
    first = by_key()
    decision = next(
        row for row in queue_rows.rows_of(list(queue_rows.states(moderator)), moderator) if row.event.pk == first["smartfon"].pk
    )
    moderation.approve(decision.state.pk, moderator)
    requests.withdraw(first["kawiarnia-samopomocy"], first["kawiarnia-samopomocy"].owner, "Zmiana planów.")
    first["kosmetyki"].delete()
    SlotRequestDraft.objects.all().delete()
    later("2026-12-02 09:00")
    load()
    soon = by_key()
    # Nothing is made again that is as it should be.
    assert soon["planszowki"].pk == first["planszowki"].pk
    assert soon["audiodeskrypcja"].pk == first["audiodeskrypcja"].pk
    later("2027-01-20 09:00")
    load()
    changed = {"smartfon": "confirmed", "kawiarnia-samopomocy": "withdrawn"}
    left = {key: state for key, state in WANTED.items() if key != "kosmetyki"}
    now = states()
    assert {key: now[key] for key in changed} == changed
    # Nobody waits any more for the slot that is withdrawn in the end, so it is asked for and not withdrawn.
    assert {key: state for key, state in now.items() if key not in (*changed, "proba-choru")} == {
        key: state for key, state in left.items() if key not in (*changed, "proba-choru")
    }
    assert by_key()["smartfon"].pk == first["smartfon"].pk
    assert by_key()["planszowki"].start > timezone.now()
    assert not SlotRequestDraft.objects.exists()


def test_a_place_that_is_not_to_be_had_or_a_missing_person_leaves_one_out() -> None:
    def less(run: DemoRun) -> None:
        Venue.objects.filter(slug="bulwar-tczew").update(bookable=False)
        run.users.pop("trener.szczypiorniak@example.org")

    said = load(before_requests=less)
    assert [line.split("”")[0] for line in said] == [
        "Demo obędzie się dziś bez prośby „Trening pokazowy dla klas trzecich",
        "Demo obędzie się dziś bez prośby „Wielkie sprzątanie brzegu Wisły",
    ]
    assert set(WANTED) - set(states()) == {"sprzatanie-brzegu", "trening-pokazowy"}


def test_an_event_does_not_move_onto_somebody_elses_slot() -> None:
    load()
    talk = EventPage.objects.get(slug__startswith="jak-czytac-budzet")
    owner, room = User.objects.get(email="zarzad.wislany-brzeg@example.org"), Venue.objects.get(slug="cop-tczew")
    data = requests.RequestData(
        title="Nasze spotkanie",
        summary="Zaproszone osoby.",
        start=talk.start + timedelta(weeks=2),
        end=talk.end + timedelta(weeks=2),
        venue=room,
        accessibility=["step_free"],
    )
    asked = requests.submit(owner, Organisation.objects.get(slug="wislany-brzeg"), data)
    later("2026-12-08 09:00")
    said = load()
    assert any(talk.title in line for line in said)
    assert EventPage.objects.get(pk=talk.pk).start == talk.start
    assert request_state.state_of(asked) == State.SUBMITTED


def check_pages(client: Any) -> None:
    """The owner reads own requests, the moderator the queue."""
    client.force_login(User.objects.get(email=OWNER))
    page = client.get("/pl/moje/").content.decode()
    for words in ("Wymiana ubrań", "Sąsiedzki turniej pierogów", "COP proponuje inny termin", "wydarzenie odwołane"):
        assert words in page
    client.force_login(User.objects.get(email="moderacja.slupsk@example.org"))
    assert "Grupa wsparcia" in client.get(reverse("slot_queue")).content.decode()
