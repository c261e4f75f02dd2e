#!/usr/bin/env python3
"""An Elasticsearch of one's own for the tests: one node or several, free ports, stopped and removed at the end.

`elasticsearch.py run [--nodes 3] -- COMMAND` runs the command with ELASTICSEARCH_URL set; without a command it waits for Ctrl-C.
The server is the one that Maven Central carries (only its core, and no Java of its own), fetched once into the user's cache folder.
Started as root it drops to an ordinary user, since Elasticsearch refuses root.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import http.client
import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
import zipfile
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2]))

from tests.services.postgres import free_port, run_beside

VERSION = "8.19.3"
ADDRESS = (
    f"https://repo1.maven.org/maven2/org/elasticsearch/distribution/integ-test-zip/elasticsearch/{VERSION}/elasticsearch-{VERSION}.zip"
)
SHA512 = "fdff76ed667a361d2326088e345eff58344499e06bf636e42b6d8e89fbc18d8aaa94dd90ca500933f969c4cf92b9ad20391c0e5bf1fa119a7a3ae3adb49d6d4a"
# A small machine starts one node in half a minute; three at once, beside other tests, take their time.
SECONDS_TO_START = 240


def archive() -> Path:
    """The server's archive, fetched and compared with its checksum when it is not in the cache folder yet."""
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "portal-wspolpracy"
    path = folder / f"elasticsearch-{VERSION}.zip"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkstemp(dir=folder)[1])
        try:
            with urllib.request.urlopen(ADDRESS, timeout=120) as answer, part.open("wb") as target:
                shutil.copyfileobj(answer, target)
            if hashlib.sha512(part.read_bytes()).hexdigest() != SHA512:
                sys.exit(f"{ADDRESS}: not the archive that is expected here")
            part.rename(path)
        finally:
            part.unlink(missing_ok=True)
    return path


class Elasticsearch:
    """A cluster of so many nodes, for as long as the `with` block lasts."""

    def __init__(self, nodes: int = 1, *, heap: str = "384m") -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="portal-es-"))
        self.user = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        self.heap = heap
        self.ports = [free_port() for _ in range(nodes)]
        self.transports = [free_port() for _ in range(nodes)]
        self.processes: list[subprocess.Popen[bytes] | None] = [None] * nodes

    @property
    def urls(self) -> list[str]:
        return [f"http://127.0.0.1:{port}" for port in self.ports]

    @property
    def url(self) -> str:
        """All addresses, as the portal's setting takes them."""
        return ",".join(self.urls)

    def __enter__(self) -> Elasticsearch:
        java = shutil.which("java")
        if java is None:
            sys.exit("No Java found. Debian and Ubuntu: apt-get install default-jre-headless")
        self.java_home = Path(java).resolve().parents[1]
        with zipfile.ZipFile(archive()) as packed:
            packed.extractall(self.folder)
        self.home = self.folder / f"elasticsearch-{VERSION}"
        for binary in (self.home / "bin").iterdir():
            binary.chmod(0o755)
        (self.folder / "tmp").mkdir()
        for number in range(len(self.ports)):
            self._configure(number)
        if self.user:
            for path in [self.folder, *self.folder.rglob("*")]:
                os.chown(path, self.user.pw_uid, self.user.pw_gid)
        try:
            for number in range(len(self.ports)):
                self.start(number)
            self.wait(len(self.ports))
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for number in range(len(self.ports)):
            self.kill(number)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _configure(self, number: int) -> None:
        shutil.copytree(self.home / "config", self.folder / f"config-{number}")
        names = [f"n{each}" for each in range(len(self.ports))]
        settings = {
            "cluster.name": f"portal-{self.ports[0]}",
            "node.name": names[number],
            "http.port": self.ports[number],
            "transport.port": self.transports[number],
            "network.host": "127.0.0.1",
            "path.data": str(self.folder / f"data-{number}"),
            "path.logs": str(self.folder / f"logs-{number}"),
            "discovery.seed_hosts": [f"127.0.0.1:{port}" for port in self.transports],
            "cluster.initial_master_nodes": names,
            "xpack.security.enabled": False,
            # The tests' disks are nearly full at times, and nothing of this is to last.
            "cluster.routing.allocation.disk.threshold_enabled": False,
            # A test deletes an alias by hand and sees what the portal makes of it; nothing may make up an index for it.
            "action.auto_create_index": False,
        }
        lines = [f"{name}: {json.dumps(value)}" for name, value in settings.items()]
        (self.folder / f"config-{number}" / "elasticsearch.yml").write_text("\n".join(lines) + "\n")

    def start(self, number: int) -> None:
        """Start one node, or start it again; `wait` says when it takes part."""
        environment = {
            "PATH": os.environ["PATH"],
            "ES_JAVA_HOME": str(self.java_home),
            "ES_JAVA_OPTS": f"-Xms{self.heap} -Xmx{self.heap}",
            "ES_PATH_CONF": str(self.folder / f"config-{number}"),
            # Not above the server's own folder, which its programs may not read.
            "ES_TMPDIR": str(self.folder / "tmp"),
            "HOME": str(self.folder),
        }
        prefix = ["setpriv", f"--reuid={self.user.pw_uid}", f"--regid={self.user.pw_gid}", "--clear-groups"] if self.user else []
        with (self.folder / f"out-{number}").open("ab") as out:
            self.processes[number] = subprocess.Popen(
                [*prefix, str(self.home / "bin" / "elasticsearch")],
                env=environment,
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                start_new_session=True,
            )

    def kill(self, number: int) -> None:
        """As a power cut would: the launcher and its Java at once."""
        process = self.processes[number]
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.processes[number] = None

    def wait(self, nodes: int) -> None:
        """Until so many nodes form one cluster that answers."""
        running = [number for number, process in enumerate(self.processes) if process is not None]
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline:
            for number in running:
                process = self.processes[number]
                if process is not None and process.poll() is not None:
                    raise RuntimeError(f"Elasticsearch ended:\n{(self.folder / f'out-{number}').read_text()[-4000:]}")
            if all(self._sees(number) == nodes for number in running):
                return
            time.sleep(0.5)
        raise RuntimeError(f"Elasticsearch did not start in {SECONDS_TO_START} s:\n{(self.folder / 'out-0').read_text()[-4000:]}")

    def _sees(self, number: int) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.ports[number], timeout=5)
        try:
            connection.request("GET", "/_cluster/health")
            return int(json.load(connection.getresponse())["number_of_nodes"])
        except (OSError, http.client.HTTPException, ValueError, KeyError):
            return 0
        finally:
            connection.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["run", "fetch"])
    parser.add_argument("--nodes", type=int, default=1)
    parser.add_argument("command", nargs="*")
    options = parser.parse_args()
    if options.what == "fetch":
        archive()
        return 0
    return run_beside(Elasticsearch(options.nodes), "ELASTICSEARCH_URL", options.command)


if __name__ == "__main__":
    sys.exit(main())
