"""The address of an organisation's own calendar, which the portal reads again and again."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from calendar_imports.models.defaults import EventDefaults
from core.fields import web_address


class CalendarSource(EventDefaults):
    """An address that an organisation gave. The COP of its commune allows it once; then its events come by themselves."""

    class State(models.TextChoices):
        ASKED = "asked", _("czeka na zgodę COP")
        ALLOWED = "allowed", _("czytany")
        REFUSED = "refused", _("COP się nie zgodziło")
        STOPPED = "stopped", _("zatrzymany")

    organisation = models.ForeignKey(
        "accounts.Organisation", verbose_name=_("organizacja"), on_delete=models.CASCADE, related_name="calendar_sources"
    )
    # Who decides, and in whose folder the events lie. Kept from when it was asked for.
    cop = models.ForeignKey("accounts.Organisation", verbose_name=_("COP"), on_delete=models.PROTECT, related_name="+")
    url = models.URLField(_("adres kalendarza"), max_length=1000, validators=[web_address])
    state = models.CharField(max_length=7, choices=State, default=State.ASKED)
    asked_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    decided_by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    # What the COP told the organisation with its decision.
    answer = models.CharField(max_length=500, blank=True)
    created = models.DateTimeField(auto_now_add=True)
    # --- What the last reading left for the next one.
    etag = models.CharField(max_length=300, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=400, blank=True)
    # Its people were told that it does not work, and will be told when it does.
    told = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("kalendarz organizacji")
        verbose_name_plural = _("kalendarze organizacji")
        ordering = ["-created", "-pk"]
        constraints = [models.UniqueConstraint(fields=["organisation", "url"], name="imports_source_once")]
        indexes = [
            models.Index(fields=["next_at"], name="imports_source_due", condition=models.Q(state="allowed")),
            models.Index(fields=["cop", "state"], name="imports_source_cop"),
        ]

    def __str__(self) -> str:
        return self.url
