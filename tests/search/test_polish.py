from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from core.search_documents import SearchDocument
from search import polish
from search.analysis import document_terms, query_groups, query_words


@pytest.mark.parametrize(
    ("word", "folded"),
    [("Łódź", "lodz"), ("ZAŻÓŁĆ", "zazolc"), ("gęślą", "gesla"), ("Słupsk", "slupsk"), ("naïve", "naive"), ("2026", "2026"), ("", "")],
)
def test_folds_case_and_diacritics(word: str, folded: str) -> None:
    assert polish.fold(word) == folded


def test_every_lemma_is_kept() -> None:
    # A noun and a verb's gerund: nothing chooses between them.
    assert set(polish.analyse("zebrania").lemmas) == {"zebranie", "zebrać"}


@pytest.mark.parametrize(
    ("form", "lemma"),
    [("Kobylnicy", "Kobylnica"), ("kobylnicy", "Kobylnica"), ("Sycewicach", "Sycewice"), ("łebą", "Łeba"), ("Prabut", "Prabuty")],
)
def test_proper_names_are_known_with_and_without_their_capital(form: str, lemma: str) -> None:
    assert lemma in polish.analyse(form).lemmas


def test_a_capitalised_word_is_also_asked_in_lower_case() -> None:
    assert {"gniew", "Gniew"} & set(polish.analyse("Gniewie").lemmas) == {"gniew", "Gniew"}


def test_suffixes_of_homonyms_are_stripped() -> None:
    assert all(":" not in lemma for lemma in polish.analyse("kot").lemmas)


def test_only_the_beginning_of_a_word_made_of_two_counts() -> None:
    # "miałem" is also "miał" + "em", and the ending is a form of "być".
    assert "być" not in polish.analyse("miałem").lemmas
    assert "mieć" in polish.analyse("miałem").lemmas


@pytest.mark.parametrize(
    ("word", "function"),
    [
        ("w", True),
        ("dla", True),
        ("się", True),
        ("czy", True),
        ("Jaki", True),
        ("czego", True),
        ("ile", True),
        ("sala", False),
        ("qwrtz", False),
    ],
)
def test_function_words(word: str, function: bool) -> None:
    assert polish.analyse(word).function is function


def test_the_map_holds_forms_that_lose_diacritics_only() -> None:
    forms = polish.forms_with_diacritics("zarządzenie")
    assert "zarzadzenia" in forms
    # Morfeusz knows "kotem" as it stands; only "kotów" loses something.
    assert polish.forms_with_diacritics("kot") == {"kotow"}
    assert polish.forms_with_diacritics("dwa słowa") == frozenset()


def test_one_analyser_serves_many_threads() -> None:
    words = ["zebraniami", "Kobylnicy", "świetlicą", "książkom", "psem", "gminnych", "szkoleniu", "wolontariuszkami"] * 40
    alone = [polish.analyse.__wrapped__(word) for word in words]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(polish.analyse.__wrapped__, words)) == alone


def test_a_title_counts_three_times_and_all_lemmas_stand_in_the_index() -> None:
    terms = document_terms(SearchDocument(key="page:1", locale="pl", kind="news", title="Zebranie", body="zebrania sołectw"))
    assert terms.counts["wzebranie"] == 3
    assert terms.counts["lzebranie"] == 4
    assert terms.counts["pzebran"] == 4
    assert terms.length == 3
    assert "sołectwo" in terms.lemmas


def test_english_has_forms_of_its_own_and_no_polish_lemmas() -> None:
    terms = document_terms(SearchDocument(key="page:1", locale="en", kind="news", title="Grants for NGOs"))
    assert terms.lemmas == set()
    assert terms.counts == {"Wgrants": 3, "Lgrant": 3, "Pgrants": 3, "Wfor": 3, "Lfor": 3, "Wngos": 3, "Lngos": 3}


def test_a_query_word_is_one_group_with_form_lemmas_and_prefix() -> None:
    (group,) = query_groups("zebraniu", "pl")
    assert group.core == {"wzebraniu", "lzebranie", "lzebrac"}
    assert group.prefix == "pzebran"
    assert ("pzebran", 0.5, 0) in group.terms()


def test_a_short_words_form_counts_for_its_prefix_too() -> None:
    (group,) = query_groups("sala", "pl")
    assert group.prefix == ""
    assert ("wsala", 1.5, 1) in group.terms()


def test_function_words_weigh_less_unless_there_is_nothing_else() -> None:
    assert [group.weight for group in query_groups("sala dla organizacji", "pl")] == [1.0, 0.6, 1.0]
    assert [group.weight for group in query_groups("dla", "pl")] == [1.0]


def test_repeated_words_are_one_group_and_long_queries_end() -> None:
    assert query_words("sala SALA sałą") == ["sala"]
    assert len(query_words(" ".join(f"słowo{number}" for number in range(200)))) == 30


@pytest.mark.parametrize(
    ("word", "nouns"),
    [
        ("kolędujących", {"koleda"}),
        ("koledowac", {"koleda"}),
        ("zaczipuję", {"czip"}),
        ("wydrukować", {"wydruk", "druk"}),
        ("biegać", set()),
        ("szkoła", set()),
        ("", set()),
        ("x" * 300, set()),
    ],
)
def test_nouns_that_a_verb_is_made_of(word: str, nouns: set[str]) -> None:
    assert polish.nouns_of_verb(word) == nouns


@pytest.mark.parametrize(
    ("word", "place"),
    [("Pucka", True), ("slupska", True), ("Kobylnicy", True), ("gospodyń", False), ("szkoły", False), ("", False), ("ż" * 300, False)],
)
def test_places_in_the_genitive(word: str, place: bool) -> None:
    assert polish.of_place(word) is place
