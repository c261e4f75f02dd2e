#!/usr/bin/env python3
"""Installs what the tests need and this machine lacks: from Debian's packages as root, else it says what is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NEEDED = {
    "chromium": lambda: shutil.which("chromium") is not None,
    "redis-server": lambda: shutil.which("redis-server") is not None,
    "postgresql": lambda: any(Path("/usr/lib/postgresql").glob("*/bin/postgres")),
    "gettext": lambda: shutil.which("xgettext") is not None,
    "default-jre-headless": lambda: shutil.which("java") is not None,
}


def main() -> None:
    missing = [package for package, present in NEEDED.items() if not present()]
    if not missing:
        return
    if os.geteuid() != 0:
        sys.exit(f"Missing for the tests: {' '.join(missing)}. Install them: sudo apt-get install {' '.join(missing)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=True, env=environment)
    subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing], check=True, env=environment)
    still = [package for package, present in NEEDED.items() if not present()]
    if still:
        sys.exit(f"Installed, but still not found: {' '.join(still)}")


if __name__ == "__main__":
    main()
