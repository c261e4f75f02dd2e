"""Mails the portal sends to people, and what each person wants to get."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class MailMode(models.TextChoices):
    NOW = "now", _("od razu")
    DAILY = "daily", _("raz dziennie, w jednym liście")
    OFF = "off", _("wcale")


def new_message_id() -> str:
    """A Message-ID that is made once, with the row, so that a repeated sending carries the same one."""
    return f"<{uuid4().hex}@{urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or 'localhost'}>"


class MailPreference(models.Model):
    """How one person wants one kind of mail; no row means the kind's own default."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_preferences", verbose_name=_("osoba"))
    kind = models.CharField(_("rodzaj"), max_length=50)
    mode = models.CharField(_("kiedy"), max_length=5, choices=MailMode)

    class Meta:
        verbose_name = _("ustawienie e-maili")
        verbose_name_plural = _("ustawienia e-maili")
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="accounts_mailpreference_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.kind} {self.mode}"


class MailMessage(models.Model):
    """One mail to one person, written in the transaction of what it tells about.

    `sent_at` is the record of the sending; a mail that has it is never sent again. The text is rendered at sending and
    forgotten after it: it may hold a secret link, and nobody but the recipient has a use for it.
    """

    kind = models.CharField(max_length=50)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="mails", verbose_name=_("osoba")
    )
    # Only where the mail must go to one certain address, such as the one being confirmed.
    address = models.EmailField(max_length=254, blank=True)
    message_id = models.CharField(max_length=200, unique=True, default=new_message_id)
    mode = models.CharField(max_length=5, choices=MailMode, default=MailMode.NOW)
    template = models.CharField(max_length=100, blank=True)
    context = models.JSONField(default=dict, blank=True)
    # For mails that come ready from elsewhere (allauth, Wagtail).
    subject = models.CharField(max_length=250, blank=True)
    text = models.TextField(blank=True)
    language = models.CharField(max_length=5, default="pl")
    dedupe = models.CharField(max_length=150, blank=True)
    created = models.DateTimeField(default=timezone.now)
    digest = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="parts")
    sent_at = models.DateTimeField(null=True, blank=True)
    # The person turned the kind off, or the account was closed, before it could be sent.
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("e-mail")
        verbose_name_plural = _("e-maile")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "recipient", "dedupe"], condition=~models.Q(dedupe=""), name="accounts_mail_dedupe_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["recipient", "id"],
                name="accounts_mail_for_digest",
                condition=models.Q(mode="daily", digest__isnull=True, sent_at__isnull=True, dropped_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.subject = self.subject[:250]
        super().save(*args, **kwargs)
