"""The demo's post office."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import clear_url_caches


@pytest.fixture
def box(tmp_path: Path, settings: Any) -> Path:
    settings.DEMO_MAILBOX = tmp_path / "mail"
    settings.EMAIL_BACKEND = "core.mailbox.DemoMailbox"
    return settings.DEMO_MAILBOX


@pytest.mark.django_db
def test_mails_are_kept_and_shown_newest_first(client: Client, box: Path) -> None:
    assert "Nic jeszcze nie wysłano" in client.get("/pl/demo/poczta/").content.decode()
    mail.send_mail("Pierwszy żółty", "Treść", "portal@example.org", ["ala@example.org"])
    mail.send_mail("Drugi <b>", "Zobacz http://testserver/pl/ <script>alert(1)</script>", "portal@example.org", ["ola@example.org"])
    assert len(list(box.glob("*.eml"))) == 2
    assert not list(box.glob("*.part"))
    page = client.get("/pl/demo/poczta/").content.decode()
    assert page.index("Drugi &lt;b&gt;") < page.index("Pierwszy żółty")
    assert "ola@example.org" in page
    assert '<a href="http://testserver/pl/">http://testserver/pl/</a>' in page
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.django_db
def test_the_hour_is_the_one_on_the_wall(client: Client, box: Path) -> None:
    mail.send_mail("Zimą", "Treść", "portal@example.org", ["ala@example.org"])
    (letter,) = box.glob("*.eml")
    text = re.sub(r"(?m)^Date: .*$", "Date: Tue, 24 Nov 2026 11:30:05 -0000", letter.read_text())
    letter.write_text(text)
    assert "24 listopada 2026, 12:30:05" in client.get("/pl/demo/poczta/").content.decode()


@pytest.mark.django_db
def test_only_the_demo_has_it(client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib

    import portal.urls

    settings.DEMO = False
    importlib.reload(portal.urls)
    clear_url_caches()
    try:
        assert client.get("/pl/demo/poczta/").status_code == 404
    finally:
        settings.DEMO = True
        importlib.reload(portal.urls)
        clear_url_caches()
