"""Whatever comes to an address: an answer or a sentence in Polish, never a server error, nothing stored.

The tables of `tests.house.addresses` are held against the URL configuration, the page types and the form classes, so a new
address or form without a row fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.core.cache import cache

from tests.house import addresses
from tests.house.addresses import FORMS, ROWS, Row, World
from tests.house.bad_input import (
    ALSO_ALONE,
    IN_ADDRESS,
    SCRIPT,
    client_of,
    faults,
    text_of,
)

pytestmark = pytest.mark.django_db


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
        # Only with the operator's token, as tests/core/test_metrics.py says.
        "metrics",
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


@pytest.mark.grid
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


@pytest.mark.grid
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


@pytest.mark.grid
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


@pytest.mark.grid
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
        if parameter in row.several:
            every = client.get(f"{path}?{parameter}={quote(SCRIPT)}&{parameter}={quote(good)}")
            assert every.status_code == 200
            assert SCRIPT not in text_of(every)
            continue
        for bad in ("", "abc", quote(SCRIPT)):
            for first, second in ((bad, quote(good)), (quote(good), bad)):
                last = client.get(f"{path}?{parameter}={first}&{parameter}={second}")
                cache.clear()  # else the one would be answered with the other
                once = client.get(f"{path}?{parameter}={second}")
                assert last.status_code == once.status_code, (parameter, first, second)
                if "html" in last["Content-Type"]:
                    assert SCRIPT not in text_of(last)
                    assert main_of(last) == main_of(once), (parameter, first, second)
