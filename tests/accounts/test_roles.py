"""Who may do what: a walk of role x action x COP through the admin's own addresses, and the doors beside them."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.test import Client
from django.urls import reverse
from PIL import Image as Picture
from wagtail.models import Collection, Page, PageLogEntry, PagePermissionTester

from accounts import roles
from accounts.models import User
from core.models import PortalDocument, PortalImage
from news.models import NewsPage
from tests.accounts.doors import add_url, edit_url, sign_in
from tests.accounts.factories import People, event_form, make_news, make_ngo_page, news_form
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db

STAFF = ("editor", "moderator", "tczew_editor", "tczew_moderator")
OUTSIDERS = ("officer", "ngo_owner", "resident")


def is_own(name: str, cop: str) -> bool:
    return name.startswith("tczew") == (cop == "tczew")


# --- Role x action x COP


@pytest.mark.grid
@pytest.mark.parametrize("cop", ["slupsk", "tczew"])
@pytest.mark.parametrize("name", [*STAFF, *OUTSIDERS, "cio"])
def test_walk_of_role_action_and_cop(client: Client, site_tree: SiteTree, people: People, name: str, cop: str) -> None:
    user = sign_in(client, people, name)
    allowed = name == "cio" or (name in STAFF and is_own(name, cop))
    news_folder: Page = getattr(site_tree, f"news_{cop}")
    calendar_folder: Page = getattr(site_tree, f"calendar_{cop}")
    draft = make_news(news_folder, None, title="Cudzy szkic")
    live = make_news(news_folder, None, title="Opublikowana", live=True)
    done: dict[str, bool] = {}

    # add
    for parent, app, model, data in (
        (news_folder, "news", "newspage", news_form("Nowa", slug="nowa")),
        (calendar_folder, "events_calendar", "eventpage", event_form("Nowe", slug="nowe")),
    ):
        before = Page.objects.child_of(parent).count()
        done[f"see add {model}"] = client.get(add_url(parent, app, model)).status_code == 200
        client.post(add_url(parent, app, model), data)
        done[f"add {model}"] = Page.objects.child_of(parent).count() == before + 1
    # edit
    done["see edit"] = client.get(edit_url(draft)).status_code == 200
    client.post(edit_url(draft), news_form("Zmieniony", slug=draft.slug))
    done["edit"] = NewsPage.objects.get(pk=draft.pk).get_latest_revision().content["title"] == "Zmieniony"
    done["view draft"] = client.get(reverse("wagtailadmin_pages:view_draft", args=[draft.pk])).status_code == 200
    done["history"] = client.get(reverse("wagtailadmin_pages:history", args=[draft.pk])).status_code == 200
    # submit
    submitted = make_news(news_folder, None, title="Do wysłania")
    client.post(edit_url(submitted), {**news_form("Do wysłania", slug=submitted.slug), "action-submit": "1"})
    done["submit"] = submitted.workflow_in_progress
    # delete a draft
    client.post(reverse("wagtailadmin_pages:delete", args=[draft.pk]))
    done["delete draft"] = not Page.objects.filter(pk=draft.pk).exists()
    assert set(done.values()) == {allowed}, done

    # publish, delete and move what is live: CIO only; take it off line: the COP's moderators too
    free = name == "cio"
    other = make_news(news_folder, None, title="Inny szkic")
    client.post(edit_url(other), {**news_form("Inny szkic", slug=other.slug), "action-publish": "1"})
    other.refresh_from_db()
    assert other.live == free
    second = make_news(news_folder, None, title="Druga opublikowana", live=True)
    client.post(reverse("wagtailadmin_pages:delete", args=[second.pk]))
    assert Page.objects.filter(pk=second.pk).exists() != free
    withdraws = allowed and name in ("moderator", "tczew_moderator", "cio")
    client.post(reverse("wagtailadmin_pages:unpublish", args=[live.pk]))
    live.refresh_from_db()
    assert live.live != withdraws
    logged = PageLogEntry.objects.filter(page=live.pk, action="wagtail.unpublish", user=user)
    assert logged.exists() == withdraws
    assert user.is_superuser is False


@pytest.mark.parametrize("cop", ["slupsk", "tczew"])
@pytest.mark.parametrize("name", [*STAFF, *OUTSIDERS])
def test_approving_is_for_the_moderators_of_that_cop(client: Client, site_tree: SiteTree, people: People, name: str, cop: str) -> None:
    page = make_news(getattr(site_tree, f"news_{cop}"), people.second_editor)
    page.get_workflow().start(page, people.second_editor)
    state = page.current_workflow_task_state
    sign_in(client, people, name)
    client.post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk]), {"comment": ""})
    page.refresh_from_db()
    assert page.live == (name.endswith("moderator") and is_own(name, cop))


@pytest.mark.parametrize("name", [*STAFF, "officer"])
def test_structure_is_not_for_cop_staff(client: Client, site_tree: SiteTree, people: People, name: str) -> None:
    sign_in(client, people, name)
    structure = [
        *(site_tree.home, site_tree.news, site_tree.calendar, site_tree.ngos, site_tree.initiatives, site_tree.groups, site_tree.cops),
        *(site_tree.news_slupsk, site_tree.news_tczew, site_tree.calendar_slupsk, site_tree.calendar_tczew),
    ]
    for page in structure:
        assert client.get(edit_url(page)).status_code == 302, page
        for action in ("delete", "unpublish"):
            client.post(reverse(f"wagtailadmin_pages:{action}", args=[page.pk]))
        assert client.get(reverse("wagtailadmin_pages:copy", args=[page.pk])).status_code == 302
        assert client.get(reverse("wagtailadmin_pages:move", args=[page.pk])).status_code == 302
        assert Page.objects.filter(pk=page.pk, live=True).exists()
    assert client.get(add_url(site_tree.news, "news", "newsfolderpage")).status_code == 302
    assert client.get(add_url(site_tree.home, "home", "contentpage")).status_code == 302


def test_cio_changes_structure(client: Client, site_tree: SiteTree, people: People) -> None:
    sign_in(client, people, "cio")
    for page in (site_tree.home, site_tree.news, site_tree.news_tczew):
        assert client.get(edit_url(page)).status_code == 200


# --- Doors beside


def test_moving_and_copying_stay_within_the_cop(client: Client, site_tree: SiteTree, people: People) -> None:
    mine = make_news(site_tree.news_slupsk, people.editor, title="Moja")
    foreign = make_news(site_tree.news_tczew, people.tczew_editor, title="Cudza")
    sign_in(client, people, "editor")
    client.post(reverse("wagtailadmin_pages:move_confirm", args=[mine.pk, site_tree.news_tczew.pk]))
    assert Page.objects.get(pk=mine.pk).get_parent().pk == site_tree.news_slupsk.pk
    copy = {"new_title": "Kopia", "new_slug": "kopia", "new_parent_page": site_tree.news_tczew.pk}
    client.post(reverse("wagtailadmin_pages:copy", args=[mine.pk]), copy)
    assert not Page.objects.filter(slug="kopia").exists()
    client.post(reverse("wagtailadmin_pages:copy", args=[foreign.pk]), {**copy, "new_parent_page": site_tree.news_slupsk.pk})
    assert not Page.objects.filter(slug="kopia").exists()
    client.post(
        reverse("wagtailadmin_pages:copy", args=[mine.pk]),
        {**copy, "new_parent_page": site_tree.news_slupsk.pk, "publish_copies": "on", "alias": "on"},
    )
    copied = Page.objects.get(slug="kopia")
    assert not copied.live
    assert copied.alias_of is None


@pytest.mark.parametrize("action", ["publish", "unpublish", "delete", "move"])
def test_bulk_actions_are_no_way_around(client: Client, site_tree: SiteTree, people: People, action: str) -> None:
    own = make_news(site_tree.news_slupsk, people.editor, title="Szkic", live=action == "unpublish")
    foreign = make_news(site_tree.news_tczew, people.tczew_editor, title="Cudzy", live=action == "unpublish")
    sign_in(client, people, "moderator")
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    target = {"chooser": site_tree.news_tczew.pk} if action == "move" else {}
    for page in (own, foreign):
        client.post(f"{url}?id={page.pk}", {"include_descendants": "on", **target})
        if action == "delete" and page == own:
            continue  # a draft of one's own COP may be deleted
        stored = NewsPage.objects.get(pk=page.pk)
        assert stored.live == (page.live and page != own)  # what is their COP's own a moderator takes off line
        assert stored.get_parent().pk == page.get_parent().pk


def test_who_withdraws_a_page_outside_folders(site_tree: SiteTree, people: People) -> None:
    """A profile is withdrawn by the moderators of the COP that keeps it, and only while it is theirs."""
    profile = make_ngo_page(site_tree.ngos, people.ngo, site_tree.slupsk, live=True)
    roles.give_page_to_cop(profile, site_tree.slupsk)

    def may(page: Page) -> set[str]:
        return {name for name in (*STAFF, *OUTSIDERS, "cio") if fresh(people, name, page).can_unpublish()}

    assert may(profile) == {"moderator", "cio"}
    profile.owner_cop = site_tree.tczew
    profile.save()
    roles.give_page_to_cop(profile, site_tree.tczew)
    assert may(profile) == {"tczew_moderator", "cio"}
    assert may(site_tree.news_slupsk) == {"cio"}
    # Not while it is locked, and what is no longer public cannot be withdrawn.
    profile.locked, profile.locked_by = True, people.cio
    assert may(profile) <= {"cio"}
    profile.locked, profile.live = False, False
    assert may(profile) == set()


def fresh(people: People, name: str, page: Page) -> PagePermissionTester:
    """The person's rights, read anew: permissions are kept with the user."""
    return page.permissions_for_user(User.objects.get(pk=getattr(people, name).pk))


