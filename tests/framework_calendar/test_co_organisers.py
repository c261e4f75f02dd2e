"""Making an event together: who asks, who answers, and who hears of it."""

from __future__ import annotations

import pytest

from accounts.models import MailMessage, Organisation, User
from framework_calendar import history
from framework_calendar.models import Call, CoOrganiser, Proposal
from framework_calendar.services import co_organisers
from framework_calendar.services.proposals import ProposalRefused
from tests.accounts.factories import People
from tests.events_calendar.factories import at
from tests.framework_calendar.conftest import later
from tests.framework_calendar.factories import make_call, make_proposal
from tests.framework_calendar.proposal_pages import another

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(people: People) -> Proposal:
    return make_proposal(make_call(), people.ngo)


@pytest.fixture
def other(proposal: Proposal) -> tuple[Organisation, User]:
    return another()


Other = tuple[Organisation, User]


def mails(kind: str) -> list[str]:
    return sorted(MailMessage.objects.filter(kind=f"framework.{kind}").values_list("recipient__email", flat=True))


def test_who_is_invited_confirms_from_their_own_account(people: People, proposal: Proposal, other: Other) -> None:
    row = co_organisers.invite(people.ngo_owner, proposal.pk, other[0])
    assert (row.status, mails("invited")) == ("invited", [other[1].email])
    with pytest.raises(ProposalRefused, match="Nie działasz"):
        co_organisers.answer(people.ngo_owner, row.pk, True)
    row = co_organisers.answer(other[1], row.pk, True, "Namiot")
    assert (row.status, row.answered_by, row.brings) == ("confirmed", other[1], "Namiot")
    assert mails("answered") == [people.ngo_owner.email]
    assert [line.what for line in history.of(proposal)] == [
        "Koło z Bierkowa: zaproszenie do współorganizowania.",
        "Koło z Bierkowa współorganizuje wydarzenie.",
    ]


def test_who_wants_to_join_is_let_in_by_the_proposer(people: People, proposal: Proposal, other: Other) -> None:
    row = co_organisers.ask(other[1], proposal.pk, other[0], "Dwie osoby")
    assert (row.status, mails("asks")) == ("asks", [people.ngo_owner.email])
    with pytest.raises(ProposalRefused, match="Nie działasz"):
        co_organisers.answer(other[1], row.pk, True)
    assert co_organisers.answer(people.ngo_owner, row.pk, False).status == "declined"
    assert mails("answered") == [other[1].email]


def test_asking_one_another_is_a_yes(people: People, proposal: Proposal, other: Other) -> None:
    co_organisers.ask(other[1], proposal.pk, other[0])
    assert co_organisers.invite(people.ngo_owner, proposal.pk, other[0]).status == "confirmed"
    third, user = another("Klub Fala", "klub-fala")
    co_organisers.invite(people.ngo_owner, proposal.pk, third)
    assert co_organisers.ask(user, proposal.pk, third).status == "confirmed"


def test_nobody_is_on_the_list_twice(people: People, proposal: Proposal, other: Other) -> None:
    row = co_organisers.invite(people.ngo_owner, proposal.pk, other[0])
    with pytest.raises(ProposalRefused, match="jest już na liście"):
        co_organisers.invite(people.ngo_owner, proposal.pk, other[0])
    co_organisers.answer(other[1], row.pk, False)
    with pytest.raises(ProposalRefused, match="ktoś z Was już odpowiedział"):
        co_organisers.answer(other[1], row.pk, True)
    # Who said no may be asked again.
    assert co_organisers.invite(people.ngo_owner, proposal.pk, other[0]).status == "invited"
    assert CoOrganiser.objects.count() == 1


def test_an_organisation_does_not_join_itself(people: People, proposal: Proposal) -> None:
    with pytest.raises(ProposalRefused, match="Twoja organizacja"):
        co_organisers.invite(people.ngo_owner, proposal.pk, people.ngo)
    with pytest.raises(ProposalRefused, match="propozycja Twojej organizacji"):
        co_organisers.ask(people.ngo_owner, proposal.pk, people.ngo)


def test_who_joined_leaves_and_the_proposer_hears(people: People, proposal: Proposal, other: Other) -> None:
    row = co_organisers.invite(people.ngo_owner, proposal.pk, other[0])
    co_organisers.answer(other[1], row.pk, True)
    with pytest.raises(ProposalRefused, match="Nie działasz"):
        co_organisers.leave(people.ngo_owner, row.pk)
    assert co_organisers.leave(other[1], row.pk).status == "declined"
    assert MailMessage.objects.filter(kind="framework.answered", context__how="left").get().recipient == people.ngo_owner
    with pytest.raises(ProposalRefused, match="nie ma już na liście"):
        co_organisers.leave(other[1], row.pk)


def test_a_question_is_taken_back_by_who_asked(people: People, proposal: Proposal, other: Other) -> None:
    row = co_organisers.invite(people.ngo_owner, proposal.pk, other[0])
    with pytest.raises(ProposalRefused, match="Nie działasz"):
        co_organisers.leave(other[1], row.pk)
    co_organisers.leave(people.ngo_owner, row.pk)
    assert not CoOrganiser.objects.exists()
    with pytest.raises(ProposalRefused, match="ktoś je cofnął"):
        co_organisers.answer(other[1], row.pk, True)


@pytest.mark.parametrize(("state", "said"), [("draft", "nie jest jeszcze wysłana"), ("withdrawn", "wycofana")])
def test_only_what_is_sent_can_be_joined(proposal: Proposal, other: Other, state: str, said: str) -> None:
    Proposal.objects.update(state=state)
    with pytest.raises(ProposalRefused, match=said):
        co_organisers.ask(other[1], proposal.pk, other[0])


def test_one_joins_while_the_dates_are_agreed_and_not_after_the_publication(proposal: Proposal, other: Other) -> None:
    later("2026-12-20 12:00")
    row = co_organisers.ask(other[1], proposal.pk, other[0])
    Call.objects.update(published_at=at("2027-01-20 08:00"))
    with pytest.raises(ProposalRefused, match="Kalendarz jest już ogłoszony"):
        co_organisers.leave(other[1], row.pk)
