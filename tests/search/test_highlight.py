from __future__ import annotations

import pytest

from search.analysis import query_groups
from search.highlight import EXCERPT_LENGTH, excerpt, highlight


def terms(query: str) -> frozenset[str]:
    return frozenset().union(*(group.core for group in query_groups(query, "pl")))


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("organizacji", "Organizacje i urzędy", "<mark>Organizacje</mark> i urzędy"),
        ("miasto", "Było to w mieście.", "Było to w <mark>mieście</mark>."),
        ("Kobylnica", "spotkanie w Kobylnicy", "spotkanie w <mark>Kobylnicy</mark>"),
        ("organista", "Organizacje", "Organizacje"),
    ],
)
def test_marks_the_word_in_any_form_and_never_by_its_beginning(query: str, text: str, marked: str) -> None:
    assert highlight(text, terms(query), "pl") == marked


@pytest.mark.parametrize("text", ["<script>alert(1)</script> sala", "sala\" onmouseover='x'", "sala & <b>sala</b>", "<mark>sala</mark>"])
def test_escapes_every_piece(text: str) -> None:
    marked = highlight(text, terms("sala script mark"), "pl")
    rest = marked.replace("<mark>", "").replace("</mark>", "")
    assert not {"<", ">", '"', "'"} & set(rest)
    assert "<mark>sala</mark>" in marked
    assert rest == excerpt(text, "", frozenset(), "pl")


def test_an_excerpt_shows_the_telling_part_of_a_long_text() -> None:
    body = "Wstęp o niczym. " * 40 + "Zbieramy zgłoszenia na warsztaty pszczelarskie w Damnicy. " + "Dalszy ciąg o niczym. " * 40
    text = excerpt("Streszczenie bez tych słów.", body, terms("warsztat pszczelarski"), "pl")
    assert "<mark>warsztaty</mark> <mark>pszczelarskie</mark>" in text
    assert text.startswith("… Zbieramy")
    assert text.endswith(" …")
    assert len(text) < EXCERPT_LENGTH + 60


def test_the_summary_stands_when_it_says_as_much_as_the_body() -> None:
    assert excerpt("Kurs haftu.", "Kurs haftu w Bytowie", terms("haft"), "pl") == "Kurs <mark>haftu</mark>."
    assert excerpt("Streszczenie.", "Treść.", terms("haft"), "pl") == "Streszczenie."
    assert excerpt("", "", terms("haft"), "pl") == ""


def test_a_telling_paragraph_is_not_mixed_with_those_before_it() -> None:
    text = excerpt("", "0000900005\nPomoc prawna dla mieszkańców\nEdukacja", terms("prawna"), "pl")
    assert text == "Pomoc <mark>prawna</mark> dla mieszkańców · Edukacja"
