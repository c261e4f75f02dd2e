"""A portal with one page of every type."""

from __future__ import annotations

import io
import json
from datetime import time, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image
from wagtail.models import Locale

from accounts.models import Membership, Organisation, User
from core.models import PortalDocument, PortalImage, SiteSettings, Territory, Topic
from events_calendar.models import EventKind, EventPage, SchoolHolidays, VenueHours, VenuePicture
from events_calendar.services import dates
from home.models import CopStaffRole, HomeDoorLink, HomePage, OpeningHours
from news.models import NewsPage
from problem_groups.models import GroupDocument, GroupMember, GroupRelatedPage
from tests.browser.content.framework import make_framework
from tests.browser.content.slot_requests import make_requests
from tests.events_calendar.factories import EventPageFactory, VenueFactory, many_events
from tests.factories import SiteTree
from tests.home.factories import ContentPageFactory, CopPageFactory, SectionPageFactory, make_contact_page, make_image
from tests.news.factories import NewsPageFactory, many_news
from tests.ngo_pages.factories import InitiativePageFactory, NgoPageFactory, OrganisationFactory, many_ngos
from tests.problem_groups.factories import GroupPageFactory

PASSWORD = "tajne-haslo"
LONG_WORD = "Konstantynopolitańczykowianeczka"


def body(image: PortalImage, document: PortalDocument, *, lists: bool = False) -> str:
    """Every block there is; the lists of pages exist only in the pages of `home`."""
    figure = {"image": image.pk, "alt": "Ludzie przy stole", "decorative": False, "caption": "Spotkanie w Słupsku"}
    bare = {"image": image.pk, "alt": "", "decorative": True, "caption": ""}
    table = {
        "data": [["Miasto", "Dzień", "Godziny"], ["Słupsk", "wtorek", "10:00–14:00"], ["Ustka", "czwartek", "12:00–18:00"]],
        "first_row_is_table_header": True,
        "first_col_is_header": True,
    }
    text = '<p>Spotkania są otwarte, <b>przyjdź</b> i <a href="https://example.org/">zobacz plan</a>.</p><ul><li>raz</li><li>dwa</li></ul>'
    blocks: list[tuple[str, Any]] = [
        ("heading", {"text": f"Jak zgłosić wydarzenie {LONG_WORD}", "level": "2"}),
        ("text", text),
        ("heading", {"text": "Krok po kroku", "level": "3"}),
        ("text", "<ol><li>Napisz.</li><li>Wyślij.</li></ol>"),
        ("quote", {"text": "Razem łatwiej niż osobno.", "source": "Zespół w Kobylnicy"}),
        ("figure", figure),
        ("figure", bare),
        ("gallery", {"title": "Dzień otwarty", "images": [figure, bare, figure]}),
        ("documents", {"title": "Pliki do pobrania", "documents": [document.pk]}),
        ("table", {"caption": "Dyżury doradcze", "table": table}),
        ("accordion", {"items": [{"title": f"Czy wstęp jest wolny? {number}", "text": text} for number in range(2)]}),
        ("accordion", {"items": [{"title": "Gdzie to jest?", "text": "<p>W Słupsku.</p>"}]}),
        ("call_to_action", {"text": "Masz pomysł?", "label": "Zgłoś wydarzenie", "page": None, "url": "/pl/kalendarz/"}),
        ("contact_card", {"name": "COP", "address": "ul. Jasna 1", "phone": "59 000 00 00", "email": "cop@example.org", "hours": "wt."}),
    ]
    if lists:
        blocks += [
            (kind, {"title": f"Lista: {kind}", "cop": "", "count": 3}) for kind in ("events", "news", "organisations", "initiatives")
        ]
    return json.dumps([{"type": kind, "value": value} for kind, value in blocks])


def make_document() -> PortalDocument:
    """A small file that is a real PDF."""
    sheet = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(sheet, "PDF")
    return PortalDocument.objects.create(title="Regulamin", file=ContentFile(sheet.getvalue(), "regulamin.pdf"), language="en")


