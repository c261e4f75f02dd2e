"""An event's own page: what, when, where and for whom at one glance, in every state."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import Locale, PageViewRestriction
from wagtail_localize.fields import get_translatable_fields
from wagtail_localize.models import (
    OverridableSegment,
    SegmentOverride,
    StringSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)

from accounts.models import Organisation
from core.models import OutboxEntry, PageTopic, Territory, Topic
from core.search_documents import INDEX
from events_calendar import series
from events_calendar.models import EventPage
from events_calendar.services import dates
from home.models import CopPage
from ngo_pages.models import NgoPage
from tests.events_calendar.factories import EventPageFactory, VenueFactory, at
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db


def text(response: Any) -> str:
    assert response.status_code == 200
    return response.content.decode().replace("\u00a0", " ")


def test_one_glance_says_everything_and_one_button_takes_it_along(client: Client, site_tree: SiteTree) -> None:
    event = EventPageFactory(
        parent=site_tree.calendar_slupsk,
        title="Szkolenie z księgowości",
        kind="training",
        address="ul. Wspólna 4, Słupsk",
        organiser=site_tree.slupsk,
        audience="Organizacje bez etatów",
        free=False,
        price="20 zł",
        accessibility=["step_free", "loop"],
        accessibility_note="Wejście od podwórza.",
        contact_email="slupsk@cop.example.org",
        contact_phone="59 000 00 00",
        online_url="https://spotkanie.example.org/x",
    )
    html = text(client.get(event.url))
    for part in (
        "czwartek, 26 listopada 2026, 18:00–20:00",
        "COP Słupsk, sala A<br>ul. Wspólna 4, Słupsk",
        "Dołącz przez internet",
        "COP Słupsk",
        "Organizacje bez etatów",
        "20 zł",
        "Wejście bez stopni, pętla indukcyjna<br>Wejście od podwórza.",
        'href="mailto:slupsk@cop.example.org"',
        'href="tel:590000000"',
        "szkolenie",
        "wejście bez stopni",
    ):
        assert part in html, part
    assert re.findall(r'<a class="btn[^"]*" href="([^"]+)"', html) == [f"{event.url}wydarzenie.ics"]
    assert "wstęp wolny" not in html


def test_what_nobody_said_is_left_out_but_accessibility_is_asked_for(client: Client, site_tree: SiteTree) -> None:
    event = EventPageFactory(parent=site_tree.calendar_slupsk, place_name="")
    html = text(client.get(event.url))
    assert "Gdzie</dt>" not in html
    assert "Kto organizuje</dt>" not in html
    assert "Wolny, bez opłat" in html
    assert "Brak informacji. Zapytaj organizatora, zanim przyjdziesz." in html


OSM = "https://www.openstreetmap.org/"


@pytest.mark.parametrize(
    ("fields", "url"),
    [
        ({"address": "ul. Wspólna 4, 76-200 Słupsk"}, f"{OSM}search?query=ul.+Wsp%C3%B3lna+4%2C+76-200+S%C5%82upsk"),
        ({"address": "Leśna 1"}, f"{OSM}search?query=Le%C5%9Bna+1%2C+S%C5%82upsk"),
        ({"address": ""}, ""),
    ],
)
def test_an_address_is_shown_on_a_map_that_one_may_open(client: Client, site_tree: SiteTree, fields: dict[str, str], url: str) -> None:
    event = EventPageFactory(parent=site_tree.calendar_slupsk, territory=Territory.objects.get(code="2263011"), **fields)
    html = text(client.get(event.url))
    link = f'<a href="{url}" rel="noopener">Pokaż na mapie (OpenStreetMap)</a>'
    assert (link in html, OSM in html) == (bool(url), bool(url))


def test_a_place_of_the_portal_is_shown_on_a_map_by_its_point_or_its_address(client: Client, site_tree: SiteTree) -> None:
    building = VenueFactory(bookable=False, latitude="54.464148", longitude="17.028482")
    hall = VenueFactory(parent=building, address="", territory=None)
    part = VenueFactory(parent=hall, is_part=True, address="", territory=None)
    room = VenueFactory(address="ul. Dobra 1, Słupsk")
    for venue, found in ((part, "?mlat=54.464148&amp;mlon=17.028482#map="), (room, "search?query=ul.+Dobra+1%2C+S%C5%82upsk")):
        event = EventPageFactory(parent=site_tree.calendar_slupsk, venue=venue)
        for url in (event.url, f"/pl/kalendarz/miejsca/{venue.slug}/"):
            assert f'href="{OSM}{found}' in text(client.get(url)), url


def test_what_a_place_says_of_itself_stands_with_its_events(client: Client, site_tree: SiteTree) -> None:
    building = VenueFactory(
        name="Dom", slug="dom", bookable=False, accessibility_note="Przy głównym wejściu są trzy stopnie.", nearest_stop="Zgodna"
    )
    room = VenueFactory(
        name="Sala",
        slug="sala",
        parent=building,
        accessibility=["step_free", "toilet", "pjm"],
        toilet_note="otwarta od kwietnia do października",
        accessibility_note="Tłumaczenie na PJM zamów pięć dni wcześniej.",
    )
    event = EventPageFactory(
        parent=site_tree.calendar_slupsk,
        venue=room,
        accessibility=["step_free", "toilet"],
        accessibility_note="Przy głównym wejściu są trzy stopnie.",
    )
    html = text(client.get(event.url))
    lines = (
        "Wejście bez stopni, toaleta dla osób z niepełnosprawnościami",
        "Przy głównym wejściu są trzy stopnie.",
        "Na prośbę: tłumaczenie na polski język migowy (PJM)",
        "Toaleta: otwarta od kwietnia do października",
        "Tłumaczenie na PJM zamów pięć dni wcześniej.",
        '<a href="/pl/kalendarz/miejsca/sala/#dostepnosc">Więcej o dostępności tego miejsca</a>',
    )
    assert "<br>".join(lines) in html, "each once, the organiser's own words first"
    assert not any("PJM" in one for one in re.findall(r'<script type="application/ld\+json"[^>]*>.*?</script>', html, re.DOTALL))


@pytest.mark.parametrize(
    ("begins", "lasts", "said", "not_said"),
    [
        (timedelta(hours=-1), timedelta(hours=2), "trwa teraz", "To wydarzenie już się odbyło"),
        (timedelta(days=-3), timedelta(hours=2), "To wydarzenie już się odbyło", "Dodaj do swojego kalendarza"),
        (timedelta(days=40), timedelta(hours=2), "Dodaj do swojego kalendarza", "trwa teraz"),
    ],
)
def test_the_state_is_said_in_words(
    client: Client, site_tree: SiteTree, begins: timedelta, lasts: timedelta, said: str, not_said: str
) -> None:
    start = timezone.now() + begins
    html = text(client.get(EventPageFactory(parent=site_tree.calendar_slupsk, start=start, end=start + lasts).url))
    assert said in html
    assert not_said not in html


def test_lists_mark_what_is_on_what_is_over_and_how_long_it_lasts() -> None:
    now = timezone.now()

    def marks(begins: timedelta, lasts: timedelta) -> list[str]:
        start, end = now + begins, now + begins + lasts
        event = EventPage(start=start, end=end, locale=Locale.get_default())
        return [mark["label"] for mark in series.of(event, as_written=True).next.marks]

    assert "trwa teraz" in marks(timedelta(hours=-1), timedelta(hours=2))
    assert "już się odbyło" in marks(timedelta(days=-2), timedelta(hours=1))
    assert marks(timedelta(days=2), timedelta(minutes=1)) == []
    assert marks(timedelta(days=2), timedelta(days=3))[0].startswith("do ")


def test_related_are_coming_events_of_the_same_cop(client: Client, site_tree: SiteTree) -> None:
    event = EventPageFactory(parent=site_tree.calendar_slupsk)
    beside = EventPageFactory(parent=site_tree.calendar_slupsk, title="Też w Słupsku")
    EventPageFactory(parent=site_tree.calendar_tczew, title="W Tczewie")
    response = client.get(event.url)
    assert [other.pk for other in response.context["related"]] == [beside.pk]
    assert "Kalendarz COP Słupsk" in text(response)


def test_the_organiser_is_linked_to_its_profile(client: Client, site_tree: SiteTree) -> None:
    club = Organisation.objects.create(kind="ngo", name="Klub Sąsiedzki", slug="klub")
    profile = site_tree.ngos.add_child(instance=NgoPage(title="Klub Sąsiedzki", slug="klub", organisation=club))
    event = EventPageFactory(parent=site_tree.calendar_slupsk, organiser=club, title="Piknik u sąsiadów")
    assert f'<a href="{profile.url}">Klub Sąsiedzki</a>' in text(client.get(event.url))


def test_an_organiser_whose_page_is_restricted_is_named_without_a_link(client: Client, site_tree: SiteTree) -> None:
    centre = site_tree.cops.add_child(instance=CopPage(title="COP Słupsk", slug="slupsk", organisation=site_tree.slupsk))
    event = EventPageFactory(parent=site_tree.calendar_slupsk, organiser=site_tree.slupsk)
    link = f'<a href="{centre.url}">COP Słupsk</a>'
    assert link in text(client.get(event.url))
    PageViewRestriction.objects.create(page=centre, restriction_type="login")
    cache.clear()
    assert link not in text(client.get(event.url))


def test_an_organisations_profile_lists_its_coming_events(site_tree: SiteTree, rf: Any) -> None:
    from core.registry import related_lists_for

    club = Organisation.objects.create(kind="ngo", name="Klub Sąsiedzki", slug="klub")
    profile = site_tree.ngos.add_child(instance=NgoPage(title="Klub Sąsiedzki", slug="klub", organisation=club))
    mine = EventPageFactory(parent=site_tree.calendar_slupsk, organiser=club)
    EventPageFactory(parent=site_tree.calendar_slupsk, organiser=site_tree.slupsk)
    (related,) = [item for item in related_lists_for("ngo") if item.name == "coming_events"]
    assert [event.pk for event in related.items(profile, rf.get("/"))] == [mine.pk]


def test_topics_lead_to_the_calendar_of_the_topic(client: Client, site_tree: SiteTree) -> None:
    event = EventPageFactory(parent=site_tree.calendar_slupsk)
    PageTopic.objects.create(tag=Topic.objects.create(name="Morze", name_en="Sea", slug="morze"), content_object=event)
    assert 'href="/pl/kalendarz/?temat=morze"' in text(client.get(event.url))


def test_machines_read_the_event_with_its_hours_in_poland(client: Client, site_tree: SiteTree) -> None:
    event = EventPageFactory(parent=site_tree.calendar_slupsk, title='Zlot "</script><b>"', organiser=site_tree.slupsk)
    html = client.get(event.url).content.decode()
    found = [json.loads(script) for script in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)]
    (data,) = [item for item in found if item["@type"] == "Event"]
    assert data["name"] == 'Zlot "</script><b>"'
    assert data["startDate"] == "2026-11-26T18:00:00+01:00"
    assert data["location"]["name"] == "COP Słupsk, sala A"
    assert "</script><b>" not in html


def test_a_preview_of_an_unsaved_event_stands(site_tree: SiteTree, rf: Any) -> None:
    event = EventPageFactory.build(parent=None)
    event.locale = site_tree.calendar.locale
    event.path, event.depth = "", site_tree.calendar_slupsk.depth + 1
    response = event.make_preview_request(extra_request_attrs={})
    assert event.title in text(response)


def in_english(polish: EventPage) -> EventPage:
    """The event's English page, made and published as an editor makes it."""
    source, _created = TranslationSource.get_or_create_from_instance(polish)
    translation = Translation.objects.create(source=source, target_locale=Locale.objects.get(language_code="en"))
    for segment in StringSegment.objects.filter(source=source, context__path="title").select_related("string", "context"):
        StringTranslation.objects.create(
            translation_of=segment.string, locale=translation.target_locale, context=segment.context, data="Meeting"
        )
    return publish_in_english(polish)


