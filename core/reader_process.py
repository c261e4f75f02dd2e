"""Starts `core.document_reader` for one file, with limits of time, memory and output, and gathers what it says.

Whatever the file does to the reader, this process goes on; and when this one is killed, the reader dies with it.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import selectors
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO

from core import document_reader

# The worker waits so long for one file, and mails wait with it; far below the lease of the outbox.
MOST_SECONDS = 30
SLOW = "slow"
# Four bytes for a letter, twice that for signs that JSON escapes, and as much again for what surrounds the texts.
MOST_OUTPUT = 16 * document_reader.LONGEST_TEXT
# The reader needs no secrets of ours: only what Python itself may need to start.
_ENVIRONMENT = ("PATH", "PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH")
_OUR_LIMITS = frozenset({signal.SIGXCPU, signal.SIGSEGV, signal.SIGBUS, signal.SIGABRT, signal.SIGILL, signal.SIGFPE})


class ReaderLost(Exception):
    """The reader ended without an answer, and not by what the file holds: worth another try."""


@dataclass(frozen=True)
class Reading:
    """What is in a file. `text` has a form feed between pages where `pages` are known; `detail` is for the log."""

    outcome: str
    text: str = ""
    pages: int | None = None
    detail: str = ""


def read(file: IO[bytes], name: str, *, seconds: float = MOST_SECONDS, memory: int = document_reader.MOST_MEMORY) -> Reading:
    """Read the file in a process of its own; raises `ReaderLost` when that process was ended by somebody else."""
    extension = PurePath(name).suffix.lower()
    if extension not in document_reader.READERS:
        return Reading(document_reader.KIND)
    command = [sys.executable, "-P", document_reader.__file__, extension]
    command += [str(number) for number in (os.getpid(), memory, document_reader.MOST_CPU_SECONDS)]
    with _as_open_file(file) as opened:
        process = subprocess.Popen(  # noqa: S603 - our own module, and an extension that is one of its own
            command,
            stdin=opened,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={key: os.environ[key] for key in _ENVIRONMENT if key in os.environ} | {"LANG": "C.UTF-8"},
            start_new_session=True,
        )
        try:
            deadline = time.monotonic() + seconds
            output, ended = _output_of(process, deadline)
            if ended:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(max(0.1, deadline - time.monotonic()))
        finally:
            ours = process.poll() is None
            # The group, should the reader ever have started anything.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            if process.stdout:
                process.stdout.close()
    return _reading(output, process.returncode, killed=ours)


@contextlib.contextmanager
def _as_open_file(file: IO[bytes]) -> Iterator[IO[bytes]]:
    """The file itself where the system has it open, else a copy that it has."""
    try:
        file.fileno()
    except (AttributeError, OSError):
        with tempfile.TemporaryFile() as copy:
            shutil.copyfileobj(file, copy)
            copy.flush()
            yield copy
    else:
        yield file


def _output_of(process: subprocess.Popen[bytes], deadline: float) -> tuple[bytes, bool]:
    """What the process wrote until the deadline, no more than it may, and whether it closed its end by itself."""
    assert process.stdout is not None
    output = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while len(output) < MOST_OUTPUT and selector.select(max(0.0, deadline - time.monotonic())):
            piece = os.read(process.stdout.fileno(), 65_536)
            if not piece:
                return bytes(output), True
            output += piece
    return bytes(output), False


def read_own(content: bytes, name: str) -> Reading:
    """The same in this process, for files that the portal itself has made."""
    return gathered(document_reader.read(io.BytesIO(content), PurePath(name).suffix.lower()))


def gathered(lines: Iterable[document_reader.Line], ending: str = "") -> Reading:
    """What the lines say together; `ending` is the outcome of lines that break off before theirs."""
    texts: list[str] = []
    pages: int | None = None
    outcome, detail = ending, ""
    for line in lines:
        pages = line.get("pages", pages)
        outcome = line.get("outcome", outcome)
        detail = line.get("detail", detail)
        if "text" in line:
            texts.append(line["text"])
    text = "\n".join(filter(None, texts)) if pages is None else "\f".join(texts)
    text = text[: document_reader.LONGEST_TEXT]
    readable = bool(text.strip())
    if readable and outcome not in (document_reader.FOUND, document_reader.SCAN):
        outcome = document_reader.CUT  # something is better than nothing
    return Reading(outcome, text if readable else "", pages, detail)


def _reading(output: bytes, status: int, *, killed: bool) -> Reading:
    # What stands behind the last end of a line was cut off.
    lines = [json.loads(row) for row in output.split(b"\n")[:-1]]
    ended = bool(lines) and "outcome" in lines[-1]
    return gathered(lines) if ended else gathered(lines, _why_no_outcome(status, killed=killed))


def _why_no_outcome(status: int, *, killed: bool) -> str:
    if killed or -status == signal.SIGXCPU:
        return SLOW
    if -status in _OUR_LIMITS:
        return document_reader.BROKEN
    raise ReaderLost(f"the reader of documents ended with status {status}")
