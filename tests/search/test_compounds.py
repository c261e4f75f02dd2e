from __future__ import annotations

import pytest

from search.compounds import compounds


def terms(text: str) -> set[str]:
    return {term for compound in compounds(text) for term in compound.terms}


@pytest.mark.parametrize("text", ["XII/123/24", "XII/123/2024", "XII / 123 / 2024", "xii/123/24", "XII.123.2024", "XII-123-24"])
def test_an_act_has_one_number_however_it_is_written(text: str) -> None:
    assert "xii/123/24" in terms(f"Uchwała nr {text} Rady Gminy")


def test_part_of_an_act_number_is_a_term_and_another_year_is_another_act() -> None:
    assert {"xii/123", "123/24"} <= terms("XII/123/24")
    assert "xii/123/24" not in terms("XII/123/23")


@pytest.mark.parametrize(
    "text", ["12 maja 2026", "12.05.2026", "12.5.2026", "2026-05-12", "12 V 2026", "dwunastego maja 2026", "12 MAJA 2026 r."]
)
def test_a_day_is_the_same_day_however_it_is_written(text: str) -> None:
    assert {"d/2026-05-12", "d/05-12", "m/2026-05"} <= terms(text)


@pytest.mark.parametrize(
    ("text", "day"), [("20 września", "d/09-20"), ("dwudziestego pierwszego września", "d/09-21"), ("31 grudnia", "d/12-31")]
)
def test_a_day_without_its_year(text: str, day: str) -> None:
    assert day in terms(text)


@pytest.mark.parametrize("text", ["31.02.2026", "12.13", "0 maja", "99 stycznia 2026", "setnego maja"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert not {term for term in terms(text) if term.startswith("d/")}


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("Dz.U. 2023 poz. 571", "dzu/23/571"),
        ("Dz. U. z 2023 r. poz. 571", "dzu/23/571"),
        ("art. 19a ustawy", "art/19a"),
        ("artykuł 19 a ustawy", "art/19a"),
        ("artykuł 19 a także", "art/19"),
        ("§ 5 ust. 2", "par/5"),
        ("1,5% podatku", "1/5"),
        ("1.5 %", "1/5"),
        ("półtora procent", "1/5"),
        ("około poltorej godziny", "1/5"),
        ("10 000 zł", "#10000"),
        ("tel. 59 842 12 34", "#598421234"),
        ("tel. +48 598 421 234", "#598421234"),
        ("Biuro@Cop.Slupsk.pl.", "biuro@cop.slupsk.pl"),
        ("https://www.cop.slupsk.pl/o-nas", "@cop.slupsk.pl"),
        ("e-mail", "email"),
    ],
)
def test_what_is_written_in_pieces_is_one_term(text: str, term: str) -> None:
    assert term in terms(text)


@pytest.mark.parametrize("text", ["zebranie w Słupsku", "", "?!", "COP Słupsk: 12", "a" * 10_000, "1/" * 5_000, "@" * 5_000, "w." * 5_000])
def test_plain_words_and_hostile_texts_make_no_long_terms(text: str) -> None:
    found = compounds(text)
    assert all(len(term) <= 60 for compound in found for term in compound.terms)
    assert len(found) <= 5_000