def publish_in_english(polish: EventPage) -> EventPage:
    """wagtail-localize writes the English text and publishes it on commit, which a test never reaches."""
    Translation.objects.get(source__object_id=polish.translation_key).save_target(publish=False)
    english = EventPage.objects.get(translation_key=polish.translation_key, locale__language_code="en")
    english.get_latest_revision().publish()
    return EventPage.objects.get(pk=english.pk)


@pytest.fixture
def translated(site_tree: SiteTree) -> Iterator[tuple[EventPage, EventPage]]:
    """An event and its English page."""
    polish = EventPageFactory(
        parent=site_tree.calendar_slupsk, accessibility=["loop"], address="ul. Wspólna 4", contact_email="slupsk@cop.example.org"
    )
    polish.save_revision().publish()
    english = Locale.objects.get(language_code="en")
    for above in (site_tree.calendar, site_tree.calendar_slupsk):
        if not above.has_translation(english):
            above.copy_for_translation(english, copy_parents=True).save_revision().publish()
    with override("pl"):  # a request for an English page leaves its language behind
        yield polish, in_english(polish)


def said(client: Client, page: EventPage) -> str:
    """What the live page and its calendar file say."""
    return text(client.get(page.url)) + client.get(f"{page.url}wydarzenie.ics").content.decode()


