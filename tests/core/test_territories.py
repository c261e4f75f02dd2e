"""Communes are named in the reader's language."""

from __future__ import annotations

from django.utils import translation

from core.models import Territory


def test_the_kind_of_commune_is_said_in_the_readers_language() -> None:
    town = Territory(name="Słupsk", kind="commune", commune_type="gmina miejska")
    assert str(town) == "Słupsk (gmina miejska)"
    with translation.override("en"):
        assert str(town) == "Słupsk (urban commune)"
        # A word that the register may bring one day is shown as it is.
        assert str(Territory(name="Hel", kind="commune", commune_type="gmina morska")) == "Hel (gmina morska)"
        assert str(Territory(name="Hel", kind="commune")) == "Hel"
