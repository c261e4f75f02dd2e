"""`/metrics`: what the portal counts, in the text form that Prometheus reads.

Each process writes what it counts to a file of its own, and whichever process is asked adds them up; a process that ended leaves its
counts behind. Without METRICS_TOKEN nothing is counted and the address does not exist.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from django.conf import settings
from django.db.models import Count, Min, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache

logger = logging.getLogger(__name__)

Sample = tuple[str, float]
# Name: type and help. Labels are part of a sample's name.
_described: dict[str, tuple[str, str]] = {}
# What is looked up when somebody asks, instead of counted.
readings: list[Callable[[], Iterable[Sample]]] = []
_GONE = "gone.json"


def describe(name: str, kind: str, text: str) -> None:
    """Say what a metric is: "counter" or "gauge". A gauge of several processes is their sum."""
    _described[name] = (kind, text)


def sample(name: str, **labels: str) -> str:
    """The name of one of a metric's numbers."""
    written = ",".join(f'{label}="{_escaped(value)}"' for label, value in sorted(labels.items()))
    return f"{name}{{{written}}}" if written else name


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


@dataclass
class _Numbers:
    """What one process counted."""

    pid: int = 0
    counters: Counter[str] = field(default_factory=Counter)
    gauges: dict[str, float] = field(default_factory=dict)


_own = _Numbers()
_lock = Lock()


def count(name: str, **labels: str) -> None:
    """One more."""
    _change(lambda own: own.counters.update([sample(name, **labels)]))


def set_gauge(name: str, value: float, **labels: str) -> None:
    """How it is in this process now."""
    _change(lambda own: own.gauges.__setitem__(sample(name, **labels), value))


def _change(how: Callable[[_Numbers], None]) -> None:
    if not settings.METRICS_TOKEN:
        return
    global _own
    folder = Path(settings.METRICS_DIR)
    try:
        with _lock:
            path = folder / f"{os.getpid()}.json"
            if _own.pid != os.getpid():
                # A process that was forked, or that has the number of one that ended, whose counts it goes on with.
                folder.mkdir(parents=True, exist_ok=True)
                _own = _Numbers(os.getpid(), Counter(_read(path).counters))
            how(_own)
            part = path.with_suffix(".part")
            part.write_text(json.dumps({"counters": _own.counters, "gauges": _own.gauges}))
            part.replace(path)
    except OSError as error:
        logger.warning("metrics: %s", error)


def _read(path: Path) -> _Numbers:
    try:
        found = json.loads(path.read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return _Numbers()
    return _Numbers(0, Counter(found["counters"]), found["gauges"])


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _all_processes() -> dict[str, float]:
    folder = Path(settings.METRICS_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    total: Counter[str] = Counter()
    gauges: Counter[str] = Counter()
    with _locked(folder):
        gone = _read(folder / _GONE).counters
        ended = []
        for path in folder.glob("[0-9]*.json"):
            numbers = _read(path)
            if _is_running(int(path.stem)):
                total.update(numbers.counters)
                gauges.update(numbers.gauges)
            else:
                gone.update(numbers.counters)
                ended.append(path)
        if ended:
            part = folder / "gone.part"
            part.write_text(json.dumps({"counters": gone, "gauges": {}}))
            part.replace(folder / _GONE)
            for path in ended:
                path.unlink(missing_ok=True)
    total.update(gone)
    return {**total, **gauges}


def outbox_readings() -> Iterator[Sample]:
    """What waits in the outbox, by kind, for how long, and what was given up."""
    from core.outbox import queue
    from core.outbox.models import OutboxEntry

    rows = OutboxEntry.objects.filter(done_at=None).order_by().values("kind")
    found = {row["kind"]: row for row in rows.annotate(waiting=Count("pk", filter=Q(failed_at=None)), failed=Count("failed_at"))}
    for kind in sorted({*queue.handlers, *found}):
        row = found.get(kind, {"waiting": 0, "failed": 0})
        yield sample("portal_outbox_waiting", kind=kind), row["waiting"]
        yield sample("portal_outbox_failed", kind=kind), row["failed"]
    oldest = OutboxEntry.objects.filter(done_at=None, failed_at=None).aggregate(created=Min("created"))["created"]
    yield "portal_outbox_oldest_seconds", (timezone.now() - oldest).total_seconds() if oldest else 0


describe("portal_outbox_waiting", "gauge", "Work in the outbox that is not done yet.")
describe("portal_outbox_failed", "gauge", "Work in the outbox that was given up after many attempts.")
describe("portal_outbox_oldest_seconds", "gauge", "How long the oldest work in the outbox has waited.")
readings.append(outbox_readings)


def text() -> str:
    """Everything, in the text form of Prometheus."""
    numbers = _all_processes()
    for reading in readings:
        numbers.update(reading())
    lines = []
    for name, (kind, about) in sorted(_described.items()):
        lines += [f"# HELP {name} {about}", f"# TYPE {name} {kind}"]
        lines += [f"{key} {value:g}" for key, value in sorted(numbers.items()) if key.partition("{")[0] == name]
    return "\n".join(lines) + "\n"


@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """For the operator's own reader, which sends the token: `Authorization: Bearer ...`."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    if not settings.METRICS_TOKEN or not constant_time_compare(given, settings.METRICS_TOKEN):
        raise Http404
    return HttpResponse(text(), content_type="text/plain; version=0.0.4; charset=utf-8")
