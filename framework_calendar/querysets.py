"""What is read of calls and proposals."""

from __future__ import annotations

from django.db import models


class CallQuerySet(models.QuerySet):
    """Calls."""


class ProposalQuerySet(models.QuerySet):
    """Proposals."""

    def sent(self) -> ProposalQuerySet:
        """Those that their organisations sent and did not take back."""
        return self.filter(state="submitted")
