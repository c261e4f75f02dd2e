from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from core.search_documents import SearchDocument
from search.analysis import query_groups, query_words
from search.embedded import EmbeddedEngine
from search.engine import Filters
from search.highlight import highlight
from search.lexicon import lexicon_of, with_synonyms
from search.vocabulary import cost, slips

Publish = Callable[..., SearchDocument]


def titles(engine: EmbeddedEngine, query: str, locale: str = "pl") -> list[str]:
    return [hit.title for hit in engine.search(query, locale, Filters()).hits]


@pytest.mark.parametrize(
    "query",
    [
        "stypednia",
        "stypendja",
        "stypendiach",
        "stypendai",
        "stypedium",
        "stpendia",
        "styppendia",
        "Stypedniami",
        "dofinasowanie",
        "dofinansowaniee",
    ],
)
def test_a_misspelt_word_finds_what_was_meant(engine: EmbeddedEngine, publish: Publish, query: str) -> None:
    publish("Stypendia i dofinansowania dla uczniów")
    publish("Koncert w parku")
    assert titles(engine, query) == ["Stypendia i dofinansowania dla uczniów"]


def test_a_corrected_query_is_told(engine: EmbeddedEngine, publish: Publish) -> None:
    publish("Stypendia dla uczniów")
    assert engine.search("Stypednia dla uczniów", "pl", Filters()).corrected == "Stypendia dla uczniów"
    assert engine.search("stypendium dla uczennic", "pl", Filters()).corrected == ""


def test_who_finds_next_to_nothing_is_asked_whether_a_frequent_word_was_meant(engine: EmbeddedEngine, publish: Publish) -> None:
    publish("Kancert zespołu Kancert")
    for number in range(12):
        publish(f"Koncert numer {number}")
    found = engine.search("kancert", "pl", Filters())
    assert [hit.title for hit in found.hits] == ["Kancert zespołu Kancert"]
    assert found.corrected == ""
    assert engine.meant("kancert", "pl") == "koncert"
    assert engine.meant("koncert", "pl") == ""


def test_the_page_says_what_was_corrected_and_offers_what_was_meant(client: Client, publish: Publish) -> None:
    publish("Stypendia dla uczniów")
    publish("Kancert zespołu Kancert")
    for number in range(12):
        publish(f"Koncert numer {number}")
    page = unescape(client.get("/pl/szukaj/?q=<stypednia>").content.decode()).replace("\xa0", " ")
    assert "Nie ma w portalu słowa „<stypednia>”. To wyniki dla „<stypendia>”." in page
    page = client.get("/pl/szukaj/?q=kancert&typ=page").content.decode()
    assert '<a href="?q=koncert&amp;typ=page">koncert</a>' in page
    assert client.get("/pl/szukaj/?q=<b>stypednia</b>").content.decode().count("<b>stypednia") == 0


def test_an_exact_word_stands_before_a_corrected_one(engine: EmbeddedEngine, publish: Publish) -> None:
    publish("Zawody w Rewie, Rewa zaprasza")
    publish("Zawody w Redzie, Reda zaprasza")
    assert titles(engine, "reda")[0] == "Zawody w Redzie, Reda zaprasza"
    assert "Zawody w Rewie, Rewa zaprasza" not in titles(engine, "reda")


@pytest.mark.parametrize("query", ["kt", "xyz", "qwe", "zzzzzz", "12345678", "gmiina1"])
def test_too_short_or_too_strange_words_are_not_guessed(engine: EmbeddedEngine, publish: Publish, query: str) -> None:
    publish("Koty i gminy")
    assert engine.search(query, "pl", Filters()).corrected == ""
    assert titles(engine, query) == []


