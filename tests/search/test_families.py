"""What a word of a query also finds: its family where few pages have it, the abbreviation of a full name, the month of a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from core.search_documents import SearchDocument
from core.templatetags.portal_ui import WARSAW
from search import families, polish
from search.compounds import month_of, month_term
from search.embedded import EmbeddedEngine
from search.engine import Filters
from search.question import FEW

Publish = Callable[..., SearchDocument]


def titles(engine: EmbeddedEngine, query: str, *, strong: bool = False) -> list[str]:
    return [hit.title for hit in engine.search(query, "pl", Filters()).hits if hit.strong or not strong]


@pytest.mark.parametrize(
    "family",
    [
        ("szachy", "szachista", "szachowy"),
        ("haft", "haftować", "haftowanie"),
        ("krwiodawstwo", "krwiodawca"),
        ("piekarz", "piekarnia"),
        ("powódź", "powodziowy"),
        ("chór", "chórzysta"),
        ("trening", "trener", "trenować"),
        ("wynająć", "wynajem"),
        ("ratownik", "ratować", "ratownictwo"),
    ],
)
def test_words_made_of_one_another_share_a_root(family: tuple[str, ...]) -> None:
    assert len({families.root(polish.fold(word)) for word in family}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("morze", "mors"), ("morska", "mors"), ("ruch", "ruszyć"), ("gminny", "gmach"), ("sól", "sołtys"), ("las", "lasy")]
)
def test_others_do_not_and_short_words_keep_their_endings(one: str, other: str) -> None:
    assert families.root(polish.fold(one)) != families.root(polish.fold(other))


def test_a_verb_has_the_root_without_what_it_begins_with() -> None:
    assert {"meld", "zameld"} <= families.roots("zameldować")
    assert families.roots("zaczipujecie") == families.roots("zaczipowac")


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("szachistów", "Turniej szachowy"),
        ("zaczipować psa", "Czipowanie psów"),
        ("nauka zeglowania", "Nauka w klubie żeglarskim"),
        ("zameldować się", "Meldunek w urzędzie"),
    ],
)
def test_a_word_that_no_page_has_finds_its_family(engine: EmbeddedEngine, publish: Publish, query: str, title: str) -> None:
    publish(title)
    publish("Szpital zamyka oddział")
    assert titles(engine, query, strong=True) == [title]


def test_a_rare_word_finds_its_family_behind_itself_and_a_frequent_one_does_not(engine: EmbeddedEngine, publish: Publish) -> None:
    publish("Turniej szachowy w świetlicy")
    publish("Zebranie szachistów")
    assert titles(engine, "szachista") == ["Zebranie szachistów", "Turniej szachowy w świetlicy"]
    assert titles(engine, "szachista", strong=True) == ["Zebranie szachistów"]
    for number in range(FEW):
        publish(f"Szachiści z {number}. klasy")
    assert "Turniej szachowy w świetlicy" not in titles(engine, "szachista")


def test_a_full_name_finds_the_abbreviation_that_only_a_page_has(engine: EmbeddedEngine, publish: Publish) -> None:
    publish("Dyżur GZPO w środy")
    publish("Placówka oświatowa szuka kucharki")
    # What is a word too ("mops" is a dog) is not taken for initials.
    publish("Kluski z makiem")
    assert titles(engine, "gminny zespół placówek oświatowych")[0] == "Dyżur GZPO w środy"
    assert titles(engine, "Gminnego Zespołu Placówek Oświatowych w gminie")[0] == "Dyżur GZPO w środy"
    assert titles(engine, "kto lubi ulubione smaki klusek i") == ["Kluski z makiem"]


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("GKRPA", "Gminna Komisja Rozwiązywania Problemów Alkoholowych"),
        ("wpf", "Wieloletnia prognoza finansowa gminy"),
        ("bo kwidzyn", "Budżet obywatelski w Kwidzynie"),
        ("głosowanie bo", "Głosowanie: budżet obywatelski"),
    ],
)
def test_abbreviations(engine: EmbeddedEngine, publish: Publish, query: str, title: str) -> None:
    publish(title)
    publish("Głosowanie w Kwidzynie")
    assert titles(engine, query)[0] == title


def test_an_abbreviation_does_not_stand_for_the_words_it_happens_to_be_a_form_of(engine: EmbeddedEngine, publish: Publish) -> None:
    publish("PUP w Bytowie zaprasza")
    publish("Pupa niemowlęcia")
    assert titles(engine, "powiatowy urząd pracy") == ["PUP w Bytowie zaprasza"]


@pytest.mark.parametrize("query", ["pucku", "w pucku", "puck", "pucka"])
def test_a_place_in_lower_case_is_the_place_whatever_else_it_may_be(engine: EmbeddedEngine, publish: Publish, query: str) -> None:
    publish("Puck zaprasza")
    assert titles(engine, query) == ["Puck zaprasza"]


@pytest.mark.parametrize("query", ["grudzień", "w grudniu", "grudnia", "spotkania w grudniu", "SPOTKANIE GRUDZIEN"])
def test_a_month_finds_its_days_however_they_are_written(engine: EmbeddedEngine, publish: Publish, query: str) -> None:
    publish("Spotkanie 12.12.2026")
    publish("Spotkanie w świetlicy", kind="event", date=datetime(2026, 12, 5, 18, tzinfo=WARSAW))
    publish("Spotkanie 12.11.2026")
    assert set(titles(engine, query, strong=True)) == {"Spotkanie 12.12.2026", "Spotkanie w świetlicy"}


def test_the_month_of_a_day() -> None:
    assert {month_of(term) for term in ("d/2026-12-05", "d/12-05", "m/2026-12", "m/12")} == {"m/12"}
    assert month_of("xii/123/24") == month_of("12/05") == ""
    assert (month_term("Grudniu"), month_term("maja"), month_term("majątek"), month_term("marny")) == ("m/12", "m/05", "", "")
