"""What people look for, counted without anything about them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST_COUNTED = 100


class SearchCount(models.Model):
    """How often the same words were looked for in a language on a day. No address, no person and no session is kept with them.

    Wagtail's own Query and its daily hits cannot say which searches found nothing, know no language, and would take a row for
    each query for good, whatever stands in it.
    """

    day = models.DateField(_("Dzień"))
    locale = models.CharField(_("Język"), max_length=5)
    query = models.CharField(_("Pytanie"), max_length=LONGEST_COUNTED)
    # Without diacritics: by its beginning suggestions find it.
    folded = models.CharField(max_length=LONGEST_COUNTED)
    searches = models.PositiveIntegerField(_("Ile razy"), default=0)
    without_results = models.PositiveIntegerField(_("Bez wyników"), default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("liczba pytań")
        verbose_name_plural = _("liczby pytań")
        # The report reads it and nothing but the search writes it.
        default_permissions = ("view",)
        constraints = [models.UniqueConstraint(fields=["day", "locale", "query"], name="search_count_once")]
        indexes = [models.Index(fields=["locale", "folded", "day"], name="search_count_beginnings")]

    def __str__(self) -> str:
        return self.query