def test_an_english_event_takes_its_times_place_and_access_from_the_polish_one(
    client: Client, translated: tuple[EventPage, EventPage], django_capture_on_commit_callbacks: Any
) -> None:
    polish, english = translated
    before = said(client, english)
    assert "Meeting" in before
    assert "26 November 2026" in before
    assert "ul. Wspólna 4" in before
    OutboxEntry.objects.all().delete()
    polish.start, polish.end = at("2026-12-03 09:00"), at("2026-12-04 10:00")
    polish.address, polish.accessibility = "ul. Nowa 7", ["step_free"]
    polish.territory = Territory.objects.get(code="2263011")
    revision = polish.save_revision()
    assert said(client, english) == before, "a draft changes nothing that readers see"
    with django_capture_on_commit_callbacks(execute=True):
        revision.publish()

    english = EventPage.objects.get(pk=english.pk)
    assert english.title == "Meeting"
    assert (english.start, english.end, english.address, english.accessibility) == (
        polish.start,
        polish.end,
        "ul. Nowa 7",
        ["step_free"],
    )
    assert english.territory_id == polish.territory_id
    assert (english.first_day, english.last_day) == (date(2026, 12, 3), date(2026, 12, 4))
    after = said(client, english)
    assert english.url == polish.url.replace("/pl/", "/en/")
    for part in (
        "3 December 2026",
        "ul. Nowa 7",
        '2026-12-03T09:00:00+01:00"',
        "DTSTART;TZID=Europe/Warsaw:20261203T090000",
        f"UID:{polish.translation_key}@testserver",
    ):
        assert part in after, part
    assert "26 November" not in after
    draft = english.get_latest_revision_as_object()
    assert (draft.start, draft.first_day, draft.address) == (polish.start, date(2026, 12, 3), "ul. Nowa 7")
    assert OutboxEntry.objects.filter(kind=INDEX, payload={"key": f"page:{english.pk}"}).exists()