def test_of_many_unknown_words_only_the_first_are_looked_up(engine: EmbeddedEngine, publish: Publish) -> None:
    publish("Stypendia i dofinansowania dla uczniów")
    letters = "bcdfghjklmnprstwzaeio"
    strange = [f"qxv{first}{second}zq" for first in letters for second in letters]
    engine.search("stypednia", "pl", Filters())

    def asked(many: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            found = engine.search(" ".join(["stypednia", *strange[:many]]), "pl", Filters())
            assert [hit.title for hit in found.hits] == ["Stypendia i dofinansowania dla uczniów"]
            engine.meant(" ".join(strange[:many]), "pl")
        return len(captured)

    assert asked(28) == asked(12)


def test_a_short_words_first_letter_is_taken_as_it_is() -> None:
    assert all(word[0] == "k" for word in slips("koncert"))
    assert {"potkanie", "sptokanie", "spotkkanie", "spodkanie"} <= slips("spotkanie")


def test_a_slip_that_sounds_alike_costs_less() -> None:
    assert cost("marze", "maze") < cost("marke", "maze")
    assert cost("moze", "morze") < 1 < cost("morze", "miodzu")


def test_a_word_of_the_same_family_is_found_where_nothing_has_the_word_itself(engine: EmbeddedEngine, publish: Publish) -> None:
    publish("Kolędnicy chodzą po wsi")
    assert titles(engine, "kolędujących") == ["Kolędnicy chodzą po wsi"]
    assert titles(engine, "koledujacych") == ["Kolędnicy chodzą po wsi"]


@pytest.mark.parametrize("query", ["morsujących", "morsujacych", "morsować"])
def test_a_verb_finds_the_noun_that_it_is_made_of(engine: EmbeddedEngine, publish: Publish, query: str) -> None:
    publish("Klub morsów zaprasza")
    publish("Remont ulicy Morskiej")
    assert titles(engine, query) == ["Klub morsów zaprasza"]


@pytest.mark.parametrize("query", ["", "  ", "?!", "koło", "kolo"])
def test_next_to_nothing_is_understood_too(engine: EmbeddedEngine, publish: Publish, query: str) -> None:
    publish("Koło gospodyń zaprasza")
    assert titles(engine, query) == (["Koło gospodyń zaprasza"] if query.isalpha() else [])
    assert [found.title for found in engine.suggest("koło", "pl")] == ["Koło gospodyń zaprasza"]


def test_kolo_before_a_place_is_near_it(engine: EmbeddedEngine, publish: Publish) -> None:
    publish("Koło fortuny na festynie w Tczewie")
    publish("Plaża w Pucku")
    publish("Koło gospodyń zaprasza")
    for query in ("plaża koło Pucka", "plaza kolo pucka"):
        assert titles(engine, query) == ["Plaża w Pucku"], query
    assert titles(engine, "koło gospodyń")[0] == "Koło gospodyń zaprasza"


def test_an_adjective_of_a_place_helps_its_name(engine: EmbeddedEngine, publish: Publish) -> None:
    publish("Robot z klocków w Słupsku")
    publish("Robot z klocków w Tczewie")
    publish("Zebranie tczewskiego koła")
    assert titles(engine, "tczewskie roboty")[0] == "Robot z klocków w Tczewie"


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("NGO", "Dotacje dla organizacji pozarządowych"),
        ("ngo", "Dotacje dla organizacji pozarządowych"),
        ("organizacje pozarządowe", "Szkolenie dla NGO"),
        ("organizacji pozarzadowej", "Szkolenie dla NGO"),
        ("ochotnicza straż pożarna", "Piknik OSP"),
        ("straz pozarna", "Piknik OSP"),
        ("OSP", "Ochotnicza Straż Pożarna zaprasza"),
        ("BO 2026", "Budżet obywatelski: głosowanie"),
    ],
)
def test_abbreviations_of_the_field_mean_what_they_stand_for(engine: EmbeddedEngine, publish: Publish, query: str, title: str) -> None:
    for each in (
        "Dotacje dla organizacji pozarządowych",
        "Szkolenie dla NGO",
        "Piknik OSP",
        "Ochotnicza Straż Pożarna zaprasza",
        "Budżet obywatelski: głosowanie",
        "Wyniki BO",
        "Organizacja ruchu, straż miejska i budżet",
        "Nie wiemy, bo nie pytaliśmy",
    ):
        publish(each)
    assert title in titles(engine, query)[:3]


def test_a_conjunction_is_no_abbreviation() -> None:
    (_budget, civic) = with_synonyms(query_groups("budżet obywatelski", "pl"), ["budżet", "obywatelski"], "pl")
    assert "wbo" not in civic.itself
    groups = with_synonyms(query_groups("nie, bo deszcz", "pl"), query_words("nie, bo deszcz"), "pl")
    assert [group.phrases for group in groups if group.form == "bo"] == [()]


def test_synonyms_go_one_way_unless_both_are_given() -> None:
    lexicon = lexicon_of({("świetlica",): (("dom", "kultury"), ("klub",))}, "pl")
    (group,) = with_synonyms(query_groups("świetlicy", "pl"), ["świetlicy"], "pl", lexicon)
    assert {"lklub", "wklub"} <= group.itself
    assert [[sorted(part)[0] for part in phrase] for phrase in group.phrases] == [["ldom", "lkultura"]]
    (other,) = with_synonyms(query_groups("klub", "pl"), ["klub"], "pl", lexicon)
    assert "lswietlica" not in other.itself


