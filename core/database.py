"""What the database is told about its own content."""

from __future__ import annotations

from django.db import DEFAULT_DB_ALIAS, connections


def refresh_statistics(using: str = DEFAULT_DB_ALIAS) -> None:
    """Count rows and values for the planner, after a load of many rows and once a day.

    SQLite counts only when it is asked, and `PRAGMA optimize` only what the asking connection has read, which in a worker is
    little. Counting every row took 0.03 s with 10,000 pages; samples (`analysis_limit`) misled it.
    PostgreSQL counts by itself.
    """
    connection = connections[using]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
