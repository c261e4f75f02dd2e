"""The Polish order of names: in Python, and from the column that databases order by."""

from __future__ import annotations

import pytest

from core.collation import alphabetical, polish_key
from core.models import Territory, Topic

NAMES = [
    "2 Pułk",
    "Ćma",
    "„Dom” Fundacja",
    "Dom Kultury",
    "Domy",
    "Étoile",
    "Gdańsk",
    "lasy",
    "Lębork",
    "Luzino",
    "Łeba",
    "Mielno",
    "Sopot",
    "Środowisko",
    "Ustka",
    "Zdrowie",
    "Źródło",
    "Żabno",
]


def test_names_stand_as_in_a_polish_dictionary() -> None:
    assert alphabetical(reversed(NAMES)) == NAMES
    assert sorted(NAMES) != NAMES


def test_keys_hold_in_any_collation_and_fit_the_column() -> None:
    for name in (*NAMES, "ż" * 300, "Żółw 🐢", "Ελλάδα", ""):
        key = polish_key(name)
        assert len(key) <= 200
        assert key == "" or key.isdigit()


def test_a_hyphen_parts_words_and_quotes_do_not_count() -> None:
    assert polish_key("Bielsko-Biała") == polish_key("Bielsko Biała")
    assert polish_key("„Łąka”") == polish_key("łąka") == polish_key('"Łąka"')


@pytest.mark.django_db
def test_databases_order_by_the_key() -> None:
    for number, name in enumerate(reversed(NAMES)):
        Territory.objects.create(code=f"99{number:05d}", name=name, kind="commune")
    assert [place.name for place in Territory.objects.all()] == NAMES
    renamed = Territory.objects.get(name="Żabno")
    Territory.objects.update_or_create(code=renamed.code, defaults={"name": "Adamowo"})
    assert [place.name for place in Territory.objects.all()][1] == "Adamowo"


@pytest.mark.django_db
def test_topics_follow_the_language_of_the_page() -> None:
    from django.utils.translation import override

    Topic.objects.create(slug="zdrowie", name="Zdrowie", name_en="Health")
    Topic.objects.create(slug="srodowisko", name="Środowisko", name_en="Environment")
    Topic.objects.create(slug="edukacja", name="Edukacja", name_en="Learning")
    assert [topic.name for topic in Topic.objects.all()] == ["Edukacja", "Środowisko", "Zdrowie"]
    with override("en"):
        assert [topic.label for topic in Topic.in_order()] == ["Environment", "Health", "Learning"]
