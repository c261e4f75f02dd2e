"""Whatever comes to an address or into a form: an answer or a sentence in Polish, never a server error, nothing stored.

The tables of `tests.house.addresses` are held against the URL configuration, the page types and the form classes, so a new
address or form without a row fails.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from allauth.core import context as allauth_context
from django.apps import apps
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.utils.translation import override
from wagtail.models import Page

from accounts.models import Membership, Organisation, User
from core.models import OutboxEntry
from events_calendar.models import EventPage
from home.models import ContactSubmission
from news.models import NewsPage
from tests.accounts.factories import event_form, news_form
from tests.factories import make_site_tree
from tests.house import addresses
from tests.house.addresses import FORMS, ROWS, Row, World

pytestmark = pytest.mark.django_db

SCRIPT = "<script>alert(7)</script>"
SQL = "' OR 1=1; DROP TABLE wagtailcore_page; --"
# As they stand in an address, because some cannot be written in another way.
IN_ADDRESS = {
    "empty": "",
    "7,000 characters": "x" * 7_000,
    "10,000 characters": "x" * 10_000,
    "NUL": "a%00b",
    "lone surrogate": "%ED%A0%80",
    "broken bytes": "%FF%C3%28",
    "control characters": "a%01%1B%5B0m%7F%0D%0Ab",
    "script": quote(SCRIPT),
    "attribute": quote('"><img src=x onerror=alert(7)>'),
    "SQL": quote(SQL),
    "word": "abc",
    "zero": "0",
    "negative": "-1",
    "page 999999": "999999",
    "too big for the database": "9" * 40,
    "fraction": "1.5",
    "other digits": quote("١٢"),
    "31 February": "2026-02-31",
    "missing hour": "2026-03-29T02:30",
    "path": quote("../../etc/passwd"),
    "other site": quote("https://zly.example.org/"),
    "pattern": quote("%_*{}[]()\\"),
}
# What each parameter gets by itself too, since one that is refused may hide the others.
ALSO_ALONE = {"lone surrogate", "control characters", "script", "negative", "too big for the database", "31 February", "path"}
# The same as text, for forms.
IN_FORM = {
    "empty": "",
    "10,000 characters": "x" * 10_000,
    "NUL": "a\x00b",
    # What Django makes of half a surrogate pair and of other broken bytes; as bytes they are in IN_ADDRESS.
    "lone surrogate": "a\ufffd\ufffd\ufffdb",
    "control characters": "a\x01\x1b[0m\x7fb",
    "script": SCRIPT,
    "SQL": SQL,
    "word": "abc",
    "negative": "-1",
    "too big for the database": "9" * 40,
    "31 February": "2026-02-31",
    "missing hour": "2026-03-29 02:30",
    "other digits": "١٢",
}
UNWRITABLE = {"NUL", "lone surrogate", "control characters"}
ENGLISH = re.compile(
    r"This (field|value)|Enter a |Select a |Ensure |Null characters|already exists|must be|required|invalid|incorrect|too (short|long)",
    re.IGNORECASE,
)
LEAKS = ("Traceback (most recent call last)", "exception_value", "DoesNotExist", "OperationalError", "DataError")


@pytest.fixture(scope="module")
def _world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Made once: each test works inside and is rolled back to it, as Django's TestCase does with its class."""
    with django_db_blocker.unblock():
        made = transaction.atomic()
        made._from_testcase = True
        made.__enter__()
        try:
            yield addresses.make_world(make_site_tree())
        finally:
            transaction.set_rollback(True)
            made.__exit__(None, None, None)


@pytest.fixture
def world(_world: World, db: None) -> World:
    addresses.put_files()
    return _world


def client_of(world: World, role: str, **options: Any) -> Client:
    client = Client(raise_request_exception=False, **options)
    person = world.person(role)
    if person is not None:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        # As after typing the password: without it allauth asks for it first.
        session = client.session
        session["account_authentication_methods_user"] = str(person.pk)
        session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
        session.save()
    return client


def text_of(answer: Any) -> str:
    return b"".join(answer).decode(errors="replace") if answer.streaming else answer.content.decode(errors="replace")


def faults(answer: Any) -> list[str]:
    """What is wrong with an answer to bad input."""
    found = []
    if answer.status_code >= 500:
        found.append(f"{answer.status_code} {getattr(answer, 'exc_info', None) and answer.exc_info[1]!r}")
    body = text_of(answer)
    found += [f"shows {leak!r}" for leak in LEAKS if leak in body]
    if "html" in answer.get("Content-Type", "") or "xml" in answer.get("Content-Type", ""):
        found += [f"{mark!r} is not escaped" for mark in (SCRIPT, "<img src=x onerror") if mark in body]
    if answer.get("Location", "").startswith(("https://zly", "//")):
        found.append("leads to another site")
    return found


