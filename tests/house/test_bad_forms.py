"""Whatever comes into a form: an answer or a sentence in Polish, never a server error, nothing stored."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from allauth.core import context as allauth_context
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.utils.translation import override
from wagtail.models import Page

from events_calendar.models import EventPage
from news.models import NewsPage
from tests.accounts.factories import event_form, news_form
from tests.house import addresses
from tests.house.addresses import FORMS, ROWS, Row, World
from tests.house.bad_input import (
    ENGLISH,
    IN_ADDRESS,
    IN_FORM,
    SCRIPT,
    UNWRITABLE,
    client_of,
    faults,
    stored,
    text_of,
)

pytestmark = pytest.mark.django_db


# --- What is posted


class PostedForms(HTMLParser):
    """The forms of a page that are posted: their action and the names of the fields a person fills in."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, set[str]]] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._open = (given.get("method") or "").lower() == "post"
            if self._open:
                self.found.append((given.get("action") or "", set()))
        elif (
            self._open
            and tag in ("input", "textarea", "select")
            and given.get("type") not in ("hidden", "submit", "button", "checkbox", "radio")
        ):
            name = given.get("name")
            if name and name != "adres_www":
                self.found[-1][1].add(name)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = False


def test_every_form_that_a_page_shows_is_in_the_row_of_its_address(world: World) -> None:
    """Public pages, and the admin pages that are wholly ours."""
    asked = {row.path.format(**world.words): set(row.asks) for row in addresses.ADDRESSES.values()}
    missing = []
    for name, row in ROWS.items():
        if name.startswith("admin/") and name != "admin/nowe-cop/":
            continue
        path = row.path.format(**world.words)
        answer = client_of(world, row.role).get(path)
        if answer.status_code != 200 or "html" not in answer["Content-Type"]:
            continue
        parser = PostedForms()
        parser.feed(text_of(answer))
        for action, fields in parser.found:
            target = action.partition("?")[0] or path
            if fields and name != "pl/komponenty/" and fields != asked.get(target):
                missing.append(f"{name}: the form for {target} asks for {sorted(fields)}")
    assert missing == []


# What is chosen from a list of rows is no word that could be shown again.
CHOSEN = ("territory", "serves", "cop", "venue", "commune", "organiser")
FORM_ROWS = [name for name, row in ROWS.items() if row.asks]


def opened(client: Client, world: World, row: Row) -> dict[str, str]:
    """The good answers, with the token of the contact form where there is one."""
    token = re.search(r'name="zeton" value="([^"]+)"', text_of(client.get("/pl/kontakt/"))) if "{contact}" in row.path else None
    return {**row.asks, **({"zeton": token[1]} if token else {}), "action_add": "1"}


@pytest.mark.grid
@pytest.mark.parametrize("name", FORM_ROWS)
def test_bad_words_in_a_posted_form(world: World, name: str) -> None:
    row = ROWS[name]
    path = row.path.format(**world.words)
    client = client_of(world, row.role)
    found = []
    for wrong in row.asks:
        for kind, value in {"missing": None, **IN_FORM}.items():
            cache.clear()  # rate limits
            data = {key: text for key, text in opened(client, world, row).items() if value is not None or key != wrong}
            if value is not None:
                data[wrong] = value
            before = stored()
            with transaction.atomic():
                answer = client.post(
                    path,
                    "&".join(
                        f"{key}={IN_ADDRESS[kind] if (kind, key) == ('lone surrogate', wrong) else quote(text)}"
                        for key, text in data.items()
                    ),
                    content_type="application/x-www-form-urlencoded",
                )
                problems = faults(answer)
                if answer.status_code == 303:  # what was refused is shown by the page that one is led to
                    answer = client.get(answer["Location"])
                    problems += faults(answer)
                after = stored()
                transaction.set_rollback(True)
            body = text_of(answer)
            if answer.status_code < 300 or answer.status_code == 422:
                if after != before:
                    problems.append(f"stored {after}")
                if ENGLISH.search(" ".join(re.findall(r'id="id_\w+_error"[^>]*>(.*?)</', body, re.DOTALL))):
                    problems.append("speaks English")
                shown = {"script": "&lt;script&gt;alert(7)", "SQL": "DROP TABLE wagtailcore_page"}.get(kind)
                if shown and wrong not in row.secret and wrong not in CHOSEN and shown not in body:
                    problems.append("what was typed is gone")
            elif "/reauthenticate/" in answer.get("Location", ""):
                pass  # allauth asks for the password first, so the form itself is met in test_a_form_answers_in_polish
            elif answer.status_code == 302 and (kind == "10,000 characters" or (kind in UNWRITABLE and wrong not in row.secret)):
                problems.append(f"was taken, and leads to {answer['Location']}")
            found += [f"{wrong} {kind}: {problem}" for problem in problems]
    assert found == [], "\n".join(found)


