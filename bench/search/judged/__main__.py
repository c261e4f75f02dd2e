"""`python -m bench.search.judged OUT_DIR [--part dev|test|all]` writes documents.jsonl and queries.jsonl for `manage.py search_eval`."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]


def prepare() -> None:
    """Django with the settings of the tests: the demo's pages are read through its models."""
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
    import django

    django.setup()


def write(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    path.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), encoding="utf-8")


def write_set(folder: Path, part: str) -> tuple[Path, Path]:
    """The two files of a part; the documents are the same for all. Call `prepare` before."""
    from bench.search.judged import documents, queries

    folder.mkdir(parents=True, exist_ok=True)
    of_documents, of_queries = folder / "documents.jsonl", folder / "queries.jsonl"
    write(of_documents, ({"id": each.id, "title": each.title, "body": each.body} for each in documents.documents()))
    write(
        of_queries,
        (
            {"id": each.id, "text": each.text, "relevant": sorted(each.relevant), "kind": each.kind, "near": sorted(each.near)}
            for each in queries.part(part)
        ),
    )
    return of_documents, of_queries


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.search.judged", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--part", choices=("dev", "test", "all"), default="dev")
    parser.add_argument("--doubts", action="store_true", help="also print what a judge should look at again")
    options = parser.parse_args()
    prepare()
    for path in write_set(options.folder, options.part):
        print(path)
    if options.doubts:
        from bench.search.judged.doubts import doubts

        for query, document in doubts():
            print(f"{query.id}  {query.text}  ->  {document.id}  {document.title}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