def test_privacy_of_pages_is_for_cio(client: Client, site_tree: SiteTree, people: People) -> None:
    page = make_news(site_tree.news_slupsk, people.editor)
    sign_in(client, people, "moderator")
    client.post(reverse("wagtailadmin_pages:set_privacy", args=[page.pk]), {"restriction_type": "login"})
    assert not page.view_restrictions.exists()


def test_nobody_without_a_role_enters(client: Client, people: People) -> None:
    for name in ("ngo_owner", "resident"):
        sign_in(client, people, name)
        assert client.get(reverse("wagtailadmin_home")).status_code in (302, 403)
    sign_in(client, people, "officer")
    assert client.get(reverse("wagtailadmin_home")).status_code == 200


@pytest.mark.parametrize("name", [*STAFF, "officer"])
def test_settings_and_people_are_for_cio(client: Client, people: People, name: str) -> None:
    places = ["wagtailusers_users:index", "wagtailadmin_workflows:index", "wagtailredirects:index", "home_open_cop"]
    sign_in(client, people, name)
    for place in places:
        assert client.get(reverse(place)).status_code == 302, place
    sign_in(client, people, "cio")
    for place in places:
        assert client.get(reverse(place)).status_code == 200, place


def test_cio_makes_no_superusers(client: Client, people: People) -> None:
    root = User.objects.create_superuser("root@example.org", "tajne-haslo")
    sign_in(client, people, "cio")
    password = {"password1": "Haslo-2026-abc", "password2": "Haslo-2026-abc"}
    data = {"email": "nowa@example.org", "first_name": "Nowa", "last_name": "Osoba", **password}
    client.post(reverse("wagtailusers_users:add"), {**data, "is_superuser": "on"})
    assert not User.objects.filter(email="nowa@example.org").exists()
    client.post(reverse("wagtailusers_users:edit", args=[people.editor.pk]), {**data, "is_active": "on", "is_superuser": "on"})
    people.editor.refresh_from_db()
    assert not people.editor.is_superuser
    client.post(reverse("wagtailusers_users:edit", args=[root.pk]), {**data, "is_active": "on"})
    root.refresh_from_db()
    assert root.email == "root@example.org"
    client.post(reverse("wagtailusers_users:add"), data)
    assert User.objects.filter(email="nowa@example.org").exists()


