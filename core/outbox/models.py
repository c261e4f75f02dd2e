from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class OutboxEntry(models.Model):
    """One piece of work that a committed change asked for. Done at least once."""

    kind = models.CharField(_("rodzaj"), max_length=50)
    payload = models.JSONField(_("dane"), default=dict)
    created = models.DateTimeField(_("zapisano"), default=timezone.now)
    available_at = models.DateTimeField(_("najwcześniej"), default=timezone.now)
    claimed_until = models.DateTimeField(_("w pracy do"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("próby"), default=0)
    done_at = models.DateTimeField(_("zrobione"), null=True, blank=True)
    failed_at = models.DateTimeField(_("zaniechane"), null=True, blank=True)
    last_error = models.TextField(_("ostatni błąd"), blank=True)

    class Meta:
        app_label = "core"
        ordering = ["pk"]
        verbose_name = _("zadanie w skrzynce nadawczej")
        verbose_name_plural = _("zadania w skrzynce nadawczej")
        indexes = [
            models.Index(
                fields=["available_at", "id"], name="core_outbox_open", condition=models.Q(done_at__isnull=True, failed_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"


class ScheduledRun(models.Model):
    """Which slot of a job of `core.schedule` was done last, and until when a worker holds the next one."""

    name = models.CharField(max_length=100, unique=True)
    slot = models.DateTimeField(null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "core"
        ordering = ["name"]
        verbose_name = _("zadanie z harmonogramu")
        verbose_name_plural = _("zadania z harmonogramu")

    def __str__(self) -> str:
        return self.name
