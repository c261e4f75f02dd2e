"""The page "Moje": the way to each of one's organisations."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import CopCommune, Membership, Organisation, User
from accounts.roles import grant_page
from core.models import Territory
from home.models import CopPage
from tests.accounts.factories import People, make_people
from tests.events_calendar.factories import EventPageFactory, at
from tests.factories import SiteTree
from tests.home.factories import CopPageFactory
from tests.ngo_pages.factories import NgoPageFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


def test_organisations_lead_to_their_public_pages(client: Client, site_tree: SiteTree) -> None:
    user = User.objects.create_user("ala@example.org", "Haslo-do-testow-1")
    shown = NgoPageFactory(parent=site_tree.ngos, organisation=OrganisationFactory(name="Żagle", slug="zagle")).organisation
    draft = NgoPageFactory(parent=site_tree.ngos, organisation=OrganisationFactory(name="Łąka", slug="laka"), live=False).organisation
    office = Organisation.objects.create(kind="jst", name="Urząd Gminy", slug="urzad")
    CopPageFactory(parent=site_tree.cops, organisation=site_tree.tczew, slug="tczew")
    for organisation in (shown, draft, office, site_tree.tczew):
        Membership.objects.create(user=user, organisation=organisation)
    client.force_login(user)
    response = client.get("/pl/moje/")
    found = {item.organisation.name: item.page_url for item in response.context["mine"]}
    assert found == {
        site_tree.tczew.name: "/pl/cop/tczew/",
        "Łąka": "",
        "Urząd Gminy": "",
        "Żagle": "/pl/organizacje/zagle/",
    }
    assert list(found) == [site_tree.tczew.name, "Łąka", "Urząd Gminy", "Żagle"]
    assert '<a href="/pl/organizacje/zagle/">Żagle</a>' in response.content.decode()


@pytest.fixture
def people(site_tree: SiteTree) -> People:
    return make_people(site_tree)


def page_of(client: Client, user: User) -> str:
    client.force_login(user)
    return client.get("/pl/moje/").content.decode().replace("\u00a0", " ")


def test_a_member_hears_what_the_role_allows_and_whom_to_write(client: Client, site_tree: SiteTree, people: People) -> None:
    commune = Territory.objects.get(code="2263011")
    Organisation.objects.filter(pk=people.ngo.pk).update(territory=commune)
    CopCommune.objects.create(territory=commune, cop=site_tree.slupsk)
    CopPage.objects.filter(slug="slupsk").update(live=True)
    ola = User.objects.create_user("ola@example.org", first_name="Ola", last_name="Druga")
    Membership.objects.create(user=ola, organisation=people.ngo, role="editor")
    gone = User.objects.create_user("byla@example.org", first_name="Była", is_active=False)
    Membership.objects.create(user=gone, organisation=people.ngo)
    page = page_of(client, people.ngo_owner)
    assert page.count("Wizytówkę i aktualności organizacji wprowadza redakcja.") == 1
    assert "to Ty decydujesz, kto działa w imieniu organizacji" in page
    assert '<a href="/pl/cop/slupsk/">COP Słupsk</a>, <a href="mailto:slupsk@cop.example.org">' in page
    assert '<a href="/pl/kontakt/?cop=slupsk">formularz kontaktowy</a>' in page
    assert "<li>Ola Druga (osoba redagująca)</li>" in page
    assert "Była" not in page
    assert "Organizacja nie ma jeszcze wizytówki." in page
    assert "to Ty decydujesz" not in page_of(client, ola)


def test_where_no_cop_serves_the_editors_of_the_portal_are_written_to(client: Client, people: People) -> None:
    assert '<a href="/pl/kontakt/">redakcja portalu</a>' in page_of(client, people.ngo_owner)


def test_the_organisations_pages_and_coming_events_are_one_press_away(client: Client, site_tree: SiteTree, people: People) -> None:
    NgoPageFactory(parent=site_tree.ngos, organisation=people.ngo, slug="dobra")
    for start in ("2020-01-01 10:00", "2030-01-01 10:00", "2030-01-02 10:00"):
        EventPageFactory(parent=site_tree.calendar_slupsk, organiser=people.ngo, start=at(start), end=at(start[:11] + "12:00"))
    # Called off, it is not ahead any more.
    EventPageFactory(parent=site_tree.calendar_slupsk, organiser=people.ngo, start=at("2030-01-03 10:00"), cancelled=True)
    page = page_of(client, people.ngo_owner)
    assert '<a href="/pl/organizacje/dobra/">Wizytówka organizacji</a>' in page
    assert '<a href="/pl/kalendarz/?widok=lista&amp;organizator=fundacja-dobra">2 nadchodzące wydarzenia</a>' in page
    assert "/pl/szukaj/?q=" not in page, "a search for the name finds others' news"


def test_staff_see_their_cop_and_the_way_to_the_admin(client: Client, site_tree: SiteTree, people: People) -> None:
    CopPage.objects.filter(slug="slupsk").update(live=True)
    page = page_of(client, people.editor)
    assert '<a href="/pl/cop/slupsk/">COP Słupsk</a>' in page
    assert "redakcja COP" in page
    assert '<a href="/admin/">Teksty piszesz i sprawdzasz w panelu redakcji</a>' in page
    assert "Nie należysz jeszcze do żadnej organizacji" not in page
    assert "Cały portal" in page_of(client, people.cio)
    assert "Nie należysz jeszcze do żadnej organizacji" in page_of(client, people.resident)


def test_several_organisations_share_one_word_on_who_writes(client: Client, people: People) -> None:
    Membership.objects.create(user=people.ngo_owner, organisation=people.office)
    assert page_of(client, people.ngo_owner).count("wprowadza redakcja.") == 1
    assert "wprowadza redakcja." not in page_of(client, people.resident)


def test_an_office_hears_only_what_it_may_do(client: Client, site_tree: SiteTree, people: People) -> None:
    CopCommune.objects.create(territory=people.office.territory, cop=site_tree.slupsk)
    CopPage.objects.filter(slug="slupsk").update(live=True)
    page = page_of(client, people.officer)
    assert "Teksty piszesz i sprawdzasz" not in page
    assert "W panelu redakcji masz miejsce na swoje obrazy i dokumenty." in page
    assert '<a href="/pl/kontakt/?cop=slupsk">formularz kontaktowy</a>' in page
    assert "masz miejsce na swoje obrazy" not in page_of(client, people.editor)
    grant_page(site_tree.news_slupsk, people.officer.groups.all(), ["add"])
    page = page_of(client, people.officer)
    assert "Teksty piszesz i sprawdzasz" in page
    assert "masz miejsce na swoje obrazy" not in page


def test_a_centre_without_a_public_page_has_no_form(client: Client, site_tree: SiteTree, people: People) -> None:
    CopCommune.objects.create(territory=people.office.territory, cop=site_tree.slupsk)
    CopPage.objects.filter(slug="slupsk").update(live=False)
    page = page_of(client, people.officer)
    assert "COP Słupsk" in page
    assert "?cop=" not in page


def test_a_resident_is_led_to_the_centres(client: Client, people: People) -> None:
    assert 'poproś <a href="/pl/cop/">swój COP</a>, żeby' in page_of(client, people.resident)
