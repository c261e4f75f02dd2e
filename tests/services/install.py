#!/usr/bin/env python3
"""Installs what the tests need and this machine lacks: from Debian's packages as root, else it says what is missing.

The second reader of iCalendar comes from npm, into tests/tools/node_modules, as package-lock.json says; Elasticsearch from Maven
Central, into the user's cache folder.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2]))

from tests.services.elasticsearch import archive

NEEDED = {
    "chromium": lambda: shutil.which("chromium") is not None,
    "redis-server": lambda: shutil.which("redis-server") is not None,
    "postgresql": lambda: any(Path("/usr/lib/postgresql").glob("*/bin/postgres")),
    "gettext": lambda: shutil.which("xgettext") is not None,
    "default-jre-headless": lambda: shutil.which("java") is not None,
    "nodejs": lambda: shutil.which("node") is not None,
    "npm": lambda: shutil.which("npm") is not None,
}
TOOLS = Path(__file__).resolve().parents[1] / "tools"


def node_tools() -> Path:
    """The folder of the tests' own tools under Node, with the packages that its lock file names."""
    lock = TOOLS / "package-lock.json"
    done = TOOLS / "node_modules" / ".package-lock.json"
    if not done.exists() or done.stat().st_mtime < lock.stat().st_mtime:
        npm = shutil.which("npm")
        if npm is None:
            sys.exit("Missing for the tests: npm. Run tests/services/install.py.")
        subprocess.run([npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=TOOLS, check=True, stdout=subprocess.DEVNULL)
        os.utime(done)
    return TOOLS


def main() -> None:
    missing = [package for package, present in NEEDED.items() if not present()]
    if missing:
        _install(missing)
    node_tools()
    archive()


def _install(missing: list[str]) -> None:
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
