"""The mails by the clock, and how all of them read."""

from __future__ import annotations

from datetime import date

import pytest
from django.core import mail as post

from accounts.mail.services import build
from accounts.models import MailMessage, Membership
from core.schedule import jobs
from framework_calendar.models import Call
from framework_calendar.services import calls, co_organisers, proposals
from tests.accounts.factories import People
from tests.framework_calendar.factories import make_call, make_co_organiser, make_proposal
from tests.framework_calendar.proposal_pages import another, begun, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(people: People) -> Call:
    return make_call()


def told(kind: str) -> list[str]:
    return sorted(MailMessage.objects.filter(kind=f"framework.{kind}").values_list("recipient__email", flat=True))


def read(kind: str) -> tuple[str, str]:
    """Subject and text of the newest mail of this kind."""
    email = build(MailMessage.objects.filter(kind=f"framework.{kind}").latest("pk"))
    assert email is not None
    assert not post.outbox
    return str(email.subject), str(email.body).split("\n-- ")[0]


def last_year(people: People) -> Call:
    return make_call(year=2026, opens=date(2025, 11, 1), closes=date(2025, 12, 15), publication_day=date(2026, 1, 20))


def test_a_reminder_goes_to_drafts_and_to_who_proposed_last_year(people: People, call: Call) -> None:
    begun(people.ngo_owner, call, people.ngo)
    before = last_year(people)
    absent, reader = another()
    make_proposal(before, absent)
    here, _done = another("Klub Fala", "klub-fala")
    make_proposal(before, here)
    make_proposal(call, here)
    another("Obca", "obca")
    assert calls.remind(date(2026, 12, 1)) == 2
    assert told("reminder") == sorted([people.ngo_owner.email, reader.email])
    subject, text = read("reminder")
    assert subject == "Nabór do kalendarza ramowego 2027 kończy się 15 grudnia 2026"
    assert "Koło z Bierkowa" in text or "Masz 1 zaczętą propozycję" in text


def test_one_reminder_for_each_of_its_days(people: People, call: Call) -> None:
    begun(people.ngo_owner, call, people.ngo)
    for day in (
        date(2026, 11, 30),
        date(2026, 12, 1),
        date(2026, 12, 1),
        date(2026, 12, 2),
        date(2026, 12, 3),
        date(2026, 12, 12),
        date(2026, 12, 12),
    ):
        calls.remind(day)
    # Fourteen days before the end, once; and three days before it.
    assert told("reminder") == [people.ngo_owner.email] * 2
    assert calls.remind(date(2026, 12, 16)) == 0


def test_who_acts_for_two_organisations_hears_once(people: People, call: Call) -> None:
    helper, user = another()
    Membership.objects.create(user=people.ngo_owner, organisation=helper)
    begun(people.ngo_owner, call, people.ngo)
    begun(user, call, helper)
    calls.remind(date(2026, 12, 1))
    assert told("reminder") == sorted([people.ngo_owner.email, user.email])
    letter = MailMessage.objects.get(kind="framework.reminder", recipient=people.ngo_owner)
    assert letter.context["drafts"] == 2


def test_after_the_last_day_proposers_and_moderators_hear_once(people: People, call: Call) -> None:
    sent(people.ngo_owner, call, people.ngo)
    begun(people.ngo_owner, call, people.ngo, co={"title": "Szkic"})
    assert calls.tell_closed(date(2026, 12, 15)) == 0
    for _time in range(2):
        calls.tell_closed(date(2026, 12, 16))
    assert told("closed") == [people.ngo_owner.email]
    assert told("call_closed") == sorted([people.moderator.email, people.second_moderator.email])
    subject, text = read("closed")
    assert subject == "Nabór zakończony, uzgadniamy terminy na rok 2027"
    assert "- Piknik nad Słupią" in text
    assert "Szkic" not in text
    assert "Kalendarz ogłosimy 20 stycznia 2027." in text
    assert "Jest 1 propozycja." in read("call_closed")[1]
    # A call that was opened again and has closed again is told again.
    Call.objects.update(closes=date(2026, 12, 18))
    calls.tell_closed(date(2026, 12, 19))
    assert told("closed") == [people.ngo_owner.email] * 2
    # Nobody wants to hear of it weeks later.
    assert calls.tell_closed(date(2027, 1, 10)) == 0


def test_the_clock_knows_both_jobs() -> None:
    assert {"framework_calendar.remind", "framework_calendar.tell_closed"} <= jobs.keys()


def test_letters_read_well(people: People, call: Call) -> None:
    proposal = sent(people.ngo_owner, call, people.ngo)
    subject, text = read("received")
    assert subject == "Mamy Twoją propozycję: Piknik nad Słupią"
    assert "- sobota, 8 maja 2027, 15:00–18:00, Park Kultury, Słupsk" in text
    assert f"/pl/moje/ramowy/{proposal.pk}/" in text
    helper, user = another()
    row = co_organisers.invite(people.ngo_owner, proposal.pk, helper)
    subject, text = read("invited")
    assert subject == "Zaproszenie do współorganizowania: Piknik nad Słupią"
    assert "Fundacja Dobra (Organizacja Testowa) zaprasza organizację Koło z Bierkowa" in text
    co_organisers.answer(user, row.pk, True, "Namiot")
    assert read("answered")[0] == "Razem organizujecie: Piknik nad Słupią"
    co_organisers.leave(user, row.pk)
    assert "Koło z Bierkowa (Ewa Druga) rezygnuje" in read("answered")[1]
    co_organisers.ask(user, proposal.pk, helper, "Dwie osoby")
    subject, text = read("asks")
    assert subject == "Koło z Bierkowa chce dołączyć: Piknik nad Słupią"
    assert "Dwie osoby" in text
    co_organisers.answer(people.ngo_owner, row.pk, False)
    assert "Fundacja Dobra (Organizacja Testowa) odmawia: Koło z Bierkowa nie współorganizuje" in read("answered")[1]
    make_co_organiser(proposal, another("Klub Fala", "klub-fala")[0])
    proposals.withdraw(people.ngo_owner, proposal.pk, "Brak pieniędzy")
    subject, text = read("changed")
    assert subject == "Propozycja wycofana: Piknik nad Słupią"
    assert "Brak pieniędzy" in text