@pytest.mark.grid
@pytest.mark.parametrize("name", [name for name in ROWS if not name.startswith("admin/")])
def test_bad_bodies(world: World, name: str, settings: Any) -> None:
    """Too much, too many fields, other kinds and encodings, broken parts, twice the same: a 4xx or an ordinary answer."""
    row = ROWS[name]
    path = row.path.format(**world.words)
    fields = row.asks or {"a": "b"}
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 50_000
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 100
    form, parts = "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"
    part = 'Content-Disposition: form-data; name="a"\r\n\r\n'
    bodies = {
        "too big": (f"{next(iter(fields))}={'x' * 60_000}", form),
        "too big in parts": (f"--b\r\n{part}{'x' * 60_000}\r\n--b--\r\n", parts),
        "too many fields": ("&".join(f"a{number}=1" for number in range(200)), form),
        "no boundary": (f"--b\r\n{part}x\r\n--b--\r\n", "multipart/form-data"),
        "cut short": (f"--b\r\n{part}x", parts),
        "JSON": ('{"a": [1, {"b": null}]}', "application/json"),
        "broken JSON": ("{", "application/json"),
        "XML": ("<?xml version='1.0'?><a/>", "text/xml"),
        "nothing": ("", "nic"),
        "UTF-16": (urlencode(fields), f"{form}; charset=utf-16"),
        "no such encoding": (urlencode(fields), f"{form}; charset=nie-ma"),
        "half characters": (f"--b\r\n{part}\\ud800\r\n--b--\r\n", f"{parts}; charset=raw_unicode_escape"),
        "repeated": (urlencode([(key, SCRIPT) for key in fields] + list(fields.items())), form),
        "unknown": (urlencode({**dict.fromkeys(fields, ""), "is_superuser": "1", SCRIPT: SCRIPT, "__proto__": "1"}), form),
    }
    refused = {"too big", "too big in parts", "too many fields", "UTF-16", "no such encoding", "half characters"}
    found = []
    for strict in (False, True) if row.asks else (False,):
        client = client_of(world, row.role, enforce_csrf_checks=strict)
        for kind, (body, content_type) in bodies.items():
            if not row.asks and kind not in ("too big", "cut short", "no boundary", "UTF-16"):
                continue
            cache.clear()
            before = stored()
            with transaction.atomic():
                answer = client.generic("POST", path, body.encode(), content_type=content_type)
                problems = faults(answer)
                after = stored()
                transaction.set_rollback(True)
            if kind in refused and row.asks and not 400 <= answer.status_code < 500:
                problems.append(f"answered {answer.status_code}")
            if kind in refused and after != before:
                problems.append(f"stored {after}")
            found += [f"{kind}{' with the check of tokens' if strict else ''}: {problem}" for problem in problems]
    assert found == [], "\n".join(found)


def test_the_one_press_link_takes_no_strange_token(world: World) -> None:
    client = client_of(world, "")
    for kind, value in IN_ADDRESS.items():
        if value:
            answer = client.post(f"/pl/moje/e-maile/wypisz/{value}/", {"List-Unsubscribe": "One-Click"})
            assert answer.status_code in (400, 404, 414), kind
    assert not faults(client.post(f"/pl/moje/e-maile/wypisz/{world.words['token']}/", {"x": SCRIPT}))


# --- Forms by themselves


def said(errors: Any) -> Iterator[str]:
    """Every sentence of a form's errors, also of those inside blocks."""
    for problems in errors.as_data().values():
        for problem in problems:
            yield from problem.messages
            for inner in getattr(problem, "block_errors", None) or ():
                yield from getattr(inner, "messages", ())


def check_form(world: World, make: addresses.Maker, *, each: bool = True) -> list[str]:
    found = []
    with override("pl"), allauth_context.request_context(addresses.request_of(world)):
        fields = list(make(world, {}).fields)
        before = stored()
        cases = [("everything missing", {})]
        cases += [(f"{kind} everywhere", dict.fromkeys(fields, value)) for kind, value in IN_FORM.items()]
        if each:
            cases += [(f"{kind} in {name}", {name: value}) for kind, value in IN_FORM.items() for name in fields]
        for kind, data in cases:
            cache.clear()
            try:
                with transaction.atomic():
                    form = make(world, data)
                    valid = form.is_valid()
                    texts = list(said(form.errors))
            except Exception as error:  # the very thing that must not happen, whatever it is
                found.append(f"{kind}: raises {error!r}")
                continue
            found += [f"{kind}: {text!r} is English" for text in texts if ENGLISH.search(text)]
            if not valid and not texts and not getattr(form, "formsets", None):
                found.append(f"{kind}: refused without a word")
        if stored() != before:
            found.append("something was stored")
    return found


