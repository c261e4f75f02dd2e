"""Home, sections, content pages and centres: what they show in both languages, and what a view of them costs."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

from accounts.models import CopCommune
from core.models import Territory
from core.pagecache import VERSION_KEY
from events_calendar.days import WARSAW, today
from home.models import CopPage, CopStaffRole, HomeDoorLink, HomePage, OpeningHours
from tests.events_calendar.factories import EventPageFactory, many_events
from tests.factories import SiteTree
from tests.home.factories import ContentPageFactory, CopPageFactory, SectionPageFactory, make_contact_page, make_image
from tests.measure import queries, weight
from tests.news.factories import NewsPageFactory, many_news
from tests.ngo_pages.factories import NgoPageFactory

pytestmark = pytest.mark.django_db


def html(client: Client, url: str) -> str:
    """The page's text, with ordinary spaces where typography binds words."""
    answer = client.get(url)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode().replace("\u00a0", " ")


def cold_queries(client: Client, url: str) -> int:
    """Queries of the first view after something public changed: no page is stored, menu and crumbs are built anew."""
    assert client.get(url).status_code == 200
    cache.set(VERSION_KEY, uuid4().hex, None)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def soon(number: int = 0) -> datetime:
    return timezone.now() + timedelta(days=1, hours=number)


@pytest.fixture
def home(site_tree: SiteTree) -> HomePage:
    page = HomePage.objects.get(pk=site_tree.home.pk)
    page.lead = "Co słychać w okolicy."
    page.popular_searches = "wolontariat, dotacje"
    page.band_title, page.band_label, page.band_page = "Co zmienić?", "Napisz do nas", site_tree.groups
    page.door_links = [
        HomeDoorLink(audience="office", text="Poznaj Model", path="/pl/model/", sort_order=1),
        HomeDoorLink(audience="resident", text="Zobacz wydarzenia", path="/pl/kalendarz/", sort_order=2),
    ]
    page.save()
    return page


# --- Home


def test_home_shows_search_doors_band_and_hints(client: Client, home: HomePage) -> None:
    page = html(client, "/pl/")
    assert page.count("<h1>") == 1
    assert "Co słychać w okolicy." in page
    assert 'href="/pl/szukaj/?q=wolontariat"' in page
    assert page.index("Mieszkam tu") < page.index("Pracuję w urzędzie")
    assert "Działam w organizacji" not in page  # a door without links is left out
    assert "Co zmienić?" in page
    assert 'href="/pl/grupy/"' in page
    assert "csrfmiddlewaretoken" not in page


def test_home_shows_next_events_and_marks_their_days(client: Client, site_tree: SiteTree) -> None:
    day = datetime.combine(today(), datetime.min.time(), WARSAW) + timedelta(hours=12)
    EventPageFactory(parent=site_tree.calendar_slupsk, title="Dziś w południe", start=day)
    EventPageFactory(parent=site_tree.calendar_slupsk, title="Dawno minęło", start=day - timedelta(days=400))
    page = html(client, "/pl/")
    assert "Dziś w południe" in page
    assert "Dawno minęło" not in page
    assert f"widok=dzien&amp;data={today().isoformat()}" in page
    assert "kalendarz/?widok=weekend&amp;data=" in page
    assert "1 wydarzenie" in page


def test_home_without_anything_still_says_what_to_do(client: Client, site_tree: SiteTree) -> None:
    page = html(client, "/pl/")
    assert "Na razie nie ma nowych wydarzeń" in page
    assert "Aktualności</h2>" not in page


def test_home_leaves_out_what_is_not_live(client: Client, site_tree: SiteTree) -> None:
    NewsPageFactory(parent=site_tree.news_slupsk, title="Jawna wiadomość")
    NewsPageFactory(parent=site_tree.news_slupsk, title="Ukryty szkic", live=False)
    page = html(client, "/pl/")
    assert "Jawna wiadomość" in page
    assert "Ukryty szkic" not in page


def test_a_band_whose_page_went_off_line_has_no_button(client: Client, home: HomePage, site_tree: SiteTree) -> None:
    site_tree.groups.unpublish()
    page = html(client, "/pl/")
    assert "Co zmienić?" in page
    assert 'class="btn amber"' not in page


@pytest.mark.parametrize("path", ["https://example.org/", "//example.org/", "kalendarz"])
def test_a_door_leads_into_the_portal(path: str) -> None:
    with pytest.raises(ValidationError) as caught:
        HomeDoorLink(audience="ngo", text="Tam", path=path).clean()
    assert "path" in caught.value.message_dict


def test_home_costs_the_same_with_ten_and_a_thousand(client: Client, home: HomePage, site_tree: SiteTree) -> None:
    image = make_image()
    CopPageFactory(parent=site_tree.cops, organisation=site_tree.slupsk)
    many_news(site_tree.news_slupsk, 10, listing_image=image, owner_cop=site_tree.slupsk)
    many_events(site_tree.calendar_slupsk, 10, soon, owner_cop=site_tree.slupsk)
    few = cold_queries(client, "/pl/")
    many_news(site_tree.news_slupsk, 990, listing_image=image, owner_cop=site_tree.slupsk)
    many_events(site_tree.calendar_slupsk, 990, soon, owner_cop=site_tree.slupsk)
    many = cold_queries(client, "/pl/")
    assert few == many
    assert many <= 18