@pytest.mark.parametrize("query", ["uchwała XII/123/24", "uchwala xii/123/2024", "XII / 123 / 24"])
def test_an_act_is_found_by_its_number(engine: EmbeddedEngine, publish: Publish, query: str) -> None:
    for year in (22, 23, 24):
        publish(f"Uchwała nr XII/123/20{year} w sprawie dróg")
    publish("Uchwała nr XIII/123/2024 w sprawie dróg")
    assert titles(engine, query)[0] == "Uchwała nr XII/123/2024 w sprawie dróg"


@pytest.mark.parametrize("query", ["koncert 12 maja", "koncert 12.05", "koncert 12.05.2026", "koncert dwunastego maja"])
def test_a_day_is_found_however_it_is_asked_for(engine: EmbeddedEngine, publish: Publish, query: str) -> None:
    publish("Koncert", body="Zagramy 11 maja 2026 o 12:05")
    publish("Koncert majowy", body="Zagramy 5 grudnia 2026")
    publish("Koncert letni", body="Zagramy 12 maja 2026")
    assert titles(engine, query)[0] == "Koncert letni"


def test_a_number_that_nothing_has_is_looked_for_in_pieces(engine: EmbeddedEngine, publish: Publish) -> None:
    publish("Numer 123 dla rady XII")
    assert titles(engine, "XII/123/24") == ["Numer 123 dla rady XII"]


def test_neighbours_stand_before_words_far_apart(engine: EmbeddedEngine, publish: Publish) -> None:
    apart = "Otwarta pracownia. Zapraszamy sąsiadów na kawę i długie rozmowy o wszystkim, co nas łączy, na koniec zaś ceramika."
    publish("Zajęcia pierwsze", body=apart)
    publish(
        "Zajęcia drugie",
        body=apart.replace("Otwarta pracownia.", "Otwarta dla sąsiadów.").replace("zaś ceramika", "zaś pracownia ceramiki"),
    )
    assert titles(engine, "pracownia ceramiki")[0] == "Zajęcia drugie"


def test_english_is_found_by_its_stems(engine: EmbeddedEngine, publish: Publish) -> None:
    publish("Volunteering grants for associations", locale="en")
    assert titles(engine, "volunteer grant association", "en") == ["Volunteering grants for associations"]
    assert titles(engine, "volunteer grant association") == []


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("zajęcia dla seniorów", ["Zajęcia", "seniorów"]),
        ("dla", ["dla", "dla"]),
        ("zajęcia 12 maja", ["Zajęcia", "12", "maja"]),
    ],
)
def test_words_that_only_join_are_marked_only_where_there_are_no_others(
    engine: EmbeddedEngine, publish: Publish, query: str, marked: list[str]
) -> None:
    title = "Zajęcia dla seniorów i dla rodzin, 12 maja"
    publish(title)
    found = engine.search(query, "pl", Filters())
    assert re.findall(r"<mark>(.*?)</mark>", highlight(title, found.matched_terms, "pl")) == marked


def test_a_query_of_function_words_still_searches(engine: EmbeddedEngine, publish: Publish) -> None:
    publish("Co i gdzie w gminie")
    assert titles(engine, "co i gdzie") == ["Co i gdzie w gminie"]


def test_explains_where_a_page_stands(engine: EmbeddedEngine, publish: Publish, capsys: pytest.CaptureFixture[str]) -> None:
    publish("Otwarta pracownia ceramiki")
    document = publish("Pracownia szachowa", body="Obok jest ceramika.")
    call_command("search_explain", "pracownia ceramiki", document.key)
    said = capsys.readouterr().out
    for part in ("Pracownia szachowa", "place 2 of 2", "place 1: Otwarta pracownia ceramiki", "lceramika x1"):
        assert part in said


def test_words_that_nobody_may_read_are_offered_to_nobody(engine: EmbeddedEngine, publish: Publish) -> None:
    kept = publish("Fundacja Brkporozumiewawcza")
    assert engine.search("brkporozumiewawczaa", "pl", Filters()).corrected == "brkporozumiewawcza"
    Page.objects.filter(pk=int(kept.key.removeprefix("page:"))).update(live=False)
    assert engine.search("brkporozumiewawczaa", "pl", Filters()).corrected == ""
    assert engine.meant("brkporozumiewawczaa", "pl") == ""