# --- Images and documents


def _png() -> bytes:
    buffer = BytesIO()
    Picture.new("RGB", (40, 30), "teal").save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize("name", [*STAFF, "officer", "cio"])
def test_files_stay_in_the_collection_of_the_cop(client: Client, people: People, name: str) -> None:
    user = sign_in(client, people, name)
    for cop in ("slupsk", "tczew"):
        allowed = name == "cio" or (name in STAFF and is_own(name, cop))
        collection = Collection.objects.get(name={"slupsk": "COP Słupsk", "tczew": "COP Tczew"}[cop])
        image = PortalImage.objects.create(title="Obraz", file=ImageFile(BytesIO(_png()), "obraz.png"), collection=collection)
        document = PortalDocument.objects.create(title="Plik", file=ContentFile(b"tekst", "plik.txt"), collection=collection)
        assert (client.get(reverse("wagtailimages:edit", args=[image.pk])).status_code == 200) == allowed
        assert (client.get(reverse("wagtaildocs:edit", args=[document.pk])).status_code == 200) == allowed
        assert (f"/admin/images/{image.pk}/" in client.get(reverse("wagtailimages:index")).content.decode()) == allowed
        client.post(reverse("wagtaildocs:delete", args=[document.pk]))
        assert PortalDocument.objects.filter(pk=document.pk).exists() != allowed
        client.post(reverse("wagtailimages:delete", args=[image.pk]))
        assert PortalImage.objects.filter(pk=image.pk).exists() != allowed
        upload = {"title": f"Nowy {cop}", "collection": collection.pk, "language": "pl", "file": ContentFile(b"tekst", "nowy.txt")}
        client.post(reverse("wagtaildocs:add"), upload)
        stored = PortalDocument.objects.filter(title=f"Nowy {cop}")
        # Wagtail leaves the choice out where a person has one collection only: the file lands in their own.
        assert stored.filter(collection=collection).exists() == allowed
        assert not stored.exclude(collection=collection).exclude(collection__name__in=_own_collections(user)).exists()


def _own_collections(user: User) -> list[str]:
    return [str(cop) for cop in roles.cops_of(user)] + ["JST Kobylnica"]
