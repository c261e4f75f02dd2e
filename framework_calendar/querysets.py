"""What is read of calls and proposals."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from accounts.models import User


class CallQuerySet(models.QuerySet):
    """Calls."""

    def open_on(self, day: date) -> Self:
        """Those that take proposals on this Polish day."""
        return self.filter(opens__lte=day, closes__gte=day, published_at=None)


class ProposalQuerySet(models.QuerySet):
    """Proposals."""

    def sent(self) -> Self:
        """Those that their organisations sent and did not take back."""
        return self.filter(state="submitted")

    def unsent(self) -> Self:
        """Drafts, and changes that were begun and not sent."""
        return self.filter(Q(state="draft") | ~Q(typed={}))

    def with_all(self) -> Self:
        """With what a page of one shows of other tables."""
        return self.select_related("call__cop", "organisation", "author", "allocation")

    def readable_by(self, user: User) -> Self:
        """Those of the person's organisations, and those that others invited them to, or that they asked to join, once they are sent."""
        from framework_calendar import acting

        mine = acting.ids_of(user)
        joined = self.model._default_manager.filter(co_organisers__organisation__in=mine).order_by().values("pk")
        return self.filter(Q(organisation__in=mine) | Q(pk__in=joined) & ~Q(state="draft"))
