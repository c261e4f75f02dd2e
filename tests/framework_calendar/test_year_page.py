"""The framework calendar's public pages: what a resident reads before and after the publication."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.core.cache import cache
from django.test import Client
from wagtail.models import Locale, PageViewRestriction

from accounts.models import Organisation
from core.models import Territory, Topic
from events_calendar.models import EventPage, Venue
from events_calendar.services import dates
from framework_calendar.models import Allocation, Call, Proposal
from tests.events_calendar.conftest import later
from tests.events_calendar.factories import VenueFactory, at
from tests.factories import SiteTree
from tests.framework_calendar.factories import allocate, make_call, make_co_organiser, make_proposal
from tests.framework_calendar.published import PUBLISHED, many_placed, placed, published_call
from tests.measure import queries, weight

pytestmark = pytest.mark.django_db
URL = "/pl/kalendarz/ramowy/2027/"


@pytest.fixture
def club(db: None) -> Organisation:
    return Organisation.objects.create(kind="ngo", name="Klub Żagiel", slug="klub-zagiel")


@pytest.fixture
def firemen(db: None) -> Organisation:
    return Organisation.objects.create(kind="ngo", name="OSP Bierkowo", slug="osp-bierkowo")


@pytest.fixture
def picnic(site_tree: SiteTree, club: Organisation) -> Allocation:
    """A picnic of the club's on Saturday, 8 May 2027, which was its first wish."""
    return placed(published_call(), site_tree.calendar_slupsk, club, "Piknik sąsiedzki", at("2027-05-08 15:00"))


def text_of(client: Client, url: str = URL, status: int = 200) -> str:
    cache.clear()
    answer = client.get(url)
    assert answer.status_code == status, (url, answer.status_code)
    return unescape(answer.content.decode()).replace("\xa0", " ")


# --- Before the publication


def test_a_year_that_nobody_has_is_not_found(client: Client, site_tree: SiteTree) -> None:
    make_call()
    for year in ("2026", "1999", "9999", "99999999999999999999"):
        assert "Nie ma takiej strony" in text_of(client, f"/pl/kalendarz/ramowy/{year}/", 404)


@pytest.mark.parametrize(
    ("now", "said", "phase"),
    [
        ("2026-10-20 12:00", "Nabór zacznie się 1 listopada 2026. Do tego czasu nie musisz nic robić.", "przed naborem"),
        ("2026-12-15 23:00", "Propozycję wydarzenia zgłosisz do 15 grudnia 2026 włącznie.", "nabór propozycji"),
        ("2026-12-16 00:30", "Ogłosimy je 20 stycznia 2027. Do tego czasu nie musisz nic robić.", "uzgadnianie terminów"),
        ("2027-01-21 09:00", "Ogłoszenie było planowane na 20 stycznia 2027 i się opóźnia.", "uzgadnianie terminów"),
    ],
)
def test_before_the_publication_the_page_says_what_one_can_do_now(
    client: Client, site_tree: SiteTree, now: str, said: str, phase: str
) -> None:
    make_call(intro="Spotykamy się raz w roku.")
    later(now)
    text = text_of(client)
    assert said in text
    assert f'<li aria-current="step">{phase}<br>' in text
    assert "1 listopada 2026 – 15 grudnia 2026" in text
    assert "Spotykamy się raz w roku." in text
    assert "Rok w skrócie" not in text


def test_each_cop_has_its_own_call_and_phase(client: Client, site_tree: SiteTree, club: Organisation) -> None:
    make_proposal(make_call(), club)
    make_call(cop=site_tree.tczew, opens="2026-12-01", closes="2026-12-31", title="Kalendarz tczewski")
    text = text_of(client)
    assert 'id="nabor-slupsk"' in text
    assert 'id="nabor-tczew"' in text
    assert "Nabór zacznie się 1 grudnia 2026" in text
    assert "Na razie jest 1 propozycja." in text


