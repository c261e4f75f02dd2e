"""A Redis of one's own for the tests: free port, nothing on disk, stopped at the end."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from socket import create_connection

from tests.services.postgres import free_port


class Redis:
    """One server, for as long as the `with` block lasts."""

    def __enter__(self) -> Redis:
        binary = shutil.which("redis-server")
        if binary is None:
            sys.exit("No Redis server found. Debian and Ubuntu: apt-get install redis-server")
        self.port = free_port()
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen([binary, *options], stdout=subprocess.DEVNULL)
        for _ in range(100):
            try:
                create_connection(("127.0.0.1", self.port), 1).close()
                return self
            except OSError:
                time.sleep(0.1)
        self.process.kill()
        raise RuntimeError("Redis did not start")

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(10)

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"
