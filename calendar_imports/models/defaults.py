"""What a calendar from elsewhere does not say of its events, and somebody says once for all of them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import CodesField
from events_calendar.models import Accessibility, EventKind


class EventDefaults(models.Model):
    """Of all events of one file or one address."""

    kind = models.CharField(_("rodzaj wydarzeń"), max_length=12, choices=EventKind, default=EventKind.MEETING)
    topics = models.ManyToManyField("core.Topic", verbose_name=_("tematy"), blank=True, related_name="+")
    venue = models.ForeignKey(
        "events_calendar.Venue",
        verbose_name=_("miejsce z portalu"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Wszystkie wydarzenia zajmą to miejsce, jeśli jest wolne. Bez wyboru zostaje to, co stoi w kalendarzu."),
    )
    commune = models.ForeignKey(
        "core.Territory",
        verbose_name=_("gmina"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"kind": "commune"},
    )
    accessibility = CodesField(_("dostępność"), choices=Accessibility)
    accessibility_note = models.CharField(_("dostępność: co jeszcze trzeba wiedzieć"), max_length=400, blank=True)

    class Meta:
        abstract = True
