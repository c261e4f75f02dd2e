"""A search index that lasts as long as it is asked: tables of its own beside the portal's, gone afterwards."""

from __future__ import annotations

import copy
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor


@contextmanager
def throwaway_database() -> Iterator[str]:
    """The alias of a database of the same kind as the portal's that holds the empty tables of the search and nothing else.

    SQLite: a file in the temporary folder. PostgreSQL: a schema of its own in the portal's database, whose user must be allowed
    to create one.
    """
    alias = f"throwaway-{uuid4().hex[:12]}"
    settings = copy.deepcopy(connections.settings[DEFAULT_DB_ALIAS])
    # A kept connection would outlive its tables.
    settings["CONN_MAX_AGE"] = 0
    with tempfile.TemporaryDirectory(prefix="portal-search-") as folder:
        default = connections[DEFAULT_DB_ALIAS]
        schema = ""
        if default.vendor == "postgresql":
            schema = f"search_{uuid4().hex[:12]}"
            settings["NAME"] = default.settings_dict["NAME"]
            options = settings.setdefault("OPTIONS", {})
            options["options"] = f"{options.get('options', '')} -c search_path={schema}".strip()
            with default.cursor() as cursor:
                cursor.execute(f'CREATE SCHEMA "{schema}"')
        else:
            settings["NAME"] = str(Path(folder) / "search.sqlite3")
        connections.settings[alias] = settings
        try:
            executor = MigrationExecutor(connections[alias])
            # The signals that follow a migration would look for the tables of all apps.
            executor.migrate([node for node in executor.loader.graph.leaf_nodes() if node[0] == "search"])
            yield alias
        finally:
            connections[alias].close()
            del connections[alias]
            del connections.settings[alias]
            if schema:
                with default.cursor() as cursor:
                    cursor.execute(f'DROP SCHEMA "{schema}" CASCADE')
