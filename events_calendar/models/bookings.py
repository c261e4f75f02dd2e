"""When events happen and which places they take: rows made from events, never edited by hand."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from events_calendar import days
from events_calendar.fields import FirstDayField, LastDayField
from events_calendar.querysets import OccurrenceQuerySet, ReservationQuerySet


class Occurrence(models.Model):
    """One date of a live event, in all languages: made from the source page by `events_calendar.services.dates`.

    `original` is what its rule says, so that a moved date keeps its identity (RECURRENCE-ID); of an event without a rule
    it is its start. Times are UTC.
    """

    class Status(models.TextChoices):
        PLANNED = "planned", _("zaplanowane")
        CANCELLED = "cancelled", _("odwołane")

    event = models.ForeignKey("events_calendar.EventPage", on_delete=models.CASCADE, related_name="occurrences")
    # The event's, of all languages: an English list finds its pages by it.
    translation_key = models.UUIDField(editable=False)
    original = models.DateTimeField()
    start = models.DateTimeField()
    end = models.DateTimeField()
    all_day = models.BooleanField(default=False)
    venue = models.ForeignKey("events_calendar.Venue", null=True, blank=True, on_delete=models.PROTECT, related_name="occurrences")
    status = models.CharField(max_length=9, choices=Status, default=Status.PLANNED)
    # Never took place in the calendar: its slot was taken when the series was rolled out.
    skipped = models.BooleanField(default=False)
    reason = models.CharField(max_length=300, blank=True)
    changed = models.DateTimeField()
    first_day = FirstDayField()
    last_day = LastDayField()

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("termin wydarzenia")
        verbose_name_plural = _("terminy wydarzeń")
        ordering = ["start", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "original"], name="events_occurrence_once"),
            models.CheckConstraint(condition=Q(end__gte=F("start")), name="events_occurrence_end_after_start"),
        ]
        indexes = [
            models.Index(fields=["first_day", "last_day"], name="events_occurrence_days"),
            models.Index(fields=["start", "last_day"], name="events_occurrence_coming"),
            # The few that last longer than a day: how far back a list has to look is told from them alone.
            models.Index(
                fields=["last_day", "first_day", "start"], name="events_occurrence_long", condition=Q(last_day__gt=F("first_day"))
            ),
            models.Index(fields=["venue", "start"], name="events_occurrence_venue"),
            models.Index(fields=["translation_key", "start"], name="events_occurrence_key"),
        ]

    @property
    def is_cancelled(self) -> bool:
        return self.status == self.Status.CANCELLED


class _TsTzRange(Func):
    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class NoOverlap(ExclusionConstraint):
    """PostgreSQL's last line against double booking; SQLite has none such, and no two writers either (decision 7)."""

    def constraint_sql(self, model, schema_editor):
        return super().constraint_sql(model, schema_editor) if schema_editor.connection.vendor == "postgresql" else None

    def create_sql(self, model, schema_editor):
        return super().create_sql(model, schema_editor) if schema_editor.connection.vendor == "postgresql" else None

    def remove_sql(self, model, schema_editor):
        return super().remove_sql(model, schema_editor) if schema_editor.connection.vendor == "postgresql" else None

    def check(self, model, connection):
        return super().check(model, connection) if connection.vendor == "postgresql" else []

    def validate(self, *args, **kwargs):
        """Nothing edits a reservation in a form; `events_calendar.services.booking` asks before it writes."""


