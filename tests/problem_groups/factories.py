"""Groups for tests, with the least that a page needs."""

from __future__ import annotations

import factory
import wagtail_factories
from wagtail.models import Page

from problem_groups.models import GroupPage


class GroupPageFactory(wagtail_factories.PageFactory):
    title = factory.Sequence(lambda number: f"Grupa {number}")
    slug = factory.Sequence(lambda number: f"grupa-{number}")
    summary = "Pracujemy razem."
    aim = "Żeby konsultacje miały sens."

    class Meta:
        model = GroupPage


def many_groups(index: Page, count: int) -> list[GroupPage]:
    """So many groups, written in bulk."""
    from tests.bulk import bulk_children

    start = GroupPage.objects.count()
    return bulk_children(
        index,
        [
            GroupPage(title=f"Zbiorcza {start + number}", slug=f"zbiorcza-{start + number}", summary="Tak.", aim="Cel.")
            for number in range(count)
        ],
    )