def test_nothing_of_the_allocation_is_told_before_the_publication(client: Client, site_tree: SiteTree, club: Organisation) -> None:
    call = make_call(opens="2026-09-01", closes="2026-10-15", publication_day="2026-12-20")
    allocate(make_proposal(call, club, title="Tajna parada"), at("2027-05-08 15:00"))
    # Another COP's is published already.
    theirs = published_call(cop=site_tree.tczew)
    placed(theirs, site_tree.calendar_tczew, club, "Zlot w Tczewie", at("2027-06-01 10:00"))
    for url in (URL, f"{URL}?widok=organizacje", f"{URL}?widok=bez-terminu", f"{URL}dane.csv", f"{URL}kalendarz.ics"):
        assert "Tajna parada" not in text_of(client, url), url
    text = text_of(client)
    assert "Zlot w Tczewie" in text
    assert "Ogłosimy je 20 grudnia 2026" in text
    Call.objects.filter(pk=theirs.pk).update(published_at=None)
    for name in ("dane.csv", "kalendarz.ics", "kalendarz.pdf"):
        text_of(client, f"{URL}{name}", 404)


def test_the_years_are_listed(client: Client, site_tree: SiteTree, picnic: Allocation) -> None:
    make_call(year=2028, opens="2026-11-01", closes="2026-12-15")
    text = text_of(client, "/pl/kalendarz/ramowy/")
    assert text.index("/pl/kalendarz/ramowy/2028/") < text.index("/pl/kalendarz/ramowy/2027/")
    assert "trwa nabór" in text
    assert "1 wydarzenie, 1 organizacja, 1 gmina. Pierwsze życzenie dostało 100% propozycji." in text


def test_without_any_call_the_list_says_so(client: Client, site_tree: SiteTree) -> None:
    assert "Nie ma jeszcze żadnego naboru" in text_of(client, "/pl/kalendarz/ramowy/")


# --- After it


def test_an_entry_says_when_where_who_and_which_wish(client: Client, picnic: Allocation, firemen: Organisation) -> None:
    make_co_organiser(picnic.proposal, firemen)
    make_co_organiser(picnic.proposal, Organisation.objects.get(slug="tczew"), "invited")
    text = text_of(client)
    assert '<a href="/pl/kalendarz/slupsk/' in text
    assert '<time class="leaf" datetime="2027-05-08">' in text
    assert "15:00–18:00" in text
    assert "Park Kultury" in text
    assert "Klub Żagiel, razem z: OSP Bierkowo" in text
    assert '<li class="tag ok">pierwsze życzenie</li>' in text
    assert "COP Tczew" not in text
    assert "Kwiecień, maj, czerwiec" in text


@pytest.mark.parametrize(("rank", "said"), [(2, "drugie życzenie"), (3, "trzecie życzenie"), (0, "inny termin niż w życzeniach")])
def test_an_entry_that_got_another_wish_says_which(client: Client, site_tree: SiteTree, club: Organisation, rank: int, said: str) -> None:
    placed(published_call(), site_tree.calendar_slupsk, club, "Bieg", at("2027-05-08 15:00"), rank=rank)
    text = text_of(client)
    assert f'<li class="tag">{said}</li>' in text
    assert "Pierwsze życzenie dostało 0% propozycji." in text


def test_what_got_no_slot_stands_with_the_reason(client: Client, picnic: Allocation, firemen: Organisation) -> None:
    call = picnic.proposal.call
    allocate(make_proposal(call, firemen, title="Zawody strażackie"), None, published_at=PUBLISHED)
    make_proposal(call, firemen, title="Szkic", state="draft")
    make_proposal(call, firemen, title="Wycofana", state="withdrawn")
    text = text_of(client, f"{URL}?widok=bez-terminu")
    assert "1 propozycja bez terminu" in text
    assert "Zawody strażackie" in text
    assert "Nie udało się znaleźć wolnego terminu." in text
    for hidden in ("Szkic", "Wycofana", "Piknik"):
        assert hidden not in text


def test_of_a_published_call_what_moderators_still_weigh_is_told_to_nobody(
    client: Client, picnic: Allocation, club: Organisation, firemen: Organisation
) -> None:
    call = picnic.proposal.call
    # The slot was taken before the publication; the portal proposes none; nobody has looked at it.
    allocate(make_proposal(call, club, title="Festyn"), at("2027-06-01 10:00"))
    weighed = [{"code": "taken", "rank": 1, "title": "Tajny rywal"}]
    allocate(make_proposal(call, firemen, title="Zawody"), None, chosen="portal", reasons=weighed)
    make_proposal(call, firemen, title="Bal")
    text = text_of(client, f"{URL}?widok=bez-terminu")
    assert text.count("COP jeszcze o niej nie zdecydował.") == 3
    assert "Propozycje bez decyzji</h2>" in text
    assert "COP nie zdecydował jeszcze o 3 propozycjach." in text
    assert "bez terminu</h2>" not in text
    table = text_of(client, f"{URL}dane.csv")
    assert table.count("jeszcze bez decyzji") == 3
    api = text_of(client, "/api/dane/v1/framework/2027/")
    for told in (text, table, api, text_of(client)):
        assert "Tajny rywal" not in told
        assert "Zanim ogłosiliśmy" not in told
    # No refusals: of the club's only decided proposal its first wish came true, of the firemen's none is decided.
    shares = text_of(client, f"{URL}?widok=organizacje")
    assert '<td class="num">2</td><td class="num">1</td><td class="num">1</td><td class="num">100%</td>' in shares
    assert '<td class="num">2</td><td class="num">0</td><td class="num">0</td><td class="num">–</td>' in shares
    assert "Pierwsze życzenie dostało 100% propozycji." in text_of(client)
    assert "Pierwsze życzenie dostało 100% propozycji." in text_of(client, "/pl/kalendarz/ramowy/")
    assert '"pierwsze_zyczenia_procent": 100' in api