class Reservation(models.Model):
    """A place taken by one date of an event, with the time before and after it that the place stays shut. UTC.

    Whoever books a hall has a row for the hall and one for each of its parts; `asked` is what was booked.
    """

    class Status(models.TextChoices):
        HELD = "held", _("wstępna")
        CONFIRMED = "confirmed", _("potwierdzona")
        CANCELLED = "cancelled", _("zwolniona")
        EXPIRED = "expired", _("wygasła")

    BLOCKING = (Status.HELD, Status.CONFIRMED)
    # No longer than this, so that an index finds whatever may overlap.
    LONGEST = days.LONGEST_BOOKING

    event = models.ForeignKey("events_calendar.EventPage", on_delete=models.CASCADE, related_name="reservations")
    venue = models.ForeignKey("events_calendar.Venue", on_delete=models.PROTECT, related_name="reservations")
    asked = models.ForeignKey("events_calendar.Venue", on_delete=models.PROTECT, related_name="+")
    original = models.DateTimeField()
    start = models.DateTimeField()
    end = models.DateTimeField()
    blocked_start = models.DateTimeField()
    blocked_end = models.DateTimeField()
    status = models.CharField(max_length=9, choices=Status)
    # Of a held one: when it frees itself.
    expires_at = models.DateTimeField(null=True, blank=True)
    # Held beside the confirmed ones for a change that waits for a decision: the revision with that change.
    revision_id = models.BigIntegerField(null=True, blank=True)
    # Held for a date of a series that waited for it: neither the page's nor a change's until somebody claims it (`services.offers`).
    offer = models.BooleanField(default=False)
    changed = models.DateTimeField(auto_now=True)

    objects = ReservationQuerySet.as_manager()

    class Meta:
        verbose_name = _("rezerwacja")
        verbose_name_plural = _("rezerwacje")
        ordering = ["start", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(blocked_end__gt=F("blocked_start")), name="events_reservation_lasts"),
            NoOverlap(
                name="events_reservation_no_overlap",
                expressions=[
                    ("venue", RangeOperators.EQUAL),
                    (_TsTzRange("blocked_start", "blocked_end", RangeBoundary()), RangeOperators.OVERLAPS),
                    ("event", RangeOperators.NOT_EQUAL),
                ],
                condition=Q(status__in=["held", "confirmed"]),
            ),
        ]
        indexes = [
            # The end too: whether a reservation that began before still lasts is told from the index alone.
            models.Index(
                fields=["venue", "blocked_start", "blocked_end"],
                name="events_reservation_taken",
                condition=Q(status__in=["held", "confirmed"]),
            ),
            models.Index(fields=["expires_at"], name="events_reservation_expiring", condition=Q(status="held")),
            models.Index(fields=["changed"], name="events_reservation_lost", condition=Q(status="expired")),
        ]


class WaitingEntry(models.Model):
    """Who waits for a taken slot. When the slot is free it is offered, in the order of `pk`, for 48 hours each.

    Either a request that asks for nothing else, which waits once, or a date (`original`) of a live series that was left out.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("czeka")
        OFFERED = "offered", _("zaproponowano termin")
        ACCEPTED = "accepted", _("termin przyjęty")
        PASSED = "passed", _("bez odpowiedzi")
        LEFT = "left", _("już nie czeka")
        # Of a date: the series was called off, moved or shortened, or the date was restored by hand.
        ENDED = "ended", _("termin się zmienił")

    ACTIVE = (Status.WAITING, Status.OFFERED)

    event = models.ForeignKey("events_calendar.EventPage", on_delete=models.CASCADE, related_name="waiting")
    original = models.DateTimeField(null=True, blank=True)
    venue = models.ForeignKey("events_calendar.Venue", on_delete=models.CASCADE, related_name="waiting")
    start = models.DateTimeField()
    end = models.DateTimeField()
    status = models.CharField(max_length=8, choices=Status, default=Status.WAITING)
    created = models.DateTimeField(auto_now_add=True)
    offered_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("oczekiwanie na termin")
        verbose_name_plural = _("oczekiwanie na termin")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["event"], name="events_waiting_request_once", condition=Q(original=None)),
            models.UniqueConstraint(fields=["event", "original"], name="events_waiting_date_once"),
        ]
        indexes = [models.Index(fields=["venue", "start"], name="events_waiting_slot", condition=Q(status__in=["waiting", "offered"]))]


class SlotRequestDraft(models.Model):
    """The steps of a request before it is sent. Its `key` becomes the event's, so that sending twice makes one request."""

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="slot_drafts")
    organisation = models.ForeignKey("accounts.Organisation", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    data = models.JSONField(default=dict)
    step = models.CharField(max_length=10, default="co")
    created = models.DateTimeField(auto_now_add=True)
    updated = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("szkic prośby o termin")
        verbose_name_plural = _("szkice próśb o termin")
        ordering = ["-updated"]
        indexes = [models.Index(fields=["user", "-updated"], name="events_draft_mine")]


class CalendarKey(models.Model):
    """The secret in the address of a person's own calendar file. A new one makes the old address worthless."""

    user = models.OneToOneField("accounts.User", on_delete=models.CASCADE, related_name="calendar_key")
    secret = models.CharField(max_length=43, unique=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("adres własnego kalendarza")
        verbose_name_plural = _("adresy własnych kalendarzy")
