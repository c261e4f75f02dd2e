"""A server of calendars on this machine, whose answers a test changes."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Answers:
    """What the server says from now on, and what it was asked."""

    content: bytes = b""
    status: int = 200
    kind: str = "text/calendar; charset=utf-8"
    etag: str = ""
    location: str = ""
    packed: bool = False
    # Seconds before each piece of what it says; then it never ends.
    drips: float = 0.0
    asked: list[dict[str, str]] = field(default_factory=list)
    url: str = ""
    stopping: bool = False


@contextmanager
def serving() -> Iterator[Answers]:
    """A server that answers until the block ends."""
    answers = Answers()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answers.asked.append(dict(self.headers))
            if answers.location:
                self.send_response(answers.status if answers.status != 200 else 302)
                self.send_header("Location", answers.location)
                self.end_headers()
                return
            if answers.etag and self.headers.get("If-None-Match") == answers.etag:
                self.send_response(304)
                self.end_headers()
                return
            self.send_response(answers.status)
            self.send_header("Content-Type", answers.kind)
            if answers.etag:
                self.send_header("ETag", answers.etag)
            if answers.packed:
                self.send_header("Content-Encoding", "gzip")
            self.end_headers()
            self._say()

        def _say(self) -> None:
            try:
                self.wfile.write(gzip.compress(answers.content) if answers.packed else answers.content)
                while answers.drips and not answers.stopping:
                    time.sleep(answers.drips)
                    self.wfile.write(b"X-NIC:1\r\n" * 100)
            except (BrokenPipeError, ConnectionResetError):
                pass  # who asked had enough

        def log_message(self, *_args: object) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    answers.url = f"http://127.0.0.1:{server.server_address[1]}/kalendarz.ics"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield answers
    finally:
        answers.stopping = True
        server.shutdown()
        server.server_close()