# --- Sections and content


def test_section_lists_its_live_children_in_the_editors_order(client: Client, site_tree: SiteTree) -> None:
    section = SectionPageFactory(parent=site_tree.home, slug="wspolpraca")
    ContentPageFactory(parent=section, title="Żeby zacząć", slug="zeby")
    ContentPageFactory(parent=section, title="Abecadło", slug="abc")
    ContentPageFactory(parent=section, title="Szkic", slug="szkic", live=False)
    page = html(client, "/pl/wspolpraca/")
    assert page.index("Żeby zacząć") < page.index("Abecadło")
    assert ">Szkic<" not in page


def test_empty_section_says_so(client: Client, site_tree: SiteTree) -> None:
    SectionPageFactory(parent=site_tree.home, slug="pusty")
    assert "Ten dział dopiero powstaje" in html(client, "/pl/pusty/")


def test_content_page_says_when_it_changed_and_what_stands_beside(client: Client, site_tree: SiteTree) -> None:
    section = SectionPageFactory(parent=site_tree.home, slug="poradniki", title="Poradniki")
    when = datetime(2026, 5, 3, 12, tzinfo=WARSAW)
    ContentPageFactory(parent=section, slug="pierwszy", last_published_at=when)
    ContentPageFactory(parent=section, slug="drugi", title="Drugi poradnik")
    page = html(client, "/pl/poradniki/pierwszy/")
    assert "Ostatnia zmiana: 3 maja 2026" in page
    assert "W dziale: Poradniki" in page
    assert 'href="/pl/poradniki/drugi/"' in page


def test_sections_and_content_cost_the_same_with_more_children(client: Client, site_tree: SiteTree) -> None:
    section = SectionPageFactory(parent=site_tree.home, slug="dzial")
    image = make_image()
    for number in range(3):
        ContentPageFactory(parent=section, slug=f"s-{number}", listing_image=image)
    few, item_few = cold_queries(client, "/pl/dzial/"), cold_queries(client, "/pl/dzial/s-0/")
    for number in range(3, 30):
        ContentPageFactory(parent=section, slug=f"s-{number}", listing_image=make_image() if number < 6 else image)
    assert cold_queries(client, "/pl/dzial/") == few <= 18
    assert cold_queries(client, "/pl/dzial/s-0/") == item_few
    assert len(queries(client, "/pl/dzial/s-0/")) <= 14


# --- Centres


@pytest.fixture
def centre(site_tree: SiteTree) -> CopPage:
    page = CopPageFactory(
        parent=site_tree.cops,
        title="COP Słupsk",
        slug="slupsk",
        organisation=site_tree.slupsk,
        phone="59 000 01 01",
        owner_cop=site_tree.slupsk,
    )
    page.opening_hours = [OpeningHours(days="poniedziałek", hours="9:00–17:00")]
    page.staff_roles = [CopStaffRole(role="Doradczyni lub doradca", duties="Statut i rejestracja")]
    page.accessibility_note = "Wejście bez progu."
    page.save()
    CopCommune.objects.create(territory=Territory.objects.get(code="2212062"), cop=site_tree.slupsk)
    return page


def test_centre_shows_hours_roles_communes_news_and_events(client: Client, centre: CopPage, site_tree: SiteTree) -> None:
    NewsPageFactory(parent=site_tree.news_slupsk, title="Nasza wiadomość", owner_cop=site_tree.slupsk)
    NewsPageFactory(parent=site_tree.news_tczew, title="Cudza wiadomość", owner_cop=site_tree.tczew)
    EventPageFactory(parent=site_tree.calendar_slupsk, title="Nasz dyżur", start=soon(), owner_cop=site_tree.slupsk)
    page = html(client, "/pl/cop/slupsk/")
    for words in (
        "9:00–17:00",
        "Doradczyni lub doradca",
        "Kobylnica (gmina wiejska)",
        "Nasza wiadomość",
        "Nasz dyżur",
        "59 000 01 01",
        "Wejście bez progu.",
    ):
        assert words in page, words
    assert "Cudza wiadomość" not in page
    assert 'href="/pl/aktualnosci/slupsk/"' in page
    assert "slupsk@cop.example.org" in page  # the organisation's own, where the page has none


