"""People of each role, in the tree of `tests.factories`, and texts they write in the admin."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from accounts import roles
from accounts.models import Membership, Organisation, User
from core.blocks.text import TextBlock
from core.models import Territory
from events_calendar.models import EventPage
from home.services import cops
from news.models import NewsPage
from ngo_pages.models import NgoPage
from tests.factories import SiteTree
from tests.snapshots import built_once


@dataclass(frozen=True)
class People:
    """One person of each role. Słupsk has two moderators, Tczew one."""

    editor: User
    second_editor: User
    moderator: User
    second_moderator: User
    tczew_editor: User
    tczew_moderator: User
    cio: User
    second_cio: User
    officer: User
    ngo_owner: User
    resident: User
    office: Organisation
    ngo: Organisation


@built_once
def make_people(tree: SiteTree) -> People:
    """Roles by the real command's service, then the people."""
    office = Organisation.objects.create(
        kind="jst", name="Urząd Gminy Kobylnica", slug="ug-kobylnica", territory=Territory.objects.get(code="2212062")
    )
    ngo = Organisation.objects.create(kind="ngo", name="Fundacja Dobra", slug="fundacja-dobra", town="Słupsk")
    cops.setup_roles()

    def person(name: str, role: str, organisation: Organisation | None = None) -> User:
        user = User.objects.create_user(f"{name}@example.org", "tajne-haslo", first_name=name.capitalize(), last_name="Testowa")
        roles.assign_demo_role(user, role, organisation)
        return user

    people = People(
        editor=person("redakcja", "cop_editor", tree.slupsk),
        second_editor=person("redakcja2", "cop_editor", tree.slupsk),
        moderator=person("moderacja", "cop_moderator", tree.slupsk),
        second_moderator=person("moderacja2", "cop_moderator", tree.slupsk),
        tczew_editor=person("redakcja.tczew", "cop_editor", tree.tczew),
        tczew_moderator=person("moderacja.tczew", "cop_moderator", tree.tczew),
        cio=person("cio", "cio_admin"),
        second_cio=person("cio2", "cio_admin"),
        officer=person("urzad", "jst_officer", office),
        ngo_owner=person("organizacja", "ngo_owner", ngo),
        resident=person("mieszkanka", "resident"),
        office=office,
        ngo=ngo,
    )
    Membership.objects.create(user=people.ngo_owner, organisation=ngo, role="owner")
    return people


# --- Pages

# The shortest text that may be published, with ids: the same text in a form is then no change.
_TEXT = '<p data-block-key="tresc">Zapraszamy.</p>'
_TEXT_ID = "3b0a7e0e-6d0c-4a6e-9b43-0d5c1f7b8a11"
BODY = json.dumps([{"type": "text", "value": _TEXT, "id": _TEXT_ID}])


def _body_form(body: list[tuple[str, Any]] | None) -> dict[str, Any]:
    if body is not None:
        return streamfield(body)
    form = streamfield([("text", rich_text(_TEXT, features=TextBlock().field.widget.features))])
    form["0"]["id"] = _TEXT_ID
    return form


def make_news(folder: Page, author: User | None, *, live: bool = False, title: str = "Zebranie", **fields: Any) -> NewsPage:
    """A news item in the folder, with a revision by its author, as the admin would make it."""
    page = NewsPage(
        title=title,
        summary=fields.pop("summary", "Zapraszamy na zebranie."),
        body=fields.pop("body", BODY),
        locale=folder.locale,
        owner=author,
        live=False,
        owner_cop=folder.owner_cop,
        **fields,
    )
    folder.add_child(instance=page)
    revision = page.save_revision(user=author)
    if live:
        revision.publish()
    return NewsPage.objects.get(pk=page.pk)


def make_event(folder: Page, author: User | None, *, live: bool = False, start: datetime | None = None, **fields: Any) -> EventPage:
    """An event of two hours, tomorrow unless said otherwise."""
    start = start or timezone.now() + timedelta(days=1)
    page = EventPage(
        title=fields.pop("title", "Spotkanie"),
        summary=fields.pop("summary", "Spotkanie dla wszystkich."),
        body=fields.pop("body", BODY),
        start=start,
        end=fields.pop("end", start + timedelta(hours=2)),
        locale=folder.locale,
        owner=author,
        live=False,
        owner_cop=folder.owner_cop,
        **fields,
    )
    folder.add_child(instance=page)
    revision = page.save_revision(user=author)
    if live:
        revision.publish()
    return EventPage.objects.get(pk=page.pk)


def make_ngo_page(index: Page, organisation: Organisation, cop: Organisation | None, author: User | None = None, **fields: Any) -> NgoPage:
    """A profile in the directory, owned by a COP."""
    page = NgoPage(
        title=fields.pop("title", organisation.name),
        summary="Pomagamy.",
        mission=fields.pop("mission", "Pomagamy."),
        organisation=organisation,
        owner_cop=cop,
        owner=author,
        locale=index.locale,
        live=fields.pop("live", False),
        **fields,
    )
    index.add_child(instance=page)
    page.save_revision(user=author)
    return NgoPage.objects.get(pk=page.pk)


# --- What the admin's forms send


def _common(title: str, body: list[tuple[str, Any]] | None, fields: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": title,
        "slug": fields.pop("slug", ""),
        "summary": fields.pop("summary", "Jedno zdanie o tekście."),
        "body": _body_form(body),
        "comments": inline_formset([]),
        "topics": "",
        **fields,
    }


def news_form(title: str = "Zebranie", body: list[tuple[str, Any]] | None = None, **fields: Any) -> dict[str, Any]:
    """POST data of the editor of a news item."""
    own = {"date": "2026-11-24 10:00", "related": inline_formset([])}
    return nested_form_data({**own, **_common(title, body, fields)})


def event_form(title: str = "Spotkanie", body: list[tuple[str, Any]] | None = None, **fields: Any) -> dict[str, Any]:
    """POST data of the editor of an event."""
    start = timezone.localtime() + timedelta(days=3)
    own = {"kind": "meeting", "start": f"{start:%Y-%m-%d} 10:00", "end": f"{start:%Y-%m-%d} 12:00", "free": "on", "attendance": "open"}
    return nested_form_data({**own, **_common(title, body, fields)})


def ngo_form(organisation: Organisation, **fields: Any) -> dict[str, Any]:
    """POST data of the editor of an NGO's profile."""
    return nested_form_data({"organisation": organisation.pk, "mission": "Pomagamy.", **_common(organisation.name, [], fields)})