@pytest.mark.grid
@pytest.mark.parametrize("name", FORMS)
def test_a_form_answers_in_polish(world: World, name: str) -> None:
    assert check_form(world, FORMS[name]) == []


@pytest.mark.grid
@pytest.mark.parametrize("model", addresses.page_types(), ids=lambda model: model._meta.label)
def test_the_editors_form_of_a_page_type_answers_in_polish(world: World, model: type[Page]) -> None:
    assert check_form(world, lambda world, data: addresses.page_form(model, world, data), each=False) == []


# --- The hour that is missing and the hour that comes twice


HOURS = {
    "missing hour": ("2026-03-29 02:30", "2026-03-29 05:00", "start"),
    "missing hour at the end": ("2026-03-29 01:00", "2026-03-29 02:30", "end"),
    "hour that comes twice": ("2026-10-25 02:30", "2026-10-25 05:00", "start"),
    "end before start": ("2026-12-01 12:00", "2026-12-01 10:00", "end"),
    "31 February": ("2026-02-31 10:00", "2026-12-01 10:00", "start"),
    "25 o'clock": ("2026-12-01 25:00", "2026-12-02 10:00", "start"),
    "no start": ("", "2026-12-02 10:00", "start"),
    "script": (SCRIPT, "2026-12-02 10:00", "start"),
    "year 10000": ("10000-01-01 10:00", "2026-12-02 10:00", "start"),
    "year 1": ("0001-01-01 00:00", "2026-12-02 10:00", "start"),
    "year 9999": ("2026-12-02 10:00", "9999-12-31 23:59", "end"),
}


@pytest.mark.grid
@pytest.mark.parametrize("action", ["", "action-publish"])
@pytest.mark.parametrize("case", HOURS)
def test_an_event_at_a_wrong_time_is_told_beside_the_field(world: World, case: str, action: str) -> None:
    start, end, field = HOURS[case]
    client = client_of(world, "admin")
    before = EventPage.objects.count()
    data = event_form(title="Pismo", start=start, end=end, **({action: "1"} if action else {}))
    answer = client.post(f"/admin/pages/add/events_calendar/eventpage/{world.tree.calendar_slupsk.pk}/", data)
    assert answer.status_code == 200
    assert faults(answer) == []
    errors = answer.context["form"].errors
    assert field in errors, errors
    assert not ENGLISH.search(" ".join(said(errors)))
    assert any(str(text) in text_of(answer) for text in errors[field]) or "&lt;" in text_of(answer)
    assert EventPage.objects.count() == before


@pytest.mark.grid
@pytest.mark.parametrize("moment", ["2026-03-29 02:30", "2026-10-25 02:30", "2026-02-31 10:00", SCRIPT, "x" * 10_000])
@pytest.mark.parametrize("name", ["date", "go_live_at", "expire_at"])
def test_a_news_item_at_a_wrong_time_is_told_beside_the_field(world: World, name: str, moment: str) -> None:
    client = client_of(world, "admin")
    before = NewsPage.objects.count()
    answer = client.post(
        f"/admin/pages/add/news/newspage/{world.tree.news_slupsk.pk}/", news_form(title="Pismo", **{name: moment, "action-publish": "1"})
    )
    assert answer.status_code == 200
    assert faults(answer) == []
    errors = answer.context["form"].errors
    assert name in errors
    assert not ENGLISH.search(" ".join(said(errors)))
    assert NewsPage.objects.count() == before


@pytest.mark.parametrize("torn", ["body-count", "body-0-type", "body-0-order", "body-0-deleted"])
@pytest.mark.parametrize("value", [None, "", "abc", SCRIPT])
def test_a_text_that_came_torn_is_refused_whole(world: World, torn: str, value: str | None) -> None:
    """Wagtail's block editor takes it for granted that its own fields are there."""
    data = news_form(title="Pismo", body=[("heading", {"text": "Tytuł", "level": "2"})])
    assert torn in data
    if value is None:
        del data[torn]
    else:
        data[torn] = value
    before = NewsPage.objects.count()
    answer = client_of(world, "admin").post(f"/admin/pages/add/news/newspage/{world.tree.news_slupsk.pk}/", data)
    assert answer.status_code in (200, 400) or torn == "body-0-deleted"  # any word there says that the part was deleted
    assert faults(answer) == []
    assert NewsPage.objects.count() == before or answer.status_code == 302
