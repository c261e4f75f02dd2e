"""One reading of a calendar from elsewhere, and what became of each event in it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from calendar_imports.models.defaults import EventDefaults
from calendar_imports.models.sources import CalendarSource
from calendar_imports.querysets import RunQuerySet


class ImportRun(EventDefaults):
    """A file that somebody sent, or one reading of an address. Its rows say what is done with each event."""

    class State(models.TextChoices):
        PREVIEW = "preview", _("podgląd")
        # Nothing is stored; a second person decides.
        WAITING = "waiting", _("czeka na zatwierdzenie")
        STORING = "storing", _("zapisywanie")
        STORED = "stored", _("zapisany")
        UNDOING = "undoing", _("cofanie")
        UNDONE = "undone", _("cofnięty")

    source = models.ForeignKey(CalendarSource, null=True, blank=True, on_delete=models.CASCADE, related_name="runs")
    cop = models.ForeignKey("accounts.Organisation", verbose_name=_("w kalendarzu"), on_delete=models.PROTECT, related_name="+")
    organiser = models.ForeignKey(
        "accounts.Organisation", verbose_name=_("kto organizuje"), on_delete=models.PROTECT, related_name="import_runs"
    )
    user = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=7, choices=State, default=State.PREVIEW)
    name = models.CharField(_("nazwa"), max_length=255, blank=True)
    # The file, while its preview may be made again with other choices; forgotten when it is stored.
    content = models.BinaryField(null=True)
    past = models.BooleanField(_("także wydarzenia, które już minęły"), default=False)
    # Of what was read: lines with problems, time zones, components that are no events.
    problems = models.JSONField(default=list)
    zones = models.JSONField(default=dict)
    passed_over = models.JSONField(default=dict)
    same = models.PositiveIntegerField(default=0)  # as they were: a reading of an address keeps no rows of these
    # Its events are public when they are stored; else they are drafts, each to be sent the editors' way.
    publishes = models.BooleanField(default=False)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    approved_by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    finished = models.DateTimeField(null=True, blank=True)
    # Of an address: how often it was found as it was, and when last.
    repeats = models.PositiveIntegerField(default=0)
    seen = models.DateTimeField(null=True, blank=True)
    # Of an address: why this reading brought nothing.
    problem = models.CharField(max_length=400, blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("import kalendarza")
        verbose_name_plural = _("importy kalendarzy")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["cop", "-id"], name="imports_run_cop"),
            models.Index(fields=["source", "-id"], name="imports_run_source"),
            models.Index(fields=["organiser", "-id"], name="imports_run_organiser"),
        ]

    def __str__(self) -> str:
        return self.name


class ImportRow(models.Model):
    """One event of a run: what is, or was, done with it, and why not more."""

    class Outcome(models.TextChoices):
        NEW = "new", _("nowe")
        CHANGED = "changed", _("zmienione")
        SAME = "same", _("bez zmian")
        CLASH = "clash", _("miejsce zajęte")
        GONE = "gone", _("zniknęło")
        SKIPPED = "skipped", _("pominięte")

    # With these a run has something to do.
    WORK = (Outcome.NEW, Outcome.CHANGED, Outcome.CLASH, Outcome.GONE)

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rows")
    outcome = models.CharField(max_length=7, choices=Outcome)
    line = models.PositiveIntegerField(default=0)
    title = models.CharField(max_length=255, blank=True)
    start = models.DateTimeField(null=True, blank=True)
    end = models.DateTimeField(null=True, blank=True)
    all_day = models.BooleanField(default=False)
    dates = models.PositiveIntegerField(default=1)
    reason = models.CharField(max_length=400, blank=True)
    # What is written into the event (`calendar_imports.values.Values` as JSON), and by what it is known again.
    key = models.CharField(max_length=64, blank=True)
    twin = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    values = models.JSONField(default=dict)
    event = models.ForeignKey("events_calendar.EventPage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    # What the event said before, to be able to go back.
    before = models.JSONField(null=True, blank=True)
    done = models.BooleanField(default=False)

    # Known while a file is read, and not kept: its UID, and that it was stored before and still has no place.
    uid: str = ""
    retries: bool = False

    class Meta:
        verbose_name = _("wydarzenie importu")
        verbose_name_plural = _("wydarzenia importu")
        ordering = ["pk"]
        indexes = [models.Index(fields=["run", "outcome", "id"], name="imports_row_outcome")]
