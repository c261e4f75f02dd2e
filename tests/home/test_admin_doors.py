"""What nobody's editor sends, two people at once, and pages of which a person may know nothing."""

from __future__ import annotations

import contextlib
import threading
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from wagtail.models import Page

from accounts.models import User
from core.forms import PortalPageForm
from news.models import NewsPage
from tests.accounts.factories import People, event_form, make_news, make_people, news_form
from tests.factories import SiteTree, make_site_tree
from tests.home.factories import ContactPageFactory, make_image

HOURS = {
    "2026-03-29 02:30": "Tej godziny nie ma: w nocy zmiany czasu zegar przeskakuje z 2:00 na 3:00.",
    "2026-10-25 02:30": "Ta godzina jest tego dnia dwa razy. Wybierz inną.",
}


def client_of(user: User, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(user)
    return client


@pytest.fixture
def people(site_tree: SiteTree) -> People:
    return make_people(site_tree)


def add_news(folder: Any) -> str:
    return f"/admin/pages/add/news/newspage/{folder.pk}/"


# --- Crafted forms


@pytest.mark.django_db
@pytest.mark.grid
@pytest.mark.parametrize("chosen", ["abc", "1.5", "-1", "٣", "9" * 40])
@pytest.mark.parametrize("field", ["listing_image", "social_image"])
def test_an_image_that_is_no_number_is_told_beside_the_field(site_tree: SiteTree, people: People, field: str, chosen: str) -> None:
    client = client_of(people.cio, raise_request_exception=False)
    page = make_news(site_tree.news_slupsk, people.cio)
    for path in (add_news(site_tree.news_slupsk), f"/admin/pages/{page.pk}/edit/"):
        answer = client.post(path, news_form(**{field: chosen}))
        assert answer.status_code == 200
        assert answer.context["form"].errors[field] == ["Wybierz to jeszcze raz z listy."]
    assert NewsPage.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("torn", ["[]", "1", '"a"', '{"blocks": 1}', "[1", "null", "{}"])
def test_a_rich_text_that_is_none_is_a_bad_request_or_an_empty_text(site_tree: SiteTree, people: People, torn: str) -> None:
    client = client_of(people.cio, raise_request_exception=False)
    answer = client.post(add_news(site_tree.news_slupsk), {**news_form(slug="zebranie"), "body-0-value": torn})
    if torn in ("null", "{}"):  # no text, which a draft may have
        assert answer.status_code in (200, 302)
    else:
        assert answer.status_code == 400
        assert not NewsPage.objects.exists()


@pytest.mark.django_db
def test_a_chosen_image_is_stored_and_one_that_is_gone_told(site_tree: SiteTree, people: People) -> None:
    client, image = client_of(people.cio), make_image()
    assert client.post(add_news(site_tree.news_slupsk), news_form(slug="zebranie", listing_image=str(image.pk))).status_code == 302
    assert NewsPage.objects.get().listing_image == image
    gone = client.post(add_news(site_tree.news_slupsk), news_form(slug="inne", listing_image="999999"))
    assert (gone.status_code, "listing_image" in gone.context["form"].errors) == (200, True)


@pytest.mark.django_db
@pytest.mark.parametrize(("moment", "told"), HOURS.items())
def test_an_hour_of_the_clock_change_is_told_plainly(site_tree: SiteTree, people: People, moment: str, told: str) -> None:
    client = client_of(people.cio)
    event = client.post(
        f"/admin/pages/add/events_calendar/eventpage/{site_tree.calendar_slupsk.pk}/",
        event_form(start=moment, end="2026-12-01 12:00"),
    )
    assert event.context["form"].errors["start"] == [told]
    assert told in event.content.decode()
    news = client.post(add_news(site_tree.news_slupsk), news_form(date=moment))
    assert news.context["form"].errors["date"] == [told]


@pytest.mark.django_db
@pytest.mark.grid
@pytest.mark.parametrize("year", ["0001", "1999", "2100", "9999"])
def test_an_event_lies_in_the_years_of_the_calendar(site_tree: SiteTree, people: People, year: str) -> None:
    client = client_of(people.cio)
    add = f"/admin/pages/add/events_calendar/eventpage/{site_tree.calendar_slupsk.pk}/"
    for moments in ({"start": f"{year}-01-01", "end": f"{year}-01-02"}, {"start": f"{year}-12-31 00:30", "end": f"{year}-12-31 23:59"}):
        for button in ({}, {"action-publish": "1"}):
            answer = client.post(add, {**event_form(**moments), **button})
            assert "od 2000 do 2099" in str(answer.context["form"].errors["start"]), moments
    assert client.post(add, event_form(start="2099-12-31 10:00", end="2099-12-31 12:00", slug="sylwester")).status_code == 302


@pytest.mark.django_db
@pytest.mark.grid
@pytest.mark.parametrize("year", ["0001", "1000", "9999"])
@pytest.mark.parametrize("field", ["date", "go_live_at", "expire_at", "review_by"])
def test_no_date_of_a_page_is_in_a_year_that_nobody_means(site_tree: SiteTree, people: People, field: str, year: str) -> None:
    client = client_of(people.cio)
    for hour in ("00:00", "23:59"):
        moment = f"{year}-01-01" if field == "review_by" else f"{year}-01-01 {hour}"
        answer = client.post(add_news(site_tree.news_slupsk), news_form(slug="rok", **{field: moment}))
        assert answer.status_code == 200
        assert answer.context["form"].errors[field] in (["Wpisz rok od 1990 do 2099."], ["Data wygaśnięcia musi być w przyszłości."])
    assert client.post(add_news(site_tree.news_slupsk), news_form(slug="rok", date="1990-01-01 12:00")).status_code == 302


# --- Filters


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        "latest_revision_created_at_from=0001-01-01",
        "edited_by=99999999999999999999",
        "latest_revision_created_at_to=9999-12-31",
        "owner=abc",
    ],
)
def test_a_filter_that_no_database_knows_is_no_server_error(site_tree: SiteTree, people: People, query: str) -> None:
    make_news(site_tree.news_slupsk, people.editor, title="Na liście")
    client = client_of(people.cio, raise_request_exception=False)
    for path in ("", "results/"):
        answer = client.get(f"/admin/pages/{site_tree.news_slupsk.pk}/{path}?{query}", follow=True)
        assert answer.status_code == 200
        assert "Na liście" in answer.content.decode()
    asked = client.get(f"/admin/pages/{site_tree.news_slupsk.pk}/?latest_revision_created_at_from=0001-01-01", follow=True)
    # PostgreSQL knows more dates than SQLite.
    assert connection.vendor == "postgresql" or "data albo liczba spoza zakresu" in asked.content.decode()


