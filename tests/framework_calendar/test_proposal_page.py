"""A proposal's own page, for its people and those who make it with them; and what others propose."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import Membership
from core.models import Topic
from framework_calendar.models import Allocation, Call, CoOrganiser, Proposal
from tests.accounts.factories import People
from tests.events_calendar.factories import at
from tests.framework_calendar.conftest import later
from tests.framework_calendar.factories import allocate, make_call, make_co_organiser, make_proposal
from tests.framework_calendar.proposal_pages import another, begun, page, plain, sent
from tests.measure import queries

pytestmark = pytest.mark.django_db

OPEN = "/pl/kalendarz/ramowy/2027/propozycje/"


@pytest.fixture
def call(people: People) -> Call:
    return make_call()


@pytest.fixture
def proposal(people: People, call: Call) -> Proposal:
    return sent(people.ngo_owner, call, people.ngo)


def path(proposal: Proposal, what: str = "") -> str:
    return f"/pl/moje/ramowy/{proposal.pk}/{what}"


def test_the_page_says_what_happens_next(ngo: Client, proposal: Proposal, people: People) -> None:
    text = page(ngo, path(proposal))
    assert "Do 15 grudnia 2026 możesz ją zmieniać." in text
    assert "20 stycznia 2027 portal ogłasza kalendarz" in text
    assert "Propozycja jest wysłana." in text
    assert "Zmień propozycję" in text
    later("2026-12-20 12:00")
    ngo.force_login(people.ngo_owner)
    text = page(ngo, path(proposal))
    assert "COP Słupsk uzgadnia terminy." in text
    assert "Zmień propozycję" not in text
    assert "Wycofaj propozycję" in text
    assert "W sprawie naboru napisz do COP Słupsk: slupsk@cop.example.org." in text


def test_a_page_of_the_form_that_said_nothing_is_no_empty_box(ngo: Client, proposal: Proposal) -> None:
    assert 'id="czesc-z-kim"' in page(ngo, path(proposal))
    Proposal.objects.update(brings="", seeks="")
    text = page(ngo, path(proposal))
    assert 'id="czesc-z-kim"' not in text
    assert 'id="czesc-kiedy"' in text


def test_who_may_read_it(client: Client, proposal: Proposal, people: People) -> None:
    stranger = another()[1]
    for user, status in (
        (stranger, 404),
        (people.resident, 404),
        (people.tczew_moderator, 404),
        (people.moderator, 200),
        (people.cio, 200),
    ):
        client.force_login(user)
        assert client.get(path(proposal)).status_code == status, user
    client.force_login(people.moderator)
    assert "Zmień propozycję" not in page(client, path(proposal))
    assert client.get("/pl/moje/ramowy/99999999999999999999/").status_code == 404


def test_an_invited_organisation_answers_from_its_own_account(client: Client, proposal: Proposal, people: People) -> None:
    _helper, user = another()
    client.force_login(people.ngo_owner)
    answer = client.post(path(proposal, "zapros/"), {"nazwa": "koło z bierkowa"}, follow=True)
    assert "Zaprosiliśmy: Koło z Bierkowa." in plain(answer.content)
    row = CoOrganiser.objects.get()
    assert "Tak, organizujemy razem" not in page(client, path(proposal))
    # Who invites cannot answer for them.
    said = plain(client.post(path(proposal, f"wspolnie/{row.pk}/tak/"), follow=True).content)
    assert "Nie działasz w imieniu tej organizacji" in said
    client.force_login(user)
    assert "Fundacja Dobra zaprasza Was do współorganizowania." in page(client, path(proposal))
    said = plain(client.post(path(proposal, f"wspolnie/{row.pk}/tak/"), follow=True).content)
    assert "Koło z Bierkowa współorganizuje to wydarzenie." in said
    assert "Rezygnujemy ze współorganizowania" in said
    assert client.post(path(proposal, "zmien/"), follow=True).status_code == 200
    assert Proposal.objects.get().typed == {}
    # Leaving, it is on the list as one that said no, and may look at it still.
    client.post(path(proposal, f"wspolnie/{row.pk}/rezygnuje/"))
    assert CoOrganiser.objects.get().status == "declined"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "Wypełnij to pole."),
        ("Kółko", "Nie ma w portalu organizacji „Kółko”."),
        ("Koło", "Koło z Bierkowa jest już na liście."),
        ("Fundacja Dobra", "To Twoja organizacja"),
        ("Koło z Bierkowa", "Koło z Bierkowa jest już na liście."),
    ],
)
def test_a_name_that_cannot_be_invited_is_told_beside_the_field(ngo: Client, proposal: Proposal, name: str, said: str) -> None:
    make_co_organiser(proposal, another()[0])
    answer = ngo.post(path(proposal, "zapros/"), {"nazwa": name})
    text = plain(answer.content)
    assert answer.status_code == 422
    assert said in text
    assert f'value="{name}"' in text or not name


def test_a_question_that_was_taken_back_is_told(client: Client, proposal: Proposal) -> None:
    helper, user = another()
    row = make_co_organiser(proposal, helper, "invited")
    pk = row.pk
    client.force_login(user)
    assert client.post(path(proposal, f"wspolnie/{pk}/moze/")).status_code == 404
    other = make_proposal(proposal.call, helper)
    text = plain(client.post(path(other, f"wspolnie/{pk}/tak/"), follow=True).content)
    assert "Tego zaproszenia już nie ma" in text
    assert CoOrganiser.objects.get().status == "invited"


def test_withdrawing_asks_first(ngo: Client, proposal: Proposal) -> None:
    assert "Wycofać propozycję?" in page(ngo, path(proposal, "wycofaj/"))
    text = plain(ngo.post(path(proposal, "wycofaj/"), {"reason": "Zmiana <planów>"}, follow=True).content)
    assert "Propozycja jest wycofana." in text
    assert "Zmiana &lt;planów&gt;" in text
    assert "Popraw i wyślij jeszcze raz" in text
    assert "Tego nie można już zrobić." in plain(ngo.get(path(proposal, "wycofaj/"), follow=True).content)


def test_a_draft_is_its_organisations_alone(client: Client, call: Call, people: People) -> None:
    draft = begun(people.ngo_owner, call, people.ngo)
    helper, user = another()
    make_co_organiser(draft, helper, "invited")
    for person in (user, people.moderator):
        client.force_login(person)
        assert client.get(path(draft)).status_code == 404
    client.force_login(people.ngo_owner)
    assert "Dokończ propozycję" in page(client, path(draft))


# --- What others propose


def test_members_see_what_others_propose_and_ask_to_join(client: Client, proposal: Proposal, people: People) -> None:
    helper, user = another()
    begun(people.ngo_owner, proposal.call, people.ngo, co={"title": "Szkic"})
    client.force_login(user)
    text = page(client, OPEN)
    assert "Piknik nad Słupią" in text
    assert "Namiot" in text
    assert "Szkic" not in text
    ask = f"{OPEN}{proposal.pk}/dolacz/"
    assert ask in text
    assert "Zapytamy organizację Fundacja Dobra" in page(client, ask)
    text = plain(client.post(ask, {"brings": "Dwie osoby"}, follow=True).content)
    assert "Zapytaliśmy: Fundacja Dobra." in text
    row = CoOrganiser.objects.get()
    assert (row.status, row.organisation, row.brings) == ("asks", helper, "Dwie osoby")
    assert "czeka na odpowiedź" in page(client, OPEN)
    assert "jest już na liście" in plain(client.post(ask, {}).content)
    client.force_login(people.ngo_owner)
    text = plain(client.post(path(proposal, f"wspolnie/{row.pk}/tak/"), follow=True).content)
    assert "Koło z Bierkowa współorganizuje to wydarzenie." in text


def test_who_acts_for_several_says_which_one_joins(client: Client, proposal: Proposal) -> None:
    _helper, user = another()
    second, _user = another("Klub Fala", "klub-fala")
    Membership.objects.create(user=user, organisation=second)
    client.force_login(user)
    ask = f"{OPEN}{proposal.pk}/dolacz/"
    assert "Wybierz organizację." in plain(client.post(ask, {}).content)
    client.post(ask, {"organizacja": "klub-fala"})
    assert CoOrganiser.objects.get().organisation == second


def test_the_list_is_narrowed_by_commune_and_topic(ngo: Client, proposal: Proposal, call: Call) -> None:
    topic = Topic.objects.create(name="Morze", slug="morze")
    make_proposal(call, another()[0], title="Regaty", seeks="").topics.add(topic)
    assert "Regaty" in page(ngo, OPEN)
    assert "Piknik nad Słupią" not in page(ngo, f"{OPEN}?temat=morze")
    assert "Regaty" not in page(ngo, f"{OPEN}?szuka=1")
    assert "Regaty" in page(ngo, f"{OPEN}?gmina=2263011")
    text = page(ngo, f"{OPEN}?gmina=0000000&temat=nie-ma")
    assert "Nie ma tu pozycji „0000000”." in text
    assert "Regaty" in text


def test_whom_the_list_is_not_for(client: Client, proposal: Proposal, people: People) -> None:
    client.force_login(people.resident)
    text = page(client, OPEN)
    assert "Piknik nad Słupią" not in text
    assert "Jak połączyć konto z organizacją" in text
    assert client.get(f"{OPEN}{proposal.pk}/dolacz/").status_code == 404
    client.logout()
    assert client.get(OPEN).status_code == 302
    client.force_login(people.ngo_owner)
    assert client.get("/pl/kalendarz/ramowy/2031/propozycje/").status_code == 404


def test_after_the_publication_nobody_joins(client: Client, proposal: Proposal) -> None:
    Call.objects.update(published_at=at("2026-11-24 08:00"))
    client.force_login(another()[1])
    assert "Chcemy dołączyć" not in page(client, OPEN)
    text = plain(client.post(f"{OPEN}{proposal.pk}/dolacz/", {}).content)
    assert "Kalendarz jest już ogłoszony" in text


def test_what_is_not_published_yet_is_not_told_to_the_organisation_either(ngo: Client, proposal: Proposal) -> None:
    Call.objects.update(published_at=at("2026-11-24 08:00"))
    allocation = allocate(proposal, None, chosen="portal", reasons=[{"code": "rival", "title": "Tajny rywal"}])
    text = page(ngo, path(proposal))
    assert "COP jeszcze o niej nie zdecydował." in text
    assert "Tajny rywal" not in text
    Allocation.objects.filter(pk=allocation.pk).update(published_at=at("2026-11-24 08:00"))
    cache.clear()
    assert "Tajny rywal" in page(ngo, path(proposal))


def test_lists_cost_the_same_for_many(ngo: Client, proposal: Proposal, call: Call, people: People) -> None:
    make_co_organiser(proposal, another()[0])
    few, own = len(queries(ngo, OPEN)), len(queries(ngo, path(proposal)))
    for number in range(15):
        organisation = another(f"Koło {number}", f"kolo-{number}")[0]
        make_co_organiser(make_proposal(call, organisation), people.ngo, "invited")
        make_co_organiser(proposal, organisation)
    assert len(queries(ngo, OPEN)) == few
    assert len(queries(ngo, path(proposal))) == own
    assert few <= 26
    assert own <= 26


def test_who_may_join_reads_the_proposal_before_asking(client: Client, proposal: Proposal) -> None:
    Proposal.objects.filter(pk=proposal.pk).update(description="Zaczynamy koncertem.")
    client.force_login(another()[1])
    text = page(client, f"{OPEN}{proposal.pk}/dolacz/")
    for said in ("Zaczynamy koncertem.", "Sąsiedzi się poznają.", "Park Kultury", "Namiot", "Scena"):
        assert said in text
    Proposal.objects.filter(pk=proposal.pk).update(state="draft")
    assert client.get(f"{OPEN}{proposal.pk}/dolacz/").status_code == 404
