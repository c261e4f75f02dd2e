"""The empty SQLite database that tests begin with, kept from run to run: its migrations take longer than most test files."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection

ROOT = Path(__file__).resolve().parents[1]


def _kept() -> Path:
    """Where it lies: under a name of what its content comes from, the packages and the migrations."""
    made_of = hashlib.sha256((ROOT / "requirements" / "dev.txt").read_bytes())
    for app in apps.get_app_configs():
        if ROOT in (folder := Path(app.path)).parents and ".venv" not in folder.parts:
            for file in sorted((folder / "migrations").glob("*.py")):
                made_of.update(file.read_bytes())
    return Path(tempfile.gettempdir()) / f"portal-test-empty-{os.getuid()}-{made_of.hexdigest()[:16]}.sqlite3"


def lay_out() -> bool:
    """Put a copy where this run's database will be; whether there is one."""
    if connection.vendor != "sqlite" or not (kept := _kept()).exists():
        return False
    shutil.copyfile(kept, settings.DATABASES["default"]["TEST"]["NAME"])
    return True


def keep() -> None:
    """Keep this run's database, which nothing has been written to yet, for the next one."""
    # Migrating leaves the types known, and a test that counts queries must not depend on which one asks first.
    ContentType.objects.get_for_models(*apps.get_models())
    if connection.vendor == "sqlite" and not (kept := _kept()).exists():
        own = kept.with_suffix(f".{os.getpid()}")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(own)])
        own.replace(kept)


def remove() -> None:
    """Take away what `lay_out` put down, which Django believes it is to keep."""
    for end in ("", "-wal", "-shm"):
        Path(f"{settings.DATABASES['default']['TEST']['NAME']}{end}").unlink(missing_ok=True)
