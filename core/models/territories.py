"""Territorial units by their TERYT codes, the register kept by Statistics Poland."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.fields import SortKeyField

# The register's words. They stay in the database as they are; English readers get them translated.
COMMUNE_TYPES = {
    "gmina miejska": _("gmina miejska"),
    "gmina wiejska": _("gmina wiejska"),
    "gmina miejsko-wiejska": _("gmina miejsko-wiejska"),
}


class TerritoryQuerySet(models.QuerySet["Territory"]):
    def communes(self) -> TerritoryQuerySet:
        return self.filter(kind=Territory.Kind.COMMUNE)

    def within(self, code: str) -> TerritoryQuerySet:
        """The unit with this TERYT code and everything that lies in it: a unit's code begins with its parent's."""
        return self.filter(code__startswith=code)


class Territory(models.Model):
    """A voivodeship (2 digits), county (4) or commune (7); the code is text, so leading zeros stay."""

    class Kind(models.TextChoices):
        VOIVODESHIP = "voivodeship", _("województwo")
        COUNTY = "county", _("powiat")
        COMMUNE = "commune", _("gmina")

    code = models.CharField(
        _("kod TERYT"),
        max_length=7,
        unique=True,
        validators=[RegexValidator(r"^(\d{2}|\d{4}|\d{7})$", _("Kod TERYT ma 2, 4 albo 7 cyfr."))],
    )
    name = models.CharField(_("nazwa"), max_length=100, db_index=True)
    kind = models.CharField(_("rodzaj"), max_length=12, choices=Kind)
    commune_type = models.CharField(_("rodzaj gminy"), max_length=40, blank=True)
    parent = models.ForeignKey("self", verbose_name=_("leży w"), null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    sort_key = SortKeyField(source="name", db_index=True)

    objects = TerritoryQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "code"]
        verbose_name = _("jednostka terytorialna")
        verbose_name_plural = _("jednostki terytorialne")

    def __str__(self) -> str:
        if self.kind == self.Kind.COMMUNE and self.commune_type:
            return f"{self.name} ({self.commune_type_label})"
        if self.kind == self.Kind.VOIVODESHIP:
            return f"{self.name} ({self.get_kind_display()})"
        # A county says so in its name; a city that is a county of its own is called as the commune is.
        if self.kind == self.Kind.COUNTY and not self.name.startswith("powiat"):
            return gettext("%(name)s (miasto na prawach powiatu)") % {"name": self.name}
        return self.name

    @property
    def commune_type_label(self) -> str:
        """The kind of commune in the reader's language; the register's own word where it is none that we know."""
        return str(COMMUNE_TYPES.get(self.commune_type, self.commune_type))