def stored() -> dict[str, int]:
    """How many rows there are of what people can make."""
    counted = [User, Organisation, Membership, Page, ContactSubmission, OutboxEntry, *apps.get_app_config("account").get_models()]
    return {model.__name__: model._default_manager.count() for model in counted}


# --- Nothing without a row


def test_every_configured_address_has_a_row() -> None:
    configured, rows = addresses.configured_addresses(), set(addresses.ADDRESSES)
    assert configured - rows == set(), "addresses without a row in tests/house/addresses.py"
    assert rows - configured == set(), "rows of addresses that are no more"
    assert len(rows) > 60


def test_every_page_type_and_its_routes_have_a_row() -> None:
    routed, rows = addresses.routed_addresses(), set(addresses.PAGES)
    assert routed - rows == set(), "page types or routes without a row in tests/house/addresses.py"
    assert rows - routed == set(), "rows of page types or routes that are no more"


def test_every_form_class_has_a_row() -> None:
    defined, rows = addresses.defined_forms(), set(FORMS)
    assert defined - rows == set(), "forms without a row in tests/house/addresses.py"
    assert rows - defined == set(), "rows of forms that are no more"


def test_every_variable_part_of_an_address_is_a_word_of_the_rows() -> None:
    """An address with a variable part gets bad input there as well, so its row must name the part."""
    variable = re.compile(r"<|\(\?P<|\(\\d")
    served = {address for address in addresses.ADDRESSES if address.endswith((r"/)*)$", r"csv|json))$"))}
    missing = {
        address
        for address, row in addresses.ADDRESSES.items()
        if variable.search(address) and "{" not in row.path and address not in served
    }
    assert missing == set()


@pytest.mark.parametrize("name", ROWS)
def test_the_example_of_a_row_answers(world: World, name: str) -> None:
    """A row that leads nowhere would test nothing."""
    row = ROWS[name]
    answer = client_of(world, row.role).get(row.path.format(**world.words), {key: value for key, value in row.takes.items() if value})
    assert faults(answer) == []
    gone = {
        *(name for name in ROWS if name.startswith("api/v2/") and name not in ("api/v2/^documents/<int:pk>/")),
        "pl/konto/2fa/",
        "pl/konto/confirm-email/",
        "admin/skrzynka-nadawcza/",
        "admin/wyslij-jeszcze-raz/",
        "pl/konto/^confirm-email",
        "pl/konto/^password",
    }
    if not name.startswith(tuple(gone)):
        assert answer.status_code in (200, 302), answer.status_code


# --- Addresses


