"""What an organisation does with a proposal, as the services hold it."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from accounts.models import MailMessage, Membership, Organisation
from framework_calendar import acting, history
from framework_calendar.models import Allocation, Call, Proposal
from framework_calendar.services import proposals
from framework_calendar.services.proposals import AlreadySent, CallClosed, ChangedMeanwhile, ProposalRefused
from tests.accounts.factories import People
from tests.events_calendar.factories import at
from tests.framework_calendar.conftest import later
from tests.framework_calendar.factories import allocate, make_call, make_co_organiser, wish_for
from tests.framework_calendar.proposal_pages import another, begun, data_of, sent, some_data, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(people: People) -> Call:
    return make_call()


def test_a_draft_keeps_what_was_typed_right_or_wrong(people: People, call: Call) -> None:
    draft = begun(people.ngo_owner, call, people.ngo, kiedy={"w1-day": "31 lutego", "w1-begins": "25:99"})
    kept = Proposal.objects.get(pk=draft.pk)
    assert kept.typed["kiedy"] == {"w1-day": ["31 lutego"], "w1-begins": ["25:99"]}
    assert kept.state == Proposal.State.DRAFT


def test_the_same_key_begins_one_proposal(people: People, call: Call) -> None:
    key = uuid4()
    first = proposals.begin(people.ngo_owner, call, people.ngo, key=key)
    assert proposals.begin(people.ngo_owner, call, people.ngo, key=key).pk == first.pk
    assert Proposal.objects.count() == 1


def test_only_who_acts_for_the_organisation_does_anything(people: People, call: Call) -> None:
    draft = begun(people.ngo_owner, call, people.ngo)
    stranger = another()[1]
    for do in (
        lambda: proposals.begin(stranger, call, people.ngo),
        lambda: proposals.save_step(stranger, draft.pk, "co", {}, tried=False),
        lambda: proposals.submit(stranger, draft.pk, some_data()),
        lambda: proposals.withdraw(stranger, draft.pk),
        lambda: proposals.change(stranger, draft.pk),
        lambda: proposals.discard(stranger, draft.pk),
        lambda: proposals.delete_draft(stranger, draft.pk),
    ):
        with pytest.raises(ProposalRefused, match="Nie działasz w imieniu"):
            do()
    assert Proposal.objects.get().state == Proposal.State.DRAFT


def test_a_cop_does_not_propose_to_itself(people: People, call: Call) -> None:
    cop = Organisation.objects.get(slug="slupsk")
    Membership.objects.create(user=people.ngo_owner, organisation=cop)
    with pytest.raises(ProposalRefused, match="a to jest COP"):
        proposals.begin(people.ngo_owner, call, cop)
    assert cop not in acting.organisations_of(people.ngo_owner)


@pytest.mark.parametrize(
    ("day", "said"), [("2026-10-20 12:00", "Nabór zacznie się 1 listopada 2026"), ("2026-12-16 00:01", "Nabór skończył się")]
)
def test_nothing_is_begun_while_the_call_is_not_open(people: People, call: Call, day: str, said: str) -> None:
    later(day)
    with pytest.raises(CallClosed, match=said):
        proposals.begin(people.ngo_owner, call, people.ngo)


def test_sending_writes_the_rows_and_tells_the_author(people: People, call: Call) -> None:
    proposal = sent(people.ngo_owner, call, people.ngo)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.typed, proposal.title) == ("submitted", {}, "Piknik nad Słupią")
    assert (proposal.headcount, proposal.accessibility, proposal.brings) == (100, ["step_free"], "Scena")
    wish = proposal.wishes.get()
    assert (wish.day, wish.place_name, wish.commune.code, wish.rank) == (date(2027, 5, 8), "Park Kultury", "2263011", 1)
    assert [line.what for line in history.of(proposal)] == ["Propozycja jest zaczęta.", "Propozycja jest wysłana."]
    assert MailMessage.objects.get(kind="framework.received").recipient == people.ngo_owner


def test_sent_twice_it_is_one(people: People, call: Call) -> None:
    draft = begun(people.ngo_owner, call, people.ngo)
    data = data_of(draft)
    proposals.submit(people.ngo_owner, draft.pk, data)
    with pytest.raises(AlreadySent):
        proposals.submit(people.ngo_owner, draft.pk, data)
    assert Proposal.objects.sent().count() == 1
    assert MailMessage.objects.filter(kind="framework.received").count() == 1


def test_closed_meanwhile_the_draft_stays_and_nothing_is_sent(people: People, call: Call) -> None:
    draft = begun(people.ngo_owner, call, people.ngo)
    data = data_of(draft)
    later("2026-12-16 00:01")
    with pytest.raises(CallClosed, match=r"napisz do COP Słupsk: slupsk@cop\.example\.org"):
        proposals.submit(people.ngo_owner, draft.pk, data)
    # What is written after that is kept too.
    proposals.save_step(people.ngo_owner, draft.pk, "z-kim", typed({"brings": "Nowe"}), tried=True)
    kept = Proposal.objects.get(pk=draft.pk)
    assert kept.state == "draft"
    assert kept.typed["co"]["title"] == ["Piknik nad Słupią"]
    assert kept.typed["z-kim"] == {"brings": ["Nowe"]}


def test_what_is_wrong_is_refused_by_the_service_too(people: People, call: Call) -> None:
    draft = begun(people.ngo_owner, call, people.ngo)
    with pytest.raises(ValidationError):
        proposals.submit(people.ngo_owner, draft.pk, some_data(title=""))
    assert Proposal.objects.get().state == "draft"


def test_a_change_is_seen_by_nobody_until_it_is_sent(people: People, call: Call) -> None:
    proposal = sent(people.ngo_owner, call, people.ngo)
    helper, user = another()
    make_co_organiser(proposal, helper)
    proposals.change(people.ngo_owner, proposal.pk)
    what = {**typed_page(proposal, "co"), "title": ["Piknik nad rzeką"]}
    proposals.save_step(people.ngo_owner, proposal.pk, "co", what, tried=True)
    assert Proposal.objects.get(pk=proposal.pk).title == "Piknik nad Słupią"
    proposals.submit(people.ngo_owner, proposal.pk, data_of(proposal))
    proposal.refresh_from_db()
    assert (proposal.title, proposal.typed) == ("Piknik nad rzeką", {})
    assert history.of(proposal)[-1].what == "Propozycja jest zmieniona: nazwa wydarzenia."
    mail = MailMessage.objects.get(kind="framework.changed")
    assert (mail.recipient, mail.context["what"]) == (user, ["nazwa wydarzenia"])


def typed_page(proposal: Proposal, step: str) -> dict[str, list[str]]:
    return Proposal.objects.get(pk=proposal.pk).typed[step]


def test_a_change_that_is_thrown_away_leaves_what_was_sent(people: People, call: Call) -> None:
    proposal = sent(people.ngo_owner, call, people.ngo)
    proposals.change(people.ngo_owner, proposal.pk)
    proposals.discard(people.ngo_owner, proposal.pk)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.typed) == ("submitted", {})


def test_a_page_saved_in_another_tab_is_not_written_over_unseen(people: People, call: Call) -> None:
    draft = begun(people.ngo_owner, call, people.ngo, co={"title": "Pierwsza"})
    opened = proposals.version_of(draft, "co")
    proposals.save_step(people.ngo_owner, draft.pk, "co", typed({"title": "Z drugiej karty"}), tried=True, version=opened)
    with pytest.raises(ChangedMeanwhile) as meanwhile:
        proposals.save_step(people.ngo_owner, draft.pk, "co", typed({"title": "Z pierwszej karty"}), tried=True, version=opened)
    assert Proposal.objects.get().typed["co"]["title"] == ["Z drugiej karty"]
    # Seen, it is the person's to write over.
    seen = proposals.version_of(meanwhile.value.proposal, "co")
    proposals.save_step(people.ngo_owner, draft.pk, "co", typed({"title": "Z pierwszej karty"}), tried=True, version=seen)
    assert Proposal.objects.get().typed["co"]["title"] == ["Z pierwszej karty"]


def test_what_was_saved_after_the_last_look_is_not_sent_over(people: People, call: Call) -> None:
    draft = begun(people.ngo_owner, call, people.ngo)
    seen, data = Proposal.objects.get(pk=draft.pk).typed, data_of(draft)
    proposals.save_step(people.ngo_owner, draft.pk, "z-kim", typed({"brings": "W ostatniej chwili"}), tried=True)
    with pytest.raises(ChangedMeanwhile):
        proposals.submit(people.ngo_owner, draft.pk, data, seen=seen)
    assert Proposal.objects.get().typed["z-kim"] == {"brings": ["W ostatniej chwili"]}


def test_two_tabs_on_two_pages_do_not_get_into_each_others_way(people: People, call: Call) -> None:
    draft = begun(people.ngo_owner, call, people.ngo, co={"title": "Pierwsza"})
    proposals.save_step(people.ngo_owner, draft.pk, "z-kim", typed({"brings": "Scena"}), tried=True, version=0)
    proposals.save_step(people.ngo_owner, draft.pk, "co", typed({"title": "Druga"}), tried=True, version=1)
    assert {step: Proposal.objects.get().typed[step] for step in ("co", "z-kim")} == {
        "co": {"title": ["Druga"]},
        "z-kim": {"brings": ["Scena"]},
    }


def test_withdrawing_frees_what_the_moderators_gave_and_tells_who_joined(people: People, call: Call) -> None:
    proposal = sent(people.ngo_owner, call, people.ngo)
    helper, user = another()
    make_co_organiser(proposal, helper)
    allocate(proposal, at("2027-05-08 15:00"))
    Call.objects.update(settled_at=at("2026-12-20 12:00"))
    later("2026-12-28 12:00")
    proposals.withdraw(people.ngo_owner, proposal.pk, "Nie mamy pieniędzy.")
    call.refresh_from_db()
    assert (call.version, call.settled_at) == (1, None)
    assert not Allocation.objects.exists()
    assert Proposal.objects.get().state == "withdrawn"
    mail = MailMessage.objects.get(kind="framework.changed")
    assert (mail.recipient, mail.context["withdrawn"], mail.context["reason"]) == (user, True, "Nie mamy pieniędzy.")
    assert history.of(proposal)[-1].comment == "Nie mamy pieniędzy."


def test_what_is_published_is_not_withdrawn(people: People, call: Call) -> None:
    proposal = sent(people.ngo_owner, call, people.ngo)
    Call.objects.update(published_at=at("2027-01-20 08:00"))
    with pytest.raises(ProposalRefused, match="Kalendarz jest już ogłoszony"):
        proposals.withdraw(people.ngo_owner, proposal.pk)


def test_what_is_an_event_already_is_not_withdrawn_while_the_rest_is_being_published(people: People, call: Call) -> None:
    proposal = sent(people.ngo_owner, call, people.ngo)
    allocate(proposal, at("2027-05-08 15:00"), published_at=at("2027-01-20 07:00"))
    later("2027-01-20 07:00")
    assert Call.objects.get().phase() == Call.Phase.BALANCING
    with pytest.raises(ProposalRefused, match="Kalendarz jest już ogłoszony"):
        proposals.withdraw(people.ngo_owner, proposal.pk)
    assert Allocation.objects.filter(proposal=proposal).exists()


def test_a_withdrawn_proposal_can_be_sent_again(people: People, call: Call) -> None:
    proposal = sent(people.ngo_owner, call, people.ngo)
    proposals.withdraw(people.ngo_owner, proposal.pk)
    proposals.change(people.ngo_owner, proposal.pk)
    proposals.submit(people.ngo_owner, proposal.pk, data_of(proposal))
    assert Proposal.objects.get().state == "submitted"


def test_only_a_draft_is_deleted(people: People, call: Call) -> None:
    proposal = sent(people.ngo_owner, call, people.ngo)
    with pytest.raises(ProposalRefused, match="już wysłana"):
        proposals.delete_draft(people.ngo_owner, proposal.pk)
    draft = begun(people.ngo_owner, call, people.ngo)
    proposals.delete_draft(people.ngo_owner, draft.pk)
    assert list(Proposal.objects.all()) == [proposal]


def test_who_is_named_is_invited_when_it_is_sent(people: People, call: Call) -> None:
    helper, user = another()
    draft = begun(people.ngo_owner, call, people.ngo)
    proposals.submit(people.ngo_owner, draft.pk, some_data(invited=[helper, people.ngo], wishes=[wish_for(date(2027, 6, 1))]))
    row = draft.co_organisers.get()
    assert (row.organisation, row.status) == (helper, "invited")
    assert MailMessage.objects.get(kind="framework.invited").recipient == user


def test_an_officer_acts_for_the_local_government(people: People, call: Call) -> None:
    proposal = sent(people.officer, call, people.office)
    assert acting.organisations_of(people.officer) == [people.office]
    assert acting.people_of([people.office.pk, people.ngo.pk]) == sorted([people.officer, people.ngo_owner], key=lambda one: one.pk)
    assert acting.by_person([people.office, people.ngo]) == {people.ngo_owner: [people.ngo], people.officer: [people.office]}
    assert Proposal.objects.readable_by(people.officer).get() == proposal
    # An editor of a COP proposes for nobody.
    assert acting.ids_of(people.editor) == set()
