"""Legal duties of a proposal: asked for, shown before and after it is sent, ticked by its people, handed to its event."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import MailMessage
from events_calendar.models import DutyLine, EventPage, LegalDuty, Venue
from events_calendar.services import duties, duty_mail
from events_calendar.services.duties import DutyRefused
from framework_calendar.models import Allocation, Call, Proposal
from framework_calendar.services import allocating, checklists, copying, proposals, publishing
from framework_calendar.services.proposals import AlreadySent, ProposalRefused
from tests.accounts.factories import People
from tests.events_calendar.conftest import later
from tests.framework_calendar.balancing import BALANCING, PUBLICATION
from tests.framework_calendar.factories import make_call, make_co_organiser, make_proposal, wish_for
from tests.framework_calendar.proposal_pages import PATH, WHAT, WHEN, WITH, another, begun, data_of, page, sent, step, typed
from tests.framework_calendar.test_publishing import agree, gets
from tests.measure import queries

INFORMS = "Portal informuje i nie udziela porad prawnych."
RUN = {"co": {**WHAT, "circumstances": ["outdoors", "traffic"]}, "kiedy": WHEN, "z-kim": WITH}

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(people: People) -> Call:
    return make_call()


def duty(name: str = "Złóż wniosek o zezwolenie", **fields: Any) -> LegalDuty:
    given = {"text": "Napisz do urzędu.", "act": "Ustawa", "office": "Urząd gminy", "days": 30, "circumstances": ["traffic"], **fields}
    return LegalDuty.objects.create(name=name, **given)


def own(proposal: Proposal, what: str = "") -> str:
    return f"/pl/moje/ramowy/{proposal.pk}/{what}"


def lines_of(proposal: Proposal) -> list[DutyLine]:
    return list(DutyLine.objects.filter(key=proposal.key))


def change(people: People, proposal: Proposal, **pages: dict[str, Any]) -> Proposal:
    """Send a change of these pages."""
    proposals.change(people.ngo_owner, proposal.pk)
    for name, data in pages.items():
        proposals.save_step(people.ngo_owner, proposal.pk, name, typed(data), tried=True)
    return proposals.submit(people.ngo_owner, proposal.pk, data_of(proposal))


# --- Before it is sent


def test_the_last_page_shows_what_arises_and_keeps_what_is_ticked(ngo: Client, people: People, call: Call) -> None:
    made = duty()
    draft = begun(people.ngo_owner, call, people.ngo)
    check = f"{PATH}{draft.pk}/sprawdz/"
    assert INFORMS not in page(ngo, check)
    assert "utrudnia ruch na drodze" in page(ngo, f"{PATH}{draft.pk}/co/")
    assert step(ngo, draft, "co", RUN["co"]).status_code == 302
    text = page(ngo, check)
    for words in (INFORMS, "Co będzie na wydarzeniu", "Złóż wniosek o zezwolenie", "czwartek, 8 kwietnia 2027", "od pierwszego życzenia"):
        assert words in text
    assert not DutyLine.objects.exists(), "looking writes nothing"
    answer = ngo.post(check, {"zrobione": str(made.pk)})
    assert answer["Location"].endswith("/sprawdz/#obowiazki")
    assert "Cofnij odhaczenie" in page(ngo, check)
    ngo.post(check, {"zrobione": "999999"})
    assert "Tego obowiązku nie ma już na liście." in page(ngo, check)
    assert Proposal.objects.get().state == Proposal.State.DRAFT, "ticking sends nothing"
    ngo.post(check, {"wyslij": "1"})
    (line,) = lines_of(draft)
    assert (line.done_by, Proposal.objects.get().circumstances) == (people.ngo_owner, ["outdoors", "traffic"])
    assert "Zrobione: " in page(ngo, own(draft))


def test_what_is_no_circumstance_is_refused_beside_its_field(ngo: Client, people: People, call: Call) -> None:
    draft = begun(people.ngo_owner, call, people.ngo)
    step(ngo, draft, "co", {**WHAT, "circumstances": ["smoki"]})
    assert "Nie ma tu pozycji „smoki”." in page(ngo, f"{PATH}{draft.pk}/co/")


def test_a_deleted_draft_leaves_no_checklist(people: People, call: Call) -> None:
    made = duty()
    draft = begun(people.ngo_owner, call, people.ngo, **RUN)
    checklists.tick_unsent(people.ngo_owner, draft.pk, data_of(draft), str(made.pk), done=True)
    assert len(lines_of(draft)) == 1
    proposals.delete_draft(people.ngo_owner, draft.pk)
    assert not DutyLine.objects.exists()


def test_a_draft_is_ticked_only_by_its_people_and_while_it_is_one(people: People, call: Call) -> None:
    made = duty()
    draft = begun(people.ngo_owner, call, people.ngo, **RUN)
    data = data_of(draft)
    with pytest.raises(ProposalRefused, match="Nie działasz w imieniu"):
        checklists.tick_unsent(another()[1], draft.pk, data, str(made.pk), done=True)
    assert not DutyLine.objects.exists()
    proposals.submit(people.ngo_owner, draft.pk, data)
    with pytest.raises(AlreadySent):
        checklists.tick_unsent(people.ngo_owner, draft.pk, data, str(made.pk), done=True)


# --- After it was sent


def test_sending_makes_the_list_and_a_change_moves_it(people: People, call: Call) -> None:
    duty()
    proposal = sent(people.ngo_owner, call, people.ngo, **RUN)
    assert [line.deadline for line in lines_of(proposal)] == [date(2027, 4, 8)]
    change(people, proposal, kiedy={**WHEN, "w1-day": "2027-06-12"})
    assert [line.deadline for line in lines_of(proposal)] == [date(2027, 5, 13)]
    # Any Saturday in June: the first is the 5th.
    any_day = {name: value for name, value in WHEN.items() if name != "w1-day"} | {"w1-weekday": "5", "w1-month": "6"}
    change(people, proposal, kiedy=any_day)
    assert [line.deadline for line in lines_of(proposal)] == [date(2027, 5, 6)]
    change(people, proposal, co=WHAT)
    assert lines_of(proposal)[0].dropped is not None
    assert Proposal.objects.get().circumstances == []


def test_a_change_names_what_is_other(ngo: Client, people: People, call: Call) -> None:
    proposal = sent(people.ngo_owner, call, people.ngo)
    change(people, proposal, co=RUN["co"])
    assert "Propozycja jest zmieniona: co będzie na wydarzeniu." in page(ngo, own(proposal))


def test_its_page_ticks_without_a_script(ngo: Client, people: People, call: Call) -> None:
    duty()
    proposal = sent(people.ngo_owner, call, people.ngo, **RUN)
    (line,) = lines_of(proposal)
    text = page(ngo, own(proposal))
    assert INFORMS in text
    assert f'action="{own(proposal, f"obowiazki/{line.pk}/")}"' in text
    answer = ngo.post(own(proposal, f"obowiazki/{line.pk}/"), {"zrobione": "1"})
    assert answer["Location"] == own(proposal, "#obowiazki")
    text = page(ngo, own(proposal))
    assert "Odhaczone: Złóż wniosek o zezwolenie." in text
    assert "Cofnij odhaczenie" in text
    ngo.post(own(proposal, f"obowiazki/{line.pk}/"), {"niezrobione": "1"})
    assert lines_of(proposal)[0].done is None
    ngo.post(own(proposal, "obowiazki/999999/"), {"zrobione": "1"})
    assert "Tego obowiązku nie ma już na liście." in page(ngo, own(proposal))
    assert ngo.get(own(proposal, f"obowiazki/{line.pk}/")).status_code == 302
    assert lines_of(proposal)[0].done is None, "only what is sent writes"


def test_others_who_read_it_see_the_list_and_do_not_tick(client: Client, people: People, call: Call) -> None:
    duty()
    proposal = sent(people.ngo_owner, call, people.ngo, **RUN)
    (line,) = lines_of(proposal)
    helps, helper = another()
    make_co_organiser(proposal, helps)
    for user in (helper, people.moderator):
        client.force_login(user)
        text = page(client, own(proposal))
        assert "Złóż wniosek o zezwolenie" in text
        assert 'name="zrobione"' not in text
        client.post(own(proposal, f"obowiazki/{line.pk}/"), {"zrobione": "1"})
        assert "To nie jest lista Twojej organizacji" in page(client, own(proposal))
    client.force_login(people.resident)
    assert client.post(own(proposal, f"obowiazki/{line.pk}/"), {"zrobione": "1"}).status_code == 404
    with pytest.raises(DutyRefused):
        checklists.tick(people.resident, proposal.pk, line.pk, done=True)
    assert lines_of(proposal)[0].done is None


def test_it_warns_when_it_is_late_and_writes_once(ngo: Client, people: People, call: Call) -> None:
    duty(days=170)
    proposal = sent(people.ngo_owner, call, people.ngo, **RUN)
    assert duty_mail.remind() == 1
    assert duty_mail.remind() == 0
    (letter,) = MailMessage.objects.filter(kind__startswith="duties.")
    assert letter.context["url"].endswith(own(proposal))
    assert letter.recipient == people.ngo_owner
    assert "Na to jest za późno: trzeba było do 19 listopada 2026." in page(ngo, own(proposal))


def test_what_is_withdrawn_shows_no_list_and_nobody_is_written_to(ngo: Client, people: People, call: Call) -> None:
    duty(days=170)
    proposal = sent(people.ngo_owner, call, people.ngo, **RUN)
    proposals.withdraw(people.ngo_owner, proposal.pk)
    assert duty_mail.remind() == 0
    assert INFORMS not in page(ngo, own(proposal))


def test_a_copy_for_another_year_has_the_circumstances(people: People, call: Call) -> None:
    last = make_call(year=2026, opens="2025-11-01", closes="2025-12-15", publication_day="2026-01-20", published_at="2026-01-20T08:00Z")
    source = make_proposal(last, people.ngo, wishes=[wish_for(date(2026, 5, 9))], circumstances=["food"])
    copy = copying.copy_one(people.ngo_owner, call, source)
    assert copy.typed["co"]["circumstances"] == ["food"]


def test_many_duties_cost_as_much_as_one(ngo: Client, people: People, call: Call) -> None:
    duty()
    proposal = sent(people.ngo_owner, call, people.ngo, **RUN)
    few = len(queries(ngo, own(proposal)))
    for number in range(9):
        duty(f"Obowiązek {number}")
        sent(people.ngo_owner, call, people.ngo, **{**RUN, "co": {**RUN["co"], "title": f"Bieg {number}"}})
    change(people, proposal, co=RUN["co"])
    assert len(lines_of(proposal)) == 10
    assert len(queries(ngo, own(proposal))) == few
    keys = set(DutyLine.objects.values_list("key", flat=True))
    with CaptureQueriesContext(connection) as captured:
        found = duties.subjects_of(keys)
    assert len(found) == 10
    assert len(captured) <= 6, [query["sql"] for query in captured]


# --- Allocating and publishing


def test_moderators_see_it_with_the_days_of_the_slot_which_nobody_else_learns(client: Client, people: People, call: Call) -> None:
    duty()
    proposal = sent(people.ngo_owner, call, people.ngo, **RUN)
    later(BALANCING)
    client.force_login(people.moderator)
    screen = f"/admin/uzgadnianie-terminow/{call.pk}/podzial/"
    text = page(client, screen)
    assert "Zgody i zgłoszenia: 1" in text
    assert "czwartek, 8 kwietnia 2027" in text
    assert f'href="{own(proposal)}#obowiazki"' in text
    allocating.save(call, people.moderator, [gets(proposal, start="2027-01-10 15:00")], Call.objects.get().version)
    text = page(client, screen)
    assert "po terminie: 1" in text
    assert "trzeba było do 11 grudnia 2026" in text
    client.force_login(people.ngo_owner)
    text = page(client, own(proposal))
    assert "czwartek, 8 kwietnia 2027" in text
    assert "11 grudnia" not in text


def test_the_event_goes_on_with_the_list_and_its_ticks(ngo: Client, people: People, call: Call, room: Venue) -> None:
    duty()
    duty("Zgłoś zbiórkę", circumstances=["outdoors"], days=3, order=1)
    proposal = sent(people.ngo_owner, call, people.ngo, **RUN)
    line, other = lines_of(proposal)
    checklists.tick(people.ngo_owner, proposal.pk, line.pk, done=True)
    later(BALANCING)
    agree(call, people, gets(proposal, room, "2027-05-15 15:00"))
    assert publishing.publish(call, people.moderator).events == 1
    event = EventPage.objects.get()
    assert (event.translation_key, event.circumstances) == (proposal.key, ["outdoors", "traffic"])
    first, second = lines_of(proposal)
    assert (first.pk, first.done_by, first.deadline) == (line.pk, people.ngo_owner, date(2027, 4, 15))
    assert (second.pk, second.deadline, second.dropped) == (other.pk, date(2027, 5, 12), None)
    ngo.force_login(people.ngo_owner)
    assert "Zrobione: " in page(ngo, f"/pl/moje/terminy/{event.pk}/")
    text = page(ngo, own(proposal))
    assert "od dnia, który ma to wydarzenie w kalendarzu" in text
    # The event's people tick it on either page.
    ngo.post(own(proposal, f"obowiazki/{second.pk}/"), {"zrobione": "1"})
    assert lines_of(proposal)[1].done_by == people.ngo_owner
    assert duties.subjects_of([proposal.key])[proposal.key].url == f"/pl/moje/terminy/{event.pk}/"


def test_without_a_slot_nothing_is_to_be_done(ngo: Client, people: People, call: Call) -> None:
    duty(days=120)
    proposal = sent(people.ngo_owner, call, people.ngo, **RUN)
    later(BALANCING)
    allocating.save(call, people.moderator, [allocating.Choice(proposal.pk, note="Brak miejsca.")], Call.objects.get().version)
    allocating.settle(call, people.moderator, Call.objects.get().version)
    later(PUBLICATION)
    assert publishing.publish(call, people.moderator).without_slot == 1
    assert Allocation.objects.get().published_at is not None
    assert duty_mail.remind() == 0
    ngo.force_login(people.ngo_owner)
    assert INFORMS not in page(ngo, own(proposal))
