"""One word for one state, right counts, and no English or doubled words on the admin's screens."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation, TranslationSource

from accounts.models import Organisation
from core import outbox
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


def test_old_pages_that_no_person_published_have_no_author_called_none(client: Client, site_tree: SiteTree, people: People) -> None:
    make_news(site_tree.news_slupsk, people.editor, live=True)
    client.force_login(people.cio)
    html = client.get(reverse("wagtailadmin_reports:aging_pages")).content.decode()
    rows = html.split('id="listing-results"')[1]
    assert "Zebranie" in rows
    assert "None" not in rows


def test_the_outbox_calls_its_work_by_name(client: Client, people: People) -> None:
    outbox.enqueue("mail.send", {"message": 1})
    outbox.enqueue("dawne.zadanie", {})
    people.cio.is_superuser = True
    people.cio.save()
    client.force_login(people.cio)
    html = client.get(reverse("outbox:index")).content.decode()
    assert "wysłanie e-maila" in html
    assert "odświeżenie wyszukiwarki" in html
    assert "dawne.zadanie" in html  # no app knows it any more
    assert "search.index" not in html.replace('value="search.index"', "")
    found = client.get(reverse("outbox:index"), {"kind": "mail.send"}).content.decode()
    assert found.count("wysłanie e-maila") > found.count("odświeżenie wyszukiwarki")


@pytest.mark.parametrize("place", ["wagtaildocs:add", "wagtaildocs:add_multiple", "wagtailimages:add", "wagtailimages:add_multiple"])
def test_a_form_says_beforehand_which_files_it_takes(client: Client, people: People, place: str) -> None:
    client.force_login(people.editor)
    html = client.get(reverse(place)).content.decode()
    assert "Przyjmujemy pliki:" in html
    assert ("PDF" if "docs" in place else "WEBP") in html
    assert "MB" in html


def test_the_summary_says_when_it_is_needed(client: Client, site_tree: SiteTree, people: People) -> None:
    client.force_login(people.editor)
    add = reverse("wagtailadmin_pages:add", args=["events_calendar", "eventpage", site_tree.calendar_slupsk.pk])
    assert "bez niego nie wyślesz tekstu do sprawdzenia" in client.get(add).content.decode()


def test_an_area_is_searched_for_and_says_what_it_is(client: Client, site_tree: SiteTree, people: People) -> None:
    client.force_login(people.editor)
    add = reverse("wagtailadmin_pages:add", args=["events_calendar", "eventpage", site_tree.calendar_slupsk.pk])
    assert "Wybierz obszar" in client.get(add).content.decode()
    html = client.get(reverse("territory_chooser:choose_results"), {"q": "słup"}).content.decode()
    assert "Słupsk (gmina miejska)" in html
    assert "Słupsk (miasto na prawach powiatu)" in html
    assert "Tczew" not in html
    assert client.get(reverse("territory_chooser:chosen", args=["x"])).status_code == 404


def test_the_mail_of_an_approved_text_says_its_date_in_a_sentence(site_tree: SiteTree, people: People) -> None:
    page = make_news(site_tree.news_slupsk, people.editor)
    page.go_live_at = datetime(2099, 12, 3, 9, 30, tzinfo=UTC)
    page.save_revision(user=people.editor)
    page.get_workflow().start(page, people.editor)
    state = page.current_workflow_task_state
    state.task.specific.on_action(state, people.moderator, "approve")
    outbox.drain()
    (letter,) = [letter for letter in mail.outbox if "Zatwierdzono" in letter.subject]
    assert "Ukaże się: czwartek, 3 grudnia 2099, 10:30." in letter.body


def organisation_form(**fields: str) -> dict[str, str]:
    empty = dict.fromkeys(["slug", "legal_form", "town", "territory", "address", "email", "phone", "website", "krs", "regon", "nip"], "")
    rows = {"memberships-TOTAL_FORMS": "1", "memberships-INITIAL_FORMS": "0", "memberships-MIN_NUM_FORMS": "0"}
    row = {"memberships-0-user": "", "memberships-0-role": "", "memberships-0-id": "", "memberships-0-DELETE": ""}
    return {**empty, **rows, **row, "memberships-MAX_NUM_FORMS": "1000", "kind": "ngo", "name": "Fundacja Żółty Słoń", **fields}


def test_an_organisations_short_name_is_made_of_its_name(client: Client, people: People) -> None:
    client.force_login(people.cio)
    for slug in ("fundacja-zolty-slon", "fundacja-zolty-slon-2"):
        answer = client.post(reverse("organisations:add"), organisation_form(**{"memberships-TOTAL_FORMS": "0"}))
        assert answer.status_code == 302
        assert Organisation.objects.filter(slug=slug, name="Fundacja Żółty Słoń").exists()
    form = client.get(reverse("organisations:add")).content.decode()
    assert "Kto działa w imieniu organizacji" in form
    assert "portal utworzy ją z nazwy" in form


def test_a_half_filled_person_is_not_lost_in_silence(client: Client, people: People) -> None:
    client.force_login(people.cio)
    for role in ("owner", "editor", ""):
        answer = client.post(reverse("organisations:add"), organisation_form(**{"memberships-0-role": role}))
        assert answer.status_code == 200, role
        assert answer.context["form"].formsets["memberships"].forms[0].errors["user"]
    assert not Organisation.objects.filter(name="Fundacja Żółty Słoń").exists()


def test_the_help_is_the_portals_own(client: Client, people: People) -> None:
    client.force_login(people.editor)
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    assert reverse("home_help") in home
    assert not [gone for gone in ("editor-guide", "wagtail.org/editor", "whats-new-in-wagtail") if gone in home]
    page = words(client.get(reverse("home_help")).content.decode())
    assert page.split('class="portal-help"')[1].split("</ol>")[0].count("<li>") == 8
    for link in ("wagtailadmin_home", "wagtailimages:index", "mail_settings"):
        assert f'href="{reverse(link)}"' in page


def test_the_page_that_does_not_exist_speaks_of_the_portals_admin(client: Client, people: People) -> None:
    client.force_login(people.editor)
    html = client.get("/admin/nie-ma-mnie/").content.decode()
    assert "Przejdź do panelu redakcji" in html
    assert "Wagtaila" not in html


def test_the_editor_of_a_translation_is_named_in_polish(client: Client, site_tree: SiteTree, people: People) -> None:
    page = make_news(site_tree.news_slupsk, people.editor, live=True)
    english = Locale.objects.get(language_code="en")
    source, _created = TranslationSource.update_or_create_from_instance(page)
    translated = Translation.objects.create(source=source, target_locale=english)
    for parent in page.get_ancestors().filter(depth__gt=1):
        if not parent.has_translation(english):
            parent.specific.copy_for_translation(english, copy_parents=True)
    translated.save_target(user=people.cio)
    client.force_login(people.cio)
    html = words(client.get(reverse("wagtailadmin_pages:edit", args=[page.get_translation(english).pk])).content.decode())
    assert 'data-name="Tłumaczenie „Zebranie”, język: angielski" data-more="Więcej akcji"' in html