def test_organisations_with_their_share_of_first_wishes(
    client: Client, site_tree: SiteTree, picnic: Allocation, club: Organisation, firemen: Organisation
) -> None:
    call, folder = picnic.proposal.call, site_tree.calendar_slupsk
    placed(call, folder, club, "Regaty", at("2027-07-01 10:00"), rank=2)
    allocate(make_proposal(call, club, title="Bal"), None, published_at=PUBLISHED)
    placed(call, folder, firemen, "Zawody", at("2027-08-01 10:00"))
    text = text_of(client, f"{URL}?widok=organizacje")
    numbers = '</th><td class="num">3</td><td class="num">2</td><td class="num">1</td><td class="num">33%</td>'
    assert f'<th scope="row">Klub Żagiel{numbers}' in text
    assert (
        '<th scope="row">OSP Bierkowo</th><td class="num">1</td><td class="num">1</td><td class="num">1</td><td class="num">100%</td>'
        in text
    )
    assert text.index("Klub Żagiel") < text.index("OSP Bierkowo")


def test_the_year_at_a_glance_counts_months_weeks_and_communes(
    client: Client, site_tree: SiteTree, picnic: Allocation, club: Organisation
) -> None:
    call, folder = picnic.proposal.call, site_tree.calendar_slupsk
    kobylnica = Territory.objects.get(code="2212062")
    placed(call, folder, club, "Regaty", at("2027-05-09 10:00"), commune=kobylnica)
    placed(call, folder, club, "Koncert", at("2027-05-31 10:00"), commune=kobylnica)
    text = text_of(client)
    assert "<li>3–9 maja: 2 wydarzenia</li><li>31 maja: 1 wydarzenie</li>" in text
    assert "3 wydarzenia" in text
    assert '<a href="#miesiac-5" rel="nofollow">Maj</a>' in text
    assert 'id="miesiac-5"' in text
    row = text[text.index('<a href="?gmina=2212062"') :]
    assert row.index("<td>2</td>") < row.index("</tr>")


# --- Filters


@pytest.fixture
def four_events(site_tree: SiteTree, club: Organisation) -> None:
    call, folder = published_call(), site_tree.calendar_slupsk
    sea = Topic.objects.create(name="Morze", name_en="Sea", slug="morze")
    kobylnica = Territory.objects.get(code="2212062")
    placed(call, folder, club, "Zimowy bieg", at("2027-01-09 10:00"))
    placed(call, folder, club, "Regaty", at("2027-05-08 10:00"), topics=[sea])
    placed(call, folder, club, "Dożynki", at("2027-08-29 10:00"), commune=kobylnica)
    tczew = published_call(cop=site_tree.tczew)
    placed(tczew, site_tree.calendar_tczew, club, "Jarmark", at("2027-12-12 10:00"), commune=Territory.objects.get(code="2214011"))


