"""People and organisations in Wagtail's admin."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import CopCommune, Membership, Organisation, User
from core import outbox
from tests.accounts.account_fixtures import PASSWORD, make_user
from tests.accounts.factories import make_people
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db


def text(response: Any) -> str:
    return response.content.decode()


# --- People


@pytest.fixture
def root(client: Client) -> User:
    """A superuser, logged in."""
    user = make_user("admin@example.org", is_superuser=True)
    client.force_login(user)
    return user


@pytest.fixture
def cio(client: Client, editor: User) -> User:
    """Someone who may manage people, but is no superuser; logged in."""
    group = Group.objects.get(name="do panelu")
    group.permissions.add(*Permission.objects.filter(content_type__app_label="accounts", content_type__model="user"))
    client.force_login(editor)
    return editor


NEW = {"email": "nowa@example.org", "first_name": "Nowa", "last_name": "Osoba", "password1": "", "password2": ""}


def test_a_person_added_without_a_password_gets_a_link_to_set_one(client: Client, root: User, mailoutbox: list) -> None:
    assert client.get("/admin/users/new/").status_code == 200
    answer = client.post("/admin/users/new/", NEW)
    assert answer.status_code == 302
    person = User.objects.get(email="nowa@example.org")
    assert not person.has_usable_password()
    assert EmailAddress.objects.get(user=person).verified
    outbox.drain()
    (letter,) = mailoutbox
    assert letter.to == ["nowa@example.org"]
    (path,) = re.findall(r"http://testserver(/pl/konto/password/reset/key/\S+)", letter.body)
    stranger = Client()
    action = stranger.get(path, follow=True).redirect_chain[-1][0]
    stranger.post(action, {"password1": PASSWORD, "password2": PASSWORD})
    answer = stranger.post("/pl/konto/login/", {"login": "nowa@example.org", "password": PASSWORD})
    assert answer["Location"] == "/pl/moje/"


def test_a_person_added_with_a_password_logs_in_at_once(client: Client, root: User, mailoutbox: list) -> None:
    client.post("/admin/users/new/", {**NEW, "password1": PASSWORD, "password2": PASSWORD})
    outbox.drain()
    assert mailoutbox == []
    assert Client().post("/pl/konto/login/", {"login": "nowa@example.org", "password": PASSWORD})["Location"] == "/pl/moje/"


@pytest.mark.parametrize("email", ["ALA@example.org", "ala@example.org"])
def test_an_address_has_one_account(client: Client, root: User, person: User, email: str) -> None:
    answer = client.post("/admin/users/new/", {**NEW, "email": email})
    assert answer.status_code == 200
    assert "Ten adres ma już konto." in text(answer)
    assert User.objects.count() == 2


def test_a_changed_address_is_the_new_log_in(client: Client, root: User, person: User) -> None:
    assert "ala@example.org" in text(client.get(f"/admin/users/edit/{person.pk}/"))
    data = {**NEW, "email": "ala.nowa@example.org", "is_active": "on"}
    assert client.post(f"/admin/users/edit/{person.pk}/", data).status_code == 302
    assert list(EmailAddress.objects.filter(user=person).values_list("email", "verified", "primary")) == [
        ("ala.nowa@example.org", True, True)
    ]
    assert Client().post("/pl/konto/login/", {"login": "ala.nowa@example.org", "password": PASSWORD})["Location"] == "/pl/moje/"


def test_the_list_finds_people_by_address(client: Client, root: User, person: User) -> None:
    page = text(client.get("/admin/users/", {"q": "ala@"}))
    assert "ala@example.org" in page


def test_the_list_shows_and_filters_roles_and_cops(client: Client, root: User, site_tree: SiteTree, django_assert_num_queries: Any) -> None:
    people = make_people(site_tree)
    client.force_login(root)
    listing = reverse("wagtailusers_users:index")
    html = " ".join(client.get(listing).content.decode().split())
    assert "Role (grupy)" in html
    row = html[html.index(people.editor.email) :]
    row = row[: row.index("</tr>")]
    assert "COP Słupsk: redakcja" in row
    assert f"<td> {site_tree.slupsk.name} </td>" in row.replace("<td >", "<td>")
    assert "pełny dostęp" in html[html.rindex(root.email) :].split("</tr>")[0]

    def found(**wanted: Any) -> set[str]:
        return {user.email for user in client.get(listing, wanted).context["users"]}

    slupsk = {user.email for user in (people.editor, people.second_editor, people.moderator, people.second_moderator)}
    assert found(cop=site_tree.slupsk.pk) == slupsk
    assert found(cop=site_tree.slupsk.pk, q="moderacja") == {people.moderator.email, people.second_moderator.email}
    assert found(group=people.tczew_editor.groups.get().pk) == {people.tczew_editor.email}
    with CaptureQueriesContext(connection) as before:
        client.get(listing)
    people.resident.groups.add(*people.moderator.groups.all())
    User.objects.create_user("jeszcze@example.org", "haslo").groups.add(*people.tczew_editor.groups.all())
    with django_assert_num_queries(len(before)):
        client.get(listing)


def test_who_is_no_superuser_makes_none_and_changes_none(client: Client, cio: User, person: User) -> None:
    assert "is_superuser" not in text(client.get("/admin/users/new/"))
    client.post("/admin/users/new/", {**NEW, "is_superuser": "on"})
    assert not User.objects.filter(is_superuser=True).exists()
    client.post("/admin/users/new/", NEW)
    assert User.objects.filter(email="nowa@example.org").exists()
    person.is_superuser = True
    person.save()
    assert client.get(f"/admin/users/edit/{person.pk}/").status_code in (302, 403)
    client.post(f"/admin/users/edit/{person.pk}/", {**NEW, "password1": "przejete-konto-1", "password2": "przejete-konto-1"})
    person.refresh_from_db()
    assert person.check_password(PASSWORD)
    assert person.email == "ala@example.org"


LONG, NUL, HTML = "x" * 10_000, "a\x00b@example.org", "<script>alert(1)</script>"


@pytest.mark.parametrize(
    ("name", "value"),
    [*((name, value) for name in ("email", "first_name", "last_name") for value in (LONG, NUL, "")), ("email", HTML)],
)
def test_bad_input_is_told(client: Client, root: User, name: str, value: str) -> None:
    answer = client.post("/admin/users/new/", {**NEW, name: value})
    assert answer.status_code == 200
    assert "<script>alert(1)" not in text(answer)
    assert User.objects.count() == 1


# --- Organisations


def organisation_data(**fields: Any) -> dict[str, Any]:
    names = ["name", "slug", "kind", "legal_form", "territory", "town", "address", "email", "phone", "website", "krs", "regon", "nip"]
    people = fields.pop("people", [])
    data = {**dict.fromkeys(names, ""), "name": "Fundacja Fala", "slug": "fala", "kind": "ngo", **fields}
    data.update({"memberships-TOTAL_FORMS": len(people), "memberships-INITIAL_FORMS": 0, "memberships-MIN_NUM_FORMS": 0})
    for number, (email, role) in enumerate(people):
        data.update({f"memberships-{number}-user": email, f"memberships-{number}-role": role, f"memberships-{number}-id": ""})
    return data


@pytest.fixture
def cop_editor(client: Client, site_tree: SiteTree) -> User:
    """Someone of COP Słupsk's staff, logged in; the COP serves the town of Słupsk."""
    from accounts import roles

    CopCommune.objects.create(territory=site_tree.slupsk.territory, cop=site_tree.slupsk)
    CopCommune.objects.create(territory=site_tree.tczew.territory, cop=site_tree.tczew)
    user = make_user("redakcja@example.org")
    user.groups.add(roles.make_cop_groups(site_tree.slupsk)[0])
    client.force_login(user)
    return user


