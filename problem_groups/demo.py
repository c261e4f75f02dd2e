"""Demo problem groups."""

from __future__ import annotations

from core.demo.loading import DemoRun
from core.demo.reading import fixture
from core.registry import DemoLoader, demo_loaders
from problem_groups.models import GroupDocument, GroupMember, GroupPage, GroupRelatedPage


def load_groups(run: DemoRun) -> None:
    for row in fixture("groups"):

        def prepare(page: GroupPage, row: dict = row) -> None:
            page.members = [
                GroupMember(organisation=run.organisations[slug], sort_order=number) for number, slug in enumerate(row["members"])
            ]
            related = [run.find(key) for key in row.get("related") or []]
            page.related = [GroupRelatedPage(target=target, sort_order=number) for number, target in enumerate(related) if target]
            page.documents = [
                GroupDocument(document=run.documents[key], sort_order=number) for number, key in enumerate(row.get("documents") or [])
            ]

        run.page(
            f"group:{row['key']}", run.pages["groups"], GroupPage, row, prepare=prepare, aim=row["aim"], how_to_join=row["how_to_join"]
        )


demo_loaders.append(DemoLoader("groups", load_groups, 80))