@pytest.mark.usefixtures("four_events")
@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("kwartal=1", {"Zimowy bieg"}),
        ("kwartal=4", {"Jarmark"}),
        ("gmina=2212062", {"Dożynki"}),
        ("temat=morze", {"Regaty"}),
        ("cop=tczew", {"Jarmark"}),
        ("cop=slupsk&kwartal=2", {"Regaty"}),
        ("cop=tczew&kwartal=2", set()),
        ("zmiany=1", set()),
        ("kwartal=5&gmina=x&temat=x&cop=x", {"Zimowy bieg", "Regaty", "Dożynki", "Jarmark"}),
    ],
)
def test_filters_narrow_the_list_and_the_files(client: Client, query: str, shown: set[str]) -> None:
    titles = {"Zimowy bieg", "Regaty", "Dożynki", "Jarmark"}
    text = text_of(client, f"{URL}?{query}")
    assert {title for title in titles if f">{title}<" in text} == shown
    if "=x" in query:
        assert "Nie ma tu pozycji „x”. Wybierz inną z listy." in text
        assert "Nie ma tu pozycji „5”" in text
        for name in ("dane.csv", "kalendarz.ics"):
            assert "Kwartał: Nie ma tu pozycji" in text_of(client, f"{URL}{name}?{query}", 400)
        return
    table = text_of(client, f"{URL}dane.csv?{query}")
    calendar = text_of(client, f"{URL}kalendarz.ics?{query}")
    assert {title for title in titles if title in table} == shown
    assert {title for title in titles if f"SUMMARY:{title}" in calendar} == shown
    if not shown:
        assert "Nic nie pasuje do filtrów" in text


@pytest.mark.usefixtures("four_events")
def test_what_stands_nowhere_is_told_and_breaks_nothing(client: Client) -> None:
    assert "Nie ma widoku „zly”" in text_of(client, f"{URL}?widok=zly")
    assert "Nie ma strony 9" in text_of(client, f"{URL}?strona=9", 404)
    assert "Nie ma z czym porównać" in text_of(client, f"{URL}?widok=porownanie")
    # A share counts what has no quarter too.
    assert "Klub Żagiel" in text_of(client, f"{URL}?widok=organizacje&kwartal=1&zmiany=1")


@pytest.mark.usefixtures("four_events")
def test_machines_get_one_address_and_readers_both_languages(client: Client) -> None:
    text = text_of(client, f"{URL}?kwartal=1")
    assert '<link rel="canonical" href="http://testserver/pl/kalendarz/ramowy/2027/">' in text
    assert '<link rel="alternate" hreflang="en" href="http://testserver/en/kalendarz/ramowy/2027/">' in text
    assert '/en/kalendarz/ramowy/2027/?kwartal=1"' in text
    assert "<title>Ramowy kalendarz imprez 2027 – " in text
    assert '<meta name="description" content="4 wydarzenia' in text
    assert '<a href="/pl/kalendarz/">Kalendarz</a>' in text


# --- What has changed since


def test_a_moved_event_stands_at_its_new_date_and_names_the_published_one(client: Client, picnic: Allocation) -> None:
    event = picnic.event
    assert event is not None
    event.start, event.end = at("2027-05-15 16:00"), at("2027-05-15 19:00")
    event.save_revision().publish()
    text = text_of(client)
    assert "zmieniony termin" in text
    assert "Ogłoszony termin: sobota, 8 maja 2027, 15:00–18:00." in text
    assert '<time class="leaf" datetime="2027-05-15">' in text
    assert "Od ogłoszenia zmieniło się 1 wydarzenie." in text
    assert "Piknik" in text_of(client, f"{URL}?zmiany=1")


def test_an_event_moved_into_another_year_stays_and_says_where_it_went(client: Client, picnic: Allocation) -> None:
    event = picnic.event
    assert event is not None
    event.start, event.end = at("2028-05-15 16:00"), at("2028-05-15 19:00")
    event.save_revision().publish()
    text = text_of(client)
    assert "Nowy termin: poniedziałek, 15 maja 2028, 16:00–19:00." in text
    assert '<time class="leaf" datetime="2027-05-08">' in text


def test_another_place_is_told(client: Client, site_tree: SiteTree, club: Organisation, room: Venue) -> None:
    other = VenueFactory(name="Sala B", slug="sala-b")
    event = placed(published_call(), site_tree.calendar_slupsk, club, "Bal", at("2027-02-06 18:00"), venue=room).event
    assert event is not None
    event = EventPage.objects.get(pk=event.pk)
    event.venue = other
    event.save_revision().publish()
    text = text_of(client)
    assert "Ogłoszone miejsce: Sala A." in text
    assert "Sala B" in text


def test_another_place_that_is_none_of_the_portals_is_told_too(client: Client, picnic: Allocation) -> None:
    event = picnic.event
    assert event is not None
    event.place_name = "Stadion"
    event.save_revision().publish()
    text = text_of(client)
    assert "Ogłoszone miejsce: Park Kultury." in text
    assert "Stadion" in text


