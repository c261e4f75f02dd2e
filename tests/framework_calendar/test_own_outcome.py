"""After the publication a proposal's own page says which wish it got, why, and what has changed since."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from events_calendar.models import EventPage, Venue
from events_calendar.services import dates
from framework_calendar.models import Allocation, Call, Proposal
from framework_calendar.services import allocating, publishing
from tests.accounts.factories import People
from tests.events_calendar.conftest import later
from tests.framework_calendar.balancing import PUBLICATION, SATURDAY, SUNDAY, another_ngo, balancing_call, wants
from tests.framework_calendar.factories import make_co_organiser, make_proposal, wish_for
from tests.framework_calendar.proposal_pages import page
from tests.measure import queries

YEAR = "/pl/kalendarz/ramowy/2027/"


@pytest.fixture
def call(people: People) -> Call:
    return balancing_call()


def publish(call: Call, people: People) -> None:
    """As the portal proposes it."""
    allocating.propose(call, people.moderator, Call.objects.get(pk=call.pk).version)
    allocating.settle(call, people.moderator, Call.objects.get(pk=call.pk).version)
    later(PUBLICATION)
    publishing.publish(call)


def rivals(call: Call, people: People, room: Venue) -> tuple[Proposal, Proposal]:
    """Two that want the same Saturday; the first may be on Sunday in the park, too."""
    wishes = [wish_for(SATURDAY, room), wish_for(SUNDAY)]
    mine = make_proposal(call, people.ngo, wishes=wishes, title="Piknik", author=people.ngo_owner, headcount=30)
    return mine, wants(call, another_ngo(), room, title="Jarmark")


def read(client: Client, user: User, proposal: Proposal) -> str:
    """The proposal's page; nothing is committed in a test, so that what is kept until a commit has to be let go."""
    cache.clear()
    client.force_login(user)
    return page(client, f"/pl/moje/ramowy/{proposal.pk}/")


def test_it_says_which_wish_it_got_when_and_why(client: Client, call: Call, people: People, room: Venue) -> None:
    mine, _theirs = rivals(call, people, room)
    allocating.propose(call, people.moderator, Call.objects.get(pk=call.pk).version)
    # What the moderators think of is nobody's yet.
    assert "Jaki termin dostała propozycja" not in read(client, people.ngo_owner, mine)
    publish(call, people)
    text = read(client, people.ngo_owner, mine)
    for words in ("Jaki termin dostała propozycja", "drugie życzenie", "niedziela, 9 maja 2027, 15:00–18:00", "Park Kultury"):
        assert words in text
    assert "ma propozycja „Jarmark” w tym samym czasie i miejscu." in text
    event = EventPage.objects.get(title="Piknik")
    for address in (event.url, f"/pl/moje/terminy/{event.pk}/", YEAR):
        assert f'href="{address}"' in text
    assert "drugie życzenie" in page(client, "/pl/moje/")


def test_who_makes_it_together_reads_it_too_and_changes_nothing(client: Client, call: Call, people: People, room: Venue) -> None:
    mine, theirs = rivals(call, people, room)
    make_co_organiser(mine, theirs.organisation)
    publish(call, people)
    text = read(client, User.objects.get(email="inne@example.org"), mine)
    assert "drugie życzenie" in text
    assert "/pl/moje/terminy/" not in text
    assert f'href="{EventPage.objects.get(title="Piknik").url}"' in text


def test_what_got_no_slot_reads_why_and_where_to_ask(client: Client, call: Call, people: People, room: Venue) -> None:
    mine, theirs = rivals(call, people, room)
    mine.wishes.filter(rank=2).delete()
    theirs.wishes.update(begins="14:00")
    publish(call, people)
    loser = Allocation.objects.get(outcome="none").proposal
    assert loser.author is not None
    text = read(client, loser.author, loser)
    assert "bez terminu" in text
    assert "Żadnego z życzeń nie da się spełnić." in text
    assert "Poproś o wolny termin" in text


def test_what_has_changed_since_is_told(client: Client, call: Call, people: People, room: Venue) -> None:
    mine, _theirs = rivals(call, people, room)
    publish(call, people)
    event = EventPage.objects.get(title="Piknik")
    start = event.start + timedelta(days=7)
    dates.move_date(event, event.start, start=start, end=start + timedelta(hours=3), reason="Remont parku.", by=people.editor)
    text = read(client, people.ngo_owner, mine)
    assert "niedziela, 16 maja 2027, 15:00–18:00" in text
    assert "Ogłoszony termin: niedziela, 9 maja 2027, 15:00–18:00." in text
    assert "Powód: Remont parku." in text
    EventPage.objects.get(pk=event.pk).unpublish()
    text = read(client, people.ngo_owner, mine)
    assert "Tego wydarzenia nie ma teraz w kalendarzu dla wszystkich" in text
    assert "Remont parku." not in text
    assert f"/pl/moje/terminy/{event.pk}/" in text


def test_a_slot_that_somebody_took_before_the_publication(client: Client, call: Call, people: People, room: Venue) -> None:
    mine, _theirs = rivals(call, people, room)
    publish(call, people)
    Allocation.objects.filter(proposal=mine).update(published_at=None, event=None, problem="Zajęte.")
    text = read(client, people.ngo_owner, mine)
    assert "Jeszcze żadnego: uzgodniony termin zajęło wcześniej inne wydarzenie." in text
    assert "COP szuka innego i napisze do Was." in text
    # Neither its slot nor what the moderators wrote among themselves.
    assert "/pl/moje/terminy/" not in text
    assert "Zajęte." not in text
    assert "drugie życzenie" not in text


def test_a_year_of_many_costs_no_more(client: Client, call: Call, people: People, room: Venue) -> None:
    mine, _theirs = rivals(call, people, room)
    for number in range(2):
        wants(call, another_ngo(f"Koło {number}", f"kolo-{number}"), None, SUNDAY, title=f"Festyn {number}")
    publish(call, people)
    read(client, people.ngo_owner, mine)
    own = len(queries(client, f"/pl/moje/ramowy/{mine.pk}/"))
    # Those of the page before the publication, those of one row of the year, and one more that says which row.
    assert own <= 32