def make_events(tree: SiteTree, organiser: Organisation, image: PortalImage, text: str, topic: Topic) -> None:
    """One of each kind around today, a full one today, one of several days, one long past, and a crowd on one day."""
    now = timezone.localtime().replace(minute=0, second=0, microsecond=0)
    for number, kind in enumerate(EventKind.values):
        EventPageFactory(
            parent=tree.calendar_slupsk,
            title=f"Wydarzenie: {kind}",
            slug=f"rodzaj-{kind}",
            kind=kind,
            start=now + timedelta(days=number - 3),
        )
    full = EventPageFactory(
        parent=tree.calendar_slupsk,
        title="Warsztaty pisania wniosków",
        slug="warsztaty",
        kind="training",
        start=now + timedelta(hours=1),
        address="ul. Jasna 1, 76-200 Słupsk",
        territory=Territory.objects.get(code="2263011"),
        organiser=organiser,
        free=False,
        price="10 zł, dzieci bezpłatnie",
        audience="organizacje z powiatu",
        accessibility=["step_free", "lift", "loop", "pjm", "online"],
        accessibility_note="Wejście od podwórza.",
        online_url="https://example.org/spotkanie",
        contact_email="warsztaty@example.org",
        contact_phone="59 000 00 00",
        listing_image=image,
        body=text,
    )
    full.topics.add(topic)
    full.save()
    EventPageFactory(
        parent=tree.calendar_tczew, title="Festiwal", slug="festiwal", kind="culture", all_day=True, start=now, end=now + timedelta(days=4)
    )
    EventPageFactory(parent=tree.calendar_tczew, title="Dawne spotkanie", slug="dawne", start=now - timedelta(days=200))
    series = EventPageFactory(
        parent=tree.calendar_slupsk,
        title="Próby chóru",
        slug="chor",
        start=now + timedelta(days=1, hours=1),
        rule="FREQ=WEEKLY;COUNT=14",
        place_name="Dom kultury",
    )
    series.save_revision().publish()
    first = series.occurrences.earliest("start").original
    series = dates.cancel_date(series, first, "Choroba prowadzącej.", by=None)
    later = first + timedelta(days=7, hours=1)
    dates.move_date(series, first + timedelta(days=7), start=later, end=later + timedelta(hours=2), reason="Sala była zajęta.", by=None)
    EventPageFactory(
        parent=tree.calendar_tczew,
        title="Zlot motocykli",
        slug="zlot",
        start=now + timedelta(days=3),
        cancelled=True,
        cancel_reason="Zapowiedziano burze.",
    )
    many_events(tree.calendar_slupsk, 30, lambda number: now + timedelta(days=2 + number // 6, minutes=number))


def make_news(tree: SiteTree, image: PortalImage, text: str, topic: Topic) -> None:
    older = NewsPageFactory(parent=tree.news_slupsk, title="Starsza aktualność", slug="starsza")
    full = NewsPageFactory(
        parent=tree.news_slupsk,
        title=f"Zebranie organizacji: {LONG_WORD}",
        slug="zebranie",
        listing_image=image,
        body=text,
        territory=Territory.objects.get(code="2263011"),
    )
    full.topics.add(topic)
    full.related.create(target=older)
    full.save()
    NewsPageFactory(parent=tree.news_slupsk, title="Nowsza aktualność", slug="nowsza")
    many_news(tree.news_slupsk, 30)


def make_directory(tree: SiteTree, image: PortalImage, text: str, topic: Topic) -> Organisation:
    """Profiles and initiatives in each state; the organisation that has everything."""
    town = Territory.objects.get(code="2263011")
    numbers = {"krs": "0000123456", "nip": "5260250274", "regon": "000331501"}
    contact = {"address": "ul. Jasna 2", "email": "brzeg@example.org", "phone": "59 111 11 11", "website": "https://example.org/brzeg"}
    organisation = OrganisationFactory(name="Fundacja Zielony Brzeg", slug="zielony-brzeg", territory=town, **numbers, **contact)
    profile = NgoPageFactory(
        parent=tree.ngos,
        organisation=organisation,
        owner_cop=tree.slupsk,
        activities=["seniors", "health"],
        founded=2009,
        help_wanted="Szukamy osób do sprzątania plaż.",
        listing_image=image,
        territory=town,
        body=text,
    )
    profile.topics.add(topic)
    profile.save()
    many_ngos(tree.ngos, 30)
    for state in ("idea", "looking", "running", "done"):
        full = (
            {"organisation": organisation, "body": text, "listing_image": image} if state == "looking" else {"informal_group": "Sąsiedzi"}
        )
        InitiativePageFactory(
            parent=tree.initiatives,
            title=f"Ławki przy szlaku: {state}",
            slug=f"lawki-{state}",
            state=state,
            place="Kobylnica",
            who="Mieszkańcy ulicy Leśnej",
            how_to_join="Przyjdź w sobotę.",
            territory=Territory.objects.get(code="2212062"),
            **full,
        )
    return organisation


def make_group(tree: SiteTree, organisation: Organisation, image: PortalImage, document: PortalDocument, text: str) -> None:
    group = GroupPageFactory(parent=tree.groups, title="Mieszkania wspomagane", slug="mieszkania", body=text, listing_image=image)
    GroupMember.objects.create(page=group, organisation=organisation)
    GroupDocument.objects.create(page=group, document=document)
    for target in (NewsPage.objects.get(slug="zebranie"), EventPage.objects.get(slug="warsztaty")):
        GroupRelatedPage.objects.create(page=group, target=target)


def make_home_pages(tree: SiteTree, image: PortalImage, text: str) -> None:
    home = HomePage.objects.get(pk=tree.home.pk)
    home.lead = "Sprawdź, co się dzieje w Twojej gminie."
    home.popular_searches = "dotacje, wolontariat"
    home.band_title, home.band_text, home.band_label, home.band_page = "Trwają konsultacje", "Napisz do piątku.", "Czytaj", tree.groups
    home.body = text
    home.save()
    for audience in HomeDoorLink.Audience.values:
        for number in range(2):
            HomeDoorLink.objects.create(page=home, audience=audience, text=f"Kalendarz {number}", path="/pl/kalendarz/", locale=home.locale)
    section = SectionPageFactory(parent=tree.home, title="O projekcie", slug="o-projekcie", body=text, show_in_menus=True)
    ContentPageFactory(parent=section, title="Model współpracy", slug="model", body=text, listing_image=image)
    make_contact_page(tree.home)
    cop = CopPageFactory(
        parent=tree.cops,
        title="COP Słupsk",
        slug="slupsk",
        organisation=tree.slupsk,
        address="ul. Jasna 1, Słupsk",
        phone="59 000 00 00",
        email="slupsk@cop.example.org",
        accessibility_note="Wejście bez stopni.",
        services=text,
        listing_image=image,
    )
    OpeningHours.objects.create(page=cop, days="wtorek i czwartek", hours="10:00–18:00", locale=cop.locale)
    CopStaffRole.objects.create(page=cop, role="Doradca", duties="dotacje", locale=cop.locale)
    SiteSettings.objects.update_or_create(
        site=tree.site, defaults={"about": "Portal organizacji.", "address": "ul. Jasna 1", "email": "portal@example.org", "phone": "59 1"}
    )


def make_person(email: str, organisation: Organisation | None = None, *, admin: bool = False) -> None:
    make = User.objects.create_superuser if admin else User.objects.create_user
    user = make(email, PASSWORD, first_name="Kazimiera", last_name="Testowa")
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    if organisation:
        Membership.objects.create(user=user, organisation=organisation, role="owner")


def make_venues(tree: SiteTree, image: PortalImage) -> None:
    """A building, a room with parts that has everything, and what is taken there in the week that its page shows first."""
    building = VenueFactory(name="Dom sąsiedzki", slug="dom", bookable=False, accessibility=["step_free"], toilet_note="drzwi 90 cm")
    room = VenueFactory(
        name=f"Sala {LONG_WORD}",
        name_en="The large room",
        slug="sala",
        parent=building,
        accessibility=["step_free", "lift", "toilet", "loop"],
        accessibility_note="Winda ma głos.",
        nearest_stop="Wspólna",
        equipment=["projector", "kitchen"],
        description="Jasna sala.",
        terms="Zostaw porządek.",
        price="10 zł",
        latitude="54.464148",
        longitude="17.028482",
        contact_email="sala@cop.example.org",
        contact_phone="59 111 11 11",
        hours=[VenueHours(weekday=number, opens=time(7), closes=time(21)) for number in range(7)],
    )
    VenueFactory(name="Część A", slug="sala-a", parent=room, is_part=True)
    VenuePicture.objects.create(venue=room, image=image)
    morning = timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=1)
    EventPageFactory(parent=tree.calendar_slupsk, title=f"Narada {LONG_WORD}", slug="narada", start=morning, venue=room)
    SchoolHolidays.objects.create(name="Przerwa", first_day=morning.date(), last_day=morning.date(), is_example=True)


def build_site(tree: SiteTree) -> None:
    """Everything that the states below show."""
    topic = Topic.objects.create(name="dotacje", slug="dotacje", name_en="grants")
    image, document = make_image(description="Ludzie przy stole", author="Portal", licence="CC BY 4.0"), make_document()
    text = body(image, document)
    make_news(tree, image, text, topic)
    organisation = make_directory(tree, image, text, topic)
    make_events(tree, organisation, image, text, topic)
    make_venues(tree, image)
    make_framework(tree, organisation, topic)
    make_group(tree, organisation, image, document, text)
    make_home_pages(tree, image, body(image, document, lists=True))
    make_person("mieszkanka@example.org", organisation)
    make_person("cio@example.org", admin=True)
    make_requests(tree)
    for page in (HomePage.objects.get(pk=tree.home.pk), tree.calendar, tree.news):
        page.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True, alias=True)