def test_an_event_that_is_called_off_says_why(client: Client, picnic: Allocation) -> None:
    assert picnic.event is not None
    assert picnic.start is not None
    dates.cancel_date(picnic.event, picnic.start, "Burza.", by=None)
    text = text_of(client)
    assert "odwołane" in text
    assert "Powód: Burza." in text
    assert 'class="event cancelled"' in text


def test_of_a_series_the_published_date_counts(client: Client, picnic: Allocation) -> None:
    event = picnic.event
    assert event is not None
    event.rule = "FREQ=WEEKLY;COUNT=3"
    event.save_revision().publish()
    assert "zmieniony termin" not in text_of(client)
    event = EventPage.objects.get(pk=event.pk)
    assert picnic.start is not None
    dates.move_date(event, picnic.start, start=at("2027-05-09 15:00"), end=at("2027-05-09 18:00"), venue=None, reason="Deszcz.", by=None)
    assert "Ogłoszony termin: sobota, 8 maja 2027, 15:00–18:00. Powód: Deszcz." in text_of(client)


@pytest.mark.parametrize("how", ["unpublished", "private", "deleted"])
def test_of_an_event_that_nobody_may_read_only_the_published_record_stays(client: Client, picnic: Allocation, how: str) -> None:
    event = picnic.event
    assert event is not None
    event.title, event.place_name = "Tajne spotkanie", "Tajna kwatera"
    event.start = at("2027-05-08 16:00")
    event.save_revision().publish()
    if how == "unpublished":
        event.unpublish()
    elif how == "private":
        PageViewRestriction.objects.create(page=event, restriction_type="login")
    else:
        event.delete()
    said = "usunięte z kalendarza" if how == "deleted" else "strona wydarzenia niedostępna"
    text = text_of(client)
    assert said in text
    assert "<h3>Piknik sąsiedzki</h3>" in text
    for url in (URL, f"{URL}dane.csv", f"{URL}kalendarz.ics"):
        shown = text_of(client, url)
        assert "Tajn" not in shown, url
        assert event.slug not in shown, url
        assert "16:00" not in shown, url


def test_an_organisation_that_gave_up_after_the_publication_stays_in_the_record(client: Client, picnic: Allocation) -> None:
    Proposal.objects.filter(pk=picnic.proposal.pk).update(state="withdrawn")
    assert "organizacja zrezygnowała" in text_of(client)


# --- Beside the year before


def test_this_year_beside_the_last(client: Client, site_tree: SiteTree, club: Organisation, firemen: Organisation) -> None:
    folder = site_tree.calendar_slupsk
    last = published_call(year=2026)
    old = placed(last, folder, club, "Regaty", at("2026-05-09 10:00"), rank=2)
    placed(last, folder, club, "Dawny bal", at("2026-02-07 10:00"))
    placed(last, folder, firemen, "Zawody", at("2026-06-06 10:00"))
    this = published_call()
    placed(this, folder, club, "Wielkie regaty", at("2027-05-08 10:00"), copied_from=old.proposal)
    fresh = Organisation.objects.create(kind="ngo", name="Nowa Fala", slug="nowa-fala")
    placed(this, folder, fresh, "Koncert", at("2027-05-15 10:00"))
    text = text_of(client, f"{URL}?widok=porownanie")
    assert "2027 obok 2026" in text
    assert '<th scope="row">Wydarzenia</th><td class="num">3</td><td class="num">2</td><td class="num">−1</td>' in text
    assert '<th scope="row">Maj</th><td class="num">1</td><td class="num">2</td><td class="num">+1</td>' in text
    assert '<td class="num">67%</td><td class="num">100%</td><td class="num">+33 p.p.</td>' in text
    for said in ("<li>Nowa Fala</li>", "<li>OSP Bierkowo</li>", "<li>Wielkie regaty</li>", "<li>Koncert</li>", "<li>Dawny bal</li>"):
        assert said in text
    new, again, gone = (text.index(f"<h3>{title}: ") for title in ("Nowe", "Znowu", "Już nie"))
    assert new < text.index("<li>Nowa Fala</li>") < again < text.index("<li>Klub Żagiel</li>") < gone < text.index("<li>OSP Bierkowo</li>")
    assert "<h3>Znowu: 1</h3>" in text
    assert 'widok=porownanie"' in text_of(client)


# --- English


