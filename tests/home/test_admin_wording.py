"""One word for one state, right counts, and no English or doubled words on the admin's screens."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from wagtail.models import Locale, Page

from core.admin_wording import WagtailPaginator
from tests.accounts.factories import People, make_news, make_people, news_form
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(site_tree: SiteTree) -> People:
    return make_people(site_tree)


def words(html: str) -> str:
    return " ".join(html.split())


@pytest.mark.parametrize("count", [1, 2, 5])
def test_a_list_says_how_long_it_is_without_a_wrong_plural(count: int) -> None:
    with translation.override("pl"):
        assert WagtailPaginator(Page.objects.none(), 20).items_count_label == "Razem: 0"
        assert WagtailPaginator(list(range(count)), 20).items_count_label == f"Razem: {count}"


def test_one_state_has_one_name(client: Client, site_tree: SiteTree, people: People) -> None:
    page = make_news(site_tree.news_slupsk, people.editor)
    assert Page.objects.get(pk=page.pk).status_string == "szkic"
    client.force_login(people.editor)
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    client.post(edit, {**news_form(page.title, slug=page.slug), "action-submit": "1"})
    page = type(page).objects.get(pk=page.pk)
    assert page.status_string == "czeka na sprawdzenie"
    assert "Czeka na sprawdzenie" in client.get(edit).content.decode()
    client.force_login(people.moderator)
    state = page.current_workflow_state
    state.current_task_state.specific.reject(user=people.moderator, comment="Dopisz godzinę.")
    page = type(page).objects.get(pk=page.pk)
    assert page.status_string == "do poprawy"
    folder = client.get(reverse("wagtailadmin_explore", args=[site_tree.news_slupsk.pk])).content.decode()
    assert "do poprawy" in folder
    client.force_login(people.cio)
    report = client.get(reverse("wagtailadmin_reports:workflow")).content.decode()
    assert "Do poprawy" in report
    assert not [word for word in ("Wymaga zmian", "Odrzucone", "moderacji") if word in report.replace("Osoba z moderacji", "")]


@pytest.mark.parametrize(
    ("english", "polish"),
    [
        ("In Moderation", "Czeka na sprawdzenie"),
        ("in moderation", "czeka na sprawdzenie"),
        ("Rejected", "Do poprawy"),
        ("Needs changes", "Do poprawy"),
        ("scheduled", "zaplanowane"),
        ("live", "opublikowane"),
    ],
)
def test_wagtails_states_use_the_portals_words(english: str, polish: str) -> None:
    with translation.override("pl"):
        assert gettext(english) == polish


def test_the_roles_of_a_new_person_stand_in_order(client: Client, people: People) -> None:
    for name in ("Redakcja COP Łeba", "Redakcja COP Lubin", "Redakcja COP Mielno"):
        Group.objects.create(name=name)
    client.force_login(people.cio)
    html = client.get("/admin/users/new/").content.decode()
    places = [html.index(f"Redakcja COP {name}") for name in ("Lubin", "Łeba", "Mielno")]
    assert places == sorted(places)
    assert "None" not in html.split('id="tab-roles"')[1].split("</section>")[0]


def test_languages_are_counted_and_named_in_polish(client: Client, people: People) -> None:
    client.force_login(people.cio)
    html = words(client.get(reverse("wagtaillocales:index")).content.decode())
    assert not [english for english in (" pages", " others", "English") if english in html]
    assert "stron" in html
    assert "angielski" in html
    with translation.override("pl"):
        assert Locale.objects.get(language_code="en").get_display_name() == "angielski"
    with translation.override("en"):
        assert Locale.objects.get(language_code="en").get_display_name() == "English"


def test_there_is_one_time_zone_and_nothing_to_choose(client: Client, people: People) -> None:
    client.force_login(people.editor)
    html = client.get(reverse("wagtailadmin_account")).content.decode()
    assert "America/" not in html
    assert "current_time_zone" not in html


def test_the_menu_of_a_tables_cells_is_polish(client: Client, site_tree: SiteTree, people: People) -> None:
    client.force_login(people.editor)
    html = client.get(reverse("wagtailadmin_pages:add", args=["news", "newspage", site_tree.news_slupsk.pk])).content.decode()
    menu = json.loads('"Usuń kolumnę"')
    assert menu in html or json.dumps(menu)[1:-1] in html
    assert "pl-PL" not in html
