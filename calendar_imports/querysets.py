"""What is read of imports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count

if TYPE_CHECKING:
    from accounts.models import User


class RunQuerySet(models.QuerySet):
    """Runs, without the files that their previews keep."""

    def light(self) -> RunQuerySet:
        """For lists: without what was read."""
        return self.defer("content", "problems", "zones", "passed_over")

    def for_user(self, user: User) -> RunQuerySet:
        """Those that the person may look at in the admin: of their COPs; all for CIO."""
        from accounts import roles

        return self if roles.is_cio(user) else self.filter(cop__in=roles.cop_ids_of(user))


def counted(run_ids: list[int]) -> dict[int, dict[str, int]]:
    """How many rows of each outcome these runs have: one query."""
    from calendar_imports.models import ImportRow

    found: dict[int, dict[str, int]] = {pk: {} for pk in run_ids}
    rows = ImportRow.objects.filter(run__in=run_ids).order_by().values_list("run", "outcome").annotate(number=Count("pk"))
    for run, outcome, number in rows:
        found[run][outcome] = number
    return found


def number_waiting(user: User) -> int:
    """How many files and addresses wait for this person's yes: two queries, none for who decides on nothing."""
    from accounts import roles
    from calendar_imports.models import CalendarSource, ImportRun

    runs, sources = ImportRun.objects.filter(state="waiting").exclude(user=user), CalendarSource.objects.filter(state="asked")
    if not roles.is_cio(user):
        cops = roles.moderated_cop_ids_of(user)
        if not cops:
            return 0
        runs, sources = runs.filter(cop__in=cops), sources.filter(cop__in=cops)
    return runs.count() + sources.count()
