"""Opening a COP: one step makes everything, twice makes nothing twice."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, ModelLogEntry, WorkflowPage

from accounts import roles, workflows
from accounts.models import CopCommune, CopReviewTask, Organisation, RoleGroup, User
from core.models import Territory
from home.models import CopPage
from home.services import cops
from news.models import NewsPage
from tests.accounts.factories import make_people
from tests.factories import SiteTree
from tests.news.factories import NewsPageFactory


def open_bytow(**more: object) -> cops.OpenedCop:
    return cops.open_cop(name="COP Bytów", slug="bytow", town="Bytów", **more)  # type: ignore[arg-type]


def page_rights(group: Group) -> set[tuple[int, str]]:
    rows = GroupPagePermission.objects.filter(group=group).select_related("permission")
    return {(row.page_id, row.permission.codename.removesuffix("_page")) for row in rows}


def test_one_step_makes_everything(site_tree: SiteTree) -> None:
    kobylnica = Territory.objects.get(code="2212062")
    opened = open_bytow(territory=kobylnica, email="bytow@cop.example.org", serves=[kobylnica])

    assert opened.organisation.kind == "cop"
    assert sorted(group.name for group in opened.groups) == ["COP Bytów: moderacja", "COP Bytów: redakcja"]
    assert opened.news_folder is not None
    assert opened.news_folder.url_path.endswith("/aktualnosci/bytow/")
    assert opened.calendar_folder is not None
    assert opened.calendar_folder.url_path.endswith("/kalendarz/bytow/")
    assert opened.cop_page is not None
    assert opened.cop_page.live
    assert opened.cop_page.email == "bytow@cop.example.org"
    assert opened.news_folder.live
    assert opened.workflow.name == "Redakcja COP Bytów"
    assert set(WorkflowPage.objects.filter(workflow=opened.workflow).values_list("page_id", flat=True)) == {
        opened.news_folder.pk,
        opened.calendar_folder.pk,
    }
    assert CopCommune.objects.get(territory=kobylnica).cop == opened.organisation
    task = CopReviewTask.objects.get(cop=opened.organisation)
    assert [group.name for group in task.groups.all()] == ["COP Bytów: moderacja"]
    for group in opened.groups:
        assert page_rights(group) == {
            (opened.news_folder.pk, "add"),
            (opened.news_folder.pk, "change"),
            (opened.calendar_folder.pk, "add"),
            (opened.calendar_folder.pk, "change"),
            (opened.cop_page.pk, "change"),
            (site_tree.ngos.pk, "add"),
            (site_tree.initiatives.pk, "add"),
            (site_tree.groups.pk, "add"),
        }
        codenames = GroupCollectionPermission.objects.filter(group=group, collection=opened.collection).values_list(
            "permission__codename", flat=True
        )
        assert sorted(codenames) == sorted(roles.COLLECTION_ACTIONS)
        own = {"access_admin", "view_searchcount", "view_synonym"}
        if group == opened.groups[1]:  # the moderators
            models = ("searchpromotion", "synonym", "silencedphrase")
            own |= {f"{action}_{model}" for action in ("add", "change", "delete") for model in models} | {"view_silencedphrase"}
        assert set(group.permissions.values_list("codename", flat=True)) == own
    assert opened.collection.name == "COP Bytów"


def test_opening_again_changes_nothing(site_tree: SiteTree) -> None:
    first = open_bytow()
    counts = [model.objects.count() for model in (Group, RoleGroup, GroupPagePermission, Collection, CopPage, CopReviewTask, WorkflowPage)]
    second = open_bytow()
    assert second.organisation == first.organisation
    assert second.workflow == first.workflow
    assert second.news_folder == first.news_folder
    assert counts == [
        model.objects.count() for model in (Group, RoleGroup, GroupPagePermission, Collection, CopPage, CopReviewTask, WorkflowPage)
    ]
    assert ModelLogEntry.objects.filter(action=cops.OPENED).count() == 1


def test_what_is_stored_is_polish_whoever_presses(site_tree: SiteTree) -> None:
    with override("en"):
        opened = open_bytow()
        assert workflows.make_workflow(site_tree.tczew, [], "Redakcja COP Tczew").tasks.get().name == "Sprawdzenie: COP Tczew"
    assert opened.cop_page is not None
    assert opened.cop_page.summary == "COP Bytów: bezpłatna pomoc i rada dla organizacji i mieszkańców."
    assert opened.workflow.tasks.get().name == "Sprawdzenie: COP Bytów"


def test_two_cops_of_one_town_have_a_collection_each(site_tree: SiteTree) -> None:
    first = open_bytow()
    second = cops.open_cop(name="Drugie COP Bytów", slug="bytow-2", town="Bytów")
    assert [first.collection.name, second.collection.name] == ["COP Bytów", "COP Bytów (bytow-2)"]
    for mine, other in ((first, second), (second, first)):
        rights = GroupCollectionPermission.objects.filter(group__in=mine.groups)
        assert rights.filter(collection=mine.collection).exists()
        assert not rights.filter(collection=other.collection).exists()


def test_a_renamed_collection_stays_the_cops_and_a_deleted_one_is_made_again(site_tree: SiteTree) -> None:
    cio = cops.open_cop(name="Centrum Inicjatyw Obywatelskich", slug="cio", town="Słupsk")
    mine = {opened.organisation.slug: opened.collection.pk for opened in (open_bytow(), cio)}
    Collection.objects.filter(pk__in=mine.values()).update(name="Zdjęcia i pliki")
    for opened in cops.setup_roles():
        if opened.organisation.slug in mine:
            assert opened.collection.pk == mine[opened.organisation.slug]
    assert not Collection.objects.filter(name__in=["COP Bytów", "CIO"]).exists()
    Collection.objects.get(pk=mine["bytow"]).delete()
    assert open_bytow().collection.name == "COP Bytów"


def test_only_cio_opens(site_tree: SiteTree) -> None:
    editor = User.objects.create_user("redakcja@example.org", "x")
    roles.assign_demo_role(editor, "cop_editor", site_tree.slupsk)
    with pytest.raises(PermissionDenied):
        open_bytow(by=editor)
    assert not Organisation.objects.filter(slug="bytow").exists()
    cio = User.objects.create_user("cio@example.org", "x")
    roles.assign_demo_role(cio, "cio_admin", None)
    assert open_bytow(by=cio).cop_page is not None
    assert ModelLogEntry.objects.get(action=cops.OPENED).user == cio


def test_a_commune_has_one_cop(site_tree: SiteTree) -> None:
    tczew = Territory.objects.get(code="2214011")
    CopCommune.objects.create(territory=tczew, cop=site_tree.tczew)
    with pytest.raises(ValidationError) as caught:
        open_bytow(serves=[tczew])
    assert "Tczew (COP Tczew)" in caught.value.message_dict["serves"][0]
    assert not Organisation.objects.filter(slug="bytow").exists()
    assert not Group.objects.filter(name__startswith="COP Bytów").exists()


def test_a_slug_of_another_organisation_is_refused(site_tree: SiteTree) -> None:
    Organisation.objects.create(kind="ngo", name="Fundacja Bytów", slug="bytow")
    with pytest.raises(ValidationError) as caught:
        open_bytow()
    assert "Fundacja Bytów" in caught.value.message_dict["slug"][0]


def test_cio_has_folders_and_a_workflow_but_no_page_of_a_centre(site_tree: SiteTree) -> None:
    opened = cops.open_cop(name="Centrum Inicjatyw Obywatelskich", slug="cio", town="Słupsk")
    assert opened.cop_page is None
    assert opened.news_folder is not None
    assert [group.name for group in opened.groups] == ["CIO"]
    assert workflows.workflow_of(opened.news_folder) == opened.workflow
    assert site_tree.home.get_workflow() == opened.workflow
    assert not GroupPagePermission.objects.filter(group__name__startswith="COP ").exists()


def test_setup_roles_takes_what_is_there_and_can_be_repeated(site_tree: SiteTree) -> None:
    office = Organisation.objects.create(
        kind="jst", name="Urząd Gminy Kobylnica", slug="ug-kobylnica", territory=Territory.objects.get(code="2212062")
    )
    call_command("setup_roles", verbosity=0)
    before = [model.objects.count() for model in (Group, GroupPagePermission, GroupCollectionPermission, RoleGroup, Collection)]
    call_command("setup_roles", verbosity=0)
    assert before == [model.objects.count() for model in (Group, GroupPagePermission, GroupCollectionPermission, RoleGroup, Collection)]
    assert set(Group.objects.values_list("name", flat=True)) == {
        "CIO",
        "COP Słupsk: redakcja",
        "COP Słupsk: moderacja",
        "COP Tczew: redakcja",
        "COP Tczew: moderacja",
        "JST Kobylnica",
    }
    group = roles.group_of(office, RoleGroup.Role.OFFICER)
    assert group is not None
    assert list(GroupCollectionPermission.objects.filter(group=group).values_list("collection__name", flat=True).distinct()) == [
        "JST Kobylnica"
    ]
    assert workflows.workflow_of(site_tree.news_slupsk) is not None
    assert site_tree.news_slupsk.get_workflow().name == "Redakcja COP Słupsk"


def test_offices_of_two_communes_of_one_name_have_two_groups(site_tree: SiteTree) -> None:
    rural = Territory.objects.create(
        code="2212082", name="Słupsk", kind="commune", commune_type="gmina wiejska", parent=Territory.objects.get(code="2212")
    )
    for slug, territory in (("um-slupsk", Territory.objects.get(code="2263011")), ("ug-slupsk", rural)):
        roles.make_office_group(Organisation.objects.create(kind="jst", name=slug, slug=slug, territory=territory))
    names = set(RoleGroup.objects.filter(role="officer").values_list("group__name", flat=True))
    assert names == {"JST Słupsk (gmina miejska)", "JST Słupsk (gmina wiejska)"}


def test_a_page_moved_to_another_cops_folder_is_that_cops(site_tree: SiteTree) -> None:
    call_command("setup_roles", verbosity=0)
    item = NewsPageFactory(parent=site_tree.news_slupsk, title="Stary tytuł", owner_cop=site_tree.slupsk)
    item.title = "Nowy tytuł"
    item.save_revision()
    NewsPage.objects.get(pk=item.pk).move(site_tree.news_tczew, "last-child")
    moved = NewsPage.objects.get(pk=item.pk)
    assert moved.owner_cop == site_tree.tczew
    assert moved.title == "Stary tytuł"  # the draft stays a draft
    draft = moved.get_latest_revision_as_object()
    assert (draft.owner_cop, draft.title) == (site_tree.tczew, "Nowy tytuł")
    assert workflows.workflow_of(moved).name == "Redakcja COP Tczew"


def test_the_form_says_beside_the_name_that_the_cop_is_there(client: Client, site_tree: SiteTree) -> None:
    open_bytow()
    client.force_login(make_people(site_tree).cio)
    url = reverse("home_open_cop")
    errors = client.post(url, {"name": "cop  bytów", "town": "Bytów", "slug": ""}).context["form"].errors
    assert "COP o tej nazwie już jest" in str(errors["name"])
    assert "slug" not in errors
    # The same town under another name: the person left the slug empty, so it is told beside the town.
    errors = client.post(url, {"name": "COP Bytów Południe", "town": "Bytów", "slug": ""}).context["form"].errors
    assert set(errors) == {"town"}
    assert set(client.post(url, {"name": "COP B", "town": "B", "slug": "bytow"}).context["form"].errors) == {"slug"}
    assert client.get(url).context["breadcrumbs_items"][-1]["label"] == "Nowe COP"
