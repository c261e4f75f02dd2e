"""SQL put together piece by piece, each piece with its parameters."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connections


@dataclass
class Statement:
    """SQL and its parameters, kept in step."""

    sql: str = ""
    params: list[Any] = field(default_factory=list)

    def add(self, sql: str, *params: Any) -> Statement:
        self.sql += sql
        self.params.extend(params)
        return self

    def join(self, other: Statement) -> Statement:
        """Add another one."""
        return self.add(other.sql, *other.params)

    def rows(self, using: str) -> list[tuple[Any, ...]]:
        """What the database `using` answers."""
        connection = connections[using]
        # SQLite takes dates as text, in the form that Django stores them.
        params = [connection.ops.adapt_datetimefield_value(value) if hasattr(value, "tzinfo") else value for value in self.params]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, params)
            return cursor.fetchall()

    def values(self, rows: Sequence[Sequence[Any]], *, casts: Sequence[str] = ()) -> Statement:
        """Add rows as a VALUES list; `casts` name the types of the columns where the database would guess another, else are empty."""
        marks = [f"cast(%s as {cast})" if cast else "%s" for cast in casts or [""] * len(rows[0])]
        row = f"({', '.join(marks)})"
        return self.add("values " + ", ".join([row] * len(rows)), *(value for values in rows for value in values))

    def one_of(self, values: Collection[Any]) -> Statement:
        """Add a list for IN."""
        return self.add(f"({', '.join(['%s'] * len(values))})", *values)
