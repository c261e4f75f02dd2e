"""The demo's pages: pictures for sharing with the title on them, and English texts in their places."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image
from wagtail.models import Locale

from core.demo.drawing import SHARED_SIZE, Job, draw
from core.demo.loading import DemoRun
from home.demo.english import translate
from home.management.commands.load_demo import Command
from home.models import ContactFormField, ContactPage
from tests.factories import SiteTree

pytestmark = pytest.mark.django_db
POLISH_BODY = [
    {"text": "<p>Napisz do nas.</p><p>Odpowiemy.</p>"},
    {"table": {"caption": "Dyżury", "header": ["Dzień", ""], "rows": [["wtorek", "10:00 & 12:00"]]}},
    {"contact": {"name": "Centrum", "address": "ul. Jasna 2", "phone": "59 840 29 20", "email": "", "website": ""}},
]
LABELS = ("Imię", "Wiadomość")
ROW = {"title": "Kontakt", "slug": "kontakt", "summary": "Napisz do nas.", "body": POLISH_BODY}
# The English body says less than the Polish one: what follows must find its place all the same.
ENGLISH = {
    "title": "Contact",
    "summary": "Write to us.",
    "body": [
        {"text": "<p>Write to us.</p><p>We answer.</p>"},
        {"table": {"caption": "Hours", "header": ["Day", ""], "rows": [["Tuesday", "10 am & noon"]]}},
    ],
    "form_fields": [{"label": "First name", "help_text": "Optional."}, {"label": "Message", "help_text": "No data of others."}],
}


def add_fields(page: ContactPage) -> None:
    page.form_fields = [
        ContactFormField(sort_order=number, label=label, field_type="singleline", help_text=f"Pomoc: {label}")
        for number, label in enumerate(LABELS)
    ]


@pytest.fixture
def run(site_tree: SiteTree) -> DemoRun:
    run = DemoRun(today=timezone.localdate(), say=lambda _text: None)
    jobs = [
        Job("page:kontakt", "page:kontakt", "education"),
        Job("shared:page:kontakt", "page:kontakt", "education", "Kontakt"),
        Job("shared:en:page:kontakt", "page:kontakt", "education", "Contact"),
    ]
    run.drawn = {job.name: draw(job) for job in jobs}
    return run


def load(run: DemoRun, tree: SiteTree) -> tuple[ContactPage, ContactPage]:
    english = Locale.objects.get(language_code="en")
    tree.home.copy_for_translation(english, alias=True)
    page = run.page("page:kontakt", tree.home, ContactPage, ROW, prepare=add_fields)
    assert page is not None
    translate(run, page, english, ENGLISH, "page:kontakt")
    return page, ContactPage.objects.get(locale=english)


def test_the_form_of_the_english_page_is_english(run: DemoRun, site_tree: SiteTree) -> None:
    polish, english = load(run, site_tree)
    assert [field.label for field in polish.form_fields.all()] == list(LABELS)
    assert [(field.label, field.help_text) for field in english.form_fields.all()] == [
        ("First name", "Optional."),
        ("Message", "No data of others."),
    ]
    body = str(english.body)
    assert "We answer." in body
    table = next(block.value for block in english.body if block.block_type == "table")
    assert table["caption"] == "Hours"
    assert table["table"]["data"] == [["Day", ""], ["Tuesday", "10 am & noon"]]
    assert next(block.value for block in polish.body if block.block_type == "table")["table"]["data"][1][0] == "wtorek"
    assert "Odpowiemy" not in body


def test_a_shared_link_shows_a_picture_with_the_title_in_the_pages_language(
    run: DemoRun, site_tree: SiteTree, client: Client, settings: Any
) -> None:
    polish, english = load(run, site_tree)
    pictures = [page.social_image for page in (polish, english)]
    assert [picture.title for picture in pictures] == ["Kontakt (do udostępniania)", "Contact (do udostępniania)"]
    for picture, key in zip(pictures, ("shared:page:kontakt", "shared:en:page:kontakt"), strict=True):
        drawn = Image.open(picture.file)
        assert (drawn.format, drawn.size, (picture.width, picture.height)) == ("JPEG", SHARED_SIZE, SHARED_SIZE)
        assert drawn.tobytes() == Image.open(BytesIO(run.drawn[key])).tobytes()
    assert polish.listing_image.title == "Kontakt"
    html = client.get("/pl/kontakt/").content.decode()
    assert 'og:image" content="http://testserver/media/images/page-kontakt-link' in html


def test_news_events_and_sections_have_one_to_draw_and_only_once(run: DemoRun) -> None:
    names = {job.name: job.title for job in Command._missing_pictures(run)}
    shared = [name for name in names if name.startswith("shared:") and not name.startswith("shared:en:")]
    assert {name.split(":")[1] for name in shared} == {"news", "event", "page"}
    assert len(shared) >= 90
    assert all(names[name] for name in shared)
    key = shared[0].removeprefix("shared:")
    run.remember(key, 1)
    assert not {key, f"shared:{key}", f"shared:en:{key}"} & {job.name for job in Command._missing_pictures(run)}
