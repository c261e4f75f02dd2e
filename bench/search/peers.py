"""Plain full-text search as databases bring it: SQLite's FTS5 and PostgreSQL's "simple" configuration, any word of the query."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable

FIRST = 10
Rows = list[dict]


def _words(query: str) -> Iterable[str]:
    return dict.fromkeys(word.lower() for word in re.findall(r"[^\W_]+", query))


def fts5(documents: Rows, queries: Rows) -> dict[str, list[str]]:
    """The ranked ids of each query by bm25 over title and body, the tokenizer being FTS5's own (which folds most diacritics)."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE page USING fts5(id UNINDEXED, title, body, tokenize='unicode61')")
    database.executemany("INSERT INTO page VALUES (:id, :title, :body)", documents)
    ranked = {}
    for query in queries:
        match = " OR ".join(f'"{word}"' for word in _words(query["text"]))
        found = database.execute("SELECT id FROM page WHERE page MATCH ? ORDER BY bm25(page), rowid LIMIT ?", (match, FIRST))
        ranked[query["id"]] = [id_ for (id_,) in found]
    return ranked


def postgresql_simple(address: str, documents: Rows, queries: Rows) -> dict[str, list[str]]:
    """The ranked ids of each query by ts_rank over title and body, words as they are written, in lower case."""
    import psycopg

    ranked = {}
    with psycopg.connect(address) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE judged (number serial, id text, words tsvector)")
        cursor.executemany(
            "INSERT INTO judged (id, words) VALUES (%s, to_tsvector('simple', %s))",
            [(document["id"], f"{document['title']} {document['body']}") for document in documents],
        )
        for query in queries:
            match = " | ".join(f"'{word}'" for word in _words(query["text"]))
            cursor.execute(
                "SELECT id FROM judged, to_tsquery('simple', %s) AS asked WHERE words @@ asked"
                " ORDER BY ts_rank(words, asked) DESC, number LIMIT %s",
                (match, FIRST),
            )
            ranked[query["id"]] = [id_ for (id_,) in cursor.fetchall()]
    return ranked
