"""What takes long to build is built once in each process; every further test gets the same rows written back in one go.

Only where the database holds exactly as much as it did before the first building, in tests that are rolled back. Anything
else is built as ever, so a test never depends on which other tests ran before it.
"""

# ruff: noqa: S608 (names of our own tables)

from __future__ import annotations

import functools
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from django.db import connection

Arguments = ParamSpec("Arguments")
Built = TypeVar("Built")
# The names of the columns, and the rows.
Table = tuple[list[str], tuple[tuple[Any, ...], ...]]


@dataclass
class Kept:
    """The tables that a building changes, as they are after it, and what it returned."""

    tables: dict[str, Table]
    returned: bytes
    in_one_go: str = ""


_kept: dict[tuple[str, tuple[int, ...]], Kept] = {}


@functools.cache
def _tables() -> list[str]:
    # Those of SQLite's full-text search are written by triggers.
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return sorted(name for name in names if not name.endswith("_fts"))


def _counts() -> tuple[int, ...]:
    """How many rows each table holds, in one question."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"(SELECT count(*) FROM {quote(table)})" for table in _tables()))
        return tuple(cursor.fetchone())


def _contents() -> dict[str, Table]:
    found = {}
    with connection.cursor() as cursor:
        for table in _tables():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = ([column[0] for column in cursor.description], tuple(map(tuple, cursor.fetchall())))
    return found


def _written_back(tables: dict[str, Table]) -> list[tuple[str, list[tuple[Any, ...]]]]:
    """The statements that make the tables what they were, each with its rows or none."""
    quote = connection.ops.quote_name
    statements: list[tuple[str, list[tuple[Any, ...]]]] = []
    for table, (columns, rows) in tables.items():
        statements.append((f"DELETE FROM {quote(table)}", []))
        if not rows:
            continue
        names, places = ", ".join(map(quote, columns)), ", ".join(["%s"] * len(columns))
        statements.append((f"INSERT INTO {quote(table)} ({names}) VALUES ({places})", list(rows)))
        if connection.vendor == "postgresql" and "id" in columns:
            # The rows bring their numbers along, and the next one must be higher.
            highest = max(row[columns.index("id")] for row in rows)
            if isinstance(highest, int):
                sequence = f"pg_get_serial_sequence('{quote(table)}', 'id')"
                statements.append((f"SELECT setval({sequence}, greatest({highest}, nextval({sequence})))", []))
    return statements


def _write_back(kept: Kept) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Hundreds of statements in one journey to the server.
            if not kept.in_one_go:
                from psycopg import ClientCursor

                own = ClientCursor(connection.connection)
                statements = _written_back(kept.tables)
                kept.in_one_go = ";".join(own.mogrify(sql, row) for sql, rows in statements for row in rows or [None])
            cursor.execute(kept.in_one_go)
            return
        for sql, rows in _written_back(kept.tables):
            if rows:
                cursor.executemany(sql, rows)
            else:
                cursor.execute(sql)


def built_once(build: Callable[Arguments, Built]) -> Callable[Arguments, Built]:
    """Decorates a function that fills the database and returns what it made."""

    @functools.wraps(build)
    def building(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Built:
        if not connection.in_atomic_block or kwargs:
            return build(*args, **kwargs)
        key = (build.__qualname__, _counts())
        if key in _kept:
            _write_back(_kept[key])
            returned: Built = pickle.loads(_kept[key].returned)  # noqa: S301
            return returned
        before = _contents()
        made = build(*args, **kwargs)
        after = _contents()
        _kept[key] = Kept({name: table for name, table in after.items() if table != before[name]}, pickle.dumps(made))
        return made

    return building
