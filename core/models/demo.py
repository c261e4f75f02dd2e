"""What the demo has loaded, so that a second run adds only what is new and never touches what a visitor changed."""

from __future__ import annotations

from django.db import models


class DemoItem(models.Model):
    key = models.CharField(max_length=120, unique=True)  # "news:portal-ruszyl"
    object_id = models.PositiveBigIntegerField()
    # The day the relative dates were counted from, and the revision that the loading left; another one is a visitor's.
    base_date = models.DateField()
    revision_id = models.PositiveBigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = "wczytana pozycja demo"
        verbose_name_plural = "wczytane pozycje demo"

    def __str__(self) -> str:
        return self.key