@pytest.mark.django_db
def test_a_date_that_no_clock_knows_filters_no_letters(site_tree: SiteTree, people: People) -> None:
    contact = ContactPageFactory(parent=site_tree.home)
    client = client_of(people.cio, raise_request_exception=False)
    answer = client.get(f"/admin/forms/submissions/{contact.pk}/?date_from=0001-01-01", follow=True)
    assert answer.status_code == 200
    assert client.get(f"/admin/forms/submissions/{contact.pk}/?date_from=2026-01-01").status_code == 200


# --- Two at once


@pytest.mark.django_db(transaction=True)
def test_of_two_pages_with_one_address_the_second_gets_the_message(monkeypatch: pytest.MonkeyPatch) -> None:
    tree = make_site_tree()
    people = make_people(tree)
    both = threading.Barrier(2)
    valid = PortalPageForm.is_valid

    def is_valid(form: PortalPageForm) -> bool:
        """Where nothing keeps them apart, both forms are found right before either page is stored."""
        found = valid(form)
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait(3)
        return found

    monkeypatch.setattr(PortalPageForm, "is_valid", is_valid)
    clients = [client_of(user, raise_request_exception=False) for user in (people.cio, people.second_cio)]
    answers: list[Any] = []

    def send(client: Client) -> None:
        try:
            answers.append(client.post(add_news(tree.news_slupsk), news_form(slug="zebranie")))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    (second,) = [answer for answer in answers if answer.status_code == 200]
    assert "slug" in second.context["form"].errors
    assert NewsPage.objects.filter(slug="zebranie").count() == 1


# --- Bulk actions


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["wagtailcore/page/delete", "core/portalimage/delete", "core/portaldocument/delete"])
@pytest.mark.parametrize("asked", [{"id": "abc"}, {"id": ["1", "x"]}, {"id": "9" * 40}, {"id": "all", "childOf": "abc"}])
def test_ids_that_are_no_numbers_are_not_found(site_tree: SiteTree, people: People, kind: str, asked: dict[str, Any]) -> None:
    client = client_of(people.cio, raise_request_exception=False)
    assert client.get(f"/admin/bulk/{kind}/", asked).status_code == 404
    assert client.post(f"/admin/bulk/{kind}/?id=abc").status_code == 404


