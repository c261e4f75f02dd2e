"""Production refuses to start without what it cannot do without, one clear line for each."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django_filters.widgets import RangeWidget

ROOT = Path(__file__).resolve().parents[2]
COMPLETE = {
    "SECRET_KEY": "not-a-real-key-but-long-enough-for-the-check-0123456789",
    "ALLOWED_HOSTS": "portal.example.org",
    "DATABASE_URL": "sqlite:////tmp/never-opened.sqlite3",
    "BASE_URL": "https://portal.example.org",
}


def check(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--settings", "portal.settings.production"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
    )


def test_complete_environment_starts() -> None:
    result = check(COMPLETE)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("name", COMPLETE)
def test_a_missing_variable_is_named_in_one_line(name: str) -> None:
    result = check({key: value for key, value in COMPLETE.items() if key != name})
    assert result.returncode == 1
    assert result.stderr.strip().splitlines()[-1].startswith(f"{name} is not set: ")
    assert "Traceback" not in result.stderr


def test_all_missing_variables_are_named_at_once() -> None:
    lines = check({}).stderr.strip().splitlines()
    assert [line.split()[0] for line in lines] == list(COMPLETE)


def test_the_demo_has_a_secret_key_of_its_own_that_others_cannot_read() -> None:
    tracked = subprocess.run(["git", "ls-files", "var"], cwd=ROOT, capture_output=True, text=True).stdout
    assert tracked == ""


def test_the_filters_of_wagtails_lists_find_their_templates() -> None:
    # Wagtail imports django_filters; its widgets look for templates in installed apps only.
    assert RangeWidget().render("dzien", ["1", "2"]).count("<input") == 2
