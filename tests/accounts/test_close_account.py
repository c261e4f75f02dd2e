"""Deleting one's own account: what goes, what stays without a name, and who may not go."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from wagtail.log_actions import log
from wagtail.models import Comment, ModelLogEntry, Page
from wagtail.users.models import UserProfile

from accounts import mail, services
from accounts.mail import MailKind, preferences
from accounts.models import MailMessage, Membership, Organisation, User
from tests.accounts.account_fixtures import PASSWORD, make_user
from tests.accounts.factories import People, make_news
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db

LOGIN, CLOSE, CLOSED = "/pl/konto/login/", "/pl/moje/dane/usun/", "/pl/moje/dane/usunieto/"


def text(response: Any) -> str:
    return response.content.decode().replace("\u00a0", " ")


@pytest.fixture
def fala(person: User) -> Organisation:
    organisation = Organisation.objects.create(kind="ngo", name="Fundacja Fala", slug="fala")
    Membership.objects.create(user=person, organisation=organisation, role="owner")
    return organisation


def test_it_takes_the_password_and_the_whole_way(client: Client, person: User, fala: Organisation, site_tree: SiteTree) -> None:
    client.post(LOGIN, {"login": person.email, "password": PASSWORD})
    assert f'href="{CLOSE}"' in text(client.get("/pl/moje/dane/"))
    page = text(client.get(CLOSE))
    assert "W imieniu tych organizacji działasz tylko Ty." in page
    assert "Fundacja Fala" in page
    for password, told in (("", "Wypełnij to pole."), ("nie-to-haslo", "To nie jest Twoje hasło.")):
        refused = client.post(CLOSE, {"password": password})
        assert refused.status_code == 422
        assert told in text(refused)
    person.refresh_from_db()
    assert person.is_active
    done = client.post(CLOSE, {"password": PASSWORD}, follow=True)
    assert done.redirect_chain == [(CLOSED, 302)]
    assert "Konto jest usunięte" in text(done)
    assert client.get("/pl/moje/").status_code == 302
    assert "Adres e-mail albo hasło się nie zgadza" in text(client.post(LOGIN, {"login": "ala@example.org", "password": PASSWORD}))
    assert make_user("ala@example.org").pk != person.pk, "the address is free again"


def test_a_colleague_stands_in(client: Client, person: User, fala: Organisation) -> None:
    Membership.objects.create(user=User.objects.create_user("ola@example.org"), organisation=fala)
    client.force_login(person)
    assert "działasz tylko Ty" not in text(client.get(CLOSE))


def test_nothing_names_the_person_any_more(person: User, fala: Organisation, kind: MailKind) -> None:
    User.objects.filter(pk=person.pk).update(last_name="Nowak")
    person.refresh_from_db()
    preferences.choose(person, kind.code, "daily")
    mail.notify(kind.code, person, context={"title": "x", "url": "/"})
    UserProfile.get_for_user(person)
    Authenticator.objects.create(user=person, type="totp", data={})
    log(instance=person, action="wagtail.edit")
    services.close_account(person)
    found = User.objects.get(pk=person.pk)
    assert str(found) == "Konto usunięte"
    assert re.fullmatch(r"usuniete-\d+@konto\.invalid", found.email)
    assert not found.is_active
    assert not found.has_usable_password()
    for model in (Membership, EmailAddress, MailMessage, Authenticator, UserProfile):
        assert not model.objects.exists(), model
    assert not found.mail_preferences.exists()
    labels = ModelLogEntry.objects.filter(content_type=ContentType.objects.get_for_model(User)).values_list("label", flat=True)
    assert set(labels) == {"Konto usunięte"}


def test_every_session_ends_and_nobody_elses(person: User) -> None:
    other = make_user("ola@example.org")
    browsers = [Client(), Client(), Client()]
    for browser, user in zip(browsers, (person, person, other), strict=True):
        browser.force_login(user)
    services.close_account(person)
    assert Session.objects.count() == 1
    assert [browser.get("/pl/moje/").status_code for browser in browsers] == [302, 302, 200]


def test_texts_keep_a_nameless_author_and_are_not_locked(site_tree: SiteTree, people: People, client: Client) -> None:
    page = make_news(site_tree.news_slupsk, people.editor)
    Page.objects.filter(pk=page.pk).update(locked=True, locked_by=people.editor)
    Comment.objects.create(page=page, user=people.editor, text="Uwaga", contentpath="title")
    services.close_account(people.editor)
    page.refresh_from_db()
    assert page.owner_id == people.editor.pk
    assert str(page.latest_revision.user) == "Konto usunięte"
    assert not page.locked
    assert Comment.objects.get().user_id == people.editor.pk
    assert not User.objects.get(pk=people.editor.pk).groups.exists()
    client.force_login(people.moderator)
    assert "Konto usunięte" in text(client.get(f"/admin/pages/{page.pk}/history/"))


def test_the_last_administrator_stays(client: Client, people: People) -> None:
    services.close_account(people.second_cio)
    with pytest.raises(services.LastAdministratorError):
        services.close_account(people.cio)
    client.force_login(people.cio)
    refused = client.post(CLOSE, {"password": "tajne-haslo"})
    assert refused.status_code == 422
    assert "Jesteś jedyną osobą, która prowadzi cały portal." in text(refused)
    people.cio.refresh_from_db()
    assert people.cio.is_active
    assert people.cio.groups.exists()


def test_a_failure_in_between_leaves_everything(person: User, fala: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> None:
        raise RuntimeError

    monkeypatch.setattr(services.pagecache, "bump", fails)
    with pytest.raises(RuntimeError):
        services.close_account(User.objects.get(pk=person.pk))
    assert User.objects.get(pk=person.pk).email == "ala@example.org"
    assert Membership.objects.count() == 1


def test_the_wrong_password_cannot_be_tried_for_ever(client: Client, person: User) -> None:
    client.force_login(person)
    assert [client.post(CLOSE, {"password": "x"}).status_code for _number in range(12)][-1] == 429
    assert client.get(CLOSE).status_code == 200


def test_without_a_session_it_asks_to_log_in(client: Client) -> None:
    assert client.get(CLOSE)["Location"] == f"{LOGIN}?next={CLOSE}"


# --- The rules beside the form


def test_rules_and_privacy_stand_where_an_account_is_made_and_in_the_footer(client: Client, site_tree: SiteTree) -> None:
    from tests.home.factories import ContentPageFactory

    assert "regulamin/" not in text(client.get("/pl/konto/signup/")), "a page that is not there is not linked"
    ContentPageFactory(parent=site_tree.home, slug="regulamin", title="Regulamin portalu")
    ContentPageFactory(parent=site_tree.home, slug="polityka-prywatnosci", title="Polityka prywatności")
    cache.clear()  # the test's transaction never commits, which is what tells the frame
    page = text(client.get("/pl/konto/signup/"))
    form, footer = page[page.index("<main") : page.index("</main>")], page[page.index("<footer") :]
    for part in (form, footer):
        assert 'href="/pl/regulamin/">Regulamin portalu</a>' in part
        assert 'href="/pl/polityka-prywatnosci/">Polityka prywatności</a>' in part


def test_the_footers_links_cost_no_query_twice(site_tree: SiteTree, django_assert_num_queries: Any) -> None:
    from core import navigation

    navigation.frame_pages(site_tree.site, "pl")
    with django_assert_num_queries(0):
        assert navigation.frame_pages(site_tree.site, "pl") == {}


# --- What of the e-mails is promised


def test_a_resident_is_promised_no_mails_that_do_not_exist(client: Client, person: User) -> None:
    for path in (LOGIN, "/pl/konto/signup/"):
        assert "dostawać wiadomości" not in text(client.get(path))
    client.force_login(person)
    page = text(client.get("/pl/moje/e-maile/"))
    assert "Portal nie wysyła Ci niczego, co można by wyłączyć." in page
    assert "/pl/aktualnosci/rss/" in page
    assert "wybierz, kiedy ją wysyłać" not in page


def test_kinds_of_mail_can_be_told_apart(client: Client, people: People) -> None:
    client.force_login(people.editor)
    page = text(client.get("/pl/moje/e-maile/"))
    assert "Zaplanowanie publikacji" in page
    assert "Tekst jest gotowy i pokaże się sam w wybranym dniu. Dostajesz je, bo to Twój tekst." in page
    assert "Ukazanie się Twoich tekstów" in page
    assert "Tekst jest już na portalu i każdy może go przeczytać." in page
    assert "komentarze tej strony" not in page