def test_an_organisation_with_its_people(client: Client, root: User, person: User) -> None:
    assert client.get("/admin/organizacje/new/").status_code == 200
    answer = client.post("/admin/organizacje/new/", organisation_data(people=[("ALA@example.org ", "owner")]))
    assert answer.status_code == 302, re.findall(r'class="error-message">(.*?)<', text(answer))
    organisation = Organisation.objects.get(slug="fala")
    (membership,) = Membership.objects.all()
    assert (membership.user, membership.organisation, membership.role) == (person, organisation, "owner")
    form = text(client.get(f"/admin/organizacje/edit/{organisation.pk}/"))
    assert 'value="ala@example.org"' in form
    listing = text(client.get("/admin/organizacje/", {"q": "Fala", "kind": "ngo"}))
    assert "Fundacja Fala" in listing
    assert "Fundacja Fala" not in text(client.get("/admin/organizacje/", {"kind": "cop"}))
    assert "Fundacja Fala" not in text(client.get("/admin/organizacje/", {"q": "Morze"}))


def test_a_person_is_taken_away(client: Client, root: User, person: User) -> None:
    organisation = Organisation.objects.create(kind="ngo", name="Fala", slug="fala")
    membership = Membership.objects.create(user=person, organisation=organisation)
    data = organisation_data(people=[("ala@example.org", "editor")])
    data.update({"memberships-INITIAL_FORMS": 1, "memberships-0-id": membership.pk, "memberships-0-DELETE": "on"})
    assert client.post(f"/admin/organizacje/edit/{organisation.pk}/", data).status_code == 302
    assert not Membership.objects.exists()