def test_an_english_event_published_from_an_older_text_keeps_the_new_day(translated: tuple[EventPage, EventPage]) -> None:
    polish, english = translated
    dates.reschedule(polish, at("2026-12-03 09:00"), at("2026-12-03 10:00"))
    assert EventPage.objects.get(pk=english.pk).start == polish.start
    # wagtail-localize still holds the Polish text of the day on which it was submitted for translation.
    english = publish_in_english(polish)
    assert (english.start, english.first_day) == (polish.start, date(2026, 12, 3))
    assert english.get_latest_revision_as_object().start == polish.start


def test_a_column_that_a_translation_may_fill_otherwise_follows_until_it_does(translated: tuple[EventPage, EventPage]) -> None:
    polish, english = translated
    polish.contact_phone, polish.contact_email = "59 111 11 11", "nowy@cop.example.org"
    segment = OverridableSegment.objects.get(source__object_id=polish.translation_key, context__path="contact_email")
    SegmentOverride.objects.create(locale=english.locale, context=segment.context, data_json='"english@cop.example.org"')
    publish_in_english(polish)
    polish.save_revision().publish()
    english = EventPage.objects.get(pk=english.pk)
    assert english.contact_phone == "59 111 11 11"
    assert english.contact_email == "english@cop.example.org"


def test_which_columns_of_an_event_are_words() -> None:
    names = {field.field_name: field for field in get_translatable_fields(EventPage)}
    event = EventPage(title="Spotkanie", summary="-", place_name="-", audience="-", price="-", accessibility_note="-")
    for name in ("title", "summary", "place_name", "audience", "price", "accessibility_note", "body"):
        assert names[name].is_translated(event), name
    for name in (
        "start",
        "end",
        "all_day",
        "address",
        "online_url",
        "kind",
        "organiser",
        "accessibility",
        "owner_cop",
        "territory",
        "free",
    ):
        assert not names[name].is_overridable(event), name


def test_the_way_to_the_place_and_a_date_that_falls_out(client: Client, site_tree: SiteTree) -> None:
    building = VenueFactory(name="Dom", slug="dom", nearest_stop="Rynek")
    room = VenueFactory(name="Sala prób", slug="sala-prob", parent=building)
    EventPageFactory(parent=site_tree.calendar_slupsk, venue=room, start=at("2026-12-03 18:00"))
    choir = EventPageFactory(parent=site_tree.calendar_slupsk, title="Chór", venue=room, rule="FREQ=WEEKLY;COUNT=3")
    html = text(client.get(choir.url))
    assert '<a href="/pl/kalendarz/miejsca/sala-prob/">Sala prób (Dom)</a>' in html
    assert "Najbliższy przystanek: Rynek" in html
    told = client.get(choir.url, headers={"Authorization": "none"}).context["dates"].ahead
    assert [(row.first_day.day, row.cancelled, row.reason) for row in told] == [(26, False, ""), (3, True, ""), (10, False, "")]
