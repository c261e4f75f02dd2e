"""The demo as a newcomer gets it: loaded once, whole, in both languages; run again, it neither doubles nor destroys."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Run in the demo's own process: the tests' settings know nothing of its database.
COUNT = """
import json
from django.test import Client
from wagtail.models import Page
from accounts.models import Organisation, User
from core.models import DemoItem, PortalDocument
from events_calendar.models import EventPage
from news.models import NewsPage
client = Client(headers={"host": "127.0.0.1"})
answers = {}
pages = Page.objects.live().filter(depth__gte=2, alias_of=None).select_related("locale")
for page in pages if WALK else ():
    url = page.specific.url
    answers[url] = client.get(url).status_code
from django.utils import timezone
polish = {"locale__language_code": "pl"}
print("JSON" + json.dumps({
    "answers": answers,
    "pages": Page.objects.live().filter(depth__gte=2, **polish).count(),
    "news": NewsPage.objects.live().filter(**polish).count(),
    "events": EventPage.objects.live().filter(**polish).count(),
    "coming": EventPage.objects.live().filter(start__gte=timezone.now(), **polish).count(),
    "ngos": Organisation.objects.filter(kind="ngo").count(),
    "communes": Organisation.objects.filter(kind="ngo").values("territory").distinct().count(),
    "documents": sorted({document.filename.rsplit(".", 1)[1] for document in PortalDocument.objects.all()}),
    "users": User.objects.count(),
    "items": DemoItem.objects.count(),
    "titles": list(NewsPage.objects.filter(slug__startswith="zmiana").values_list("title", flat=True)),
    "broken_tree": [list(map(str, problem)) for problem in Page.find_problems()],
}))
"""

CHANGE = """
from datetime import timedelta
from django.utils import timezone
from news.models import NewsPage
from events_calendar.models import EventPage
from core.models import DemoItem
first, second = NewsPage.objects.filter(locale__language_code="pl").order_by("pk")[:2]
first.title, first.slug = "Zmiana odwiedzającej", "zmiana-odwiedzajacej"
first.save_revision().publish()
second.delete()
DemoItem.objects.update(base_date=timezone.localdate() - timedelta(days=10))
"""


class Demo:
    """A demo in a folder of its own."""

    def __init__(self, var: Path) -> None:
        self.environment = {**os.environ, "PORTAL_VAR": str(var), "DJANGO_SETTINGS_MODULE": "portal.settings.demo"}
        self.environment.pop("DATABASE_URL", None)

    def manage(self, *arguments: str) -> str:
        result = subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=600
        )
        assert result.returncode == 0, result.stdout + result.stderr[-4000:]
        return result.stdout

    def count(self, *, walk: bool = False) -> dict:
        """What the demo holds; with `walk`, also how each live page answers."""
        out = self.manage("shell", "--no-imports", "-c", f"WALK = {walk}\n{COUNT}")
        return json.loads(out[out.index("JSON") + 4 :])


@pytest.mark.slow
def test_the_demo_loads_whole_and_a_second_run_keeps_what_visitors_did(tmp_path: Path) -> None:
    demo = Demo(tmp_path / "var")
    demo.manage("demo", "--setup-only")
    first = demo.count(walk=True)
    assert set(first["answers"].values()) == {200}
    assert sum(url.startswith("/en/") for url in first["answers"]) >= 20
    assert first["broken_tree"] == [[], [], [], [], []]
    assert first["pages"] >= 120
    assert first["news"] >= 24
    assert first["events"] >= 30
    assert first["coming"] >= 10
    assert first["ngos"] >= 40
    assert first["communes"] >= 15
    assert first["documents"] == ["docx", "pdf"]
    assert "The index is right" in demo.manage("search_index", "--check")

    demo.manage("demo", "--setup-only")
    again = demo.count()
    assert again["items"] == first["items"]
    assert again["pages"] == first["pages"]

    demo.manage("shell", "--no-imports", "-c", CHANGE)
    demo.manage("demo", "--setup-only")
    changed = demo.count()
    assert changed["titles"] == ["Zmiana odwiedzającej"]
    assert changed["pages"] == first["pages"] - 1
    assert changed["coming"] >= 10, "events that nobody touched move with the date"
