"""The promises of the layout: no forgotten migration, arrows that point one way, the standard library's `site`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_imports_point_the_way_of_the_design() -> None:
    result = subprocess.run([Path(sys.executable).with_name("lint-imports")], cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "3 kept, 0 broken" in result.stdout


def test_site_is_the_standard_librarys() -> None:
    code = "import sys; sys.path.insert(1, 'site'); import site; print(site.__file__)"
    out = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert Path(out.strip()).name == "site.py"
    assert str(ROOT / "site") not in out


def test_no_template_says_again_what_another_says() -> None:
    seen: dict[str, list[str]] = {}
    for path in sorted((ROOT / "templates").rglob("*.*")):
        text = path.read_text(encoding="utf-8")
        if len(text) > 200:
            seen.setdefault(text, []).append(path.relative_to(ROOT).as_posix())
    assert [paths for paths in seen.values() if len(paths) > 1] == []
