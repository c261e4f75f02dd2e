"""The kinds of things that can be found: their names, numbers in words and icons."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class Kind(models.TextChoices):
    NEWS = "news", _("Aktualności")
    EVENT = "event", _("Wydarzenia")
    VENUE = "venue", _("Miejsca")
    ORGANISATION = "organisation", _("Organizacje")
    INITIATIVE = "initiative", _("Inicjatywy")
    GROUP = "group", _("Grupy")
    COP = "cop", _("Centra COP")
    PAGE = "page", _("Strony i poradniki")
    DOCUMENT = "document", _("Dokumenty")


ONE_OF_KIND = {
    Kind.NEWS: _("aktualność"),
    Kind.EVENT: _("wydarzenie"),
    Kind.VENUE: _("miejsce"),
    Kind.ORGANISATION: _("organizacja"),
    Kind.INITIATIVE: _("inicjatywa"),
    Kind.GROUP: _("grupa"),
    Kind.COP: _("centrum COP"),
    Kind.PAGE: _("strona"),
    Kind.DOCUMENT: _("dokument"),
}
ICONS = {
    Kind.NEWS: "newspaper",
    Kind.EVENT: "calendar-days",
    Kind.VENUE: "map-pin",
    Kind.ORGANISATION: "users",
    Kind.INITIATIVE: "sprout",
    Kind.GROUP: "messages-square",
    Kind.COP: "landmark",
    Kind.PAGE: "file-text",
    Kind.DOCUMENT: "download",
}


def counted(kind: str, count: int) -> str:
    """How many of a kind, in the right form: "12 wydarzeń"."""
    words = {
        Kind.NEWS: ngettext("%(count)s aktualność", "%(count)s aktualności", count),
        Kind.EVENT: ngettext("%(count)s wydarzenie", "%(count)s wydarzeń", count),
        Kind.VENUE: ngettext("%(count)s miejsce", "%(count)s miejsc", count),
        Kind.ORGANISATION: ngettext("%(count)s organizacja", "%(count)s organizacji", count),
        Kind.INITIATIVE: ngettext("%(count)s inicjatywa", "%(count)s inicjatyw", count),
        Kind.GROUP: ngettext("%(count)s grupa", "%(count)s grup", count),
        Kind.COP: ngettext("%(count)s centrum COP", "%(count)s centrów COP", count),
        Kind.PAGE: ngettext("%(count)s strona", "%(count)s stron", count),
        Kind.DOCUMENT: ngettext("%(count)s dokument", "%(count)s dokumentów", count),
    }
    return words[Kind(kind)] % {"count": count}
