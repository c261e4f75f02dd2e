"""Many processes at once, each with a database connection of its own, and processes killed on the way."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
import traceback
from collections.abc import Callable
from typing import Any

from django.db import connection, connections

_fork = multiprocessing.get_context("fork")


def database_address() -> str:
    """The database of this run, as DATABASE_URL names it to other processes."""
    config = connections["default"].settings_dict
    if config["ENGINE"].endswith("sqlite3"):
        return f"sqlite:///{config['NAME']}"
    return f"postgres://{config['USER']}@{config['HOST']}:{config['PORT']}/{config['NAME']}"


def at_once(count: int, work: Callable[[int], Any], *, within: float = 120.0) -> tuple[list[Any], float]:
    """Run `work(number)` in so many processes forked from this one and let go at one barrier.

    Returns what they returned, or the last line of what they raised, in order of their numbers, and the seconds from the barrier
    until the last was done. Whoever is not done within the time fails the test.
    """
    # A connection cannot be shared: each opens its own.
    connections.close_all()
    barrier = _fork.Barrier(count + 1)
    answers: Any = _fork.SimpleQueue()

    def run(number: int) -> None:
        barrier.wait()
        try:
            answer = ("returned", work(number))
        except BaseException:
            answer = ("raised", traceback.format_exc().strip().splitlines()[-1])
        answers.put((number, answer))
        connections.close_all()
        os._exit(0)

    processes = [_fork.Process(target=run, args=(number,), daemon=True) for number in range(count)]
    for process in processes:
        process.start()
    barrier.wait()
    began = time.monotonic()
    found: dict[int, Any] = {}
    while len(found) < count and time.monotonic() - began < within:
        if answers.empty():
            time.sleep(0.005)
            continue
        number, answer = answers.get()
        found[number] = answer
    took = time.monotonic() - began
    for process in processes:
        process.join(timeout=5)
        if process.is_alive():
            process.kill()
    assert len(found) == count, f"{count - len(found)} of {count} gave no answer within {within} s"
    return [found[number] for number in range(count)], took


def killed_at(query: int, work: Callable[[], Any]) -> bool:
    """Run the work in a process of its own that is killed (SIGKILL) before its query of this number; True when it was.

    False when the work was done with fewer queries: then it ended by itself.
    """
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        asked = 0

        def count(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
            nonlocal asked
            asked += 1
            if asked == query:
                os.kill(os.getpid(), signal.SIGKILL)
            return execute(sql, params, many, context)

        try:
            with connection.execute_wrapper(count):
                work()
        except BaseException:
            traceback.print_exc()
            os._exit(3)
        os._exit(0)
    _pid, status = os.waitpid(pid, 0)
    assert not (os.WIFEXITED(status) and os.WEXITSTATUS(status)), "the work failed instead of being killed"
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