@pytest.mark.parametrize(
    ("people", "message"),
    [
        ([("nikt@example.org", "owner")], "Nie ma konta na ten adres"),
        ([("a\x00b@example.org", "owner")], "nie przyjmujemy"),
        ([("x" * 10_000, "owner")], "Nie ma konta na ten adres"),
        ([("ala@example.org", "szef")], ""),
        ([("ala@example.org", "owner"), ("ala@example.org", "editor")], ""),
    ],
)
def test_a_wrong_person_is_told(client: Client, root: User, person: User, people: list, message: str) -> None:
    answer = client.post("/admin/organizacje/new/", organisation_data(people=people))
    assert answer.status_code == 200
    assert message in text(answer)
    assert not Organisation.objects.exists()


@pytest.mark.parametrize("fields", [{"krs": "12"}, {"nip": "1234567890"}, {"regon": "abc"}, {"name": "x" * 10_000}, {"slug": "ąć /"}])
def test_wrong_numbers_and_names_are_told(client: Client, root: User, fields: dict[str, str]) -> None:
    assert client.post("/admin/organizacje/new/", organisation_data(**fields)).status_code == 200
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [{"name": "Fundacja\nFala"}, {"town": "Sł\x01upsk"}, {"address": "ul.\x0bMorska"}, {"phone": "59\x1b8"}],
)
def test_signs_that_no_keyboard_writes_are_refused(client: Client, root: User, fields: dict[str, str]) -> None:
    answer = client.post("/admin/organizacje/new/", organisation_data(**fields))
    assert "nie da się wpisać z klawiatury" in text(answer)
    assert not Organisation.objects.exists()


@pytest.mark.parametrize("website", ["ftp://example.org/", 'https://example.org/"onx="1', "https://example.org/'", "javascript:alert(1)"])
def test_a_website_is_an_address_of_the_web(client: Client, root: User, website: str) -> None:
    answer = client.post("/admin/organizacje/new/", organisation_data(website=website))
    assert answer.status_code == 200
    assert not Organisation.objects.exists()
    assert client.post("/admin/organizacje/new/", organisation_data(website="https://example.org/a?b=c")).status_code == 302


def test_a_number_belongs_to_one_organisation(client: Client, root: User) -> None:
    Organisation.objects.create(kind="ngo", name="Pierwsza", slug="pierwsza", krs="0000123456")
    answer = client.post("/admin/organizacje/new/", organisation_data(krs="0000123456"))
    assert answer.status_code == 200
    assert Organisation.objects.count() == 1


def test_cop_staff_see_to_the_ngos_of_their_communes(client: Client, cop_editor: User, site_tree: SiteTree, person: User) -> None:
    ours = Organisation.objects.create(kind="ngo", name="Nasza", slug="nasza", territory=site_tree.slupsk.territory)
    theirs = Organisation.objects.create(kind="ngo", name="Tczewska", slug="tczewska", territory=site_tree.tczew.territory)
    listing = text(client.get("/admin/organizacje/"))
    assert "Nasza" in listing
    assert "Tczewska" not in listing
    assert "COP Słupsk</a>" not in listing
    slupsk = str(site_tree.slupsk.territory_id)
    data = organisation_data(name="Nasza", slug="nasza", territory=slupsk, people=[("ala@example.org", "owner")])
    assert client.post(f"/admin/organizacje/edit/{ours.pk}/", data).status_code == 302
    assert ours.memberships.get().user == person
    for organisation in (theirs, site_tree.slupsk, site_tree.tczew):
        for path in (f"edit/{organisation.pk}/", f"delete/{organisation.pk}/", f"history/{organisation.pk}/"):
            answer = client.get(f"/admin/organizacje/{path}")
            assert answer.status_code in (302, 403), path
            assert organisation.name not in text(answer)
        client.post(f"/admin/organizacje/edit/{organisation.pk}/", {**data, "slug": "przejeta"})
        client.post(f"/admin/organizacje/delete/{organisation.pk}/")
    client.post(f"/admin/organizacje/delete/{ours.pk}/")
    assert Organisation.objects.filter(slug__in=["nasza", "tczewska", "slupsk", "tczew"]).count() == 4
    assert Membership.objects.count() == 1


def test_cop_staff_add_ngos_of_their_communes_only(client: Client, cop_editor: User, site_tree: SiteTree) -> None:
    def add(**fields: Any) -> int:
        return client.post("/admin/organizacje/new/", organisation_data(**fields)).status_code

    assert add(territory=str(site_tree.tczew.territory_id)) == 200
    assert add(territory="") == 200
    assert add(territory=str(site_tree.slupsk.territory_id), kind="cop") == 200
    assert not Organisation.objects.filter(slug="fala").exists()
    assert add(territory=str(site_tree.slupsk.territory_id)) == 302
    assert Organisation.objects.get(slug="fala").kind == "ngo"


def test_people_without_a_role_see_no_organisations(client: Client, editor: User) -> None:
    client.force_login(editor)
    assert client.get("/admin/organizacje/").status_code in (302, 403)
    assert "/admin/organizacje/" not in text(client.get("/admin/"))
