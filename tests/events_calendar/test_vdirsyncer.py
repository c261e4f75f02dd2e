"""vdirsyncer keeps a copy of the calendar: the second time there is nothing to do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from events_calendar.models.events import EventDate
from tests.events_calendar.factories import EventPageFactory, at
from tests.factories import make_site_tree

CONFIG = """
[general]
status_path = "{folder}/status/"

[pair portal]
a = "there"
b = "here"
collections = null
conflict_resolution = "a wins"

[storage there]
type = "http"
url = "{url}/pl/kalendarz/kalendarz.ics"

[storage here]
type = "filesystem"
path = "{folder}/copy/"
fileext = ".ics"
"""


@pytest.mark.django_db(transaction=True)
def test_the_second_sync_changes_nothing(live_server: Any, tmp_path: Path, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    tree = make_site_tree()
    for number in range(5):
        EventPageFactory(parent=tree.calendar_slupsk, title=f"Wydarzenie numer {number}")
    series = EventPageFactory(parent=tree.calendar_tczew, rule="FREQ=WEEKLY;COUNT=6", title="Seria")
    series.dates.add(EventDate(change="cancelled", original=at("2026-12-03 18:00"), reason="Mróz"))
    series.save()
    (tmp_path / "config").write_text(CONFIG.format(folder=tmp_path, url=live_server.url), encoding="utf-8")
    (tmp_path / "copy").mkdir()
    command = [Path(sys.executable).with_name("vdirsyncer"), "-c", str(tmp_path / "config")]
    environment = {**os.environ, "NO_PROXY": "*", "no_proxy": "*"}

    def run(*words: str) -> str:
        done = subprocess.run([*command, *words], capture_output=True, text=True, env=environment, input="y\n", timeout=60, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr

    def copy() -> dict[str, tuple[bytes, int]]:
        return {file.name: (file.read_bytes(), file.stat().st_mtime_ns) for file in (tmp_path / "copy").iterdir()}

    run("discover")
    assert "Copying" in run("sync")
    first = copy()
    assert len(first) == 6, "one for each event, the series as a whole"
    second = run("sync")
    assert not {"Copying", "Deleting", "Updating"} & set(second.replace(":", " ").split())
    assert copy() == first
