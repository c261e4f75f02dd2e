"""`make demo`: sets the demo up, serves it with the production server and a worker, and stops both on Ctrl-C."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import datetime
from pathlib import Path
from types import FrameType

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from wagtail.models import Site

from core import pagecache
from core.catalogues import compile_catalogues
from core.demo import users
from framework_calendar import year_pdf

START_SECONDS = 60


class Command(BaseCommand):
    help = "Sets the demo up and serves it."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--reset-only", action="store_true", help="move the demo's data aside and stop")
        parser.add_argument("--setup-only", action="store_true", help="set everything up, but serve nothing")

    def handle(self, *args, **options) -> None:
        if not settings.DEMO:
            raise CommandError("To polecenie działa tylko z ustawieniami demo (portal.settings.demo).")
        if options["reset_only"]:
            self.move_aside("na życzenie")
            return
        port = options["port"]
        if not options["setup_only"] and not port_is_free(port):
            raise CommandError(f"Port {port} jest zajęty. Wybierz inny: make demo PORT={port + 1}")
        self.prepare(port)
        if not options["setup_only"]:
            self.serve(port)

    # --- Setting up

    def prepare(self, port: int) -> None:
        """Bring database, static files and content up to date; what is up to date already costs nothing."""
        compile_catalogues(settings.LOCALE_PATHS[0])
        migrations = migration_hashes()
        state_file = settings.VAR / "migrations.json"
        known = json.loads(state_file.read_text()) if state_file.exists() else {}
        if self.database_exists() and any(migrations.get(name) != digest for name, digest in known.items()):
            self.move_aside("baza pochodzi z innej wersji portalu")
            known = {}
        if known != migrations or not self.database_exists():
            self.stdout.write("Przygotowuję bazę danych...")
            call_command("migrate", interactive=False, verbosity=0)
            state_file.write_text(json.dumps(migrations, indent=1))
        statics = static_fingerprint()
        static_file = settings.VAR / "static.txt"
        if not static_file.exists() or static_file.read_text() != statics:
            self.stdout.write("Zbieram pliki stylów i skryptów...")
            call_command("collectstatic", interactive=False, clear=True, verbosity=0)
            static_file.write_text(statics)
        call_command("load_demo", stdout=self.stdout)
        open_at(port)
        connection.close()

    @staticmethod
    def database_exists() -> bool:
        config = settings.DATABASES["default"]
        return not config["ENGINE"].endswith("sqlite3") or Path(config["NAME"]).exists()

    def move_aside(self, why: str) -> None:
        """Keep the old database and files under another name: nothing is ever destroyed."""
        connection.close()
        config = settings.DATABASES["default"]
        if not config["ENGINE"].endswith("sqlite3"):
            raise CommandError("Bazę demo umiem odłożyć na bok tylko dla SQLite.")
        stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
        database, shelf = Path(config["NAME"]), settings.VAR / f"odlozone-{stamp}"
        moved = [
            path
            for path in (
                database,
                *(database.with_name(database.name + suffix) for suffix in ("-wal", "-shm")),
                Path(settings.MEDIA_ROOT),
                Path(settings.DOCUMENT_ROOT),
                settings.DEMO_MAILBOX,
                settings.VAR / "cache",
                settings.VAR / "migrations.json",
            )
            if path.exists()
        ]
        if not moved:
            self.stdout.write("Nie ma czego odkładać: demo jeszcze nie było uruchomione.")
            return
        shelf.mkdir()
        for path in moved:
            path.rename(shelf / path.name)
        self.stdout.write(f"Poprzednie dane demo leżą w {shelf.relative_to(settings.ROOT)} ({why}).")

    # --- Serving

    def serve(self, port: int) -> None:
        """Run the web server and the worker until a signal or until one of them ends."""
        address = f"http://127.0.0.1:{port}"
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "portal.settings.demo"),
            "BASE_URL": address,
            "PYTHONPATH": os.pathsep.join([str(settings.ROOT), str(settings.ROOT / "site")]),
        }
        python, memory = sys.executable, Path("/dev", "shm")
        web = [
            *(python, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", os.environ.get("WORKERS", "2"), "--threads", "4"),
            *(("--worker-tmp-dir", str(memory)) if memory.is_dir() else ()),
            *("--limit-request-line", "8190", "--graceful-timeout", "5", "--log-level", "warning", "portal.wsgi"),
        ]
        worker = [python, "manage.py", "work"]
        stopping = False

        def stop(_signal: int, _frame: FrameType | None) -> None:
            nonlocal stopping
            stopping = True

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, stop)
        # Sessions of their own: Ctrl-C in the terminal reaches this process only, which then stops them in order.
        children = [
            subprocess.Popen(command, cwd=settings.ROOT, env=environment, start_new_session=True)  # noqa: S603 - our own commands
            for command in (web, worker)
        ]
        try:
            if wait_until_ready(address, children, lambda: stopping):
                self.announce(address)
            while not stopping and all(child.poll() is None for child in children):
                time.sleep(0.2)
        finally:
            codes = [child.poll() for child in children]
            for child in children:
                if child.poll() is None:
                    child.terminate()
            for child in children:
                try:
                    child.wait(10)
                except subprocess.TimeoutExpired:
                    child.kill()
        if not stopping:
            raise CommandError(f"Serwer albo proces roboczy zakończył się sam (kody: {codes}).")
        self.stdout.write("Demo zatrzymane. Dane zostały w folderze var/.")

    def announce(self, address: str) -> None:
        lines = [
            f"\nPortal działa: {address}/pl/   panel redakcji: {address}/admin/",
            "Konta demo (hasło do wszystkich: Portal-demo-2026):",
        ]
        lines += [f"  {user['email']:<38} {user['role_label']}" for user in users.showcase()]
        lines += [line for line in (year_pdf.missing_line(),) if line]
        lines += [f"Poczta wysłana przez demo: {address}/pl/demo/poczta/", "Zatrzymanie: Ctrl-C\n"]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()


def open_at(port: int) -> None:
    """Let full addresses (iCalendar, feeds, links to send on) name the port that the demo listens on.

    What earlier starts stored is not shown again: it may name another port, and style sheets that are gone.
    """
    with transaction.atomic():
        site = Site.objects.filter(is_default_site=True).exclude(port=port).first()
        if site is not None:
            site.port = port
            site.save(update_fields=["port"])
        pagecache.bump()


def port_is_free(port: int) -> bool:
    """Whether a server could listen on this port of 127.0.0.1 now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def wait_until_ready(address: str, children: list[subprocess.Popen], stopping) -> bool:
    """Wait until the server answers; False when it will not."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and not stopping() and all(child.poll() is None for child in children):
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=2) as answer:  # noqa: S310 - our own address
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            time.sleep(0.15)
    return False


def migration_hashes() -> dict[str, str]:
    """Each of our migrations with a digest of its text: a database made by another text does not fit."""
    return {
        f"{config.label}.{path.stem}": hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        for config in apps.get_app_configs()
        if settings.ROOT in Path(config.path).parents and ".venv" not in config.path
        for path in sorted(Path(config.path, "migrations").glob("[0-9]*.py"))
    }


def static_fingerprint() -> str:
    """Changes when one of our static files or the locked packages change."""
    digest = hashlib.sha256((settings.ROOT / "requirements/base.txt").read_bytes())
    for path in sorted((settings.ROOT / "static").rglob("*")):
        if path.is_file():
            digest.update(f"{path.relative_to(settings.ROOT)}:{path.stat().st_size}:{path.stat().st_mtime_ns}\n".encode())
    return digest.hexdigest()