def test_in_english_with_translated_pages_and_topics(client: Client, site_tree: SiteTree, picnic: Allocation) -> None:
    event = picnic.event
    assert event is not None
    english = event.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)
    english.title = "Neighbours' picnic"
    english.save_revision().publish()
    text = text_of(client, "/en/kalendarz/ramowy/2027/")
    assert "Neighbours' picnic</a>" in text
    assert f'href="/en/kalendarz/slupsk/{event.slug}/"' in text
    assert '<html lang="en">' in text


def test_in_english_an_event_that_nobody_translated_is_marked_as_polish(client: Client, picnic: Allocation) -> None:
    text = text_of(client, "/en/kalendarz/ramowy/2027/")
    assert 'lang="pl" hreflang="pl">Piknik sąsiedzki</a>' in text


# --- Doors


def test_the_calendar_leads_to_the_framework_of_its_year(client: Client, picnic: Allocation) -> None:
    assert "/pl/kalendarz/ramowy/2027/" in text_of(client, "/pl/kalendarz/?data=2027-05-08")
    assert "/kalendarz/ramowy/" not in text_of(client, "/pl/kalendarz/?data=2026-05-08")


def test_the_map_for_machines_names_the_years_in_both_languages(client: Client, picnic: Allocation) -> None:
    text = text_of(client, "/sitemap.xml")
    for language in ("pl", "en"):
        assert f"<loc>http://testserver/{language}/kalendarz/ramowy/2027/</loc>" in text
        assert f"<loc>http://testserver/{language}/kalendarz/ramowy/</loc>" in text


def test_the_map_has_nothing_of_it_without_a_call(client: Client, site_tree: SiteTree) -> None:
    assert "ramowy" not in text_of(client, "/sitemap.xml")


# --- What it costs


@pytest.mark.parametrize(
    "path",
    [
        "",
        "?widok=organizacje",
        "?widok=bez-terminu",
        "?widok=porownanie",
        "?kwartal=1&gmina=2263011&temat=morze",
        "dane.csv",
        "kalendarz.ics",
    ],
)
def test_queries_are_the_same_with_10_and_200_events(client: Client, site_tree: SiteTree, path: str) -> None:
    club = [Organisation.objects.create(kind="ngo", name=f"Klub {number}", slug=f"klub-{number}") for number in range(3)]
    communes, folder = list(Territory.objects.communes()), site_tree.calendar_slupsk
    topics = [Topic.objects.create(name="Morze", name_en="Sea", slug="morze")]
    many = {"organisations": club, "communes": communes, "topics": topics}
    this, last = published_call(), published_call(year=2026)
    allocate(make_proposal(this, club[0], title="Bez"), None)
    many_placed(last, folder, 5, lambda number: at("2026-01-02 10:00") + timedelta(hours=41 * number), **many)
    many_placed(this, folder, 10, lambda number: at("2027-01-02 10:00") + timedelta(hours=41 * number), **many)
    few = queries(client, f"{URL}{path}")
    many_placed(this, folder, 190, lambda number: at("2027-01-03 10:00") + timedelta(hours=41 * number), **many)
    many_placed(last, folder, 50, lambda number: at("2026-01-03 10:00") + timedelta(hours=41 * number), **many)
    for number in range(30):
        allocate(make_proposal(this, club[0], title=f"Bez {number}"), None)
    more = queries(client, f"{URL}{path}")
    assert len(more) == len(few), more
    assert len(more) <= 24, more


def test_the_list_of_years_costs_the_same_with_one_and_with_four(client: Client, site_tree: SiteTree, club: Organisation) -> None:
    first = 0
    for year in (2024, 2025, 2026, 2027):
        placed(published_call(year=year), site_tree.calendar_slupsk, club, "Bal", at(f"{year}-02-06 18:00"))
        cost = len(queries(client, "/pl/kalendarz/ramowy/"))
        first = cost if year == 2024 else first
        assert cost == first <= 8


def test_a_year_of_3000_events_stays_light(client: Client, site_tree: SiteTree) -> None:
    clubs = [Organisation.objects.create(kind="ngo", name=f"Klub {number}", slug=f"klub-{number}") for number in range(200)]
    many = {"organisations": clubs, "communes": list(Territory.objects.communes())}
    many_placed(
        published_call(), site_tree.calendar_slupsk, 3000, lambda number: at("2027-01-01 08:00") + timedelta(minutes=174 * number), **many
    )
    for path in ("", "?strona=100", "?widok=organizacje"):
        answer = client.get(f"{URL}{path}")
        assert answer.status_code == 200
        assert weight(answer.content) <= 100_000, (path, weight(answer.content))
