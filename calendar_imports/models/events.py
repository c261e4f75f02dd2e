"""Which events of the portal came from elsewhere, and as what they are known there."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from calendar_imports.models.runs import ImportRun
from calendar_imports.models.sources import CalendarSource


class ImportedEvent(models.Model):
    """An event that an import made. Found again by its UID, or by title, place and start; of one organiser only, so that nobody's file
    changes another's event."""

    # Gone where somebody deleted the page: an address that still has the event does not bring it back.
    event = models.OneToOneField("events_calendar.EventPage", null=True, on_delete=models.SET_NULL, related_name="imported")
    organiser = models.ForeignKey("accounts.Organisation", on_delete=models.CASCADE, related_name="+")
    source = models.ForeignKey(CalendarSource, null=True, blank=True, on_delete=models.SET_NULL, related_name="events")
    run = models.ForeignKey(ImportRun, null=True, on_delete=models.SET_NULL, related_name="+")  # the last that wrote it
    # SHA-256 of the UID, where there is one, and of title, place and start.
    key = models.CharField(max_length=64)
    twin = models.CharField(max_length=64)
    # Of the entry as it was read last; of what was written then, so that what a person changed since is left alone.
    digest = models.CharField(max_length=64)
    written = models.JSONField(default=dict)
    gone_at = models.DateTimeField(null=True, blank=True)
    # It is a draft, since somebody else has the place: the next reading tries again.
    waits = models.BooleanField(default=False)
    # The digest of a change that met a taken place: it is not tried again until the entry says something else.
    refused = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("wydarzenie z innego kalendarza")
        verbose_name_plural = _("wydarzenia z innych kalendarzy")
        constraints = [models.UniqueConstraint(fields=["organiser", "key"], name="imports_event_once")]
        indexes = [models.Index(fields=["organiser", "twin"], name="imports_event_twin")]
