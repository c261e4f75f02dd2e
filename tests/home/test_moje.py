"""The page "Moje": the way to each of one's organisations."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import Membership, Organisation, User
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
    found = {membership.organisation.name: membership.page_url for membership in response.context["memberships"]}
    assert found == {
        site_tree.tczew.name: "/pl/cop/tczew/",
        "Łąka": "",
        "Urząd Gminy": "",
        "Żagle": "/pl/organizacje/zagle/",
    }
    assert list(found) == [site_tree.tczew.name, "Łąka", "Urząd Gminy", "Żagle"]
    assert '<a href="/pl/organizacje/zagle/">Żagle</a>' in response.content.decode()