def test_the_way_to_a_centre_comes_before_its_long_texts_and_no_heading_twice(client: Client, centre: CopPage, site_tree: SiteTree) -> None:
    NewsPageFactory(parent=site_tree.news_slupsk, title="Nasza wiadomość", owner_cop=site_tree.slupsk)

    def main(services: list[Any]) -> str:
        centre.address = "ul. Wspólna 4, 76-200 Słupsk"
        centre.services = services
        centre.save()
        cache.clear()
        return re.search(r"<main.*</main>", html(client, "/pl/cop/slupsk/"), re.DOTALL)[0]  # type: ignore[index]

    own = main([("heading", {"text": "W czym pomożemy", "level": "2"}), ("text", "<p>Rejestracja organizacji.</p>")])
    for words in ("ul. Wspólna 4", "59 000 01 01", "9:00–17:00", "Wejście bez progu."):
        assert own.index(words) < own.index("Rejestracja organizacji.") < own.index("Nasza wiadomość"), words
    headings = [re.sub(r"<[^>]+>", "", heading).strip() for heading in re.findall(r"<h[1-6][^>]*>(.*?)</h[1-6]>", own, re.DOTALL)]
    assert len(headings) == len(set(headings)), headings
    assert "W czym pomagamy" not in headings, "the editor's own heading says it"
    assert ">W czym pomagamy</h2>" in main([("text", "<p>Rejestracja organizacji.</p>")])


def test_centre_costs_the_same_with_much_news(client: Client, centre: CopPage, site_tree: SiteTree) -> None:
    image = make_image()
    many_news(site_tree.news_slupsk, 10, owner_cop=site_tree.slupsk, listing_image=image)
    many_events(site_tree.calendar_slupsk, 10, soon, owner_cop=site_tree.slupsk)
    few = cold_queries(client, "/pl/cop/slupsk/")
    many_news(site_tree.news_slupsk, 200, owner_cop=site_tree.slupsk, listing_image=image)
    many_events(site_tree.calendar_slupsk, 200, soon, owner_cop=site_tree.slupsk)
    assert cold_queries(client, "/pl/cop/slupsk/") == few <= 18
    assert len(queries(client, "/pl/cop/slupsk/")) <= 14


def test_centres_are_listed_by_town(client: Client, centre: CopPage, site_tree: SiteTree) -> None:
    CopPageFactory(parent=site_tree.cops, title="Aaa Tczew", slug="tczew", organisation=site_tree.tczew)
    few = cold_queries(client, "/pl/cop/")
    page = html(client, "/pl/cop/")
    assert page.index("COP Słupsk</a>") < page.index("Aaa Tczew</a>")
    for _number in range(8):
        CopPageFactory(parent=site_tree.cops, organisation=site_tree.tczew)
    assert cold_queries(client, "/pl/cop/") == few <= 18


# --- Languages


def translate(page: Page, texts: dict[str, str]) -> Page:
    """As an editor does it: each Polish string that is known gets its English one, then the page is published."""
    english = Locale.objects.get(language_code="en")
    source, _created = TranslationSource.get_or_create_from_instance(page.specific)
    translation = Translation.objects.create(source=source, target_locale=english)
    for segment in StringSegment.objects.filter(source=source).select_related("string", "context"):
        if segment.string.data in texts:
            StringTranslation.objects.get_or_create(
                translation_of=segment.string, locale=english, context=segment.context, defaults={"data": texts[segment.string.data]}
            )
    translation.save_target(publish=True)
    return page.get_translation(english)


def test_english_home_has_translated_doors_and_the_same_slug(
    client: Client, home: HomePage, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        english = translate(
            home,
            {
                "Portal Współpracy": "Together",
                "Poznaj Model": "Learn the Model",
                "/pl/model/": "/en/model/",
                "Co zmienić?": "What to change?",
            },
        )
    page = html(client, "/en/")
    assert "Learn the Model" in page
    assert 'href="/en/model/"' in page
    assert "What to change?" in page
    assert english.specific.door_links.first().locale.language_code == "en"
    assert HomeDoorLink.objects.filter(page=home).count() == 2


def test_english_centre_keeps_its_address_and_translates_words(
    client: Client, centre: CopPage, site_tree: SiteTree, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        translate(site_tree.home, {"Portal Współpracy": "Together"})
    with django_capture_on_commit_callbacks(execute=True):
        translate(site_tree.cops, {})
    with django_capture_on_commit_callbacks(execute=True):
        english = translate(centre, {"COP Słupsk": "Słupsk centre", "poniedziałek": "Monday", "Doradczyni lub doradca": "Adviser"})
    assert english.slug == "slupsk"
    page = html(client, "/en/cop/slupsk/")
    for words in ("Słupsk centre", "Monday", "Adviser", "59 000 01 01", "9:00–17:00"):
        assert words in page, words


# --- Weight


def test_pages_are_light(client: Client, home: HomePage, centre: CopPage, site_tree: SiteTree) -> None:
    many_news(site_tree.news_slupsk, 12, owner_cop=site_tree.slupsk, listing_image=make_image())
    many_events(site_tree.calendar_slupsk, 40, soon, owner_cop=site_tree.slupsk)
    for _number in range(30):
        NgoPageFactory(parent=site_tree.ngos)
    make_contact_page(site_tree.home)
    for url in (
        "/pl/",
        "/pl/cop/",
        "/pl/cop/slupsk/",
        "/pl/organizacje/",
        "/pl/inicjatywy/",
        "/pl/grupy/",
        "/pl/kontakt/",
        "/pl/mapa-strony/",
    ):
        assert weight(client.get(url).content) <= 100_000, url
