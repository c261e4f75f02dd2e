"""What a synonym may be, and what the analysis of a query reads of them."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from search.analysis import query_groups
from search.lexicon import lexicon_of, with_synonyms
from search.models import Synonym
from search.synonyms import synonyms, trying

pytestmark = pytest.mark.django_db


def synonym(words: str = "ngo", means: str = "organizacja pozarządowa", **fields: object) -> Synonym:
    return Synonym(words=words, means=means, **fields)


def save(capture: DjangoCaptureOnCommitCallbacks, one: Synonym) -> Synonym:
    one.full_clean()
    with capture(execute=True):
        one.save()
    return one


@pytest.mark.parametrize(
    ("words", "means", "field", "message"),
    [
        ("", "fundacja", "words", "To pole"),
        ("   ", "fundacja", "words", "niewidoczne znaki"),
        ("...!", "fundacja", "words", "same znaki"),
        ("jeden dwa trzy cztery pięć sześć", "fundacja", "words", "najwyżej 5 słów"),
        ("a" * 101, "fundacja", "words", "100"),
        ("ngo\x07", "fundacja", "words", "z klawiatury"),
        ("\ufdfa" * 20, "fundacja", "words", "za długie"),
        ("ngo", "", "means", "To pole"),
        ("ngo", "\n \n", "means", "niewidoczne znaki"),
        ("ngo", "fundacja\n--", "means", "Wiersz „--”"),
        ("ngo", "raz dwa trzy cztery pięć sześć", "means", "najwyżej 5 słów"),
        ("ngo", "a" * 101, "means", "najwyżej 100 znaków"),
        ("NGO", "fundacja\nngo.", "means", "to samo, co pierwsze słowo"),
        ("ngo", "łódź\nLodz", "means", "się powtarza"),
        ("ngo", "\n".join(f"słowo{number}" for number in range(21)), "means", "najwyżej 20 znaczeń"),
        ("ngo", "fundacja\x07", "means", "z klawiatury"),
    ],
)
def test_what_is_no_synonym_is_refused_beside_its_field(words: str, means: str, field: str, message: str) -> None:
    with pytest.raises(ValidationError) as refused:
        synonym(words, means).full_clean()
    said = refused.value.message_dict
    assert list(said) == [field]
    assert message in " ".join(said[field])


def test_the_longest_that_is_allowed_is_taken() -> None:
    one = synonym("raz dwa trzy cztery pięć", "\n".join(f"a{number} b c d e" for number in range(20)))
    one.full_clean()
    one.save()
    assert len(one.meanings) == 20


def test_words_are_once_in_a_language_however_they_are_written() -> None:
    first = synonym("  Żłobek  miejski ", "opieka nad dziećmi")
    first.full_clean()
    first.save()
    assert first.words == "Żłobek miejski"
    with pytest.raises(ValidationError, match="ma już synonimy"):
        synonym("ZLOBEK: miejski").full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        synonym("ZLOBEK: miejski").save()
    synonym("zlobek miejski", locale="en").full_clean()
    first.full_clean()  # itself is no other


def test_one_way_and_both_ways(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> None:
    save(django_capture_on_commit_callbacks, synonym("NGO", "organizacja pozarządowa\nfundacja"))
    save(django_capture_on_commit_callbacks, synonym("żłobek", "opieka nad dziećmi", two_way=True))
    save(django_capture_on_commit_callbacks, synonym("ngo", "non-profit", locale="en"))
    assert dict(synonyms("pl")) == {
        ("NGO",): (("organizacja", "pozarządowa"), ("fundacja",)),
        ("żłobek",): (("opieka", "nad", "dziećmi"),),
        ("opieka", "nad", "dziećmi"): (("żłobek",),),
    }
    assert dict(synonyms("en")) == {("ngo",): (("non", "profit"),)}


def test_a_phrase_of_several_synonyms_stands_for_all_of_them_once(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    save(django_capture_on_commit_callbacks, synonym("auto", "samochód", two_way=True))
    save(django_capture_on_commit_callbacks, synonym("samochód", "auto\nwóz", two_way=True))
    assert synonyms("pl")[("samochód",)] == (("auto",), ("wóz",))
    assert synonyms("pl")[("auto",)] == (("samochód",),)


def test_changes_act_at_once_and_the_table_is_read_only_after_one(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    one = save(django_capture_on_commit_callbacks, synonym())
    assert ("ngo",) in synonyms("pl")
    with django_assert_num_queries(0):
        synonyms("pl")
    one.means = "fundacja"
    save(django_capture_on_commit_callbacks, one)
    with django_assert_num_queries(1):
        assert synonyms("pl")[("ngo",)] == (("fundacja",),)
    with django_capture_on_commit_callbacks(execute=True):
        one.delete()
    assert dict(synonyms("pl")) == {}


def test_nothing_changes_before_the_commit(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> None:
    assert dict(synonyms("pl")) == {}
    with django_capture_on_commit_callbacks() as waiting:
        synonym().save()
    assert dict(synonyms("pl")) == {}
    for callback in waiting:
        callback()
    assert ("ngo",) in synonyms("pl")


def test_trying_one_shows_it_in_the_place_of_the_stored_and_leaves_nothing(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    stored = save(django_capture_on_commit_callbacks, synonym("ngo", "fundacja"))
    save(django_capture_on_commit_callbacks, synonym("kot", "zwierzę"))
    changed = Synonym(pk=stored.pk, words="ngo", means="stowarzyszenie")
    with trying(changed):
        assert dict(synonyms("pl")) == {("ngo",): (("stowarzyszenie",),), ("kot",): (("zwierzę",),)}
        assert dict(synonyms("en")) == {}
    with trying(synonym("pies", "zwierzę")):
        assert set(synonyms("pl")) == {("ngo",), ("kot",), ("pies",)}
    changed.locale = "en"
    with trying(changed):
        assert set(synonyms("pl")) == {("kot",)}
        assert set(synonyms("en")) == {("ngo",)}
    assert synonyms("pl")[("ngo",)] == (("fundacja",),)


def test_without_a_cache_nobody_relies_on_what_was_read(settings: Any) -> None:
    settings.CACHES = {**settings.CACHES, "default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    assert dict(synonyms("pl")) == {}
    synonym().save()
    assert ("ngo",) in synonyms("pl")


def test_commas_part_meanings_as_lines_do() -> None:
    one = synonym("auto", "samochód, wóz ;pojazd\n, ciężarówka,1,5% podatku")
    one.full_clean()
    assert one.means == "samochód\nwóz\npojazd\nciężarówka\n1,5% podatku"


@pytest.mark.parametrize("query", ["granty", "grantów", "grantow", "GRANTOM", "grantach", "grantami"])
def test_a_synonym_is_known_by_every_form_though_no_document_has_the_word(query: str) -> None:
    lexicon = lexicon_of({("grant",): (("dotacja",),)}, "pl")
    (group,) = with_synonyms(query_groups(query, "pl"), [query], "pl", lexicon)
    assert "ldotacja" in group.itself
