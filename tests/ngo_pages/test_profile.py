"""An organisation's profile and a local initiative with its list."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.test import Client
from wagtail.models import Page

from core import registry
from core.demo.reading import fixture
from core.models import Territory
from ngo_pages.models import InitiativePage
from tests.events_calendar.factories import EventPageFactory
from tests.factories import SiteTree
from tests.home.factories import make_contact_page, make_image
from tests.measure import queries, weight
from tests.ngo_pages.factories import InitiativePageFactory, NgoPageFactory, OrganisationFactory, many_initiatives

pytestmark = pytest.mark.django_db


def html(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status
    return answer.content.decode().replace("\u00a0", " ")


def test_profile_shows_who_they_are_and_how_to_join(client: Client, site_tree: SiteTree) -> None:
    organisation = OrganisationFactory(
        name="Słupska Przystań", slug="przystan", krs="0000900001", nip="9990001019", regon="990001010", email="biuro@przystan.example.org"
    )
    NgoPageFactory(
        parent=site_tree.ngos,
        organisation=organisation,
        help_wanted="Szukamy osób na dwie godziny.",
        founded=2004,
        activities=["seniors"],
        territory=Territory.objects.get(code="2263011"),
    )
    page = html(client, "/pl/organizacje/przystan/")
    for words in ("0000900001", "9990001019", "990001010", "stowarzyszenie", "2004", "Szukamy osób", "Słupsk (gmina miejska)"):
        assert words in page, words
    assert 'href="mailto:biuro@przystan.example.org"' in page
    assert 'href="/pl/organizacje/?pole=seniors"' in page
    assert '"@type":"NGO"' in page


def test_a_profile_leaves_out_what_it_does_not_know(client: Client, site_tree: SiteTree) -> None:
    NgoPageFactory(parent=site_tree.ngos, organisation=OrganisationFactory(slug="pusta", legal_form=""))
    page = html(client, "/pl/organizacje/pusta/")
    for words in ("KRS", "REGON", "Rok założenia", "Jak się włączyć", "mailto:None"):
        assert words not in page, words


@pytest.fixture
def offered() -> Iterator[None]:
    """A later app offers an organisation's events."""

    def items(page: Page, request: HttpRequest) -> list[object]:
        from events_calendar.models import EventPage

        return list(EventPage.objects.live().filter(organiser=page.specific.organisation))

    offer = registry.RelatedList("ngo", "probe", "home/blocks/event_list.html", items)
    registry.related_lists.append(offer)
    yield
    registry.related_lists.remove(offer)


def test_what_other_apps_offer_is_shown_only_when_there_is_something(client: Client, site_tree: SiteTree, offered: None) -> None:
    profile = NgoPageFactory(parent=site_tree.ngos, organisation=OrganisationFactory(slug="nasza"))
    answer = client.get("/pl/organizacje/nasza/")
    assert [item["name"] for item in answer.context["related_lists"] if item["name"] == "probe"] == []
    EventPageFactory(parent=site_tree.calendar_slupsk, organiser=profile.organisation, title="Nasze spotkanie")
    answer = client.get("/pl/organizacje/nasza/?strona=1")
    found = next(item for item in answer.context["related_lists"] if item["name"] == "probe")
    assert [event.title for event in found["items"]] == ["Nasze spotkanie"]


def test_initiative_shows_its_stage_place_and_how_to_join(client: Client, site_tree: SiteTree) -> None:
    profile = NgoPageFactory(parent=site_tree.ngos, organisation=OrganisationFactory(name="Dom pod Kasztanem", slug="dom"))
    InitiativePageFactory(
        parent=site_tree.initiatives,
        slug="skwer",
        state="looking",
        place="Narożnik ulicy Sąsiedzkiej",
        how_to_join="Przyjdź we wtorek.",
        organisation=profile.organisation,
    )
    page = html(client, "/pl/inicjatywy/skwer/")
    for words in ("Narożnik ulicy Sąsiedzkiej", "Przyjdź we wtorek.", "Dom pod Kasztanem", 'href="/pl/organizacje/dom/"'):
        assert words in page, words
    assert '<li aria-current="step">szukamy ludzi' in page


def test_nobody_joins_what_is_done(client: Client, site_tree: SiteTree) -> None:
    initiative = InitiativePageFactory(parent=site_tree.initiatives, slug="stare", state="done", how_to_join="Przyjdź we wtorek.")
    page = html(client, "/pl/inicjatywy/stare/")
    assert "Przyjdź we wtorek." not in page
    assert "Jak dołączyć" not in page
    assert "jest już zakończona" in page
    assert 'href="/pl/inicjatywy/?stan=looking"' in page
    assert "Przyjdź we wtorek." not in initiative.search_body()
    initiative.state = "running"
    assert "Przyjdź we wtorek." in initiative.search_body()