def queries(row: Row) -> Iterator[tuple[str, str]]:
    """What is wrong, and the query to send."""
    if not row.takes:
        # Whatever it is called, it is ignored: all at once, but for what is refused as a whole.
        alone = ("7,000 characters", "10,000 characters", "NUL")
        for kind in alone:
            yield kind, f"strona={IN_ADDRESS[kind]}"
        for name in ("strona", "q", "nieznany"):
            values = [value for kind, value in IN_ADDRESS.items() if kind not in alone]
            yield f"everything in {name}", "&".join(f"{name}={value}&{name}{number}={value}" for number, value in enumerate(values))
        return
    names = [*row.takes, *(name for name in ("strona", "p", "q", "nieznany") if name not in row.takes)]
    for kind, value in IN_ADDRESS.items():
        shorter = value[: 7_000 // len(names)] if kind == "7,000 characters" else value
        yield f"{kind} everywhere", "&".join(f"{name}={shorter}" for name in names)
        for name in row.takes if kind in ALSO_ALONE else ():
            yield f"{kind} in {name}", f"{name}={value}"
    for name in row.takes:
        yield f"{name} without a value", name
        yield f"{name} as a list", f"{name}[]=1&{name}[a]=2"
    for pair in row.pairs:
        yield pair, pair


@pytest.mark.parametrize("name", ROWS)
def test_bad_parameters(world: World, name: str) -> None:
    row = ROWS[name]
    client = client_of(world, row.role)
    path = row.path.format(**world.words)
    found = []
    for kind, query in queries(row):
        answer = client.get(f"{path}?{query}")
        problems = faults(answer)
        if kind.startswith("10,000") and answer.status_code != 414:
            problems.append(f"{answer.status_code} to an address that nobody types")
        if kind.startswith("NUL") and answer.status_code != 400:
            problems.append(f"{answer.status_code} to a NUL")
        found += [f"{kind}: {problem}" for problem in problems]
    assert found == []


@pytest.mark.parametrize("name", ROWS)
def test_bad_parts_of_the_path(world: World, name: str) -> None:
    """In place of each variable part, and behind the address."""
    row = ROWS[name]
    client = client_of(world, row.role)
    parts = re.findall(r"{(\w+)}", row.path)
    found = []
    for kind, value in IN_ADDRESS.items():
        paths = [row.path.format(**{**world.words, part: value}) for part in parts]
        if name in addresses.PAGES:
            paths.append(f"{row.path.format(**world.words).rstrip('/')}/{value}/")
        for path in paths:
            for method in (client.get, client.post) if parts else (client.get,):
                answer = method(path)
                found += [f"{method.__name__} {kind}: {problem}" for problem in faults(answer)]
    assert found == []


@pytest.mark.parametrize("name", ROWS)
def test_every_method_is_answered(world: World, name: str) -> None:
    row = ROWS[name]
    path = row.path.format(**world.words)
    client = client_of(world, row.role)
    found = []
    for method in ("HEAD", "PUT", "PATCH", "OPTIONS", "TRACE", "DELETE", "PROPFIND"):
        answer = client.generic(method, path)
        found += [f"{method}: {problem}" for problem in faults(answer)]
    assert found == []


def main_of(answer: Any) -> str:
    """What the page says of itself, without tokens and without the frame, which may keep the whole address."""
    body = re.search(r"<main.*</main>", text_of(answer), re.DOTALL)
    text = body[0] if body else text_of(answer)
    return re.sub(r'name="(?:csrfmiddlewaretoken|zeton)" value="[^"]*"', "", text)


# The API refuses parameters that it does not know: a program's mistake is told, not passed over (tests/core/test_api.py).
PUBLIC = [name for name, row in ROWS.items() if not row.role and not name.startswith(("pl/konto/", "api/"))]


@pytest.mark.parametrize("name", PUBLIC)
def test_unknown_parameters_are_ignored_and_of_a_repeated_one_the_last_counts(world: World, name: str) -> None:
    row = ROWS[name]
    path = row.path.format(**world.words)
    client = client_of(world, row.role)
    plain = client.get(path)
    strange = client.get(f"{path}?nieznany={quote(SCRIPT)}&utm_source=x&rok[]=1")
    assert strange.status_code == plain.status_code
    if not name.endswith(("ics", "ics|csv|json))$")):  # each file says when it was made
        assert main_of(strange) == main_of(plain)
    for parameter, good in row.takes.items():
        for bad in ("", "abc", quote(SCRIPT)):
            for first, second in ((bad, quote(good)), (quote(good), bad)):
                last = client.get(f"{path}?{parameter}={first}&{parameter}={second}")
                cache.clear()  # else the one would be answered with the other
                once = client.get(f"{path}?{parameter}={second}")
                assert last.status_code == once.status_code, (parameter, first, second)
                if "html" in last["Content-Type"]:
                    assert SCRIPT not in text_of(last)
                    assert main_of(last) == main_of(once), (parameter, first, second)


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


FORM_ROWS = [name for name, row in ROWS.items() if row.asks]


def opened(client: Client, world: World, row: Row) -> dict[str, str]:
    """The good answers, with the token of the contact form where there is one."""
    token = re.search(r'name="zeton" value="([^"]+)"', text_of(client.get("/pl/kontakt/"))) if "{contact}" in row.path else None
    return {**row.asks, **({"zeton": token[1]} if token else {}), "action_add": "1"}


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
                after = stored()
                transaction.set_rollback(True)
            body = text_of(answer)
            if answer.status_code < 300 or answer.status_code == 422:
                if after != before:
                    problems.append(f"stored {after}")
                if ENGLISH.search(" ".join(re.findall(r'id="id_\w+_error"[^>]*>(.*?)</', body, re.DOTALL))):
                    problems.append("speaks English")
                shown = {"script": "&lt;script&gt;alert(7)", "SQL": "DROP TABLE wagtailcore_page"}.get(kind)
                if shown and wrong not in row.secret and wrong not in ("territory", "serves") and shown not in body:
                    problems.append("what was typed is gone")
            elif "/reauthenticate/" in answer.get("Location", ""):
                pass  # allauth asks for the password first, so the form itself is met in test_a_form_answers_in_polish
            elif answer.status_code == 302 and (kind == "10,000 characters" or (kind in UNWRITABLE and wrong not in row.secret)):
                problems.append(f"was taken, and leads to {answer['Location']}")
            found += [f"{wrong} {kind}: {problem}" for problem in problems]
    assert found == []


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
    assert found == []


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
    with override("pl"), allauth_context.request_context(addresses._request(world)):
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


@pytest.mark.parametrize("name", FORMS)
def test_a_form_answers_in_polish(world: World, name: str) -> None:
    assert check_form(world, FORMS[name]) == []


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
