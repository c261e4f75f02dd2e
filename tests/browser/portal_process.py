"""The portal's programs as processes forked from one that has Django loaded: loading it took longer than most tests.

`multiprocessing`'s fork server imports this module once, with the environment of the tests' server; each program then begins in
a process of its own that has asked nothing of the database yet.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_LOADED = "PORTAL_TESTS_SERVER"

if os.environ.get(_LOADED):
    import django
    from django.urls import get_resolver

    django.setup()
    import portal.wsgi  # noqa: F401

    assert get_resolver().url_patterns

_forks = multiprocessing.get_context("forkserver")


def prepare(environment: dict[str, str]) -> None:
    """Start the process that the others are forked from; the environment holds for all of them."""
    ours = dict(os.environ)
    os.environ.update(environment, **{_LOADED: "1"})
    try:
        _forks.set_forkserver_preload([__name__])
        from multiprocessing.forkserver import ensure_running

        ensure_running()
    finally:
        os.environ.clear()
        os.environ.update(ours)


def _become(program: str, arguments: Sequence[str], log: Path) -> None:
    # A fork server that was there before, or died, would bring the tests' own settings.
    assert os.environ.get(_LOADED)
    assert os.environ["DJANGO_SETTINGS_MODULE"] == "portal.settings.demo"
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for number in (1, 2):
        os.dup2(out, number)
    os.chdir(ROOT)
    sys.argv = [program, *arguments]
    if program == "gunicorn":
        from gunicorn.app.wsgiapp import WSGIApplication

        WSGIApplication("%(prog)s [OPTIONS] [APP_MODULE]").run()
    else:
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)


def start(program: str, *arguments: str, log: Path) -> BaseProcess:
    """Start `gunicorn` or `manage.py`; what it prints is added to the log."""
    process = _forks.Process(target=_become, args=(program, arguments, log))
    process.start()
    return process


def ended(process: BaseProcess, *, seconds: float = 15) -> bool:
    """Wait for a process that was told to stop; one that does not is killed, since it would hold the address."""
    process.join(seconds)
    if process.exitcode is not None:
        return True
    process.kill()
    process.join()
    return False
