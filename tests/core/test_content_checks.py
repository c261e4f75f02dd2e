"""What holds publication up, what only warns, and that drafts always pass."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.userbar import ContentCheckerItem
from wagtail.test.utils.form_data import rich_text, streamfield

from core import content_checks
from core.models import PortalImage, Topic
from core.wagtail_hooks import PortalContentCheckerItem, check_in_polish
from events_calendar.models import EventPage
from news.models import NewsPage
from tests.accounts.factories import BODY, People, event_form, make_news, make_people, news_form
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(site_tree: SiteTree) -> People:
    return make_people(site_tree)


def news(*body: tuple[str, Any], summary: str = "Zdanie.") -> NewsPage:
    return NewsPage(title="Tekst", summary=summary, body=list(body) or [("text", "<p>Treść.</p>")])


def codes(page: Any) -> list[tuple[str, bool]]:
    return [(problem.code, problem.blocks) for problem in content_checks.problems(page)]


def heading(level: int) -> tuple[str, dict[str, str]]:
    return ("heading", {"text": f"Poziom {level}", "level": str(level)})


def test_a_good_text_has_no_problem() -> None:
    page = news(heading(2), heading(3), heading(4), heading(2), ("text", '<p><a href="/pl/">Regulamin konkursu</a></p>'))
    assert codes(page) == []


def test_a_missing_summary_blocks() -> None:
    assert codes(news(summary="  ")) == [("summary", True)]


@pytest.mark.parametrize(("levels", "bad"), [((3,), 1), ((2, 4), 1), ((2, 3, 4, 2, 4), 1), ((2, 3, 2, 3), 0), ((4, 3), 1)])
def test_skipped_heading_levels_block(levels: tuple[int, ...], bad: int) -> None:
    assert codes(news(*[heading(level) for level in levels])) == [("heading", True)] * bad


@pytest.mark.parametrize("words", ["tutaj", "Tutaj.", "<b>kliknij tutaj</b>", "Czytaj więcej »", "here"])
def test_vague_links_warn(words: str) -> None:
    page = news(("text", f'<p>Zapisz się <a href="https://example.org">{words}</a>.</p>'))
    assert codes(page) == [("link", False)]


def test_links_are_found_deep_inside() -> None:
    page = news(("accordion", {"items": [{"title": "Jak?", "text": '<p><a href="/pl/">tutaj</a></p>'}]}))
    assert codes(page) == [("link", False)]


def test_a_figure_without_description_blocks(site_tree: SiteTree) -> None:
    from io import BytesIO

    from django.core.files.images import ImageFile

    from tests.accounts.test_roles import _png

    image = PortalImage.objects.create(title="Obraz", file=ImageFile(BytesIO(_png()), "obraz.png"))
    figure = {"image": image, "alt": "", "decorative": False, "caption": ""}
    assert codes(news(("figure", figure))) == [("block", True)]
    assert codes(news(("figure", {**figure, "decorative": True}))) == []
    assert codes(news(("figure", {**figure, "alt": "Sala"}))) == []
    assert codes(news(("gallery", {"title": "G", "images": [figure, {**figure, "alt": "Sala"}]}))) == [("block", True)]


UNFINISHED: dict[str, tuple[str, dict[str, Any], str]] = {
    "figure": ("figure", {"image": "", "alt": "", "decorative": "", "caption": ""}, "Opisz obraz albo zaznacz, że tylko zdobi."),
    "gallery": (
        "gallery",
        {"title": "", "images": streamfield([("x", {"image": "", "alt": "", "decorative": "", "caption": ""})])},
        "Opisz obraz albo zaznacz, że tylko zdobi.",
    ),
    "table": ("table", {"caption": "", "table": '{"data": [["a"]], "table_header_choice": ""}'}, "Tabela musi mieć nagłówki"),
    "button": ("call_to_action", {"text": "", "label": "", "page": "", "url": ""}, "Wybierz stronę albo wpisz adres"),
    "bad address": ("call_to_action", {"text": "", "label": "", "page": "", "url": "javascript:x"}, "Adres zaczyna się od"),
    "contact": ("contact_card", {"name": "", "address": "", "phone": "", "email": "biuro@", "hours": ""}, "poprawny adres"),
    "documents": ("documents", {"title": "", "documents": streamfield([("x", "")])}, "To pole jest wymagane."),
    "accordion": ("accordion", {"items": streamfield([])}, "Pozycje"),
    "quote": ("quote", {"text": "", "source": ""}, "To pole jest wymagane."),
    "heading": ("heading", {"text": "", "level": "2"}, "To pole jest wymagane."),
}


@pytest.mark.grid
@pytest.mark.parametrize("kind", UNFINISHED)
def test_an_unfinished_block_is_saved_in_a_draft_and_no_more(client: Client, site_tree: SiteTree, people: People, kind: str) -> None:
    name, value, words = UNFINISHED[kind]
    client.force_login(people.editor)
    add = reverse("wagtailadmin_pages:add", args=["news", "newspage", site_tree.news_slupsk.pk])
    form = news_form("Nowy tekst", [("text", rich_text("<p>Ważne słowa.</p>")), (name, value)], slug="nowy")
    # Not to review, and the message stands beside the block.
    refused = client.post(add, {**form, "action-submit": "1"})
    assert refused.status_code == 200
    assert not NewsPage.objects.exists()
    (error,) = refused.context["form"].errors["body"].as_data()
    assert list(error.block_errors) == [1]
    # A new page with everything typed.
    assert client.post(add, form).status_code == 302
    page = NewsPage.objects.get(slug="nowy")
    stored = page.get_latest_revision_as_object()
    assert [child.block_type for child in stored.body] == ["text", name]
    assert "Ważne słowa." in stored.body[0].value.source
    # Autosave, the preview and the editor take it too.
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert client.post(url, form, headers={"accept": "application/json"}).json()["success"]
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    assert client.post(preview, form).json()["is_valid"]
    shown = client.get(preview)
    assert shown.status_code == 200
    assert "javascript:x" not in shown.content.decode()
    assert words in client.get(url).content.decode()
    # What got into review all the same is held up on the ways that have no form.
    problems = content_checks.blocking(stored)
    assert any(words in problem for problem in problems), problems
    page.get_workflow().start(page, people.editor)
    client.force_login(people.moderator)
    action = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", page.current_workflow_task_state.pk])
    assert "nie można jeszcze opublikować" in client.post(action, {"comment": ""}, follow=True).content.decode()
    assert not NewsPage.objects.get(pk=page.pk).live


def test_a_picture_of_lists_is_described_or_decorative() -> None:
    def listed(**fields: Any) -> list[tuple[str, bool]]:
        page = news()
        page.listing_image = PortalImage(title="Obraz", **fields)
        return codes(page)

    assert listed(description=" ") == [("listing-alt", False)]
    assert listed(description="Sala") == []
    assert listed(decorative=True) == []


def test_an_event_says_where_it_is_or_whose() -> None:
    now = timezone.now()
    event = EventPage(title="Spotkanie", summary="Zdanie.", body=BODY, start=now + timedelta(days=1), end=now + timedelta(days=1, hours=1))
    assert codes(event) == [("event-where", False)]
    for field, value in (
        ("place_name", "Świetlica"),
        ("online_url", "https://example.org/"),
        ("accessibility", ["online"]),
        ("organiser_id", 1),
    ):
        before = getattr(event, field)
        setattr(event, field, value)
        assert codes(event) == []
        setattr(event, field, before)


def test_a_price_and_free_entry_are_not_one_event(client: Client, site_tree: SiteTree, people: People) -> None:
    client.force_login(people.editor)
    url = reverse("wagtailadmin_pages:add", args=["events_calendar", "eventpage", site_tree.calendar_slupsk.pk])
    response = client.post(url, event_form("Koncert", slug="koncert", price="50 zł"))
    assert "wstęp wolny i cenę naraz" in str(response.context["form"].errors["price"])
    form = event_form("Koncert", slug="koncert", price="50 zł")
    del form["free"]
    assert client.post(url, form).status_code == 302


def test_a_draft_without_a_slug_makes_its_own(client: Client, site_tree: SiteTree, people: People) -> None:
    client.force_login(people.editor)
    add = reverse("wagtailadmin_pages:add", args=["news", "newspage", site_tree.news_slupsk.pk])
    for slug in ("zolte-lodki", "zolte-lodki-2"):
        assert client.post(add, news_form("Żółte łódki", slug="")).status_code == 302
        assert NewsPage.objects.filter(slug=slug).exists()


def test_topics_are_ticked_on_the_whole_list(client: Client, site_tree: SiteTree, people: People) -> None:
    rights = Topic.objects.create(name="Prawa seniorów", name_en="Rights", slug="prawa-seniorow")
    Topic.objects.create(name="Sport", name_en="Sport", slug="sport")
    page = make_news(site_tree.news_slupsk, people.editor)
    client.force_login(people.editor)
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    html = client.get(url).content.decode()
    assert re.findall(r"<label[^>]*>\s*<input[^>]*name=\"topics\"[^>]*>\s*([^<]+?)\s*</label>", html) == ["Prawa seniorów", "Sport"]
    assert "Nowe tematy dodaje administracja CIO." in html
    assert client.post(url, {**news_form("Zebranie", slug=page.slug), "topics": [rights.pk]}).status_code == 302
    stored = NewsPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert [topic.name for topic in stored.topics.all()] == ["Prawa seniorów"]
    assert re.search(rf'name="topics" value="{rights.pk}"[^>]*checked', client.get(url).content.decode())
    # Nothing ticked, and a topic that is not on the list.
    refused = client.post(url, {**news_form("Zebranie", slug=page.slug), "topics": [rights.pk, 999_999]})
    assert "topics" in refused.context["form"].errors
    assert client.post(url, news_form("Zebranie", slug=page.slug)).status_code == 302
    assert not NewsPage.objects.get(pk=page.pk).get_latest_revision_as_object().topics.all()


def test_events_need_an_end_and_should_lie_ahead() -> None:
    now = timezone.now()
    event = EventPage(title="Spotkanie", summary="Zdanie.", body=BODY, start=now + timedelta(days=1), end=now + timedelta(days=1, hours=1))
    event.place_name = "Świetlica"
    assert codes(event) == []
    event.end = None
    assert codes(event) == [("event-end", True)]
    event.start, event.end = now - timedelta(days=2), now - timedelta(days=1)
    assert codes(event) == [("event-past", False)]


def test_submitting_is_held_up_and_a_draft_is_not(client: Client, site_tree: SiteTree, people: People) -> None:
    page = make_news(site_tree.news_slupsk, people.editor)
    client.force_login(people.editor)
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    body = [("heading", {"text": "Od razu trzeci", "level": "3"})]
    form = news_form("Bez streszczenia", body, slug=page.slug, summary="")
    response = client.post(url, {**form, "action-submit": "1"})
    html = response.content.decode()
    assert response.status_code == 200
    assert "Brakuje streszczenia." in html
    assert "przeskakuje poziom" in html
    assert 'value="Bez streszczenia"' in html
    assert not page.workflow_in_progress
    assert client.post(url, form).status_code == 302
    assert NewsPage.objects.get(pk=page.pk).get_latest_revision().content["title"] == "Bez streszczenia"
    shown = client.get(url).content.decode()
    assert "Przed publikacją sprawdź" in shown
    assert "Trzeba poprawić:" in shown


def test_an_empty_text_is_a_draft_and_no_more(client: Client, site_tree: SiteTree, people: People) -> None:
    client.force_login(people.editor)
    add = reverse("wagtailadmin_pages:add", args=["news", "newspage", site_tree.news_slupsk.pk])
    empty = news_form("Pusty tekst", [], slug="pusty", summary="")
    response = client.post(add, {**empty, "action-submit": "1"})
    assert response.status_code == 200
    assert 'value="Pusty tekst"' in response.content.decode()
    errors = response.context["form"].errors
    # All that is missing is said at once.
    assert set(errors) == {"body", "summary"}
    assert not NewsPage.objects.filter(slug="pusty").exists()
    assert client.post(add, empty).status_code == 302
    page = NewsPage.objects.get(slug="pusty")
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert "Pole „treść” jest puste." in client.get(url).content.decode()
    assert "body" in client.post(url, {**empty, "action-submit": "1"}).context["form"].errors
    assert not page.workflow_in_progress
    # What got into review all the same is not approved from the admin's home, and can be sent back.
    page.get_workflow().start(page, people.editor)
    state = page.current_workflow_task_state
    client.force_login(people.moderator)
    action = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])
    assert "Pole „treść” jest puste." in client.post(action, {"comment": ""}, follow=True).content.decode()
    form = {**empty, "action-workflow-action": "1", "workflow-action-name": "reject"}
    client.post(url, {**form, "workflow-action-extra-data": '{"comment": "Dopisz."}'})
    assert page.current_workflow_state.status == "needs_changes"


def test_a_profile_says_what_the_organisation_does() -> None:
    from accounts.models import Organisation
    from ngo_pages.models import NgoPage

    page = NgoPage(title="Fundacja", summary="Zdanie.", organisation=Organisation(name="Fundacja"))
    assert codes(page) == [("ngo-mission", True)]
    page.mission = "Pomagamy."
    assert codes(page) == []


def test_direct_and_bulk_publishing_are_held_up_too(client: Client, site_tree: SiteTree, people: People) -> None:
    page = make_news(site_tree.news_slupsk, people.editor, summary="")
    client.force_login(people.cio)
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert client.post(url, {**news_form("X", slug=page.slug, summary=""), "action-publish": "1"}).status_code == 200
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={page.pk}"
    response = client.post(bulk, {"include_descendants": ""}, follow=True)
    assert "Najpierw popraw: „Zebranie”" in response.content.decode()
    assert not NewsPage.objects.get(pk=page.pk).live


def test_approving_is_held_up_and_asking_for_changes_is_not(client: Client, site_tree: SiteTree, people: People) -> None:
    page = make_news(site_tree.news_slupsk, people.editor, summary="")
    page.get_workflow().start(page, people.editor)
    state = page.current_workflow_task_state
    client.force_login(people.moderator)
    action = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])
    response = client.post(action, {"comment": ""}, follow=True)
    assert "Brakuje streszczenia." in response.content.decode()
    assert not NewsPage.objects.get(pk=page.pk).live
    form = {**news_form("Zebranie", slug=page.slug, summary=""), "action-workflow-action": "1", "workflow-action-name": "reject"}
    client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), {**form, "workflow-action-extra-data": '{"comment": "Dopisz."}'})
    assert page.current_workflow_state.status == "needs_changes"


def test_past_events_are_pointed_out_but_pass(client: Client, site_tree: SiteTree, people: People) -> None:
    client.force_login(people.editor)
    url = reverse("wagtailadmin_pages:add", args=["events_calendar", "eventpage", site_tree.calendar_slupsk.pk])
    form = event_form("Dawne", slug="dawne", start="2024-05-01 10:00", end="2024-05-01 12:00")
    client.post(url, {**form, "action-submit": "1"})
    event = EventPage.objects.get(slug="dawne")
    assert event.workflow_in_progress
    assert "To wydarzenie już się skończyło." in client.get(reverse("wagtailadmin_pages:edit", args=[event.pk])).content.decode()


def test_the_preview_checker_speaks_polish(rf: RequestFactory) -> None:
    items: list[Any] = [ContentCheckerItem(in_editor=True)]
    check_in_polish(rf.get("/"), items, None)
    (item,) = items
    assert isinstance(item, PortalContentCheckerItem)
    assert item.in_editor
    configuration = item.get_axe_configuration(rf.get("/"))
    assert "target-size" in configuration["options"]["runOnly"]
    assert set(configuration["options"]["runOnly"]) == set(configuration["messages"])


def test_the_editor_offers_phone_tablet_and_desktop(client: Client, site_tree: SiteTree, people: People) -> None:
    page = make_news(site_tree.news_slupsk, people.editor)
    client.force_login(people.editor)
    html = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert html.count('name="preview-size"') >= 3
    assert "img/logo-admin.svg" in html
    assert "css/admin.css" in html
    assert "- Portal Współpracy</title>" in html