def test_an_initiative_without_a_contact_of_its_own_leads_to_its_centre(client: Client, site_tree: SiteTree) -> None:
    InitiativePageFactory(parent=site_tree.initiatives, slug="grupa", informal_group="Sąsiedzi", owner_cop=site_tree.slupsk)
    silent = OrganisationFactory(email="", phone="")
    InitiativePageFactory(parent=site_tree.initiatives, slug="cicha", organisation=silent, owner_cop=site_tree.slupsk)
    own = OrganisationFactory(email="kontakt@skwer.example.org")
    InitiativePageFactory(parent=site_tree.initiatives, slug="wlasna", organisation=own, owner_cop=site_tree.slupsk)
    for slug in ("grupa", "cicha"):
        page = client.get(f"/pl/inicjatywy/{slug}/").content.decode().replace("\u00a0", " ")
        assert "Jak dołączyć" in page
        assert "Tę inicjatywę łączy z chętnymi COP Słupsk." in page
        assert 'href="mailto:slupsk@cop.example.org"' in page
    page = client.get("/pl/inicjatywy/wlasna/").content.decode()
    assert 'href="mailto:kontakt@skwer.example.org"' in page
    assert "slupsk@cop.example.org" not in page
    make_contact_page(site_tree.home)
    cache.clear()
    assert 'href="/pl/kontakt/?cop=slupsk"' in client.get("/pl/inicjatywy/grupa/").content.decode()


def test_no_done_initiative_of_the_demo_asks_people_to_join() -> None:
    done = [row for row in fixture("initiatives") if row["state"] == "done"]
    assert done
    for row in done:
        assert not row.get("how_to_join"), row["key"]
        assert not re.search(r"dołącz|zgłoś się|zapisz się|szukamy", str(row), re.IGNORECASE), row["key"]


def test_an_initiative_is_an_organisations_or_a_groups_not_both() -> None:
    page = InitiativePage(title="Skwer", slug="skwer", aim="Cel", organisation=OrganisationFactory(), informal_group="Sąsiedzi")
    with pytest.raises(ValidationError) as caught:
        page.clean()
    assert "informal_group" in caught.value.message_dict


@pytest.mark.parametrize(
    ("query", "found"),
    [("", {"Ławki", "Skwer"}), ("?stan=looking", {"Skwer"}), ("?gmina=2212062", {"Ławki"}), ("?stan=looking&gmina=2212062", set())],
)
def test_initiatives_by_stage_and_commune(client: Client, site_tree: SiteTree, query: str, found: set[str]) -> None:
    InitiativePageFactory(
        parent=site_tree.initiatives, title="Ławki", slug="lawki", state="running", territory=Territory.objects.get(code="2212062")
    )
    InitiativePageFactory(
        parent=site_tree.initiatives, title="Skwer", slug="skwer", state="looking", territory=Territory.objects.get(code="2263011")
    )
    page = html(client, f"/pl/inicjatywy/{query}")
    assert {name for name in ("Ławki", "Skwer") if f">{name}</a>" in page} == found


@pytest.mark.parametrize("query", ["stan=nieznany", "gmina=0", "temat=%3Cscript%3E"])
def test_bad_filters_of_initiatives_are_told_beside_the_field(client: Client, site_tree: SiteTree, query: str) -> None:
    InitiativePageFactory(parent=site_tree.initiatives, title="Ławki", slug="lawki")
    page = html(client, f"/pl/inicjatywy/?{query}")
    assert "Nie ma tej wartości na liście" in page
    assert "Ławki</a>" in page
    assert "<script>" not in page.replace('<script type="', "")


@pytest.mark.parametrize("number", ["0", "-1", "999999", "abc"])
def test_a_page_of_initiatives_that_does_not_exist(client: Client, site_tree: SiteTree, number: str) -> None:
    html(client, f"/pl/inicjatywy/?strona={number}", status=404)


def test_cost_of_profiles_and_initiatives(client: Client, site_tree: SiteTree) -> None:
    image = make_image()
    NgoPageFactory(parent=site_tree.ngos, organisation=OrganisationFactory(slug="nasza"), listing_image=image, activities=["seniors"])
    InitiativePageFactory(parent=site_tree.initiatives, slug="skwer", listing_image=image, organisation=OrganisationFactory())
    many_initiatives(site_tree.initiatives, 10, listing_image=image)
    urls = ("/pl/organizacje/nasza/", "/pl/inicjatywy/skwer/", "/pl/inicjatywy/")
    few = {url: len(queries(client, url)) for url in urls}
    many_initiatives(site_tree.initiatives, 990, listing_image=image)
    for url in urls:
        client.get(url)
        assert len(queries(client, url)) <= few[url] <= (18 if url == "/pl/inicjatywy/" else 14), url
        assert weight(client.get(url).content) <= 100_000


def test_the_search_reads_numbers_after_words(site_tree: SiteTree) -> None:
    organisation = OrganisationFactory(name="Przystań", slug="przystan", krs="0000900013")
    page = NgoPageFactory(parent=site_tree.ngos, organisation=organisation, mission="Pomagamy sąsiadom.")
    assert page.search_body().splitlines() == ["Pomagamy sąsiadom.", "0000900013"]
    page.title = "Słupska Przystań"
    assert page.search_body().splitlines() == ["Pomagamy sąsiadom.", "Przystań", "0000900013"]
