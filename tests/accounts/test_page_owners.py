"""Pages outside folders belong to their owner COP: who may change which, and what the lists of the admin show of others'."""

from __future__ import annotations

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from accounts import roles
from accounts.models import User
from home.models import CopPage
from news.models import NewsPage
from ngo_pages.models import NgoPage
from tests.accounts.doors import add_url, edit_url, sign_in
from tests.accounts.factories import People, make_event, make_news, make_ngo_page, news_form, ngo_form
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db


def rights(page: Page) -> set[str]:
    rows = GroupPagePermission.objects.filter(page=page, permission__codename="change_page")
    return set(rows.values_list("group__name", flat=True))


def test_a_profile_belongs_to_the_cop_that_made_it(client: Client, site_tree: SiteTree, people: People) -> None:
    sign_in(client, people, "editor")
    client.post(add_url(site_tree.ngos, "ngo_pages", "ngopage"), ngo_form(people.ngo, slug="dobra"))
    page = NgoPage.objects.get(slug="dobra")
    assert page.owner_cop == site_tree.slupsk
    assert rights(page) == {"COP Słupsk: redakcja", "COP Słupsk: moderacja"}
    assert page.get_workflow().name == "Redakcja COP Słupsk"
    for name, may in (("second_editor", True), ("moderator", True), ("tczew_editor", False), ("tczew_moderator", False)):
        sign_in(client, people, name)
        assert (client.get(edit_url(page)).status_code == 200) == may, name


def test_another_cop_cannot_be_chosen_as_owner(client: Client, site_tree: SiteTree, people: People) -> None:
    sign_in(client, people, "editor")
    url = add_url(site_tree.ngos, "ngo_pages", "ngopage")
    response = client.post(url, ngo_form(people.ngo, slug="dobra", owner_cop=site_tree.tczew.pk))
    assert response.status_code == 200
    assert "Możesz wybrać tylko COP, w którym pracujesz." in response.content.decode()
    assert not NgoPage.objects.exists()


def test_an_editor_of_two_cops_chooses(client: Client, site_tree: SiteTree, people: People) -> None:
    roles.assign_demo_role(people.editor, "cop_editor", site_tree.tczew)
    sign_in(client, people, "editor")
    url = add_url(site_tree.ngos, "ngo_pages", "ngopage")
    response = client.post(url, ngo_form(people.ngo, slug="dobra"))
    assert "Wybierz COP, który prowadzi tę stronę." in response.content.decode()
    client.post(url, ngo_form(people.ngo, slug="dobra", owner_cop=site_tree.tczew.pk))
    assert NgoPage.objects.get(slug="dobra").owner_cop == site_tree.tczew


def test_a_page_in_a_folder_is_that_cops(client: Client, site_tree: SiteTree, people: People) -> None:
    sign_in(client, people, "editor")
    url = add_url(site_tree.news_slupsk, "news", "newspage")
    client.post(url, news_form("Moja", slug="moja"))
    assert NewsPage.objects.get(slug="moja").owner_cop == site_tree.slupsk
    client.post(url, news_form("Cudza", slug="cudza", owner_cop=site_tree.tczew.pk))
    assert not NewsPage.objects.filter(slug="cudza").exists()
    sign_in(client, people, "cio")
    response = client.post(url, news_form("Cudza", slug="cudza", owner_cop=site_tree.tczew.pk))
    assert "Strona leży w folderze innego COP." in response.content.decode()


def test_handing_a_page_over_takes_it_from_the_old_cop_and_its_maker(client: Client, site_tree: SiteTree, people: People) -> None:
    page = make_ngo_page(site_tree.ngos, people.ngo, site_tree.slupsk, people.editor)
    sign_in(client, people, "editor")
    assert client.get(edit_url(page)).status_code == 200
    page.owner_cop = site_tree.tczew
    page.save()
    page.save_revision(user=people.cio)
    assert rights(page) == {"COP Tczew: redakcja", "COP Tczew: moderacja"}
    assert client.get(edit_url(page)).status_code == 302
    assert client.post(reverse("wagtailadmin_pages:delete", args=[page.pk])).status_code == 302
    assert NgoPage.objects.filter(pk=page.pk).exists()
    sign_in(client, people, "tczew_editor")
    assert client.get(edit_url(page)).status_code == 200


