"""Core's own demo content: territories, topics, site settings, documents."""

from __future__ import annotations

from core.demo import files
from core.demo.loading import DemoRun
from core.demo.reading import fixture
from core.models import PortalDocument, Territory, Topic
from core.registry import DemoLoader, demo_loaders


def load_territories(run: DemoRun) -> None:
    known = {territory.code: territory for territory in Territory.objects.all()}
    # Parents first: a unit's code begins with its parent's.
    for row in sorted(fixture("territories"), key=lambda row: len(row["code"])):
        code = row["code"]
        if code not in known:
            parent = known.get({7: code[:4], 4: code[:2]}.get(len(code), ""))
            known[code] = Territory.objects.create(
                code=code, name=row["name"], kind=row["kind"], commune_type=row.get("commune_type", ""), parent=parent
            )
    run.territories.update(known)


def load_topics(run: DemoRun) -> None:
    known = {topic.slug: topic for topic in Topic.objects.all()}
    for row in fixture("topics"):
        key = f"topic:{row['slug']}"
        if row["slug"] not in known and not run.is_loaded(key):
            known[row["slug"]] = Topic.objects.create(slug=row["slug"], name=row["name"], name_en=row["name_en"])
            run.remember(key, known[row["slug"]].pk)
    run.topics.update(known)


def load_documents(run: DemoRun) -> None:
    for row in fixture("documents"):
        key = f"document:{row['key']}"
        if run.is_loaded(key):
            document = PortalDocument.objects.filter(pk=run.loaded[key].object_id).first()
        else:
            document = files.store_document(row, run.collections.get(row.get("cop", "")))
            run.remember(key, document.pk)
        if document is not None:
            run.documents[row["key"]] = document


demo_loaders.append(DemoLoader("territories", load_territories, 10, structure=True))
demo_loaders.append(DemoLoader("topics", load_topics, 11, structure=True))
demo_loaders.append(DemoLoader("documents", load_documents, 50))
