"""Compiles gettext catalogues with polib, so that running the portal needs no gettext package."""

from __future__ import annotations

from pathlib import Path

import polib


def compile_catalogues(locale: Path) -> int:
    """Write each `.mo` under `locale` that is older than its `.po`; returns how many were written."""
    written = 0
    for source in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            polib.pofile(str(source)).save_as_mofile(str(target))
            written += 1
    return written