@pytest.mark.django_db
def test_bulk_actions_still_ask_before_they_delete(site_tree: SiteTree, people: People) -> None:
    page = make_news(site_tree.news_slupsk, people.cio, title="Do usunięcia")
    answer = client_of(people.cio).get("/admin/bulk/wagtailcore/page/delete/", {"id": page.pk})
    assert "Do usunięcia" in answer.content.decode()
    assert Client().get("/admin/bulk/wagtailcore/page/delete/", {"id": page.pk}).status_code == 302


# --- Pages of others


@pytest.mark.django_db
def test_a_draft_of_another_cop_is_not_named(site_tree: SiteTree, people: People) -> None:
    draft = make_news(site_tree.news_slupsk, people.editor, title="Tajny szkic")
    own = make_news(site_tree.news_tczew, people.tczew_editor, title="Nasz szkic")
    stranger = client_of(people.tczew_moderator)
    for path in (f"/admin/pages/{draft.pk}/", f"/admin/pages/{draft.pk}/results/", f"/admin/bulk/wagtailcore/page/delete/?id={draft.pk}"):
        answer = stranger.get(path)
        assert answer.status_code == 302, path
        assert "Tajny szkic" not in stranger.get(path, follow=True).content.decode(), path
    mixed = stranger.get("/admin/bulk/wagtailcore/page/delete/", {"id": [own.pk, draft.pk]}, follow=True)
    assert "Tajny szkic" not in mixed.content.decode()


@pytest.mark.django_db
def test_the_way_to_ones_own_pages_stays_open(site_tree: SiteTree, people: People) -> None:
    own = make_news(site_tree.news_tczew, people.tczew_editor, title="Nasz szkic")
    moderator = client_of(people.tczew_moderator)
    for page in (site_tree.home, site_tree.news, site_tree.news_tczew, own):
        assert moderator.get(f"/admin/pages/{page.pk}/").status_code == 200, page
    assert "Nasz szkic" in moderator.get("/admin/bulk/wagtailcore/page/publish/", {"id": own.pk}).content.decode()
    assert client_of(people.cio).get(f"/admin/pages/{own.pk}/").status_code == 200


@pytest.mark.django_db
def test_choosing_a_page_names_no_draft_of_another_cop(site_tree: SiteTree, people: People) -> None:
    draft = make_news(site_tree.news_slupsk, people.editor, title="Tajny szkic")
    public = make_news(site_tree.news_slupsk, people.editor, title="Jawny tekst", live=True)
    stranger, editor = client_of(people.tczew_editor), client_of(people.editor)

    def shown(client: Client) -> str:
        lists = [client.get(f"/admin/choose-page/{site_tree.news_slupsk.pk}/"), client.get("/admin/choose-page/search/", {"q": "tajny"})]
        assert [answer.status_code for answer in lists] == [200, 200]
        return "".join(answer.content.decode() for answer in lists)

    assert "Tajny szkic" not in shown(stranger)
    assert "Jawny tekst" in shown(stranger)
    assert shown(editor).count("Tajny szkic") >= 2
    for path in (f"/admin/choose-page/{draft.pk}/", f"/admin/choose-page/chosen-multiple/?id={public.pk}&id={draft.pk}"):
        assert "Tajny szkic" not in stranger.get(path, follow=True).content.decode(), path
        assert "Tajny szkic" in editor.get(path).content.decode(), path
    assert "Jawny tekst" in stranger.get("/admin/choose-page/chosen-multiple/", {"id": public.pk}).content.decode()
    for wrong in ("abc", Page.get_first_root_node().pk):
        assert stranger.get("/admin/choose-page/chosen-multiple/", {"id": wrong}).status_code == 404
    assert Client().get("/admin/choose-page/chosen-multiple/", {"id": public.pk}).status_code == 302


@pytest.mark.django_db
def test_the_move_of_a_page_is_refused_before_it_is_named(site_tree: SiteTree, people: People) -> None:
    draft = make_news(site_tree.news_slupsk, people.editor, title="Tajny szkic")
    # There is a page with the same address where it would go: Wagtail speaks of that first.
    make_news(site_tree.news_tczew, people.tczew_editor, title="Nasz tekst", slug=draft.slug)
    stranger = client_of(people.tczew_editor)
    for destination in (site_tree.news_tczew, site_tree.news_slupsk):
        path = f"/admin/pages/{draft.pk}/move/{destination.pk}/confirm/"
        for answer in (stranger.get(path), stranger.post(path)):
            assert answer.status_code == 302
            assert answer["Location"] == "/admin/"
        assert "Tajny szkic" not in stranger.get(path, follow=True).content.decode()
    other = make_news(site_tree.news_slupsk, people.editor, title="Inny szkic")
    assert client_of(people.cio).get(f"/admin/pages/{other.pk}/move/{site_tree.news_tczew.pk}/confirm/").status_code == 200
