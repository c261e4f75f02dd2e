#!/usr/bin/env python3
"""`make bench`: runs the parts, or the one that is named."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PARTS = {
    "pages": "pages.py",
    "search": "search/speed.py",
    "quality": "search/quality.py",
    "booking": "booking.py",
    "ical": "calendar_files.py",
    "calendar": "calendar_part.py",
    "imports": "imports.py",
    "framework-year": "framework_year.py",
    "framework": "framework/allocating.py",
}


def main() -> int:
    wanted = sys.argv[1:] or list(PARTS)
    unknown = [part for part in wanted if part not in PARTS]
    if unknown:
        sys.exit(f"No such part: {', '.join(unknown)}. There are: {', '.join(PARTS)}")
    failed = 0
    for part in wanted:
        print(f"--- {part}", flush=True)
        failed |= subprocess.run([sys.executable, Path(__file__).parent / PARTS[part]]).returncode
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
