"""Which slot a proposal gets, and what came of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from framework_calendar.models.proposals import Proposal


class Allocation(models.Model):
    """What a proposal gets: a slot (UTC) at a place, or nothing with a reason. After the publication its record for everybody.

    `start`, `end`, `venue` and `place_name` stay as they were published: what the event says later is a change that anybody sees.
    """

    class Outcome(models.TextChoices):
        SLOT = "slot", _("ma termin")
        NONE = "none", _("bez terminu")

    class Chosen(models.TextChoices):
        PORTAL = "portal", _("zaproponował portal")
        PERSON = "person", _("wybrała osoba z moderacji")

    proposal = models.OneToOneField(Proposal, on_delete=models.CASCADE, related_name="allocation")
    outcome = models.CharField(max_length=4, choices=Outcome)
    chosen = models.CharField(max_length=6, choices=Chosen)
    # Which of its wishes it got (1-3); 0 for a slot that it had not wished for; none without a slot.
    rank = models.PositiveSmallIntegerField(null=True, blank=True)
    start = models.DateTimeField(null=True, blank=True)
    end = models.DateTimeField(null=True, blank=True)
    venue = models.ForeignKey("events_calendar.Venue", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    place_name = models.CharField(max_length=200, blank=True)
    commune = models.ForeignKey("core.Territory", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # Why so: codes with their values, worded in `framework_calendar.explaining` in the reader's language.
    reasons = models.JSONField(default=list, blank=True)
    # The moderator's own words, which the proposer reads.
    note = models.CharField(_("słowo do organizacji"), max_length=500, blank=True)
    changed_by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    changed = models.DateTimeField(auto_now=True)
    # --- Set by the publication, in the same transaction as the event.
    event = models.ForeignKey(
        "events_calendar.EventPage", null=True, blank=True, on_delete=models.SET_NULL, related_name="framework_allocations"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    # Why it could not be published, for the moderators: somebody else has the slot by now.
    problem = models.CharField(max_length=400, blank=True)

    class Meta:
        verbose_name = _("przydział terminu")
        verbose_name_plural = _("przydziały terminów")
        ordering = ["start", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="slot", start__isnull=False, end__gt=models.F("start")) | Q(outcome="none", start__isnull=True),
                name="framework_allocation_has_slot",
            )
        ]
        indexes = [models.Index(fields=["start"], name="framework_allocation_start")]
