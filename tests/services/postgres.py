#!/usr/bin/env python3
"""A PostgreSQL of one's own for the tests: own data folder, free port, stopped and removed at the end.

`postgres.py run -- COMMAND` runs the command with DATABASE_URL set; without a command it waits for Ctrl-C. Started as
root it drops to an ordinary user, since PostgreSQL refuses root; as an ordinary user it needs no rights at all.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any


def binaries() -> Path:
    """The folder with the newest PostgreSQL server on this machine."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[4]))
    if found:
        return found[-1].parent
    if which := shutil.which("postgres"):
        return Path(which).resolve().parent
    sys.exit("No PostgreSQL server found. Debian and Ubuntu: apt-get install postgresql")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Postgres:
    """One server, for as long as the `with` block lasts."""

    def __init__(self) -> None:
        self.bin = binaries()
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="portal-pg-"))
        self.user = "nobody" if os.geteuid() == 0 else None

    def _run(self, *command: str) -> None:
        prefix: list[str] = []
        if self.user:
            account = pwd.getpwnam(self.user)
            prefix = ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]
        result = subprocess.run([*prefix, *command], capture_output=True, text=True, cwd=self.folder)
        if result.returncode:
            log = self.folder / "log"
            sys.exit(f"{' '.join(command)}\n{result.stdout}{result.stderr}{log.read_text() if log.exists() else ''}")

    def __enter__(self) -> Postgres:
        if self.user:
            account = pwd.getpwnam(self.user)
            os.chown(self.folder, account.pw_uid, account.pw_gid)
        data = str(self.folder / "data")
        self._run(str(self.bin / "initdb"), "-D", data, "-U", "portal", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "-N")
        # Durability is worth nothing here: the folder goes with the server.
        careless = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"
        # Between two tests the tables are empty; statistics taken at that moment would make plans of minutes for the next.
        careless += " -c autovacuum=off"
        options = f"-p {self.port} -k {self.folder} -h 127.0.0.1 {careless}"
        self._run(str(self.bin / "pg_ctl"), "-D", data, "-w", "-l", str(self.folder / "log"), "-o", options, "start")
        self._run(str(self.bin / "createdb"), "-h", "127.0.0.1", "-p", str(self.port), "-U", "portal", "portal")
        return self

    def __exit__(self, *_: object) -> None:
        self._run(str(self.bin / "pg_ctl"), "-D", str(self.folder / "data"), "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def url(self) -> str:
        return f"postgres://portal@127.0.0.1:{self.port}/portal"


def run_beside(server: Any, variable: str, command: list[str]) -> int:
    """Run the command with the server's address in this variable, or wait for Ctrl-C; the command's exit code."""
    # A terminated run still stops its server.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with server:
        if command:
            return subprocess.run(command, env={**os.environ, variable: server.url}).returncode
        print(f"{variable}={server.url}", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            signal.pause()
    return 0


def main() -> int:
    if len(sys.argv) < 2 or sys.argv[1] != "run":
        sys.exit(__doc__)
    return run_beside(Postgres(), "DATABASE_URL", sys.argv[3:] if sys.argv[2:3] == ["--"] else [])


if __name__ == "__main__":
    sys.exit(main())