def test_the_page_of_a_centre_stays_that_centres(client: Client, site_tree: SiteTree, people: People) -> None:
    page = CopPage.objects.get(organisation=site_tree.slupsk)
    sign_in(client, people, "editor")
    assert client.get(edit_url(page)).status_code == 200
    assert client.get(edit_url(CopPage.objects.get(organisation=site_tree.tczew))).status_code == 302
    data = {"title": "X", "slug": page.slug, "summary": "X", "organisation": site_tree.tczew.pk, "services": streamfield([])}
    rows = {name: inline_formset([]) for name in ("opening_hours", "staff_roles", "comments")}
    response = client.post(edit_url(page), nested_form_data({**data, **rows, "topics": "", "owner_cop": site_tree.slupsk.pk}))
    assert "To strona Twojego COP" in response.content.decode()
    assert page.get_latest_revision().content["organisation"] == site_tree.slupsk.pk


def test_others_drafts_are_not_listed_as_editable(client: Client, site_tree: SiteTree, people: People) -> None:
    page = make_event(site_tree.calendar_tczew, people.tczew_editor, title="Tajne spotkanie w Tczewie")
    sign_in(client, people, "editor")
    assert client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk])).status_code == 302
    assert "Tajne spotkanie" not in client.get(reverse("wagtailadmin_home")).content.decode()
    assert "Tajne spotkanie" not in client.get(reverse("wagtailadmin_pages:search") + "?q=Tajne").content.decode()


@pytest.mark.parametrize("address", ["/admin/", "/admin/pages/{ngos}/", "/admin/pages/{folder}/", "/admin/pages/search/?q=Profil"])
def test_a_thousand_profiles_of_one_cop_do_not_break_the_admin(client: Client, site_tree: SiteTree, people: People, address: str) -> None:
    """A row of permission for each profile: stock Wagtail answers 500 on SQLite from some 300 on."""
    base = {"depth": site_tree.ngos.depth + 1, "locale": site_tree.ngos.locale, "content_type": ContentType.objects.get_for_model(Page)}
    Page.objects.bulk_create(
        Page(
            path=f"{site_tree.ngos.path}{number:04d}",
            title=f"Profil {number}",
            draft_title=f"Profil {number}",
            slug=f"profil-{number}",
            **base,
        )
        for number in range(1, 1001)
    )
    group, permission = people.editor.groups.get(), roles._page_permission("change")
    profiles = Page.objects.filter(slug__startswith="profil-")
    GroupPagePermission.objects.bulk_create(GroupPagePermission(group=group, page=page, permission=permission) for page in profiles)
    client.force_login(people.editor)
    assert client.get(address.format(ngos=site_tree.ngos.pk, folder=site_tree.news_slupsk.pk)).status_code == 200


def test_what_staff_can_explore(site_tree: SiteTree, people: People) -> None:
    from wagtail.permissions import policy_registry

    policy = policy_registry.get_by_type(Page)
    mine, foreign = (make_news(folder, None) for folder in (site_tree.news_slupsk, site_tree.news_tczew))
    profile = make_ngo_page(site_tree.ngos, people.ngo, site_tree.slupsk)
    changeable = set(policy.instances_user_has_permission_for(people.editor, "change").values_list("pk", flat=True))
    assert {mine.pk, profile.pk, site_tree.news_slupsk.pk} <= changeable
    assert not changeable & {foreign.pk, site_tree.ngos.pk, site_tree.home.pk}
    explorable = set(policy.explorable_instances(people.editor).values_list("pk", flat=True))
    assert {mine.pk, profile.pk, site_tree.home.pk, site_tree.news.pk, site_tree.ngos.pk} <= explorable
    assert not explorable & {foreign.pk, site_tree.news_tczew.pk, site_tree.calendar_tczew.pk}
    assert not policy.explorable_instances(people.resident).exists()


def test_roles_are_asked_once_a_request(site_tree: SiteTree, people: People, django_assert_num_queries: object) -> None:
    user = User.objects.get(pk=people.editor.pk)
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert roles.cop_ids_of(user) == {site_tree.slupsk.pk}
        assert roles.cop_ids_of(user) == {site_tree.slupsk.pk}
